//! What of a document's secrets may be seen: nothing, until it is lifted for a value or for all.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::super::tree::{Document, Kind, NodeId};
use super::{MASK, Secret, beginning, secrets, unparsed};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Veil {
    /// Shows all but the exceptions; else hides all but them.
    all: bool,
    except: BTreeSet<u32>,
}

/// A leaf as a row or a line shows it.
pub(in super::super) struct Sight<'a> {
    /// As it is spelled with masks, in quotes where it is a string; of a long one the beginning.
    pub raw: Cow<'a, str>,
    /// There is more than this.
    pub more: bool,
    pub secret: Secret,
}

impl Veil {
    /// Hides nothing.
    pub fn open() -> Self {
        Self { all: true, except: BTreeSet::new() }
    }

    /// Shows or hides the secrets of one value; of all where none is named.
    pub fn lift(&mut self, node: Option<NodeId>, shown: bool) {
        match node {
            None => (self.all, self.except) = (shown, BTreeSet::new()),
            Some(node) if shown != self.all => drop(self.except.insert(node.0)),
            Some(node) => drop(self.except.remove(&node.0)),
        }
    }

    /// For the document's next state, of whose nodes `from` says which ones they were. What was lifted stays so wherever it
    /// is now, as long as it is the same: in its place may be another secret. What was hidden stays hidden.
    pub fn carried(&self, old: &Document, new: &Document, from: &[Option<NodeId>]) -> Self {
        let nodes = (0..).map(NodeId).zip(from).filter_map(|(node, was)| Some((node, (*was)?)));
        let excepted = nodes.filter(|(_, was)| self.except.contains(&was.0));
        let kept = excepted.filter(|(node, was)| self.all || old.raw(*was) == new.raw(*node));
        Self { all: self.all, except: kept.map(|(node, _)| node.0).collect() }
    }

    /// How many secrets in this subtree are hidden.
    pub fn hidden_in(&self, document: &Document, node: NodeId) -> u32 {
        count(self.leaves(document, node).map(|leaf| secrets(document, leaf).len()).sum())
    }

    /// A text that could not be read, with masks, and how many they are.
    pub fn plain<'a>(&self, document: &'a Document) -> (Cow<'a, str>, u32) {
        let hidden = if self.all { Vec::new() } else { unparsed(document.text()) };
        (masked(document.text(), &hidden, MASK), count(hidden.len()))
    }

    /// The subtree as the engine sent it, with masks; the whole text where it could not be read.
    pub fn text<'a>(&self, document: &'a Document, node: NodeId) -> Cow<'a, str> {
        if document.is_empty() {
            return self.plain(document).0;
        }
        let (base, whole) = document.stretch(node);
        let (mut text, mut from) = (String::new(), 0);
        for leaf in self.leaves(document, node) {
            let (start, _) = document.stretch(leaf);
            // The root's own text has blanks around it.
            let start = start - base + if leaf == NodeId::ROOT { leading(whole) } else { 0 };
            for secret in secrets(document, leaf) {
                text.push_str(whole.get(from..start + secret.start).unwrap_or_default());
                text.push_str(mask(document, leaf));
                from = start + secret.end;
            }
        }
        if from == 0 {
            return Cow::Borrowed(whole);
        }
        text.push_str(whole.get(from..).unwrap_or_default());
        Cow::Owned(text)
    }

    /// A stretch of a text that could not be read, of which these are the secrets.
    pub fn part<'a>(&self, text: &'a str, part: Range<usize>, secrets: &[Range<usize>]) -> Cow<'a, str> {
        let shown = text.get(part.clone()).unwrap_or_default();
        if self.all {
            return Cow::Borrowed(shown);
        }
        let first = secrets.partition_point(|secret| secret.end <= part.start);
        let inside = secrets[first..].iter().take_while(|secret| secret.start < part.end);
        let inside: Vec<_> = inside
            .map(|secret| secret.start.max(part.start) - part.start..secret.end.min(part.end) - part.start)
            .collect();
        masked(shown, &inside, MASK)
    }

    /// The leaves of a subtree that are not lifted.
    fn leaves(&self, document: &Document, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let nodes = if self.all && self.except.is_empty() { 0..0 } else { node.0..document.end(node) };
        nodes.map(NodeId).filter(|leaf| !self.shows(*leaf))
    }

    fn shows(&self, node: NodeId) -> bool {
        self.all != self.except.contains(&node.0)
    }

    fn of(&self, node: NodeId, holds: bool) -> Secret {
        match () {
            () if !holds => Secret::None,
            () if self.shows(node) => Secret::Shown,
            () => Secret::Hidden,
        }
    }

    /// As far as a row shows: see [`Veil::sight`].
    pub fn state(&self, document: &Document, node: NodeId) -> Secret {
        self.of(node, beginning(document, node, 0).holds())
    }

    /// A leaf as it is spelled, with [`MASK`] for each secret that is not lifted. Borrowed where nothing is hidden.
    pub fn raw<'a>(&self, document: &'a Document, node: NodeId) -> Cow<'a, str> {
        let raw = document.raw(node);
        if self.shows(node) {
            return Cow::Borrowed(raw);
        }
        masked(raw, &secrets(document, node), mask(document, node))
    }

    /// The first characters of a leaf at least, looked through but once; of a long one not more than shows them.
    pub fn sight<'a>(&self, document: &'a Document, node: NodeId, chars: usize) -> Sight<'a> {
        let raw = document.raw(node);
        let begins = beginning(document, node, chars);
        let secret = self.of(node, begins.holds());
        let shown = raw.get(..begins.end).unwrap_or_default();
        let mut sight = match secret {
            Secret::Hidden => masked(shown, &begins.secrets, mask(document, node)),
            _ => Cow::Borrowed(shown),
        };
        let cut = begins.end < raw.len();
        if cut {
            sight.to_mut().push('"');
        }
        Sight { raw: sight, more: cut && !(secret == Secret::Hidden && begins.to_the_end), secret }
    }
}

/// JSON has no number without digits: one that is hidden is a string.
fn mask(document: &Document, leaf: NodeId) -> &'static str {
    if document.kind(leaf) == Kind::Number { "\"••••••••\"" } else { MASK }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_ascii_start().len()
}

fn masked<'a>(text: &'a str, secrets: &[Range<usize>], mask: &str) -> Cow<'a, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut masked, mut from) = (String::with_capacity(text.len()), 0);
    for Range { start, end } in secrets {
        masked.push_str(text.get(from..*start).unwrap_or_default());
        masked.push_str(mask);
        from = *end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(masked)
}
