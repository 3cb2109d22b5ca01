//! Closing the window while something runs, and coming back to it: the question, the window that goes, the second start
//! that shows it again.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use quayside_test_support::{Scratch, docker, trials};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask, MapState};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::Terminal;
use crate::window::{Options, Window, application};

trials![Stage;
    a_window_that_is_closed_comes_back_with_its_sessions,
    a_window_is_closed_as_it_is_set_to,
    a_shell_in_a_paused_container_is_ended_after_the_pause,
    a_shell_of_an_application_that_was_killed_is_ended_by_the_next,
    closing_reads_well_in_dark_french_and_narrow,
];

/// The same on whatever engine.
pub const OF_THE_WINDOW: [&str; 3] = [
    "a_window_that_is_closed_comes_back_with_its_sessions",
    "a_window_is_closed_as_it_is_set_to",
    "closing_reads_well_in_dark_french_and_narrow",
];

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        WM_PROTOCOLS,
        WM_DELETE_WINDOW,
    }
}

/// The screen as a window manager sees it.
struct Desk {
    connection: RustConnection,
    atoms: Atoms,
    root: u32,
}

impl Desk {
    /// Once there is a window: a screen that nobody is connected to begins anew, and refuses who comes just then.
    fn of(stage: &Stage) -> Desk {
        let (connection, screen) = x11rb::connect(Some(&stage.display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let atoms = Atoms::new(&connection).unwrap().reply().unwrap();
        Desk { connection, atoms, root }
    }

    /// The windows that are on the screen and can be closed.
    fn windows(&self) -> Vec<u32> {
        let all = self.connection.query_tree(self.root).unwrap().reply().unwrap().children;
        let closes = |window: u32| {
            let protocols = self.atoms.WM_PROTOCOLS;
            let listed = self.connection.get_property(false, window, protocols, 4u32, 0, 64).unwrap().reply().ok()?;
            listed.value32()?.any(|atom| atom == self.atoms.WM_DELETE_WINDOW).then_some(())
        };
        let is_shown = |window: u32| {
            let seen = self.connection.get_window_attributes(window).unwrap().reply();
            seen.is_ok_and(|seen| seen.map_state == MapState::VIEWABLE)
        };
        all.into_iter().filter(|&window| is_shown(window) && closes(window).is_some()).collect()
    }

    /// As the button in a window's corner does.
    async fn close(&self, page: &Page) {
        let window = page.poll("one window", async || <[u32; 1]>::try_from(self.windows()).ok()).await[0];
        let data = [self.atoms.WM_DELETE_WINDOW, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, self.atoms.WM_PROTOCOLS, data);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
        self.connection.sync().unwrap();
    }

    /// The window is on the screen, and its page knows: one that is hidden is not typed into.
    async fn has_the_window(&self, page: &Page) {
        page.poll("the window", async || (self.windows().len() == 1).then_some(())).await;
        page.until("the page to be in sight", "document.visibilityState === 'visible'").await;
    }

    async fn is_empty(&self, page: &Page) {
        page.poll("the window to go", async || self.windows().is_empty().then_some(())).await;
    }
}

/// Starts the application once more, in the surroundings of a window that is open or hidden, and sees it end.
async fn start_again(stage: &Stage, home: &Scratch) {
    let mut command = Command::new(application());
    Options::of(stage).surround(&mut command, stage, home.path());
    let mut second = command.stdin(Stdio::null()).spawn().unwrap();
    home.adopt(second.id());
    let until = Instant::now() + Duration::from_secs(60);
    let ended = loop {
        match second.try_wait().unwrap() {
            Some(ended) => break ended,
            None if Instant::now() < until => tokio::time::sleep(Duration::from_millis(50)).await,
            None => panic!("a second start has opened a window of its own"),
        }
    };
    assert!(ended.success(), "{ended}");
}

fn at_home(stage: &Stage, home: &Scratch) -> Options {
    Options { home: Some(home.path().to_owned()), ..Options::of(stage) }
}

/// On an engine that holds nothing.
async fn open(stage: &Stage, options: Options) -> (Window, Desk) {
    stage.clear();
    let window = Window::open_with(stage, options).await;
    (window, Desk::of(stage))
}

/// A shell in a container that is called so.
async fn shell_in<'a>(stage: &Stage, page: &'a Page, name: &str) -> Terminal<'a> {
    stage.load("busybox");
    docker(&stage.world.engine, &["run", "--detach", "--name", name, "busybox", "sleep", "1000"]);
    page.click("nav-containers").await;
    page.command(&format!("docker exec -it {name} sh")).await;
    let shell = Terminal::front(page, "exec").await;
    shell.run("echo here-$((40+2))", "here-42").await;
    shell
}

