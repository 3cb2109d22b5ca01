//! A window of rows as the page draws them: text in spans, cut to what a person reads of a line, with the matches marked.

use quayside_engine::hijack::Source;
use quayside_engine::logs::Span;
use quayside_engine::units::{ByteSize, UnixMillis};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::LineNumber;
use super::lines::{Lines, Marked, RowMark};
use super::value;

/// Rows in one answer.
const ROWS_MAX: usize = 500;

/// Characters of a line that are shown among others; all of it is read as a whole (`whole`), copied and saved.
pub(super) const SHOWN_MAX: usize = 4096;

/// Matches that are marked in one line.
const MARKS_MAX: usize = 200;

/// A line as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogRow {
    pub number: LineNumber,
    /// Which of the view's containers printed it.
    pub container: u16,
    pub stderr: bool,
    /// None where the engine gave none.
    pub at: Option<UnixMillis>,
    /// Nanoseconds beyond the milliseconds.
    pub nanos: u32,
    pub spans: Vec<Span>,
    /// Of the matches, where they begin and how long they are, in UTF-16.
    pub marks: Vec<(u32, u32)>,
    /// It begins above what is held of it; that can be fetched.
    pub begun_before: bool,
    /// More of it is not shown.
    pub cut: bool,
    /// It matches, and where it does is not shown.
    pub found_further: bool,
    /// Of the line, as far as it is held.
    pub bytes: ByteSize,
    /// It looks like an object or an array of JSON, or ends with one.
    pub json: bool,
}

/// Which rows are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RowsAsked {
    pub start: u32,
    pub count: u32,
    /// The row that is read. The others are asked for by where they were beside it.
    pub read: RowMark,
    /// Rows of which the page wants to know where they are by now.
    pub marks: Vec<RowMark>,
    /// The last rows, wherever they are by now.
    pub at_end: bool,
}

/// Some of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogRows {
    pub revision: u32,
    pub total: u32,
    pub start: u32,
    /// What was above the first row when they were read.
    pub first_row: LineNumber,
    /// By how many rows the one that is read has moved.
    pub moved: i32,
    /// Where the marks are: less than 0 for what was dropped above; none where the line is no row any more.
    pub marks: Vec<Option<i32>>,
    pub items: Vec<LogRow>,
}

/// A match that was gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundRow {
    pub at: RowMark,
    /// Which of the matches it is.
    pub nth: u32,
}

/// As far as the page can count.
fn whole(rows: i64) -> i32 {
    i32::try_from(rows).unwrap_or(if rows < 0 { i32::MIN } else { i32::MAX })
}

impl Lines {
    pub(super) fn window(&mut self, revision: u32, asked: &RowsAsked, has_earlier: &[bool]) -> LogRows {
        let total = self.row_count();
        let many = (asked.count as usize).min(ROWS_MAX);
        // Rows that the page calls by their places before others came above them, or went.
        let moved = self.marked(&asked.read).row() - i64::from(asked.read.row);
        let start = usize::try_from((i64::from(asked.start) + moved).max(0)).unwrap_or(usize::MAX).min(total);
        let start = if asked.at_end { total.saturating_sub(many) } else { start };
        let end = start.saturating_add(many).min(total);
        let items = (start..end).filter_map(|index| self.drawn(index, has_earlier)).collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let marked = |mark: &RowMark| match self.marked(mark) {
            Marked::Row(row) => Some(whole(row)),
            Marked::Before(_) => None,
        };
        let marks = asked.marks.iter().map(marked).collect();
        let first_row = LineNumber(self.first_row());
        LogRows { revision, total: count(total), start: count(start), first_row, moved: whole(moved), marks, items }
    }

    fn drawn(&mut self, index: usize, has_earlier: &[bool]) -> Option<LogRow> {
        let (place, _) = self.row(index)?;
        let shown = self.get_mut(place)?.shown();
        let line = self.get(place)?;
        // What is at the end of its first part only is not at the end of the line.
        let marks = if shown.is_cut && !line.is_found() { Vec::new() } else { self.marks(&shown.spans) };
        Some(LogRow {
            number: LineNumber(line.number),
            container: line.container,
            stderr: line.source == Source::Stderr,
            at: line.time.map(|time| time.millis()),
            nanos: line.time.map(|time| time.below_millis()).unwrap_or_default(),
            found_further: shown.is_cut && line.is_found() && marks.is_empty(),
            marks,
            spans: shown.spans,
            begun_before: line.is_headless && has_earlier.get(usize::from(line.container)) == Some(&true),
            cut: shown.is_cut,
            bytes: ByteSize(line.bytes.len() as u64),
            json: value::is_likely(&line.bytes),
        })
    }

    fn marks(&self, spans: &[Span]) -> Vec<(u32, u32)> {
        let Some(regex) = self.regex() else { return Vec::new() };
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let found = regex.find_iter(&text).filter(|found| !found.is_empty()).take(MARKS_MAX);
        found.map(|found| (units(&text[..found.start()]), units(found.as_str()))).collect()
    }
}
