//! Languages and themes, and that both are remembered.

use quayside_test_support::{Scratch, docker, trials};

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    french_comes_from_the_locale_and_can_be_switched,
    a_theme_is_remembered,
    what_is_done_to_images_reads_well_in_dark_french_and_narrow,
];

async fn french_comes_from_the_locale_and_can_be_switched(stage: &Stage) {
    stage.clear();
    stage.load("centos");
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.text_with("nav-containers", "Conteneurs").await;
    page.until("the document's language", "document.documentElement.lang.startsWith('fr')").await;
    page.click_css("[data-testid=image-row]").await;
    page.settle().await;
    page.picture("french").await;
    page.click("nav-settings").await;
    page.picture("settings").await;
    page.click("language-en").await;
    page.text_with("nav-containers", "Containers").await;
    window.close().await;
}

async fn a_theme_is_remembered(stage: &Stage) {
    stage.clear();
    stage.load("centos");
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let dark = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every((part) => part < 80)";
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.until("a dark page", dark).await;
    page.poll("the theme to be written", async || {
        let settings = home.join("config/dev.quayside.Quayside/settings.json");
        std::fs::read_to_string(settings).is_ok_and(|text| text.contains("dark")).then_some(())
    })
    .await;
    window.close().await;

    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.find_css("[data-testid=image-row]").await.click().await.unwrap();
    page.until("a dark page", dark).await;
    page.settle().await;
    page.picture("theme-dark").await;
    window.close().await;
}

/// The same on whatever engine.
pub const OF_THE_PAGE: [&str; 2] = ["french_comes_from_the_locale_and_can_be_switched", "a_theme_is_remembered"];

/// Picture and accessibility of what has opened.
async fn judged(page: &Page, name: &str, css: &str) {
    page.find_css(css).await;
    page.settle().await;
    page.picture(&format!("fr-dark-narrow-{name}")).await;
    page.axe(css).await;
    let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(page.script(wider, Vec::new()).await, 0, "{name} makes the window scroll sideways");
}

async fn closed(page: &Page) {
    page.chord(&[key::ESCAPE]).await;
    page.until("no dialog", "!document.querySelector('[role=dialog]')").await;
}

async fn what_is_done_to_images_reads_well_in_dark_french_and_narrow(stage: &Stage) {
    const DIALOG: &str = "[role=dialog]";
    let engine = &stage.world.engine;
    stage.clear();
    for name in ["busybox", "centos", "hello-world"] {
        stage.load(name);
    }
    let long = format!("registry.example.org:5000/{}/service", "team/".repeat(12).trim_end_matches('/'));
    for name in ["busybox:1.36", &format!("{long}:2026-11-26.1-rc.4")] {
        docker(engine, &["tag", "busybox", name]);
    }
    docker(engine, &["run", "-d", "--name", "worker", "centos", "sleep", "1000"]);
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.client().set_window_size(720, 860).await.unwrap();
    judged(page, "settings", "[data-testid=place-settings]").await;
    page.click("nav-images").await;
    page.until("five rows", "document.querySelectorAll('[data-testid=image-row]').length === 5").await;
    judged(page, "images", "[data-testid=images-grid]").await;
    page.click("group-toggle").await;
    page.click("view-cards").await;
    judged(page, "groups-cards", "[data-testid=images-grid]").await;
    page.click("view-table").await;
    page.click("group-toggle").await;
    page.click("columns-open").await;
    judged(page, "columns", "[data-testid=columns-panel]").await;
    page.chord(&[key::ESCAPE]).await;
    page.fill("image-filter", "size>lots centos").await;
    page.find("image-filter-fault").await;
    judged(page, "filter-fault", "[data-testid=place-images]").await;
    page.chord(&[key::ESCAPE]).await;

    let busybox = "[data-testid=image-row][data-reference=\"busybox:latest\"]";
    for (item, name) in [("tag", "tag"), ("push", "push"), ("remove", "remove")] {
        page.click_css(busybox).await;
        page.chord(&[key::SHIFT, key::F10]).await;
        if item == "tag" {
            judged(page, "menu", "[role=menu]").await;
        }
        page.click(&format!("menu-{item}")).await;
        judged(page, name, DIALOG).await;
        closed(page).await;
    }
    page.until("the grid", "document.activeElement.closest('[data-testid=images-grid]')").await;
    page.chord(&[key::CONTROL, 'a']).await;
    judged(page, "selection", "[data-testid=place-images]").await;
    page.chord(&[key::DELETE]).await;
    judged(page, "remove-all", DIALOG).await;
    closed(page).await;
    page.chord(&[key::CONTROL, 'p']).await;
    judged(page, "pull", DIALOG).await;
    closed(page).await;
    page.command("docker image prune --all").await;
    judged(page, "clean-up", "[data-testid=clean-up]").await;
    closed(page).await;
    page.command("docker commit worker").await;
    judged(page, "commit", DIALOG).await;
    closed(page).await;
    page.command("docker push 127.0.0.1:9/none/such:1").await;
    page.click("nav-activity").await;
    judged(page, "activity", "[data-testid=activity]").await;
    window.close().await;
}
