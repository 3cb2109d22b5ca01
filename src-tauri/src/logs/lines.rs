//! The lines of one view: a part of one log or of several, in the order of time, bounded by bytes. Which of them are rows,
//! and which are found, is kept up to date as they come and go. Nothing here asks an engine.

mod above;
mod late;
mod line;
mod rows;
mod sieve;
mod text;

use std::collections::VecDeque;
use std::sync::Arc;

use quayside_engine::document::SearchQuery;
use quayside_engine::hijack::Source;
use quayside_engine::logs::{LogTime, Record, Style};
use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

pub use line::Line;
pub use rows::{Marked, RowMark};
pub use sieve::Sieve;
pub use text::Written;

use late::Late;

/// What is held of a view: hours of an ordinary log, and little beside what a window costs.
pub(super) const HELD_MAX: usize = 64 * 1024 * 1024;

/// What a line costs beside its bytes.
const LINE_COST: usize = 120;

/// Records that fit at most, and some: of as many the first are dropped, or the view is at its end no more.
pub(super) const RECORDS_MAX: u64 = (HELD_MAX / LINE_COST) as u64 + 1000;

/// A line that does not end is cut here: it would fill the view alone.
const LINE_MAX: usize = 16 * 1024 * 1024;

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
    /// Only lines that do not match are rows, whatever else is said of those that do; these are counted as found.
    pub exclude: bool,
    pub outputs: Outputs,
}

/// Where a line stands, from the first that came; those that were fetched afterwards stand before 0. A line that comes between
/// moves those after it on.
pub(super) type Place = i64;

/// Names a line for as long as it is held, wherever it stands by then.
pub(super) type Number = i64;

#[derive(Default)]
pub(super) struct Lines {
    lines: VecDeque<Line>,
    first: Place,
    rows: VecDeque<Place>,
    first_row: Place,
    found: VecDeque<Place>,
    bytes: usize,
    /// Lines of each container.
    held: Vec<usize>,
    /// Of each container, the line of each output that goes on.
    open: Vec<[Option<Place>; 2]>,
    /// Of each container, the style that the last line of each output has left behind, unless that line is open.
    left: Vec<[Style; 2]>,
    /// Of each container, the records that come after the last that is held.
    below: Vec<u64>,
    sieve: Arc<Sieve>,
    /// By which lines are being judged, to take its place.
    next_sieve: Option<Arc<Sieve>>,
    /// Lines that have come.
    came: u64,
    /// The number of the next line that comes, and of the earliest that was fetched.
    next: Number,
    earliest: Number,
    /// Some line stands between others that came before it: their numbers are not in order.
    is_mixed: bool,
    most: Option<usize>,
}

