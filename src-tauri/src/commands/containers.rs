//! Containers.

use quayside_engine::containers::ContainerRow;

use crate::error::CommandResult;

#[tauri::command]
#[specta::specta]
pub async fn containers_list() -> CommandResult<Vec<ContainerRow>> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn container_start(id: String) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn container_stop(id: String) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn container_restart(id: String) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn container_remove(id: String, force: bool) -> CommandResult<()> {
    todo!()
}
