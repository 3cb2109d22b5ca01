//! What the tests and the bench stand on: private engines, a registry, seed images and a faulty wire.
//!
//! Everything here is started by the test, lives under one scratch folder, speaks over loopback or a Unix socket only,
//! and is gone when the test is gone, however it ends. Nothing here knows Quayside's own code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's floor: a failure here is the test's"
)]

mod accounts;
mod archive;
mod canned;
mod cli;
mod disk;
mod dockerd;
mod front;
mod helper;
mod network;
mod oci;
mod podman;
mod process;
mod programs;
mod proxy;
mod registry;
mod scratch;
mod scripted;
mod secret_service;
mod seeds;
mod sid;
mod socket;
mod tls;
mod token;
mod trials;
mod tunnel;
mod world;

pub use accounts::{Account, HOSTILE};
pub use archive::{Archive, Image, Layer, noise};
pub use canned::Canned;
pub use cli::{docker, docker_command, engine_says, layers_size, try_docker};
pub use disk::SmallDisk;
pub use dockerd::{PrivateDockerd, Release};
pub use front::{Answer, Request};
pub use helper::CredentialHelper;
pub use network::free_port;
pub use oci::{MultiPlatform, push_layers, push_multi_platform, push_packed, push_platforms};
pub use podman::PrivatePodman;
pub use process::{Process, wait_until};
pub use programs::{IGNORES_ALL, static_program};
pub use proxy::{Address, Fault, Kind, Proxy};
pub use registry::Registry;
pub use scratch::Scratch;
pub use scripted::ScriptedRegistry;
pub use secret_service::SecretService;
pub use seeds::{many_images, seed_registry, seed_tarball};
pub use tls::{SelfSigned, openssl};
pub use token::TokenRegistry;
pub use trials::{Scene, Trial, TrialFuture, run_scenes, run_trials};
pub use tunnel::Tunnel;
pub use world::World;
