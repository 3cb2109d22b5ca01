//! Where the cursor goes: by itself, to tab stops, between margins, and back to where it was saved.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Screen;
use crate::params::Params;
use crate::registers::Saved;
use crate::rows::Row;

impl Screen {
    pub(super) fn restrict(&mut self, most: usize) {
        let registers = &mut self.registers;
        registers.x = registers.x.min(most);
        let (first, last) =
            if registers.modes.origin { (registers.top, registers.bottom) } else { (0, registers.size.rows - 1) };
        registers.y = registers.y.max(first).min(last);
    }

    pub(super) fn restrict_inside(&mut self) {
        self.restrict(self.registers.size.columns - 1);
    }

    pub(super) fn set_cursor(&mut self, x: isize, y: isize) {
        let registers = &mut self.registers;
        let y = if registers.modes.origin { y.saturating_add(registers.top as isize) } else { y };
        registers.x = x.max(0) as usize;
        registers.y = y.max(0) as usize;
        self.restrict_inside();
    }

    pub(super) fn move_cursor(&mut self, x: isize, y: isize) {
        self.restrict_inside();
        let x = self.registers.x as isize + x;
        let y = self.registers.y as isize + y;
        self.set_cursor(x, y);
    }

    pub(super) fn scroll(&mut self, wrapped: bool, at: u64) {
        let (top, bottom) = (self.registers.top, self.registers.bottom);
        if self.rows().scroll(top, bottom, Row::new(at, wrapped)) && !self.registers.alternate {
            self.registers.above += 1;
            self.marks.structure = at + 1;
        }
    }

    pub(super) fn line_feed(&mut self, at: u64) {
        if self.registers.new_line {
            self.registers.x = 0;
        }
        self.registers.y += 1;
        if self.registers.y == self.registers.bottom + 1 {
            self.registers.y -= 1;
            self.scroll(false, at);
        } else if self.registers.y >= self.registers.size.rows {
            self.registers.y = self.registers.size.rows - 1;
        } else if let Some(row) = self.row() {
            row.wrapped = false;
        }
        if self.registers.x >= self.registers.size.columns {
            self.registers.x -= 1;
        }
    }

    pub(super) fn index(&mut self, at: u64) {
        self.restrict_inside();
        self.registers.y += 1;
        if self.registers.y == self.registers.bottom + 1 {
            self.registers.y -= 1;
            self.scroll(false, at);
        } else if self.registers.y >= self.registers.size.rows {
            self.registers.y = self.registers.size.rows - 1;
        }
        self.restrict_inside();
    }

    pub(super) fn reverse_index(&mut self, at: u64) {
        self.restrict_inside();
        let (top, bottom) = (self.registers.top, self.registers.bottom);
        if self.registers.y == top {
            self.rows().replace(bottom, top, Row::new(at, false));
        } else {
            self.registers.y = self.registers.y.saturating_sub(1);
            self.restrict_inside();
        }
    }

    pub(super) fn backspace(&mut self) {
        let registers = &self.registers;
        if !registers.modes.reverse_wraparound {
            self.restrict_inside();
            self.registers.x = self.registers.x.saturating_sub(1);
            return;
        }
        self.restrict(registers.size.columns);
        if self.registers.x > 0 {
            self.registers.x -= 1;
        } else if self.registers.y > self.registers.top && self.registers.y <= self.registers.bottom {
            // Whether it goes back to the row above depends on what is there.
            self.lose();
        }
        self.restrict_inside();
    }

    pub(super) fn next_stop(&mut self, forward: bool, count: usize) {
        let columns = self.registers.size.columns;
        if self.registers.x >= columns {
            return;
        }
        let tabs = self.registers.tab_set();
        for _ in 0..count.min(columns) {
            let x = self.registers.x;
            self.registers.x = if forward {
                tabs.range(x + 1..).next().copied().unwrap_or(columns).min(columns - 1)
            } else {
                tabs.range(..x).next_back().copied().unwrap_or(0)
            };
        }
    }

    pub(super) fn tab(&mut self) {
        let (x, columns) = (self.registers.x, self.registers.size.columns);
        if self.registers.tabs[usize::from(self.registers.alternate)].is_some() {
            self.next_stop(true, 1);
        } else if x < columns {
            self.registers.x = ((x / 8 + 1) * 8).min(columns - 1);
        }
    }

    pub(super) fn change_tabs(&mut self, at: u64, change: impl FnOnce(&mut BTreeSet<usize>)) {
        let mut tabs = self.registers.tab_set();
        change(&mut tabs);
        let plain = tabs == self.registers.default_tabs();
        self.marks.tabs = at + 1;
        self.registers.tabs[usize::from(self.registers.alternate)] = if plain { None } else { Some(Arc::new(tabs)) };
    }

    pub(super) fn set_margins(&mut self, params: &Params) {
        let rows = self.registers.size.rows as i32;
        let top = params.get(0).max(1);
        let given = params.get(1);
        let bottom = if params.values().len() < 2 || given > rows || given == 0 { rows } else { given };
        if bottom > top {
            self.registers.top = top as usize - 1;
            self.registers.bottom = bottom as usize - 1;
            self.set_cursor(0, 0);
        }
    }

    pub(super) fn save_cursor(&mut self, at: u64) {
        let registers = &mut self.registers;
        let base = if registers.alternate { self.alternate.above() } else { registers.above };
        let saved = Saved {
            x: registers.x.min(registers.size.columns - 1),
            y: base + registers.y,
            colours: registers.attributes.colours(),
            charset: registers.charset,
        };
        let place = &mut registers.saved[usize::from(registers.alternate)];
        if *place != saved {
            *place = saved;
            self.marks.structure = at + 1;
        }
    }

    pub(super) fn restore_cursor(&mut self) {
        let registers = &mut self.registers;
        let saved = registers.saved[usize::from(registers.alternate)];
        let base = if registers.alternate { self.alternate.above() } else { registers.above };
        registers.x = saved.x;
        registers.y = saved.y.saturating_sub(base);
        registers.attributes.restore(saved.colours);
        registers.charset = saved.charset;
        self.restrict_inside();
    }
}
