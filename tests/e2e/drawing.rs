//! Terminals drawn with WebGL, and without it where it is not there or is taken away.

use quayside_test_support::trials;
use serde_json::Value;

use crate::picture::is_drawn;
use crate::stage::Stage;
use crate::terminal::open_shell;
use crate::window::Window;

trials![Stage; terminals_are_drawn_with_webgl_where_it_was_chosen];

const AS_TEXT: &str = "document.querySelector('[data-testid=terminal] .xterm-rows')?.textContent.includes('drawn')";

/// The last that a shell says; what was above has made room for how it ended.
const ENDED: &str = "document.querySelector('[data-testid=terminal] .xterm-rows')?.textContent.includes('exit')";

async fn terminals_are_drawn_with_webgl_where_it_was_chosen(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("clear; printf '\\e[31mred\\e[0m \\e[44mon blue\\e[0m drawn\\n'", "red on blue drawn").await;
    page.until("text", AS_TEXT).await;
    let before = shell.agrees_on_its_size().await;
    let there = page.script("return !!document.createElement('canvas').getContext('webgl2')", Vec::new()).await;
    page.click("nav-settings").await;
    page.click("terminal-webgl").await;
    if there == Value::Bool(false) {
        page.text_with("toast", "no WebGL").await;
        page.until("text still", AS_TEXT).await;
        shell.run("echo still-$((40+2))", "still-42").await;
        return window.close().await;
    }
    page.until("a canvas", "document.querySelector('[data-testid=terminal] canvas')").await;
    page.until("no text", &format!("!({AS_TEXT})")).await;
    is_drawn(page, &shell).await;
    page.picture("terminal-webgl").await;
    shell.run("echo still-$((40+2))", "still-42").await;
    let (rows, columns) = shell.agrees_on_its_size().await;
    assert!(rows.abs_diff(before.0) <= 1 && columns.abs_diff(before.1) <= 2, "{before:?}");

    // Where nothing listens any more there is no cursor, with the keyboard or without.
    shell.type_text("exit\n").await;
    shell.exited_with(0).await;
    page.settle().await;
    page.picture("terminal-webgl-ended").await;

    // The graphics card takes it away.
    let lose = "const contexts = [...document.querySelectorAll('[data-testid=terminal] canvas')].map((canvas) =>
        canvas.getContext('webgl2'));
        for (const context of contexts) context?.getExtension('WEBGL_lose_context').loseContext();";
    page.script(lose, Vec::new()).await;
    page.text_with("toast", "stopped drawing").await;
    page.until("text again", ENDED).await;
    page.settle().await;
    page.picture("terminal-webgl-lost").await;

    // Chosen again, it is tried again.
    page.click("terminal-webgl").await;
    page.click("terminal-webgl").await;
    page.until("a canvas again", "document.querySelector('[data-testid=terminal] canvas')").await;
    page.until("no text again", &format!("!({ENDED})")).await;
    window.close().await;
}
