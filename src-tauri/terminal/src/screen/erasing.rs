//! What is erased, inserted and taken away.

use super::Screen;
use crate::registers::Registers;
use crate::rows::Row;

impl Screen {
    pub(super) fn erase_in_display(&mut self, what: i32, keep_protected: bool, at: u64) {
        let columns = self.registers.size.columns;
        self.restrict(columns);
        let (x, y, rows) = (self.registers.x, self.registers.y, self.registers.size.rows);
        let blank = |screen: &mut Self, from: usize, to: usize| {
            for y in from..to {
                if let Some(row) = screen.rows().row(y) {
                    if keep_protected { row.wrapped = false } else { *row = Row::new(at, false) }
                }
            }
        };
        match what {
            0 => {
                self.erase_right(keep_protected, at);
                blank(self, y + 1, rows);
            }
            1 => {
                if let Some(row) = self.row() {
                    row.wrapped = false;
                }
                if x + 1 >= columns {
                    // xterm.js then marks a row that it counts from the very first one kept.
                    self.mix();
                    if self.rows().above() == 0 && y + 1 >= rows {
                        self.lose();
                    }
                }
                blank(self, 0, y);
            }
            2 => blank(self, 0, rows),
            3 if self.registers.alternate => self.alternate.forget_above(),
            3 if self.registers.above > 0 => {
                self.normal.forget_above();
                self.registers.above = 0;
                self.marks.structure = at + 1;
            }
            _ => {}
        }
    }

    pub(super) fn erase_right(&mut self, keep_protected: bool, at: u64) {
        let x = self.registers.x;
        if let Some(row) = self.row() {
            if !keep_protected {
                row.erase_from(x, at);
            } else if x == 0 {
                row.wrapped = false;
            }
        }
    }

    pub(super) fn erase_in_line(&mut self, what: i32, keep_protected: bool, at: u64) {
        self.restrict(self.registers.size.columns);
        match what {
            0 => self.erase_right(keep_protected, at),
            2 => {
                if let Some(row) = self.row() {
                    if keep_protected { row.wrapped = false } else { *row = Row::new(at, false) }
                }
            }
            _ => {}
        }
    }

    /// Rows now depend on one another.
    pub(super) fn mix(&mut self) {
        let rows = self.registers.size.rows;
        self.normal.mix(rows, self.normal.above(), self.most_above, u64::MAX);
        let room = self.registers.room.saturating_sub(rows);
        self.alternate.mix(rows, self.alternate.above(), room, u64::MAX);
        self.forget_checkpoints();
    }

    pub(super) fn insert_or_delete_lines(&mut self, insert: bool, count: usize, at: u64) {
        self.restrict_inside();
        let Registers { y, top, bottom, .. } = self.registers;
        if y < top || y > bottom {
            return;
        }
        self.turn(if insert { (bottom, y) } else { (y, bottom) }, count, at);
        self.registers.x = 0;
    }

    pub(super) fn turn(&mut self, (from, to): (usize, usize), count: usize, at: u64) {
        for _ in 0..count.min(from.abs_diff(to) + 1) {
            self.rows().replace(from, to, Row::new(at, false));
        }
    }

    /// Sequences that shift the characters of rows between the margins to the side.
    pub(super) fn shift_columns(&mut self) {
        let Registers { y, top, bottom, .. } = self.registers;
        if y < top || y > bottom {
            return;
        }
        for y in top..=bottom {
            if let Some(row) = self.rows().row(y) {
                row.wrapped = false;
                row.disturb();
            }
        }
    }
}
