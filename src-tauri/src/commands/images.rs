//! Images.

use quayside_engine::command_line;
use quayside_engine::images::{
    self, ImageComparison, ImageDetails, ImageHistory, ImageRow, RemovalPreview, RemovalReport, Sharing,
};
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

/// One value of an image's document, whole; `shown` with its secrets.
#[tauri::command]
#[specta::specta]
pub async fn image_value(shell: Shared<'_>, reference: String, pointer: String, shown: bool) -> CommandResult<String> {
    images::value(&shell.engine()?, &reference, &pointer, shown).await
}

/// `shown` lifts the masks of secrets.
#[tauri::command]
#[specta::specta]
pub async fn image_history(shell: Shared<'_>, reference: String, shown: bool) -> CommandResult<ImageHistory> {
    images::history(&shell.engine()?, &reference, shown).await
}

/// The other images that stand on layers of this one.
#[tauri::command]
#[specta::specta]
pub async fn image_sharing(shell: Shared<'_>, reference: String) -> CommandResult<Vec<Sharing>> {
    images::sharing(&shell.engine()?, &shell.layers, &reference).await
}

/// Two images side by side; `shown` lifts the masks of secrets.
#[tauri::command]
#[specta::specta]
pub async fn image_compare(
    shell: Shared<'_>,
    left: String,
    right: String,
    shown: bool,
) -> CommandResult<ImageComparison> {
    images::compare(&shell.engine()?, &left, &right, shown).await
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
