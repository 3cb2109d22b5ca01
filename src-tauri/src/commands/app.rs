//! The application itself: what it is, settings, clipboard, command log.

use std::sync::Arc;

use quayside_engine::{Error, ErrorCode};
use tauri::{AppHandle, Url};
use tauri_plugin_clipboard_manager::ClipboardExt;

use super::{Shared, browse};
use crate::error::CommandResult;
use crate::fonts;
use crate::settings::Settings;
use crate::state::{AppInfo, LoggedCommand};

#[tauri::command]
#[specta::specta]
pub async fn app_info() -> CommandResult<AppInfo> {
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        locale: sys_locale::get_locale().unwrap_or_else(|| "en".to_owned()),
        platform: std::env::consts::OS.to_owned(),
    })
}

#[tauri::command]
#[specta::specta]
pub async fn settings_get(shell: Shared<'_>) -> CommandResult<Settings> {
    Ok(shell.settings.get())
}

#[tauri::command]
#[specta::specta]
pub async fn settings_set(shell: Shared<'_>, settings: Settings) -> CommandResult<()> {
    shell.sessions.set_scrollback(settings.terminal_scrollback);
    shell.sessions.choose_keys(&settings.terminal_detach_keys);
    let reconnects = settings.terminal_reconnect && !shell.settings.get().terminal_reconnect;
    shell.settings.set(settings)?;
    if reconnects {
        // What came back before it was asked for. An engine may take its time to answer.
        let shell = Arc::clone(&shell);
        tauri::async_runtime::spawn(async move { shell.look_after_sessions().await });
    }
    Ok(())
}

/// Families of fonts of one width that are on this machine.
#[tauri::command]
#[specta::specta]
pub async fn fonts_list() -> CommandResult<Vec<String>> {
    let read = tokio::task::spawn_blocking(fonts::monospaced).await;
    read.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))
}

/// Empty where the clipboard holds no text.
#[tauri::command]
#[specta::specta]
pub async fn clipboard_read(app: AppHandle) -> CommandResult<String> {
    let text = app.clipboard().read_text();
    // The clipboard's library has one error for "empty" and "not text"; neither is a fault.
    text.or_else(|error| if error.to_string().contains("empty") { Ok(String::new()) } else { Err(unavailable(&error)) })
}

/// What is selected somewhere, which X11 and Wayland keep beside the clipboard; the clipboard where there is no such thing.
#[tauri::command]
#[specta::specta]
pub async fn selection_read(app: AppHandle) -> CommandResult<String> {
    #[cfg(target_os = "linux")]
    {
        let read = tokio::task::spawn_blocking(crate::selection::read).await;
        match read.map_err(|error| unavailable(&error))? {
            Ok(Some(text)) => return Ok(text),
            // A compositor without it, say.
            Ok(None) => {}
            Err(error) => return Err(unavailable(&error)),
        }
    }
    clipboard_read(app).await
}

#[tauri::command]
#[specta::specta]
pub async fn clipboard_write(app: AppHandle, text: String) -> CommandResult<()> {
    app.clipboard().write_text(text).map_err(|error| unavailable(&error))
}

fn unavailable(error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorCode::ClipboardUnavailable, error.to_string())
}

/// Opens an address in the person's browser. Programs print addresses: nothing but a web page is opened, and the page asks
/// the person first.
#[tauri::command]
#[specta::specta]
pub async fn link_open(address: String) -> CommandResult<()> {
    let no_page = || Error::new(ErrorCode::InvalidInput, format!("{address} is not the address of a web page"));
    let url = Url::parse(&address).map_err(|_| no_page())?;
    let is_page = matches!(url.scheme(), "http" | "https") && url.has_host();
    if is_page { browse(url.into()).await } else { Err(no_page()) }
}

/// The newest last.
#[tauri::command]
#[specta::specta]
pub async fn command_log(shell: Shared<'_>) -> CommandResult<Vec<LoggedCommand>> {
    Ok(shell.log())
}
