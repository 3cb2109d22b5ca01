//! A terminal without its characters: follows the output as xterm.js 6 would (its `InputHandler.ts`), and knows after each
//! byte every register and from where in the output each row stems. Where a sequence does something that depends on
//! characters, it is lost until the terminal is reset, and says so.

mod erasing;
mod modes;
mod moves;
mod perform;
mod printing;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::Size;
use crate::params::Params;
use crate::registers::Registers;
use crate::rows::{Row, Rows};
use crate::tracker::{Reported, Resize};

/// So much of what was selected waits to be shown by the attributes.
const SELECTED: usize = 256;

/// A title is kept to this many bytes.
const TITLE: usize = 4096;

/// Of what a page must do itself, so many places are kept.
const ASKED: usize = 256;

/// Where something last happened in the output, as the index of the byte after it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// The number of rows above the screen changed, or a saved cursor of the buffer that is not shown may have.
    pub structure: u64,
    /// The alternate buffer was entered.
    pub entered: u64,
    /// The terminal was reset.
    pub reset: u64,
    /// Tab stops were set or cleared.
    pub tabs: u64,
    /// The bell rang.
    pub bell: u64,
}

/// A place in the output and the registers there: from here the output can be taken up.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// Index of the next byte.
    pub at: u64,
    /// Number of the last size that the terminal took.
    pub resize: u32,
    pub registers: Registers,
}

#[derive(Debug)]
pub struct Screen {
    pub registers: Registers,
    pub normal: Rows,
    pub alternate: Rows,
    pub marks: Marks,
    /// Where a question was asked, the clipboard or a colour set: things that a page must do itself.
    asked: VecDeque<u64>,
    /// Of the places until here not all are known any more.
    asked_forgotten: u64,
    /// In order.
    pub checkpoints: VecDeque<Checkpoint>,
    next_checkpoint: u64,
    /// Bytes between two checkpoints at least.
    grain: u64,
    most_above: usize,
    resize: u32,
    lost: bool,
    /// Rows of the alternate buffer have characters beyond the edge that stem from nothing before this.
    hidden: u64,
    /// What was selected last (SGR), each with its `m`, that the attributes do not show yet: nearly all of it is taken back
    /// before anybody asks for them.
    selected: Vec<u8>,
    /// Columns of the character before, 0 where there is none.
    preceding: u8,
    /// The character before is a single one, so that repeating it is known.
    repeatable: bool,
}

impl Screen {
    pub fn new(size: Size, most_above: usize, new_line: bool, grain: u64) -> Self {
        let registers = Registers::new(size, new_line);
        Self {
            checkpoints: VecDeque::from([Checkpoint { at: 0, resize: 0, registers: registers.clone() }]),
            next_checkpoint: grain,
            grain,
            registers,
            normal: Rows::new(size.rows, most_above, 0),
            alternate: Rows::new(size.rows, 0, 0),
            marks: Marks::default(),
            asked: VecDeque::new(),
            asked_forgotten: 0,
            most_above,
            resize: 0,
            lost: false,
            hidden: u64::MAX,
            selected: Vec::new(),
            preceding: 0,
            repeatable: false,
        }
    }

    /// Nothing is known any more until the terminal is reset.
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// All rows have come to depend on one another: no place so far is good but those before all of them.
    fn forget_checkpoints(&mut self) {
        let (normal, alternate) = (self.normal.oldest(), self.alternate.oldest());
        self.checkpoints
            .retain(|checkpoint| checkpoint.at <= if checkpoint.registers.alternate { alternate } else { normal });
    }

    /// Where in the output the shown buffer begins; for the normal one with all that is above the screen.
    pub fn oldest(&self) -> u64 {
        if self.registers.alternate { self.alternate.oldest() } else { self.normal.oldest() }
    }

    /// The terminal has taken a size, and says itself where its cursors are and how many rows are above its screen.
    pub fn resized(&mut self, resize: Resize, reported: Reported) {
        let Resize { number, at, size } = resize;
        let Reported { x, y, above, above_alternate, length, saved } = reported;
        self.resize = number;
        let before = self.registers.size;
        let registers = &mut self.registers;
        registers.size = size;
        (registers.x, registers.y) = (x, y);
        (registers.top, registers.bottom) = (0, size.rows - 1);
        registers.other_margins = (0, size.rows - 1);
        registers.above = above;
        for (saved, (x, y)) in registers.saved.iter_mut().zip(saved) {
            (saved.x, saved.y) = (x, y);
        }
        for widest in &mut registers.widest {
            *widest = size.columns.max(*widest);
        }
        for set in registers.tabs.iter_mut().flatten() {
            *set = Arc::new(resized_tabs(set, size.columns));
        }
        let room = if registers.alternate { size.rows } else { registers.room.max(size.rows) };
        registers.room = room;
        self.normal.mix(size.rows, above, self.most_above, u64::MAX);
        // xterm.js does not shorten the rows of the alternate buffer: what is beyond the edge comes back.
        if before.columns > size.columns {
            self.hidden = self.hidden.min(self.alternate.oldest());
        }
        self.alternate.mix(size.rows, above_alternate, room - size.rows, self.hidden);
        self.marks.structure = at;
        self.forget_checkpoints();
        // xterm.js sometimes leaves rows below the screen, which come back at moments of their own.
        if length != above + size.rows {
            self.lose();
        }
        // Another character may stand before the cursor now. What joins one joins that as well.
        self.repeatable = false;
    }

