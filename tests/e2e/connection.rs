//! Engines that are there, go, come back, or never were.

use quayside_test_support::{Scratch, trials, wait_until};

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_killed_engine_is_said_and_found_again_without_a_click,
    no_engine_is_one_sentence_and_a_remedy,
    an_engine_is_started_from_the_window_and_ends_with_it,
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

async fn an_engine_is_started_from_the_window_and_ends_with_it(stage: &Stage) {
    let home = Scratch::new();
    let docker_host = format!("unix://{}", stage.scratch.join("nowhere.sock").display());
    let options = Options { docker_host, home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    let socket = home.join("runtime/quayside/engine.sock");
    page.click("engine-start").await;
    if std::os::unix::net::UnixStream::connect("/var/run/docker.sock").is_ok() {
        // Where the machine runs an engine of its own, a second one would disturb it, and the window says so.
        page.text_with("toast", "/var/run/docker.sock").await;
        window.close().await;
        return;
    }
    page.find_css("[data-testid=engine-state][data-state=ready]").await;
    page.picture("engine-started").await;
    let pid: u32 = std::fs::read_to_string(home.join("runtime/quayside/docker.pid")).unwrap().trim().parse().unwrap();
    assert!(std::fs::exists(format!("/proc/{pid}")).unwrap() && socket.exists());
    window.close().await;
    wait_until("the engine to end with its window", || !std::fs::exists(format!("/proc/{pid}")).unwrap());
}
