//! A value at length, in the form that suits it: a text, a table of `K=V` pairs, a list of folders, a command line, ports.
//! For the pane beneath the tree; what a row says in passing is in `field`.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::{self, Link};
use super::lines::pretty;
use super::secrets::{Secret, Veil};
use super::text::{decode, inner};
use super::tree::{Document, Kind, NodeId};

/// Entries of a table or a list that cross to the page.
pub const MAX_ENTRIES: usize = 2_000;
/// Characters of a text that cross to the page: what it lays out without a pause. Copying gives all.
pub const MAX_CHARS: usize = 200_000;

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// Where it stands; for an array of `K=V` its item, for an object its value.
    pub node: NodeId,
    pub name: String,
    /// None where an item has no `=`, and for what is only there by its name (`"80/tcp": {}`).
    pub value: Option<String>,
    pub secret: Secret,
    pub link: Option<Link>,
}

/// What a value reads as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "as")]
pub enum Reads {
    /// A plain value, as it reads; `characters` of the whole.
    Text { text: String, characters: u32 },
    /// `Env`, `Labels`, `Sysctls`, `Options` and other flat objects; `total` entries of the whole.
    Pairs { pairs: Vec<Pair>, total: u32 },
    /// `:`-joined folders and paths, `,`-joined mount options, arrays of plain values.
    List { items: Vec<String>, total: u32 },
    /// A command as a person would type it in a shell.
    Command { line: String },
    /// A container that has no reading of its own: as laid-out JSON, `characters` of the whole.
    Json { text: String, characters: u32 },
}

/// How a row's value reads where that is more than the row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReadsAs {
    Pairs,
    List,
    Command,
}

/// Arrays of `K=V`.
const PAIR_ARRAYS: [&str; 4] = ["Env", "Labels", "SecurityOpt", "StorageOpt"];
/// Strings of folders with `:` between them.
const FOLDERS: [&str; 1] = ["LowerDir"];
/// Values that are looked at before an object of any name is called a table.
const FLAT_SAMPLE: usize = 64;

/// How this value reads, where it is a table, a list or a command line.
pub(super) fn reads_as(document: &Document, node: NodeId) -> Option<ReadsAs> {
    match document.kind(node) {
        Kind::String => separator(document, node).map(|_| ReadsAs::List),
        Kind::Array if field::is_command(document, node) => Some(ReadsAs::Command),
        Kind::Array if !is_flat(document, node) => None,
        Kind::Array if PAIR_ARRAYS.contains(&key(document, node)) => Some(ReadsAs::Pairs),
        Kind::Array => Some(ReadsAs::List),
        Kind::Object if is_flat(document, node) && is_table(document, node) => Some(ReadsAs::Pairs),
        _ => None,
    }
}

/// The value at length, secrets masked as the veil says.
pub(super) fn reads(document: &Document, veil: &Veil, node: NodeId) -> Reads {
    match reads_as(document, node) {
        Some(ReadsAs::Pairs) => {
            let mut left = MAX_CHARS;
            let pairs = document.children(node).take(MAX_ENTRIES).map(|child| pair(document, veil, child, &mut left));
            Reads::Pairs { pairs: pairs.collect(), total: document.child_count(node) }
        }
        Some(ReadsAs::Command) => Reads::Command { line: field::line(document, veil, node, MAX_ENTRIES, MAX_CHARS).0 },
        Some(ReadsAs::List) => {
            let mut left = MAX_CHARS;
            if document.kind(node) == Kind::Array {
                let items = document.children(node).take(MAX_ENTRIES).map(|item| text(document, veil, item, &mut left));
                return Reads::List { items: items.collect(), total: document.child_count(node) };
            }
            let raw = veil.raw(document, node);
            let whole = decode(&raw);
            let (from, by) = separator(document, node).unwrap_or_default();
            let parts = || whole.get(from..).unwrap_or_default().split(by);
            let items = parts().take(MAX_ENTRIES).map(|part| cut(part, &mut left));
            Reads::List { items: items.collect(), total: count(parts().count()) }
        }
        None if document.kind(node).is_container() => {
            let whole = pretty(document, veil, node);
            Reads::Json { characters: count(whole.chars().count()), text: cut(&whole, &mut { MAX_CHARS }) }
        }
        None => {
            let raw = veil.raw(document, node);
            let whole = decode(&raw);
            Reads::Text { characters: count(whole.chars().count()), text: cut(&whole, &mut { MAX_CHARS }) }
        }
    }
}

