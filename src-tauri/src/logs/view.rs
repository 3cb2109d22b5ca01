//! One view: its lines and who fills them; in modules of their own what stands above the first, and what the page asks.

mod above;
mod asked;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use quayside_engine::logs::{LogTime, Printer, Record};
use quayside_engine::units::{ByteSize, UnixMillis};
use quayside_engine::{Error, ErrorCode, Result};
use tokio::runtime::Handle;
use tokio::sync::{self, Notify};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::command_line::shown;
use super::follow::{Follower, Found, Tap, Way, printer};
use super::lines::Lines;
use super::whole::Whole;
use super::{Earlier, LineNumber, LogPhase, LoggedContainer, LogsId, LogsInfo, LogsRange, Tell, WholeFrom, lock};

/// Between two events to the page: two frames of a screen.
const TELL_EACH: Duration = Duration::from_millis(33);

/// Rows in that time of which nobody reads one. The page hears only every so many times then, and leaves the processor to
/// those who print.
const TOO_MANY: i64 = 500;
const TIMES: usize = 8;

/// Lines that each of several containers begins with at most: they come one log after the other, and each line has to find
/// its place among those that are there.
const MERGED: u32 = 5000;

/// How long whoever opens a view waits for its first lines: until as many are there as were asked for, or nothing more has come
/// for a moment, and no longer than a person notices. What comes later is drawn later.
const FIRST_WITHIN: Duration = Duration::from_millis(30);
const FIRST_SETTLE: Duration = Duration::from_millis(3);

/// How long an engine may take to say that a container is gone. Where none says so, its log is there as far as anybody knows.
const GONE_WITHIN: Duration = Duration::from_secs(1);

pub struct View {
    id: LogsId,
    /// Names the engine that the containers are on.
    engine: String,
    way: Way,
    /// Where everything is done but following: that goes on wherever it is told to.
    common: Handle,
    timestamps: bool,
    state: Mutex<State>,
    /// One filter after the other.
    filtering: Mutex<()>,
    /// One beginning after the other.
    turn: sync::Mutex<()>,
    /// The line that is read as a whole. Locked before the state, which is not kept locked for it.
    whole: Mutex<Option<Whole>>,
    changed: Arc<Notify>,
    /// Lines have come, or a log has ended.
    came: Notify,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    teller: Mutex<Option<JoinHandle<()>>>,
}

struct State {
    lines: Lines,
    containers: Vec<LoggedContainer>,
    /// As it was asked for.
    range: LogsRange,
    /// Of each container.
    has_earlier: Vec<bool>,
    /// Of each container: it was removed, as was heard last.
    is_gone: Vec<bool>,
    /// Of each container: it is known, or being looked at, whether the first line is there whole.
    is_looked_at: Vec<bool>,
    is_fetching: bool,
    /// The rows that were asked for last were not those at the end.
    is_read: bool,
    /// When it began, by the clock of this machine.
    begun: LogTime,
    /// Records that are fetched above the first line the next time: more each time, for each time the engine sends again
    /// where it begins to count.
    page: u64,
    /// Until the view is closed or begins anew.
    reading: CancellationToken,
    detached: bool,
    revision: u32,
    beginning: u32,
}

impl View {
    pub(super) async fn open(
        id: LogsId,
        containers: &[String],
        range: LogsRange,
        timestamps: bool,
        way: Way,
        tell: &Tell,
    ) -> Result<Arc<Self>> {
        let engine = way.connection.name();
        let mut found: Vec<Found> = Vec::new();
        for container in containers {
            let one = printer(&way, &engine, container).await?;
            if found.iter().all(|(_, printer)| printer.id != one.1.id) {
                found.push(one);
            }
        }
        let opening = |Printer { id, name, .. }: Printer| {
            let (replaced, phase) = (false, LogPhase::Opening);
            LoggedContainer { id, name, replaced, phase }
        };
        let containers = found.iter().map(|(_, printer)| opening(printer.clone())).collect();
        let state = State {
            lines: Lines::default(),
            has_earlier: vec![false; found.len()],
            is_gone: vec![false; found.len()],
            is_looked_at: vec![false; found.len()],
            containers,
            range,
            is_fetching: false,
            is_read: false,
            begun: UnixMillis::now().into(),
            page: above::PAGE_FIRST,
            reading: CancellationToken::new(),
            detached: false,
            revision: 0,
            beginning: 0,
        };
        let view = Arc::new(Self {
            id,
            engine,
            way,
            timestamps,
            state: Mutex::new(state),
            filtering: Mutex::default(),
            turn: sync::Mutex::default(),
            common: Handle::current(),
            whole: Mutex::default(),
            changed: Arc::default(),
            came: Notify::new(),
            tasks: Mutex::default(),
            teller: Mutex::default(),
        });
        let teller = tokio::spawn(tell_each(Arc::downgrade(&view), Arc::clone(&view.changed), Arc::clone(tell)));
        *lock(&view.teller) = Some(teller);
        view.begin_with(range, found);
        Ok(view)
    }

