//! What has been printed: found, cleared away, saved.

use std::path::Path;

use quayside_test_support::{Scratch, trials};

use crate::desktop::Desktop;
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::{Terminal, open_shell};
use crate::window::Window;

trials![Stage;
    a_word_is_found_and_marked,
    a_terminal_is_cleared_and_stays_so,
    what_was_printed_is_saved,
];

const FIELD: &str = "terminal-find-search";

async fn a_word_is_found_and_marked(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("clear; for n in 1 2 3 4 5; do echo item-$n; echo Item; echo items; done; seq 300", "300").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'F']).await;
    page.fill(FIELD, "item-").await;
    // The newest is in front: the line that asked for them has been cleared away, and its echo is below the clearing.
    page.text_that("terminal-find-count", "how many", |text| text.ends_with(" of 5") || text.ends_with(" of 6")).await;
    page.until("marks", "document.querySelector('[data-testid=terminal] .xterm-find-result-decoration')").await;
    page.until("the match in front", "window.__quaysideTerminals.selection() === 'item-'").await;
    page.settle().await;
    page.picture("terminal-find").await;
    page.axe("[data-testid=terminal-find]").await;
    let said = page.text_with("terminal-find-count", " of ").await;
    page.chord(&[key::SHIFT, key::ENTER]).await;
    page.text_that("terminal-find-count", "the one before", |text| text != said).await;
    page.chord(&[key::ENTER]).await;
    page.text_that("terminal-find-count", "back again", |text| text == said).await;

    page.fill(FIELD, "Item").await;
    page.click("terminal-find-match-case").await;
    page.click("terminal-find-whole-word").await;
    page.text_that("terminal-find-count", "the whole word", |text| text.ends_with(" of 5") || text.ends_with(" of 6"))
        .await;
    page.click("terminal-find-regex").await;
    page.fill(FIELD, "^30[0-9]$").await;
    page.text_that("terminal-find-count", "by pattern", |text| text == "1 of 1").await;
    page.fill(FIELD, "(").await;
    page.find_css("[data-testid=terminal-find-search][aria-invalid=true]").await;
    page.fill(FIELD, "nowhere to be seen").await;
    page.text_with("terminal-find-count", "No match").await;

    // Escape empties the field first, and leads back to the program then.
    page.chord(&[key::ESCAPE]).await;
    page.chord(&[key::ESCAPE]).await;
    page.until("no field", "!document.querySelector('[data-testid=terminal-find]')").await;
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
    shell.run("echo back-$((40+2))", "back-42").await;
    window.close().await;
}

async fn a_terminal_is_cleared_and_stays_so(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("seq 500; name=kept", "500").await;
    shell.type_text("echo half-").await;
    shell.until("what is typed", |text| text.trim_end().ends_with("echo half-")).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'K']).await;
    let cleared = shell
        .until("the line of the cursor alone", |text| text.trim().lines().count() == 1 && text.contains("echo half-"))
        .await;
    page.settle().await;
    page.picture("terminal-cleared").await;

    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    let again = Terminal::front(page, "run").await;
    again.until("the same after a reload", |text| text.trim_end() == cleared.trim_end()).await;
    again.run("$name", "half-kept").await;
    window.close().await;
}

async fn save(stage: &Stage, page: &Page, item: &str, file: &Path) {
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'M']).await;
    page.find("terminal-menu").await;
    page.settle().await;
    page.picture("terminal-menu").await;
    page.click(item).await;
    Desktop::of(stage).choose_file("Save File", file).await;
    page.poll("the file", async || file.exists().then_some(())).await;
}

async fn what_was_printed_is_saved(stage: &Stage) {
    let folder = Scratch::new();
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("printf '\\e[1;31mred\\e[0m \\342\\202\\254\\n'", "red €").await;
    shell.run("printf 'working\\rdone   \\n'", "done").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'K']).await;
    shell.until("a cleared terminal", |text| !text.contains("red €")).await;

    let (text, raw) = (folder.join("shell.txt"), folder.join("shell.log"));
    save(stage, page, "menu-terminal-save-text", &text).await;
    let read = std::fs::read_to_string(&text).unwrap();
    assert!(read.contains("\nred €\n") && read.contains("\ndone   \n"), "{read}");
    assert!(!read.contains('\u{1b}') && !read.contains("working\n"), "{read:?}");
    save(stage, page, "menu-terminal-save-raw", &raw).await;
    let bytes = std::fs::read(&raw).unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(holds(b"\x1b[1;31mred\x1b[0m \xe2\x82\xac\r\n") && holds(b"working\rdone   \r\n"));
    assert!(!holds(b"\x1b[3J"), "that it was cleared was not printed");
    page.text_with("toast", "shell.log").await;
    window.close().await;
}
