//! Sessions: runs and shells, with their streams.

use bytes::Bytes;
use quayside_engine::attach::AttachSpec;
use quayside_engine::exec::ExecSpec;
use quayside_engine::hijack::TerminalSize;
use quayside_engine::run::RunSpec;
use quayside_engine::units::ByteSize;
use quayside_engine::{Error, ErrorCode, command_line, shells};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::ipc::Channel;
use tauri::{AppHandle, WebviewWindow};
use tauri_specta::Event;

use super::containers::short;
use super::{Shared, note};
use crate::error::CommandResult;
use crate::files;
use crate::ipc::SessionBegan;
use crate::once::Turn;
use crate::sessions::{SessionId, SessionInfo, SessionInput};
use crate::stream::{Frame, SizeReport};

/// What a transcript is saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Transcript {
    /// To read: without the sequences that colour it and move the cursor.
    Text,
    /// To the byte as it was printed.
    Raw,
}

/// A transcript was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedTranscript {
    pub path: String,
    /// So much was printed before what is kept, and is not in it.
    pub dropped: ByteSize,
}

/// The one-click hello: `hello-world`, or the built-in image where it can't be pulled.
#[tauri::command]
#[specta::specta]
pub async fn hello_open(
    app: AppHandle,
    shell: Shared<'_>,
    size: TerminalSize,
    channel: Channel<Frame>,
) -> CommandResult<SessionInfo> {
    shell.asked.once(channel.id())?;
    let opened = shell.sessions.open_hello(shell.engine()?, size, channel);
    opened.inspect(|info| note(&app, info.command_line.clone()))
}

#[tauri::command]
#[specta::specta]
pub async fn run_open(
    app: AppHandle,
    shell: Shared<'_>,
    spec: RunSpec,
    size: TerminalSize,
    channel: Channel<Frame>,
) -> CommandResult<SessionInfo> {
    shell.asked.once(channel.id())?;
    let opened = shell.sessions.open_run(shell.engine()?, spec, size, channel);
    opened.inspect(|info| note(&app, info.command_line.clone()))
}

/// The `docker run` line that `run_open` would stand for.
#[tauri::command]
#[specta::specta]
pub async fn run_command_line(spec: RunSpec) -> CommandResult<String> {
    command_line::run(&spec)
}

/// `of` is the session whose container it is, where one says so: that may be on another engine than the one in use.
#[tauri::command]
#[specta::specta]
pub async fn exec_open(
    app: AppHandle,
    shell: Shared<'_>,
    spec: ExecSpec,
    of: Option<SessionId>,
    size: TerminalSize,
    channel: Channel<Frame>,
) -> CommandResult<SessionInfo> {
    let sessions = &shell.sessions;
    shell.asked.once(channel.id())?;
    let page = shell.page();
    let open = async |engine| sessions.open_exec(engine, spec, size, channel).await;
    let opened = match of {
        Some(of) => sessions.with_container(of, shell.engine(), async |engine, _| open(engine).await).await,
        None => open(shell.engine()?).await,
    };
    opened.inspect(|info| began(&app, &shell, page, info))
}

/// The engine was asked before there was a session: the `page` that wanted it may be gone, and the one in its place has asked
/// what there is already.
fn began(app: &AppHandle, shell: &Shared<'_>, page: u32, info: &SessionInfo) {
    note(app, info.command_line.clone());
    if shell.page() != page
        && let Err(error) = SessionBegan(info.clone()).emit(app)
    {
        tracing::warn!("the page can't be told of session {}: {error}", info.id.0);
    }
}

/// The `docker exec` line that `exec_open` would stand for; `container` is the name to show.
#[tauri::command]
#[specta::specta]
pub async fn exec_command_line(spec: ExecSpec, container: String) -> CommandResult<String> {
    command_line::exec(&spec, &container)
}

/// The path of the best shell that the container has.
#[tauri::command]
#[specta::specta]
pub async fn container_shell(shell: Shared<'_>, id: String) -> CommandResult<String> {
    shells::best(&shell.engine()?, &id).await
}

/// `of` as for `exec_open`.
#[tauri::command]
#[specta::specta]
pub async fn attach_open(
    app: AppHandle,
    shell: Shared<'_>,
    spec: AttachSpec,
    of: Option<SessionId>,
    size: TerminalSize,
    channel: Channel<Frame>,
) -> CommandResult<SessionInfo> {
    let sessions = &shell.sessions;
    shell.asked.once(channel.id())?;
    let page = shell.page();
    let open = async |engine| sessions.open_attach(engine, spec, size, channel).await;
    let opened = match of {
        Some(of) => sessions.with_container(of, shell.engine(), async |engine, _| open(engine).await).await,
        None => open(shell.engine()?).await,
    };
    opened.inspect(|info| began(&app, &shell, page, info))
}

