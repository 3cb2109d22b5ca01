//! A log split into records: what one instant stands before. An engine cuts a long line into several records, each with
//! its instant; whoever keeps lines puts them together again.

use bytes::{Buf, Bytes, BytesMut};

use super::FAULT;
use super::time::{Leading, LogTime, leading};
use crate::hijack::Source;

/// Docker cuts a line after so many bytes as they were printed. Of a terminal, the next instant then stands in the middle of
/// the line.
const CUT: usize = 16 * 1024;

/// Bytes of an instant as Docker writes it, without the space behind it.
const INSTANT: usize = "2023-11-14T22:13:20.123456789Z".len();

/// What Docker's log has in the place of each byte that is no text, as those of a character that it has cut.
const REPLACEMENT: [u8; 3] = *b"\xEF\xBF\xBD";

/// A piece of a line, as one record or a part of one that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub source: Source,
    /// Where a record begins; none where a further part of it has come, or where the engine gave none.
    pub time: Option<LogTime>,
    /// Without the newline.
    pub bytes: Bytes,
    /// An engine counts it: it is no further part of one.
    pub is_first: bool,
    /// It goes on with a line that was begun.
    pub goes_on: bool,
    /// Its line ends here.
    pub ends: bool,
}

pub(super) struct Records {
    out: Splitter,
    err: Splitter,
}

impl Records {
    pub(super) fn new(is_framed: bool) -> Self {
        let splitter = || Splitter { is_framed, ..Splitter::default() };
        Self { out: splitter(), err: splitter() }
    }

    /// Takes what has come of one output. `is_whole` where a frame ends with it: the next one begins with an instant.
    pub(super) fn take(&mut self, source: Source, bytes: Bytes, is_whole: bool, read: &mut Vec<Record>) {
        let splitter = self.of(source);
        let whole = if splitter.waiting.is_empty() {
            bytes
        } else {
            splitter.waiting.extend_from_slice(&bytes);
            splitter.waiting.split().freeze()
        };
        splitter.split(source, whole, is_whole, read);
    }

    /// Nothing more comes: what was waited for is text. `may_be_cut` where that tells nothing of the log itself: what can be the
    /// beginning of an instant is left out then, and comes again where it is text and the log is asked for from here on.
    pub(super) fn end(&mut self, may_be_cut: bool, read: &mut Vec<Record>) {
        for source in [Source::Stdout, Source::Stderr] {
            let splitter = self.of(source);
            if may_be_cut {
                splitter.waiting.clear();
            }
            let rest = splitter.waiting.split().freeze();
            splitter.split(source, rest, true, read);
        }
    }

    fn of(&mut self, source: Source) -> &mut Splitter {
        if source == Source::Stdout { &mut self.out } else { &mut self.err }
    }
}

#[derive(Default)]
struct Splitter {
    /// Each record comes in a frame: an instant stands at the beginning of one, and nowhere else.
    is_framed: bool,
    /// What has come and could still be the beginning of an instant.
    waiting: BytesMut,
    place: Place,
    /// A line has begun and not ended.
    is_open: bool,
}

#[derive(Default, Clone, Copy)]
enum Place {
    /// Where a record begins.
    #[default]
    Start,
    /// In a record, of whose text this has come.
    Text(Text),
}

/// The text of a record, as far as it has come.
#[derive(Default, Clone, Copy)]
struct Text {
    /// The instant of its record, where Docker dated all of the line: none in a piece of one that it has cut.
    time: Option<LogTime>,
    length: usize,
    /// Characters in it that may each stand for a byte.
    replacements: usize,
    /// So many bytes at its end begin another.
    begun: usize,
}

impl Text {
    fn add(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        for byte in bytes {
            self.begun = match self.begun {
                begun if *byte == REPLACEMENT[begun] => begun + 1,
                _ => usize::from(*byte == REPLACEMENT[0]),
            };
            if self.begun == REPLACEMENT.len() {
                (self.replacements, self.begun) = (self.replacements + 1, 0);
            }
        }
    }

