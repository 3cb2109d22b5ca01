//! What of a tree is open: which containers are expanded, and the rows that are visible because of it.
//!
//! The visible rows are one flat list of node ids. It is in the order of the arena, so a node's row is found by bisection,
//! and opening or closing a branch replaces one stretch of it. A filter leaves rows out whatever is open.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::tree::{Document, NodeId};

/// Which containers are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "what")]
pub enum Scope {
    All,
    /// Down to this level; level 1 shows the root's own values.
    Level {
        level: u32,
    },
    /// One container.
    Node {
        node: NodeId,
    },
    /// One container and everything in it.
    Branch {
        node: NodeId,
    },
    /// A container and those beside it.
    Siblings {
        node: NodeId,
    },
}

/// The shape of a tree that is kept as an arena in the order of its text: a node, then everything in it.
pub(super) trait Branches {
    /// Nodes in all.
    fn nodes(&self) -> u32;
    /// The first node after this one's subtree.
    fn end_of(&self, node: u32) -> u32;
    /// The root is its own parent.
    fn parent_of(&self, node: u32) -> u32;
    /// How many nodes stand directly in this one.
    fn children_of(&self, node: u32) -> u32;
    /// 0 for the root.
    fn depth_of(&self, node: u32) -> u32;
}

impl Branches for Document {
    fn nodes(&self) -> u32 {
        self.len()
    }

    fn end_of(&self, node: u32) -> u32 {
        self.node(NodeId(node)).end
    }

    fn parent_of(&self, node: u32) -> u32 {
        self.node(NodeId(node)).parent
    }

    fn children_of(&self, node: u32) -> u32 {
        self.node(NodeId(node)).children
    }

    fn depth_of(&self, node: u32) -> u32 {
        self.node(NodeId(node)).depth
    }
}

/// The rows that a filter leaves: which nodes, and the place of each among those that are left beside it.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// 0 where a node is left out; else its place among its siblings, from 1.
    place: Vec<u32>,
    /// How many of a node's children are left.
    children: Vec<u32>,
}

impl Kept {
    /// Keeps these nodes and what stands around them.
    pub fn new(tree: &impl Branches, keep: impl Fn(u32) -> bool) -> Self {
        let len = tree.nodes() as usize;
        let mut kept = Self { place: vec![0; len], children: vec![0; len] };
        // From the last to the first: a child is known before its parent.
        for node in (0..tree.nodes()).rev() {
            if kept.place[node as usize] > 0 || keep(node) {
                kept.place[node as usize] = 1;
                kept.place[tree.parent_of(node) as usize] = 1;
            }
        }
        if let Some(root) = kept.place.first_mut() {
            *root = 1;
        }
        for node in 1..tree.nodes() {
            if kept.has(node) {
                let children = &mut kept.children[tree.parent_of(node) as usize];
                *children += 1;
                kept.place[node as usize] = *children;
            }
        }
        kept
    }

