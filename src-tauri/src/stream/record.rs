//! The output of a session as it came, byte for byte: as much of the end as is kept. What a person did to the terminal is
//! in it too, as sequences of ours.

use std::borrow::Cow;
use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use super::Kind;
use super::kept::Kept;

/// Bytes kept of each session: what scrolls back in a terminal, several times over, and little enough for many sessions.
pub const KEPT: u64 = 16 * 1024 * 1024;

/// Output is gathered in pieces of no more than this, and forgotten in such pieces. A piece that grows has room for a power of
/// two, and so for no more than a whole piece in the end.
const PIECE: usize = 64 * 1024;

/// What is no further from the end than this is kept as it is, and packed beyond: a page that keeps up is given it soon.
const FRESH: u64 = 1024 * 1024;

struct Piece {
    kind: Kind,
    at: u64,
    bytes: Gathered,
}

impl Piece {
    /// Index of the byte after it.
    fn end(&self) -> u64 {
        let length = match &self.bytes {
            Gathered::Growing(bytes) => bytes.len(),
            Gathered::Whole(kept) => kept.length(),
        };
        self.at + length as u64
    }

    fn read(&self) -> Cow<'_, [u8]> {
        match &self.bytes {
            Gathered::Growing(bytes) => Cow::Borrowed(bytes),
            Gathered::Whole(kept) => kept.read(),
        }
    }

    /// What it has from this byte on.
    fn share(&self, from: u64) -> Kept {
        let skipped = from.saturating_sub(self.at) as usize;
        match &self.bytes {
            Gathered::Growing(bytes) => Bytes::copy_from_slice(&bytes[skipped..]).into(),
            Gathered::Whole(kept) if skipped == 0 => kept.clone(),
            Gathered::Whole(kept) => kept.bytes().slice(skipped..).into(),
        }
    }
}

/// Only the last piece still grows. The others are shared with those who read them.
enum Gathered {
    Growing(BytesMut),
    Whole(Kept),
}

impl Gathered {
    /// It grows no more. Memory that it has far too much of is given back, where it is a whole piece's.
    fn close(&mut self) -> Option<BytesMut> {
        let Self::Growing(bytes) = self else { return None };
        let bytes = std::mem::take(bytes);
        let (kept, spare) = if bytes.len() < bytes.capacity() / 2 {
            (Bytes::copy_from_slice(&bytes), reclaim(bytes))
        } else {
            (bytes.freeze(), None)
        };
        *self = Self::Whole(kept.into());
        spare
    }
}

/// Memory of a piece, for another that may become a whole one.
fn reclaim(mut memory: BytesMut) -> Option<BytesMut> {
    memory.clear();
    (memory.capacity() >= PIECE).then_some(memory)
}

/// What a program has printed, as much as is kept. It costs next to nothing to have it: it is the record's own.
#[derive(Debug, PartialEq, Eq)]
pub struct Printed {
    pub pieces: Vec<Kept>,
    /// Bytes of the session's beginning that are not kept.
    pub dropped: u64,
    /// Index of the byte that comes next.
    pub end: u64,
}

impl Printed {
    /// As one: a copy of all of it.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.pieces.iter().map(Kept::length).sum());
        self.pieces.iter().for_each(|piece| all.extend_from_slice(&piece.read()));
        all
    }
}

