//! `docker attach`: the main process of a container that runs already, its terminal or its streams.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::task::JoinError;

use crate::containers::Life;
use crate::detach::DetachKeys;
use crate::hijack::{self, Hijacked, TerminalSize};
use crate::query::query;
use crate::run;
use crate::{Engine, Error, ErrorCode, Result};

/// What `docker attach` is asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct AttachSpec {
    /// Container id or name.
    pub container: String,
}

/// Whether its input can be written to without harm. A container whose input ends with the first who leaves it (`docker
/// run -i`, without a terminal) is only watched: closing a tab would end its process.
pub fn listens(life: &Life) -> bool {
    life.open_stdin && (life.tty || !life.stdin_once)
}

/// `POST /containers/NAME/attach`: what it prints from now on, and its input where that is open.
///
/// # Errors
/// `ContainerNotRunning`, or what the engine answered.
pub async fn open(engine: &Engine, life: &Life, keys: &DetachKeys) -> Result<Hijacked> {
    if !life.running {
        return Err(Error::new(ErrorCode::ContainerNotRunning, format!("Container {} is not running", life.name)));
    }
    let path = path(&life.id, listens(life), keys);
    hijack::open(engine, &path, String::new(), life.tty).await
}

/// In which a busy process has heard of a size. Of two that come together it may hear as of one, and that is the one it had.
const SIZES_APART: Duration = Duration::from_millis(50);

/// Gives the terminal of a process that has just been taken up its size, by way of another one. Of a size that the terminal has
/// already its process is not told, and what fills the screen would not be drawn until a key is pressed. One row less, and not
/// one more as `docker attach` has it: what is drawn for more rows than are shown scrolls away. Begun, it comes to its end also
/// where nobody waits for that: the terminal would stay a row lower.
///
/// # Errors
/// What the engine answered last.
pub async fn resize(engine: &Engine, life: &Life, size: TerminalSize) -> Result<()> {
    let (engine, id, name) = (engine.clone(), life.id.clone(), life.name.clone());
    let both = async move {
        let rows = if size.rows > 1 { size.rows - 1 } else { size.rows + 1 };
        if let Err(error) = run::resize(&engine, &id, TerminalSize { rows, ..size }).await {
            tracing::debug!("the terminal of {name} is not drawn anew: {error}");
        }
        tokio::time::sleep(SIZES_APART).await;
        run::resize(&engine, &id, size).await
    };
    let broken = |error: JoinError| Error::new(ErrorCode::Internal, error.to_string());
    tokio::spawn(both).await.map_err(broken)?
}

/// Where a container's streams are taken up.
pub(crate) fn path(id: &str, stdin: bool, keys: &DetachKeys) -> String {
    let stdin = if stdin { "1" } else { "0" };
    let asked = [("stream", "1"), ("stdin", stdin), ("stdout", "1"), ("stderr", "1"), ("detachKeys", keys.spelled())];
    format!("/containers/{id}/attach{}", query(&asked))
}
