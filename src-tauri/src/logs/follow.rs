//! One container's log, for as long as its view is open: what there is, what comes, and what comes after it was stopped
//! and started again, or after the engine was away.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Buf;
use quayside_engine::containers::ContainerState;
use quayside_engine::hijack::Source;
use quayside_engine::logs::{self, LogTime, Logs, LogsQuery, Printer, Record};
use quayside_engine::units::UnixMillis;
use quayside_engine::{Engine, Error, ErrorCode, Result, events};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::last::Last;
use super::lines::RECORDS_MAX;
use super::recent::Recent;
use super::view::View;
use super::{LogPhase, LogsRange};
use crate::connection::Connection;

/// An engine that ends a log again and again while its container runs is not asked again and again without a pause.
const PAUSE: Duration = events::SETTLES_WITHIN;

/// Where the engine can't read a log from where it was left, so many of its last records are asked for, one after the other:
/// an engine finds those from the end, and does not come upon what is damaged above them.
const BEHIND_DAMAGE: [u64; 5] = [10_000, 1000, 100, 10, 0];

/// How soon an engine is asked again that did not answer and may not say when it does.
const AGAIN: Duration = Duration::from_secs(1);

/// The way to the engine, and the news from it.
#[derive(Clone)]
pub(super) struct Way {
    pub connection: Arc<Connection>,
    /// Where logs are followed.
    pub reading: Handle,
    pub happened: watch::Receiver<()>,
}

/// Records that are told apart where an engine gives them again. More in one instant, or after a clock that was put back, come
/// twice.
const KNOWN_MAX: usize = 100_000;

/// What of the log has come: the latest instant, and the records since then. The rest is asked for from there.
#[derive(Default)]
struct Place {
    last: Option<LogTime>,
    /// Instants of the first record that has the latest one, and of all after it, in the order in which they came. Two outputs
    /// are written by two threads, and a clock can be put back: some may be earlier.
    known: Vec<LogTime>,
    /// Of the known ones, so many have come again; none when no more can.
    again: Option<usize>,
    recent: Recent,
    /// Podman gives all lines that it reads at once the same instant: that tells none from another, and Podman gives none again.
    shares_instants: bool,
    coming: Coming,
    /// Of the record that came last: a wire may have cut it.
    came: Came,
    /// Of stdout and stderr, whether a line has begun and not ended.
    open: [bool; 2],
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
    fn on(engine: &Engine) -> Self {
        Self { shares_instants: engine.info().is_podman(), ..Self::default() }
    }

    /// What to ask for next.
    fn query(&mut self, range: &LogsRange, follow: bool) -> LogsQuery {
        let LogsRange { since, until, .. } = *range;
        let known = self.last.or(self.ended);
        self.again = self.last.map(|_| 0);
        self.recent.clear();
        // With an end, `Last` counts.
        let tail = if known.is_some() || until.is_some() { None } else { range.tail.map(u64::from) };
        LogsQuery { follow, tail, since: known.max(since), until }
    }

    /// Of a log that is wanted as a whole the end is kept: no more is asked for than can be held, nor goes over the wire.
    fn bounded(&self, mut query: LogsQuery) -> LogsQuery {
        let is_begun = self.last.or(self.ended).is_some();
        if query.tail.is_none() && query.until.is_none() && !is_begun {
            query.tail = Some(RECORDS_MAX);
        }
        query
    }

    /// Another process prints: it goes on with no line of the one before.
    fn begin_run(&mut self) {
        self.open = [false; 2];
    }

    fn end(&mut self, now: UnixMillis) {
        if self.is_undated {
            self.ended = Some(now.into());
        }
    }

    /// Leaves out what has come before.
    fn fresh(&mut self, records: Vec<Record>) -> Vec<Record> {
        records.into_iter().filter_map(|record| self.rest_of(record)).collect()
    }

