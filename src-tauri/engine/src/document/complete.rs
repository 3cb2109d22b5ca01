//! Completing a path as it is typed: jq paths, JSON Pointers and the fields of Go templates.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::tree::{Document, Kind};

/// Completions in one answer.
pub const MAX_COMPLETIONS: usize = 50;

/// One way to go on from what is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// The whole path with this step, in the spelling that is being typed.
    pub path: String,
    /// The step alone: a key or `[2]`.
    pub step: String,
    pub kind: Kind,
    /// Values in it.
    pub children: u32,
}

impl Document {
    /// The ways to go on from `typed`, in the order of the document; those that begin so first, then those that contain
    /// it, case aside.
    pub fn complete(&self, _typed: &str) -> Vec<Completion> {
        Vec::new()
    }
}
