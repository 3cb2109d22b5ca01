//! Lists of 1,000 and of 5,000 images: from the page's request until the new row is painted in the sorted grid.

use std::sync::Mutex;

use quayside_test_support::many_images;
use serde_json::json;

use crate::bench::{Bench, attempt, pause};
use crate::figures::Samples;
use crate::processes::{family, memory};
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report};
use crate::stopwatch::{Begin, arm, read};
use quayside_e2e::page::key;

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    for (count, title) in [(1000, "list 1,000 images"), (5000, "list 5,000 images")] {
        eprintln!("  giving the engine {count} images ...");
        let loaded = attempt(async { many_images(&bench.stage.world.engine, count) }).await;
        let window = match loaded {
            Ok(()) => attempt(in_window(bench)).await,
            Err(why) => Err(why),
        };
        let each =
            |take: fn(&Figures) -> &Samples| window.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
        let measure = Measure::new(title, "ms")
            .line(QUAYSIDE, "request → painted in the grid", each(|found| &found.painted))
            .line(QUAYSIDE, "  of that, until the page has the answer", each(|found| &found.answered))
            .line(CLI, "docker images", attempt(async { bench.docker(&["images"], || ()) }).await)
            .line(
                RAW,
                "GET /images/json",
                attempt(async { bench.raw_runs(|| (), |raw| drop(raw.ask("GET", "/images/json", None))) }).await,
            );
        let memory = Measure::new(format!("memory with {title}").replace(" list", ""), "MiB").line(
            QUAYSIDE,
            "PSS of all its processes, after the lists",
            each(|found| &found.memory),
        );
        let reclaim = Measure::new(format!("{title}: what deleting all of them frees").replace("list ", ""), "ms")
            .line(QUAYSIDE, "all selected → the sum is on the screen", attempt(all_selected(bench)).await)
            .line(CLI, "docker system df", attempt(async { bench.docker(&["system", "df"], || ()) }).await);
        let mut report = report.lock().unwrap();
        report.add(measure);
        report.add(reclaim);
        report.add(memory);
    }
}

struct Figures {
    painted: Samples,
    answered: Samples,
    memory: Samples,
}

/// Layers are gathered before the clock starts: the first look takes seconds, and happens once a connection.
async fn all_selected(bench: &Bench) -> Samples {
    let window = bench.window().await;
    let page = &window.page;
    let mut found = Samples::default();
    let sum = "document.querySelector('[data-testid=selection-frees]')";
    for run in 0..=bench.runs {
        page.click_css("[data-testid=image-row]").await;
        page.find("selection-frees").await;
        page.chord(&[key::ESCAPE]).await;
        page.until("nothing to be selected", &format!("!{sum}")).await;
        arm(page, Begin::Request("images_reclaim"), sum, None).await;
        page.script("document.querySelector('[data-testid=image-row]').focus()", Vec::new()).await;
        page.chord(&[key::CONTROL, 'a']).await;
        let lap = read(page).await;
        if run > 0 {
            found.0.push(lap.painted);
        }
    }
    window.close().await;
    found
}

/// The engine gets an image that sorts first; the page hears of it, asks, and shows it. By a commit, of which no event names
/// the image: the page has to ask for all of them.
async fn in_window(bench: &Bench) -> Figures {
    let window = bench.window().await;
    let page = &window.page;
    page.click("sort-repository").await;
    let spec = json!({ "Image": "busybox", "Cmd": ["true"] });
    let container = bench.raw.json("POST", "/containers/create", Some(&spec));
    let container = container["Id"].as_str().unwrap().to_owned();
    let mut found = Figures { painted: Samples::default(), answered: Samples::default(), memory: Samples::default() };
    for run in 0..=bench.runs {
        let row = format!("document.querySelector('[data-testid=image-row][data-reference=\"aaa/run-{run}:latest\"]')");
        pause(700).await;
        arm(page, Begin::Request("images_list"), &row, None).await;
        let commit = format!("/commit?container={container}&repo=aaa/run-{run}&tag=latest");
        bench.raw.ask("POST", &commit, Some(&json!({})));
        let lap = read(page).await;
        bench.raw.ask("DELETE", &format!("/images/aaa/run-{run}:latest"), None);
        page.until("the row to go", &format!("!{row}")).await;
        if run > 0 {
            found.painted.0.push(lap.painted);
            found.answered.0.push(lap.answered);
        }
    }
    bench.raw.ask("DELETE", &format!("/containers/{container}"), None);
    pause(1000).await;
    found.memory.0.push(memory(&family(&bench.application)));
    bench.close(window).await;
    found
}
