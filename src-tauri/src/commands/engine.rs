//! The connection to the engine.

use quayside_engine::Endpoint;

use crate::error::CommandResult;
use crate::state::EngineStatus;

#[tauri::command]
#[specta::specta]
pub async fn engine_status() -> CommandResult<EngineStatus> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn engine_endpoints() -> CommandResult<Vec<Endpoint>> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn engine_select(endpoint: Option<String>) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn engine_reconnect() -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn engine_start_embedded() -> CommandResult<()> {
    todo!()
}
