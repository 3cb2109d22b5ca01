//! Logs of containers: open, read in windows, search, copy, save. The page never gets a whole log.

use std::sync::Arc;

use bytes::Bytes;
use quayside_engine::{Error, ErrorCode};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_clipboard_manager::ClipboardExt;

use super::{Shared, jobs, note};
use crate::error::CommandResult;
use crate::files;
use crate::jobs::{JobInfo, JobOrigin, LogOrder};
use crate::logs::{
    FoundRow, LineMatch, LineNumber, LinePieces, LogFilter, LogRows, Logs, LogsId, LogsInfo, LogsOpened, LogsRange,
    RowMark, RowsAsked, View,
};

const LOG: files::Kind<'static> = ("Log", "log");

/// The rows of a view were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedLog {
    pub path: String,
    /// The log has other lines, which were not held.
    pub in_part: bool,
}

type Shelf<'a> = State<'a, Arc<Logs>>;

/// Opens the logs of these containers in one view, by id or name, and follows them. With the last rows of what has come at
/// once, so many at most.
#[tauri::command]
#[specta::specta]
pub async fn logs_open(
    app: AppHandle,
    logs: Shelf<'_>,
    containers: Vec<String>,
    range: LogsRange,
    timestamps: bool,
    count: u32,
) -> CommandResult<LogsOpened> {
    let LogsInfo { id, first_row, command_line, .. } = logs.open(&containers, range, timestamps).await?;
    note(&app, command_line);
    logs.get(id)?.first_lines().await;
    let read = RowMark { number: None, row: 0, first_row };
    let asked = RowsAsked { start: 0, count, read, marks: Vec::new(), at_end: true };
    work(&logs, id, move |view| Ok(LogsOpened { rows: view.rows(&asked), info: view.info() })).await
}

#[tauri::command]
#[specta::specta]
pub async fn logs_list(logs: Shelf<'_>) -> CommandResult<Vec<LogsInfo>> {
    Ok(logs.list())
}

#[tauri::command]
#[specta::specta]
pub async fn logs_rows(logs: Shelf<'_>, id: LogsId, asked: RowsAsked) -> CommandResult<LogRows> {
    work(&logs, id, move |view| Ok(view.rows(&asked))).await
}

/// Looks for this from now on, and leaves out what does not fit.
#[tauri::command]
#[specta::specta]
pub async fn logs_filter(logs: Shelf<'_>, id: LogsId, filter: LogFilter) -> CommandResult<LogsInfo> {
    work(&logs, id, move |view| view.filter(filter)).await
}

/// The next match after a row, or before it, or the row itself where it may be; none where nothing matches.
#[tauri::command]
#[specta::specta]
pub async fn logs_match(
    logs: Shelf<'_>,
    id: LogsId,
    from: RowMark,
    forward: bool,
    itself: bool,
) -> CommandResult<Option<FoundRow>> {
    work(&logs, id, move |view| Ok(view.next_found(&from, forward, itself))).await
}

/// Pieces of one line, however long it is.
#[tauri::command]
#[specta::specta]
pub async fn logs_line(
    logs: Shelf<'_>,
    id: LogsId,
    number: LineNumber,
    start: u32,
    count: u32,
) -> CommandResult<LinePieces> {
    work(&logs, id, move |view| view.line(number, start, count)).await
}

/// Where a match in one line is, by its number from 0; none where there are not so many.
#[tauri::command]
#[specta::specta]
pub async fn logs_line_match(
    logs: Shelf<'_>,
    id: LogsId,
    number: LineNumber,
    nth: u32,
) -> CommandResult<Option<LineMatch>> {
    work(&logs, id, move |view| view.line_match(number, nth)).await
}

/// Nobody reads this line as a whole any more.
#[tauri::command]
#[specta::specta]
pub async fn logs_fold(logs: Shelf<'_>, id: LogsId, number: LineNumber) -> CommandResult<()> {
    work(&logs, id, move |view| {
        view.fold(Some(number));
        Ok(())
    })
    .await
}

