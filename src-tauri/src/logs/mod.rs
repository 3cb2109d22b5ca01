//! Logs that a person looks at: each view with its lines, a task for each of its containers that follows what is printed,
//! and the windows of rows that the page asks for. Views belong to the shell and outlive the page, as sessions do.

pub mod command_line;
mod follow;
mod last;
mod lines;
mod merged;
mod place;
mod reading;
mod recent;
mod value;
mod view;
mod whole;
mod window;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quayside_engine::logs::LogTime;
use quayside_engine::units::ByteSize;
use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::connection::Connection;

pub use lines::{LogFilter, Outputs, RowMark, Written};
pub use merged::Merged;
pub use reading::runtime;
pub use view::View;
pub use whole::{LineMatch, LinePieces};
pub use window::{FoundRow, LogRow, LogRows, RowsAsked};

/// Names an open view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct LogsId(pub u32);

/// Names a line for as long as it is held; also counts rows, from the first that came: those that were fetched afterwards stand
/// before 0. Exact up to 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct LineNumber(#[specta(type = i32)] pub i64);

/// Which part of the logs a view begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogsRange {
    /// So many lines before the end; none for as many as are held at once.
    pub tail: Option<u32>,
    #[specta(type = Option<String>)]
    pub since: Option<LogTime>,
    /// This instant as well.
    #[specta(type = Option<String>)]
    pub until: Option<LogTime>,
    /// Go on with what is printed from now on.
    pub follow: bool,
}

/// How a container's log is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "at")]
pub enum LogPhase {
    Opening,
    /// What it prints comes.
    Following,
    /// It has not been started yet; the view goes on when it is.
    Created,
    /// Its process has ended; the view goes on when it is started again.
    Ended {
        code: i32,
    },
    /// The same, and the engine is about to start it again by itself.
    Restarting {
        code: i32,
    },
    /// The engine can't read a part of its log, which is missing here. What it prints comes.
    Damaged {
        error: Error,
    },
    /// Everything that was asked for is here, and nothing is followed.
    Read,
    /// The container is gone from the engine. What it printed is still here; where it is followed, the view goes on with another
    /// one of its name.
    Removed,
    /// The engine does not answer; the view goes on when it is back.
    Lost,
    /// Another engine is in use than the one of this name, which the container is on; the view goes on when that is in use
    /// again.
    Elsewhere {
        engine: String,
    },
    Failed {
        error: Error,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LoggedContainer {
    pub id: String,
    pub name: String,
    /// It took the place of one of its name that was removed, whose lines stand before its own.
    pub replaced: bool,
    pub phase: LogPhase,
}

/// Whether there is more above the first line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Earlier {
    /// It can be asked for.
    #[default]
    More,
    /// It is being fetched.
    Coming,
    /// The first line is the first of all, or of those that were asked for; or what was above it is gone with its container.
    Nothing,
}

/// The row from which on the lines of all containers are here: above it those of one are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WholeFrom {
    pub at: RowMark,
    /// Whose earlier lines are missing.
    pub container: u16,
}

/// What the page knows of a view as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogsInfo {
    pub id: LogsId,
    pub containers: Vec<LoggedContainer>,
    /// As it was asked for.
    pub range: LogsRange,
    /// So many lines of each container the view begins with at most, whatever was asked for; none where there is one
    /// container. Earlier ones can be fetched.
    pub tail_max: Option<u32>,
    /// The `docker logs` that it stands for.
    pub command_line: String,
    /// Lines that are held, and rows among them.
    pub lines: u32,
    pub rows: u32,
    /// Of the lines that are held.
    pub bytes: ByteSize,
    /// Grows by rows that were dropped above and falls by those that were fetched: what one reads moves by as many.
    pub first_row: LineNumber,
    /// Grows whenever rows may be others.
    pub revision: u32,
    /// Grows whenever it begins anew: what was chosen or read then is not held any more.
    pub beginning: u32,
    /// Rows that match what is looked for.
    pub found: u32,
    pub earlier: Earlier,
    /// Where lines of one of several containers begin that has earlier ones; none where nothing stands above those.
    pub whole_from: Option<WholeFrom>,
    /// Newer lines had to go for earlier ones: it does not follow until a person goes to the end.
    pub detached: bool,
    pub filter: LogFilter,
}