    pub fn id(&self) -> LogsId {
        self.id
    }

    /// Begins anew, with this part of the logs.
    ///
    /// # Errors
    /// `LogGone` with the name of a container that was removed, and whose lines are held: no engine gives them again. Not where newer
    /// ones of another had to go: nothing else brings these back.
    pub async fn begin(self: &Arc<Self>, range: LogsRange) -> Result<()> {
        // One after the other: who asks last is given what they asked for.
        let _turn = self.turn.lock().await;
        let gone = self.gone().await;
        {
            let state = lock(&self.state);
            let goes_on = state.detached && gone.contains(&false);
            let mut kept = (0_u16..).zip(gone).filter(|(index, is_gone)| *is_gone && state.lines.holds(*index));
            if let Some((index, _)) = kept.next().filter(|_| !goes_on) {
                return Err(Error::new(ErrorCode::LogGone, &state.containers[usize::from(index)].name));
            }
        }
        self.begin_with(range, Vec::new());
        Ok(())
    }

    /// Of each container, whether it was removed. Of one whose log has been read nobody has heard since: its engine is asked.
    async fn gone(&self) -> Vec<bool> {
        let known: Vec<_> = {
            let state = lock(&self.state);
            let containers = (0_u16..).zip(&state.containers).zip(&state.is_gone);
            let known = |((index, container), is_gone): ((u16, &LoggedContainer), &bool)| {
                (container.id.clone(), *is_gone || !state.lines.holds(index), *is_gone)
            };
            containers.map(known).collect()
        };
        join_all(known.into_iter().map(async |(id, is_known, is_gone)| {
            if is_known {
                return is_gone;
            }
            let asked = tokio::time::timeout(GONE_WITHIN, printer(&self.way, &self.engine, &id)).await;
            matches!(asked, Ok(Err(error)) if error.code == ErrorCode::ContainerNotFound)
        }))
        .await
    }

    /// A container's log could not be read, which may be tried again as it stands.
    pub(super) fn has_failed(&self, range: LogsRange) -> bool {
        let state = lock(&self.state);
        let may_be_tried = |container: &LoggedContainer| match &container.phase {
            // What is damaged has been read as far as it can be.
            LogPhase::Failed { error } => error.code != ErrorCode::LogDamaged,
            _ => false,
        };
        state.range == range && state.containers.iter().any(may_be_tried)
    }

    /// With the containers as they have just been found, or none.
    fn begin_with(self: &Arc<Self>, range: LogsRange, found: Vec<Found>) {
        let (names, begins_with, beginning) = {
            *lock(&self.whole) = None;
            let mut state = lock(&self.state);
            state.lines.clear();
            std::mem::take(&mut state.reading).cancel();
            state.range = range;
            let begins_with = state.begins_with();
            (state.detached, state.is_read) = (false, false);
            state.begun = UnixMillis::now().into();
            state.page = above::PAGE_FIRST;
            state.beginning += 1;
            state.revision += 1;
            // Where nothing is left out there is nothing earlier. What was printed before `since` is not asked for.
            state.has_earlier.fill(begins_with.tail.is_some());
            state.is_looked_at.fill(false);
            state.is_gone.fill(false);
            for container in &mut state.containers {
                (container.replaced, container.phase) = (false, LogPhase::Opening);
            }
            let named = |container: &LoggedContainer| (container.id.clone(), container.name.clone());
            let names: Vec<(String, String)> = state.containers.iter().map(named).collect();
            (names, begins_with, state.beginning)
        };
        let mut tasks = lock(&self.tasks);
        tasks.drain(..).for_each(|task| task.abort());
        let found = found.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
        for ((index, named), found) in (0_u16..).zip(names).zip(found) {
            let tap = Tap { view: Arc::downgrade(self), index, beginning };
            let follower = Follower::new(tap, named, self.engine.clone(), self.way.clone(), begins_with, found);
            tasks.push(self.way.reading.spawn(follower.follow()));
        }
        self.changed.notify_one();
    }

