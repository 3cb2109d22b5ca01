//! Inspect documents: open, read in windows, search, copy, save. The page never gets a whole document unless it copies one.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use quayside_engine::document::{
    ChangeSet, Completion, Copied, Copy, Moment, NodeId, NodePath, Place, Reading, Reads, RowFilter, Scope, SearchInfo,
    SearchMatch, SearchQuery, TextLines, TreeRows,
};
use quayside_engine::inspect::Subject;
use quayside_engine::{Error, ErrorCode, inspect};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, State, WebviewWindow};

use super::Shared;
use crate::documents::{DocumentId, DocumentInfo, DocumentOpened, DocumentRefresh, Documents, Origin};
use crate::error::CommandResult;
use crate::files;
use crate::logs::{LineNumber, Logs, LogsId};
use crate::state::Shell;

pub(super) const JSON: files::Kind<'static> = ("JSON", "json");
const YAML: files::Kind<'static> = ("YAML", "yaml");

/// What a document is saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Saved {
    /// Laid out, four spaces a level.
    Json,
    Yaml,
    /// To the byte as it came, but for the masks.
    Raw,
}

impl Saved {
    fn kind(self) -> (files::Kind<'static>, Copied) {
        match self {
            Self::Json => (JSON, Copied::Json),
            Self::Yaml => (YAML, Copied::Yaml),
            Self::Raw => (JSON, Copied::Raw),
        }
    }
}

/// A file was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    pub path: String,
    /// Secrets that it has a mask in the place of.
    pub masked: u32,
}

/// A text file ends with a newline, unless it is to be what came to the byte.
fn ended(mut text: String, what: Saved) -> String {
    if what != Saved::Raw && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

type Shelf<'a> = State<'a, Arc<Documents>>;

/// Asks the engine about an object and opens what it sends; with the first `rows` rows.
#[tauri::command]
#[specta::specta]
pub async fn document_open(
    shell: Shared<'_>,
    documents: Shelf<'_>,
    subject: Subject,
    rows: u32,
) -> CommandResult<DocumentOpened> {
    let text = inspect::raw(&shell.engine()?, &subject).await?;
    work(&documents, move |documents| Ok(documents.open(Origin::Object { subject }, text, rows))).await
}

/// Asks for a file and opens it; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn document_open_file(
    app: AppHandle,
    window: WebviewWindow,
    documents: Shelf<'_>,
    rows: u32,
) -> CommandResult<Option<DocumentOpened>> {
    let Some(path) = files::ask_to_open(&app, &window, JSON).await else { return Ok(None) };
    let origin = Origin::File { path: path.to_string_lossy().into_owned() };
    work(&documents, move |documents| Ok(Some(documents.open(origin, files::read(&path)?, rows)))).await
}

/// Opens a line of a log; with the first `rows` rows.
#[tauri::command]
#[specta::specta]
pub async fn document_open_line(
    documents: Shelf<'_>,
    views: State<'_, Arc<Logs>>,
    logs: LogsId,
    number: LineNumber,
    rows: u32,
) -> CommandResult<DocumentOpened> {
    let (container, text) = views.get(logs)?.value(number)?;
    work(&documents, move |documents| Ok(documents.open(Origin::Line { logs, number, container }, text, rows))).await
}

/// Asks the engine again, or reads the file again. What was open stays open; `watch` is followed to where it is now.
#[tauri::command]
#[specta::specta]
pub async fn document_refresh(
    shell: Shared<'_>,
    documents: Shelf<'_>,
    logs: State<'_, Arc<Logs>>,
    id: DocumentId,
    watch: Place,
) -> CommandResult<DocumentRefresh> {
    let (origin, question) = documents.ask(id)?;
    let text = match &origin {
        Origin::Object { subject } => latest(&shell, subject).await?,
        Origin::File { path } => {
            let path = PathBuf::from(path);
            let read = tokio::task::spawn_blocking(move || files::read(&path).map(Bytes::from)).await;
            read.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))??
        }
        Origin::Line { logs: id, number, .. } => logs.get(*id)?.value(*number)?.1.into(),
    };
    work(&documents, move |documents| documents.refresh(id, question, text, watch)).await
}