impl LogsInfo {
    /// There are lines that are not held, of those that were asked for or before them.
    pub fn is_part(&self) -> bool {
        self.earlier != Earlier::Nothing || self.detached
    }
}

/// A view that has been opened, with its last rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogsOpened {
    pub info: LogsInfo,
    pub rows: LogRows,
}

/// Tells the page; the application sends an event.
pub type Tell = Arc<dyn Fn(LogsInfo) + Send + Sync>;

/// The views of the window.
pub struct Logs {
    connection: Arc<Connection>,
    /// Where they are followed.
    reading: Handle,
    tell: Tell,
    last: AtomicU32,
    open: Mutex<Vec<Arc<View>>>,
    /// Something has happened on the engine or to it.
    happened: watch::Sender<()>,
}

impl Logs {
    pub fn new(connection: Arc<Connection>, reading: Handle, tell: Tell) -> Self {
        let (open, happened) = (Mutex::default(), watch::Sender::new(()));
        Self { connection, reading, tell, last: AtomicU32::default(), open, happened }
    }

    /// Opens the logs of these containers, by id or name. Begins to follow at once.
    ///
    /// # Errors
    /// `ContainerNotFound`, or why there is no engine.
    pub async fn open(&self, containers: &[String], range: LogsRange, timestamps: bool) -> Result<LogsInfo> {
        let id = LogsId(self.last.fetch_add(1, Ordering::Relaxed) + 1);
        let (connection, happened) = (Arc::clone(&self.connection), self.happened.subscribe());
        let way = follow::Way { connection, reading: self.reading.clone(), happened };
        let view = View::open(id, containers, range, timestamps, way, &self.tell).await?;
        lock(&self.open).push(Arc::clone(&view));
        Ok(view.info())
    }

    /// In the order of opening, for a page that has just begun: none of their lines is read as a whole.
    pub fn list(&self) -> Vec<LogsInfo> {
        let open = lock(&self.open).clone();
        let info = |view: &Arc<View>| {
            view.leave();
            view.info()
        };
        open.iter().map(info).collect()
    }

    /// # Errors
    /// `SessionGone`
    pub fn get(&self, id: LogsId) -> Result<Arc<View>> {
        let open = lock(&self.open);
        let gone = || Error::new(ErrorCode::SessionGone, format!("the logs {} are not open", id.0));
        open.iter().find(|view| view.id() == id).cloned().ok_or_else(gone)
    }

    /// Begins a view [anew](View::begin). Where that would throw away what no engine gives again, and it is only to try once more
    /// what could not be read, that is tried without.
    ///
    /// # Errors
    /// `SessionGone`, and those of [`View::begin`].
    pub async fn begin(&self, id: LogsId, range: LogsRange) -> Result<LogsInfo> {
        let view = self.get(id)?;
        match view.begin(range).await {
            Err(error) if error.code == ErrorCode::LogGone && view.has_failed(range) => self.something_happened(),
            begun => begun?,
        }
        Ok(view.info())
    }

    /// Closes a view; one that is not open is no fault.
    pub fn close(&self, id: LogsId) {
        // Something else may still hold it: what fetches earlier lines for it.
        let closed: Vec<_> = lock(&self.open).extract_if(.., |view| view.id() == id).collect();
        closed.iter().for_each(|view| view.end());
    }

    /// The engine has told of something, or is another one: what had ended may go on.
    pub fn something_happened(&self) {
        self.happened.send_replace(());
    }
}

/// A panic elsewhere leaves the lines readable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
