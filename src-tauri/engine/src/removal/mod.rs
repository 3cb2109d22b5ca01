//! Removing images: what exactly would go ([`plan`]), and doing it as it was foretold ([`carry_out`]).
//!
//! Engines tell neither beforehand. The plan is worked out from what they do tell: names, parents, containers, and the
//! layers of every image with their sizes, gathered once and kept for as long as the connection lasts ([`Known`]).

mod carry_out;
mod known;
mod layers;
mod plan;
mod scene;

use bollard::query_parameters::RemoveImageOptions;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::inspect::object_name;
use crate::units::ByteSize;
use crate::{Engine, Result};

pub(crate) use carry_out::present;
pub use carry_out::{ChangedSince, Removed, carry_out, disk_use};
pub(crate) use known::{Kin, Known, kin, store};
pub use known::{reclaim, removal_plan};
pub(crate) use scene::Store;

/// What a person picked: an image under one of its names, or by its id where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalTarget {
    /// `sha256:…`
    pub id: String,
    /// `repository:tag` as the engine lists it, or `repository@sha256:…` where a digest is the name.
    pub name: Option<String>,
}

/// How far a removal may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalWays {
    /// Stop and remove the containers in the way.
    pub with_containers: bool,
    /// As `docker rmi --force`.
    pub force: bool,
}

/// A container that stands in the way of removing an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageUser {
    pub id: String,
    pub name: String,
    pub running: bool,
}

/// What becomes of one target. Those that begin with `Held` are left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// The image goes, with its last name.
    Deletes,
    /// The name goes, the image stays: under other names, beneath images built upon it, or under a container.
    Untags,
    /// A running container is made from it.
    HeldRunning,
    /// Stopped containers are made from it.
    HeldStopped,
    /// It has no name and images are built upon it.
    HeldByChildren,
    /// It is on the engine no more, or not under this name.
    Gone,
}

/// What `docker rmi --force` does to an image that containers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ForceEffect {
    /// The name goes; the image stays without a name, because a container uses it.
    UntagsOnly,
    /// Name and image go; the stopped containers keep their layers but can't be made from the image again.
    DeletesImage,
    /// Podman: the containers go with the image, the running ones too.
    RemovesContainers,
    /// Refused all the same.
    Refused,
}

/// One target with what would become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlannedRemoval {
    #[serde(flatten)]
    pub target: RemovalTarget,
    pub fate: Fate,
    /// Names that the image keeps.
    pub stays: Vec<String>,
    /// Containers in the way; where the image goes all the same, they go before it.
    pub containers: Vec<ImageUser>,
    /// What force would do, where containers are in the way.
    pub force: Option<ForceEffect>,
    /// Size of the image, shared layers included.
    pub size: ByteSize,
    /// Bytes that nobody needs once this target is gone too, after those before it.
    pub freed: ByteSize,
}

/// A layer of a deleted image that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeptLayer {
    /// Digest of the change.
    pub digest: String,
    pub size: ByteSize,
    /// How many other images have it.
    pub images: u32,
    /// One of them, as a person calls it; none where only containers have it.
    pub by: Option<String>,
}

/// Why the bytes are not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Doubt {
    /// The engine also keeps layers as they were downloaded, and does not tell their sizes one by one.
    Content,
    /// The image was built here; the build cache may keep its layers.
    BuildCache,
    /// The engine's history does not tell which layer has which size.
    Sizes,
    /// There are containers of images that are gone; they may keep layers.
    StrayContainers,
    /// Steps of a build lie beneath; this engine may keep them.
    Parents,
    /// Not all images could be looked at.
    Incomplete,
}

/// What removing exactly these targets would free, layers that images share counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Reclaim {
    /// Images that would go, each counted once.
    pub images: u32,
    pub freed: ByteSize,
    /// Bytes of their layers that stay, because others need them.
    pub shared: ByteSize,
    pub doubts: Vec<Doubt>,
    /// Images whose layers are known, and how many there are.
    pub gathered: u32,
    pub of: u32,
    /// More are being looked at: ask again in a moment.
    pub gathering: bool,
}

/// What `docker rmi` of all the targets would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalPlan {
    /// One for each target, in the order in which they have to go: what is built upon an image before it.
    pub items: Vec<PlannedRemoval>,
    pub sum: Reclaim,
    /// The largest first, at most [`KEPT_MAX`].
    pub kept: Vec<KeptLayer>,
    /// Layers that go, and that stay.
    pub layers_freed: u32,
    pub layers_kept: u32,
    /// The `docker` command that stands for it; empty where nothing goes.
    pub command_line: String,
}

/// More than these are not read; the sum counts all.
pub const KEPT_MAX: usize = 50;

/// What the engine did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalReport {
    pub untagged: Vec<String>,
    /// Ids of images and, from Docker's classic store, chain ids of layers.
    pub deleted: Vec<String>,
}

impl PlannedRemoval {
    /// It is carried out; the others are left alone.
    pub fn goes(&self) -> bool {
        matches!(self.fate, Fate::Deletes | Fate::Untags)
    }
}

impl RemovalTarget {
    /// How `docker rmi` is told.
    pub fn reference(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// `DELETE /images/NAME`
///
/// # Errors
/// `ImageNotFound`, `ImageInUse`, or what the engine answered.
pub async fn remove(engine: &Engine, reference: &str, force: bool) -> Result<RemovalReport> {
    let options = RemoveImageOptions { force, ..RemoveImageOptions::default() };
    let items = engine.docker().remove_image(object_name(reference)?, Some(options), None).await?;
    let mut report = RemovalReport::default();
    for item in items {
        report.untagged.extend(item.untagged);
        report.deleted.extend(item.deleted);
    }
    Ok(report)
}
