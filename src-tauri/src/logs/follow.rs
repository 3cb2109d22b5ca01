//! One container's log, for as long as its view is open: what there is, what comes, and what comes after it was stopped
//! and started again, or after the engine was away.

use std::sync::{Arc, Weak};
use std::time::Duration;

use quayside_engine::containers::ContainerState;
use quayside_engine::logs::{self, Logs, Printer, Record};
use quayside_engine::units::UnixMillis;
use quayside_engine::{Engine, Error, ErrorCode, Result, events};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::last::Last;
use super::place::Place;
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

/// Nanoseconds in which an engine has written down that a process has begun.
const SOON: i64 = 1_000_000_000;

/// The way to the engine, and the news from it.
#[derive(Clone)]
pub(super) struct Way {
    pub connection: Arc<Connection>,
    /// Where logs are followed.
    pub reading: Handle,
    pub happened: watch::Receiver<()>,
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
    /// The engine has begun to give its log: what there is of it comes next.
    is_read: bool,
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
        Self {
            tap,
            id,
            name,
            engine,
            way,
            range,
            place,
            last,
            started,
            run,
            damage,
            is_removed: false,
            is_read: false,
            found,
        }
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
            self.go_on_from(&printer);
            self.started.clone_from(&printer.started);
        }
        let read = self.read(&engine, &printer, is_alive && follows).await;
        self.place.end(UnixMillis::now());
        read?;
        // What Podman is stopping goes on printing.
        if !is_alive && printer.state != ContainerState::Unknown {
            self.run = Some(printer.started);
        }
        Ok(match (follows, is_alive) {
            (false, _) => Some(self.or_damage(LogPhase::Read)),
            (true, true) => None,
            (true, false) => Some(self.or_damage(ended)),
        })
    }

    /// Of a life after the one that was read first all is wanted, however few lines were: as long as none has come, the end of the
    /// log would be asked for once more, which may be behind what it prints first.
    fn go_on_from(&mut self, printer: &Printer) {
        if !self.is_read || !self.place.is_empty() || !self.follows() {
            return;
        }
        // None of what was there before was wanted. Where nobody says when that ended, rather a line too many.
        if self.range.tail == Some(0) {
            let from = printer.ended_before.or(printer.began.map(|began| began.after(-SOON)));
            self.range.since = self.range.since.max(from);
        }
        self.range.tail = None;
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
            self.is_read = true;
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
    use crate::logs::place::tests::record;
    use quayside_engine::endpoint::Surroundings;
    use quayside_engine::registry::credentials::{Logins, Places};

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
        follower.place.query(&range, true);
        assert!(follower.place.fresh(vec![Record { ends: false, ..record(2, "a wire, and then by ") }])[0].goes_on);
        follower.note_damage(Error::new(ErrorCode::LogDamaged, "damage"));
        follower.place.query(&range, true);
        assert!(!follower.place.fresh(vec![record(3, "behind")])[0].goes_on);
    }
}
