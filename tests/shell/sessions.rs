//! Sessions on a real engine, as a page sees them: a hello with and without a registry, back-pressure down to the process,
//! a reload, an engine that goes away; and jobs, also where the connection or the disk fails them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod beginnings;
mod elsewhere;
mod figures;
mod files;
mod jobs;
mod joined;
mod killed;
mod logs;
mod logs_full;
mod logs_lives;
mod logs_saved;
mod many;
mod pressure;
mod rejoined;
mod resized;
mod searches;
mod silent;
mod soak;
#[path = "../terminal/xterm.rs"]
mod xterm;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use quayside_engine::exec::ExecSpec;
use quayside_engine::hijack::TerminalSize;
use quayside_engine::run::RunSpec;
use quayside_engine::{Endpoint, EndpointSource, Engine, ErrorCode};
use quayside_shell::sessions::{Loss, SessionId, SessionInfo, SessionInput, SessionPhase, Sessions};
use quayside_shell::stream::{Frame, Sink};
use quayside_test_support::{PrivateDockerd, PrivatePodman, Scene, World, docker, run_scenes, trials, try_docker};

fn main() -> ExitCode {
    let installed = vec![
        ("sessions", trials()),
        ("beginnings", beginnings::trials()),
        ("joined", joined::trials()),
        ("elsewhere", elsewhere::trials()),
        ("killed", killed::trials()),
        ("jobs", jobs::trials()),
        ("files", files::trials()),
        ("logs", logs::trials()),
        ("logs_full", logs_full::trials()),
        ("logs_lives", logs_lives::trials()),
        ("logs_saved", logs_saved::trials()),
        ("many", many::trials()),
        ("pressure", pressure::trials()),
        ("rejoined", rejoined::trials()),
        ("resized", resized::trials()),
        ("searches", searches::trials()),
        ("silent", silent::trials()),
        ("soak", soak::trials()),
    ];
    let sid = vec![
        ("sessions", trials()),
        ("beginnings", beginnings::trials_on_sid()),
        ("joined", joined::trials_on_sid()),
        ("killed", killed::trials_on_sid()),
        ("files", files::trials()),
        ("logs", logs::trials_on_sid()),
        ("logs_lives", logs_lives::trials_on_sid()),
        ("many", many::trials()),
        ("pressure", pressure::trials()),
        ("rejoined", rejoined::trials()),
        ("resized", resized::trials()),
        ("searches", searches::trials()),
        ("soak", soak::trials()),
    ];
    run_scenes(vec![
        Scene { name: "", start: World::start, groups: installed },
        Scene { name: "sid", start: World::start_on_sid, groups: sid },
    ])
}

trials![World;
    hello_is_pulled_run_and_told,
    hello_without_a_registry_is_the_built_in_one,
    a_shell_is_typed_into_and_ends_with_its_code,
    a_page_that_does_not_acknowledge_blocks_the_process,
    a_flood_comes_to_its_end_and_memory_stays_flat,
    a_page_that_comes_later_gets_the_screen,
    a_container_that_does_not_start_is_explained_and_not_left_behind,
    a_shell_that_is_closed_is_not_left_running,
    a_tab_closed_just_before_the_window_is_waited_for,
    an_engine_that_goes_away_ends_the_session_once,
];

/// Bytes kept of the output where a test does not want all of it.
const TAIL: usize = 256;

const SIZE: TerminalSize = TerminalSize { columns: 100, rows: 30 };

#[derive(Default)]
struct Seen {
    output: Vec<u8>,
    bytes: usize,
    infos: Vec<SessionInfo>,
    closings: usize,
    next: u32,
}

impl Seen {
    fn forget_old(&mut self, keep: bool) {
        let old = if keep { 0 } else { self.output.len().saturating_sub(TAIL) };
        self.output.drain(..old);
    }
}

/// A page: it checks the numbering and acknowledges, unless it has stopped to.
#[derive(Clone)]
struct Page {
    seen: Arc<Mutex<Seen>>,
    acknowledge: Option<tokio::sync::mpsc::UnboundedSender<usize>>,
    keep: bool,
}