    /// Docker may have cut here: each replacement stands for one byte that was printed, or was printed itself.
    fn may_be_cut(&self) -> bool {
        self.length >= CUT && self.length.is_multiple_of(2) && self.length % CUT <= 2 * self.replacements
    }

    /// How much of what has come goes on with it: up to its newline, or to where the next instant may stand. And what is there.
    fn extent(mut self, rest: &[u8], is_framed: bool) -> (usize, Behind) {
        let room = if is_framed { rest.len() } else { CUT.saturating_sub(self.length).min(rest.len()) };
        if room > 0 {
            let newline = rest[..room].iter().position(|byte| *byte == b'\n');
            let (length, behind) = newline.map_or((room, Behind::More), |newline| (newline, Behind::Newline));
            let life = if is_framed { None } else { self.next_life(&rest[..length]) };
            return life.map_or((length, behind), |life| (life, Behind::Life));
        }
        for (at, byte) in rest.iter().enumerate() {
            if *byte == b'\n' {
                return (at, Behind::Newline);
            }
            if at > 0 && self.may_be_cut() && leading(&rest[at..]) != Leading::Nothing {
                return (at, Behind::More);
            }
            self.add(&[*byte]);
        }
        (rest.len(), Behind::More)
    }

    /// Where in the middle of a line the record of another life begins: what stood there without a newline when the terminal was
    /// closed, as a prompt, Docker writes as it is. A program can't have printed such an instant: Docker dates a line that it
    /// has not cut when it has all of it.
    fn next_life(&self, line: &[u8]) -> Option<usize> {
        let time = self.time?;
        let ends = line.iter().enumerate().skip(INSTANT - 1).filter(|(_, byte)| **byte == b'Z');
        ends.map(|(last, _)| last + 1 - INSTANT).find(
            |at| matches!(leading(&line[*at..]), Leading::Time(next, length) if next > time && length == INSTANT + 1),
        )
    }
}

/// What comes after a piece of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Newline,
    /// The first record of another life.
    Life,
    /// More of the same line.
    More,
}

