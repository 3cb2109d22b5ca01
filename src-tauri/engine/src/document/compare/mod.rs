//! Two documents as one tree: what was added, removed and changed, with what is the same folded away.
//!
//! Objects are aligned by key and arrays by identity where their items have one. Pure, like the rest of `document`.

pub(super) mod align;
mod carried;
mod identity;
mod likeness;
mod patch;
pub(super) mod prints;
mod rows;
mod summary;
mod tree;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::Hint;
use super::reading::Copy;
use super::rows::Excerpt;
use super::secrets::{Secret, Veil};
use super::tree::{Document, Kind, NodeId};
use super::view::{Scope, View};
use crate::{Error, ErrorCode, Result};
pub(crate) use likeness::common as common_sequence;

use carried::{State, carried};
use rows::Seen;
use tree::Tree;

/// Rows in one answer: more than any screen shows, few enough for one frame.
const MAX_WINDOW: u32 = 500;

/// How a value stands in two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Difference {
    Same,
    /// Only in the right one.
    Added,
    /// Only in the left one.
    Removed,
    /// In both and not alike: a plain value, or two of different kinds.
    Changed,
    /// A container of the same kind in both, with differences in it.
    Within,
}

/// A value on one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareSide {
    /// In that document.
    pub node: NodeId,
    pub kind: Kind,
    /// As in a tree's row: none for containers.
    pub value: Option<Excerpt>,
    pub children: u32,
    /// Place in its array.
    pub index: Option<u32>,
    pub hint: Option<Hint>,
    pub secret: Secret,
}

/// One visible row of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareRow {
    /// In the comparison.
    pub node: NodeId,
    /// 0 for the root.
    pub depth: u32,
    /// This row stands for so many siblings in a row that are alike, at least two; opening it shows them.
    pub fold: Option<u32>,
    pub difference: Difference,
    pub key: Option<Excerpt>,
    /// By what an array's items were aligned: a variable's name, a mount's destination.
    pub identity: Option<String>,
    pub left: Option<CompareSide>,
    pub right: Option<CompareSide>,
    /// Differences in it, itself not counted.
    pub differences: u32,
    pub children: u32,
    pub expanded: bool,
    /// Among its siblings, from 1.
    pub position: u32,
    pub set_size: u32,
    pub parent_row: Option<u32>,
    /// JSON Pointer in the right document; in the left one for what was removed. None for folds.
    pub pointer: Option<String>,
}

/// A window of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareRows {
    /// Grows whenever rows may have changed.
    pub revision: u32,
    pub total: u32,
    pub start: u32,
    pub rows: Vec<CompareRow>,
}

/// A difference, brought into view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareMatch {
    pub node: NodeId,
    pub row: u32,
    /// From 0.
    pub index: u32,
}

/// What differs in one part of the documents: a top-level value, or one beneath `Config`, `HostConfig`,
/// `NetworkSettings`, `State` and the like. At most [`MAX_NAMES`] names of each sort; the counts are of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareTopic {
    /// JSON Pointer of the part.
    pub pointer: String,
    /// In the comparison.
    pub node: NodeId,
    /// Names of what was added in it: keys, variables, destinations, with the way to them where that is longer
    /// (`/data › Mode`). None where the part itself was added, removed or changed: the counts say so.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<String>,
    pub added_count: u32,
    pub removed_count: u32,
    pub changed_count: u32,
    /// For a part that itself changed: both as they read, secrets masked; none for a container.
    pub from: Option<Excerpt>,
    pub to: Option<Excerpt>,
}

/// Names of one sort that a topic tells.
pub const MAX_NAMES: usize = 6;
/// Topics of a summary: those that a person asks about first.
pub const MAX_TOPICS: usize = 24;

/// A comparison in few words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareSummary {
    /// Differences: a value that is added or removed with all in it counts once.
    pub added: u32,
    pub removed: u32,
    pub changed: u32,
    /// Plain values that are alike.
    pub same: u32,
    pub topics: Vec<CompareTopic>,
    /// Topics that are left out.
    pub more: u32,
}

/// One value that changed between two states of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ValueChange {
    pub difference: Difference,
    /// JSON Pointer in the new document; in the old one for what was removed.
    pub pointer: String,
    /// As they read, secrets masked; none for containers and where there is nothing.
    pub before: Option<Excerpt>,
    pub after: Option<Excerpt>,
}

/// Two documents side by side, and what of them is open.
#[derive(Debug, Clone)]
pub struct Comparison {
    left: Arc<Document>,
    right: Arc<Document>,
    tree: Tree,
    view: View,
    veil: Veil,
    revision: u32,
}

impl Comparison {
    /// Containers with differences are open, what is alike is folded.
    pub fn new(left: Arc<Document>, right: Arc<Document>) -> Self {
        let tree = Tree::new(&left, &right);
        let view = View::with(&tree, tree.opened());
        Self { left, right, tree, view, veil: Veil::default(), revision: 1 }
    }

