//! Looking through what sessions have printed. A person looks in one at a time, so one search is kept, and of those that
//! are made the newest counts. All of this takes its time with much output: not for threads that others wait for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quayside_engine::{Error, ErrorCode, Result};

use super::transcript::{Lines, TranscriptSearch};
use super::{SessionId, Sessions, TranscriptInfo, TranscriptPlace, TranscriptQuery, TranscriptRows};

/// The search that is kept, with all the lines that it went through: seldom more than what was printed, and up to some
/// 200 MB where that was nothing but ends of lines.
#[derive(Default)]
pub(super) struct Searches(Mutex<Newest>);

#[derive(Default)]
struct Newest {
    number: u32,
    /// The session of the newest, which may not be done yet.
    session: Option<SessionId>,
    done: Option<Arc<TranscriptSearch>>,
}

impl Searches {
    fn lock(&self) -> MutexGuard<'_, Newest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a new one.
    fn begin(&self, session: SessionId) -> u32 {
        let mut newest = self.lock();
        newest.session = Some(session);
        newest.number = newest.number.wrapping_add(1);
        newest.number
    }

    /// Of this session there is no search any more, and one that is being made has nobody who waits for it.
    pub fn end(&self, session: SessionId) {
        let mut newest = self.lock();
        if newest.session == Some(session) {
            *newest = Newest { number: newest.number.wrapping_add(1), ..Newest::default() };
        }
    }

    fn done_in(&self, session: SessionId) -> Option<Arc<TranscriptSearch>> {
        self.lock().done.clone().filter(|search| search.session == session)
    }
}

impl Sessions {
    /// Looks through all that is kept of what a session has printed until now. None where another search, or the end of
    /// them, came before this one was done.
    ///
    /// # Errors
    /// `SessionGone`; `InvalidInput` with what is wrong with the expression: then the search before stays.
    pub fn search(&self, id: SessionId, query: &TranscriptQuery) -> Result<Option<TranscriptInfo>> {
        let session = self.get(id)?;
        // What is wrong with it is said at once, and ends no other.
        query.compile()?;
        let number = self.searches.begin(id);
        let is_wanted = || self.searches.lock().number == number;
        let known = self.searches.done_in(id).filter(|search| search.lines.end == session.pump.end());
        let read = || Arc::new(Lines::read(&session.pump.printed(0)));
        let lines = known.map_or_else(read, |search| Arc::clone(&search.lines));
        let Some(search) = TranscriptSearch::new(id, number, lines, query, is_wanted)? else { return Ok(None) };
        let mut newest = self.searches.lock();
        // A session that was closed meanwhile leaves nothing behind.
        if newest.number != number || self.get(id).is_err() {
            return Ok(None);
        }
        let info = search.info();
        newest.done = Some(Arc::new(search));
        Ok(Some(info))
    }

    fn search_in(&self, id: SessionId) -> Result<Arc<TranscriptSearch>> {
        let gone = || Error::new(ErrorCode::SessionGone, format!("nothing is looked for in session {}", id.0));
        self.searches.done_in(id).ok_or_else(gone)
    }

    /// Some of the lines that match, or of all.
    ///
    /// # Errors
    /// `SessionGone` where nothing is looked for in it.
    pub fn search_rows(&self, id: SessionId, start: u32, count: u32, all: bool) -> Result<TranscriptRows> {
        Ok(self.search_in(id)?.rows(start, count, all))
    }

    /// The line that matches next after a line, or before it, and which of the matches it is; none where nothing matches.
    ///
    /// # Errors
    /// `SessionGone` where nothing is looked for in it.
    pub fn search_next(&self, id: SessionId, from: Option<u32>, forward: bool) -> Result<Option<(u32, u32)>> {
        Ok(self.search_in(id)?.next(from, forward))
    }

    /// A whole line.
    ///
    /// # Errors
    /// `SessionGone` where nothing is looked for in it, `NotFound` where it has no such line.
    pub fn search_text(&self, id: SessionId, line: u32) -> Result<String> {
        self.search_in(id)?.text(line).map(str::to_owned).ok_or_else(|| no_line(line))
    }

    /// How a line is found in a terminal that has taken what was printed until now.
    ///
    /// # Errors
    /// `SessionGone` where nothing is looked for in it, `NotFound` where it has no such line.
    pub fn search_place(&self, id: SessionId, line: u32) -> Result<TranscriptPlace> {
        let search = self.search_in(id)?;
        let since = self.get(id)?.pump.printed(search.lines.end);
        search.place(line, &since).ok_or_else(|| no_line(line))
    }

    /// Nobody looks for anything in this session any more.
    pub fn search_end(&self, id: SessionId) {
        self.searches.end(id);
    }
}

fn no_line(line: u32) -> Error {
    Error::new(ErrorCode::NotFound, format!("there is no line {line}"))
}
