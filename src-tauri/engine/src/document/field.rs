//! What is known of the field: what a value means beside how it is spelled. A hint never replaces the value.
//!
//! Hints are facts; the page says them in the person's language.

use serde::{Deserialize, Serialize};
use specta::Type;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::text::Decoded;
use super::tree::{Document, Kind, NodeId};
use crate::inspect::Subject;
use crate::units::{ByteSize, Millis, UnixMillis};

/// Characters of a container's summary.
const SUMMARY_CHARS: usize = 120;
/// Children that are looked at for a summary: more never fit.
const SUMMARY_CHILDREN: usize = 24;

/// Keys whose numbers are bytes.
const BYTES: [&str; 9] = [
    "Size",
    "VirtualSize",
    "SharedSize",
    "SizeRw",
    "SizeRootFs",
    "Memory",
    "MemoryReservation",
    "MemorySwap",
    "ShmSize",
];
/// Keys of a healthcheck whose numbers are nanoseconds.
const NANOSECONDS: [&str; 4] = ["Interval", "Timeout", "StartPeriod", "StartInterval"];
/// Arrays that are one command line.
const COMMANDS: [&str; 5] = ["Cmd", "Entrypoint", "Args", "Test", "Shell"];

/// What a value means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "is")]
pub enum Hint {
    /// What a closed container holds: the names of an object's values, or an array's plain values.
    Holds {
        text: String,
        truncated: bool,
    },
    /// File system layers.
    Layers {
        count: u32,
    },
    /// Folders of an overlay below the writable one.
    LowerLayers {
        count: u32,
    },
    Instant {
        at: UnixMillis,
    },
    /// Go's zero time: it has not happened.
    Never,
    Bytes {
        bytes: ByteSize,
    },
    Duration {
        duration: Millis,
    },
    /// A command as a shell would read it.
    Command {
        text: String,
        truncated: bool,
    },
    /// A signal by its name with SIG, and its number where Linux has one of that name.
    Signal {
        name: String,
        number: Option<u8>,
    },
    /// How a process ended: by itself, or by a signal (code 128 + n).
    Exit {
        code: u32,
        signal: Option<String>,
    },
    /// Permission bits: `rw-r--r--` with s, S, t and T, and as people write them: `0644`.
    Permissions {
        text: String,
        octal: String,
    },
    /// What may be done with a device.
    DeviceAccess {
        read: bool,
        write: bool,
        create: bool,
    },
    /// A share of processors, in thousandths of one.
    Processors {
        thousandths: u32,
    },
    /// A number that means no limit.
    Unlimited,
}

/// What a value names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "to")]
pub enum Link {
    /// An object on the engine. Whether it is still there is found out by following the link.
    Object { subject: Subject },
    /// A layer of the image that the document is about, from the lowest, from 0.
    Layer { index: u32 },
    /// A port published on the engine's host.
    Port { host: String, port: u16 },
}

/// What this value names, where it names something.
pub(super) fn link(_document: &Document, _node: NodeId) -> Option<Link> {
    None
}

/// Empty, or what an engine fills in where nobody chose: such rows are dimmed, and can be hidden.
pub(super) fn is_default(_document: &Document, _node: NodeId) -> bool {
    false
}

/// What this node means, where it is known.
pub(super) fn hint(document: &Document, node: NodeId) -> Option<Hint> {
    let key = document.raw_key(node).map(super::text::inner);
    match document.kind(node) {
        Kind::String => text_hint(document, node, key),
        Kind::Number => number_hint(document, node, key?),
        Kind::Object => object_hint(document, node, key),
        Kind::Array => holds(document, node, key),
        Kind::Bool | Kind::Null => None,
    }
}

fn text_hint(document: &Document, node: NodeId, key: Option<&str>) -> Option<Hint> {
    let raw = super::text::inner(document.raw(node));
    if key == Some("LowerDir") && !raw.is_empty() {
        return Some(Hint::LowerLayers { count: count(raw.split(':').count()) });
    }
    match instant(raw)? {
        at if at == GO_ZERO => Some(Hint::Never),
        at => Some(Hint::Instant { at: UnixMillis(at) }),
    }
}

fn number_hint(document: &Document, node: NodeId, key: &str) -> Option<Hint> {
    let number: i64 = document.raw(node).parse().ok().filter(|number| *number > 0)?;
    if BYTES.contains(&key) {
        return ByteSize::from_engine(number).map(|bytes| Hint::Bytes { bytes });
    }
    let parent = document.parent(node).and_then(|parent| document.raw_key(parent)).map(super::text::inner);
    if NANOSECONDS.contains(&key) && parent == Some("Healthcheck") {
        const NANOSECONDS_IN_A_MILLISECOND: u64 = 1_000_000;
        let duration = Millis(number.unsigned_abs() / NANOSECONDS_IN_A_MILLISECOND);
        return Some(Hint::Duration { duration });
    }
    None
}

fn object_hint(document: &Document, node: NodeId, key: Option<&str>) -> Option<Hint> {
    let only = |name: &str, kind: Kind| document.child(node, name).filter(|child| document.kind(*child) == kind);
    if key == Some("RootFS")
        && let Some(layers) = only("Layers", Kind::Array)
    {
        return Some(Hint::Layers { count: document.child_count(layers) });
    }
    if key == Some("Data")
        && let Some(lower) = only("LowerDir", Kind::String)
    {
        return text_hint(document, lower, Some("LowerDir"));
    }
    holds(document, node, key)
}

