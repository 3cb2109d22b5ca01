//! Everything that a terminal knows besides the characters on its screen: cursors, modes, margins, tab stops, character
//! sets, titles. And the sequences that bring an xterm.js from any state into this one.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;

use crate::Size;
use crate::attributes::{Attributes, Colours};

/// Columns between two tab stops as they are at first.
const TAB: usize = 8;

/// What DECSC keeps. `y` counts from the first row that is kept above the screen, as in xterm.js: it stays where it is in
/// the buffer while the screen moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Saved {
    pub x: usize,
    pub y: usize,
    pub colours: Colours,
    pub charset: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mouse {
    #[default]
    None,
    X10,
    Vt200,
    Drag,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MouseEncoding {
    #[default]
    Default,
    Sgr,
    SgrPixels,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    pub insert: bool,
    pub application_cursor: bool,
    pub application_keypad: bool,
    pub bracketed_paste: bool,
    pub origin: bool,
    pub reverse_wraparound: bool,
    pub send_focus: bool,
    pub synchronized: bool,
    pub wraparound: bool,
    /// 1 block, 2 underline, 3 bar; none leaves it to the settings.
    pub cursor_style: Option<u8>,
    pub cursor_blink: Option<bool>,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            insert: false,
            application_cursor: false,
            application_keypad: false,
            bracketed_paste: false,
            origin: false,
            reverse_wraparound: false,
            send_focus: false,
            synchronized: false,
            wraparound: true,
            cursor_style: None,
            cursor_blink: None,
        }
    }
}

/// Tab stops; none while they are every eight columns, as far as the terminal ever reached.
pub type Tabs = Option<Arc<BTreeSet<usize>>>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registers {
    pub size: Size,
    pub x: usize,
    pub y: usize,
    pub top: usize,
    pub bottom: usize,
    /// Those of the normal and of the alternate buffer.
    pub saved: [Saved; 2],
    pub tabs: [Tabs; 2],
    /// Columns that the terminal had at most since they were made: stops beyond the edge are kept.
    pub widest: [usize; 2],
    pub alternate: bool,
    /// Margins of the normal buffer while the alternate one is shown.
    pub other_margins: (usize, usize),
    pub attributes: Attributes,
    pub charsets: [Option<u8>; 4],
    pub level: usize,
    pub charset: Option<u8>,
    pub modes: Modes,
    pub mouse: Mouse,
    pub mouse_encoding: MouseEncoding,
    pub cursor_hidden: bool,
    /// `LF` goes to the first column as well.
    pub new_line: bool,
    /// The blinking that a program asked for in place of the setting.
    pub blink: Option<bool>,
    pub title: Option<Arc<[u8]>>,
    pub icon: Option<Arc<[u8]>>,
    /// Colours changed by OSC 4, 10, 11 and 12, as the sequence that says so.
    pub colours: Arc<std::collections::BTreeMap<u32, Vec<u8>>>,
    /// Rows that are kept above the screen of the normal buffer.
    pub above: usize,
    /// Rows that the alternate buffer has room for. xterm.js leaves it as large as it was when a terminal is made smaller
    /// that does not show it, and then keeps rows above its screen as well.
    pub room: usize,
}

/// Where a terminal comes from that is brought into a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A new one, or one that was reset.
    Fresh,
    /// One that parsed everything up to some point, and keeps other rows above its screen, or other saved cursors.
    Behind,
    /// One that parsed everything up to some point, since which these have not changed.
    Near,
    /// The same, and whoever looks at it has not answered what was asked since.
    Elsewhere,
}

