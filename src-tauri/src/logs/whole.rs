//! One line as a whole, for as long as somebody reads it: its text in pieces of which the page asks for some, and where in it
//! is what is looked for. It costs about its bytes.

use quayside_engine::document::SearchQuery;
use quayside_engine::logs::{Laid, Span, Style, laid};
use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::lines::{Line, Number};

/// Characters of a piece: some rows of a screen, and a round number for whoever counts.
const PIECE: usize = 1000;

/// Pieces in one answer.
const PIECES_MAX: usize = 100;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LinePiece {
    pub spans: Vec<Span>,
    /// Of the matches, where they begin and how long they are, in UTF-16; cut where the piece is.
    pub marks: Vec<(u32, u32)>,
}

/// Some pieces of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LinePieces {
    /// Grows whenever the line has, or something else is looked for.
    pub revision: u32,
    pub total: u32,
    pub start: u32,
    pub items: Vec<LinePiece>,
    /// Of each piece but the last.
    pub piece: u32,
    /// Of the whole line.
    pub characters: u32,
    /// Matches in the whole line.
    pub found: u32,
}

/// A match in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineMatch {
    /// The piece that it begins in.
    pub piece: u32,
    /// Where in that, in UTF-16.
    pub at: u32,
}

/// What tells whether a line is still what it was.
#[derive(PartialEq, Eq)]
struct Read {
    number: Number,
    length: usize,
    style: Style,
}

pub(super) struct Whole {
    read: Read,
    laid: Laid,
    characters: usize,
    /// Where each piece begins, in bytes of the text, and where the last one ends.
    places: Vec<usize>,
    query: SearchQuery,
    regex: Option<Regex>,
    /// Of each piece, what has been found before it; then of the whole line.
    found: Vec<Found>,
    revision: u32,
}

/// Matches can be as many as characters: where each piece has to go on looking is kept, and not what is found there.
#[derive(Clone, Copy, Default)]
struct Found {
    /// Matches that begin before the piece.
    count: usize,
    /// Where the last of them ends, in bytes of the text.
    end: usize,
}

impl Whole {
    /// What is known of the line already, brought to what it is now; or the line anew.
    pub fn of(before: Option<Self>, number: Number, line: &Line, query: &SearchQuery, regex: Option<&Regex>) -> Self {
        let read = Read { number, length: line.bytes.len(), style: line.style };
        let revision = before.as_ref().map_or(0, |whole| whole.revision);
        let mut whole = match before.filter(|whole| whole.read == read) {
            Some(whole) if whole.query == *query => return whole,
            Some(whole) => whole,
            None => Self::begin(read, line),
        };
        whole.revision = revision.wrapping_add(1);
        (whole.query, whole.regex) = (query.clone(), regex.cloned());
        whole.look();
        whole
    }

    fn begin(read: Read, line: &Line) -> Self {
        let laid = laid(&line.bytes, line.style);
        let text = laid.text();
        let (characters, mut places): (usize, Vec<usize>) = if text.is_ascii() {
            (text.len(), (0..text.len()).step_by(PIECE).collect())
        } else {
            (text.chars().count(), text.char_indices().step_by(PIECE).map(|(at, _)| at).collect())
        };
        places.push(text.len());
        let query = SearchQuery::default();
        Self { read, laid, characters, places, query, regex: None, found: Vec::new(), revision: 0 }
    }

    pub fn is(&self, number: Number) -> bool {
        self.read.number == number
    }

    fn look(&mut self) {
        self.found.clear();
        let mut now = Found::default();
        let mut matches = matches(self.regex.as_ref(), self.laid.text(), 0).peekable();
        for place in &self.places {
            while let Some((_, end)) = matches.next_if(|(start, _)| start < place) {
                now = Found { count: now.count + 1, end };
            }
            self.found.push(now);
        }
    }

