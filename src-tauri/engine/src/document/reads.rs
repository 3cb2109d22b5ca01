//! A value at length, in the form that suits it: a text, a table of `K=V` pairs, a list of folders, a command line, ports.
//! For the pane beneath the tree; what a row says in passing is in `field`.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::Link;
use super::secrets::{Secret, Veil};
use super::tree::{Document, NodeId};

/// Entries of a table or a list that cross to the page.
pub const MAX_ENTRIES: usize = 2_000;
/// Characters of a text that cross to the page: what it lays out without a pause. Copying gives all.
pub const MAX_CHARS: usize = 200_000;

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// Where it stands; for an array of `K=V` its item, for an object its value.
    pub node: NodeId,
    pub name: String,
    /// None where an item has no `=`.
    pub value: Option<String>,
    pub secret: Secret,
    pub link: Option<Link>,
}

/// What a value reads as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "as")]
pub enum Reads {
    /// A plain value, as it reads; `characters` of the whole.
    Text { text: String, characters: u32 },
    /// `Env`, `Labels`, `Sysctls`, `Options` and other flat objects; `total` entries of the whole.
    Pairs { pairs: Vec<Pair>, total: u32 },
    /// `:`-joined folders and paths, `,`-joined mount options, arrays of plain values.
    List { items: Vec<String>, total: u32 },
    /// A command as a person would type it in a shell.
    Command { line: String },
    /// A container that has no reading of its own: as laid-out JSON, `characters` of the whole.
    Json { text: String, characters: u32 },
}

/// How a row's value reads where that is more than the row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReadsAs {
    Pairs,
    List,
    Command,
}

/// How this value reads, where it is a table, a list or a command line.
pub(super) fn reads_as(_document: &Document, _node: NodeId) -> Option<ReadsAs> {
    None
}

/// The value at length, secrets masked as the veil says.
pub(super) fn reads(document: &Document, veil: &Veil, node: NodeId) -> Reads {
    let text = veil.raw(document, node).into_owned();
    Reads::Text { characters: u32::try_from(text.chars().count()).unwrap_or(u32::MAX), text }
}
