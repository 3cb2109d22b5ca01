//! The inspect tree of documents far larger than any engine's: 200,000 values, and 50 MB. An engine takes longer to make
//! such a document than to send it, so what answers here is a socket that has it ready; everything else goes to the engine.

use std::path::Path;
use std::sync::Mutex;

use quayside_e2e::page::key;
use quayside_e2e::window::{Options, Window};
use quayside_test_support::Canned;
use serde_json::{Value, json};

use crate::bench::{Bench, attempt, pause};
use crate::figures::{Samples, milliseconds};
use crate::processes;
use crate::report::{Measure, QUAYSIDE, RAW, Report};
use crate::stopwatch::{Begin, arm, read};

const MANY: &str = "many-values";
const LONG: &str = "fifty-megabytes";
/// Containers of the network; each is a node with five values in it.
const CONTAINERS: usize = 33_333;
/// Characters of a value of the large document.
const LONG_CHARS: usize = 1_450;
/// Of the one value that is searched for, in the last container.
const NEEDLE: &str = "the-needle";

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    let canned = Canned::start(&bench.stage.scratch.join("front.sock"), bench.stage.world.engine.socket());
    let (many, long) = (network(MANY, 0), network(LONG, LONG_CHARS));
    for (name, document) in [(MANY, &many), (LONG, &long)] {
        // Under a name of its own for each run: what is inspected again is found as it was left.
        for run in 0..=bench.runs {
            canned.answer(&format!("/networks/{name}-{run}"), document.as_bytes());
        }
        canned.answer(&format!("/networks/{name}"), document.as_bytes());
    }
    for (name, document) in [(MANY, &many), (LONG, &long)] {
        let measure = run(bench, &canned, name, document).await;
        report.lock().unwrap().add(measure);
    }
    let memory = memory(bench, &canned).await;
    report.lock().unwrap().add(memory);
}

/// As an engine inspects a network with very many containers in it.
fn network(name: &str, padding: usize) -> String {
    let containers = (0..CONTAINERS).map(|n| {
        let place = if n + 1 == CONTAINERS { NEEDLE } else { "here" };
        let container = json!({ "Name": format!("box-{n}"), "EndpointID": format!("{n:064x}{}", "x".repeat(padding)),
            "MacAddress": "02:42:ac:11:00:02", "IPv4Address": "172.17.0.2/16", "IPv6Address": place });
        (format!("{n:064x}"), container)
    });
    let containers: serde_json::Map<String, Value> = containers.collect();
    json!({ "Name": name, "Id": "f".repeat(64), "Scope": "local", "Driver": "bridge", "Containers": containers })
        .to_string()
}

async fn window(bench: &Bench, canned: &Canned) -> Window {
    let window = Window::open_with(&bench.stage, Options { docker_host: canned.host(), ..bench.options() }).await;
    window.page.find("images-grid").await;
    window.page.settle().await;
    window
}

/// The first value of the first container: there once everything is expanded.
fn inner() -> String {
    format!("document.querySelector('[data-path=\"/Containers/{:064x}/Name\"]')", 0)
}

async fn run(bench: &Bench, canned: &Canned, name: &str, document: &str) -> Measure {
    let title = format!("inspect {} values, {} MB", 6 * CONTAINERS + 5, document.len() / 1_000_000);
    let raw = || ask(bench, name);
    let mut open = Ok(Samples::default());
    let mut expand = Ok(Samples::default());
    let mut search = Ok(Samples::default());
    let mut gaps = Ok(Samples::default());
    let mut blank = Ok(Samples::default());
    let window = window(bench, canned).await;
    for run in 0..=bench.runs {
        let taken = attempt(async {
            let opened = open_it(&window, &format!("{name}-{run}")).await;
            let expanded = expand_all(&window).await;
            let found = find(&window).await;
            let (gap, share) = scroll(&window).await;
            window.page.click("inspect-tab-close").await;
            pause(200).await;
            [opened, expanded, found, gap, share]
        });
        match taken.await {
            Ok(figures) if run > 0 => {
                for (samples, figure) in
                    [&mut open, &mut expand, &mut search, &mut gaps, &mut blank].into_iter().zip(figures)
                {
                    if let Ok(samples) = samples {
                        samples.0.push(figure);
                    }
                }
            }
            Ok(_) => {}
            Err(why) => {
                open = Err(why);
                break;
            }
        }
    }
    bench.close(window).await;
    Measure::new(title, "ms")
        .line(QUAYSIDE, "Enter in the command bar → tree painted", open)
        .line(QUAYSIDE, "Expand all → painted", expand)
        .line(QUAYSIDE, "search typed → first match and count painted", search)
        .line(QUAYSIDE, "scrolling by a page a frame: longest time between two frames", gaps)
        .line(QUAYSIDE, "  share of frames without rows in sight, in thousandths", blank)
        .line(RAW, "GET /networks/NAME from the same socket", Ok((0..bench.runs).map(|_| raw()).collect()))
}

