//! The output of a session as it came, byte for byte: as much of the end as is kept. What a person did to the terminal is
//! in it too, as sequences of ours.

use std::collections::VecDeque;
use std::ops::Deref;

use bytes::{Bytes, BytesMut};

use super::Kind;

/// Bytes kept of each session: what scrolls back in a terminal, several times over, and little enough for many sessions.
pub const KEPT: u64 = 16 * 1024 * 1024;

/// Output is gathered in pieces of no more than this, and forgotten in such pieces. A piece that grows has room for a power of
/// two, and so for no more than a whole piece in the end.
const PIECE: usize = 64 * 1024;

struct Piece {
    kind: Kind,
    at: u64,
    bytes: Gathered,
}

/// Only the last piece still grows. The others can be had without a copy.
enum Gathered {
    Growing(BytesMut),
    Whole(Bytes),
}

impl Deref for Gathered {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Growing(bytes) => bytes,
            Self::Whole(bytes) => bytes,
        }
    }
}

impl Gathered {
    /// What is gathered from this byte on.
    fn share(&self, from: usize) -> Bytes {
        match self {
            Self::Growing(bytes) => Bytes::copy_from_slice(&bytes[from..]),
            Self::Whole(bytes) => bytes.slice(from..),
        }
    }

    fn close(&mut self) {
        if let Self::Growing(bytes) = self {
            *self = Self::Whole(std::mem::take(bytes).freeze());
        }
    }

    /// Its memory, where it is that of a whole piece and nobody else has it.
    fn reclaim(self) -> Option<BytesMut> {
        let mut bytes = match self {
            Self::Growing(bytes) => bytes,
            Self::Whole(bytes) => bytes.try_into_mut().ok()?,
        };
        bytes.clear();
        (bytes.capacity() >= PIECE).then_some(bytes)
    }
}

/// What a program has printed, as much as is kept. It costs next to nothing to have it: it is the record's own.
#[derive(Debug, PartialEq, Eq)]
pub struct Printed {
    pub pieces: Vec<Bytes>,
    /// Bytes of the session's beginning that are not kept.
    pub dropped: u64,
    /// Index of the byte that comes next.
    pub end: u64,
}

