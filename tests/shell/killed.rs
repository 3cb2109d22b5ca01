//! Shells of a process that was killed, as the next one finds them in their containers. What is killed here is a runtime, with
//! all that works on it: nothing of it does anything any more, and its connections break.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use quayside_engine::Engine;
use quayside_engine::exec::ExecSpec;
use quayside_shell::sessions::{Ledger, SessionId, Sessions};
use quayside_test_support::{
    Address, PrivateDockerd, PrivatePodman, Proxy, Scratch, Trial, World, docker, trials, wait_until,
};
use tokio::runtime::Builder;

use crate::joined::is_running;
use crate::{PODMANS_BUSYBOX, Page, SIZE, connect, connect_to, podman_with_busybox};

mod on_docker {
    use super::*;

    trials![World;
        a_shell_of_a_process_that_was_killed_is_ended_by_the_next,
        a_shell_far_away_that_takes_no_notice_is_told_and_forgotten,
    ];
}

mod on_podman {
    use super::*;

    trials![World;
        a_shell_of_a_process_that_was_killed_is_ended_by_the_next_on_podman,
        a_shell_far_away_that_takes_no_notice_is_told_and_forgotten_on_podman,
    ];
}

pub fn trials() -> Vec<Trial<World>> {
    [on_docker::trials(), on_podman::trials()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    on_docker::trials()
}

/// Those of a process that keeps what is open here.
fn sessions_of(home: &Scratch) -> Sessions {
    Sessions::default().written_in(Ledger::open(home.join("shells")))
}

/// How many shells are written down.
fn written(home: &Scratch) -> usize {
    std::fs::read_dir(home.join("shells")).unwrap().count()
}

/// A process of its own in the container; it is the first session.
async fn open(sessions: &Arc<Sessions>, engine: &Engine, container: &str, command: &str) -> Page {
    let page = Page::new(sessions, 1);
    let spec = ExecSpec { container: container.into(), command: command.into(), ..ExecSpec::default() };
    sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap();
    is_running(&page).await;
    page
}

/// The same, of a process that is killed then.
async fn left(home: &Scratch, address: &str, container: &str, command: &str) {
    // What others use has connections that go on.
    let engine = connect_to(address.to_owned()).await;
    let process = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sessions = Arc::new(sessions_of(home).behind(process.handle().clone()));
    open(&sessions, &engine, container, command).await;
    tokio::task::spawn_blocking(move || drop(process)).await.unwrap();
}

/// The next process, once its engine is reached.
async fn next(home: &Scratch, engine: &Engine) {
    let sessions = sessions_of(home);
    sessions.take_over(engine);
    sessions.end_left().await;
}

/// `another`: an engine that does not have the container.
async fn ended_by_the_next(address: &str, another: &Engine, image: &str, cli: impl Fn(&[&str]) -> String) {
    let (home, engine) = (Scratch::new(), connect_to(address.to_owned()).await);
    let host = cli(&["run", "-d", image, "sleep", "1000"]);
    let processes = || cli(&["exec", &host, "ps", "-o", "args"]);
    let run = |commands: &[&str]| {
        let processes = processes();
        commands.iter().all(|command| processes.lines().any(|line| line.trim() == *command))
    };
    let (ours, neighbours, foreign) = ("sleep 2001", "sleep 2002", "sleep 2003");
    let neighbour = Arc::new(sessions_of(&home));
    let of_neighbour = open(&neighbour, &engine, &host, neighbours).await;
    cli(&["exec", "-d", "-e", "QUAYSIDE_EXEC=1-2-3_", &host, "sleep", "2003"]);
    left(&home, address, &host, ours).await;
    of_neighbour.until("all of them", |_| run(&[ours, neighbours, foreign])).await;
    assert_eq!(written(&home), 2);

    // While another engine is reached it waits, and in a pause, also when this process ends.
    cli(&["pause", &host]);
    let in_a_pause = sessions_of(&home);
    for reached in [another, &engine] {
        in_a_pause.take_over(reached);
        in_a_pause.end_left().await;
        assert_eq!(written(&home), 2);
    }
    in_a_pause.close_all().await;
    drop(in_a_pause);
    cli(&["unpause", &host]);
    assert!(run(&[ours, neighbours, foreign]), "nobody has told them anything: {}", processes());

    next(&home, &engine).await;
    of_neighbour.until("its end", |_| !run(&[ours])).await;
    assert!(run(&[neighbours, foreign]), "the others are not ours to end: {}", processes());
    assert_eq!(written(&home), 1, "the neighbour's");
    neighbour.close(SessionId(1)).unwrap();
    of_neighbour.end().await;
    of_neighbour.until("its end", |_| !run(&[neighbours])).await;
    assert!(run(&[foreign]), "{}", processes());
    assert_eq!(written(&home), 0);

    // With its container's life the shell has ended.
    for end in [&["restart", "-t", "0", &host][..], &["rm", "-f", &host]] {
        left(&home, address, &host, ours).await;
        cli(end);
        assert_eq!(written(&home), 1);
        next(&home, &engine).await;
        assert_eq!(written(&home), 0, "after {end:?}");
    }
}

async fn a_shell_of_a_process_that_was_killed_is_ended_by_the_next(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let other = PrivateDockerd::start_with(None, &[]);
    let (address, another) = (world.engine.host(), connect(&other).await);
    ended_by_the_next(&address, &another, "busybox", |arguments| docker(&world.engine, arguments)).await;
}

async fn a_shell_of_a_process_that_was_killed_is_ended_by_the_next_on_podman(world: &World) {
    let podman = PrivatePodman::start(Some(&world.mirror.host_and_port()));
    let image = "docker.io/library/busybox:latest";
    podman.podman(&["pull", "-q", image]).unwrap();
    let another = connect(&world.engine).await;
    ended_by_the_next(&podman.host(), &another, image, |arguments| podman.podman(arguments).unwrap()).await;
}

/// It is told several times, and each answer is long on its way. Whoever waits for that does not do so for ever.
async fn told_from_far_away(socket: &Path, image: &str, cli: impl Fn(&[&str]) -> String) {
    let (home, scratch) = (Scratch::new(), Scratch::new());
    let host = cli(&["run", "-d", image, "sleep", "1000"]);
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(socket.to_owned()));
    let heard = "(trap : HUP; sleep 2001; echo heard >> /heard) &";
    let command = format!("sh -c \"{heard} trap '' HUP; sleep 2002\"");
    left(&home, &wire.host(), &host, &command).await;
    let run = |command| cli(&["exec", &host, "ps", "-o", "args"]).lines().any(|line| line.trim() == command);
    let goes_on = || run("sleep 2002");
    wait_until("both", || goes_on() && run("sleep 2001"));
    wire.delay(Duration::from_millis(50));
    next(&home, &connect_to(wire.host()).await).await;
    assert!(goes_on(), "it takes no notice");
    assert_eq!(cli(&["exec", &host, "cat", "/heard"]).trim(), "heard", "and was told");
    assert_eq!(written(&home), 0, "nobody tries again");
    cli(&["rm", "-f", &host]);
}

async fn a_shell_far_away_that_takes_no_notice_is_told_and_forgotten(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    told_from_far_away(world.engine.socket(), "busybox", |arguments| docker(&world.engine, arguments)).await;
}

async fn a_shell_far_away_that_takes_no_notice_is_told_and_forgotten_on_podman(world: &World) {
    let podman = podman_with_busybox(world);
    told_from_far_away(&podman.socket(), PODMANS_BUSYBOX, |arguments| podman.podman(arguments).unwrap()).await;
}