fn pair(document: &Document, veil: &Veil, node: NodeId, left: &mut usize) -> Pair {
    let sight = veil.sight(document, node, *left);
    let text = decode(&sight.raw);
    let (name, value) = match document.key(node) {
        Some(key) if document.kind(node).is_container() => (cut(&key, left), None),
        Some(key) => (cut(&key, left), Some(cut(&text, left))),
        None => match text.split_once('=') {
            Some((name, value)) => (cut(name, left), Some(cut(value, left))),
            None => (cut(&text, left), None),
        },
    };
    Pair { node, name, value, secret: sight.secret, link: field::link(document, node, sight.secret) }
}

/// A plain value as it reads, of no more characters than are left.
fn text(document: &Document, veil: &Veil, node: NodeId, left: &mut usize) -> String {
    cut(&decode(&veil.sight(document, node, *left).raw), left)
}

fn cut(text: &str, left: &mut usize) -> String {
    let taken: String = text.chars().take(*left).collect();
    *left -= taken.chars().count();
    taken
}

/// From which byte of a string as it reads it is a list, and what stands between its items.
fn separator(document: &Document, node: NodeId) -> Option<(usize, char)> {
    let holder = document.parent(node).map(|parent| key(document, parent)).unwrap_or_default();
    let raw = inner(document.raw(node));
    let (from, by) = match (key(document, node), holder) {
        (name, _) if FOLDERS.contains(&name) => (0, ':'),
        // The drive of a Windows path is none.
        ("", "Binds") if !raw.contains('\\') => (0, ':'),
        (_, "Tmpfs") | ("o", "Options") => (0, ','),
        ("Mode", "") => (0, ','),
        // `PATH=/bin:/usr/bin`, `LD_LIBRARY_PATH=…`
        ("", "Env") => {
            let (name, value) = raw.split_once('=')?;
            let folders = ["PATH", "Path", "DIRS"].iter().any(|end| name.ends_with(end));
            (folders && value.contains('/') && !raw.contains('\\')).then_some((name.len() + 1, ':'))?
        }
        _ => return None,
    };
    // An address has a colon too.
    let list = raw.get(from..)?;
    (list.contains(by) && !list.contains("://")).then_some((from, by))
}

/// Nothing stands in what stands in it, but perhaps empty containers.
fn is_flat(document: &Document, node: NodeId) -> bool {
    let children = document.child_count(node);
    children > 0 && document.end(node) - node.0 - 1 == children
}

/// Objects whose keys are people's own, and others that hold nothing but strings.
fn is_table(document: &Document, node: NodeId) -> bool {
    let mut sample = document.children(node).take(FLAT_SAMPLE);
    let string = |child: NodeId| document.kind(child) == Kind::String;
    field::is_map(key(document, node)) || (node != NodeId::ROOT && sample.all(string))
}

