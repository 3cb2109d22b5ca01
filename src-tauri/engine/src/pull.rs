//! Pulling an image: the engine's stream of messages folded into one state.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::units::ByteSize;

/// Where a layer is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LayerPhase {
    Waiting,
    Downloading,
    Verifying,
    Downloaded,
    Extracting,
    /// Pulled now.
    Complete,
    /// Was here already.
    Exists,
}

/// One layer of an image being pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LayerProgress {
    /// The short id that the engine prints.
    pub id: String,
    pub phase: LayerPhase,
    /// Bytes of the present phase (download or extraction).
    pub current: ByteSize,
    /// None where the engine does not say (Podman).
    pub total: Option<ByteSize>,
}

/// The state of a pull as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PullProgress {
    /// In the order in which the engine named them.
    pub layers: Vec<LayerProgress>,
    /// Layers that are complete or were here.
    pub layers_done: u32,
    /// Bytes downloaded of the layers whose size is known.
    pub downloaded: ByteSize,
    /// Sum of the known layer sizes; None until one is known.
    pub total: Option<ByteSize>,
    /// Bytes a second over the last seconds.
    pub rate: Option<ByteSize>,
    /// What the engine said last that is not about a layer (`Pulling from library/busybox`).
    pub message: String,
    /// `sha256:…` once the engine has said it.
    pub digest: Option<String>,
}
