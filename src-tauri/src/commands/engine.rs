//! The connection to the engine.

use std::sync::Arc;

use quayside_engine::{Endpoint, Error, ErrorCode};

use super::Shared;
use crate::error::CommandResult;
use crate::settings::Settings;
use crate::state::EngineStatus;

#[tauri::command]
#[specta::specta]
pub async fn engine_status(shell: Shared<'_>) -> CommandResult<EngineStatus> {
    Ok(shell.connection.status())
}

/// Everything that can be switched to, without asking whether it answers.
#[tauri::command]
#[specta::specta]
pub async fn engine_endpoints(shell: Shared<'_>) -> CommandResult<Vec<Endpoint>> {
    Ok(shell.connection.endpoints())
}

/// Switches to this endpoint and remembers it; none goes back to the first that answers.
#[tauri::command]
#[specta::specta]
pub async fn engine_select(shell: Shared<'_>, endpoint: Option<String>) -> CommandResult<()> {
    shell.connection.select(endpoint.clone());
    shell.settings.set(Settings { endpoint, ..shell.settings.get() })
}

#[tauri::command]
#[specta::specta]
pub async fn engine_reconnect(shell: Shared<'_>) -> CommandResult<()> {
    shell.connection.reconnect();
    Ok(())
}

/// Starts an engine for the person; resolves when it is up. It is stopped when the application ends.
#[tauri::command]
#[specta::specta]
pub async fn engine_start_embedded(shell: Shared<'_>) -> CommandResult<()> {
    let connection = Arc::clone(&shell.connection);
    let started = tokio::task::spawn_blocking(move || connection.start_embedded()).await;
    started.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
}
