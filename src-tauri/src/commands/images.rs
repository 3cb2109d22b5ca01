//! Images.

use quayside_engine::command_line;
use quayside_engine::images::{self, HistoryEntry, ImageDetails, ImageRow, RemovalPreview, RemovalReport};
use tauri::AppHandle;

use super::{Shared, note};
use crate::error::CommandResult;

#[tauri::command]
#[specta::specta]
pub async fn images_list(shell: Shared<'_>) -> CommandResult<Vec<ImageRow>> {
    images::list(&shell.engine()?).await
}

#[tauri::command]
#[specta::specta]
pub async fn image_details(shell: Shared<'_>, reference: String) -> CommandResult<ImageDetails> {
    images::details(&shell.engine()?, &reference).await
}

#[tauri::command]
#[specta::specta]
pub async fn image_history(shell: Shared<'_>, reference: String) -> CommandResult<Vec<HistoryEntry>> {
    images::history(&shell.engine()?, &reference).await
}

/// What `image_remove` would do now. Nothing is changed.
#[tauri::command]
#[specta::specta]
pub async fn image_remove_preview(shell: Shared<'_>, reference: String) -> CommandResult<RemovalPreview> {
    images::removal_preview(&shell.engine()?, &reference).await
}

#[tauri::command]
#[specta::specta]
pub async fn image_remove(
    app: AppHandle,
    shell: Shared<'_>,
    reference: String,
    force: bool,
) -> CommandResult<RemovalReport> {
    let words = ["rmi", "--force", &reference];
    note(&app, command_line::docker(words.into_iter().filter(|word| force || *word != "--force")));
    images::remove(&shell.engine()?, &reference, force).await
}
