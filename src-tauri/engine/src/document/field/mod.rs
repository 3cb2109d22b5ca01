//! What is known of the field: what a value means beside how it is spelled. A hint never replaces the value.
//!
//! Hints are facts; the page says them in the person's language. They are told from the names around a value, as the
//! inspect documents of Docker and Podman have them, and never tell of a hidden secret: what stands in sight of it is
//! masked whatever the veil says.

mod commands;
mod defaults;
mod links;
mod permissions;
mod place;
mod quantities;
mod signals;
mod times;

use serde::{Deserialize, Serialize};
use specta::Type;

use self::place::Place;
use super::secrets::{Secret, Veil};
use super::text::Decoded;
use super::tree::{Document, Kind, NodeId};
use crate::inspect::Subject;
use crate::units::{ByteSize, Millis, UnixMillis};

pub(super) use self::commands::{is_command, line};
pub(super) use self::place::is_map;

/// Characters of a container's summary.
const SUMMARY_CHARS: usize = 120;
/// Children that are looked at for a summary: more never fit.
const SUMMARY_CHILDREN: usize = 24;

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

/// What this value names, where it names something. It is known whether it holds a secret.
pub(super) fn link(document: &Document, node: NodeId, secret: Secret) -> Option<Link> {
    // Nobody follows a link that holds a password, and it would show it.
    if secret == Secret::None { links::link(&Place::new(document, node)) } else { None }
}

/// Empty, or what an engine fills in where nobody chose: such rows are dimmed, and can be hidden.
pub(super) fn is_default(document: &Document, node: NodeId) -> bool {
    defaults::is_default(&Place::new(document, node))
}

/// What this node means, where it is known. It is known whether it holds a secret.
pub(super) fn hint(document: &Document, node: NodeId, secret: Secret) -> Option<Hint> {
    // A meaning would tell of a secret.
    if secret == Secret::None { meaning(document, node) } else { None }
}

fn meaning(document: &Document, node: NodeId) -> Option<Hint> {
    let place = Place::new(document, node);
    match document.kind(node) {
        Kind::String => text_hint(&place),
        Kind::Number => {
            signals::hint(&place).or_else(|| permissions::hint(&place)).or_else(|| quantities::hint(&place))
        }
        Kind::Null => quantities::hint(&place),
        Kind::Object => object_hint(&place),
        Kind::Array => commands::hint(&place).or_else(|| holds(&place)),
        Kind::Bool => None,
    }
}

fn text_hint(place: &Place<'_>) -> Option<Hint> {
    let raw = place.text();
    match place.key {
        "LowerDir" if !raw.is_empty() => Some(Hint::LowerLayers { count: count(raw.split(':').count()) }),
        _ => times::hint(raw).or_else(|| signals::hint(place)).or_else(|| permissions::hint(place)),
    }
}

fn object_hint(place: &Place<'_>) -> Option<Hint> {
    let document = place.document;
    let only = |name: &str, kind: Kind| document.child(place.node, name).filter(|child| document.kind(*child) == kind);
    if place.key == "RootFS"
        && let Some(layers) = only("Layers", Kind::Array)
    {
        return Some(Hint::Layers { count: document.child_count(layers) });
    }
    if place.key == "Data"
        && let Some(lower) = only("LowerDir", Kind::String)
    {
        return text_hint(&Place::new(document, lower));
    }
    holds(place)
}

fn holds(place: &Place<'_>) -> Option<Hint> {
    let Place { document, node, key, .. } = *place;
    // The root's own values are in sight.
    if node == NodeId::ROOT || document.child_count(node) == 0 {
        return None;
    }
    let veil = Veil::default();
    let (mut text, mut left, mut truncated) = (String::new(), SUMMARY_CHARS, false);
    for (place, child) in document.children(node).enumerate() {
        if place >= SUMMARY_CHILDREN || left == 0 {
            truncated = true;
            break;
        }
        let sight;
        let (raw, more) = match document.raw_key(child) {
            Some(name) => (name, false),
            None if document.kind(child).is_container() => return None,
            None => {
                sight = veil.sight(document, child, left);
                (&*sight.raw, sight.more)
            }
        };
        let named = |char: &char| key != "Env" || *char != '=';
        let mut chars = Decoded::new(raw).take_while(named);
        let taken: String = chars.by_ref().take(left).collect();
        truncated |= more || chars.next().is_some();
        left -= taken.chars().count().min(left);
        if place > 0 {
            text.push_str(", ");
        }
        // Nothing at all would read as a fault.
        text.push_str(if taken.is_empty() { "\"\"" } else { &taken });
    }
    Some(Hint::Holds { text, truncated })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn hint_at(text: &str, path: &str) -> Option<Hint> {
        let document = Document::parse(text);
        assert_eq!(document.problem(), None, "{text}");
        let node = document.find(path).unwrap_or_else(|| panic!("{path} in {text}"));
        hint(&document, node, Veil::default().state(&document, node))
    }

    fn holding(text: &str, truncated: bool) -> Option<Hint> {
        Some(Hint::Holds { text: text.to_owned(), truncated })
    }

    #[test]
    fn containers_say_what_they_hold() {
        for (text, path, expected) in [
            (r#"{"Env":["PATH=/bin:/x","A=b=c"]}"#, ".Env", holding("PATH, A", false)),
            (r#"{"Ports":{"80/tcp":{},"443/tcp":{}}}"#, ".Ports", holding("80/tcp, 443/tcp", false)),
            (r#"{"RootFS":{"Layers":["a","b"]}}"#, ".RootFS", Some(Hint::Layers { count: 2 })),
            (r#"{"Data":{"LowerDir":"/a:/b:/c"}}"#, ".Data", Some(Hint::LowerLayers { count: 3 })),
            (r#"{"Mounts":[{"a":1}]}"#, ".Mounts", None),
            (r#"{"Labels":{}}"#, ".Labels", None),
            (r#"{"Labels":{"":1,"a":2}}"#, ".Labels", holding("\"\", a", false)),
        ] {
            assert_eq!(hint_at(text, path), expected, "{text}");
        }
        let long = hint_at(&format!(r#"{{"a":["{}"]}}"#, "x".repeat(500)), ".a");
        assert_eq!(long, holding(&"x".repeat(SUMMARY_CHARS), true));
    }

    #[test]
    fn no_hint_tells_a_secret() {
        for (text, path) in [
            (r#"{"x":["a","TOKEN=Zq7Xw9"]}"#, ".x"),
            (r#"{"Env":["https://u:Zq7Xw9@h"]}"#, ".Env"),
            (r#"{"Cmd":["x","--password","Zq7Xw9"]}"#, ".Cmd"),
            (r#"{"Args":["sh","-c","PASSWORD=Zq7Xw9 run"]}"#, ".Args"),
            (r#"{"Test":["CMD-SHELL","curl -u me:Zq7Xw9 http://x"]}"#, ".Test"),
            (r#"{"OnBuild":["ENV API_TOKEN=Zq7Xw9"]}"#, ".OnBuild"),
            (r#"{"passwords":["Zq7Xw9"]}"#, ".passwords"),
        ] {
            let hint = format!("{:?}", hint_at(text, path));
            assert!(!hint.contains("Zq7Xw9") && hint.contains(crate::document::MASK), "{hint}");
        }
        assert_eq!(hint_at(r#"{"password":"2018-10-16T01:38:59Z"}"#, ".password"), None);
    }
}
