//! The inspect document: whole, node by node, as the engine sent it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use quayside_test_support::{docker, trials};
use serde_json::{Value, json};

use crate::page::Page;
use crate::stage::Stage;
use crate::window::Window;

trials![Stage; the_tree_is_the_engines_document_node_by_node, a_container_is_inspected_too];

/// Asks the engine without anything in between.
fn ask(stage: &Stage, path: &str) -> Value {
    let mut stream = UnixStream::connect(stage.world.engine.socket()).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: engine\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// Every node by its JSON pointer: kind, and the text of a value.
fn nodes(value: &Value, pointer: String, found: &mut BTreeMap<String, (String, String)>) {
    let (kind, text) = match value {
        Value::Null => ("null", "null".to_owned()),
        Value::Bool(truth) => ("bool", truth.to_string()),
        Value::Number(number) => ("number", number.to_string()),
        Value::String(text) => ("string", format!("\"{text}\"")),
        Value::Array(list) => {
            for (index, each) in list.iter().enumerate() {
                nodes(each, format!("{pointer}/{index}"), found);
            }
            ("array", String::new())
        }
        Value::Object(map) => {
            for (key, each) in map {
                nodes(each, format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
            ("object", String::new())
        }
    };
    found.insert(pointer, (kind.to_owned(), text));
}

/// Scrolls the tree from its top to its end and collects what is drawn.
async fn drawn(page: &Page) -> BTreeMap<String, (String, String)> {
    const LOOK: &str = "const tree = document.querySelector('[data-testid=inspect-tree]');
        if (arguments[0] !== null) tree.scrollTop = arguments[0];
        return { top: tree.scrollTop, step: Math.floor(tree.clientHeight / 2), height: tree.scrollHeight,
            rows: [...tree.querySelectorAll('[data-testid=inspect-node]')].map((row) => [row.dataset.path,
                row.dataset.kind, row.querySelector('[data-testid=inspect-value]')?.textContent ?? '']) }";
    let mut found = BTreeMap::new();
    let mut top = 0;
    loop {
        page.script(LOOK, vec![json!(top)]).await;
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        let seen = page.script(LOOK, vec![Value::Null]).await;
        for row in seen["rows"].as_array().unwrap() {
            let text = |at: usize| row[at].as_str().unwrap_or_default().to_owned();
            found.insert(text(0), (text(1), text(2)));
        }
        let (step, height) = (seen["step"].as_u64().unwrap().max(20), seen["height"].as_u64().unwrap());
        if top >= height {
            return found;
        }
        top += step;
    }
}

async fn compare(page: &Page, document: &Value) {
    let mut wanted = BTreeMap::new();
    nodes(document, String::new(), &mut wanted);
    page.click("inspect-expand-all").await;
    let mut seen = drawn(page).await;
    // The root may be drawn as a row or be the tree itself.
    if !seen.contains_key("") {
        wanted.remove("");
    }
    for (pointer, (kind, text)) in &wanted {
        let (seen_kind, seen_text) = seen.remove(pointer).unwrap_or_else(|| panic!("{pointer} is not in the tree"));
        assert_eq!(&seen_kind, kind, "{pointer}");
        // Long values are cut in a row and shown whole beside it.
        let start = seen_text.trim_end_matches('"').trim_end_matches('…');
        assert!(&seen_text == text || (start.len() > 20 && text.starts_with(start)), "{pointer}: {seen_text} / {text}");
    }
    assert!(seen.is_empty(), "more than the engine said: {seen:?}");
}

async fn the_tree_is_the_engines_document_node_by_node(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("centos");
    page.click_css("[data-testid=image-row][data-reference=\"centos:latest\"]").await;
    page.click("tab-inspect").await;
    page.find("inspect-node").await;
    compare(page, &ask(stage, "/images/centos:latest/json")).await;

    page.click("inspect-collapse-all").await;
    page.fill("inspect-search", "LANG=C").await;
    page.text_that("inspect-count", "a match", |text| text.contains('1')).await;
    page.find_css("[data-testid=inspect-node][data-path$=\"Env/1\"]").await;
    page.settle().await;
    page.picture("inspect").await;
    page.click("inspect-view-json").await;
    page.text_with("inspect-json", "\"LANG=C.UTF-8\"").await;
    page.settle().await;
    page.picture("inspect-json").await;
    window.close().await;
}

async fn a_container_is_inspected_too(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    docker(&stage.world.engine, &["create", "--name", "still", "--label", "a/b~c=d", "busybox", "true"]);
    page.click("nav-containers").await;
    page.click_css("[data-testid=container-row][data-name=still]").await;
    page.click("tab-inspect").await;
    page.find("inspect-node").await;
    compare(page, &ask(stage, "/containers/still/json")).await;
    page.picture("inspect-container").await;
    window.close().await;
}
