//! Fields of inspect documents as columns of the grids.

use quayside_test_support::{Scratch, docker, trials};

use crate::page::Page;
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_field_is_a_column_that_is_remembered,
    a_column_of_containers_follows_them,
    columns_are_dragged_by_the_pointer,
];

/// What the pinned columns show, row by row.
async fn cells(page: &Page, row: &str, pointer: &str) -> Vec<String> {
    let code = "return [...document.querySelectorAll(`[data-testid=${arguments[0]}]`)].map((row) =>
        row.querySelector(`[data-testid=pinned-cell][data-pointer='${arguments[1]}']`)?.textContent.trim() ?? '(none)')";
    let found = page.script(code, vec![row.into(), pointer.into()]).await;
    found.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap().to_owned()).collect()
}

async fn add(page: &Page, path: &str) {
    page.click("columns-open").await;
    page.fill("column-path", path).await;
    page.chord(&[crate::page::key::ENTER]).await;
    page.chord(&[crate::page::key::ESCAPE]).await;
}

async fn a_field_is_a_column_that_is_remembered(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    stage.load("centos");
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.find("images-grid").await;
    add(page, ".Architecture").await;
    let wanted = docker(&stage.world.engine, &["inspect", "-f", "{{.Architecture}}", "centos"]);
    let all = vec![wanted.clone(); 2];
    page.poll("both values", async || (cells(page, "image-row", "/Architecture").await == all).then_some(())).await;

    // From the tree as well.
    page.inspect("docker image inspect centos").await;
    page.go_to_path(".Config.Cmd").await;
    page.node_menu("inspect-pin").await;
    page.click("nav-images").await;
    page.poll("the command of centos", async || {
        cells(page, "image-row", "/Config/Cmd").await.iter().any(|cell| cell.contains("/bin/bash")).then_some(())
    })
    .await;
    page.settle().await;
    page.picture("columns").await;
    page.axe("[data-testid=images-grid]").await;
    page.poll("the settings to be written", async || {
        let settings = home.join("config/dev.quayside.Quayside/settings.json");
        std::fs::read_to_string(settings).is_ok_and(|text| text.contains("/Config/Cmd")).then_some(())
    })
    .await;
    window.close().await;

    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.poll("both values", async || (cells(page, "image-row", "/Architecture").await == all).then_some(())).await;
    window.close().await;
}

async fn columns_are_dragged_by_the_pointer(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    page.find_css("[data-testid=image-row]").await;
    let order = async || {
        let heads = "[...document.querySelectorAll('[role=columnheader][data-col]')].map((head) => head.dataset.col)";
        page.script(&format!("return {heads}.slice(0, 3).join(' ')"), vec![]).await.as_str().unwrap().to_owned()
    };
    let width = async || {
        let cell = "document.querySelector('[data-testid=image-row] [data-col=tag]')";
        page.script(&format!("return {cell}.getBoundingClientRect().width"), vec![]).await.as_f64().unwrap()
    };
    assert!(order().await.starts_with("repository tag"));
    let before = width().await;
    let edge = page.middle_of("[data-testid=resize-tag]").await;
    page.drag_from(edge, (60.0, 0.0)).await;
    page.poll("a wider column", async || ((width().await - before - 60.0).abs() <= 2.0).then_some(())).await;
    // By the name of a column, to before the one that it is let go on. No click follows that would sort by it.
    let created = page.middle_of("[data-testid=sort-created]").await;
    let tag = page.middle_of("[data-col=tag][role=columnheader]").await;
    page.drag_from(created, (tag.0 - created.0 - 30.0, 0.0)).await;
    page.poll("another order", async || (order().await == "repository created tag").then_some(())).await;
    let sorted = "document.querySelector('[role=columnheader][aria-sort]').dataset.col";
    assert_eq!(page.script(&format!("return {sorted}"), vec![]).await, "created", "as it was");
    page.settle().await;
    page.picture("columns-dragged").await;
    window.close().await;
}

async fn a_column_of_containers_follows_them(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["run", "--detach", "--name", "follows", "busybox", "sleep", "1000"]);
    page.click("nav-containers").await;
    page.find_css("[data-testid=container-row]").await;
    add(page, "/State/ExitCode").await;
    page.poll("no exit yet", async || (cells(page, "container-row", "/State/ExitCode").await == ["0"]).then_some(()))
        .await;
    docker(engine, &["kill", "follows"]);
    page.poll("killed", async || {
        cells(page, "container-row", "/State/ExitCode").await.iter().any(|cell| cell.contains("137")).then_some(())
    })
    .await;
    window.close().await;
}
