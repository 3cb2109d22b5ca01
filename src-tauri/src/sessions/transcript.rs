//! What a session has printed, as lines to look through: all of it that is kept, of which a page's terminal has the end.
//! Sessions, streams and the page are not for here.

use std::sync::Arc;

use quayside_engine::document::{SearchQuery, compile_pattern};
use quayside_engine::units::ByteSize;
use quayside_engine::{Error, Result};
use quayside_terminal::plain;
use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::SessionId;
use crate::stream::Printed;

/// Lines in one answer.
const ROWS_MAX: usize = 500;

/// Bytes of a line that are shown, and by which a terminal's line is known to be the same.
const SHOWN_MAX: usize = 4096;

/// Bytes that are shown before a match that stands too far on in its line to be seen from the beginning.
const BEFORE: usize = 120;

/// Matches that are marked in one line.
const MARKS_MAX: usize = 200;

/// Lines between two looks whether anybody still waits for the search.
const LOOK_EACH: usize = 4096;

/// What is looked for; the options are those of finding in the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptQuery {
    /// Empty for nothing.
    pub text: String,
    /// The text is a regular expression.
    pub regex: bool,
    pub match_case: bool,
    pub whole_word: bool,
}

impl TranscriptQuery {
    /// # Errors
    /// `InvalidInput` with what is wrong with it.
    pub(super) fn compile(&self) -> Result<Option<Regex>> {
        let Self { text, regex, match_case, whole_word } = self;
        // By itself first: a part of another expression could be one by accident.
        let alone = SearchQuery { text: text.clone(), regex: *regex, match_case: *match_case }.compile()?;
        if alone.is_none() || !whole_word {
            return Ok(alone);
        }
        let part = if *regex { text.clone() } else { regex::escape(text) };
        let whole = compile_pattern(&format!(r"\b{{start-half}}(?:{part})\b{{end-half}}"), *match_case);
        // A place in it would not be one in what was typed.
        let placeless = |mut error: Error| {
            error.pattern.iter_mut().for_each(|fault| fault.at = None);
            error
        };
        whole.map(Some).map_err(placeless)
    }
}

/// How much there is, and how much of it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptInfo {
    pub lines: u32,
    /// Lines that match; none where nothing is looked for.
    pub found: Option<u32>,
    /// So much was printed before the first line, and is not kept.
    pub dropped: ByteSize,
}

/// A line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptRow {
    /// From 0, among those that are kept.
    pub line: u32,
    pub text: String,
    /// Of the matches in the text, where they begin and how long they are, in UTF-16.
    pub marks: Vec<(u32, u32)>,
    /// There is more of the line before the text, and after it.
    pub before: bool,
    pub after: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptRows {
    pub revision: u32,
    pub total: u32,
    pub start: u32,
    pub items: Vec<TranscriptRow>,
}

/// How a page finds a line in its terminal, whose rows it alone knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptPlace {
    /// Without the blanks at its end.
    pub text: String,
    /// The line goes on after the text.
    pub cut: bool,
    /// Lines that read the same and were printed after it.
    pub later: u32,
}

/// The lines, read once.
pub(super) struct Lines {
    text: String,
    starts: Vec<u32>,
    dropped: u64,
    /// Index of the byte of the output that comes next.
    pub end: u64,
}

impl Lines {
    pub fn read(printed: &Printed) -> Self {
        let text = plain(&printed.bytes());
        let after_ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(after_ends).filter(|start| *start < text.len());
        let starts = starts.map_while(|start| u32::try_from(start).ok()).collect();
        Self { text, starts, dropped: printed.dropped, end: printed.end }
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    fn get(&self, line: usize) -> Option<&str> {
        let start = *self.starts.get(line)? as usize;
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let line = &self.text[start..end];
        Some(line.strip_suffix('\n').unwrap_or(line))
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|line| self.get(line))
    }
}

/// One search through the lines.
pub(super) struct TranscriptSearch {
    pub session: SessionId,
    revision: u32,
    pub lines: Arc<Lines>,
    regex: Option<Regex>,
    found: Vec<u32>,
}

impl TranscriptSearch {
    /// None where nobody waits for it any more.
    ///
    /// # Errors
    /// `InvalidInput` with what is wrong with the expression.
    pub fn new(
        session: SessionId,
        revision: u32,
        lines: Arc<Lines>,
        query: &TranscriptQuery,
        is_wanted: impl Fn() -> bool,
    ) -> Result<Option<Self>> {
        let regex = query.compile()?;
        let mut found = Vec::new();
        if let Some(regex) = &regex {
            for (number, line) in (0_u32..).zip(lines.iter()) {
                if (number as usize).is_multiple_of(LOOK_EACH) && !is_wanted() {
                    return Ok(None);
                }
                if regex.is_match(line) {
                    found.push(number);
                }
            }
        }
        Ok(Some(Self { session, revision, lines, regex, found }))
    }

