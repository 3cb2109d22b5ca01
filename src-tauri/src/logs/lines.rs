//! The lines of one view: a part of one log or of several, in the order of time, bounded by bytes. Which of them are rows,
//! and which are found, is kept up to date as they come and go. Nothing here asks an engine.

mod above;
mod sieve;
mod text;

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use quayside_engine::document::SearchQuery;
use quayside_engine::hijack::Source;
use quayside_engine::logs::{Growing, LogTime, Record, Shown, Style, beginning, goes_back, shown, style_after};
use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

pub use sieve::Sieve;
pub use text::Written;

use sieve::{Judged, Seen};

use super::window::SHOWN_MAX;

/// What is held of a view: hours of an ordinary log, and little beside what a window costs.
pub(super) const HELD_MAX: usize = 64 * 1024 * 1024;

/// What a line costs beside its bytes.
const LINE_COST: usize = 120;

/// A line that does not end is cut here: it would fill the view alone.
const LINE_MAX: usize = 16 * 1024 * 1024;

/// A line that is longer is not laid out anew whenever it is looked at.
const LONG: usize = 256 * 1024;

/// Which outputs are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Outputs {
    #[default]
    Both,
    Stdout,
    Stderr,
}

/// What is looked for, and what is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogFilter {
    pub query: SearchQuery,
    /// Only lines that match are rows.
    pub matches_only: bool,
    pub outputs: Outputs,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub container: u16,
    pub source: Source,
    pub time: Option<LogTime>,
    pub bytes: Bytes,
    /// In which it begins: what the line before it left behind that the same output of the same container printed. Plain
    /// where no such line has been here.
    pub style: Style,
    /// How many an engine counts it for.
    pub records: u64,
    /// It begins above what is held of it.
    pub is_headless: bool,
    /// A newline has come.
    pub ends: bool,
    /// Something in it goes back to what is before it.
    goes_back: bool,
    /// What it looks like, where it is long and goes back.
    growing: Option<Box<Growing>>,
    judged: Judged,
    /// By the sieve that is to come; none where that has not been done.
    next: Option<Judged>,
    /// It has grown since it was judged.
    is_stale: bool,
}

impl Line {
    pub fn begin(container: u16, record: &Record) -> Self {
        let (source, time, bytes) = (record.source, record.time, Bytes::copy_from_slice(&record.bytes));
        Self {
            container,
            source,
            time,
            goes_back: goes_back(without_end(&bytes)),
            bytes,
            style: Style::default(),
            records: u64::from(record.is_first),
            is_headless: record.goes_on,
            ends: record.ends,
            growing: None,
            judged: Judged::default(),
            next: None,
            is_stale: false,
        }
    }

    pub fn is_found(&self) -> bool {
        self.judged.is_found
    }

    /// Its first characters, as a terminal would leave them.
    pub fn shown(&mut self) -> Shown {
        if self.bytes.len() <= LONG {
            return shown(&self.bytes, self.style, SHOWN_MAX);
        }
        if !self.goes_back {
            return beginning(&self.bytes, self.style, SHOWN_MAX);
        }
        let growing = self.growing.get_or_insert_with(|| Box::new(Growing::begin(self.style, SHOWN_MAX)));
        growing.shown(&self.bytes)
    }

    /// What is looked through for a match.
    fn seen(&mut self) -> Seen {
        if self.goes_back && self.bytes.len() > LONG {
            let Shown { spans, is_cut } = self.shown();
            if !is_cut {
                return Seen::Laid(spans.into_iter().map(|span| span.text).collect());
            }
        }
        Seen::Printed(self.bytes.clone())
    }

    fn begin_in(&mut self, style: Style) {
        (self.style, self.growing) = (style, None);
    }

    /// The style that it leaves behind.
    pub fn leaves(&self) -> Style {
        style_after(&self.bytes, self.style)
    }

    pub fn go_on(&mut self, record: &Record) {
        let before = self.bytes.len().saturating_sub(1);
        // Copied only where somebody looks through it just now.
        let bytes = std::mem::take(&mut self.bytes).try_into_mut();
        let mut bytes = bytes.unwrap_or_else(|shared| BytesMut::from(&shared[..]));
        bytes.extend_from_slice(&record.bytes);
        self.bytes = bytes.freeze();
        self.goes_back |= goes_back(without_end(&self.bytes[before..]));
        self.records += u64::from(record.is_first);
        self.ends = record.ends;
    }
}