/// Connects a session again whose container or engine went away.
#[tauri::command]
#[specta::specta]
pub async fn session_reconnect(app: AppHandle, shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    let line = shell.sessions.reconnect(id, shell.engine()).await?;
    note(&app, line);
    Ok(())
}

/// Starts the container of a session; as those below, on its own engine, whatever engine is in use.
#[tauri::command]
#[specta::specta]
pub async fn session_start(app: AppHandle, shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    note_container(&app, &shell, id, "start")?;
    shell.sessions.start_container(id, shell.engine()).await
}

#[tauri::command]
#[specta::specta]
pub async fn session_stop(app: AppHandle, shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    note_container(&app, &shell, id, "stop")?;
    shell.sessions.stop_container(id, shell.engine()).await
}

#[tauri::command]
#[specta::specta]
pub async fn session_remove(app: AppHandle, shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    note_container(&app, &shell, id, "rm")?;
    shell.sessions.remove_container(id, shell.engine()).await
}

fn note_container(app: &AppHandle, shell: &Shared<'_>, id: SessionId, verb: &str) -> CommandResult<()> {
    if let Some(container) = shell.sessions.get(id)?.info().container {
        note(app, command_line::docker([verb, short(&container)]));
    }
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn sessions_list(shell: Shared<'_>) -> CommandResult<Vec<SessionInfo>> {
    Ok(shell.sessions.list())
}

/// Sends the session to this page from now on, beginning with its info and the output that is retained.
#[tauri::command]
#[specta::specta]
pub async fn session_attach(shell: Shared<'_>, id: SessionId, channel: Channel<Frame>) -> CommandResult<SessionInfo> {
    shell.sessions.attach(id, channel)
}

/// The page has dealt with so many bytes of frames.
#[tauri::command]
#[specta::specta]
pub async fn session_ack(shell: Shared<'_>, id: SessionId, bytes: u32) -> CommandResult<()> {
    shell.sessions.acknowledge(id, bytes as usize)
}

/// Resolves when the input has been taken over; while the process does not read, it waits.
#[tauri::command]
#[specta::specta]
pub async fn session_input(
    shell: Shared<'_>,
    id: SessionId,
    connection: u32,
    input: SessionInput,
    turn: Turn,
) -> CommandResult<()> {
    shell.asked.types_once(id, turn)?;
    shell.sessions.input_to(id, connection, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn session_resize(shell: Shared<'_>, id: SessionId, size: TerminalSize) -> CommandResult<()> {
    shell.sessions.resize(id, size)
}

/// The page's terminal has taken a size that the shell sent it, and wrapped its rows anew.
#[tauri::command]
#[specta::specta]
pub async fn session_resized(shell: Shared<'_>, id: SessionId, report: SizeReport) -> CommandResult<()> {
    shell.sessions.resized(id, report)
}

/// Clears the terminal, but for the row of the cursor.
#[tauri::command]
#[specta::specta]
pub async fn session_clear(shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    shell.sessions.clear(id)
}

/// Asks for a file and saves the output that is kept; none where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn session_save(
    app: AppHandle,
    window: WebviewWindow,
    shell: Shared<'_>,
    id: SessionId,
    transcript: Transcript,
) -> CommandResult<Option<SavedTranscript>> {
    let suggested = shell.sessions.get(id)?.info().file_name(transcript == Transcript::Raw);
    let kind = if transcript == Transcript::Raw { ("Log", "log") } else { ("Text", "txt") };
    // What is seen is saved: not what has come while the dialog was open.
    let printed = match transcript {
        Transcript::Text => shell.sessions.transcript(id)?,
        Transcript::Raw => shell.sessions.raw_transcript(id)?,
    };
    let Some(path) = files::ask_to_save(&app, &window, kind, &suggested).await else { return Ok(None) };
    let dropped = ByteSize(printed.dropped);
    let pieces = match transcript {
        Transcript::Raw => printed.pieces,
        Transcript::Text => {
            let read = tokio::task::spawn_blocking(move || quayside_terminal::plain(&printed.bytes())).await;
            vec![Bytes::from(read.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?).into()]
        }
    };
    let mut file = files::Writing::begin(&path)?;
    for piece in pieces {
        file.write(piece.bytes()).await?;
    }
    file.finish().await?;
    Ok(Some(SavedTranscript { path: path.to_string_lossy().into_owned(), dropped }))
}

/// Stops the work: stops the container, ends the shell. The session stays with its last state.
#[tauri::command]
#[specta::specta]
pub async fn session_cancel(shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    shell.sessions.cancel(id)
}

/// Lets go of the session: a shell is ended, a container left as it is.
#[tauri::command]
#[specta::specta]
pub async fn session_close(shell: Shared<'_>, id: SessionId) -> CommandResult<()> {
    shell.sessions.close(id)
}
