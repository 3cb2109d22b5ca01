//! Removing and cleaning up: what will go is said before, can be taken back, and is what then goes.

use std::sync::Arc;

use quayside_test_support::{
    Archive, Image, Layer, Registry, Release, Scratch, docker, push_multi_platform, trials, try_docker, wait_until,
};
use serde_json::json;

use crate::bytes::{self, Disk, megabytes};
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    an_image_in_use_is_explained_before_it_goes,
    a_removal_can_be_undone_until_it_begins,
    several_images_go_with_a_result_for_each,
    what_has_changed_meanwhile_is_left_alone,
    a_window_closed_meanwhile_removes_nothing,
    a_clean_up_takes_exactly_what_is_ticked,
    five_hundred_images_are_one_removal,
];

/// Takes minutes with the containerd store, which clears up after each image.
pub const FIVE_HUNDRED: &str = "five_hundred_images_are_one_removal";

fn row(reference: &str) -> String {
    format!("[data-testid=image-row][data-reference=\"{reference}\"]")
}

fn names(stage: &Stage) -> Vec<String> {
    // The containerd store refuses the list while an image goes.
    let mut printed = String::new();
    wait_until("a list of images", || {
        match try_docker(&stage.world.engine, &["images", "--format", "{{.Repository}}:{{.Tag}}"]) {
            Ok(listed) => printed = listed,
            Err(words) if words.contains("content digest") => return false,
            Err(words) => panic!("{words}"),
        }
        true
    });
    let mut names: Vec<String> = printed.lines().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

fn layer(name: &str, megabytes: usize) -> Arc<Layer> {
    let content: Vec<u8> = name.bytes().cycle().take(megabytes * 1_000_000).collect();
    Layer::build(&format!("COPY {name} / # buildkit")).file(name, 0o644, &content).finish()
}

/// Rows move while others come; what is clicked meanwhile may be another one.
const FAMILY_IS_THERE: &str = "document.querySelectorAll('[data-testid=image-row]').length >= 3";

/// Images that share a layer of 5 MB: `app/one:1` and `app/two:1` with 2 and 3 MB of their own, `app/three:1` upon the first.
fn load_family(stage: &Stage) {
    let (base, one, two, three) = (layer("base", 5), layer("one", 2), layer("two", 3), layer("three", 1));
    let image = |name: &str, layers: Vec<Arc<Layer>>| Image {
        references: vec![format!("app/{name}:1")],
        created: "2024-01-01T00:00:00Z".into(),
        parameters: json!({ "Cmd": ["/x"], "Labels": { "name": name } }),
        layers,
    };
    let images = [
        image("one", vec![base.clone(), one.clone()]),
        image("two", vec![base.clone(), two]),
        image("three", vec![base, one, three]),
    ];
    load(stage, &images);
}

fn load(stage: &Stage, images: &[Image]) {
    let path = stage.world.engine.scratch().join("images.tar");
    Archive::write(&path, images);
    docker(&stage.world.engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
}

async fn set_undo(page: &Page, seconds: u32) {
    page.click("nav-settings").await;
    page.click(&format!("undo-{seconds}")).await;
    page.click("nav-images").await;
}

async fn gone(page: &Page, reference: &str) {
    let css = row(reference).replace('"', "\\\"");
    page.until(&format!("{reference} to go"), &format!("!document.querySelector(\"{css}\")")).await;
}

async fn an_image_in_use_is_explained_before_it_goes(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["run", "--detach", "--name", "holder", "busybox", "sleep", "1000"]);
    set_undo(page, 0).await;
    page.click_css(&row("busybox:latest")).await;
    page.chord(&[key::DELETE]).await;
    page.text_with("remove-held", "holder").await;
    page.settle().await;
    page.picture("remove-in-use").await;
    page.axe("[data-testid=remove-dialog]").await;
    page.click("remove-cancel").await;
    assert_eq!(docker(engine, &["ps", "--quiet"]).lines().count(), 1, "a cancelled removal changes nothing");

    page.chord(&[key::DELETE]).await;
    page.click("remove-way-take").await;
    let line = "docker stop holder && docker rm holder && docker rmi busybox:latest";
    page.text_with("remove-line", line).await;
    page.settle().await;
    page.picture("remove-with-containers").await;
    page.click("remove-confirm").await;
    page.poll("image and container to go", async || {
        let left = docker(engine, &["ps", "--all", "--quiet"]) + &docker(engine, &["images", "--quiet"]);
        left.is_empty().then_some(())
    })
    .await;
    page.find("images-empty").await;
    window.close().await;
}

async fn a_removal_can_be_undone_until_it_begins(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    load_family(stage);
    page.until("the family", FAMILY_IS_THERE).await;
    page.click_css(&row("app/two:1")).await;
    megabytes(stage, page, "selection-frees", "deleting frees", &[3, 5]).await;
    let selected = bytes::attribute(page, "selection-frees", "data-freed").await;
    page.settle().await;
    page.picture("selection-frees").await;
    set_undo(page, 30).await;
    page.click_css(&row("app/two:1")).await;
    page.chord(&[key::DELETE]).await;
    megabytes(stage, page, "remove-sum", "Frees", &[3]).await;
    assert_eq!(bytes::attribute(page, "remove-sum", "data-freed").await, selected);
    page.text_with("remove-line", "docker rmi app/two:1").await;
    page.picture("remove").await;
    page.click("remove-confirm").await;
    page.text_with("undo-bar", "app/two:1").await;
    page.find_css(&format!("{}[data-going]", row("app/two:1"))).await;
    page.settle().await;
    page.picture("remove-undo").await;
    page.axe("[data-testid=undo-bar]").await;
    page.chord(&[key::CONTROL, 'z']).await;
    page.until("the row to be back", "!document.querySelector('[data-going]')").await;
    page.until("the bar to go", "!document.querySelector('[data-testid=undo-bar]')").await;
    assert!(names(stage).contains(&"app/two:1".to_owned()));
    // By mouse as well; and what was undone is in no log of commands.
    page.click_css(&row("app/two:1")).await;
    page.chord(&[key::DELETE]).await;
    page.click("remove-confirm").await;
    page.click("undo").await;
    page.until("the bar to go", "!document.querySelector('[data-testid=undo-bar]')").await;
    let log = page.script("return document.querySelector('footer').innerText", Vec::new()).await;
    assert!(!log.as_str().unwrap().contains("docker rmi"), "{log}");
    page.click("nav-activity").await;
    page.until(
        "two that were undone",
        "document.querySelectorAll('[data-testid=job][data-at=cancelled]').length === 2",
    )
    .await;
    assert!(names(stage).contains(&"app/two:1".to_owned()));
    window.close().await;
}

async fn several_images_go_with_a_result_for_each(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    load_family(stage);
    page.until("the family", FAMILY_IS_THERE).await;
    docker(engine, &["tag", "app/two:1", "app/two:2"]);
    docker(engine, &["create", "--name", "holds-three", "app/three:1", "/x"]);
    set_undo(page, 3).await;
    page.find_css(&row("app/two:2")).await;
    page.click_css(&row("app/one:1")).await;
    page.chord(&[key::CONTROL, 'a']).await;
    page.chord(&[key::DELETE]).await;
    page.until("four rows", "document.querySelectorAll('[data-testid=remove-row]').length === 4").await;
    page.until("one held", "document.querySelectorAll('[data-testid=remove-row][data-fate=heldStopped]').length === 1")
        .await;
    // Of the two names one takes the image with it; what the one in use needs stays.
    megabytes(stage, page, "remove-sum", "Frees", &[3]).await;
    megabytes(stage, page, "remove-kept", "stays", &[7]).await;
    let foretold = bytes::attribute(page, "remove-sum", "data-freed").await;
    page.settle().await;
    page.picture("remove-several").await;
    page.text_with("remove-confirm", "Remove 3 of 4").await;
    let disk = Disk::of(stage);
    page.click("remove-confirm").await;
    page.picture("remove-several-going").await;
    gone(page, "app/two:2").await;
    page.poll("only the one in use to be left", async || (names(stage) == ["app/three:1"]).then_some(())).await;
    page.click("nav-activity").await;
    page.click_css("[data-testid=job][data-kind=remove] [data-testid=job-head]").await;
    megabytes(stage, page, "removal-sum", "freed", &[3, 3]).await;
    disk.has_freed(foretold);
    page.settle().await;
    page.picture("remove-results").await;
    assert_eq!(docker(engine, &["ps", "--all", "--format", "{{.Names}}"]), "holds-three");

    // By force an image goes from under a container that does not run, which stays.
    page.click("nav-images").await;
    page.click_css(&row("app/three:1")).await;
    page.chord(&[key::DELETE]).await;
    page.click("remove-way-force").await;
    page.text_with("remove-line", "docker rmi --force app/three:1").await;
    page.settle().await;
    page.picture("remove-by-force").await;
    page.click("remove-confirm").await;
    page.poll("it to go by force", async || (!names(stage).contains(&"app/three:1".to_owned())).then_some(())).await;
    assert_eq!(docker(engine, &["ps", "--all", "--format", "{{.Names}}"]), "holds-three");
    window.close().await;
}

async fn what_has_changed_meanwhile_is_left_alone(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    load_family(stage);
    page.until("the family", FAMILY_IS_THERE).await;
    set_undo(page, 6).await;
    page.find_css(&row("app/two:1")).await;
    page.click_css(&row("app/one:1")).await;
    page.chord(&[key::CONTROL, 'a']).await;
    page.chord(&[key::DELETE]).await;
    megabytes(stage, page, "remove-sum", "Frees", &[11]).await;
    page.click("remove-confirm").await;
    page.find("undo-bar").await;
    docker(engine, &["create", "--name", "came-later", "app/two:1", "/x"]);
    page.poll("the others to go", async || (names(stage) == ["app/two:1"]).then_some(())).await;
    page.find_css("[data-testid=toast][role=alert]").await;
    page.settle().await;
    page.picture("remove-changed").await;
    page.click("toast-action").await;
    page.text_with("job-more", "came-later").await;
    page.settle().await;
    page.picture("remove-changed-results").await;
    page.axe("[data-testid=job-more]").await;
    assert_eq!(docker(engine, &["ps", "--all", "--format", "{{.Names}}"]), "came-later");
    window.close().await;
}

async fn a_window_closed_meanwhile_removes_nothing(stage: &Stage) {
    stage.clear();
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    load_family(stage);
    page.until("the family", FAMILY_IS_THERE).await;
    set_undo(page, 30).await;
    page.click_css(&row("app/two:1")).await;
    page.chord(&[key::DELETE]).await;
    page.click("remove-confirm").await;
    page.find("undo-bar").await;
    window.close().await;

    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.find_css(&row("app/two:1")).await;
    page.click("nav-activity").await;
    let never = "[data-testid=job][data-kind=remove][data-at=interrupted]";
    page.find_css(never).await;
    page.settle().await;
    page.picture("remove-never-begun").await;
    assert!(names(stage).contains(&"app/two:1".to_owned()));
    // The time to undo it is there again.
    page.click_css(&format!("{never} [data-testid=job-again]")).await;
    page.find("undo-bar").await;
    page.find_css("[data-testid=job][data-kind=remove][data-at=pending]").await;
    page.click("undo").await;
    page.until("the bar to go", "!document.querySelector('[data-testid=undo-bar]')").await;
    assert!(names(stage).contains(&"app/two:1".to_owned()));
    set_undo(page, 0).await;
    page.click("nav-activity").await;
    page.click_css("[data-testid=job][data-kind=remove][data-at=cancelled] [data-testid=job-again]").await;
    page.until("the work to begin", "!document.querySelector('[data-testid=job][data-at=cancelled]')").await;
    // The containerd store clears up after an image before it says that it is gone.
    wait_until("it to go after all", || !names(stage).contains(&"app/two:1".to_owned()));
    window.close().await;
}

/// How the images of a family are called, for `docker images --filter`.
const UNUSED: &str = "reference=app/*";

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort_unstable();
    names
}

