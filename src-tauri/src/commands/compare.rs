//! Comparisons of two documents: open, read in windows, walk from difference to difference, take along as a patch.

use std::sync::Arc;

use quayside_engine::document::{CompareMatch, CompareRows, Comparison, Copy, Document, NodeId, Scope};
use quayside_engine::{Error, ErrorCode};
use tauri::{AppHandle, State, WebviewWindow};

use super::Shared;
use super::documents::{JSON, SavedFile, latest, save};
use crate::comparisons::{CompareEnd, CompareInfo, CompareOpened, ComparisonId, Comparisons, Source, Taken};
use crate::documents::{Documents, Origin};
use crate::error::CommandResult;
use crate::files;
use crate::state::Shell;

type Table<'a> = State<'a, Arc<Comparisons>>;
type Shelf<'a> = State<'a, Arc<Documents>>;

/// Opens a comparison of two sides.
#[tauri::command]
#[specta::specta]
pub async fn compare_open(
    shell: Shared<'_>,
    documents: Shelf<'_>,
    comparisons: Table<'_>,
    left: Source,
    right: Source,
) -> CommandResult<CompareOpened> {
    let taken = tokio::try_join!(take(&shell, &documents, &left), take(&shell, &documents, &right))?;
    work(&comparisons, move |comparisons| Ok(comparisons.open((left, right), taken.0, taken.1))).await
}

/// Takes what the sides are like now. A side whose document has been closed stays as it was.
#[tauri::command]
#[specta::specta]
pub async fn compare_refresh(
    shell: Shared<'_>,
    documents: Shelf<'_>,
    comparisons: Table<'_>,
    id: ComparisonId,
) -> CommandResult<CompareOpened> {
    let [left, right] = comparisons.sides(id)?;
    let again = |(source, before): (Source, Taken)| {
        let (shell, documents) = (&shell, &documents);
        async move {
            match take(shell, documents, &source).await {
                Err(error) if error.code == ErrorCode::SessionGone => Ok(before),
                taken => taken,
            }
        }
    };
    let (left, right) = tokio::try_join!(again(left), again(right))?;
    work(&comparisons, move |comparisons| comparisons.refresh(id, left, right)).await
}

#[tauri::command]
#[specta::specta]
pub async fn compare_rows(
    comparisons: Table<'_>,
    id: ComparisonId,
    start: u32,
    count: u32,
) -> CommandResult<CompareRows> {
    work(&comparisons, move |comparisons| comparisons.with(id, |comparison| Ok(comparison.rows(start, count)))).await
}

#[tauri::command]
#[specta::specta]
pub async fn compare_toggle(comparisons: Table<'_>, id: ComparisonId, node: NodeId) -> CommandResult<CompareInfo> {
    work(&comparisons, move |comparisons| comparisons.update(id, |comparison| comparison.toggle(node))).await
}

#[tauri::command]
#[specta::specta]
pub async fn compare_expand(comparisons: Table<'_>, id: ComparisonId, scope: Scope) -> CommandResult<CompareInfo> {
    work(&comparisons, move |comparisons| comparisons.update(id, |comparison| comparison.expand(scope))).await
}

#[tauri::command]
#[specta::specta]
pub async fn compare_collapse(comparisons: Table<'_>, id: ComparisonId, scope: Scope) -> CommandResult<CompareInfo> {
    work(&comparisons, move |comparisons| comparisons.update(id, |comparison| comparison.collapse(scope))).await
}

/// Shows or hides the secrets of both sides.
#[tauri::command]
#[specta::specta]
pub async fn compare_reveal(comparisons: Table<'_>, id: ComparisonId, shown: bool) -> CommandResult<CompareInfo> {
    let reveal = move |comparison: &mut Comparison| {
        comparison.reveal(shown);
        Ok(())
    };
    work(&comparisons, move |comparisons| comparisons.update(id, reveal)).await
}

