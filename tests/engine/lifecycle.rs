//! Containers and events.

use std::time::Duration;

use quayside_engine::Engine;
use quayside_engine::containers::{self, ContainerState};
use quayside_engine::events::{self, Change, Events};
use quayside_engine::images::{self, ImageRow};
use quayside_engine::removal::{self, Reclaim, RemovalTarget};
use quayside_test_support::{World, docker, push_multi_platform, trials};

trials![World;
    containers_are_those_of_docker_ps,
    events_say_what_to_fetch_again,
    what_events_were_about_reads_as_the_list_has_it,
];

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

/// The images that events were about up to this container, which is made and removed to end them.
async fn touched(world: &World, engine: &Engine, events: &mut Events) -> Option<Vec<images::TouchedImage>> {
    let id = docker(&world.engine, &["create", "hello-world"]);
    docker(&world.engine, &["rm", &id]);
    while events.next().await.unwrap() != Some(Change::Containers) {}
    assert_eq!(events.next().await.unwrap(), Some(Change::Containers));
    images::touched(engine).await.unwrap()
}

/// Once all layers are known.
async fn reclaim(engine: &Engine, targets: &[RemovalTarget]) -> Reclaim {
    loop {
        let sum = removal::reclaim(engine, targets.to_vec()).await.unwrap();
        if !sum.gathering {
            return sum;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn what_events_were_about_reads_as_the_list_has_it(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    assert_eq!(images::touched(&engine).await.unwrap(), None, "nobody has listened");
    let mut events = events::open(&engine).await.unwrap();
    images::list_to_keep(&engine).await.unwrap();
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["tag", "busybox", "touched/one:1"]);
    docker(&world.engine, &["tag", "busybox", "touched/two:2"]);
    docker(&world.engine, &["rmi", "touched/two:2"]);
    let told = touched(world, &engine, &mut events).await;
    let id = docker(&world.engine, &["inspect", "-f", "{{.Id}}", "busybox"]);
    // What an earlier trial left at work may be among them.
    let told: Vec<_> =
        told.unwrap().into_iter().filter(|image| [&id, "busybox:latest"].contains(&image.subject.as_str())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    // What deleting frees goes by what was told, before all is listed again.
    let target = |name: &str| RemovalTarget { id: id.clone(), name: Some(name.into()) };
    let one = reclaim(&engine, &[target("busybox:latest")]).await;
    assert_eq!((one.images, one.freed.0), (0, 0), "it has another name");
    let both = reclaim(&engine, &[target("busybox:latest"), target("touched/one:1")]).await;
    // An image of an earlier trial may be made of the same layers.
    assert!(both.images == 1 && both.freed.0 + both.shared.0 > 0, "{both:?}");
    let unknown = RemovalTarget { id: format!("sha256:{}", "0".repeat(64)), name: None };
    assert!(removal::reclaim(&engine, vec![unknown]).await.unwrap().gathering, "nothing is said of what is not known");
    let listed: Vec<ImageRow> = images::list(&engine).await.unwrap().into_iter().filter(|row| row.id == id).collect();
    assert_eq!(listed.len(), 2, "{listed:?}");
    for image in told {
        assert_eq!((image.id.as_ref(), &image.rows), (Some(&id), &listed), "{}", image.subject);
    }

    docker(&world.engine, &["rmi", "touched/one:1", "busybox"]);
    let gone = images::TouchedImage { subject: id, id: None, rows: Vec::new() };
    let told = touched(world, &engine, &mut events).await.unwrap();
    assert!(told.contains(&gone), "{told:?}");
    assert_eq!(images::touched(&engine).await.unwrap(), Some(Vec::new()), "told once");

    // Of several platforms; on engines with the containerd store, one that the machine itself is not.
    push_multi_platform(&world.registry, "library/touched", "1");
    for platform in ["linux/amd64", "linux/arm64"] {
        docker(&world.engine, &["pull", "-q", "--platform", platform, "touched:1"]);
        let told = touched(world, &engine, &mut events).await.unwrap();
        let told = told.into_iter().find(|image| image.subject == "touched:1").expect(platform);
        let listed: Vec<ImageRow> =
            images::list(&engine).await.unwrap().into_iter().filter(|row| Some(&row.id) == told.id.as_ref()).collect();
        assert_eq!((listed.len(), &told.rows), (1, &listed), "{platform}");
        docker(&world.engine, &["rmi", "touched:1"]);
        let gone = images::TouchedImage { subject: told.id.unwrap(), id: None, rows: Vec::new() };
        let told = touched(world, &engine, &mut events).await.unwrap();
        assert!(told.contains(&gone), "{platform}: {told:?}");
    }
}
