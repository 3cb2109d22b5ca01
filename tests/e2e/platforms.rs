//! What an image of several platforms consists of, on an engine with the containerd image store.

use quayside_test_support::{docker, push_multi_platform, trials};
use serde_json::Value;

use crate::stage::Stage;
use crate::window::Window;

trials![Stage; platforms_and_attestations_stand_beneath_their_image];

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
