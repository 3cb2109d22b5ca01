//! Jobs: long work that a person starts and need not watch (a pull, a push, a save). They belong to the shell and survive
//! navigation and reload; what runs when the application closes is listed as interrupted at the next start.
//!
//! A kind of work is a variant of [`JobOrigin`], a file beside this one with its `work`, and a line in [`work`]. Work that
//! talks to a terminal is a session, not a job.

mod commit;
mod load;
mod log;
mod pull;
mod push;
mod record;
mod registry;
mod remove;
mod save;
mod updates;
mod watch;

use quayside_engine::archive::ImportSpec;
use quayside_engine::commit::CommitSpec;
use quayside_engine::error::{Error, Result};
use quayside_engine::pull::PullProgress;
use quayside_engine::registry::updates::ImageUpdate;
use quayside_engine::removal::Removed;
use quayside_engine::units::{ByteSize, Millis, UnixMillis};
use quayside_engine::{Engine, command_line};
use serde::{Deserialize, Serialize};
use specta::Type;

pub use log::{LogOf, LogOrder};
pub use record::Record;
pub use registry::{Job, Jobs};
pub use remove::RemovalOrder;
pub use watch::{NEWS_INTERVAL, NewsSink};

/// Names a job for as long as the application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// What a person asked for; enough to ask for it again, also after a restart. Holds no secrets: it is written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum JobOrigin {
    Pull {
        reference: String,
        platform: Option<String>,
    },
    Push {
        reference: String,
    },
    /// `images` are names or ids; an id saves an image without a name.
    Save {
        images: Vec<String>,
        path: String,
    },
    Load {
        path: String,
    },
    Import {
        path: String,
        spec: ImportSpec,
    },
    /// `name` is what the container is called, to be shown.
    Export {
        container: String,
        name: String,
        path: String,
    },
    Commit {
        spec: CommitSpec,
        name: String,
    },
    SaveLog(LogOrder),
    Remove(RemovalOrder),
    /// Tags that registries are asked about.
    CheckUpdates {
        references: Vec<String>,
    },
}

impl JobOrigin {
    /// How much longer than others a page takes to read it: some name each image, and there may be thousands.
    fn weight(&self) -> u32 {
        let things = match self {
            Self::Remove(order) => order.items.len(),
            Self::CheckUpdates { references } => references.len(),
            _ => 0,
        };
        u32::try_from(things / 500).unwrap_or(u32::MAX).clamp(1, 10)
    }
}

/// Where the work is. All but the first three are final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "at")]
pub enum JobPhase {
    /// Nothing is done before this instant, so that it can still be undone.
    Pending {
        starts: UnixMillis,
    },
    /// Waits until others of its lane have ended.
    Queued,
    Running,
    Done {
        duration: Millis,
    },
    Failed {
        error: Error,
    },
    Cancelled,
    /// The application was closed meanwhile.
    Interrupted {
        /// The work had begun; else nothing was done.
        begun: bool,
    },
}

impl JobPhase {
    /// Nothing will follow.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Pending { .. } | Self::Queued | Self::Running)
    }
}

/// How far the work is, as far as it can be known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "of")]
pub enum JobProgress {
    /// Nothing that could be counted has been said yet.
    #[default]
    Unknown,
    /// Layers between the engine and a registry.
    Transfer { progress: PullProgress },
    /// Bytes of one stream.
    Bytes {
        done: ByteSize,
        /// None where nobody can tell.
        total: Option<ByteSize>,
        /// The total is an estimate.
        about: bool,
        /// Bytes a second over the last seconds.
        rate: Option<ByteSize>,
    },
    /// Things one after the other.
    Items { done: u32, failed: u32, total: u32 },
}

/// What came of it, as far as it is known; of a job that failed or was cancelled, what was done before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "what")]
pub enum JobOutcome {
    Pulled {
        /// `sha256:…` of the manifest, where the engine said it.
        digest: Option<String>,
        /// All of it was here before.
        up_to_date: bool,
    },
    Pushed {
        /// `sha256:…` of the manifest that the tag names in the registry now.
        digest: Option<String>,
        /// `sha256:…` of the image of several platforms of which the engine had one alone; none where all of it was pushed.
        in_part: Option<String>,
    },
    /// A file is complete.
    Written { path: String, size: ByteSize },
    Loaded {
        /// By their names; by id where the archive gives them none.
        images: Vec<String>,
    },
    /// An image was made.
    Made {
        /// By its name; by id where it was given none.
        image: String,
    },
    Removed {
        /// What became of each target, as far as it came to it.
        items: Vec<Removed>,
        /// Bytes that are free now by the engine's own account; none where it gives none.
        freed: Option<ByteSize>,
    },
    Checked {
        /// What registries said of the tags, as far as they were asked.
        updates: Vec<ImageUpdate>,
    },
}

/// All that the page shows about a job besides its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobInfo {
    pub id: JobId,
    #[serde(flatten)]
    pub origin: JobOrigin,
    /// What it is about, in a few words that need no translation: a reference, a file's name.
    pub subject: String,
    /// The `docker` command that this stands for.
    pub command_line: String,
    /// Name of the endpoint that it was started on.
    pub engine: String,
    pub asked: UnixMillis,
    pub started: Option<UnixMillis>,
    pub ended: Option<UnixMillis>,
    pub phase: JobPhase,
    pub progress: JobProgress,
    pub outcome: Option<JobOutcome>,
    /// Grows with each line that the engine said.
    pub log_lines: u32,
}