impl Sink for Page {
    fn send(&self, Frame(frame): Frame) {
        let mut seen = self.seen.lock().unwrap();
        assert_eq!(u32::from_le_bytes(frame[..4].try_into().unwrap()), seen.next, "a frame is missing");
        seen.next += 1;
        let payload = &frame[5..];
        match frame[4] {
            0 => {
                seen.bytes += payload.len();
                seen.output.extend(payload);
                seen.forget_old(self.keep);
            }
            // What was shown before, and what makes the terminal what it was.
            4 => seen.output.extend(payload),
            // Seen, and given again when the flood is over.
            7 => {
                seen.bytes += payload.len();
                seen.output.extend(payload);
                seen.forget_old(self.keep);
            }
            5 => {}
            6 => {
                let ours = u32::from_le_bytes(payload[..4].try_into().unwrap()) as usize;
                seen.bytes += payload.len() - 8 - ours;
                seen.output.extend(&payload[8..]);
                seen.forget_old(self.keep);
            }
            kind => {
                seen.infos.push(serde_json::from_slice(payload).unwrap());
                seen.closings += usize::from(kind == 3);
            }
        }
        if let Some(sender) = &self.acknowledge {
            sender.send(frame.len()).ok();
        }
    }
}

impl Page {
    fn deaf() -> Self {
        Self { seen: Arc::default(), acknowledge: None, keep: true }
    }

