//! `docker run -it centos /bin/bash` from the window, and shells in what runs already.

use quayside_test_support::{docker, trials};

use crate::page::key;
use crate::stage::Stage;
use crate::terminal::{Terminal, only_container, open_shell};
use crate::window::Window;

trials![Stage;
    a_shell_obeys_and_says_how_it_ended,
    a_full_screen_program_has_the_screen,
    a_shell_in_a_running_container_beside_another,
    a_run_that_goes_on_is_asked_about_before_its_tab_goes,
    a_pull_is_asked_about_before_its_tab_goes,
    a_shell_survives_a_reload,
    a_flood_ends_in_its_last_rows_and_is_the_same_after_a_reload,
    text_is_copied_and_pasted,
];

async fn a_shell_obeys_and_says_how_it_ended(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("echo $((6*7))", "42").await;
    // WebDriver has no keys for these letters: they come as a paste.
    shell.paste("echo Grüße, 世界").await;
    shell.run("", "Grüße, 世界").await;
    let before = shell.agrees_on_its_size().await;
    page.find("resize-dock").await.click().await.unwrap();
    for _ in 0..4 {
        page.chord(&[key::UP]).await;
    }
    page.poll("more rows", async || (shell.size().await.0 > before.0).then_some(())).await;
    shell.agrees_on_its_size().await;

    shell.type_text("sleep 100\n").await;
    shell.until("the sleep to begin", |text| text.trim_end().ends_with("sleep 100")).await;
    page.poll("the sleep in the container", async || {
        let commands = "cat /proc/[0-9]*/cmdline | tr '\\0' ' '";
        let run = docker(&stage.world.engine, &["exec", &only_container(stage), "bash", "-c", commands]);
        run.contains("sleep 100").then_some(())
    })
    .await;
    shell.interrupt().await;
    shell.run("echo ended-$?", "ended-130").await;
    // The last line again by the arrow, changed at its end.
    page.chord(&[key::UP]).await;
    page.type_text("x\n").await;
    shell.shows_lines("ended-0x").await;
    shell.type_text("ls / /root/.bashrc; cat /etc/os-release | head -n 2\n").await;
    shell.shows("CentOS Linux").await;
    page.settle().await;
    page.picture("terminal").await;

    shell.type_text("exit 3\n").await;
    shell.exited_with(3).await;
    page.picture("terminal-exited").await;
    let code = docker(&stage.world.engine, &["inspect", "--format", "{{.State.ExitCode}}", &only_container(stage)]);
    assert_eq!(code, "3");
    window.close().await;
}

async fn a_full_screen_program_has_the_screen(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.type_text("vi note.txt\n").await;
    shell.until("vi", |text| text.contains("note.txt") && text.contains("\n~")).await;
    shell.type_text("ihello from vi").await;
    shell.shows("hello from vi").await;
    page.picture("terminal-vi").await;
    page.chord(&[key::ESCAPE]).await;
    // Escape and what follows at once would be one key to vi.
    shell.shows("- note.txt [Modified]").await;
    shell.type_text(":wq\n").await;
    shell.until("the prompt again", |text| !text.contains("\n~")).await;
    shell.run("cat note.txt", "hello from vi").await;
    shell.type_text("top\n").await;
    shell.until("top", |text| text.contains("Mem:") && text.contains("PID")).await;
    page.picture("terminal-top").await;
    shell.type_text("q").await;
    shell.run("echo back", "back").await;
    window.close().await;
}

async fn a_shell_in_a_running_container_beside_another(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("echo one > /tmp/whoami; cat /tmp/whoami", "one").await;
    docker(&stage.world.engine, &["run", "--detach", "--name", "keeper", "centos", "sleep", "1000"]);

    page.click("nav-containers").await;
    page.click_css("[data-testid=container-row][data-name=keeper]").await;
    page.click("container-shell").await;
    let second = Terminal::front(page, "exec").await;
    second.shows("#").await;
    second.run("cat /proc/1/cmdline | tr '\\0' ' '; cat /tmp/whoami || echo two", "two").await;
    let said = second.text().await;
    assert!(said.contains("sleep 1000"), "{said}");
    page.picture("terminal-two-sessions").await;

    // The first was alive all the while.
    page.click_css(&format!("[data-testid=dock-tab][data-session=\"{}\"]", shell.session)).await;
    shell.run("cat /tmp/whoami /etc/centos-release", "one\nCentOS Linux release 8.4.2105").await;
    page.click_css(&format!("[data-testid=dock-tab][data-session=\"{}\"]", second.session)).await;
    second.type_text("exit\n").await;
    second.exited_with(0).await;
    assert_eq!(docker(&stage.world.engine, &["ps", "--quiet"]).lines().count(), 2, "exec ends, its container runs on");
    window.close().await;
}

