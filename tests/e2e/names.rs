//! Names and labels that break layouts and parsers, on a real engine: all of it shows as text, and nothing acts.

use quayside_test_support::{Archive, Image, Layer, docker, push_multi_platform, trials};
use serde_json::json;

use crate::stage::Stage;
use crate::window::Window;

trials![Stage; names_and_labels_that_break_things_show_as_text];

/// Whatever makes a page run something or look otherwise, in a label.
const MARKUP: &str =
    "<script>window.__broken = 1</script><img src=x onerror=\"window.__broken = 2\"><b>bold</b> &amp; &lt;";
const CONTROLS: &str = "bell \u{7} escape \u{1b}[31m red, turned \u{202e}round\u{202c}, joined\u{200d}up, two\nlines";

/// As long as each part may be: 255 characters with the registry, which older engines count in, and a tag of 128.
fn longest() -> String {
    let path = ["a-very-long-name"; 13].join("/") + "/";
    format!("{path}{}:{}", "z".repeat(255 - "docker.io/".len() - path.len()), "tag.".repeat(32))
}

fn image(number: usize, reference: Option<&str>, labels: &serde_json::Value) -> Image {
    let layer = Layer::build("COPY file / # buildkit").file("file", 0o644, format!("{number}\n").as_bytes()).finish();
    Image {
        references: reference.map(str::to_owned).into_iter().collect(),
        created: "2025-03-01T12:00:00Z".into(),
        parameters: json!({ "Cmd": ["/file", MARKUP], "Env": [format!("MARKUP={MARKUP}")], "Labels": labels }),
        layers: vec![layer],
    }
}

async fn names_and_labels_that_break_things_show_as_text(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    let labels =
        json!({ "markup": MARKUP, "<i>key</i>": "italic", "controls": CONTROLS, "empty": "", "日本": "語 🐳" });
    let longest = longest();
    let names = ["Registry.EXAMPLE:5000/team/deep/er/api:V1.0_x", "127.0.0.1:65535/a__b/c---d:0", &longest, "labels:1"];
    let mut images: Vec<Image> = (0..).zip(names).map(|(number, name)| image(number, Some(name), &labels)).collect();
    images.push(image(9, None, &labels));
    let archive = stage.scratch.join("names.tar");
    Archive::write(&archive, &images);
    docker(engine, &["load", "--quiet", "--input", &archive.to_string_lossy()]);
    let pushed = push_multi_platform(&stage.world.registry, "by/digest", "1");
    let by_digest = format!("{}/by/digest@{}", stage.world.registry.address(), pushed.index);
    docker(engine, &["pull", "--quiet", "--platform", "linux/amd64", &by_digest]);

    // One of them without any name, and one that only has a digest.
    page.until("six rows", "document.querySelectorAll('[data-testid=image-row]').length === 6").await;
    page.settle().await;
    page.picture("names").await;
    for name in names {
        let row = format!("[data-testid=image-row][data-reference=\"{name}\"]");
        let text = page.script("return document.querySelector(arguments[0]).textContent", vec![json!(row)]).await;
        let text = text.as_str().unwrap();
        let (repository, tag) = name.rsplit_once(':').unwrap();
        assert!(text.contains(repository) && text.contains(tag), "{name} reads {text:?}");
    }
    let fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    page.until("a page that is no wider than the window", fits).await;

    page.click_css("[data-testid=image-row][data-reference=\"labels:1\"]").await;
    let shown = "document.querySelector('[data-testid=details-panel]')?.textContent";
    page.until("the labels", &format!("{shown}?.includes('italic')")).await;
    let text = page.script(&format!("return {shown}"), Vec::new()).await;
    let text = text.as_str().unwrap();
    assert!(text.contains("<script>window.__broken = 1</script>") && text.contains("&amp; &lt;"), "{text}");
    assert!(text.contains("<i>key</i>") && text.contains("語 🐳"), "{text}");
    assert!(text.contains("bell ␇ escape ␛[31m red") && text.contains("⟨U+202E⟩round"), "{text}");
    assert!(!text.chars().any(|letter| letter != '\n' && letter.is_control()), "{text:?}");
    page.settle().await;
    page.picture("names-labels").await;
    let acted = "return window.__broken ?? [...document.querySelectorAll('b, i, img')].filter((made) => \
        made.matches('img[src=x]') || ['bold', 'key'].includes(made.textContent)).length";
    assert_eq!(page.script(acted, Vec::new()).await, json!(0), "what a label holds became a part of the page");

    page.click_css(&format!("[data-testid=image-row][data-reference=\"{longest}\"]")).await;
    page.settle().await;
    page.until("a page that is no wider than the window", fits).await;
    page.picture("names-longest").await;
    window.close().await;
}