/// Waits until no shell is left in the container.
async fn shells_end(stage: &Stage, page: &Page, name: &str) {
    let ended = async || (!runs(stage, name, "sh")).then_some(());
    page.poll("the shell to end", ended).await;
}

/// Whether this command runs in the container. By the container's own `ps`: not every engine here has one.
fn runs(stage: &Stage, name: &str, command: &str) -> bool {
    let processes = docker(&stage.world.engine, &["exec", name, "ps", "-o", "pid,args"]);
    processes.lines().any(|line| line.trim_start().split_once(' ').is_some_and(|(_, args)| args.trim() == command))
}

/// Chooses what closing does, and waits until the shell knows.
async fn choose(page: &Page, home: &Scratch, way: &str) {
    page.click("nav-settings").await;
    page.click(&format!("close-{way}")).await;
    let file = home.join("config/dev.quayside.Quayside/settings.json");
    let wanted = format!("\"windowClose\": \"{way}\"");
    let written = async || std::fs::read_to_string(&file).ok().filter(|text| text.contains(&wanted));
    page.poll("the setting to be kept", written).await;
}

async fn a_window_that_is_closed_comes_back_with_its_sessions(stage: &Stage) {
    let home = Scratch::new();
    let (window, desk) = open(stage, at_home(stage, &home)).await;
    let page = &window.page;
    let shell = shell_in(stage, page, "web").await;

    desk.close(page).await;
    page.text_with("leave-item", "web · sh").await;
    page.settle().await;
    page.picture("leave-dialog").await;
    page.axe("[role=dialog]").await;
    // Who tries once more while it stands there has been heard as well, and is asked the next time.
    desk.close(page).await;
    page.settle().await;
    page.chord(&[key::ESCAPE]).await;
    page.until("the question to go", "!document.querySelector('[data-testid=leave-dialog]')").await;
    shell.run("echo still-$((40+2))", "still-42").await;

    // What is printed meanwhile is more than may wait for a page: it must not be held up by the window that is gone.
    let wait = "until test -f /tmp/hidden; do sleep 0.1; done";
    // From a file: what comes through a pipe comes in pieces of a line or two, for which an engine needs half a minute.
    docker(&stage.world.engine, &["exec", "web", "sh", "-c", "yes 0123456789 | head -c 40000000 > /tmp/flood"]);
    let flood = format!("({wait}; cat /tmp/flood; echo late-$((20+1)); touch /tmp/printed) &");
    shell.type_text(&format!("{flood}\n")).await;
    // Longer than a page that does not hear is waited for.
    tokio::time::sleep(Duration::from_secs(3)).await;
    desk.close(page).await;
    page.find("leave-stay").await;
    page.until("the keyboard on it", "document.activeElement?.dataset.testid === 'leave-stay'").await;
    page.chord(&[key::ENTER]).await;
    desk.is_empty(page).await;
    docker(&stage.world.engine, &["exec", "web", "touch", "/tmp/hidden"]);
    let printed = ["exec", "web", "sh", "-c", "test -f /tmp/printed && echo yes || echo no"];
    page.poll("all to be printed", async || (docker(&stage.world.engine, &printed) == "yes").then_some(())).await;

    start_again(stage, &home).await;
    desk.has_the_window(page).await;
    shell.shows("late-21").await;
    shell.run("echo again-$((40+2))", "again-42").await;
    page.settle().await;
    page.picture("window-shown-again").await;

    // A start beside a window that is there comes to the same.
    start_again(stage, &home).await;
    assert_eq!(desk.windows().len(), 1);

    shell.type_text("exit\n").await;
    shell.exited_with(0).await;
    desk.close(page).await;
    desk.is_empty(page).await;
    window.ended().await;
}