fn holds(document: &Document, node: NodeId, key: Option<&str>) -> Option<Hint> {
    let key = key.unwrap_or_default();
    // The root's own values are in sight.
    if node == NodeId::ROOT || document.child_count(node) == 0 {
        return None;
    }
    let separator = if COMMANDS.contains(&key) { " " } else { ", " };
    let (mut text, mut left, mut truncated) = (String::new(), SUMMARY_CHARS, false);
    for (place, child) in document.children(node).enumerate() {
        if place >= SUMMARY_CHILDREN || left == 0 {
            truncated = true;
            break;
        }
        let raw = match document.raw_key(child) {
            Some(name) => name,
            None if document.kind(child).is_container() => return None,
            None => document.raw(child),
        };
        let named = |char: &char| key != "Env" || *char != '=';
        let mut chars = Decoded::new(raw).take_while(named);
        let taken: String = chars.by_ref().take(left).collect();
        truncated |= chars.next().is_some();
        left -= taken.chars().count().min(left);
        if place > 0 {
            text.push_str(separator);
        }
        // Nothing at all would read as a fault.
        text.push_str(if taken.is_empty() { "\"\"" } else { &taken });
    }
    Some(Hint::Holds { text, truncated })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// `0001-01-01T00:00:00Z` in milliseconds since the Unix epoch.
const GO_ZERO: i64 = -62_135_596_800_000;

/// Milliseconds since the Unix epoch of an instant by RFC 3339, as Go spells it.
fn instant(text: &str) -> Option<i64> {
    // Most strings are no instants, and the shortest one is `2006-01-02T15:04:05Z`.
    if text.len() < 20 || text.as_bytes()[10] != b'T' {
        return None;
    }
    let nanoseconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
    i64::try_from(nanoseconds.div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint_at(text: &str, path: &str) -> Option<Hint> {
        let document = Document::parse(text);
        hint(&document, document.find(path).unwrap())
    }

    #[test]
    fn instants_are_read_as_go_writes_them() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(instant("2018-10-16T01:38:59.501794757Z"), Some(1_539_653_939_501));
        assert_eq!(instant("2024-02-29T23:59:59.5+02:30"), Some(1_709_242_199_500));
        assert_eq!(instant("1969-12-31T23:59:59.999Z"), Some(-1));
        assert_eq!(instant("0001-01-01T00:00:00Z"), Some(GO_ZERO));
        for wrong in [
            "2018-10-16",
            "2018-13-16T01:38:59Z",
            "2018-10-16T01:38:59",
            "2018-10-16T01:38:59.Z9",
            "2018-10-16T01:38:59+2",
        ] {
            assert_eq!(instant(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn values_are_explained() {
        let holds = |text: &str, truncated| Some(Hint::Holds { text: text.to_owned(), truncated });
        assert_eq!(hint_at(r#"{"Created":"0001-01-01T00:00:00Z"}"#, ".Created"), Some(Hint::Never));
        assert_eq!(hint_at(r#"{"Size":252239692}"#, ".Size"), Some(Hint::Bytes { bytes: ByteSize(252_239_692) }));
        assert_eq!(hint_at(r#"{"MemorySwap":-1,"Other":5}"#, ".MemorySwap"), None);
        assert_eq!(hint_at(r#"{"MemorySwap":-1,"Other":5}"#, ".Other"), None);
        assert_eq!(
            hint_at(r#"{"Healthcheck":{"Interval":30000000000}}"#, ".Healthcheck.Interval"),
            Some(Hint::Duration { duration: Millis(30_000) })
        );
        assert_eq!(hint_at(r#"{"Env":["PATH=/bin:/x","A=b=c"]}"#, ".Env"), holds("PATH, A", false));
        assert_eq!(hint_at(r#"{"Cmd":["/bin/sh","-c"]}"#, ".Cmd"), holds("/bin/sh -c", false));
        assert_eq!(hint_at(r#"{"Ports":{"80/tcp":{},"443/tcp":{}}}"#, ".Ports"), holds("80/tcp, 443/tcp", false));
        assert_eq!(hint_at(r#"{"RootFS":{"Layers":["a","b"]}}"#, ".RootFS"), Some(Hint::Layers { count: 2 }));
        assert_eq!(hint_at(r#"{"Data":{"LowerDir":"/a:/b:/c"}}"#, ".Data"), Some(Hint::LowerLayers { count: 3 }));
        assert_eq!(hint_at(r#"{"Mounts":[{"a":1}]}"#, ".Mounts"), None);
        assert_eq!(hint_at(r#"{"Labels":{}}"#, ".Labels"), None);
        assert_eq!(hint_at(r#"{"Labels":{"":1,"a":2}}"#, ".Labels"), holds("\"\", a", false));
        let Some(Hint::Holds { text, truncated: true }) = hint_at(&format!(r#"{{"a":["{}"]}}"#, "x".repeat(500)), ".a")
        else {
            panic!("a long value is cut");
        };
        assert_eq!(text.len(), SUMMARY_CHARS);
    }
}
