//! An image as a page to read, its layers, and two images side by side: by mouse and by keyboard, against what the engine
//! says of them.

use std::fs;

use quayside_test_support::{Archive, Image, Layer, Scratch, docker, trials};
use serde_json::{Value, json};

use crate::bytes;
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    an_image_reads_as_a_page,
    layers_stand_beside_their_instructions,
    two_images_are_compared_side_by_side,
    an_image_of_very_many_parameters_is_read,
];

const F7: char = '\u{E037}';

fn dockerfile(version: &str, extra: &str) -> String {
    format!(
        r#"FROM busybox
ENV VERSION={version} DB_PASSWORD=hunter2 LANG=C.UTF-8
ARG REVISION=41c7
RUN head -c 400000 /dev/zero > /usr-data && echo $REVISION > /revision
WORKDIR /srv
COPY file /srv/
EXPOSE 8080/tcp 8443/tcp
VOLUME /srv/data
HEALTHCHECK --interval=30s --timeout=5s --retries=3 CMD wget -q -O - http://localhost:8080/health || exit 1
STOPSIGNAL SIGINT
LABEL org.opencontainers.image.source=https://example.com/acme/web org.opencontainers.image.version={version}
{extra}
USER app:app
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["exec serve --port 8080 \"$VERSION\""]
"#
    )
}

fn build(stage: &Stage, name: &str, dockerfile: &str) {
    let scratch = Scratch::new();
    fs::write(scratch.join("Dockerfile"), dockerfile).unwrap();
    fs::write(scratch.join("file"), name).unwrap();
    docker(&stage.world.engine, &["build", "--quiet", "--tag", name, &scratch.path().to_string_lossy()]);
}

/// Two versions of one repository, and the image that they stand on.
fn fill(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    build(stage, "acme/web:1", &dockerfile("1.0", "RUN head -c 90000 /dev/zero > /old"));
    build(stage, "acme/web:2", &dockerfile("2.0", "ENV CACHE=on\nRUN head -c 250000 /dev/zero > /new"));
}

async fn select(page: &Page, reference: &str) {
    page.click_css(&format!("[data-testid=image-row][data-reference='{reference}']")).await;
}

/// What the overview shows of a value.
async fn value(page: &Page, id: &str) -> String {
    let code =
        format!("return document.querySelector('[data-entry-id=\"{id}\"] [data-testid=overview-value]')?.textContent");
    page.poll(&format!("the value {id}"), async || page.script(&code, Vec::new()).await.as_str().map(str::to_owned))
        .await
}