    pub fn info(&self) -> TranscriptInfo {
        TranscriptInfo {
            lines: count(self.lines.len()),
            found: self.regex.as_ref().map(|_| count(self.found.len())),
            dropped: ByteSize(self.lines.dropped),
        }
    }

    /// Some of the lines that match, or of all: of all where nothing is looked for.
    pub fn rows(&self, start: u32, many: u32, all: bool) -> TranscriptRows {
        let all = all || self.regex.is_none();
        let total = if all { self.lines.len() } else { self.found.len() };
        let start = (start as usize).min(total);
        let end = start.saturating_add((many as usize).min(ROWS_MAX)).min(total);
        let lines = (start..end).map(|row| if all { row } else { self.found[row] as usize });
        let items = lines.filter_map(|line| self.row(line)).collect();
        TranscriptRows { revision: self.revision, total: count(total), start: count(start), items }
    }

    fn row(&self, line: usize) -> Option<TranscriptRow> {
        let whole = self.lines.get(line)?;
        let matches = || self.regex.iter().flat_map(|regex| regex.find_iter(whole)).map(|found| found.range());
        let first = matches().find(|found| !found.is_empty()).map_or(0, |found| found.start);
        let from = if whole.len() <= SHOWN_MAX || first < SHOWN_MAX / 2 {
            0
        } else {
            whole.floor_char_boundary(first - BEFORE)
        };
        let to = whole.floor_char_boundary(from + SHOWN_MAX);
        let units = |from: usize, to: usize| count(whole[from..to].encode_utf16().count());
        let shown = matches().take_while(|found| found.start < to).filter(|found| !found.is_empty());
        let marks = shown.take(MARKS_MAX).map(|found| {
            let end = whole.floor_char_boundary(found.end.min(to));
            (units(from, found.start), units(found.start, end))
        });
        Some(TranscriptRow {
            line: count(line),
            text: whole[from..to].to_owned(),
            marks: marks.collect(),
            before: from > 0,
            after: to < whole.len(),
        })
    }

    /// The line that matches next after a line, or before it, and which of the matches it is. Beyond the last one comes the
    /// first; with no line to begin from, the first in this direction.
    pub fn next(&self, from: Option<u32>, forward: bool) -> Option<(u32, u32)> {
        let last = self.found.len().checked_sub(1)?;
        let at = match (from, forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(line), true) => {
                let next = self.found.partition_point(|found| *found <= line);
                if next > last { 0 } else { next }
            }
            (Some(line), false) => self.found.partition_point(|found| *found < line).checked_sub(1).unwrap_or(last),
        };
        Some((self.found[at], count(at)))
    }

    /// A line as it was printed.
    pub fn text(&self, line: u32) -> Option<&str> {
        self.lines.get(line as usize)
    }

    /// How a line is found in a terminal; `since` is what was printed after the lines were read.
    pub fn place(&self, line: u32, since: &Printed) -> Option<TranscriptPlace> {
        let known = known_by(self.text(line)?);
        let after = (line as usize + 1..self.lines.len()).filter_map(|later| self.lines.get(later));
        let since = Lines::read(since);
        // Its first line may be the rest of the last one here.
        let rest = usize::from(!self.lines.text.is_empty() && !self.lines.text.ends_with('\n'));
        let later = after.chain(since.iter().skip(rest)).filter(|later| known_by(later) == known).count();
        Some(TranscriptPlace { text: known.0.to_owned(), cut: known.1, later: count(later) })
    }
}

