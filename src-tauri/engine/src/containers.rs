//! Containers on the engine: list, start, stop, remove.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::units::UnixSeconds;

/// A container's state, in the engine's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ContainerState {
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
    /// A word that this version does not know.
    Unknown,
}

/// One line of `docker ps -a`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRow {
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    /// The image as it was named when the container was created.
    pub image: String,
    /// `sha256:…`
    pub image_id: String,
    /// Shell-quoted, as `docker ps` prints it.
    pub command: String,
    pub created: UnixSeconds,
    pub state: ContainerState,
    /// `Up 2 hours`, `Exited (0) 3 minutes ago`, in the engine's words.
    pub status: String,
    /// `0.0.0.0:8080->80/tcp`
    pub ports: Vec<String>,
}
