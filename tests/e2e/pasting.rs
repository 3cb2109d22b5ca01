//! What is pasted into a terminal, by every way there is, and what a person is asked about before.

use quayside_test_support::{Scratch, trials};
use serde_json::json;

use crate::desktop::Desktop;
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::{Terminal, open_shell};
use crate::window::{Options, Window};

trials![Stage;
    many_lines_are_asked_about_unless_the_program_knows_a_paste,
    what_would_press_keys_is_left_out,
    the_middle_button_pastes_what_is_selected,
    the_context_menu_pastes_and_copies_all_that_there_is,
    what_a_person_chose_about_terminals_is_remembered,
    a_screen_reader_has_the_rows_where_that_was_chosen,
];

/// Puts a text on the system's clipboard, as another program would.
pub async fn put_on_clipboard(page: &Page, text: &str) {
    let code = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke('clipboard_write', { text: arguments[0] }).then(() => done(''), done)";
    let refused = page.client().execute_async(code, vec![json!(text)]).await.unwrap();
    assert_eq!(refused, json!(""));
}

async fn answered(page: &Page, answer: &str) {
    page.click(answer).await;
    page.until("no question", "!document.querySelector('[data-testid=paste-question]')").await;
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
}

async fn paste_key(page: &Page) {
    page.chord(&[key::CONTROL, key::SHIFT, 'V']).await;
}

/// `cat` takes what is typed line by line, and knows nothing of pastes.
async fn open_cat<'a>(stage: &Stage, page: &'a Page) -> Terminal<'a> {
    let shell = open_shell(stage, page).await;
    // A shell that knows pastes says so with its prompt, and takes it back before it runs something.
    shell.run("printf '\\e[?2004lready\\n'; cat", "ready").await;
    shell
}

async fn many_lines_are_asked_about_unless_the_program_knows_a_paste(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_cat(stage, page).await;
    put_on_clipboard(page, "one\n  two\nthree").await;
    paste_key(page).await;
    page.text_with("paste-text", "three").await;
    page.settle().await;
    page.picture("paste-question").await;
    page.axe("[data-testid=paste-question]").await;
    answered(page, "paste-cancel").await;

    paste_key(page).await;
    answered(page, "paste-one-line").await;
    shell.run("", "one two three\none two three").await;
    paste_key(page).await;
    answered(page, "paste-whole").await;
    // As it is typed, and as cat says it line by line.
    shell.until("both lines twice", |text| text.matches("  two").count() == 2).await;
    shell.type_text("\n").await;
    shell.until("the last line", |text| text.lines().any(|line| line.trim_end() == "three")).await;

    // One line is nothing to ask about.
    put_on_clipboard(page, "single").await;
    page.chord(&[key::SHIFT, key::INSERT]).await;
    shell.run("", "single\nsingle").await;
    shell.interrupt().await;
    // What is typed before the program has gone goes with it.
    shell.until("the prompt", |text| text.trim_end().ends_with("]#")).await;

    // A program that asked for brackets is given them, and every byte between.
    shell.run("printf '\\e[?2004hknows\\n'; cat -v", "knows").await;
    put_on_clipboard(page, "four\nfive").await;
    paste_key(page).await;
    shell.run("", "^[[200~four").await;
    shell.shows_lines("five^[[201~").await;
    window.close().await;
}

async fn what_would_press_keys_is_left_out(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_cat(stage, page).await;
    put_on_clipboard(page, "safe\u{1b}[201~\u{3} text").await;
    paste_key(page).await;
    page.text_with("paste-dropped", "2").await;
    answered(page, "paste-whole").await;
    shell.run("", "safe text\nsafe text").await;
    window.close().await;
}