    pub fn has(&self, node: u32) -> bool {
        self.place[node as usize] > 0
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct View {
    expanded: Vec<bool>,
    visible: Vec<u32>,
    kept: Option<Kept>,
}

impl View {
    /// The root is open, and nothing else.
    pub fn new(tree: &impl Branches) -> Self {
        let mut expanded = vec![false; tree.nodes() as usize];
        if let Some(root) = expanded.first_mut() {
            *root = true;
        }
        Self::with(tree, expanded)
    }

    /// Open as `expanded` says; one flag a node.
    pub fn with(tree: &impl Branches, expanded: Vec<bool>) -> Self {
        let mut view = Self { expanded, visible: Vec::new(), kept: None };
        view.rebuild(tree);
        view
    }

    pub fn expanded(&self) -> &[bool] {
        &self.expanded
    }

    pub fn is_expanded(&self, node: NodeId) -> bool {
        self.expanded.get(node.at()).copied().unwrap_or_default()
    }

    /// Leaves out what the filter does not keep; none shows everything again.
    pub fn filter(&mut self, tree: &impl Branches, kept: Option<Kept>) {
        self.kept = kept;
        self.rebuild(tree);
    }

    /// How many of a node's children may be shown.
    pub fn children(&self, tree: &impl Branches, node: NodeId) -> u32 {
        self.kept.as_ref().map_or_else(|| tree.children_of(node.0), |kept| kept.children[node.at()])
    }

    /// A node's place among those that may be shown beside it, from 1; none without a filter.
    pub fn place(&self, node: NodeId) -> Option<u32> {
        self.kept.as_ref().map(|kept| kept.place[node.at()])
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.visible.len()).unwrap_or(u32::MAX)
    }

    /// The nodes of these rows, as far as there are so many.
    pub fn window(&self, start: u32, count: u32) -> &[u32] {
        let start = (start as usize).min(self.visible.len());
        let end = start.saturating_add(count as usize).min(self.visible.len());
        &self.visible[start..end]
    }

    /// None while an ancestor is closed, and for what the filter leaves out.
    pub fn row_of(&self, node: NodeId) -> Option<u32> {
        self.visible.binary_search(&node.0).ok().and_then(|row| u32::try_from(row).ok())
    }

    /// Opens or closes one container.
    pub fn set(&mut self, tree: &impl Branches, node: NodeId, open: bool) {
        if tree.children_of(node.0) == 0 || self.is_expanded(node) == open {
            return;
        }
        self.expanded[node.at()] = open;
        self.replace(tree, node.0);
    }

    /// Opens or closes everything in this node, itself included.
    pub fn set_branch(&mut self, tree: &impl Branches, node: NodeId, open: bool) {
        self.expanded[node.at()..tree.end_of(node.0) as usize].fill(open);
        self.replace(tree, node.0);
    }

    /// Opens or closes the containers that stand beside this one.
    pub fn set_siblings(&mut self, tree: &impl Branches, node: NodeId, open: bool) {
        if node == NodeId::ROOT {
            // Nothing stands beside it.
            return self.set(tree, node, open);
        }
        let parent = tree.parent_of(node.0);
        let mut sibling = parent + 1;
        while sibling < tree.end_of(parent) {
            self.expanded[sibling as usize] = open;
            sibling = tree.end_of(sibling);
        }
        self.replace(tree, parent);
    }

    /// Opens every container above this level and closes those below: level 1 shows the root's own values.
    pub fn set_level(&mut self, tree: &impl Branches, level: u32) {
        for node in 0..tree.nodes() {
            self.expanded[node as usize] = tree.depth_of(node) < level;
        }
        self.rebuild(tree);
    }

    /// Opens what stands around this node; its row. What the filter leaves out has the row of the nearest that is shown
    /// around it.
    pub fn reveal(&mut self, tree: &impl Branches, node: NodeId) -> u32 {
        let mut topmost = None;
        let mut at = node.0;
        while at != 0 {
            let parent = tree.parent_of(at);
            if !self.expanded[parent as usize] {
                self.expanded[parent as usize] = true;
                topmost = Some(parent);
            }
            at = parent;
        }
        if let Some(topmost) = topmost {
            self.replace(tree, topmost);
        }
        let parent = |node: &u32| (*node != 0).then(|| tree.parent_of(*node));
        std::iter::successors(Some(node.0), parent).find_map(|node| self.row_of(NodeId(node))).unwrap_or_default()
    }

    /// Opens or closes what is meant; to close everything leaves the root open.
    pub fn apply(&mut self, tree: &impl Branches, scope: Scope, open: bool) {
        match scope {
            Scope::All if open => self.set_branch(tree, NodeId::ROOT, true),
            Scope::All => self.set_level(tree, 1),
            Scope::Level { level } => self.set_level(tree, level),
            Scope::Node { node } => self.set(tree, node, open),
            Scope::Branch { node } => self.set_branch(tree, node, open),
            Scope::Siblings { node } => self.set_siblings(tree, node, open),
        }
    }

    fn rebuild(&mut self, tree: &impl Branches) {
        let mut visible = std::mem::take(&mut self.visible);
        visible.clear();
        self.walk(tree, 0, tree.nodes(), &mut visible);
        self.visible = visible;
    }

    /// The rows below this node, again.
    fn replace(&mut self, tree: &impl Branches, node: u32) {
        let Some(row) = self.row_of(NodeId(node)) else { return };
        let first = row as usize + 1;
        let end = tree.end_of(node);
        let last = first + self.visible[first..].partition_point(|visible| *visible < end);
        let mut below = Vec::new();
        if self.expanded[node as usize] {
            self.walk(tree, node + 1, end, &mut below);
        }
        self.visible.splice(first..last, below);
    }

    /// The visible nodes from `from` to before `end`.
    fn walk(&self, tree: &impl Branches, from: u32, end: u32, into: &mut Vec<u32>) {
        let mut next = from;
        while next < end {
            let kept = self.kept.as_ref().is_none_or(|kept| kept.has(next));
            if kept {
                into.push(next);
            }
            next = if kept && self.expanded[next as usize] { next + 1 } else { tree.end_of(next) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        // 0 {; 1 a: 2 [ 3 [ 4 5 ] 6 ]; 7 b: 8 c
        Document::parse(r#"{"a":{"x":[[1,2],3]},"b":{"c":null},"d":[]}"#)
    }

    fn visible(view: &View) -> Vec<u32> {
        view.window(0, u32::MAX).to_vec()
    }

    #[test]
    fn opening_and_closing_keeps_the_list_right() {
        let document = document();
        let mut view = View::new(&document);
        assert_eq!(visible(&view), [0, 1, 7, 9]);
        view.set(&document, NodeId(1), true);
        assert_eq!(visible(&view), [0, 1, 2, 7, 9]);
        view.set(&document, NodeId(9), true);
        assert_eq!(visible(&view), [0, 1, 2, 7, 9], "an empty container does not open");
        view.set_branch(&document, NodeId(1), true);
        assert_eq!(visible(&view), [0, 1, 2, 3, 4, 5, 6, 7, 9]);
        assert_eq!(view.row_of(NodeId(7)), Some(7));
        view.set(&document, NodeId(1), false);
        assert_eq!(visible(&view), [0, 1, 7, 9]);
        view.set(&document, NodeId(1), true);
        assert_eq!(visible(&view), [0, 1, 2, 3, 4, 5, 6, 7, 9], "what was open inside is open again");
        view.set_branch(&document, NodeId::ROOT, true);
        assert_eq!(view.len(), document.len());
        view.set_level(&document, 2);
        assert_eq!(visible(&view), [0, 1, 2, 7, 8, 9]);
        view.set_siblings(&document, NodeId(1), false);
        assert_eq!(visible(&view), [0, 1, 7, 9]);
    }

    #[test]
    fn nothing_stands_beside_the_root() {
        let document = document();
        let mut view = View::new(&document);
        view.apply(&document, Scope::Siblings { node: NodeId::ROOT }, true);
        assert_eq!(visible(&view), [0, 1, 7, 9]);
        view.apply(&document, Scope::Siblings { node: NodeId::ROOT }, false);
        assert_eq!(visible(&view), [0]);
        view.apply(&document, Scope::Siblings { node: NodeId::ROOT }, true);
        assert_eq!(visible(&view), [0, 1, 7, 9]);
    }

    #[test]
    fn revealing_opens_every_ancestor() {
        let document = document();
        let mut view = View::new(&document);
        view.set(&document, NodeId::ROOT, false);
        assert_eq!(visible(&view), [0]);
        assert_eq!(view.reveal(&document, NodeId(5)), 5);
        assert_eq!(visible(&view), [0, 1, 2, 3, 4, 5, 6, 7, 9]);
        assert_eq!(view.reveal(&document, NodeId(5)), 5);
    }

    #[test]
    fn a_filter_leaves_what_stands_around() {
        let document = document();
        let mut view = View::new(&document);
        view.set_branch(&document, NodeId::ROOT, true);
        let kept = Kept::new(&document, |node| node == 6 || node == 9);
        view.filter(&document, Some(kept));
        assert_eq!(visible(&view), [0, 1, 2, 6, 9]);
        assert_eq!((view.children(&document, NodeId(0)), view.children(&document, NodeId(2))), (2, 1));
        assert_eq!((view.place(NodeId(9)), view.place(NodeId(6)), view.place(NodeId(7))), (Some(2), Some(1), Some(0)));
        assert_eq!(view.reveal(&document, NodeId(7)), 0, "what is left out has its parent's row");
        assert_eq!(view.reveal(&document, NodeId(8)), 0, "or that of what is shown around its parent");
        assert_eq!(view.reveal(&document, NodeId(5)), 2, "and not that of what stands before it");
        view.set(&document, NodeId(1), false);
        assert_eq!(visible(&view), [0, 1, 9]);
        view.filter(&document, None);
        assert_eq!(visible(&view), [0, 1, 7, 8, 9]);
    }
}
