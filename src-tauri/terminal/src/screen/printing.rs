//! Characters and the columns that they take.

use super::Screen;
use crate::width::width;

impl Screen {
    pub(super) fn wrap(&mut self, at: u64) {
        self.registers.y += 1;
        if self.registers.y == self.registers.bottom + 1 {
            self.registers.y -= 1;
            self.scroll(true, at);
        } else {
            self.registers.y = self.registers.y.min(self.registers.size.rows - 1);
            if let Some(row) = self.row() {
                row.wrapped = true;
            }
        }
    }

    pub(super) fn wrote(&mut self, from: usize, to: usize, at: u64) {
        let columns = self.registers.size.columns;
        let insert = self.registers.modes.insert;
        if let Some(row) = self.row() {
            if insert { row.disturb() } else { row.write(from, to, columns, at) }
        }
    }

    /// Characters of one column each.
    pub(super) fn narrow(&mut self, mut count: usize, at: u64) {
        let columns = self.registers.size.columns;
        while count > 0 {
            let x = self.registers.x;
            if x < columns {
                let room = count.min(columns - x);
                self.registers.x = x + room;
                self.wrote(x, x + room, at);
                count -= room;
            } else if self.registers.modes.wraparound {
                self.registers.x = 0;
                self.wrap(at);
            } else {
                self.registers.x = columns;
                return self.wrote(columns - 1, columns, at);
            }
        }
    }

    pub(super) fn one(&mut self, code: u32, at: u64) {
        let columns = self.registers.size.columns;
        let (mut wide, preceding) = (width(code), self.preceding);
        let joins = wide == 0 && preceding != 0;
        let old = if joins { preceding } else { 0 };
        wide = wide.max(old);
        self.preceding = wide;
        self.repeatable = !joins;
        let advance = usize::from(wide - old);
        if self.registers.x + advance > columns {
            if self.registers.modes.wraparound {
                let x = self.registers.x;
                self.wrote(x, columns.max(x), at);
                self.registers.x = usize::from(old);
                self.wrap(at);
            } else {
                self.registers.x = columns - 1;
                if wide == 2 {
                    return;
                }
            }
        }
        if joins && self.registers.x > 0 {
            return;
        }
        let x = self.registers.x;
        // A character of no width that can't join another takes a column all the same.
        self.registers.x += usize::from(wide.max(1));
        if wide == 0 {
            if let Some(row) = self.row() {
                row.disturb();
            }
        } else {
            self.wrote(x, x + usize::from(wide), at);
        }
    }

    pub(super) fn repeat(&mut self, count: usize, at: u64) {
        match self.preceding {
            0 => {}
            _ if !self.repeatable => self.lose(),
            columns => {
                for _ in 0..count {
                    if columns == 1 { self.narrow(1, at) } else { self.one(u32::from('\u{3000}'), at) }
                }
            }
        }
    }
}
