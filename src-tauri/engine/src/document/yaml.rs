//! A subtree as YAML 1.2, in block style. Order, numbers and duplicate keys stay as the engine sent them.
//!
//! A string stands bare only where every reader, also one of YAML 1.1, takes it for the same string; a text of several
//! lines is a literal block where that keeps each of its characters; any other is quoted.

use std::fmt::Write;

use super::secrets::Veil;
use super::text::decode;
use super::tree::{Document, Kind, NodeId};

/// Spaces of a level, as in compose files.
const INDENT: usize = 2;
/// Levels in block style; deeper ones stand on one line, in JSON's own style: a text that is indented so far would grow
/// with the square of its depth.
const MAX_DEPTH: u32 = 200;
/// Words that are no strings in YAML 1.1 or 1.2, in lower case.
const WORDS: &str = "y n yes no true false on off null nil none ~ .nan .inf -.inf +.inf = <<";
/// Characters that have a meaning at the beginning of a bare string.
const INDICATORS: &str = "-?:,[]{}#&*!|>'\"%@`=<~.+";

/// The subtree as YAML, secrets masked as the veil says. Ends without a line break, save for one that is a text's own.
pub(super) fn yaml(document: &Document, veil: &Veil, root: NodeId) -> String {
    let mut writer = Writer { document, veil, base: document.node(root).depth, yaml: String::new() };
    let end = document.end(root);
    // Whether the line goes on behind an item's dash.
    let mut behind_dash = false;
    let mut next = root.0;
    while next < end {
        let node = NodeId(next);
        let flow = writer.level(node) >= MAX_DEPTH;
        writer.begin(node, root, behind_dash);
        let open = !flow && document.child_count(node) > 0;
        behind_dash = open && is_item(document, node) && node != root;
        match () {
            () if open => {}
            () if document.kind(node).is_container() => writer.flow(node),
            () => writer.leaf(node),
        }
        next = if open { next + 1 } else { document.end(node) };
    }
    writer.yaml
}

struct Writer<'a> {
    document: &'a Document,
    veil: &'a Veil,
    /// Depth of the root.
    base: u32,
    yaml: String,
}

impl Writer<'_> {
    fn level(&self, node: NodeId) -> u32 {
        self.document.node(node).depth - self.base
    }

    /// The beginning of the node's line, up to its value.
    fn begin(&mut self, node: NodeId, root: NodeId, behind_dash: bool) {
        if node == root {
            return;
        }
        // The first entry within an item stands on the item's own line.
        if !behind_dash {
            if !self.yaml.is_empty() && !self.yaml.ends_with('\n') {
                self.yaml.push('\n');
            }
            let indent = (self.level(node) as usize - 1) * INDENT;
            self.yaml.extend(std::iter::repeat_n(' ', indent));
        }
        let inside = self.document.child_count(node) > 0 && self.level(node) < MAX_DEPTH;
        match self.document.key(node) {
            Some(key) => {
                let key = scalar(&key, None);
                // Longer keys than YAML lets stand before a colon are marked as such.
                if key.len() > MAX_KEY {
                    let indent = (self.level(node) as usize - 1) * INDENT;
                    let _ = write!(self.yaml, "? {key}\n{:indent$}:", "");
                } else {
                    self.yaml.push_str(&key);
                    self.yaml.push(':');
                }
                if !inside {
                    self.yaml.push(' ');
                }
            }
            None => self.yaml.push_str("- "),
        }
    }

    fn leaf(&mut self, node: NodeId) {
        let raw = self.veil.raw(self.document, node);
        if self.document.kind(node) == Kind::String {
            let indent = (self.level(node) as usize).max(1) * INDENT;
            let text = scalar(&decode(&raw), Some(indent));
            self.yaml.push_str(&text);
        } else {
            self.yaml.push_str(&raw);
        }
    }

    /// On one line, as JSON, which YAML 1.2 contains; but with the quotes of [`quoted`], as JSON's escapes are more.
    fn flow(&mut self, root: NodeId) {
        let document = self.document;
        let mut open: Vec<NodeId> = Vec::new();
        for id in root.0..document.end(root) {
            let node = NodeId(id);
            while let Some(innermost) = open.pop_if(|innermost| document.end(*innermost) <= id) {
                self.yaml.push_str(brackets(document.kind(innermost)).1);
            }
            if id > root.0 {
                if document.node(node).index > 0 {
                    self.yaml.push_str(", ");
                }
                if let Some(key) = document.key(node) {
                    self.yaml.push_str(&quoted(&key));
                    self.yaml.push_str(": ");
                }
            }
            match document.kind(node) {
                kind @ (Kind::Object | Kind::Array) => {
                    self.yaml.push_str(brackets(kind).0);
                    open.push(node);
                }
                Kind::String => self.yaml.push_str(&quoted(&decode(&self.veil.raw(document, node)))),
                _ => self.yaml.push_str(&self.veil.raw(document, node)),
            }
        }
        while let Some(innermost) = open.pop() {
            self.yaml.push_str(brackets(document.kind(innermost)).1);
        }
    }
}

