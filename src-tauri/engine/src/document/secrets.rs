//! Values that look like secrets: which stretch of a value is one, and what may be seen of it. Nothing masked here
//! crosses to the page until a person asks for it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::tree::{Document, NodeId};

/// What stands in a secret's place. Its length says nothing of the secret's.
pub const MASK: &str = "••••••••";

/// Whether a value holds something that looks like a secret, and whether it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Secret {
    #[default]
    None,
    Hidden,
    Shown,
}

/// The stretches of a leaf's raw spelling (as [`Document::raw`] gives it, quotes included) that look like secrets, in
/// order and apart from each other. They never cut an escape in two. Empty for containers, numbers and words.
pub(super) fn secrets(_document: &Document, _node: NodeId) -> Vec<Range<usize>> {
    Vec::new()
}

/// What of a document's secrets may be seen: nothing, until it is lifted for a value or for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Veil {
    all: bool,
    lifted: BTreeSet<u32>,
}

impl Veil {
    /// Hides nothing.
    pub fn open() -> Self {
        Self { all: true, lifted: BTreeSet::new() }
    }

    pub fn is_open(&self) -> bool {
        self.all
    }

    /// Shows or hides the secrets of one value; of all where none is named.
    pub fn lift(&mut self, node: Option<NodeId>, shown: bool) {
        match node {
            None => (self.all, self.lifted) = (shown, BTreeSet::new()),
            Some(node) if shown => drop(self.lifted.insert(node.0)),
            Some(node) => drop(self.lifted.remove(&node.0)),
        }
    }

    /// For the document's next state: what was lifted stays so where it is by its path.
    pub fn carried(&self, old: &Document, new: &Document) -> Self {
        let lifted = self.lifted.iter().filter_map(|node| new.find(&old.pointer(NodeId(*node))));
        Self { all: self.all, lifted: lifted.map(|node| node.0).collect() }
    }

    /// How many secrets in this subtree are hidden.
    pub fn hidden_in(&self, document: &Document, node: NodeId) -> u32 {
        let hidden = self.leaves(document, node).map(|leaf| secrets(document, leaf).len()).sum::<usize>();
        u32::try_from(hidden).unwrap_or(u32::MAX)
    }

    /// The subtree as the engine sent it, with masks.
    pub fn text<'a>(&self, document: &'a Document, node: NodeId) -> Cow<'a, str> {
        let (base, whole) = document.stretch(node);
        let (mut masked, mut from) = (String::new(), 0);
        for leaf in self.leaves(document, node) {
            let (start, _) = document.stretch(leaf);
            for secret in secrets(document, leaf) {
                masked.push_str(whole.get(from..start - base + secret.start).unwrap_or_default());
                masked.push_str(MASK);
                from = start - base + secret.end;
            }
        }
        if from == 0 {
            return Cow::Borrowed(whole);
        }
        masked.push_str(whole.get(from..).unwrap_or_default());
        Cow::Owned(masked)
    }

    /// The leaves of a subtree that are not lifted.
    fn leaves(&self, document: &Document, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let nodes = if self.all { 0..0 } else { node.0..document.end(node) };
        nodes.map(NodeId).filter(|leaf| !self.lifted.contains(&leaf.0))
    }

    fn shows(&self, node: NodeId) -> bool {
        self.all || self.lifted.contains(&node.0)
    }

    pub fn state(&self, document: &Document, node: NodeId) -> Secret {
        match () {
            () if secrets(document, node).is_empty() => Secret::None,
            () if self.shows(node) => Secret::Shown,
            () => Secret::Hidden,
        }
    }

    /// A leaf as it is spelled, with [`MASK`] for each secret that is not lifted. Borrowed where nothing is hidden.
    pub fn raw<'a>(&self, document: &'a Document, node: NodeId) -> Cow<'a, str> {
        let raw = document.raw(node);
        if self.shows(node) {
            return Cow::Borrowed(raw);
        }
        let hidden = secrets(document, node);
        if hidden.is_empty() {
            return Cow::Borrowed(raw);
        }
        let mut masked = String::with_capacity(raw.len());
        let mut from = 0;
        for Range { start, end } in hidden {
            masked.push_str(raw.get(from..start).unwrap_or_default());
            masked.push_str(MASK);
            from = end;
        }
        masked.push_str(raw.get(from..).unwrap_or_default());
        Cow::Owned(masked)
    }
}
