//! The tabs of the dock and the terminals that are shown together: renamed, moved, split, and the same after a reload.

use quayside_test_support::{docker, trials};
use serde_json::json;

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::{Terminal, only_container, open_shell};
use crate::window::{Options, Window};

trials![Stage;
    tabs_are_renamed_and_moved_and_stay_so,
    two_terminals_stand_side_by_side,
    many_tabs_of_one_name_are_told_apart_and_listed,
    the_keys_lead_around_terminals_and_to_the_lines_beneath_them,
    terminals_that_stand_together_read_well_in_dark_french_and_narrow,
];

/// The titles of the tabs, from left to right.
async fn tabs(page: &Page) -> Vec<String> {
    let code = "return [...document.querySelectorAll('[data-testid=dock-tab] .title')].map((e) => e.textContent)";
    serde_json::from_value(page.script(code, Vec::new()).await).unwrap()
}

async fn tabs_are(page: &Page, wanted: &[&str]) {
    page.poll(&format!("tabs {wanted:?}"), async || (tabs(page).await == wanted).then_some(())).await;
}

/// The sessions that are in sight, from left to right or from above, and the one in front.
async fn panes(page: &Page) -> (Vec<u64>, u64) {
    let code = "const all = [...document.querySelectorAll('[data-testid=dock-pane]')];
        return [all.map((e) => Number(e.dataset.session)),
            Number(document.querySelector('[data-testid=dock-tab][aria-selected=true]')?.dataset.session ?? 0)]";
    serde_json::from_value(page.script(code, Vec::new()).await).unwrap()
}

async fn panes_are(page: &Page, wanted: &[&Terminal<'_>], front: &Terminal<'_>) {
    let number = |terminal: &Terminal| terminal.session.as_u64().unwrap();
    let wanted: (Vec<u64>, u64) = (wanted.iter().map(|terminal| number(terminal)).collect(), number(front));
    page.poll(&format!("panes {wanted:?}"), async || (panes(page).await == wanted).then_some(())).await;
}

async fn keyboard_is_in(page: &Page, terminal: &Terminal<'_>) {
    let session = &terminal.session;
    let there = format!(
        "document.activeElement?.closest('[data-testid=dock-pane]')?.dataset.session === '{session}' \
                         && document.activeElement.closest('.xterm')"
    );
    page.until("the keyboard in the pane", &there).await;
}

async fn reload(page: &Page) {
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
}

async fn tabs_are_renamed_and_moved_and_stay_so(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'E']).await;
    let second = Terminal::front(page, "exec").await;
    second.shows("#").await;
    page.click_css(&format!("[data-testid=dock-pane][data-session='{}'] [data-testid=pane-alone]", second.session))
        .await;
    page.until("one pane", "document.querySelectorAll('[data-testid=dock-pane]').length === 1").await;

    // With the keyboard: out of the terminal, and F2.
    page.chord(&[key::CONTROL, key::SHIFT, key::ESCAPE]).await;
    page.until("the tab to have the focus", "document.activeElement?.dataset.testid === 'dock-tab'").await;
    page.chord(&[key::F2]).await;
    page.until("the field", "document.activeElement?.dataset.testid === 'dock-tab-name'").await;
    page.settle().await;
    page.picture("dock-tab-rename").await;
    page.type_text("watcher\n").await;
    page.until("the tab again", "document.activeElement?.textContent.includes('watcher')").await;
    page.chord(&[key::CONTROL, key::SHIFT, key::PAGE_UP]).await;
    tabs_are(page, &["watcher", "centos"]).await;
    page.until("the tab to keep the focus", "document.activeElement?.textContent.includes('watcher')").await;

    // From the menu of the other, by the pointer.
    let other = format!("[data-testid=dock-tab][data-session=\"{}\"]", shell.session);
    let (x, y) = page.middle_of(&other).await;
    page.double_click_at(x, y).await;
    page.until("the field", "document.activeElement?.dataset.testid === 'dock-tab-name'").await;
    page.type_text("build\n").await;
    tabs_are(page, &["watcher", "build"]).await;
    // Dragged to the left of its neighbour.
    page.drag_from(page.middle_of(&other).await, (-220.0, 0.0)).await;
    tabs_are(page, &["build", "watcher"]).await;
    page.axe("[data-testid=dock]").await;

    reload(page).await;
    tabs_are(page, &["build", "watcher"]).await;
    // An empty name gives a tab its own back.
    page.click_css(&other).await;
    page.chord(&[key::CONTROL, key::SHIFT, key::ESCAPE]).await;
    page.until("the tab to have the focus", "document.activeElement?.dataset.testid === 'dock-tab'").await;
    page.chord(&[key::F2]).await;
    page.until("the field", "document.activeElement?.dataset.testid === 'dock-tab-name'").await;
    page.chord(&[key::DELETE]).await;
    page.chord(&[key::ENTER]).await;
    tabs_are(page, &["centos", "watcher"]).await;
    window.close().await;
}

