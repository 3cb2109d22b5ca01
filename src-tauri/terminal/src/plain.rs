//! Output as text to read: sequences are gone, and a line is what it was when it was left. What a full-screen program
//! shows on the alternate screen is no text and left out.

use crate::params::Params;
use crate::parser::{Parser, Perform};
use crate::width::width;

/// A line that is longer is written out in parts, of which the earlier can't be changed any more.
const LINE: usize = 64 * 1024;

/// Blanks that are made where a program goes on to the right of what it has printed: with ten bytes for each row of them
/// it could otherwise have gigabytes.
const BLANKS: usize = 32 * 1024 * 1024;

/// Columns that are erased or moved: with four bytes for a row of them it would otherwise take minutes.
const MOVES: usize = 64 * 1024 * 1024;

const TAB: usize = 8;

const PRIVATE: u32 = b'?' as u32;

/// The text of this output, with bare line feeds, at most three bytes for each and some blanks. The cursor moves within a
/// line as programs move it who redraw a line (readline, progress bars); where one goes to another row, a new line begins.
pub fn plain(bytes: &[u8]) -> String {
    let mut text = Plain {
        bytes,
        out: String::with_capacity(bytes.len()),
        cells: Vec::new(),
        column: 0,
        blanks: BLANKS,
        moves: MOVES,
        hidden: false,
    };
    Parser::default().advance(bytes, 0, &mut text);
    text.write_out();
    text.out
}

/// A column of the line; the second column of a wide character is one without a character.
#[derive(Clone)]
struct Cell {
    character: Option<char>,
    marks: Vec<char>,
}

const BLANK: Cell = Cell { character: Some(' '), marks: Vec::new() };

struct Plain<'a> {
    bytes: &'a [u8],
    out: String,
    cells: Vec<Cell>,
    column: usize,
    /// How many may still be made.
    blanks: usize,
    /// How many columns may still be erased or moved.
    moves: usize,
    /// The alternate screen is shown.
    hidden: bool,
}

impl Plain<'_> {
    fn write_out(&mut self) {
        for cell in self.cells.drain(..) {
            self.out.extend(cell.character);
            self.out.extend(cell.marks);
        }
        self.column = 0;
    }

    fn end_line(&mut self) {
        self.write_out();
        self.out.push('\n');
    }

    /// The cursor goes to some other row.
    fn leave_line(&mut self) {
        if !self.cells.is_empty() {
            self.end_line();
        }
        self.column = 0;
    }

    fn character(&mut self, character: char) {
        if self.hidden {
            return;
        }
        let columns = usize::from(width(u32::from(character)));
        if columns == 0 {
            let before = self.column.min(self.cells.len());
            if let Some(cell) = self.cells[..before].iter_mut().rev().find(|cell| cell.character.is_some()) {
                cell.marks.push(character);
            }
            return;
        }
        if self.cells.len() >= LINE && self.column >= self.cells.len() {
            self.write_out();
        }
        if self.column > self.cells.len() {
            self.column = self.cells.len() + self.take_blanks(self.column - self.cells.len());
        }
        let end = self.column + columns;
        if self.cells.len() < end {
            self.cells.resize(end, BLANK);
        }
        self.cells[self.column] = Cell { character: Some(character), marks: Vec::new() };
        for cell in &mut self.cells[self.column + 1..end] {
            *cell = Cell { character: None, marks: Vec::new() };
        }
        self.column = end;
    }

    fn take_blanks(&mut self, wanted: usize) -> usize {
        let taken = wanted.min(self.blanks);
        self.blanks -= taken;
        taken
    }

    /// Whether so many columns may be erased or moved.
    fn may_move(&mut self, columns: usize) -> bool {
        let left = self.moves.checked_sub(columns);
        self.moves = left.unwrap_or(0);
        left.is_some()
    }

    fn blank(&mut self, from: usize, to: usize) {
        let to = to.min(self.cells.len());
        if from < to && self.may_move(to - from) {
            self.cells[from..to].fill(BLANK);
        }
    }

    /// From the cursor to the end, from the beginning to the cursor, or all.
    fn erase(&mut self, what: i32) {
        match what {
            0 => self.cells.truncate(self.column),
            1 => self.blank(0, self.column + 1),
            _ => self.cells.clear(),
        }
    }
}

