//! Two objects as one tree, from the window: every difference as a hand wrote it down, and the patch that makes one of the
//! other.

use std::collections::BTreeSet;

use quayside_test_support::{Canned, docker, trials};
use serde_json::{Value, json};

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    two_containers_differ_as_a_hand_wrote_it_down,
    an_image_is_compared_with_a_container,
    a_container_is_compared_with_itself_as_it_was,
];

const LEFT: &str = include_str!("../fixtures/compare-left.json");
const RIGHT: &str = include_str!("../fixtures/compare-right.json");
const TABLE: &str = include_str!("../fixtures/compare-table.json");

/// The differences drawn, from the top of the tree to its end.
async fn differences(page: &Page) -> BTreeSet<(String, String)> {
    const LOOK: &str = "const tree = document.querySelector('[data-testid=compare-tree]');
        if (arguments[0] !== null) tree.scrollTop = arguments[0];
        return { step: Math.floor(tree.clientHeight / 2), height: tree.scrollHeight,
            rows: [...tree.querySelectorAll('[data-testid=compare-row]')].map((row) =>
                [row.dataset.path ?? '', row.dataset.difference]) }";
    let (mut found, mut top) = (BTreeSet::new(), 0);
    loop {
        page.script(LOOK, vec![json!(top)]).await;
        page.settle().await;
        let seen = page.script(LOOK, vec![Value::Null]).await;
        for row in seen["rows"].as_array().unwrap() {
            let (path, difference) = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
            if matches!(difference, "added" | "removed" | "changed") {
                found.insert((path.to_owned(), difference.to_owned()));
            }
        }
        let (step, height) = (seen["step"].as_u64().unwrap().max(20), seen["height"].as_u64().unwrap());
        if top >= height {
            return found;
        }
        top += step;
    }
}

async fn two_containers_differ_as_a_hand_wrote_it_down(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    let engine = &stage.world.engine;
    let canned = Canned::start(&stage.scratch.join("compare.sock"), engine.socket());
    for (name, document) in [("left", LEFT), ("right", RIGHT)] {
        let id = docker(engine, &["create", "--name", name, "busybox", "true"]);
        canned.answer(&format!("/containers/{id}/json"), document);
    }
    let window = Window::open_with(stage, Options { docker_host: canned.host(), ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-containers").await;
    page.click_css("[data-testid=container-row][data-name=left]").await;
    page.ctrl_click("[data-testid=container-row][data-name=right]").await;
    page.click("compare-selected").await;
    page.find("compare-row").await;
    page.settle().await;
    page.picture("compare").await;

    let table: Vec<Value> = serde_json::from_str(TABLE).unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let wanted: BTreeSet<_> = table.iter().map(|row| (text(row, "pointer"), text(row, "difference"))).collect();
    let count = wanted.len();
    // Which of the two is on the left is the order of the grid.
    let name = "document.querySelector('[data-testid=compare-end-left] b').textContent.trim()";
    if page.script(&format!("return {name}"), Vec::new()).await == json!("right") {
        page.click("compare-swap").await;
        page.until("the sides to be swapped", &format!("{name} === 'left'")).await;
        page.find("compare-row").await;
    }
    let seen = differences(page).await;
    assert_eq!(seen, wanted, "as it is drawn, and as it was written down");
    let html = page.script("return document.documentElement.innerHTML", Vec::new()).await.to_string();
    assert!(!html.contains("hunter2"), "a secret is masked");

    // From difference to difference, and round.
    page.text_with("compare-count", &count.to_string()).await;
    for n in (1..=count).chain([1]) {
        page.click("compare-next").await;
        page.text_with("compare-count", &format!("{n} of {count}")).await;
    }

    page.click("compare-copy-patch").await;
    page.click("toast-action").await;
    let patch = page
        .poll("the whole patch on the clipboard", async || {
            let text = page.clipboard().await;
            text.contains("correct-horse-battery").then_some(text)
        })
        .await;
    let mut document: Value = serde_json::from_str(LEFT).unwrap();
    let patch: json_patch::Patch = serde_json::from_str(&patch).unwrap();
    json_patch::patch(&mut document, &patch).unwrap();
    assert_eq!(document, serde_json::from_str::<Value>(RIGHT).unwrap());
    window.close().await;
}

async fn an_image_is_compared_with_a_container(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    docker(&stage.world.engine, &["create", "--name", "changed", "-e", "ADDED=1", "busybox", "echo"]);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.inspect("docker image inspect busybox").await;
    page.click("inspect-compare").await;
    page.fill("compare-with-input", "changed").await;
    page.click_css("[data-testid=compare-with-choice]").await;
    page.find("compare-row").await;
    page.text_with("compare-summary", "ADDED").await;
    // A part of the summary leads to its differences.
    let topic = page
        .script(
            "return [...document.querySelectorAll('[data-testid=compare-topic]')]
        .findIndex((topic) => topic.textContent.includes('Environment'))",
            Vec::new(),
        )
        .await;
    let go = "document.querySelectorAll('[data-testid=compare-topic]')[arguments[0]].click()";
    page.script(go, vec![topic]).await;
    page.find_css("[data-testid=compare-row][data-path^='/Config/Env/'][data-difference=added]").await;
    page.settle().await;
    page.picture("compare-image-container").await;
    page.axe("[data-testid=compare]").await;
    window.close().await;
}

async fn a_container_is_compared_with_itself_as_it_was(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    let engine = &stage.world.engine;
    docker(engine, &["run", "--detach", "--name", "then", "busybox", "sleep", "1000"]);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.inspect("docker container inspect then").await;
    docker(engine, &["stop", "--time", "0", "then"]);
    page.find("inspect-change-count").await;
    page.click("inspect-change-count").await;
    page.find_css("[data-testid=inspect-change][data-path='/State/Status']").await;
    page.settle().await;
    page.picture("inspect-changes").await;
    page.click("inspect-more").await;
    page.click("menu-inspect-compare").await;
    page.click_css("[data-testid=compare-with-choice][data-choice^='moment:']").await;
    page.find_css("[data-testid=compare-row][data-path='/State/Running'][data-difference=changed]").await;
    page.settle().await;
    page.picture("compare-then").await;

    // It goes on living: what changes now is in the comparison without a click.
    docker(engine, &["start", "then"]);
    page.find_css("[data-testid=compare-row][data-path='/State/StartedAt'][data-difference=changed]").await;
    page.chord(&[key::ESCAPE]).await;
    window.close().await;
}