fn key(document: &Document, node: NodeId) -> &str {
    document.raw_key(node).map(inner).unwrap_or_default()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{Subject, SubjectKind};

    fn read(text: &str, path: &str) -> (Option<ReadsAs>, Reads) {
        let document = Document::parse(text);
        assert_eq!(document.problem(), None, "{text}");
        let node = document.find(path).unwrap_or_else(|| panic!("{path} in {text}"));
        (reads_as(&document, node), reads(&document, &Veil::default(), node))
    }

    #[test]
    fn tables() {
        let (kind, reads) = read(r#"{"Env":["A=1=2","TOKEN=abc","B","E="]}"#, "/Env");
        assert_eq!(kind, Some(ReadsAs::Pairs));
        let Reads::Pairs { pairs, total: 4 } = reads else { panic!("{reads:?}") };
        let shown: Vec<_> = pairs.iter().map(|pair| (&*pair.name, pair.value.as_deref(), pair.secret)).collect();
        let hidden = Secret::Hidden;
        assert_eq!(
            shown,
            [
                ("A", Some("1=2"), Secret::None),
                ("TOKEN", Some("••••••••"), hidden),
                ("B", None, Secret::None),
                ("E", Some(""), Secret::None)
            ]
        );
        for (text, path, expected) in [
            (
                r#"{"Labels":{"a.b":"x\n","api-key":"abc"}}"#,
                "/Labels",
                vec![("a.b", Some("x\n")), ("api-key", Some("••••••••"))],
            ),
            (r#"{"ExposedPorts":{"80/tcp":{}}}"#, "/ExposedPorts", vec![("80/tcp", None)]),
            (r#"{"Sysctls":{"net.x":"1"}}"#, "/Sysctls", vec![("net.x", Some("1"))]),
            (
                r#"{"SecurityOpt":["no-new-privileges","label=disable"]}"#,
                "/SecurityOpt",
                vec![("no-new-privileges", None), ("label", Some("disable"))],
            ),
        ] {
            let (kind, reads) = read(text, path);
            let Reads::Pairs { pairs, .. } = reads else { panic!("{text}: {reads:?}") };
            let shown: Vec<_> = pairs.iter().map(|pair| (&*pair.name, pair.value.as_deref())).collect();
            assert_eq!((kind, shown), (Some(ReadsAs::Pairs), expected));
        }
        let (_, reads) = read(r#"{"x":{"NetworkID":"ab","Image":"c"}}"#, "/x");
        let Reads::Pairs { pairs, .. } = reads else { panic!("{reads:?}") };
        let subject = Subject { kind: SubjectKind::Network, name: "ab".to_owned() };
        assert_eq!(pairs[0].link, Some(Link::Object { subject }));
    }

    #[test]
    fn lists_commands_and_texts() {
        let list = |items: &[&str]| {
            let items: Vec<_> = items.iter().map(|item| (*item).to_owned()).collect();
            (Some(ReadsAs::List), Reads::List { total: count(items.len()), items })
        };
        let text = |text: &str| (None, Reads::Text { text: text.to_owned(), characters: count(text.chars().count()) });
        for (document, path, expected) in [
            (r#"{"LowerDir":"/a:/b"}"#, "/LowerDir", list(&["/a", "/b"])),
            (r#"{"LowerDir":"/a"}"#, "/LowerDir", text("/a")),
            (r#"{"Env":["PATH=/bin:/usr/bin"]}"#, "/Env/0", list(&["/bin", "/usr/bin"])),
            (r#"{"Env":["X_PATH=http://a"]}"#, "/Env/0", text("X_PATH=http://a")),
            (r#"{"Env":["A=/b:/c"]}"#, "/Env/0", text("A=/b:/c")),
            (r#"{"Binds":["a:/b","/c:/d:ro"]}"#, "/Binds", list(&["a:/b", "/c:/d:ro"])),
            (r#"{"Binds":["/c:/d:ro"]}"#, "/Binds/0", list(&["/c", "/d", "ro"])),
            (r#"{"Binds":["C:\\c:D"]}"#, "/Binds/0", text(r"C:\c:D")),
            (r#"{"Tmpfs":{"/x":"rw,size=1m"}}"#, "/Tmpfs/~1x", list(&["rw", "size=1m"])),
            (r#"{"Dns":["a",1,null]}"#, "/Dns", list(&["a", "1", "null"])),
            (r#"{"x":["--password","abc"]}"#, "/x", list(&["--password", "••••••••"])),
            (r#"{"x":"a\u00e9\"\n"}"#, "/x", text("aé\"\n")),
            (r#"{"x":12345678901234567890}"#, "/x", text("12345678901234567890")),
            (r#"{"password":"x"}"#, "/password", text("••••••••")),
        ] {
            assert_eq!(read(document, path), expected, "{document}");
        }
        let command = Reads::Command { line: "sh -c 'PASSWORD=•••••••• run'".to_owned() };
        assert_eq!(read(r#"{"Cmd":["sh","-c","PASSWORD=x run"]}"#, "/Cmd"), (Some(ReadsAs::Command), command));
        let (kind, reads) = read(r#"{"Mounts":[{"a":1,"password":"x"}]}"#, "/Mounts");
        let laid_out = "[\n    {\n        \"a\": 1,\n        \"password\": \"••••••••\"\n    }\n]";
        let json = Reads::Json { text: laid_out.to_owned(), characters: count(laid_out.chars().count()) };
        assert_eq!((kind, reads), (None, json));
        assert_eq!(read("{}", "").0, None);
        assert_eq!(read(r#"{"State":{"Status":"x","Pid":1}}"#, "/State").0, None);
    }

    #[test]
    fn what_is_long_is_cut() {
        let whole = MAX_CHARS + 10;
        let (_, reads) = read(&format!(r#"{{"x":"{}"}}"#, "é".repeat(whole)), "/x");
        let Reads::Text { text, characters } = reads else { panic!("{reads:?}") };
        assert_eq!((text.chars().count(), characters as usize), (MAX_CHARS, whole));
        let (_, reads) = read(&format!(r#"{{"x":["{}","b"]}}"#, "é".repeat(whole)), "/x");
        let Reads::List { items, total: 2 } = reads else { panic!("{reads:?}") };
        assert_eq!(items.iter().map(|item| item.chars().count()).collect::<Vec<_>>(), [MAX_CHARS, 0]);
        let (_, reads) = read(&format!("[{}0]", "0,".repeat(MAX_ENTRIES)), "");
        let Reads::List { items, total } = reads else { panic!("{reads:?}") };
        assert_eq!((items.len(), total as usize), (MAX_ENTRIES, MAX_ENTRIES + 1));
    }
}