impl Perform for Plain<'_> {
    fn ascii(&mut self, count: usize, at: u64) {
        let end = at as usize + 1;
        for &byte in &self.bytes[end - count..end] {
            self.character(char::from(byte));
        }
    }

    fn print(&mut self, code: u32, _: u64) {
        self.character(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    }

    fn execute(&mut self, code: u8, _: bool, _: u64) {
        match code {
            _ if self.hidden => {}
            b'\n' | 0x0b | 0x0c | 0x84 | 0x85 => self.end_line(),
            b'\r' => self.column = 0,
            0x08 => self.column = self.column.saturating_sub(1),
            b'\t' => self.column = ((self.column / TAB + 1) * TAB).min(LINE),
            _ => {}
        }
    }

    fn csi(&mut self, params: &Params, collected: u32, last: u8, _: u64) {
        if (collected, last) == (PRIVATE, b'h') || (collected, last) == (PRIVATE, b'l') {
            if params.values().iter().any(|mode| matches!(mode, 47 | 1047 | 1049)) {
                self.leave_line();
                self.hidden = last == b'h';
            }
            return;
        }
        if self.hidden || (collected != 0 && collected != PRIVATE) {
            return;
        }
        // No line is longer, whatever a program says.
        let count = params.count().min(LINE);
        match last {
            b'A' | b'B' | b'E' | b'F' | b'H' | b'd' | b'e' | b'f' => self.leave_line(),
            b'C' | b'a' => self.column = (self.column + count).min(LINE),
            b'D' => self.column = self.column.saturating_sub(count),
            b'G' | b'`' => self.column = count - 1,
            b'K' => self.erase(params.get(0)),
            // The rows above have been written out, and stay.
            b'J' if params.get(0) == 0 => self.erase(0),
            b'P' if self.column < self.cells.len() && self.may_move(self.cells.len() - self.column) => {
                let end = (self.column + count).min(self.cells.len());
                self.cells.drain(self.column..end);
            }
            b'@' if self.column < self.cells.len()
                && self.cells.len() < LINE
                && self.may_move(self.cells.len() - self.column) =>
            {
                let count = self.take_blanks(count);
                self.cells.splice(self.column..self.column, std::iter::repeat_n(BLANK, count));
            }
            b'X' => self.blank(self.column, self.column + count),
            _ => {}
        }
    }

    fn esc(&mut self, collected: u32, last: u8, _: u64) {
        match (collected, last) {
            (0, b'c') => {
                self.leave_line();
                self.hidden = false;
            }
            (0, b'D' | b'E') if !self.hidden => self.end_line(),
            _ => {}
        }
    }

    fn osc(&mut self, _: &[u8], _: u64) {}
    fn osc_lost(&mut self, _: &[u8], _: u64) {}
    fn dcs(&mut self, _: u32, _: u8, _: u64) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_gone_and_text_is_left() {
        let cases: [(&str, &str); 12] = [
            ("\x1b[32mgreen\x1b[0m\r\n", "green\n"),
            ("\x1b]0;title\x07$ ls\r\na  b\r\n", "$ ls\na  b\n"),
            ("\x1b]8;;https://x.test\x1b\\link\x1b]8;;\x1b\\.", "link."),
            ("10%\r20%\r100%\r\n", "100%\n"),
            ("lx\x08s\r\n", "ls\n"),
            ("abc\x1b[2D\x1b[K!\r\n", "a!\n"),
            ("abcd\r\x1b[2P\x1b[@x\r\n", "xcd\n"),
            ("a\tb\r\n", "a       b\n"),
            ("Grüße, 世界 e\u{301}\r\n", "Grüße, 世界 e\u{301}\n"),
            ("世\x08\x08ab\r\n", "ab\n"),
            ("one\r\ntwo\x1b[1A\x1b[2Kthree\r\n", "one\ntwo\nthree\n"),
            ("before\x1b[?1049h\x1b[Hvi\r\n~\x1b[?1049lafter", "before\nafter"),
        ];
        for (output, text) in cases {
            assert_eq!(plain(output.as_bytes()), text, "{output:?}");
        }
    }

    #[test]
    fn nothing_breaks_it() {
        plain(b"\x1b[999999999C.\x1b[999999999@\x1b[999999999P\x1b[999999999Xx\xff\xf0\x9f\x1b[");
        let long = "x".repeat(3 * LINE);
        assert_eq!(plain(long.as_bytes()), long);
        assert!(plain(("\t".repeat(LINE) + "x").as_bytes()).len() <= 2 * LINE);
        // Ten bytes for each of 64 KiB.
        assert!(plain("\x1b[65535Cx\n".repeat(5_000).as_bytes()).len() <= BLANKS + 5_000 * 2);
        assert!(plain("ab\r\x1b[65535@\n".repeat(5_000).as_bytes()).len() <= BLANKS + 5_000 * 3);
        for byte in 0..=255u8 {
            plain(&[b'a', byte, b'b', 0x1b, byte, b'[', byte, b'c']);
        }
    }
}
