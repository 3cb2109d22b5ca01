//! Rows of a comparison, as the page draws them: bounded in size whatever the documents hold.

use super::super::field;
use super::super::path::POINTER_BYTES;
use super::super::rows::{Excerpt, VALUE_CHARS, excerpt};
use super::super::secrets::{Secret, Veil};
use super::super::text;
use super::super::tree::{Document, Kind, NodeId};
use super::super::view::View;
use super::tree::{Node, Tree};
use super::{CompareRow, CompareSide};

/// Characters of a key that a row carries.
const KEY_CHARS: usize = 200;
/// Characters of what an item is known by that a row carries.
const IDENTITY_CHARS: usize = 120;
/// Below this depth a row does not say its path: paths grow with depth, and a window of rows must stay small.
const POINTER_DEPTH: u32 = 64;

/// What a row is drawn from.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub left: &'a Document,
    pub right: &'a Document,
    pub tree: &'a Tree,
    pub veil: &'a Veil,
}

impl<'a> Seen<'a> {
    /// Where a node is read: in the right document, or in the left one where it was removed. None for folds.
    pub fn place(&self, node: &Node) -> Option<(&'a Document, NodeId)> {
        node.right.map(|right| (self.right, right)).or_else(|| node.left.map(|left| (self.left, left)))
    }

    pub fn row(&self, view: &View, at: u32) -> CompareRow {
        let node = self.tree.node(at);
        let place = self.place(node);
        CompareRow {
            node: NodeId(at),
            depth: node.depth,
            fold: node.is_fold().then_some(node.children),
            difference: node.difference,
            key: place.and_then(|(document, id)| document.raw_key(id)).map(|key| excerpt(key, KEY_CHARS, None)),
            identity: self.identity(at, IDENTITY_CHARS),
            left: node.left.map(|id| self.side(self.left, id)),
            right: node.right.map(|id| self.side(self.right, id)),
            differences: self.tree.differences_in(at),
            children: node.children,
            expanded: node.children > 0 && view.is_expanded(NodeId(at)),
            position: node.position + 1,
            set_size: if at == 0 { 1 } else { self.tree.node(node.parent).children },
            parent_row: if at == 0 { None } else { view.row_of(NodeId(node.parent)) },
            pointer: place
                .filter(|_| node.depth <= POINTER_DEPTH)
                .and_then(|(document, id)| document.pointer_within(id, POINTER_BYTES)),
        }
    }

    fn side(&self, document: &Document, id: NodeId) -> CompareSide {
        let parent = document.parent(id);
        let plain = !document.kind(id).is_container();
        // A long value is looked through once, and no further than it shows.
        let sight = plain.then(|| self.veil.sight(document, id, VALUE_CHARS));
        let secret = sight.as_ref().map(|sight| sight.secret).unwrap_or_default();
        CompareSide {
            node: id,
            kind: document.kind(id),
            value: sight.map(|sight| excerpt(&sight.raw, VALUE_CHARS, None).of_more(sight.more)),
            children: document.child_count(id),
            index: parent.filter(|parent| document.kind(*parent) == Kind::Array).map(|_| document.node(id).index),
            hint: field::hint(document, id, secret),
            secret,
        }
    }

    /// A plain value as it reads; none for containers.
    pub fn plain(&self, document: &Document, id: NodeId) -> Option<Excerpt> {
        let plain = !document.kind(id).is_container();
        let sight = plain.then(|| self.veil.sight(document, id, VALUE_CHARS))?;
        Some(excerpt(&sight.raw, VALUE_CHARS, None).of_more(sight.more))
    }

    /// What an item of an array is known by, where the array was aligned so and it says something that may be seen.
    pub fn identity(&self, at: u32, chars: usize) -> Option<String> {
        let node = self.tree.node(at);
        let mut array = self.tree.node(node.parent);
        if array.is_fold() {
            array = self.tree.node(array.parent);
        }
        let by = array.by?;
        let (document, item) = self.place(node)?;
        let identity = by.of(document, item)?;
        let seen = |source| text::decode(&self.veil.raw(document, source)).starts_with(&*identity);
        let hidden = |source| self.veil.state(document, source) == Secret::Hidden && !seen(source);
        if identity.is_empty() || by.sources(document, item).into_iter().any(hidden) {
            return None;
        }
        Some(identity.chars().take(chars).collect())
    }
}
