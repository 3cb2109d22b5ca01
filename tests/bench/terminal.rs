//! A shell in a container: how long a flood takes until its last line is on screen, how much memory it leaves, how soon
//! Ctrl-C ends one, and a key until its echo is.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use quayside_e2e::page::{Page, key};
use quayside_e2e::window::Window;
use quayside_test_support::docker;
use serde_json::{Value, json};

use crate::bench::{Bench, PATIENCE, attempt, attempt_within, pause};
use crate::figures::{Samples, milliseconds};
use crate::processes::{family, memory};
use crate::raw::Shell;
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report};
use crate::screen::Screen;
use crate::stopwatch::{Begin, arm, longest_frame, read, watch_frames};

const CONTAINER: &str = "bench";
const MEBIBYTES: usize = 64;
/// What floods: its name, its file in the container, and the line that it is made of.
pub const FLOODS: [(&str, &str, &str); 2] = [
    ("plain", "/tmp/flood", "The quick brown fox jumps over the lazy dog, and 0123456789 more of that"),
    (
        "coloured",
        "/tmp/coloured",
        "\\e[32mThe quick\\e[0m brown \\e[1;38;5;208mfox\\e[m jumps over the \\e[44mlazy\\e[0m dog",
    ),
];
/// After which a web view has collected what is garbage.
const RESTED: u64 = 20_000;
/// After which a page has nothing to do.
const SETTLED: u64 = 500;
/// Before Ctrl-C is pressed.
const FLOODED: u64 = 1500;
/// Typed before the line is cleared: it must not reach the terminal's right edge.
const KEYS_PER_LINE: usize = 40;
const CLEAR_LINE: char = 'u';

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    if let Err(why) = attempt(async { begin(bench) }).await {
        let line = Measure::new("terminal", "ms").line(QUAYSIDE, "a container to work in", Err(why));
        return report.lock().unwrap().add(line);
    }
    for (kind, file, _) in FLOODS {
        measure_flood(bench, report, kind, file).await;
    }
    let ended = attempt(interrupts(bench)).await;
    let interrupt = Measure::new("Ctrl-C while `yes` floods", "ms")
        .line(QUAYSIDE, "keydown → prompt painted", ended)
        .line(RAW, "byte sent → prompt received", attempt(async { raw_interrupts(bench) }).await);
    report.lock().unwrap().add(interrupt);
    let (screen, document) = split(attempt(keys(bench)).await);
    let echo = Measure::new("a key and its echo in a shell (exec)", "ms")
        .line(QUAYSIDE, "keydown → other pixels on the screen", screen)
        .line(QUAYSIDE, "  of that, until it is in the document", document)
        .line(RAW, "byte sent → byte received", attempt(async { raw_keys(bench) }).await);
    bench.raw.remove_containers("");
    let mut report = report.lock().unwrap();
    report.add(echo);
}

