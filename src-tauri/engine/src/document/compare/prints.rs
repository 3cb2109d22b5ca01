//! Fingerprints of a document's values: two values are alike where their fingerprints are, so that no two subtrees are
//! ever read against each other twice.
//!
//! Alike means: strings that read alike, numbers that are spelled alike, and the order of an object's keys, or of items
//! that are known by a name, aside. A fingerprint has 64 bits under a key of this comparison's own: that two values which
//! differ share one happens once in ten million comparisons of the largest documents.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use super::super::tree::{Document, Kind, NodeId};
use super::identity::Identities;

/// What is known of one value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Print {
    pub hash: u64,
    /// What an array's items can be known by.
    pub identities: Identities,
    /// An object with two values of one name.
    pub duplicates: bool,
}

/// A document and the fingerprints of its nodes.
#[derive(Debug)]
pub struct Prints<'a> {
    pub document: &'a Document,
    prints: Vec<Print>,
}

impl<'a> Prints<'a> {
    /// Only fingerprints under one key can be compared.
    pub fn new(document: &'a Document, key: &RandomState) -> Self {
        let mut prints = vec![Print::default(); document.len() as usize];
        let mut entries = Vec::new();
        // From the last to the first: what stands in a node is known before it.
        for node in (0..document.len()).rev().map(NodeId) {
            prints[node.at()] = print(document, node, &prints, &mut entries, key);
        }
        Self { document, prints }
    }

    pub fn of(&self, node: NodeId) -> Print {
        self.prints[node.at()]
    }
}

fn print(
    document: &Document,
    node: NodeId,
    prints: &[Print],
    entries: &mut Vec<(u64, u64)>,
    key: &RandomState,
) -> Print {
    let kind = document.kind(node);
    let mut print = Print::default();
    let mut hasher = key.build_hasher();
    (kind as u8).hash(&mut hasher);
    if !kind.is_container() {
        document.value(node).hash(&mut hasher);
        print.hash = hasher.finish();
        return print;
    }
    if kind == Kind::Array {
        print.identities = Identities::of(document, node);
    }
    let identity = print.identities.first();
    let name = |child| match identity {
        Some(identity) => identity.of(document, child),
        None => document.key(child),
    };
    entries.clear();
    entries.extend(document.children(node).map(|child| {
        let name = name(child).map_or(0, |name| key.hash_one(name));
        (name, prints[child.at()].hash)
    }));
    // Stable: those of one name keep their order, which says which of them counts.
    entries.sort_by_key(|(name, _)| *name);
    print.duplicates = kind == Kind::Object && !entries.is_sorted_by(|(a, _), (b, _)| a < b);
    entries.hash(&mut hasher);
    print.hash = hasher.finish();
    print
}
