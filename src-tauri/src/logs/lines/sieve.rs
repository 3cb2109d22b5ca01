//! Which lines are found, and which are rows. Whoever judges many lines, or a long one, does not keep those who print waiting:
//! lines are taken out, judged, and what was found of each is put where it is by then.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use quayside_engine::Result;
use quayside_engine::hijack::Source;
use quayside_engine::logs::{LogTime, plain};
use regex::Regex;

use super::{Lines, LogFilter, Outputs, Place, set};

/// Lines that are judged at once, and their bytes.
const SLICE_LINES: usize = 10_000;
const SLICE_BYTES: usize = 1024 * 1024;

/// A filter with its expression.
#[derive(Debug, Default)]
pub struct Sieve {
    pub filter: LogFilter,
    pub regex: Option<Regex>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Judged {
    pub is_found: bool,
    pub is_row: bool,
}

/// What is judged of a line.
pub(super) enum Seen {
    Printed(Bytes),
    /// Laid out already.
    Laid(String),
}

impl Seen {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Printed(bytes) => plain(bytes),
            Self::Laid(text) => text.into(),
        }
    }
}

impl Sieve {
    /// # Errors
    /// `InvalidInput` with what is wrong with the expression.
    pub fn new(filter: LogFilter) -> Result<Self> {
        Ok(Self { regex: filter.query.compile()?, filter })
    }

    pub(super) fn judge<'t>(&self, source: Source, text: impl FnOnce() -> Cow<'t, str>) -> Judged {
        let is_shown = match self.filter.outputs {
            Outputs::Both => true,
            Outputs::Stdout => source == Source::Stdout,
            Outputs::Stderr => source == Source::Stderr,
        };
        let is_found = is_shown && self.regex.as_ref().is_some_and(|regex| regex.is_match(&text()));
        let LogFilter { matches_only, exclude, .. } = self.filter;
        let is_all = self.regex.is_none() || !(matches_only || exclude);
        Judged { is_found, is_row: is_shown && (is_all || is_found != exclude) }
    }
}

/// Lines that are judged by a sieve that is to come.
pub struct Slice {
    from: Place,
    to: Place,
    came: u64,
    lines: Vec<(Source, Bytes)>,
}

/// Lines that go on, and have grown since they were judged.
pub struct Grown {
    sieve: Arc<Sieve>,
    lines: Vec<GrownLine>,
}

struct GrownLine {
    of: (usize, usize),
    place: Place,
    time: Option<LogTime>,
    source: Source,
    length: usize,
    seen: Seen,
}

/// What was found of each line that was taken out.
pub struct Verdicts<T> {
    of: T,
    judged: Vec<Judged>,
}

impl Slice {
    /// Where the next one begins.
    pub fn end(&self) -> Place {
        self.to
    }

    pub fn judge(self, sieve: &Sieve) -> Verdicts<Self> {
        let judged = self.lines.iter().map(|(source, bytes)| sieve.judge(*source, || plain(bytes))).collect();
        Verdicts { of: self, judged }
    }
}

impl Grown {
    pub fn judge(self) -> Verdicts<Self> {
        let judge = |line: &GrownLine| self.sieve.judge(line.source, || line.seen.text());
        Verdicts { judged: self.lines.iter().map(judge).collect(), of: self }
    }
}

impl Lines {
    /// Another sieve is to come: lines that come from now on are judged by both.
    pub fn sift(&mut self, sieve: Arc<Sieve>) {
        self.next_sieve = Some(sieve);
        self.lines.iter_mut().for_each(|line| line.next = None);
    }

    #[cfg(test)]
    pub fn is_sifting(&self) -> bool {
        self.next_sieve.is_some()
    }

    /// The next lines from this one on that have not been judged by the sieve that is to come. None where there are none.
    pub fn slice(&self, from: Place) -> Option<Slice> {
        let from = from.max(self.first);
        let start = usize::try_from(from - self.first).unwrap_or(usize::MAX).min(self.lines.len());
        let mut slice = Slice { from, to: from, came: self.came, lines: Vec::new() };
        let mut bytes = 0;
        for line in self.lines.range(start..) {
            slice.to += 1;
            // What grows is judged at last.
            if line.next.is_some() || line.is_stale {
                continue;
            }
            bytes += line.bytes.len();
            slice.lines.push((line.source, line.bytes.clone()));
            if bytes >= SLICE_BYTES || slice.lines.len() == SLICE_LINES {
                break;
            }
        }
        (!slice.lines.is_empty()).then_some(slice)
    }

