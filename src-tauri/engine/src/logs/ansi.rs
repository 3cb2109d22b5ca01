//! What a line looks like: its text as a terminal would leave it after carriage returns, in spans of one style. Colours
//! and weights (SGR) are kept, other sequences are dropped; what is no UTF-8 becomes U+FFFD. A line begins plain: the style
//! that an earlier line left behind is not carried over.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Numbers in one sequence; the longest that mean something have a dozen.
const PARAMS_MAX: usize = 32;

/// Columns that a sequence may move over at once; terminals are narrower.
const MOVE_MAX: usize = 4096;

/// Below 16 one of a terminal's own colours; otherwise `0x1000000` and a colour as `0xRRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Color(pub u32);

/// How a span looks, where it is not plain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Style {
    pub color: Option<Color>,
    pub ground: Option<Color>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub strike: bool,
    pub inverse: bool,
}

/// Text of one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    pub text: String,
    /// None for plain text.
    pub style: Option<Style>,
}

/// A line, or its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub spans: Vec<Span>,
    /// There is more of it than was asked for.
    pub is_cut: bool,
}

/// The first `limit` characters of a line.
pub fn shown(bytes: &[u8], limit: usize) -> Shown {
    let mut line = Line { limit, moves: bytes.iter().any(|byte| matches!(byte, b'\r' | 8)), ..Line::default() };
    line.write(bytes);
    let mut spans: Vec<Span> = Vec::new();
    let mut style = None;
    for (char, of) in line.cells {
        match spans.last_mut() {
            Some(span) if style == Some(of) => span.text.push(char),
            _ => spans.push(Span { text: char.into(), style: (of != Style::default()).then_some(of) }),
        }
        style = Some(of);
    }
    Shown { spans, is_cut: line.is_cut }
}

/// The text of a line, whole.
pub fn plain(bytes: &[u8]) -> Cow<'_, str> {
    let is_plain = bytes.iter().all(|byte| *byte >= b' ' || *byte == b'\t');
    if is_plain {
        return String::from_utf8_lossy(bytes);
    }
    // A terminal ends its lines so.
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut line = Line { limit: usize::MAX, moves: true, ..Line::default() };
    line.write(bytes);
    line.cells.into_iter().map(|(char, _)| char).collect::<String>().into()
}

#[derive(Default)]
struct Line {
    cells: Vec<(char, Style)>,
    column: usize,
    style: Style,
    limit: usize,
    /// It goes back in the line, so what comes after the limit may still change what is before it.
    moves: bool,
    is_cut: bool,
    state: State,
    params: Vec<Param>,
}

/// A number of a sequence.
#[derive(Default, Clone, Copy)]
struct Param {
    /// None where nothing stands, which is 0 in most places.
    value: Option<u16>,
    /// A colon before it: it says more of the one before, and is nothing by itself (ITU-T T.416).
    is_sub: bool,
}

impl Param {
    fn number(self) -> u16 {
        self.value.unwrap_or_default()
    }
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Escape,
    /// Of two characters or more before its last one: `ESC ( B`.
    Charset,
    Sequence,
    /// With a character that makes it private, or another kind: dropped.
    OddSequence,
    /// A title, a link: until BEL or ESC \.
    Words,
    WordsEscape,
}

