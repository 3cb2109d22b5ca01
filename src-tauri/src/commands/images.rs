//! Images.

use quayside_engine::command_line;
use quayside_engine::images::{
    self, Announced, ImageComparison, ImageDetails, ImageHistory, ImageRow, Sharing, TouchedImage,
};
use quayside_engine::reference::Reference;
use quayside_engine::removal::{self, Reclaim, RemovalPlan, RemovalTarget, RemovalWays};
use quayside_engine::tag;
use tauri::AppHandle;

use super::{Shared, jobs, note};
use crate::error::CommandResult;
use crate::jobs::{JobInfo, JobOrigin, RemovalOrder};

/// None while images go faster than the engine can list them: those that were listed before stand, and `images_touched` tells
/// what has become of them.
#[tauri::command]
#[specta::specta]
pub async fn images_list(shell: Shared<'_>) -> CommandResult<Option<Vec<ImageRow>>> {
    images::list_to_keep(&shell.engine()?).await
}

/// What events have said themselves since this was asked last, or all were listed. Answered without the engine; what it says
/// is for `images_touched` to tell.
#[tauri::command]
#[specta::specta]
pub async fn images_announced(shell: Shared<'_>) -> CommandResult<Vec<Announced>> {
    Ok(images::announced(&shell.engine()?))
}

/// The images that events were about since this was asked last, or all were listed; none where only the list tells.
#[tauri::command]
#[specta::specta]
pub async fn images_touched(shell: Shared<'_>) -> CommandResult<Option<Vec<TouchedImage>>> {
    images::touched(&shell.engine()?).await
}

#[tauri::command]
#[specta::specta]
pub async fn image_details(shell: Shared<'_>, reference: String) -> CommandResult<ImageDetails> {
    images::details(&shell.engine()?, &reference).await
}

/// One value of an image's document, whole; `shown` with its secrets.
#[tauri::command]
#[specta::specta]
pub async fn image_value(shell: Shared<'_>, reference: String, pointer: String, shown: bool) -> CommandResult<String> {
    images::value(&shell.engine()?, &reference, &pointer, shown).await
}

/// `shown` lifts the masks of secrets.
#[tauri::command]
#[specta::specta]
pub async fn image_history(shell: Shared<'_>, reference: String, shown: bool) -> CommandResult<ImageHistory> {
    images::history(&shell.engine()?, &reference, shown).await
}

/// The other images that stand on layers of this one.
#[tauri::command]
#[specta::specta]
pub async fn image_sharing(shell: Shared<'_>, reference: String) -> CommandResult<Vec<Sharing>> {
    images::sharing(&shell.engine()?, &shell.layers, &reference).await
}

/// Two images side by side; `shown` lifts the masks of secrets.
#[tauri::command]
#[specta::specta]
pub async fn image_compare(
    shell: Shared<'_>,
    left: String,
    right: String,
    shown: bool,
) -> CommandResult<ImageComparison> {
    images::compare(&shell.engine()?, &left, &right, shown).await
}

/// What removing these would free, by what was listed last. While layers are still being gathered it says so.
#[tauri::command]
#[specta::specta]
pub async fn images_reclaim(shell: Shared<'_>, targets: Vec<RemovalTarget>) -> CommandResult<Reclaim> {
    removal::reclaim(&shell.engine()?, targets).await
}

/// What `images_remove` would do now. Nothing is changed.
#[tauri::command]
#[specta::specta]
pub async fn images_removal_plan(
    shell: Shared<'_>,
    targets: Vec<RemovalTarget>,
    ways: RemovalWays,
) -> CommandResult<RemovalPlan> {
    removal::removal_plan(&shell.engine()?, &targets, ways).await
}

/// Removes what a person has seen the plan of, after the time in which it can be undone.
#[tauri::command]
#[specta::specta]
pub async fn images_remove(app: AppHandle, shell: Shared<'_>, order: RemovalOrder) -> CommandResult<JobInfo> {
    jobs::start(&app, &shell, JobOrigin::Remove(order))
}

/// Gives an image a further name. Returns the name as the engine has it now.
#[tauri::command]
#[specta::specta]
pub async fn image_tag(app: AppHandle, shell: Shared<'_>, source: String, target: String) -> CommandResult<String> {
    let target = Reference::parse(&target)?;
    note(&app, command_line::docker(["tag", &source, &target.to_string()]));
    tag::tag(&shell.engine()?, &source, &target).await?;
    Ok(format!("{}:{}", target.familiar_name(), target.tag_or_default().unwrap_or_default()))
}

/// Takes a name away that is not the image's last. Returns the image's id.
#[tauri::command]
#[specta::specta]
pub async fn image_untag(app: AppHandle, shell: Shared<'_>, name: String) -> CommandResult<String> {
    let untagged = tag::untag(&shell.engine()?, &name).await;
    // Where it would have removed the image, nothing was done.
    untagged.inspect(|_| note(&app, command_line::docker(["rmi", &name])))
}

/// `docker push`
#[tauri::command]
#[specta::specta]
pub async fn image_push(app: AppHandle, shell: Shared<'_>, reference: String) -> CommandResult<JobInfo> {
    let reference = Reference::parse(&reference)?.to_string();
    jobs::start(&app, &shell, JobOrigin::Push { reference })
}
