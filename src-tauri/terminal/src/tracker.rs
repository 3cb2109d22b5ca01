//! The output of one session, kept as it came, with what it does to the terminal: what a page that begins now has to be
//! given, and from where a page that is behind may go on.

use std::collections::VecDeque;

use crate::Size;
use crate::parser::Parser;
use crate::registers::{From, Registers};
use crate::screen::{Checkpoint, Screen};

/// What a page says after it has taken a new size: xterm.js has wrapped all rows anew, and only it knows where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    pub x: usize,
    pub y: usize,
    /// Rows above the screen of the normal buffer.
    pub above: usize,
    /// Those above the alternate one: none, but for a mistake of xterm.js.
    pub above_alternate: usize,
    /// All rows of the normal buffer.
    pub length: usize,
    /// Column and row of the cursors saved in the normal and in the alternate buffer.
    pub saved: [(usize, usize); 2],
}

/// A size that the terminal takes between two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resize {
    /// Counts from 1.
    pub number: u32,
    /// Index of the first byte that is printed in this size.
    pub at: u64,
    pub size: Size,
}

/// A size that has not been taken into account yet.
#[derive(Debug)]
struct Unanswered {
    resize: Resize,
    /// How a page took it that has said so before it said the same of the one before: what it says may come in any order.
    reported: Option<Reported>,
}

/// A piece of what a terminal is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Sequences of ours.
    Say(Vec<u8>),
    Resize(Resize),
    /// Output from one index to another.
    Bytes(u64, u64),
}

/// From where a page that is behind goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    pub to: u64,
    /// Ours, before the output from there.
    pub say: Vec<u8>,
    /// The bell rang in what is passed over.
    pub rings: bool,
}

#[derive(Debug)]
pub struct Tracker {
    parser: Parser,
    screen: Screen,
    /// In order; those before the first byte that is kept are forgotten.
    resizes: VecDeque<Resize>,
    /// The last of those, or else the size in the beginning.
    forgotten: Resize,
    last_resize: u32,
    /// What has not been answered yet: the terminal is known up to the first of them.
    unanswered: VecDeque<Unanswered>,
    /// Bytes that wait for an answer.
    waiting: Vec<u8>,
    parsed: u64,
    end: u64,
}

/// So much may wait for a page to say how it took a size: twice what the shell lets wait before a page that is away, so that
/// only one goes beyond that which deals with a size and never says so.
const WAITING: usize = 16 * 1024 * 1024;

/// Bytes between two checkpoints at least: little against the rows that are sent with it, and a few thousand of them at
/// most.
const CHECKPOINT_BYTES: u64 = 4 * 1024;

impl Tracker {
    /// `most_above`: how many rows the terminal keeps above its screen. `new_line`: the output has bare line feeds.
    pub fn new(size: Size, most_above: usize, new_line: bool) -> Self {
        Self::with_grain(size, most_above, new_line, CHECKPOINT_BYTES)
    }

    /// The same with another number of bytes between two checkpoints.
    pub fn with_grain(size: Size, most_above: usize, new_line: bool, grain: u64) -> Self {
        Self {
            parser: Parser::default(),
            screen: Screen::new(size, most_above, new_line, grain),
            resizes: VecDeque::new(),
            forgotten: Resize { number: 0, at: 0, size },
            last_resize: 0,
            unanswered: VecDeque::new(),
            waiting: Vec::new(),
            parsed: 0,
            end: 0,
        }
    }

    /// Index of the byte that comes next.
    pub fn end(&self) -> u64 {
        self.end
    }

    pub fn size(&self) -> Size {
        self.unanswered.back().map_or(self.screen.registers.size, |last| last.resize.size)
    }

    /// The size that a page has not said yet how it took, and how many bytes wait for that.
    pub fn awaited(&self) -> Option<(u32, usize)> {
        self.unanswered.front().map(|first| (first.resize.number, self.waiting.len()))
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.end += bytes.len() as u64;
        if self.unanswered.is_empty() {
            return self.parse(bytes);
        }
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() > WAITING {
            self.guess();
        }
    }

    fn parse(&mut self, bytes: &[u8]) {
        self.parser.advance(bytes, self.parsed, &mut self.screen);
        self.parsed += bytes.len() as u64;
    }

    /// From here on the terminal has another size.
    pub fn resize(&mut self, size: Size) -> Resize {
        self.last_resize += 1;
        let resize = Resize { number: self.last_resize, at: self.end, size };
        self.resizes.push_back(resize);
        self.unanswered.push_back(Unanswered { resize, reported: None });
        resize
    }

    /// A page has taken the size of this number. Those that were answered already are passed over.
    pub fn report(&mut self, number: u32, reported: Reported) {
        let Some(of) = self.unanswered.iter_mut().find(|of| of.resize.number == number) else { return };
        of.reported = Some(reported);
        while let Some(Unanswered { resize, reported: Some(reported) }) =
            self.unanswered.pop_front_if(|first| first.reported.is_some())
        {
            self.take(resize, reported);
        }
    }

