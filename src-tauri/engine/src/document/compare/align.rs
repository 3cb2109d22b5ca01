//! Which child of a container goes with which child of its counterpart in another document.

use std::borrow::Cow;
use std::collections::HashMap;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::super::tree::{Document, Kind, NodeId};
use super::identity::Identity;
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
    let mut input = InternedInput::default();
    input.update_before(lefts.iter().map(|item| left.of(*item).hash));
    input.update_after(rights.iter().map(|item| right.of(*item).hash));
    let pair_up = right.document.key(after).as_deref() != Some(UNPAIRED);

    let mut pairs = Vec::with_capacity(lefts.len().max(rights.len()));
    let (mut from_left, mut from_right) = (0, 0);
    let alike = |pairs: &mut Vec<Pair>, lefts: &[NodeId], rights: &[NodeId]| {
        pairs.extend(lefts.iter().zip(rights).map(|(left, right)| Pair::both(*left, *right)));
    };
    for hunk in Diff::compute(Algorithm::Histogram, &input).hunks() {
        let gap_left = &lefts[hunk.before.start as usize..hunk.before.end as usize];
        let gap_right = &rights[hunk.after.start as usize..hunk.after.end as usize];
        alike(
            &mut pairs,
            &lefts[from_left..hunk.before.start as usize],
            &rights[from_right..hunk.after.start as usize],
        );
        let facing = if pair_up { gap_left.len().min(gap_right.len()) } else { 0 };
        alike(&mut pairs, &gap_left[..facing], &gap_right[..facing]);
        pairs.extend(gap_left[facing..].iter().copied().map(Pair::left));
        pairs.extend(gap_right[facing..].iter().copied().map(Pair::right));
        (from_left, from_right) = (hunk.before.end as usize, hunk.after.end as usize);
    }
    alike(&mut pairs, &lefts[from_left..], &rights[from_right..]);
    pairs
}