fn known_by(line: &str) -> (&str, bool) {
    let line = line.trim_end_matches(' ');
    let end = line.floor_char_boundary(SHOWN_MAX);
    (&line[..end], end < line.len())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use quayside_engine::ErrorCode;
    use quayside_engine::document::{PatternFault, PatternFaultKind};

    use super::*;

    fn printed(text: &str) -> Printed {
        Printed { pieces: vec![Bytes::from(text.to_owned()).into()], dropped: 0, end: text.len() as u64 }
    }

    fn literal(text: &str) -> TranscriptQuery {
        TranscriptQuery { text: text.to_owned(), ..TranscriptQuery::default() }
    }

    fn search(output: &str, query: &TranscriptQuery) -> TranscriptSearch {
        let lines = Arc::new(Lines::read(&printed(output)));
        TranscriptSearch::new(SessionId(1), 1, lines, query, || true).unwrap().unwrap()
    }

    fn found(output: &str, query: &TranscriptQuery) -> Vec<u32> {
        search(output, query).found
    }

    const OUTPUT: &str = "\x1b[32mItem\x1b[0m one\r\nitems two\r\n\r\n10%\r100% item-3\r\nno end";

    #[test]
    fn lines_are_what_a_person_has_read() {
        let search = search(OUTPUT, &literal(""));
        assert_eq!(search.lines.iter().collect::<Vec<_>>(), ["Item one", "items two", "", "100% item-3", "no end"]);
        assert_eq!(search.info(), TranscriptInfo { lines: 5, found: None, dropped: ByteSize(0) });
        assert_eq!(Lines::read(&printed("")).len(), 0);
        assert_eq!(Lines::read(&printed("a\r\n")).iter().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn every_option_counts() {
        assert_eq!(found(OUTPUT, &literal("ITEM")), [0, 1, 3]);
        assert_eq!(found(OUTPUT, &TranscriptQuery { match_case: true, ..literal("item") }), [1, 3]);
        assert_eq!(found(OUTPUT, &TranscriptQuery { whole_word: true, ..literal("item") }), [0, 3]);
        assert_eq!(found(OUTPUT, &TranscriptQuery { whole_word: true, ..literal("-3") }), Vec::<u32>::new());
        assert_eq!(found(OUTPUT, &TranscriptQuery { regex: true, ..literal("^item|end$") }), [0, 1, 4]);
        assert_eq!(found(OUTPUT, &TranscriptQuery { regex: true, whole_word: true, ..literal("item|two") }), [0, 1, 3]);
        assert_eq!(found(OUTPUT, &literal("10%")), Vec::<u32>::new(), "it was printed over");
    }

    #[test]
    fn a_wrong_expression_is_refused_with_or_without_whole_words() {
        for whole_word in [false, true] {
            let query = TranscriptQuery { regex: true, whole_word, ..literal("a)(b") };
            let lines = Arc::new(Lines::read(&printed(OUTPUT)));
            let refused = TranscriptSearch::new(SessionId(1), 1, lines, &query, || true).err().unwrap();
            assert_eq!((refused.code, &*refused.message), (ErrorCode::InvalidInput, "unopened group"));
            assert_eq!(refused.pattern, Some(PatternFault { kind: PatternFaultKind::GroupUnopened, at: Some(2) }));
        }
    }

    #[test]
    fn nobody_waits_for_a_search_that_is_not_wanted() {
        let lines = Arc::new(Lines::read(&printed(OUTPUT)));
        assert!(TranscriptSearch::new(SessionId(1), 1, lines, &literal("item"), || false).unwrap().is_none());
    }

    #[test]
    fn rows_are_the_matches_or_everything() {
        let search = search(OUTPUT, &literal("item"));
        let lines = |rows: TranscriptRows| rows.items.iter().map(|row| row.line).collect::<Vec<_>>();
        assert_eq!(lines(search.rows(1, 9, false)), [1, 3]);
        assert_eq!(search.rows(1, 9, false).total, 3);
        assert_eq!(lines(search.rows(2, 2, true)), [2, 3]);
        assert_eq!(search.rows(9, 9, true), TranscriptRows { revision: 1, total: 5, start: 5, items: Vec::new() });
        let row = search.rows(2, 1, false).items.remove(0);
        assert_eq!((&*row.text, row.marks, row.before, row.after), ("100% item-3", vec![(5, 4)], false, false));
    }

    #[test]
    fn a_long_line_is_shown_where_it_matches() {
        let line = format!("{}😀needle{}", "é".repeat(4000), "x".repeat(9000));
        let search = search(&line, &literal("needle"));
        let row = search.rows(0, 1, false).items.remove(0);
        let (at, length) = row.marks[0];
        let units: Vec<u16> = row.text.encode_utf16().collect();
        let marked = &units[at as usize..(at + length) as usize];
        assert_eq!((String::from_utf16_lossy(marked).as_str(), row.before, row.after), ("needle", true, true));
        assert!(row.text.len() <= SHOWN_MAX && row.text.starts_with('é'));
        assert_eq!(search.text(0).map(str::len), Some(line.len()));
    }

    #[test]
    fn the_next_match_goes_round() {
        let search = search("a\nb\na\nb\na\n", &literal("a"));
        assert_eq!(search.next(None, true), Some((0, 0)));
        assert_eq!(search.next(None, false), Some((4, 2)));
        assert_eq!(search.next(Some(0), true), Some((2, 1)));
        assert_eq!(search.next(Some(1), false), Some((0, 0)));
        assert_eq!(search.next(Some(4), true), Some((0, 0)));
        assert_eq!(search.next(Some(0), false), Some((4, 2)));
    }

    #[test]
    fn a_line_is_told_from_those_that_read_the_same() {
        let search = search("same\r\nother\r\nsame  \r\n$ ", &literal("same"));
        let place = |line: u32, since: &str| search.place(line, &printed(since)).unwrap();
        assert_eq!(place(0, ""), TranscriptPlace { text: "same".to_owned(), cut: false, later: 1 });
        assert_eq!(place(2, "same\r\nsame\r\nsame\r\n").later, 2, "the first goes on in the line of the prompt");
        assert_eq!(search.place(9, &printed("")), None);
        let ended = self::search("same\r\n", &literal("same"));
        assert_eq!(ended.place(0, &printed("same\r\nother\r\n")).map(|place| place.later), Some(1));
    }
}
