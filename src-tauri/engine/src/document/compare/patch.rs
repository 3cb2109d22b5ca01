//! A comparison as a JSON Patch (RFC 6902): what turns the left document into the right one.
//!
//! Operations are applied one after the other. They are told in the order of the comparison, so that all before one of
//! them already stands as it does in the right document: its places are those of a path.

use super::super::path::escaped;
use super::super::reading::Copy;
use super::super::tree::NodeId;
use super::Difference;
use super::rows::Seen;
use super::tree::Node;

/// A patch may be so many times as long as the document that it leads to; beyond that it says the document itself. Very
/// deep documents have paths that are longer than what they lead to.
const LONGEST: usize = 4;
/// Short documents have patches that are longer than they are, and still the better thing to read: bytes.
const ALWAYS: usize = 64 * 1024;

/// One operation, and how many secrets have a mask in it.
struct Operation {
    text: String,
    masked: u32,
}

/// One operation a line.
pub fn patch(seen: Seen) -> Copy {
    let longest = ALWAYS.max(seen.right.text().len().saturating_mul(LONGEST));
    let mut operations = Vec::new();
    let (mut at, mut length) = (0, 0);
    while at < seen.tree.len() {
        let node = seen.tree.node(at);
        let (operation, next) = step(seen, at, node);
        at = next;
        if let Some(operation) = operation {
            length += operation.text.len();
            operations.push(operation);
        }
        if length > longest {
            operations = vec![replace(seen, NodeId::ROOT)];
            break;
        }
    }
    let masked = operations.iter().fold(0_u32, |sum, operation| sum.saturating_add(operation.masked));
    if operations.is_empty() {
        return Copy { text: "[]".to_owned(), masked };
    }
    let lines: Vec<_> = operations.into_iter().map(|operation| operation.text).collect();
    Copy { text: format!("[\n  {}\n]", lines.join(",\n  ")), masked }
}

/// What is to be done at this node, and the node to go on with.
fn step(seen: Seen, at: u32, node: &Node) -> (Option<Operation>, u32) {
    let work = seen.tree.has_work(at);
    let operation = match (node.left, node.right) {
        _ if !work => None,
        (None, Some(right)) => Some(put(seen, "add", right)),
        (Some(left), None) => Some(remove(&removed_from(seen, node, left))),
        // Which of two values of one name a path means is the reader's choice, and a move has no short spelling.
        (Some(_), Some(right)) if node.difference == Difference::Changed || node.moved || node.duplicates => {
            Some(replace(seen, right))
        }
        _ => return (None, at + 1),
    };
    (operation, node.end)
}

/// Where that which is only in the left document stands once all before it is as in the right one.
fn removed_from(seen: Seen, node: &Node, left: NodeId) -> String {
    let parent = seen.tree.node(node.parent).right.map(|parent| seen.right.pointer(parent)).unwrap_or_default();
    match seen.left.key(left) {
        _ if left == NodeId::ROOT => String::new(),
        Some(key) => format!("{parent}/{}", escaped(&key)),
        None => format!("{parent}/{}", node.slot),
    }
}

fn replace(seen: Seen, right: NodeId) -> Operation {
    put(seen, "replace", right)
}

fn put(seen: Seen, name: &str, right: NodeId) -> Operation {
    let path = serde_json::Value::from(seen.right.pointer(right));
    let text = format!(r#"{{"op": "{name}", "path": {path}, "value": {}}}"#, value(seen, right));
    Operation { text, masked: seen.veil.hidden_in(seen.right, right) }
}

fn remove(pointer: &str) -> Operation {
    let path = serde_json::Value::from(pointer);
    Operation { text: format!(r#"{{"op": "remove", "path": {path}}}"#), masked: 0 }
}

/// A value as it is spelled, on one line.
fn value(seen: Seen, right: NodeId) -> String {
    let text = seen.veil.text(seen.right, right);
    let (mut quoted, mut escaped) = (false, false);
    let keep = |char: &char| {
        quoted ^= *char == '"' && !escaped;
        escaped = *char == '\\' && !escaped;
        quoted || !char.is_ascii_whitespace()
    };
    // The whole of a document may begin with a mark that is no part of it.
    text.trim_start_matches('\u{feff}').chars().filter(keep).collect()
}
