//! Back-pressure and its end: a page that acknowledges nothing holds up the process, whatever way leads to it, and costs no
//! memory; a wire that is cut, and a window that closes, in the middle of floods end each session once and leave nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quayside_engine::Engine;
use quayside_engine::attach::AttachSpec;
use quayside_engine::exec::ExecSpec;
use quayside_shell::sessions::{SessionId, SessionInput, SessionPhase, Sessions};
use quayside_test_support::{Address, Proxy, Scratch, World, docker, trials, try_docker};

use crate::{Page, SIZE, connect, connect_to, joined, resident, spec};

trials![World;
    a_deaf_page_holds_up_a_shell_and_a_main_process,
    lines_that_a_deaf_page_is_spared_cost_no_memory,
    a_wire_that_is_cut_in_floods_ends_each_session_once,
    a_window_that_closes_in_floods_leaves_nothing,
    lines_of_two_outputs_by_turns_come_many_at_once,
];

/// Prints for ever, and says in a file how far it has come.
const COUNTS: &str = "i=0; while true; do head -c 10240 /dev/zero; i=$((i+1)); echo $i > /count; done\r";

/// Of memory, while nothing is taken: what waits in the session and on the way to it.
const HELD: usize = 32 << 20;

fn typed(line: &str) -> SessionInput {
    SessionInput::Text(line.into())
}

/// A container with a shell as its main process, in which nothing is left that has no parent.
fn host(world: &World) -> String {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["run", "-dit", "busybox", "sh"])
}

async fn open_shell(sessions: &Sessions, engine: &Engine, container: &str, page: &Page) -> SessionId {
    let spec = ExecSpec { container: container.into(), ..ExecSpec::default() };
    let id = sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap().id;
    is_running(page).await;
    id
}

async fn open_main(sessions: &Sessions, engine: &Engine, container: &str, page: &Page) -> SessionId {
    let spec = AttachSpec { container: container.into() };
    let id = sessions.open_attach(engine.clone(), spec, SIZE, page.clone()).await.unwrap().id;
    is_running(page).await;
    id
}

async fn is_running(page: &Page) {
    page.until("it to run", |page| page.last().is_some_and(|info| info.phase == SessionPhase::Running)).await;
}

fn received(page: &Page) -> usize {
    page.seen.lock().unwrap().bytes
}

async fn a_deaf_page_holds_up_a_shell_and_a_main_process(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    for of_main in [false, true] {
        let container = host(world);
        let page = Page::deaf();
        let before = resident();
        let id = if of_main {
            open_main(&sessions, &engine, &container, &page).await
        } else {
            open_shell(&sessions, &engine, &container, &page).await
        };
        sessions.input(id, typed(&format!("stty raw; {COUNTS}"))).await.unwrap();
        page.until("some output", |page| received(page) > 50_000).await;
        // Blocked once two looks in a row see the same.
        let count = || docker(&world.engine, &["exec", &container, "cat", "/count"]);
        let mut seen = count();
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            assert!(Instant::now() < until, "of main: {of_main}: nothing holds it up");
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = count();
            if !now.is_empty() && now == seen {
                break;
            }
            seen = now;
        }
        assert!(received(&page) < 256 << 10, "{} bytes for a page that acknowledges nothing", received(&page));
        let grown = resident().saturating_sub(before);
        assert!(grown < HELD, "of main: {of_main}: memory grew by {grown} bytes");

        // Another page takes it up, and it goes on where it was.
        let attentive = Page { keep: false, ..Page::new(&sessions, id.0) };
        sessions.attach(id, attentive.clone()).unwrap();
        attentive.until("more", |_| count() != seen).await;
        sessions.close(id).unwrap();
        attentive.end().await;
        docker(&world.engine, &["rm", "-f", &container]);
    }
}

/// Lines are passed over (ADR 0016): whoever prints them is not held up for a page, and nothing of that stays.
async fn lines_that_a_deaf_page_is_spared_cost_no_memory(world: &World) {
    const PRINTED: u64 = 128 << 20;
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    let container = host(world);
    let page = Page::deaf();
    let before = resident();
    let id = open_shell(&sessions, &engine, &container, &page).await;
    sessions.input(id, typed("yes 0123456789abcdef0123456789abcdef0123456789abcdef\r")).await.unwrap();
    let printed = || sessions.transcript(id).unwrap().end;
    page.until("the lines", |_| printed() > PRINTED).await;
    assert!(received(&page) < 256 << 10, "{} bytes for a page that acknowledges nothing", received(&page));
    let grown = resident().saturating_sub(before);
    assert!(grown < HELD, "memory grew by {grown} bytes");
    sessions.close(id).unwrap();
    page.end().await;
    docker(&world.engine, &["rm", "-f", &container]);
}