/// Characters of a key that may stand before its colon: YAML 1.2 allows 1024 of them.
const MAX_KEY: usize = 1000;

fn brackets(kind: Kind) -> (&'static str, &'static str) {
    if kind == Kind::Object { ("{", "}") } else { ("[", "]") }
}

fn is_item(document: &Document, node: NodeId) -> bool {
    document.raw_key(node).is_none()
}

/// A string bare, as a literal block whose lines are indented by so many spaces, or quoted.
fn scalar(text: &str, block: Option<usize>) -> String {
    match block {
        _ if is_plain(text) => text.to_owned(),
        Some(indent) if is_block(text) => literal(text, indent),
        _ => quoted(text),
    }
}

/// Whether a text means itself where it stands bare.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let word = WORDS.split(' ').any(|word| text.eq_ignore_ascii_case(word));
    let flag = text.trim_start_matches('-');
    // `-c` and `--name`, but no `- a`, `-1` or `---`.
    let is_flag = flag.len() < text.len() && flag.starts_with(|char: char| char.is_ascii_alphabetic());
    let begins = INDICATORS.contains(first) && !is_flag;
    let ends = text.starts_with(' ') || text.ends_with([' ', ':']);
    let inside = text.contains(": ") || text.contains(" #");
    !(word || is_number(text) || begins || ends || inside) && text.chars().all(is_printable)
}

/// Numbers, dates and times in one of the many spellings of YAML 1.1: `0x1f`, `1e3`, `1_000`, `12:30:45`, `2001-12-14`.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let within = |letters: &[u8]| text.bytes().all(|byte| !byte.is_ascii_alphabetic() || letters.contains(&byte));
    let hexadecimal =
        text.starts_with('0') && text.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit() || byte == b'_');
    let date = digits == 4 && text.as_bytes().get(digits) == Some(&b'-');
    digits > 0 && (within(b"eExXoObB") || hexadecimal || date)
}

/// Whether a literal block keeps each character: there are lines, and none has blanks that would get lost.
fn is_block(text: &str) -> bool {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    let kept = |line: &str| !line.ends_with([' ', '\t']) && line.chars().all(|char| char == '\t' || is_printable(char));
    lines.contains('\n')
        && !lines.starts_with([' ', '\n', '\t'])
        && !lines.ends_with('\n')
        && lines.split('\n').all(kept)
}

fn literal(text: &str, indent: usize) -> String {
    let (mark, lines) = text.strip_suffix('\n').map_or(("|-", text), |lines| ("|", lines));
    let mut block = String::from(mark);
    for line in lines.split('\n') {
        block.push('\n');
        if !line.is_empty() {
            block.extend(std::iter::repeat_n(' ', indent));
            block.push_str(line);
        }
    }
    // Its own line break must be there, also at the end of all.
    if lines.len() < text.len() {
        block.push('\n');
    }
    block
}

/// In double quotes, on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            printable if is_printable(printable) => quoted.push(printable),
            other => {
                let code = u32::from(other);
                let _ = if code > 0xffff { write!(quoted, "\\U{code:08x}") } else { write!(quoted, "\\u{code:04x}") };
            }
        }
    }
    quoted.push('"');
    quoted
}

