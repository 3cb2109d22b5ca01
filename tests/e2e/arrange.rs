//! The grid as a person arranges it: filters, groups, columns; and that it stays where it is while rows come and go.

use quayside_test_support::{Release, Scratch, docker, many_images, trials};
use serde_json::Value;

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_filter_says_what_is_wrong_and_is_saved, tags_stand_beneath_their_repository, columns_are_arranged_and_remembered,
    rows_that_come_leave_what_is_read_in_place];

const REFERENCES: &str =
    "return [...document.querySelectorAll('[data-testid=image-row]')].map(({ dataset }) => dataset.reference).sort()";

async fn references(page: &Page) -> Vec<String> {
    serde_json::from_value(page.script(REFERENCES, vec![]).await).unwrap()
}

async fn shows(page: &Page, what: &str, wanted: &[&str]) {
    page.poll(what, async || (references(page).await == wanted).then_some(())).await;
}

/// A name as long as the engine takes one.
fn long_name() -> String {
    format!("registry.example:5000/{}", "a-rather-long-part/".repeat(11) + "end")
}

async fn a_filter_says_what_is_wrong_and_is_saved(stage: &Stage) {
    stage.clear();
    for name in ["hello-world", "busybox", "centos"] {
        stage.load(name);
    }
    let engine = &stage.world.engine;
    docker(engine, &["run", "--detach", "--name", "user", "busybox", "sleep", "1000"]);
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.find("images-grid").await;
    page.fill("image-filter", "used:yes").await;
    shows(page, "what is used", &["busybox:latest"]).await;
    // The containerd store counts what came beside what it unpacked of it.
    let bound = if engine.release() == Release::Installed { "9MB" } else { "20MB" };
    page.fill("image-filter", &format!("-used:yes size<{bound}")).await;
    shows(page, "what is small and not used", &["centos:latest"]).await;
    page.fill("image-filter", "size>lots centos").await;
    page.text_with("image-filter-fault", "no size").await;
    page.settle().await;
    page.picture("filter-fault").await;
    page.fill("image-filter", "platform:").await;
    // The engine is asked for platforms, as its list does not tell them.
    page.find_css("[data-testid=image-filter-choice]").await;
    page.chord(&[key::ESCAPE]).await;
    let arch = docker(engine, &["inspect", "-f", "{{.Os}}/{{.Architecture}}", "centos"]);
    page.fill("image-filter", &format!("platform:{arch} centos")).await;
    shows(page, "the platform", &["centos:latest"]).await;
    page.click("filters-open").await;
    page.fill("filter-name", "Mine").await;
    page.click("filter-save").await;
    page.find("filter-saved").await;
    page.settle().await;
    page.picture("filter-saved").await;
    page.poll("the settings to be written", async || {
        let settings = home.join("config/dev.quayside.Quayside/settings.json");
        std::fs::read_to_string(settings).is_ok_and(|text| text.contains("Mine")).then_some(())
    })
    .await;
    window.close().await;

    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("filters-open").await;
    page.click("filter-saved").await;
    shows(page, "the saved filter's rows", &["centos:latest"]).await;
    window.close().await;
}

async fn tags_stand_beneath_their_repository(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    stage.load("centos");
    let engine = &stage.world.engine;
    let long = long_name();
    for name in
        ["busybox:1.36", "busybox:musl", "localhost:5000/team/tools:dev", &format!("{long}:{}", "t".repeat(128))]
    {
        docker(engine, &["tag", "busybox:latest", name]);
    }
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.click("group-toggle").await;
    let group = "[data-testid=image-group][data-repository=busybox]";
    page.find_css(group).await;
    page.poll("the count", async || {
        let text = page.script(&format!("return document.querySelector('{group}').textContent"), vec![]).await;
        text.as_str().unwrap().contains("3 tags · 1 image").then_some(())
    })
    .await;
    page.click_css(group).await;
    page.text_with("selection-bar", "3 selected").await;
    page.settle().await;
    page.picture("groups").await;
    page.axe("[data-testid=images-grid]").await;
    page.chord(&[key::LEFT]).await;
    page.until("a closed group", &format!("document.querySelector('{group}').ariaExpanded === 'false'")).await;
    page.click("view-cards").await;
    page.find_css(&format!("{group}.card")).await;
    page.settle().await;
    page.picture("groups-cards").await;
    page.click("view-table").await;
    page.client().set_window_rect(0, 0, 720, 700).await.unwrap();
    page.settle().await;
    page.picture("groups-narrow").await;
    let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(page.script(wider, vec![]).await, Value::from(0), "a name makes the window scroll sideways");
    window.close().await;
}

