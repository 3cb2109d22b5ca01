//! Containers and events.

use quayside_engine::containers::{self, ContainerState};
use quayside_engine::events::{self, Change};
use quayside_test_support::{World, docker, trials};

trials![World; containers_are_those_of_docker_ps, events_say_what_to_fetch_again];

async fn containers_are_those_of_docker_ps(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let running = docker(&world.engine, &["run", "-d", "--name", "sleeper", "busybox", "sleep", "1000"]);
    let exited = docker(&world.engine, &["create", "--name", "idle", "-p", "127.0.0.1:18099:80", "busybox", "true"]);
    let format = "{{.ID}} {{.Names}} {{.Image}} {{.Command}}";
    let printed = docker(&world.engine, &["ps", "-a", "--no-trunc", "--format", format]);
    let rows = containers::list(&engine).await.unwrap();
    let listed: Vec<_> =
        rows.iter().map(|row| format!("{} {} {} \"{}\"", row.id, row.name, row.image, row.command)).collect();
    assert_eq!(listed.join("\n"), printed);
    let state = |id: &str| rows.iter().find(|row| row.id == id).unwrap().state;
    assert_eq!((state(&running), state(&exited)), (ContainerState::Running, ContainerState::Created));

    containers::stop(&engine, &running).await.unwrap();
    let rows = containers::list(&engine).await.unwrap();
    assert_eq!(rows.iter().find(|row| row.id == running).unwrap().state, ContainerState::Exited);
    for id in [running, exited] {
        containers::remove(&engine, &id, false).await.unwrap();
    }
}

async fn events_say_what_to_fetch_again(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let mut events = events::open(&engine).await.unwrap();
    docker(&world.engine, &["tag", "busybox", "event:1"]);
    assert_eq!(events.next().await.unwrap(), Some(Change::Images));
    let id = docker(&world.engine, &["create", "busybox"]);
    assert_eq!(events.next().await.unwrap(), Some(Change::Containers));
    docker(&world.engine, &["rm", &id]);
    assert_eq!(events.next().await.unwrap(), Some(Change::Containers));
    docker(&world.engine, &["rmi", "event:1"]);
    assert_eq!(events.next().await.unwrap(), Some(Change::Images));
}
