//! What a line looks like: its text as a terminal would leave it after carriage returns, in spans of one style. Colours
//! and weights (SGR) are kept, other sequences are dropped; what is no UTF-8 becomes U+FFFD. A line begins in the style that
//! the one before it left behind; whoever keeps lines says which that is.

mod growing;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use growing::Growing;

/// Numbers in one sequence; the longest that mean something have a dozen.
const PARAMS_MAX: usize = 32;

/// Columns that a sequence may move over at once, and that a line may have beyond its bytes; terminals are narrower.
const MOVE_MAX: usize = 4096;

/// Styles beyond those of the cells that a line may have had before they are forgotten.
const STYLES_LEFT: usize = 256;

const ESCAPE: u8 = 0x1b;

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

/// A line as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laid {
    text: String,
    /// Where a style begins, in bytes of the text.
    styles: Vec<(usize, Style)>,
}

impl Laid {
    pub fn text(&self) -> &str {
        &self.text
    }

    /// From one place to another, in bytes of the text, both between characters.
    pub fn spans(&self, from: usize, to: usize) -> Vec<Span> {
        let first = self.styles.partition_point(|(at, _)| *at <= from).saturating_sub(1);
        let ends = self.styles[first..].iter().skip(1).map(|(at, _)| *at).chain([usize::MAX]);
        let of = |((at, style), end): (&(usize, Style), usize)| {
            let text = self.text.get(from.max(*at)..to.min(end)).unwrap_or_default();
            Span { text: text.to_owned(), style: (*style != Style::default()).then_some(*style) }
        };
        let spans = self.styles[first..].iter().take_while(|(at, _)| *at < to).zip(ends).map(of);
        spans.filter(|span| !span.text.is_empty()).collect()
    }
}

/// The first `limit` characters of a line that begins in this style.
pub fn shown(bytes: &[u8], style: Style, limit: usize) -> Shown {
    let bytes = without_end(bytes);
    let mut line = Line::begin(style, limit, goes_back(bytes));
    line.write(bytes);
    line.shown()
}

/// The same of one that does not go back, but perhaps at its end: no more of it is looked at than is shown.
pub fn beginning(bytes: &[u8], style: Style, limit: usize) -> Shown {
    let mut line = Line::begin(style, limit, false);
    line.write(without_end(bytes));
    line.shown()
}

/// Something in it goes back to what is before it. Sequences can, and are not followed beyond what is shown.
pub fn goes_back(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| matches!(byte, b'\r' | 8))
}

/// All of a line that begins in this style.
pub fn laid(bytes: &[u8], style: Style) -> Laid {
    if is_plain(bytes) {
        return Laid { text: String::from_utf8_lossy(bytes).into_owned(), styles: vec![(0, style)] };
    }
    let mut line = Line::begin(style, bytes.len() + MOVE_MAX, true);
    line.write(without_end(bytes));
    line.lay().0
}

/// The text of a line, whole.
pub fn plain(bytes: &[u8]) -> Cow<'_, str> {
    if is_plain(bytes) {
        return String::from_utf8_lossy(bytes);
    }
    laid(bytes, Style::default()).text.into()
}

/// What a line that begins in this style leaves behind for the next. A sequence ends with its line.
pub fn style_after(bytes: &[u8], style: Style) -> Style {
    // As nearly all lines.
    if !bytes.contains(&ESCAPE) {
        return style;
    }
    let mut line = Line::begin(style, 0, true);
    let mut rest = bytes;
    // Between sequences there is nothing to look at.
    while let Some(at) = rest.iter().position(|byte| *byte == ESCAPE) {
        rest = &rest[at..];
        while let Some((byte, after)) = rest.split_first() {
            // Beyond ASCII all are alike in a sequence.
            line.take(if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER });
            rest = after;
            if line.state == State::Text {
                break;
            }
        }
    }
    line.style()
}

/// Its text is what was printed.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte >= b' ' || *byte == b'\t')
}

/// A terminal ends its lines with a carriage return.
fn without_end(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// Each with its style, by its place among those that the line had: a long line has many more characters than styles.
    cells: Vec<(char, u32)>,
    /// Each that the line had, in their order; the last is in force.
    styles: Vec<Style>,
    column: usize,
    limit: usize,
    /// So many of them are empty already: what is erased again and again is not gone through each time.
    erased: usize,
    /// It goes back in the line, so what comes after the limit may still change what is before it.
    moves: bool,
    is_cut: bool,
    state: State,
    params: Vec<Param>,
}

/// A number of a sequence.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
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

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
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

/// Where nothing was written, or it was erased: a space before what is written behind it, and nothing at the end.
const EMPTY: (char, u32) = (' ', u32::MAX);

