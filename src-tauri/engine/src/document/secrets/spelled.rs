//! A JSON string as it reads, with the way back from a place in it to the place in its spelling.

use std::borrow::Cow;
use std::ops::Range;

use super::super::text::decode;

/// A string's spelling without its quotes, and how it reads.
pub(super) struct Spelled<'a> {
    pub text: Cow<'a, str>,
    spelling: &'a str,
}

impl<'a> Spelled<'a> {
    pub fn new(spelling: &'a str) -> Self {
        let mut rest = spelling;
        if !rest.contains('\\') {
            return Self { text: Cow::Borrowed(rest), spelling };
        }
        let mut text = String::with_capacity(rest.len());
        while let Some((plain, escape, behind)) = next_escape(rest) {
            text.push_str(plain);
            text.push_str(&decode(escape));
            rest = behind;
        }
        text.push_str(rest);
        Self { text: Cow::Owned(text), spelling }
    }

    /// From stretches of the text to where they stand in the spelling; they are in order and apart. An escape is within a
    /// stretch or outside, never cut. Walks the spelling again rather than remember every escape.
    pub fn place(&self, stretches: &mut [Range<usize>]) {
        if matches!(self.text, Cow::Borrowed(_)) {
            return;
        }
        let mut places = stretches.iter_mut().flat_map(|Range { start, end }| [start, end]);
        let mut place = places.next();
        let (mut rest, mut read, mut spelt) = (self.spelling, 0, 0);
        while place.is_some() {
            let (plain, escape, behind) = next_escape(rest).unwrap_or((rest, "", ""));
            while let Some(at) = place.take_if(|at| **at <= read + plain.len() || escape.is_empty()) {
                // Behind an escape's text, or before it.
                *at = spelt + (*at - read);
                place = places.next();
            }
            read += plain.len() + decode(escape).len();
            spelt += plain.len() + escape.len();
            rest = behind;
        }
    }
}

/// What stands before the first escape, the escape, and what stands behind it.
fn next_escape(spelling: &str) -> Option<(&str, &str, &str)> {
    let (plain, escaped) = spelling.split_at(spelling.find('\\')?);
    let (escape, behind) = escaped.split_at_checked(escape_len(escaped)).unwrap_or((escaped, ""));
    Some((plain, escape, behind))
}

/// So many bytes of a spelling at the most, and no escape cut.
pub(super) fn whole_escapes(spelling: &str, most: usize) -> usize {
    let mut at = 0;
    let mut rest = spelling;
    while let Some((plain, escape, behind)) = next_escape(rest) {
        if at + plain.len() + escape.len() > most {
            break;
        }
        at += plain.len() + escape.len();
        rest = behind;
    }
    let plain = rest.find('\\').unwrap_or(rest.len());
    spelling.floor_char_boundary((at + plain).min(most))
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
    use super::super::super::text::inner;
    use super::*;

    #[test]
    fn every_place_leads_back() {
        for raw in [r#""plain é""#, r#""a\"b\\c\u00e9d\ud83d\ude00e\ud83dx\n""#, r#""\ud83d""#, r#""""#, r#""\\""#] {
            let spelling = inner(raw);
            let spelled = Spelled::new(spelling);
            assert_eq!(spelled.text, decode(raw));
            let placed = |stretch: Range<usize>| {
                let mut stretches = [stretch];
                spelled.place(&mut stretches);
                let [stretch] = stretches;
                stretch
            };
            assert_eq!(placed(0..spelled.text.len()), 0..spelling.len());
            let chars: Vec<_> = spelled.text.char_indices().map(|(at, char)| at..at + char.len_utf8()).collect();
            let mut all = chars.clone();
            spelled.place(&mut all);
            for (char, place) in chars.into_iter().zip(all) {
                assert_eq!(decode(&spelling[place.clone()]), spelled.text[char.clone()], "{raw}");
                assert_eq!(placed(char), place);
            }
            for most in 0..=spelling.len() {
                let end = whole_escapes(spelling, most);
                assert!(end <= most && spelled.text.starts_with(&*decode(&spelling[..end])), "{raw} {most}");
            }
        }
    }
}
