//! What programs print that leads out of the terminal: links, and texts for the clipboard. Nothing happens unasked.

use quayside_test_support::{Scratch, trials};
use serde_json::{Value, json};

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::open_shell;
use crate::window::{Options, Window, browser_that_writes_down};

trials![Stage;
    a_link_shows_where_it_leads_before_it_is_opened,
    a_program_asks_for_the_clipboard,
];

async fn a_link_shows_where_it_leads_before_it_is_opened(stage: &Stage) {
    stage.clear();
    let folder = Scratch::new();
    let opened = browser_that_writes_down(&folder);
    let options = Options { programs: Some(folder.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    let print = "clear; printf '\\e]8;;https://hidden.test/login\\e\\\\docs\\e]8;;\\e\\\\ https://plain.test/x\\n'";
    shell.run(print, "docs https://plain.test/x").await;
    let (x, y) = shell.place_in_row(0).await;
    page.point_at(x + 8.0, y).await;
    page.until("the hint", "document.querySelector('[data-testid=terminal]').title.includes('hidden.test')").await;
    page.press_here().await;
    page.settle().await;
    page.until("no question", "!document.querySelector('[data-testid=link-question]')").await;
    page.ctrl_press_here().await;
    page.text_with("link-address", "https://hidden.test/login").await;
    page.text_with("link-host", "hidden.test").await;
    page.settle().await;
    page.picture("terminal-link").await;
    page.axe("[data-testid=link-question]").await;
    page.click("link-open").await;
    let given = || std::fs::read_to_string(&opened).unwrap_or_default();
    page.poll("the page to be opened", async || (given() == "https://hidden.test/login\n").then_some(())).await;

    // With the keyboard alone: all that there are, from the menu.
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'M']).await;
    page.click("menu-terminal-links").await;
    page.text_with("link-question", "https://hidden.test/login").await;
    page.settle().await;
    page.picture("terminal-links").await;
    page.chord(&[key::DOWN]).await;
    page.text_with("link-host", "hidden.test").await;
    page.chord(&[key::UP]).await;
    page.text_with("link-host", "plain.test").await;
    page.click("link-copy").await;
    page.poll("the address", async || (page.clipboard().await == "https://plain.test/x").then_some(())).await;

    // Whatever the page asks for: nothing but a web page is opened.
    for address in ["file:///etc/passwd", "javascript:alert(1)", "ssh://a.test/", "https://"] {
        let code = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke('link_open', { address: arguments[0] }).then(done, (error) => done(error.code))";
        let refused = page.client().execute_async(code, vec![json!(address)]).await.unwrap();
        assert_eq!(refused, Value::from("invalidInput"), "{address}");
    }
    assert_eq!(given().lines().count(), 1);
    window.close().await;
}

async fn no_question(page: &Page) {
    page.until("no question", "!document.querySelector('[data-testid=clipboard-question]')").await;
}

async fn a_program_asks_for_the_clipboard(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    // The image has no base64.
    let put = |encoded: &str, mark: u32| format!("printf '\\e]52;c;{encoded}\\a'; echo put-$((40+{mark}))");
    shell.run(&put("Zmlyc3QgdGV4dA==", 1), "put-41").await;
    page.text_with("clipboard-question", "10 characters").await;
    page.settle().await;
    page.picture("terminal-clipboard").await;
    page.axe("[data-testid=clipboard-question]").await;
    page.click("clipboard-deny").await;
    no_question(page).await;
    assert_ne!(page.clipboard().await, "first text");

    // What is allowed is what is shown, whatever the program has wanted since.
    let since = put("c2luY2U=", 2);
    shell.run(&format!("{}; {since}", put("c2Vjb25kIHRleHQ=", 6)), "put-46\nput-42").await;
    page.text_with("clipboard-question", "11 characters").await;
    page.text_with("clipboard-question", "Another text comes next").await;
    page.settle().await;
    page.picture("terminal-clipboard-again").await;
    page.click("clipboard-once").await;
    page.poll("the clipboard", async || (page.clipboard().await == "second text").then_some(())).await;
    page.text_with("clipboard-question", "5 characters").await;
    page.click("clipboard-deny").await;
    no_question(page).await;
    assert_eq!(page.clipboard().await, "second text");

    // What is on it no program learns: an answer would be typed at the prompt.
    shell.run("printf '\\e]52;c;?\\a'; read -t 1 -r answer; echo \"got:$answer\"-$((40+3))", "got:-43").await;

    shell.run(&put("dGhpcmQgdGV4dA==", 4), "put-44").await;
    page.click("clipboard-always").await;
    page.poll("the clipboard", async || (page.clipboard().await == "third text").then_some(())).await;
    shell.run(&put("Zm91cnRoIHRleHQ=", 5), "put-45").await;
    page.poll("the clipboard", async || (page.clipboard().await == "fourth text").then_some(())).await;
    no_question(page).await;

    // A page that is loaded again shows the output again; what was asked in it was answered.
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    shell.shows("put-45").await;
    page.settle().await;
    no_question(page).await;
    window.close().await;
}
