//! One line, and how it grows.

use bytes::{Bytes, BytesMut};
use quayside_engine::hijack::Source;
use quayside_engine::logs::{Growing, LogTime, Record, Shown, Style, beginning, goes_back, shown, style_after};

use super::Number;
use super::sieve::{Judged, Seen};
use crate::logs::window::SHOWN_MAX;

/// A line that is longer is not laid out anew whenever it is looked at.
pub(super) const LONG: usize = 256 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Given when it is to be held.
    pub number: Number,
    pub container: u16,
    pub source: Source,
    pub time: Option<LogTime>,
    pub bytes: Bytes,
    /// In which it begins: what the line before it left behind that the same output of the same container printed. Plain
    /// where no such line has been here.
    pub style: Style,
    /// How many an engine counts it for.
    pub records: u64,
    /// It begins above what is held of it.
    pub is_headless: bool,
    /// A newline has come.
    pub ends: bool,
    /// Something in it goes back to what is before it.
    pub(super) goes_back: bool,
    /// What it looks like, where it is long and goes back.
    pub(super) growing: Option<Box<Growing>>,
    pub(super) judged: Judged,
    /// By the sieve that is to come; none where that has not been done.
    pub(super) next: Option<Judged>,
    /// It has grown since it was judged.
    pub(super) is_stale: bool,
}

impl Line {
    pub fn begin(container: u16, record: &Record) -> Self {
        let (source, time, bytes) = (record.source, record.time, Bytes::copy_from_slice(&record.bytes));
        Self {
            number: 0,
            container,
            source,
            time,
            goes_back: goes_back(without_end(&bytes)),
            bytes,
            style: Style::default(),
            records: u64::from(record.is_first),
            is_headless: record.goes_on,
            ends: record.ends,
            growing: None,
            judged: Judged::default(),
            next: None,
            is_stale: false,
        }
    }

    pub fn is_found(&self) -> bool {
        self.judged.is_found
    }

    /// Its first characters, as a terminal would leave them.
    pub fn shown(&mut self) -> Shown {
        if self.bytes.len() <= LONG {
            return shown(&self.bytes, self.style, SHOWN_MAX);
        }
        if !self.goes_back {
            return beginning(&self.bytes, self.style, SHOWN_MAX);
        }
        let growing = self.growing.get_or_insert_with(|| Box::new(Growing::begin(self.style, SHOWN_MAX)));
        growing.shown(&self.bytes)
    }

    /// What is looked through for a match.
    pub(super) fn seen(&mut self) -> Seen {
        if self.goes_back && self.bytes.len() > LONG {
            let Shown { spans, is_cut } = self.shown();
            if !is_cut {
                return Seen::Laid(spans.into_iter().map(|span| span.text).collect());
            }
        }
        Seen::Printed(self.bytes.clone())
    }

    pub(super) fn begin_in(&mut self, style: Style) {
        (self.style, self.growing) = (style, None);
    }

    /// The style that it leaves behind.
    pub fn leaves(&self) -> Style {
        style_after(&self.bytes, self.style)
    }

    pub fn go_on(&mut self, record: &Record) {
        let before = self.bytes.len().saturating_sub(1);
        // Copied only where somebody looks through it just now.
        let bytes = std::mem::take(&mut self.bytes).try_into_mut();
        let mut bytes = bytes.unwrap_or_else(|shared| BytesMut::from(&shared[..]));
        bytes.extend_from_slice(&record.bytes);
        self.bytes = bytes.freeze();
        self.goes_back |= goes_back(without_end(&self.bytes[before..]));
        self.records += u64::from(record.is_first);
        self.ends = record.ends;
    }
}

/// A terminal ends its lines with a carriage return, which may also be the last that has come of one.
fn without_end(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}
