//! From one state of a document to the next: what was open stays open, and what changed is known.
//!
//! Values are matched as a comparison aligns them: keys by name, array items by what they are known by, else by what is
//! alike around them.

use std::hash::RandomState;

use super::compare::align::{Pair, align};
use super::compare::prints::Prints;
use super::tree::{Document, NodeId};

/// What of the old document holds for the new one.
pub(super) struct Carried {
    pub expanded: Vec<bool>,
    /// Nodes of the new document that are new or read otherwise, in order.
    pub changed: Vec<u32>,
    /// The node in the new document that is what the watched one was.
    pub watched: Option<NodeId>,
    /// Which node of the old document each one of the new document was.
    pub from: Vec<Option<NodeId>>,
}

pub(super) fn carry(old: &Document, open: &[bool], new: &Document, watch: NodeId) -> Carried {
    let traced = trace(old, new);
    let was_open = |(node, was): (u32, &Option<NodeId>)| {
        was.is_some_and(|was| open[was.at()] && old.kind(was) == new.kind(NodeId(node)))
    };
    let mut expanded: Vec<_> = (0..).zip(&traced.from).map(was_open).collect();
    if let Some(root) = expanded.first_mut().filter(|_| old.is_empty()) {
        *root = true;
    }
    let watched = (0..).zip(&traced.from).find(|(_, was)| **was == Some(watch)).map(|(node, _)| NodeId(node));
    Carried { expanded, changed: traced.changed, watched, from: traced.from }
}

/// Which node of the old document each one of the new document was.
pub(super) struct Traced {
    pub from: Vec<Option<NodeId>>,
    /// Nodes of the new document that are new or not alike, in order; of what is new only the topmost.
    pub changed: Vec<u32>,
}

pub(super) fn trace(old: &Document, new: &Document) -> Traced {
    let mut traced = Traced { from: vec![None; new.len() as usize], changed: Vec::new() };
    if old.is_empty() || new.is_empty() {
        return traced;
    }
    if old.text() == new.text() {
        traced.from = (0..new.len()).map(|node| Some(NodeId(node))).collect();
        return traced;
    }
    let key = RandomState::new();
    let (old_prints, new_prints) = (Prints::new(old, &key), Prints::new(new, &key));
    let mut pairs = vec![(NodeId::ROOT, NodeId::ROOT)];
    while let Some((before, after)) = pairs.pop() {
        traced.from[after.at()] = Some(before);
        let alike = old_prints.of(before).hash == new_prints.of(after).hash;
        if alike && old.raw(before) == new.raw(after) {
            // The same text has the same nodes.
            let nodes = (after.0..new.end(after)).zip(before.0..);
            nodes.for_each(|(node, was)| traced.from[node as usize] = Some(NodeId(was)));
            continue;
        }
        if !alike {
            traced.changed.push(after.0);
        }
        if new.kind(after).is_container() && new.kind(after) == old.kind(before) {
            for Pair { left, right } in align(&old_prints, before, &new_prints, after).pairs {
                match (left, right) {
                    (Some(was), Some(node)) => pairs.push((was, node)),
                    (None, Some(node)) => traced.changed.push(node.0),
                    (_, None) => {}
                }
            }
        }
    }
    traced.changed.sort_unstable();
    traced
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

    /// What is open, changed and watched in the new document, after these branches were opened in the old one.
    fn carried(old: &str, open: &[&str], new: &str, watch: &str) -> (Vec<String>, Vec<String>, Option<String>) {
        let (old, new) = (Document::parse(old), Document::parse(new));
        let mut view = View::new(&old);
        open.iter().for_each(|path| view.set(&old, old.find(path).unwrap(), true));
        let carried = carry(&old, view.expanded(), &new, old.find(watch).unwrap());
        let view = View::with(&new, carried.expanded);
        let pointer = |id: u32| new.pointer(NodeId(id));
        let open = (1..new.len()).filter(|id| view.is_expanded(NodeId(*id))).map(pointer).collect();
        let changed = carried.changed.into_iter().map(pointer).collect();
        (open, changed, carried.watched.map(|node| pointer(node.0)))
    }

    #[test]
    fn variables_and_mounts_are_followed_wherever_they_stand() {
        let (open, changed, watched) = carried(
            r#"{"Env":["A=1","B=2","C=3"],"Mounts":[{"Destination":"/a","RW":true},{"Destination":"/b","RW":true}]}"#,
            &["/Mounts", "/Mounts/1"],
            r#"{"Env":["C=3","A=1","B=0"],"Mounts":[{"Destination":"/b","RW":false},{"Destination":"/a","RW":true}]}"#,
            "/Env/2",
        );
        assert_eq!(open, ["/Mounts", "/Mounts/0"]);
        assert_eq!(changed, ["", "/Env", "/Env/2", "/Mounts", "/Mounts/0", "/Mounts/0/RW"]);
        assert_eq!(watched.as_deref(), Some("/Env/0"));
    }

    #[test]
    fn another_order_alone_is_no_change() {
        let (_, changed, watched) =
            carried(r#"{"a":1,"Env":["A=1","B=2"]}"#, &[], r#"{"Env":["B=2","A=1"], "a":1}"#, "/Env/1");
        assert_eq!((changed.len(), watched.as_deref()), (0, Some("/Env/0")));
    }

    #[test]
    fn an_item_at_the_front_shifts_what_is_open() {
        let (open, changed, watched) = carried(
            r#"{"Log":[{"at":1,"in":{}},{"at":2,"in":{"x":0}}]}"#,
            &["/Log", "/Log/1", "/Log/1/in"],
            r#"{"Log":[{"at":0,"in":{}},{"at":1,"in":{}},{"at":2,"in":{"x":0}}]}"#,
            "/Log/1/in/x",
        );
        assert_eq!(open, ["/Log", "/Log/2", "/Log/2/in"]);
        assert_eq!(changed, ["", "/Log", "/Log/0"]);
        assert_eq!(watched.as_deref(), Some("/Log/2/in/x"));
    }
}
