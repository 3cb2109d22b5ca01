//! The bell: seen, heard, or nothing.

use quayside_test_support::trials;

use crate::page::Page;
use crate::stage::Stage;
use crate::terminal::open_shell;
use crate::window::Window;

trials![Stage; a_bell_is_seen_or_heard_as_a_person_chose];

/// Counts tones where they are made, and flashes where they are drawn.
pub const COUNT: &str = "window.__tones = window.__flashes = 0;
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () { window.__tones += 1; return create.call(this); };
    new MutationObserver((changes) => {
      for (const { target, oldValue } of changes)
        if (target.classList.contains('rung') && !oldValue?.includes('rung')) window.__flashes += 1;
    }).observe(document.querySelector('[data-testid=dock]'),
      { subtree: true, attributeFilter: ['class'], attributeOldValue: true });";

/// Tones and flashes since [`COUNT`] was run.
pub async fn counted(page: &Page) -> (u64, u64) {
    let counts = page.script("return [window.__tones, window.__flashes]", Vec::new()).await;
    let count = |at: usize| counts[at].as_u64().unwrap();
    (count(0), count(1))
}

async fn a_bell_is_seen_or_heard_as_a_person_chose(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    page.script(COUNT, Vec::new()).await;
    shell.run("printf '\\a'; echo first-$((40+2))", "first-42").await;
    page.until("a flash", "window.__flashes === 1 && window.__tones === 0").await;
    // Also one that has scrolled away before anybody could see it.
    shell.run("seq 1000000; printf '\\a'; seq 1000000; echo flood-$((40+2))", "flood-42").await;
    page.until("another flash", "window.__flashes === 2").await;

    // Heard at once when it is chosen. A machine may play nothing: then that is said, and the bell is seen.
    page.click("nav-settings").await;
    page.click("bell-sound").await;
    let silent = "document.querySelector('[data-testid=toast]')?.textContent.includes('No sound')";
    page.until("a tone, or that there is none", &format!("window.__tones === 1 || {silent}")).await;
    // Long enough after it to be another.
    shell.run("sleep 1; printf '\\a'; echo second-$((40+2))", "second-42").await;
    page.until("a tone, or a flash", "window.__tones === 2 || window.__flashes === 3").await;
    page.settle().await;
    page.picture("settings-bell").await;

    page.click("bell-none").await;
    let before = counted(page).await;
    shell.run("sleep 1; printf '\\a'; echo third-$((40+2))", "third-42").await;
    assert_eq!(counted(page).await, before);
    window.close().await;
}
