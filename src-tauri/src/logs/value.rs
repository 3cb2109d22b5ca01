//! JSON in a line of a log: programs print an object a line, some of them behind a date and a level.

use serde::de::IgnoredAny;

/// Places in a line at which a value is looked for: a prefix may have brackets of its own, as `[INFO]`.
const PLACES_MAX: usize = 8;

/// Whether it is worth asking. Every row in sight is looked at, so nothing is parsed.
pub(super) fn is_likely(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let is_object = line.ends_with(b"}") && line.contains(&b'{');
    let is_array = line.starts_with(b"[") && line.ends_with(b"]");
    (is_object || is_array) && line.contains(&b'"')
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
        for line in [r#"{"a":1}"#, r#"["a"]"#, r#"INFO {"a":1} "#] {
            assert!(is_likely(line.as_bytes()), "{line}");
        }
        for line in ["", "{}", "[INFO]", "fn main() {}", r#"say "hello""#] {
            assert!(!is_likely(line.as_bytes()), "{line}");
        }
    }
}
