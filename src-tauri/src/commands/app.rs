//! The application itself: what it is, settings, clipboard, command log.

use crate::error::CommandResult;
use crate::settings::Settings;
use crate::state::{AppInfo, LoggedCommand};

#[tauri::command]
#[specta::specta]
pub async fn app_info() -> CommandResult<AppInfo> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn settings_get() -> CommandResult<Settings> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn settings_set(settings: Settings) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn clipboard_read() -> CommandResult<String> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn clipboard_write(text: String) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn command_log() -> CommandResult<Vec<LoggedCommand>> {
    todo!()
}
