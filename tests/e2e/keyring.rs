//! Sign-ins where no credential helper is set up: kept by the system's keyring, found again by the next run, and read there by
//! another program as the second witness.

use quayside_test_support::{HOSTILE, Registry, Scratch, SecretService, docker, seed_registry, trials};

use crate::page::{Page, key};
use crate::registries::{nothing_tells_the_password, sign_in};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage; a_sign_in_is_kept_by_the_keyring_of_the_system];

/// What the entries are called in the keyring.
const PROGRAM: &str = "Quayside: image registries";
/// The beginning of the password, which no spelling changes.
const TOLD: &str = "p???>>>~s:w";

async fn a_sign_in_is_kept_by_the_keyring_of_the_system(stage: &Stage) {
    stage.clear();
    let registry = Registry::private_and_hostile();
    seed_registry(&registry);
    let keyring = SecretService::start(&stage.bus);
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.find("registries-none").await;
    page.click("sign-in-open").await;
    page.fill("sign-in-registry", &registry.address()).await;
    page.text_with("sign-in-keeping", "keyring").await;
    sign_in(page, "wrong").await;
    page.find("sign-in-error").await;
    assert!(!keyring.entries(PROGRAM).contains("wrong"), "kept before it was tested");
    sign_in(page, HOSTILE.password).await;
    page.text_with("signed-in", "keyring").await;
    page.settle().await;
    page.picture("registries-keyring").await;
    let kept = keyring.entries(PROGRAM);
    assert!(kept.contains(&registry.address()) && kept.contains(HOSTILE.user) && kept.contains(TOLD), "{kept}");
    nothing_tells_the_password(page, home.path()).await;
    nothing_tells_the_password(page, keyring.folder()).await;
    assert!(!window.log().contains(TOLD), "the password is in the log");
    window.close().await;

    // Another run needs no sign-in, neither to pull nor to push.
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    let name = format!("{}/library/busybox:latest", registry.address());
    pull(page, &name).await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    let pushed = format!("{}/acme/by-keyring:1", registry.address());
    docker(&stage.world.engine, &["tag", &name, &pushed]);
    page.click_css(&format!("[data-testid=image-row][data-reference=\"{pushed}\"]")).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click("menu-push").await;
    page.click("push-start").await;
    page.click("nav-activity").await;
    page.find_css("[data-testid=job][data-kind=push][data-at=done]").await;
    let tag = registry.storage().join("docker/registry/v2/repositories/acme/by-keyring/_manifests/tags/1");
    assert!(tag.exists(), "the registry does not have it");
    nothing_tells_the_password(page, home.path()).await;

    page.click("nav-settings").await;
    page.click("sign-out").await;
    page.find("registries-none").await;
    let kept = keyring.entries(PROGRAM);
    assert!(!kept.contains(&registry.address()) && !kept.contains(TOLD), "{kept}");
    docker(&stage.world.engine, &["rmi", &name, &pushed]);
    page.click("nav-images").await;
    page.find("images-empty").await;
    pull(page, &name).await;
    page.click("pull-sign-in").await;
    page.text_with("sign-in-keeping", "keyring").await;
    page.click("sign-in-cancel").await;

    // The keyring goes while the window is open: that is said before anything is typed.
    keyring.stop();
    page.click("nav-settings").await;
    page.click("sign-in-open").await;
    page.fill("sign-in-registry", &registry.address()).await;
    page.text_with("sign-in-keeping", "in memory only").await;
    page.settle().await;
    page.picture("sign-in-no-keyring").await;
    page.click("sign-in-cancel").await;
    assert!(!window.log().contains(TOLD), "the password is in the log");
    window.close().await;
}

async fn pull(page: &Page, name: &str) {
    page.click("pull-open").await;
    page.fill("pull-reference", name).await;
    page.click("pull-start").await;
}
