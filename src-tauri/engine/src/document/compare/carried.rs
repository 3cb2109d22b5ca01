//! What of a comparison is open, for its next state.

use super::super::carry::trace;
use super::super::tree::{Document, NodeId};
use super::super::view::View;
use super::Difference;
use super::tree::{Node, Tree};

/// A comparison's documents and their tree.
#[derive(Clone, Copy)]
pub struct State<'a> {
    pub left: &'a Document,
    pub right: &'a Document,
    pub tree: &'a Tree,
}

/// One flag a node of the new tree: as it was; open where it has differences that it had not, like in a new comparison.
pub fn carried(old: State, view: &View, new: State) -> Vec<bool> {
    let left = Trail::new(old, old.left, new.left, |node| node.left);
    let right = Trail::new(old, old.right, new.right, |node| node.right);
    let was = |node: &Node| right.back(node).or_else(|| left.back(node));
    let mut expanded = new.tree.opened();
    for (at, node) in new.tree.all() {
        if node.is_fold() {
            expanded[at as usize] = new.tree.children(at).filter_map(|child| was(new.tree.node(child))).any(|was| {
                let parent = old.tree.node(was).parent;
                old.tree.node(parent).is_fold() && view.is_expanded(NodeId(parent))
            });
        } else if let Some(was) = was(node) {
            let differed = old.tree.node(was).difference == Difference::Within;
            if differed || node.difference != Difference::Within {
                expanded[at as usize] = view.is_expanded(NodeId(was));
            }
        }
    }
    expanded
}

/// The way back from a node of the new tree to the old one's, by one side.
struct Trail {
    side: fn(&Node) -> Option<NodeId>,
    /// The old node of each node of the new document.
    from: Vec<Option<NodeId>>,
    /// The node of the old tree for each node of the old document: all of a document's nodes are in its tree.
    places: Vec<u32>,
}

impl Trail {
    fn new(old: State, before: &Document, after: &Document, side: fn(&Node) -> Option<NodeId>) -> Self {
        let mut places = vec![0; before.len() as usize];
        for (at, node) in old.tree.all() {
            if let Some(node) = side(node) {
                places[node.at()] = at;
            }
        }
        Self { side, from: trace(before, after).from, places }
    }

    fn back(&self, node: &Node) -> Option<u32> {
        let was = self.from[(self.side)(node)?.at()]?;
        self.places.get(was.at()).copied()
    }
}