    /// Nobody reads it just now: the page has just begun.
    pub(super) fn leave(&self) {
        lock(&self.state).is_read = false;
        self.fold(None);
    }

    /// Nobody looks at it any more: nothing is read for it.
    pub(super) fn end(&self) {
        lock(&self.state).reading.cancel();
        lock(&self.tasks).drain(..).for_each(|task| task.abort());
    }

    pub(super) fn take(self: &Arc<Self>, index: u16, beginning: u32, records: Vec<Record>) -> Result<()> {
        let mut state = lock(&self.state);
        state.is_of(beginning)?;
        let Some(last) = records.last() else { return Ok(()) };
        // What was there before the view comes all at once, from its beginning to its end, and only the end of it is wanted.
        let is_new = last.time.is_none_or(|time| time >= state.begun);
        // Nothing goes above that is read, or that other lines are being fetched to stand above of.
        let keeps = (state.is_read && is_new) || state.is_fetching;
        if keeps && !state.detached && state.lines.is_overfull() {
            state.detached = true;
            state.revision += 1;
            self.changed.notify_one();
            // All of a log was asked for as its end: what is above that was never sent.
            if state.begins_with().tail.is_none() {
                state.leaves_out();
            }
        }
        if state.detached {
            state.lines.pass(index, &records);
            return Ok(());
        }
        // Those that are dropped above go whole.
        let begins = state.has_earlier[usize::from(index)];
        if keeps {
            state.lines.add(index, records);
        } else if state.lines.take(index, records) {
            state.leaves_out();
        }
        state.revision += 1;
        self.changed.notify_one();
        self.came.notify_waiters();
        if begins && !std::mem::replace(&mut state.is_looked_at[usize::from(index)], true) {
            drop(state);
            self.look_above(index, beginning);
        }
        Ok(())
    }

    pub(super) fn set_phase(&self, index: u16, beginning: u32, phase: LogPhase) -> Result<()> {
        let mut state = lock(&self.state);
        state.is_of(beginning)?;
        if let Some(container) = state.containers.get_mut(usize::from(index))
            && container.phase != phase
        {
            container.phase = phase.clone();
            state.heard(usize::from(index), &phase);
            // What was said before it is not news.
            state.revision += 1;
            self.changed.notify_one();
            self.came.notify_waiters();
        }
        Ok(())
    }

    /// Another container takes the place of one that was removed. What that one printed before what is held is gone with it.
    ///
    /// # Errors
    /// `ContainerNotFound` where the view has that one already: its lines would come twice.
    pub(super) fn replace(&self, index: u16, beginning: u32, id: &str) -> Result<()> {
        let mut state = lock(&self.state);
        state.is_of(beginning)?;
        let at = usize::from(index);
        if state.containers.iter().enumerate().any(|(other, container)| other != at && container.id == id) {
            return Err(Error::new(ErrorCode::ContainerNotFound, format!("{id} is followed already")));
        }
        if let Some(container) = state.containers.get_mut(at) {
            (container.id, container.replaced) = (id.to_owned(), true);
            (state.has_earlier[at], state.is_gone[at]) = (false, false);
        }
        Ok(())
    }

    pub fn info(&self) -> LogsInfo {
        self.settle();
        let state = lock(&self.state);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        LogsInfo {
            id: self.id,
            containers: state.containers.clone(),
            range: state.range,
            tail_max: state.tail_max(),
            command_line: shown(&state.containers, &state.begins_with(), self.timestamps),
            lines: count(state.lines.len()),
            rows: count(state.lines.row_count()),
            bytes: ByteSize(state.lines.bytes() as u64),
            first_row: LineNumber(state.lines.first_row()),
            revision: state.revision,
            beginning: state.beginning,
            found: count(state.lines.found_count()),
            earlier: match () {
                () if state.is_fetching => Earlier::Coming,
                () if state.has_earlier.contains(&true) => Earlier::More,
                () => Earlier::Nothing,
            },
            whole_from: state.whole_from(),
            detached: state.detached,
            filter: state.lines.filter().clone(),
        }
    }

