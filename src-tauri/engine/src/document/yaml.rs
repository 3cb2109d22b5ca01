//! A subtree as YAML 1.2, in block style. Order, numbers and duplicate keys stay as the engine sent them.

use super::secrets::Veil;
use super::tree::{Document, NodeId};

pub(super) fn yaml(document: &Document, veil: &Veil, node: NodeId) -> String {
    veil.raw(document, node).into_owned()
}
