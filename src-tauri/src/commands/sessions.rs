//! Sessions: runs, shells and pulls, with their streams.

use quayside_engine::exec::ExecSpec;
use quayside_engine::hijack::TerminalSize;
use quayside_engine::run::RunSpec;
use tauri::ipc::Channel;

use crate::error::CommandResult;
use crate::sessions::{SessionId, SessionInfo, SessionInput};
use crate::stream::Frame;

#[tauri::command]
#[specta::specta]
pub async fn hello_open(size: TerminalSize, channel: Channel<Frame>) -> CommandResult<SessionInfo> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn run_open(spec: RunSpec, size: TerminalSize, channel: Channel<Frame>) -> CommandResult<SessionInfo> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn run_command_line(spec: RunSpec) -> CommandResult<String> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn exec_open(spec: ExecSpec, size: TerminalSize, channel: Channel<Frame>) -> CommandResult<SessionInfo> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn pull_open(reference: String, platform: Option<String>, channel: Channel<Frame>) -> CommandResult<SessionInfo> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn sessions_list() -> CommandResult<Vec<SessionInfo>> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn session_attach(id: SessionId, channel: Channel<Frame>) -> CommandResult<SessionInfo> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn session_ack(id: SessionId, bytes: u32) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn session_input(id: SessionId, input: SessionInput) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn session_resize(id: SessionId, size: TerminalSize) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn session_cancel(id: SessionId) -> CommandResult<()> {
    todo!()
}

#[tauri::command]
#[specta::specta]
pub async fn session_close(id: SessionId) -> CommandResult<()> {
    todo!()
}