/// Brings the next difference into view, or the one before; it goes round. None where the two are alike.
#[tauri::command]
#[specta::specta]
pub async fn compare_next(
    comparisons: Table<'_>,
    id: ComparisonId,
    from: NodeId,
    forward: bool,
) -> CommandResult<Option<CompareMatch>> {
    work(&comparisons, move |comparisons| comparisons.with(id, |comparison| Ok(comparison.next(from, forward)))).await
}

/// Brings a node of the comparison into view.
#[tauri::command]
#[specta::specta]
pub async fn compare_show(comparisons: Table<'_>, id: ComparisonId, node: NodeId) -> CommandResult<CompareMatch> {
    work(&comparisons, move |comparisons| comparisons.with(id, |comparison| comparison.show(node))).await
}

/// What turns the left side into the right one, as a JSON Patch for the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn compare_patch(comparisons: Table<'_>, id: ComparisonId, secrets: bool) -> CommandResult<Copy> {
    work(&comparisons, move |comparisons| comparisons.with(id, |comparison| Ok(comparison.patch(secrets)))).await
}

/// Asks for a file and saves the JSON Patch in it; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn compare_save(
    app: AppHandle,
    window: WebviewWindow,
    comparisons: Table<'_>,
    id: ComparisonId,
    secrets: bool,
) -> CommandResult<Option<SavedFile>> {
    let [(_, left), (_, right)] = comparisons.sides(id)?;
    let suggested = format!("{}-{}.patch.json", left.end.origin.file_stem(), right.end.origin.file_stem());
    let made = move |comparisons: &Comparisons| comparisons.with(id, |comparison| Ok(comparison.patch(secrets)));
    let copy = work(&comparisons, made).await?;
    let Some(path) = files::ask_to_save(&app, &window, JSON, &suggested).await else { return Ok(None) };
    save(path, copy.text + "\n", copy.masked).await.map(Some)
}

#[tauri::command]
#[specta::specta]
pub async fn compare_close(comparisons: Table<'_>, id: ComparisonId) -> CommandResult<()> {
    comparisons.close(id);
    Ok(())
}

async fn take(shell: &Shell, documents: &Arc<Documents>, source: &Source) -> CommandResult<Taken> {
    match source {
        Source::Object { subject } => {
            let origin = Origin::Object { subject: subject.clone() };
            let text = latest(shell, subject).await?;
            let parsed = tokio::task::spawn_blocking(move || Document::parse(text)).await;
            let document = parsed.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?;
            Ok(Taken { end: CompareEnd { origin, moment: None }, document: Arc::new(document) })
        }
        Source::Document { id } => {
            let document = documents.with(*id, |reading| Ok(object(reading.document())))?;
            Ok(Taken { end: CompareEnd { origin: documents.origin(*id)?, moment: None }, document })
        }
        Source::Moment { id, number } => {
            let number = *number;
            let (moment, document) = documents.with(*id, |reading| {
                let moments = reading.moments();
                let moment = moments.all().find(|moment| moment.number == number);
                let gone = || Error::new(ErrorCode::NotFound, format!("state {number} is not kept any more"));
                moment.zip(moments.get(number).map(object)).ok_or_else(gone)
            })?;
            Ok(Taken { end: CompareEnd { origin: documents.origin(*id)?, moment: Some(moment) }, document })
        }
    }
}

/// What is compared of a document: of a file with a list of one, that one, so that it compares with a live object.
fn object(document: &Arc<Document>) -> Arc<Document> {
    document.unlisted().map_or_else(|| Arc::clone(document), Arc::new)
}

/// What may take more than a moment for large documents, off the threads that carry the other commands.
async fn work<T: Send + 'static>(
    comparisons: &Arc<Comparisons>,
    act: impl FnOnce(&Comparisons) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    let comparisons = Arc::clone(comparisons);
    let done = tokio::task::spawn_blocking(move || act(&comparisons)).await;
    done.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
}
