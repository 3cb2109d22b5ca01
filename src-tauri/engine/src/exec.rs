//! `docker exec`: a command in a container that runs already.

mod ending;

use std::sync::atomic::{AtomicU32, Ordering};

use bollard::models::ExecConfig;
use bollard::query_parameters::ResizeExecOptions;
use serde::{Deserialize, Deserializer, Serialize};
use specta::Type;

use crate::command_line::split;
use crate::detach::DetachKeys;
use crate::hijack::{self, Hijacked, TerminalSize};
use crate::inspect::object_name;
use crate::run::{at_once, patiently, variables};
use crate::units::UnixMillis;
use crate::{Engine, Result, shells};

pub use ending::{Ending, end, runs};

/// Environment variable that marks a process of ours.
const MARKER: &str = "QUAYSIDE_EXEC";

/// What Docker says that an exec ended with when it lets go of it.
const LET_GO: i32 = 126;

/// What an engine says of how an exec has ended, by how far that can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The process has ended with this code.
    Ended(i32),
    /// The engine has let go of it: the keys that leave it were pressed, or, on Docker 20.10, its connection broke while it
    /// printed. Docker says 126 then, as of a process that has ended with that, and Podman -1; whether it goes on, [`runs`]
    /// tells.
    LetGo(i32),
}

impl Exit {
    pub fn code(self) -> i32 {
        match self {
            Self::Ended(code) | Self::LetGo(code) => code,
        }
    }
}

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
    /// Empty for the container's own.
    pub working_dir: String,
    /// `KEY=value`
    pub env: Vec<String>,
}

impl ExecSpec {
    /// Other than a shell, which waits to be told something, this does its work again each time it is begun.
    pub fn is_command(&self) -> bool {
        !self.command.trim().is_empty() && !shells::is_shell(&self.command)
    }

    /// The same with a command: the best shell where none is typed.
    ///
    /// # Errors
    /// `NoShell`, `ContainerNotFound`, or what the engine answered.
    pub async fn with_shell(self, engine: &Engine) -> Result<Self> {
        if !self.command.trim().is_empty() {
            return Ok(self);
        }
        let command = shells::best(engine, &self.container).await?;
        Ok(Self { command, ..self })
    }
}

/// A command that runs in a container, with its terminal.
pub struct Running {
    pub id: String,
    pub mark: Mark,
    pub stream: Hijacked,
}

/// Finds the process of an exec again among those of the container: see [`end`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What its environment has for it.
    #[serde(deserialize_with = "made_by_us")]
    value: String,
    /// Whom it runs as; none for the container's own user.
    user: Option<String>,
}

impl Mark {
    /// A name for it among all others: digits, `-` and `_`.
    pub fn name(&self) -> &str {
        &self.value
    }
}

/// What [`unique`] makes and nothing else. It is looked for by a line of `sh`, and half of one would find others as well.
fn made_by_us<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    let value = String::deserialize(from)?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers: Vec<&str> = value.strip_suffix('_').unwrap_or_default().split('-').collect();
    if numbers.len() == 3 && numbers.into_iter().all(is_number) {
        Ok(value)
    } else {
        Err(serde::de::Error::custom("this is no mark of ours"))
    }
}

/// [`create`]s a command and [`begin`]s it.
///
/// # Errors
/// Theirs.
pub async fn start(engine: &Engine, spec: &ExecSpec, size: TerminalSize, keys: &DetachKeys) -> Result<Running> {
    let (id, mark) = create(engine, spec, size, keys).await?;
    let stream = begin(engine, &id, size).await?;
    Ok(Running { id, mark, stream })
}

/// `POST /containers/NAME/exec`: number and mark of a command with a terminal of its own, which has not begun.
///
/// # Errors
/// `ContainerNotFound`, `ContainerNotRunning`, `NoShell`, `InvalidInput` for a command that can't be split, or what the engine
/// answered.
pub async fn create(engine: &Engine, spec: &ExecSpec, size: TerminalSize, keys: &DetachKeys) -> Result<(String, Mark)> {
    let spec = &spec.clone().with_shell(engine).await?;
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mark = Mark { value: unique(), user: filled(&spec.user) };
    // What the person says comes last, and so counts.
    let own = ["TERM=xterm-256color".to_owned(), format!("{MARKER}={}", mark.value)];
    let env = own.into_iter().chain(variables(&spec.env).map(str::to_owned)).collect();
    let config = ExecConfig {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        tty: Some(true),
        cmd: Some(split(&spec.command)?),
        user: mark.user.clone(),
        working_dir: filled(&spec.working_dir),
        env: Some(env),
        detach_keys: Some(keys.spelled().to_owned()),
        console_size: Some(vec![size.rows.into(), size.columns.into()]),
        ..ExecConfig::default()
    };
    let id = engine.docker().create_exec(object_name(&spec.container)?, config).await?.id;
    Ok((id, mark))
}