impl Line {
    fn begin(style: Style, limit: usize, moves: bool) -> Self {
        let (state, params, styles) = (State::default(), Vec::new(), vec![style]);
        Self { cells: Vec::new(), styles, column: 0, limit, erased: 0, moves, is_cut: false, state, params }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// The text and its styles, and whether there is more than was asked for.
    fn lay(mut self) -> (Laid, bool) {
        let written = self.cells.iter().rposition(|cell| *cell != EMPTY).map_or(0, |last| last + 1);
        self.cells.truncate(written);
        let mut laid = Laid { text: String::with_capacity(self.cells.len()), styles: Vec::new() };
        for (char, style) in self.cells {
            let style = self.styles.get(style as usize).copied().unwrap_or_default();
            if laid.styles.last().is_none_or(|(_, last)| *last != style) {
                laid.styles.push((laid.text.len(), style));
            }
            laid.text.push(char);
        }
        (laid, self.is_cut)
    }

    fn shown(self) -> Shown {
        let (laid, is_cut) = self.lay();
        Shown { spans: laid.spans(0, laid.text.len()), is_cut }
    }

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
            (State::Escape | State::Charset, _) => {
                // Of all there is to reset, the style is what stays for the next line.
                if (self.state, char) == (State::Escape, 'c') {
                    self.wear(Style::default());
                }
                self.state = State::Text;
            }
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
        let column = self.column;
        self.column = column.saturating_add(1);
        if column >= self.limit {
            self.is_cut = true;
            return;
        }
        while self.cells.len() < column {
            self.cells.push(EMPTY);
        }
        self.erased = self.erased.min(column);
        // A line has no more styles than bytes.
        let cell = (char, u32::try_from(self.styles.len() - 1).unwrap_or_default());
        match self.cells.get_mut(column) {
            Some(old) => *old = cell,
            None => self.cells.push(cell),
        }
    }

    fn perform(&mut self, last: char) {
        let first = self.params.first().copied().unwrap_or_default().number();
        let steps = usize::from(first.max(1)).min(MOVE_MAX);
        match (last, first) {
            ('m', _) => self.dress(),
            ('C', _) => self.column = self.column.saturating_add(steps),
            ('D', _) => self.column = self.column.saturating_sub(steps),
            ('G', _) => self.column = steps - 1,
            ('K', 0) => self.cells.truncate(self.column),
            ('K', 1) => self.erase(self.column.saturating_add(1)),
            ('K', 2) => {
                self.cells.truncate(self.column);
                self.erase(self.column);
            }
            _ => {}
        }
    }

    /// So many cells from the first on.
    fn erase(&mut self, count: usize) {
        self.erased = self.erased.min(self.cells.len());
        self.cells.iter_mut().take(count).skip(self.erased).for_each(|cell| *cell = EMPTY);
        self.erased = self.erased.max(count.min(self.cells.len()));
    }

