//! What the sequences mean: the tables of xterm.js's `InputHandler.ts`.

use std::collections::BTreeSet;

use super::{SELECTED, Screen};
use crate::params::Params;
use crate::parser::Perform;
use crate::registers::Registers;

impl Perform for Screen {
    fn ascii(&mut self, count: usize, at: u64) {
        self.preceding = 1;
        self.repeatable = true;
        self.narrow(count, at);
    }

    fn print(&mut self, code: u32, at: u64) {
        self.one(code, at);
    }

    fn execute(&mut self, code: u8, alone: bool, at: u64) {
        self.preceding = 0;
        match code {
            0x07 => self.marks.bell = at + 1,
            0x0a..=0x0c => {
                self.line_feed(at);
                if alone {
                    self.rest(at + 1);
                }
            }
            0x0d => self.registers.x = 0,
            0x08 => self.backspace(),
            0x09 => self.tab(),
            0x0e => self.set_level(1),
            0x0f => self.set_level(0),
            0x84 => self.index(at),
            0x85 => {
                self.registers.x = 0;
                self.index(at);
            }
            0x88 => {
                let x = self.registers.x;
                self.change_tabs(at, |tabs| {
                    tabs.insert(x);
                });
            }
            _ => {}
        }
    }

    fn csi(&mut self, params: &Params, collected: u32, last: u8, at: u64) {
        self.settle();
        const PRIVATE: u32 = b'?' as u32;
        const SPACE: u32 = b' ' as u32;
        const DOLLAR: u32 = b'$' as u32;
        const QUOTE: u32 = b'\'' as u32;
        const DOUBLE: u32 = b'"' as u32;
        const EXCLAMATION: u32 = b'!' as u32;
        const GREATER: u32 = b'>' as u32;
        let preceding = std::mem::take(&mut self.preceding);
        let count = params.count();
        let step = count as isize;
        let Registers { x, y, top, bottom, .. } = self.registers;
        match (collected, last) {
            (0, b'A' | b'F') => {
                let step = if y >= top { step.min((y - top) as isize) } else { step };
                self.move_cursor(0, -step);
            }
            (0, b'B' | b'E') => {
                let step = if y <= bottom { step.min((bottom - y) as isize) } else { step };
                self.move_cursor(0, step);
            }
            (0, b'C' | b'a') => self.move_cursor(step, 0),
            (0, b'D') => self.move_cursor(-step, 0),
            // As in xterm.js, the present row is counted from the margin once more in origin mode.
            (0, b'G' | b'`') => self.set_cursor(step - 1, y as isize),
            (0, b'H' | b'f') => {
                let column = if params.values().len() >= 2 { params.get(1).max(1) as isize - 1 } else { 0 };
                self.set_cursor(column, step - 1);
            }
            (0, b'd') => self.set_cursor(x as isize, step - 1),
            (0, b'e') => self.move_cursor(0, step),
            (0, b'I') => self.next_stop(true, count),
            (0, b'Z') => self.next_stop(false, count),
            (0, b'J') => self.erase_in_display(params.get(0), false, at),
            (PRIVATE, b'J') => self.erase_in_display(params.get(0), true, at),
            (0, b'K') => self.erase_in_line(params.get(0), false, at),
            (PRIVATE, b'K') => self.erase_in_line(params.get(0), true, at),
            (0, b'L') => self.insert_or_delete_lines(true, count, at),
            (0, b'M') => self.insert_or_delete_lines(false, count, at),
            (0, b'S') => self.turn((top, bottom), count, at),
            (0, b'T') => self.turn((bottom, top), count, at),
            (0, b'@' | b'P') => {
                self.restrict_inside();
                if let Some(row) = self.row() {
                    row.disturb();
                }
            }
            (0, b'X') => self.restrict_inside(),
            (SPACE, b'@' | b'A') | (QUOTE, b'}' | b'~') => self.shift_columns(),
            (0, b'b') => {
                self.preceding = preceding;
                self.repeat(count, at);
                self.preceding = 0;
            }
            (0, b'g') => match params.get(0) {
                0 => self.change_tabs(at, |tabs| {
                    tabs.remove(&x);
                }),
                3 => self.change_tabs(at, BTreeSet::clear),
                _ => {}
            },
            (0, b'h') => self.set_mode(params, true),
            (0, b'l') => self.set_mode(params, false),
            (PRIVATE, b'h') => self.set_private_mode(params, true, at),
            (PRIVATE, b'l') => self.set_private_mode(params, false, at),
            (0, b'c' | b'n') | (GREATER, b'c') | (PRIVATE, b'n') => self.ask(at),
            (DOLLAR, b'p') => self.ask(at),
            (collected, b'p') if collected == PRIVATE << 8 | DOLLAR => self.ask(at),
            (EXCLAMATION, b'p') => self.soft_reset(at),
            (SPACE, b'q') => self.set_cursor_style(params.get(0)),
            (DOUBLE, b'q') => match params.get(0) {
                1 => self.registers.attributes.set_protected(true),
                0 | 2 => self.registers.attributes.set_protected(false),
                _ => {}
            },
            (0, b'm') => self.registers.attributes.select(params),
            (0, b'r') => self.set_margins(params),
            (0, b's') => self.save_cursor(at),
            (0, b'u') => self.restore_cursor(),
            _ => {}
        }
        if matches!((collected, last), (0, b'E' | b'F')) {
            self.registers.x = 0;
        }
        if matches!((collected, last), (0, b'H' | b'J' | b'm')) {
            self.rest(at + 1);
        }
    }

