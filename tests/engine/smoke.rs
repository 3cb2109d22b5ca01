//! The floor itself: an engine answers, and it is the one that the command line sees.

use quayside_test_support::{World, docker, trials};

trials![World; an_engine_says_who_it_is];

async fn an_engine_says_who_it_is(world: &World) {
    let engine = crate::connect(world).await;
    let version = docker(&world.engine, &["version", "--format", "{{.Server.Version}} {{.Server.APIVersion}}"]);
    assert_eq!(format!("{} {}", engine.info().version, engine.info().api_version), version);
}
