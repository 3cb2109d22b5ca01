//! What a person chose about terminals, at work in the next run of the application.

use quayside_test_support::{Scratch, trials};
use serde_json::Value;

use crate::bell::{COUNT, counted};
use crate::page::key;
use crate::pasting::put_on_clipboard;
use crate::stage::Stage;
use crate::terminal::open_shell;
use crate::window::{Options, Window};

trials![Stage; what_keys_and_pointer_do_is_as_it_was_chosen_before];

async fn what_keys_and_pointer_do_is_as_it_was_chosen_before(stage: &Stage) {
    stage.clear();
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    let before = shell.agrees_on_its_size().await;
    page.click("nav-settings").await;
    for choice in [
        "font-larger",
        "font-larger",
        "bell-none",
        "detach-keys-1",
        "ctrl-v-pastes",
        "middle-click-pastes",
        "copy-on-select",
        "screen-reader",
        "terminal-webgl",
    ] {
        page.click(choice).await;
    }
    let kept = [
        "\"terminalFontSize\": 15",
        "\"terminalBell\": \"none\"",
        r#""terminalDetachKeys": "ctrl-\\,ctrl-\\""#,
        "\"terminalCtrlVPastes\": true",
        "\"terminalMiddleClickPastes\": false",
        "\"terminalCopyOnSelect\": true",
        "\"terminalScreenReader\": true",
        "\"terminalWebgl\": true",
    ];
    page.poll("the settings to be written", async || {
        let text = std::fs::read_to_string(home.join("config/dev.quayside.Quayside/settings.json")).ok()?;
        kept.iter().all(|kept| text.contains(kept)).then_some(())
    })
    .await;
    window.close().await;

    stage.clear();
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    // Larger characters have room for fewer.
    let (rows, columns) = shell.agrees_on_its_size().await;
    assert!(rows < before.0 && columns < before.1, "{before:?}, then {:?}", (rows, columns));
    let there = page.script("return !!document.createElement('canvas').getContext('webgl2')", Vec::new()).await;
    if there == Value::Bool(true) {
        page.until("a canvas", "document.querySelector('[data-testid=terminal] canvas')").await;
    }

    // A double click selects a word, which is copied by that alone.
    put_on_clipboard(page, "from-elsewhere").await;
    shell.run("clear; echo chosen", "chosen").await;
    // Of what WebGL draws no row is an element.
    let first_row = "const at = document.querySelector('[data-testid=terminal] .xterm-screen').getBoundingClientRect();
        return [at.left + 20, at.top + at.height / arguments[0] / 2]";
    let place = page.script(first_row, vec![rows.into()]).await;
    let [x, y] = [0, 1].map(|at| place[at].as_f64().unwrap());
    page.double_click_at(x, y).await;
    page.poll("the clipboard", async || (page.clipboard().await == "chosen").then_some(())).await;
    // And once more, where something else is on the clipboard by then.
    put_on_clipboard(page, "from-elsewhere").await;
    page.double_click_at(x, y).await;
    page.poll("the clipboard again", async || (page.clipboard().await == "chosen").then_some(())).await;
    shell.type_text("echo again-").await;
    page.chord(&[key::CONTROL, 'v']).await;
    shell.shows("again-chosen").await;
    shell.run("", "again-chosen").await;
    shell.type_text("echo none-").await;
    page.middle_click_at(x + 200.0, y + 40.0).await;
    page.settle().await;
    shell.run("", "none-").await;

    let said = "[...document.querySelectorAll('.xterm-accessibility-tree [role=listitem]')]
        .some((row) => row.textContent.trim() === 'again-chosen')";
    page.until("rows for a screen reader", said).await;
    page.script(COUNT, Vec::new()).await;
    // Without Shift: the driver holds it down no more once it has clicked the middle button.
    shell.run("printf '\\a'; echo 'silent-'42", "silent-42").await;
    page.settle().await;
    assert_eq!(counted(page).await, (0, 0));
    page.picture("terminal-settings-again").await;

    // The keys that leave it, which hold nothing back that a shell has a use for.
    for _ in 0..2 {
        page.chord(&[key::CONTROL, '\\']).await;
    }
    page.find("session-detached").await;
    window.close().await;
}