/// Fetches lines above the first.
#[tauri::command]
#[specta::specta]
pub async fn logs_earlier(logs: Shelf<'_>, id: LogsId) -> CommandResult<LogsInfo> {
    logs.get(id)?.fetch_earlier().await
}

/// Begins anew, with this part of the logs; refused where what is held of one could not be had again.
#[tauri::command]
#[specta::specta]
pub async fn logs_begin(app: AppHandle, logs: Shelf<'_>, id: LogsId, range: LogsRange) -> CommandResult<LogsInfo> {
    let info = logs.begin(id, range).await?;
    note(&app, info.command_line.clone());
    Ok(info)
}

/// Forgets what is held; what is printed from now on still comes.
#[tauri::command]
#[specta::specta]
pub async fn logs_clear(logs: Shelf<'_>, id: LogsId) -> CommandResult<LogsInfo> {
    Ok(logs.get(id)?.clear())
}

/// Puts rows on the clipboard as they look, from one to another; all where none is named. Returns how many.
#[tauri::command]
#[specta::specta]
pub async fn logs_copy(
    app: AppHandle,
    logs: Shelf<'_>,
    id: LogsId,
    between: Option<(RowMark, RowMark)>,
    timestamps: bool,
) -> CommandResult<u32> {
    let (text, count) = work(&logs, id, move |view| Ok(view.text(between.as_ref(), timestamps, false))).await?;
    let written = app.clipboard().write_text(String::from_utf8_lossy(&text));
    written.map_err(|error| Error::new(ErrorCode::ClipboardUnavailable, error.to_string())).map(|()| count)
}

/// Asks for a file and saves the rows in it, to the byte as they were printed; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn logs_save(
    app: AppHandle,
    window: WebviewWindow,
    logs: Shelf<'_>,
    id: LogsId,
    timestamps: bool,
) -> CommandResult<Option<SavedLog>> {
    let suggested = logs.get(id)?.file_name();
    // What is seen is saved: not what has come while the dialog was open.
    let seen = move |view: &View| Ok((view.text(None, timestamps, true).0, view.info().is_part()));
    let (text, in_part) = work(&logs, id, seen).await?;
    let Some(path) = files::ask_to_save(&app, &window, LOG, &suggested).await else { return Ok(None) };
    let mut file = files::Writing::begin(&path)?;
    file.write(Bytes::from(text)).await?;
    file.finish().await?;
    Ok(Some(SavedLog { path: path.to_string_lossy().into_owned(), in_part }))
}

/// Asks for a file and saves all of the log in it that lies in the view's time, whatever is looked for or left out; none where
/// no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn logs_save_whole(
    app: AppHandle,
    window: WebviewWindow,
    shell: Shared<'_>,
    logs: Shelf<'_>,
    id: LogsId,
    timestamps: bool,
) -> CommandResult<Option<JobInfo>> {
    let view = logs.get(id)?;
    let order = view.whole_log(timestamps)?;
    let Some(path) = files::ask_to_save(&app, &window, LOG, &view.file_name()).await else { return Ok(None) };
    let order = LogOrder { path: files::spelled(path)?, ..order };
    jobs::start(&app, &shell, JobOrigin::SaveLog(order)).map(Some)
}

#[tauri::command]
#[specta::specta]
pub async fn logs_close(logs: Shelf<'_>, id: LogsId) -> CommandResult<()> {
    logs.close(id);
    Ok(())
}

/// What may take more than a moment for many lines, off the threads that carry the other commands.
async fn work<T: Send + 'static>(
    logs: &Arc<Logs>,
    id: LogsId,
    act: impl FnOnce(&View) -> CommandResult<T> + Send + 'static,
) -> CommandResult<T> {
    let view = logs.get(id)?;
    let done = tokio::task::spawn_blocking(move || act(&view)).await;
    done.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
}
