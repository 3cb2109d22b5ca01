//! A shell in a container: how long a flood takes until its last line is on screen, and a key until its echo is.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use quayside_e2e::page::{Page, key};
use quayside_e2e::window::Window;
use quayside_test_support::docker;
use serde_json::{Value, json};

use crate::bench::{Bench, attempt, pause};
use crate::figures::{Samples, milliseconds};
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report};
use crate::screen::Screen;
use crate::stopwatch::{Begin, arm, read};

const CONTAINER: &str = "bench";
const MEBIBYTES: usize = 16;
/// Typed before the line is cleared: it must not reach the terminal's right edge.
const KEYS_PER_LINE: usize = 40;
const CLEAR_LINE: char = 'u';

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    if let Err(why) = attempt(async { begin(bench) }).await {
        let line = Measure::new("terminal", "ms").line(QUAYSIDE, "a container to work in", Err(why));
        return report.lock().unwrap().add(line);
    }
    let window = attempt(flood(bench)).await;
    let (painted, frames) = split(window);
    let speed = |times: &Samples| times.map(|time| MEBIBYTES as f64 * 1.048_576 / (time / 1000.0));
    let cli = attempt(async { bench.docker(&["exec", "-t", CONTAINER, "cat", "/tmp/flood"], || ()) }).await;
    let raw = attempt(async { raw_flood(bench) }).await;
    let fast = Measure::new("the same as speed (worst and p95 are the fastest)", "MB/s")
        .line(QUAYSIDE, "on screen", painted.as_ref().map(speed).map_err(Clone::clone))
        .line(CLI, "drained", cli.as_ref().map(speed).map_err(Clone::clone))
        .line(RAW, "drained", raw.as_ref().map(speed).map_err(Clone::clone));
    let measure = Measure::new(format!("{MEBIBYTES} MiB of plain text through a terminal (exec)"), "ms")
        .line(QUAYSIDE, "Enter → last line painted", painted)
        .line(QUAYSIDE, "  longest time between two frames meanwhile", frames)
        .line(CLI, "docker exec -t, drained into a pipe", cli)
        .line(RAW, "shell in an exec, drained", raw);
    let (screen, document) = split(attempt(keys(bench)).await);
    let echo = Measure::new("a key and its echo in a shell (exec)", "ms")
        .line(QUAYSIDE, "keydown → other pixels on the screen", screen)
        .line(QUAYSIDE, "  of that, until it is in the document", document)
        .line(RAW, "byte sent → byte received", attempt(async { raw_keys(bench) }).await);
    bench.raw.remove_containers("");
    let mut report = report.lock().unwrap();
    report.add(measure);
    report.add(fast);
    report.add(echo);
}

type Pair = (Result<Samples, String>, Result<Samples, String>);

fn split(both: Result<(Samples, Samples), String>) -> Pair {
    match both {
        Ok((one, other)) => (Ok(one), Ok(other)),
        Err(why) => (Err(why.clone()), Err(why)),
    }
}

fn begin(bench: &Bench) {
    let engine = &bench.stage.world.engine;
    docker(engine, &["run", "--detach", "--name", CONTAINER, "centos", "sleep", "100000"]);
    let line = "The quick brown fox jumps over the lazy dog, and 0123456789 more of that";
    let script = format!("yes '{line}' | head -c {} > /tmp/flood", MEBIBYTES * 1024 * 1024);
    docker(engine, &["exec", CONTAINER, "bash", "-c", &script]);
}

/// A shell in the container, in front, at its prompt, with the keyboard.
async fn shell(bench: &Bench) -> (Window, Value) {
    let window = bench.window().await;
    let page = &window.page;
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={CONTAINER}]")).await;
    page.click("container-shell").await;
    let tab = page.find_css("[data-testid=dock-tab][aria-selected=true][data-kind=exec]").await;
    let session = json!(tab.attr("data-session").await.unwrap().unwrap().parse::<u64>().unwrap());
    page.until("a prompt", &format!("(window.__quaysideTerminals?.text({session}) ?? '').includes('[root@')")).await;
    page.settle().await;
    focus(page, &session).await;
    (window, session)
}