    /// Lines of a slice are where they were, or further down, or gone. One that has grown has other bytes than those that were
    /// judged; as long as those are here nothing else has their place in memory.
    pub fn take_slice(&mut self, Verdicts { of: slice, judged }: Verdicts<Slice>) {
        let key = |source: Source, bytes: &Bytes| (bytes.as_ptr() as usize, source == Source::Stderr);
        let judged: HashMap<_, _> =
            slice.lines.iter().zip(judged).map(|((source, bytes), judged)| (key(*source, bytes), judged)).collect();
        let start = usize::try_from(slice.from - self.first).unwrap_or(0).min(self.lines.len());
        let most = (slice.to - slice.from) as usize + (self.came - slice.came) as usize;
        for line in self.lines.range_mut(start..).take(most).filter(|line| line.next.is_none()) {
            line.next = judged.get(&key(line.source, &line.bytes)).copied();
        }
    }

    /// All are judged by the sieve that was to come, but for what has grown: it is the one now.
    pub fn sifted(&mut self) {
        let Some(sieve) = self.next_sieve.take() else { return };
        for line in &mut self.lines {
            let next = line.next.take().filter(|_| !line.is_stale);
            line.judged = next.unwrap_or_else(|| sieve.judge(line.source, || plain(&line.bytes)));
            line.is_stale = false;
        }
        self.sieve = sieve;
        self.list_again();
    }

    /// None where nothing has grown.
    pub fn grown(&mut self) -> Option<Grown> {
        let open: Vec<_> = self.open_lines().collect();
        let mut lines = Vec::new();
        for (container, output, place) in open {
            let Some(line) = self.get_mut(place).filter(|line| line.is_stale) else { continue };
            let (of, seen) = ((container, output), line.seen());
            let (time, source, length) = (line.time, line.source, line.bytes.len());
            lines.push(GrownLine { of, place, time, source, length, seen });
        }
        (!lines.is_empty()).then(|| Grown { sieve: Arc::clone(&self.sieve), lines })
    }

    /// True where something is found, or a row, that was not, or no more. What has grown meanwhile is as it was then, and is
    /// judged again.
    pub fn take_grown(&mut self, Verdicts { of: grown, judged }: Verdicts<Grown>) -> bool {
        let mut changed = false;
        if !Arc::ptr_eq(&grown.sieve, &self.sieve) {
            return changed;
        }
        for (line, judged) in grown.lines.into_iter().zip(judged) {
            let GrownLine { of: (container, output), place, time, length, .. } = line;
            let is_open = self.open.get(container).is_some_and(|open| open[output] == Some(place));
            let Some(held) = self.get_mut(place).filter(|held| is_open && held.is_stale && held.time == time) else {
                continue;
            };
            held.is_stale = held.bytes.len() != length;
            changed |= std::mem::replace(&mut held.judged, judged) != judged;
            self.list(place, judged);
        }
        changed
    }

    /// By the sieve that there is, and by the one that is to come.
    pub(super) fn judge(&self, source: Source, bytes: &[u8]) -> (Judged, Option<Judged>) {
        let by = |sieve: &Sieve| sieve.judge(source, || plain(bytes));
        (by(&self.sieve), self.next_sieve.as_deref().map(by))
    }

    /// More has come of a line: it may match now, or not any more.
    pub(super) fn look_again(&mut self, place: Place) {
        let Some(line) = self.get(place) else { return };
        let (judged, next) = self.judge(line.source, &line.bytes);
        if let Some(line) = self.get_mut(place) {
            (line.judged, line.next, line.is_stale) = (judged, next, false);
        }
        self.list(place, judged);
    }

    fn list(&mut self, place: Place, judged: Judged) {
        set(&mut self.rows, place, judged.is_row);
        set(&mut self.found, place, judged.is_found);
    }
}
