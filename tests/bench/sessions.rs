//! Many shells open at once: what they cost while none prints, and when some of them flood, whether each has its share and a
//! key in another is heard.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use quayside_e2e::page::{Page, key};
use quayside_test_support::docker;
use serde_json::json;

use crate::bench::{Bench, attempt_within, pause};
use crate::figures::{Samples, milliseconds};
use crate::processes::{family, processor};
use crate::raw::Shell;
use crate::report::{Measure, QUAYSIDE, RAW, Report};
use crate::stopwatch::{Begin, arm, read};
use crate::terminal::{FLOODS, ROWS};

const CONTAINER: &str = "bench-sessions";
const OPEN: usize = 20;
const FLOODED: usize = 5;
const MEBIBYTES: usize = 64;
const IDLE: Duration = Duration::from_secs(10);
/// After which a web view has collected what opening a shell left: with twenty it takes 40 ms, some 10 s later.
const COLLECTED: u64 = 20_000;
const PATIENCE: Duration = Duration::from_secs(150);
/// While the floods go on.
const KEYS: usize = 15;

/// All the floods begin at once, and each says when it has printed everything.
fn command(number: usize) -> String {
    format!("until [ -e /tmp/go ]; do sleep 0.02; done; cat /tmp/flood; date +%s%N > /tmp/ended-{number}")
}

#[derive(Default, Clone)]
struct Figures {
    /// Percent of one core, with the keyboard in a shell: a web view that has a caret to blink has something to do.
    alone: Samples,
    idle: Samples,
    floods: Floods,
}

#[derive(Default, Clone)]
struct Floods {
    /// Until the first of the floods has printed everything, and the last.
    first: Samples,
    last: Samples,
    /// A key until its echo, in a shell that does not flood.
    echo: Samples,
}

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    let engine = &bench.stage.world.engine;
    let found = attempt_within(PATIENCE, async {
        docker(engine, &["run", "--detach", "--name", CONTAINER, "centos", "sleep", "100000"]);
        let [(_, _, line), _] = FLOODS;
        let script = format!("yes '{line}' | head -c {} > /tmp/flood", MEBIBYTES << 20);
        docker(engine, &["exec", CONTAINER, "bash", "-c", &script]);
        all(bench).await
    });
    let found = found.await;
    let raw = attempt_within(PATIENCE, async { raw_floods(bench) }).await;
    bench.raw.remove_containers("");
    let each = |take: fn(&Figures) -> &Samples| found.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
    let of_raw = |take: fn(&Floods) -> &Samples| raw.as_ref().map(|raw| take(raw).clone()).map_err(Clone::clone);
    let mut report = report.lock().unwrap();
    report.add(
        Measure::new(
            format!("processor with open shells, none of which prints, of one core, over {} s", IDLE.as_secs()),
            "%",
        )
        .line(QUAYSIDE, "1 shell", each(|found| &found.alone))
        .line(QUAYSIDE, format!("{OPEN} shells"), each(|found| &found.idle)),
    );
    report.add(
        Measure::new(format!("{MEBIBYTES} MiB printed in each of {FLOODED} shells, of {OPEN} that are open"), "ms")
            .line(QUAYSIDE, "the first has printed everything", each(|found| &found.floods.first))
            .line(QUAYSIDE, "the last has", each(|found| &found.floods.last))
            .line(RAW, "the first, each drained by a thread", of_raw(|raw| &raw.first))
            .line(RAW, "the last", of_raw(|raw| &raw.last)),
    );
    report.add(
        Measure::new("a key and its echo in another shell meanwhile", "ms")
            .line(QUAYSIDE, "keydown → painted", each(|found| &found.floods.echo))
            .line(RAW, "byte sent → byte received", of_raw(|raw| &raw.echo)),
    );
}

async fn all(bench: &Bench) -> Figures {
    let mut found = Figures::default();
    let window = bench.window().await;
    let page = &window.page;
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={CONTAINER}]")).await;
    let mut sessions = Vec::new();
    for number in 1..=OPEN {
        sessions.push(open(page, number).await);
        if number == 1 {
            found.alone.0.push(idle(bench, page).await);
        }
    }
    let (flooded, quiet) = (&sessions[..FLOODED], sessions[FLOODED]);
    found.idle.0.push(idle(bench, page).await);
    for _ in 0..bench.runs.div_ceil(2) {
        forget_last(bench);
        for (number, session) in flooded.iter().enumerate() {
            show(page, *session).await;
            page.type_text(&command(number)).await;
            page.chord(&[key::ENTER]).await;
        }
        show(page, quiet).await;
        pause(300).await;
        let began = begin(bench);
        for _ in 0..KEYS {
            let before = page.script(&format!("return document.querySelector('{ROWS}').textContent"), Vec::new()).await;
            let until = format!("document.querySelector('{ROWS}').textContent !== {before}");
            arm(page, Begin::KeyDown, &until, Some(ROWS)).await;
            page.chord(&['x']).await;
            found.floods.echo.0.push(read(page).await.painted);
        }
        page.chord(&[key::CONTROL, 'u']).await;
        let (first, last) = ended(bench, began).await;
        found.floods.first.0.push(first);
        found.floods.last.0.push(last);
    }
    bench.close(window).await;
    found
}