/// What YAML lets stand as it is and every reader keeps: no control characters, none that break a line or say nothing.
fn is_printable(char: char) -> bool {
    let unseen = matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let nothing = matches!(char, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    !char.is_control() && !unseen && !nothing
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use saphyr::{LoadableYamlNode, Scalar, Yaml};
    use serde_json::Value;

    use super::*;

    fn written(json: &str) -> String {
        let document = Document::parse(json);
        assert_eq!(document.problem(), None, "{json}");
        yaml(&document, &Veil::default(), NodeId::ROOT)
    }

    #[test]
    fn documents_as_people_write_them() {
        for (json, expected) in [
            ("{}", "{}"),
            ("[]", "[]"),
            ("12345678901234567890", "12345678901234567890"),
            (
                r#"{"a":{"b":[1,1.50,-0],"c":[],"d":{}},"e":null,"e":true}"#,
                "a:\n  b:\n    - 1\n    - 1.50\n    - -0\n  c: []\n  d: {}\ne: null\ne: true",
            ),
            (r#"[{"a":1,"b":{"c":2}},[3,[4]],5]"#, "- a: 1\n  b:\n    c: 2\n- - 3\n  - - 4\n- 5"),
            (
                r#"{"Cmd":["sh","-c","echo\nx\n"],"x":"a\n\n b"}"#,
                "Cmd:\n  - sh\n  - -c\n  - |\n    echo\n    x\nx: |-\n  a\n\n   b",
            ),
            (r#"{"80/tcp":{},"a: b":"","password":"x"}"#, "80/tcp: {}\n\"a: b\": \"\"\npassword: ••••••••"),
            ("\"a\\nb\"", "|-\n  a\n  b"),
        ] {
            assert_eq!(written(json), expected, "{json}");
        }
        let document = Document::parse(r#"{"a":{"b":{"c":1}}}"#);
        assert_eq!(yaml(&document, &Veil::default(), document.find("/a").unwrap()), "b:\n  c: 1");
    }

    #[test]
    fn strings_stand_bare_only_where_all_read_them_alike() {
        for plain in [
            "a",
            "a b",
            "/bin/sh",
            "80/tcp",
            "a:b",
            "a#b",
            "é",
            "it's",
            "sha256:ab",
            "-c",
            "--name=x",
            "$x",
            "1k",
            "8080/tcp",
        ] {
            assert_eq!(scalar(plain, None), plain);
        }
        for text in [
            "",
            "~",
            "null",
            "Yes",
            "n",
            "ON",
            "true",
            "1",
            "-1",
            "0x1f",
            "0o7",
            "1e3",
            "1_000",
            "12:30:45",
            "1.10",
            ".5",
            "2001-12-14",
            "2001-12-14T21:59:43Z",
            "00ff",
            "+1",
            ".inf",
            "=",
            "<<",
            "- a",
            "-",
            "---",
            "? a",
            ": a",
            "a: b",
            "a:",
            "a #b",
            "#a",
            " a",
            "a ",
            "[a",
            "{a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a",
            "\"a",
            "%a",
            "@a",
            "`a",
            "a\tb",
            "a\u{1}",
            "\u{feff}a",
            "a\u{85}",
            "\u{2028}",
            "...",
            ".a",
        ] {
            assert!(scalar(text, None).starts_with('"'), "{text:?}");
        }
    }

    #[test]
    fn depth_costs_neither_stack_nor_a_square() {
        const DEPTH: usize = 10_000;
        let text = written(&("{\"a\":[".repeat(DEPTH) + "\"b\"" + &"]}".repeat(DEPTH)));
        assert!(text.len() < DEPTH * 20, "{}", text.len());
        let key = "k".repeat(2 * MAX_KEY);
        for json in [format!(r#"{{"{key}":1}}"#), format!(r#"[{{"{key}":{{"a":["b"]}},"c":1}}]"#)] {
            assert_eq!(read(&written(&json)), serde_json::from_str::<Value>(&json).unwrap());
        }
    }

    /// What another reader of YAML 1.2 makes of it.
    fn read(text: &str) -> Value {
        let documents = Yaml::load_from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(documents.len(), 1, "{text}");
        value(&documents[0])
    }

    fn value(yaml: &Yaml<'_>) -> Value {
        match yaml {
            Yaml::Value(Scalar::Null) => Value::Null,
            Yaml::Value(Scalar::Boolean(word)) => (*word).into(),
            Yaml::Value(Scalar::Integer(number)) => (*number).into(),
            Yaml::Value(Scalar::FloatingPoint(number)) => number.into_inner().into(),
            Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
            Yaml::Sequence(items) => items.iter().map(value).collect(),
            Yaml::Mapping(entries) => {
                let key = |key| value(key).as_str().unwrap_or_else(|| panic!("{key:?} is no string")).to_owned();
                entries.iter().map(|(name, entry)| (key(name), value(entry))).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        const PIECES: &[&str] = &[
            "0x1", "1e3", "~", "- a", ": ", " #", "  ", "\n", "\n\n", "\r\n", "\u{feff}", "\u{85}", "\u{2028}", "\t",
            "\"", "'", "\\", "a", "é", "😀", "\u{0}", "\u{7f}", "no", "12", ":", "#", "[", "}", "---\n", "...", "|",
            ">-", "?", "&",
        ];
        prop_oneof![
            prop::sample::select(PIECES).prop_map(str::to_owned),
            prop::collection::vec(prop::sample::select(PIECES), 0..6).prop_map(|pieces| pieces.concat()),
            any::<String>(),
            "[a-z -]{0,12}(\n[a-z ]{0,8}){0,4}\n?",
        ]
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any_text().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1e9..1e9).prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null)
        ];
        leaf.prop_recursive(5, 48, 5, |inner| {
            let array = prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from);
            let object = prop::collection::hash_map(any_text(), inner, 0..5);
            prop_oneof![array, object.prop_map(Value::from_iter)]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn another_reader_reads_the_same(expected in any_value()) {
            let document = Document::parse(expected.to_string());
            let written = yaml(&document, &Veil::open(), NodeId::ROOT);
            prop_assert_eq!(read(&written), expected, "{}", written);
        }
    }
}
