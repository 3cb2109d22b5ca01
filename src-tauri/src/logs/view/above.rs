//! What stands in a log above the first line that is held: lines that are fetched when they are asked for, and whether that
//! line itself is there whole. An engine counts the pieces of a long line, so that a tail may begin in its middle.

use std::sync::Arc;
use std::time::Duration;

use quayside_engine::hijack::Source;
use quayside_engine::logs::{self, LogsQuery, Record};
use quayside_engine::{Error, ErrorCode, Result};
use tokio_util::sync::CancellationToken;

use super::{State, View};
use crate::logs::LogPhase;
use crate::logs::follow::printer;
use crate::logs::last::Last;
use crate::logs::lines::{HELD_MAX, Line};
use crate::logs::{LogsInfo, lock};

/// Records that are fetched at once above the first line: at first, and at most after they have been twice as many each time.
/// To find where they begin an engine goes through all that is below them.
pub(super) const PAGE_FIRST: u64 = 1000;
const PAGE_LAST: u64 = 32_000;

/// Bytes that are fetched at once at most: what is read has to find room beside them.
const PAGE_BYTES: usize = HELD_MAX / 4;

/// Records that are looked at above the first line, to know whether it is there whole.
const ABOVE: u64 = 100;

/// After which it is looked at, and less and less often again where the line has not come as a whole: what is shown first
/// goes first.
const LOOK_AFTER: Duration = Duration::from_millis(150);
const LOOKS: u32 = 20;

/// By how much a line may be dated later than the next: an engine takes the instants of two outputs side by side, and ends its
/// answer before the first line that is later than it was asked for.
const OUT_OF_ORDER: i64 = 1_000_000_000;

impl View {
    /// A tail may begin in the middle of a line. Finds that out, where an engine tells.
    pub(super) fn look_above(self: &Arc<Self>, index: u16, beginning: u32) {
        // All that is before an end was read, and so it is known already.
        if lock(&self.state).range.until.is_some() {
            return;
        }
        let view = Arc::downgrade(self);
        let looking = async move {
            for look in 1..=LOOKS {
                tokio::time::sleep(LOOK_AFTER * look).await;
                let Some(view) = view.upgrade() else { return };
                match view.looked_above(index, beginning).await {
                    Ok(false) => {}
                    Ok(true) => return,
                    Err(error) => return tracing::debug!("nobody knows how the first line begins: {error}"),
                }
            }
        };
        let mut tasks = lock(&self.tasks);
        tasks.retain(|task| !task.is_finished());
        tasks.push(self.common.spawn(looking));
    }

    /// False where what the engine sends does not agree with what is held: the first line is still coming.
    async fn looked_above(&self, index: u16, beginning: u32) -> Result<bool> {
        let counted = lock(&self.state).lines.counted_of(index);
        let sent = self.sent(index, beginning, ABOVE).await?;
        let mut state = lock(&self.state);
        state.is_of(beginning)?;
        let Some(at) = state.lines.meet(index, &sent) else { return Ok(false) };
        state.lines.take_beginning(index, &sent, at);
        let has_come = state.lines.counted_of(index) > counted;
        // Nothing was sent of what is above, and nothing has come since that would have been counted for it.
        let is_all = at == 0 && !state.lines.is_headless(index);
        if is_all && !has_come {
            state.has_earlier[usize::from(index)] = false;
        }
        state.revision += 1;
        self.changed.notify_one();
        // What was asked for at first was still coming.
        let tail = state.begins_with().tail.map_or(0, u64::from);
        Ok(!(is_all && has_come && counted < tail))
    }

    /// Fetches lines above the first. Those of the container whose first line is the latest: above it the others stand
    /// alone.
    ///
    /// # Errors
    /// What the engine answered, or why there is none; `SessionGone` where the view was closed or has begun anew meanwhile.
    pub async fn fetch_earlier(self: &Arc<Self>) -> Result<LogsInfo> {
        let asked = {
            let mut state = lock(&self.state);
            let next = state.next_earlier().filter(|_| !state.is_fetching);
            state.is_fetching |= next.is_some();
            next.map(|index| (index, state.beginning, state.reading.clone()))
        };
        if let Some((index, beginning, reading)) = asked {
            self.changed.notify_one();
            let fetched = tokio::select! {
                fetched = self.fetch(index, beginning, &reading) => fetched,
                () = reading.cancelled() => Err(gone()),
            };
            lock(&self.state).is_fetching = false;
            self.changed.notify_one();
            if fetched? {
                self.look_above(index, beginning);
            }
        }
        Ok(self.info())
    }

    /// True where lines have come, and others may be before them.
    async fn fetch(&self, index: u16, beginning: u32, reading: &CancellationToken) -> Result<bool> {
        let (counted, mut page) = {
            let state = lock(&self.state);
            (state.lines.counted_of(index), state.page)
        };
        let sent = loop {
            match self.sent(index, beginning, page).await {
                // What can be read of it is above what is held, and below the damage.
                Err(error) if error.code == ErrorCode::LogDamaged => {
                    if page == 1 {
                        return self.end_at_damage(index, beginning, error);
                    }
                    page /= 2;
                }
                sent => break sent?,
            }
        };
        let mut state = lock(&self.state);
        // Just now: what was sent is of what was there before.
        if reading.is_cancelled() {
            return Err(gone());
        }
        let mut earlier = state.lines.before_held(index, sent);
        // Of a log that is read up to an instant there is more.
        earlier.drain(..earlier.len() - fitting(&earlier, page as usize));
        state.page = (2 * page).min(PAGE_LAST);
        // While a container prints faster than it is asked, all that was asked for may have been printed since.
        if earlier.is_empty() && state.lines.counted_of(index) <= counted {
            state.has_earlier[usize::from(index)] = false;
            state.lines.begins(index);
        }
        let has_come = !earlier.is_empty();
        if has_come && state.lines.take_earlier(earlier) {
            state.detached = true;
        }
        state.revision += 1;
        Ok(has_come)
    }