impl Lines {
    #[cfg(test)]
    pub fn at_most(bytes: usize) -> Self {
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
    pub fn first_row(&self) -> Place {
        self.first_row
    }

    /// Grows by one with each row that comes at the end.
    pub fn end_row(&self) -> Place {
        self.first_row + self.rows.len() as Place
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

    pub fn get(&self, place: Place) -> Option<&Line> {
        self.lines.get(usize::try_from(place - self.first).ok()?)
    }

    pub fn get_mut(&mut self, place: Place) -> Option<&mut Line> {
        self.lines.get_mut(usize::try_from(place - self.first).ok()?)
    }

    /// Of one container: the records that are held, and the instant of its first line.
    pub fn held_of(&self, container: u16) -> (u64, Option<LogTime>) {
        let mut of = self.lines.iter().filter(|line| line.container == container).peekable();
        let first = of.peek().and_then(|line| line.time);
        (of.map(|line| line.records).sum(), first)
    }

    /// Records of this container that are held, or were printed after those: what an engine counts from the end.
    pub fn counted_of(&self, container: u16) -> u64 {
        self.held_of(container).0 + self.below(container)
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

    /// There is no room for more lines, with what somebody who reads is allowed beside the others.
    pub fn is_overfull(&self) -> bool {
        self.bytes >= self.most() + self.most() / 8
    }

    /// Some line of this container is held.
    pub fn holds(&self, container: u16) -> bool {
        self.held.get(usize::from(container)).is_some_and(|lines| *lines > 0)
    }

    /// Takes what has come at the end. True where lines were dropped at the beginning.
    pub fn take(&mut self, container: u16, records: Vec<Record>) -> bool {
        self.add(container, records);
        self.trim_front()
    }

    /// Takes what has come at the end, and drops nothing for it.
    pub fn add(&mut self, container: u16, records: Vec<Record>) {
        let mut late = None;
        for record in &records {
            self.take_one(container, record, &mut late);
        }
        if let Some(late) = late {
            self.put_back(late);
        }
    }

    /// There is room for what is kept of this container.
    fn know(&mut self, container: u16) {
        let count = self.open.len().max(usize::from(container) + 1);
        self.open.resize(count, [None; 2]);
        self.left.resize(count, [Style::default(); 2]);
    }

    fn take_one(&mut self, container: u16, record: &Record, late: &mut Option<Late>) {
        let (of, output) = (usize::from(container), output(record.source));
        self.know(container);
        let is_held = |place: &Place| usize::try_from(place - self.first).is_ok_and(|at| at < self.lines.len());
        let open = self.open[of][output].filter(is_held);
        let line = open.filter(|_| record.goes_on).and_then(|place| self.get_mut(place));
        let place = match line.filter(|line| line.bytes.len() + record.bytes.len() <= LINE_MAX).zip(open) {
            Some((line, place)) => {
                line.go_on(record);
                // Whoever looks at it next judges it: it may grow many times before that.
                (line.is_stale, line.next) = (true, None);
                self.bytes += record.bytes.len();
                if record.ends {
                    self.look_again(place);
                }
                place
            }
            None => {
                // Nothing more comes of it.
                if let Some(place) = open.filter(|place| self.get(*place).is_some_and(|line| line.is_stale)) {
                    self.look_again(place);
                }
                let style = open.and_then(|place| self.get(place)).map_or(self.left[of][output], Line::leaves);
                self.insert(Line { style, ..Line::begin(container, record) }, late)
            }
        };
        self.open[of][output] = (!record.ends).then_some(place);
        if let Some(line) = self.get(place).filter(|line| line.ends) {
            self.left[of][output] = line.leaves();
        }
    }

    /// Where its instant belongs: nearly always at the end. One without stands behind what came before it.
    fn insert(&mut self, mut line: Line, late: &mut Option<Late>) -> Place {
        line.number = self.next;
        self.next += 1;
        self.come(&mut line);
        if line.time.is_some() {
            let late = late.get_or_insert_with(|| self.lift(line.container, line.time));
            self.put_back_before(late, line.time);
        }
        self.push(line)
    }

    fn push(&mut self, line: Line) -> Place {
        let place = self.first + self.lines.len() as Place;
        if line.judged.is_row {
            self.rows.push_back(place);
        }
        if line.judged.is_found {
            self.found.push_back(place);
        }
        self.lines.push_back(line);
        place
    }

    /// A line that is to be held is judged and counted.
    fn come(&mut self, line: &mut Line) {
        (line.judged, line.next) = self.judge(line.source, &line.bytes);
        self.bytes += line.bytes.len() + LINE_COST;
        let of = usize::from(line.container);
        self.held.resize(self.held.len().max(of + 1), 0);
        self.held[of] += 1;
        self.came += 1;
    }

    /// A line that is held no more.
    fn go(&mut self, line: &Line) {
        self.bytes -= line.bytes.len() + LINE_COST;
        self.held[usize::from(line.container)] -= 1;
    }

    fn trim_front(&mut self) -> bool {
        let mut dropped = false;
        while self.bytes > self.most() && self.lines.len() > 1 {
            let Some(line) = self.lines.pop_front() else { break };
            self.go(&line);
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
        // Of one container the order of the engine counts: all stand before the first that is held of it.
        let is_of_it = |line: &Line| line.container == container;
        let above = match self.lines.front() {
            Some(first) if !is_of_it(first) => earlier.partition_point(|line| line.time <= before),
            _ => earlier.len(),
        };
        let mut merged: VecDeque<Line> = VecDeque::with_capacity(self.lines.len() + earlier.len());
        let mut rows_above = 0;
        self.is_mixed |= above < earlier.len();
        self.earliest -= earlier.len() as Number;
        let numbered = (self.earliest..).zip(earlier).map(|(number, line)| Line { number, ..line });
        let mut earlier = numbered.enumerate().peekable();
        let open: Vec<(usize, usize, Place)> = self.open_lines().collect();
        // None of one that is not held any more.
        let mut moved = vec![None; open.len()];
        for (at, line) in std::mem::take(&mut self.lines).into_iter().enumerate() {
            let stands_before =
                |(index, one): &(usize, Line)| *index < above || one.time <= line.time || is_of_it(&line);
            while let Some((index, mut one)) = earlier.next_if(stands_before) {
                self.come(&mut one);
                rows_above += Place::from(index < above && one.judged.is_row);
                merged.push_back(one);
            }
            for (which, (_, _, place)) in open.iter().enumerate() {
                if *place == self.first + at as Place {
                    moved[which] = Some(merged.len());
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
        self.first -= above as Place;
        self.first_row -= rows_above;
        for (which, (container, output, _)) in open.into_iter().enumerate() {
            self.open[container][output] = moved[which].map(|at: usize| self.first + at as Place);
        }
        let mut dropped = false;
        while self.bytes > self.most() && self.lines.len() > 1 {
            let Some(line) = self.lines.pop_back() else { break };
            self.go(&line);
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

    fn open_lines(&self) -> impl Iterator<Item = (usize, usize, Place)> {
        let of = |(container, outputs): (usize, &[Option<Place>; 2])| {
            let outputs = *outputs;
            (0..2).filter_map(move |output| outputs[output].map(|place| (container, output, place)))
        };
        self.open.iter().enumerate().flat_map(of)
    }

    fn list_again(&mut self) {
        let numbered = || (self.first..).zip(&self.lines);
        let (rows, found) = (
            numbered().filter(|(_, line)| line.judged.is_row).map(|(place, _)| place).collect(),
            numbered().filter(|(_, line)| line.judged.is_found).map(|(place, _)| place).collect(),
        );
        (self.rows, self.found) = (rows, found);
    }

    pub fn clear(&mut self) {
        self.first_row += self.rows.len() as Place;
        self.first += self.lines.len() as Place;
        self.lines.clear();
        self.rows.clear();
        self.found.clear();
        self.open.clear();
        self.left.clear();
        self.below.clear();
        self.held.clear();
        self.bytes = 0;
        self.is_mixed = false;
    }
}

/// Where what is kept of each output is kept.
fn output(source: Source) -> usize {
    usize::from(source == Source::Stderr)
}

/// Puts a place where it belongs, or takes it away.
fn set(list: &mut VecDeque<Place>, place: Place, is_in: bool) {
    let at = if list.back().is_none_or(|last| *last < place) {
        list.len()
    } else {
        list.partition_point(|one| *one < place)
    };
    match (list.get(at) == Some(&place), is_in) {
        (false, true) => list.insert(at, place),
        (true, false) => drop(list.remove(at)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
