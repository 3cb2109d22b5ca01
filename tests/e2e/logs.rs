//! Logs of containers in the dock: followed, searched, read backwards, copied, saved; restarts and removals.

use quayside_test_support::{Scratch, docker, docker_command, trials, wait_until};

use crate::desktop::Desktop;
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_printing_container_is_followed_and_searched,
    a_log_on_another_engine_says_so,
    a_terminal_is_followed_as_the_one_output_that_it_is,
    what_is_shown_is_copied_and_saved_to_the_byte,
    a_line_of_ten_megabytes_is_there_to_its_last_byte,
    a_restart_goes_on_and_a_removal_is_said,
    a_view_outlives_the_page_and_the_engine,
    several_containers_are_one_view_by_the_command_bar,
    a_line_of_json_is_unfolded_as_a_tree,
    long_lines_are_read_in_a_narrow_window_in_french,
];

/// In a window that is open: to open one clears the engine. It goes on when it is told to, so that nothing depends on how long anything takes.
pub fn prints(stage: &Stage, name: &str, first: &str, then: &str) {
    stage.load("busybox");
    let script = format!("{first}; while ! [ -e /go ]; do sleep 0.05; done; {then}; sleep 1000");
    docker(&stage.world.engine, &["run", "--detach", "--init", "--name", name, "busybox", "sh", "-c", &script]);
}

pub fn go_on(stage: &Stage, name: &str) {
    docker(&stage.world.engine, &["exec", name, "touch", "/go"]);
}

/// Selects the container in the list and opens its log.
pub async fn open(page: &Page, name: &str) {
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={name}]")).await;
    page.click("selection-logs").await;
    page.find("logs-lines").await;
}

/// Waits for a line with this text to be drawn in sight.
pub async fn shows(page: &Page, text: &str) {
    let seen = format!(
        "(() => {{ const list = document.querySelector('[data-testid=logs-lines]'); if (!list) return false;
            const edge = list.getBoundingClientRect();
            return [...list.querySelectorAll('[data-testid=log-text]')].some((one) => {{
                const at = one.getBoundingClientRect();
                return one.textContent === {text:?} && at.bottom <= edge.bottom + 1 && at.top >= edge.top - 1; }}); }})()"
    );
    page.until(&format!("the line {text:?}"), &seen).await;
}

pub async fn focus_lines(page: &Page) {
    page.script("document.querySelector('[data-testid=logs-lines]').focus()", Vec::new()).await;
}

pub async fn phase(page: &Page, at: &str) {
    page.find_css(&format!("[data-testid=logs-phase] [data-at={at}]")).await;
}

async fn a_printing_container_is_followed_and_searched(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let first = "for n in 1 2 3; do echo \"GET /orders/$n 200\"; done; printf '\\033[31mred\\033[0m and plain\\n'; \
                 echo upstream is late >&2; printf ' 10%%\\r 50%%\\r100%%\\n'; printf 'no end yet '";
    prints(stage, "web", first, "echo now; echo GET /orders/4 200");
    open(page, "web").await;
    phase(page, "following").await;
    shows(page, "GET /orders/1 200").await;
    shows(page, "red and plain").await;
    shows(page, "100%").await;
    page.find_css("[data-testid=log-line][data-stderr=true]").await;
    let colour = "[...document.querySelectorAll('[data-testid=log-text] span')].some((one) => one.textContent === 'red' && one.style.color)";
    page.until("the colour", colour).await;
    go_on(stage, "web");
    shows(page, "GET /orders/4 200").await;
    shows(page, "no end yet now").await;

    page.fill("logs-search", "orders/\\d").await;
    page.text_with("logs-count", "No match").await;
    page.click("logs-regex").await;
    page.text_with("logs-count", "4 of 4").await;
    page.find_css("[data-testid=log-text] mark").await;
    page.click("logs-previous").await;
    page.text_with("logs-count", "3 of 4").await;
    page.settle().await;
    page.picture("logs").await;
    page.axe("[data-testid=dock]").await;
    page.click("logs-matches-only").await;
    page.text_with("logs-held", "4 of 8 lines").await;
    page.fill("logs-search", "orders/(").await;
    page.text_with("logs-count", "unclosed group").await;
    page.click("logs-search").await;
    page.chord(&[key::ESCAPE]).await;
    page.click("logs-stderr").await;
    page.text_with("logs-held", "1 of 8 lines").await;
    shows(page, "upstream is late").await;
    window.close().await;
}

