//! Sessions: work with a stream to the page (a run, a shell, an attachment). They belong to the shell, not to a page: they
//! survive navigation and reload, and end when their work ends or a person closes them.

mod behind;
mod containers;
mod joined;
mod ledger;
mod left;
mod lost;
mod pull;
mod registry;
mod run;
mod searches;
mod session;
mod terminal;
mod transcript;

use quayside_engine::attach::AttachSpec;
use quayside_engine::error::Error;
use quayside_engine::exec::ExecSpec;
use quayside_engine::pull::PullProgress;
use quayside_engine::run::RunSpec;
use quayside_engine::units::{Millis, UnixMillis};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::files;

pub use behind::runtime;
pub use ledger::Ledger;
pub use lost::Loss;
pub use registry::Sessions;
pub use session::Session;
pub use transcript::{TranscriptInfo, TranscriptPlace, TranscriptQuery, TranscriptRow, TranscriptRows};

/// Names a session for as long as the application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct SessionId(pub u32);

/// What a person asked for; enough to ask for it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum SessionOrigin {
    /// The one-click hello: like a run, with the built-in image where the registry can't be reached.
    Hello,
    Run {
        spec: RunSpec,
    },
    Exec {
        spec: ExecSpec,
    },
    /// The main process of a container that runs already.
    Attach {
        spec: AttachSpec,
    },
}

impl SessionOrigin {
    /// A [command](ExecSpec::is_command) in a container.
    pub fn is_command(&self) -> bool {
        matches!(self, Self::Exec { spec } if spec.is_command())
    }
}

/// Where the work is. `exited`, `detached`, `failed` and `cancelled` are final.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "at")]
pub enum SessionPhase {
    /// Accepted; the engine has not been asked yet.
    Queued,
    Pulling {
        progress: PullProgress,
    },
    /// The built-in image is being loaded.
    Loading,
    /// The container is being created and attached.
    Creating,
    Running,
    /// The process has ended.
    Exited {
        code: i32,
        /// From start to exit.
        duration: Millis,
    },
    /// The keys that leave it were pressed, or it closed its output: the process goes on without the session.
    Detached,
    /// What it was connected to is gone. It can be connected again, and what it showed stays.
    Lost {
        loss: Loss,
    },
    Failed {
        error: Error,
    },
    Cancelled,
}

impl SessionPhase {
    /// Nothing will follow.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Exited { .. } | Self::Detached | Self::Failed { .. } | Self::Cancelled)
    }
}

/// All that the page shows about a session besides its output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    pub id: SessionId,
    #[serde(flatten)]
    pub origin: SessionOrigin,
    /// A command in a container that is no shell: it does its work again each time it is begun.
    pub is_command: bool,
    /// Name of the engine that it is on.
    pub engine: String,
    /// Image reference as asked for (`hello-world`), also for an exec (the container's image).
    pub image: String,
    /// Full container id, once there is one.
    pub container: Option<String>,
    /// The container's name, once known.
    pub container_name: Option<String>,
    /// The container is removed by itself when it ends (`--rm`), or has been removed.
    pub container_removed: bool,
    /// The output comes from a terminal, which has a size.
    pub tty: bool,
    /// What is typed reaches its process, and so do the keys that leave it: to a main process one may be attached that was given no
    /// input. Without a terminal it reads lines.
    pub listens: bool,
    /// The keys that leave it running, as `--detach-keys` spells them.
    pub detach_keys: String,
    /// The `docker` command that this stands for.
    pub command_line: String,
    /// Rows that its terminal keeps above the screen.
    pub scrollback: u32,
    pub started: UnixMillis,
    /// How often it was connected again. What is typed is meant for one connection, and reaches no other.
    pub connection: u32,
    pub phase: SessionPhase,
    /// Why the built-in image runs instead of the one asked for.
    pub fallback: Option<Error>,
}

impl SessionInfo {
    /// A name for a file made from its output.
    pub fn file_name(&self, raw: bool) -> String {
        let name = files::plain_name(self.container_name.as_deref().unwrap_or(&self.image));
        format!("{name}.{}", if raw { "log" } else { "txt" })
    }
}

/// What a person typed or pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind", content = "data")]
pub enum SessionInput {
    /// Sent as UTF-8.
    Text(String),
    /// One byte a character (U+0000 to U+00FF): what xterm.js calls binary, for mouse reports.
    Binary(String),
}
