//! What runs already, joined from the window: a shell as it is asked for, the main process and the keys that leave it,
//! containers that stop and start again under an open pane.

use quayside_test_support::{
    Address, Archive, IGNORES_ALL, Image, Layer, Proxy, Release, docker, static_program, trials,
};
use serde_json::json;

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::Terminal;
use crate::window::{Options, Window};

trials![Stage;
    a_shell_is_opened_as_another_user_in_another_folder,
    a_main_process_is_attached_to_and_left_by_its_keys,
    a_process_without_a_terminal_is_sent_lines,
    an_image_without_a_shell_says_what_to_do,
    a_shell_that_can_not_be_ended_is_told_of,
    a_container_that_stops_under_a_shell_is_joined_again,
    a_shell_that_is_asked_for_before_a_reload_is_there_after_it,
    a_quiet_program_has_its_size_again_after_a_reload,
    an_engine_that_goes_away_is_told_and_joined_again,
    what_becomes_of_sessions_out_of_sight_is_read_out,
    joining_reads_well_in_dark_french_and_narrow,
];

/// A container that is called so, in a window that is open: to open one clears the engine.
fn start(stage: &Stage, name: &str, arguments: &[&str]) {
    stage.load("busybox");
    docker(&stage.world.engine, &[&["run", "--detach", "--name", name], arguments].concat());
}

async fn menu(page: &Page, name: &str, item: &str) {
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={name}]")).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click(item).await;
}

/// A terminal that has the keyboard would take what opens the command bar for itself.
async fn command(page: &Page, line: &str) {
    page.click("nav-containers").await;
    page.command(line).await;
}

fn is_running(stage: &Stage, name: &str) -> bool {
    docker(&stage.world.engine, &["inspect", "-f", "{{.State.Running}}", name]) == "true"
}

async fn a_shell_is_opened_as_another_user_in_another_folder(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    start(stage, "web", &["busybox", "sleep", "1000"]);
    menu(page, "web", "container-shell-with").await;
    page.text_with("run-line", "docker exec -it web /bin/ash").await;
    // By the keyboard alone from here.
    page.type_text("sh -c 'id -u; exec sh'").await;
    page.chord(&[key::TAB]).await;
    page.type_text("1000").await;
    page.chord(&[key::TAB]).await;
    page.type_text("tmp").await;
    page.chord(&[key::TAB]).await;
    page.find_css("[data-testid=shell-dialog] [role=alert]").await;
    assert!(page.find("shell-submit").await.attr("disabled").await.unwrap().is_some());
    page.fill("shell-workdir", "/tmp").await;
    page.click("shell-env-add").await;
    page.type_text("WHO=me and you").await;
    let line = "docker exec -it --user 1000 --workdir /tmp -e 'WHO=me and you' web sh -c 'id -u; exec sh'";
    page.text_with("run-line", line).await;
    page.settle().await;
    page.axe("[data-testid=shell-dialog]").await;
    page.picture("shell-dialog").await;
    page.chord(&[key::CONTROL, key::ENTER]).await;
    let shell = Terminal::front(page, "exec").await;
    shell.shows_lines("1000").await;
    shell.run("pwd; echo $WHO", "/tmp\nme and you").await;

    // Asked for again, it is as it was.
    menu(page, "web", "container-shell-with").await;
    page.text_with("run-line", line).await;
    page.chord(&[key::ESCAPE]).await;
    command(page, "docker exec -u 1001 web id -u").await;
    Terminal::front(page, "exec").await.exited_with(0).await;
    window.close().await;
}

async fn a_main_process_is_attached_to_and_left_by_its_keys(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    start(stage, "main", &["--interactive", "--tty", "busybox", "sh"]);
    menu(page, "main", "container-attach").await;
    let main = Terminal::front(page, "attach").await;
    page.text_with("attached-notice", "Ctrl+P Ctrl+Q").await;
    main.run("name=kept; echo $$", "1").await;
    main.agrees_on_its_size().await;
    page.settle().await;
    page.picture("attached").await;
    for letter in ['p', 'q'] {
        page.chord(&[key::CONTROL, letter]).await;
    }
    page.text_with("session-detached", "main goes on running").await;
    page.settle().await;
    page.picture("detached").await;
    assert!(is_running(stage, "main"));

    page.click("attach-again").await;
    page.find("attached-notice").await;
    let again = Terminal::front(page, "attach").await;
    again.run("echo $name", "kept").await;
    // Nothing is asked: nothing ends.
    page.chord(&[key::CONTROL, key::SHIFT, 'W']).await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    assert!(is_running(stage, "main"));
    command(page, "docker attach main").await;
    Terminal::front(page, "attach").await.run("echo $name-$((1+1))", "kept-2").await;
    window.close().await;
}

