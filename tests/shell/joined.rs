//! Sessions in what runs already, as a page sees them: the size in the first prompt, the keys that leave, containers that
//! stop and start again, engines that go away and come back, a wire that is cut.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use quayside_engine::attach::AttachSpec;
use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, ExecSpec};
use quayside_engine::run::RunSpec;
use quayside_engine::units::UnixMillis;
use quayside_engine::{Engine, ErrorCode};
use quayside_shell::sessions::{Loss, SessionId, SessionInput, SessionPhase, Sessions};
use quayside_test_support::{
    Address, Archive, Fault, IGNORES_ALL, Image, Kind, Layer, PrivateDockerd, PrivatePodman, Proxy, Release, Scratch,
    Trial, World, docker, static_program, trials, wait_until,
};

use crate::{PODMANS_BUSYBOX, Page, SIZE, connect, connect_to, held_up_by_a_deaf_page, podman_with_busybox, spec};

/// How long an engine may take to begin what it was told to.
const BEGINS_WITHIN: Duration = Duration::from_secs(10);

mod on_docker {
    use super::*;
    trials![World;
        the_first_line_typed_meets_the_right_size,
        the_keys_leave_a_shell_and_its_pane_ends_it,
        a_shell_that_is_let_go_of_is_lost_where_it_goes_on,
        the_keys_leave_a_run_and_it_is_attached_to_again,
        a_tab_that_is_closed_leaves_the_main_process,
        a_shell_that_is_closed_in_a_pause_is_ended_after_it,
        a_shell_that_is_lost_and_closed_is_ended_when_its_engine_answers,
        a_shell_that_begins_unheard_is_ended,
        a_shell_that_only_its_terminal_ends_is_ended_or_said_to_stay,
        an_image_without_a_shell_says_so,
        a_container_that_starts_again_is_joined_again,
        a_lost_session_connects_by_itself_where_that_is_wanted,
        an_engine_that_comes_back_is_joined_again,
        a_wire_that_stalls_and_is_cut_leaves_one_end,
    ];
}

mod on_podman {
    use super::*;
    trials![World;
        the_first_line_typed_meets_the_right_size_on_podman,
        the_keys_leave_a_shell_on_podman_and_its_pane_ends_it,
        a_shell_that_is_closed_in_a_pause_is_ended_after_it_on_podman,
        a_session_on_podman_outlives_stops_and_cuts_and_a_deaf_page_holds_it_up,
    ];
}