    /// Takes new states of the documents; what was open stays open as far as it is still there.
    pub fn refresh(&mut self, left: Arc<Document>, right: Arc<Document>) {
        let tree = Tree::new(&left, &right);
        let old = State { left: &self.left, right: &self.right, tree: &self.tree };
        let new = State { left: &left, right: &right, tree: &tree };
        self.view = View::with(&tree, carried(old, &self.view, new));
        (self.left, self.right, self.tree) = (left, right, tree);
        self.revision += 1;
    }

    pub fn left(&self) -> &Arc<Document> {
        &self.left
    }

    pub fn right(&self) -> &Arc<Document> {
        &self.right
    }

    /// All visible rows.
    pub fn row_count(&self) -> u32 {
        self.view.len()
    }

    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// At most [`MAX_WINDOW`] rows from `start`.
    pub fn rows(&self, start: u32, count: u32) -> CompareRows {
        let seen = self.seen(&self.veil);
        let nodes = self.view.window(start, count.min(MAX_WINDOW));
        let rows = nodes.iter().map(|node| seen.row(&self.view, *node)).collect();
        CompareRows { revision: self.revision, total: self.view.len(), start, rows }
    }

    pub fn toggle(&mut self, node: NodeId) -> Result<()> {
        let open = !self.view.is_expanded(node);
        self.set(Scope::Node { node }, open)
    }

    /// Opens what is meant; all and a branch mean folds as well, a level does not.
    pub fn expand(&mut self, scope: Scope) -> Result<()> {
        self.set(scope, true)
    }

    /// Closes what is meant; everything means everything but the root.
    pub fn collapse(&mut self, scope: Scope) -> Result<()> {
        self.set(scope, false)
    }

    fn set(&mut self, scope: Scope, open: bool) -> Result<()> {
        if let Scope::Node { node } | Scope::Branch { node } | Scope::Siblings { node } = scope {
            self.check(node)?;
        }
        if self.tree.len() > 0 {
            self.view.apply(&self.tree, scope, open);
            self.revision += 1;
        }
        Ok(())
    }

    /// Shows or hides secrets, on both sides.
    pub fn reveal(&mut self, shown: bool) {
        self.veil.lift(None, shown);
        self.revision += 1;
    }

    /// The next difference after this node (before it, where not `forward`), brought into view; it goes round. None where
    /// the documents are alike.
    pub fn next(&mut self, from: NodeId, forward: bool) -> Option<CompareMatch> {
        let all = &self.tree.differences;
        let last = all.len().checked_sub(1)?;
        let index = if forward {
            Some(all.partition_point(|node| *node <= from.0)).filter(|index| *index <= last).unwrap_or(0)
        } else {
            all.partition_point(|node| *node < from.0).checked_sub(1).unwrap_or(last)
        };
        let node = *all.get(index)?;
        Some(self.bring(NodeId(node)))
    }

    /// Brings a node of the comparison into view; the index is that of the difference there, or of the nearest after it.
    pub fn show(&mut self, node: NodeId) -> Result<CompareMatch> {
        self.check(node).map(|node| self.bring(node))
    }

    fn bring(&mut self, node: NodeId) -> CompareMatch {
        let before = self.view.len();
        let row = self.view.reveal(&self.tree, node);
        if self.view.len() != before {
            self.revision += 1;
        }
        let nearest = self.tree.differences.partition_point(|difference| *difference < node.0);
        let nearest = if nearest == self.tree.differences.len() { 0 } else { nearest };
        CompareMatch { node, row, index: u32::try_from(nearest).unwrap_or(u32::MAX) }
    }

    /// How many differences there are: what `next` goes through.
    pub fn difference_count(&self) -> u32 {
        u32::try_from(self.tree.differences.len()).unwrap_or(u32::MAX)
    }

    /// What differs, by the parts of the documents; always with masks.
    pub fn summary(&self) -> CompareSummary {
        summary::summary(self.seen(&Veil::default()))
    }

    /// The differences, the first `most` of them; always with masks.
    pub fn changes(&self, most: usize) -> Vec<ValueChange> {
        summary::changes(self.seen(&Veil::default()), most)
    }

    /// What turns the left document into the right one, as a JSON Patch (RFC 6902), laid out; with the secrets, or with
    /// masks in their place.
    pub fn patch(&self, secrets: bool) -> Copy {
        patch::patch(self.seen(&if secrets { Veil::open() } else { Veil::default() }))
    }

    fn seen<'a>(&'a self, veil: &'a Veil) -> Seen<'a> {
        Seen { left: &self.left, right: &self.right, tree: &self.tree, veil }
    }

    fn check(&self, node: NodeId) -> Result<NodeId> {
        if self.tree.has(node) {
            return Ok(node);
        }
        Err(Error::new(ErrorCode::NotFound, format!("the comparison has no node {}", node.0)))
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