async fn an_image_reads_as_a_page(stage: &Stage) {
    fill(stage);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    select(page, "acme/web:1").await;
    page.text_with("overview-runs-line", r#"/bin/sh -c 'exec serve --port 8080 "$VERSION"'"#).await;
    page.settle().await;
    page.picture("overview").await;
    let engine = &stage.world.engine;
    let printed = |format: &str| docker(engine, &["inspect", "-f", format, "acme/web:1"]);
    assert_eq!(value(page, "user:0").await.trim(), printed("{{.Config.User}}"));
    assert_eq!(value(page, "workingDir:0").await.trim(), printed("{{.Config.WorkingDir}}"));
    assert_eq!(value(page, "healthInterval:0").await.trim(), "30s");
    assert_eq!(value(page, "id").await.trim(), printed("{{.Id}}"));
    assert_eq!(value(page, "stopSignal:0").await.trim(), "SIGINT");

    // The secret is not on the page until somebody asks for it.
    let html = "return document.documentElement.innerHTML.includes('hunter2')";
    assert_eq!(page.script(html, Vec::new()).await, json!(false));
    let password = "[data-testid=overview-entry][data-entry-id='environment:2']";
    assert!(value(page, "environment:2").await.contains('•'));
    page.axe("[data-testid=overview]").await;

    // By keyboard: from value to value, copy with its mask, show, copy as it is.
    page.script("document.querySelector('[data-entry]').focus()", Vec::new()).await;
    page.chord(&[key::DOWN]).await;
    page.until(
        "the second value to have the focus",
        "document.activeElement === document.querySelectorAll('[data-entry]')[1]",
    )
    .await;
    page.script(&format!("document.querySelector(\"{password}\").focus()"), Vec::new()).await;
    page.chord(&[key::CONTROL, 'c']).await;
    page.find("toast-action").await;
    assert_eq!(page.clipboard().await, "DB_PASSWORD=••••••••");
    page.chord(&[key::ENTER]).await;
    page.poll("the secret", async || (value(page, "environment:2").await.trim() == "hunter2").then_some(())).await;
    page.chord(&[key::CONTROL, 'c']).await;
    page.poll("the secret to be copied", async || (page.clipboard().await == "DB_PASSWORD=hunter2").then_some(()))
        .await;
    page.chord(&[key::ENTER]).await;
    page.poll("the mask", async || value(page, "environment:2").await.contains('•').then_some(())).await;

    // By mouse: the whole section, and the place in the document.
    page.click("overview-copy-runs").await;
    page.poll("the command line", async || page.clipboard().await.starts_with("/bin/sh -c 'exec").then_some(())).await;
    page.click_css("[data-entry-id='environment:1'] [data-testid=overview-value]").await;
    page.click_css("[data-entry-id='environment:1'] [data-testid=overview-inspect]").await;
    page.find_css(
        "[data-testid=inspect-place] [data-testid=inspect-node][data-path='/Config/Env/1'][aria-selected=true]",
    )
    .await;
    window.close().await;

    // French, dark and narrow.
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("nav-images").await;
    select(page, "acme/web:2").await;
    page.text_with("overview", "Ce qu’elle lance").await;
    page.settle().await;
    page.picture("overview-french").await;
    page.client().set_window_size(720, 860).await.unwrap();
    page.settle().await;
    page.script("document.querySelector('[data-testid=details]') || document.querySelector('[data-testid=toggle-details]')?.click()", Vec::new()).await;
    page.settle().await;
    page.picture("overview-narrow").await;
    window.close().await;
}

async fn layers_stand_beside_their_instructions(stage: &Stage) {
    fill(stage);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    select(page, "acme/web:2").await;
    page.click("tab-layers").await;
    page.find("layer-step").await;
    page.text_with("layers-shared", "shared with 2 other images").await;
    page.settle().await;
    page.picture("layers").await;

    // As many rows as steps, the newest first, each with what the engine says that it weighs.
    let arguments = ["history", "--no-trunc", "--human=false", "--format", "{{.Size}}", "acme/web:2"];
    let sizes: Vec<String> = docker(&stage.world.engine, &arguments).lines().map(str::to_owned).collect();
    let titles = "return [...document.querySelectorAll('[data-testid=layer-step] .weight')].map((size) =>
        size.title.replace(/[^0-9]/g, ''))";
    assert_eq!(page.script(titles, Vec::new()).await, json!(sizes));
    let layers = docker(&stage.world.engine, &["inspect", "-f", "{{len .RootFS.Layers}}", "acme/web:2"]);
    let made = "return [...document.querySelectorAll('[data-testid=layer-step]')].map((step) => step.dataset.layer)
        .filter((layer) => /^[0-9]+$/.test(layer))";
    let numbers: Vec<String> = (1..=layers.parse::<u32>().unwrap()).rev().map(|number| number.to_string()).collect();
    assert_eq!(page.script(made, Vec::new()).await, json!(numbers));
    assert_eq!(
        page.script("return document.documentElement.innerHTML.includes('hunter2')", Vec::new()).await,
        json!(false)
    );

    // By keyboard: down, open, copy the line of the Dockerfile.
    page.script("document.querySelector('[data-step]').focus()", Vec::new()).await;
    page.chord(&[key::DOWN]).await;
    page.chord(&[key::CONTROL, 'c']).await;
    page.poll("the instruction", async || (page.clipboard().await == r#"ENTRYPOINT ["/bin/sh", "-c"]"#).then_some(()))
        .await;
    page.chord(&[key::DOWN]).await;
    page.chord(&[key::DOWN]).await;
    page.chord(&[key::ENTER]).await;
    let diff_id = docker(&stage.world.engine, &["inspect", "-f", "{{index .RootFS.Layers 4}}", "acme/web:2"]);
    page.text_with("layer-facts", &diff_id).await;
    page.click("layers-shared-open").await;
    page.find("layers-sharer").await;
    page.settle().await;
    page.picture("layers-open").await;
    page.axe("[data-testid=details-panel]").await;

    page.click("layers-reveal").await;
    page.text_with("layers", "hunter2").await;
    // To the image that shares most, and its layers.
    page.click_css("[data-testid=layers-sharer]").await;
    page.text_with("details-name", "acme/web:1").await;
    page.text_with("layers-shared", "other image").await;
    window.close().await;
}

async fn two_images_are_compared_side_by_side(stage: &Stage) {
    fill(stage);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.command("compare acme/web:1 acme/web:2").await;
    page.find("compare-images-row").await;
    page.settle().await;
    page.picture("compare-images").await;
    page.axe("[data-testid=compare-images]").await;
    let text = page.text("compare-images-summary").await;
    let size = |name: &str| {
        let sizes = docker(&stage.world.engine, &["history", "--human=false", "--format", "{{.Size}}", name]);
        sizes.lines().map(|size| size.parse::<u64>().unwrap()).sum::<u64>()
    };
    let larger = bytes::printed(size("acme/web:2") - size("acme/web:1"));
    for part in [&*format!("acme/web:2 is {larger} larger"), "CACHE added", "VERSION"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let html = "return document.documentElement.innerHTML.includes('hunter2')";
    assert_eq!(page.script(html, Vec::new()).await, json!(false));

    // Every difference is one of what the engine says: by name, kind and side.
    let rows = "return [...document.querySelectorAll('[data-testid=compare-images-row]')].map((row) =>
        [row.dataset.row, row.dataset.difference])";
    let seen = page.script(rows, Vec::new()).await;
    let difference = |row: &str| {
        let found = seen.as_array().unwrap().iter().find(|one| one[0] == json!(row));
        found.map_or(Value::Null, |one| one[1].clone())
    };
    assert_eq!(difference("environment:VERSION:1"), json!("changed"), "{seen}");
    assert_eq!(difference("environment:CACHE:1"), json!("added"));
    assert_eq!(difference("environment:DB_PASSWORD:1"), Value::Null, "what is alike is left out");
    assert_eq!(difference("label:org.opencontainers.image.version:1"), json!("changed"));

    // From difference to difference, round, and back.
    let count = seen.as_array().unwrap().len();
    for n in (1..=count).chain([1]) {
        page.chord(&[F7]).await;
        page.text_with("compare-images-count", &format!("{n} of {count}")).await;
    }
    page.chord(&[key::SHIFT, F7]).await;
    page.text_with("compare-images-count", &format!("{count} of {count}")).await;
    page.click("compare-base").await;
    page.click("compare-only").await;
    page.find_css("[data-row='environment:DB_PASSWORD:1'][data-difference=same]").await;
    page.script("document.querySelector('[data-testid=compare-section-layers]').scrollIntoView()", Vec::new()).await;
    page.settle().await;
    page.picture("compare-images-layers").await;
    page.click("compare-images-more").await;
    page.click("menu-compare-copy-differences").await;
    page.poll("the differences", async || page.clipboard().await.contains("+ VERSION=2.0").then_some(())).await;

    page.click("compare-swap").await;
    page.text_with("compare-images-summary", &format!("acme/web:1 is {larger} smaller")).await;
    page.click("compare-face-documents").await;
    page.find("compare-row").await;
    page.click("compare-face-parameters").await;
    page.find("compare-images-row").await;
    // What happens on the engine is seen without a click.
    docker(&stage.world.engine, &["tag", "acme/web:2", "acme/web:1"]);
    page.text_with("compare-images-summary", "Both are the same image").await;
    window.close().await;

    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.command("compare busybox acme/web:2").await;
    page.find("compare-images-row").await;
    page.settle().await;
    page.picture("compare-images-french").await;
    page.client().set_window_size(720, 860).await.unwrap();
    page.settle().await;
    page.picture("compare-images-narrow").await;
    window.close().await;
}

async fn an_image_of_very_many_parameters_is_read(stage: &Stage) {
    stage.clear();
    let labels: serde_json::Map<String, Value> =
        (0..10_000).map(|n| (format!("com.example.label-{n:05}"), json!(format!("value {n}")))).collect();
    let env: Vec<String> = (0..1_000)
        .map(|n| if n == 7 { format!("LONG={}", "x".repeat(64 * 1024)) } else { format!("VARIABLE_{n:04}={n}") })
        .collect();
    let image = |name: &str, env: &[String], layers: usize| Image {
        references: vec![name.to_owned()],
        created: "2026-01-02T03:04:05Z".into(),
        parameters: json!({ "Cmd": ["/file"], "Env": env, "Labels": labels }),
        layers: (0..layers)
            .map(|n| {
                let content = format!("{n}\n").repeat(n + 1);
                Layer::build(&format!("COPY file-{n} / # buildkit")).file("file", 0o644, content.as_bytes()).finish()
            })
            .collect(),
    };
    let path = stage.scratch.join("large.tar");
    let other: Vec<String> = env.iter().map(|one| one.replace("VARIABLE_0999=999", "VARIABLE_0999=1000")).collect();
    Archive::write(&path, &[image("large:1", &env, 125), image("large:2", &other, 118)]);
    docker(&stage.world.engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    select(page, "large:1").await;
    page.text_with("overview-labels", "10,000").await;
    page.settle().await;
    page.picture("overview-large").await;
    let drawn = page.script("return document.querySelectorAll('[data-entry]').length", Vec::new()).await;
    assert!(drawn.as_u64().unwrap() < 200, "{drawn} values are drawn");
    // The long one is cut, and shown where one asks for it.
    page.click_css("[data-entry-id='environment:7'] button.more").await;
    page.poll("the long value", async || (value(page, "environment:7").await.trim().len() == 64 * 1024).then_some(()))
        .await;
    let field = "[data-testid=overview-environment] [data-testid=overview-find]";
    page.find_css(field).await.send_keys("VARIABLE_0998").await.unwrap();
    page.find_css("[data-entry-id='environment:998']").await;
    page.click("tab-layers").await;
    page.find_css("[data-testid=layer-step][data-layer='125']").await;
    page.picture("layers-large").await;

    page.command("compare large:1 large:2").await;
    page.find_css("[data-row='environment:VARIABLE_0999:1'][data-difference=changed]").await;
    page.text_with("compare-section-layers", "118 layers in common").await;
    page.text_with("compare-undrawn", "Labels (10,000)").await;
    page.settle().await;
    page.picture("compare-large").await;
    window.close().await;
}