async fn two_terminals_stand_side_by_side(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    let (rows, columns) = shell.agrees_on_its_size().await;
    page.chord(&[key::CONTROL, key::SHIFT, 'E']).await;
    let second = Terminal::front(page, "exec").await;
    panes_are(page, &[&shell, &second], &second).await;
    keyboard_is_in(page, &second).await;
    // It is made as wide as the one before was, and told its half afterwards.
    page.poll("half of it", async || (second.size().await.1 < columns * 6 / 10).then_some(())).await;
    let half = second.agrees_on_its_size().await;
    assert!(half.1 < columns * 6 / 10 && half.1 > columns * 4 / 10 && half.0 < rows, "{half:?} of {rows} {columns}");
    page.poll("the other to be narrower", async || (shell.size().await.1 < columns).then_some(())).await;
    shell.agrees_on_its_size().await;
    panes_are(page, &[&shell, &second], &shell).await;
    page.settle().await;
    page.picture("dock-panes").await;
    page.axe("[data-testid=dock]").await;

    // From one to the other and back, and no further.
    page.chord(&[key::CONTROL, key::SHIFT, key::RIGHT]).await;
    keyboard_is_in(page, &second).await;
    page.chord(&[key::CONTROL, key::SHIFT, key::LEFT]).await;
    keyboard_is_in(page, &shell).await;

    // The line between them, by its keys.
    page.script("document.querySelector('[data-testid=pane-line]').focus()", Vec::new()).await;
    page.chord(&[key::RIGHT]).await;
    page.poll("a smaller pane", async || (second.size().await.1 < half.1).then_some(())).await;
    let small = second.agrees_on_its_size().await;
    shell.run("kept=here; echo set-$((40+2))", "set-42").await;

    reload(page).await;
    panes_are(page, &[&shell, &second], &shell).await;
    page.poll("the sizes as they were", async || (second.size().await == small).then_some(())).await;
    shell.run("echo $kept-$((1+1))", "here-2").await;
    second.agrees_on_its_size().await;

    // A full-screen program in one of them is told its size too.
    second.type_text("top\n").await;
    second.until("top", |text| text.contains("Mem:") && text.contains("PID")).await;
    page.chord(&[key::CONTROL, key::SHIFT, key::LEFT]).await;
    keyboard_is_in(page, &shell).await;
    second.type_text("q").await;
    second.run("echo back-$((40+2))", "back-42").await;

    // A third beneath turns them all; ended, it gives its room back.
    page.chord(&[key::CONTROL, key::SHIFT, 'O']).await;
    page.poll("three panes", async || (panes(page).await.0.len() == 3).then_some(())).await;
    let front = "Number(document.querySelector('[data-testid=dock-tab][aria-selected=true]')?.dataset.session)";
    page.until("the third in front", &format!("![{}, {}].includes({front})", shell.session, second.session)).await;
    let third = Terminal::front(page, "exec").await;
    page.poll("its whole width", async || (third.size().await.1 > columns * 9 / 10).then_some(())).await;
    third.agrees_on_its_size().await;
    page.settle().await;
    page.picture("dock-panes-three").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'W']).await;
    page.click("close-session-end").await;
    page.poll("two panes", async || (panes(page).await.0.len() == 2).then_some(())).await;

    // By itself, and together again from the menu of its tab.
    page.click_css(&format!("[data-testid=dock-pane][data-session='{}'] [data-testid=pane-alone]", second.session))
        .await;
    page.poll("one pane", async || (panes(page).await.0.len() == 1).then_some(())).await;
    page.click_css(&format!("[data-testid=dock-tab][data-session='{}']", shell.session)).await;
    panes_are(page, &[&shell], &shell).await;
    page.poll("all the room again", async || (shell.size().await == (rows, columns)).then_some(())).await;
    shell.agrees_on_its_size().await;
    let code = "document.querySelector(arguments[0]).dispatchEvent(
        new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 300, clientY: 300 }))";
    let tab = format!("[data-testid=dock-tab][data-session='{}']", second.session);
    page.script(code, vec![json!(tab)]).await;
    page.find("dock-tab-menu").await;
    page.settle().await;
    page.picture("dock-tab-menu").await;
    page.click("menu-tab-row").await;
    panes_are(page, &[&shell, &second], &second).await;
    keyboard_is_in(page, &second).await;
    second.agrees_on_its_size().await;
    window.close().await;
}

