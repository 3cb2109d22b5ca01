//! Two documents as one tree: what was added, removed and changed, with what is the same folded away.
//!
//! Objects are aligned by key and arrays by identity where their items have one. Pure, like the rest of `document`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::Hint;
use super::rows::Excerpt;
use super::secrets::Secret;
use super::tree::{Document, Kind, NodeId};
use super::view::Scope;
use crate::Result;

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
    /// This row stands for so many siblings in a row that are alike; opening it shows them.
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
/// `NetworkSettings` and `State`. At most [`MAX_NAMES`] names of each sort; the counts are of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareTopic {
    /// JSON Pointer of the part.
    pub pointer: String,
    /// In the comparison.
    pub node: NodeId,
    /// Names of what was added in it: keys, variables, destinations; empty for a part that is a plain value.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<String>,
    pub added_count: u32,
    pub removed_count: u32,
    pub changed_count: u32,
    /// For a part that is one plain value and changed: both, as they read, secrets masked.
    pub from: Option<Excerpt>,
    pub to: Option<Excerpt>,
}

/// Names of one sort that a topic tells.
pub const MAX_NAMES: usize = 6;
/// Topics of a summary.
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
}

impl Comparison {
    /// Containers with differences are open, what is alike is folded.
    pub fn new(left: Arc<Document>, right: Arc<Document>) -> Self {
        Self { left, right }
    }

    /// Takes new states of the documents; what was open stays open as far as it is still there.
    pub fn refresh(&mut self, _left: Arc<Document>, _right: Arc<Document>) {
        todo!()
    }

    pub fn left(&self) -> &Arc<Document> {
        &self.left
    }

    pub fn right(&self) -> &Arc<Document> {
        &self.right
    }

    /// All visible rows.
    pub fn row_count(&self) -> u32 {
        todo!()
    }

    pub fn revision(&self) -> u32 {
        todo!()
    }

    /// At most 500 rows from `start`.
    pub fn rows(&self, _start: u32, _count: u32) -> CompareRows {
        todo!()
    }

    pub fn toggle(&mut self, _node: NodeId) -> Result<()> {
        todo!()
    }

    /// Opens what is meant; all means folds as well.
    pub fn expand(&mut self, _scope: Scope) -> Result<()> {
        todo!()
    }

    pub fn collapse(&mut self, _scope: Scope) -> Result<()> {
        todo!()
    }

    /// Shows or hides secrets, on both sides.
    pub fn reveal(&mut self, _shown: bool) {
        todo!()
    }

    /// The next difference after this node (before it, where not `forward`), brought into view; it goes round. None where
    /// the documents are alike.
    pub fn next(&mut self, _from: NodeId, _forward: bool) -> Option<CompareMatch> {
        todo!()
    }

    /// Brings a node of the comparison into view.
    pub fn show(&mut self, _node: NodeId) -> Result<CompareMatch> {
        todo!()
    }

    /// How many differences there are: what `next` goes through.
    pub fn difference_count(&self) -> u32 {
        todo!()
    }

    pub fn summary(&self) -> CompareSummary {
        todo!()
    }

    /// The differences, the first `most` of them.
    pub fn changes(&self, _most: usize) -> Vec<ValueChange> {
        todo!()
    }

    /// What turns the left document into the right one, as a JSON Patch (RFC 6902), laid out; with the secrets, or with
    /// masks in their place.
    pub fn patch(&self, _secrets: bool) -> String {
        todo!()
    }
}