    /// As much of it as has not come before.
    fn rest_of(&mut self, mut record: Record) -> Option<Record> {
        if record.is_first {
            self.coming = self.begin(&record);
        } else {
            self.recent.go_on(&record);
        }
        let open = &mut self.open[usize::from(record.source == Source::Stderr)];
        match self.coming {
            Coming::Again => return None,
            Coming::New => record.goes_on |= *open,
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
        *open = !record.ends;
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

/// Where what comes goes to: one container's part of a view, until the view is closed or begins anew.
pub(super) struct Tap {
    pub view: Weak<View>,
    pub index: u16,
    /// Of the view's beginnings, which one this belongs to.
    pub beginning: u32,
}

impl Tap {
    fn take(&self, records: Vec<Record>) -> Result<()> {
        self.view.upgrade().ok_or_else(closed)?.take(self.index, self.beginning, records)
    }

    fn set_phase(&self, phase: LogPhase) -> Result<()> {
        self.view.upgrade().ok_or_else(closed)?.set_phase(self.index, self.beginning, phase)
    }

    fn replace(&self, id: &str) -> Result<()> {
        self.view.upgrade().ok_or_else(closed)?.replace(self.index, self.beginning, id)
    }
}

/// How much of the end is asked for in one reading.
struct Behind {
    steps: std::array::IntoIter<u64, 5>,
    tail: Option<u64>,
}

impl Behind {
    fn new() -> Self {
        Self { steps: BEHIND_DAMAGE.into_iter(), tail: None }
    }

    /// The last question came upon damage. Where records have come, what is behind it has not been tried from there on.
    fn step(&mut self, asked: Option<u64>, has_come: bool) {
        if has_come {
            *self = Self::new();
        }
        self.tail = self.steps.find(|tail| has_come || asked.is_none_or(|asked| *tail < asked));
    }
}

/// One container's log and how far it has been read.
pub(super) struct Follower {
    pub tap: Tap,
    /// Of the container.
    pub id: String,
    pub name: String,
    /// Names the engine that it is on.
    pub engine: String,
    pub way: Way,
    pub range: LogsRange,
    place: Place,
    /// What is kept of what has come, where an end is named and not everything before it is wanted.
    last: Option<Last>,
    /// When its process began whose log has been read.
    started: String,
    /// The same of the one whose log was read to the end.
    run: Option<String>,
    /// Why a part of the log is missing.
    damage: Option<Error>,
    is_removed: bool,
    /// Looked at just now: it is not asked for once more.
    found: Option<Found>,
}

impl Follower {
    pub fn new(
        tap: Tap,
        (id, name): (String, String),
        engine: String,
        way: Way,
        range: LogsRange,
        found: Option<Found>,
    ) -> Self {
        let last = range.tail.filter(|_| range.until.is_some()).map(|tail| Last::new(tail.into()));
        let (place, started, run, damage) = (Place::default(), String::new(), None, None);
        Self { tap, id, name, engine, way, range, place, last, started, run, damage, is_removed: false, found }
    }

    /// What is printed from now on is wanted.
    fn follows(&self) -> bool {
        self.range.follow && self.range.until.is_none()
    }

    /// Until the view is closed, or nothing more can come.
    pub async fn follow(mut self) {
        loop {
            // What has happened since it was looked at is still to be heard.
            if self.found.is_none() {
                self.way.happened.borrow_and_update();
            }
            let phase = match self.once().await {
                Ok(Some(phase)) => phase,
                // It runs, and its log has ended: it may be ending, or starting again.
                Ok(None) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                Err(error) => match error.code {
                    ErrorCode::SessionGone => return,
                    // Another one may have its name already.
                    ErrorCode::ContainerNotFound if self.follows() && !self.is_removed => {
                        self.is_removed = true;
                        continue;
                    }
                    ErrorCode::ContainerNotFound => LogPhase::Removed,
                    ErrorCode::EngineNotInUse => LogPhase::Elsewhere { engine: self.engine.clone() },
                    ErrorCode::EngineLost | ErrorCode::EngineUnreachable | ErrorCode::TimedOut => LogPhase::Lost,
                    _ => LogPhase::Failed { error },
                },
            };
            let is_last = match phase {
                LogPhase::Removed => !self.follows(),
                LogPhase::Read => true,
                // All that can be read of it is here.
                LogPhase::Failed { .. } => self.damage.is_some() && !self.follows(),
                _ => false,
            };
            // An engine that is back says so; one that hiccuped says nothing.
            let pause = if phase == LogPhase::Lost { AGAIN } else { Duration::MAX };
            if self.tap.set_phase(phase).is_err() || is_last {
                return;
            }
            tokio::select! {
                changed = self.way.happened.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Reads what there is from its place on. None where the log has ended and the container runs.
    async fn once(&mut self) -> Result<Option<LogPhase>> {
        let (engine, printer) = match self.found.take() {
            Some(found) => found,
            None if self.is_removed => self.other().await?,
            None => printer(&self.way, &self.engine, &self.id).await?,
        };
        // A log ends at once when it is followed between two lives of its container, as often as it is asked for.
        let is_alive = printer.state.is_alive() && printer.state != ContainerState::Restarting;
        let code = i32::try_from(printer.exit_code).unwrap_or(i32::MAX);
        let ended = match printer.state {
            ContainerState::Created => LogPhase::Created,
            ContainerState::Restarting => LogPhase::Restarting { code },
            _ => LogPhase::Ended { code },
        };
        if !is_alive && self.run.as_ref() == Some(&printer.started) {
            return Ok(Some(self.or_damage(ended)));
        }
        let follows = self.follows();
        if self.started != printer.started {
            self.place.begin_run();
            self.started.clone_from(&printer.started);
        }
        let read = self.read(&engine, &printer, is_alive && follows).await;
        self.place.end(UnixMillis::now());
        read?;
        if !is_alive {
            self.run = Some(printer.started);
        }
        Ok(match (follows, is_alive) {
            (false, _) => Some(self.or_damage(LogPhase::Read)),
            (true, true) => None,
            (true, false) => Some(self.or_damage(ended)),
        })
    }

    /// What is missing is said where nothing that comes is.
    fn or_damage(&self, phase: LogPhase) -> LogPhase {
        match (&self.damage, phase) {
            (Some(error), LogPhase::Ended { .. } | LogPhase::Read) => LogPhase::Failed { error: error.clone() },
            (_, phase) => phase,
        }
    }

    /// The container that has the name of the one that was removed. All that it prints comes after that one's lines.
    async fn other(&mut self) -> Result<Found> {
        let found = printer(&self.way, &self.engine, &self.name).await?;
        let Printer { id, name, .. } = &found.1;
        // The engine takes the beginning of an id for a name, too.
        if *name != self.name {
            return Err(Error::new(ErrorCode::ContainerNotFound, format!("no container is called {}", self.name)));
        }
        if *id != self.id {
            self.tap.replace(id)?;
            self.id.clone_from(id);
            (self.place, self.started, self.run, self.damage) = (Place::default(), String::new(), None, None);
            self.range.tail = None;
        }
        self.is_removed = false;
        Ok(found)
    }

    /// Reads the last records where an engine has to be asked for them otherwise, and counts them; what comes after them is asked
    /// for as it is after a loss.
    async fn begin(&mut self, engine: &Engine, tty: bool) -> Result<()> {
        let asked = Place::default().query(&self.range, false);
        let query = logs::without_tail(engine, &self.id, tty, &asked).await?;
        let Some(tail) = asked.tail.filter(|_| query != asked) else { return Ok(()) };
        let (mut place, mut last) = (Place::on(engine), Last::new(tail));
        let mut log = logs::open(engine, &self.id, tty, &query).await?;
        while let Some(records) = log.next().await? {
            last.take(place.fresh(records));
        }
        (self.place, self.range.tail) = (place, None);
        self.tap.take(last.into_records())
    }

    /// Reads to the end of the log, or for as long as it is followed. Behind what the engine can't read it goes on with as much of
    /// the end as it can, and what is between is missing.
    async fn read(&mut self, engine: &Engine, Printer { tty, .. }: &Printer, follow: bool) -> Result<()> {
        self.begin(engine, *tty).await?;
        self.place.shares_instants = engine.info().is_podman();
        let mut behind = Behind::new();
        loop {
            let query = self.place.query(&self.range, follow);
            // What Podman gives as a tail is not the end of its log (`logs::without_tail`).
            let mut query = if engine.info().is_podman() { query } else { self.place.bounded(query) };
            query.tail = behind.tail.or(query.tail);
            let mut log = logs::open(engine, &self.id, *tty, &query).await?;
            if follow {
                let damaged = self.damage.clone().map(|error| LogPhase::Damaged { error });
                self.tap.set_phase(damaged.unwrap_or(LogPhase::Following))?;
            }
            let mut has_come = false;
            match self.read_all(&mut log, &mut has_come).await {
                Err(error) if error.code == ErrorCode::LogDamaged && query.tail != Some(0) => {
                    self.note_damage(error);
                    behind.step(query.tail, has_come);
                }
                read => return read,
            }
        }
    }

    /// What is behind it goes on with no line before it.
    fn note_damage(&mut self, error: Error) {
        tracing::debug!("a part of a log can't be read: {error}");
        self.place.begin_run();
        self.damage = Some(error);
    }

    async fn read_all(&mut self, log: &mut Logs, has_come: &mut bool) -> Result<()> {
        while let Some(records) = log.next().await? {
            let fresh = self.place.fresh(records);
            *has_come |= !fresh.is_empty();
            match &mut self.last {
                Some(last) => last.take(fresh),
                None => self.tap.take(fresh)?,
            }
        }
        if let Some(last) = self.last.take() {
            self.tap.take(last.into_records())?;
        }
        Ok(())
    }
}

/// A container as it was when it was looked at, and the engine that it is on.
pub(super) type Found = (Engine, Printer);

/// The engine of this name.
///
/// # Errors
/// `EngineNotInUse` with its name, or why there is none.
pub(super) fn engine_of(way: &Way, engine: &str) -> Result<Engine> {
    let found = way.connection.engine();
    let in_use = way.connection.name();
    // None is no other one.
    if in_use != engine && !in_use.is_empty() {
        return Err(Error::new(ErrorCode::EngineNotInUse, engine));
    }
    found
}

/// The container, on the engine that it belongs to.
///
/// # Errors
/// `EngineNotInUse` with the name of that engine, why there is none, or what it answered.
pub(super) async fn printer(way: &Way, engine: &str, id: &str) -> Result<Found> {
    let found = engine_of(way, engine)?;
    let printer = logs::printer(&found, id).await?;
    Ok((found, printer))
}

fn closed() -> Error {
    Error::new(ErrorCode::SessionGone, "the logs are closed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use quayside_engine::endpoint::Surroundings;
    use quayside_engine::registry::credentials::{Logins, Places};

    fn record(time: i64, text: &'static str) -> Record {
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
    fn each_reading_asks_for_all_first_and_for_the_most_again_where_records_have_come() {
        let mut behind = Behind::new();
        assert_eq!(behind.tail, None);
        for (asked, has_come, tail) in
            [(None, true, 10_000), (Some(10_000), false, 1000), (Some(1000), true, 10_000), (Some(10_000), false, 1000)]
        {
            behind.step(asked, has_come);
            assert_eq!(behind.tail, Some(tail));
        }
        let mut behind = Behind::new();
        behind.step(Some(200), false);
        assert_eq!(behind.tail, Some(100));
    }

    #[tokio::test]
    async fn what_is_behind_damage_goes_on_with_no_line_before_it() {
        let logins = Arc::new(Logins::new(Places::default()));
        let connection = Arc::new(Connection::new(Surroundings::default(), logins, None));
        let way = Way { connection, reading: Handle::current(), happened: watch::Sender::new(()).subscribe() };
        let range = LogsRange { tail: None, since: None, until: None, follow: true };
        let tap = Tap { view: Weak::new(), index: 0, beginning: 0 };
        let mut follower = Follower::new(tap, (String::new(), String::new()), String::new(), way, range, None);
        follower.place.fresh(vec![Record { ends: false, ..record(1, "cut by") }]);
        follower.note_damage(Error::new(ErrorCode::LogDamaged, "damage"));
        assert!(!follower.place.fresh(vec![record(2, "behind")])[0].goes_on);
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
