//! What the commands share: the connection to the engine, the sessions, the jobs, the settings, the command log.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quayside_engine::images::LayerTable;
use quayside_engine::units::UnixMillis;
use quayside_engine::{Endpoint, Engine, EngineInfo, Error, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::connection::Connection;
use crate::jobs::Jobs;
use crate::once::Asked;
use crate::sessions::Sessions;
use crate::settings::SettingsFile;

/// Commands kept in the log: more than a person scrolls back through.
const LOG_MAX: usize = 500;

/// Before a session that was lost is connected again by itself.
const RECONNECT_PAUSE: Duration = Duration::from_secs(2);

/// Before shells are tried to end again whose engine had no answer.
const END_AGAIN_PAUSE: Duration = Duration::from_secs(15);

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
    Volumes,
    Networks,
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

/// What the commands share.
pub struct Shell {
    pub connection: Arc<Connection>,
    pub sessions: Sessions,
    pub jobs: Arc<Jobs>,
    pub settings: SettingsFile,
    /// What is known of the images' layers.
    pub layers: LayerTable,
    log: Mutex<VecDeque<LoggedCommand>>,
    /// How many pages there were.
    pages: AtomicU32,
    /// What they have asked for that counts once.
    pub asked: Asked,
}

impl Shell {
    pub fn new(connection: Arc<Connection>, jobs: Arc<Jobs>, settings: SettingsFile, sessions: Sessions) -> Self {
        sessions.set_scrollback(settings.get().terminal_scrollback);
        sessions.choose_keys(&settings.get().terminal_detach_keys);
        Self {
            connection,
            sessions,
            jobs,
            settings,
            layers: LayerTable::default(),
            log: Mutex::default(),
            pages: AtomicU32::new(0),
            asked: Asked::default(),
        }
    }

    /// A page is loaded in the place of the one before.
    pub fn page_begins(&self) {
        self.pages.fetch_add(1, Ordering::SeqCst);
    }

    /// Tells one page from the next.
    pub fn page(&self) -> u32 {
        self.pages.load(Ordering::SeqCst)
    }

    /// The engine to ask.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn engine(&self) -> Result<Engine> {
        self.connection.engine()
    }

    /// Sees to what is lost, and to what was left, also where nothing happens. Never ends.
    pub async fn keep_sessions(&self) {
        tokio::join!(self.keep_lost(), self.keep_left());
    }

    /// A session that is lost may have nothing to wait for, as after a wire was cut. One that can't be connected, or is cut off
    /// again, is given a pause each time.
    async fn keep_lost(&self) {
        loop {
            self.sessions.until_lost().await;
            tokio::time::sleep(RECONNECT_PAUSE).await;
            self.look_after_sessions().await;
        }
    }

    async fn keep_left(&self) {
        loop {
            self.sessions.until_left().await;
            tokio::time::sleep(END_AGAIN_PAUSE).await;
            self.end_left().await;
        }
    }

    /// Sessions whose container or engine went away may find it again: something has changed.
    pub async fn look_after_sessions(&self) {
        let Ok(engine) = self.engine() else { return };
        let by_itself = self.settings.get().terminal_reconnect;
        if let Err(error) = self.sessions.look_after_lost(&engine, by_itself).await {
            tracing::debug!("lost sessions are not looked after: {error}");
        }
    }

    /// Shells that were left may be ended: something has changed.
    pub async fn end_left(&self) {
        if let Ok(engine) = self.engine() {
            self.sessions.take_over(&engine);
        }
        self.sessions.end_left().await;
    }

    /// A session goes on or can be connected again, or a job has not ended.
    pub fn is_at_work(&self) -> bool {
        self.sessions.list().iter().any(|session| !session.phase.is_final())
            || self.jobs.list().iter().any(|job| !job.phase.is_final())
    }

    /// Notes a command that a person's action stands for.
    pub fn note(&self, line: String) -> LoggedCommand {
        let logged = LoggedCommand { at: UnixMillis::now(), line };
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_back(logged.clone());
        if log.len() > LOG_MAX {
            log.pop_front();
        }
        logged
    }

    /// The newest last.
    pub fn log(&self) -> Vec<LoggedCommand> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
