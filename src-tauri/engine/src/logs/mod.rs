//! What containers have printed, and print: `GET /containers/{id}/logs`, read to the byte and split into records. bollard
//! withholds the text of a terminal until its line ends; nothing is withheld here. Where lines are kept, and which of them
//! are looked at, is no business of this module.

mod ansi;
mod records;
mod time;

use bytes::BytesMut;
use hyper::Version;
use serde::Deserialize;

use crate::containers::ContainerState;
use crate::hijack::Framing;
use crate::inspect::object_name;
use crate::query::query;
use crate::streamed::Streamed;
use crate::{Engine, Error, ErrorCode, Result};

pub use ansi::{Color, Growing, Laid, Shown, Span, Style, beginning, goes_back, laid, plain, shown, style_after};
pub use records::Record;
pub use time::LogTime;

use records::Records;

/// Which part of a log is asked for. Both outputs always are: an engine counts the lines of both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogsQuery {
    /// Go on with what is printed from now on, for as long as the container runs.
    pub follow: bool,
    /// So many records before the end; none for all.
    pub tail: Option<u64>,
    /// Not before this instant.
    pub since: Option<LogTime>,
    /// Not after this instant.
    pub until: Option<LogTime>,
}

/// A container as far as its log depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    /// It prints to a terminal: its log has no frames and one output only.
    pub tty: bool,
    pub state: ContainerState,
    /// Of its process that ended last.
    pub exit_code: i64,
    /// When its process began last, in the engine's words; to tell one run from the next.
    pub started: String,
    /// The same as an instant, which an engine writes down a moment later. None before the first.
    pub began: Option<LogTime>,
    /// The one before it ended then. None where there was none, and where this one has ended as well.
    pub ended_before: Option<LogTime>,
}

/// `GET /containers/{id}/json`, as far as it is read here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    id: String,
    #[serde(default)]
    name: String,
    state: State,
    config: Config,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    #[serde(default)]
    status: ContainerState,
    #[serde(default)]
    exit_code: i64,
    #[serde(default)]
    started_at: String,
    #[serde(default)]
    finished_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    #[serde(default)]
    tty: bool,
}

/// `GET /containers/{id}/json`: whose log it is, and how it is framed.
///
/// # Errors
/// `ContainerNotFound`, or what the engine answered.
pub async fn printer(engine: &Engine, id: &str) -> Result<Printer> {
    let found: Inspected = engine.get(&format!("/containers/{}/json", object_name(id)?)).await?;
    // What has not happened yet happened in the year 1.
    let read = |at: &str| LogTime::read(at).filter(|at| at.0 > 0);
    let [started, finished] = [&found.state.started_at, &found.state.finished_at].map(|at| read(at));
    Ok(Printer {
        id: found.id,
        name: found.name.trim_start_matches('/').to_owned(),
        tty: found.config.tty,
        state: found.state.status,
        exit_code: found.state.exit_code,
        started: found.state.started_at,
        began: started,
        ended_before: finished.filter(|finished| Some(*finished) < started),
    })
}

/// The same part of a log without `tail`, where what an engine gives as a tail is not the end of its log; it may begin earlier,
/// and who asks counts. Podman hangs the pieces of a line that goes on behind the line before it, the last one first, and what
/// is printed between its tail and what it follows is in neither. Only the instants of its tail are of use.
///
/// # Errors
/// Those of [`open`] and [`Logs::next`].
pub async fn without_tail(engine: &Engine, id: &str, tty: bool, asked: &LogsQuery) -> Result<LogsQuery> {
    if asked.tail.is_none() || !engine.info().is_podman() {
        return Ok(*asked);
    }
    // Of no records there is no instant either.
    let tail = asked.tail.map(|records| records.max(1));
    let mut log = open(engine, id, tty, &LogsQuery { follow: false, tail, ..*asked }).await?;
    let first = log.next().await?.and_then(|records| records.first()?.time);
    Ok(LogsQuery { tail: None, since: first.max(asked.since), ..*asked })
}

/// A log on its way. Dropping it ends the request.
pub struct Logs {
    answer: Streamed,
    buffer: BytesMut,
    framing: Framing,
    records: Records,
    framed: bool,
    follows: bool,
    fault: Vec<u8>,
}

/// Bytes of an engine's own words that are kept.
const FAULT_MAX: usize = 1024;

/// What an engine's own words begin with.
const FAULT: &[u8] = b"Error grabbing logs: ";

/// Before the path, where Podman is asked by its own interface. In Docker's it cuts a line of a terminal wherever the process
/// paused and writes an instant there, which nothing tells from what was printed; in its own each record has its frame.
const LIBPOD: &str = "/v4.0.0/libpod";

