//! Containers.

use quayside_engine::command_line;
use quayside_engine::containers::{self, ContainerRow};
use tauri::AppHandle;

use super::{Shared, note};
use crate::error::CommandResult;

#[tauri::command]
#[specta::specta]
pub async fn containers_list(shell: Shared<'_>) -> CommandResult<Vec<ContainerRow>> {
    containers::list(&shell.engine()?).await
}

#[tauri::command]
#[specta::specta]
pub async fn container_start(app: AppHandle, shell: Shared<'_>, id: String) -> CommandResult<()> {
    note(&app, command_line::docker(["start", short(&id)]));
    containers::start(&shell.engine()?, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn container_stop(app: AppHandle, shell: Shared<'_>, id: String) -> CommandResult<()> {
    note(&app, command_line::docker(["stop", short(&id)]));
    containers::stop(&shell.engine()?, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn container_restart(app: AppHandle, shell: Shared<'_>, id: String) -> CommandResult<()> {
    note(&app, command_line::docker(["restart", short(&id)]));
    containers::restart(&shell.engine()?, &id).await
}

#[tauri::command]
#[specta::specta]
pub async fn container_remove(app: AppHandle, shell: Shared<'_>, id: String, force: bool) -> CommandResult<()> {
    let words = ["rm", "--force", short(&id)];
    note(&app, command_line::docker(words.into_iter().filter(|word| force || *word != "--force")));
    containers::remove(&shell.engine()?, &id, force).await?;
    shell.sessions.container_removed(&id);
    Ok(())
}

/// An id as people write it; a name stays as it is.
pub fn short(id: &str) -> &str {
    const SHORT: usize = 12;
    let is_id = id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
    if is_id { &id[..SHORT] } else { id }
}
