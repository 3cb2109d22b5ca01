//! The connection cut while something is sent: a push on its way to the registry, a load on its way to the engine, each at
//! 20 places. The registry's tag and the engine's images are the old ones or the new, and the same done again succeeds.

use std::path::Path;

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use quayside_engine::archive::{self, Loaded, Source};
use quayside_engine::push::{PushStep, push};
use quayside_engine::reference::Reference;
use quayside_engine::{Engine, ErrorCode, Result};
use quayside_test_support::{
    Address, Archive, Fault, Image, Kind, Layer, Proxy, Registry, Scratch, World, docker, noise, trials,
};

use crate::faults::{is_old_or_new, is_there};

trials![World;
    a_push_that_loses_the_registry_leaves_the_old_tag_or_the_new,
    a_load_that_loses_the_engine_leaves_no_half_image,
];

const PLACES: u64 = 20;

fn fault(kind: Kind, at: u64, request: &str) -> Fault {
    Fault { kind, at, after_request: Some(request.to_owned()), once: true }
}

async fn pushed(engine: &Engine, name: &str) -> Result<Vec<PushStep>> {
    push(engine, &Reference::parse(name)?).try_collect().await
}

/// The digest that a tag names in the registry.
fn digest(registry: &Registry, repository: &str) -> String {
    let link = format!("docker/registry/v2/repositories/{repository}/_manifests/tags/1/current/link");
    std::fs::read_to_string(registry.storage().join(link)).unwrap()
}

/// Bytes of a layer.
const LAYER: usize = 1 << 20;

/// Images of one layer each, which no registry has yet.
fn new_images(world: &World, names: &[String]) {
    let image = |(seed, name): (u64, &String)| Image {
        references: vec![name.clone()],
        created: "2025-06-01T12:00:00Z".into(),
        parameters: serde_json::json!({ "Cmd": ["/noise"] }),
        layers: vec![Layer::build("COPY noise /").file("noise", 0o644, &noise(seed, LAYER)).finish()],
    };
    let scratch = Scratch::new();
    let file = scratch.join("noise.tar");
    Archive::write(&file, &(1..).zip(names).map(image).collect::<Vec<_>>());
    docker(&world.engine, &["load", "--quiet", "--input", &file.to_string_lossy()]);
}

/// A push on a way of its own, and what cuts it.
struct Place {
    wire: Proxy,
    repository: String,
    name: String,
    fault: Fault,
}

impl Place {
    fn new(registry: &Registry, number: u64) -> Place {
        // First what is said last: the manifest, and the registry's answer to it. Then the layer.
        const LAST: [(Kind, u64); 5] =
            [(Kind::CutSending, 0), (Kind::CutSending, 100), (Kind::CutSending, 700), (Kind::Cut, 0), (Kind::Cut, 30)];
        const OTHERS: u64 = PLACES - LAST.len() as u64;
        let repository = format!("cut/place-{number}");
        let last = usize::try_from(number).ok().and_then(|number| LAST.get(number));
        let fault = match last {
            Some((kind, at)) => fault(*kind, *at, &format!("PUT /v2/{repository}/manifests/")),
            None => fault(Kind::CutSending, LAYER as u64 * (number - LAST.len() as u64) / OTHERS, "/blobs/uploads/"),
        };
        let wire = Proxy::tcp(Address::Tcp(registry.socket_address()));
        let name = format!("{}/{repository}:1", wire.host_and_port());
        Place { wire, repository, name, fault }
    }
}

