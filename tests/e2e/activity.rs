//! Long work in its place: watched from anywhere, stopped, tried again, survived by a reload and by the window's end.

use quayside_test_support::{
    Layer, Release, Scratch, ScriptedRegistry, docker, noise, push_layers, trials, try_docker,
};

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    work_is_watched_stopped_and_tried_again,
    a_pull_waits_until_others_have_ended,
    what_ran_when_the_window_closed_is_listed_and_run_again,
    what_ran_when_the_application_was_killed_is_listed_and_run_again,
];

const LIST: &str = "[data-testid=activity]";

fn job(subject_at: &str) -> String {
    format!("{LIST} [data-testid=job]{subject_at}")
}

/// A layer of a slow pull. With the containerd store it is counted when it is whole.
fn under_way(stage: &Stage, layer: &str) -> String {
    let phase = if stage.world.engine.release() == Release::Installed { "downloading" } else { "waiting" };
    format!("[data-testid={layer}][data-phase={phase}]")
}

async fn work_is_watched_stopped_and_tried_again(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    page.click("nav-activity").await;
    page.find("activity-empty").await;
    page.picture("activity-empty").await;

    stage.world.mirror.throttle(Some(20_000));
    for reference in ["busybox", "centos"] {
        page.until("no dialog", "!document.querySelector('[role=dialog]')").await;
        page.chord(&[key::CONTROL, 'p']).await;
        page.fill("pull-reference", reference).await;
        page.click("pull-start").await;
        page.click("pull-background").await;
    }
    page.until("two cards", "document.querySelectorAll('[data-testid=job-card]').length === 2").await;
    page.click_css(&format!("{} [data-testid=job-head]", job(":last-child"))).await;
    page.find_css(&under_way(stage, "job-layer")).await;
    page.text_with("job-log", "Pulling from library/busybox").await;
    page.picture("activity").await;

    // What is under way belongs to the shell: another page finds it as it was.
    page.script("location.reload()", vec![]).await;
    page.until("two cards again", "document.querySelectorAll('[data-testid=job-card]').length === 2").await;
    page.click_css("[data-testid=job-card]:last-child .title").await;
    page.find_css(&job("[data-at=running] [data-testid=job-more]")).await;
    page.chord(&[key::DELETE]).await;
    page.find_css(&job("[data-at=cancelled]")).await;
    page.text_with("job-left", "as it was").await;
    assert!(try_docker(&stage.world.engine, &["inspect", "centos"]).is_err());
    stage.world.mirror.throttle(None);
    page.find_css(&job("[data-at=done]")).await;
    page.click("job-again").await;
    page.until("both to be done", "document.querySelectorAll('[data-testid=job][data-at=done]').length === 2").await;
    docker(&stage.world.engine, &["inspect", "centos"]);

    page.chord(&[key::CONTROL, 'p']).await;
    page.fill("pull-reference", "no-such-image").await;
    page.click("pull-start").await;
    page.find("pull-error").await;
    page.click("pull-close").await;
    page.click_css(&format!("{} [data-testid=job-head]", job("[data-at=failed]"))).await;
    page.find("job-error").await;
    page.axe(LIST).await;
    page.picture("activity-ended").await;
    page.click("jobs-forget-ended").await;
    page.find("activity-empty").await;
    window.close().await;
}

/// Begins a pull and leaves it to itself once it is in this phase.
async fn pull_until(page: &Page, reference: &str, phase: &str) {
    page.until("no dialog", "!document.querySelector('[role=dialog]')").await;
    page.chord(&[key::CONTROL, 'p']).await;
    page.fill("pull-reference", reference).await;
    page.click("pull-start").await;
    page.find_css(&format!("[data-testid=pull-progress][data-phase={phase}]")).await;
}

/// The job about this, as the list has it.
async fn job_about(page: &Page, subject: &str) -> String {
    let code = "return [...document.querySelectorAll('[data-testid=job]')]
        .find(({ textContent }) => textContent.includes(arguments[0]))?.dataset.job";
    let found = page.poll(subject, async || page.script(code, vec![subject.into()]).await.as_str().map(str::to_owned));
    format!("{LIST} [data-testid=job][data-job=\"{}\"]", found.await)
}