async fn a_log_on_another_engine_says_so(stage: &Stage) {
    stage.clear();
    let home = Scratch::new();
    // The same engine under another name.
    std::fs::create_dir_all(home.join("runtime")).unwrap();
    std::os::unix::fs::symlink(stage.world.engine.socket(), home.join("runtime/docker.sock")).unwrap();
    let options = Options { language: "fr_FR.UTF-8", home: Some(home.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    stage.load("busybox");
    docker(&stage.world.engine, &["run", "--name", "over", "busybox", "seq", "500"]);
    page.command("docker logs -f --tail 200 over").await;
    shows(page, "500").await;
    phase(page, "ended").await;
    let choose = async |name: &str| {
        page.click("engine-badge").await;
        let named = format!(
            "[...document.querySelectorAll('[data-testid=engine-endpoint]')].find((one) => one.textContent.includes({name:?}))"
        );
        page.until("the engine", &format!("{named} !== undefined")).await;
        page.script(&format!("{named}.click()"), Vec::new()).await;
    };
    choose("Docker (rootless)").await;
    phase(page, "elsewhere").await;
    page.text_with("logs-phase", "DOCKER_HOST").await;
    page.click("logs-earlier").await;
    page.text_with("toast", "Un autre moteur").await;
    page.settle().await;
    page.picture("logs-elsewhere").await;
    page.axe("[data-testid=dock]").await;
    page.click("toast-close").await;
    choose("DOCKER_HOST").await;
    phase(page, "ended").await;
    page.click("logs-earlier").await;
    page.text_with("logs-held", "500").await;
    window.close().await;
}

async fn a_terminal_is_followed_as_the_one_output_that_it_is(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    let script = "printf 'Name? '; echo Ada; while ! [ -e /go ]; do sleep 0.05; done; echo wrong >&2; sleep 1000";
    let run = ["run", "--detach", "--init", "--tty", "--name", "asks", "busybox", "sh", "-c", script];
    docker(&stage.world.engine, &run);
    open(page, "asks").await;
    phase(page, "following").await;
    shows(page, "Name? Ada").await;
    go_on(stage, "asks");
    shows(page, "wrong").await;
    page.until("no stderr", "!document.querySelector('[data-testid=log-line][data-stderr=true]')").await;
    page.text_with("logs-held", "2 lines").await;
    window.close().await;
}

async fn what_is_shown_is_copied_and_saved_to_the_byte(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let folder = Scratch::new();
    // It crashes in the middle of a line.
    let first = "printf 'odd \\377 byte\\n\\033[32mgreen\\033[0m\\ttab\\n'; echo third";
    prints(stage, "bytes", first, "printf 'no end'; exit 1");
    open(page, "bytes").await;
    shows(page, "third").await;
    go_on(stage, "bytes");
    phase(page, "ended").await;
    shows(page, "no end").await;
    page.click("logs-timestamps").await;
    page.until("no times", "!document.querySelector('[data-testid=log-line] .at')").await;
    focus_lines(page).await;
    page.chord(&[key::UP]).await;
    page.chord(&[key::UP]).await;
    page.chord(&[key::SHIFT, key::UP]).await;
    page.chord(&[key::CONTROL, 'c']).await;
    page.poll("the copy", async || (page.clipboard().await == "green\ttab\nthird\n").then_some(())).await;

    let saved = folder.join("bytes.log");
    page.click("logs-more").await;
    page.click("logs-save").await;
    Desktop::of(stage).choose_file("Save File", &saved).await;
    page.poll("the file", async || saved.exists().then_some(())).await;
    let witness = docker_command(&stage.world.engine).args(["logs", "bytes"]).output().unwrap().stdout;
    assert_eq!(std::fs::read(&saved).unwrap(), witness);
    page.click("logs-more").await;
    page.click("logs-clear").await;
    page.find("logs-empty").await;
    window.close().await;
}

async fn a_line_of_ten_megabytes_is_there_to_its_last_byte(stage: &Stage) {
    const LENGTH: usize = 10_000_000;
    let window = Window::open(stage).await;
    let page = &window.page;
    let folder = Scratch::new();
    let line = format!("printf first-; head -c {LENGTH} /dev/zero | tr '\\0' x; echo -last; echo short");
    prints(stage, "long", &format!("echo before; {line}"), "echo \"to\"wards the end");
    wait_until("all to be printed", || docker(&stage.world.engine, &["logs", "--tail", "1", "long"]) == "short");
    open(page, "long").await;
    shows(page, "short").await;
    // The tail that a view opens by begins in the middle of the line: an engine counts pieces of it. It says so.
    page.text_with("log-text", "begins earlier").await;
    page.settle().await;
    page.picture("logs-begun-before").await;
    page.axe("[data-testid=dock]").await;
    page.click_css("[data-testid=log-text] [data-before]").await;
    shows(page, "before").await;
    page.text_with("logs-held", "3 lines").await;
    page.until("its beginning", "!document.querySelector('[data-before]')").await;
    let whole = LENGTH + "first--last".len();
    let said =
        "[...document.querySelectorAll('[data-testid=log-line]')].find((one) => one.textContent.includes('first-'))";
    page.until("how long it is", &format!("{said}?.textContent.replaceAll(/\\D/g, '').endsWith('{whole}')")).await;
    // What the page is spared is searched all the same.
    page.fill("logs-search", "x-last").await;
    page.text_with("logs-count", "1 of 1").await;
    page.settle().await;
    page.until("the end in sight", "!document.querySelector('[data-testid=logs-to-end]')").await;
    page.picture("logs-ten-megabytes").await;
    go_on(stage, "long");
    shows(page, "towards the end").await;

    page.click("logs-timestamps").await;
    page.until("no times", "!document.querySelector('[data-testid=log-line] .at')").await;
    let saved = folder.join("long.log");
    page.click("logs-more").await;
    page.click("logs-save").await;
    Desktop::of(stage).choose_file("Save File", &saved).await;
    let witness = docker_command(&stage.world.engine).args(["logs", "long"]).output().unwrap().stdout;
    assert!(witness.len() > whole);
    page.poll("the whole file", async || (std::fs::read(&saved).ok()? == witness).then_some(())).await;
    window.close().await;
}

async fn a_line_of_json_is_unfolded_as_a_tree(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let first = r#"echo '{"level":"info","order":{"id":7,"items":["tea","scones"]}}'; echo plain; \
        echo '12:00 [WARN] {"big":12345678901234567890,"tab":"\t"}'"#;
    prints(stage, "web", first, "echo over");
    open(page, "web").await;
    let last = r#"12:00 [WARN] {"big":12345678901234567890,"tab":"\t"}"#;
    shows(page, last).await;
    page.click_css("[data-testid=log-line] [data-twist]").await;
    page.until("the tree", "document.querySelector('[data-testid=logs-unfolded]')?.textContent.includes('order')")
        .await;
    focus_lines(page).await;
    page.chord(&[key::DOWN]).await;
    page.text_with("logs-line", "plain").await;
    page.chord(&[key::DOWN]).await;
    // Numbers and texts are as they were printed.
    page.text_with("logs-unfolded", "12345678901234567890").await;
    page.settle().await;
    page.picture("logs-unfolded").await;
    page.axe("[data-testid=dock]").await;
    page.chord(&[key::ENTER]).await;
    page.until("no tree", "!document.querySelector('[data-testid=logs-unfolded]')").await;
    window.close().await;
}

async fn a_restart_goes_on_and_a_removal_is_said(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    let script = "echo begun $(cat /n 2>/dev/null | wc -l); echo x >> /n; sleep 1000";
    docker(engine, &["run", "--detach", "--init", "--name", "again", "busybox", "sh", "-c", script]);
    open(page, "again").await;
    shows(page, "begun 0").await;
    docker(engine, &["stop", "again"]);
    phase(page, "ended").await;
    docker(engine, &["start", "again"]);
    phase(page, "following").await;
    shows(page, "begun 1").await;
    let twice = "[...document.querySelectorAll('[data-testid=log-text]')].filter((one) => one.textContent === 'begun 0').length";
    page.until("nothing twice", &format!("{twice} === 1")).await;
    docker(engine, &["rm", "--force", "again"]);
    phase(page, "removed").await;
    shows(page, "begun 1").await;
    page.click("dock-tab-close").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab][data-kind=logs]')").await;

    // One that ended by itself says with what, and leads to its log.
    let create = ["create", "--name", "failing", "busybox", "sh", "-c", "echo cannot go on >&2; exit 3"];
    docker(engine, &create);
    docker(engine, &["start", "failing"]);
    docker(engine, &["wait", "failing"]);
    page.click_css("[data-testid=container-row][data-name=failing]").await;
    page.text_with("container-failed", "code 3").await;
    page.settle().await;
    page.picture("container-failed").await;
    page.click("container-failed-logs").await;
    shows(page, "cannot go on").await;
    page.find_css("[data-testid=logs-phase] [data-at=ended]").await;
    window.close().await;
}

async fn a_view_outlives_the_page_and_the_engine(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    let script = "echo begun $(cat /n 2>/dev/null | wc -l); echo x >> /n; sleep 1000";
    docker(engine, &["run", "-d", "--init", "--restart", "always", "--name", "kept", "busybox", "sh", "-c", script]);
    open(page, "kept").await;
    shows(page, "begun 0").await;
    page.client().refresh().await.unwrap();
    page.click_css("[data-testid=dock-tab][data-kind=logs]").await;
    shows(page, "begun 0").await;
    phase(page, "following").await;

    engine.kill();
    phase(page, "lost").await;
    shows(page, "begun 0").await;
    engine.start_again();
    // The engine starts it again.
    shows(page, "begun 1").await;
    phase(page, "following").await;
    window.close().await;
}

async fn several_containers_are_one_view_by_the_command_bar(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    // Before and after the other, and all of it before the view is opened: nothing but the time tells.
    let has_printed = |name: &str, last: &str| {
        wait_until(last, || docker(&stage.world.engine, &["logs", "--tail", "1", name]) == last);
    };
    prints(stage, "two", "echo first of two", "echo second of two");
    has_printed("two", "first of two");
    prints(stage, "one", "echo first of one", "echo second of one");
    has_printed("one", "first of one");
    go_on(stage, "two");
    has_printed("two", "second of two");
    page.command("docker logs -f --tail 50 one two").await;
    page.find("logs-lines").await;
    let order = "[...document.querySelectorAll('[data-testid=log-text]')].map((one) => one.textContent).join()";
    let printed = "first of two,first of one,second of two";
    page.until("the order of time", &format!("{order} === '{printed}'")).await;
    go_on(stage, "one");
    page.until("what comes", &format!("{order} === '{printed},second of one'")).await;
    page.settle().await;
    page.picture("logs-merged").await;
    page.axe("[data-testid=dock]").await;
    window.close().await;
}

async fn long_lines_are_read_in_a_narrow_window_in_french(stage: &Stage) {
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    let name = "a-container-with-a-very-long-name-that-does-not-fit-into-any-tab-or-column";
    let first = "for n in 1 2 3; do echo \"$n: a line that is too long $(head -c 300 /dev/zero | tr '\\0' x) end\"; done; \
                 head -c 20000 /dev/zero | tr '\\0' y; echo; echo short";
    prints(stage, name, first, "true");
    page.client().set_window_size(720, 860).await.unwrap();
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("logs-tail-1000").await;
    page.find_css("[data-testid=logs-tail-1000][aria-checked=true]").await;
    page.settle().await;
    page.picture("settings-logs").await;
    page.axe("[data-testid=terminal-settings]").await;
    page.command(&format!("docker logs {name}")).await;
    shows(page, "short").await;
    page.text_with("last-command", "--tail 1000").await;
    page.click("logs-wrap").await;
    page.until("wrapped lines", "document.querySelector('[data-testid=log-line].wrap')").await;
    shows(page, "short").await;
    phase(page, "following").await;
    page.text_with("logs-phase", "Suivi de").await;
    page.settle().await;
    page.picture("logs-narrow").await;
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    page.until(
        "the first line",
        "document.querySelector('[data-testid=log-text]')?.textContent.startsWith('1: a line')",
    )
    .await;
    page.settle().await;
    page.picture("logs-wrapped").await;
    page.axe("[data-testid=dock]").await;
    docker(&stage.world.engine, &["rm", "--force", name]);
    phase(page, "removed").await;
    window.close().await;
}