async fn open_it(window: &Window, name: &str) -> f64 {
    let page = &window.page;
    page.chord(&[key::CONTROL, 'k']).await;
    page.fill("command-input", &format!("docker network inspect {name}")).await;
    pause(300).await;
    // The tree that is there yet, where there is one, shows another name.
    let until = format!(
        "document.querySelector('[data-testid=inspect-tree] [data-path]') && \
                         document.querySelector('[data-testid=inspect-tab][aria-selected=true]')?.textContent.includes('{name}')"
    );
    arm(page, Begin::KeyDown, &until, None).await;
    page.chord(&[key::ENTER]).await;
    let painted = read(page).await.painted;
    page.settle().await;
    painted
}

async fn expand_all(window: &Window) -> f64 {
    arm(&window.page, Begin::Click, &inner(), None).await;
    window.page.click("inspect-expand-all").await;
    read(&window.page).await.painted
}

async fn find(window: &Window) -> f64 {
    let until = "document.querySelector('[data-testid=inspect-count]')?.textContent.trim().length > 0 && \
                 document.querySelector('[data-testid=inspect-tree] mark')";
    arm(&window.page, Begin::Input, until, None).await;
    let type_it = "const field = document.querySelector('[data-testid=inspect-search]');
        field.focus(); field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }))";
    window.page.script(type_it, vec![json!(NEEDLE)]).await;
    let painted = read(&window.page).await.painted;
    // What is looked for goes along to the next document, and would lead away from its beginning.
    window.page.script(type_it, vec![json!("")]).await;
    pause(300).await;
    painted
}

/// Two seconds of turning pages: the longest time between two frames, and how many in a thousand had no rows in sight.
async fn scroll(window: &Window) -> (f64, f64) {
    let code = "const done = arguments[arguments.length - 1];
        const tree = document.querySelector('[data-testid=inspect-tree]');
        tree.scrollTop = 0;
        let begin = null, last = null, longest = 0, frames = 0, blank = 0;
        const step = (now) => {
          begin ??= now;
          if (last !== null) longest = Math.max(longest, now - last);
          last = now;
          frames += 1;
          if (!tree.querySelector('[data-testid=inspect-node]')) blank += 1;
          if (now - begin > 2000) return done({ longest, blank: (blank * 1000) / frames });
          tree.scrollTop += tree.clientHeight;
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step)";
    let seen = window.page.client().execute_async(code, Vec::new()).await.unwrap();
    (seen["longest"].as_f64().unwrap(), seen["blank"].as_f64().unwrap())
}

/// What the page's own process grows by, and all of the application.
async fn memory(bench: &Bench, canned: &Canned) -> Measure {
    let mut page = Samples::default();
    let mut all = Samples::default();
    let mut scrolled = Samples::default();
    let taken = attempt(async {
        let window = window(bench, canned).await;
        // The same with as many values in less text first: what the tree itself needs is not the document's doing.
        let use_it = async |name: &str| {
            open_it(&window, name).await;
            expand_all(&window).await;
            find(&window).await;
            pause(3_000).await;
            footprint(&bench.application)
        };
        let before = use_it(MANY).await;
        let after = use_it(LONG).await;
        page.0.push(after.0 - before.0);
        all.0.push(after.1 - before.1);
        scroll(&window).await;
        pause(3_000).await;
        scrolled.0.push(footprint(&bench.application).0 - after.0);
        bench.close(window).await;
    });
    let taken = taken.await;
    let figures = |samples: Samples| taken.clone().map(|()| samples);
    Measure::new("memory that 56 MB take beyond 8 MB, expanded and searched", "MiB")
        .line(QUAYSIDE, "the page's process", figures(page))
        .line(QUAYSIDE, "all processes", figures(all))
        .line(QUAYSIDE, "the page's process, after two seconds of a page a frame", figures(scrolled))
}

/// Of the page's process, and of all.
fn footprint(application: &Path) -> (f64, f64) {
    let family = processes::family(application);
    let page: Vec<u32> = family.iter().copied().filter(|pid| processes::name(*pid).contains("WebKitWebPr")).collect();
    (processes::memory(&page), processes::memory(&family))
}

fn ask(bench: &Bench, name: &str) -> f64 {
    let raw = crate::raw::Raw::new(&bench.stage.scratch.join("front.sock"));
    let begin = std::time::Instant::now();
    drop(raw.ask("GET", &format!("/networks/{name}"), None));
    milliseconds(begin.elapsed())
}