#[tauri::command]
#[specta::specta]
pub async fn document_rows(documents: Shelf<'_>, id: DocumentId, start: u32, count: u32) -> CommandResult<TreeRows> {
    read(&documents, id, move |reading| Ok(reading.rows(start, count))).await
}

/// The document as text, in lines.
#[tauri::command]
#[specta::specta]
pub async fn document_text(documents: Shelf<'_>, id: DocumentId, start: u32, count: u32) -> CommandResult<TextLines> {
    read(&documents, id, move |reading| Ok(reading.lines(start, count))).await
}

#[tauri::command]
#[specta::specta]
pub async fn document_toggle(documents: Shelf<'_>, id: DocumentId, node: NodeId) -> CommandResult<DocumentInfo> {
    work(&documents, move |documents| documents.update(id, |reading| reading.toggle(node))).await
}

#[tauri::command]
#[specta::specta]
pub async fn document_expand(documents: Shelf<'_>, id: DocumentId, scope: Scope) -> CommandResult<DocumentInfo> {
    work(&documents, move |documents| documents.update(id, |reading| reading.expand(scope))).await
}

#[tauri::command]
#[specta::specta]
pub async fn document_collapse(documents: Shelf<'_>, id: DocumentId, scope: Scope) -> CommandResult<DocumentInfo> {
    work(&documents, move |documents| documents.update(id, |reading| reading.collapse(scope))).await
}

/// Shows only what this filter keeps.
#[tauri::command]
#[specta::specta]
pub async fn document_filter(documents: Shelf<'_>, id: DocumentId, filter: RowFilter) -> CommandResult<DocumentInfo> {
    let act = move |reading: &mut Reading| {
        reading.filter(filter);
        Ok(())
    };
    work(&documents, move |documents| documents.update(id, act)).await
}

/// Shows or hides the secrets of one value; of all where none is named.
#[tauri::command]
#[specta::specta]
pub async fn document_reveal(
    documents: Shelf<'_>,
    id: DocumentId,
    at: Option<Place>,
    shown: bool,
) -> CommandResult<DocumentInfo> {
    let reveal = move |reading: &mut Reading| {
        let node = at.map(|at| reading.node(at)).transpose()?;
        reading.reveal(node, shown)
    };
    work(&documents, move |documents| documents.update(id, reveal)).await
}

/// Looks for this from now on; an empty text ends the search. `from` is where the person is.
#[tauri::command]
#[specta::specta]
pub async fn document_search(
    documents: Shelf<'_>,
    id: DocumentId,
    query: SearchQuery,
    from: NodeId,
) -> CommandResult<SearchInfo> {
    read(&documents, id, move |reading| reading.search(&query, from)).await
}

/// What the search finds now, after a refresh.
#[tauri::command]
#[specta::specta]
pub async fn document_found(documents: Shelf<'_>, id: DocumentId, from: NodeId) -> CommandResult<SearchInfo> {
    read(&documents, id, move |reading| Ok(reading.found(from))).await
}

/// Brings a match into view.
#[tauri::command]
#[specta::specta]
pub async fn document_match(documents: Shelf<'_>, id: DocumentId, index: u32) -> CommandResult<SearchMatch> {
    read(&documents, id, move |reading| reading.show_match(index)).await
}

/// Brings a node into view.
#[tauri::command]
#[specta::specta]
pub async fn document_show(documents: Shelf<'_>, id: DocumentId, node: NodeId) -> CommandResult<SearchMatch> {
    read(&documents, id, move |reading| reading.show(node)).await
}

/// Brings into view what a jq path, a JSON Pointer or a Go template's fields lead to; none where nothing is there.
#[tauri::command]
#[specta::specta]
pub async fn document_find(documents: Shelf<'_>, id: DocumentId, path: String) -> CommandResult<Option<SearchMatch>> {
    read(&documents, id, move |reading| reading.show_path(&path)).await
}

/// The ways to go on from a path that is being typed.
#[tauri::command]
#[specta::specta]
pub async fn document_complete(documents: Shelf<'_>, id: DocumentId, path: String) -> CommandResult<Vec<Completion>> {
    read(&documents, id, move |reading| Ok(reading.document().complete(&path))).await
}

