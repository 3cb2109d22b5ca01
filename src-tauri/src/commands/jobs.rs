//! Jobs: what is under way or has ended, and what starts it.

use std::sync::Arc;
use std::time::Duration;

use quayside_engine::reference::Reference;
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::{Shared, note};
use crate::error::CommandResult;
use crate::jobs::{JobId, JobInfo, JobNews, JobOrigin, JobPhase};
use crate::state::Shell;

/// Starts a job on the present engine and notes the command that it stands for.
pub(super) fn start(app: &AppHandle, shell: &Shell, origin: JobOrigin) -> CommandResult<JobInfo> {
    let grace = grace(shell, &origin);
    let info = shell.jobs.start(shell.engine()?, &shell.connection.name(), origin, grace);
    note_begun(app, shell, &info);
    Ok(info)
}

/// The time in which it can be undone: what is removed does not come back.
fn grace(shell: &Shell, origin: &JobOrigin) -> Duration {
    match origin {
        JobOrigin::Remove(_) => Duration::from_secs(shell.settings.get().remove_undo_seconds.into()),
        _ => Duration::ZERO,
    }
}

/// Notes the command that a job stands for; of one that can still be undone when it begins.
fn note_begun(app: &AppHandle, shell: &Shell, info: &JobInfo) {
    let line = info.command_line.clone();
    if !matches!(info.phase, JobPhase::Pending { .. }) {
        return note(app, line);
    }
    let (app, jobs, id) = (app.clone(), Arc::clone(&shell.jobs), info.id);
    tokio::spawn(async move {
        if jobs.begins(id).await.unwrap_or_default() {
            note(&app, line);
        }
    });
}

/// `docker pull`
#[tauri::command]
#[specta::specta]
pub async fn image_pull(
    app: AppHandle,
    shell: Shared<'_>,
    reference: String,
    platform: Option<String>,
) -> CommandResult<JobInfo> {
    let reference = Reference::parse(&reference)?.to_string();
    start(&app, &shell, JobOrigin::Pull { reference, platform })
}

/// Sends news of all jobs to this page from now on. Each message is answered by `jobs_ack` before the next one comes.
#[tauri::command]
#[specta::specta]
pub async fn jobs_open(shell: Shared<'_>, channel: Channel<JobNews>) -> CommandResult<()> {
    shell.jobs.attach(channel);
    Ok(())
}

/// The page has dealt with the news that it got last.
#[tauri::command]
#[specta::specta]
pub async fn jobs_ack(shell: Shared<'_>) -> CommandResult<()> {
    shell.jobs.acknowledge();
    Ok(())
}

/// Stops a job, or undoes it before it has begun.
#[tauri::command]
#[specta::specta]
pub async fn job_cancel(shell: Shared<'_>, id: JobId) -> CommandResult<()> {
    shell.jobs.cancel(id)
}

/// Asks for the same again on the present engine; the ended job gives up its place. A removal can be undone once more.
#[tauri::command]
#[specta::specta]
pub async fn job_again(app: AppHandle, shell: Shared<'_>, id: JobId) -> CommandResult<JobInfo> {
    let grace = grace(&shell, &shell.jobs.origin(id)?);
    let info = shell.jobs.again(id, shell.engine()?, &shell.connection.name(), grace)?;
    note_begun(&app, &shell, &info);
    Ok(info)
}

/// What the engine said of a job, the oldest line first.
#[tauri::command]
#[specta::specta]
pub async fn job_log(shell: Shared<'_>, id: JobId) -> CommandResult<Vec<String>> {
    shell.jobs.log(id)
}

/// Takes an ended job off the list.
#[tauri::command]
#[specta::specta]
pub async fn job_forget(shell: Shared<'_>, id: JobId) -> CommandResult<()> {
    shell.jobs.forget(id)
}

/// Takes all ended jobs off the list.
#[tauri::command]
#[specta::specta]
pub async fn jobs_forget_ended(shell: Shared<'_>) -> CommandResult<()> {
    shell.jobs.forget_ended();
    Ok(())
}