async fn the_middle_button_pastes_what_is_selected(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("clear; echo marked", "marked").await;
    put_on_clipboard(page, "from-the-clipboard").await;
    // The first row says it: a double click selects the word.
    let (x, y) = shell.place_in_row(0).await;
    page.double_click_at(x, y).await;
    page.until("a selection", "window.__quaysideTerminals.selection() === 'marked'").await;
    shell.type_text("echo got-").await;
    page.middle_click_at(x + 200.0, y + 40.0).await;
    shell.shows("got-marked").await;
    shell.run("", "got-marked").await;

    // Who does not want it has it not, nor what the web view would paste of its own accord.
    page.click("nav-settings").await;
    page.click("middle-click-pastes").await;
    shell.type_text("echo none-").await;
    page.middle_click_at(x + 200.0, y + 40.0).await;
    page.settle().await;
    shell.run("", "none-").await;

    // What is selected is copied where that was chosen.
    page.click("copy-on-select").await;
    shell.run("clear; echo chosen", "chosen").await;
    page.double_click_at(x, y).await;
    page.poll("the clipboard", async || (page.clipboard().await == "chosen").then_some(())).await;
    page.click("ctrl-v-pastes").await;
    shell.type_text("echo again-").await;
    page.chord(&[key::CONTROL, 'v']).await;
    shell.shows("again-chosen").await;
    shell.run("", "again-chosen").await;
    window.close().await;
}

async fn the_context_menu_pastes_and_copies_all_that_there_is(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("clear; echo first", "first").await;
    let at = shell.place_in_row(0).await;
    let menu = async |item: &str| {
        Desktop::of(stage).press(at, 3);
        page.find("terminal-menu").await;
        page.click(item).await;
        page.until("no menu", "!document.querySelector('[data-testid=terminal-menu]')").await;
    };
    put_on_clipboard(page, "echo pasted-$((40+2))").await;
    menu("menu-terminal-paste").await;
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
    shell.shows("echo pasted-$((40+2))").await;
    shell.run("", "pasted-42").await;
    // Many lines are asked about here as well.
    shell.run("printf '\\e[?2004lready\\n'; cat", "ready").await;
    put_on_clipboard(page, "one\ntwo").await;
    menu("menu-terminal-paste").await;
    page.text_with("paste-text", "two").await;
    answered(page, "paste-cancel").await;
    shell.interrupt().await;
    shell.until("the prompt", |text| text.trim_end().ends_with("]#")).await;

    // More than the screen has: what has scrolled away is part of all.
    shell.run("clear; seq 200; printf '\\344\\270\\226\\347\\225\\214\\n'; echo la\"st\"", "last").await;
    let text = shell.until("the prompt", |text| text.trim_end().ends_with("]#")).await;
    let is_all = |copied: &str| {
        let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        lines(copied) == lines(&text)
    };
    menu("menu-terminal-select-all").await;
    page.until("a selection", "window.__quaysideTerminals.selection().includes('last')").await;
    menu("menu-terminal-copy").await;
    page.poll("all of it on the clipboard", async || is_all(&page.clipboard().await).then_some(())).await;
    assert!(text.lines().any(|line| line.trim_end() == "1") && text.contains("世界"), "{text}");

    // The same by keys.
    put_on_clipboard(page, "nothing").await;
    shell.focus().await;
    page.chord(&[key::CONTROL, key::SHIFT, 'A']).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'C']).await;
    page.poll("all of it on the clipboard", async || is_all(&page.clipboard().await).then_some(())).await;
    window.close().await;
}

