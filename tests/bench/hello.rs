//! Hello-world from one click to its exit code, with the image present and with a pull.

use std::sync::Mutex;

use quayside_e2e::page::Page;
use serde_json::json;

use crate::bench::{Bench, attempt, pause};
use crate::figures::Samples;
use crate::raw::Raw;
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report};
use crate::stopwatch::{Begin, arm, read};

const EXIT: &str = "document.querySelector('[data-testid=session-exit][data-code=\"0\"]')";

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    for absent in [false, true] {
        let before_each = || {
            bench.raw.remove_containers("");
            if absent {
                bench.raw.ask("DELETE", "/images/hello-world:latest?force=1", None);
            }
        };
        let title =
            if absent { "hello-world, pulled first (10 MB over loopback)" } else { "hello-world, image present" };
        let raw = if absent { "pull, create, attach, start, wait" } else { "create, attach, start, wait" };
        let measure = Measure::new(title, "ms")
            .line(QUAYSIDE, "click → exit code painted", attempt(in_window(bench, before_each)).await)
            .line(
                CLI,
                "docker run --rm hello-world",
                attempt(async { bench.docker(&["run", "--rm", "hello-world"], before_each) }).await,
            )
            .line(RAW, raw, attempt(async { bench.raw_runs(before_each, |raw| run(raw, absent)) }).await);
        report.lock().unwrap().add(measure);
    }
}

async fn in_window(bench: &Bench, before_each: impl Fn()) -> Samples {
    let window = bench.window().await;
    let mut samples = Samples::default();
    for run in 0..=bench.runs {
        before_each();
        pause(400).await;
        let painted = one(&window.page).await;
        // The first opens the dock and makes the first terminal.
        if run > 0 {
            samples.0.push(painted);
        }
    }
    bench.raw.remove_containers("");
    bench.close(window).await;
    samples
}

async fn one(page: &Page) -> f64 {
    arm(page, Begin::Click, EXIT, None).await;
    page.click("run-hello").await;
    let lap = read(page).await;
    page.click("session-close").await;
    page.until("the session to be closed", &format!("!{EXIT}")).await;
    lap.painted
}

/// Attached before it is started, as everybody should.
fn run(raw: &Raw, pull: bool) {
    if pull {
        raw.ask("POST", "/images/create?fromImage=hello-world&tag=latest", None);
    }
    let config = json!({ "Image": "hello-world", "AttachStdout": true, "AttachStderr": true });
    let created = raw.json("POST", "/containers/create", Some(&config));
    let id = created["Id"].as_str().unwrap();
    let mut stream = raw.hijack(&format!("/containers/{id}/attach?stream=1&stdout=1&stderr=1"), None);
    raw.ask("POST", &format!("/containers/{id}/start"), None);
    let output = std::io::read_to_string(&mut stream).unwrap();
    let ended = raw.json("POST", &format!("/containers/{id}/wait"), None);
    assert!(output.contains("Hello from Docker!") && ended["StatusCode"] == 0, "{ended} {output}");
}
