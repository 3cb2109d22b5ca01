//! `docker attach`: the main process of a container that runs already, its terminal or its streams.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::containers::Life;
use crate::detach::DetachKeys;
use crate::hijack::{self, Hijacked};
use crate::query::query;
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

/// Where a container's streams are taken up.
pub(crate) fn path(id: &str, stdin: bool, keys: &DetachKeys) -> String {
    let stdin = if stdin { "1" } else { "0" };
    let asked = [("stream", "1"), ("stdin", stdin), ("stdout", "1"), ("stderr", "1"), ("detachKeys", keys.spelled())];
    format!("/containers/{id}/attach{}", query(&asked))
}
