//! What an image of several platforms consists of, and what becomes of it, on an engine with the containerd image store.

use quayside_test_support::{MultiPlatform, Registry, docker, engine_says, push_multi_platform, trials};
use serde::Deserialize;
use serde_json::Value;

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    platforms_and_attestations_stand_beneath_their_image,
    sizes_are_those_of_the_engine_and_of_the_registry,
    cards_show_parts_and_chosen_fields,
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

/// What the window says of a part, to the byte where it stands in a hint.
#[derive(Debug, Deserialize)]
struct Part {
    digest: String,
    text: String,
    content: Option<u64>,
    unpacked: Option<u64>,
}

async fn parts(page: &Page, count: usize) -> Vec<Part> {
    page.until("the parts", &format!("document.querySelectorAll('[data-testid=image-part]').length === {count}")).await;
    let code = "const bytes = (part, id) => {
            const hint = part.querySelector(`[data-testid=part-${id}]`)?.title;
            return hint === undefined ? null : Number(hint.split('\\n').at(-1).replace(/\\D/g, ''));
        };
        return [...document.querySelectorAll('[data-testid=image-part]')].map((part) => ({
            digest: part.dataset.digest,
            text: part.textContent.replace(/\\s+/g, ' ').trim(),
            content: bytes(part, 'content'),
            unpacked: bytes(part, 'unpacked'),
        }))";
    serde_json::from_value(page.script(code, vec![]).await).unwrap()
}