async fn columns_are_arranged_and_remembered(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    stage.load("centos");
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("columns-open").await;
    for id in ["platform", "registry", "digest"] {
        page.click_css(&format!("[data-testid=column-show][data-column={id}]")).await;
    }
    page.settle().await;
    page.picture("columns-panel").await;
    page.chord(&[key::ESCAPE]).await;
    let wanted = docker(&stage.world.engine, &["inspect", "-f", "{{.Os}}/{{.Architecture}}", "centos"]);
    page.poll("both platforms", async || {
        let code = "return [...document.querySelectorAll('[data-testid=platform]')].map((e) => e.textContent.trim())";
        (page.script(code, vec![]).await == Value::from(vec![wanted.clone(); 2])).then_some(())
    })
    .await;
    let heads = "[...document.querySelectorAll('[role=columnheader][data-col]')].map((e) => e.dataset.col).join()";
    page.script("document.querySelector('[data-testid=sort-tag]').focus()", vec![]).await;
    page.chord(&[key::CONTROL, key::SHIFT, key::LEFT]).await;
    page.until("the tag before the repository", &format!("{heads}.startsWith('tag,repository')")).await;
    page.click("sort-platform").await;
    let sorted = "document.querySelector('[data-col=platform][role=columnheader]').ariaSort === 'ascending'";
    page.until("an order by platform", sorted).await;
    page.settle().await;
    page.picture("columns-arranged").await;
    page.poll("the settings to be written", async || {
        let settings = home.join("config/dev.quayside.Quayside/settings.json");
        std::fs::read_to_string(settings).is_ok_and(|text| text.contains(r#""imagesSort": "platform""#)).then_some(())
    })
    .await;
    window.close().await;

    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.until("the tag before the repository", &format!("{heads}.startsWith('tag,repository')")).await;
    page.until("an order by platform", sorted).await;
    window.close().await;
}

async fn rows_that_come_leave_what_is_read_in_place(stage: &Stage) {
    stage.clear();
    // Enough to scroll; the containerd store takes long for each.
    let rows = if stage.world.engine.release() == Release::Installed { 300 } else { 60 };
    many_images(&stage.world.engine, rows);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.click("sort-repository").await;
    page.find_css("[data-testid=image-row][data-reference='many/00000:latest']").await.click().await.unwrap();
    page.chord(&[key::END]).await;
    let last = format!("many/{:05}:latest", rows - 1);
    let row = format!("document.querySelector(\"[data-testid=image-row][data-reference='{last}']\")");
    page.until("the last row", &format!("{row} && document.activeElement === {row}")).await;
    let top = format!("return {row}.getBoundingClientRect().top");
    let before = page.script(&top, vec![]).await;
    for n in 0..5 {
        docker(&stage.world.engine, &["tag", "many/00000:latest", &format!("aaa/new-{n}:latest")]);
    }
    let count = format!("document.querySelector('[data-testid=images-grid]').ariaRowCount === '{}'", rows + 5 + 1);
    page.until("five rows more", &count).await;
    page.settle().await;
    assert_eq!(page.script(&top, vec![]).await, before, "the row that is read has moved");
    page.until("the keyboard where it was", &format!("document.activeElement === {row}")).await;
    page.text_with("selection-bar", "1 selected").await;

    // From one row to another, by keyboard and by mouse.
    page.chord(&[key::HOME]).await;
    let first = "document.activeElement?.dataset.reference === 'aaa/new-0:latest'";
    page.until("the first row", first).await;
    page.chord(&[key::SHIFT, key::DOWN]).await;
    page.chord(&[key::SHIFT, key::DOWN]).await;
    page.text_with("selection-bar", "3 selected").await;
    page.click_holding(key::SHIFT, "[data-testid=image-row][data-reference='aaa/new-4:latest']").await;
    page.text_with("selection-bar", "5 selected").await;
    // And all that match, which are those that docker lists.
    page.fill("image-filter", "many/0001").await;
    page.click("select-matching").await;
    let listed =
        docker(&stage.world.engine, &["images", "--quiet", "--filter", "reference=many/0001*"]).lines().count();
    page.text_with("selection-bar", &format!("{listed} selected")).await;
    page.settle().await;
    page.picture("selected-matching").await;
    window.close().await;
}
