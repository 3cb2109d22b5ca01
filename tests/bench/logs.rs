//! Logs: how soon the tail of one is on screen, and how fast one is followed that a container prints at full speed.

use std::sync::Mutex;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use quayside_e2e::page::Page;
use quayside_test_support::docker;

use crate::bench::{Bench, PATIENCE, attempt, attempt_within};
use crate::figures::{Samples, milliseconds};
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report};
use crate::stopwatch::{Begin, arm, read};

const CONTAINER: &str = "bench-log";
const FLOOD: &str = "bench-log-flood";
const LINES: usize = 20_000;
const MEGABYTES: usize = 40;

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    let opened = attempt(tail(bench)).await;
    let cli = attempt(async { bench.docker(&["logs", "--timestamps", "--tail", "200", CONTAINER], || ()) }).await;
    let path = format!("/containers/{CONTAINER}/logs?stdout=1&stderr=1&timestamps=1&tail=200");
    let raw = attempt(async { bench.raw_runs(|| (), |raw| drop(raw.ask("GET", &path, None))) }).await;
    let of_tail =
        |take: fn(&Opened) -> &Samples| opened.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
    let tail = Measure::new(format!("the last 200 of {LINES} lines of a log"), "ms")
        .line(QUAYSIDE, "click → last line painted", of_tail(|opened| &opened.painted))
        .line(QUAYSIDE, "  by turns, request → the shell's answer", of_tail(|opened| &opened.answered))
        .line(QUAYSIDE, "  by turns, request → in the document", of_tail(|opened| &opened.there))
        .line(QUAYSIDE, "  by turns, request → painted", of_tail(|opened| &opened.from_request))
        .line(CLI, "docker logs --timestamps --tail 200", cli)
        .line(RAW, "answer read", raw);
    let followed = attempt_within(2 * PATIENCE, follow(bench)).await;
    let each =
        |take: fn(&Followed) -> &Samples| followed.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
    let follow = Measure::new(format!("a log of {MEGABYTES} MB, followed while it is printed"), "ms")
        .line(QUAYSIDE, "start → last line painted", each(|found| &found.painted))
        .line(RAW, "start → last byte read, by turns with the first", each(|found| &found.drained));
    let against = Measure::new("the same as speed against the raw socket (worst and p95 are the fastest)", "times")
        .line(QUAYSIDE, "painted, against read right after it", each(|found| &found.against));
    bench.raw.remove_containers("");
    let mut report = report.lock().unwrap();
    report.add(tail);
    report.add(follow);
    report.add(against);
}

/// A line is drawn.
fn drawn(text: &str) -> String {
    format!("[...document.querySelectorAll('[data-testid=log-text]')].some((one) => one.textContent === '{text}')")
}

async fn select(page: &Page, name: &str) {
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={name}]")).await;
    page.find("selection-logs").await;
    page.settle().await;
}

#[derive(Default)]
struct Opened {
    painted: Samples,
    /// Where the time goes, of laps that are begun by the page's request.
    answered: Samples,
    there: Samples,
    from_request: Samples,
}

async fn tail(bench: &Bench) -> Opened {
    let engine = &bench.stage.world.engine;
    docker(
        engine,
        &["run", "--name", CONTAINER, "centos", "seq", "-f", "line %.0f of the log", "1", &LINES.to_string()],
    );
    let window = bench.window().await;
    let page = &window.page;
    select(page, CONTAINER).await;
    let mut opened = Opened::default();
    for turn in 0..2 * (bench.runs + 1) {
        let is_whole = turn % 2 == 0;
        let begin = if is_whole { Begin::Click } else { Begin::Request("logs_open") };
        arm(page, begin, &drawn(&format!("line {LINES} of the log")), None).await;
        page.click("selection-logs").await;
        let lap = read(page).await;
        if is_whole && turn > 1 {
            opened.painted.0.push(lap.painted);
        } else if turn > 1 {
            opened.answered.0.push(lap.answered);
            opened.there.0.push(lap.there);
            opened.from_request.0.push(lap.painted);
        }
        page.click("dock-tab-close").await;
        page.until("no log", "!document.querySelector('[data-testid=logs]')").await;
        page.settle().await;
    }
    bench.close(window).await;
    opened
}

/// A container that prints all of it when it is started; there is a new one for each run, with nothing in its log.
fn prepare(bench: &Bench, run: usize) -> String {
    let name = format!("{FLOOD}-{run}");
    let line = "The quick brown fox jumps over the lazy dog, and 0123456789 more of that";
    let script = format!("yes '{line}' | head -c {}; echo; echo end-{run}", MEGABYTES * 1_000_000);
    docker(&bench.stage.world.engine, &["create", "--name", &name, "centos", "bash", "-c", &script]);
    name
}

#[derive(Default)]
struct Followed {
    /// From the container's start to the last line.
    painted: Samples,
    /// The same until a raw socket has its last byte, right after each of them: a machine is not always as fast.
    drained: Samples,
    /// The speed of the one against that of the other.
    against: Samples,
}

async fn follow(bench: &Bench) -> Followed {
    let window = bench.window().await;
    let page = &window.page;
    let mut found = Followed::default();
    for run in 0..=bench.runs {
        let name = prepare(bench, run);
        select(page, &name).await;
        page.click("selection-logs").await;
        page.find_css("[data-testid=logs-phase] [data-at=ended]").await;
        // Of the same clock as the page's.
        let begin = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        arm(page, Begin::Request("logs_rows"), &drawn(&format!("end-{run}")), None).await;
        bench.raw.ask("POST", &format!("/containers/{name}/start"), None);
        let lap = read(page).await;
        let painted = lap.began + lap.painted - milliseconds(begin);
        page.click("dock-tab-close").await;
        docker(&bench.stage.world.engine, &["rm", "--force", &name]);
        page.settle().await;
        let drained = raw_follow(bench, run);
        if run > 0 {
            found.painted.0.push(painted);
            found.drained.0.push(drained);
            found.against.0.push(drained / painted);
        }
    }
    bench.close(window).await;
    found
}

fn raw_follow(bench: &Bench, run: usize) -> f64 {
    let name = prepare(bench, run);
    let begin = Instant::now();
    bench.raw.ask("POST", &format!("/containers/{name}/start"), None);
    let path = format!("/containers/{name}/logs?stdout=1&stderr=1&timestamps=1&follow=1");
    let bytes = bench.raw.ask("GET", &path, None).len();
    let took = milliseconds(begin.elapsed());
    assert!(bytes > MEGABYTES * 1_000_000, "only {bytes} bytes came");
    docker(&bench.stage.world.engine, &["rm", "--force", &name]);
    took
}