impl Line {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.utf8_chunks() {
            for char in chunk.valid().chars() {
                self.take(char);
                if self.is_cut && !self.moves {
                    return;
                }
            }
            if !chunk.invalid().is_empty() {
                self.take(char::REPLACEMENT_CHARACTER);
            }
        }
    }

    fn take(&mut self, char: char) {
        match (self.state, char) {
            (State::WordsEscape, '\\') | (State::Words, '\x07') => self.state = State::Text,
            (State::Words, '\x1b') => self.state = State::WordsEscape,
            (State::Words | State::WordsEscape, _) => self.state = State::Words,
            (_, '\x1b') => self.state = State::Escape,
            (State::Text, '\r') => self.column = 0,
            (State::Text, '\x08') => self.column = self.column.saturating_sub(1),
            (State::Text, _) => self.put(char),
            (State::Escape, '[') => {
                self.params.clear();
                self.state = State::Sequence;
            }
            (State::Escape, ']' | 'P' | 'X' | '^' | '_') => self.state = State::Words,
            (State::Escape | State::Charset, ' '..='/') => self.state = State::Charset,
            (State::Escape | State::Charset, _) => self.state = State::Text,
            (State::Sequence, '0'..='9') => {
                if self.params.is_empty() {
                    self.params.push(Param::default());
                }
                if let Some(last) = self.params.last_mut() {
                    last.value = Some(last.number().saturating_mul(10).saturating_add(char as u16 - '0' as u16));
                }
            }
            (State::Sequence, ';' | ':') => {
                if self.params.is_empty() {
                    self.params.push(Param::default());
                }
                if self.params.len() < PARAMS_MAX {
                    self.params.push(Param { value: None, is_sub: char == ':' });
                }
            }
            (State::Sequence, '@'..='~') => {
                self.state = State::Text;
                self.perform(char);
            }
            (State::OddSequence, '@'..='~') => self.state = State::Text,
            (State::Sequence, ' '..='?') => self.state = State::OddSequence,
            (State::OddSequence, ' '..='?') => {}
            // A control in the middle of a sequence, or what can't stand there: the sequence is over.
            (State::Sequence | State::OddSequence, _) => {
                self.state = State::Text;
                self.take(char);
            }
        }
    }

    fn put(&mut self, char: char) {
        if self.column >= self.limit {
            self.is_cut = true;
            return;
        }
        while self.cells.len() < self.column {
            self.cells.push((' ', Style::default()));
        }
        match self.cells.get_mut(self.column) {
            Some(cell) => *cell = (char, self.style),
            None => self.cells.push((char, self.style)),
        }
        self.column += 1;
    }

    fn perform(&mut self, last: char) {
        let first = self.params.first().copied().unwrap_or_default().number();
        let steps = usize::from(first.max(1)).min(MOVE_MAX);
        match (last, first) {
            ('m', _) => self.dress(),
            ('C', _) => self.column = self.column.saturating_add(steps).min(self.limit),
            ('D', _) => self.column = self.column.saturating_sub(steps),
            ('G', _) => self.column = (steps - 1).min(self.limit),
            ('K', 0) => self.cells.truncate(self.column),
            ('K', 1) => self.cells.iter_mut().take(self.column + 1).for_each(|cell| *cell = (' ', Style::default())),
            ('K', 2) => self.cells.clear(),
            _ => {}
        }
    }

    /// Select Graphic Rendition, ECMA-48 8.3.117, with the colours that xterm added.
    fn dress(&mut self) {
        let params = std::mem::take(&mut self.params);
        if params.is_empty() {
            self.style = Style::default();
        }
        let mut rest = &params[..];
        while let Some((param, after)) = rest.split_first() {
            let count = after.iter().take_while(|next| next.is_sub).count();
            let (subs, after) = after.split_at(count);
            rest = after;
            let style = &mut self.style;
            let param = param.number();
            match param {
                4 if subs.first().and_then(|kind| kind.value) == Some(0) => style.underline = false,
                38 => style.color = extended(subs, &mut rest).or(style.color),
                48 => style.ground = extended(subs, &mut rest).or(style.ground),
                // Of the underline; it is drawn in the colour of the text.
                58 => {
                    let _ = extended(subs, &mut rest);
                }
                4 => style.underline = true,
                // What more is said of it, nobody knows here.
                _ if !subs.is_empty() => {}
                0 => *style = Style::default(),
                1 => style.bold = true,
                2 => style.dim = true,
                3 => style.italic = true,
                21 => style.underline = true,
                7 => style.inverse = true,
                9 => style.strike = true,
                22 => (style.bold, style.dim) = (false, false),
                23 => style.italic = false,
                24 => style.underline = false,
                27 => style.inverse = false,
                29 => style.strike = false,
                30..=37 => style.color = Some(Color(u32::from(param - 30))),
                39 => style.color = None,
                40..=47 => style.ground = Some(Color(u32::from(param - 40))),
                49 => style.ground = None,
                90..=97 => style.color = Some(Color(u32::from(param - 90 + 8))),
                100..=107 => style.ground = Some(Color(u32::from(param - 100 + 8))),
                _ => {}
            }
        }
        self.params = params;
    }
}