    /// Those that begin in the piece, in bytes of the text. Nothing is looked at beyond the last of them.
    fn begin_in(&self, piece: usize) -> impl Iterator<Item = (usize, usize)> {
        let (before, after) = (self.found[piece], self.found[piece + 1]);
        let from = before.end.max(self.places[piece]);
        matches(self.regex.as_ref(), self.laid.text(), from).take(after.count - before.count)
    }

    pub fn pieces(&self, start: u32, count: u32) -> LinePieces {
        let total = self.places.len() - 1;
        let start = (start as usize).min(total);
        let end = start.saturating_add((count as usize).min(PIECES_MAX)).min(total);
        let items = (start..end).map(|piece| self.piece(piece)).collect();
        let found = self.found.last().map_or(0, |found| found.count);
        LinePieces {
            revision: self.revision,
            total: number(total),
            start: number(start),
            items,
            piece: number(PIECE),
            characters: number(self.characters),
            found: number(found),
        }
    }

    fn piece(&self, piece: usize) -> LinePiece {
        let (from, to) = (self.places[piece], self.places[piece + 1]);
        let text = self.laid.text();
        let before = self.found[piece].end;
        let goes_on = (before > from).then_some((from, before));
        let (mut at, mut units) = (from, 0);
        let mut unit_of = |place: usize| {
            units += units_of(&text[at..place]);
            at = place;
            units
        };
        let marks = goes_on.into_iter().chain(self.begin_in(piece)).map(|(start, end)| {
            let start = unit_of(start);
            (start, unit_of(end.min(to)) - start)
        });
        LinePiece { marks: marks.collect(), spans: self.laid.spans(from, to) }
    }

    /// The match of this number, counted from 0.
    pub fn nth(&self, nth: u32) -> Option<LineMatch> {
        let nth = nth as usize;
        let piece = self.found.partition_point(|found| found.count <= nth).checked_sub(1)?;
        let (begins, before) = (*self.places.get(piece)?, self.found.get(piece)?.count);
        // After the last piece there is none.
        let (start, _) = (piece + 1 < self.places.len()).then(|| self.begin_in(piece).nth(nth - before))??;
        Some(LineMatch { piece: number(piece), at: units_of(&self.laid.text()[begins..start]) })
    }
}

/// Where something is found that is not empty, in bytes of the text, from where a match ended on.
fn matches(regex: Option<&Regex>, text: &str, from: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut at = from;
    std::iter::from_fn(move || {
        loop {
            let found = regex?.find_at(text, at)?;
            if !found.is_empty() {
                at = found.end();
                return Some((found.start(), found.end()));
            }
            at = found.end() + text[found.end()..].chars().next()?.len_utf8();
        }
    })
}