async fn what_a_person_chose_about_terminals_is_remembered(stage: &Stage) {
    stage.clear();
    let home = Scratch::new();
    let options = || Options { home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    let before = shell.agrees_on_its_size().await;
    let scrollback = "window.__quaysideTerminals.options().scrollback";
    page.click("nav-settings").await;
    page.click("terminal-font").await;
    page.fill("terminal-font-find", "DejaVu Sans Mono").await;
    let offered =
        "[...document.querySelectorAll('[data-testid=terminal-font-choice]')].map((one) => one.dataset.choice)";
    page.until("the font of this machine", &format!("{offered}.includes('DejaVu Sans Mono')")).await;
    page.settle().await;
    page.picture("settings-terminal-fonts").await;
    page.axe("[data-testid=terminal-fonts]").await;
    page.chord(&[key::ENTER]).await;
    let font = "window.__quaysideTerminals.options().fontFamily.startsWith('\"DejaVu Sans Mono\"')";
    page.until("the font of the open terminal", font).await;
    // Its characters are less high, and the program is told.
    page.poll("more rows", async || (shell.size().await.0 > before.0).then_some(())).await;
    shell.agrees_on_its_size().await;
    page.settle().await;
    page.picture("settings-terminal-font").await;
    page.click("line-140").await;
    page.click("cursor-bar").await;
    page.click("cursor-blink").await;
    page.click("scrollback-1000").await;
    page.click("bell-none").await;
    page.click("paste-question-0").await;
    page.settle().await;
    page.picture("settings-terminal").await;
    page.axe("[data-testid=terminal-settings]").await;
    let look =
        "(({ lineHeight, cursorStyle, cursorBlink }) => lineHeight === 1.4 && cursorStyle === 'bar' && cursorBlink)";
    page.until("the look of the open terminal", &format!("{look}(window.__quaysideTerminals.options())")).await;
    // Fewer rows have room, and the program is told.
    page.poll("fewer rows", async || (shell.size().await.0 < before.0).then_some(())).await;
    shell.agrees_on_its_size().await;
    page.until("the scrollback as it was", &format!("{scrollback} === 5000")).await;
    // By keys in the terminal.
    let size = "window.__quaysideTerminals.options().fontSize";
    page.until("the usual size", &format!("{size} === 13")).await;
    shell.focus().await;
    for (key, now) in [('=', 14), ('=', 15), ('=', 16), ('-', 15)] {
        page.chord(&[key::CONTROL, key]).await;
        page.until("the next size", &format!("{size} === {now}")).await;
    }
    page.poll("the settings to be written", async || {
        let settings = home.join("config/dev.quayside.Quayside/settings.json");
        std::fs::read_to_string(settings)
            .is_ok_and(|text| {
                text.contains("\"terminalPasteQuestion\": 0")
                    && text.contains("\"terminalFontSize\": 15")
                    && text.contains("\"terminalBell\": \"none\"")
                    && text.contains("\"terminalFont\": \"DejaVu Sans Mono\"")
            })
            .then_some(())
    })
    .await;
    window.close().await;

    stage.clear();
    let window = Window::open_with(stage, options()).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    page.until("the look again", &format!("{look}(window.__quaysideTerminals.options())")).await;
    page.until("the font again", font).await;
    page.until("the size again", &format!("{size} === 15")).await;
    page.until("the scrollback chosen", &format!("{scrollback} === 1000")).await;
    // The shell has passed over what is above, and a page that comes later shows the same.
    shell.type_text("seq 200000; echo \"en\"d\n").await;
    let text = shell.shows_lines("200000\nend").await;
    assert!(text.lines().count() < 1100, "{}", text.lines().count());
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    Terminal::front(page, "run").await.until("the same rows", |now| now == text).await;
    page.click("nav-settings").await;
    page.find_css("[data-testid=bell-none][aria-checked=true]").await;
    window.close().await;
}

async fn a_screen_reader_has_the_rows_where_that_was_chosen(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("echo read-$((40+2))", "read-42").await;
    let rows =
        "[...document.querySelectorAll('.xterm-accessibility-tree [role=listitem]')].map((row) => row.textContent)";
    page.until("no rows", &format!("{rows}.length === 0")).await;
    page.click("nav-settings").await;
    page.click("screen-reader").await;
    page.until("the rows", &format!("{rows}.some((text) => text.trim() === 'read-42')")).await;
    shell.run("echo also-$((40+3))", "also-43").await;
    page.until("the new row", &format!("{rows}.some((text) => text.trim() === 'also-43')")).await;
    // Of a text that grows WebKitGTK tells nothing: an element has to come.
    let said = "[...document.querySelectorAll('.xterm-accessibility [aria-live=assertive]')]
        .map((region) => [...region.children].some(({ textContent }) => textContent.includes('also-43')))";
    page.until("it to be said once", &format!("{said}.join() === 'true'")).await;
    page.axe("[data-testid=dock]").await;
    page.click("screen-reader").await;
    page.until("no rows again", &format!("{rows}.length === 0")).await;
    window.close().await;
}