async fn a_window_is_closed_as_it_is_set_to(stage: &Stage) {
    let home = Scratch::new();
    let (window, desk) = open(stage, at_home(stage, &home)).await;
    let page = &window.page;
    let shell = shell_in(stage, page, "web").await;
    choose(page, &home, "keep").await;
    page.settle().await;
    page.picture("settings-window").await;
    desk.close(page).await;
    desk.is_empty(page).await;
    start_again(stage, &home).await;
    desk.has_the_window(page).await;
    shell.run("echo kept-$((40+2))", "kept-42").await;

    choose(page, &home, "ask").await;
    desk.close(page).await;
    page.click("leave-always").await;
    page.click("leave-quit").await;
    desk.is_empty(page).await;
    shells_end(stage, page, "web").await;
    window.ended().await;

    let window = Window::open_with(stage, at_home(stage, &home)).await;
    window.page.click("nav-settings").await;
    window.page.find_css("[data-testid=close-quit][aria-checked=true]").await;
    window.close().await;
}

async fn a_shell_in_a_paused_container_is_ended_after_the_pause(stage: &Stage) {
    let (window, desk) = open(stage, Options::of(stage)).await;
    let page = &window.page;
    shell_in(stage, page, "web").await;
    docker(&stage.world.engine, &["pause", "web"]);
    page.find_css("[data-testid=container-row][data-name=web][data-state=paused]").await;
    desk.close(page).await;
    page.text_with("leave-item", "the shell stays in it").await;
    page.settle().await;
    page.picture("leave-paused").await;
    page.click("leave-cancel").await;
    page.until("the question to go", "!document.querySelector('[data-testid=leave-dialog]')").await;

    page.click("dock-tab-close").await;
    page.text_with("close-session-dialog", "as soon as the container goes on").await;
    page.settle().await;
    page.picture("close-paused").await;
    page.click("close-session-end").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;
    docker(&stage.world.engine, &["unpause", "web"]);
    shells_end(stage, page, "web").await;
    window.close().await;
}

async fn a_shell_of_an_application_that_was_killed_is_ended_by_the_next(stage: &Stage) {
    let (home, engine) = (Scratch::new(), &stage.world.engine);
    let (window, _) = open(stage, at_home(stage, &home)).await;
    shell_in(stage, &window.page, "web").await;
    let shells = || std::fs::read_dir(home.join("data/dev.quayside.Quayside/shells")).unwrap().flatten();
    let mark = shells().find_map(|file| Some(file.file_name().to_str()?.strip_suffix("_.json")?.to_owned())).unwrap();
    // Of the same process and time, and not that of the shell.
    docker(engine, &["exec", "--detach", "--env", &format!("QUAYSIDE_EXEC={mark}1_"), "web", "sleep", "777"]);
    window.kill().await;
    assert!(runs(stage, "web", "sh"), "nobody has told the shell anything");

    let window = Window::open_with(stage, at_home(stage, &home)).await;
    // A window that is closed before its page is there can't say whether anything went wrong in it.
    window.page.find("nav-containers").await;
    shells_end(stage, &window.page, "web").await;
    assert!(runs(stage, "web", "sleep 777"), "what is not ours was ended");
    window.page.poll("nothing to be left to end", async || (shells().count() == 0).then_some(())).await;
    window.close().await;
}

async fn closing_reads_well_in_dark_french_and_narrow(stage: &Stage) {
    let (window, desk) = open(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.client().set_window_size(720, 860).await.unwrap();
    let long = "un-nom-de-conteneur-tellement-long-qu-il-ne-tient-sur-aucune-ligne-de-la-fenetre";
    shell_in(stage, page, long).await;
    desk.close(page).await;
    page.find("leave-item").await;
    page.settle().await;
    page.picture("fr-dark-narrow-leave").await;
    page.axe("[role=dialog]").await;
    docker(&stage.world.engine, &["pause", long]);
    page.text_with("leave-item", "le shell y restera").await;
    page.settle().await;
    page.picture("fr-dark-narrow-leave-paused").await;
    docker(&stage.world.engine, &["unpause", long]);
    page.text_with("leave-item", "Le shell sera fermé").await;
    page.click("leave-cancel").await;
    window.close().await;
}
