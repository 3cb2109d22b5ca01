//! `docker exec`: a command in a container that runs already.

use std::sync::atomic::{AtomicU32, Ordering};

use bollard::exec::StartExecOptions;
use bollard::models::ExecConfig;
use bollard::query_parameters::ResizeExecOptions;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::command_line::split;
use crate::hijack::{self, Hijacked, TerminalSize};
use crate::inspect::object_name;
use crate::run::patiently;
use crate::units::UnixMillis;
use crate::{Engine, Error, ErrorCode, Result};

/// Environment variable that marks a process of ours.
const MARKER: &str = "QUAYSIDE_EXEC";

/// The best shell that a container has. `exec` leaves no second process behind that would swallow signals.
const BEST_SHELL: &str = "for s in bash zsh ash; do command -v $s >/dev/null 2>&1 && exec $s; done; exec sh";

/// What `docker exec -it` is asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ExecSpec {
    /// Container id or name.
    pub container: String,
    /// As typed; empty for the best shell that the container has.
    pub command: String,
    /// Empty for the container's own user.
    pub user: String,
}

/// A command that runs in a container, with its terminal.
pub struct Running {
    pub id: String,
    /// Finds the process again among those of the container: see [`end`].
    pub marker: String,
    pub stream: Hijacked,
}

/// `POST /containers/NAME/exec` and `POST /exec/ID/start`: a command with a terminal of its own.
///
/// # Errors
/// `ContainerNotFound`, `ContainerNotRunning`, `CommandNotFound`, `InvalidInput` for a command that can't be split, or
/// what the engine answered.
pub async fn start(engine: &Engine, spec: &ExecSpec, size: TerminalSize) -> Result<Running> {
    let command = match split(&spec.command)? {
        typed if typed.is_empty() => ["sh", "-c", BEST_SHELL].map(str::to_owned).to_vec(),
        typed => typed,
    };
    let marker = marker();
    let console_size: Vec<usize> = vec![size.rows.into(), size.columns.into()];
    let config = ExecConfig {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        tty: Some(true),
        cmd: Some(command),
        user: Some(spec.user.trim().to_owned()).filter(|user| !user.is_empty()),
        env: Some(vec!["TERM=xterm-256color".to_owned(), format!("{MARKER}={marker}")]),
        console_size: Some(console_size.clone()),
        ..ExecConfig::default()
    };
    let id = engine.docker().create_exec(object_name(&spec.container)?, config).await?.id;
    let body = serde_json::json!({ "Detach": false, "Tty": true, "ConsoleSize": console_size }).to_string();
    let stream = hijack::open(engine, &format!("/exec/{id}/start"), body, true).await?;
    Ok(Running { id, marker, stream })
}

/// Unique among the execs of all windows on this engine.
fn marker() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // The end of it keeps one marker from being the beginning of another.
    format!("{}-{}-{count}_", std::process::id(), UnixMillis::now().0)
}

/// Ends a process that [`start`] began, and what it started itself, as closing a terminal's window does: SIGHUP. The engine
/// has no call for that and goes on running an exec whose connection is closed; so a second exec finds the process by the
/// marker in its environment.
///
/// # Errors
/// What the engine answered; a container that is gone or stopped has ended the process itself.
pub async fn end(engine: &Engine, container: &str, marker: &str) -> Result<()> {
    let script = format!(
        "for p in /proc/[0-9]*; do grep -q {MARKER}={marker} $p/environ 2>/dev/null && kill -HUP ${{p#/proc/}} 2>/dev/null; done; true"
    );
    let config = ExecConfig {
        cmd: Some(["sh", "-c", &script].map(str::to_owned).to_vec()),
        // Whoever the shell belongs to, root may end it.
        user: Some("0".to_owned()),
        ..ExecConfig::default()
    };
    let ended = async {
        let id = engine.docker().create_exec(object_name(container)?, config).await?.id;
        let options = StartExecOptions { detach: true, ..StartExecOptions::default() };
        engine.docker().start_exec(&id, Some(options)).await?;
        Ok(())
    };
    match ended.await {
        Err(Error { code: ErrorCode::ContainerNotFound | ErrorCode::ContainerNotRunning, .. }) => Ok(()),
        outcome => outcome,
    }
}

/// `POST /exec/ID/resize`, again and again for a second: a process that is only just starting has no terminal yet.
///
/// # Errors
/// What the engine answered last.
pub async fn resize(engine: &Engine, id: &str, size: TerminalSize) -> Result<()> {
    patiently(|| async {
        let options = ResizeExecOptions { h: size.rows.into(), w: size.columns.into() };
        Ok(engine.docker().resize_exec(id, options).await?)
    })
    .await
}

/// `GET /exec/ID/json` after the stream has ended: the exit code, none while the process still runs.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn exit_code(engine: &Engine, id: &str) -> Result<Option<i32>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Inspected {
        running: bool,
        exit_code: Option<i32>,
    }
    let inspected: Inspected = engine.get(&format!("/exec/{id}/json")).await?;
    Ok(inspected.exit_code.filter(|_| !inspected.running))
}
