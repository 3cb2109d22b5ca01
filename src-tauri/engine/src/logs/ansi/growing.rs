//! A line that is laid out as it comes. To lay it out from its beginning whenever more has come costs its whole length each
//! time, and a progress bar that goes back again and again may print megabytes of a line that shows eighty characters.

use super::{Line, Shown, Style, without_end};

/// Bytes of the longest character.
const CHARACTER: usize = 4;

/// A line that goes back, as far as it has come, and what it looks like by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growing {
    line: Line,
    /// So many bytes of it are laid out for good.
    taken: usize,
}

impl Growing {
    /// The first `limit` characters of a line that begins in this style.
    pub fn begin(style: Style, limit: usize) -> Self {
        Self { line: Line::begin(style, limit, true), taken: 0 }
    }

    /// What [`super::shown`] gives of these bytes: those of the last time, and more.
    pub fn shown(&mut self, bytes: &[u8]) -> Shown {
        let settled = settled(bytes);
        if settled > self.taken {
            self.line.write(&bytes[self.taken..settled]);
            self.taken = settled;
        }
        let mut line = self.line.clone();
        line.write(without_end(&bytes[self.taken..]));
        line.shown()
    }
}

/// How many of these bytes look the same whatever follows: a character may not be complete, and a carriage return may be the end
/// of the line.
fn settled(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(CHARACTER);
    let begins = |byte: &u8| *byte & 0b1100_0000 != 0b1000_0000;
    match bytes[from..].iter().rposition(begins).map(|at| from + at) {
        Some(at) if bytes[at] == b'\r' || !bytes[at].is_ascii() => at,
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    #[test]
    fn it_looks_at_each_length_as_if_it_were_laid_out_at_once() {
        let red = Style { bold: true, ..Style::default() };
        let bars: Vec<u8> =
            (0..300).flat_map(|n| format!("\r\x1b[3{}m{n} é\u{1F600}\x1b[m\x08", n % 8).into_bytes()).collect();
        let odd = b"abc\r\x1b[K\xff\xf0\x9f\x98\r\r\x80\x80\x80\x80\x80x\xe2\x82\r\xe2\x82\xac\x1b[2Kend\r\r";
        for text in [&bars[..], odd, "wide \u{1F600}\u{1F600} é\r".repeat(30).as_bytes()] {
            for limit in [4, 4096] {
                for step in [1, 2, 3, 7, 1000] {
                    let mut growing = Growing::begin(red, limit);
                    for end in (0..text.len()).step_by(step).chain([text.len()]) {
                        let bytes = &text[..end];
                        let mut whole = Line::begin(red, limit, true);
                        whole.write(without_end(bytes));
                        assert_eq!(growing.shown(bytes), whole.shown(), "{limit}, {step}: {end}");
                    }
                    assert_eq!(growing.shown(text), shown(text, red, limit));
                }
            }
        }
    }

    #[test]
    fn what_it_keeps_does_not_grow_with_what_was_printed() {
        let bar = b"\r\x1b[31m####\x1b[32m....\x1b[m".repeat(100_000);
        let mut growing = Growing::begin(Style::default(), 100);
        for end in (0..bar.len()).step_by(100_000) {
            growing.shown(&bar[..end]);
            assert!(growing.line.cells.len() == 8 || end == 0);
            assert!(growing.line.styles.len() < 1000, "{}", growing.line.styles.len());
        }
        // A bar has more to it than what is new of it; what is new alone is looked at.
        assert!(growing.taken > bar.len() - 100_000 - CHARACTER - 30);
    }
}