async fn focus(page: &Page, session: &Value) {
    page.script("window.__quaysideTerminals.focus(arguments[0])", vec![session.clone()]).await;
}

async fn flood(bench: &Bench) -> (Samples, Samples) {
    let (window, session) = shell(bench).await;
    let page = &window.page;
    let (mut painted, mut frames) = (Samples::default(), Samples::default());
    for run in 0..=bench.runs {
        focus(page, &session).await;
        // What is typed has a quote in the middle of what is waited for.
        page.type_text(&format!("cat /tmp/flood; echo \"en\"d-{run}")).await;
        let until = format!(
            "[...document.querySelectorAll('[data-testid=terminal] .xterm-rows > div')].some((row) => \
             row.textContent.includes('end-{run}'))"
        );
        pause(300).await;
        arm(page, Begin::KeyDown, &until, Some("[data-testid=terminal] .xterm-rows")).await;
        page.chord(&[key::ENTER]).await;
        let lap = read(page).await;
        if run > 0 {
            painted.0.push(lap.painted);
            frames.0.push(lap.longest_frame);
        }
    }
    bench.close(window).await;
    (painted, frames)
}

fn raw_flood(bench: &Bench) -> Samples {
    let mut shell = bench.raw.shell(CONTAINER);
    let runs = (0..=bench.runs).map(|run| {
        let begin = Instant::now();
        shell.send(&format!("cat /tmp/flood; echo \"en\"d-{run}\n"));
        let count = shell.until(format!("end-{run}\r\n").as_bytes());
        assert!(count > MEBIBYTES * 1024 * 1024, "only {count} bytes came");
        milliseconds(begin.elapsed())
    });
    runs.skip(1).collect()
}

/// The pixels tell when it is on the screen, the page when the key was pressed: both by the clock on the wall.
async fn keys(bench: &Bench) -> (Samples, Samples) {
    const CURSOR: &str = "const box = document.querySelector('[data-testid=terminal] .xterm-cursor')
        .getBoundingClientRect(); return [box.top + window.screenY, box.bottom + window.screenY]";
    let (window, session) = shell(bench).await;
    let page = &window.page;
    focus(page, &session).await;
    pause(500).await;
    let place = page.script(CURSOR, Vec::new()).await;
    let line = |at: usize| place[at].as_f64().unwrap() as usize;
    let lines: Vec<usize> = (line(0)..line(1)).step_by(2).collect();
    let rows = "[data-testid=terminal] .xterm-rows";
    let (mut pixels, mut document) = (Samples::default(), Samples::default());
    for number in 0..=bench.keys {
        if number % KEYS_PER_LINE == 0 {
            page.chord(&[key::CONTROL, CLEAR_LINE]).await;
            pause(200).await;
        }
        let before = page.script(&format!("return document.querySelector('{rows}').textContent"), Vec::new()).await;
        arm(page, Begin::KeyDown, &format!("document.querySelector('{rows}').textContent !== {before}"), Some(rows))
            .await;
        let screen = Screen::open(&bench.stage.frame_buffer());
        let (lines, seen) = (lines.clone(), screen.lines(&lines));
        let watch = std::thread::spawn(move || screen.changes(&lines, &seen, Duration::from_secs(5)));
        page.chord(&['x']).await;
        let lap = read(page).await;
        let changed = watch.join().unwrap().expect("the echo changes pixels");
        if number > 0 {
            pixels.0.push(changed - lap.began);
            document.0.push(lap.there);
        }
    }
    bench.close(window).await;
    (pixels, document)
}

fn raw_keys(bench: &Bench) -> Samples {
    let mut shell = bench.raw.shell(CONTAINER);
    let mut buffer = [0; 256];
    let keys = (0..=bench.keys).map(|number| {
        if number % KEYS_PER_LINE == 0 {
            shell.send("\u{15}x");
            std::thread::sleep(Duration::from_millis(50));
            shell.some(&mut buffer);
        }
        let begin = Instant::now();
        shell.send("x");
        shell.some(&mut buffer);
        milliseconds(begin.elapsed())
    });
    keys.skip(1).collect()
}
