//! What the commands share: the connection to the engine, the sessions, the settings, the command log.

use quayside_engine::units::UnixMillis;
use quayside_engine::{Endpoint, EngineInfo, Error};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether there is an engine, which one, and what is wrong when there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "state")]
pub enum EngineStatus {
    Connecting {
        endpoint: Option<Endpoint>,
    },
    Ready {
        endpoint: Endpoint,
        engine: EngineInfo,
    },
    Unavailable {
        /// The endpoint chosen or lost; none where nothing was found at all.
        endpoint: Option<Endpoint>,
        error: Error,
        /// Addresses that were tried.
        tried: Vec<String>,
        /// Quayside could start an engine of its own here.
        can_start: bool,
    },
}

/// What an engine event may have changed; the page refetches what it shows of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Tag {
    Images,
    Containers,
}

/// An action of a person's, as the `docker` command that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LoggedCommand {
    pub at: UnixMillis,
    pub line: String,
}

/// What the page needs to know before it draws anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    pub version: String,
    /// BCP 47, from the system: `fr-CA`.
    pub locale: String,
    /// `linux`, `macos`, `windows`
    pub platform: String,
}
