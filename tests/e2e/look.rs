//! Languages and themes, and that both are remembered.

use quayside_test_support::{Scratch, trials};

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage; french_comes_from_the_locale_and_can_be_switched, a_theme_is_remembered];

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
