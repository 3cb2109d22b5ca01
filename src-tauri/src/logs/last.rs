//! The last records of a log that is read up to an instant. An engine counts a tail before it cuts by `until`: of a container
//! that went on printing nothing would be left. So all of it is asked for, and counted here.

use std::collections::VecDeque;

use quayside_engine::logs::Record;

use super::lines::HELD_MAX;

/// So many records as an engine counts them, and no more bytes than a view holds.
pub(super) struct Last {
    most: u64,
    most_bytes: usize,
    records: VecDeque<Record>,
    counted: u64,
    bytes: usize,
}

impl Last {
    pub fn new(most: u64) -> Self {
        Self { most, most_bytes: HELD_MAX, records: VecDeque::new(), counted: 0, bytes: 0 }
    }

    pub fn take(&mut self, records: Vec<Record>) {
        for record in records {
            // A part of what has been dropped.
            if self.records.is_empty() && !record.is_first {
                continue;
            }
            self.counted += u64::from(record.is_first);
            self.bytes += cost(&record);
            self.records.push_back(record);
            while self.counted > self.most || self.bytes > self.most_bytes {
                self.drop_first();
            }
        }
    }

    /// With the parts that have come of it.
    fn drop_first(&mut self) {
        while let Some(record) = self.records.pop_front() {
            self.counted -= u64::from(record.is_first);
            self.bytes -= cost(&record);
            if self.records.front().is_none_or(|next| next.is_first) {
                break;
            }
        }
    }

    pub fn into_records(self) -> Vec<Record> {
        self.records.into()
    }
}

fn cost(record: &Record) -> usize {
    size_of::<Record>() + record.bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quayside_engine::hijack::Source;
    use quayside_engine::logs::LogTime;

    fn record(text: &'static str, is_first: bool) -> Record {
        let time = is_first.then_some(LogTime(1));
        Record { source: Source::Stdout, time, bytes: text.into(), is_first, goes_on: !is_first, ends: true }
    }

    fn texts(last: Last) -> Vec<String> {
        let text = |record: Record| String::from_utf8(record.bytes.to_vec()).unwrap();
        last.into_records().into_iter().map(text).collect()
    }

    #[test]
    fn the_last_are_kept_with_their_parts() {
        let mut last = Last::new(2);
        last.take(vec![record("a", true), record("+", false), record("b", true), record("+", false)]);
        last.take(vec![record("c", true), record("+", false), record("+", false)]);
        assert_eq!(texts(last), ["b", "+", "c", "+", "+"]);
        let mut none = Last::new(0);
        none.take(vec![record("a", true), record("+", false)]);
        assert_eq!((none.counted, none.bytes, none.records.len()), (0, 0, 0));
    }

    #[test]
    fn no_more_is_kept_than_a_view_holds() {
        let mut last = Last { most_bytes: 10 * cost(&record("line", true)), ..Last::new(u64::MAX) };
        for _ in 0..100 {
            last.take(vec![record("line", true)]);
        }
        assert_eq!((last.counted, last.records.len()), (10, 10));
    }
}
