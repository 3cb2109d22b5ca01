//! The document itself: its text, and an arena of nodes in the order of the text.
//!
//! A node knows where its subtree ends in the arena, so walking, skipping and counting need neither recursion nor
//! pointers. What is open or found belongs to `view.rs` and `search.rs`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{parse, text};

/// Names a node of one document: its place in the order of the text. The root is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The document's one top-level value.
    pub const ROOT: Self = Self(0);

    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// What JSON calls the type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Object,
    Array,
    String,
    Number,
    Bool,
    Null,
}

impl Kind {
    /// Objects and arrays.
    pub fn is_container(self) -> bool {
        matches!(self, Self::Object | Self::Array)
    }
}

/// Why a text is not a JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProblemKind {
    /// There is nothing but blanks.
    Empty,
    /// The bytes are not UTF-8; the text shown has U+FFFD in the place of each wrong one.
    InvalidUtf8,
    /// More bytes or more values than a document may have here.
    TooLarge,
    /// The text ends in the middle of a value.
    UnexpectedEnd,
    ExpectedValue,
    ExpectedKey,
    ExpectedColon,
    ExpectedCommaOrEnd,
    InvalidNumber,
    InvalidEscape,
    /// A control character stands bare in a string.
    ControlCharacter,
    /// Something follows the document's one value.
    TrailingText,
}

/// What is wrong with a text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub kind: ProblemKind,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// A stretch of the text in bytes; keys and strings with their quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u32,
    pub end: u32,
}

/// One value. 44 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Empty where the parent is not an object.
    pub key: Span,
    pub value: Span,
    /// The root is its own parent.
    pub parent: u32,
    /// Place in the arena of the first node after this one's subtree.
    pub end: u32,
    /// Place among its siblings, from 0.
    pub index: u32,
    pub children: u32,
    pub depth: u32,
    pub kind: Kind,
}

/// A parsed document, or a text that could not be parsed with what is wrong with it (it has no nodes then).
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
    /// As they were given, where they are no UTF-8.
    bytes: Option<Vec<u8>>,
    nodes: Vec<Node>,
    problem: Option<Problem>,
}