async fn a_run_that_goes_on_is_asked_about_before_its_tab_goes(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let running = || docker(&stage.world.engine, &["ps", "--quiet", "--no-trunc"]);
    let first = open_shell(stage, page).await;
    first.run("echo first-$((40+2))", "first-42").await;
    let left = only_container(stage);
    page.click("dock-tab-close").await;
    page.text_with("close-session-keys", "Ctrl+P Ctrl+Q").await;
    page.settle().await;
    page.picture("close-run").await;
    page.axe("[data-testid=close-session-dialog]").await;
    page.click("close-session-cancel").await;
    page.until("no question", "!document.querySelector('[data-testid=close-session-dialog]')").await;
    page.until("the keyboard in the terminal", "document.activeElement?.closest('.xterm')").await;
    first.run("echo still-$((40+3))", "still-43").await;

    page.click("dock-tab-close").await;
    page.click("close-session-leave").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    assert_eq!(running(), left);

    let second = open_shell(stage, page).await;
    // Bash would take no notice of the signal, and the engine wait before it kills.
    let ends = "exec sh -c 'trap \"exit 0\" TERM; echo second-$((40+4)); while :; do sleep 0.1; done'";
    second.run(ends, "second-44").await;
    assert_eq!(running().lines().count(), 2);
    page.click("dock-tab-close").await;
    page.click("close-session-stop").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    assert_eq!(running(), left);
    window.close().await;
}

async fn a_pull_is_asked_about_before_its_tab_goes(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    // Ten megabytes that would take minutes.
    stage.world.mirror.throttle(Some(64 * 1024));
    page.click("nav-images").await;
    page.chord(&[key::CONTROL, key::ENTER]).await;
    page.find_css("[data-testid=dock-tab][data-phase=pulling]").await;
    let close = async || {
        page.click("dock-tab-close").await;
        page.text_with("close-session-dialog", "hello-world is still being pulled").await;
    };
    close().await;
    page.settle().await;
    page.picture("close-pull").await;
    page.axe("[data-testid=close-session-dialog]").await;
    page.click("close-session-cancel").await;
    page.until("no question", "!document.querySelector('[data-testid=close-session-dialog]')").await;
    page.find_css("[data-testid=dock-tab][data-phase=pulling]").await;

    close().await;
    page.click("close-session-pull").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    stage.world.mirror.throttle(None);
    assert_eq!(docker(&stage.world.engine, &["images", "-q"]), "");
    assert_eq!(docker(&stage.world.engine, &["ps", "-aq"]), "");
    window.close().await;
}

async fn a_shell_survives_a_reload(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("echo before-$((40+2)); name=kept", "before-42").await;
    let screen = shell.text().await;
    let errors = page.errors().await;
    assert!(errors.is_empty(), "{errors:?}");

    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    let again = Terminal::front(page, "run").await;
    assert_eq!(again.session, shell.session);
    again.until("the screen as it was", |text| text.trim_end() == screen.trim_end()).await;
    again.run("echo $name-$((1+1))", "kept-2").await;
    page.picture("terminal-after-reload").await;
    window.close().await;
}

/// Counts the pictures of the terminal in front from here on, and those without a letter: once for each frame that changed it,
/// in a task behind that, for between two frames xterm.js may have cleared rows that it draws anew in the next. And the runs
/// that got another text in the element that they had.
const WATCH_PICTURES: &str = "
const rows = document.querySelector('[data-testid=terminal] .xterm-rows');
const pictures = (window.__pictures = { all: 0, empty: 0, kept: 0 });
let changed = false;
const painted = new MessageChannel();
painted.port1.onmessage = () => {
  if (!changed) return;
  changed = false;
  pictures.all += 1;
  if (rows.textContent.replaceAll('\u{a0}', ' ').trim() === '') pictures.empty += 1;
};
const frame = () => {
  requestAnimationFrame(frame);
  painted.port2.postMessage(null);
};
requestAnimationFrame(frame);
new MutationObserver((changes) => {
  changed = true;
  pictures.kept += changes.filter(({ type }) => type === 'characterData').length;
}).observe(rows, { subtree: true, childList: true, characterData: true });";

async fn a_flood_ends_in_its_last_rows_and_is_the_same_after_a_reload(stage: &Stage) {
    const LINES: usize = 2_000_000;
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    page.script(WATCH_PICTURES, Vec::new()).await;
    // The colour that is in force before what is passed over is in force behind it.
    shell.type_text(&format!("printf '\\e[32m'; seq {LINES}; echo \"en\"d\n")).await;
    shell.shows_lines(&format!("{LINES}\nend")).await;
    page.picture("terminal-after-flood").await;
    // The screen is seen first, and then what is above it comes.
    let is_whole = |text: &str| {
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.iter().rposition(|line| line.trim_end() == LINES.to_string());
        last.is_some_and(|last| {
            let follows = |(back, line): (usize, &&str)| line.trim_end() == (LINES - back).to_string();
            last > 4_900 && lines[..=last].iter().rev().enumerate().all(follows)
        })
    };
    let text = shell.until("all rows that are kept, one after the other", is_whole).await;
    let pictures = page.script("return window.__pictures", Vec::new()).await;
    assert!(pictures["all"].as_u64() > Some(5) && pictures["empty"] == 0, "it does not blink: {pictures}");
    assert!(pictures["kept"].as_u64() > Some(50), "rows that look alike keep their elements: {pictures}");

    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    let again = Terminal::front(page, "run").await;
    again.until("the same rows", |now| now == text).await;
    page.settle().await;
    page.picture("terminal-after-flood-and-reload").await;
    again.run("echo after-$((40+2))", "after-42").await;
    window.close().await;
}

async fn text_is_copied_and_pasted(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    shell.run("echo pasted > /tmp/p; clear; cat /tmp/p", "pasted").await;
    // A double click selects a word; the line that says "pasted" is the first after the screen was cleared.
    let (x, y) = shell.place_in_row(0).await;
    page.double_click_at(x, y).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'C']).await;
    shell.type_text("echo got-").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'V']).await;
    page.type_text("\n").await;
    shell.shows_lines("got-pasted").await;
    window.close().await;
}
