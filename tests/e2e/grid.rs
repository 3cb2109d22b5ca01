//! The grid says what `docker images` says, and follows the engine.

use std::collections::BTreeSet;

use quayside_test_support::{docker, many_images, trials};

use crate::page::key;
use crate::stage::Stage;
use crate::window::Window;

trials![Stage; the_grid_says_what_docker_images_says, a_thousand_rows_scroll];

/// About rows that are not in sight, whichever engine has them.
pub const THOUSAND: &str = "a_thousand_rows_scroll";

const ROWS: &str = "return [...document.querySelectorAll('[data-testid=image-row]')].map((row) =>
    [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent.trim()))";

/// Repository, tag, id, created, size: a set, for the two sort differently.
async fn on_screen(window: &Window) -> BTreeSet<String> {
    let rows = window.page.script(ROWS, Vec::new()).await;
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| {
        let cells = row.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap());
        cells.filter(|cell| !cell.is_empty()).take(5).collect::<Vec<_>>().join(" | ")
    })
    .collect()
}

fn by_docker(stage: &Stage) -> BTreeSet<String> {
    let format = "{{.Repository}} | {{.Tag}} | {{.ID}} | {{.CreatedSince}} | {{.Size}}";
    docker(&stage.world.engine, &["images", "--format", format]).lines().map(str::to_owned).collect()
}

async fn agrees(window: &Window, stage: &Stage) {
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        seen = on_screen(window).await;
        if seen == by_docker(stage) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    window.page.picture("failure-grid").await;
    assert_eq!(seen, by_docker(stage));
}

async fn the_grid_says_what_docker_images_says(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    for name in ["hello-world", "busybox", "centos"] {
        stage.load(name);
    }
    agrees(&window, stage).await;
    docker(engine, &["tag", "busybox:latest", "registry.example:5000/team/tools/busybox:1.36-musl"]);
    docker(engine, &["tag", "centos:latest", "centos:8"]);
    // Without a name: its tag moves on to another image.
    many_images(engine, 5);
    docker(engine, &["tag", "hello-world:latest", "many/00003:latest"]);
    agrees(&window, stage).await;
    docker(engine, &["run", "--detach", "--name", "user", "centos", "sleep", "1000"]);
    page.settle().await;
    page.picture("images").await;

    page.click("sort-size").await;
    // The largest first, which has two names.
    let largest = docker(engine, &["inspect", "-f", "{{.Id}}", "hello-world"]);
    let first = "document.querySelector('[data-testid=image-row]').dataset.id";
    page.until("an order by size", &format!("{first} === '{largest}'")).await;
    page.fill("image-filter", "team/tools").await;
    page.until("one row", "document.querySelectorAll('[data-testid=image-row]').length === 1").await;
    page.fill("image-filter", "nothing like that").await;
    page.find("images-no-match").await;
    page.click("clear-filter").await;
    page.click("view-cards").await;
    page.until("cards", "document.querySelectorAll('[data-testid=image-row].card').length > 5").await;
    page.settle().await;
    page.picture("images-cards").await;
    page.click("view-table").await;

    docker(engine, &["rmi", "registry.example:5000/team/tools/busybox:1.36-musl"]);
    agrees(&window, stage).await;
    window.close().await;
}

async fn a_thousand_rows_scroll(stage: &Stage) {
    stage.clear();
    many_images(&stage.world.engine, 1000);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.until("rows", "document.querySelector('[data-testid=image-row]')").await;
    page.click("sort-repository").await;
    let order = "document.querySelector('[data-testid=image-row]').dataset.reference";
    page.until("the first row", &format!("{order} === 'many/00000:latest'")).await;
    let drawn = page.script("return document.querySelectorAll('[data-testid=image-row]').length", vec![]).await;
    assert!(drawn.as_u64().unwrap() < 120, "only what is in sight is drawn: {drawn}");
    page.find_css("[data-testid=image-row]").await.click().await.unwrap();
    // The row with the keyboard is one that can be seen, from wherever one comes: elements are used again for other rows.
    for (key, name) in [(key::END, "00999"), (key::HOME, "00000"), (key::END, "00999")] {
        page.chord(&[key]).await;
        let at = format!("document.activeElement.dataset.reference?.startsWith('many/{name}')");
        let seen = "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.activeElement.getBoundingClientRect()) \
                    && !document.activeElement.closest('.spare')";
        page.until(&format!("the keyboard at {name}"), &format!("{at} && {seen}")).await;
    }
    page.picture("images-thousand").await;
    window.close().await;
}
