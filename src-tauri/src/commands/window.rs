//! The window: what becomes of the rest when it is closed.

use tauri::{AppHandle, State};

use crate::error::CommandResult;
use crate::leaving::{self, Leave, Leaving};

/// The page shows the question that `CloseAsked` stands for.
#[tauri::command]
#[specta::specta]
pub async fn window_close_heard(leaving: State<'_, Leaving>) -> CommandResult<()> {
    leaving.heard();
    Ok(())
}

/// Does what the person answered.
#[tauri::command]
#[specta::specta]
pub async fn window_leave(app: AppHandle, way: Leave) -> CommandResult<()> {
    leaving::leave(&app, way)
}
