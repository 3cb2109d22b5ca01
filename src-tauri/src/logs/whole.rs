//! One line as a whole, for as long as somebody reads it: its text in pieces of which the page asks for some, and where in it
//! is what is looked for. It costs about its bytes, and more where each character has a style or a match.

use std::time::{Duration, Instant};

use bytes::Bytes;
use quayside_engine::document::SearchQuery;
use quayside_engine::hijack::Source;
use quayside_engine::logs::{Laid, LogTime, Span, Style, laid};
use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::lines::{Line, Number};

/// Characters of a piece: some rows of a screen, and a round number for whoever counts.
const PIECE: usize = 1000;

/// Pieces in one answer.
const PIECES_MAX: usize = 100;

/// Matches that are looked for, which nobody goes through one by one. What is found nearly everywhere has as many as the line
/// has characters.
const FOUND_MAX: usize = 1_000_000;

/// For so long. An expression that has to look at all the rest of a line to know where a match ends takes as long as the line
/// for each.
const LOOKED_FOR: Duration = Duration::from_millis(500);

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
    /// Another one whenever the line has grown, or something else is looked for.
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
    /// There may be others, which were not looked for.
    pub more: bool,
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

/// What tells whether a line is still what it was: it may have grown, and lines above it may colour it.
#[derive(PartialEq, Eq)]
struct Read {
    number: Number,
    container: u16,
    source: Source,
    time: Option<LogTime>,
    length: usize,
    style: Style,
}

impl Read {
    fn of(number: Number, line: &Line) -> Self {
        let Line { container, source, time, style, .. } = *line;
        Self { number, container, source, time, length: line.bytes.len(), style }
    }
}

/// A line that is to be read, which is copied out of those that are held: to lay it, and to look through it, takes longer than
/// those who print should wait.
pub(super) struct Copied {
    read: Read,
    bytes: Bytes,
}

pub(super) struct Whole {
    read: Read,
    laid: Laid,
    characters: usize,
    /// Where each piece begins, in bytes of the text, and where the last one ends.
    places: Vec<usize>,
    query: SearchQuery,
    /// Of the matches, where they begin and end, in bytes of the text.
    found: Vec<(usize, usize)>,
    has_more: bool,
    revision: u32,
}

impl Whole {
    /// None where this is the line already.
    pub fn copied(before: Option<&Self>, number: Number, line: &Line) -> Option<Copied> {
        let read = Read::of(number, line);
        let is_it = before.is_some_and(|whole| whole.read == read);
        (!is_it).then(|| Copied { read, bytes: line.bytes.clone() })
    }

    pub fn of(before: Option<&Self>, line: Copied) -> Self {
        let laid = laid(&line.bytes, line.read.style);
        let text = laid.text();
        let (characters, mut places): (usize, Vec<usize>) = if text.is_ascii() {
            (text.len(), (0..text.len()).step_by(PIECE).collect())
        } else {
            (text.chars().count(), text.char_indices().step_by(PIECE).map(|(at, _)| at).collect())
        };
        places.push(text.len());
        let revision = before.map_or(0, |whole| whole.revision).wrapping_add(1);
        let (read, query, found) = (line.read, SearchQuery::default(), Vec::new());
        Self { read, laid, characters, places, query, found, has_more: false, revision }
    }

    /// Looks for this, where that has not been done.
    pub fn look(&mut self, query: &SearchQuery, regex: Option<&Regex>) {
        if self.query == *query {
            return;
        }
        self.query = query.clone();
        self.revision = self.revision.wrapping_add(1);
        self.search(regex, FOUND_MAX, Instant::now() + LOOKED_FOR);
    }

    fn search(&mut self, regex: Option<&Regex>, most: usize, until: Instant) {
        self.found.clear();
        self.has_more = false;
        for found in regex.iter().flat_map(|regex| regex.find_iter(self.laid.text())) {
            if self.found.len() == most {
                self.has_more = true;
                break;
            }
            if !found.is_empty() {
                self.found.push((found.start(), found.end()));
            }
            if Instant::now() > until {
                self.has_more = true;
                break;
            }
        }
    }