async fn a_push_that_loses_the_registry_leaves_the_old_tag_or_the_new(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let places: Vec<Place> = (0..PLACES).map(|number| Place::new(&world.registry, number)).collect();
    let names: Vec<String> = places.iter().map(|place| place.name.clone()).collect();
    new_images(world, &names);
    let ids: Vec<String> =
        names.iter().map(|name| docker(&world.engine, &["inspect", "-f", "{{.Id}}", name])).collect();
    for place in &places {
        let old = format!("{}/{}:1", world.registry.address(), place.repository);
        docker(&world.engine, &["tag", "busybox", &old]);
        docker(&world.engine, &["push", "-q", &old]);
        docker(&world.engine, &["rmi", &old]);
    }
    let old = digest(&world.registry, "cut/place-0");

    // All at once: Docker 20.10 waits five seconds before it sends a layer again by itself.
    let outcomes = join_all(places.iter().map(|place| async {
        place.wire.set_fault(Some(place.fault.clone()));
        let outcome = pushed(&engine, &place.name).await;
        place.wire.heal();
        (outcome, digest(&world.registry, &place.repository))
    }))
    .await;
    for again in join_all(names.iter().map(|name| pushed(&engine, name))).await {
        again.unwrap();
    }
    // Half a status line is an answer that can't be read.
    let codes = [ErrorCode::RegistryUnreachable, ErrorCode::RegistryFailed];
    let (mut lost, mut resumed) = (0, 0);
    for (place, (outcome, now)) in places.iter().zip(outcomes) {
        let (fault, new) = (&place.fault, digest(&world.registry, &place.repository));
        assert_ne!(new, old, "again: {fault:?}");
        match outcome {
            Ok(steps) => {
                let waited = |step: &PushStep| step.said.as_ref().is_some_and(|said| said.contains("Retrying in"));
                resumed += usize::from(steps.iter().any(waited));
                assert_eq!(now, new, "told to be pushed: {fault:?}");
            }
            Err(error) => {
                lost += 1;
                let unread = usize::from(matches!(fault, Fault { kind: Kind::Cut, at: 1.., .. }));
                assert!(codes[..=unread].contains(&error.code), "{fault:?}: {error:?}");
                assert!(!error.message.is_empty());
                // The new one where all that was lost is the registry's answer.
                assert!(now == old || (now == new && fault.kind == Kind::Cut), "{fault:?}: {now}");
            }
        }
    }
    assert!(lost + resumed > names.len() / 2, "{lost} lost, {resumed} resumed of {PLACES}");
    let met: u64 = places.iter().map(|place| place.wire.struck()).sum();
    assert_eq!(met, PLACES, "cuts that were met");

    // The witness: what the registry has is what was here.
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    docker(&world.engine, &[&["rmi", "-f", "busybox"][..], &all].concat());
    for (name, id) in names.iter().zip(ids) {
        docker(&world.engine, &["pull", "-q", name]);
        assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.Id}}", name]), id);
    }
    docker(&world.engine, &[&["rmi", "-f"][..], &all].concat());
}

async fn load(engine: &Engine, path: &Path) -> Result<Loaded> {
    let file = std::fs::File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    archive::load(engine, Source { bytes: Box::new(tokio::fs::File::from_std(file)), length }, |_| {}).await
}

async fn a_load_that_loses_the_engine_leaves_no_half_image(world: &World) {
    const IMAGE: &str = "hello-world:latest";
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let engine = Engine::connect(&crate::endpoint(wire.host())).await.unwrap();
    let file = scratch.join("hello.tar");
    docker(&world.engine, &["pull", "-q", IMAGE]);
    docker(&world.engine, &["save", "--output", &file.to_string_lossy(), IMAGE]);
    let bytes = file.metadata().unwrap().len();
    let answer = [0, 40, 150].map(|at| (Kind::Cut, at));
    let sending = (0..PLACES - 3).map(|place| (Kind::CutSending, bytes * place / (PLACES - 4)));
    for (met, (kind, at)) in (1..).zip(sending.chain(answer)) {
        docker(&world.engine, &["rmi", "-f", IMAGE]);
        wire.set_fault(Some(fault(kind, at, "/images/load")));
        let outcome = load(&engine, &file).await;
        let there = is_old_or_new(&world.engine, IMAGE);
        match outcome {
            Ok(_) => assert!(there, "told to be there: {kind:?} at {at}"),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::EngineLost, "{kind:?} at {at}: {error:?}");
                assert!(!error.message.is_empty());
            }
        }
        assert_eq!(wire.struck(), met, "cuts that were met, with {kind:?} at {at}");
        wire.set_fault(None);
        assert_eq!(load(&engine, &file).await.unwrap().images, [IMAGE], "again: {kind:?} at {at}");
        assert!(is_there(&world.engine, IMAGE));
    }
    docker(&world.engine, &["rmi", "-f", IMAGE]);
}
