//! Where an engine may be: `DOCKER_HOST`, Docker contexts, the usual sockets. What is spoken there belongs to
//! `transport.rs`, and whether anything answers to `engine.rs`.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Where an endpoint's address was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EndpointSource {
    /// The environment variable `DOCKER_HOST`.
    DockerHost,
    /// A Docker context (`docker context ls`).
    Context,
    /// A socket in one of the usual places.
    Socket,
    /// The engine that Quayside started for the person.
    Embedded,
}

/// An address where an engine may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// Stable between runs: the source and the name.
    pub id: String,
    /// What a person calls it: a context's name, `DOCKER_HOST`, `Podman (rootless)`.
    pub name: String,
    /// `unix:///run/docker.sock`, `tcp://10.0.0.5:2376`, `ssh://user@host`.
    pub address: String,
    pub source: EndpointSource,
    /// Folder with `ca.pem`, `cert.pem` and `key.pem` for a TLS address.
    #[serde(skip)]
    pub tls_dir: Option<std::path::PathBuf>,
}