    fn select(&mut self, numbers: &[u8], at: u64) {
        self.preceding = 0;
        if matches!(numbers, [] | [b'0'] | [b'0', b';', ..]) {
            // Takes back all that was selected before.
            self.selected.clear();
        } else if self.selected.len() > SELECTED {
            self.settle();
        }
        self.selected.extend_from_slice(numbers);
        self.selected.push(b'm');
        self.rest(at + 1);
    }

    fn esc(&mut self, collected: u32, last: u8, at: u64) {
        self.preceding = 0;
        self.settle();
        const SETS: [u8; 4] = *b"()*+";
        match (collected, last) {
            (0, b'7') => self.save_cursor(at),
            (0, b'8') => self.restore_cursor(),
            (0, b'D') => self.index(at),
            (0, b'E') => {
                self.registers.x = 0;
                self.index(at);
            }
            (0, b'H') => {
                let x = self.registers.x;
                self.change_tabs(at, |tabs| {
                    tabs.insert(x);
                });
            }
            (0, b'M') => self.reverse_index(at),
            (0, b'=') => self.registers.modes.application_keypad = true,
            (0, b'>') => self.registers.modes.application_keypad = false,
            (0, b'c') => self.full_reset(at),
            (0, b'n' | b'}') => self.set_level(2),
            (0, b'o' | b'|') => self.set_level(3),
            (0, b'~') => self.set_level(1),
            (0x25, b'@' | b'G') => {
                self.set_level(0);
                self.designate(0, b'B');
            }
            (0x23, b'8') => {
                self.set_cursor(0, 0);
                // Filled from the cursor on, which in origin mode is not in the first row.
                for y in 0..self.registers.size.rows {
                    if let Some(row) = self.rows().row(y) {
                        row.wrapped = false;
                        row.disturb();
                    }
                }
            }
            (set @ 0x28..=0x2e, designator) if is_charset(designator) => {
                let set = set as u8;
                // `-` and `.` are further names of G1 and G2.
                let level = SETS.iter().position(|known| *known == set).or(match set {
                    b'-' => Some(1),
                    b'.' => Some(2),
                    _ => None,
                });
                if let Some(level) = level {
                    self.designate(level, designator);
                }
            }
            _ => {}
        }
    }

    fn osc(&mut self, payload: &[u8], at: u64) {
        self.preceding = 0;
        self.settle();
        let Some((number, data)) = numbered(payload) else { return };
        match number {
            0 => self.set_title(data, true, true),
            1 => self.set_title(data, false, true),
            2 => self.set_title(data, true, false),
            8 => self.set_link(data),
            4 | 10..=12 | 104 | 110..=112 => {
                self.set_colour(number, data);
                self.ask(at);
            }
            52 => self.ask(at),
            _ => {}
        }
    }

    fn osc_lost(&mut self, beginning: &[u8], at: u64) {
        self.preceding = 0;
        self.settle();
        match numbered(beginning) {
            Some((0 | 1 | 2 | 4 | 8 | 10..=12 | 104 | 110..=112, _)) => {
                self.ask(at);
                self.lose();
            }
            Some((52, _)) => self.ask(at),
            // Such as a picture, which xterm.js takes no notice of.
            _ => {}
        }
    }

    fn dcs(&mut self, collected: u32, last: u8, at: u64) {
        self.preceding = 0;
        if (collected, last) == (u32::from(b'$'), b'q') {
            self.ask(at);
        }
    }
}

/// What an OSC sequence is about, and its data. None where xterm.js takes no notice of it.
fn numbered(payload: &[u8]) -> Option<(u32, &[u8])> {
    let digits = payload.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = payload.split_at(digits);
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    match rest.first() {
        None => Some((number, rest)),
        Some(b';') => Some((number, &rest[1..])),
        Some(_) => None,
    }
}

/// Those that xterm.js knows (its `Charsets.ts`).
fn is_charset(designator: u8) -> bool {
    b"0AB4C5RQKYE6ZH7=".contains(&designator)
}