fn units_of(text: &str) -> u32 {
    if text.is_ascii() { number(text.len()) } else { number(text.encode_utf16().count()) }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quayside_engine::hijack::Source;
    use quayside_engine::logs::{LogTime, Record};

    fn line(text: &[u8]) -> Line {
        let bytes = text.to_vec().into();
        let time = Some(LogTime(1));
        let record = Record { source: Source::Stdout, time, bytes, is_first: true, goes_on: false, ends: true };
        Line::begin(0, &record)
    }

    fn query(text: &str) -> SearchQuery {
        SearchQuery { text: text.to_owned(), regex: true, match_case: true }
    }

    fn whole(before: Option<Whole>, text: &[u8], wanted: &str) -> Whole {
        let query = query(wanted);
        let regex = query.compile().unwrap();
        Whole::of(before, 7, &line(text), &query, regex.as_ref())
    }

    /// What is marked in each piece, read from the window that has it.
    fn marked(whole: &Whole) -> Vec<(usize, String)> {
        let total = whole.pieces(0, 0).total as usize;
        let marks = |piece: usize| {
            let window = whole.pieces(u32::try_from(piece).unwrap(), 1);
            let one = &window.items[0];
            let text: Vec<u16> = one.spans.iter().flat_map(|span| span.text.encode_utf16()).collect();
            let of = |(at, length): &(u32, u32)| {
                let (at, length) = (*at as usize, *length as usize);
                (piece, String::from_utf16(&text[at..at + length]).unwrap())
            };
            one.marks.iter().map(of).collect::<Vec<_>>()
        };
        (0..total).flat_map(marks).collect()
    }

    #[test]
    fn pieces_are_the_line_and_say_how_long_it_is() {
        let text = format!("\x1b[31m{}\u{1F600}\x1b[m{}", "é".repeat(1500), "x".repeat(1000));
        let whole = whole(None, text.as_bytes(), "");
        let all = whole.pieces(0, u32::MAX);
        assert_eq!((all.total, all.characters, all.piece, all.found), (3, 2501, 1000, 0));
        let lengths = all.items.iter().map(|piece| {
            let texts = piece.spans.iter().map(|span| span.text.chars().count());
            texts.collect::<Vec<_>>()
        });
        assert_eq!(lengths.collect::<Vec<_>>(), [vec![1000], vec![501, 499], vec![501]]);
        assert!(all.items[1].spans[0].style.is_some() && all.items[1].spans[1].style.is_none());
        let some = whole.pieces(2, 10);
        assert_eq!((some.start, some.items.len()), (2, 1));
        assert_eq!((whole.pieces(9, 9).start, whole.pieces(9, 9).items.len()), (3, 0));
        assert_eq!(super::tests::whole(None, b"", "x").pieces(0, 9).total, 0);
    }

    #[test]
    fn every_match_is_marked_and_reached_wherever_a_piece_ends() {
        let far = [&b"x".repeat(5_000_000)[..], b" the end"].concat();
        let found = whole(None, &far, "x the end");
        assert_eq!((found.pieces(0, 0).found, found.nth(0)), (1, Some(LineMatch { piece: 4999, at: 999 })));
        // It begins in one piece and goes on in the next.
        assert_eq!(marked(&found), [(4999, "x".to_owned()), (5000, " the end".to_owned())]);
        assert_eq!(found.nth(1), None);
        // Neighbours, and one over several pieces; what is empty is nothing to show.
        let threes = whole(None, &b"x".repeat(2999), "xxx|");
        assert_eq!((threes.pieces(0, 0).found, threes.nth(999)), (999, None));
        assert_eq!(threes.nth(333), Some(LineMatch { piece: 0, at: 999 }));
        assert_eq!(threes.nth(334), Some(LineMatch { piece: 1, at: 2 }));
        let lengths: usize = marked(&threes).iter().map(|(_, text)| text.len()).sum();
        assert_eq!(lengths, 2997);
        let long = whole(None, &[&b"a"[..], &b"x".repeat(3000), b"b"].concat(), "x+");
        assert_eq!(marked(&long).iter().map(|(_, text)| text.len()).collect::<Vec<_>>(), [999, 1000, 1000, 1]);
        // In UTF-16, as the page counts.
        let wide = whole(None, "\u{1F600}é\u{1F600}!\u{1F600}!".as_bytes(), "!");
        assert_eq!(
            (wide.nth(0), wide.nth(1)),
            (Some(LineMatch { piece: 0, at: 5 }), Some(LineMatch { piece: 0, at: 8 }))
        );
        assert_eq!(whole(None, b"nothing", "").nth(0), None);
    }

    #[test]
    fn a_line_that_grows_or_that_something_else_is_looked_for_in_is_another() {
        let first = whole(None, b"one two", "o");
        let same = whole(Some(whole(None, b"one two", "o")), b"one two", "o");
        assert_eq!(same.pieces(0, 9), first.pieces(0, 9));
        let sought = whole(Some(same), b"one two", "n|w");
        assert_eq!((sought.pieces(0, 9).revision, sought.pieces(0, 9).found), (2, 2));
        let grown = whole(Some(sought), b"one two now", "n|w");
        assert_eq!((grown.pieces(0, 9).revision, grown.pieces(0, 9).found), (3, 4));
    }
}
