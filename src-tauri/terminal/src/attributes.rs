//! How characters look: colours, weight, underline, link. Kept in the very bits that xterm.js keeps (its
//! `AttributeData.ts`), for some of its rules only make sense in terms of them.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::params::Params;

const MODE: u32 = 0x0300_0000;
const PALETTE_16: u32 = 0x0100_0000;
const PALETTE_256: u32 = 0x0200_0000;
const RGB: u32 = 0x0300_0000;
const RGB_ROOM: u32 = 0x00ff_ffff;
const PALETTE_ROOM: u32 = 0xff;

const INVERSE: u32 = 0x0400_0000;
const BOLD: u32 = 0x0800_0000;
const UNDERLINE: u32 = 0x1000_0000;
const BLINK: u32 = 0x2000_0000;
const INVISIBLE: u32 = 0x4000_0000;
const STRIKETHROUGH: u32 = 0x8000_0000;

const ITALIC: u32 = 0x0400_0000;
const DIM: u32 = 0x0800_0000;
const EXTENDED: u32 = 0x1000_0000;
const PROTECTED: u32 = 0x2000_0000;
const OVERLINE: u32 = 0x4000_0000;

/// Underlines have the styles 0 (none) to 5 (dashed).
const STYLES: i32 = 5;

/// What DECSC keeps of the attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Colours {
    foreground: u32,
    background: u32,
}

/// What the next character will look like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes {
    colours: Colours,
    underline_style: u8,
    underline_colour: u32,
    /// `PARAMETERS;URI` of OSC 8.
    link: Option<Arc<[u8]>>,
}

impl Attributes {
    pub fn colours(&self) -> Colours {
        self.colours
    }

    /// DECRC brings back the colours and leaves the rest.
    pub fn restore(&mut self, colours: Colours) {
        self.colours = colours;
    }

    pub fn set_link(&mut self, link: Option<Arc<[u8]>>) {
        self.link = link;
        self.update_extended();
    }

    /// DECSCA
    pub fn set_protected(&mut self, protected: bool) {
        set(&mut self.colours.background, PROTECTED, protected);
    }

    /// Nothing depends on what was saved and brought back at another time: sequences can say all of it.
    pub fn can_be_said(&self) -> bool {
        (self.colours.background & EXTENDED != 0) == self.has_extended()
            && (self.colours.foreground & UNDERLINE != 0) == (self.underline_style != 0)
    }

    fn has_extended(&self) -> bool {
        self.underline_style != 0 || self.link.is_some()
    }

    fn update_extended(&mut self) {
        let extended = self.has_extended();
        set(&mut self.colours.background, EXTENDED, extended);
    }

    fn underline(&mut self, style: i32) {
        let style = if (0..=STYLES).contains(&style) { style } else { 1 };
        self.underline_style = style as u8;
        set(&mut self.colours.foreground, UNDERLINE, style != 0);
        self.update_extended();
    }

    fn reset(&mut self) {
        self.colours = Colours::default();
        self.underline_style = 0;
        self.underline_colour = 0;
        self.update_extended();
    }