    /// The terminal has taken this size; what was printed in it is parsed.
    fn take(&mut self, resize: Resize, reported: Reported) {
        self.screen.resized(resize, reported);
        let until = self.unanswered.front().map_or(self.end, |next| next.resize.at);
        let rest = self.waiting.split_off((until - self.parsed) as usize);
        let bytes = std::mem::replace(&mut self.waiting, rest);
        self.parse(&bytes);
    }

    /// Nobody will say how the sizes were taken. Modes and colours are known all the same; where the cursor and the rows are
    /// is not, until the terminal is reset.
    fn guess(&mut self) {
        while let Some(Unanswered { resize, .. }) = self.unanswered.pop_front() {
            let Size { columns, rows } = resize.size;
            let registers = &self.screen.registers;
            let reported = Reported {
                x: registers.x.min(columns - 1),
                y: registers.y.min(rows - 1),
                above: registers.above,
                above_alternate: 0,
                length: registers.above + rows,
                saved: [0, 1].map(|buffer| (registers.saved[buffer].x, registers.saved[buffer].y)),
            };
            self.screen.lose();
            self.take(resize, reported);
        }
    }

    /// What clears the terminal here as a person wants it cleared: nothing above the screen, the cursor's row at the top,
    /// nothing below. Only what is above the screen where a program has the screen in hand. None in the middle of a
    /// sequence or a character, and while a page has not said how it took a size.
    pub fn clearing(&self) -> Option<Vec<u8>> {
        const ABOVE: &str = "\x1b[3J";
        if !self.unanswered.is_empty() || !self.parser.is_at_rest() {
            return None;
        }
        let registers = &self.screen.registers;
        let Size { columns, rows } = registers.size;
        let whole = (registers.top, registers.bottom) == (0, rows - 1) && !registers.modes.origin;
        if registers.alternate || !whole || rows < 2 || self.screen.is_lost() {
            return Some(ABOVE.into());
        }
        let up = if registers.y > 0 { format!("\x1b[{}S", registers.y) } else { String::new() };
        // Behind the last column the cursor waits to wrap; it waits on it afterwards.
        let column = registers.x.min(columns - 1) + 1;
        Some(format!("{up}\x1b[2;1H\x1b[J\x1b[1;{column}H{ABOVE}").into_bytes())
    }

    fn checkpoint(&self, alternate: bool, oldest: u64) -> Option<&Checkpoint> {
        let checkpoints = &self.screen.checkpoints;
        let end = checkpoints.partition_point(|checkpoint| checkpoint.at <= oldest);
        checkpoints.range(..end).rev().find(|checkpoint| checkpoint.registers.alternate == alternate)
    }

    /// What makes a new terminal the same as one that was given everything. `kept`: index of the first byte that can be
    /// given. Where that is too late, as much as there is.
    pub fn replay(&self, kept: u64) -> Vec<Piece> {
        let alternate = self.screen.registers.alternate;
        let entered = self.screen.marks.entered;
        let mut pieces = Vec::new();
        let normal = self.checkpoint(false, self.screen.normal.oldest()).filter(|checkpoint| checkpoint.at >= kept);
        let shown = alternate
            .then(|| self.checkpoint(true, self.screen.alternate.oldest()))
            .flatten()
            .filter(|checkpoint| checkpoint.at >= kept.max(entered));
        match (normal, shown) {
            (Some(normal), Some(shown)) => {
                self.begin(&mut pieces, normal);
                // Of what was shown since it was entered, only the sizes have left a trace.
                self.bytes(&mut pieces, normal.at, entered, normal.resize, shown.resize);
                let mut say = Vec::new();
                shown.registers.say(From::Elsewhere, shown.registers.tabs[1].is_some(), &mut say);
                pieces.push(Piece::Say(say));
                self.bytes(&mut pieces, shown.at, self.end, shown.resize, u32::MAX);
            }
            (Some(normal), None) => {
                self.begin(&mut pieces, normal);
                self.bytes(&mut pieces, normal.at, self.end, normal.resize, u32::MAX);
            }
            // Too much has been printed since for any place to be whole: the first that is left is the best there is.
            (None, _) => match self.screen.checkpoints.iter().find(|checkpoint| checkpoint.at >= kept) {
                Some(checkpoint) => {
                    self.begin(&mut pieces, checkpoint);
                    self.bytes(&mut pieces, checkpoint.at, self.end, checkpoint.resize, u32::MAX);
                }
                None => {
                    let taken = self.resizes.iter().rev().find(|resize| resize.at <= kept).unwrap_or(&self.forgotten);
                    pieces.push(Piece::Resize(Resize { at: kept, ..*taken }));
                    self.bytes(&mut pieces, kept, self.end, taken.number, u32::MAX);
                }
            },
        }
        pieces
    }

    fn begin(&self, pieces: &mut Vec<Piece>, checkpoint: &Checkpoint) {
        let Checkpoint { at, resize: number, ref registers, .. } = *checkpoint;
        // The alternate buffer has room for as many rows as there are when it is left, and tab stops beyond the edge stay.
        let room = Size { rows: registers.room, columns: registers.widest[0] };
        pieces.push(Piece::Resize(Resize { number: 0, at, size: room }));
        let mut say = Vec::new();
        Registers::say_room(&registers.saved[1], &mut say);
        // A lower screen keeps the row of the cursor.
        say.extend_from_slice(b"\x1b[H");
        pieces.push(Piece::Say(say));
        pieces.push(Piece::Resize(Resize { number, at, size: registers.size }));
        let mut say = Vec::new();
        registers.say(From::Fresh, registers.tabs[usize::from(registers.alternate)].is_some(), &mut say);
        pieces.push(Piece::Say(say));
    }

