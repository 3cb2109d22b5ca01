//! Views of logs on a real engine: what goes on for a view, and that nothing goes on for one that is closed.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use quayside_engine::endpoint::Surroundings;
use quayside_engine::registry::credentials::{Logins, Places};
use quayside_engine::units::UnixMillis;
use quayside_engine::{ErrorCode, Result};
use quayside_shell::connection::{Connection, Listener};
use quayside_shell::logs::{Earlier, LogPhase, Logs, LogsInfo, LogsRange, View, runtime};
use quayside_shell::state::{EngineStatus, Tag};
use quayside_test_support::{Address, Fault, Kind, Proxy, Scratch, Trial, World, docker, trials};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

mod on_docker {
    use super::*;
    trials![World;
        earlier_lines_are_no_longer_read_for_a_view_that_is_closed_or_begins_anew,
        a_log_whose_wire_is_cut_anywhere_has_every_line_once,
        a_log_is_followed_through_cuts_and_stops_with_every_line_once,
        pages_above_grow_until_the_first_line_is_known_as_such,
        a_view_says_that_another_engine_is_in_use_and_goes_on_when_it_is_not,
    ];
}

mod on_podman {
    use super::*;
    trials![World; a_log_of_podman_has_every_line_once];
}

pub fn trials() -> Vec<Trial<World>> {
    [on_docker::trials(), on_podman::trials()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    on_docker::trials()
}

/// An engine whose logs are looked at.
struct Printing<'a> {
    socket: PathBuf,
    cli: &'a dyn Fn(&[&str]) -> String,
    busybox: &'a str,
    /// A line is in the log before it ends.
    keeps_prompts: bool,
}

struct Nobody;

impl Listener for Nobody {
    fn status(&self, _: EngineStatus) {}
    fn changed(&self, _: Vec<Tag>) {}
}

/// Passes on what has happened, as the application does.
#[derive(Default)]
struct Passes(OnceLock<Weak<Logs>>);

impl Passes {
    fn pass(&self) {
        if let Some(logs) = self.0.get().and_then(Weak::upgrade) {
            logs.something_happened();
        }
    }
}

impl Listener for Passes {
    fn status(&self, _: EngineStatus) {
        self.pass();
    }
    fn changed(&self, tags: Vec<Tag>) {
        if tags.contains(&Tag::Containers) {
            self.pass();
        }
    }
}

