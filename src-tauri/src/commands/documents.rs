//! Inspect documents: open, read in windows, search, copy. The page never gets a whole document unless it copies one.

use std::sync::Arc;

use quayside_engine::document::{
    Copied, NodeId, NodePath, Reading, Scope, SearchInfo, SearchMatch, SearchQuery, TextLines, TreeRows,
};
use quayside_engine::inspect::Subject;
use quayside_engine::{Error, ErrorCode, inspect};
use tauri::State;

use super::Shared;
use crate::documents::{DocumentId, DocumentInfo, DocumentRefresh, Documents};
use crate::error::CommandResult;

type Shelf<'a> = State<'a, Arc<Documents>>;

/// Asks the engine about an object and opens what it sends.
#[tauri::command]
#[specta::specta]
pub async fn document_open(shell: Shared<'_>, documents: Shelf<'_>, subject: Subject) -> CommandResult<DocumentInfo> {
    let text = inspect::raw(&shell.engine()?, &subject).await?;
    work(&documents, move |documents| Ok(documents.open(subject, text))).await
}

/// Asks the engine again. What was open stays open; `watch` is followed to where it is now.
#[tauri::command]
#[specta::specta]
pub async fn document_refresh(
    shell: Shared<'_>,
    documents: Shelf<'_>,
    id: DocumentId,
    watch: NodeId,
) -> CommandResult<DocumentRefresh> {
    let subject = documents.subject(id)?;
    let text = inspect::raw(&shell.engine()?, &subject).await?;
    work(&documents, move |documents| documents.refresh(id, text, watch)).await
}

#[tauri::command]
#[specta::specta]
pub async fn document_rows(documents: Shelf<'_>, id: DocumentId, start: u32, count: u32) -> CommandResult<TreeRows> {
    documents.with(id, |reading| Ok(reading.rows(start, count)))
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
    documents.update(id, |reading| reading.toggle(node))
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
    documents.with(id, |reading| Ok(reading.found(from)))
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

/// The next visible row, from this one on, whose key begins so.
#[tauri::command]
#[specta::specta]
pub async fn document_type_ahead(
    documents: Shelf<'_>,
    id: DocumentId,
    row: u32,
    prefix: String,
) -> CommandResult<Option<u32>> {
    documents.with(id, |reading| Ok(reading.type_ahead(row, &prefix)))
}

/// Where a node is, in every spelling.
#[tauri::command]
#[specta::specta]
pub async fn document_path(documents: Shelf<'_>, id: DocumentId, node: NodeId) -> CommandResult<NodePath> {
    documents.with(id, |reading| reading.path(node))
}

/// A node or its place, as text for the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn document_copy(documents: Shelf<'_>, id: DocumentId, node: NodeId, what: Copied) -> CommandResult<String> {
    read(&documents, id, move |reading| reading.copy(node, what)).await
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

async fn read<T: Send + 'static>(
    documents: &Arc<Documents>,
    id: DocumentId,
    act: impl FnOnce(&mut Reading) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    work(documents, move |documents| documents.with(id, act)).await
}
