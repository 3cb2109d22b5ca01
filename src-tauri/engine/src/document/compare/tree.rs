//! The comparison itself: an arena of nodes in the order in which they are shown, each with its place in either document.
//!
//! A node, then everything in it, as in a document's arena, so that `view.rs` serves both. What is alike beside what is
//! not stands under a fold, a node that is in neither document.

use std::hash::RandomState;

use super::super::tree::{Document, NodeId};
use super::super::view::Branches;
use super::Difference;
use super::align::{Pair, align};
use super::identity::Identity;
use super::prints::Prints;

/// Fewer siblings that are alike are shown themselves: a fold of one takes the row that it saves.
const FOLDED: usize = 2;

/// A value in both documents, in one of them, or a fold.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    pub left: Option<NodeId>,
    pub right: Option<NodeId>,
    pub difference: Difference,
    /// The root is its own parent.
    pub parent: u32,
    /// The first node behind this one's subtree.
    pub end: u32,
    pub children: u32,
    /// Among its siblings, from 0.
    pub position: u32,
    /// Folds are a level of their own.
    pub depth: u32,
    /// Depth in the documents, which know no folds.
    level: u32,
    /// Its place in the right one's array, or the place that it had there.
    pub slot: u32,
    /// By what its items were aligned.
    pub by: Option<Identity>,
    /// Its items stand in another order.
    pub moved: bool,
    /// Two values in it have one name, on either side.
    pub duplicates: bool,
}

impl Node {
    pub fn is_fold(&self) -> bool {
        self.left.is_none() && self.right.is_none()
    }
}

#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The nodes that count as differences, in order: an addition or removal without what is in it.
    pub differences: Vec<u32>,
    /// Arrays whose items stand in another order: no difference to look at, but one to a patch.
    moved: Vec<u32>,
    /// Plain values that are alike.
    pub same: u32,
}

impl Tree {
    pub fn new(left: &Document, right: &Document) -> Self {
        let key = RandomState::new();
        let left = Prints::new(left, &key);
        let right = Prints::new(right, &key);
        Build { left: &left, right: &right, tree: Self::default(), waiting: Vec::new() }.build()
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    pub fn has(&self, node: NodeId) -> bool {
        node.at() < self.nodes.len()
    }

    pub fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    pub fn all(&self) -> impl Iterator<Item = (u32, &Node)> {
        (0..).zip(&self.nodes)
    }

    /// The nodes that stand directly in this one.
    pub fn children(&self, node: u32) -> impl Iterator<Item = u32> {
        let end = self.node(node).end;
        let first = Some(node + 1).filter(|child| *child < end);
        std::iter::successors(first, move |child| Some(self.node(*child).end).filter(|next| *next < end))
    }

    /// What is open at first: the root, and what has differences in it.
    pub fn opened(&self) -> Vec<bool> {
        self.all().map(|(at, node)| at == 0 || node.difference == Difference::Within).collect()
    }

    /// Differences in a node, itself not counted.
    pub fn differences_in(&self, node: u32) -> u32 {
        count(within(&self.differences, node + 1..self.node(node).end))
    }

    /// A patch has something to do in this node or with it.
    pub fn has_work(&self, node: u32) -> bool {
        let range = node..self.node(node).end;
        within(&self.differences, range.clone()) + within(&self.moved, range) > 0
    }

    /// The nodes from below the root to this one, folds left out.
    pub fn steps(&self, node: u32) -> Vec<u32> {
        let parent = |node: &u32| (*node != 0).then(|| self.node(*node).parent);
        let mut steps: Vec<_> =
            std::iter::successors(Some(node), parent).filter(|at| !self.node(*at).is_fold()).collect();
        steps.pop();
        steps.reverse();
        steps
    }
}

impl Branches for Tree {
    fn nodes(&self) -> u32 {
        self.len()
    }

    fn end_of(&self, node: u32) -> u32 {
        self.node(node).end
    }

    fn parent_of(&self, node: u32) -> u32 {
        self.node(node).parent
    }

    fn children_of(&self, node: u32) -> u32 {
        self.node(node).children
    }

    /// No level reaches a fold: to open the tree down to a level leaves what is alike folded.
    fn depth_of(&self, node: u32) -> u32 {
        let node = self.node(node);
        if node.is_fold() { u32::MAX } else { node.level }
    }
}

/// How many of these ordered numbers are in the range.
fn within(numbers: &[u32], range: std::ops::Range<u32>) -> usize {
    numbers.partition_point(|number| *number < range.end) - numbers.partition_point(|number| *number < range.start)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A node that is still to be made, below one that is.
struct Waiting {
    parent: u32,
    position: u32,
    what: What,
}

enum What {
    Value(Value),
    Fold(Vec<Value>),
}

#[derive(Clone, Copy)]
struct Value {
    pair: Pair,
    difference: Difference,
    slot: u32,
}

struct Build<'a> {
    left: &'a Prints<'a>,
    right: &'a Prints<'a>,
    tree: Tree,
    /// The next one last.
    waiting: Vec<Waiting>,
}

impl Build<'_> {
    fn build(mut self) -> Tree {
        let root = |document: &Document| (!document.is_empty()).then_some(NodeId::ROOT);
        let pair = Pair { left: root(self.left.document), right: root(self.right.document) };
        if pair.left.or(pair.right).is_some() {
            let root = Value { pair, difference: self.difference(pair), slot: 0 };
            self.waiting.push(Waiting { parent: 0, position: 0, what: What::Value(root) });
        }
        while let Some(Waiting { parent, position, what }) = self.waiting.pop() {
            let at = self.tree.len();
            match what {
                What::Value(value) => {
                    self.push(parent, position, value);
                    let below = self.below(at);
                    self.wait(at, below);
                }
                What::Fold(values) => {
                    let fold = Value { pair: Pair { left: None, right: None }, difference: Difference::Same, slot: 0 };
                    self.push(parent, position, fold);
                    self.wait(at, values.into_iter().map(What::Value).collect());
                }
            }
        }
        self.close()
    }