/// `POST /exec/ID/start`, with a terminal of this size.
///
/// # Errors
/// `CommandNotFound`, or what the engine answered. After `TimedOut` and `EngineLost` it may run all the same, and is to be
/// [ended](end).
pub async fn begin(engine: &Engine, id: &str, size: TerminalSize) -> Result<Hijacked> {
    // Podman takes the size as `h` and `w`.
    let (h, w) = (size.rows, size.columns);
    let body = serde_json::json!({ "Detach": false, "Tty": true, "ConsoleSize": [h, w], "h": h, "w": w });
    let path = format!("/exec/{id}/start");
    at_once(hijack::open(engine, &path, body.to_string(), true), || resize_once(engine, id, size)).await
}

/// Unique among the execs of all windows on this engine.
fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // The end of it keeps one mark from being the beginning of another.
    format!("{}-{}-{count}_", std::process::id(), UnixMillis::now().0)
}

/// `POST /exec/ID/resize`, again and again for a second: a process that is only just starting has no terminal yet.
///
/// # Errors
/// What the engine answered last.
pub async fn resize(engine: &Engine, id: &str, size: TerminalSize) -> Result<()> {
    patiently(engine, || resize_once(engine, id, size)).await
}

async fn resize_once(engine: &Engine, id: &str, size: TerminalSize) -> Result<()> {
    let options = ResizeExecOptions { h: size.rows.into(), w: size.columns.into() };
    Ok(engine.docker().resize_exec(id, options).await?)
}

/// `GET /exec/ID/json`: how the process has ended; none while it runs, and while it has not begun.
///
/// # Errors
/// `NotFound` for one that the engine has forgotten, what it answered, or `EngineLost`.
pub async fn exit(engine: &Engine, id: &str) -> Result<Option<Exit>> {
    Ok(inspect(engine, id).await?.exit(engine.info().is_podman()))
}

async fn inspect(engine: &Engine, id: &str) -> Result<Inspected> {
    engine.get(&format!("/exec/{}/json", object_name(id)?)).await
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    running: bool,
    exit_code: Option<i32>,
    #[serde(default)]
    can_remove: bool,
    /// On the engine's machine; 0 for what has no process yet.
    pid: Option<i64>,
}

impl Inspected {
    /// The engine has been told to begin it, and there is no process yet.
    fn is_beginning(&self) -> bool {
        self.running && self.pid == Some(0)
    }

    fn exit(&self, of_podman: bool) -> Option<Exit> {
        let code = self.exit_code.filter(|_| !self.running)?;
        match (of_podman, code) {
            // What it waited for in vain.
            (true, ..0) => Some(Exit::LetGo(code)),
            // Podman has a code of 0 from the beginning; what can be removed has ended.
            (true, _) => self.can_remove.then_some(Exit::Ended(code)),
            (false, LET_GO) => Some(Exit::LetGo(code)),
            (false, _) => Some(Exit::Ended(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_and_nothing_that_is_none() {
        let mark = Mark { value: unique(), user: Some("web".to_owned()) };
        let text = serde_json::to_string(&mark).unwrap();
        assert_eq!(serde_json::from_str::<Mark>(&text).unwrap(), mark);
        for other in ["", "_", "1-2_", "1-2-3", "1--3_", "1-2-3_; reboot", "1-2-.*_", "$(reboot)-2-3_"] {
            let text = serde_json::json!({ "value": other, "user": null }).to_string();
            assert!(serde_json::from_str::<Mark>(&text).is_err(), "{other:?}");
        }
    }

    #[test]
    fn what_has_no_process_yet_is_told_from_what_runs() {
        let is_beginning = |text: &str| serde_json::from_str::<Inspected>(text).unwrap().is_beginning();
        assert!(is_beginning(r#"{"Running": true, "ExitCode": null, "Pid": 0}"#));
        assert!(!is_beginning(r#"{"Running": false, "ExitCode": null, "Pid": 0}"#), "nobody has told it to begin");
        assert!(!is_beginning(r#"{"Running": true, "ExitCode": null, "Pid": 7}"#));
        assert!(!is_beginning(r#"{"Running": true, "ExitCode": null}"#));
    }

    #[test]
    fn an_engine_is_believed_as_far_as_it_knows() {
        let docker = |text: &str| serde_json::from_str::<Inspected>(text).unwrap().exit(false);
        let podman = |text: &str| serde_json::from_str::<Inspected>(text).unwrap().exit(true);
        assert_eq!(docker(r#"{"Running": false, "ExitCode": null, "CanRemove": false}"#), None, "not begun");
        assert_eq!(docker(r#"{"Running": true, "ExitCode": 0}"#), None);
        assert_eq!(docker(r#"{"Running": false, "ExitCode": 7, "CanRemove": false}"#), Some(Exit::Ended(7)));
        assert_eq!(docker(r#"{"Running": false, "ExitCode": 126}"#), Some(Exit::LetGo(126)));
        assert_eq!(podman(r#"{"Running": false, "ExitCode": 0, "CanRemove": false}"#), None, "not begun");
        assert_eq!(podman(r#"{"Running": true, "ExitCode": 0, "CanRemove": false}"#), None);
        assert_eq!(podman(r#"{"Running": false, "ExitCode": 126, "CanRemove": true}"#), Some(Exit::Ended(126)));
        assert_eq!(podman(r#"{"Running": false, "ExitCode": -1, "CanRemove": true}"#), Some(Exit::LetGo(-1)));
    }
}
