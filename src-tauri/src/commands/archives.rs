//! Archives: images saved and loaded, containers exported, files imported. The page never names a path: files come from the
//! system's dialog, or are dropped on the window.

use std::sync::Arc;

use quayside_engine::archive::ImportSpec;
use quayside_engine::commit::CommitSpec;
use tauri::{AppHandle, State, WebviewWindow};

use super::{Shared, jobs};
use crate::archives::{self, Archive, ArchiveId, Archives};
use crate::error::CommandResult;
use crate::files;
use crate::jobs::{JobInfo, JobOrigin};

const TAR: files::Kind<'static> = ("tar", "tar");

type Shelf<'a> = State<'a, Arc<Archives>>;

/// Asks where to save the images and saves them; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn images_save(
    app: AppHandle,
    window: WebviewWindow,
    shell: Shared<'_>,
    images: Vec<String>,
) -> CommandResult<Option<JobInfo>> {
    let suggested = archives::suggested_name(&images);
    let Some(path) = files::ask_to_save(&app, &window, TAR, &suggested).await else { return Ok(None) };
    let origin = JobOrigin::Save { images, path: files::spelled(path)? };
    jobs::start(&app, &shell, origin).map(Some)
}

/// Asks where to export a container's files and exports them; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn container_export(
    app: AppHandle,
    window: WebviewWindow,
    shell: Shared<'_>,
    container: String,
    name: String,
) -> CommandResult<Option<JobInfo>> {
    let suggested = archives::suggested_name(std::slice::from_ref(&name));
    let Some(path) = files::ask_to_save(&app, &window, TAR, &suggested).await else { return Ok(None) };
    let origin = JobOrigin::Export { container, name, path: files::spelled(path)? };
    jobs::start(&app, &shell, origin).map(Some)
}

/// Asks for archives and says what they are; empty where none was chosen.
#[tauri::command]
#[specta::specta]
pub async fn archives_choose(
    app: AppHandle,
    window: WebviewWindow,
    archives: Shelf<'_>,
) -> CommandResult<Vec<Archive>> {
    let paths = files::ask_for_archives(&app, &window).await;
    Ok(archives.take(paths).await)
}

/// Loads the images of an archive that was chosen or dropped.
#[tauri::command]
#[specta::specta]
pub async fn archive_load(
    app: AppHandle,
    shell: Shared<'_>,
    archives: Shelf<'_>,
    archive: ArchiveId,
) -> CommandResult<JobInfo> {
    let path = files::spelled(archives.path(archive)?)?;
    jobs::start(&app, &shell, JobOrigin::Load { path })
}

/// Makes an image of the files of an archive that was chosen or dropped.
#[tauri::command]
#[specta::specta]
pub async fn archive_import(
    app: AppHandle,
    shell: Shared<'_>,
    archives: Shelf<'_>,
    archive: ArchiveId,
    spec: ImportSpec,
) -> CommandResult<JobInfo> {
    let path = files::spelled(archives.path(archive)?)?;
    jobs::start(&app, &shell, JobOrigin::Import { path, spec })
}

/// Keeps a container's files as a new image.
#[tauri::command]
#[specta::specta]
pub async fn container_commit(
    app: AppHandle,
    shell: Shared<'_>,
    spec: CommitSpec,
    name: String,
) -> CommandResult<JobInfo> {
    jobs::start(&app, &shell, JobOrigin::Commit { spec, name })
}