    /// Nothing above can be read, and the view says so as it does of other damage. False: no lines have come.
    fn end_at_damage(&self, index: u16, beginning: u32, error: Error) -> Result<bool> {
        let mut state = lock(&self.state);
        state.is_of(beginning)?;
        state.has_earlier[usize::from(index)] = false;
        if let Some(container) = state.containers.get_mut(usize::from(index)) {
            match container.phase {
                LogPhase::Following => container.phase = LogPhase::Damaged { error },
                LogPhase::Ended { .. } | LogPhase::Read => container.phase = LogPhase::Failed { error },
                _ => {}
            }
        }
        state.revision += 1;
        Ok(false)
    }

    /// Lines up to the first that is held, that one with them, beginning with so many records above it.
    async fn sent(&self, index: u16, beginning: u32, above: u64) -> Result<Vec<Line>> {
        let sent = self.sent_until(index, beginning, above, 0).await?;
        let is_missed = |sent: &[Line]| lock(&self.state).lines.is_missed(index, sent);
        // Of nothing that was sent more has been printed meanwhile than was asked for.
        if sent.is_empty() || !is_missed(&sent) {
            return Ok(sent);
        }
        let further = self.sent_until(index, beginning, above, OUT_OF_ORDER).await;
        // What it fails of may be below.
        Ok(further.ok().filter(|further| !is_missed(further)).unwrap_or(sent))
    }

    /// The same with what has an instant that is so many nanoseconds later at most.
    async fn sent_until(&self, index: u16, beginning: u32, above: u64, later: i64) -> Result<Vec<Line>> {
        let (id, (held, first), below, range) = {
            let state = lock(&self.state);
            state.is_of(beginning)?;
            let id = state.containers[usize::from(index)].id.clone();
            (id, state.lines.held_of(index), state.lines.below(index), state.begins_with())
        };
        let (engine, printer) = printer(&self.way, &self.engine, &id).await?;
        // An engine that knows no parts of a second gives all of it.
        let held_from = first.map(|time| if time.is_whole() { time.next_second() } else { time });
        // What was asked for at first may not have come yet.
        let most = held.max(range.tail.map_or(0, u64::from)) + above;
        // The engine counts from the end of the log, and nobody knows how much there is after the end of a view that has one.
        let tail = range.until.is_none().then_some(most + below);
        let until = [held_from.map(|time| time.after(later)), range.until].into_iter().flatten().min();
        let query = LogsQuery { follow: false, tail, since: range.since, until };
        let query = logs::without_tail(&engine, &id, printer.tty, &query).await?;
        let mut last = Last::new(most);
        let mut log = logs::open(&engine, &id, printer.tty, &query).await?;
        while let Some(records) = log.next().await? {
            last.take(records);
            lock(&self.state).is_of(beginning)?;
        }
        Ok(put_together(index, &last.into_records()))
    }
}

fn gone() -> Error {
    Error::new(ErrorCode::SessionGone, "the logs are closed, or were cleared, or have begun anew")
}

/// How many of these lines are a page, from the last: at least one.
fn fitting(lines: &[Line], most: usize) -> usize {
    let mut bytes = 0;
    let fits = |line: &&Line| {
        bytes += line.bytes.len();
        bytes <= PAGE_BYTES
    };
    let count = lines.iter().rev().take(most).take_while(fits).count();
    count.max(lines.len().min(1))
}

/// Lines of one container.
fn put_together(container: u16, records: &[Record]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last: [Option<usize>; 2] = [None; 2];
    for record in records {
        let last = &mut last[usize::from(record.source == Source::Stderr)];
        match last.filter(|_| record.goes_on) {
            Some(at) => lines[at].go_on(record),
            None => {
                let mut line = Line::begin(container, record);
                line.style = last.map(|at| lines[at].leaves()).unwrap_or_default();
                *last = Some(lines.len());
                lines.push(line);
            }
        }
    }
    lines
}

impl State {
    fn next_earlier(&self) -> Option<u16> {
        let with_more = (0_u16..).zip(&self.has_earlier).filter(|(_, has)| **has).map(|(index, _)| index);
        // Of what is only being opened nothing is earlier.
        let is_opening = |index: u16| {
            let phase = self.containers.get(usize::from(index)).map(|container| &container.phase);
            phase == Some(&LogPhase::Opening) && self.lines.held_of(index).0 == 0
        };
        let with_more = with_more.filter(|index| !is_opening(*index));
        with_more.max_by_key(|index| self.lines.held_of(*index).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn a_page_has_so_many_lines_and_bytes_and_never_none() {
        let line = |length: usize| {
            let bytes = Bytes::from(vec![b'x'; length]);
            let source = Source::Stdout;
            Line::begin(0, &Record { source, time: None, bytes, is_first: true, goes_on: false, ends: true })
        };
        assert_eq!(fitting(&[], 2), 0);
        assert_eq!(fitting(&[line(1), line(1), line(1)], 2), 2);
        let half = PAGE_BYTES / 2;
        assert_eq!(fitting(&[line(half), line(half), line(half)], 3), 2);
        // The nearest to what is held.
        assert_eq!(fitting(&[line(1), line(PAGE_BYTES), line(1)], 3), 1);
        assert_eq!(fitting(&[line(1), line(PAGE_BYTES + 1)], 2), 1);
    }
}
