//! A connection to one engine: bollard for the typed calls, and the same transport for what bollard cannot do byte for
//! byte (raw inspect documents, hijacked terminals).

use serde::{Deserialize, Serialize};
use specta::Type;

/// What an engine says about itself (`GET /version` and `GET /info`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EngineInfo {
    /// `Docker` or `Podman`.
    pub product: String,
    /// `28.5.2`
    pub version: String,
    /// `1.51`
    pub api_version: String,
    /// `linux`
    pub os: String,
    /// `amd64`, in Go's spelling.
    pub arch: String,
    /// `overlay2`, `overlayfs`
    pub storage_driver: String,
    /// The engine keeps images in containerd's store (multi-platform images keep their index).
    pub containerd_store: bool,
    /// The engine's host name.
    pub host: String,
}

#[derive(Clone)]
pub struct Engine {}