async fn measure_flood(bench: &Bench, report: &Mutex<Report>, kind: &str, file: &str) {
    let flood = attempt_within(PATIENCE + Duration::from_millis(RESTED), flood(bench, file)).await;
    let each = |take: fn(&Flood) -> &Samples| flood.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
    let painted = each(|found| &found.painted);
    let speed = |times: &Samples| times.map(|time| MEBIBYTES as f64 * 1.048_576 / (time / 1000.0));
    let cli = attempt(async { bench.docker(&["exec", "-t", CONTAINER, "cat", file], || ()) }).await;
    let raw = each(|found| &found.drained);
    let beside = each(|found| &found.frames_beside);
    let fast = Measure::new(format!("the same as speed, {kind} (worst and p95 are the fastest)"), "MB/s")
        .line(QUAYSIDE, "on screen", painted.as_ref().map(speed).map_err(Clone::clone))
        .line(CLI, "drained", cli.as_ref().map(speed).map_err(Clone::clone))
        .line(RAW, "drained", raw.as_ref().map(speed).map_err(Clone::clone));
    let measure = Measure::new(format!("{MEBIBYTES} MiB of {kind} text through a terminal (exec)"), "ms")
        .line(QUAYSIDE, "Enter → last line painted", painted)
        .line(QUAYSIDE, "  longest time between two frames meanwhile", each(|found| &found.frames))
        .line(CLI, "docker exec -t, drained into a pipe", cli)
        .line(RAW, "shell in an exec, drained, by turns with the first", raw)
        .line(RAW, "  longest time between two frames of the page, which shows none of it", beside);
    let against = Measure::new(format!("the same against the raw socket, {kind}"), "times").line(
        QUAYSIDE,
        "on screen, against drained right after it",
        each(|found| &found.against),
    );
    let memory = Measure::new(format!("memory that {MEBIBYTES} MiB of {kind} text leave"), "MiB")
        .line(QUAYSIDE, "all processes, after one against before it", each(|found| &found.by_one))
        .line(QUAYSIDE, "after one against before the first", each(|found| &found.grown))
        .line(QUAYSIDE, "  of that, the process without its web view", each(|found| &found.own_grown))
        .line(QUAYSIDE, "the same after all of them and a rest", each(|found| &found.rested))
        .line(QUAYSIDE, "  of that, the process without its web view", each(|found| &found.own_rested));
    let mut report = report.lock().unwrap();
    report.add(measure);
    report.add(against);
    report.add(fast);
    report.add(memory);
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
    for (_, file, line) in FLOODS {
        let script = format!("yes \"$(printf '{line}')\" | head -c {} > {file}", MEBIBYTES * 1024 * 1024);
        docker(engine, &["exec", CONTAINER, "bash", "-c", &script]);
    }
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

#[derive(Default)]
struct Flood {
    /// Until the last line.
    painted: Samples,
    /// The same until a raw socket has it, right after each of them: a machine is not always as fast.
    drained: Samples,
    /// The one against the other.
    against: Samples,
    frames: Samples,
    /// The same while the raw socket drains it and the page shows nothing of it: what the machine leaves to a page.
    frames_beside: Samples,
    /// Memory in MiB that is more than before that flood. The first fills what is kept; of later ones garbage of the web view is
    /// left, until that collects it.
    by_one: Samples,
    /// The same against before the first flood: of all processes, and of the application's own.
    grown: Samples,
    own_grown: Samples,
    /// The same after all floods, when garbage has been collected: what is kept.
    rested: Samples,
    own_rested: Samples,
}

async fn flood(bench: &Bench, file: &str) -> Flood {
    let (window, session) = shell(bench).await;
    let page = &window.page;
    let mut found = Flood::default();
    let mut raw = bench.raw.shell(CONTAINER);
    let processes = family(&bench.application);
    // The one that started the others.
    let own: Vec<u32> = processes.iter().copied().min().into_iter().collect();
    let (before, own_before) = (memory(&processes), memory(&own));
    for run in 0..=bench.runs {
        focus(page, &session).await;
        // What is typed has a quote in the middle of what is waited for. The file ends within a line, and within a sequence that
        // an `m` ends.
        page.type_text(&format!("cat {file}; echo m; echo \"en\"d-{run}")).await;
        pause(300).await;
        arm(page, Begin::KeyDown, &row_with(&format!("end-{run}")), Some(ROWS)).await;
        let before_it = memory(&processes);
        page.chord(&[key::ENTER]).await;
        let lap = read(page).await;
        // Also the first, that all others come after.
        found.by_one.0.push(memory(&processes) - before_it);
        // The page has rows above the screen to parse still.
        pause(SETTLED).await;
        watch_frames(page).await;
        let drained = raw_flood(&mut raw, file, run);
        let beside = longest_frame(page).await;
        if run > 0 {
            found.painted.0.push(lap.painted);
            found.drained.0.push(drained);
            found.against.0.push(lap.painted / drained);
            found.frames.0.push(lap.longest_frame);
            found.frames_beside.0.push(beside);
            found.grown.0.push(memory(&processes) - before);
            found.own_grown.0.push(memory(&own) - own_before);
        }
    }
    pause(RESTED).await;
    found.rested.0.push(memory(&processes) - before);
    found.own_rested.0.push(memory(&own) - own_before);
    bench.close(window).await;
    found
}

/// From Ctrl-C until the prompt is painted, with `yes` at full flow before.
async fn interrupts(bench: &Bench) -> Samples {
    let (window, session) = shell(bench).await;
    let page = &window.page;
    let mut ended = Samples::default();
    for run in 0..=bench.runs {
        focus(page, &session).await;
        page.type_text(&format!("PS1='at-{run}> '; yes")).await;
        page.chord(&[key::ENTER]).await;
        pause(FLOODED).await;
        arm(page, Begin::KeyDown, &row_with(&format!("at-{run}> ")), Some(ROWS)).await;
        page.chord(&[key::CONTROL, 'c']).await;
        let lap = read(page).await;
        if run > 0 {
            ended.0.push(lap.painted);
        }
    }
    bench.close(window).await;
    ended
}

fn raw_interrupts(bench: &Bench) -> Samples {
    let mut shell = bench.raw.shell(CONTAINER);
    let runs = (0..=bench.runs).map(|run| {
        shell.send(&format!("PS1='at-{run}> '; yes\n"));
        shell.drain(Duration::from_millis(FLOODED));
        let begin = Instant::now();
        shell.send("\u{3}");
        shell.until(format!("at-{run}> ").as_bytes());
        milliseconds(begin.elapsed())
    });
    runs.skip(1).collect()
}

pub const ROWS: &str = "[data-testid=terminal] .xterm-rows";

/// A row of the terminal begins so.
fn row_with(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('{ROWS} > div')].some((row) => \
         row.textContent.replaceAll('\u{a0}', ' ').trimStart().startsWith('{text}'))"
    )
}

/// Milliseconds until the last line of one flood has come.
fn raw_flood(shell: &mut Shell, file: &str, run: usize) -> f64 {
    let begin = Instant::now();
    shell.send(&format!("cat {file}; echo m; echo \"en\"d-{run}\n"));
    let count = shell.until(format!("end-{run}\r\n").as_bytes());
    assert!(count > MEBIBYTES * 1024 * 1024, "only {count} bytes came");
    milliseconds(begin.elapsed())
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
    let rows = ROWS;
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