    /// Output with the sizes that the terminal took in its course: those after the one number, up to the other.
    fn bytes(&self, pieces: &mut Vec<Piece>, from: u64, to: u64, after: u32, last: u32) {
        let mut at = from;
        for resize in self.resizes.iter().filter(|resize| resize.number > after && resize.number <= last) {
            let until = resize.at.clamp(at, to.max(at));
            if until > at {
                pieces.push(Piece::Bytes(at, until));
            }
            pieces.push(Piece::Resize(*resize));
            at = until;
        }
        if to > at {
            pieces.push(Piece::Bytes(at, to));
        }
    }

    /// Where a page that was given everything until `sent`, and every size, may go on, if that spares it something. It ends in the same
    /// state as if it had been given everything.
    pub fn jump(&self, sent: u64) -> Option<Jump> {
        let oldest = self.screen.oldest();
        let marks = &self.screen.marks;
        let alternate = self.screen.registers.alternate;
        if !self.unanswered.is_empty() || self.screen.is_lost() {
            return None;
        }
        let checkpoint = self.checkpoint(alternate, oldest).filter(|checkpoint| checkpoint.at > sent)?;
        // What a page must do itself it has to be given, and a buffer that it does not show has to be made by itself.
        if self.screen.asks_between(sent, checkpoint.at) || (alternate && marks.entered > sent) {
            return None;
        }
        let tabs = marks.tabs > sent;
        if tabs && !checkpoint.registers.tabs_can_be_said() {
            return None;
        }
        let mut say = Vec::new();
        if marks.reset > sent && marks.reset <= checkpoint.at {
            say.extend_from_slice(b"\x18\x1bc");
        }
        let near = alternate || marks.structure <= sent;
        if near && !alternate && marks.entered > sent && checkpoint.registers.room == checkpoint.registers.size.rows {
            // When it was left, the alternate buffer lost room that the page's may still have.
            say.extend_from_slice(b"\x18\x1b[?47h\x1b[?47l");
        }
        checkpoint.registers.say(if near { From::Near } else { From::Behind }, tabs, &mut say);
        let rings = marks.bell > sent && marks.bell <= checkpoint.at;
        Some(Jump { to: checkpoint.at, say, rings })
    }

    /// Where a page that has such a jump before it may look ahead of that: what it says and the output from there to the end make
    /// the screen as it is now, below rows that are not those above it. The jump is as good afterwards as it was before.
    pub fn glimpse(&self, sent: u64, jump: &Jump) -> Option<Jump> {
        let marks = &self.screen.marks;
        // What is said for the jump does not take these back; and what is printed twice must ask for nothing twice.
        let changed = marks.structure.max(marks.tabs).max(marks.entered).max(marks.reset);
        if self.screen.registers.alternate || changed > sent || self.screen.asks_between(sent, self.end) {
            return None;
        }
        let oldest = self.screen.normal.oldest_on_screen();
        let checkpoint = self.checkpoint(false, oldest).filter(|checkpoint| checkpoint.at > jump.to)?;
        let mut say = Vec::new();
        checkpoint.registers.say(From::Near, false, &mut say);
        Some(Jump { to: checkpoint.at, say, rings: false })
    }

    /// What a page shows that was given everything until `sent` has been scrolled away, and so have as many rows as a screen has
    /// that it was not given; there is nothing else for it in what came since.
    pub fn has_passed(&self, sent: u64) -> bool {
        let is_known = self.unanswered.is_empty() && !self.screen.is_lost();
        is_known
            && !self.screen.registers.alternate
            && self.screen.normal.has_passed(sent)
            && !self.screen.asks_between(sent, self.end)
    }

    /// Forgets what no page will ever be given again. `kept`: index of the first byte that can be given.
    pub fn forget(&mut self, kept: u64) {
        let Some(needed) = [
            self.checkpoint(false, self.screen.normal.oldest()),
            self.checkpoint(true, self.screen.alternate.oldest()).filter(|_| self.screen.registers.alternate),
        ]
        .into_iter()
        .flatten()
        .map(|checkpoint| checkpoint.at)
        .min() else {
            return;
        };
        let before = needed.max(kept);
        let checkpoints = &mut self.screen.checkpoints;
        while checkpoints.pop_front_if(|checkpoint| checkpoint.at < before).is_some() {}
        // There were thousands until the first could be forgotten.
        checkpoints.shrink_to(2 * checkpoints.len());
        let answered = self.unanswered.front().map_or(u32::MAX, |first| first.resize.number);
        while let Some(resize) = self.resizes.pop_front_if(|resize| resize.at < before && resize.number < answered) {
            self.forgotten = resize;
        }
    }
}

#[cfg(test)]
mod tests;
