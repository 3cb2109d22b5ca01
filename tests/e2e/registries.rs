//! Registries in the window: what is refused goes on after a sign-in by the one-click remedy, whoever keeps the credentials;
//! tags and platforms completed; an update found and looked at before it is pulled.

use std::path::Path;

use quayside_e2e::page::{Page, key};
use quayside_test_support::{
    CredentialHelper, HOSTILE, PrivateDockerd, Registry, Release, Scratch, TokenRegistry, docker, push_multi_platform,
    seed_registry, trials, try_docker,
};

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_private_image_is_signed_in_to_and_comes_by_itself,
    a_sign_in_is_kept_by_the_persons_own_helper,
    a_push_goes_on_after_a_sign_in,
    tags_and_platforms_are_completed,
    an_update_is_found_and_looked_at_before_it_is_pulled,
];

/// Types into the sign-in dialog and sends it.
pub async fn sign_in(page: &Page, password: &str) {
    page.fill("sign-in-user", HOSTILE.user).await;
    page.fill("sign-in-password", password).await;
    page.chord(&[key::ENTER]).await;
}

/// Everything that is written below a folder, and what the page holds, is without the password.
pub async fn nothing_tells_the_password(page: &Page, home: &Path) {
    let text = page.script("return document.documentElement.innerHTML", Vec::new()).await;
    // As it is, and as credentials are written down for registries and engines.
    let encoded = HOSTILE.basic.trim_start_matches("Basic ");
    for told in ["p???>>>", encoded, &encoded.replace('+', "-").replace('/', "_")] {
        assert!(!text.to_string().contains(told), "the password is on the page");
        let found = std::process::Command::new("grep").args(["-rlF", told]).arg(home).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&found.stdout), "", "files with the password");
    }
}

async fn a_private_image_is_signed_in_to_and_comes_by_itself(stage: &Stage) {
    let registry = Registry::private_and_hostile();
    seed_registry(&registry);
    let name = format!("{}/library/hello-world:latest", registry.address());
    let window = Window::open(stage).await;
    let page = &window.page;
    page.click("pull-open").await;
    page.fill("pull-reference", &name).await;
    page.click("pull-start").await;
    page.find("pull-error").await;
    page.settle().await;
    page.picture("pull-sign-in").await;
    page.click("pull-sign-in").await;
    // No helper and no keyring are here.
    page.text_with("sign-in-keeping", "in memory only").await;
    sign_in(page, "wrong").await;
    page.find("sign-in-error").await;
    page.settle().await;
    page.picture("sign-in-refused").await;
    page.axe("[data-testid=sign-in-dialog]").await;
    sign_in(page, HOSTILE.password).await;
    // The pull goes on by itself.
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    docker(&stage.world.engine, &["inspect", &name]);

    page.click("nav-settings").await;
    page.find_css(&format!("[data-testid=signed-in][data-registry=\"{}\"]", registry.address())).await;
    page.settle().await;
    page.picture("registries").await;
    page.axe("[data-testid=registries]").await;
    page.click("theme-light").await;
    page.click("language-fr").await;
    page.text_with("registries", "en tant que").await;
    page.settle().await;
    page.picture("registries-light-fr").await;
    page.click("language-en").await;
    page.text_with("registries", "until Quayside is closed").await;
    page.click("theme-dark").await;
    page.click("sign-out").await;
    page.find("registries-none").await;

    docker(&stage.world.engine, &["rmi", &name]);
    page.click("nav-images").await;
    page.click("pull-open").await;
    page.fill("pull-reference", &name).await;
    page.click("pull-start").await;
    page.click("pull-sign-in").await;
    page.text_with("sign-in-keeping", "in memory only").await;
    page.client().set_window_size(720, 860).await.unwrap();
    page.until("the narrow window", "innerWidth <= 720").await;
    page.settle().await;
    page.picture("sign-in-dark-narrow").await;
    page.click("sign-in-cancel").await;
    window.close().await;
}

async fn a_sign_in_is_kept_by_the_persons_own_helper(stage: &Stage) {
    stage.clear();
    let registry = Registry::private_and_hostile();
    seed_registry(&registry);
    let (helper, home) = (CredentialHelper::install(), Scratch::new());
    let config = home.join("home/.docker");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.json"), CredentialHelper::CONFIG).unwrap();
    let options = || Options {
        home: Some(home.path().to_owned()),
        programs: Some(helper.folder().to_owned()),
        ..Options::of(stage)
    };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.find("registries-none").await;
    page.click("sign-in-open").await;
    page.fill("sign-in-registry", &registry.address()).await;
    page.text_with("sign-in-keeping", "docker-credential-fake").await;
    sign_in(page, "wrong").await;
    page.find("sign-in-error").await;
    assert_eq!(helper.kept(), None, "kept before it was tested");
    sign_in(page, HOSTILE.password).await;
    page.text_with("signed-in", "credential helper fake").await;
    assert!(helper.kept().unwrap().contains(HOSTILE.user));
    page.settle().await;
    page.picture("registries-helper").await;
    nothing_tells_the_password(page, home.path()).await;
    window.close().await;

    // Another run of the application needs no sign-in.
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    let name = format!("{}/library/hello-world:latest", registry.address());
    page.click("pull-open").await;
    page.fill("pull-reference", &name).await;
    page.find_css("[data-testid=pull-tags-choice][data-value=latest]").await;
    page.click("pull-start").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    docker(&stage.world.engine, &["inspect", &name]);
    page.click("nav-settings").await;
    page.click("sign-out").await;
    page.find("registries-none").await;
    assert_eq!(helper.kept(), None);
    nothing_tells_the_password(page, home.path()).await;
    window.close().await;
}