    pub fn is(&self, number: Number) -> bool {
        self.read.number == number
    }

    pub fn pieces(&self, start: u32, count: u32) -> LinePieces {
        let total = self.places.len() - 1;
        let start = (start as usize).min(total);
        let end = start.saturating_add((count as usize).min(PIECES_MAX)).min(total);
        let items = (start..end).map(|piece| self.piece(piece)).collect();
        LinePieces {
            revision: self.revision,
            total: number(total),
            start: number(start),
            items,
            piece: number(PIECE),
            characters: number(self.characters),
            found: number(self.found.len()),
            more: self.has_more,
        }
    }

    fn piece(&self, piece: usize) -> LinePiece {
        let (from, to) = (self.places[piece], self.places[piece + 1]);
        let text = self.laid.text();
        let first = self.found.partition_point(|(_, end)| *end <= from);
        let here = self.found[first..].iter().take_while(|(start, _)| *start < to);
        let (mut at, mut units) = (from, 0);
        let mut unit_of = |place: usize| {
            units += units_of(&text[at..place]);
            at = place;
            units
        };
        let marks = here.map(|(start, end)| {
            let start = unit_of(*start.max(&from));
            (start, unit_of(*end.min(&to)) - start)
        });
        LinePiece { marks: marks.collect(), spans: self.laid.spans(from, to) }
    }

    /// The match of this number, counted from 0.
    pub fn nth(&self, nth: u32) -> Option<LineMatch> {
        let (start, _) = *self.found.get(nth as usize)?;
        let piece = self.places.partition_point(|place| *place <= start).checked_sub(1)?;
        Some(LineMatch { piece: number(piece), at: units_of(&self.laid.text()[self.places[piece]..start]) })
    }
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
    use quayside_engine::logs::Record;

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
        let mut whole = match Whole::copied(before.as_ref(), 7, &line(text)) {
            Some(copied) => Whole::of(before.as_ref(), copied),
            None => before.unwrap(),
        };
        whole.look(&query, regex.as_ref());
        whole
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
    fn what_is_everywhere_or_takes_for_ever_to_find_is_found_as_far_as_it_goes() {
        let regex = query("x").compile().unwrap();
        let mut line = whole(None, &b"x".repeat(1000), "");
        let later = Instant::now() + Duration::from_secs(3600);
        let mut found = |most, until| {
            line.search(regex.as_ref(), most, until);
            (line.found.len(), line.has_more)
        };
        assert_eq!((found(1000, later), found(999, later)), ((1000, false), (999, true)));
        // There is always one to go to.
        assert_eq!(found(1000, Instant::now()), (1, true));
        // Each match is known to end only when the end of the line has been seen.
        let slow = whole(None, &b"x".repeat(4_000_000), "x(x*y)?").pieces(0, 9);
        assert!(slow.more && slow.items[0].marks[0] == (0, 1));
    }

    #[test]
    fn a_line_that_grows_or_that_something_else_is_looked_for_in_is_another() {
        let first = whole(None, b"one two", "o");
        let same = whole(Some(whole(None, b"one two", "o")), b"one two", "o");
        assert_eq!(same.pieces(0, 9), first.pieces(0, 9));
        let sought = whole(Some(same), b"one two", "n|w");
        assert_eq!(sought.pieces(0, 9).found, 2);
        assert_ne!(sought.pieces(0, 9).revision, first.pieces(0, 9).revision);
        let before = sought.pieces(0, 9).revision;
        let grown = whole(Some(sought), b"one two now", "n|w");
        assert!(grown.pieces(0, 9).revision != before && grown.pieces(0, 9).found == 4);
        // The same number, length and style, and another line.
        let mut other = line(b"won owt eno");
        other.container = 1;
        assert!(Whole::copied(Some(&grown), 7, &other).is_some());
        assert!(Whole::copied(Some(&grown), 7, &line(b"one two now")).is_none());
    }
}
