//! What breaks on the way: the connection to the engine or to the registry cut at many places, and registries that
//! answer with refusals, with nonsense, or not at all. Each time the engine is in the old state or in the new one, the
//! cause has its code, and the same thing done again succeeds.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use quayside_engine::pull::pull;
use quayside_engine::reference::Reference;
use quayside_engine::{Engine, ErrorCode, Result};
use quayside_test_support::{
    Address, Answer, Fault, Kind, Layer, PrivateDockerd, Proxy, Registry, Scratch, ScriptedRegistry, World, docker,
    docker_command, noise, push_layers, push_multi_platform, trials, try_docker, wait_until,
};

trials![World;
    a_pull_that_loses_the_engine_leaves_the_old_or_the_new,
    a_pull_that_loses_the_registry_leaves_the_old_or_the_new,
    what_a_registry_answers_has_its_code,
    a_registry_that_says_nothing_is_left_by_cancelling,
];

const PLACES: u64 = 20;
const IMAGE: &str = "hello-world";

async fn pulled(engine: &Engine, name: &str) -> Result<()> {
    pull(engine, &Reference::parse(name)?, None).try_collect::<Vec<_>>().await.map(drop)
}

/// Listed and known to inspect, or neither. An engine that was cut off may still be at work for a moment.
pub fn is_there(engine: &PrivateDockerd, name: &str) -> bool {
    let mut known = false;
    wait_until("the list of images and inspect to agree", || {
        known = try_docker(engine, &["image", "inspect", name]).is_ok();
        known != docker(engine, &["images", "--quiet", name]).is_empty()
    });
    known
}

/// Not there at all, or whole: the docker command line lists it and it runs.
pub fn is_old_or_new(engine: &PrivateDockerd, name: &str) -> bool {
    let there = is_there(engine, name);
    if there {
        assert!(docker(engine, &["run", "--rm", name]).contains("Hello from Docker!"));
    }
    there
}

fn cut(at: u64, request: &str) -> Option<Fault> {
    Some(Fault { kind: Kind::Cut, at, after_request: Some(request.to_owned()), once: true })
}

/// An image that no engine has had: what has once been here may be kept for a while, and then nothing is on its way that
/// could be cut.
struct Fresh {
    name: String,
    /// What stands in its layers.
    parts: Vec<String>,
}

impl Fresh {
    /// `number` is its own; it has so many layers of so many bytes, which can't be packed.
    fn push(registry: &Registry, number: u64, layers: u64, bytes: usize) -> Fresh {
        let parts: Vec<String> = (0..layers).map(|at| format!("layer {at} of image {number}\n")).collect();
        let layer = |(at, part): (u64, &String)| {
            let layer = Layer::build("COPY part /").file(&format!("part-{at}"), 0o644, part.as_bytes());
            layer.file(&format!("noise-{at}"), 0o644, &noise(10_000 + number * 100 + at, bytes)).finish()
        };
        let layers: Vec<_> = (0..).zip(&parts).map(layer).collect();
        push_layers(registry, &format!("library/fresh-{number}"), "1", &layers);
        Fresh { name: format!("fresh-{number}:1"), parts }
    }

    /// Not there at all, or whole: its files are those of its layers.
    fn is_old_or_new(&self, engine: &PrivateDockerd) -> bool {
        let there = is_there(engine, &self.name);
        if there {
            let container = docker(engine, &["create", &self.name, "none"]);
            let files = docker_command(engine).args(["export", &container]).output().unwrap().stdout;
            docker(engine, &["rm", &container]);
            let files = String::from_utf8_lossy(&files);
            assert!(self.parts.iter().all(|part| files.contains(part)), "{} lacks a layer", self.name);
        }
        there
    }
}

async fn a_pull_that_loses_the_engine_leaves_the_old_or_the_new(world: &World) {
    const LAYERS: u64 = 8;
    const LAYER: usize = 16 << 10;
    /// Bytes from one place to the next. An engine that is fast speaks less, but of every layer it tells that it has begun
    /// and that it is complete.
    const STEP: u64 = 70;
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let engine = Engine::connect(&crate::endpoint(wire.host())).await.unwrap();
    for place in 0..PLACES {
        let image = Fresh::push(&world.registry, place, LAYERS, LAYER);
        wire.set_fault(cut(place * STEP, "/images/create"));
        let error = pulled(&engine, &image.name).await.expect_err("the cut was met");
        assert_eq!(wire.struck(), place + 1, "cuts that were met");
        assert_eq!(error.code, ErrorCode::EngineLost, "at place {place}: {error:?}");
        assert!(!error.message.is_empty());
        image.is_old_or_new(&world.engine);
        pulled(&engine, &image.name).await.unwrap();
        assert!(image.is_old_or_new(&world.engine), "again at place {place}");
        docker(&world.engine, &["rmi", "-f", &image.name]);
    }
}