async fn a_pull_waits_until_others_have_ended(stage: &Stage) {
    stage.clear();
    let engine = &stage.world.engine;
    // Of what is held nothing is ever answered.
    let registry = ScriptedRegistry::start(Some(&stage.world.registry));
    registry.answer("/v2/held/", registry.silence());
    let name = |image: &str| format!("{}/{image}", registry.address());
    let (never, next) = (name("library/busybox"), name("library/hello-world"));
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.find("images-empty").await;
    for image in ["held/one", "held/two", "held/three"] {
        pull_until(page, &name(image), "running").await;
        page.click("pull-background").await;
    }
    pull_until(page, &never, "queued").await;
    page.text_with("pull-progress", "Waits for other pulls to end").await;
    page.settle().await;
    page.picture("pull-queued").await;
    page.axe("[data-testid=pull-dialog]").await;
    page.click("pull-background").await;
    pull_until(page, &next, "queued").await;
    page.click("pull-background").await;

    page.click("nav-activity").await;
    let at = |phase: &str, count: u8| {
        format!("document.querySelectorAll('[data-testid=job][data-at={phase}]').length === {count}")
    };
    page.until("three at work", &at("running", 3)).await;
    page.until("two that wait", &at("queued", 2)).await;
    let (never_job, next_job) = (job_about(page, &never).await, job_about(page, &next).await);
    page.settle().await;
    page.picture("activity-queued").await;
    page.axe(LIST).await;
    page.click_css(&format!("{never_job}[data-at=queued] [data-testid=job-cancel]")).await;
    page.click_css(&format!("{never_job}[data-at=cancelled] [data-testid=job-head]")).await;
    page.text_with("job-left", "Nothing was done").await;
    page.until("the other to wait", &at("queued", 1)).await;

    // Whose turn it is begins by itself.
    let first = job_about(page, &name("held/one")).await;
    page.click_css(&format!("{first} [data-testid=job-cancel]")).await;
    page.find_css(&format!("{first}[data-at=cancelled]")).await;
    page.find_css(&format!("{next_job}[data-at=done]")).await;
    docker(engine, &["inspect", &next]);
    assert!(try_docker(engine, &["inspect", &never]).is_err());
    let asked = |image: &str| registry.requests().iter().any(|line| line.contains(&format!("/{image}/manifests/")));
    assert!(asked("library/hello-world") && !asked("library/busybox"), "{:?}", registry.requests());
    page.until("two at work", &at("running", 2)).await;

    for image in ["held/two", "held/three"] {
        let job = job_about(page, &name(image)).await;
        page.click_css(&format!("{job} [data-testid=job-cancel]")).await;
        page.find_css(&format!("{job}[data-at=cancelled]")).await;
    }
    registry.heal();
    window.close().await;
}

/// Puts an image into the registry that the engine never had: containerd's store keeps for a while what was removed. Its
/// layer takes a minute as slowly as it is sent here.
fn push_unknown(stage: &Stage, name: &str) {
    let seed = u32::from(name.as_bytes()[0]);
    let layer = Layer::build("COPY noise / # buildkit").file("noise", 0o644, &noise(seed.into(), 1_200_000)).finish();
    push_layers(&stage.world.registry, &format!("library/{name}"), "latest", &[layer]);
}

async fn what_ran_when_the_window_closed_is_listed_and_run_again(stage: &Stage) {
    stage.clear();
    push_unknown(stage, "closed");
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), language: "fr_FR.UTF-8", ..Options::of(stage) };
    stage.world.mirror.throttle(Some(20_000));
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("pull-open-empty").await;
    page.fill("pull-reference", "closed").await;
    page.click("pull-start").await;
    page.find_css(&under_way(stage, "pull-layer")).await;
    window.close().await;
    stage.world.mirror.throttle(None);

    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("nav-activity").await;
    page.text_with("job-state", "Interrompu").await;
    page.click("job-head").await;
    page.find("job-left").await;
    page.picture("activity-interrupted").await;
    assert!(try_docker(&stage.world.engine, &["inspect", "closed"]).is_err());
    page.click("job-again").await;
    page.find_css(&job("[data-at=done]")).await;
    docker(&stage.world.engine, &["inspect", "closed"]);
    window.close().await;
}

async fn what_ran_when_the_application_was_killed_is_listed_and_run_again(stage: &Stage) {
    stage.clear();
    push_unknown(stage, "killed");
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    stage.world.mirror.throttle(Some(20_000));
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.find("images-empty").await;
    pull_until(page, "killed", "running").await;
    page.find_css(&under_way(stage, "pull-layer")).await;
    window.kill().await;

    // Still as slow: it would not have ended meanwhile.
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("nav-activity").await;
    page.text_with("job-state", "Interrupted").await;
    page.text_with("job-again", "Run again").await;
    page.click("job-head").await;
    page.text_with("job-left", "as it was").await;
    assert!(try_docker(&stage.world.engine, &["inspect", "killed"]).is_err());
    page.settle().await;
    page.picture("activity-killed").await;
    page.axe(LIST).await;
    stage.world.mirror.throttle(None);
    page.click("job-again").await;
    page.find_css(&job("[data-at=done]")).await;
    docker(&stage.world.engine, &["inspect", "killed"]);
    window.close().await;

    // What was run again is not interrupted any more.
    let window = Window::open_with(stage, options()).await;
    window.page.click("nav-activity").await;
    window.page.find("activity-empty").await;
    window.close().await;
}