/// Shells of one container, one after the other.
async fn open_shells(page: &Page, name: &str, count: usize) {
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={name}]")).await;
    for _ in 0..count {
        let before = tabs(page).await.len();
        page.click("container-shell").await;
        page.poll("another tab", async || (tabs(page).await.len() == before + 1).then_some(())).await;
        Terminal::front(page, "exec").await.shows("#").await;
    }
}

/// The tab in front, once it is this one and can be seen whole.
async fn in_front_and_in_sight(page: &Page, title: &str) {
    let there = format!(
        "(() => {{
            const tab = document.querySelector('[data-testid=dock-tab][aria-selected=true]');
            if (tab?.querySelector('.title').textContent !== '{title}') return false;
            const [inner, outer] = [tab.parentElement, tab.closest('[role=tablist]')].map((e) => e.getBoundingClientRect());
            return inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
        }})()"
    );
    page.until(&format!("{title} in sight"), &there).await;
}

/// What the list of all tabs says, from above.
async fn listed(page: &Page) -> Vec<String> {
    page.find("dock-tab-list").await;
    let code =
        "return [...document.querySelectorAll('[data-testid=dock-tab-listed] .menu-label')].map((e) => e.textContent)";
    serde_json::from_value(page.script(code, Vec::new()).await).unwrap()
}

const AT: &str = "document.activeElement?.querySelector('.menu-label')?.textContent";