pub async fn until(what: &str, view: &View, yes: impl Fn(&LogsInfo) -> bool) {
    let reached = async {
        while !yes(&view.info()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let reached = tokio::time::timeout(Duration::from_secs(60), reached).await;
    assert!(reached.is_ok(), "waited for {what}: {:?}", view.info());
}

/// The engine has to be asked for what comes before, and does not answer.
pub async fn asks_in_vain(view: &Arc<View>) -> JoinHandle<Result<LogsInfo>> {
    let asking = Arc::clone(view);
    let asking = tokio::spawn(async move { asking.fetch_earlier().await });
    until("a question", view, |info| info.earlier == Earlier::Coming).await;
    asking
}

async fn is_over(asking: JoinHandle<Result<LogsInfo>>) {
    let answer = tokio::time::timeout(Duration::from_secs(30), asking).await.expect("it goes on");
    assert_eq!(answer.unwrap().unwrap_err().code, ErrorCode::SessionGone);
}

/// To the engine at the other end of the wire, for as long as the task goes on.
pub async fn connected(wire: &Proxy) -> (Arc<Connection>, JoinHandle<()>) {
    connected_in(Surroundings { docker_host: Some(wire.host()), ..Surroundings::default() }).await
}

pub async fn connected_in(surroundings: Surroundings) -> (Arc<Connection>, JoinHandle<()>) {
    heard_by(surroundings, Arc::new(Nobody)).await
}

async fn heard_by(surroundings: Surroundings, listener: Arc<dyn Listener>) -> (Arc<Connection>, JoinHandle<()>) {
    let connection = Arc::new(Connection::new(surroundings, Arc::new(Logins::new(Places::default())), None));
    let keeping = tokio::spawn(Arc::clone(&connection).keep(listener, false));
    let is_connected = async {
        while connection.engine().is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), is_connected).await.expect("an engine");
    (connection, keeping)
}

/// Views on an engine that hear of what happens there, for as long as the task goes on.
pub async fn hearing(surroundings: Surroundings, reading: &Handle) -> (Arc<Logs>, JoinHandle<()>) {
    let passes = Arc::new(Passes::default());
    let (connection, keeping) = heard_by(surroundings, Arc::<Passes>::clone(&passes)).await;
    let logs = Arc::new(Logs::new(connection, reading.clone(), Arc::new(|_| {})));
    passes.0.set(Arc::downgrade(&logs)).ok();
    (logs, keeping)
}

async fn earlier_lines_are_no_longer_read_for_a_view_that_is_closed_or_begins_anew(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["run", "-d", "busybox", "seq", "5000"]);
    docker(&world.engine, &["wait", &id]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (connection, keeping) = connected(&wire).await;
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let until_then = UnixMillis(UnixMillis::now().0 + 60_000);
    let range = LogsRange { tail: Some(100), since: None, until: Some(until_then.into()), follow: false };
    let view = logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
    let is_read = |info: &LogsInfo| info.containers[0].phase == LogPhase::Read && info.lines == 100;
    until("the log", &view, is_read).await;
    wire.stall(true);
    let asking = asks_in_vain(&view).await;
    view.begin(range).await.unwrap();
    is_over(asking).await;
    wire.stall(false);

    until("the log anew", &view, |info| is_read(info) && info.earlier == Earlier::More).await;
    wire.stall(true);
    let asking = asks_in_vain(&view).await;
    logs.close(view.id());
    is_over(asking).await;
    wire.stall(false);
    assert_eq!(logs.list().len(), 0);
    until("nothing to go on for it", &view, |_| Arc::strong_count(&view) == 1).await;
    keeping.abort();
    docker(&world.engine, &["rm", &id]);
}

async fn pages_above_grow_until_the_first_line_is_known_as_such(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["run", "-d", "busybox", "seq", "9000"]);
    docker(&world.engine, &["wait", &id]);
    let surroundings = Surroundings { docker_host: Some(world.engine.host()), ..Surroundings::default() };
    let (connection, keeping) = connected_in(surroundings).await;
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let range = LogsRange { tail: Some(100), since: None, until: None, follow: true };
    let view = logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
    let is_read = |info: &LogsInfo| info.lines == 100 && matches!(info.containers[0].phase, LogPhase::Ended { .. });
    for _ in 0..2 {
        until("the tail", &view, is_read).await;
        for lines in [1_100, 3_100, 7_100] {
            let info = view.fetch_earlier().await.unwrap();
            assert_eq!((info.lines, info.earlier), (lines, Earlier::More));
        }
        // Begun anew, it is read as before.
        view.begin(range).await.unwrap();
    }
    until("the tail", &view, is_read).await;
    while view.info().lines < 9_000 {
        view.fetch_earlier().await.unwrap();
    }
    until("the first line", &view, |info| info.earlier == Earlier::Nothing).await;
    // Nobody has to ask where everything came at once.
    view.begin(LogsRange { tail: Some(9_000), ..range }).await.unwrap();
    until("the first line", &view, |info| info.lines == 9_000 && !info.is_part()).await;
    logs.close(view.id());
    keeping.abort();
    docker(&world.engine, &["rm", &id]);
}

