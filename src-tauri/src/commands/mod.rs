//! Commands, one file per noun, three to eight lines each: they translate between the page and the domain.

pub mod app;
pub mod archives;
pub mod compare;
pub mod containers;
pub mod documents;
pub mod engine;
pub mod images;
pub mod inspect;
pub mod jobs;
pub mod logs;
pub mod registries;
pub mod sessions;
pub mod transcripts;
pub mod window;

use std::sync::Arc;

use quayside_engine::{Error, ErrorCode};
use tauri::{AppHandle, Manager, State};
use tauri_specta::Event;

use crate::error::CommandResult;
use crate::ipc::CommandLogged;
use crate::state::Shell;

/// How commands get at what they share.
pub type Shared<'a> = State<'a, Arc<Shell>>;

/// Notes the `docker` command that a person's action stands for, and tells the page.
pub fn note(app: &AppHandle, line: String) {
    let logged = app.state::<Arc<Shell>>().note(line);
    if let Err(error) = CommandLogged(logged).emit(app) {
        tracing::warn!("the page can't be told of a command: {error}");
    }
}

/// Opens an address in the person's browser.
///
/// # Errors
/// `BrowserUnavailable` with the system's words.
async fn browse(address: String) -> CommandResult<()> {
    let fault = |error: String| Error::new(ErrorCode::BrowserUnavailable, error);
    let done = tokio::task::spawn_blocking(move || open::that_detached(address)).await;
    done.map_err(|error| fault(error.to_string()))?.map_err(|error| fault(error.to_string()))
}
