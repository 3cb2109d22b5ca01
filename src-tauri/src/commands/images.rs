//! Images.

use quayside_engine::images::{HistoryEntry, ImageDetails, ImageRow, RemovalPreview, RemovalReport};

use crate::error::CommandResult;

#[tauri::command]
#[specta::specta]
pub async fn images_list() -> CommandResult<Vec<ImageRow>> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn image_details(reference: String) -> CommandResult<ImageDetails> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn image_history(reference: String) -> CommandResult<Vec<HistoryEntry>> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn image_remove_preview(reference: String) -> CommandResult<RemovalPreview> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn image_remove(reference: String, force: bool) -> CommandResult<RemovalReport> {
    todo!()
}
