//! Long work in its place: watched from anywhere, stopped, tried again, survived by a reload and by the window's end.

use quayside_test_support::{Release, Scratch, docker, trials, try_docker};

use crate::page::key;
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    work_is_watched_stopped_and_tried_again,
    what_ran_when_the_window_closed_is_listed_and_run_again,
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

async fn what_ran_when_the_window_closed_is_listed_and_run_again(stage: &Stage) {
    stage.clear();
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), language: "fr_FR.UTF-8", ..Options::of(stage) };
    stage.world.mirror.throttle(Some(20_000));
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    page.click("pull-open-empty").await;
    page.fill("pull-reference", "busybox").await;
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
    assert!(try_docker(&stage.world.engine, &["inspect", "busybox"]).is_err());
    page.click("job-again").await;
    page.find_css(&job("[data-at=done]")).await;
    docker(&stage.world.engine, &["inspect", "busybox"]);
    window.close().await;
}