    fn ask(&mut self, at: u64) {
        if self.asked.len() >= ASKED {
            self.asked_forgotten = self.asked.pop_front().unwrap_or(0);
        }
        self.asked.push_back(at + 1);
    }

    /// Whether there is something between these places that a page must do itself.
    pub fn asks_between(&self, from: u64, to: u64) -> bool {
        from < self.asked_forgotten || self.asked.iter().any(|at| from < *at && *at <= to)
    }

    /// Outside of any sequence, and not behind a character that another one could join.
    fn rest(&mut self, at: u64) {
        if at >= self.next_checkpoint && !self.lost {
            self.settle();
            if self.registers.can_be_said() {
                self.checkpoint(at);
            }
        }
    }

    /// The attributes show what was selected. To be called before anybody looks at them or changes them otherwise.
    fn settle(&mut self) {
        for sequence in self.selected.split_inclusive(|byte| *byte == b'm') {
            self.registers.attributes.select(&Params::of(&sequence[..sequence.len() - 1]));
        }
        self.selected.clear();
    }

    fn checkpoint(&mut self, at: u64) {
        self.next_checkpoint = at + self.grain;
        self.checkpoints.push_back(Checkpoint { at, resize: self.resize, registers: self.registers.clone() });
    }

    /// What follows depends on what is not known.
    pub fn lose(&mut self) {
        self.lost = true;
    }

    fn rows(&mut self) -> &mut Rows {
        if self.registers.alternate { &mut self.alternate } else { &mut self.normal }
    }

    fn row(&mut self) -> Option<&mut Row> {
        let y = self.registers.y;
        self.rows().row(y)
    }
}

/// What xterm.js makes of the tab stops with every new size.
fn resized_tabs(tabs: &BTreeSet<usize>, columns: usize) -> BTreeSet<usize> {
    let mut tabs = tabs.clone();
    let from = if tabs.contains(&columns) { columns } else { tabs.range(..columns).next_back().copied().unwrap_or(0) };
    tabs.extend((from..columns).step_by(8));
    tabs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::Parser;

    /// What selects, and what looks at what is selected or changes it otherwise.
    const PIECES: [&str; 36] = [
        "text",
        "\r\n",
        "\x1b[m",
        "\x1b[0m",
        "\x1b[00m",
        "\x1b[0;1m",
        "\x1b[01;32m",
        "\x1b[;3m",
        "\x1b[0:5m",
        "\x1b[1m",
        "\x1b[2;9m",
        "\x1b[22m",
        "\x1b[4:3m",
        "\x1b[21m",
        "\x1b[24m",
        "\x1b[53;7m",
        "\x1b[31m",
        "\x1b[38;5m",
        "\x1b[38;5;208m",
        "\x1b[48;2;1;2;3m",
        "\x1b[38:2::4:5:6m",
        "\x1b[58:5:7m",
        "\x1b[59m",
        "\x1b[97;107m",
        "\x1b[39;49m",
        "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;31m",
        "\x1b7",
        "\x1b8",
        "\x1b[s",
        "\x1b[u",
        "\x1b[?1048h",
        "\x1b[1\"q",
        "\x1b[0\"q",
        "\x1b[!p",
        "\x1bc",
        "\x1b]8;;http://a\x07x\x1b]8;;\x07",
    ];

    #[test]
    fn what_is_selected_is_there_for_who_looks() {
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 8) as usize % below
        };
        for round in 0..3000 {
            // In some rounds nothing takes back what was selected, so that more waits than is kept.
            let pieces = if round % 10 == 0 { &PIECES[9..21] } else { &PIECES[..] };
            let text: String = (0..next(120)).map(|_| pieces[next(pieces.len())]).collect();
            let new = || Screen::new(Size { columns: 20, rows: 4 }, 7, false, 50 * (1 + round % 7));
            let (mut lazy, mut eager) = (new(), new());
            Parser::default().advance(text.as_bytes(), 0, &mut lazy);
            // Sequences that come in pieces are read at once, and nothing is left to wait.
            let mut parser = Parser::default();
            for (at, byte) in (0..).zip(text.bytes()) {
                parser.advance(&[byte], at, &mut eager);
                assert!(eager.selected.is_empty());
            }
            assert!(lazy.selected.len() <= SELECTED + 40);
            lazy.settle();
            let all = |screen: &Screen| format!("{:?} {:?}", screen.registers, screen.checkpoints);
            assert_eq!(all(&lazy), all(&eager), "{text:?}");
        }
    }
}