impl Registers {
    pub fn new(size: Size, new_line: bool) -> Self {
        Self {
            size,
            x: 0,
            y: 0,
            top: 0,
            bottom: size.rows.saturating_sub(1),
            saved: Default::default(),
            tabs: Default::default(),
            widest: [size.columns; 2],
            alternate: false,
            other_margins: (0, size.rows.saturating_sub(1)),
            attributes: Attributes::default(),
            charsets: [None; 4],
            level: 0,
            charset: None,
            modes: Modes::default(),
            mouse: Mouse::None,
            mouse_encoding: MouseEncoding::Default,
            cursor_hidden: false,
            new_line,
            blink: None,
            title: None,
            icon: None,
            colours: Arc::default(),
            above: 0,
            room: size.rows,
        }
    }

    pub fn default_tabs(&self) -> BTreeSet<usize> {
        (0..self.widest[usize::from(self.alternate)]).step_by(TAB).collect()
    }

    pub fn tab_set(&self) -> BTreeSet<usize> {
        let tabs = &self.tabs[usize::from(self.alternate)];
        tabs.as_ref().map_or_else(|| self.default_tabs(), |tabs| (**tabs).clone())
    }

    /// No tab stop is beyond the edge, where no sequence sets one.
    pub fn tabs_can_be_said(&self) -> bool {
        let buffer = usize::from(self.alternate);
        match &self.tabs[buffer] {
            Some(tabs) => tabs.last().is_none_or(|last| *last < self.size.columns),
            None => self.widest[buffer] <= self.size.columns,
        }
    }

    /// Whether sequences can bring a terminal into this state, exactly.
    pub fn can_be_said(&self) -> bool {
        let saved_can = |saved: &Saved| saved.colours.can_be_said();
        self.x < self.size.columns
            && self.y < self.size.rows
            && !self.modes.origin
            && self.charset == self.charsets[self.level]
            && self.attributes.can_be_said()
            && self.saved.iter().all(saved_can)
            && self.saved[0].y < self.above + self.size.rows
            && self.saved[1].y < self.size.rows
            && (!self.alternate || self.room == self.size.rows)
            && (self.tabs[usize::from(self.alternate)].is_none() || self.tabs_can_be_said())
    }

    /// The sequences for it. What is on the screen does not matter; it is taken to be printed over. `tabs`: tab stops may be
    /// others.
    pub fn say(&self, from: From, tabs: bool, to: &mut Vec<u8>) {
        // CAN leaves whatever sequence the terminal may be in.
        to.extend_from_slice(b"\x18\x1b[?6l\x1b[?7h\x1b[?45l\x1b[4l\x1b[20l\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[r");
        if !self.alternate {
            to.extend_from_slice(b"\x1b[?47l\x1b[r");
        }
        if from != From::Fresh {
            // Rows have no mark either then, which says that they go on the one above.
            to.extend_from_slice(b"\x1b[0\"q\x1b[0m\x1b[2J");
        }
        if matches!(from, From::Fresh | From::Behind) {
            self.say_structure(from, to);
        } else if self.alternate {
            Self::say_saved(&self.saved[1], self.saved[1].y, to);
        }
        if self.alternate && from == From::Fresh {
            to.extend_from_slice(b"\x1b[?47h");
        }
        if tabs {
            self.say_tabs(to);
        }
        for (set, designator) in (b"()*+").iter().zip(self.charsets) {
            to.extend_from_slice(&[0x1b, *set, designator.unwrap_or(b'B')]);
        }
        to.extend_from_slice([&b"\x0f"[..], b"\x0e", b"\x1bn", b"\x1bo"][self.level]);
        self.say_modes(from, to);
        self.attributes.say(to);
        let _ = write!(to, "\x1b[{};{}r", self.top + 1, self.bottom + 1);
        if !self.modes.wraparound {
            to.extend_from_slice(b"\x1b[?7l");
        }
        let _ = write!(to, "\x1b[{};{}H", self.y + 1, self.x + 1);
    }

