//! What a page asks of a view: its rows, a line as a whole, matches, and text to copy.

use std::sync::Arc;

use quayside_engine::logs::plain;
use quayside_engine::{Error, ErrorCode, Result};

use super::View;
use crate::files;
use crate::jobs::{LogOf, LogOrder};
use crate::logs::follow::engine_of;
use crate::logs::lines::{RowMark, Sieve, Written};
use crate::logs::whole::Whole;
use crate::logs::{
    FoundRow, LineMatch, LineNumber, LinePieces, LogFilter, LogRows, LoggedContainer, LogsInfo, LogsRange, RowsAsked,
    lock, value,
};

impl View {
    pub fn rows(&self, asked: &RowsAsked) -> LogRows {
        let mut state = lock(&self.state);
        state.is_read = !asked.at_end;
        let revision = state.revision;
        let has_earlier = state.has_earlier.clone();
        state.lines.window(revision, asked, &has_earlier)
    }

    /// Looks for this, and leaves out what does not fit.
    ///
    /// # Errors
    /// `InvalidInput` with what is wrong with the expression; what was there before stays.
    pub fn filter(&self, filter: LogFilter) -> Result<LogsInfo> {
        let sieve = Arc::new(Sieve::new(filter)?);
        {
            let _one_by_one = lock(&self.filtering);
            lock(&self.state).lines.sift(Arc::clone(&sieve));
            let mut from = i64::MIN;
            loop {
                let slice = lock(&self.state).lines.slice(from);
                let Some(slice) = slice else { break };
                from = slice.end();
                let judged = slice.judge(&sieve);
                lock(&self.state).lines.take_slice(judged);
            }
            let mut state = lock(&self.state);
            state.lines.sifted();
            state.revision += 1;
        }
        Ok(self.info())
    }

    /// Who printed this line, and the JSON that it is or ends with; else its text.
    ///
    /// # Errors
    /// `NotFound` when the line is not held any more.
    pub fn value(&self, number: LineNumber) -> Result<(String, Vec<u8>)> {
        let (name, bytes) = {
            let state = lock(&self.state);
            let line = state.lines.numbered(number.0).ok_or_else(line_gone)?;
            let container = state.containers.get(usize::from(line.container));
            (container.map(|container| container.name.clone()).unwrap_or_default(), line.bytes.clone())
        };
        let text = plain(&bytes);
        Ok((name, value::part(text.as_bytes()).to_vec()))
    }

    /// Pieces of a line, which is kept as a whole until another is asked for or `fold`.
    ///
    /// # Errors
    /// `NotFound` when the line is not held any more, nor kept.
    pub fn line(&self, number: LineNumber, start: u32, count: u32) -> Result<LinePieces> {
        self.read(number, |whole| whole.pieces(start, count))
    }

    /// Of the matches in a line the one of this number, counted from 0; none where there are not so many.
    ///
    /// # Errors
    /// `NotFound` when the line is not held any more, nor kept.
    pub fn line_match(&self, number: LineNumber, nth: u32) -> Result<Option<LineMatch>> {
        self.read(number, |whole| whole.nth(nth))
    }

    /// Reads a line as a whole, as it is now. One that was dropped above while somebody reads it stays until it is folded.
    fn read<T>(&self, number: LineNumber, read: impl FnOnce(&Whole) -> T) -> Result<T> {
        let mut kept = lock(&self.whole);
        let (copied, query, regex) = {
            let state = lock(&self.state);
            let copied = match state.lines.numbered(number.0) {
                Some(line) => Whole::copied(kept.as_ref(), number.0, line),
                None if kept.as_ref().is_some_and(|whole| whole.is(number.0)) => None,
                None => return Err(line_gone()),
            };
            (copied, state.lines.filter().query.clone(), state.lines.regex().cloned())
        };
        if let Some(copied) = copied {
            *kept = Some(Whole::of(kept.as_ref(), copied));
        }
        let whole = kept.as_mut().ok_or_else(line_gone)?;
        whole.look(&query, regex.as_ref());
        Ok(read(whole))
    }

    /// This line is read as a whole no more, or none where none is named.
    pub fn fold(&self, number: Option<LineNumber>) {
        let mut kept = lock(&self.whole);
        if number.is_none_or(|number| kept.as_ref().is_some_and(|whole| whole.is(number.0))) {
            *kept = None;
        }
    }

    /// The next match after this row, or before it, or the row itself where it may be.
    pub fn next_found(&self, from: &RowMark, forward: bool, itself: bool) -> Option<FoundRow> {
        self.settle();
        let state = lock(&self.state);
        let (row, nth) = state.lines.next_found(from, forward, itself)?;
        let (_, line) = state.lines.row(row)?;
        Some(FoundRow { at: state.lines.mark(row, line), nth: u32::try_from(nth).ok()? })
    }

    /// The rows from one to another, all of them where none is named: as they look, or as they were printed.
    pub fn text(&self, between: Option<&(RowMark, RowMark)>, timestamps: bool, as_printed: bool) -> (Vec<u8>, u32) {
        self.settle();
        let (rows, names) = {
            let state = lock(&self.state);
            let (from, to) = between.map_or((i64::MIN, i64::MAX), |(one, other)| {
                let [one, other] = [one, other].map(|mark| state.lines.marked(mark).row());
                (one.min(other), one.max(other))
            });
            let names: Vec<String> = state.containers.iter().map(|container| container.name.clone()).collect();
            (state.lines.rows_to_write(from, to), names)
        };
        let names = (names.len() > 1).then_some(&names[..]);
        rows.text(Written { names, timestamps, as_printed })
    }

    /// All of the log, from the first line to the last that the view was asked for, whatever of it is held; a file is still to
    /// be named.
    ///
    /// # Errors
    /// `EngineNotInUse` with the name of the engine that the containers are on, or why there is none.
    pub fn whole_log(&self, timestamps: bool) -> Result<LogOrder> {
        engine_of(&self.way, &self.engine)?;
        let state = lock(&self.state);
        let of = |container: &LoggedContainer| LogOf { id: container.id.clone(), name: container.name.clone() };
        let LogsRange { since, until, .. } = state.range;
        let containers = state.containers.iter().map(of).collect();
        Ok(LogOrder { containers, since, until, timestamps, path: String::new() })
    }

    /// A name for a file made from it.
    pub fn file_name(&self) -> String {
        let state = lock(&self.state);
        let names: Vec<&str> = state.containers.iter().map(|container| container.name.as_str()).take(3).collect();
        format!("{}.log", files::plain_name(&names.join("-")))
    }
}

fn line_gone() -> Error {
    Error::new(ErrorCode::NotFound, "the line is not held any more")
}
