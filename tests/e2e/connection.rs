//! Engines that are there, go, come back, or never were.

use quayside_test_support::trials;

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_killed_engine_is_said_and_found_again_without_a_click,
    no_engine_is_one_sentence_and_a_remedy,
];

async fn a_killed_engine_is_said_and_found_again_without_a_click(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    page.find_css("[data-testid=image-row][data-reference=\"busybox:latest\"]").await;
    page.find_css("[data-testid=engine-state][data-state=ready]").await;

    stage.world.engine.kill();
    page.find_css("[data-testid=engine-state]:not([data-state=ready])").await;
    page.find_css("[data-testid=engine-state][data-state=unavailable]").await;
    page.settle().await;
    page.picture("engine-gone").await;

    stage.world.engine.start_again();
    // What changed while nobody looked.
    stage.load("hello-world");
    page.find_css("[data-testid=engine-state][data-state=ready]").await;
    page.find_css("[data-testid=image-row][data-reference=\"hello-world:latest\"]").await;
    page.find_css("[data-testid=image-row][data-reference=\"busybox:latest\"]").await;
    window.close().await;
}

async fn no_engine_is_one_sentence_and_a_remedy(stage: &Stage) {
    let nowhere = stage.scratch.join("nowhere.sock");
    let docker_host = format!("unix://{}", nowhere.display());
    let window = Window::open_with(stage, Options { docker_host, ..Options::of(stage) }).await;
    let page = &window.page;
    page.find("engine-unavailable").await;
    page.text_with("engine-unavailable", "nowhere.sock").await;
    page.picture("engine-none").await;
    window.close().await;
}
