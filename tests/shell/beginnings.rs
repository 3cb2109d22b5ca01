//! Sessions that are only beginning: a tab that is closed while its container starts, a main process that is taken up.

use std::sync::Arc;
use std::time::Duration;

use quayside_engine::Engine;
use quayside_engine::attach::AttachSpec;
use quayside_engine::hijack::TerminalSize;
use quayside_engine::run::RunSpec;
use quayside_shell::sessions::{SessionPhase, Sessions};
use quayside_test_support::{Address, Proxy, Scratch, Trial, World, docker, trials, try_docker, wait_until};

use crate::joined::{KEYS_APART, text};
use crate::{PODMANS_BUSYBOX, Page, SIZE, connect, connect_to, podman_with_busybox, spec};

mod on_docker {
    use super::*;
    trials![World;
        a_run_that_is_closed_while_it_starts_does_not_go_on,
        what_fills_the_screen_is_drawn_for_who_attaches,
    ];
}

mod on_podman {
    use super::*;
    trials![World; what_fills_the_screen_is_drawn_for_who_attaches_on_podman];
}

pub fn trials() -> Vec<Trial<World>> {
    [on_docker::trials(), on_podman::trials()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    on_docker::trials()
}

async fn a_run_that_is_closed_while_it_starts_does_not_go_on(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let page = Page::new(&sessions, 1);
    // The engine has started it long before anybody here hears of it.
    wire.delay(Duration::from_secs(3));
    let run = RunSpec { name: "unseen".into(), remove: false, ..spec("sleep 1000", true) };
    let id = sessions.open_run(engine, run, SIZE, page.clone()).unwrap().id;
    let runs = || try_docker(&world.engine, &["inspect", "-f", "{{.State.Running}}", "unseen"]);
    wait_until("the container", || runs().is_ok_and(|runs| runs == "true"));
    assert_eq!(page.last().unwrap().phase, SessionPhase::Creating);
    // As the page does with a tab that has not begun.
    sessions.cancel(id).unwrap();
    sessions.close(id).unwrap();
    page.end().await;
    wire.delay(Duration::ZERO);
    assert_eq!(runs().unwrap(), "false", "it goes on, and nobody sees it");
    docker(&world.engine, &["rm", "-f", "unseen"]);
}

/// `vi` draws when it is told of a size, and else only at a key.
async fn drawn_for_who_attaches(engine: Engine, host: &str, size_inside: impl Fn() -> String) {
    let sessions = Arc::new(Sessions::default());
    for round in 1..=3 {
        let page = Page::new(&sessions, round);
        let attach = AttachSpec { container: host.to_owned() };
        let id = sessions.open_attach(engine.clone(), attach, SIZE, page.clone()).await.unwrap().id;
        page.until("the screen", |page| page.text().contains("/etc/passwd 1/")).await;
        page.until("its size", |_| size_inside() == "30 100").await;
        // As they are typed: Podman does not know keys that come together.
        sessions.input(id, text("\x10")).await.unwrap();
        tokio::time::sleep(KEYS_APART).await;
        sessions.input(id, text("\x11")).await.unwrap();
        assert_eq!(page.end().await.phase, SessionPhase::Detached, "round {round}");
    }
    // Whoever sizes the window at that moment has that size.
    let page = Page::new(&sessions, 4);
    let attach = AttachSpec { container: host.to_owned() };
    let id = sessions.open_attach(engine, attach, SIZE, page.clone()).await.unwrap().id;
    sessions.resize(id, TerminalSize { columns: 90, rows: 20 }).unwrap();
    page.until("the screen", |page| page.text().contains("/etc/passwd 1/")).await;
    page.until("its size", |_| size_inside() == "20 90").await;
    sessions.close(id).unwrap();
    page.end().await;
}

async fn what_fills_the_screen_is_drawn_for_who_attaches(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-dit", "busybox", "vi", "/etc/passwd"]);
    let size = || docker(&world.engine, &["exec", &host, "sh", "-c", "stty size < /proc/1/fd/0"]);
    drawn_for_who_attaches(connect(&world.engine).await, &host, size).await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn what_fills_the_screen_is_drawn_for_who_attaches_on_podman(world: &World) {
    let podman = podman_with_busybox(world);
    let cli = |arguments: &[&str]| podman.podman(arguments).unwrap();
    let host = cli(&["run", "-dit", PODMANS_BUSYBOX, "vi", "/etc/passwd"]);
    let host = host.trim();
    let size = || cli(&["exec", host, "sh", "-c", "stty size < /proc/1/fd/0"]).trim().to_owned();
    drawn_for_who_attaches(connect_to(podman.host()).await, host, size).await;
    cli(&["rm", "-f", host]);
}
