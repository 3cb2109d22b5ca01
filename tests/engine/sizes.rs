//! A terminal's size, asked by the very first thing that runs in it. Engines since API 1.42 start the terminal with it;
//! older ones, and Podman for a run, can only be told as soon as the process is there.

use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, ExecSpec};
use quayside_engine::hijack::{Hijacked, TerminalSize};
use quayside_engine::run::{self, RunSpec};
use quayside_engine::{Engine, containers};
use quayside_test_support::{PrivatePodman, Release, World, docker, trials};

trials![World; the_first_command_has_its_size, the_first_command_of_a_shell_has_its_size_on_podman];

const SIZE: TerminalSize = TerminalSize { columns: 111, rows: 33 };
const SAID: &str = "33 111\r\n";
const ROUNDS: usize = 10;

async fn whole(mut stream: Hijacked) -> String {
    let mut out = Vec::new();
    while let Some((_, bytes)) = stream.output.next().await.unwrap() {
        out.extend(&bytes);
    }
    String::from_utf8_lossy(&out).into_owned()
}

async fn of_a_run(engine: &Engine, image: &str) -> String {
    let spec = RunSpec { image: image.into(), command: "stty size".into(), interactive: true, ..RunSpec::default() };
    let created = run::create(engine, &spec, SIZE).await.unwrap();
    let attached = run::attach(engine, &created, false, &DetachKeys::default()).await.unwrap();
    run::start(engine, &created, SIZE).await.unwrap();
    let out = whole(attached.stream).await;
    containers::remove(engine, &created.id, true).await.unwrap();
    out
}

async fn of_a_shell(engine: &Engine, container: &str) -> String {
    let spec = ExecSpec { container: container.into(), command: "stty size".into(), ..ExecSpec::default() };
    whole(exec::start(engine, &spec, SIZE, &DetachKeys::default()).await.unwrap().stream).await
}

async fn the_first_command_has_its_size(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let engine = crate::connect(world).await;
    let sleeper = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    // What stands in for no size at all; the next resize mends it.
    let old = world.engine.release() == Release::Installed;
    for round in 0..ROUNDS {
        let (run, shell) = (of_a_run(&engine, "busybox").await, of_a_shell(&engine, &sleeper).await);
        if !old {
            assert_eq!((run.as_str(), shell.as_str()), (SAID, SAID), "round {round}");
        }
        for said in [run, shell] {
            assert!([SAID, "stty: standard input\r\n"].contains(&said.as_str()), "{said:?} in round {round}");
        }
    }
    docker(&world.engine, &["rm", "-f", &sleeper]);
}

async fn the_first_command_of_a_shell_has_its_size_on_podman(world: &World) {
    let podman = PrivatePodman::start(Some(&world.mirror.host_and_port()));
    let engine = Engine::connect(&crate::endpoint(podman.host())).await.unwrap();
    let image = "docker.io/library/busybox:latest";
    podman.podman(&["pull", "-q", image]).unwrap();
    let sleeper = podman.podman(&["run", "-d", image, "sleep", "1000"]).unwrap();
    for round in 0..ROUNDS {
        assert_eq!(of_a_shell(&engine, &sleeper).await, SAID, "round {round}");
    }
}