/// What a clean-up lists, once it is so many.
async fn to_clean_up(page: &Page, count: usize) -> Vec<String> {
    let rows = "[...document.querySelectorAll('[data-testid=remove-row]')].map((row) => row.dataset.reference).sort()";
    page.until("the rows of a clean-up", &format!("{rows}.length === {count}")).await;
    serde_json::from_value(page.script(&format!("return {rows}"), vec![]).await).unwrap()
}

async fn a_clean_up_takes_exactly_what_is_ticked(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    load_family(stage);
    page.until("the family", FAMILY_IS_THERE).await;
    stage.load("busybox");
    docker(engine, &["create", "--name", "uses-busybox", "busybox", "true"]);
    // Without a name: what a newer image of the same name leaves behind.
    let left = Image {
        references: vec!["app/left:1".into()],
        created: "2024-01-01T00:00:00Z".into(),
        parameters: json!({ "Cmd": ["/x"] }),
        layers: vec![layer("left", 2)],
    };
    load(stage, &[left]);
    docker(engine, &["tag", "app/one:1", "app/left:1"]);
    docker(engine, &["rmi", "app/left:1"]);
    // By a digest alone: one engine counts that among them, the other does not.
    let registry = Registry::start();
    let several = push_multi_platform(&registry, "acme/by-digest", "1");
    let by_digest = format!("{}/acme/by-digest@{}", registry.address(), several.index);
    docker(engine, &["pull", "--quiet", &by_digest]);
    let dangling = docker(engine, &["images", "--no-trunc", "--quiet", "--filter", "dangling=true"]);
    let dangling: Vec<&str> = dangling.lines().collect();
    let both = stage.world.engine.release() == Release::Installed;
    assert_eq!(dangling.len(), if both { 2 } else { 1 }, "{dangling:?}");
    set_undo(page, 0).await;
    // What is typed is meant as it is typed, whatever the list is narrowed down to.
    page.fill("image-filter", "app/one").await;
    page.command("docker image prune").await;
    let count = "document.querySelectorAll('[data-testid=remove-row]').length";
    page.until("what docker calls dangling", &format!("{count} === {}", dangling.len())).await;
    page.text_with("clean-up-prune", "docker image prune").await;
    page.settle().await;
    page.picture("clean-up-dangling").await;
    page.click("clean-up-confirm").await;
    page.poll("all of them to go", async || {
        dangling.iter().all(|id| try_docker(engine, &["inspect", id]).is_err()).then_some(())
    })
    .await;
    // The witness finds nothing more.
    assert_eq!(docker(engine, &["image", "prune", "--force"]), "Total reclaimed space: 0B");
    try_docker(engine, &["rmi", "--force", &by_digest]).ok();

    page.chord(&[key::ESCAPE]).await;
    page.fill("image-filter", "").await;
    let container = docker(engine, &["create", "app/one:1", "/x"]);
    docker(engine, &["commit", &container, "app/new:1"]);
    docker(engine, &["rm", &container]);
    page.click("clean-up-open").await;
    page.click("clean-up-unused").await;
    page.until("four rows", &format!("{count} === 4")).await;
    // By age and by words, and what docker says of both.
    page.click("clean-up-older").await;
    page.text_with("clean-up-prune", "docker image prune --all --filter until=720h").await;
    let created =
        docker(engine, &["images", "--format", "{{.Repository}}:{{.Tag}} {{.CreatedAt}}", "--filter", UNUSED]);
    let old = created.lines().filter_map(|line| line.split_once(" 2024-")).map(|(name, _)| name);
    assert_eq!(to_clean_up(page, 3).await, sorted(old));
    page.fill("clean-up-filter", "app/two").await;
    page.text_with("clean-up-line", "docker rmi app/two:1").await;
    let named = docker(engine, &["images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=app/two"]);
    assert_eq!(to_clean_up(page, 1).await, sorted(named.lines()));
    page.fill("clean-up-filter", "").await;
    page.click("clean-up-older").await;
    docker(engine, &["rmi", "app/new:1"]);
    page.until("three rows", "document.querySelectorAll('[data-testid=remove-row]').length === 3").await;
    page.text_with("clean-up-prune", "docker image prune --all").await;
    megabytes(stage, page, "remove-sum", "Frees", &[11]).await;
    page.click_css("[data-testid=remove-row][data-reference=\"app/one:1\"]").await;
    megabytes(stage, page, "remove-sum", "Frees", &[4]).await;
    let foretold = bytes::attribute(page, "remove-sum", "data-freed").await;
    page.text_with("clean-up-line", "docker rmi").await;
    page.settle().await;
    page.picture("clean-up").await;
    page.axe("[data-testid=clean-up]").await;
    let disk = Disk::of(stage);
    page.click("clean-up-confirm").await;
    page.poll("two to go", async || (names(stage) == ["app/one:1", "busybox:latest"]).then_some(())).await;
    page.text_with("toast", "2 images removed").await;
    page.click("nav-activity").await;
    page.click_css("[data-testid=job][data-kind=remove] [data-testid=job-head]").await;
    let said = megabytes(stage, page, "removal-sum", "foretold", &[4, 4]).await;
    assert!(said.contains("freed"), "{said}");
    disk.has_freed(foretold);
    window.close().await;
}

