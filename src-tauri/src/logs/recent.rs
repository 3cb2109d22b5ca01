//! What an engine gives twice in one answer. Docker 20.10 begins a file anew that it has just turned over to while it is
//! followed, and all that has come of it comes once more. In doubt a line is shown twice: none may be lost.

use std::collections::{HashMap, VecDeque};

use quayside_engine::hijack::Source;
use quayside_engine::logs::{LogTime, Record};

/// Records that are kept to know what comes again.
const KEPT_MAX: usize = 20_000;

/// Bytes that each of them is known by: a wire may bring any part of a record first.
const KNOWN_BY: usize = 32;

/// No clock that counts in nanoseconds shows multiples of this alone. One that is coarser gives lines of one instant.
const COARSE: i64 = 100;

/// The records of one answer, in the order in which they came.
#[derive(Default)]
pub(super) struct Recent {
    records: VecDeque<Known>,
    /// So many have been dropped before them.
    dropped: usize,
    /// Of each instant the first that has it, the dropped ones counted.
    first_of: HashMap<LogTime, usize>,
    /// Where what comes is a repetition, the one that is next.
    next: Option<usize>,
    /// Instants tell one line from another.
    is_exact: bool,
}

struct Known {
    time: LogTime,
    source: Source,
    begins: [u8; KNOWN_BY],
    length: usize,
    /// Its line ends with it.
    ends: bool,
}

impl Known {
    fn go_on(&mut self, bytes: &[u8], ends: bool) {
        let more = bytes.len().min(KNOWN_BY - self.length);
        self.begins[self.length..self.length + more].copy_from_slice(&bytes[..more]);
        self.length += more;
        self.ends |= ends;
    }

    /// As far as the record has come.
    fn is(&self, record: &Record) -> bool {
        let (known, bytes) = (&self.begins[..self.length], &record.bytes[..record.bytes.len().min(KNOWN_BY)]);
        // Nothing that is to go on may become anything.
        let is_alike = if record.ends { known == bytes } else { !bytes.is_empty() && known.starts_with(bytes) };
        is_alike && Some(self.time) == record.time && self.source == record.source
    }
}

impl Recent {
    /// Another answer begins.
    pub fn clear(&mut self) {
        *self = Self { is_exact: self.is_exact, ..Self::default() };
    }

    pub fn add(&mut self, record: &Record) {
        self.next = None;
        let Some(time) = record.time else { return self.clear() };
        self.is_exact |= time.0 % COARSE != 0;
        self.first_of.entry(time).or_insert(self.dropped + self.records.len());
        let mut known = Known { time, source: record.source, begins: [0; KNOWN_BY], length: 0, ends: false };
        known.go_on(&record.bytes, record.ends);
        self.records.push_back(known);
        if self.records.len() > KEPT_MAX {
            let first = self.records.pop_front().map(|known| known.time);
            if let Some(first) = first.filter(|first| self.first_of.get(first) == Some(&self.dropped)) {
                self.first_of.remove(&first);
            }
            self.dropped += 1;
        }
    }

    /// A further part has come of the record that came last.
    pub fn go_on(&mut self, part: &Record) {
        if let Some(known) = self.records.back_mut().filter(|_| self.next.is_none()) {
            known.go_on(&part.bytes, part.ends);
        }
    }

    /// The record has come before in this answer: what is known next where others have come again before it, or any.
    pub fn repeats(&mut self, record: &Record) -> bool {
        let first = record.time.filter(|_| self.is_exact).and_then(|time| self.first_of.get(&time).copied());
        let found = [self.next, first].into_iter().flatten().find(|at| self.comes_again(*at, record));
        self.next = found.map(|at| at + 1);
        found.is_some()
    }

    /// All pieces of a line have one instant, and may be alike: they can only come again when its end has come.
    fn comes_again(&self, at: usize, record: &Record) -> bool {
        let Some(from) = at.checked_sub(self.dropped).filter(|from| *from < self.records.len()) else { return false };
        let of_output = self.records.range(from..).filter(|known| known.source == record.source);
        let mut of_line = of_output.take_while(|known| Some(known.time) == record.time);
        self.records[from].is(record) && of_line.any(|known| known.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(time: i64, text: &str) -> Record {
        let (time, bytes) = (Some(LogTime(time)), text.as_bytes().to_vec().into());
        Record { source: Source::Stdout, time, bytes, is_first: true, goes_on: false, ends: true }
    }

    fn piece(time: i64, text: &str) -> Record {
        Record { ends: false, ..record(time, text) }
    }

    /// Whether each is taken for one that came before.
    fn repeated(recent: &mut Recent, records: Vec<Record>) -> Vec<bool> {
        let take = |record: Record| {
            let repeats = recent.repeats(&record);
            if !repeats {
                recent.add(&record);
            }
            repeats
        };
        records.into_iter().map(take).collect()
    }

    #[test]
    fn pieces_of_a_line_are_no_repetition_of_each_other() {
        let mut recent = Recent::default();
        let line = || [vec![piece(5, "x"); 6], vec![record(5, "x")]].concat();
        assert_eq!(repeated(&mut recent, line()), [false; 7]);
        // Whole, it comes again, and what is behind it is new.
        assert_eq!(
            repeated(&mut recent, [line(), vec![record(6, "x")]].concat()),
            [vec![true; 7], vec![false]].concat()
        );
        // Not while it is still coming, as a file may be turned over once more where it goes on.
        let mut recent = Recent::default();
        assert_eq!(repeated(&mut recent, vec![record(4, "a"), piece(5, "x"), piece(5, "x")]), [false; 3]);
        assert_eq!(repeated(&mut recent, vec![record(4, "a"), piece(5, "x"), piece(5, "x")]), [true, false, false]);
    }

    #[test]
    fn of_one_instant_only_what_is_alike_comes_again() {
        let mut recent = Recent::default();
        let other = Record { source: Source::Stderr, ..record(5, "a") };
        assert_eq!(repeated(&mut recent, vec![record(5, "a"), record(5, "b"), other]), [false; 3]);
        assert_eq!(repeated(&mut recent, vec![record(5, "a"), record(5, "b"), record(5, "c")]), [true, true, false]);
        // In parts, as a wire brings it.
        assert_eq!(repeated(&mut recent, vec![piece(6, "a ")]), [false]);
        recent.go_on(&Record { is_first: false, time: None, ..record(0, "line") });
        assert_eq!(
            repeated(&mut recent, vec![record(6, "a line"), record(6, "a li"), piece(6, "a l")]),
            [true, false, true]
        );
    }

    /// Such a clock gives lines of one output that say the same in one instant.
    #[test]
    fn a_coarse_clock_tells_nothing() {
        for step in [100, 1000, 1_000_000_000] {
            assert_eq!(repeated(&mut Recent::default(), vec![record(7 * step, "y"); 3]), [false; 3]);
        }
    }

    #[test]
    fn what_was_dropped_is_not_known() {
        let mut recent = Recent::default();
        let many = KEPT_MAX as i64 + 10;
        repeated(&mut recent, (1..=many).map(|time| record(time, "x")).collect());
        assert_eq!((recent.records.len(), recent.first_of.len()), (KEPT_MAX, KEPT_MAX));
        assert_eq!(repeated(&mut recent, vec![record(11, "x"), record(12, "x")]), [true; 2]);
        assert_eq!(repeated(&mut recent, vec![record(10, "x")]), [false]);
    }
}