async fn a_view_says_that_another_engine_is_in_use_and_goes_on_when_it_is_not(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["run", "-d", "busybox", "seq", "500"]);
    docker(&world.engine, &["wait", &id]);
    // The same engine under another name.
    let scratch = Scratch::new();
    std::os::unix::fs::symlink(world.engine.socket(), scratch.join("docker.sock")).unwrap();
    let runtime_dir = Some(scratch.path().to_owned());
    let surroundings = Surroundings { docker_host: Some(world.engine.host()), runtime_dir, ..Surroundings::default() };
    let (connection, keeping) = connected_in(surroundings).await;
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let range = LogsRange { tail: Some(200), since: None, until: None, follow: true };
    let view = logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
    let ended = |info: &LogsInfo| info.containers[0].phase == LogPhase::Ended { code: 0 };
    until("the end", &view, ended).await;
    let switch = async |name: &str| {
        let endpoint = connection.endpoints().into_iter().find(|endpoint| endpoint.name == name).unwrap();
        connection.select(Some(endpoint.id));
        let is_in_use = async {
            while connection.name() != name || connection.engine().is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), is_in_use).await.expect("the other engine");
        logs.something_happened();
    };
    switch("Docker (rootless)").await;
    let elsewhere = LogPhase::Elsewhere { engine: "DOCKER_HOST".to_owned() };
    until("another engine", &view, |info| info.containers[0].phase == elsewhere).await;
    assert_eq!(view.fetch_earlier().await.unwrap_err().code, ErrorCode::EngineNotInUse);
    switch("DOCKER_HOST").await;
    until("its own engine", &view, ended).await;
    assert_eq!(view.fetch_earlier().await.unwrap().lines, 500);
    logs.close(view.id());
    keeping.abort();
    docker(&world.engine, &["rm", &id]);
}

pub fn shows(view: &View, text: &str) -> bool {
    view.text(None, false, true).0 == text.as_bytes()
}

/// All of a log, and what comes.
pub const ALL: LogsRange = LogsRange { tail: None, since: None, until: None, follow: true };

/// Containers that print a line last, and then another, each with the places of a cut in what is sent, counted from the end
/// of the one before.
struct Cuts<'a> {
    /// Of `run`.
    kind: &'a str,
    /// Before the path of its log.
    interface: &'a str,
    line: &'a str,
    print: &'a str,
    back: Vec<u64>,
}

/// How many bytes an engine sends when it is asked for all of a log: a head, and the log.
fn answer_length(printing: &Printing<'_>, interface: &str, id: &str) -> usize {
    let mut socket = UnixStream::connect(&printing.socket).unwrap();
    let path = format!("{interface}/containers/{id}/logs?stdout=1&stderr=1&timestamps=1");
    write!(socket, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
    socket.read_to_end(&mut Vec::new()).unwrap()
}

async fn cut(printing: &Printing<'_>, wire: &Proxy, logs: &Logs, cuts: Cuts<'_>) {
    let Cuts { kind, interface, line, print, back } = cuts;
    let newline = if kind == "-dt" { "\r\n" } else { "\n" };
    let script = format!("echo one; {print}; until [ -e /go ]; do sleep 0.1; done; echo after; sleep 1000000");
    let id = (printing.cli)(&["run", kind, printing.busybox, "sh", "-c", &script]);
    let open = async || logs.get(logs.open(std::slice::from_ref(&id), ALL, false).await.unwrap().id).unwrap();
    let whole = format!("one{newline}{line}{newline}");
    let mut views = vec![open().await];
    until("the log", &views[0], |_| shows(&views[0], &whole)).await;
    let length = answer_length(printing, interface, &id) as u64;
    for back in back {
        let struck = wire.struck();
        let after_request = Some(format!("/containers/{id}/logs"));
        wire.set_fault(Some(Fault { kind: Kind::Cut, at: length - back, after_request, once: true }));
        let view = open().await;
        until("a cut", &view, |_| wire.struck() > struck).await;
        until("every line", &view, |_| shows(&view, &whole)).await;
        views.push(view);
    }
    (printing.cli)(&["exec", &id, "touch", "/go"]);
    let more = format!("{whole}after{newline}");
    for view in views {
        until("one more line and nothing else", &view, |_| shows(&view, &more)).await;
        logs.close(view.id());
    }
    (printing.cli)(&["rm", "-f", &id]);
}

/// In an instant, a text, a newline; with frames, of a terminal, and of one in whose long line a second instant stands.
async fn a_log_whose_wire_is_cut_anywhere_has_every_line_once(world: &World) {
    const STEP: usize = 5;
    const STAMP: u64 = "2023-11-14T22:13:20.123456789Z ".len() as u64;
    /// What Docker cuts a line after, and the length of the long one.
    const PIECE: u64 = 16 * 1024;
    const LONG: u64 = 20_000;
    let scratch = Scratch::new();
    let cli = |arguments: &[&str]| docker(&world.engine, arguments);
    let printing = docker_prints(world, &cli);
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(printing.socket.clone()));
    let (connection, keeping) = connected(&wire).await;
    let logs = Logs::new(connection, runtime().unwrap(), Arc::new(|_| {}));
    let long = "x".repeat(LONG as usize);
    let second = LONG - PIECE + 2;
    for (kind, line, print, cuts) in [
        ("-d", "the last line", "echo the last line", 1..STAMP + 14),
        ("-dt", "the last line", "echo the last line", 1..STAMP + 15),
        ("-dt", &*long, "head -c 20000 /dev/zero | tr '\\0' x; echo", second..second + STAMP),
    ] {
        cut(&printing, &wire, &logs, Cuts { kind, interface: "", line, print, back: cuts.step_by(STEP).collect() })
            .await;
    }
    keeping.abort();
}

