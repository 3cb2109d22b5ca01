//! Views of logs on a real engine: what goes on for a view, and that nothing goes on for one that is closed.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use quayside_engine::endpoint::Surroundings;
use quayside_engine::registry::credentials::{Logins, Places};
use quayside_engine::units::UnixMillis;
use quayside_engine::{ErrorCode, Result};
use quayside_shell::connection::{Connection, Listener};
use quayside_shell::logs::{Earlier, LogPhase, Logs, LogsInfo, LogsRange, View};
use quayside_shell::state::{EngineStatus, Tag};
use quayside_test_support::{Address, Fault, Kind, Proxy, Scratch, World, docker, trials};
use tokio::task::JoinHandle;

trials![World;
    earlier_lines_are_no_longer_read_for_a_view_that_is_closed_or_begins_anew,
    a_log_whose_wire_is_cut_anywhere_has_every_line_once,
    pages_above_grow_until_the_first_line_is_known_as_such,
    a_view_says_that_another_engine_is_in_use_and_goes_on_when_it_is_not,
];

struct Nobody;

impl Listener for Nobody {
    fn status(&self, _: EngineStatus) {}
    fn changed(&self, _: Vec<Tag>) {}
}

async fn until(what: &str, view: &View, yes: impl Fn(&LogsInfo) -> bool) {
    let reached = async {
        while !yes(&view.info()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let reached = tokio::time::timeout(Duration::from_secs(60), reached).await;
    assert!(reached.is_ok(), "waited for {what}: {:?}", view.info());
}

/// The engine has to be asked for what comes before, and does not answer.
async fn asks_in_vain(view: &Arc<View>) -> JoinHandle<Result<LogsInfo>> {
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
async fn connected(wire: &Proxy) -> (Arc<Connection>, JoinHandle<()>) {
    connected_in(Surroundings { docker_host: Some(wire.host()), ..Surroundings::default() }).await
}

async fn connected_in(surroundings: Surroundings) -> (Arc<Connection>, JoinHandle<()>) {
    let connection = Arc::new(Connection::new(surroundings, Arc::new(Logins::new(Places::default())), None));
    let keeping = tokio::spawn(Arc::clone(&connection).keep(Arc::new(Nobody), false));
    let is_connected = async {
        while connection.engine().is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), is_connected).await.expect("an engine");
    (connection, keeping)
}

async fn earlier_lines_are_no_longer_read_for_a_view_that_is_closed_or_begins_anew(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["run", "-d", "busybox", "seq", "5000"]);
    docker(&world.engine, &["wait", &id]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (connection, keeping) = connected(&wire).await;
    let logs = Logs::new(Arc::clone(&connection), Arc::new(|_| {}));
    let until_then = UnixMillis(UnixMillis::now().0 + 60_000);
    let range = LogsRange { tail: Some(100), since: None, until: Some(until_then), follow: false };
    let view = logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
    let is_read = |info: &LogsInfo| info.containers[0].phase == LogPhase::Read && info.lines == 100;
    until("the log", &view, is_read).await;
    wire.stall(true);
    let asking = asks_in_vain(&view).await;
    view.begin(range);
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
    let logs = Logs::new(Arc::clone(&connection), Arc::new(|_| {}));
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
        view.begin(range);
    }
    until("the tail", &view, is_read).await;
    while view.info().lines < 9_000 {
        view.fetch_earlier().await.unwrap();
    }
    until("the first line", &view, |info| info.earlier == Earlier::Nothing).await;
    // Nobody has to ask where everything came at once.
    view.begin(LogsRange { tail: Some(9_000), ..range });
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
    let logs = Logs::new(Arc::clone(&connection), Arc::new(|_| {}));
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

/// How many bytes an engine sends when it is asked for all of a log: a head, and the log.
fn answer_length(world: &World, id: &str) -> usize {
    let mut socket = UnixStream::connect(world.engine.socket()).unwrap();
    write!(socket, "GET /containers/{id}/logs?stdout=1&stderr=1&timestamps=1 HTTP/1.0\r\n\r\n").unwrap();
    socket.read_to_end(&mut Vec::new()).unwrap()
}

/// In an instant, a text, a newline; with frames, of a terminal, and of one in whose long line a second instant stands.
async fn a_log_whose_wire_is_cut_anywhere_has_every_line_once(world: &World) {
    const STEP: usize = 5;
    const STAMP: u64 = "2023-11-14T22:13:20.123456789Z ".len() as u64;
    /// What Docker cuts a line after, and the length of the long one.
    const PIECE: u64 = 16 * 1024;
    const LONG: u64 = 20_000;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (connection, keeping) = connected(&wire).await;
    let logs = Logs::new(Arc::clone(&connection), Arc::new(|_| {}));
    let range = LogsRange { tail: None, since: None, until: None, follow: true };
    let long = "x".repeat(LONG as usize);
    let second = LONG - PIECE + 2;
    for (kind, newline, line, print, cuts) in [
        ("-d", "\n", "the last line", "echo the last line", 1..STAMP + 14),
        ("-dt", "\r\n", "the last line", "echo the last line", 1..STAMP + 15),
        ("-dt", "\r\n", &long, "head -c 20000 /dev/zero | tr '\\0' x; echo", second..second + STAMP),
    ] {
        let script = format!("echo one; {print}; until [ -e /go ]; do sleep 0.1; done; echo after; sleep 1000000");
        let id = docker(&world.engine, &["run", kind, "busybox", "sh", "-c", &script]);
        let open = async || logs.get(logs.open(std::slice::from_ref(&id), range, false).await.unwrap().id).unwrap();
        let shows = |view: &View, text: &str| view.text(None, false, true).0 == text.as_bytes();
        let whole = format!("one{newline}{line}{newline}");
        let mut views = vec![open().await];
        until("the log", &views[0], |_| shows(&views[0], &whole)).await;
        let length = answer_length(world, &id) as u64;
        for back in cuts.step_by(STEP) {
            let struck = wire.struck();
            let after_request = Some(format!("/containers/{id}/logs"));
            wire.set_fault(Some(Fault { kind: Kind::Cut, at: length - back, after_request, once: true }));
            let view = open().await;
            until("a cut", &view, |_| wire.struck() > struck).await;
            until("every line", &view, |_| shows(&view, &whole)).await;
            views.push(view);
        }
        docker(&world.engine, &["exec", &id, "touch", "/go"]);
        let more = format!("{whole}after{newline}");
        for view in views {
            until("one more line and nothing else", &view, |_| shows(&view, &more)).await;
            logs.close(view.id());
        }
        docker(&world.engine, &["rm", "-f", &id]);
    }
    keeping.abort();
}