/// A run, a shell and an attachment that print, each with a page that acknowledges, or with deaf ones.
struct Floods {
    shell_host: String,
    main_host: String,
    open: Vec<(SessionId, Page)>,
}

impl Floods {
    async fn start(world: &World, sessions: &Arc<Sessions>, engine: &Engine, is_deaf: bool) -> Floods {
        let (shell_host, main_host) = (host(world), host(world));
        let number = sessions.list().last().map_or(0, |info| info.id.0);
        let page = |n: u32| match is_deaf {
            true => Page::deaf(),
            false => Page { keep: false, ..Page::new(sessions, number + n) },
        };
        let pages = [page(1), page(2), page(3)];
        let run = sessions.open_run(engine.clone(), spec("sh", true), SIZE, pages[0].clone()).unwrap().id;
        is_running(&pages[0]).await;
        let shell = open_shell(sessions, engine, &shell_host, &pages[1]).await;
        let main = open_main(sessions, engine, &main_host, &pages[2]).await;
        let open: Vec<_> = [run, shell, main].into_iter().zip(pages).collect();
        for (id, page) in &open {
            sessions.input(*id, typed("yes 0123456789abcdef\r")).await.unwrap();
            page.until("a flood", |page| received(page) > 30_000).await;
        }
        Floods { shell_host, main_host, open }
    }

    /// Of the shell nothing is left; a run and a main process go on by themselves.
    async fn leave_nothing(self, world: &World) {
        let others = || joined::others(&world.engine, &self.shell_host);
        self.open[1].1.until("the main process alone", |_| others() == 0).await;
        let run = self.open[0].1.last().unwrap().container.unwrap();
        docker(&world.engine, &["kill", &run]);
        docker(&world.engine, &["rm", "-f", &self.shell_host, &self.main_host]);
        // With `--rm` it goes by itself.
        self.open[0].1.until("no run", |_| try_docker(&world.engine, &["inspect", &run]).is_err()).await;
    }
}

/// Docker 20.10 sometimes ends a shell whose connection breaks while it prints, and says so. Under load one in two times.
fn is_ended(phase: &SessionPhase) -> bool {
    matches!(phase, SessionPhase::Exited { code: 126, .. })
}

async fn a_wire_that_is_cut_in_floods_ends_each_session_once(world: &World) {
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    for is_deaf in [false, true] {
        let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
        let floods = Floods::start(world, &sessions, &engine, is_deaf).await;
        wire.cut_now();
        for (id, page) in &floods.open {
            if !is_deaf {
                let is_lost = |phase: SessionPhase| matches!(phase, SessionPhase::Lost { .. }) || is_ended(&phase);
                page.until("the loss", |page| page.last().is_some_and(|info| is_lost(info.phase))).await;
            }
            sessions.close(*id).unwrap();
        }
        for (_, page) in &floods.open {
            let phase = page.end().await.phase;
            assert!(phase == SessionPhase::Cancelled || is_ended(&phase), "{phase:?}");
        }
        assert!(sessions.list().is_empty());
        floods.leave_nothing(world).await;
    }
}

async fn a_window_that_closes_in_floods_leaves_nothing(world: &World) {
    for is_deaf in [false, true] {
        let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
        let floods = Floods::start(world, &sessions, &engine, is_deaf).await;
        let closed = tokio::time::timeout(Duration::from_secs(60), sessions.close_all()).await;
        assert!(closed.is_ok(), "it waits for a page that has gone");
        for (_, page) in &floods.open {
            assert_eq!(page.end().await.phase, SessionPhase::Cancelled);
        }
        floods.leave_nothing(world).await;
    }
}

/// To a page that is slow: were they told apart, each line would be a frame of its own.
async fn lines_of_two_outputs_by_turns_come_many_at_once(world: &World) {
    const LINES: usize = 3000;
    let (engine, sessions) = (connect(&world.engine).await, Sessions::default());
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let page = Page::deaf();
    let script = format!("sh -c 'i=0; while [ $i -lt {LINES} ]; do echo out; echo err >&2; i=$((i+1)); done'");
    let id = sessions.open_run(engine, spec(&script, false), SIZE, page.clone()).unwrap().id;
    page.until("both outputs", |page| received(page) == LINES * "out\nerr\n".len()).await;
    let frames = page.seen.lock().unwrap().next as usize;
    assert!(frames < LINES, "{frames} frames of {} lines", 2 * LINES);
    page.until("the end", |page| page.last().is_some_and(|info| info.phase.is_final())).await;
    sessions.close(id).unwrap();
}