/// `GET /containers/{id}/logs`, with instants; of Podman, for a terminal, `GET /v4.0.0/libpod/containers/{id}/logs`. `tty` is
/// what the container's configuration says.
///
/// # Errors
/// `ContainerNotFound`, `LogsUnavailable` where its logging driver keeps nothing to read, or what the engine answered.
pub async fn open(engine: &Engine, id: &str, tty: bool, asked: &LogsQuery) -> Result<Logs> {
    let tail = asked.tail.map_or_else(|| "all".to_owned(), |records| records.to_string());
    let is_podman = engine.info().is_podman();
    // Docker gives both ends; Podman gives what is between them, and does not read seconds to their last digit.
    let instant = |time: Option<LogTime>, outwards: i64| match time {
        Some(time) if is_podman => time.after(outwards).to_string(),
        time => time.map(LogTime::to_unix).unwrap_or_default(),
    };
    let (since, until) = (instant(asked.since, -1), instant(asked.until, 1));
    let interface = if tty && is_podman { LIBPOD } else { "" };
    let framed = !tty || !interface.is_empty();
    let pairs = [
        ("stdout", "1"),
        ("stderr", "1"),
        ("timestamps", "1"),
        ("follow", if asked.follow { "1" } else { "" }),
        ("tail", tail.as_str()),
        ("since", since.as_str()),
        ("until", until.as_str()),
    ];
    let path = format!("{interface}/containers/{}/logs{}", object_name(id)?, query(&pairs));
    // Whoever follows a log asks how the container is when it ends, and goes on from there.
    let version = if asked.follow { Version::HTTP_10 } else { Version::HTTP_11 };
    let answer = Streamed::get(engine, &path, version).await.map_err(about_logs)?;
    let (buffer, framing, records) = (BytesMut::new(), Framing::of(!framed), Records::new(framed));
    Ok(Logs { answer, buffer, framing, records, framed, follows: asked.follow, fault: Vec::new() })
}

impl Logs {
    /// The next records as they come, at least one; none at the end. Cancel-safe: nothing is lost when the future is
    /// dropped. What the engine itself says between them is no record.
    ///
    /// # Errors
    /// `LogDamaged` with those words at the end of an answer that has some: Docker ends it as any other where it can't read
    /// its file, and there may be more behind that. `EngineLost` where the connection breaks. Of a log that is followed that
    /// may be seen only in the middle of a record: its end tells nothing of the container.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>> {
        let mut read = Vec::new();
        loop {
            while let Some((source, bytes)) = self.framing.take(&mut self.buffer)? {
                if self.framing.is_fault() {
                    self.note(&bytes);
                    continue;
                }
                let is_whole = self.framed && !self.framing.is_inside_chunk();
                self.records.take(source, bytes, is_whole, &mut read);
            }
            self.leave_out_fault(&mut read);
            if !read.is_empty() {
                return Ok(Some(read));
            }
            if self.answer.read(&mut self.buffer).await? {
                continue;
            }
            if self.framing.is_inside_chunk() || !self.buffer.is_empty() {
                return Err(Error::new(ErrorCode::EngineLost, "the log ended in the middle of a record"));
            }
            self.records.end(self.follows, &mut read);
            self.leave_out_fault(&mut read);
            return match self.fault() {
                Some(fault) if read.is_empty() => Err(Error::new(ErrorCode::LogDamaged, fault)),
                _ => Ok((!read.is_empty()).then_some(read)),
            };
        }
    }

    /// What the engine itself has said.
    fn fault(&self) -> Option<String> {
        let said = String::from_utf8_lossy(&self.fault);
        (!self.fault.is_empty()).then(|| said.trim().to_owned())
    }

    fn note(&mut self, words: &[u8]) {
        self.fault.extend_from_slice(&words[..words.len().min(FAULT_MAX.saturating_sub(self.fault.len()))]);
    }

    /// Of a terminal an engine's own words come as what was printed does, but without an instant and at the end.
    fn leave_out_fault(&mut self, read: &mut Vec<Record>) {
        if self.framed {
            return;
        }
        let says = |record: &Record| record.time.is_none() && record.is_first && record.bytes.starts_with(FAULT);
        let from = if self.fault.is_empty() { read.iter().position(says) } else { Some(0) };
        for record in from.map(|from| read.split_off(from)).into_iter().flatten() {
            self.note(&record.bytes);
        }
    }
}

/// The same error, read as what the engine says of a log: a driver that sends lines elsewhere has none to give back.
fn about_logs(error: Error) -> Error {
    const UNREADABLE: [&str; 3] = ["does not support reading", "cannot read logs", "not logging output"];
    let text = error.message.to_ascii_lowercase();
    let unreadable = error.code != ErrorCode::ContainerNotFound && UNREADABLE.iter().any(|words| text.contains(words));
    if unreadable { Error { code: ErrorCode::LogsUnavailable, ..error } } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_that_keeps_nothing_is_told_from_other_refusals() {
        let code = |status, words| about_logs(Error::from_engine(status, words)).code;
        assert_eq!(code(501, "configured logging driver does not support reading"), ErrorCode::LogsUnavailable);
        let podman =
            "this container is using the 'none' log driver, cannot read logs: this container is not logging output";
        assert_eq!(code(500, podman), ErrorCode::LogsUnavailable);
        assert_eq!(code(500, "out of memory"), ErrorCode::EngineRefused);
        assert_eq!(code(404, "No such container: x"), ErrorCode::ContainerNotFound);
    }
}
