//! How far one container's log has been read: what to ask for next, and what of the answer has come before.

use bytes::Buf;
use quayside_engine::Engine;
use quayside_engine::hijack::Source;
use quayside_engine::logs::{LogTime, LogsQuery, Record};
use quayside_engine::units::UnixMillis;

use super::LogsRange;
use super::lines::RECORDS_MAX;
use super::recent::Recent;

/// Records that are told apart where an engine gives them again. More in one instant, or after a clock that was put back, come
/// twice.
const KNOWN_MAX: usize = 100_000;

/// What of the log has come: the latest instant, and the records since then. The rest is asked for from there.
#[derive(Default)]
pub(super) struct Place {
    last: Option<LogTime>,
    /// Instants of the first record that has the latest one, and of all after it, in the order in which they came. Two outputs
    /// are written by two threads, and a clock can be put back: some may be earlier.
    known: Vec<LogTime>,
    /// Of the known ones, so many have come again; none when no more can.
    again: Option<usize>,
    recent: Recent,
    /// Podman gives all lines that it reads at once the same instant: that tells none from another, and Podman gives none again.
    pub shares_instants: bool,
    coming: Coming,
    /// Of the record that came last: a wire may have cut it.
    came: Came,
    /// Of stdout and stderr, whether a line has begun and not ended.
    open: [bool; 2],
    /// The same when the answer began, until its first record has come: what is behind that, the answer tells.
    was_open: [bool; 2],
    /// Some record came without an instant.
    is_undated: bool,
    /// When the answer ended, by the clock of this machine: all there is to go by where an engine gives no instants.
    ended: Option<LogTime>,
}

/// What the record is whose parts are coming.
#[derive(Default, Clone, Copy)]
enum Coming {
    #[default]
    New,
    /// All of it has come before.
    Again,
    /// So many bytes of it have.
    Rest(usize),
}

#[derive(Default, Clone, Copy)]
struct Came {
    bytes: usize,
    /// Its newline has.
    ends: bool,
}

impl Place {
    pub fn on(engine: &Engine) -> Self {
        Self { shares_instants: engine.info().is_podman(), ..Self::default() }
    }

    /// Nothing of it has come.
    pub fn is_empty(&self) -> bool {
        self.last.is_none() && !self.is_undated
    }

    /// What to ask for next.
    pub fn query(&mut self, range: &LogsRange, follow: bool) -> LogsQuery {
        let LogsRange { since, until, .. } = *range;
        let known = self.last.or(self.ended);
        self.again = self.last.map(|_| 0);
        self.recent.clear();
        self.was_open = self.open;
        // With an end, `Last` counts.
        let tail = if known.is_some() || until.is_some() { None } else { range.tail.map(u64::from) };
        LogsQuery { follow, tail, since: known.max(since), until }
    }

    /// Of a log that is wanted as a whole the end is kept: no more is asked for than can be held, nor goes over the wire.
    pub fn bounded(&self, mut query: LogsQuery) -> LogsQuery {
        let is_begun = self.last.or(self.ended).is_some();
        if query.tail.is_none() && query.until.is_none() && !is_begun {
            query.tail = Some(RECORDS_MAX);
        }
        query
    }

    /// Another process prints: it goes on with no line of the one before.
    pub fn begin_run(&mut self) {
        self.open = [false; 2];
    }

    pub fn end(&mut self, now: UnixMillis) {
        if self.is_undated {
            self.ended = Some(now.into());
        }
    }

    /// Leaves out what has come before.
    pub fn fresh(&mut self, records: Vec<Record>) -> Vec<Record> {
        records.into_iter().filter_map(|record| self.rest_of(record)).collect()
    }

    /// As much of it as has not come before.
    fn rest_of(&mut self, mut record: Record) -> Option<Record> {
        if record.is_first {
            self.coming = self.begin(&record);
        } else {
            self.recent.go_on(&record);
        }
        let output = usize::from(record.source == Source::Stderr);
        let was_open = std::mem::take(&mut self.was_open[output]);
        match self.coming {
            Coming::Again => return None,
            Coming::New => record.goes_on |= was_open,
            Coming::Rest(left_out) => {
                let known = left_out.min(record.bytes.len());
                record.bytes.advance(known);
                self.coming = Coming::Rest(left_out - known);
                if record.bytes.is_empty() && (!record.ends || self.came.ends) {
                    return None;
                }
                (record.is_first, record.goes_on) = (false, true);
            }
        }
        self.open[output] = !record.ends;
        self.came.bytes += record.bytes.len();
        self.came.ends |= record.ends;
        Some(record)
    }