    /// As many rows above the screen as there are here, and the saved cursors where they are in all of them.
    fn say_structure(&self, from: From, to: &mut Vec<u8>) {
        let fresh = from == From::Fresh;
        if !fresh {
            to.extend_from_slice(b"\x1b[3J");
        }
        let mut above = 0;
        let mut fill = |up_to: usize, to: &mut Vec<u8>| {
            if up_to > above {
                let _ = write!(to, "\x1b[0m\x1b[{};1H", self.size.rows);
                to.resize(to.len() + up_to - above, b'\n');
                above = up_to;
            }
        };
        let [normal, alternate] = &self.saved;
        if !fresh || *normal != Saved::default() {
            let row = normal.y.min(self.above);
            fill(row, to);
            Self::say_saved(normal, normal.y - row, to);
        }
        fill(self.above, to);
        // Where the alternate buffer has more room it was not left since the last size, nor has its cursor been saved.
        if !fresh && self.room == self.size.rows {
            Self::say_room(alternate, to);
        }
    }

    /// Shown and left, the alternate buffer has as much room as there are rows. Its saved cursor stays.
    pub fn say_room(saved: &Saved, to: &mut Vec<u8>) {
        to.extend_from_slice(b"\x1b[?47h");
        Self::say_saved(saved, saved.y, to);
        to.extend_from_slice(b"\x1b[?47l");
    }

    fn say_saved(saved: &Saved, row: usize, to: &mut Vec<u8>) {
        saved.colours.say_for_saving(to);
        to.extend_from_slice(&[0x1b, b'(', saved.charset.unwrap_or(b'B')]);
        let _ = write!(to, "\x1b[{};{}H\x1b7\x1b(B", row + 1, saved.x + 1);
    }

    fn say_tabs(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(b"\x1b[3g");
        for column in self.tab_set().into_iter().filter(|column| *column < self.size.columns) {
            let _ = write!(to, "\x1b[{}G\x1bH", column + 1);
        }
    }

    fn say_modes(&self, from: From, to: &mut Vec<u8>) {
        let modes = &self.modes;
        let mut private = |number: u32, on: bool| {
            let _ = write!(to, "\x1b[?{number}{}", if on { 'h' } else { 'l' });
        };
        private(1, modes.application_cursor);
        private(66, modes.application_keypad);
        private(2004, modes.bracketed_paste);
        private(45, modes.reverse_wraparound);
        private(2026, modes.synchronized);
        private(25, !self.cursor_hidden);
        match self.mouse {
            Mouse::None => private(1000, false),
            Mouse::X10 => private(9, true),
            Mouse::Vt200 => private(1000, true),
            Mouse::Drag => private(1002, true),
            Mouse::Any => private(1003, true),
        }
        match self.mouse_encoding {
            MouseEncoding::Default => private(1006, false),
            MouseEncoding::Sgr => private(1006, true),
            MouseEncoding::SgrPixels => private(1016, true),
        }
        if let Some(blink) = self.blink {
            private(12, blink);
        }
        if matches!(from, From::Fresh | From::Elsewhere) {
            // The terminal answers this with where the focus is; one that is only behind has been told.
            if modes.send_focus {
                private(1004, true);
            }
            for sequence in self.colours.values() {
                to.extend_from_slice(sequence);
            }
        }
        if modes.insert {
            to.extend_from_slice(b"\x1b[4h");
        }
        if self.new_line {
            to.extend_from_slice(b"\x1b[20h");
        }
        to.extend_from_slice(b"\x1b[0 q");
        let blinking = modes.cursor_blink == Some(true);
        if let Some(style) = modes.cursor_style {
            let _ = write!(to, "\x1b[{} q", 2 * style - u8::from(blinking));
        } else if modes.cursor_blink.is_some() {
            to.extend_from_slice(if blinking { b"\x1b[7 q" } else { b"\x1b[8 q" });
        }
        for (number, text) in [(2, &self.title), (1, &self.icon)] {
            if let Some(text) = text {
                let _ = write!(to, "\x1b]{number};");
                to.extend_from_slice(text);
                to.push(0x07);
            }
        }
    }
}
