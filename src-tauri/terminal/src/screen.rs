//! A terminal without its characters: follows the output as xterm.js 6 would (its `InputHandler.ts`), and knows after each
//! byte every register and from where in the output each row stems. Where a sequence does something that depends on
//! characters, it is lost until the terminal is reset, and says so.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::Size;
use crate::params::Params;
use crate::parser::Perform;
use crate::registers::{Modes, Mouse, MouseEncoding, Registers, Saved};
use crate::rows::{Row, Rows};
use crate::tracker::{Reported, Resize};
use crate::width::width;

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
    /// Right behind a reset: the screen is blank.
    pub reset: bool,
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
    /// Columns of the character before, 0 where there is none.
    preceding: u8,
    /// The character before is a single one, so that repeating it is known.
    repeatable: bool,
}

impl Screen {
    pub fn new(size: Size, most_above: usize, new_line: bool, grain: u64) -> Self {
        let registers = Registers::new(size, new_line);
        Self {
            checkpoints: VecDeque::from([Checkpoint { at: 0, resize: 0, reset: true, registers: registers.clone() }]),
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
        self.checkpoints.retain(|checkpoint| {
            checkpoint.at <= if checkpoint.registers.alternate { alternate } else { normal }
        });
    }

    /// Where in the output the shown buffer begins; for the normal one with all that is above the screen.
    pub fn oldest(&self) -> u64 {
        if self.registers.alternate { self.alternate.oldest() } else { self.normal.oldest() }
    }

    /// The terminal has taken a size, and says itself where its cursors are and how many rows are above its screen.
    pub fn resized(&mut self, resize: Resize, reported: Reported) {
        let Resize { number, at, size } = resize;
        let Reported { x, y, above, above_alternate, saved } = reported;
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
        if before.columns != size.columns {
            for tabs in &mut registers.tabs {
                if let Some(set) = tabs {
                    *set = Arc::new(resized_tabs(set, size.columns));
                }
            }
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
        // A new length of the rows: nothing that was printed before can be joined.
        self.preceding = 0;
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
        if at >= self.next_checkpoint && !self.lost && self.registers.can_be_said() {
            self.checkpoint(at, false);
        }
    }

    fn checkpoint(&mut self, at: u64, reset: bool) {
        self.next_checkpoint = at + self.grain;
        self.checkpoints.push_back(Checkpoint { at, resize: self.resize, reset, registers: self.registers.clone() });
    }

    fn lose(&mut self) {
        self.lost = true;
    }

    fn rows(&mut self) -> &mut Rows {
        if self.registers.alternate { &mut self.alternate } else { &mut self.normal }
    }

    fn row(&mut self) -> Option<&mut Row> {
        let y = self.registers.y;
        self.rows().row(y)
    }

    fn restrict(&mut self, most: usize) {
        let registers = &mut self.registers;
        registers.x = registers.x.min(most);
        let (first, last) = if registers.modes.origin {
            (registers.top, registers.bottom)
        } else {
            (0, registers.size.rows - 1)
        };
        registers.y = registers.y.max(first).min(last);
    }

    fn restrict_inside(&mut self) {
        self.restrict(self.registers.size.columns - 1);
    }

    fn set_cursor(&mut self, x: isize, y: isize) {
        let registers = &mut self.registers;
        let y = if registers.modes.origin { y.saturating_add(registers.top as isize) } else { y };
        registers.x = x.max(0) as usize;
        registers.y = y.max(0) as usize;
        self.restrict_inside();
    }

    fn move_cursor(&mut self, x: isize, y: isize) {
        self.restrict_inside();
        let x = self.registers.x as isize + x;
        let y = self.registers.y as isize + y;
        self.set_cursor(x, y);
    }

    fn scroll(&mut self, wrapped: bool, at: u64) {
        let (top, bottom) = (self.registers.top, self.registers.bottom);
        if self.rows().scroll(top, bottom, Row::new(at, wrapped)) && !self.registers.alternate {
            self.registers.above += 1;
            self.marks.structure = at + 1;
        }
    }

    fn line_feed(&mut self, at: u64) {
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

    fn index(&mut self, at: u64) {
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

    fn reverse_index(&mut self, at: u64) {
        self.restrict_inside();
        let (top, bottom) = (self.registers.top, self.registers.bottom);
        if self.registers.y == top {
            self.rows().replace(bottom, top, Row::new(at, false));
        } else {
            self.registers.y = self.registers.y.saturating_sub(1);
            self.restrict_inside();
        }
    }

    fn wrap(&mut self, at: u64) {
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

    fn wrote(&mut self, from: usize, to: usize, at: u64) {
        let columns = self.registers.size.columns;
        let insert = self.registers.modes.insert;
        if let Some(row) = self.row() {
            if insert { row.disturb() } else { row.write(from, to, columns, at) }
        }
    }

    /// Characters of one column each.
    fn narrow(&mut self, mut count: usize, at: u64) {
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

    fn one(&mut self, code: u32, at: u64) {
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

    fn repeat(&mut self, count: usize, at: u64) {
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

    fn backspace(&mut self) {
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

    fn next_stop(&mut self, forward: bool, count: usize) {
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

    fn tab(&mut self) {
        let (x, columns) = (self.registers.x, self.registers.size.columns);
        if self.registers.tabs[usize::from(self.registers.alternate)].is_some() {
            self.next_stop(true, 1);
        } else if x < columns {
            self.registers.x = ((x / 8 + 1) * 8).min(columns - 1);
        }
    }

    fn change_tabs(&mut self, change: impl FnOnce(&mut std::collections::BTreeSet<usize>)) {
        let mut tabs = self.registers.tab_set();
        change(&mut tabs);
        let plain = tabs == Registers::default_tabs(self.registers.size.columns);
        self.registers.tabs[usize::from(self.registers.alternate)] = if plain { None } else { Some(Arc::new(tabs)) };
    }

    fn erase_in_display(&mut self, what: i32, keep_protected: bool, at: u64) {
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

    fn erase_right(&mut self, keep_protected: bool, at: u64) {
        let x = self.registers.x;
        if let Some(row) = self.row() {
            if !keep_protected {
                row.erase_from(x, at);
            } else if x == 0 {
                row.wrapped = false;
            }
        }
    }

    fn erase_in_line(&mut self, what: i32, keep_protected: bool, at: u64) {
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
    fn mix(&mut self) {
        let rows = self.registers.size.rows;
        self.normal.mix(rows, self.normal.above(), self.most_above, u64::MAX);
        let room = self.registers.room.saturating_sub(rows);
        self.alternate.mix(rows, self.alternate.above(), room, u64::MAX);
        self.forget_checkpoints();
    }

    fn insert_or_delete_lines(&mut self, insert: bool, count: usize, at: u64) {
        self.restrict_inside();
        let Registers { y, top, bottom, .. } = self.registers;
        if y < top || y > bottom {
            return;
        }
        self.turn(if insert { (bottom, y) } else { (y, bottom) }, count, at);
        self.registers.x = 0;
    }

    fn turn(&mut self, (from, to): (usize, usize), count: usize, at: u64) {
        for _ in 0..count.min(from.abs_diff(to) + 1) {
            self.rows().replace(from, to, Row::new(at, false));
        }
    }

    /// Sequences that shift the characters of rows between the margins to the side.
    fn shift_columns(&mut self) {
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

    fn set_margins(&mut self, params: &Params) {
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

    fn save_cursor(&mut self, at: u64) {
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

    fn restore_cursor(&mut self) {
        let registers = &mut self.registers;
        let saved = registers.saved[usize::from(registers.alternate)];
        let base = if registers.alternate { self.alternate.above() } else { registers.above };
        registers.x = saved.x;
        registers.y = saved.y.saturating_sub(base);
        registers.attributes.restore(saved.colours);
        registers.charset = saved.charset;
        self.restrict_inside();
    }

    fn soft_reset(&mut self, at: u64) {
        let registers = &mut self.registers;
        registers.cursor_hidden = false;
        registers.top = 0;
        registers.bottom = registers.size.rows - 1;
        registers.attributes = Default::default();
        registers.modes = Modes::default();
        registers.charsets = [None; 4];
        registers.level = 0;
        registers.charset = None;
        let base = if registers.alternate { self.alternate.above() } else { registers.above };
        registers.saved[usize::from(registers.alternate)] = Saved { y: base, ..Saved::default() };
        self.marks.structure = at + 1;
        // Focus reports may have been on.
        self.ask(at);
    }

    /// RIS. Titles, colours and what is an option of xterm.js stay.
    fn full_reset(&mut self, at: u64) {
        let old = &self.registers;
        let mut registers = Registers::new(old.size, old.new_line);
        registers.blink = old.blink;
        registers.title.clone_from(&old.title);
        registers.icon.clone_from(&old.icon);
        registers.colours = Arc::clone(&old.colours);
        registers.cursor_hidden = old.cursor_hidden;
        let rows = registers.size.rows;
        self.registers = registers;
        let end = at + 1;
        self.normal = Rows::new(rows, self.most_above, end);
        self.alternate = Rows::new(rows, 0, end);
        self.lost = false;
        self.marks = Marks { structure: end, entered: end, bell: self.marks.bell };
        self.checkpoint(end, true);
    }

    fn enter_alternate(&mut self, at: u64) {
        if self.registers.alternate {
            return;
        }
        let rows = self.registers.size.rows;
        self.hidden = u64::MAX;
        self.alternate = Rows::new(rows, self.registers.room - rows, at + 1);
        let registers = &mut self.registers;
        registers.other_margins = (registers.top, registers.bottom);
        (registers.top, registers.bottom) = (0, rows - 1);
        registers.tabs[1] = None;
        registers.alternate = true;
        self.marks.entered = at + 1;
    }

    fn leave_alternate(&mut self) {
        if !self.registers.alternate {
            return;
        }
        let registers = &mut self.registers;
        (registers.top, registers.bottom) = registers.other_margins;
        registers.room = registers.size.rows;
        registers.alternate = false;
    }

    fn set_mode(&mut self, params: &Params, on: bool) {
        for mode in params.values() {
            match mode {
                4 => self.registers.modes.insert = on,
                20 => self.registers.new_line = on,
                _ => {}
            }
        }
    }

    fn set_private_mode(&mut self, params: &Params, on: bool, at: u64) {
        for &mode in params.values() {
            let registers = &mut self.registers;
            match mode {
                1 => registers.modes.application_cursor = on,
                2 if on => {
                    registers.charsets = [None; 4];
                    registers.charset = None;
                }
                6 => {
                    registers.modes.origin = on;
                    self.set_cursor(0, 0);
                }
                7 => registers.modes.wraparound = on,
                12 => registers.blink = Some(on),
                25 => registers.cursor_hidden = !on,
                45 => registers.modes.reverse_wraparound = on,
                66 => registers.modes.application_keypad = on,
                9 | 1000 | 1002 | 1003 => {
                    registers.mouse = match mode {
                        _ if !on => Mouse::None,
                        9 => Mouse::X10,
                        1000 => Mouse::Vt200,
                        1002 => Mouse::Drag,
                        _ => Mouse::Any,
                    };
                }
                1004 => {
                    registers.modes.send_focus = on;
                    self.ask(at);
                }
                1006 | 1016 => {
                    registers.mouse_encoding = match mode {
                        _ if !on => MouseEncoding::Default,
                        1006 => MouseEncoding::Sgr,
                        _ => MouseEncoding::SgrPixels,
                    };
                }
                1048 if on => self.save_cursor(at),
                1048 => self.restore_cursor(),
                47 | 1047 | 1049 if on => {
                    if mode == 1049 {
                        self.save_cursor(at);
                    }
                    self.enter_alternate(at);
                }
                47 | 1047 | 1049 => {
                    self.leave_alternate();
                    if mode == 1049 {
                        self.restore_cursor();
                    }
                }
                2004 => registers.modes.bracketed_paste = on,
                2026 => registers.modes.synchronized = on,
                _ => {}
            }
        }
    }

    fn set_cursor_style(&mut self, style: i32) {
        let modes = &mut self.registers.modes;
        if style == 0 {
            (modes.cursor_style, modes.cursor_blink) = (None, None);
            return;
        }
        match style {
            1 | 2 => modes.cursor_style = Some(1),
            3 | 4 => modes.cursor_style = Some(2),
            5 | 6 => modes.cursor_style = Some(3),
            _ => {}
        }
        modes.cursor_blink = Some(style % 2 == 1);
    }

    fn designate(&mut self, set: usize, designator: u8) {
        // B is the plain one, and stands for those that xterm.js does not have.
        let charset = Some(designator).filter(|designator| *designator != b'B');
        self.registers.charsets[set] = charset;
        if self.registers.level == set {
            self.registers.charset = charset;
        }
    }

    fn set_level(&mut self, level: usize) {
        self.registers.level = level;
        self.registers.charset = self.registers.charsets[level];
    }

    fn set_title(&mut self, text: &[u8], title: bool, icon: bool) {
        if text.len() > TITLE {
            return self.lose();
        }
        let text: Arc<[u8]> = text.into();
        if title {
            self.registers.title = Some(Arc::clone(&text));
        }
        if icon {
            self.registers.icon = Some(text);
        }
    }

    fn set_link(&mut self, payload: &[u8]) {
        let Some(semicolon) = payload.iter().position(|byte| *byte == b';') else { return };
        let (params, uri) = (&payload[..semicolon], &payload[semicolon + 1..]);
        if !uri.is_empty() {
            self.registers.attributes.set_link(Some(payload.into()));
        } else if params.trim_ascii().is_empty() {
            self.registers.attributes.set_link(None);
        }
    }

    /// OSC 4, 10, 11, 12 and their resets. Only the last word on each colour counts; what is no colour does no harm.
    fn set_colour(&mut self, number: u32, payload: &[u8]) {
        let colours = Arc::make_mut(&mut self.registers.colours);
        let slots: Vec<&[u8]> = payload.split(|byte| *byte == b';').collect();
        let index = |slot: &[u8]| std::str::from_utf8(slot).ok().and_then(|text| text.parse::<u8>().ok()).map(u32::from);
        let say = |number: u32, words: &[u8]| [format!("\x1b]{number};").as_bytes(), words, b"\x07"].concat();
        match number {
            4 => {
                for pair in slots.chunks_exact(2).filter(|pair| pair[1] != b"?") {
                    if let Some(at) = index(pair[0]) {
                        colours.insert(at, say(4, &[pair[0], b";", pair[1]].concat()));
                    }
                }
            }
            104 if payload.is_empty() => colours.retain(|key, _| *key > 255),
            104 => slots.iter().filter_map(|slot| index(slot)).for_each(|at| drop(colours.remove(&at))),
            10..=12 => {
                for (slot, at) in slots.iter().zip(number..=12).filter(|(slot, _)| **slot != b"?") {
                    colours.insert(at + 1000, say(at, slot));
                }
            }
            _ => drop(colours.remove(&(number - 100 + 1000))),
        }
    }
}

/// What xterm.js makes of the tab stops when the number of columns changes.
fn resized_tabs(tabs: &std::collections::BTreeSet<usize>, columns: usize) -> std::collections::BTreeSet<usize> {
    let mut tabs = tabs.clone();
    let from = if tabs.contains(&columns) {
        columns
    } else {
        tabs.range(..columns).next_back().copied().unwrap_or(0)
    };
    tabs.extend((from..columns).step_by(8));
    tabs
}

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
                self.change_tabs(|tabs| {
                    tabs.insert(x);
                });
            }
            _ => {}
        }
    }

    fn csi(&mut self, params: &Params, collected: u32, last: u8, at: u64) {
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
                0 => self.change_tabs(|tabs| {
                    tabs.remove(&x);
                }),
                3 => self.change_tabs(std::collections::BTreeSet::clear),
                _ => {}
            },
            (0, b'h') => self.set_mode(params, true),
            (0, b'l') => self.set_mode(params, false),
            (PRIVATE, b'h') => self.set_private_mode(params, true, at),
            (PRIVATE, b'l') => self.set_private_mode(params, false, at),
            (0, b'm') => self.registers.attributes.select(params),
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

    fn esc(&mut self, collected: u32, last: u8, at: u64) {
        self.preceding = 0;
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
                self.change_tabs(|tabs| {
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
        let digits = payload.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = payload.split_at(digits);
        let Some(number) = std::str::from_utf8(number).ok().and_then(|text| text.parse::<u32>().ok()) else { return };
        let data = match rest.first() {
            None => rest,
            Some(b';') => &rest[1..],
            Some(_) => return,
        };
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

    fn osc_lost(&mut self, at: u64) {
        self.preceding = 0;
        // It may have been a title or, more likely, something for the clipboard.
        self.ask(at);
        self.lose();
    }

    fn dcs(&mut self, collected: u32, last: u8, at: u64) {
        self.preceding = 0;
        if (collected, last) == (u32::from(b'$'), b'q') {
            self.ask(at);
        }
    }
}

/// Those that xterm.js knows (its `Charsets.ts`).
fn is_charset(designator: u8) -> bool {
    b"0AB4C5RQKYE6ZH7=".contains(&designator)
}
