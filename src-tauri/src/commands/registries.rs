//! Registries: signing in and out, what they have of a repository, what a pull would change.

use quayside_engine::command_line;
use quayside_engine::registry::credentials::{Keeping, Means, SignIns};
use quayside_engine::registry::password::Password;
use quayside_engine::registry::repository::{self, PullPreview, Tags};
use quayside_engine::registry::sign_in::{self, SignInReport};
use quayside_engine::search::{self, SearchHit};
use tauri::AppHandle;

use super::{Shared, jobs, note};
use crate::error::CommandResult;
use crate::jobs::{JobInfo, JobOrigin};

/// The registries that the person is signed in to. No secret crosses.
#[tauri::command]
#[specta::specta]
pub async fn registries_list(shell: Shared<'_>) -> CommandResult<SignIns> {
    Ok(shell.connection.logins().list().await)
}

/// Where a sign-in to this registry would be kept.
#[tauri::command]
#[specta::specta]
pub async fn registry_keeping(shell: Shared<'_>, registry: String) -> CommandResult<Keeping> {
    shell.connection.logins().keeping(&sign_in::domain(&registry)?).await
}

/// Tests the credentials on the registry, then keeps them.
#[tauri::command]
#[specta::specta]
pub async fn registry_sign_in(
    app: AppHandle,
    shell: Shared<'_>,
    registry: String,
    username: String,
    secret: Password,
) -> CommandResult<SignInReport> {
    note(&app, command_line::docker(["login", "--username", username.trim(), &sign_in::domain(&registry)?]));
    sign_in::sign_in(&shell.engine()?, &registry, &username, secret).await
}

/// Takes the credentials of a registry out of where they are kept.
#[tauri::command]
#[specta::specta]
pub async fn registry_sign_out(app: AppHandle, shell: Shared<'_>, registry: String, means: Means) -> CommandResult<()> {
    note(&app, command_line::docker(["logout", &registry]));
    shell.connection.logins().forget(&registry, &means).await
}

/// The tags of the repository that a reference names, as its registry has them.
#[tauri::command]
#[specta::specta]
pub async fn registry_tags(shell: Shared<'_>, reference: String) -> CommandResult<Tags> {
    repository::tags(&shell.engine()?, &reference).await
}

/// The platforms that the registry has of an image.
#[tauri::command]
#[specta::specta]
pub async fn registry_platforms(shell: Shared<'_>, reference: String) -> CommandResult<Vec<String>> {
    repository::platforms(&shell.engine()?, &reference).await
}

/// Repositories that the engine's search finds.
#[tauri::command]
#[specta::specta]
pub async fn registry_search(shell: Shared<'_>, term: String) -> CommandResult<Vec<SearchHit>> {
    search::search(&shell.engine()?, &term).await
}

/// What a pull would change, without pulling.
#[tauri::command]
#[specta::specta]
pub async fn image_pull_preview(
    shell: Shared<'_>,
    reference: String,
    platform: Option<String>,
) -> CommandResult<PullPreview> {
    repository::preview(&shell.engine()?, &reference, platform.as_deref()).await
}

/// Asks whether registries have other images for these tags, without fetching any: a job.
#[tauri::command]
#[specta::specta]
pub async fn images_check_updates(
    app: AppHandle,
    shell: Shared<'_>,
    references: Vec<String>,
) -> CommandResult<JobInfo> {
    jobs::start(&app, &shell, JobOrigin::CheckUpdates { references })
}