/// What is new about jobs. Whoever gets it says so ([`Jobs::acknowledge`]) before more is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobNews {
    pub changed: Vec<JobInfo>,
    pub gone: Vec<JobId>,
}

/// Tags whose check is written out in the command that it stands for.
const ASKED_MAX: usize = 20;

/// What must not be done by too many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Between the engine and a registry.
    Transfer,
    /// Whole file systems, through the disks of this machine and the engine's.
    Disk,
    /// Removals: which layers go depends on what went before.
    Removal,
    /// Questions to registries, of which each job asks several at once.
    Questions,
}

impl Lane {
    pub(super) const ALL: [Self; 4] = [Self::Transfer, Self::Disk, Self::Removal, Self::Questions];

    /// How many at once. An engine loads three layers of an image at a time; more images would only share the line.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Transfer => 3,
            // More would only make a disk's head jump, and fill it with half-done work.
            Self::Disk => 2,
            Self::Removal | Self::Questions => 1,
        }
    }
}

impl JobOrigin {
    fn lane(&self) -> Lane {
        match self {
            Self::Pull { .. } | Self::Push { .. } => Lane::Transfer,
            Self::Save { .. }
            | Self::Load { .. }
            | Self::Import { .. }
            | Self::Export { .. }
            | Self::Commit { .. }
            | Self::SaveLog(_) => Lane::Disk,
            Self::Remove(_) => Lane::Removal,
            Self::CheckUpdates { .. } => Lane::Questions,
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::Pull { reference, .. } | Self::Push { reference } => reference.clone(),
            Self::Save { images, .. } => images.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", "),
            Self::Load { path } | Self::Import { path, .. } => file_name(path),
            Self::Export { name, .. } | Self::Commit { name, .. } => name.clone(),
            Self::SaveLog(order) => order.subject(),
            Self::Remove(order) => order.subject(),
            Self::CheckUpdates { references } => first_of(references),
        }
    }

    /// The `docker` command that this stands for.
    pub fn command_line(&self) -> String {
        match self {
            Self::Pull { reference, platform } => {
                let platform = platform.iter().flat_map(|platform| ["--platform", platform.as_str()]);
                command_line::docker(["pull"].into_iter().chain(platform).chain([reference.as_str()]))
            }
            Self::Push { reference } => command_line::docker(["push", reference]),
            Self::Save { images, path } => {
                let save = ["save", "--output", path].into_iter();
                command_line::docker(save.chain(images.iter().map(String::as_str)))
            }
            Self::Load { path } => command_line::docker(["load", "--input", path]),
            Self::Import { path, spec } => spec.command_line(path),
            Self::Export { name, path, .. } => command_line::docker(["export", "--output", path, name]),
            Self::Commit { spec, name } => spec.command_line(name),
            Self::SaveLog(order) => order.command_line(),
            Self::Remove(order) => order.command_line(),
            Self::CheckUpdates { references } => {
                let asked = references.iter().map(|reference| command_line::docker(["manifest", "inspect", reference]));
                let line = asked.take(ASKED_MAX).collect::<Vec<_>>().join("; ");
                match references.len().saturating_sub(ASKED_MAX) {
                    0 => line,
                    more => format!("{line} # and {more} more"),
                }
            }
        }
    }
}

/// The first, and how many more: `busybox:latest +3`.
fn first_of<T: AsRef<str>>(names: &[T]) -> String {
    let first = names.first().map(AsRef::as_ref).unwrap_or_default();
    if names.len() < 2 { first.to_owned() } else { format!("{first} +{}", names.len() - 1) }
}

/// An id as people write it; a name stays as it is.
fn shown(name: &str) -> String {
    const SHORT: usize = 12;
    match name.strip_prefix("sha256:") {
        Some(id) => id.chars().take(SHORT).collect(),
        None => name.to_owned(),
    }
}

/// The last part of a path.
fn file_name(path: &str) -> String {
    let name = std::path::Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Does the work. Dropped where the job is cancelled, so what has to be cleared away is cleared away by drop.
async fn work(job: &Job, engine: &Engine, origin: &JobOrigin) -> Result<()> {
    match origin {
        JobOrigin::Pull { reference, platform } => pull::work(job, engine, reference, platform.as_deref()).await,
        JobOrigin::Push { reference } => push::work(job, engine, reference).await,
        JobOrigin::Save { images, path } => save::images(job, engine, images, path).await,
        JobOrigin::Export { container, path, .. } => save::files(job, engine, container, path).await,
        JobOrigin::Load { path } => load::images(job, engine, path).await,
        JobOrigin::Import { path, spec } => load::files(job, engine, path, spec).await,
        JobOrigin::Commit { spec, .. } => commit::work(job, engine, spec).await,
        JobOrigin::SaveLog(order) => log::work(job, engine, order).await,
        JobOrigin::Remove(order) => remove::work(job, engine, order).await,
        JobOrigin::CheckUpdates { references } => updates::work(job, engine, references).await,
    }
}
