//! A comparison as a JSON Patch (RFC 6902): what turns the left document into the right one.
//!
//! Operations are applied one after the other. They are told in the order of the comparison, so that all before one of
//! them already stands as it does in the right document: its places are those of a path.

use super::super::tree::NodeId;
use super::Difference;
use super::rows::Seen;
use super::tree::Node;

/// A patch may be so many times as long as the document that it leads to; beyond that it says the document itself. Very
/// deep documents have paths that are longer than what they lead to.
const LONGEST: usize = 4;
/// Short documents have patches that are longer than they are, and still the better thing to read: bytes.
const ALWAYS: usize = 64 * 1024;

/// One operation a line.
pub fn patch(seen: Seen) -> String {
    let longest = ALWAYS.max(seen.right.text().len().saturating_mul(LONGEST));
    let mut operations = Vec::new();
    let (mut at, mut length) = (0, 0);
    while at < seen.tree.len() {
        let node = seen.tree.node(at);
        let (operation, next) = step(seen, at, node);
        at = next;
        if let Some(operation) = operation {
            length += operation.len();
            operations.push(operation);
        }
        if length > longest {
            operations = vec![replace(seen, NodeId::ROOT)];
            break;
        }
    }
    if operations.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n  {}\n]", operations.join(",\n  "))
}

/// What is to be done at this node, and the node to go on with.
fn step(seen: Seen, at: u32, node: &Node) -> (Option<String>, u32) {
    let work = seen.tree.has_work(at);
    let operation = match (node.left, node.right) {
        _ if !work => None,
        (None, Some(right)) => Some(operation("add", &seen.right.pointer(right), Some(&value(seen, right)))),
        (Some(left), None) => Some(operation("remove", &removed_from(seen, node, left), None)),
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
        Some(key) => format!("{parent}/{}", key.replace('~', "~0").replace('/', "~1")),
        None => format!("{parent}/{}", node.slot),
    }
}

fn replace(seen: Seen, right: NodeId) -> String {
    operation("replace", &seen.right.pointer(right), Some(&value(seen, right)))
}

fn operation(name: &str, pointer: &str, value: Option<&str>) -> String {
    let path = serde_json::Value::from(pointer);
    match value {
        Some(value) => format!(r#"{{"op": "{name}", "path": {path}, "value": {value}}}"#),
        None => format!(r#"{{"op": "{name}", "path": {path}}}"#),
    }
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
    text.chars().filter(keep).collect()
}