/// The next visible row, from this one on, whose key begins so.
#[tauri::command]
#[specta::specta]
pub async fn document_type_ahead(
    documents: Shelf<'_>,
    id: DocumentId,
    row: u32,
    prefix: String,
) -> CommandResult<Option<u32>> {
    read(&documents, id, move |reading| Ok(reading.type_ahead(row, &prefix))).await
}

/// Where a node is, in every spelling.
#[tauri::command]
#[specta::specta]
pub async fn document_path(documents: Shelf<'_>, id: DocumentId, node: NodeId) -> CommandResult<NodePath> {
    read(&documents, id, move |reading| reading.path(node)).await
}

/// A value at length.
#[tauri::command]
#[specta::specta]
pub async fn document_reads(documents: Shelf<'_>, id: DocumentId, at: Place) -> CommandResult<Reads> {
    read(&documents, id, move |reading| reading.reads(reading.node(at)?)).await
}

/// What changed since it was opened, the newest first.
#[tauri::command]
#[specta::specta]
pub async fn document_changes(documents: Shelf<'_>, id: DocumentId) -> CommandResult<Vec<ChangeSet>> {
    // Worked out without holding the document: it can be read meanwhile.
    work(&documents, move |documents| Ok(documents.with(id, |reading| Ok(reading.moments().clone()))?.changes())).await
}

/// The states that it had since it was opened, the oldest first: to compare with.
#[tauri::command]
#[specta::specta]
pub async fn document_moments(documents: Shelf<'_>, id: DocumentId) -> CommandResult<Vec<Moment>> {
    read(&documents, id, |reading| Ok(reading.moments().all().collect())).await
}

/// A node or its place, as text for the clipboard; with secrets that are hidden, or with masks in their place.
#[tauri::command]
#[specta::specta]
pub async fn document_copy(
    documents: Shelf<'_>,
    id: DocumentId,
    at: Place,
    what: Copied,
    secrets: bool,
) -> CommandResult<Copy> {
    read(&documents, id, move |reading| reading.copy(reading.node(at)?, what, secrets)).await
}

/// Asks for a file and saves a node in it; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn document_save(
    app: AppHandle,
    window: WebviewWindow,
    documents: Shelf<'_>,
    id: DocumentId,
    at: Place,
    what: Saved,
    secrets: bool,
) -> CommandResult<Option<SavedFile>> {
    let (kind, copied) = what.kind();
    let suggested = format!("{}.{}", documents.origin(id)?.file_stem(), kind.1);
    // What is seen is saved: not what the object has become while the dialog was open.
    let copy = read(&documents, id, move |reading| reading.copy(reading.node(at)?, copied, secrets)).await?;
    let Some(path) = files::ask_to_save(&app, &window, kind, &suggested).await else { return Ok(None) };
    save(path, ended(copy.text, what), copy.masked).await.map(Some)
}

#[tauri::command]
#[specta::specta]
pub async fn document_close(documents: Shelf<'_>, id: DocumentId) -> CommandResult<()> {
    documents.close(id);
    Ok(())
}

/// What may take more than a moment for a large document, off the threads that carry the other commands.
async fn work<T: Send + 'static>(
    documents: &Arc<Documents>,
    act: impl FnOnce(&Documents) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    let documents = Arc::clone(documents);
    let done = tokio::task::spawn_blocking(move || act(&documents)).await;
    done.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
}

/// What an object is like now.
pub(super) async fn latest(shell: &Shell, subject: &Subject) -> CommandResult<Bytes> {
    inspect::raw(&shell.engine()?, subject).await
}

/// Writes a file, on a thread that may wait for a slow disk.
pub(super) async fn save(path: PathBuf, text: String, masked: u32) -> CommandResult<SavedFile> {
    let saved = SavedFile { path: path.to_string_lossy().into_owned(), masked };
    let written = tokio::task::spawn_blocking(move || files::write(&path, &text)).await;
    written.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?.map(|()| saved)
}

async fn read<T: Send + 'static>(
    documents: &Arc<Documents>,
    id: DocumentId,
    act: impl FnOnce(&mut Reading) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    work(documents, move |documents| documents.with(id, act)).await
}
