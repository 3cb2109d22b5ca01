//! Jobs: long work that a person starts and need not watch (a pull, a push, a save). They belong to the shell and survive
//! navigation and reload; what runs when the application closes is listed as interrupted at the next start.
//!
//! A kind of work is a variant of [`JobOrigin`], a file beside this one with its `work`, and a line in [`work`]. Work that
//! talks to a terminal is a session, not a job.

mod pull;
mod record;
mod registry;
mod watch;

use quayside_engine::error::{Error, Result};
use quayside_engine::pull::PullProgress;
use quayside_engine::units::{ByteSize, Millis, UnixMillis};
use quayside_engine::{Engine, command_line};
use serde::{Deserialize, Serialize};
use specta::Type;

pub use record::Record;
pub use registry::{Job, Jobs};
pub use watch::{NEWS_INTERVAL, NewsSink};

/// Names a job for as long as the application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// What a person asked for; enough to ask for it again, also after a restart. Holds no secrets: it is written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum JobOrigin {
    Pull { reference: String, platform: Option<String> },
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

/// What must not be done by too many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Between the engine and a registry.
    Transfer,
}

impl Lane {
    pub(super) const ALL: [Self; 1] = [Self::Transfer];

    /// How many at once. An engine loads three layers of an image at a time; more images would only share the line.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Transfer => 3,
        }
    }
}

impl JobOrigin {
    fn lane(&self) -> Lane {
        match self {
            Self::Pull { .. } => Lane::Transfer,
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::Pull { reference, .. } => reference.clone(),
        }
    }

    /// The `docker` command that this stands for.
    pub fn command_line(&self) -> String {
        match self {
            Self::Pull { reference, platform } => {
                let platform = platform.iter().flat_map(|platform| ["--platform", platform.as_str()]);
                command_line::docker(["pull"].into_iter().chain(platform).chain([reference.as_str()]))
            }
        }
    }
}

/// Does the work. Dropped where the job is cancelled, so what has to be cleared away is cleared away by drop.
async fn work(job: &Job, engine: &Engine, origin: &JobOrigin) -> Result<()> {
    match origin {
        JobOrigin::Pull { reference, platform } => pull::work(job, engine, reference, platform.as_deref()).await,
    }
}
