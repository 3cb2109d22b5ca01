//! Pull and stop: the rest of a first use.

use quayside_test_support::{docker, trials};

use crate::stage::Stage;
use crate::window::Window;

trials![Stage;
    an_image_is_pulled_by_its_reference,
    containers_are_listed_stopped_and_removed,
];

async fn an_image_is_pulled_by_its_reference(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.world.mirror.throttle(Some(500_000));
    page.click("pull-open").await;
    page.fill("pull-reference", "busybox").await;
    page.text_with("pull-line", "docker pull busybox").await;
    page.click("pull-start").await;
    page.find("pull-layer").await;
    page.picture("pull").await;
    stage.world.mirror.throttle(None);
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    page.find_css("[data-testid=image-row][data-reference=\"busybox:latest\"]").await;
    assert!(docker(&stage.world.engine, &["images"]).contains("busybox"));

    page.click("pull-open").await;
    page.fill("pull-reference", &format!("{}/no-such/image", stage.world.registry.address())).await;
    page.click("pull-start").await;
    // Engines have one answer for a repository and for a tag that there is not.
    page.text_with("pull-error", "No such repository").await;
    page.settle().await;
    page.picture("pull-error").await;
    page.click("pull-close").await;
    window.close().await;
}

async fn containers_are_listed_stopped_and_removed(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["run", "--detach", "--name", "worker", "busybox", "sleep", "1000"]);
    docker(engine, &["create", "--name", "waiting", "busybox", "true"]);
    page.click("nav-containers").await;
    page.until("two rows", "document.querySelectorAll('[data-testid=container-row]').length === 2").await;
    page.click_css("[data-testid=container-row][data-name=worker]").await;
    page.text_with("container-state", "Up").await;
    page.settle().await;
    page.picture("containers").await;
    page.click("container-stop").await;
    page.text_with("container-state", "Exited").await;
    page.click("container-remove").await;
    page.click("remove-confirm").await;
    page.until("one row", "document.querySelectorAll('[data-testid=container-row]').length === 1").await;
    assert_eq!(docker(engine, &["ps", "--all", "--format", "{{.Names}}"]), "waiting");
    window.close().await;
}
