//! What breaks on the way: the connection to the engine or to the registry cut at many places, and registries that
//! answer with refusals, with nonsense, or not at all. Each time the engine is in the old state or in the new one, the
//! cause has its code, and the same thing done again succeeds.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use quayside_engine::pull::pull;
use quayside_engine::reference::Reference;
use quayside_engine::{Engine, ErrorCode, Result};
use quayside_test_support::{
    Address, Answer, Fault, Kind, PrivateDockerd, Proxy, Scratch, ScriptedRegistry, World, docker, push_multi_platform,
    trials, try_docker, wait_until,
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

async fn a_pull_that_loses_the_engine_leaves_the_old_or_the_new(world: &World) {
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let engine = Engine::connect(&crate::endpoint(wire.host())).await.unwrap();
    try_docker(&world.engine, &["rmi", "-f", IMAGE]).ok();
    let before = wire.bytes_down();
    pulled(&engine, IMAGE).await.unwrap();
    let answer = wire.bytes_down() - before;
    let mut lost = 0;
    for place in 0..PLACES {
        docker(&world.engine, &["rmi", "-f", IMAGE]);
        // Closer at the beginning: what an engine still knows of a broken pull, it does not tell again.
        wire.set_fault(cut(answer * place.pow(3) / PLACES.pow(3), "/images/create"));
        match pulled(&engine, IMAGE).await {
            Ok(()) => assert!(is_old_or_new(&world.engine, IMAGE), "told to be there at place {place}"),
            Err(error) => {
                lost += 1;
                assert_eq!(error.code, ErrorCode::EngineLost, "at place {place}: {error:?}");
                assert!(!error.message.is_empty());
                is_old_or_new(&world.engine, IMAGE);
            }
        }
        wire.set_fault(None);
        pulled(&engine, IMAGE).await.unwrap();
        assert!(is_old_or_new(&world.engine, IMAGE), "again at place {place}");
    }
    // An engine also speaks less when it is fast.
    assert!(lost > PLACES / 2, "{lost} of {PLACES} places were in the answer");
    docker(&world.engine, &["rmi", "-f", IMAGE]);
}

async fn a_pull_that_loses_the_registry_leaves_the_old_or_the_new(world: &World) {
    // One that does not try again by itself for minutes.
    let once = ["--max-download-attempts".to_owned(), "1".to_owned()];
    let private = PrivateDockerd::launch(world.engine.release(), Some(&world.mirror.host_and_port()), &once);
    let engine = Engine::connect(&crate::endpoint(private.host())).await.unwrap();
    let manifests = [0, 1, 40, 300, 500].map(|at| (at, "/manifests/"));
    let blobs = (0..PLACES - 5).map(|place| (4_000_000 * place / (PLACES - 5), "/blobs/"));
    for (at, request) in manifests.into_iter().chain(blobs) {
        world.mirror.set_fault(cut(at, request));
        let outcome = pulled(&engine, IMAGE).await;
        let there = is_old_or_new(&private, IMAGE);
        match outcome {
            Ok(()) => assert!(there, "told to be there at {at} of {request}"),
            Err(error) => {
                // Half a status line is an answer that can't be read.
                let codes = [ErrorCode::RegistryUnreachable, ErrorCode::RegistryFailed];
                assert!(codes.contains(&error.code), "at {at} of {request}: {error:?}");
                assert!(!there, "told to have failed at {at} of {request}");
            }
        }
        world.mirror.heal();
        pulled(&engine, IMAGE).await.unwrap();
        assert!(is_old_or_new(&private, IMAGE), "again at {at} of {request}");
        docker(&private, &["rmi", "-f", IMAGE]);
    }
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
