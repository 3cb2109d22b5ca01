//! Shells of a process that was killed, as the next one finds them in their containers. What is killed here is a runtime, with
//! all that works on it: nothing of it does anything any more, and its connections break.

use std::sync::Arc;

use quayside_engine::Engine;
use quayside_engine::exec::ExecSpec;
use quayside_shell::sessions::{Ledger, SessionId, Sessions};
use quayside_test_support::{PrivateDockerd, PrivatePodman, Scratch, Trial, World, docker, trials};
use tokio::runtime::Builder;

use crate::joined::is_running;
use crate::{Page, SIZE, connect, connect_to};

mod on_docker {
    use super::*;

    trials![World; a_shell_of_a_process_that_was_killed_is_ended_by_the_next];
}

mod on_podman {
    use super::*;

    trials![World; a_shell_of_a_process_that_was_killed_is_ended_by_the_next_on_podman];
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
