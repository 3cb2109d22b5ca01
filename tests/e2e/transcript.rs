//! What has been printed: found, in the terminal and beyond it, cleared away, saved.

use std::path::Path;

use quayside_test_support::{Scratch, trials};

use crate::desktop::Desktop;
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::{Terminal, open_shell};
use crate::window::{Options, Window};

trials![Stage;
    a_word_is_found_and_marked,
    a_terminal_is_cleared_and_stays_so,
    what_was_printed_is_saved,
    what_has_left_the_terminal_is_found,
    what_was_printed_reads_well_in_dark_french_and_narrow,
];

const FIELD: &str = "terminal-find-search";

/// The field for all that was printed.
const WHOLE: &str = "transcript-search";

/// What is typed has room beside what is said of it.
async fn is_read_whole(page: &Page, field: &str) {
    let whole = format!(
        "(({{ scrollWidth, clientWidth }}) => scrollWidth <= clientWidth)(document.querySelector('[data-testid={field}]'))"
    );
    page.until("what is typed, whole", &whole).await;
}

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
    page.text_with("terminal-find-count", "unclosed group (").await;
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

async fn is_closed(page: &Page) {
    page.until("no transcript", "!document.querySelector('[data-testid=transcript]')").await;
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
}

async fn lists(page: &Page, text: &str) {
    let code = "[...document.querySelectorAll('[data-testid=transcript-text]')].map((line) => line.textContent)";
    page.until(text, &format!("{code}.includes('{text}')")).await;
}

async fn what_has_left_the_terminal_is_found(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("seq 20000 | sed 's/$/ steps of a long build/'; echo end-$((40+2))", "end-42").await;
    let kept = shell.text().await;
    assert!(!kept.contains("\n117 steps of"), "it has to have left the terminal");

    // From the field for the terminal, with what stands in it.
    page.chord(&[key::CONTROL, key::SHIFT, 'F']).await;
    page.fill(FIELD, "^117 steps").await;
    page.click("terminal-find-regex").await;
    page.text_with("terminal-find-count", "No match").await;
    page.click("terminal-find-all").await;
    page.text_that("transcript-count", "the match", |text| text == "1 of 1").await;
    lists(page, "117 steps of a long build").await;
    page.until("the mark", "document.querySelector('[data-testid=transcript-text] mark')?.textContent === '117 steps'")
        .await;
    page.axe("[data-testid=transcript]").await;
    // It is not in the terminal any more: what stands around it is shown.
    page.chord(&[key::DOWN]).await;
    page.until("the keyboard on the lines", "document.activeElement?.dataset.testid === 'transcript-lines'").await;
    page.chord(&[key::ENTER]).await;
    page.text_with("transcript-said", "no longer in the terminal").await;
    lists(page, "116 steps of a long build").await;
    lists(page, "118 steps of a long build").await;
    page.settle().await;
    page.picture("transcript-around").await;
    page.axe("[data-testid=transcript]").await;
    page.chord(&[key::ESCAPE]).await;
    page.text_that("transcript-count", "the matches again", |text| text == "1 of 1").await;
    page.until("nothing else", "document.querySelectorAll('[data-testid=transcript-line]').length === 1").await;

    // Many: along them by keys, and what is still in the terminal is shown there.
    page.fill(WHOLE, "999\\d steps").await;
    page.text_that("transcript-count", "the newest", |text| text == "20 of 20").await;
    page.settle().await;
    page.picture("transcript").await;
    page.chord(&[key::DOWN]).await;
    page.chord(&[key::UP]).await;
    page.text_that("transcript-count", "the one before", |text| text == "19 of 20").await;
    page.chord(&[key::CONTROL, 'c']).await;
    page.poll("the line", async || (page.clipboard().await == "19998 steps of a long build").then_some(())).await;
    page.chord(&[key::ENTER]).await;
    is_closed(page).await;
    page.until("the line selected", "window.__quaysideTerminals.selection().trim() === '19998 steps of a long build'")
        .await;
    page.settle().await;
    page.picture("transcript-shown").await;
    shell.run("echo back-$((40+2))", "back-42").await;

    // Beneath a full-screen program it is not to be seen: that is said.
    shell.type_text("vi\n").await;
    page.poll("vi", async || shell.screen().await.filter(|screen| screen.alternate)).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'S']).await;
    page.fill(WHOLE, "19998 steps").await;
    page.text_that("transcript-count", "the match", |text| text == "1 of 1").await;
    page.click("transcript-show").await;
    page.text_with("transcript-said", "full-screen program").await;
    lists(page, "19997 steps of a long build").await;
    page.click("transcript-back").await;
    page.text_that("transcript-count", "the match again", |text| text == "1 of 1").await;
    page.click("transcript-close").await;
    is_closed(page).await;
    shell.type_text(":q\n").await;
    page.poll("the shell", async || shell.screen().await.filter(|screen| !screen.alternate)).await;

    // What is no expression, what is not there, and everything where nothing is looked for.
    page.chord(&[key::CONTROL, key::SHIFT, 'S']).await;
    page.fill(WHOLE, "(").await;
    page.find_css("[data-testid=transcript-search][aria-invalid=true]").await;
    page.text_with("transcript-count", "unclosed group").await;
    page.fill(WHOLE, "nowhere to be seen").await;
    page.text_with("transcript-empty", "nowhere to be seen").await;
    page.settle().await;
    page.picture("transcript-nothing").await;
    page.chord(&[key::ESCAPE]).await;
    lists(page, "back-42").await;
    page.chord(&[key::ESCAPE]).await;
    is_closed(page).await;

    // More than is kept: its beginning is gone, and that is said.
    let sixty = "yes 'sixty characters that are printed again and again and again'";
    shell
        .run(&format!("{sixty} | head -c 20000000 > /tmp/full; cat /tmp/full; echo; echo full-$((40+2))"), "full-42")
        .await;
    page.chord(&[key::CONTROL, key::SHIFT, 'S']).await;
    page.fill(WHOLE, "steps of a long build").await;
    page.text_with("transcript-empty", "steps of").await;
    page.text_with("transcript-dropped", "no longer kept").await;
    page.fill(WHOLE, "^full-42").await;
    page.text_that("transcript-count", "the last line", |text| text == "1 of 1").await;
    page.settle().await;
    page.picture("transcript-dropped").await;
    window.close().await;
}

