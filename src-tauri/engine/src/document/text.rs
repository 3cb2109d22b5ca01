//! JSON strings as they read: escapes resolved, lazily where only the beginning is wanted.

use std::borrow::Cow;
use std::str::Chars;

/// A string or key without its quotes and escapes. A surrogate without its other half becomes U+FFFD.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let inner = inner(raw);
    if inner.contains('\\') { Cow::Owned(Decoded::new(raw).collect()) } else { Cow::Borrowed(inner) }
}

/// Without the quotes.
pub(super) fn inner(raw: &str) -> &str {
    raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw)
}

/// The characters of a string as it reads.
pub(super) struct Decoded<'a>(Chars<'a>);

impl<'a> Decoded<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        Self(inner(raw).chars())
    }

    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit * 16 + self.0.next()?.to_digit(16)?))
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.0.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.unit()?;
                self.pair(unit)
            }
            other => other,
        })
    }

    fn pair(&mut self, unit: u32) -> char {
        if let high @ 0xd800..=0xdbff = unit
            && self.0.as_str().starts_with("\\u")
        {
            let mut ahead = Self(self.0.clone());
            ahead.0.nth(1);
            if let Some(low @ 0xdc00..=0xdfff) = ahead.unit() {
                self.0 = ahead.0;
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or('\u{fffd}');
            }
        }
        char::from_u32(unit).unwrap_or('\u{fffd}')
    }
}

impl Iterator for Decoded<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.0.next()? {
            '\\' => self.escaped(),
            other => Some(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_read_as_what_they_mean() {
        assert_eq!(decode(r#""plain é""#), "plain é");
        assert!(matches!(decode(r#""plain""#), Cow::Borrowed(_)));
        assert_eq!(decode(r#""\"\\\/\b\f\n\r\t\u0041\u00e9""#), "\"\\/\u{8}\u{c}\n\r\tAé");
        assert_eq!(decode(r#""\u003cnone\u003e""#), "<none>");
        assert_eq!(decode(r#""\ud83d\ude00!""#), "😀!");
        assert_eq!(decode(r#""\ud83d""#), "\u{fffd}");
        assert_eq!(decode(r#""\ud83dx""#), "\u{fffd}x");
        assert_eq!(decode(r#""\ud83d\u0041""#), "\u{fffd}A");
        assert_eq!(decode(r#""\ude00\ud83d\ude00""#), "\u{fffd}😀");
    }
}
