//! Images on the engine: list, details, history, removal with a preview of what will go.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, Error, Result};

/// One line of `docker images`: an image under one of its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageRow {
    /// Unique among the rows and stable while the name keeps its image: `repository:tag@id`.
    pub key: String,
    /// Full id, `sha256:…`.
    pub id: String,
    /// As `docker images` prints it (`hello-world`, `ghcr.io/acme/api`); none for an untagged image.
    pub repository: Option<String>,
    /// None where only a digest names the image, or nothing does.
    pub tag: Option<String>,
    /// Digests under which a registry knows it: `name@sha256:…`.
    pub digests: Vec<String>,
    pub created: UnixSeconds,
    /// Size on the engine's disk including layers shared with others.
    pub size: ByteSize,
    pub labels: BTreeMap<String, String>,
}

impl ImageRow {
    /// How to name this row to the engine: `repository:tag` where it has one, else the id.
    pub fn reference(&self) -> String {
        match (&self.repository, &self.tag) {
            (Some(repository), Some(tag)) => format!("{repository}:{tag}"),
            _ => self.id.clone(),
        }
    }
}

/// An image's parameters and names, from its inspect document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageDetails {
    pub id: String,
    pub tags: Vec<String>,
    pub digests: Vec<String>,
    pub created: Option<UnixSeconds>,
    pub size: ByteSize,
    /// `linux/amd64`, `linux/arm64/v8`.
    pub platform: String,
    pub author: Option<String>,
    pub entrypoint: Vec<String>,
    pub command: Vec<String>,
    /// `KEY=value`, in the image's order.
    pub env: Vec<String>,
    /// `5984/tcp`
    pub exposed_ports: Vec<String>,
    pub volumes: Vec<String>,
    pub user: String,
    pub working_dir: String,
    pub stop_signal: Option<String>,
    /// The healthcheck's test, as the image gives it.
    pub healthcheck: Vec<String>,
    pub labels: BTreeMap<String, String>,
    /// Number of file system layers.
    pub layers: u32,
}

/// One step of `docker history`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// None where the engine says `<missing>`.
    pub id: Option<String>,
    pub created: UnixSeconds,
    pub created_by: String,
    pub size: ByteSize,
    pub comment: String,
    pub tags: Vec<String>,
}

/// A container that stands in the way of removing an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageUser {
    pub id: String,
    pub name: String,
    pub running: bool,
}

/// What `docker rmi REFERENCE` would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalPreview {
    pub reference: String,
    pub id: String,
    /// The names that would go.
    pub untagged: Vec<String>,
    /// Names that would stay; where there are any the image itself stays.
    pub remaining: Vec<String>,
    /// The image and its layers would go, not only a name.
    pub deletes_image: bool,
    /// Size of the image; layers shared with other images stay, so this is an upper bound of what is freed.
    pub size: ByteSize,
    /// Containers made from this image.
    pub containers: Vec<ImageUser>,
    /// The engine will refuse without force.
    pub needs_force: bool,
    /// The engine will refuse even with force (a running container).
    pub blocked: bool,
}

/// What the engine did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalReport {
    pub untagged: Vec<String>,
    pub deleted: Vec<String>,
}
