//! Pushes: progress by layer, what the registry then has, every way to fail told apart, one that is given up.

use futures_util::StreamExt;
use quayside_engine::pull::LayerPhase;
use quayside_engine::push::{PushStep, push};
use quayside_engine::reference::Reference;
use quayside_engine::{Engine, ErrorCode, Result};
use quayside_test_support::{Address, Proxy, Registry, World, docker, push_multi_platform, trials, try_docker};

trials![World;
    what_is_pushed_can_be_pulled,
    failures_are_told_apart,
    a_dropped_push_leaves_the_registry_as_it_was,
    one_platform_of_several_is_pushed_and_told,
];

async fn push_all(engine: &Engine, name: &str) -> Result<Vec<PushStep>> {
    let steps = push(engine, &Reference::parse(name)?).collect::<Vec<_>>().await;
    steps.into_iter().collect()
}

async fn what_is_pushed_can_be_pulled(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "centos"]);
    let name = format!("{}/pushed/centos:1", world.registry.address());
    docker(&world.engine, &["tag", "centos", &name]);
    let id = docker(&world.engine, &["inspect", "-f", "{{.Id}}", &name]);
    let steps = push_all(&engine, &name).await.unwrap();
    let last = &steps.last().unwrap().progress;
    let layers = docker(&world.engine, &["inspect", "-f", "{{len .RootFS.Layers}}", &name]);
    assert_eq!(last.layers.len().to_string(), layers, "{last:?}");
    assert_eq!(last.layers_done as usize, last.layers.len());
    for pair in steps.windows(2) {
        assert!(pair[0].progress.downloaded <= pair[1].progress.downloaded);
    }
    let said: Vec<&str> = steps.iter().filter_map(|step| step.said.as_deref()).collect();
    let digest = last.digest.clone().unwrap_or_else(|| panic!("no digest in {said:#?}"));
    let digests = docker(&world.engine, &["inspect", "-f", "{{join .RepoDigests \" \"}}", &name]);
    assert!(digests.contains(&format!("pushed/centos@{digest}")), "{digests} has no {digest}");
    assert!(said.iter().any(|line| line.contains("The push refers to")), "{said:#?}");

    // Again: nothing is sent.
    let again = push_all(&engine, &name).await.unwrap();
    let phases: Vec<LayerPhase> = again.last().unwrap().progress.layers.iter().map(|layer| layer.phase).collect();
    assert!(phases.iter().all(|phase| *phase == LayerPhase::Exists), "{phases:?}");

    docker(&world.engine, &["rmi", "-f", &id]);
    docker(&world.engine, &["pull", "-q", &name]);
    assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.Id}}", &name]), id);
    docker(&world.engine, &["rmi", "-f", &id]);
}

async fn failures_are_told_apart(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    let failure = async |name: &str| push_all(&engine, name).await.map(|_| ()).unwrap_err();
    let missing = failure("127.0.0.1:5999/no/such:image").await;
    assert_eq!(missing.code, ErrorCode::ImageNotFound, "{missing}");
    docker(&world.engine, &["tag", "hello-world", "127.0.0.1:9/pushed/hello:1"]);
    let unreachable = failure("127.0.0.1:9/pushed/hello:1").await;
    assert_eq!(unreachable.code, ErrorCode::RegistryUnreachable, "{unreachable}");

    let secured = Registry::private("");
    let private = format!("{}/pushed/hello:1", secured.address());
    docker(&world.engine, &["tag", "hello-world", &private]);
    let unauthorized = failure(&private).await;
    assert_eq!(unauthorized.code, ErrorCode::RegistryUnauthorized, "{unauthorized}");
    docker(&world.engine, &["rmi", "127.0.0.1:9/pushed/hello:1", &private, "hello-world"]);
}

async fn a_dropped_push_leaves_the_registry_as_it_was(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    // What the registry says passes slowly, so that the push is still under way when it is given up.
    let wire = Proxy::tcp(Address::Tcp(world.registry.socket_address()));
    let name = format!("{}/pushed/dropped:1", wire.host_and_port());
    docker(&world.engine, &["tag", "busybox", &name]);
    wire.throttle(Some(200));
    {
        let mut steps = std::pin::pin!(push(&engine, &Reference::parse(&name).unwrap()));
        loop {
            let step = steps.next().await.unwrap().unwrap();
            if !step.progress.layers.is_empty() {
                break;
            }
        }
    }
    wire.heal();
    let there = format!("{}/pushed/dropped:1", world.registry.address());
    assert!(try_docker(&world.engine, &["pull", "-q", &there]).is_err(), "half a push has no tag");
    // The engine is not left with a broken push: the next one gets through.
    push_all(&engine, &name).await.unwrap();
    docker(&world.engine, &["pull", "-q", &there]);
    docker(&world.engine, &["rmi", &there, &name, "busybox"]);
}

async fn one_platform_of_several_is_pushed_and_told(world: &World) {
    let engine = crate::connect(world).await;
    let (from, to) = (Registry::start(), Registry::start());
    let several = push_multi_platform(&from, "acme/many", "1");
    let [there, here] = [&from, &to].map(|registry| format!("{}/acme/many:1", registry.address()));
    docker(&world.engine, &["pull", "-q", "--platform", "linux/amd64", &there]);
    docker(&world.engine, &["tag", &there, &here]);
    let steps = push_all(&engine, &here).await.unwrap();
    let last = steps.last().unwrap();
    let told = steps.iter().filter_map(|step| step.said.as_deref()).any(|line| line.contains("single-platform image"));
    // The witness says the same of a push of its own.
    let witness = docker(&world.engine, &["push", &here]);
    assert_eq!(witness.contains("single-platform image"), told, "{witness}");
    // Another store has one platform of an image and knows of no others.
    assert_eq!(told, engine.info().containerd_store, "{steps:#?}");
    if told {
        assert_eq!(last.in_part.as_ref(), Some(&several.index));
        assert_eq!(last.progress.digest.as_ref(), Some(&several.platforms[0].1));
    } else {
        assert_eq!(last.in_part, None);
    }
    let link = to.storage().join("docker/registry/v2/repositories/acme/many/_manifests/tags/1/current/link");
    assert_eq!(Some(std::fs::read_to_string(link).unwrap()), last.progress.digest);
    docker(&world.engine, &["rmi", "-f", &there, &here]);
}
