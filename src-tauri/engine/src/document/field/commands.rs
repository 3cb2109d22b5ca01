//! Command lines: arrays of words, as a shell would read them. Secrets are masked as the veil says.

use super::super::secrets::Veil;
use super::super::text::decode;
use super::super::tree::{Document, Kind, NodeId};
use super::place::Place;
use super::{Hint, SUMMARY_CHARS, SUMMARY_CHILDREN};

/// Arrays that are one command line.
const COMMANDS: [&str; 7] = ["Cmd", "Entrypoint", "Args", "Test", "Shell", "Command", "CreateCommand"];
/// Arrays of whole lines, each an instruction of its own.
const LINES: [&str; 1] = ["OnBuild"];

pub(super) fn hint(place: &Place<'_>) -> Option<Hint> {
    let Place { document, node, .. } = *place;
    if !is_command(document, node) {
        return None;
    }
    let (text, cut) = line(document, &Veil::default(), node, SUMMARY_CHILDREN, SUMMARY_CHARS);
    Some(Hint::Command { text, truncated: cut })
}

/// Whether an array is a command line: by its name, and nothing but words in it.
pub(in super::super) fn is_command(document: &Document, node: NodeId) -> bool {
    let key = Place::new(document, node).key;
    let mut words = document.children(node).take(SUMMARY_CHILDREN);
    document.kind(node) == Kind::Array
        && document.child_count(node) > 0
        && (COMMANDS.contains(&key) || LINES.contains(&key))
        && words.all(|word| document.kind(word) == Kind::String)
        // A healthcheck that is switched off runs nothing.
        && !(key == "Test" && document.child_count(node) == 1)
}

/// The command that an array stands for, of at most so many words and characters; whether there is more of it.
pub(in super::super) fn line(
    document: &Document,
    veil: &Veil,
    node: NodeId,
    max_words: usize,
    max_chars: usize,
) -> (String, bool) {
    let key = Place::new(document, node).key;
    let whole = LINES.contains(&key);
    // `["CMD", "curl", "x"]` is words, `["CMD-SHELL", "curl x || exit 1"]` is a shell's own line.
    let how = if key == "Test" { document.item(node, 0) } else { None };
    let shell = how.is_some_and(|how| document.value(how) == "CMD-SHELL");
    let named = how.is_some_and(|how| shell || document.value(how) == "CMD");
    let (mut line, mut left) = (String::new(), max_chars);
    for (place, word) in document.children(node).skip(usize::from(named)).enumerate() {
        if place >= max_words || left == 0 {
            return (line, true);
        }
        if place > 0 {
            line.push_str(if whole { "; " } else { " " });
        }
        let sight = veil.sight(document, word, left);
        let word = decode(&sight.raw);
        let word = if whole || shell { word } else { shell_words::quote(&word).into_owned().into() };
        let cut = word.char_indices().nth(left).map(|(at, _)| at);
        line.push_str(word.get(..cut.unwrap_or(word.len())).unwrap_or_default());
        if cut.is_some() || sight.more {
            return (line, true);
        }
        left -= word.chars().count().min(left);
    }
    (line, false)
}

#[cfg(test)]
mod tests {
    use super::super::tests::hint_at;
    use super::*;

    #[test]
    fn commands_read_as_in_a_shell() {
        for (text, path, expected) in [
            (r#"{"Cmd":["/bin/sh","-c"]}"#, "/Cmd", "/bin/sh -c"),
            (r#"{"Cmd":["sh","-c","echo \"a b\" > x",""]}"#, "/Cmd", r#"sh -c 'echo "a b" > x' ''"#),
            (r#"{"Test":["CMD","curl","-f","a b"]}"#, "/Test", "curl -f 'a b'"),
            (r#"{"Test":["CMD-SHELL","curl -f x || exit 1"]}"#, "/Test", "curl -f x || exit 1"),
            (r#"{"OnBuild":["RUN make all","COPY . ."]}"#, "/OnBuild", "RUN make all; COPY . ."),
            (r#"{"Args":["--token","abc"]}"#, "/Args", "--token ••••••••"),
        ] {
            let command = Hint::Command { text: expected.to_owned(), truncated: false };
            assert_eq!(hint_at(text, path), Some(command), "{text}");
        }
        let none = Some(Hint::Holds { text: "NONE".to_owned(), truncated: false });
        assert_eq!(hint_at(r#"{"Test":["NONE"]}"#, "/Test"), none);
        assert_eq!(hint_at(r#"{"Args":[{"x":1}]}"#, "/Args"), None);
        assert_eq!(hint_at(r#"{"Cmd":[]}"#, "/Cmd"), None);
        let long = hint_at(&format!(r#"{{"Cmd":["{}"]}}"#, "é".repeat(500)), "/Cmd");
        assert!(matches!(long, Some(Hint::Command { text, truncated: true }) if text.chars().count() == SUMMARY_CHARS));
    }
}
