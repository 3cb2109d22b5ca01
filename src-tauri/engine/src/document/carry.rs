//! From one state of a document to the next: what was open stays open, and what changed is known.
//!
//! Values are matched by their path: keys by name (duplicates by their order), array items by their place.

use std::collections::HashMap;

use super::tree::{Document, Kind, NodeId};

/// What of the old document holds for the new one.
pub(super) struct Carried {
    pub expanded: Vec<bool>,
    /// Nodes of the new document that are new or read otherwise, in order.
    pub changed: Vec<u32>,
    /// The node in the new document that stands where the watched one stood.
    pub watched: Option<NodeId>,
}

pub(super) fn carry(old: &Document, open: &[bool], new: &Document, watch: NodeId) -> Carried {
    let mut carried = Carried { expanded: vec![false; new.len() as usize], changed: Vec::new(), watched: None };
    if new.is_empty() {
        return carried;
    }
    if old.is_empty() {
        carried.expanded[0] = true;
        return carried;
    }
    let mut pairs = vec![(NodeId::ROOT, NodeId::ROOT)];
    while let Some((before, after)) = pairs.pop() {
        let (before_end, after_end) = (old.node(before).end as usize, new.node(after).end as usize);
        if old.raw(before) == new.raw(after) {
            carried.expanded[after.at()..after_end].copy_from_slice(&open[before.at()..before_end]);
            if (before.at()..before_end).contains(&watch.at()) {
                carried.watched = Some(NodeId(watch.0 - before.0 + after.0));
            }
            continue;
        }
        carried.changed.push(after.0);
        if before == watch {
            carried.watched = Some(after);
        }
        let kind = new.kind(after);
        if kind.is_container() && kind == old.kind(before) {
            carried.expanded[after.at()] = open[before.at()];
            match_children(old, before, new, after, &mut pairs, &mut carried.changed);
        }
    }
    carried.changed.sort_unstable();
    carried
}

fn match_children(
    old: &Document,
    before: NodeId,
    new: &Document,
    after: NodeId,
    pairs: &mut Vec<(NodeId, NodeId)>,
    added: &mut Vec<u32>,
) {
    if new.kind(after) == Kind::Array {
        let mut old_items = old.children(before);
        for item in new.children(after) {
            match old_items.next() {
                Some(was) => pairs.push((was, item)),
                None => added.push(item.0),
            }
        }
        return;
    }
    let mut by_key: HashMap<&str, Vec<NodeId>> = HashMap::new();
    for child in old.children(before) {
        by_key.entry(old.raw_key(child).unwrap_or_default()).or_default().push(child);
    }
    by_key.values_mut().for_each(|same| same.reverse());
    for child in new.children(after) {
        match new.raw_key(child).and_then(|key| by_key.get_mut(key)).and_then(Vec::pop) {
            Some(was) => pairs.push((was, child)),
            None => added.push(child.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::View;
    use super::*;

    #[test]
    fn what_was_open_stays_open_by_path() {
        let old = Document::parse(r#"{"a":{"x":1},"b":[{"y":1},{"z":1}],"a":{"second":1}}"#);
        let new = Document::parse(r#"{"new":0,"b":[{"y":2},{"z":1}],"a":{"x":1},"a":{"second":1}}"#);
        let mut view = View::new(&old);
        let seconds: Vec<_> = old.children(NodeId::ROOT).filter(|id| old.key(*id).as_deref() == Some("a")).collect();
        view.set(&old, seconds[1], true);
        view.set_branch(&old, old.find(".b").unwrap(), true);
        let carried = carry(&old, view.expanded(), &new, old.find(".b[1].z").unwrap());
        let view = View::with(&new, carried.expanded);
        let open = |id: &NodeId| new.child_count(*id) > 0 && view.is_expanded(*id);
        let open: Vec<_> = (0..new.len()).map(NodeId).filter(open).map(|id| new.pointer(id)).collect();
        assert_eq!(open, ["", "/b", "/b/0", "/b/1", "/a"]);
        let changed: Vec<_> = carried.changed.iter().map(|id| new.pointer(NodeId(*id))).collect();
        assert_eq!(changed, ["", "/new", "/b", "/b/0", "/b/0/y"]);
        assert_eq!(carried.watched.map(|node| new.pointer(node)).as_deref(), Some("/b/1/z"));
    }

    #[test]
    fn a_value_that_is_gone_is_not_watched() {
        let old = Document::parse(r#"{"a":{"x":1},"b":1}"#);
        let new = Document::parse(r#"{"a":[1],"b":1}"#);
        let view = View::new(&old);
        assert_eq!(carry(&old, view.expanded(), &new, old.find(".a.x").unwrap()).watched, None);
        assert_eq!(carry(&old, view.expanded(), &new, old.find(".b").unwrap()).watched, new.find(".b"));
    }
}