async fn a_push_goes_on_after_a_sign_in(stage: &Stage) {
    let registry = Registry::private_and_hostile();
    let window = Window::open(stage).await;
    let page = &window.page;
    let name = format!("{}/acme/pushed:1", registry.address());
    stage.load("busybox");
    docker(&stage.world.engine, &["tag", "busybox", &name]);
    page.click_css(&format!("[data-testid=image-row][data-reference=\"{name}\"]")).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click("menu-push").await;
    page.click("push-start").await;
    page.click("nav-activity").await;
    page.find_css("[data-testid=job][data-kind=push][data-at=failed]").await;
    page.settle().await;
    page.picture("push-sign-in").await;
    page.click("job-sign-in").await;
    sign_in(page, HOSTILE.password).await;
    page.find_css("[data-testid=job][data-kind=push][data-at=done]").await;
    let tag = registry.storage().join("docker/registry/v2/repositories/acme/pushed/_manifests/tags/1");
    assert!(tag.exists(), "the registry does not have it");

    // So does a question that nobody is let in for.
    page.click("nav-settings").await;
    page.click("sign-out").await;
    page.find("registries-none").await;
    page.click("nav-images").await;
    page.click_css(&format!("[data-testid=image-row][data-reference=\"{name}\"]")).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click("check-updates").await;
    page.click("nav-activity").await;
    if stage.world.engine.release() == Release::Installed {
        page.find_css("[data-testid=job][data-kind=checkUpdates][data-at=failed]").await;
        page.click("job-sign-in").await;
    } else {
        // Every image has a digest there, also one that no registry has: it is no failure that the registry shows none.
        page.click_css("[data-testid=job][data-kind=checkUpdates][data-at=done] [data-testid=job-head]").await;
        page.find_css(&format!("[data-testid=update-result][data-reference=\"{name}\"][data-is=absent]")).await;
        page.settle().await;
        page.picture("update-absent").await;
        page.click("update-sign-in").await;
    }
    // The check goes on as a new one, and the one before stays on the list until then.
    let before = "return document.querySelector('[data-testid=job][data-kind=checkUpdates]').dataset.job";
    let before = page.script(before, vec![]).await;
    sign_in(page, HOSTILE.password).await;
    let job = format!("[data-testid=job][data-kind=checkUpdates][data-at=done]:not([data-job={before}])");
    page.click_css(&format!("{job} [data-testid=job-head]")).await;
    page.find_css(&format!("[data-testid=update-result][data-reference=\"{name}\"][data-is=upToDate]")).await;
    window.close().await;
}

async fn tags_and_platforms_are_completed(stage: &Stage) {
    let behind = Registry::start();
    for tag in ["1.0", "1.1", "2.0"] {
        push_multi_platform(&behind, "acme/many", tag);
    }
    let registry = TokenRegistry::start(&behind);
    let window = Window::open(stage).await;
    let page = &window.page;
    page.click("pull-open").await;
    page.fill("pull-reference", &format!("{}/acme/many:1", registry.address())).await;
    // It lets nobody in who is unknown.
    page.click("pull-tags-sign-in").await;
    sign_in(page, HOSTILE.password).await;
    page.until("two tags", "document.querySelectorAll('[data-testid=pull-tags-choice]').length === 2").await;
    page.click_css("[data-testid=pull-tags-choice][data-value=\"1.0\"]").await;
    page.click("pull-platform").await;
    page.until("platforms", "document.querySelectorAll('[data-testid=pull-platforms-choice]').length === 3").await;
    page.click_css("[data-testid=pull-platforms-choice][data-value=\"linux/arm/v7\"]").await;
    page.text_with("pull-line", "--platform linux/arm/v7").await;
    page.text_with("pull-line", "acme/many:1.0").await;
    page.settle().await;
    page.picture("pull-tags").await;
    page.axe("[data-testid=pull-dialog]").await;
    // The same by keyboard.
    page.fill("pull-reference", &format!("{}/acme/many:", registry.address())).await;
    page.until("three tags", "document.querySelectorAll('[data-testid=pull-tags-choice]').length === 3").await;
    page.chord(&[key::DOWN]).await;
    page.until("the first tag", "document.activeElement.dataset.value === '2.0'").await;
    page.chord(&[key::RIGHT]).await;
    page.chord(&[key::ENTER]).await;
    page.text_with("pull-line", "acme/many:1.1").await;
    page.fill("pull-reference", &format!("{}/acme/none:1", registry.address())).await;
    page.find("pull-tags-fault").await;
    page.click("pull-cancel").await;

    // A whole line, pasted: the image of another platform comes.
    page.click("pull-open").await;
    let name = format!("{}/acme/many:1.0", registry.address());
    page.fill("pull-reference", &format!("docker pull --platform linux/arm64 {name}")).await;
    page.text_with("pull-line", "docker pull --platform linux/arm64 ").await;
    page.click("pull-start").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    assert_eq!(docker(&stage.world.engine, &["inspect", "-f", "{{.Architecture}}", &name]), "arm64");
    // That it is here says nothing of another platform, though the tag stands for the same digest.
    page.click("pull-open").await;
    page.fill("pull-reference", &name).await;
    page.fill("pull-platform", "linux/amd64").await;
    page.click("pull-compare").await;
    page.text_with("preview-verdict", "not for linux/amd64").await;
    page.find("preview-pull").await;
    page.settle().await;
    page.picture("pull-preview-platform").await;
    page.click("preview-close").await;
    docker(&stage.world.engine, &["rmi", "-f", &name]);
    window.close().await;
}