    /// Judges what has grown.
    fn settle(&self) {
        let grown = lock(&self.state).lines.grown();
        if let Some(grown) = grown {
            let judged = grown.judge();
            let mut state = lock(&self.state);
            state.revision += u32::from(state.lines.take_grown(judged));
        }
    }

    /// Waits for what a view shows first, for a moment.
    pub async fn first_lines(&self) {
        let end = Instant::now() + FIRST_WITHIN;
        loop {
            let came = self.came.notified();
            let (is_empty, is_there) = lock(&self.state).first_lines();
            let wait_until = if is_empty { end } else { end.min(Instant::now() + FIRST_SETTLE) };
            if is_there || tokio::time::timeout_at(wait_until, came).await.is_err() {
                return;
            }
        }
    }

    /// Forgets what is held. What is printed from now on still comes; what was printed does not come back by itself.
    pub fn clear(&self) -> LogsInfo {
        {
            *lock(&self.whole) = None;
            let mut state = lock(&self.state);
            state.lines.clear();
            // What is being fetched is of what was there.
            std::mem::take(&mut state.reading).cancel();
            state.has_earlier.fill(false);
            (state.detached, state.is_read) = (false, false);
            state.revision += 1;
        }
        self.info()
    }
}

impl State {
    /// Lines above what is held were left out, which can be fetched: but of what is gone.
    fn leaves_out(&mut self) {
        for (has_earlier, is_gone) in self.has_earlier.iter_mut().zip(&self.is_gone) {
            *has_earlier = !is_gone;
        }
    }

    /// Where nobody says what has become of a container that was removed, it is removed still.
    fn heard(&mut self, index: usize, phase: &LogPhase) {
        match phase {
            LogPhase::Removed => {
                self.is_gone[index] = true;
                // What is above is gone with it.
                self.has_earlier[index] = false;
            }
            LogPhase::Lost | LogPhase::Elsewhere { .. } | LogPhase::Failed { .. } => {}
            _ => self.is_gone[index] = false,
        }
    }

    fn tail_max(&self) -> Option<u32> {
        (self.containers.len() > 1).then_some(MERGED)
    }

    /// The part of each log that the view begins with.
    fn begins_with(&self) -> LogsRange {
        let tail = self.range.tail.into_iter().chain(self.tail_max()).min();
        LogsRange { tail, ..self.range }
    }

    /// Whether there are none yet, and whether all are there that were asked for.
    fn first_lines(&self) -> (bool, bool) {
        let comes = |container: &LoggedContainer| matches!(container.phase, LogPhase::Opening | LogPhase::Following);
        let tail = self.begins_with().tail.map(|tail| tail as usize * self.containers.len());
        let held = self.lines.len();
        (held == 0, tail.is_some_and(|tail| held >= tail) || !self.containers.iter().any(comes))
    }

    fn whole_from(&self) -> Option<WholeFrom> {
        if self.containers.len() < 2 {
            return None;
        }
        let (at, container) = self.lines.whole_from(&self.has_earlier)?;
        Some(WholeFrom { at, container })
    }

    /// A view that has begun anew takes nothing of what was before.
    fn is_of(&self, beginning: u32) -> Result<()> {
        let gone = || Error::new(ErrorCode::SessionGone, "the logs have begun anew");
        (self.beginning == beginning).then_some(()).ok_or_else(gone)
    }
}

impl Drop for View {
    fn drop(&mut self) {
        lock(&self.tasks).drain(..).for_each(|task| task.abort());
        if let Some(teller) = lock(&self.teller).take() {
            teller.abort();
        }
    }
}

/// At once when it is quiet, and never more often than a screen shows.
async fn tell_each(view: Weak<View>, changed: Arc<Notify>, tell: Tell) {
    loop {
        changed.notified().await;
        let Some(told) = view.upgrade() else { return };
        // A long line that has grown is judged first.
        let Ok(info) = tokio::task::spawn_blocking(move || told.info()).await else { return };
        let mut before = info.first_row.0 + i64::from(info.rows);
        tell(info);
        for _ in 0..TIMES {
            tokio::time::sleep(TELL_EACH).await;
            let Some(now) = view.upgrade().map(|view| lock(&view.state).lines.end_row()) else { return };
            if now - before < TOO_MANY {
                break;
            }
            before = now;
        }
    }
}
