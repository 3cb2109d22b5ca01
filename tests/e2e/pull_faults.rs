//! What keeps a pull from ending, as the window says it: a certificate that is not trusted, a disk without room, a platform
//! that the image is not made for. Each has its words and what to do next, and where that was done, the same button goes on.

use quayside_e2e::page::key;
use quayside_test_support::{PrivateDockerd, Registry, SelfSigned, Tunnel, docker, push_multi_platform, trials};

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_certificate_that_is_not_trusted_has_its_words,
    a_full_disk_has_its_button_and_the_pull_goes_on,
    a_platform_that_is_not_there_has_its_words,
];

/// An address for documents, which belongs to nobody: the engine's proxy has it played on loopback.
const HOST: &str = "192.0.2.1";

async fn a_certificate_that_is_not_trusted_has_its_words(stage: &Stage) {
    let server = SelfSigned::start(HOST);
    let tunnel = Tunnel::to(&format!("{HOST}:443"), server.socket_address());
    let own = PrivateDockerd::behind(stage.world.engine.release(), &tunnel.proxy());
    let window = Window::open_with(stage, Options { docker_host: own.host(), ..Options::of(stage) }).await;
    let page = &window.page;
    page.find("images-empty").await;
    page.chord(&[key::CONTROL, 'p']).await;
    // Without a tag: the window completes none, and asks nobody by itself.
    page.fill("pull-reference", &format!("{HOST}/acme/api")).await;
    page.click("pull-start").await;
    let said = page.text_with("pull-error", "The registry’s certificate is not trusted").await;
    assert!(said.contains("/etc/docker/certs.d"), "{said}");
    let words = page.text("error-words").await;
    assert!(words.contains("x509: "), "{words}");
    page.find("pull-retry").await;
    page.find("pull-edit").await;
    page.settle().await;
    page.picture("pull-certificate").await;
    page.axe("[data-testid=pull-dialog]").await;
    page.click("pull-close").await;
    assert_eq!(docker(&own, &["images", "--quiet"]), "");
    window.close().await;
}

async fn a_full_disk_has_its_button_and_the_pull_goes_on(stage: &Stage) {
    const ROOM: u64 = 512 << 20;
    /// Half of what hello-world's layers are.
    const TOO_LITTLE: u64 = 5_000_000;
    stage.clear();
    let name = |name: &str| format!("{}/library/{name}:latest", stage.world.registry.address());
    let own = PrivateDockerd::on_small_disk(stage.world.engine.release(), None, ROOM);
    docker(&own, &["pull", "--quiet", &name("busybox")]);
    own.disk().leave(TOO_LITTLE);
    let options = Options { docker_host: own.host(), language: "fr_FR.UTF-8", ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    let row = |image: &str| format!("[data-testid=image-row][data-reference=\"{}\"]", name(image));
    page.find_css(&row("busybox")).await;
    page.chord(&[key::CONTROL, 'p']).await;
    page.fill("pull-reference", &name("hello-world")).await;
    page.click("pull-start").await;
    page.text_with("pull-error", "Le disque du moteur est plein").await;
    // What makes room is the first thing to do.
    page.find("pull-clean-up").await;
    page.settle().await;
    page.picture("pull-no-space-fr").await;
    assert_eq!(docker(&own, &["images", "--format", "{{.Repository}}:{{.Tag}}"]), name("busybox"));
    // Somebody makes room, and the same button gets the image.
    own.disk().resize(ROOM);
    page.click("pull-retry").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    page.find_css(&row("hello-world")).await;
    assert!(docker(&own, &["run", "--rm", &name("hello-world")]).contains("Hello from Docker!"));
    window.close().await;
}

async fn a_platform_that_is_not_there_has_its_words(stage: &Stage) {
    let registry = Registry::start();
    push_multi_platform(&registry, "acme/few", "1");
    let name = format!("{}/acme/few:1", registry.address());
    let window = Window::open(stage).await;
    let page = &window.page;
    page.find("images-empty").await;
    page.chord(&[key::CONTROL, 'p']).await;
    page.fill("pull-reference", &name).await;
    page.fill("pull-platform", "linux/s390x").await;
    page.click("pull-start").await;
    let said = page.text_with("pull-error", "The image is not made for this platform").await;
    assert!(said.contains("Choose a platform that the image has"), "{said}");
    assert_eq!(docker(&stage.world.engine, &["images", "--quiet"]), "");
    page.settle().await;
    page.picture("pull-platform-missing").await;
    // The way on: another platform, by a whole line that is pasted over the reference.
    page.click("pull-edit").await;
    page.fill("pull-reference", &format!("docker pull --platform linux/arm64 {name}")).await;
    page.text_with("pull-line", &format!("docker pull --platform linux/arm64 {name}")).await;
    page.click("pull-start").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    assert_eq!(docker(&stage.world.engine, &["inspect", "--format", "{{.Architecture}}", &name]), "arm64");
    window.close().await;
}