/// `5:N`, `2:R:G:B`, or `2:SPACE:R:G:B` with a colour space that nobody names; or `5;N` and `2;R;G;B`, which are taken from
/// what follows.
fn extended<'a>(subs: &'a [Param], rest: &mut &'a [Param]) -> Option<Color> {
    let (&kind, mut numbers) = if subs.is_empty() { rest.split_first()? } else { subs.split_first()? };
    let count = match kind.number() {
        5 => 1,
        2 => 3,
        _ => 0,
    };
    if subs.is_empty() {
        let taken = count.min(numbers.len());
        *rest = &numbers[taken..];
    } else if kind.number() == 2 && numbers.len() > count {
        numbers = &numbers[1..];
    }
    match (kind.number(), numbers) {
        (5, [index, ..]) => palette(u8::try_from(index.number()).ok()?),
        (2, [red, green, blue, ..]) => rgb(red.number(), green.number(), blue.number()),
        _ => None,
    }
}

/// The 256 colours: a terminal's own, a cube of 6 × 6 × 6, and greys.
fn palette(index: u8) -> Option<Color> {
    let index = u16::from(index);
    match index {
        0..=15 => Some(Color(index.into())),
        16..=231 => {
            let level = |step: u16| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = index - 16;
            rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        _ => {
            let grey = 8 + 10 * (index - 232);
            rgb(grey, grey, grey)
        }
    }
}

fn rgb(red: u16, green: u16, blue: u16) -> Option<Color> {
    let part = |value: u16| u8::try_from(value).ok().map(u32::from);
    Some(Color(0x100_0000 | part(red)? << 16 | part(green)? << 8 | part(blue)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let shown = shown(bytes, 100_000);
        let text: String = shown.spans.into_iter().map(|span| span.text).collect();
        assert_eq!(text, plain(bytes), "{bytes:?}");
        text
    }

    #[test]
    fn a_line_is_what_a_terminal_would_leave() {
        for (bytes, left) in [
            (&b"plain\ttext"[..], "plain\ttext"),
            (b" 10%\r 20%\r100%\r", "100%"),
            (b"abcdef\rXY", "XYcdef"),
            (b"abcdef\r\x1b[KXY", "XY"),
            (b"abc\x08\x08Z", "aZc"),
            (b"a\x1b[3Cb", "a   b"),
            (b"abc\x1b[2Kd", "   d"),
            (b"\x1b]0;title\x07shown", "shown"),
            (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
            (b"\x1b(B\x1b[?25l\x1b[1;31mred\x1b[0m", "red"),
            (b"cut \x1b[31", "cut "),
            (b"bell\x07", "bell\x07"),
            ("é\u{1F600}".as_bytes(), "é\u{1F600}"),
            (b"bad \xff\xc3 byte", "bad \u{fffd}\u{fffd} byte"),
        ] {
            assert_eq!(text(bytes), left);
        }
    }

    #[test]
    fn colours_of_all_kinds_become_styles() {
        let style = |bytes: &[u8]| shown(bytes, 100).spans[0].style.unwrap_or_default();
        assert_eq!(style(b"\x1b[31mx").color, Some(Color(1)));
        assert_eq!(
            style(b"\x1b[97;104mx"),
            Style { color: Some(Color(15)), ground: Some(Color(12)), ..Style::default() }
        );
        assert_eq!(style(b"\x1b[38;5;9mx").color, Some(Color(9)));
        assert_eq!(style(b"\x1b[38;5;196mx").color, Some(Color(0x1ff_0000)));
        assert_eq!(style(b"\x1b[48;5;244mx").ground, Some(Color(0x180_8080)));
        assert_eq!(style(b"\x1b[38;2;1;2;3mx").color, Some(Color(0x101_0203)));
        assert_eq!(style(b"\x1b[38:2:1:2:3mx").color, Some(Color(0x101_0203)));
        assert!(style(b"\x1b[1;2;3;4;7;9mx\x1b[0m").bold);
        assert_eq!(style(b"\x1b[38;2;999;2;3mx"), Style::default());
        let spans = shown(b"a\x1b[31mb\x1b[mc", 100).spans;
        assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(spans[2].style, None);
    }

    /// As xterm, VTE and kitty do.
    #[test]
    fn what_stands_after_a_colon_says_more_of_what_is_before() {
        let style = |bytes: &[u8]| shown(bytes, 100).spans[0].style.unwrap_or_default();
        let underlined = Style { underline: true, ..Style::default() };
        for kind in
            ["4", "4:1", "4:3", "4:5", "4:", "0;4:3", "4:3;58;5;1", "4:3;58;2;1;3;7", "4:3;58:2::1:3:7", "4:3;58:5:1"]
        {
            assert_eq!(style(format!("\x1b[{kind}mx").as_bytes()), underlined, "{kind}");
        }
        assert_eq!(style(b"\x1b[1;4m\x1b[4:0mx"), Style { bold: true, ..Style::default() });
        let red = Style { color: Some(Color(0x1ff_0102)), ..Style::default() };
        for form in ["38:2::255:1:2", "38:2:255:1:2", "38:2:0:255:1:2", "38:2::255:1:2:0:1", "38;2;255;1;2"] {
            assert_eq!(style(format!("\x1b[{form}mx").as_bytes()), red, "{form}");
            let bold = Style { bold: true, ..red };
            assert_eq!(style(format!("\x1b[{form};1mx").as_bytes()), bold, "{form}");
        }
        assert_eq!(style(b"\x1b[48:5:9;3mx"), Style { ground: Some(Color(9)), italic: true, ..Style::default() });
        // What no terminal knows, and what is not there.
        for odd in ["1:2", "38:9:1", "38:2:1", "38", "38;2;1", "58", "58:", "38:5", "48;5"] {
            assert_eq!(style(format!("\x1b[{odd}mx").as_bytes()), Style::default(), "{odd}");
        }
    }

    #[test]
    fn a_long_line_is_cut_where_it_was_asked_for() {
        let long = vec![b'x'; 10 * 1024 * 1024];
        let shown = shown(&long, 4096);
        assert!(shown.is_cut && shown.spans[0].text.len() == 4096);
        assert!(!super::shown(b"1234", 4).is_cut);
        let back = [&long[..5000], b"\rback"].concat();
        assert!(super::shown(&back, 10).spans[0].text.starts_with("back"));
    }

    #[test]
    fn no_bytes_at_any_cut_are_too_much() {
        let odd = b"\x1b[38;5;1mr\xe2\x82\xac\x1b]2;t\x07\x1b[999999999999;1m\x1b[1;2;3;4;5;6;7;8;9;0mz\r\x08\x1b[65535Cq\x1b[1K\x1b[!p";
        for start in 0..odd.len() {
            for end in start..=odd.len() {
                text(&odd[start..end]);
            }
        }
        for byte in 0..=255u8 {
            text(&[byte]);
            text(&[b'\x1b', byte]);
            text(&[b'\x1b', b'[', byte, b'x']);
        }
    }
}