async fn a_pull_that_loses_the_registry_leaves_the_old_or_the_new(world: &World) {
    const LAYER: u64 = 512 << 10;
    // One that does not try again by itself for minutes.
    let once = ["--max-download-attempts".to_owned(), "1".to_owned()];
    let private = PrivateDockerd::launch(world.engine.release(), Some(&world.mirror.host_and_port()), &once);
    let engine = Engine::connect(&crate::endpoint(private.host())).await.unwrap();
    let manifests = [0, 1, 40, 300, 500].map(|at| (at, "/manifests/"));
    let blobs = (0..PLACES - 5).map(|place| (LAYER * place / (PLACES - 5), "/blobs/"));
    let before = world.mirror.struck();
    for (number, (at, request)) in (PLACES..).zip(manifests.into_iter().chain(blobs)) {
        let image = Fresh::push(&world.registry, number, 2, usize::try_from(LAYER).unwrap());
        world.mirror.set_fault(cut(at, request));
        let outcome = pulled(&engine, &image.name).await;
        let there = image.is_old_or_new(&private);
        match outcome {
            // containerd asks once more by itself.
            Ok(()) => assert!(there, "told to be there at {at} of {request}"),
            Err(error) => {
                // Half a status line is an answer that can't be read.
                let codes = [ErrorCode::RegistryUnreachable, ErrorCode::RegistryFailed];
                assert!(codes.contains(&error.code), "at {at} of {request}: {error:?}");
                assert!(!there, "told to have failed at {at} of {request}");
            }
        }
        world.mirror.heal();
        pulled(&engine, &image.name).await.unwrap();
        assert!(image.is_old_or_new(&private), "again at {at} of {request}");
    }
    assert_eq!(world.mirror.struck() - before, PLACES, "cuts that were met");
}

async fn what_a_registry_answers_has_its_code(world: &World) {
    let registry = ScriptedRegistry::start(Some(&world.registry));
    let engine = crate::connect(world).await;
    let name = format!("{}/library/{IMAGE}", registry.address());
    let mut wrong = Vec::new();
    for (part, what, answer, codes) in [
        ("/v2/", "401", ScriptedRegistry::unauthorized(), &[ErrorCode::RegistryUnauthorized][..]),
        ("/manifests/", "401", ScriptedRegistry::unauthorized(), &[ErrorCode::RegistryUnauthorized]),
        ("/manifests/", "404", ScriptedRegistry::not_found(), &[ErrorCode::TagNotFound]),
        (
            "/manifests/",
            "404 of all",
            ScriptedRegistry::no_repository(),
            // A client that only asks for the head of the document is not told which.
            &[ErrorCode::RepositoryNotFound, ErrorCode::TagNotFound],
        ),
        ("/manifests/", "429", ScriptedRegistry::too_many(30), &[ErrorCode::RateLimited]),
        ("/v2/", "429 of all", ScriptedRegistry::too_many(30), &[ErrorCode::RateLimited]),
        ("/manifests/", "500", ScriptedRegistry::broken(), &[ErrorCode::RegistryFailed]),
        ("/v2/", "500 of all", ScriptedRegistry::broken(), &[ErrorCode::RegistryFailed]),
        ("/manifests/", "a page", ScriptedRegistry::html(), &[ErrorCode::RegistryFailed]),
        ("/manifests/", "garbage", ScriptedRegistry::garbage(), &[ErrorCode::RegistryFailed]),
        ("/manifests/", "the end", Answer::Close, &[ErrorCode::RegistryUnreachable]),
        ("/v2/", "the end of all", Answer::Close, &[ErrorCode::RegistryUnreachable]),
    ] {
        registry.heal();
        registry.answer(part, answer);
        let error = pulled(&engine, &name).await.unwrap_err();
        if !codes.contains(&error.code) {
            wrong.push(format!("{what} at {part}: {error:?}"));
        }
        assert!(!is_old_or_new(&world.engine, &name), "{what} at {part}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    registry.heal();
    pulled(&engine, &name).await.unwrap();
    assert!(is_old_or_new(&world.engine, &name));
    docker(&world.engine, &["rmi", "-f", &name]);
}

async fn a_registry_that_says_nothing_is_left_by_cancelling(world: &World) {
    let registry = ScriptedRegistry::start(Some(&world.registry));
    let engine = crate::connect(world).await;
    // Nothing of it is known to the engine from elsewhere.
    push_multi_platform(&world.registry, "silent/image", "1");
    let name = format!("{}/silent/image:1", registry.address());
    for part in ["/manifests/", "/blobs/"] {
        registry.answer(part, registry.silence());
        let reference = Reference::parse(&name).unwrap();
        {
            let mut states = std::pin::pin!(pull(&engine, &reference, None));
            let asked = async {
                while !registry.requests().iter().any(|request| request.contains(part)) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let ended = async { while states.next().await.is_some_and(|state| state.is_ok()) {} };
            // Engines wait longer for a registry than a test can.
            tokio::select! { () = asked => {}, () = ended => panic!("an end without an answer at {part}") }
        }
        // Docker 20.10 has the next pull of a layer wait until the connection that the cancelled one left behind is over.
        registry.heal();
    }
    assert!(!is_there(&world.engine, &name));
    // Cancelled for real: a pull that hung on would hold the next one up.
    pulled(&engine, &name).await.unwrap();
    assert!(is_there(&world.engine, &name));
    docker(&world.engine, &["rmi", "-f", &name]);
}