    /// A node; what it is in the tree is known when all are there.
    fn push(&mut self, parent: u32, position: u32, value: Value) {
        let Value { pair: Pair { left, right }, difference, slot } = value;
        let at = self.tree.len();
        let tree = &mut self.tree;
        let within = at == 0 || tree.node(parent).difference == Difference::Within;
        let counts = matches!(difference, Difference::Added | Difference::Removed | Difference::Changed);
        if within && counts {
            tree.differences.push(at);
        }
        let level = left.map(|node| self.left.document.node(node).depth);
        let level = right.map(|node| self.right.document.node(node).depth).or(level);
        let plain = right.is_some_and(|node| !self.right.document.kind(node).is_container());
        tree.same += u32::from(plain && difference == Difference::Same);
        let depth = if at == 0 { 0 } else { tree.node(parent).depth + 1 };
        let (end, children, level) = (at + 1, 0, level.unwrap_or_default());
        let (by, moved) = (None, false);
        let duplicates = left.is_some_and(|node| self.left.of(node).duplicates)
            || right.is_some_and(|node| self.right.of(node).duplicates);
        tree.nodes.push(Node {
            left,
            right,
            difference,
            parent,
            end,
            children,
            position,
            depth,
            level,
            slot,
            by,
            moved,
            duplicates,
        });
    }

    fn wait(&mut self, parent: u32, below: Vec<What>) {
        let positions = (0..count(below.len())).rev();
        let waiting = below.into_iter().rev().zip(positions);
        self.waiting.extend(waiting.map(|(what, position)| Waiting { parent, position, what }));
    }

    /// What stands in this node.
    fn below(&mut self, at: u32) -> Vec<What> {
        let node = *self.tree.node(at);
        let pairs = self.pairs(at, node);
        let mut slot = 0;
        let mut values = Vec::with_capacity(pairs.len());
        for pair in pairs {
            values.push(Value { pair, difference: self.difference(pair), slot });
            slot += u32::from(pair.right.is_some());
        }
        if node.difference == Difference::Within || at == 0 {
            fold(&values)
        } else {
            values.into_iter().map(What::Value).collect()
        }
    }

    fn pairs(&mut self, at: u32, node: Node) -> Vec<Pair> {
        if let (Some(left), Some(right)) = (node.left, node.right)
            && self.left.document.kind(left) == self.right.document.kind(right)
        {
            let aligned = align(self.left, left, self.right, right);
            let node = &mut self.tree.nodes[at as usize];
            (node.by, node.moved) = (aligned.by, aligned.moved);
            if aligned.moved {
                self.tree.moved.push(at);
            }
            return aligned.pairs;
        }
        let lefts = node.left.into_iter().flat_map(|node| self.left.document.children(node)).map(Pair::left);
        let rights = node.right.into_iter().flat_map(|node| self.right.document.children(node)).map(Pair::right);
        lefts.chain(rights).collect()
    }

    fn difference(&self, pair: Pair) -> Difference {
        let (left, right) = match (pair.left, pair.right) {
            (Some(left), Some(right)) => (left, right),
            (None, _) => return Difference::Added,
            (_, None) => return Difference::Removed,
        };
        let kind = self.right.document.kind(right);
        match () {
            () if self.left.of(left).hash == self.right.of(right).hash => Difference::Same,
            () if kind.is_container() && kind == self.left.document.kind(left) => Difference::Within,
            () => Difference::Changed,
        }
    }

    /// Where each subtree ends, and how many children each node has.
    fn close(mut self) -> Tree {
        for at in (1..self.tree.nodes.len()).rev() {
            let Node { parent, end, .. } = self.tree.nodes[at];
            let parent = &mut self.tree.nodes[parent as usize];
            parent.children += 1;
            parent.end = parent.end.max(end);
        }
        self.tree
    }
}

/// Runs of values that are alike, each under a fold.
fn fold(values: &[Value]) -> Vec<What> {
    let same = |value: &Value| value.difference == Difference::Same;
    let runs = values.chunk_by(|one, other| same(one) && same(other));
    let folded = runs.flat_map(|run| match run {
        [first, ..] if same(first) && run.len() >= FOLDED => vec![What::Fold(run.to_vec())],
        _ => run.iter().copied().map(What::Value).collect(),
    });
    folded.collect()
}