async fn many_tabs_of_one_name_are_told_apart_and_listed(stage: &Stage) {
    const SHELLS: usize = 12;
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    docker(&stage.world.engine, &["run", "--detach", "--name", "web", "busybox", "sleep", "1000"]);
    open_shells(page, "web", SHELLS).await;
    let nth = |number: usize| match number {
        1 => "web · /bin/ash".to_owned(),
        _ => format!("web {number} · /bin/ash"),
    };
    let mut wanted: Vec<String> = (1..=SHELLS).map(nth).collect();
    assert_eq!(tabs(page).await, wanted);
    in_front_and_in_sight(page, &nth(SHELLS)).await;

    // By the keyboard: the list begins at the one in front, and leads to one out of sight.
    page.chord(&[key::CONTROL, key::SHIFT, 'L']).await;
    assert_eq!(listed(page).await, wanted);
    page.until("the list at the tab in front", &format!("{AT} === '{}'", nth(SHELLS))).await;
    page.settle().await;
    page.picture("dock-tab-list").await;
    page.axe("[data-testid=dock-tab-list]").await;
    page.chord(&[key::HOME]).await;
    page.chord(&[key::DOWN]).await;
    page.until("the second", &format!("{AT} === '{}'", nth(2))).await;
    page.chord(&[key::ENTER]).await;
    in_front_and_in_sight(page, &nth(2)).await;
    let second = Terminal::front(page, "exec").await;
    keyboard_is_in(page, &second).await;
    second.run("echo here-$((40+2))", "here-42").await;
    // Closed without a choice, it gives the keyboard back.
    page.chord(&[key::CONTROL, key::SHIFT, 'L']).await;
    page.find("dock-tab-list").await;
    page.chord(&[key::ESCAPE]).await;
    page.until("no list", "!document.querySelector('[data-testid=dock-tab-list]')").await;
    keyboard_is_in(page, &second).await;

    // By the pointer, to another; one that has ended says so. The button that opens it closes it.
    second.type_text("exit 3\n").await;
    second.exited_with(3).await;
    page.click("dock-tabs-all").await;
    page.find("dock-tab-list").await;
    page.click("dock-tabs-all").await;
    page.until("no list", "!document.querySelector('[data-testid=dock-tab-list]')").await;
    page.click("dock-tabs-all").await;
    let state = "document.querySelectorAll('[data-testid=dock-tab-listed]')[1].textContent.includes('exit 3')";
    page.until("how the second has ended", state).await;
    page.click_css("[data-testid=dock-tab-listed]:last-of-type").await;
    in_front_and_in_sight(page, &nth(SHELLS)).await;

    // The number of one that is closed is taken by the next that is opened.
    let third = page.script("return document.querySelectorAll('[data-testid=dock-tab]')[2].click()", Vec::new()).await;
    assert!(third.is_null());
    in_front_and_in_sight(page, &nth(3)).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'W']).await;
    page.text_with("close-session-dialog", &format!("Close {}?", nth(3))).await;
    page.settle().await;
    page.picture("close-shell-of-many").await;
    page.click("close-session-end").await;
    wanted.remove(2);
    page.poll("one tab less", async || (tabs(page).await == wanted).then_some(())).await;
    // The question had the keyboard.
    page.until("the keyboard on the tabs", "document.activeElement?.closest('[data-testid=dock-tab]')").await;
    open_shells(page, "web", 1).await;
    wanted.push(nth(3));
    assert_eq!(tabs(page).await, wanted);

    reload(page).await;
    page.poll("the same names", async || (tabs(page).await == wanted).then_some(())).await;
    in_front_and_in_sight(page, &nth(3)).await;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("nav-containers").await;
    page.click("dock-tabs-all").await;
    assert_eq!(listed(page).await, wanted);
    page.settle().await;
    page.picture("dark-dock-tab-list").await;
    window.close().await;
}

/// Something else than a terminal, in a pane.
async fn keyboard_is_at(page: &Page, pane: &Terminal<'_>, id: &str) {
    let there = format!(
        "document.activeElement?.dataset.testid === '{id}' && \
         document.activeElement.closest('[data-testid=dock-pane]')?.dataset.session === '{}'",
        pane.session
    );
    page.until(&format!("the keyboard at {id}"), &there).await;
}