/// A line's place, from the first that came; those that were fetched afterwards stand before 0.
pub(super) type Number = i64;

#[derive(Default)]
pub(super) struct Lines {
    lines: VecDeque<Line>,
    first: Number,
    rows: VecDeque<Number>,
    first_row: Number,
    found: VecDeque<Number>,
    bytes: usize,
    /// Of each container, the line of each output that goes on.
    open: Vec<[Option<Number>; 2]>,
    /// Of each container, the style that the last line of each output has left behind, unless that line is open.
    left: Vec<[Style; 2]>,
    /// Of each container, the records that come after the last that is held.
    below: Vec<u64>,
    sieve: Arc<Sieve>,
    /// By which lines are being judged, to take its place.
    next_sieve: Option<Arc<Sieve>>,
    /// Lines that have come.
    came: u64,
    most: Option<usize>,
}

impl Lines {
    #[cfg(test)]
    fn at_most(bytes: usize) -> Self {
        Self { most: Some(bytes), ..Self::default() }
    }

    fn most(&self) -> usize {
        self.most.unwrap_or(HELD_MAX)
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Grows by what was dropped above, and falls by what was fetched: how far rows have moved.
    pub fn first_row(&self) -> Number {
        self.first_row
    }

    /// Grows by one with each row that comes at the end.
    pub fn end_row(&self) -> Number {
        self.first_row + self.rows.len() as Number
    }

    pub fn found_count(&self) -> usize {
        self.found.len()
    }

    pub fn filter(&self) -> &LogFilter {
        &self.sieve.filter
    }

    pub fn regex(&self) -> Option<&Regex> {
        self.sieve.regex.as_ref()
    }

    pub fn row(&self, index: usize) -> Option<(Number, &Line)> {
        let number = *self.rows.get(index)?;
        Some((number, self.get(number)?))
    }

    /// The rows from one line to another, both included.
    pub fn rows_between(&self, from: Number, to: Number) -> impl Iterator<Item = &Line> {
        let (start, end) = (self.rows.partition_point(|row| *row < from), self.rows.partition_point(|row| *row <= to));
        self.rows.range(start..end.max(start)).filter_map(|number| self.get(*number))
    }

    pub fn get(&self, number: Number) -> Option<&Line> {
        self.lines.get(usize::try_from(number - self.first).ok()?)
    }

    pub fn get_mut(&mut self, number: Number) -> Option<&mut Line> {
        self.lines.get_mut(usize::try_from(number - self.first).ok()?)
    }

    /// Of one container: the records that are held, and the instant of its first line.
    pub fn held_of(&self, container: u16) -> (u64, Option<LogTime>) {
        let mut of = self.lines.iter().filter(|line| line.container == container).peekable();
        let first = of.peek().and_then(|line| line.time);
        (of.map(|line| line.records).sum(), first)
    }

    /// Records of this container that were printed after those that are held.
    pub fn below(&self, container: u16) -> u64 {
        self.below.get(usize::from(container)).copied().unwrap_or_default()
    }

    /// Counts what has come at the end and is not held.
    pub fn pass(&mut self, container: u16, records: &[Record]) {
        self.count_below(container, records.iter().filter(|record| record.is_first).count() as u64);
    }

    fn count_below(&mut self, container: u16, records: u64) {
        let at = usize::from(container);
        if self.below.len() <= at {
            self.below.resize(at + 1, 0);
        }
        self.below[at] += records;
    }

    /// Takes what has come at the end. True where lines were dropped at the beginning.
    pub fn take(&mut self, container: u16, records: Vec<Record>) -> bool {
        for record in &records {
            self.take_one(container, record);
        }
        self.trim_front()
    }

    /// There is room for what is kept of this container.
    fn know(&mut self, container: u16) {
        let count = self.open.len().max(usize::from(container) + 1);
        self.open.resize(count, [None; 2]);
        self.left.resize(count, [Style::default(); 2]);
    }

    fn take_one(&mut self, container: u16, record: &Record) {
        let (of, output) = (usize::from(container), output(record.source));
        self.know(container);
        let is_held = |number: &Number| usize::try_from(number - self.first).is_ok_and(|at| at < self.lines.len());
        let open = self.open[of][output].filter(is_held);
        let line = open.filter(|_| record.goes_on).and_then(|number| self.get_mut(number));
        let number = match line.filter(|line| line.bytes.len() + record.bytes.len() <= LINE_MAX).zip(open) {
            Some((line, number)) => {
                line.go_on(record);
                // Whoever looks at it next judges it: it may grow many times before that.
                (line.is_stale, line.next) = (true, None);
                self.bytes += record.bytes.len();
                if record.ends {
                    self.look_again(number);
                }
                number
            }
            None => {
                // Nothing more comes of it.
                if let Some(number) = open.filter(|number| self.get(*number).is_some_and(|line| line.is_stale)) {
                    self.look_again(number);
                }
                let style = open.and_then(|number| self.get(number)).map_or(self.left[of][output], Line::leaves);
                self.insert(Line { style, ..Line::begin(container, record) })
            }
        };
        self.open[of][output] = (!record.ends).then_some(number);
        if let Some(line) = self.get(number).filter(|line| line.ends) {
            self.left[of][output] = line.leaves();
        }
    }

    /// Where its instant belongs: nearly always at the end.
    fn insert(&mut self, mut line: Line) -> Number {
        self.come(&mut line);
        let mut at = self.lines.len();
        // Of one container the order of the engine counts, and its outputs' clocks do not.
        while at > 0 && self.lines[at - 1].container != line.container && line.time < self.lines[at - 1].time {
            at -= 1;
        }
        let number = self.first + at as Number;
        if at < self.lines.len() {
            let move_on = |kept: &mut Number| *kept += Number::from(*kept >= number);
            self.rows.iter_mut().rev().take_while(|row| **row >= number).for_each(move_on);
            self.found.iter_mut().rev().take_while(|row| **row >= number).for_each(move_on);
            self.open.iter_mut().flatten().flatten().for_each(move_on);
        }
        let judged = line.judged;
        self.lines.insert(at, line);
        set(&mut self.rows, number, judged.is_row);
        set(&mut self.found, number, judged.is_found);
        number
    }

    /// A line that is to be held is judged and counted.
    fn come(&mut self, line: &mut Line) {
        (line.judged, line.next) = self.judge(line.source, &line.bytes);
        self.bytes += line.bytes.len() + LINE_COST;
        self.came += 1;
    }

    fn trim_front(&mut self) -> bool {
        let mut dropped = false;
        while self.bytes > self.most() && self.lines.len() > 1 {
            let Some(line) = self.lines.pop_front() else { break };
            self.bytes -= line.bytes.len() + LINE_COST;
            let (of, output) = (usize::from(line.container), output(line.source));
            if self.open[of][output] == Some(self.first) {
                self.left[of][output] = line.leaves();
            }
            if self.rows.front() == Some(&self.first) {
                self.rows.pop_front();
                self.first_row += 1;
            }
            if self.found.front() == Some(&self.first) {
                self.found.pop_front();
            }
            self.first += 1;
            dropped = true;
        }
        dropped
    }

    /// Takes lines of one container that were printed before those that are held. True where newer ones had to go for them.
    pub fn take_earlier(&mut self, earlier: Vec<Line>) -> bool {
        let Some(container) = earlier.first().map(|line| line.container) else { return false };
        self.know(container);
        let left = [Source::Stdout, Source::Stderr].map(|source| {
            let last = earlier.iter().rev().find(|line| line.source == source);
            last.map(|line| (source, line.leaves()))
        });
        let mut held_from = None;
        let before = self.lines.front().and_then(|line| line.time);
        let above = earlier.partition_point(|line| before.is_none() || line.time <= before);
        let mut merged: VecDeque<Line> = VecDeque::with_capacity(self.lines.len() + earlier.len());
        let mut rows_above = 0;
        let mut earlier = earlier.into_iter().enumerate().peekable();
        let open: Vec<(usize, usize, Number)> = self.open_lines().collect();
        // None of one that is not held any more.
        let mut moved = vec![None; open.len()];
        for (at, line) in std::mem::take(&mut self.lines).into_iter().enumerate() {
            while let Some((index, mut one)) = earlier.next_if(|(index, one)| *index < above || one.time <= line.time) {
                self.come(&mut one);
                rows_above += Number::from(index < above && one.judged.is_row);
                merged.push_back(one);
            }
            for (place, (_, _, number)) in open.iter().enumerate() {
                if *number == self.first + at as Number {
                    moved[place] = Some(merged.len());
                }
            }
            if line.container == container {
                held_from.get_or_insert(merged.len());
            }
            merged.push_back(line);
        }
        for (_, mut one) in earlier {
            self.come(&mut one);
            merged.push_back(one);
        }
        self.lines = merged;
        for (source, style) in left.into_iter().flatten() {
            self.carry(container, source, held_from.unwrap_or(self.lines.len()), style);
        }
        self.first -= above as Number;
        self.first_row -= rows_above;
        for (place, (container, output, _)) in open.into_iter().enumerate() {
            self.open[container][output] = moved[place].map(|at: usize| self.first + at as Number);
        }
        let mut dropped = false;
        while self.bytes > self.most() && self.lines.len() > 1 {
            let Some(line) = self.lines.pop_back() else { break };
            self.bytes -= line.bytes.len() + LINE_COST;
            self.count_below(line.container, line.records);
            dropped = true;
        }
        self.list_again();
        dropped
    }

    /// From this place on the lines of an output begin as this style makes them, down to where that changes nothing.
    fn carry(&mut self, container: u16, source: Source, from: usize, mut style: Style) {
        let is_of_it = |line: &&mut Line| (line.container, line.source) == (container, source);
        for line in self.lines.iter_mut().skip(from).filter(is_of_it) {
            if line.style == style {
                return;
            }
            line.begin_in(style);
            style = line.leaves();
        }
        self.left[usize::from(container)][output(source)] = style;
    }

    fn open_lines(&self) -> impl Iterator<Item = (usize, usize, Number)> {
        let of = |(container, outputs): (usize, &[Option<Number>; 2])| {
            let outputs = *outputs;
            (0..2).filter_map(move |output| outputs[output].map(|number| (container, output, number)))
        };
        self.open.iter().enumerate().flat_map(of)
    }

    fn list_again(&mut self) {
        let numbered = || (self.first..).zip(&self.lines);
        let (rows, found) = (
            numbered().filter(|(_, line)| line.judged.is_row).map(|(number, _)| number).collect(),
            numbered().filter(|(_, line)| line.judged.is_found).map(|(number, _)| number).collect(),
        );
        (self.rows, self.found) = (rows, found);
    }

    /// The match after or before this row, around the end; its row, and which of them it is. None where nothing matches.
    pub fn next_found(&self, row: usize, forward: bool) -> Option<(usize, usize)> {
        let count = self.found.len();
        // Beyond the last row everything is before.
        let from = self.rows.get(row).copied().unwrap_or(Number::MAX);
        let after = self.found.partition_point(|found| *found <= from);
        let before = self.found.partition_point(|found| *found < from);
        let last = count.checked_sub(1)?;
        let place = if forward { after % count } else { before.checked_sub(1).unwrap_or(last) };
        let found = self.found.get(place)?;
        Some((self.rows.binary_search(found).ok()?, place))
    }

    pub fn clear(&mut self) {
        self.first_row += self.rows.len() as Number;
        self.first += self.lines.len() as Number;
        self.lines.clear();
        self.rows.clear();
        self.found.clear();
        self.open.clear();
        self.left.clear();
        self.below.clear();
        self.bytes = 0;
    }
}

/// A terminal ends its lines with a carriage return, which may also be the last that has come of one.
fn without_end(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Where what is kept of each output is kept.
fn output(source: Source) -> usize {
    usize::from(source == Source::Stderr)
}

/// Puts a number where it belongs, or takes it away.
fn set(list: &mut VecDeque<Number>, number: Number, is_in: bool) {
    let at = if list.back().is_none_or(|last| *last < number) {
        list.len()
    } else {
        list.partition_point(|one| *one < number)
    };
    match (list.get(at) == Some(&number), is_in) {
        (false, true) => list.insert(at, number),
        (true, false) => drop(list.remove(at)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