    /// Select Graphic Rendition, ECMA-48 8.3.117, with the colours that xterm added.
    fn dress(&mut self) {
        let params = std::mem::take(&mut self.params);
        let mut now = if params.is_empty() { Style::default() } else { self.style() };
        let mut rest = &params[..];
        while let Some((param, after)) = rest.split_first() {
            let count = after.iter().take_while(|next| next.is_sub).count();
            let (subs, after) = after.split_at(count);
            rest = after;
            let style = &mut now;
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
        self.wear(now);
    }

    fn wear(&mut self, style: Style) {
        if style == self.style() {
            return;
        }
        // What nobody has been drawn in is not kept.
        if self.cells.is_empty() {
            self.styles.truncate(1);
        }
        self.styles.push(style);
        if self.styles.len() > 2 * self.cells.len() + STYLES_LEFT {
            self.forget_styles();
        }
    }

    /// Those that no cell has any more.
    fn forget_styles(&mut self) {
        let now = self.style();
        let mut places = vec![None; self.styles.len()];
        let mut kept = Vec::new();
        for (_, style) in self.cells.iter_mut().filter(|cell| **cell != EMPTY) {
            let Some(place) = places.get_mut(*style as usize) else { continue };
            *style = *place.get_or_insert_with(|| {
                kept.push(self.styles[*style as usize]);
                u32::try_from(kept.len() - 1).unwrap_or_default()
            });
        }
        kept.push(now);
        self.styles = kept;
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
        let shown = shown(bytes, Style::default(), 100_000);
        let text: String = shown.spans.into_iter().map(|span| span.text).collect();
        assert_eq!(text, plain(bytes), "{bytes:?}");
        text
    }

    #[test]
    fn what_is_erased_leaves_no_spaces_and_costs_nothing_to_erase_again() {
        let text = |bytes: &[u8]| laid(bytes, Style::default()).text;
        assert_eq!(text(b"one\x1b[2Ktwo"), "   two");
        assert_eq!(text(b"three\x1b[2K\rX"), "X");
        assert_eq!(text(b"three\x1b[2D\x1b[1Kx"), "   xe");
        assert_eq!(text(b"three\x1b[1K"), "");
        assert_eq!(text(b"three\x1b[2D\x1b[1K\rab\x1b[1K\x1b[3Cz"), "    ez");
        assert_eq!(text(b"a\x1b[5Cb\x1b[2D\x1b[K"), "a");
        // A second each, were all cells gone through.
        let again = [&b"x".repeat(1_000_000)[..], &b"\x1b[1K\x1b[2Kx".repeat(100_000)].concat();
        assert_eq!(text(&again).trim_start(), "x");
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
        let style = |bytes: &[u8]| shown(bytes, Style::default(), 100).spans[0].style.unwrap_or_default();
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
        let spans = shown(b"a\x1b[31mb\x1b[mc", Style::default(), 100).spans;
        assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(spans[2].style, None);
    }

    /// As xterm, VTE and kitty do.
    #[test]
    fn what_stands_after_a_colon_says_more_of_what_is_before() {
        let style = |bytes: &[u8]| shown(bytes, Style::default(), 100).spans[0].style.unwrap_or_default();
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
        let shown = shown(&long, Style::default(), 4096);
        assert!(shown.is_cut && shown.spans[0].text.len() == 4096);
        assert!(!super::shown(b"1234", Style::default(), 4).is_cut);
        let back = [&long[..5000], b"\rback"].concat();
        assert!(super::shown(&back, Style::default(), 10).spans[0].text.starts_with("back"));
    }

    #[test]
    fn what_goes_back_from_beyond_the_limit_ends_where_a_terminal_would() {
        let line = [&vec![b'x'; 20][..], b"\x08\x08\x08abc"].concat();
        assert_eq!(shown(&line, Style::default(), 10).spans[0].text, "x".repeat(10));
        assert_eq!(plain(&line), format!("{}abc", "x".repeat(17)));
        // Far to the right in a few bytes, again and again.
        let far = b"\x1b[65535C".repeat(1000);
        assert!(plain(&[&far[..], b"x"].concat()).len() <= far.len() + 1 + MOVE_MAX);
    }

    #[test]
    fn a_line_leaves_its_style_to_the_next() {
        let bold = Style { bold: true, ..Style::default() };
        let red = Style { color: Some(Color(1)), ..Style::default() };
        for (bytes, left) in [
            (&b"plain"[..], bold),
            (b"\x1b[31mred", Style { bold: true, ..red }),
            (b"\x1b[0;31mred\x1b[4munderlined\x1b[24m \xe2\x82\xac", red),
            (b"\x1b[31mred\x1b[m", Style::default()),
            (b"\x1b]2;title \x1b[31m\x07\x1b[3", bold),
            (b"\x1bc", Style::default()),
            (b"\x1b(c\x1b[?31m", bold),
        ] {
            assert_eq!(style_after(bytes, bold), left, "{bytes:?}");
            // What is after the line is what a character would have that stands there.
            let next = laid(&[bytes, b"\x1b\\\x1b[Kx"].concat(), bold);
            assert_eq!(next.styles.last().map(|(_, style)| *style), Some(left), "{bytes:?}");
        }
        assert_eq!(shown(b"x", bold, 10).spans[0].style, Some(bold));
        assert_eq!(shown(b"\x1b[mx", bold, 10).spans[0].style, None);
    }

    #[test]
    fn a_whole_line_is_taken_apart_anywhere() {
        let red = Some(Style { color: Some(Color(1)), ..Style::default() });
        let laid = laid("aé\x1b[31mbc\x1b[mdef".as_bytes(), Style::default());
        assert_eq!(laid.text(), "aébcdef");
        let spans = |from, to| {
            let spans = laid.spans(from, to);
            spans.into_iter().map(|span| (span.text, span.style)).collect::<Vec<_>>()
        };
        let span = |text: &str, style| (text.to_owned(), style);
        assert_eq!(spans(0, 8), [span("aé", None), span("bc", red), span("def", None)]);
        assert_eq!(spans(1, 4), [span("é", None), span("b", red)]);
        assert_eq!(spans(5, 6), [span("d", None)]);
        assert_eq!(spans(3, 5), [span("bc", red)]);
        assert_eq!(spans(8, 8), []);
        assert_eq!(super::laid(b"", Style::default()).spans(0, 0), []);
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