#[derive(Default)]
pub struct Record {
    pieces: VecDeque<Piece>,
    end: u64,
    /// So many at the front are packed, or not worth it.
    packed: usize,
    /// Memory of a piece that was packed, forgotten or closed early, for the next. Those who print are read by several threads, and what
    /// one gives back the allocator has no use for in another: half as much again as is kept would stay.
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
                        let given_back = last.bytes.close();
                        self.spare = given_back.or(self.spare.take());
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
            self.pack();
        }
    }

    /// Packs what is no longer fresh.
    fn pack(&mut self) {
        while let Some(piece) = self.pieces.get_mut(self.packed).filter(|piece| self.end - piece.end() >= FRESH) {
            if let Gathered::Whole(kept) = &mut piece.bytes
                && let Some(packed) = kept.pack()
            {
                let spare = std::mem::replace(kept, packed).into_memory().and_then(reclaim);
                self.spare = spare.or(self.spare.take());
            }
            self.packed += 1;
        }
    }

    /// Forgets the oldest beyond what is kept, but nothing from `needed` on. True where something was forgotten.
    pub fn forget(&mut self, needed: u64) -> bool {
        let before = self.pieces.len();
        while let Some(first) = self.pieces.front() {
            if self.end - first.at <= KEPT || first.end() > needed {
                break;
            }
            if let Some(Piece { bytes: Gathered::Whole(kept), .. }) = self.pieces.pop_front() {
                self.spare = kept.into_memory().and_then(reclaim).or(self.spare.take());
            }
            self.packed = self.packed.saturating_sub(1);
        }
        self.pieces.len() < before
    }

    /// What there is to read from here on, as much as is kept. Sequences of ours are not, marks are.
    pub fn printed(&self, from: u64) -> Printed {
        self.without(&[Kind::Again], from)
    }

    /// What the program printed, as much as is kept, and nothing of ours.
    pub fn raw(&self) -> Printed {
        self.without(&[Kind::Again, Kind::Mark], 0)
    }

    fn without(&self, kinds: &[Kind], from: u64) -> Printed {
        let first = self.pieces.partition_point(|piece| piece.end() <= from);
        let pieces = self.pieces.range(first..).filter(|piece| !kinds.contains(&piece.kind));
        Printed { pieces: pieces.map(|piece| piece.share(from)).collect(), dropped: self.start(), end: self.end }
    }

    /// Bytes at the end that may be the beginning of a character, which pieces may cut anywhere.
    pub fn cut_off(&self) -> u64 {
        let Some(last) = self.pieces.back() else { return 0 };
        let mut end = Vec::new();
        for piece in self.pieces.iter().rev().take_while(|piece| piece.kind == last.kind) {
            let bytes = piece.read();
            end.splice(..0, bytes[bytes.len().saturating_sub(CUT_MAX - end.len())..].iter().copied());
            if end.len() == CUT_MAX {
                break;
            }
        }
        cut_off(&end) as u64
    }

    /// Output of one kind from here on, no more than `most` bytes and none from `end` on. It ends between two characters:
    /// xterm.js mistakes some that are cut. `all`: also what is never completed; so is what another kind cuts off.
    pub fn part(&self, from: u64, end: u64, most: usize, all: bool) -> Option<(Kind, Vec<u8>)> {
        let first = self.pieces.partition_point(|piece| piece.end() <= from);
        let kind = self.pieces.get(first)?.kind;
        let most = most.min(end.saturating_sub(from) as usize);
        let mut part = Vec::new();
        let mut all = all;
        for piece in self.pieces.range(first..) {
            if piece.kind != kind {
                all = true;
                break;
            }
            let bytes = piece.read();
            let bytes = &bytes[from.saturating_sub(piece.at) as usize..];
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
    use super::super::kept::noise;
    use super::*;

    #[test]
    fn parts_end_between_characters() {
        let mut record = Record::default();
        record.push(Kind::Output, "a€b€".as_bytes());
        assert_eq!(record.part(0, 99, 3, false), Some((Kind::Output, b"a".to_vec())));
        assert_eq!(record.part(1, 99, 4, false), Some((Kind::Output, "€b".as_bytes().to_vec())));
        assert_eq!(record.part(0, 8, 99, false), Some((Kind::Output, "a€b€".as_bytes().to_vec())));
        // What is never completed goes as it is.
        assert_eq!(record.part(1, 2, 99, false), None);
        assert_eq!(record.part(1, 2, 99, true), Some((Kind::Output, vec![0xe2])));
        assert_eq!(record.part(8, 99, 9, true), None);
        record.push(Kind::Output, &[0xf0, 0x9f]);
        assert_eq!(record.cut_off(), 2);
    }

    #[test]
    fn a_piece_has_no_more_room_than_a_whole_one() {
        for read in [1, 100, 3000, 4095, 20_000, 40_000] {
            let mut record = Record::default();
            for _ in 0..2 * PIECE / read {
                record.push(Kind::Output, &vec![b'x'; read]);
                let Some(Piece { bytes: Gathered::Growing(growing), .. }) = record.pieces.back() else {
                    panic!("the last piece grows")
                };
                assert!(growing.capacity() <= PIECE, "{} bytes for reads of {read}", growing.capacity());
            }
        }
    }

    /// A piece that packs to little, and one that does not pack.
    fn pieces(number: u64) -> [Bytes; 2] {
        [vec![number as u8; PIECE].into(), noise(number, PIECE)]
    }

    #[test]
    fn memory_of_what_is_packed_or_forgotten_is_used_again() {
        for (which, kept) in [FRESH, KEPT].into_iter().enumerate() {
            let mut record = Record::default();
            let mut places = std::collections::HashSet::new();
            for number in 0..2 * KEPT / PIECE as u64 {
                record.push(Kind::Output, &pieces(number)[which]);
                record.forget(u64::MAX);
                let last = record.pieces.back().map(Piece::read);
                places.extend(last.map(|bytes| bytes.as_ptr()));
            }
            assert_eq!(places.len() as u64, kept / PIECE as u64 + 1);
            // What somebody still reads is left alone.
            let (printed, before) = (record.printed(0), record.printed(0).bytes());
            for _ in 0..2 * FRESH / PIECE as u64 {
                record.push(Kind::Output, &[b'x'; PIECE]);
                record.forget(u64::MAX);
            }
            assert!(printed.bytes() == before);
        }
    }

    #[test]
    fn a_small_piece_keeps_no_room_for_a_whole_one() {
        let mut record = Record::default();
        for _ in 0..2 * FRESH / PIECE as u64 {
            record.push(Kind::Output, &[b'x'; PIECE + 10]);
            record.push(Kind::Again, b"a line");
        }
        for piece in record.pieces {
            let length = piece.end() - piece.at;
            let memory = match piece.bytes {
                Gathered::Growing(bytes) => Some(bytes),
                Gathered::Whole(kept) => kept.into_memory(),
            };
            let room = memory.map_or(0, |memory| memory.capacity() as u64);
            assert!(room <= 2 * length, "room for {room} bytes, of which there are {length}");
        }
    }

    #[test]
    fn what_is_packed_is_given_as_it_was() {
        let mut record = Record::default();
        let mut all = Vec::new();
        for number in 0..2 * FRESH / PIECE as u64 {
            for piece in pieces(number) {
                record.push(Kind::Output, &piece);
                all.extend(piece);
            }
        }
        let is_packed = |piece: &&Piece| matches!(&piece.bytes, Gathered::Whole(kept) if kept.is_packed());
        let packed = record.pieces.iter().filter(is_packed).count() as u64;
        assert_eq!(packed, (all.len() as u64 - FRESH) / PIECE as u64 / 2, "all that is worth it and not fresh");
        for from in [0, 1, PIECE as u64 - 1, PIECE as u64, FRESH, 2 * FRESH + 7, 4 * FRESH - 1] {
            assert!(record.printed(from).bytes() == all[from as usize..], "from {from}");
        }
        for most in [PIECE - 1, PIECE, 3 * PIECE + 1, all.len()] {
            let mut parts = Vec::new();
            while let Some((_, part)) = record.part(parts.len() as u64, u64::MAX, most, true) {
                parts.extend(part);
            }
            assert!(parts == all, "in parts of {most}");
        }
    }

    #[test]
    fn a_character_may_be_cut_by_pieces() {
        let mut record = Record::default();
        record.push(Kind::Output, &vec![b'x'; PIECE - 1]);
        record.push(Kind::Output, &[0xf0, 0x9f]);
        assert_eq!((record.pieces.len(), record.cut_off()), (2, 2));
        assert_eq!(record.part(PIECE as u64 - 1, u64::MAX, 99, false), None);
        record.push(Kind::Output, &[0x98, 0x80]);
        assert_eq!(record.cut_off(), 0);
        let whole = record.part(PIECE as u64 - 1, u64::MAX, 99, false);
        assert_eq!(whole, Some((Kind::Output, "😀".as_bytes().to_vec())));
    }

    #[test]
    fn what_another_kind_cuts_off_is_not_waited_for() {
        let mut record = Record::default();
        record.push(Kind::Output, &[b'a', 0xc3]);
        record.push(Kind::Again, b"err");
        assert_eq!((record.part(0, 99, 99, false), record.cut_off()), (Some((Kind::Output, b"a".to_vec())), 0));
        assert_eq!(record.part(1, 99, 99, false), Some((Kind::Output, vec![0xc3])));
        assert_eq!(record.part(2, 99, 99, false), Some((Kind::Again, b"err".to_vec())));
    }

    #[test]
    fn kinds_are_told_apart() {
        let mut record = Record::default();
        for (kind, text) in [(Kind::Output, "out"), (Kind::Again, "err"), (Kind::Output, "more")] {
            record.push(kind, text.as_bytes());
        }
        assert_eq!(record.part(1, 99, 99, false), Some((Kind::Output, b"ut".to_vec())));
        assert_eq!(record.part(3, 99, 99, false), Some((Kind::Again, b"err".to_vec())));
        assert_eq!(record.part(6, 99, 2, false), Some((Kind::Output, b"mo".to_vec())));
    }

    #[test]
    fn what_is_ours_was_not_printed() {
        let mut record = Record::default();
        for (kind, text) in [(Kind::Output, "out"), (Kind::Again, "\x1b[3J"), (Kind::Output, "err")] {
            record.push(kind, text.as_bytes());
        }
        assert_eq!(record.printed(0).bytes(), b"outerr");
        assert_eq!(record.raw(), record.printed(0));
        assert_eq!(record.printed(2).bytes(), b"terr");
        assert_eq!(record.printed(8).bytes(), b"rr");
        assert_eq!(record.printed(record.end()).bytes(), b"");
        assert_eq!(record.part(3, 99, 99, false), Some((Kind::Again, b"\x1b[3J".to_vec())));
        record.push(Kind::Mark, b"a line between");
        assert_eq!(
            (record.printed(0).bytes(), record.raw().bytes()),
            (b"outerra line between".to_vec(), b"outerr".to_vec())
        );
    }

    #[test]
    fn what_was_printed_outlives_the_record() {
        let mut record = Record::default();
        record.push(Kind::Output, &vec![b'x'; 3 * PIECE]);
        record.push(Kind::Output, b"end");
        let printed = record.printed(0);
        record.push(Kind::Output, b"less");
        assert!(printed.bytes().ends_with(b"xend") && record.printed(0).bytes().ends_with(b"xendless"));
        drop(record);
        assert_eq!(printed.bytes().len(), 3 * PIECE + 3);
    }

    #[test]
    fn only_the_end_is_kept_and_what_is_needed() {
        let mut record = Record::default();
        for number in 0..400u32 {
            record.push(Kind::Output, &vec![number as u8; PIECE]);
        }
        assert!(!record.forget(0), "all of it is needed");
        assert!(record.forget(u64::MAX) && record.end() - record.start() <= KEPT);
        assert_eq!(record.part(record.end() - 1, u64::MAX, 9, true), Some((Kind::Output, vec![143])));
    }
}
