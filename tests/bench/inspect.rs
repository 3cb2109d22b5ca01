//! The inspect tree of an ordinary image.

use std::sync::Mutex;

use quayside_e2e::window::Window;

use crate::bench::{Bench, attempt, pause};
use crate::figures::Samples;
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report};
use crate::stopwatch::{Begin, arm, read};

const IMAGES: [&str; 2] = ["busybox:latest", "centos:latest"];

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    let measure = Measure::new("inspect an image", "ms")
        .line(QUAYSIDE, "click on another row → its tree painted", attempt(another_row(bench)).await)
        .line(QUAYSIDE, "click on the Inspect tab → tree painted", attempt(tab(bench)).await)
        .line(CLI, "docker inspect", attempt(async { bench.docker(&["inspect", IMAGES[0]], || ()) }).await)
        .line(
            RAW,
            "GET /images/NAME/json",
            attempt(async {
                bench.raw_runs(|| (), |raw| drop(raw.ask("GET", &format!("/images/{}/json", IMAGES[0]), None)))
            })
            .await,
        );
    report.lock().unwrap().add(measure);
}

/// True once the tree shows the id of this image, and not that of the one before.
fn shows(bench: &Bench, image: &str) -> String {
    let document = bench.raw.json("GET", &format!("/images/{image}/json"), None);
    let id = &document["Id"].as_str().unwrap()[..30];
    format!(
        "[...document.querySelectorAll('[data-testid=inspect-tree] [data-testid=inspect-value]')].some((value) => \
         value.textContent.includes('{id}'))"
    )
}

async fn another_row(bench: &Bench) -> Samples {
    let window = bench.window().await;
    choose(&window, IMAGES[1]).await;
    window.page.click("tab-inspect").await;
    window.page.find("inspect-node").await;
    let mut samples = Samples::default();
    for run in 0..=bench.runs {
        let image = IMAGES[run % 2];
        let until = shows(bench, image);
        pause(200).await;
        arm(&window.page, Begin::Click, &until, None).await;
        choose(&window, image).await;
        let painted = read(&window.page).await.painted;
        if run > 0 {
            samples.0.push(painted);
        }
    }
    bench.close(window).await;
    samples
}

async fn tab(bench: &Bench) -> Samples {
    let window = bench.window().await;
    choose(&window, IMAGES[0]).await;
    let until = shows(bench, IMAGES[0]);
    let mut samples = Samples::default();
    for run in 0..=bench.runs {
        window.page.click("tab-overview").await;
        pause(200).await;
        arm(&window.page, Begin::Click, &until, None).await;
        window.page.click("tab-inspect").await;
        let painted = read(&window.page).await.painted;
        if run > 0 {
            samples.0.push(painted);
        }
    }
    bench.close(window).await;
    samples
}

async fn choose(window: &Window, image: &str) {
    window.page.click_css(&format!("[data-testid=image-row][data-reference=\"{image}\"]")).await;
}