impl Splitter {
    /// Nothing is copied: the records are parts of what has come.
    fn split(&mut self, source: Source, mut rest: Bytes, is_whole: bool, read: &mut Vec<Record>) {
        while !rest.is_empty() {
            let (at_start, mut text) = match self.place {
                Place::Start => (true, Text::default()),
                Place::Text(text) => (false, text),
            };
            let mut time = None;
            let mut is_first = at_start;
            if at_start || (!self.is_framed && text.may_be_cut()) {
                match leading(&rest) {
                    Leading::Time(found, length) => {
                        rest.advance(length);
                        (time, is_first) = (Some(found), true);
                        text = Text { time: time.filter(|_| at_start), ..Text::default() };
                    }
                    Leading::Short if !is_whole => {
                        self.waiting.extend_from_slice(&rest);
                        return;
                    }
                    // An engine's own words, which are waited for as a whole: nothing that was printed begins without an instant.
                    Leading::Nothing if !is_whole && !self.is_framed && at_start && FAULT.starts_with(&rest) => {
                        self.waiting.extend_from_slice(&rest);
                        return;
                    }
                    Leading::Short | Leading::Nothing => {}
                }
            }
            let (length, behind) = text.extent(&rest, self.is_framed);
            let bytes = rest.split_to(length);
            let ends = behind == Behind::Newline;
            if behind == Behind::More {
                text.add(&bytes);
                self.place = Place::Text(text);
            } else {
                rest.advance(usize::from(ends));
                self.place = Place::Start;
            }
            let goes_on = self.is_open;
            self.is_open = behind == Behind::More;
            if !(bytes.is_empty() && !ends && !is_first) {
                read.push(Record { source, time, bytes, is_first, goes_on, ends });
            }
        }
        if is_whole {
            self.place = Place::Start;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::Utf8Chunk;

    use super::*;

    const STAMP: &str = "2023-11-14T22:13:20.123456789Z ";

    /// Lines put together, each with its records as an engine counts them.
    fn lines(pieces: &[(Vec<u8>, bool)], is_framed: bool) -> Vec<(Vec<u8>, usize, bool)> {
        let (mut records, mut read) = (Records::new(is_framed), Vec::new());
        for (bytes, is_whole) in pieces {
            records.take(Source::Stdout, Bytes::copy_from_slice(bytes), *is_whole, &mut read);
        }
        records.end(false, &mut read);
        let mut lines: Vec<(Vec<u8>, usize, bool)> = Vec::new();
        for record in read {
            if !record.goes_on {
                lines.push((Vec::new(), 0, false));
            }
            let line = lines.last_mut().unwrap();
            line.0.extend(&record.bytes);
            line.1 += usize::from(record.is_first);
            line.2 = record.ends;
        }
        lines
    }

    #[test]
    fn every_byte_and_every_cut_of_a_terminal_gives_the_same_lines() {
        for byte in (0..=255u8).filter(|byte| *byte != b'\n') {
            let text = [&[byte][..], b"middle", &[byte], b"\r"].concat();
            let wire = [STAMP.as_bytes(), &text, b"\n", STAMP.as_bytes(), b"\n", STAMP.as_bytes(), b"name? "].concat();
            let expected = vec![(text.clone(), 1, true), (Vec::new(), 1, true), (b"name? ".to_vec(), 1, false)];
            for size in 1..=wire.len() {
                let pieces: Vec<_> = wire.chunks(size).map(|piece| (piece.to_vec(), false)).collect();
                assert_eq!(lines(&pieces, false), expected, "byte {byte}, pieces of {size}");
            }
        }
    }

    #[test]
    fn a_long_line_of_a_terminal_is_one_line_whatever_docker_cut() {
        let text = vec![b'x'; 3 * CUT + 5];
        let mut wire = Vec::new();
        for cut in text.chunks(CUT) {
            wire.extend(STAMP.as_bytes());
            wire.extend(cut);
        }
        wire.push(b'\n');
        for size in [1, 7, 31, 4096, CUT - 1, CUT, CUT + 31, 100_000] {
            let pieces: Vec<_> = wire.chunks(size).map(|piece| (piece.to_vec(), false)).collect();
            assert_eq!(lines(&pieces, false), [(text.clone(), 4, true)], "pieces of {size}");
        }
    }

    /// As Docker keeps it: in pieces of 16 KiB as they were printed, of which each byte that is no text is replaced.
    #[test]
    fn a_long_line_of_a_terminal_is_one_line_where_docker_cut_a_character() {
        let noise: Vec<u8> = (0..=255u8).filter(|byte| *byte != b'\n').collect();
        let whole = "\u{fffd}".as_bytes();
        for (unit, shift) in
            [("é".as_bytes(), 1), ("世".as_bytes(), 0), ("🦀".as_bytes(), 3), (&noise, 0), (whole, 2), (b"\xff", 0)]
        {
            let text: Vec<u8> = [&b"abc"[..shift], &unit.repeat(3 * CUT / unit.len() + 9)].concat();
            let (mut kept, mut wire) = (Vec::new(), Vec::new());
            for cut in text.chunks(CUT) {
                wire.extend(STAMP.as_bytes());
                let replaced = |invalid: &[u8]| REPLACEMENT.repeat(invalid.len());
                let text = |chunk: Utf8Chunk<'_>| [chunk.valid().as_bytes(), &replaced(chunk.invalid())].concat();
                let cut: Vec<u8> = cut.utf8_chunks().flat_map(text).collect();
                kept.extend(&cut);
                wire.extend(cut);
            }
            wire.push(b'\n');
            let count = text.len().div_ceil(CUT);
            for size in [1, 31, 4096, CUT, CUT + 31, 100_000] {
                let pieces: Vec<_> = wire.chunks(size).map(|piece| (piece.to_vec(), false)).collect();
                assert!(lines(&pieces, false) == [(kept.clone(), count, true)], "{unit:?}, pieces of {size}");
            }
        }
    }

    #[test]
    fn what_a_terminal_leaves_unfinished_is_a_line_of_its_own_before_another_life() {
        let later = |second: u32| format!("2023-11-14T22:13:{second}.000000000Z ");
        let printed = format!("at {}or so", later(19));
        let wire = format!("{STAMP}{printed}, / # {}/ # {}{}ls\r\n{}", later(21), later(22), later(23), later(24));
        let whole = [(wire.clone().into_bytes(), false)];
        let text = |text: &str, ends| (text.as_bytes().to_vec(), 1, ends);
        let first = format!("{printed}, / # ");
        let expected = [text(&first, false), text("/ # ", false), text("", false), text("ls\r", true)];
        assert_eq!(lines(&whole, false)[..4], expected);
        // As they come: the prompt, and the rest when it is started again.
        let at = wire.find(&later(21)).unwrap();
        let pieces = [&wire[..at], &wire[at..]].map(|piece| (piece.as_bytes().to_vec(), false));
        assert_eq!(lines(&pieces, false)[..4], expected);
        // In a frame all is text.
        assert_eq!(lines(&[(wire.into_bytes(), true)], true).len(), 2);
        // The pieces of a long line have the instant of its first.
        let long = format!("{STAMP}{}{STAMP}at {}\n", "x".repeat(CUT), later(21));
        let one = format!("{}at {}", "x".repeat(CUT), later(21)).into_bytes();
        assert_eq!(lines(&[(long.into_bytes(), false)], false), [(one, 2, true)]);
    }

    /// There an instant was printed, wherever it stands.
    #[test]
    fn within_a_frame_no_instant_is_taken_out() {
        let text = ["x".repeat(CUT), STAMP.to_owned(), "y".to_owned()].concat();
        let found = lines(&[(format!("{STAMP}{text}\n").into_bytes(), true)], true);
        assert_eq!(found, [(text.into_bytes(), 1, true)]);
    }

    #[test]
    fn frames_are_records_and_those_without_a_newline_go_on() {
        let frame = |text: &str| (format!("{STAMP}{text}").into_bytes(), true);
        let found = lines(&[frame("one "), frame("line\n"), frame("two\n")], true);
        assert_eq!(found, [(b"one line".to_vec(), 2, true), (b"two".to_vec(), 1, true)]);
        // In two pieces, cut in the instant; and an engine that writes none.
        let cut = [(STAMP.as_bytes()[..9].to_vec(), false), (format!("{}x\n", &STAMP[9..]).into_bytes(), true)];
        assert_eq!(lines(&cut, true), [(b"x".to_vec(), 1, true)]);
        assert_eq!(lines(&[(b"2023".to_vec(), true)], true), [(b"2023".to_vec(), 1, false)]);
    }

    #[test]
    fn half_an_instant_at_a_wire_that_broke_is_no_text() {
        for (may_be_cut, expected) in [(true, &b"one"[..]), (false, &b"one2023-11-14T2"[..])] {
            let (mut records, mut read) = (Records::new(false), Vec::new());
            records.take(Source::Stdout, format!("{STAMP}one\n{}", &STAMP[..12]).into(), false, &mut read);
            records.end(may_be_cut, &mut read);
            let text: Vec<u8> = read.iter().flat_map(|record| record.bytes.to_vec()).collect();
            assert_eq!(text, expected, "may be cut: {may_be_cut}");
        }
        // The next instant stands in the middle of a line.
        let (mut records, mut read) = (Records::new(false), Vec::new());
        let wire = [STAMP.as_bytes(), &[b'x'; CUT], &STAMP.as_bytes()[..12]].concat();
        records.take(Source::Stdout, wire.into(), false, &mut read);
        records.end(true, &mut read);
        assert_eq!(read.iter().map(|record| record.bytes.len()).sum::<usize>(), CUT);
    }

    #[test]
    fn a_prompt_is_not_withheld() {
        let (mut records, mut read) = (Records::new(false), Vec::new());
        records.take(Source::Stdout, format!("{STAMP}name? ").into(), false, &mut read);
        assert_eq!((read.len(), &read[0].bytes[..], read[0].ends), (1, &b"name? "[..], false));
        records.take(Source::Stdout, Bytes::from_static(b"quay\r\n"), false, &mut read);
        assert!(read[1].goes_on && read[1].ends && !read[1].is_first && read[1].time.is_none());
    }
}
