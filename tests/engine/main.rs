//! The engine crate against real engines: a private `dockerd`, shared by every trial and stopped at the end, and after it
//! another of Debian's sid, with the containerd image store.
//!
//! A module lists its `async fn name(world: &World)` with `trials!` and gets a line here, for one engine or for both. A
//! trial that stops the engine or needs it empty starts one of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod archives;
mod bytes;
mod credentials;
mod cuts;
mod documents;
mod faults;
mod image_parts;
mod images;
mod joining;
mod lifecycle;
mod logs;
mod names;
mod podman;
mod podman_moves;
mod previews;
mod pull_faults;
mod pulls;
mod pushes;
mod registries;
mod remote;
mod removals;
mod removals_containerd;
mod sizes;
mod smoke;
mod terminals;

use std::process::ExitCode;

use quayside_engine::{Endpoint, EndpointSource, Engine};
use quayside_test_support::{Scene, World, docker, run_scenes};

fn main() -> ExitCode {
    let installed = vec![
        ("smoke", smoke::trials()),
        ("credentials", credentials::trials()),
        ("documents", documents::trials()),
        ("faults", faults::trials()),
        ("cuts", cuts::trials()),
        ("image_parts", image_parts::trials()),
        ("archives", archives::trials()),
        ("images", images::trials()),
        ("lifecycle", lifecycle::trials()),
        ("logs", logs::trials()),
        ("podman", podman::trials()),
        ("podman_moves", podman_moves::trials()),
        ("names", names::trials()),
        ("pulls", pulls::trials()),
        ("pull_faults", pull_faults::trials()),
        ("previews", previews::trials()),
        ("pushes", pushes::trials()),
        ("registries", registries::trials()),
        ("remote", remote::trials()),
        ("removals", removals::trials()),
        ("terminals", terminals::trials()),
        ("sizes", sizes::trials()),
        ("joining", joining::trials()),
        ("bytes", bytes::trials()),
    ];
    let sid = vec![
        ("smoke", smoke::trials()),
        // First: its store keeps what others have brought for a while, and these count what comes and goes.
        ("removals", removals_containerd::trials()),
        ("pulls", pulls::trials()),
        ("pull_faults", pull_faults::trials()),
        ("previews", previews::trials()),
        ("faults", faults::trials()),
        ("cuts", cuts::trials()),
        ("image_parts", image_parts::trials()),
        ("archives", archives::trials()),
        ("images", images::trials()),
        ("lifecycle", lifecycle::trials()),
        ("logs", logs::trials()),
        ("names", names::trials()),
        ("pushes", pushes::trials()),
        ("registries", registries::trials()),
        ("sizes", sizes::trials()),
        ("joining", joining::trials()),
        ("bytes", bytes::trials_on_sid()),
        ("credentials", credentials::trials()),
    ];
    run_scenes(vec![
        Scene { name: "", start: World::start, groups: installed },
        Scene { name: "sid", start: World::start_on_sid, groups: sid },
    ])
}

/// As the application would reach an engine that DOCKER_HOST names.
fn endpoint(host: String) -> Endpoint {
    Endpoint {
        id: "test".into(),
        name: "test".into(),
        address: host,
        source: EndpointSource::DockerHost,
        tls_dir: None,
        ssh_program: None,
    }
}

async fn connect(world: &World) -> Engine {
    Engine::connect(&endpoint(world.engine.host())).await.unwrap()
}

/// Makes an image without a name, with the label `name=NAME`: a commit of an empty container. Returns its id.
fn untagged_image(world: &World, name: &str) -> String {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let container = docker(&world.engine, &["create", "busybox"]);
    let id = docker(&world.engine, &["commit", "--change", &format!("LABEL name={name}"), &container]);
    docker(&world.engine, &["rm", &container]);
    id
}
