//! Searching in the pull dialog: the engine asks the registry that stands before the words, and what is found is pulled from
//! there, by mouse and by keyboard.

use quayside_e2e::page::key;
use quayside_test_support::{Answer, ScriptedRegistry, docker, trials};
use serde_json::json;

use crate::stage::Stage;
use crate::window::Window;

trials![Stage; what_a_search_finds_is_pulled];

async fn what_a_search_finds_is_pulled(stage: &Stage) {
    let registry = ScriptedRegistry::start(Some(&stage.world.registry));
    let address = registry.address();
    let window = Window::open(stage).await;
    let page = &window.page;
    page.click("pull-open").await;
    // The registry behind it knows no search, as most.
    page.fill("pull-reference", &format!("{address}/busy")).await;
    page.text_with("pull-search", &format!("Search {address} for “busy”")).await;
    page.click("pull-search").await;
    page.text_with("pull-search-fault", "answers no searches").await;

    let hit = |name: &str, stars: u32, about: &str| json!({ "name": name, "star_count": stars, "description": about, "is_official": false, "is_automated": false });
    let found =
        [hit("library/busybox", 3400, "Busybox base image."), hit("acme/busy", 2, "<b>Bold</b> \u{202e}and turned")];
    let answer = json!({ "num_results": 2, "query": "busy", "results": found }).to_string();
    registry.answer("/v1/_ping", Answer::json("200 OK", r#"{"standalone":true}"#));
    registry.answer("/v1/search", Answer::json("200 OK", answer));
    page.click("pull-search").await;
    page.text_with("search-hits", &format!("{address}/acme/busy")).await;
    let text = page.text_with("search-hits", "Busybox base image.").await;
    assert!(text.contains("<b>Bold</b>") && !text.contains('\u{202e}'), "what others wrote is text: {text}");
    assert!(registry.requests().iter().any(|asked| asked.contains("/v1/search")), "{:?}", registry.requests());
    page.settle().await;
    page.picture("search").await;
    page.axe("[data-testid=pull-dialog]").await;

    // Down into the hits, and back into the field with the one chosen: its tags follow.
    page.script("document.querySelector('[data-testid=pull-reference]').focus()", Vec::new()).await;
    page.chord(&[key::DOWN]).await;
    page.until("the first hit", "document.activeElement.dataset.testid === 'search-hit'").await;
    page.chord(&[key::ENTER]).await;
    page.find_css("[data-testid=pull-tags-choice][data-value=latest]").await;
    page.click_css("[data-testid=pull-tags-choice][data-value=latest]").await;
    let name = format!("{address}/library/busybox:latest");
    page.text_with("pull-line", &name).await;
    page.click("pull-start").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    docker(&stage.world.engine, &["inspect", &name]);
    window.close().await;
}
