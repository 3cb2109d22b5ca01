//! Objects by their names and fields: what a name means, what columns of pinned fields show, where a link leads.

use quayside_engine::command_line;
use quayside_engine::inspect::{self, ObjectFields, Subject, SubjectKind};
use tauri::AppHandle;

use super::{Shared, browse, note};
use crate::error::CommandResult;

/// Which objects a name means, as `docker inspect NAME` looks for it. Empty where there is none.
#[tauri::command]
#[specta::specta]
pub async fn inspect_resolve(
    app: AppHandle,
    shell: Shared<'_>,
    name: String,
    kind: Option<SubjectKind>,
) -> CommandResult<Vec<Subject>> {
    let typed = kind.map(SubjectKind::word);
    note(&app, command_line::docker(typed.into_iter().chain(["inspect", &name])));
    inspect::resolve(&shell.engine()?, &name, kind).await
}

/// The volumes and networks that there are, by name.
#[tauri::command]
#[specta::specta]
pub async fn inspect_names(shell: Shared<'_>) -> CommandResult<Vec<Subject>> {
    inspect::names(&shell.engine()?).await
}

/// What objects of one kind have in these fields, named by JSON Pointers.
#[tauri::command]
#[specta::specta]
pub async fn inspect_fields(
    shell: Shared<'_>,
    kind: SubjectKind,
    names: Vec<String>,
    pointers: Vec<String>,
) -> CommandResult<Vec<ObjectFields>> {
    inspect::fields(&shell.engine()?, kind, names, &pointers).await
}

/// Opens a port on the engine's host in the person's browser; `host` is empty where the port is published on all
/// addresses. Answers with the address that was opened.
#[tauri::command]
#[specta::specta]
pub async fn port_open(shell: Shared<'_>, host: String, port: u16) -> CommandResult<String> {
    let url = inspect::port_url(shell.engine()?.host(), &host, port)?;
    browse(url.clone()).await?;
    Ok(url)
}