/// Gives a tag another image at its registry than on the engine. Returns the name by digest of the one that stays.
fn moved_on(engine: &PrivateDockerd, name: &str) -> String {
    docker(engine, &["tag", "busybox", name]);
    docker(engine, &["push", "-q", name]);
    let digest = docker(engine, &["inspect", "-f", "{{index .RepoDigests 0}}", name]);
    let container = docker(engine, &["create", name]);
    docker(engine, &["commit", "--change", "ENV STAGE=two", &container, name]);
    docker(engine, &["rm", &container]);
    docker(engine, &["push", "-q", name]);
    docker(engine, &["rmi", name]);
    docker(engine, &["pull", "-q", &digest]);
    docker(engine, &["tag", &digest, name]);
    digest
}

async fn an_update_is_found_and_looked_at_before_it_is_pulled(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    let registry = Registry::start();
    let name = format!("{}/acme/{}app:1", registry.address(), "some-team-with-a-long-name/".repeat(5));
    stage.load("busybox");
    let digest = moved_on(engine, &name);
    let row = format!("[data-testid=image-row][data-reference=\"{name}\"]");
    page.find_css(&row).await;
    // Of three images two are asked about.
    stage.load("hello-world");
    page.find_css("[data-testid=image-row][data-reference^=\"hello-world\"]").await;
    page.click_css("[data-testid=image-row][data-reference=\"busybox:latest\"]").await;
    page.ctrl_click(&row).await;
    page.click("check-all").await;
    let mark = format!("{row} [data-testid=update-mark]");
    page.find_css(&mark).await;
    page.settle().await;
    page.picture("update-found").await;
    // The engine calls one image by both names, and its digest with it.
    page.fill("image-filter", "update:yes tag:1").await;
    page.until("one row", "document.querySelectorAll('[data-testid=image-row]').length === 1").await;

    page.click("nav-activity").await;
    page.click_css("[data-testid=job][data-kind=checkUpdates] [data-testid=job-head]").await;
    page.find_css(&format!("[data-testid=update-result][data-reference=\"{name}\"][data-is=newer]")).await;
    page.until("the two", "document.querySelectorAll('[data-testid=update-result]').length === 2").await;
    page.settle().await;
    page.picture("update-results").await;
    page.click("update-compare").await;
    page.text_with("preview-parameters", "STAGE").await;
    page.until("one difference", "document.querySelectorAll('[data-testid=preview-parameter]').length === 1").await;
    // By what an engine of this kind knows a layer again.
    let rule = match engine.release() {
        Release::Installed => "by the digest under which a registry sent or took it",
        Release::Sid => "Layers that any image here has",
    };
    page.text_with("preview-note", rule).await;
    page.settle().await;
    page.picture("pull-preview").await;
    page.axe("[data-testid=preview-dialog]").await;
    page.click("preview-close").await;

    // The same in the dark, in French, in a narrow window.
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("language-fr").await;
    page.client().set_window_size(720, 860).await.unwrap();
    page.until("the narrow window", "innerWidth <= 720").await;
    page.click("nav-activity").await;
    page.find("update-result").await;
    page.settle().await;
    page.picture("update-results-narrow-fr").await;
    page.axe("[data-testid=activity]").await;
    page.click("nav-images").await;
    page.fill("image-filter", "tag:1").await;
    page.find_css(&mark).await;
    page.settle().await;
    page.picture("update-found-narrow-fr").await;
    page.click_css(&mark).await;
    page.text_with("preview-parameters", "STAGE").await;
    page.settle().await;
    page.picture("pull-preview-narrow-fr").await;
    page.axe("[data-testid=preview-dialog]").await;
    page.click("preview-pull").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    assert_eq!(docker(engine, &["inspect", "-f", "{{json .Config.Env}}", &name]).matches("STAGE=two").count(), 1);
    // What was found was about the image that was here before.
    page.until("no mark", "document.querySelector('[data-testid=update-mark]') === null").await;
    page.find_css(&row).await;
    try_docker(engine, &["rmi", "-f", &name, &digest]).ok();
    window.close().await;
}