pub fn trials() -> Vec<Trial<World>> {
    [on_docker::trials(), on_podman::trials()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    on_docker::trials()
}

const ROUNDS: u32 = 8;

/// Between two keys, as a person types them.
pub const KEYS_APART: Duration = Duration::from_millis(200);

pub fn text(text: &str) -> SessionInput {
    SessionInput::Text(text.into())
}

pub fn shell_in(container: &str) -> ExecSpec {
    ExecSpec { container: container.into(), ..ExecSpec::default() }
}

pub async fn is_lost(page: &Page, what: impl Fn(&Loss) -> bool) {
    let lost =
        |page: &Page| matches!(page.last().map(|info| info.phase), Some(SessionPhase::Lost { loss }) if what(&loss));
    page.until("the loss", lost).await;
    assert_eq!(page.seen.lock().unwrap().closings, 0, "it may go on");
}

pub async fn is_running(page: &Page) {
    page.until("it to run", |page| page.last().is_some_and(|info| info.phase == SessionPhase::Running)).await;
}

/// Types before anything is on the screen.
async fn first_lines(engine: &Engine, image: &str, container: &str) {
    let sessions = Arc::new(Sessions::default());
    for round in 0..ROUNDS {
        let (of_run, of_shell) = (Page::new(&sessions, 2 * round + 1), Page::new(&sessions, 2 * round + 2));
        let run = RunSpec { image: image.into(), ..spec("sh", true) };
        let run = sessions.open_run(engine.clone(), run, SIZE, of_run.clone()).unwrap().id;
        let shell = sessions.open_exec(engine.clone(), shell_in(container), SIZE, of_shell.clone()).await.unwrap().id;
        for (id, page) in [(run, of_run), (shell, of_shell)] {
            sessions.input(id, text("stty size; exit\r")).await.unwrap();
            page.end().await;
            assert!(page.text().contains("30 100\r\n"), "round {round}: {}", page.text());
        }
    }
}

async fn the_first_line_typed_meets_the_right_size(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    first_lines(&connect(&world.engine).await, "busybox", &host).await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn the_first_line_typed_meets_the_right_size_on_podman(world: &World) {
    let (podman, image) = (podman_with_busybox(world), PODMANS_BUSYBOX);
    let host = podman.podman(&["run", "-d", image, "sleep", "1000"]).unwrap();
    first_lines(&connect_to(podman.host()).await, image, &host).await;
}

/// What runs in a busybox besides its first process and the question itself. What has ended and waits for a parent that never
/// asks for it, as `sleep` as first process does not, runs no more.
pub fn others(engine: &PrivateDockerd, container: &str) -> usize {
    others_by(|arguments| docker(engine, arguments), container)
}

fn others_by(cli: impl Fn(&[&str]) -> String, container: &str) -> usize {
    let listed = cli(&["exec", container, "ps", "-o", "stat,pid,args"]);
    let rows = listed.lines().skip(1).filter_map(|line| {
        let (stat, process) = line.trim().split_once(char::is_whitespace)?;
        (!stat.starts_with('Z')).then(|| process.trim())
    });
    rows.filter(|process| !process.starts_with("1 ") && !process.ends_with("ps -o stat,pid,args")).count()
}

/// On Docker 20.10, which hangs up on a shell that is left, it ends; elsewhere it goes on, until it is ended from its pane.
async fn left_by_its_keys(engine: Engine, host: &str, others: impl Fn() -> usize, hangs_up: bool) {
    let sessions = Arc::new(Sessions::with_keys(DetachKeys::parse("ctrl-e,y").unwrap()));
    // As a person chooses; what no engine takes is none.
    sessions.choose_keys("ctrl-e,");
    let former = Page::new(&sessions, 1);
    let kept = sessions.open_exec(engine.clone(), shell_in(host), SIZE, former.clone()).await.unwrap();
    assert_eq!(kept.detach_keys, "ctrl-e,y");
    former.until("the prompt", |page| page.text().contains('#')).await;
    sessions.close(kept.id).unwrap();
    former.until("no process", |_| others() == 0).await;
    sessions.choose_keys("ctrl-e,x");
    let page = Page::new(&sessions, 1);
    let id = sessions.open_exec(engine, shell_in(host), SIZE, page.clone()).await.unwrap().id;
    page.until("the prompt", |page| page.text().contains('#')).await;
    // As they are typed: Podman does not know keys that come together.
    sessions.input(id, text("\x05")).await.unwrap();
    tokio::time::sleep(KEYS_APART).await;
    sessions.input(id, text("x")).await.unwrap();
    let end = page.end().await;
    assert_eq!((end.phase, end.detach_keys.as_str()), (SessionPhase::Detached, "ctrl-e,x"));
    if hangs_up {
        page.until("no process", |_| others() == 0).await;
    } else {
        assert_eq!(others(), 1, "it goes on");
    }
    sessions.cancel(id).unwrap();
    page.until("the end of the shell", |page| page.last().unwrap().phase == SessionPhase::Cancelled).await;
    page.until("no process", |_| others() == 0).await;
    assert_eq!(page.seen.lock().unwrap().closings, 1);
}

async fn the_keys_leave_a_shell_and_its_pane_ends_it(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    let hangs_up = world.engine.release() == Release::Installed;
    left_by_its_keys(connect(&world.engine).await, &host, || others(&world.engine, &host), hangs_up).await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn the_keys_leave_a_shell_on_podman_and_its_pane_ends_it(world: &World) {
    let (podman, image) = (podman_with_busybox(world), PODMANS_BUSYBOX);
    let cli = |arguments: &[&str]| podman.podman(arguments).unwrap();
    let host = cli(&["run", "-d", image, "sleep", "1000"]);
    left_by_its_keys(connect_to(podman.host()).await, &host, || others_by(cli, &host), false).await;
}

/// Docker says 126 of a shell that it has let go of, as of one that has ended with that.
async fn a_shell_that_is_let_go_of_is_lost_where_it_goes_on(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    let (ended, left) = (Page::new(&sessions, 1), Page::new(&sessions, 2));
    for (page, line) in [(&ended, "exit 126\r"), (&left, "trap '' HUP; echo set-$((1+1)); sleep 1000\r")] {
        let id = sessions.open_exec(engine.clone(), shell_in(&host), SIZE, page.clone()).await.unwrap().id;
        page.until("the prompt", |page| page.text().contains('#')).await;
        sessions.input(id, text(line)).await.unwrap();
    }
    assert!(matches!(ended.end().await.phase, SessionPhase::Exited { code: 126, .. }));
    left.until("the trap", |page| page.text().contains("set-2")).await;
    // Not the last that is typed, so it is not known for what it is; as where the wire breaks.
    sessions.input(SessionId(2), text("\x10\x11x")).await.unwrap();
    is_lost(&left, |loss| matches!(loss, Loss::Engine { .. })).await;
    assert_ne!(others(&world.engine, &host), 0);
    sessions.close(SessionId(2)).unwrap();
    assert_eq!(left.end().await.phase, SessionPhase::Cancelled);
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn the_keys_leave_a_run_and_it_is_attached_to_again(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let page = Page::new(&sessions, 1);
    let id = sessions.open_run(engine.clone(), spec("sh", true), SIZE, page.clone()).unwrap().id;
    page.until("the prompt", |page| page.text().contains('#')).await;
    sessions.input(id, text("name=kept\r\x10\x11")).await.unwrap();
    let end = page.end().await;
    assert_eq!(end.phase, SessionPhase::Detached);

    let container = end.container.unwrap();
    let again = Page::new(&sessions, 2);
    let attach = AttachSpec { container };
    let info = sessions.open_attach(engine, attach, SIZE, again.clone()).await.unwrap();
    assert_eq!(info.command_line, format!("docker attach {}", end.container_name.unwrap()));
    is_running(&again).await;
    sessions.input(info.id, text("echo $name-$((1+1)); stty size\r")).await.unwrap();
    again.until("the same process", |page| page.text().contains("kept-2") && page.text().contains("30 100")).await;
    sessions.input(info.id, text("exit 4\r")).await.unwrap();
    is_lost(&again, |loss| matches!(loss, Loss::Stopped { code: 4 } | Loss::Removed)).await;
    sessions.close(info.id).unwrap();
    again.end().await;
}

async fn a_tab_that_is_closed_leaves_the_main_process(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    for (number, terminal) in [(1, "-it"), (2, "-i"), (3, "--init=false"), (4, "-t")] {
        let host = docker(&world.engine, &["run", "-d", terminal, "busybox", "sleep", "1000"]);
        let page = Page::new(&sessions, number);
        let attach = AttachSpec { container: host.clone() };
        let info = sessions.open_attach(engine.clone(), attach, SIZE, page.clone()).await.unwrap();
        assert_eq!((info.tty, info.listens), (terminal.contains('t') && number != 3, number < 3));
        is_running(&page).await;
        sessions.close(info.id).unwrap();
        assert_eq!(page.end().await.phase, SessionPhase::Cancelled);
        assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.State.Running}}", &host]), "true");
        docker(&world.engine, &["rm", "-f", &host]);
    }
}

/// Nothing in a paused container can be told to end.
async fn closed_in_a_pause(engine: Engine, image: &str, cli: impl Fn(&[&str]) -> String) {
    let sessions = Arc::new(Sessions::default());
    let host = cli(&["run", "-d", image, "sleep", "1000"]);
    let page = Page::new(&sessions, 1);
    let id = sessions.open_exec(engine, shell_in(&host), SIZE, page.clone()).await.unwrap().id;
    page.until("the prompt", |page| page.text().contains('#')).await;
    cli(&["pause", &host]);
    sessions.close(id).unwrap();
    assert_eq!(page.end().await.phase, SessionPhase::Cancelled);
    // As an event of another container would have it.
    sessions.end_left().await;
    cli(&["unpause", &host]);
    assert_eq!(others_by(&cli, &host), 1, "nobody has told it anything");
    sessions.end_left().await;
    page.until("no shell", |_| others_by(&cli, &host) == 0).await;
    cli(&["rm", "-f", &host]);
}

async fn a_shell_that_is_closed_in_a_pause_is_ended_after_it(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    closed_in_a_pause(connect(&world.engine).await, "busybox", |arguments| docker(&world.engine, arguments)).await;
}

async fn a_shell_that_is_closed_in_a_pause_is_ended_after_it_on_podman(world: &World) {
    let (podman, image) = (podman_with_busybox(world), PODMANS_BUSYBOX);
    let cli = |arguments: &[&str]| podman.podman(arguments).unwrap();
    closed_in_a_pause(connect_to(podman.host()).await, image, cli).await;
}

async fn a_shell_that_is_lost_and_closed_is_ended_when_its_engine_answers(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["run", "-d", "--init", "busybox", "sleep", "1000"]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let kept = Arc::clone(&sessions);
    // As the application does, which takes its time.
    let keeping = tokio::spawn(async move {
        loop {
            kept.until_left().await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            kept.end_left().await;
        }
    });
    let page = Page::new(&sessions, 1);
    let shell = sessions.open_exec(engine, shell_in(&id), SIZE, page.clone()).await.unwrap().id;
    sessions.input(shell, text("echo here-$((40+2)); sleep 2000\r")).await.unwrap();
    page.until("the shell", |page| page.text().contains("here-42")).await;
    let goes_on = || docker(&world.engine, &["exec", &id, "ps", "-o", "args"]).contains("sleep 2000");
    page.until("its work", |_| goes_on()).await;
    wire.refuse();
    is_lost(&page, |loss| matches!(loss, Loss::Engine { .. })).await;
    sessions.close(shell).unwrap();
    assert_eq!(page.end().await.phase, SessionPhase::Cancelled);
    assert!(goes_on(), "nobody could end it");
    sessions.end_left().await;
    assert!(goes_on(), "nor now");
    wire.heal();
    // Nothing tells that it is there again.
    page.until("its end", |_| !goes_on()).await;
    keeping.abort();
    docker(&world.engine, &["rm", "-f", &id]);
}

async fn a_shell_that_begins_unheard_is_ended(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["run", "-d", "--init", "busybox", "sleep", "1000"]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let page = Page::new(&sessions, 1);
    // The engine is told to begin, and its answer is lost.
    wire.set_fault(Some(Fault { kind: Kind::Cut, at: 0, after_request: Some("/start".to_owned()), once: true }));
    let spec = ExecSpec { command: "sleep 2000".to_owned(), ..shell_in(&id) };
    sessions.open_exec(engine, spec, SIZE, page.clone()).await.unwrap();
    let end = page.end().await.phase;
    assert!(matches!(&end, SessionPhase::Failed { error } if error.code == ErrorCode::EngineLost), "{end:?}");
    // It may be ended before it does anything: what the engine tells of it is what there is to see.
    let events = || {
        let now = UnixMillis::now().0 / 1000;
        let about = format!("container={id}");
        let format = "{{.Action}} in {{.Actor.Attributes.execID}}";
        let asked = ["events", "--since=1h", &format!("--until={now}"), "--filter", &about, "--format", format];
        docker(&world.engine, &asked)
    };
    let begun = || Some(events().lines().find_map(|line| line.strip_prefix("exec_start: sleep 2000 in "))?.to_owned());
    // Docker 28 begins nothing for who has gone before it came to that.
    let waits = Instant::now() + BEGINS_WITHIN;
    let begun = loop {
        match begun() {
            None if Instant::now() < waits => tokio::time::sleep(Duration::from_millis(50)).await,
            begun => break begun,
        }
    };
    if let Some(exec) = begun {
        let died = format!("exec_die in {exec}");
        page.until("its end", |_| events().lines().any(|line| line == died)).await;
    }
    let processes = docker(&world.engine, &["exec", &id, "ps", "-o", "args"]);
    assert!(!processes.contains("sleep 2000"), "{processes}");
    docker(&world.engine, &["rm", "-f", &id]);
}

/// How many the engine says are running.
async fn execs(world: &World, engine: &Engine, container: &str) -> usize {
    let listed = docker(&world.engine, &["inspect", "-f", "{{range .ExecIDs}}{{.}} {{end}}", container]);
    let exits = listed.split_whitespace().map(|id| exec::exit(engine, id));
    join_all(exits).await.into_iter().filter(|exit| *exit == Ok(None)).count()
}

/// In an image with nothing that could look for them: the one ends with its input, the other takes no notice.
async fn a_shell_that_only_its_terminal_ends_is_ended_or_said_to_stay(world: &World) {
    const READS: &str = "#include <stdio.h>\nint main(void) { puts(\"begun\"); while (getchar() != EOF) {} return 7; }";
    let layer = Layer::build("ADD rootfs.tar.gz / # buildkit")
        .file("bin/reads", 0o755, &static_program(READS))
        .file("bin/stubborn", 0o755, &static_program(IGNORES_ALL))
        .finish();
    let image = Image {
        references: vec!["few:latest".into()],
        created: "2026-01-01T00:00:00Z".into(),
        parameters: serde_json::json!({ "Env": ["PATH=/bin"] }),
        layers: vec![layer],
    };
    let scratch = Scratch::new();
    let archive = scratch.join("image.tar");
    Archive::write(&archive, &[image]);
    docker(&world.engine, &["load", "--quiet", "--input", &archive.to_string_lossy()]);
    let host = docker(&world.engine, &["run", "-d", "-i", "--name", "few", "few", "reads"]);

    let stays: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = Arc::clone(&stays);
    let sessions = Sessions::default().telling(move |name| told.lock().unwrap().push(name.to_owned()));
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(sessions));
    for (number, command, is_paused, names) in
        [(1, "reads", false, 0), (2, "reads", true, 0), (3, "stubborn", false, 1), (4, "stubborn", true, 2)]
    {
        let page = Page::new(&sessions, number);
        let spec = ExecSpec { command: command.into(), ..shell_in(&host) };
        let id = sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap().id;
        page.until("its beginning", |page| page.text().contains("begun")).await;
        let before = execs(world, &engine, &host).await;
        if is_paused {
            docker(&world.engine, &["pause", &host]);
        }
        sessions.close(id).unwrap();
        // Much happens to other containers meanwhile.
        let rounds = async {
            loop {
                sessions.end_left().await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let end = tokio::select! { end = page.end() => end, never = rounds => never };
        assert_eq!(end.phase, SessionPhase::Cancelled);
        if is_paused {
            docker(&world.engine, &["unpause", &host]);
            sessions.end_left().await;
        }
        sessions.end_left().await;
        assert_eq!(*stays.lock().unwrap(), vec!["few"; names], "{command}, in a pause: {is_paused}");
        let left = if command == "reads" { before - 1 } else { before };
        assert_eq!(execs(world, &engine, &host).await, left, "{command}, in a pause: {is_paused}");
    }
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn an_image_without_a_shell_says_so(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    let host = docker(&world.engine, &["create", "hello-world"]);
    let page = Page::new(&sessions, 1);
    sessions.open_exec(engine, shell_in(&host), SIZE, page.clone()).await.unwrap();
    let end = page.end().await;
    assert!(matches!(&end.phase, SessionPhase::Failed { error } if error.code == ErrorCode::NoShell), "{end:?}");
    docker(&world.engine, &["rm", &host]);
}

async fn joined_after_a_stop(engine: Engine, image: &str, cli: impl Fn(&[&str]) -> String) {
    let sessions = Arc::new(Sessions::default());
    let host = cli(&["run", "-dit", image, "sh"]);
    let (shell, main) = (Page::new(&sessions, 1), Page::new(&sessions, 2));
    let in_shell = sessions.open_exec(engine.clone(), shell_in(&host), SIZE, shell.clone()).await.unwrap().id;
    let attach = AttachSpec { container: host.clone() };
    let in_main = sessions.open_attach(engine.clone(), attach, SIZE, main.clone()).await.unwrap().id;
    for (id, page) in [(in_shell, &shell), (in_main, &main)] {
        is_running(page).await;
        sessions.input(id, text("echo before-$((1+1))\r")).await.unwrap();
        page.until("the answer", |page| page.text().contains("before-2")).await;
    }
    cli(&["stop", "-t", "0", &host]);
    for (id, page) in [(in_shell, &shell), (in_main, &main)] {
        is_lost(page, |loss| matches!(loss, Loss::Stopped { code: 137 })).await;
        let refused = sessions.reconnect(id, Ok(engine.clone())).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::ContainerNotRunning, "{refused:?}");
    }
    cli(&["start", &host]);
    sessions.look_after_lost(&engine, false).await.unwrap();
    for (id, page) in [(in_shell, &shell), (in_main, &main)] {
        is_lost(page, |loss| *loss == Loss::Restarted).await;
        sessions.reconnect(id, Ok(engine.clone())).await.unwrap();
        is_running(page).await;
        sessions.input(id, text("echo after-$((2+2))\r")).await.unwrap();
        page.until("the new answer", |page| page.text().contains("after-4")).await;
        let seen = page.text();
        let line = if id == in_shell { "exec -it" } else { "attach" };
        assert!(seen.contains(&format!("──────── docker {line} ")), "{seen}");
        assert!(seen.find("before-2") < seen.find("────────"), "what was shown stays above");

        // A page that comes later gets both.
        let later = Page::new(&sessions, id.0);
        sessions.attach(id, later.clone()).unwrap();
        assert!(later.text().contains("before-2") && later.text().contains("after-4"), "{}", later.text());
        sessions.close(id).unwrap();
        later.end().await;
    }
    cli(&["rm", "-f", &host]);
}

async fn a_container_that_starts_again_is_joined_again(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    joined_after_a_stop(connect(&world.engine).await, "busybox", |arguments| docker(&world.engine, arguments)).await;
}

async fn a_lost_session_connects_by_itself_where_that_is_wanted(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    let page = Page::new(&sessions, 1);
    let id = sessions.open_exec(engine.clone(), shell_in(&host), SIZE, page.clone()).await.unwrap().id;
    is_running(&page).await;
    docker(&world.engine, &["restart", "-t", "0", &host]);
    is_lost(&page, |_| true).await;
    sessions.look_after_lost(&engine, true).await.unwrap();
    is_running(&page).await;
    docker(&world.engine, &["rm", "-f", &host]);
    is_lost(&page, |loss| matches!(loss, Loss::Removed | Loss::Stopped { .. })).await;
    let (other, before) = (PrivateDockerd::start_with(None, &[]), page.last());
    sessions.look_after_lost(&connect(&other).await, true).await.unwrap();
    assert_eq!(page.last(), before, "another engine says nothing of it");
    sessions.look_after_lost(&engine, true).await.unwrap();
    is_lost(&page, |loss| *loss == Loss::Removed).await;
    sessions.close(id).unwrap();
    page.end().await;
}

async fn an_engine_that_comes_back_is_joined_again(world: &World) {
    let own = PrivateDockerd::start_with(Some(&world.mirror.host_and_port()), &["--live-restore".to_owned()]);
    let (engine, sessions) = (connect(&own).await, Arc::new(Sessions::default()));
    docker(&own, &["pull", "-q", "busybox"]);
    let host = docker(&own, &["run", "-d", "--restart", "always", "busybox", "sleep", "1000"]);
    let (run, shell) = (Page::new(&sessions, 1), Page::new(&sessions, 2));
    sessions.open_run(engine.clone(), spec("sh", true), SIZE, run.clone()).unwrap();
    let id = sessions.open_exec(engine, shell_in(&host), SIZE, shell.clone()).await.unwrap().id;
    for page in [&run, &shell] {
        is_running(page).await;
    }
    own.kill();
    for page in [&run, &shell] {
        is_lost(page, |loss| matches!(loss, Loss::Engine { .. })).await;
    }
    own.start_again();
    let engine = connect(&own).await;
    shell.until("the container", |_| docker(&own, &["inspect", "-f", "{{.State.Running}}", &host]) == "true").await;
    sessions.reconnect(id, Ok(engine)).await.unwrap();
    is_running(&shell).await;
    sessions.input(id, text("echo back-$((1+1))\r")).await.unwrap();
    shell.until("the answer", |page| page.text().contains("back-2")).await;
    for (id, page) in [(SessionId(1), &run), (id, &shell)] {
        sessions.close(id).unwrap();
        page.end().await;
    }
}

async fn stalls_and_is_cut(socket: &Path, image: &str, cli: impl Fn(&[&str]) -> String) {
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(socket.to_owned()));
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = cli(&["run", "-d", image, "sleep", "1000"]);
    let page = Page::new(&sessions, 1);
    let id = sessions.open_exec(engine.clone(), shell_in(&host), SIZE, page.clone()).await.unwrap().id;
    page.until("the prompt", |page| page.text().contains('#')).await;
    wire.stall(true);
    sessions.input(id, text("echo held-$((1+1))\r")).await.unwrap();
    // Nothing comes: there is nothing to wait for but time.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!page.text().contains("held-2"));
    wire.stall(false);
    page.until("what was held", |page| page.text().contains("held-2")).await;
    wire.cut_now();
    is_lost(&page, |loss| matches!(loss, Loss::Engine { .. })).await;
    sessions.reconnect(id, Ok(engine)).await.unwrap();
    is_running(&page).await;
    // The shell before it, which only the wire had lost, is not left behind.
    page.until("one shell", |_| others_by(&cli, &host) == 1).await;
    sessions.close(id).unwrap();
    page.end().await;
    page.until("no shell", |_| others_by(&cli, &host) == 0).await;
    cli(&["rm", "-f", &host]);
}

async fn a_wire_that_stalls_and_is_cut_leaves_one_end(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    stalls_and_is_cut(world.engine.socket(), "busybox", |arguments| docker(&world.engine, arguments)).await;
}

/// Podman has no exit code until then, and says 0.
async fn cut_off_in_a_grace_period(podman: &PrivatePodman, image: &str) {
    let cli = |arguments: &[&str]| podman.podman(arguments).unwrap();
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(podman.socket().to_owned()));
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let script = "trap 'sleep 5; exit 3' TERM; while :; do echo set; sleep 0.1; done";
    let host = cli(&["run", "-dit", "--stop-timeout", "60", image, "sh", "-c", script]);
    let page = Page::new(&sessions, 1);
    let attach = AttachSpec { container: host.clone() };
    let id = sessions.open_attach(engine, attach, SIZE, page.clone()).await.unwrap().id;
    page.until("the trap", |page| page.text().contains("set")).await;
    std::thread::scope(|scope| {
        scope.spawn(|| cli(&["stop", &host]));
        wait_until("the stop", || cli(&["inspect", "-f", "{{.State.Status}}", &host]).trim() == "stopping");
        wire.cut_now();
    });
    is_lost(&page, |loss| *loss == Loss::Stopped { code: 3 }).await;
    let losses =
        page.seen.lock().unwrap().infos.iter().filter(|info| matches!(info.phase, SessionPhase::Lost { .. })).count();
    assert_eq!(losses, 1, "nothing else was said before");
    sessions.close(id).unwrap();
    page.end().await;
    cli(&["rm", "-f", &host]);
}

async fn a_session_on_podman_outlives_stops_and_cuts_and_a_deaf_page_holds_it_up(world: &World) {
    let (podman, image) = (podman_with_busybox(world), PODMANS_BUSYBOX);
    let cli = |arguments: &[&str]| podman.podman(arguments).unwrap();
    joined_after_a_stop(connect_to(podman.host()).await, image, cli).await;
    cut_off_in_a_grace_period(&podman, image).await;
    stalls_and_is_cut(&podman.socket(), image, cli).await;
    held_up_by_a_deaf_page(connect_to(podman.host()).await, image, |arguments| podman.podman(arguments)).await;
}