async fn the_keys_lead_around_terminals_and_to_the_lines_beneath_them(stage: &Stage) {
    const ON: &[char] = &[key::CONTROL, key::TAB];
    const BACK: &[char] = &[key::CONTROL, key::SHIFT, key::TAB];
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'E']).await;
    let second = Terminal::front(page, "exec").await;
    panes_are(page, &[&shell, &second], &second).await;
    second.shows("#").await;
    keyboard_is_in(page, &second).await;

    // To the head above it, over the line between the two, and into the other.
    page.chord(BACK).await;
    keyboard_is_at(page, &second, "pane-alone").await;
    page.settle().await;
    page.picture("dock-panes-head-focused").await;
    page.chord(BACK).await;
    keyboard_is_at(page, &second, "pane-line").await;
    page.chord(BACK).await;
    keyboard_is_in(page, &shell).await;
    page.chord(ON).await;
    keyboard_is_at(page, &second, "pane-line").await;
    // Tab alone goes on from there, into the next terminal, where it is the program's.
    page.chord(&[key::TAB]).await;
    keyboard_is_at(page, &second, "pane-alone").await;
    page.chord(&[key::TAB]).await;
    keyboard_is_in(page, &second).await;
    page.chord(&[key::TAB]).await;
    keyboard_is_in(page, &second).await;
    second.run("echo typed-$((1+1))", "typed-2").await;

    // The line beneath one whose container has stopped, without a pointer: started and joined again.
    docker(&stage.world.engine, &["kill", &only_container(stage)]);
    page.find("session-lost").await;
    // The run, which would be joined again where it were started at once.
    page.find("session-exit").await;
    keyboard_is_in(page, &second).await;
    page.chord(ON).await;
    keyboard_is_at(page, &second, "reconnect-by-itself").await;
    page.chord(&[key::TAB]).await;
    keyboard_is_at(page, &second, "session-reconnect").await;
    page.settle().await;
    page.picture("lost-line-focused").await;
    page.chord(&[key::ENTER]).await;
    page.until("no loss", "!document.querySelector('[data-testid=session-lost]')").await;
    keyboard_is_in(page, &second).await;
    second.run("echo joined-$((2+2))", "joined-4").await;

    // The first has ended: its line is reached in the same way, and the menu offers it.
    page.chord(&[key::CONTROL, key::SHIFT, key::LEFT]).await;
    keyboard_is_in(page, &shell).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'M']).await;
    page.find("terminal-menu").await;
    page.settle().await;
    page.picture("terminal-menu-ended").await;
    page.click("menu-terminal-next").await;
    keyboard_is_at(page, &shell, "run-again").await;
    // From there as from a terminal.
    page.chord(&[key::CONTROL, key::SHIFT, key::ESCAPE]).await;
    page.until("the tab to have the focus", "document.activeElement?.dataset.testid === 'dock-tab'").await;
    page.axe("[data-testid=dock]").await;
    window.close().await;
}

async fn terminals_that_stand_together_read_well_in_dark_french_and_narrow(stage: &Stage) {
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("nav-images").await;
    let shell = open_shell(stage, page).await;
    page.client().set_window_size(720, 900).await.unwrap();
    page.settle().await;
    shell.type_text("echo premier\n").await;
    page.chord(&[key::CONTROL, key::SHIFT, 'E']).await;
    let second = Terminal::front(page, "exec").await;
    second.agrees_on_its_size().await;
    page.chord(&[key::CONTROL, key::SHIFT, 'F']).await;
    page.fill("terminal-find-search", "stty").await;
    page.text_with("terminal-find-count", " sur ").await;
    page.settle().await;
    page.picture("fr-dark-narrow-panes").await;
    page.axe("[data-testid=dock]").await;
    page.chord(&[key::ESCAPE]).await;
    page.chord(&[key::ESCAPE]).await;
    keyboard_is_in(page, &second).await;
    page.chord(&[key::CONTROL, key::SHIFT, 'M']).await;
    page.text_with("menu-terminal-detach", "Ctrl+P Ctrl+Q").await;
    page.settle().await;
    page.picture("fr-dark-narrow-terminal-menu").await;
    page.chord(&[key::ESCAPE]).await;
    // As many have no room in the line of tabs.
    for count in [3, 4] {
        page.chord(&[key::CONTROL, key::SHIFT, 'E']).await;
        page.poll("another tab", async || (tabs(page).await.len() == count).then_some(())).await;
        Terminal::front(page, "exec").await.shows("#").await;
    }
    page.click("dock-tabs-all").await;
    page.find("dock-tab-list").await;
    page.settle().await;
    page.picture("fr-dark-narrow-tab-list").await;
    page.axe("[data-testid=dock-tab-list]").await;
    page.chord(&[key::ESCAPE]).await;
    page.click("nav-settings").await;
    page.find("terminal-settings").await;
    page.script("document.querySelector('[data-testid=terminal-settings]').scrollIntoView()", Vec::new()).await;
    page.settle().await;
    page.picture("fr-dark-narrow-terminal-settings").await;
    let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(page.script(wider, Vec::new()).await, 0, "the window scrolls sideways");
    window.close().await;
}