    /// SGR
    pub fn select(&mut self, params: &Params) {
        let values = params.values();
        let mut at = 0;
        while let Some(&value) = values.get(at) {
            let Colours { foreground, background } = &mut self.colours;
            match value {
                0 => self.reset(),
                1 => *foreground |= BOLD,
                2 => *background |= DIM,
                3 => *background |= ITALIC,
                4 => {
                    let style = params.subs(at).next().unwrap_or(1);
                    self.underline(style);
                }
                5 => *foreground |= BLINK,
                7 => *foreground |= INVERSE,
                8 => *foreground |= INVISIBLE,
                9 => *foreground |= STRIKETHROUGH,
                21 => self.underline(2),
                22 => {
                    *foreground &= !BOLD;
                    *background &= !DIM;
                }
                23 => *background &= !ITALIC,
                24 => self.underline(0),
                25 => *foreground &= !BLINK,
                27 => *foreground &= !INVERSE,
                28 => *foreground &= !INVISIBLE,
                29 => *foreground &= !STRIKETHROUGH,
                30..=37 => palette(foreground, PALETTE_16, value - 30),
                40..=47 => palette(background, PALETTE_16, value - 40),
                90..=97 => palette(foreground, PALETTE_16, (value - 90) | 8),
                100..=107 => palette(background, PALETTE_16, (value - 100) | 8),
                39 => *foreground &= !(MODE | RGB_ROOM),
                49 => *background &= !(MODE | RGB_ROOM),
                38 | 48 | 58 => at += self.extended_colour(params, at),
                53 => *background |= OVERLINE,
                55 => *background &= !OVERLINE,
                59 => {
                    self.underline_colour = MODE | RGB_ROOM;
                    self.update_extended();
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// `38;5;N`, `38;2;R;G;B` and the same with colons. Tells how many parameters more than one it took.
    fn extended_colour(&mut self, params: &Params, at: usize) -> usize {
        // What nearly all programs write.
        if let (false, Some(&[what, 5, index, ..])) = (params.has_subs(), params.values().get(at..)) {
            self.take_colour(what, 5, [index, 0, 0]);
            return 2;
        }
        // [what, mode, colour space, three values]; without colons there is no colour space.
        let mut found: [i32; 6] = [0, 0, -1, 0, 0, 0];
        let mut space = 0;
        let mut advance = 0;
        loop {
            found[advance + space] = params.get(at + advance);
            let subs: Vec<i32> = params.subs(at + advance).collect();
            if !subs.is_empty() {
                for (index, value) in subs.into_iter().enumerate() {
                    if found[1] == 5 {
                        space = 1;
                    }
                    let place = advance + index + 1 + space;
                    if place >= found.len() {
                        break;
                    }
                    found[place] = value;
                }
                break;
            }
            if (found[1] == 5 && advance + space >= 2) || (found[1] == 2 && advance + space >= 5) {
                break;
            }
            if found[1] != 0 {
                space = 1;
            }
            advance += 1;
            if advance + at >= params.values().len() || advance + space >= found.len() {
                break;
            }
        }
        for value in &mut found[2..] {
            if *value == -1 {
                *value = 0;
            }
        }
        self.take_colour(found[0], found[1], [found[3], found[4], found[5]]);
        advance
    }

    fn take_colour(&mut self, what: i32, mode: i32, values: [i32; 3]) {
        match what {
            38 => colour(&mut self.colours.foreground, mode, values),
            48 => colour(&mut self.colours.background, mode, values),
            58 => colour(&mut self.underline_colour, mode, values),
            _ => {}
        }
    }

    /// The sequences that make a terminal with any attributes have these.
    pub fn say(&self, to: &mut Vec<u8>) {
        self.colours.say(self.underline_style, self.underline_colour, to);
        if let Some(link) = &self.link {
            to.extend_from_slice(b"\x1b]8;");
            to.extend_from_slice(link);
            to.push(0x07);
        }
    }
}

impl Colours {
    /// Whether a terminal without a link can have them.
    pub fn can_be_said(self) -> bool {
        (self.background & EXTENDED != 0) == (self.foreground & UNDERLINE != 0)
    }

    /// For DECSC, which does not keep the style and the colour of the underline.
    pub fn say_for_saving(self, to: &mut Vec<u8>) {
        self.say(u8::from(self.foreground & UNDERLINE != 0), 0, to);
    }

    fn say(self, underline_style: u8, underline_colour: u32, to: &mut Vec<u8>) {
        let Colours { foreground, background } = self;
        let mut words = String::from("\x1b]8;;\x07\x1b[0");
        let flags = [
            (foreground & BOLD, "1"),
            (background & DIM, "2"),
            (background & ITALIC, "3"),
            (foreground & BLINK, "5"),
            (foreground & INVERSE, "7"),
            (foreground & INVISIBLE, "8"),
            (foreground & STRIKETHROUGH, "9"),
            (background & OVERLINE, "53"),
        ];
        for (_, number) in flags.iter().filter(|(bit, _)| *bit != 0) {
            let _ = write!(words, ";{number}");
        }
        if underline_style != 0 {
            let _ = write!(words, ";4:{underline_style}");
        }
        say_colour(foreground, 30, &mut words);
        say_colour(background, 40, &mut words);
        say_colour(underline_colour, 50, &mut words);
        words.push('m');
        words.push_str(if background & PROTECTED != 0 { "\x1b[1\"q" } else { "\x1b[0\"q" });
        to.extend_from_slice(words.as_bytes());
    }
}

/// `base`: 30 for the foreground, 40 for the background, 50 for the underline.
fn say_colour(bits: u32, base: u32, words: &mut String) {
    let value = bits & PALETTE_ROOM;
    let _ = match bits & MODE {
        PALETTE_16 if value < 8 => write!(words, ";{}", base + value),
        PALETTE_16 => write!(words, ";{}", base + 60 + (value & 7)),
        PALETTE_256 => write!(words, ";{};5;{value}", base + 8),
        RGB => write!(words, ";{};2;{};{};{value}", base + 8, bits >> 16 & 0xff, bits >> 8 & 0xff),
        _ => Ok(()),
    };
}

fn set(bits: &mut u32, flag: u32, on: bool) {
    if on { *bits |= flag } else { *bits &= !flag }
}

fn palette(bits: &mut u32, mode: u32, value: i32) {
    *bits = *bits & !(MODE | PALETTE_ROOM) | mode | value as u32;
}

fn colour(bits: &mut u32, mode: i32, [one, two, three]: [i32; 3]) {
    let byte = |value: i32| value as u32 & 0xff;
    match mode {
        2 => *bits = *bits & !RGB_ROOM | RGB | byte(one) << 16 | byte(two) << 8 | byte(three),
        5 => *bits = *bits & !(MODE | PALETTE_ROOM) | PALETTE_256 | byte(one),
        _ => {}
    }
}
