//! Which child of a container goes with which child of its counterpart in another document.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::tree::{Document, Kind, NodeId};
use super::identity::Identity;
use super::likeness::common;
use super::prints::Prints;

/// An array whose items are never another state of one another: two digests are two layers.
const UNPAIRED: &str = "Layers";

/// A child in both documents, or in one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub left: Option<NodeId>,
    pub right: Option<NodeId>,
}

impl Pair {
    fn both(left: NodeId, right: NodeId) -> Self {
        Self { left: Some(left), right: Some(right) }
    }

    pub fn left(left: NodeId) -> Self {
        Self { left: Some(left), right: None }
    }

    pub fn right(right: NodeId) -> Self {
        Self { left: None, right: Some(right) }
    }
}

/// The children of two containers of one kind.
#[derive(Debug, Default)]
pub struct Aligned {
    /// In the right one's order; what is only in the left one stands behind what it stood behind there.
    pub pairs: Vec<Pair>,
    /// By what items were aligned.
    pub by: Option<Identity>,
    /// Items that are in both stand in another order.
    pub moved: bool,
}

/// Objects are aligned by key (duplicates by their order), arrays by identity where their items have one, else by the
/// items that are alike; items between those face each other one by one.
pub fn align(left: &Prints, before: NodeId, right: &Prints, after: NodeId) -> Aligned {
    if right.document.kind(after) == Kind::Object {
        let keys = |document, object| named(document, object, Document::key);
        let (pairs, _) = by_name(&keys(left.document, before), &keys(right.document, after));
        return Aligned { pairs, ..Aligned::default() };
    }
    match left.of(before).identities.both(right.of(after).identities).first() {
        Some(identity) => {
            let before = named(left.document, before, |document, item| identity.of(document, item));
            let after = named(right.document, after, |document, item| identity.of(document, item));
            let (pairs, moved) = by_name(&before, &after);
            Aligned { pairs, by: Some(identity), moved }
        }
        None => Aligned { pairs: by_likeness(left, before, right, after), ..Aligned::default() },
    }
}

type Named<'a> = (Cow<'a, str>, NodeId);

fn named<'a>(
    document: &'a Document,
    parent: NodeId,
    name: impl Fn(&'a Document, NodeId) -> Option<Cow<'a, str>>,
) -> Vec<Named<'a>> {
    document.children(parent).map(|child| (name(document, child).unwrap_or_default(), child)).collect()
}

/// The pairs, and whether their order is another one.
fn by_name(before: &[Named], after: &[Named]) -> (Vec<Pair>, bool) {
    // Most often the names are the same from the beginning on.
    let alike = before.iter().zip(after).take_while(|((left, _), (right, _))| left == right).count();
    let mut pairs: Vec<_> =
        before.iter().zip(after).take(alike).map(|(left, right)| Pair::both(left.1, right.1)).collect();
    let (before, after) = (&before[alike..], &after[alike..]);

    // Places of each name, the first one last: it is taken first.
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, (name, _)) in before.iter().enumerate().rev() {
        places.entry(name).or_default().push(place);
    }
    let partners: Vec<_> = after.iter().map(|(name, _)| places.get_mut(&**name).and_then(Vec::pop)).collect();
    let mut taken = vec![false; before.len()];
    partners.iter().flatten().for_each(|place| taken[*place] = true);

    let left_behind = |from: usize, pairs: &mut Vec<Pair>| {
        let run = before[from..].iter().zip(&taken[from..]).take_while(|(_, taken)| !**taken);
        pairs.extend(run.map(|((_, left), _)| Pair::left(*left)));
    };
    left_behind(0, &mut pairs);
    for ((_, right), partner) in after.iter().zip(&partners) {
        pairs.push(Pair { left: partner.map(|place| before[place].1), right: Some(*right) });
        if let Some(place) = partner {
            left_behind(place + 1, &mut pairs);
        }
    }
    (pairs, !partners.iter().flatten().is_sorted())
}

fn by_likeness(left: &Prints, before: NodeId, right: &Prints, after: NodeId) -> Vec<Pair> {
    let lefts: Vec<_> = left.document.children(before).collect();
    let rights: Vec<_> = right.document.children(after).collect();
    let pair_up = right.document.key(after).as_deref() != Some(UNPAIRED);
    let mut pairs = Vec::with_capacity(lefts.len().max(rights.len()));
    let (mut from_left, mut from_right) = (0, 0);
    let mut gap = |pairs: &mut Vec<Pair>, left: usize, right: usize| {
        let (only_left, only_right) = (&lefts[from_left..left], &rights[from_right..right]);
        let facing = if pair_up { only_left.len().min(only_right.len()) } else { 0 };
        pairs.extend(only_left.iter().zip(only_right).take(facing).map(|(left, right)| Pair::both(*left, *right)));
        pairs.extend(only_left[facing..].iter().copied().map(Pair::left));
        pairs.extend(only_right[facing..].iter().copied().map(Pair::right));
        (from_left, from_right) = (left + 1, right + 1);
    };
    for (left, right) in alike(left, before, right, after) {
        gap(&mut pairs, left, right);
        pairs.push(Pair::both(lefts[left], rights[right]));
    }
    gap(&mut pairs, lefts.len(), rights.len());
    pairs
}

/// The places of items that are alike, rising on both sides.
fn alike(left: &Prints, before: NodeId, right: &Prints, after: NodeId) -> Vec<(usize, usize)> {
    let hashes = |prints: &Prints, array| prints.document.children(array).map(|item| prints.of(item).hash).collect();
    let (lefts, rights): (Vec<_>, Vec<_>) = (hashes(left, before), hashes(right, after));
    // Which of several longest sequences is found depends on which array is first. It shall not depend on which is left.
    if (lefts.len(), left.document.raw(before)) <= (rights.len(), right.document.raw(after)) {
        return common(&lefts, &rights);
    }
    common(&rights, &lefts).into_iter().map(|(right, left)| (left, right)).collect()
}
