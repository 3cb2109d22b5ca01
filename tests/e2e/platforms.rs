//! What an image of several platforms consists of, and what becomes of it, on an engine with the containerd image store.

use quayside_test_support::{Registry, docker, push_multi_platform, trials};
use serde_json::Value;

use crate::page::key;
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    platforms_and_attestations_stand_beneath_their_image,
    a_push_of_one_platform_of_several_says_so,
];

async fn platforms_and_attestations_stand_beneath_their_image(stage: &Stage) {
    stage.clear();
    let pushed = push_multi_platform(&stage.world.registry, "library/several", "1");
    docker(&stage.world.engine, &["pull", "--quiet", "several:1"]);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.find_css("[data-testid=image-row][data-reference='several:1']").await;
    page.click("row-twist").await;
    page.find("image-part").await;
    let parts = "return [...document.querySelectorAll('[data-testid=image-part]')]
        .map((part) => [part.dataset.digest, part.textContent.replace(/\\s+/g, ' ').trim()])";
    let parts: Vec<(String, String)> = serde_json::from_value(page.script(parts, vec![]).await).unwrap();
    let text_of = |digest: &str| {
        let found = parts.iter().find(|(found, _)| found == digest);
        found.unwrap_or_else(|| panic!("{digest} is not among {parts:?}")).1.clone()
    };
    for (platform, digest) in &pushed.platforms {
        assert!(text_of(digest).contains(platform), "{parts:?}");
    }
    let [(_, here), (_, away), ..] = &pushed.platforms[..] else { panic!("platforms") };
    assert!(text_of(here).contains("content") && text_of(here).contains("unpacked"), "{parts:?}");
    assert!(text_of(away).contains("not on this engine"), "{parts:?}");
    for digest in &pushed.attestations {
        assert!(text_of(digest).contains("Attestation"), "{parts:?}");
    }
    page.settle().await;
    page.picture("platforms").await;
    page.axe("[data-testid=images-grid]").await;
    let rows = "return document.querySelectorAll('[data-testid=image-part]').length";
    page.click("row-twist").await;
    page.until("no parts", &format!("{} === 0", rows.trim_start_matches("return "))).await;
    assert_eq!(page.script(rows, vec![]).await, Value::from(0));
    window.close().await;
}

async fn a_push_of_one_platform_of_several_says_so(stage: &Stage) {
    stage.clear();
    let engine = &stage.world.engine;
    let registry = Registry::start();
    let pushed = push_multi_platform(&stage.world.registry, "library/several", "2");
    let name = format!("{}/acme/several:2", registry.address());
    docker(engine, &["pull", "--quiet", "several:2"]);
    docker(engine, &["tag", "several:2", &name]);
    docker(engine, &["rmi", "several:2"]);
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click_css(&format!("[data-testid=image-row][data-reference=\"{name}\"]")).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click("menu-push").await;
    page.click("push-start").await;
    page.text_with("toast", "pour une seule plateforme").await;
    page.click("nav-activity").await;
    page.click_css("[data-testid=job][data-kind=push][data-at=done] [data-testid=job-head]").await;
    let said = page.text_with("job-result", "Une seule plateforme de l’image a été envoyée").await;
    assert!(said.contains(&pushed.platforms[0].1), "{said}");
    page.text_with("job-log", &format!("{} -> {}", pushed.index, pushed.platforms[0].1)).await;
    page.settle().await;
    page.picture("push-in-part-fr").await;
    page.axe("[data-testid=job-more]").await;
    window.close().await;
}