    fn begin(&mut self, record: &Record) -> Coming {
        let time = record.time;
        if let (Some(at), Some(time)) = (self.again, time) {
            // From the first that matches `since` an engine gives all, or only those that match: the earlier ones may be missing.
            let next = self.known[at..].iter().position(|known| *known == time || Some(*known) == self.last);
            if let Some(next) = next.map(|next| at + next).filter(|next| self.known[*next] == time) {
                self.again = Some(next + 1);
                self.recent.add(record);
                let is_last = next + 1 == self.known.len();
                return if is_last { Coming::Rest(self.came.bytes) } else { Coming::Again };
            }
        }
        if !self.shares_instants && self.recent.repeats(record) {
            return Coming::Again;
        }
        (self.again, self.came) = (None, Came::default());
        self.recent.add(record);
        match time {
            None => self.is_undated = true,
            Some(time) if Some(time) > self.last => (self.last, self.known) = (Some(time), vec![time]),
            Some(time) if self.known.len() < KNOWN_MAX => self.known.push(time),
            Some(_) => {}
        }
        Coming::New
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use bytes::Bytes;

    pub fn record(time: i64, text: &'static str) -> Record {
        let (time, bytes) = (Some(LogTime(time)), text.into());
        Record { source: Source::Stdout, time, bytes, is_first: true, goes_on: false, ends: true }
    }

    #[test]
    fn what_comes_again_is_left_out_and_nothing_else() {
        let range = LogsRange { tail: Some(200), since: None, until: None, follow: true };
        let mut place = Place::default();
        assert_eq!(place.query(&range, true), LogsQuery { follow: true, tail: Some(200), since: None, until: None });
        let ended = LogsRange { until: Some(UnixMillis(9).into()), ..range };
        let until = Some(LogTime(9_000_000));
        assert_eq!(place.query(&ended, false), LogsQuery { follow: false, tail: None, since: None, until });
        let all = LogsRange { tail: None, ..range };
        let bounded = |place: &mut Place, range: &LogsRange| {
            let query = place.query(range, true);
            place.bounded(query).tail
        };
        assert_eq!([bounded(&mut place, &range), bounded(&mut place, &all)], [Some(200), Some(RECORDS_MAX)]);
        assert_eq!(
            bounded(&mut place, &LogsRange { until: ended.until, ..all }),
            None,
            "an engine would count what is after it"
        );
        assert_eq!(place.fresh(vec![record(1, "a"), record(2, "b"), record(2, "c")]).len(), 3);
        assert_eq!(bounded(&mut place, &all), None);
        assert_eq!(place.query(&range, true).since, Some(LogTime(2)));
        assert_eq!(place.query(&range, true).tail, None);
        let fresh = place.fresh(vec![record(2, "b"), record(2, "c"), record(2, "d"), record(3, "e")]);
        assert_eq!(fresh.iter().map(|record| &record.bytes[..]).collect::<Vec<_>>(), [b"d", b"e"]);
        // A log that was begun anew has nothing of what came.
        let _ = place.query(&range, true);
        assert_eq!(place.fresh(vec![record(9, "f"), record(9, "g")]).len(), 2);
    }

    /// What a wire that is cut after so many bytes of the last record lets through, and what comes when it is asked again.
    #[test]
    fn a_record_that_a_wire_has_cut_comes_to_its_end() {
        let range = LogsRange { tail: None, since: None, until: None, follow: true };
        let text: &[u8] = b"the last";
        for had in 0..=text.len() {
            for newline_came in [false, true] {
                if newline_came && had < text.len() {
                    continue;
                }
                let mut place = Place::default();
                let (before, after) = text.split_at(had);
                let parts = [before, after].map(Bytes::from_static);
                let first = Record { ends: newline_came, bytes: parts[0].clone(), ..record(2, "") };
                let came = place.fresh(vec![record(1, "first"), record(2, "other"), first]);
                assert_eq!(came.len(), 3);
                place.query(&range, true);
                // In pieces, as a wire may bring them.
                let begun = Record { ends: false, bytes: Bytes::from_static(&text[..3]), ..record(2, "") };
                let rest = Record {
                    time: None,
                    bytes: Bytes::from_static(&text[3..]),
                    is_first: false,
                    goes_on: true,
                    ..record(2, "")
                };
                let again = place.fresh(vec![record(2, "other"), begun, rest, record(3, "next")]);
                let (next, rest) = again.split_last().unwrap();
                assert_eq!(&next.bytes[..], b"next");
                let bytes: Vec<u8> = rest.iter().flat_map(|record| record.bytes.to_vec()).collect();
                assert_eq!(bytes, after, "{had} bytes had come");
                assert!(rest.iter().all(|record| record.goes_on && !record.is_first));
                assert_eq!(rest.last().is_some_and(|record| record.ends), !newline_came);
                // Once more cut: nothing is missing now.
                place.query(&range, true);
                assert_eq!(place.fresh(vec![record(3, "next")]), []);
            }
        }
    }

    #[test]
    fn the_clock_of_this_machine_counts_only_where_an_engine_gives_no_instants() {
        let range = LogsRange { tail: Some(200), since: None, until: None, follow: true };
        let mut place = Place::default();
        place.end(UnixMillis(7));
        // Nothing has come: an engine whose clock is behind would leave out what comes next.
        assert_eq!(place.query(&range, true), LogsQuery { follow: true, tail: Some(200), since: None, until: None });
        place.fresh(vec![Record { time: None, ..record(0, "undated") }]);
        place.end(UnixMillis(9));
        assert_eq!(place.query(&range, true).since, Some(LogTime(9_000_000)));
    }

    /// Up to Docker 20.10 an engine leaves out each record before `since`, later ones all up to the first that is not.
    #[test]
    fn records_that_an_engine_dates_back_come_once() {
        let range = LogsRange { tail: None, since: None, until: None, follow: true };
        let begin = |place: &mut Place| {
            let cut = Record { ends: false, ..record(5, "new") };
            place.fresh(vec![record(4, "before"), record(5, "dated"), record(3, "back"), cut]);
            assert_eq!(place.query(&range, true).since, Some(LogTime(5)));
        };
        let all = [record(5, "dated"), record(3, "back"), record(5, "newest"), record(2, "early"), record(6, "late")];
        for leaves_out in [false, true] {
            let mut place = Place::default();
            begin(&mut place);
            let answer = all.iter().filter(|record| !leaves_out || record.time >= Some(LogTime(5))).cloned().collect();
            let fresh = place.fresh(answer);
            let texts: Vec<&[u8]> = fresh.iter().map(|record| &record.bytes[..]).collect();
            let expected: &[&[u8]] = if leaves_out { &[b"est", b"late"] } else { &[b"est", b"early", b"late"] };
            assert_eq!(texts, expected, "leaves out: {leaves_out}");
        }
        // The last one is dated back.
        let mut place = Place::default();
        place.fresh(vec![record(5, "dated"), Record { ends: false, ..record(3, "back") }]);
        place.query(&range, true);
        let fresh = place.fresh(vec![record(5, "dated"), record(3, "backwards"), record(6, "late")]);
        assert_eq!(fresh.iter().map(|record| &record.bytes[..]).collect::<Vec<_>>(), [&b"wards"[..], b"late"]);
    }

    #[test]
    fn a_file_that_is_begun_anew_comes_once() {
        let texts = |records: Vec<Record>| records.into_iter().map(|record| record.bytes).collect::<Vec<_>>();
        let mut place = Place::default();
        let file = || vec![record(5, "five"), record(6, "six"), record(7, "seven")];
        assert_eq!(place.fresh([vec![record(4, "four")], file()].concat()).len(), 4);
        let turned =
            [file(), vec![record(8, "eight"), record(7, "seven"), record(3, "three"), record(9, "nine")]].concat();
        assert_eq!(texts(place.fresh(turned)), ["eight", "three", "nine"]);
        // Also where it has one line, and not where another has the same instant.
        assert_eq!(texts(place.fresh(vec![record(9, "nine"), record(9, "more"), record(10, "ten")])), ["more", "ten"]);
        // Of an engine that counts in seconds each is new.
        let (second, mut place) = (1_000_000_000, Place::default());
        place.fresh(vec![record(second, "a"), record(2 * second, "b")]);
        assert_eq!(texts(place.fresh(vec![record(second, "a")])), ["a"]);
    }

    /// Docker gives all pieces of a line the instant of the first.
    #[test]
    fn a_long_line_in_pieces_of_one_instant_comes_whole() {
        let range = LogsRange { tail: None, since: None, until: None, follow: true };
        let piece = |number: usize| Record { goes_on: number > 0, ends: number == 6, ..record(5, "xxxx") };
        let error = Record { source: Source::Stderr, ..record(6, "error") };
        let next = record(7, "next");
        for others in [0, 1] {
            let mut all = Vec::new();
            for number in 0..7 {
                all.push(piece(number));
                all.extend(vec![error.clone(); usize::from(number == 2) * others]);
            }
            let mut place = Place::default();
            assert_eq!(place.fresh(all.clone()), all);
            // Asked for again after a cut; the rest of what came within a second instant is no part of it.
            place.query(&range, true);
            let from = if others == 0 { 0 } else { 3 };
            assert_eq!(place.fresh([&all[from..], std::slice::from_ref(&next)].concat()), std::slice::from_ref(&next));
            // A file that is begun anew.
            assert_eq!(place.fresh([&all[from..], &[next.clone(), record(8, "new")]].concat()), [record(8, "new")]);
        }
    }

    #[test]
    fn lines_that_are_alike_and_share_an_instant_are_lines_of_their_own() {
        let alike = vec![record(7, "alike"); 3];
        let mut place = Place { shares_instants: true, ..Place::default() };
        assert_eq!(place.fresh(alike.clone()), alike);
    }

    #[test]
    fn a_line_goes_on_where_the_other_output_was_cut_and_in_no_other_run() {
        let range = LogsRange { tail: None, since: None, until: None, follow: true };
        for same_run in [true, false] {
            let mut place = Place::default();
            let begun = Record { ends: false, ..record(1, "a line ") };
            place.fresh(vec![begun, Record { source: Source::Stderr, ..record(2, "error") }]);
            if !same_run {
                place.begin_run();
            }
            place.query(&range, true);
            let again = Record { source: Source::Stderr, ..record(2, "error") };
            let fresh = place.fresh(vec![again, record(3, "in pieces"), record(4, "next")]);
            assert_eq!(fresh.iter().map(|record| record.goes_on).collect::<Vec<_>>(), [same_run, false]);
        }
    }
}