impl Document {
    /// Never fails: what can't be parsed is kept as text, with the problem.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> Self {
        let (text, bytes, utf8) = match String::from_utf8(bytes.into()) {
            Ok(text) => (text, None, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some(error.into_bytes()), Some((ProblemKind::InvalidUtf8, at)))
            }
        };
        let parsed = utf8.map_or_else(|| parse::parse(&text), Err);
        let (nodes, problem) = match parsed {
            Ok(nodes) => (nodes, None),
            Err((kind, at)) => (Vec::new(), Some(locate(&text, kind, at))),
        };
        Self { text, bytes, nodes, problem }
    }

    /// The object alone, where the document is a list of one object as `docker inspect` prints it.
    pub fn unlisted(&self) -> Option<Self> {
        let root = self.nodes.first().filter(|root| root.kind == Kind::Array && root.children == 1)?;
        // The one item stands right behind its list.
        let only = NodeId(root.parent + 1);
        (self.kind(only) == Kind::Object).then(|| Self::parse(self.raw(only)))
    }

    /// The bytes as they were given.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The text as it was given; U+FFFD where its bytes are no UTF-8.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What kept the text from being read as JSON.
    pub fn problem(&self) -> Option<Problem> {
        self.problem
    }

    /// How many values there are, containers included.
    pub fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    /// There is no value at all: the text could not be read.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether this document has such a node.
    pub fn has(&self, node: NodeId) -> bool {
        node.at() < self.nodes.len()
    }

    pub fn kind(&self, node: NodeId) -> Kind {
        self.node(node).kind
    }

    /// How many values stand directly in this one.
    pub fn child_count(&self, node: NodeId) -> u32 {
        self.node(node).children
    }

    /// None for the root.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        (node != NodeId::ROOT).then(|| NodeId(self.node(node).parent))
    }

    /// The value as it is spelled, with everything in it.
    pub fn raw(&self, node: NodeId) -> &str {
        self.slice(self.node(node).value)
    }

    /// The key as it is spelled, with its quotes; none in arrays and for the root.
    pub fn raw_key(&self, node: NodeId) -> Option<&str> {
        let key = self.node(node).key;
        (key.end > key.start).then(|| self.slice(key))
    }

    /// The key as it reads.
    pub fn key(&self, node: NodeId) -> Option<Cow<'_, str>> {
        self.raw_key(node).map(text::decode)
    }

    /// A string as it reads; any other value as it is spelled.
    pub fn value(&self, node: NodeId) -> Cow<'_, str> {
        match self.kind(node) {
            Kind::String => text::decode(self.raw(node)),
            _ => Cow::Borrowed(self.raw(node)),
        }
    }

    /// The values that stand directly in this one, in the order of the text.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(node).end;
        let mut next = node.0 + 1;
        std::iter::from_fn(move || {
            let child = NodeId(next);
            (next < end).then(|| {
                next = self.node(child).end;
                child
            })
        })
    }

    /// The last value of this name in an object, as Go and jq read duplicates.
    pub fn child(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.children(node).filter(|child| self.key(*child).as_deref() == Some(name)).last()
    }

    /// The value at this place of an array.
    pub fn item(&self, node: NodeId, index: u32) -> Option<NodeId> {
        (self.kind(node) == Kind::Array).then(|| self.children(node).nth(index as usize)).flatten()
    }

    /// Where a value stands in the text, and its text; for the root the whole text with the blanks around it.
    pub(super) fn stretch(&self, node: NodeId) -> (usize, &str) {
        if node == NodeId::ROOT { (0, &self.text) } else { (self.node(node).value.start as usize, self.raw(node)) }
    }

    /// The first node behind this one's subtree.
    pub(super) fn end(&self, node: NodeId) -> u32 {
        self.node(node).end
    }

    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.at()]
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

fn locate(text: &str, kind: ProblemKind, at: usize) -> Problem {
    let before = text.get(..at).unwrap_or(text);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Problem {
        kind,
        line: count(before.bytes().filter(|byte| *byte == b'\n').count() + 1),
        column: count(before[line_start..].chars().count() + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_walked_in_order_and_duplicates_are_kept() {
        let document = Document::parse(r#"{"a":[1,[2],3],"b":{},"a":12345678901234567890}"#);
        let keys: Vec<_> = document.children(NodeId::ROOT).filter_map(|node| document.raw_key(node)).collect();
        assert_eq!(keys, [r#""a""#, r#""b""#, r#""a""#]);
        let last = document.child(NodeId::ROOT, "a").unwrap();
        assert_eq!(document.raw(last), "12345678901234567890");
        let first = document.children(NodeId::ROOT).next().unwrap();
        assert_eq!(document.raw(first), "[1,[2],3]");
        assert_eq!(document.child_count(first), 3);
        assert_eq!(document.raw(document.item(first, 2).unwrap()), "3");
        assert_eq!(document.item(first, 3), None);
    }

    #[test]
    fn a_list_of_one_object_is_that_object() {
        let unlisted = |text: &str| Document::parse(text).unlisted().map(|document| document.text().to_owned());
        assert_eq!(unlisted(" [ {\"a\": 1} ]\n").as_deref(), Some("{\"a\": 1}"));
        for other in ["{}", "[]", "[1]", "[{},{}]", "[[{}]]", "oops", "1"] {
            assert_eq!(unlisted(other), None, "{other}");
        }
    }

    #[test]
    fn invalid_utf8_is_told_with_its_place() {
        let document = Document::parse(b"{\n \"a\": \"\xff\"}".to_vec());
        assert_eq!(document.problem(), Some(Problem { kind: ProblemKind::InvalidUtf8, line: 2, column: 8 }));
        assert!(document.is_empty());
        assert_eq!(document.text(), "{\n \"a\": \"\u{fffd}\"}");
    }
}