impl Printed {
    /// As one: a copy of all of it.
    pub fn bytes(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

#[derive(Default)]
pub struct Record {
    pieces: VecDeque<Piece>,
    end: u64,
    /// Memory of a piece that was forgotten, for the next. Those who print are read by several threads, and what one gives
    /// back the allocator has no use for in another: half as much again as is kept would stay.
    spare: Option<BytesMut>,
}

impl Record {
    /// Index of the first byte that is kept.
    pub fn start(&self) -> u64 {
        self.pieces.front().map_or(self.end, |piece| piece.at)
    }

    /// Index of the byte that comes next.
    pub fn end(&self) -> u64 {
        self.end
    }

    pub fn push(&mut self, kind: Kind, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // A program that prints a byte at a time must not cost an entry for each.
            let growing = match self.pieces.back_mut() {
                Some(Piece { kind: last, bytes: Gathered::Growing(growing), .. })
                    if *last == kind && growing.len() < PIECE =>
                {
                    Some(growing)
                }
                _ => None,
            };
            let room = PIECE - growing.as_ref().map_or(0, |growing| growing.len());
            let (now, later) = bytes.split_at(bytes.len().min(room));
            match growing {
                Some(growing) => {
                    let length = growing.len() + now.len();
                    if length > growing.capacity() {
                        growing.reserve(length.next_power_of_two() - growing.len());
                    }
                    growing.extend_from_slice(now);
                }
                None => {
                    let mut spare = None;
                    if let Some(last) = self.pieces.back_mut() {
                        last.bytes.close();
                        // After one that is full another is to be expected.
                        spare = self.spare.take_if(|_| last.kind == kind);
                    }
                    let mut growing = spare.unwrap_or_else(|| BytesMut::with_capacity(now.len().next_power_of_two()));
                    growing.extend_from_slice(now);
                    self.pieces.push_back(Piece { kind, at: self.end, bytes: Gathered::Growing(growing) });
                }
            }
            self.end += now.len() as u64;
            bytes = later;
        }
    }

    /// Forgets the oldest beyond what is kept, but nothing from `needed` on. True where something was forgotten.
    pub fn forget(&mut self, needed: u64) -> bool {
        let before = self.pieces.len();
        while let Some(first) = self.pieces.front() {
            let end = first.at + first.bytes.len() as u64;
            if self.end - first.at <= KEPT || end > needed {
                break;
            }
            let spare = self.pieces.pop_front().and_then(|piece| piece.bytes.reclaim());
            self.spare = spare.or(self.spare.take());
        }
        self.pieces.len() < before
    }

    /// What the program printed from here on, as much as is kept. Sequences of ours are not the program's.
    pub fn printed(&self, from: u64) -> Printed {
        let first = self.pieces.partition_point(|piece| piece.at + piece.bytes.len() as u64 <= from);
        let pieces = self.pieces.range(first..).filter(|piece| piece.kind != Kind::Again);
        let pieces = pieces.map(|piece| piece.bytes.share(from.saturating_sub(piece.at) as usize)).collect();
        Printed { pieces, dropped: self.start(), end: self.end }
    }

    /// Bytes at the end that may be the beginning of a character, which pieces may cut anywhere.
    pub fn cut_off(&self) -> u64 {
        let Some(last) = self.pieces.back() else { return 0 };
        let alike = self.pieces.iter().rev().take_while(|piece| piece.kind == last.kind);
        let mut end: Vec<u8> = alike.flat_map(|piece| piece.bytes.iter().rev()).take(CUT_MAX).copied().collect();
        end.reverse();
        cut_off(&end) as u64
    }

    /// Output of one kind from here on, no more than `most` bytes and none from `end` on. It ends between two characters:
    /// xterm.js mistakes some that are cut. `all`: also what is never completed; so is what another kind cuts off.
    pub fn part(&self, from: u64, end: u64, most: usize, all: bool) -> Option<(Kind, Vec<u8>)> {
        let first = self.pieces.partition_point(|piece| piece.at + piece.bytes.len() as u64 <= from);
        let kind = self.pieces.get(first)?.kind;
        let most = most.min(end.saturating_sub(from) as usize);
        let mut part = Vec::new();
        let mut all = all;
        for piece in self.pieces.range(first..) {
            if piece.kind != kind {
                all = true;
                break;
            }
            let skipped = from.saturating_sub(piece.at) as usize;
            let bytes = &piece.bytes[skipped.min(piece.bytes.len())..];
            part.extend_from_slice(&bytes[..bytes.len().min(most - part.len())]);
            if part.len() >= most {
                break;
            }
        }
        let whole = part.len() - cut_off(&part);
        if whole > 0 || !all {
            part.truncate(whole);
        }
        (!part.is_empty()).then_some((kind, part))
    }
}

/// Bytes of the longest character of UTF-8 that lacks its last.
const CUT_MAX: usize = 3;

/// Bytes at the end that begin a character of UTF-8 and do not complete it.
pub fn cut_off(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(CUT_MAX) {
        let byte = bytes[bytes.len() - back];
        let length = match byte {
            0x80..=0xbf => continue,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            _ => 0,
        };
        return if length > back { back } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_end_between_characters() {
        let mut record = Record::default();
        record.push(Kind::Stdout, "a€b€".as_bytes());
        assert_eq!(record.part(0, 99, 3, false), Some((Kind::Stdout, b"a".to_vec())));
        assert_eq!(record.part(1, 99, 4, false), Some((Kind::Stdout, "€b".as_bytes().to_vec())));
        assert_eq!(record.part(0, 8, 99, false), Some((Kind::Stdout, "a€b€".as_bytes().to_vec())));
        // What is never completed goes as it is.
        assert_eq!(record.part(1, 2, 99, false), None);
        assert_eq!(record.part(1, 2, 99, true), Some((Kind::Stdout, vec![0xe2])));
        assert_eq!(record.part(8, 99, 9, true), None);
        record.push(Kind::Stdout, &[0xf0, 0x9f]);
        assert_eq!(record.cut_off(), 2);
    }

    #[test]
    fn a_piece_has_no_more_room_than_a_whole_one() {
        for read in [1, 100, 3000, 4095, 20_000, 40_000] {
            let mut record = Record::default();
            for _ in 0..2 * PIECE / read {
                record.push(Kind::Stdout, &vec![b'x'; read]);
                let Some(Piece { bytes: Gathered::Growing(growing), .. }) = record.pieces.back() else {
                    panic!("the last piece grows")
                };
                assert!(growing.capacity() <= PIECE, "{} bytes for reads of {read}", growing.capacity());
            }
        }
    }

    #[test]
    fn memory_of_what_is_forgotten_is_used_again() {
        let mut record = Record::default();
        let mut places = std::collections::HashSet::new();
        for number in 0..2 * KEPT / PIECE as u64 {
            record.push(Kind::Stdout, &vec![number as u8; PIECE]);
            record.forget(u64::MAX);
            places.extend(record.pieces.back().map(|piece| piece.bytes.as_ptr()));
        }
        assert_eq!(places.len() as u64, KEPT / PIECE as u64 + 1);
        // What somebody still reads is left alone.
        let (printed, before) = (record.printed(0), record.printed(0).bytes());
        for _ in 0..3 {
            record.push(Kind::Stdout, &[b'x'; PIECE]);
            record.forget(u64::MAX);
        }
        assert_eq!(printed.bytes(), before);
    }

    #[test]
    fn a_character_may_be_cut_by_pieces() {
        let mut record = Record::default();
        record.push(Kind::Stdout, &vec![b'x'; PIECE - 1]);
        record.push(Kind::Stdout, &[0xf0, 0x9f]);
        assert_eq!((record.pieces.len(), record.cut_off()), (2, 2));
        assert_eq!(record.part(PIECE as u64 - 1, u64::MAX, 99, false), None);
        record.push(Kind::Stdout, &[0x98, 0x80]);
        assert_eq!(record.cut_off(), 0);
        let whole = record.part(PIECE as u64 - 1, u64::MAX, 99, false);
        assert_eq!(whole, Some((Kind::Stdout, "😀".as_bytes().to_vec())));
    }

    #[test]
    fn what_another_kind_cuts_off_is_not_waited_for() {
        let mut record = Record::default();
        record.push(Kind::Stdout, &[b'a', 0xc3]);
        record.push(Kind::Stderr, b"err");
        assert_eq!((record.part(0, 99, 99, false), record.cut_off()), (Some((Kind::Stdout, b"a".to_vec())), 0));
        assert_eq!(record.part(1, 99, 99, false), Some((Kind::Stdout, vec![0xc3])));
        assert_eq!(record.part(2, 99, 99, false), Some((Kind::Stderr, b"err".to_vec())));
    }

    #[test]
    fn kinds_are_told_apart() {
        let mut record = Record::default();
        for (kind, text) in [(Kind::Stdout, "out"), (Kind::Stderr, "err"), (Kind::Stdout, "more")] {
            record.push(kind, text.as_bytes());
        }
        assert_eq!(record.part(1, 99, 99, false), Some((Kind::Stdout, b"ut".to_vec())));
        assert_eq!(record.part(3, 99, 99, false), Some((Kind::Stderr, b"err".to_vec())));
        assert_eq!(record.part(6, 99, 2, false), Some((Kind::Stdout, b"mo".to_vec())));
    }

    #[test]
    fn what_is_ours_was_not_printed() {
        let mut record = Record::default();
        for (kind, text) in [(Kind::Stdout, "out"), (Kind::Again, "\x1b[3J"), (Kind::Stderr, "err")] {
            record.push(kind, text.as_bytes());
        }
        assert_eq!(record.printed(0).bytes(), b"outerr");
        assert_eq!(record.printed(2).bytes(), b"terr");
        assert_eq!(record.printed(8).bytes(), b"rr");
        assert_eq!(record.printed(record.end()).bytes(), b"");
        assert_eq!(record.part(3, 99, 99, false), Some((Kind::Again, b"\x1b[3J".to_vec())));
    }

    #[test]
    fn what_was_printed_is_had_without_a_copy() {
        let mut record = Record::default();
        record.push(Kind::Stdout, &vec![b'x'; 3 * PIECE]);
        record.push(Kind::Stdout, b"end");
        let printed = [record.printed(0), record.printed(0)];
        let places = printed.each_ref().map(|printed| printed.pieces.iter().map(|piece| piece.as_ptr()));
        let shared = places[0].clone().zip(places[1].clone()).filter(|(one, other)| one == other).count();
        assert_eq!((printed[0].pieces.len(), shared), (4, 3), "but for the piece that still grows");
        record.push(Kind::Stdout, b"less");
        assert!(printed[0].bytes().ends_with(b"xend") && record.printed(0).bytes().ends_with(b"xendless"));
        drop(record);
        assert_eq!(printed[1].bytes().len(), 3 * PIECE + 3, "it outlives the record");
    }

    #[test]
    fn only_the_end_is_kept_and_what_is_needed() {
        let mut record = Record::default();
        for number in 0..400u32 {
            record.push(Kind::Stdout, &vec![number as u8; PIECE]);
        }
        assert!(!record.forget(0), "all of it is needed");
        assert!(record.forget(u64::MAX) && record.end() - record.start() <= KEPT);
        assert_eq!(record.part(record.end() - 1, u64::MAX, 9, true), Some((Kind::Stdout, vec![143])));
    }
}
