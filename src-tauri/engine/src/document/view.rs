//! What of a document is open: which containers are expanded, and the rows that are visible because of it.
//!
//! The visible rows are one flat list of node ids. It is in the order of the text, so a node's row is found by bisection,
//! and opening or closing a branch replaces one stretch of it.

use super::tree::{Document, NodeId};

#[derive(Debug, Clone, Default)]
pub(super) struct View {
    expanded: Vec<bool>,
    visible: Vec<u32>,
}

impl View {
    /// The root is open, and nothing else.
    pub fn new(document: &Document) -> Self {
        let mut expanded = vec![false; document.len() as usize];
        if let Some(root) = expanded.first_mut() {
            *root = true;
        }
        Self::with(document, expanded)
    }

    /// Open as `expanded` says; one flag a node.
    pub fn with(document: &Document, expanded: Vec<bool>) -> Self {
        let mut view = Self { expanded, visible: Vec::new() };
        view.rebuild(document);
        view
    }

    pub fn expanded(&self) -> &[bool] {
        &self.expanded
    }

    pub fn is_expanded(&self, node: NodeId) -> bool {
        self.expanded.get(node.at()).copied().unwrap_or_default()
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

    /// None while an ancestor is closed.
    pub fn row_of(&self, node: NodeId) -> Option<u32> {
        self.visible.binary_search(&node.0).ok().and_then(|row| u32::try_from(row).ok())
    }

    /// Opens or closes one container.
    pub fn set(&mut self, document: &Document, node: NodeId, open: bool) {
        if document.child_count(node) == 0 || self.is_expanded(node) == open {
            return;
        }
        self.expanded[node.at()] = open;
        self.replace(document, node);
    }

    /// Opens or closes everything in this node, itself included.
    pub fn set_branch(&mut self, document: &Document, node: NodeId, open: bool) {
        self.expanded[node.at()..document.node(node).end as usize].fill(open);
        self.replace(document, node);
    }

    /// Opens or closes the containers that stand beside this one.
    pub fn set_siblings(&mut self, document: &Document, node: NodeId, open: bool) {
        let parent = document.parent(node).unwrap_or(node);
        for sibling in document.children(parent) {
            self.expanded[sibling.at()] = open;
        }
        self.replace(document, parent);
    }

    /// Opens every container above this level and closes those below: level 1 shows the root's own values.
    pub fn set_level(&mut self, document: &Document, level: u32) {
        for (at, open) in self.expanded.iter_mut().enumerate() {
            *open = document.node(NodeId(u32::try_from(at).unwrap_or(u32::MAX))).depth < level;
        }
        self.rebuild(document);
    }

    /// Opens what stands around this node; its row.
    pub fn reveal(&mut self, document: &Document, node: NodeId) -> u32 {
        let mut topmost = None;
        let mut at = node;
        while let Some(parent) = document.parent(at) {
            if !self.is_expanded(parent) {
                self.expanded[parent.at()] = true;
                topmost = Some(parent);
            }
            at = parent;
        }
        if let Some(topmost) = topmost {
            self.replace(document, topmost);
        }
        self.row_of(node).unwrap_or_default()
    }

    fn rebuild(&mut self, document: &Document) {
        self.visible.clear();
        walk(document, &self.expanded, 0, document.len(), &mut self.visible);
    }

    /// The rows below this node, again.
    fn replace(&mut self, document: &Document, node: NodeId) {
        let Some(row) = self.row_of(node) else { return };
        let first = row as usize + 1;
        let end = document.node(node).end;
        let last = first + self.visible[first..].partition_point(|visible| *visible < end);
        let mut below = Vec::new();
        if self.is_expanded(node) {
            walk(document, &self.expanded, node.0 + 1, end, &mut below);
        }
        self.visible.splice(first..last, below);
    }
}

/// The visible nodes from `from` to before `end`.
fn walk(document: &Document, expanded: &[bool], from: u32, end: u32, into: &mut Vec<u32>) {
    let mut next = from;
    while next < end {
        into.push(next);
        next = if expanded[next as usize] { next + 1 } else { document.node(NodeId(next)).end };
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
    fn revealing_opens_every_ancestor() {
        let document = document();
        let mut view = View::new(&document);
        view.set(&document, NodeId::ROOT, false);
        assert_eq!(visible(&view), [0]);
        assert_eq!(view.reveal(&document, NodeId(5)), 5);
        assert_eq!(visible(&view), [0, 1, 2, 3, 4, 5, 6, 7, 9]);
        assert_eq!(view.reveal(&document, NodeId(5)), 5);
    }
}