fn docker_prints<'a>(world: &World, cli: &'a dyn Fn(&[&str]) -> String) -> Printing<'a> {
    cli(&["pull", "-q", "busybox"]);
    Printing { socket: world.engine.socket().to_owned(), cli, busybox: "busybox", keeps_prompts: false }
}

async fn a_log_is_followed_through_cuts_and_stops_with_every_line_once(world: &World) {
    let cli = |arguments: &[&str]| docker(&world.engine, arguments);
    follow_through_everything(&docker_prints(world, &cli)).await;
}

/// Podman dates lines by whole seconds, and of a terminal it is asked by another interface.
async fn a_log_of_podman_has_every_line_once(world: &World) {
    let podman = crate::podman_with_busybox(world);
    let cli = |arguments: &[&str]| podman.podman(arguments).unwrap();
    let printing =
        Printing { socket: podman.socket(), cli: &cli, busybox: crate::PODMANS_BUSYBOX, keeps_prompts: true };
    follow_through_everything(&printing).await;
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(printing.socket.clone()));
    let (connection, keeping) = connected(&wire).await;
    let logs = Logs::new(connection, runtime().unwrap(), Arc::new(|_| {}));
    for (kind, interface) in [("-d", ""), ("-dt", "/v4.0.0/libpod")] {
        // In the text, and in the instant.
        let (print, back) = ("echo the last line", vec![8, 20]);
        cut(&printing, &wire, &logs, Cuts { kind, interface, line: "the last line", print, back }).await;
    }
    // Read at once, they have one instant.
    let id = cli(&["run", "-d", crate::PODMANS_BUSYBOX, "printf", "alike\\nalike\\nalike\\n"]);
    let view = logs.get(logs.open(std::slice::from_ref(&id), ALL, false).await.unwrap().id).unwrap();
    until("the end", &view, |info| matches!(info.containers[0].phase, LogPhase::Ended { .. })).await;
    assert_eq!(String::from_utf8_lossy(&view.text(None, false, true).0), "alike\nalike\nalike\n");
    logs.close(view.id());
    cli(&["rm", &id]);
    keeping.abort();
}

