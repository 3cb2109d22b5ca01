//! Looking through what a session has printed, beyond what the page's terminal keeps of it.

use std::sync::Arc;

use quayside_engine::{Error, ErrorCode};
use tauri::AppHandle;
use tauri_plugin_clipboard_manager::ClipboardExt;

use super::Shared;
use crate::error::CommandResult;
use crate::sessions::{SessionId, Sessions, TranscriptInfo, TranscriptPlace, TranscriptQuery, TranscriptRows};

/// Looks through all that is kept, as it is now; none where a newer search took its place.
#[tauri::command]
#[specta::specta]
pub async fn transcript_search(
    shell: Shared<'_>,
    id: SessionId,
    query: TranscriptQuery,
) -> CommandResult<Option<TranscriptInfo>> {
    work(&shell, move |sessions| sessions.search(id, &query)).await
}

/// Some of the lines that match, or of all.
#[tauri::command]
#[specta::specta]
pub async fn transcript_rows(
    shell: Shared<'_>,
    id: SessionId,
    start: u32,
    count: u32,
    all: bool,
) -> CommandResult<TranscriptRows> {
    work(&shell, move |sessions| sessions.search_rows(id, start, count, all)).await
}

/// The line of the next match after a line, or before it, and which of the matches it is; none where nothing matches.
#[tauri::command]
#[specta::specta]
pub async fn transcript_match(
    shell: Shared<'_>,
    id: SessionId,
    line: Option<u32>,
    forward: bool,
) -> CommandResult<Option<(u32, u32)>> {
    shell.sessions.search_next(id, line, forward)
}

/// How a line is found in the page's terminal.
#[tauri::command]
#[specta::specta]
pub async fn transcript_place(shell: Shared<'_>, id: SessionId, line: u32) -> CommandResult<TranscriptPlace> {
    work(&shell, move |sessions| sessions.search_place(id, line)).await
}

/// Puts a whole line on the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn transcript_copy(app: AppHandle, shell: Shared<'_>, id: SessionId, line: u32) -> CommandResult<()> {
    let written = app.clipboard().write_text(shell.sessions.search_text(id, line)?);
    written.map_err(|error| Error::new(ErrorCode::ClipboardUnavailable, error.to_string()))
}

/// Lets go of what was read for it.
#[tauri::command]
#[specta::specta]
pub async fn transcript_close(shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    shell.sessions.search_end(id);
    Ok(())
}

/// Off the threads that carry the other commands.
async fn work<T: Send + 'static>(
    shell: &Shared<'_>,
    act: impl FnOnce(&Sessions) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    let shell = Arc::clone(shell);
    let done = tokio::task::spawn_blocking(move || act(&shell.sessions)).await;
    done.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
}
