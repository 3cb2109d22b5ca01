//! The engine's account of long work: what Docker and Podman say of pulls, pushes, loads and imports, message by message.
//! What it means belongs to those.

use futures_util::{Stream, TryStreamExt};
use hyper::Response;
use hyper::body::Incoming;
use serde::Deserialize;

use crate::lines::json_lines;
use crate::{Error, ErrorCode, Result};

/// One thing that the engine says. Which fields there are depends on the work, and on the engine.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Message {
    pub status: Option<String>,
    /// Lines of text, with their newlines (`Loaded image: busybox:latest`).
    pub stream: Option<String>,
    /// What it is about, mostly a layer.
    pub id: Option<String>,
    pub progress_detail: Option<Detail>,
    /// What the work has made, at its end.
    pub aux: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Detail {
    pub current: Option<i64>,
    pub total: Option<i64>,
}

/// The messages of one answer, as they come. One that says that the work failed ends them, with what it means.
pub(crate) fn messages(response: Response<Incoming>) -> impl Stream<Item = Result<Message>> + Send {
    json_lines(response).map_err(|error| match error.code {
        // The status of the answer was sent before the work began; 500 is what it would have been.
        ErrorCode::EngineRefused => Error::from_engine(500, error.message),
        _ => error,
    })
}
