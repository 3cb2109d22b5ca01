//! Modes, buffers, character sets, titles, links, colours and resets.

use std::sync::Arc;

use super::{Marks, Screen, TITLE};
use crate::params::Params;
use crate::registers::{Modes, Mouse, MouseEncoding, Registers, Saved};
use crate::rows::Rows;

impl Screen {
    pub(super) fn soft_reset(&mut self, at: u64) {
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
    pub(super) fn full_reset(&mut self, at: u64) {
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
        self.marks = Marks { structure: end, entered: end, tabs: end, reset: end, bell: self.marks.bell };
        self.checkpoint(end);
    }

    pub(super) fn enter_alternate(&mut self, at: u64) {
        if self.registers.alternate {
            return;
        }
        let rows = self.registers.size.rows;
        self.hidden = u64::MAX;
        self.alternate = Rows::new(rows, self.registers.room - rows, at + 1);
        let registers = &mut self.registers;
        registers.other_margins = (registers.top, registers.bottom);
        (registers.top, registers.bottom) = (0, rows - 1);
        registers.alternate = true;
        self.marks.tabs = at + 1;
        self.marks.entered = at + 1;
    }

    pub(super) fn leave_alternate(&mut self, at: u64) {
        if !self.registers.alternate {
            return;
        }
        let registers = &mut self.registers;
        (registers.top, registers.bottom) = registers.other_margins;
        // Its buffer is made anew.
        registers.room = registers.size.rows;
        registers.tabs[1] = None;
        registers.widest[1] = registers.size.columns;
        registers.alternate = false;
        self.marks.tabs = at + 1;
    }

    pub(super) fn set_mode(&mut self, params: &Params, on: bool) {
        for mode in params.values() {
            match mode {
                4 => self.registers.modes.insert = on,
                20 => self.registers.new_line = on,
                _ => {}
            }
        }
    }

    pub(super) fn set_private_mode(&mut self, params: &Params, on: bool, at: u64) {
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
                    self.leave_alternate(at);
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

    pub(super) fn set_cursor_style(&mut self, style: i32) {
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

    pub(super) fn designate(&mut self, set: usize, designator: u8) {
        // B is the plain one, and stands for those that xterm.js does not have.
        let charset = Some(designator).filter(|designator| *designator != b'B');
        self.registers.charsets[set] = charset;
        if self.registers.level == set {
            self.registers.charset = charset;
        }
    }

    pub(super) fn set_level(&mut self, level: usize) {
        self.registers.level = level;
        self.registers.charset = self.registers.charsets[level];
    }

    pub(super) fn set_title(&mut self, text: &[u8], title: bool, icon: bool) {
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

    pub(super) fn set_link(&mut self, payload: &[u8]) {
        let Some(semicolon) = payload.iter().position(|byte| *byte == b';') else { return };
        let (params, uri) = (&payload[..semicolon], &payload[semicolon + 1..]);
        if !uri.is_empty() {
            self.registers.attributes.set_link(Some(payload.into()));
        } else if params.trim_ascii().is_empty() {
            self.registers.attributes.set_link(None);
        }
    }

    /// OSC 4, 10, 11, 12 and their resets. Only the last word on each colour counts; what is no colour does no harm.
    pub(super) fn set_colour(&mut self, number: u32, payload: &[u8]) {
        let colours = Arc::make_mut(&mut self.registers.colours);
        let slots: Vec<&[u8]> = payload.split(|byte| *byte == b';').collect();
        let index =
            |slot: &[u8]| std::str::from_utf8(slot).ok().and_then(|text| text.parse::<u8>().ok()).map(u32::from);
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