/// The processor time of all processes while nothing is done, in percent of one core.
async fn idle(bench: &Bench, page: &Page) -> f64 {
    page.settle().await;
    pause(COLLECTED).await;
    let processes = family(&bench.application);
    let before = processor(&processes);
    tokio::time::sleep(IDLE).await;
    (processor(&processes) - before) / IDLE.as_secs_f64() * 100.0
}

/// Opens another shell, of which there are so many then.
async fn open(page: &Page, number: usize) -> u64 {
    page.click("container-shell").await;
    let tabs = "document.querySelectorAll('[data-testid=dock-tab]').length";
    page.until("another tab", &format!("{tabs} === {number}")).await;
    let tab = page.find_css("[data-testid=dock-tab][aria-selected=true]").await;
    let session = tab.attr("data-session").await.unwrap().unwrap().parse().unwrap();
    page.until("a prompt", &format!("(window.__quaysideTerminals?.text({session}) ?? '').includes('[root@')")).await;
    session
}

/// Brings a session to the front, with the keyboard.
async fn show(page: &Page, session: u64) {
    // The tab may be scrolled out of sight.
    let tab = format!("document.querySelector(\"[data-testid=dock-tab][data-session='{session}']\").click()");
    page.script(&tab, Vec::new()).await;
    page.settle().await;
    page.script("window.__quaysideTerminals.focus(arguments[0])", vec![json!(session)]).await;
}

fn in_container(bench: &Bench, script: &str) -> String {
    docker(&bench.stage.world.engine, &["exec", CONTAINER, "bash", "-c", script])
}

fn forget_last(bench: &Bench) {
    in_container(bench, "rm -f /tmp/go /tmp/ended-*");
}

/// When they began, by the container's clock.
fn begin(bench: &Bench) -> f64 {
    in_container(bench, "date +%s%N; touch /tmp/go").parse::<f64>().unwrap() / 1e6
}

/// Milliseconds until the first and the last of the floods had printed everything.
async fn ended(bench: &Bench, began: f64) -> (f64, f64) {
    let until = Instant::now() + PATIENCE;
    loop {
        let said = in_container(bench, "cat /tmp/ended-* 2> /dev/null || true");
        let mut ends: Vec<f64> = said.lines().filter_map(|line| line.parse::<f64>().ok()).collect();
        if ends.len() == FLOODED {
            ends.sort_by(f64::total_cmp);
            return (ends[0] / 1e6 - began, ends[FLOODED - 1] / 1e6 - began);
        }
        assert!(Instant::now() < until, "of {FLOODED} floods {} have ended", ends.len());
        pause(200).await;
    }
}

fn raw_floods(bench: &Bench) -> Floods {
    let mut found = Floods::default();
    for run in 0..bench.runs.div_ceil(2) {
        forget_last(bench);
        let floods: Vec<_> = (0..FLOODED).map(|number| drained(bench.raw.shell(CONTAINER), number, run)).collect();
        let mut shell = bench.raw.shell(CONTAINER);
        std::thread::sleep(Duration::from_millis(300));
        let began = begin(bench);
        let mut buffer = [0; 256];
        for number in 0..=KEYS {
            let begin = Instant::now();
            shell.send("x");
            shell.some(&mut buffer);
            if number > 0 {
                found.echo.0.push(milliseconds(begin.elapsed()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        floods.into_iter().for_each(|flood| flood.join().unwrap());
        let said = in_container(bench, "cat /tmp/ended-*");
        let ends = || said.lines().map(|line| line.parse::<f64>().unwrap() / 1e6 - began);
        found.first.0.push(ends().fold(f64::INFINITY, f64::min));
        found.last.0.push(ends().fold(0.0, f64::max));
    }
    found
}

fn drained(mut shell: Shell, number: usize, run: usize) -> std::thread::JoinHandle<()> {
    // What is typed has a quote in the middle of what is waited for.
    shell.send(&format!("{}; echo \"en\"d-{run}\n", command(number)));
    std::thread::spawn(move || {
        shell.until(format!("end-{run}\r\n").as_bytes());
    })
}
