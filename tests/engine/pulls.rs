//! Pulls: progress by layer, every way to fail told apart, a cancelled pull that leaves nothing half done.

use futures_util::StreamExt;
use quayside_engine::pull::{LayerPhase, PullProgress, pull};
use quayside_engine::reference::Reference;
use quayside_engine::{Engine, ErrorCode, Result, images};
use quayside_test_support::{Layer, World, docker, noise, push_layers, trials, try_docker};

trials![World;
    layers_are_followed_to_the_end,
    a_name_without_a_tag_pulls_one_tag,
    failures_are_told_apart,
    a_dropped_pull_is_cancelled_on_the_engine,
    the_total_is_that_of_all_layers_before_all_have_begun,
];

async fn pull_all(engine: &Engine, name: &str) -> Result<Vec<PullProgress>> {
    let states = pull(engine, &Reference::parse(name)?, None).collect::<Vec<_>>().await;
    states.into_iter().map(|step| Ok(step?.progress)).collect()
}

fn forget(world: &World, name: &str) {
    try_docker(&world.engine, &["rmi", "-f", name]).ok();
}

async fn layers_are_followed_to_the_end(world: &World) {
    let engine = crate::connect(world).await;
    forget(world, "hello-world");
    let states = pull_all(&engine, "hello-world").await.unwrap();
    let last = states.last().unwrap();
    let layers = docker(&world.engine, &["inspect", "-f", "{{len .RootFS.Layers}}", "hello-world"]);
    assert_eq!(last.layers.len().to_string(), layers);
    assert!(
        last.layers.iter().all(|layer| matches!(layer.phase, LayerPhase::Complete | LayerPhase::Exists)),
        "{last:?}"
    );
    assert_eq!(last.layers_done as usize, last.layers.len());
    let digest = last.digest.clone().unwrap();
    let digests = docker(&world.engine, &["inspect", "-f", "{{join .RepoDigests \" \"}}", "hello-world"]);
    assert!(digests.contains(&digest), "{digests} has no {digest}");
    for pair in states.windows(2) {
        assert!(pair[0].downloaded <= pair[1].downloaded && pair[0].layers_done <= pair[1].layers_done);
    }
    forget(world, "hello-world");
}

async fn a_name_without_a_tag_pulls_one_tag(world: &World) {
    let engine = crate::connect(world).await;
    forget(world, "busybox");
    pull_all(&engine, "busybox").await.unwrap();
    let tags = docker(&world.engine, &["images", "busybox", "--format", "{{.Tag}}"]);
    assert_eq!(tags, "latest");
    // By digest: no tag comes with it.
    let digest = docker(&world.engine, &["inspect", "-f", "{{index .RepoDigests 0}}", "busybox"]);
    forget(world, "busybox");
    pull_all(&engine, &digest).await.unwrap();
    assert!(images::exists(&engine, &digest).await.unwrap());
    forget(world, &digest);
}

async fn failures_are_told_apart(world: &World) {
    let engine = crate::connect(world).await;
    let code =
        async |name: &str| pull_all(&engine, name).await.map(|_| ()).map_err(|error| (error.code, error.message));
    let registry = world.registry.address();
    let missing = code(&format!("{registry}/library/nothing")).await.unwrap_err();
    assert_eq!(missing.0, ErrorCode::RepositoryNotFound, "{missing:?}");
    let tag = code(&format!("{registry}/library/busybox:nothing")).await.unwrap_err();
    assert_eq!(tag.0, ErrorCode::TagNotFound, "{tag:?}");
    let unreachable = code("127.0.0.1:9/nothing").await.unwrap_err();
    assert_eq!(unreachable.0, ErrorCode::RegistryUnreachable, "{unreachable:?}");
    assert_eq!(code("Not A Name").await.unwrap_err().0, ErrorCode::InvalidReference);

    world.mirror.refuse();
    let offline = code("hello-world").await.unwrap_err();
    world.mirror.heal();
    assert_eq!(offline.0, ErrorCode::RegistryUnreachable, "{offline:?}");
}

async fn a_dropped_pull_is_cancelled_on_the_engine(world: &World) {
    let engine = crate::connect(world).await;
    forget(world, "hello-world");
    world.mirror.throttle(Some(64 * 1024));
    {
        let mut states = std::pin::pin!(pull(&engine, &Reference::parse("hello-world").unwrap(), None));
        loop {
            let state = states.next().await.unwrap().unwrap();
            if state.progress.downloaded.0 > 0 {
                break;
            }
        }
    }
    world.mirror.throttle(None);
    assert!(!images::exists(&engine, "hello-world").await.unwrap());
    // The engine is not left with a broken pull: the next one gets through.
    pull_all(&engine, "hello-world").await.unwrap();
    assert!(images::exists(&engine, "hello-world").await.unwrap());
    forget(world, "hello-world");
}

async fn the_total_is_that_of_all_layers_before_all_have_begun(world: &World) {
    const LAYERS: u64 = 7;
    const LAYER: usize = 256 * 1024;
    const IMAGE: &str = "many-layers:1";
    let engine = crate::connect(world).await;
    let layer = |seed: u64| {
        Layer::build("COPY noise /").file(&format!("noise-{seed}"), 0o644, &noise(1000 + seed, LAYER)).finish()
    };
    let sum = push_layers(&world.registry, "library/many-layers", "1", &(0..LAYERS).map(layer).collect::<Vec<_>>());
    world.mirror.throttle(Some(64 * 1024));
    let mut steps = std::pin::pin!(pull(&engine, &Reference::parse(IMAGE).unwrap(), None));
    let mut told: Option<PullProgress> = None;
    while let Some(step) = steps.next().await {
        let progress = step.unwrap().progress;
        match &told {
            None if progress.total.is_some_and(|total| total.0 == sum) => {
                let waiting = progress.layers.iter().filter(|layer| layer.phase == LayerPhase::Waiting).count();
                assert!(waiting > 0 && progress.downloaded.0 < sum, "all had begun: {progress:?}");
                assert!(progress.layers.iter().all(|layer| layer.total.is_some()), "{progress:?}");
                world.mirror.throttle(None);
                told = Some(progress);
            }
            None => assert!(progress.total.is_none_or(|total| total.0 < sum), "{progress:?}"),
            Some(before) => {
                assert_eq!(progress.total, before.total, "it has jumped: {progress:?}");
                assert!(progress.downloaded >= before.downloaded, "{progress:?}");
                told = Some(progress);
            }
        }
    }
    world.mirror.throttle(None);
    let last = told.expect("the registry's sizes came before the engine's");
    assert_eq!((last.downloaded.0, last.layers_done as u64), (sum, LAYERS), "{last:?}");
    forget(world, IMAGE);
}
