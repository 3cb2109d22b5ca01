//! A JSON string as it reads, with the way back from a place in it to the place in its spelling.

use std::borrow::Cow;
use std::ops::Range;

use super::super::text::{decode, inner};

/// A string without quotes and escapes.
pub(super) struct Spelled<'a> {
    pub text: Cow<'a, str>,
    /// Behind each escape: the byte of the text, and that of the spelling.
    shifts: Vec<(usize, usize)>,
}

impl<'a> Spelled<'a> {
    pub fn new(raw: &'a str) -> Self {
        let mut rest = inner(raw);
        // The opening quote.
        let mut at = 1;
        if !rest.contains('\\') {
            return Self { text: Cow::Borrowed(rest), shifts: Vec::new() };
        }
        let (mut text, mut shifts) = (String::with_capacity(rest.len()), Vec::new());
        while let Some(backslash) = rest.find('\\') {
            let (plain, escaped) = rest.split_at(backslash);
            let (escape, behind) = escaped.split_at_checked(escape_len(escaped)).unwrap_or((escaped, ""));
            text.push_str(plain);
            text.push_str(&decode(escape));
            at += plain.len() + escape.len();
            shifts.push((text.len(), at));
            rest = behind;
        }
        text.push_str(rest);
        Self { text: Cow::Owned(text), shifts }
    }

    /// Where a stretch of the text stands in the spelling. An escape is within it or outside, never cut.
    pub fn stretch(&self, Range { start, end }: Range<usize>) -> Range<usize> {
        self.place(start)..self.place(end)
    }

    fn place(&self, at: usize) -> usize {
        match self.shifts.partition_point(|(text, _)| *text <= at).checked_sub(1) {
            Some(last) => {
                let (text, raw) = self.shifts[last];
                raw + (at - text)
            }
            None => at + 1,
        }
    }
}

/// Bytes of the escape that a text begins with; both halves of a surrogate pair are one.
fn escape_len(text: &str) -> usize {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
        (Some(_), _) => 6,
        (None, _) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_leads_back() {
        for raw in [r#""plain é""#, r#""a\"b\\c\u00e9d\ud83d\ude00e\ud83dx\n""#, r#""\ud83d""#, r#""""#, r#""\\""#] {
            let spelled = Spelled::new(raw);
            assert_eq!(spelled.text, decode(raw));
            assert_eq!(spelled.stretch(0..spelled.text.len()), 1..raw.len() - 1);
            for (at, char) in spelled.text.char_indices() {
                let stretch = &raw[spelled.stretch(at..at + char.len_utf8())];
                assert_eq!(decode(stretch), char.to_string(), "{raw}");
            }
        }
    }
}