async fn what_was_printed_reads_well_in_dark_french_and_narrow(stage: &Stage) {
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("nav-images").await;
    let shell = open_shell(stage, page).await;
    page.client().set_window_size(720, 900).await.unwrap();
    page.settle().await;
    shell.run("seq 300 | sed 's/$/ marches que monte un long chemin, qui va bien plus loin que le bord de la petite fenetre/'; echo fin", "fin").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'F']).await;
    page.fill(FIELD, "marches que monte").await;
    page.text_with("terminal-find-count", " sur ").await;
    is_read_whole(page, FIELD).await;
    page.settle().await;
    page.picture("terminal-find-french").await;
    page.click("terminal-find-regex").await;
    page.fill(FIELD, "marches (que").await;
    page.text_with("terminal-find-count", "groupe\u{a0}( non fermé").await;
    page.picture("terminal-find-pattern-french").await;
    page.axe("[data-testid=terminal-find]").await;
    page.click("terminal-find-all").await;
    page.text_with("transcript-count", "groupe\u{a0}( non fermé, au caractère 9").await;
    page.settle().await;
    page.picture("transcript-pattern-french").await;
    page.click("transcript-regex").await;
    page.fill(WHOLE, "marches que monte").await;
    page.text_with("transcript-count", " sur ").await;
    is_read_whole(page, WHOLE).await;
    page.picture("transcript-find-french").await;
    page.fill(WHOLE, "29").await;
    page.text_with("transcript-count", " sur ").await;
    // The scroll bar beneath long lines covers none.
    let whole = "(() => {
        const list = document.querySelector('[data-testid=transcript-lines]');
        const chosen = list?.querySelector('[aria-selected=true]')?.getBoundingClientRect();
        return chosen && chosen.bottom <= list.getBoundingClientRect().top + list.clientTop + list.clientHeight + 1;
    })()";
    page.until("the whole of the line that was found", whole).await;
    page.settle().await;
    page.picture("fr-dark-narrow-transcript").await;
    page.axe("[data-testid=transcript]").await;
    page.click("transcript-matches-only").await;
    lists(page, "300 marches que monte un long chemin, qui va bien plus loin que le bord de la petite fenetre").await;
    let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(page.script(wider, Vec::new()).await, 0, "the window scrolls sideways");
    window.close().await;
}