/// A wire that is cut in a line and between lines, and a container that stops and starts, in views of all lines and of the last.
async fn follow_through_everything(printing: &Printing<'_>) {
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(printing.socket.clone()));
    let (connection, keeping) = connected(&wire).await;
    let logs = Logs::new(connection, runtime().unwrap(), Arc::new(|_| {}));
    for (kind, newline) in [("-d", "\n"), ("-dt", "\r\n")] {
        let script = "seq 9; printf 'more? '; until [ -e /go ]; do sleep 0.05; done; echo yes; \
            until [ -e /last ]; do sleep 0.05; done; echo last; sleep 1000000";
        let id = (printing.cli)(&["run", kind, printing.busybox, "sh", "-c", script]);
        let open =
            async |range| logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
        let lines: Vec<String> = (1..=9).map(|number| format!("{number}{newline}")).collect();
        let (prompt, answer) = ("more? ", format!("yes{newline}"));
        let kept = if printing.keeps_prompts { prompt } else { "" };
        let all = open(ALL).await;
        until("the lines and the prompt", &all, |_| shows(&all, &[&lines.concat(), kept].concat())).await;
        // Others of the same second stand above its first.
        let last = open(LogsRange { tail: Some(3), ..ALL }).await;
        let above = lines.len() - if printing.keeps_prompts { 2 } else { 3 };
        let both = async |what: &str, text: &str| {
            until(what, &all, |_| shows(&all, &[&lines[..above].concat(), text].concat())).await;
            until(what, &last, |_| shows(&last, text)).await;
        };
        let mut text = [&lines[above..].concat(), kept].concat();
        both("the last lines", &text).await;

        wire.cut_now();
        (printing.cli)(&["exec", &id, "touch", "/go"]);
        text = [&lines[above..].concat(), prompt, &answer].concat();
        both("the answer behind the prompt", &text).await;

        (printing.cli)(&["stop", "-t", "0", &id]);
        for view in [&all, &last] {
            let ended = |info: &LogsInfo| matches!(info.containers[0].phase, LogPhase::Ended { .. });
            until("the end", view, ended).await;
        }
        (printing.cli)(&["start", &id]);
        logs.something_happened();
        text = [&text, &lines.concat(), prompt, &answer].concat();
        both("the lines of its new life", &text).await;

        wire.cut_now();
        (printing.cli)(&["exec", &id, "touch", "/last"]);
        text = format!("{text}last{newline}");
        both("the last line", &text).await;
        last.fetch_earlier().await.unwrap();
        let [whole, fetched] = [&all, &last].map(|view| String::from_utf8(view.text(None, false, true).0).unwrap());
        assert_eq!(fetched, whole);
        for view in [all, last] {
            logs.close(view.id());
        }
        (printing.cli)(&["rm", "-f", &id]);
    }
    tails_of_what_prints_have_no_gap(printing, &logs).await;
    keeping.abort();
}

/// What is printed between the last lines and what follows them is in neither or in both, as engines go.
async fn tails_of_what_prints_have_no_gap(printing: &Printing<'_>, logs: &Logs) {
    let script = "i=0; until [ -e /stop ]; do echo $i; i=$((i+1)); sleep 0.001; done; echo end; sleep 1000000";
    let id = (printing.cli)(&["run", "-d", printing.busybox, "sh", "-c", script]);
    let mut views = Vec::new();
    for _ in 0..4 {
        let range = LogsRange { tail: Some(20), ..ALL };
        let view = logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
        let follows = |info: &LogsInfo| info.containers[0].phase == LogPhase::Following && info.lines > 50;
        until("some lines", &view, follows).await;
        views.push(view);
    }
    (printing.cli)(&["exec", &id, "touch", "/stop"]);
    for view in views {
        let text = || String::from_utf8(view.text(None, false, true).0).unwrap();
        until("the end", &view, |_| text().ends_with("end\n")).await;
        let text = text();
        let numbers: Vec<u32> = text.lines().map_while(|line| line.parse().ok()).collect();
        assert_eq!(numbers.len() + 1, text.lines().count(), "{text}");
        assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
        logs.close(view.id());
    }
    (printing.cli)(&["rm", "-f", &id]);
}