async fn a_process_without_a_terminal_is_sent_lines(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    start(stage, "reader", &["--interactive", "busybox", "sh", "-c", "while read line; do echo got $line; done"]);
    menu(page, "reader", "container-attach").await;
    let reader = Terminal::front(page, "attach").await;
    page.fill("line-input", "first of all").await;
    page.chord(&[key::ENTER]).await;
    reader.shows_lines("got first of all").await;
    page.picture("attached-lines").await;

    // What was begun, and what was closed, stay so while something else is looked at.
    page.fill("line-input", "begun").await;
    page.click_css("[data-testid=attached-notice] button").await;
    page.click("dock-collapse").await;
    page.until("no line", "!document.querySelector('[data-testid=line-input]')").await;
    page.click("dock-collapse").await;
    page.until("the line", "document.querySelector('[data-testid=line-input]')?.value === 'begun'").await;
    page.until("no notice", "!document.querySelector('[data-testid=attached-notice]')").await;
    page.click_css("[data-testid=dock-tab-close]").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    assert!(is_running(stage, "reader"));
    window.close().await;
}

/// A static program and nothing else.
fn bare(stage: &Stage) {
    let program = std::fs::read("/bin/busybox").unwrap();
    let image = Image {
        references: vec!["bare:latest".into()],
        created: "2026-01-01T00:00:00Z".into(),
        parameters: json!({ "Cmd": ["/sleep", "1000"] }),
        layers: vec![Layer::build("COPY sleep / # buildkit").file("sleep", 0o755, &program).finish()],
    };
    let path = stage.scratch.join("bare.tar");
    Archive::write(&path, &[image]);
    docker(&stage.world.engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
}

async fn an_image_without_a_shell_says_what_to_do(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    bare(stage);
    docker(&stage.world.engine, &["run", "--detach", "--name", "bare", "bare"]);
    page.click("nav-containers").await;
    page.click_css("[data-testid=container-row][data-name=bare]").await;
    page.click("container-shell").await;
    page.find_css("[data-testid=session-error][data-code=noShell]").await;
    page.settle().await;
    page.picture("no-shell").await;
    page.click("attach-instead").await;
    page.text_with("attached-notice", "bare").await;
    menu(page, "bare", "container-shell-with").await;
    page.find_css("[data-testid=shell-dialog] [role=alert]").await;
    page.picture("no-shell-dialog").await;
    page.chord(&[key::ESCAPE]).await;
    window.close().await;
}

/// Its image has no shell but one that reads a language of its own, and that takes no notice of anything.
async fn a_shell_that_can_not_be_ended_is_told_of(stage: &Stage) {
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    let layer = Layer::build("COPY . / # buildkit").file("sleep", 0o755, &std::fs::read("/bin/busybox").unwrap()).file(
        "usr/bin/pwsh",
        0o755,
        &static_program(IGNORES_ALL),
    );
    let image = Image {
        references: vec!["stubborn:latest".into()],
        created: "2026-01-01T00:00:00Z".into(),
        parameters: json!({ "Cmd": ["/sleep", "1000"] }),
        layers: vec![layer.finish()],
    };
    let path = stage.scratch.join("stubborn.tar");
    Archive::write(&path, &[image]);
    docker(&stage.world.engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
    docker(&stage.world.engine, &["run", "--detach", "--name", "mule", "stubborn"]);
    open_shell_in(page, "mule").await;
    Terminal::front(page, "exec").await.shows("begun").await;
    page.click("dock-tab-close").await;
    page.click("close-session-end").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    page.text_with("toast", "Un shell tourne peut-être encore dans mule").await;
    page.text_with("toast", "pas de shell qui puisse le chercher").await;
    page.settle().await;
    page.picture("fr-shell-stays").await;
    page.click("toast-close").await;
    window.close().await;
}

async fn lost(page: &Page, loss: &str) {
    page.find_css(&format!("[data-testid=session-lost][data-loss={loss}]")).await;
}

async fn joined(page: &Page) {
    page.until("no loss", "!document.querySelector('[data-testid=session-lost]')").await;
}

async fn a_container_that_stops_under_a_shell_is_joined_again(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    start(stage, "web", &["busybox", "sleep", "1000"]);
    open_shell_in(page, "web").await;
    let shell = Terminal::front(page, "exec").await;
    shell.shows("#").await;
    shell.run("echo before-$((1+1))", "before-2").await;
    // A full screen is left behind by what is killed.
    shell.type_text("vi note\n").await;
    shell.until("vi", |text| text.contains("\n~")).await;
    docker(engine, &["stop", "--time", "0", "web"]);
    lost(page, "stopped").await;
    page.settle().await;
    page.picture("lost-stopped").await;
    page.axe("[data-testid=dock]").await;
    page.click("session-reconnect").await;
    joined(page).await;
    shell.shows("────────").await;
    assert!(is_running(stage, "web"));
    let text = shell.until("both", |text| text.contains("before-2") && text.contains("──────── docker exec")).await;
    assert!(!text.contains("\n~"), "the normal screen is back: {text}");
    assert!(text.find("before-2") < text.find("────────"), "what was shown stays above: {text}");
    shell.run("echo after-$((2+2))", "after-4").await;
    page.settle().await;
    page.picture("reconnected").await;

    // Once more, and now by itself.
    docker(engine, &["stop", "--time", "0", "web"]);
    lost(page, "stopped").await;
    page.click("reconnect-by-itself").await;
    docker(engine, &["start", "web"]);
    joined(page).await;
    shell.run("echo again-$((3+3))", "again-6").await;
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    let reloaded = Terminal::front(page, "exec").await;
    reloaded.until("all of it", |text| ["before-2", "after-4", "again-6"].iter().all(|part| text.contains(part))).await;

    // Until that is switched off.
    page.click("nav-settings").await;
    page.click_css("[data-testid=terminal-reconnect]:checked").await;
    page.find_css("[data-testid=terminal-reconnect]:not(:checked)").await;
    page.settle().await;
    page.picture("settings-reconnect").await;
    docker(engine, &["stop", "--time", "0", "web"]);
    lost(page, "stopped").await;
    page.find_css("[data-testid=reconnect-by-itself]:not(:checked)").await;
    docker(engine, &["rm", "--force", "web"]);
    window.close().await;
}

async fn a_shell_that_is_asked_for_before_a_reload_is_there_after_it(stage: &Stage) {
    stage.clear();
    let wire = Proxy::unix(stage.scratch.join("held.sock"), Address::Unix(stage.world.engine.socket().to_owned()));
    let window = Window::open_with(stage, Options { docker_host: wire.host(), ..Options::of(stage) }).await;
    let page = &window.page;
    start(stage, "web", &["busybox", "sleep", "1000"]);
    open_shell_in(page, "web").await;
    Terminal::front(page, "exec").await.shows("#").await;
    let tabs = async |many: usize| {
        page.until("tabs", &format!("document.querySelectorAll('[data-testid=dock-tab]').length === {many}")).await;
    };
    // The engine is far away: it has been asked, and there is no session yet.
    wire.stall(true);
    let asked = wire.bytes_up();
    open_shell_in(page, "web").await;
    page.poll("the question", async || (wire.bytes_up() > asked).then_some(())).await;
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    // What there was already is there again, so the page knows all that there is.
    Terminal::front(page, "exec").await.shows("#").await;
    tabs(1).await;
    wire.stall(false);
    tabs(2).await;
    let in_front = "[...document.querySelectorAll('[data-testid=dock-tab]')].at(-1)?.ariaSelected === 'true'";
    page.until("the new shell in front", in_front).await;
    Terminal::front(page, "exec").await.run("echo there-$((1+1))", "there-2").await;
    // Tauri has sent the call again.
    let shells = docker(&stage.world.engine, &["exec", "web", "pidof", "ash"]);
    assert_eq!(shells.split_whitespace().count(), 2, "{shells}");
    tabs(2).await;
    window.close().await;
}

/// Nothing that is printed brings the size along.
async fn a_quiet_program_has_its_size_again_after_a_reload(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    start(stage, "quiet", &["--interactive", "--tty", "busybox", "cat"]);
    menu(page, "quiet", "container-attach").await;
    let quiet = Terminal::front(page, "attach").await;
    let before = page.poll("a size", async || Some(quiet.size().await).filter(|size| *size != (24, 80))).await;
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    let again = Terminal::front(page, "attach").await;
    page.poll("the size", async || (again.size().await == before).then_some(())).await;
    window.close().await;
}

async fn an_engine_that_goes_away_is_told_and_joined_again(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    start(stage, "web", &["--restart", "always", "busybox", "sleep", "1000"]);
    open_shell_in(page, "web").await;
    let shell = Terminal::front(page, "exec").await;
    shell.shows("#").await;
    shell.run("echo before-$((1+1))", "before-2").await;
    match stage.world.engine.release() {
        Release::Installed => {
            stage.world.engine.kill();
            lost(page, "engine").await;
        }
        // One that was killed may take its containers' next life for the end of the last one, and then answers no question
        // about them. In order it stops them first, and that may be what a pane says.
        Release::Sid => {
            stage.world.engine.stop();
            page.find("session-lost").await;
        }
    }
    page.settle().await;
    page.picture("lost-engine").await;
    page.click("reconnect-by-itself").await;
    stage.world.engine.start_again();
    joined(page).await;
    shell.run("echo after-$((2+2))", "after-4").await;
    shell.shows("before-2").await;
    window.close().await;
}

async fn open_shell_in(page: &Page, name: &str) {
    page.click("nav-containers").await;
    page.click_css(&format!("[data-testid=container-row][data-name={name}]")).await;
    page.click("container-shell").await;
}

/// What a screen reader is given to read out, the newest last.
async fn is_read_out(page: &Page, wanted: &str) {
    let code = "return [...document.querySelectorAll('[data-testid=session-news] p')].map((one) => one.textContent)";
    page.poll(&format!("{wanted:?} read out"), async || {
        let said: Vec<String> = serde_json::from_value(page.script(code, Vec::new()).await).unwrap();
        said.iter().any(|one| one == wanted).then_some(())
    })
    .await;
}

async fn what_becomes_of_sessions_out_of_sight_is_read_out(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    start(stage, "web", &["busybox", "sleep", "1000"]);
    start(stage, "cache", &["busybox", "sleep", "1000"]);
    open_shell_in(page, "web").await;
    let web = Terminal::front(page, "exec").await;
    web.shows("#").await;
    let web_tab = format!("[data-testid=dock-tab][data-session='{}']", web.session);
    open_shell_in(page, "cache").await;
    page.until("another in front", &format!("document.querySelector(`{web_tab}`)?.ariaSelected === 'false'")).await;
    let cache = Terminal::front(page, "exec").await;
    cache.shows("#").await;
    let cache_tab = format!("[data-testid=dock-tab][data-session='{}']", cache.session);

    docker(engine, &["stop", "--time", "0", "web"]);
    is_read_out(page, "web · /bin/ash: web has stopped, with code 137.").await;
    page.click_css(&web_tab).await;
    page.click("reconnect-by-itself").await;
    page.click_css(&cache_tab).await;
    docker(engine, &["start", "web"]);
    is_read_out(page, "web · /bin/ash: Reconnected").await;

    page.click_css(&web_tab).await;
    web.run("echo here-$((1+1))", "here-2").await;
    web.type_text("until [ -e /tmp/go ]; do sleep 0.1; done; exit 3\n").await;
    web.shows("exit 3").await;
    page.click_css(&cache_tab).await;
    page.until(
        "its terminal out of sight",
        &format!("!document.querySelector('[data-testid=dock-pane][data-session=\"{}\"]')", web.session),
    )
    .await;
    docker(engine, &["exec", "web", "touch", "/tmp/go"]);
    is_read_out(page, "web · /bin/ash: Exited with code 3").await;
    // In sight as well, and by the name that a person gave.
    page.click_css(&cache_tab).await;
    page.chord(&[key::CONTROL, key::SHIFT, key::ESCAPE]).await;
    page.until("the tab to have the focus", "document.activeElement?.dataset.testid === 'dock-tab'").await;
    page.chord(&[key::F2]).await;
    page.until("the field", "document.activeElement?.dataset.testid === 'dock-tab-name'").await;
    page.type_text("redis\n").await;
    page.until("the tab again", "document.activeElement?.textContent.includes('redis')").await;
    page.chord(&[key::ENTER]).await;
    cache.type_text("exit 4\n").await;
    is_read_out(page, "redis: Exited with code 4").await;
    page.axe("[data-testid=dock]").await;
    window.close().await;
}

async fn joining_reads_well_in_dark_french_and_narrow(stage: &Stage) {
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    let long = "un-nom-de-conteneur-tellement-long-qu-il-ne-tient-sur-aucune-ligne-de-la-fenetre";
    start(stage, long, &["--interactive", "--tty", "busybox", "sh"]);
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.client().set_window_size(720, 860).await.unwrap();
    page.click("nav-containers").await;
    menu(page, long, "container-shell-with").await;
    page.text_with("run-line", "/bin/ash").await;
    page.click("shell-env-add").await;
    page.settle().await;
    page.picture("fr-dark-narrow-shell-dialog").await;
    page.axe("[role=dialog]").await;
    page.chord(&[key::ESCAPE]).await;
    command(page, &format!("docker attach {long}")).await;
    let main = Terminal::front(page, "attach").await;
    main.run("echo ici", "ici").await;
    page.settle().await;
    page.picture("fr-dark-narrow-attached").await;
    docker(&stage.world.engine, &["stop", "--time", "0", long]);
    lost(page, "stopped").await;
    page.settle().await;
    page.picture("fr-dark-narrow-lost").await;
    page.axe("[data-testid=dock]").await;
    let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(page.script(wider, Vec::new()).await, 0, "the window scrolls sideways");
    window.close().await;
}
