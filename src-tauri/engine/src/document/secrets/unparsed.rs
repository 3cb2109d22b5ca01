//! Secrets in a text that is not JSON as a whole: what has the form of JSON in it is read as if it were, the rest as a
//! text. What was cut off or spoiled on the way still has the names of its values.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::tree::{Document, Kind, NodeId};
use super::{apart, secrets, values};

/// A string, closed or at the end of the text; the first group is what stands in it. On one line, as JSON has it.
static STRING: LazyLock<Option<Regex>> = LazyLock::new(|| string(r"\n"));
/// The same over lines, as those write it who forget to escape.
static LONG_STRING: LazyLock<Option<Regex>> = LazyLock::new(|| string(""));
/// What JSON does not have in a string.
static INVALID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\\(["\\/bfnrt]|u[0-9A-Fa-f]{4})?|[\x00-\x1f]"#).ok());

fn string(without: &str) -> Option<Regex> {
    let cut = r"(?:\\(?:u[0-9A-Fa-f]{0,3})?)?\z";
    Regex::new(&format!(r#""((?:[^"\\{without}]|\\(?:u[0-9A-Fa-f]{{4}}|[^u{without}]|u))*?)(?:"|{cut})"#)).ok()
}

/// The stretches of a text that look like secrets, in bytes, in order and apart from each other.
pub(in super::super) fn unparsed(text: &str) -> Vec<Range<usize>> {
    // JSON but for bytes that are no UTF-8, which read as U+FFFD here.
    let repaired = Document::parse(text);
    if !repaired.is_empty() {
        let leaves = (0..repaired.len()).map(NodeId);
        let found = leaves.flat_map(|leaf| {
            let start = repaired.node(leaf).value.start as usize;
            secrets(&repaired, leaf).into_iter().map(move |secret| start + secret.start..start + secret.end)
        });
        return apart(found.collect());
    }
    drop(repaired);
    let mut found = Vec::new();
    values::find(text, &mut found);
    in_strings(text, STRING.as_ref(), &mut found);
    if text.contains('\n') {
        in_strings(text, LONG_STRING.as_ref(), &mut found);
    }
    apart(found)
}

/// The strings of a text that begins or ends like JSON, with the key or the string before each.
fn in_strings(text: &str, string: Option<&Regex>, found: &mut Vec<Range<usize>>) {
    let Some(string) = string else { return };
    // A list of what is between commas, in which objects have one value each.
    let (mut list, mut places, mut behind) = (String::from("["), Vec::new(), 0);
    let mut key: Option<&str> = None;
    for hit in string.captures_iter(text).filter_map(|hit| Some((hit.get(0)?, hit.get(1)?))) {
        let (whole, inside) = hit;
        let sign = text.get(behind..whole.start()).unwrap_or_default().trim();
        behind = whole.end();
        let named = key.take().filter(|_| sign == ":");
        if text[behind..].trim_start().starts_with(':') {
            key = Some(inside.as_str());
            continue;
        }
        if sign != "," || named.is_some() {
            // Another list, or no list at all: what stands before is none of its words.
            list.push_str("{},");
        }
        match named {
            Some(name) => list.push_str(&format!("{{\"{}\":\"{}\"}},", valid(name), valid(inside.as_str()))),
            None => list.push_str(&format!("\"{}\",", valid(inside.as_str()))),
        }
        // From the string's opening quote.
        places.push(inside.start() - 1);
    }
    list.push_str("{}]");
    let list = Document::parse(list);
    let strings = (0..list.len()).map(NodeId).filter(|node| list.kind(*node) == Kind::String);
    for (node, start) in strings.zip(places) {
        found.extend(secrets(&list, node).into_iter().map(|secret| start + secret.start..start + secret.end));
    }
}

/// As JSON may have it in a string, of the same length.
fn valid(inside: &str) -> Cow<'_, str> {
    let Some(invalid) = INVALID.as_ref() else { return Cow::Borrowed("") };
    invalid
        .replace_all(inside, |hit: &Captures<'_>| if hit.get(1).is_some() { hit[0].to_owned() } else { " ".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let mut marked = text.to_owned();
        for secret in unparsed(text).into_iter().rev() {
            marked.insert(secret.end, '»');
            marked.insert(secret.start, '«');
        }
        marked
    }

    #[test]
    fn what_is_cut_or_spoiled_still_has_its_names() {
        for (text, expected) in [
            ("502 bad gateway", "502 bad gateway"),
            ("", ""),
            ("PASSWORD=abc run", "PASSWORD=«abc» run"),
            (r#"{"L":"\x","Env":["A=1","TOKEN=a b\"c"],"#, r#"{"L":"\x","Env":["A=1","TOKEN=«a b\"c»"],"#),
            (r#"["A=1","TOKEN=a \x b","#, r#"["A=1","TOKEN=«a \x b»","#),
            ("[\"A=1\n2\",\"TOKEN=a b\"]", "[\"A=1\n2\",\"TOKEN=«a b»\"]"),
            ("[\"a\nb\",\n\"TOKEN=a b\"]", "[\"a\nb\",\n\"TOKEN=«a b»\"]"),
            (r#"{"Cmd":["x","--password" , "a b"],"#, r#"{"Cmd":["x","--password" , "«a b»"],"#),
            (r#"{"Cmd":["x","--password"],"L":["a"],"#, r#"{"Cmd":["x","--password"],"L":["a"],"#),
            (r#"{"Labels":{"api-key" : "a b","c":"d"},"#, r#"{"Labels":{"api-key" : "«a b»","c":"d"},"#),
            (r#"{"Labels":{"api-\u006bey":"ab"},"#, r#"{"Labels":{"api-\u006bey":"«ab»"},"#),
            (r#"{"Env":["TOKEN=a b\u00"#, r#"{"Env":["TOKEN=«a b»\u00"#),
            (r#"{"Env":["TOKEN=a b\"#, r#"{"Env":["TOKEN=«a b»\"#),
            (r#"{"Env":["TOKEN=a b"#, r#"{"Env":["TOKEN=«a b»"#),
            (
                "{\"secrets\":{\"db\":\"a b\"},\"L\":\"\u{fffd}\"}",
                "{\"secrets\":{\"db\":\"«a b»\"},\"L\":\"\u{fffd}\"}",
            ),
            (r#"{"a":1} {"password":1234}"#, r#"{"a":1} {"password":«1234»}"#),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn long_texts_are_looked_through_once() {
        for piece in ["\"", "\\", "\"a\":", "\"a\",", "\"password\":", "\"token=", "\"\\"] {
            // What takes a square of this would not end.
            let text = piece.repeat(100_000);
            assert!(unparsed(&text).iter().all(|stretch| stretch.end <= text.len()), "{piece}");
        }
    }
}
