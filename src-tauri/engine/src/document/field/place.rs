//! A value with the names around it: all that the tables of this folder ask for, found in a few steps.

use super::super::text::inner;
use super::super::tree::{Document, Kind, NodeId};

/// Objects whose keys are people's own: names of theirs, not of the engine's. What is in them has no fixed meaning, and
/// being there is a choice, even with an empty value.
const MAPS: [&str; 18] = [
    "Annotations",
    "Containers",
    "DriverOpts",
    "ExposedPorts",
    "Labels",
    "Networks",
    "Options",
    "OptionalLabels",
    "PortBindings",
    "Ports",
    "StorageOpt",
    "StorageOpts",
    "Sysctls",
    "Tmpfs",
    "Volumes",
    "AuxiliaryAddresses",
    "Services",
    "Peers",
];

/// Values of an object in which one is looked for; it is looked for again for every row.
const MAX_VALUES: u32 = 64;

/// Whether an object of this name is one whose keys are people's own.
pub(in super::super) fn is_map(key: &str) -> bool {
    MAPS.contains(&key)
}

/// A node, what it is called and what stands around it. Names are empty where there are none.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub document: &'a Document,
    pub node: NodeId,
    pub key: &'a str,
    /// The name of the object or array that it stands in.
    pub within: &'a str,
}

impl<'a> Place<'a> {
    pub fn new(document: &'a Document, node: NodeId) -> Self {
        let within = document.parent(node).map_or("", |parent| key(document, parent));
        Self { document, node, key: key(document, node), within }
    }

    /// The value's spelling, a string's without its quotes.
    pub fn text(&self) -> &'a str {
        inner(self.document.raw(self.node))
    }

    pub fn kind(&self) -> Kind {
        self.document.kind(self.node)
    }

    /// What it stands in.
    pub fn parent(&self) -> Option<Self> {
        self.document.parent(self.node).map(|parent| Self::new(self.document, parent))
    }

    /// The name two levels up: of the array that its object is an item of.
    pub fn around(&self) -> &'a str {
        self.parent().map_or("", |parent| parent.within)
    }

    /// Its key is a person's own.
    pub fn is_free(&self) -> bool {
        // A log driver's options are called like a container's settings.
        is_map(self.within) || (self.within == "Config" && self.around() == "LogConfig")
    }

    /// The value beside it of this name, without quotes.
    pub fn beside(&self, name: &str) -> Option<&'a str> {
        self.parent()?.value(name).map(|beside| inner(self.document.raw(beside)))
    }

    /// The value of this name in an object of an engine's, which are small.
    pub fn value(&self, name: &str) -> Option<NodeId> {
        let small = self.document.child_count(self.node) <= MAX_VALUES;
        small.then(|| self.document.child(self.node, name)).flatten()
    }
}

fn key(document: &Document, node: NodeId) -> &str {
    document.raw_key(node).map(inner).unwrap_or_default()
}