async fn five_hundred_images_are_one_removal(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shared = layer("shared", 1);
    let long = "registry.eu-central-1.internal.example-corporation.com:5443/platform/teams/data-engineering/a-name-that-goes-on";
    let images: Vec<Image> = (0..500)
        .map(|number| Image {
            references: vec![format!("{long}/{number:03}:2026-11-22t23-59-59z-abcdef0123456789-release-candidate")],
            created: "2024-01-01T00:00:00Z".into(),
            parameters: json!({ "Cmd": ["/x"], "Labels": { "number": number.to_string() } }),
            layers: vec![shared.clone()],
        })
        .collect();
    load(stage, &images);
    set_undo(page, 3).await;
    page.find("image-row").await;
    page.until(
        "all rows",
        "document.querySelector('[data-testid=images-grid]')?.getAttribute('aria-rowcount') === '501'",
    )
    .await;
    page.click_css("[data-testid=image-row]").await;
    page.chord(&[key::CONTROL, 'a']).await;
    page.text_with("selection-bar", "500 selected").await;
    megabytes(stage, page, "selection-frees", "deleting frees", &[1]).await;
    page.chord(&[key::DELETE]).await;
    page.text_with("remove-sum", "500 images deleted").await;
    page.settle().await;
    page.picture("remove-500").await;
    page.click("remove-confirm").await;
    page.find("undo-bar").await;
    page.settle().await;
    page.picture("remove-500-going").await;
    // Each step is given its time: one removal after the other.
    for left in [400, 300, 200, 100, 0] {
        page.poll(&format!("{left} to be left"), async || (names(stage).len() <= left).then_some(())).await;
    }
    page.find("images-empty").await;
    window.close().await;
}
