//! Inspect documents as files: opened and saved through the system's own dialogs, and compared with what is live.

use std::path::Path;
use std::time::Duration;

use quayside_test_support::{Scratch, docker, trials};
use serde_json::Value;

use crate::desktop::Desktop;
use crate::stage::Stage;
use crate::window::Window;

trials![Stage;
    a_file_is_opened_read_and_found_again,
    a_document_is_saved_and_compared_with_what_becomes_of_it,
    a_file_that_is_no_json_is_shown_with_its_fault,
];

const COUCHDB: &str = include_str!("../fixtures/couchdb-inspect.json");

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

async fn a_file_is_opened_read_and_found_again(stage: &Stage) {
    let folder = Scratch::new();
    let file = folder.join("couchdb.json");
    std::fs::write(&file, COUCHDB).unwrap();
    let window = Window::open(stage).await;
    let page = &window.page;
    page.click("nav-inspect").await;
    page.click("inspect-open-file").await;
    Desktop::of(stage).choose_file("Open File", &file).await;
    page.find_css("[data-testid=inspect-node][data-path='/0/Config']").await;
    page.fill("inspect-search", "/opt/couchdb/data").await;
    page.text_that("inspect-count", "a match", |text| text.contains(" of ")).await;
    page.go_to_path(".[0].Config.ExposedPorts").await;
    page.settle().await;
    page.picture("inspect-file").await;
    page.axe("[data-testid=inspect-place]").await;

    // The file changes on the disk; asked again, it is read again.
    std::fs::write(&file, COUCHDB.replace("couchdb:latest", "couchdb:changed")).unwrap();
    page.click("inspect-more").await;
    page.click("menu-inspect-refresh").await;
    // The mark of the change makes room for itself beside the button.
    page.settle().await;
    page.go_to_path(".[0].RepoTags[0]").await;
    page.text_with("inspect-tree", "couchdb:changed").await;
    window.close().await;
}

async fn a_document_is_saved_and_compared_with_what_becomes_of_it(stage: &Stage) {
    let folder = Scratch::new();
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["create", "--name", "kept", "-e", "API_TOKEN=very-secret-token", "busybox", "true"]);
    page.inspect("docker container inspect kept").await;
    let saved = folder.join("kept.json");
    page.click("inspect-more").await;
    page.click("menu-inspect-save-all").await;
    Desktop::of(stage).choose_file("Save File", &saved).await;
    page.poll("the file", async || saved.exists().then_some(())).await;
    let live: Value = serde_json::from_str(&docker(engine, &["container", "inspect", "kept"])).unwrap();
    let text = std::fs::read_to_string(&saved).unwrap();
    assert!(!text.contains("very-secret-token") && text.contains("API_TOKEN="), "a secret is masked in the file");
    assert_eq!(json(&saved)["Id"], live[0]["Id"]);
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let ours = names.filter(|name| name.to_string_lossy().starts_with(".quayside")).count();
    assert_eq!(ours, 0, "nothing is left beside it");

    // As docker itself saves it: a list of one.
    let then = folder.join("then.json");
    std::fs::write(&then, docker(engine, &["container", "inspect", "kept"])).unwrap();
    docker(engine, &["rename", "kept", "renamed"]);
    page.click("inspect-open-file").await;
    Desktop::of(stage).choose_file("Open File", &then).await;
    page.find_css("[data-testid=inspect-node][data-path='/0/Name']").await;
    page.click("inspect-compare").await;
    page.fill("compare-with-input", "renamed").await;
    page.click_css("[data-testid=compare-with-choice]").await;
    page.find_css("[data-testid=compare-row][data-path='/Name'][data-difference=changed]").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    page.text_with("compare-count", "1").await;
    page.settle().await;
    page.picture("compare-file").await;
    window.close().await;
}

async fn a_file_that_is_no_json_is_shown_with_its_fault(stage: &Stage) {
    let folder = Scratch::new();
    let file = folder.join("broken.json");
    std::fs::write(&file, b"{\n  \"Name\": \"caf\xff\",\n}").unwrap();
    let window = Window::open(stage).await;
    let page = &window.page;
    page.click("nav-inspect").await;
    page.click("inspect-open-file").await;
    Desktop::of(stage).choose_file("Open File", &file).await;
    page.text_with("inspect-problem", "line 2").await;
    page.text_with("inspect-json", "caf\u{fffd}").await;
    page.settle().await;
    page.picture("inspect-broken").await;
    window.close().await;
}
