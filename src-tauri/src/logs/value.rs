//! JSON in a line of a log: programs print an object a line, some of them behind a date and a level.

use serde::de::IgnoredAny;

/// Places in a line at which a value is looked for: a prefix may have brackets of its own, as `[INFO]`.
const PLACES_MAX: usize = 8;

/// Whether it is worth asking. Every row in sight is looked at, so nothing is parsed.
pub(super) fn is_likely(line: &[u8]) -> bool {
    let line = bare(line);
    let is_object = line.ends_with(b"}") && line.contains(&b'{');
    let is_array = line.starts_with(b"[") && line.ends_with(b"]");
    (is_object || is_array) && line.contains(&b'"')
}

/// Without the space and the colours around it: what prints in colour takes them back at the end.
fn bare(mut line: &[u8]) -> &[u8] {
    loop {
        line = line.trim_ascii();
        if let Some(rest) = line.strip_prefix(COLOUR).and_then(|rest| rest.get(parameters(rest)..)?.strip_prefix(b"m"))
        {
            line = rest;
        } else if let Some(before) = line.strip_suffix(b"m").and_then(|rest| {
            let count = rest.iter().rev().take_while(|byte| is_parameter(**byte)).count();
            rest[..rest.len() - count].strip_suffix(COLOUR)
        }) {
            line = before;
        } else {
            return line;
        }
    }
}

/// Begins a sequence that sets colours and the like; numbers and an `m` follow.
const COLOUR: &[u8] = b"\x1b[";

fn is_parameter(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b';' | b':')
}

fn parameters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_parameter(**byte)).count()
}

/// The object or array that the line is, or ends with; the whole line where there is none.
pub(super) fn part(line: &[u8]) -> &[u8] {
    let trimmed = line.trim_ascii();
    let begins = |(_, byte): &(usize, &u8)| matches!(byte, b'{' | b'[');
    let places = trimmed.iter().enumerate().filter(begins).take(PLACES_MAX);
    let values = places.filter_map(|(at, _)| trimmed.get(at..));
    values.into_iter().find(|value| serde_json::from_slice::<IgnoredAny>(value).is_ok()).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> &str {
        std::str::from_utf8(part(line.as_bytes())).unwrap()
    }

    #[test]
    fn a_value_is_found_behind_what_stands_before_it() {
        assert_eq!(text(r#"{"a":1}"#), r#"{"a":1}"#);
        assert_eq!(text(" [1, 2] "), "[1, 2]");
        assert_eq!(text(r#"12:00 [INFO] {"a":[1]}"#), r#"{"a":[1]}"#);
        assert_eq!(text("[INFO] plain"), "[INFO] plain");
        assert_eq!(text(r#"{"a":1} and more"#), r#"{"a":1} and more"#, "a line that only begins with one is a text");
        assert_eq!(text(""), "");
    }

    #[test]
    fn what_looks_like_one_is_told_without_parsing() {
        for line in [
            r#"{"a":1}"#,
            r#"["a"]"#,
            r#"INFO {"a":1} "#,
            "\u{1b}[1;39m[\"a\"] \u{1b}[39m\u{1b}[0m",
            "x {\"a\":1}\u{1b}[m",
        ] {
            assert!(is_likely(line.as_bytes()), "{line}");
        }
        for line in ["", "{}", "\u{1b}[0m", "m", "[INFO]", "fn main() {}", r#"say "hello""#] {
            assert!(!is_likely(line.as_bytes()), "{line}");
        }
    }
}
