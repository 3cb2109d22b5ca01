//! What a line looks like: its text as a terminal would leave it after carriage returns, in spans of one style. Colours
//! and weights (SGR) are kept, other sequences are dropped; what is no UTF-8 becomes U+FFFD. A line begins in the style that
//! the one before it left behind; whoever keeps lines says which that is.

mod growing;
mod style;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use growing::Growing;
pub use style::{Color, Style};

use style::Param;

/// Numbers in one sequence; the longest that mean something have a dozen.
const PARAMS_MAX: usize = 32;

/// Columns that a sequence may move over at once, and that a line may have beyond its bytes; terminals are narrower.
const MOVE_MAX: usize = 4096;

/// Styles beyond those of the cells that a line may have had before they are forgotten.
const STYLES_LEFT: usize = 256;

const ESCAPE: u8 = 0x1b;

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
            ('m', _) => {
                let style = self.style().dressed(&self.params);
                self.wear(style);
            }
            ('C', _) => self.column = self.column.saturating_add(steps),
            ('D', _) => self.column = self.column.saturating_sub(steps),
            ('G', _) => self.column = steps - 1,
            // What is below the line is not of it.
            ('K' | 'J', 0) => self.cells.truncate(self.column),
            ('K' | 'J', 1) => self.erase(self.column.saturating_add(1)),
            ('K' | 'J', 2) => {
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