async fn sizes_are_those_of_the_engine_and_of_the_registry(stage: &Stage) {
    stage.clear();
    let (engine, registry) = (&stage.world.engine, &stage.world.registry);
    // Pulled, of which one platform is here; and loaded, of which everything is.
    push_multi_platform(registry, "library/pulled", "1");
    docker(engine, &["pull", "--quiet", "pulled:1"]);
    let archive = stage.scratch.join("loaded.tar");
    push_multi_platform(registry, "library/loaded", "1").archive(registry, "docker.io/library/loaded:1", &archive);
    docker(engine, &["load", "--quiet", "--input", &archive.to_string_lossy()]);

    let window = Window::open_on(stage).await;
    let page = &window.page;
    let tree = docker(engine, &["image", "ls", "--tree"]);
    let printed = |start: &str| {
        let line = tree.lines().find(|line| line.contains(start)).unwrap_or_else(|| panic!("no {start} in\n{tree}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    for (name, here) in [("pulled:1", 1), ("loaded:1", 6)] {
        let row = format!("[data-testid=image-row][data-reference='{name}']");
        page.click_css(&format!("{row} [data-testid=row-twist]")).await;
        let parts = parts(page, 6).await;
        assert_eq!(parts.iter().filter(|part| part.content.is_some()).count(), here, "{parts:?}");
        let said = engine_says(engine, "/images/json?manifests=1");
        let named = |image: &&Value| image["RepoTags"].as_array().unwrap().contains(&name.into());
        let image = said.as_array().unwrap().iter().find(named).unwrap();
        let (mut content, mut unpacked) = (0, 0);
        for part in &parts {
            let manifests = image["Manifests"].as_array().unwrap();
            let manifest = manifests.iter().find(|manifest| manifest["ID"] == part.digest.as_str()).unwrap();
            assert_eq!(manifest["Available"], part.content.is_some(), "{part:?}");
            if part.content.is_none() {
                assert!(part.text.ends_with("not on this engine"), "{part:?}");
                continue;
            }
            assert_eq!(part.content, manifest["Size"]["Content"].as_u64(), "{part:?}");
            assert_eq!(part.content, Some(MultiPlatform::content(registry, &part.digest)), "{part:?}");
            content += part.content.unwrap();
            let sum = part.content.unwrap() + part.unpacked.unwrap();
            assert_eq!(Some(sum), manifest["Size"]["Total"].as_u64(), "{part:?}");
            if manifest["Kind"] == "attestation" {
                assert!(part.text.starts_with("Attestation of linux/") && !part.text.contains("unpacked"), "{part:?}");
                assert_eq!(part.unpacked, Some(0));
                continue;
            }
            assert_eq!(part.unpacked, manifest["ImageData"]["Size"]["Unpacked"].as_u64(), "{part:?}");
            unpacked += part.unpacked.unwrap();
            // `linux/amd64 ID DISK-USAGE CONTENT-SIZE`, after the lines of the tree.
            let line = printed(&part.digest["sha256:".len()..][..12]);
            let size = line.last().unwrap();
            assert!(part.text.contains(&format!("content {size} ")), "{part:?} is not {line:?}");
        }
        // What is unpacked is text, and some hundred times its content.
        assert!(unpacked > 100_000 && unpacked > 10 * content / here as u64, "{unpacked} beside {content}");
        let cell = page.script(
            "const cell = document.querySelector(`${arguments[0]} [data-col=size] [title]`);
            return [cell.textContent.trim(), cell.title]",
            vec![row.clone().into()],
        );
        let (text, hint): (String, String) = serde_json::from_value(cell.await).unwrap();
        let (line, hint) = (printed(name), hint.lines().collect::<Vec<_>>());
        let ([_, _, disk, size], [exact, told]) = (&line[..], &hint[..]) else { panic!("{line:?} {hint:?}") };
        assert_eq!((&text, image["Size"].as_u64()), (disk, Some(content + unpacked)));
        assert_eq!(exact.replace(',', ""), format!("{} bytes", content + unpacked));
        assert!(told.starts_with(&format!("{size} of content, ")), "{told} is not {size}");
        page.click_css(&row).await;
        for (id, bytes) in [("size", content + unpacked), ("content", content), ("unpacked", unpacked)] {
            let value = format!("document.querySelector('[data-entry-id={id}] [data-testid=overview-value]')");
            let exact = format!("{value}?.textContent.replaceAll(',', '').includes('· {bytes} bytes')");
            page.until(&format!("{id} of {bytes} in the overview"), &exact).await;
        }
        page.settle().await;
        page.picture(&format!("sizes-{}", name.trim_end_matches(":1"))).await;
        page.click_css(&format!("{row} [data-testid=row-twist]")).await;
        page.until("no parts", "!document.querySelector('[data-testid=image-part]')").await;
    }
    window.close().await;
}

async fn cards_show_parts_and_chosen_fields(stage: &Stage) {
    stage.clear();
    let (engine, registry) = (&stage.world.engine, &stage.world.registry);
    push_multi_platform(registry, "library/several", "3");
    docker(engine, &["pull", "--quiet", "several:3"]);
    stage.load("busybox");
    let long = format!("registry.example:5000/{}end", "a-rather-long-part/".repeat(11));
    docker(engine, &["tag", "busybox", &format!("{long}:{}", "t".repeat(128))]);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.click("view-cards").await;
    page.click("columns-open").await;
    page.fill("column-path", ".Config.Cmd").await;
    page.chord(&[key::ENTER]).await;
    page.click_css("[data-testid=column-show][data-column=platform]").await;
    page.chord(&[key::ESCAPE]).await;
    let card = |name: &str| format!("[data-testid=image-row].card[data-reference='{name}']");
    for name in ["busybox:latest", "several:3"] {
        let wanted = docker(engine, &["inspect", "-f", "{{.Os}}/{{.Architecture}} {{index .Config.Cmd 0}}", name]);
        let (platform, command) = wanted.split_once(' ').unwrap();
        let text = |css: &str| format!("document.querySelector(\"{} {css}\")?.textContent.trim()", card(name));
        page.until("its platform", &format!("{} === '{platform}'", text("[data-testid=platform]"))).await;
        let cell = text("[data-testid=pinned-cell][data-pointer='/Config/Cmd']");
        page.until("its command", &format!("{cell}?.includes('{command}')")).await;
    }
    // By the mouse, then by the keyboard.
    let several = card("several:3");
    page.click_css(&format!("{several} [data-testid=card-turn]")).await;
    let shown = parts(page, 6).await;
    assert!(shown[0].text.contains("linux/amd64") && shown[0].content.is_some(), "{shown:?}");
    assert_eq!(shown[0].content, Some(MultiPlatform::content(registry, &shown[0].digest)));
    page.settle().await;
    page.picture("cards-parts").await;
    page.axe("[data-testid=images-grid]").await;
    page.client().set_window_size(720, 860).await.unwrap();
    page.until("the narrow window", "innerWidth <= 720").await;
    page.settle().await;
    page.picture("cards-parts-narrow").await;
    let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(page.script(wider, vec![]).await, Value::from(0), "cards make the window scroll sideways");
    page.click_css(&several).await;
    page.text_with("selection-bar", "1 selected").await;
    page.chord(&[key::ENTER]).await;
    page.until("closed", &format!("document.querySelector(\"{several}\").ariaExpanded === 'false'")).await;
    page.until("no parts", "!document.querySelector('[data-testid=image-part]')").await;
    page.chord(&[key::ENTER]).await;
    parts(page, 6).await;
    // A part stands for its image.
    page.chord(&[key::RIGHT]).await;
    page.until("the first part", "document.activeElement.dataset.testid === 'image-part'").await;
    page.text_with("selection-bar", "1 selected").await;
    page.find_css(&format!("{several}.selected")).await;
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