    /// Acknowledges everything to the session of this number, from another task as a page would.
    fn new(sessions: &Arc<Sessions>, id: u32) -> Self {
        let (sender, mut lengths) = tokio::sync::mpsc::unbounded_channel();
        let told = Arc::clone(sessions);
        tokio::spawn(async move {
            while let Some(length) = lengths.recv().await {
                told.acknowledge(SessionId(id), length).ok();
            }
        });
        Self { seen: Arc::default(), acknowledge: Some(sender), keep: true }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap().output).into_owned()
    }

    fn last(&self) -> Option<SessionInfo> {
        self.seen.lock().unwrap().infos.last().cloned()
    }

    async fn until(&self, what: &str, yes: impl Fn(&Self) -> bool) {
        let waited = tokio::time::timeout(Duration::from_secs(60), async {
            while !yes(self) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        assert!(waited.await.is_ok(), "waited for {what}: {:?}\n{}", self.last(), self.text());
    }

    async fn end(&self) -> SessionInfo {
        self.until("the end", |page| page.last().is_some_and(|info| info.phase.is_final())).await;
        assert_eq!(self.seen.lock().unwrap().closings, 1, "exactly one closing frame");
        self.last().unwrap()
    }
}

async fn connect(engine: &PrivateDockerd) -> Engine {
    connect_to(engine.host()).await
}

async fn connect_to(address: String) -> Engine {
    let endpoint = Endpoint {
        id: "test".into(),
        name: "test".into(),
        address,
        source: EndpointSource::DockerHost,
        tls_dir: None,
        ssh_program: None,
    };
    Engine::connect(&endpoint).await.unwrap()
}

const PODMANS_BUSYBOX: &str = "docker.io/library/busybox:latest";

fn podman_with_busybox(world: &World) -> PrivatePodman {
    let podman = PrivatePodman::start(Some(&world.mirror.host_and_port()));
    podman.podman(&["pull", "-q", PODMANS_BUSYBOX]).unwrap();
    podman
}

fn spec(command: &str, interactive: bool) -> RunSpec {
    RunSpec { image: "busybox".into(), command: command.into(), interactive, remove: true, ..RunSpec::default() }
}

async fn hello_is_pulled_run_and_told(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let page = Page::new(&sessions, 1);
    // Slow enough that there is something to see between the first message and the last.
    world.mirror.throttle(Some(4 * 1024 * 1024));
    sessions.open_hello(engine, SIZE, page.clone()).unwrap();
    let end = page.end().await;
    world.mirror.throttle(None);
    assert!(page.text().contains("Hello from Docker!"), "{}", page.text());
    assert!(matches!(end.phase, SessionPhase::Exited { code: 0, .. }), "{end:?}");
    assert_eq!((end.command_line.as_str(), end.fallback), ("docker run hello-world", None));
    let infos = page.seen.lock().unwrap().infos.clone();
    let layers = infos.iter().find_map(|info| match &info.phase {
        SessionPhase::Pulling { progress } if !progress.layers.is_empty() => Some(progress.layers.len()),
        _ => None,
    });
    assert!(layers.is_some(), "the layers were shown");
    docker(&world.engine, &["rm", &end.container.unwrap()]);
    docker(&world.engine, &["rmi", "hello-world"]);
}

async fn hello_without_a_registry_is_the_built_in_one(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let page = Page::new(&sessions, 1);
    world.mirror.refuse();
    sessions.open_hello(engine, SIZE, page.clone()).unwrap();
    let end = page.end().await;
    world.mirror.heal();
    assert!(page.text().contains("Hello from Quayside!"), "{}", page.text());
    assert!(matches!(end.phase, SessionPhase::Exited { code: 0, .. }), "{end:?}");
    assert_eq!(end.fallback.map(|error| error.code), Some(ErrorCode::RegistryUnreachable));
    docker(&world.engine, &["rm", &end.container.unwrap()]);
    docker(&world.engine, &["rmi", "quayside/hello"]);
}

async fn a_shell_is_typed_into_and_ends_with_its_code(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    let page = Page::new(&sessions, 1);
    let centos = RunSpec { image: "centos".into(), ..spec("/bin/bash", true) };
    let id = sessions.open_run(engine, centos, SIZE, page.clone()).unwrap().id;
    page.until("the prompt", |page| page.text().contains("]# ") || page.text().contains("]#")).await;
    let text = |text: &str| SessionInput::Text(text.into());
    sessions.input(id, text("echo $((6*7)); stty size\r")).await.unwrap();
    page.until("the answer", |page| page.text().contains("42\r\n") && page.text().contains("30 100")).await;
    sessions.resize(id, TerminalSize { columns: 77, rows: 22 }).unwrap();
    page.until("the new size", |page| {
        // Asked again until the resize has arrived.
        futures_util::FutureExt::now_or_never(sessions.input(id, text("stty size\r")));
        page.text().contains("22 77")
    })
    .await;
    sessions.input(id, text("sleep 1000\r")).await.unwrap();
    page.until("sleep", |page| page.text().contains("sleep 1000")).await;
    sessions.input(id, text("\x03")).await.unwrap();
    sessions.input(id, text("exit 5\r")).await.unwrap();
    let end = page.end().await;
    assert!(matches!(end.phase, SessionPhase::Exited { code: 5, .. }), "{end:?}");
    assert!(end.container_removed);
    assert_eq!(sessions.input(id, text("x")).await.unwrap_err().code, ErrorCode::SessionGone);
}

async fn held_up_by_a_deaf_page(engine: Engine, image: &str, cli: impl Fn(&[&str]) -> Result<String, String>) {
    let sessions = Arc::new(Sessions::default());
    let page = Page::deaf();
    // Says on a volume how far it has come.
    let script = "sh -c 'stty raw; i=0; while [ $i -lt 2000 ]; do head -c 10240 /dev/zero; i=$((i+1)); echo $i > /count; done; echo done'";
    let id = sessions
        .open_run(
            engine,
            RunSpec { image: image.into(), name: "blocked".into(), ..spec(script, true) },
            SIZE,
            page.clone(),
        )
        .unwrap()
        .id;
    let count = || cli(&["exec", "blocked", "cat", "/count"]).expect("the process has not ended");
    page.until("some output", |page| page.seen.lock().unwrap().bytes > 50_000).await;
    // Blocked once two looks in a row see the same. One that comes while the number is written, or whose output Podman loses,
    // sees none.
    let mut before = String::new();
    for _ in 0..120 {
        let now = count();
        if now == before && !now.trim().is_empty() {
            break;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let held = page.seen.lock().unwrap().bytes;
    assert!(held < 256 * 1024, "{held} bytes were sent to a page that acknowledges nothing");
    assert!(before.trim().parse::<u32>().is_ok_and(|before| before < 2000), "the process ran on: {before:?}");

    let attentive = Page { keep: false, ..Page::new(&sessions, id.0) };
    sessions.attach(id, attentive.clone()).unwrap();
    let end = attentive.end().await;
    assert!(matches!(end.phase, SessionPhase::Exited { code: 0, .. }), "{end:?}");
}

async fn a_page_that_does_not_acknowledge_blocks_the_process(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let cli = |arguments: &[&str]| try_docker(&world.engine, arguments);
    held_up_by_a_deaf_page(connect(&world.engine).await, "busybox", cli).await;
}

/// Resident bytes of this process (`/proc/self/statm`, pages of 4 KiB).
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

async fn a_flood_comes_to_its_end_and_memory_stays_flat(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let page = Page { keep: false, ..Page::new(&sessions, 1) };
    let script = "sh -c 'yes 0123456789abcdef | head -c 67108864; echo the-end-$((40+2)); sleep 1000'";
    let before = resident();
    let id = sessions.open_run(engine, spec(script, true), SIZE, page.clone()).unwrap().id;
    page.until("the last line", |page| page.text().contains("the-end-42")).await;
    let grown = resident().saturating_sub(before);
    assert!(grown < 32 * 1024 * 1024, "memory grew by {grown} bytes");
    assert!(page.seen.lock().unwrap().bytes > 0);
    sessions.cancel(id).unwrap();
    page.end().await;
}

async fn a_page_that_comes_later_gets_the_screen(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let first = Page::new(&sessions, 1);
    let id = sessions.open_run(engine, spec("sh", true), SIZE, first.clone()).unwrap().id;
    sessions.input(id, SessionInput::Text("echo before-$((1+1))\r".into())).await.unwrap();
    first.until("the first answer", |page| page.text().contains("before-2")).await;
    let second = Page::new(&sessions, 1);
    sessions.attach(id, second.clone()).unwrap();
    assert!(second.text().ends_with(&first.text()), "{:?}", second.text());
    sessions.input(id, SessionInput::Text("echo after-$((2+2)); exit\r".into())).await.unwrap();
    second.end().await;
    assert!(second.text().contains("after-4") && !first.text().contains("after-4"));
}

async fn a_container_that_does_not_start_is_explained_and_not_left_behind(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let page = Page::new(&sessions, 1);
    let bad = RunSpec { name: "never".into(), remove: false, ..spec("no-such-command", false) };
    sessions.open_run(engine, bad, SIZE, page.clone()).unwrap();
    let end = page.end().await;
    assert!(
        matches!(&end.phase, SessionPhase::Failed { error } if error.code == ErrorCode::CommandNotFound),
        "{end:?}"
    );
    assert!(end.container_removed);
    assert!(try_docker(&world.engine, &["inspect", "never"]).is_err());
}

async fn a_shell_that_is_closed_is_not_left_running(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    // Without more capabilities than a container is given, root may not look into what is another user's.
    let cases: [(&[&str], &str); 4] =
        [(&[], ""), (&[], "1000"), (&["--user", "1000"], ""), (&["--user", "1000", "--cap-drop", "ALL"], "1000:1000")];
    for (number, (options, user)) in (1..).zip(cases) {
        let host = docker(&world.engine, &[&["run", "-d"], options, &["busybox", "sleep", "1000"]].concat());
        let page = Page::new(&sessions, number);
        let exec = ExecSpec { container: host.clone(), user: user.into(), ..ExecSpec::default() };
        let id = sessions.open_exec(engine.clone(), exec, SIZE, page.clone()).await.unwrap().id;
        page.until("the prompt", |page| page.text().contains(['#', '$'])).await;
        sessions.close(id).unwrap();
        page.until("only its own process", |_| joined::others(&world.engine, &host) == 0).await;
        docker(&world.engine, &["rm", "-f", &host]);
    }
}

async fn a_tab_closed_just_before_the_window_is_waited_for(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    for number in 1..=3 {
        let page = Page::new(&sessions, number);
        let exec = ExecSpec { container: host.clone(), ..ExecSpec::default() };
        let id = sessions.open_exec(engine.clone(), exec, SIZE, page.clone()).await.unwrap().id;
        page.until("the prompt", |page| page.text().contains('#')).await;
        sessions.close(id).unwrap();
        sessions.close_all().await;
        // No later: the application has ended by then.
        assert_eq!(page.last().unwrap().phase, SessionPhase::Cancelled);
        assert_eq!(joined::others(&world.engine, &host), 0);
    }
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn an_engine_that_goes_away_ends_the_session_once(world: &World) {
    let own = PrivateDockerd::start_on(world.engine.release(), Some(&world.mirror.host_and_port()));
    let (engine, sessions) = (connect(&own).await, Arc::new(Sessions::default()));
    docker(&own, &["pull", "-q", "busybox"]);
    let page = Page::new(&sessions, 1);
    let id = sessions.open_run(engine, spec("sh", true), SIZE, page.clone()).unwrap().id;
    page.until("the prompt", |page| page.text().contains('#')).await;
    own.kill();
    let lost = |loss: &Loss| matches!(loss, Loss::Engine { error } if error.code == ErrorCode::EngineLost);
    page.until(
        "the loss",
        |page| matches!(page.last().map(|info| info.phase), Some(SessionPhase::Lost { loss }) if lost(&loss)),
    )
    .await;
    sessions.close(id).unwrap();
    assert_eq!(page.end().await.phase, SessionPhase::Cancelled);
}
