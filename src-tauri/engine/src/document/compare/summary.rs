//! A comparison in few words, and its differences one by one.

use super::super::path::{POINTER_BYTES, escaped};
use super::super::rows::Excerpt;
use super::super::text;
use super::super::tree::NodeId;
use super::rows::Seen;
use super::{CompareSummary, CompareTopic, Difference, MAX_NAMES, MAX_TOPICS, ValueChange};

/// Parts of a document whose own parts are told one by one.
const SPLIT: [&str; 7] =
    ["Config", "HostConfig", "NetworkSettings", "State", "ContainerConfig", "GraphDriver", "RootFS"];
/// Characters of a name.
const NAME_CHARS: usize = 60;
/// What a person asks about first, in that order; then whatever there is; then [`LAST`].
const FIRST: [&str; 24] = [
    "/RepoTags",
    "/Image",
    "/Config/Image",
    "/State/Status",
    "/State/ExitCode",
    "/Config/Entrypoint",
    "/Config/Cmd",
    "/Path",
    "/Args",
    "/Config/Env",
    "/Config/User",
    "/Config/WorkingDir",
    "/Config/ExposedPorts",
    "/HostConfig/PortBindings",
    "/NetworkSettings/Ports",
    "/NetworkSettings/Networks",
    "/Mounts",
    "/Config/Volumes",
    "/Config/Labels",
    "/Labels",
    "/Config/Healthcheck",
    "/RootFS/Layers",
    "/Size",
    "/Architecture",
];
/// What differs between any two objects and says nothing of either.
const LAST: [&str; 18] = [
    "/Id",
    "/ID",
    "/Created",
    "/CreatedAt",
    "/Config/Hostname",
    "/ContainerConfig/Hostname",
    "/ContainerConfig/Image",
    "/ResolvConfPath",
    "/HostnamePath",
    "/HostsPath",
    "/LogPath",
    "/NetworkSettings/SandboxID",
    "/NetworkSettings/SandboxKey",
    "/GraphDriver/Data",
    "/VirtualSize",
    "/State/Pid",
    "/State/StartedAt",
    "/State/FinishedAt",
];
/// Topics that are put in order: of more than these the first ones have to do.
const MAX_ORDERED: usize = 2_000;
/// Steps that are told of a path that is too long.
const STEPS_TOLD: usize = 16;
/// Between the steps of a name.
const STEP: &str = " › ";

pub fn summary(seen: Seen) -> CompareSummary {
    let mut summary = CompareSummary { same: seen.tree.same, ..CompareSummary::default() };
    // Differences come in the order of the tree: a topic's own ones follow each other until its subtree ends.
    let mut end = 0;
    for at in &seen.tree.differences {
        let difference = seen.tree.node(*at).difference;
        match difference {
            Difference::Added => summary.added += 1,
            Difference::Removed => summary.removed += 1,
            _ => summary.changed += 1,
        }
        if *at >= end {
            let node = topic_of(seen, *at);
            end = seen.tree.node(node).end;
            if summary.topics.len() < MAX_ORDERED {
                let topic =
                    CompareTopic { pointer: pointer(seen, node), node: NodeId(node), ..CompareTopic::default() };
                summary.topics.push(topic);
            } else {
                summary.more += 1;
            }
        }
        if let Some(topic) = summary.topics.last_mut().filter(|_| summary.more == 0) {
            tell(seen, topic, difference, *at);
        }
    }
    summary.topics.sort_by_key(|topic| rank(&topic.pointer));
    let left_out = summary.topics.len().saturating_sub(MAX_TOPICS);
    summary.topics.truncate(MAX_TOPICS);
    summary.more += u32::try_from(left_out).unwrap_or(u32::MAX);
    summary
}

/// How late a topic is told.
fn rank(pointer: &str) -> usize {
    let among = |list: &[&str]| list.iter().position(|each| *each == pointer);
    match (among(&FIRST), among(&LAST)) {
        (Some(place), _) => place,
        (None, None) => FIRST.len(),
        (None, Some(place)) => FIRST.len() + 1 + place,
    }
}

/// The part of the document that a difference is told with.
fn topic_of(seen: Seen, at: u32) -> u32 {
    match seen.tree.steps(at)[..] {
        [] => at,
        [top, below, ..] if SPLIT.contains(&&*step(seen, top)) => below,
        [top, ..] => top,
    }
}

fn tell(seen: Seen, topic: &mut CompareTopic, difference: Difference, at: u32) {
    let (names, count) = match difference {
        Difference::Added => (&mut topic.added, &mut topic.added_count),
        Difference::Removed => (&mut topic.removed, &mut topic.removed_count),
        _ => (&mut topic.changed, &mut topic.changed_count),
    };
    *count += 1;
    if at != topic.node.0 {
        if names.len() < MAX_NAMES {
            let steps = seen.tree.steps(at);
            let beneath = steps.iter().position(|step| *step == topic.node.0).map_or(0, |place| place + 1);
            names.push(name(seen, difference, &steps[beneath..]));
        }
    } else if difference == Difference::Changed {
        (topic.from, topic.to) = both(seen, at);
    }
}

/// Where a difference is within its topic: the first and the last step, and that there are some between.
fn name(seen: Seen, difference: Difference, steps: &[u32]) -> String {
    let last_step = |at: u32| match difference {
        Difference::Changed => step(seen, at),
        _ => item(seen, at).unwrap_or_else(|| step(seen, at)),
    };
    match steps {
        [] => String::new(),
        [only] => last_step(*only),
        [first, last] => [step(seen, *first), last_step(*last)].join(STEP),
        [first, middle, last] => [step(seen, *first), step(seen, *middle), last_step(*last)].join(STEP),
        [first, .., last] => [&step(seen, *first), "…", &last_step(*last)].join(STEP),
    }
}

/// A key, what an item is known by, or its place.
fn step(seen: Seen, at: u32) -> String {
    let Some((document, id)) = seen.place(seen.tree.node(at)) else { return String::new() };
    let place = || seen.identity(at, NAME_CHARS).unwrap_or_else(|| document.node(id).index.to_string());
    document.key(id).map_or_else(place, |key| shortened(&key))
}

/// A plain item that has neither key nor identity, by what it is.
fn item(seen: Seen, at: u32) -> Option<String> {
    let (document, id) = seen.place(seen.tree.node(at))?;
    let bare = document.raw_key(id).is_none() && seen.identity(at, NAME_CHARS).is_none();
    let plain = bare && !document.kind(id).is_container();
    plain.then(|| shortened(&text::decode(&seen.veil.raw(document, id))))
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(NAME_CHARS) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// The differences, the first `most` of them.
pub fn changes(seen: Seen, most: usize) -> Vec<ValueChange> {
    let change = |at: &u32| {
        let (before, after) = both(seen, *at);
        ValueChange { difference: seen.tree.node(*at).difference, pointer: pointer(seen, *at), before, after }
    };
    seen.tree.differences.iter().take(most).map(change).collect()
}

fn both(seen: Seen, at: u32) -> (Option<Excerpt>, Option<Excerpt>) {
    let node = seen.tree.node(at);
    let before = node.left.and_then(|id| seen.plain(seen.left, id));
    (before, node.right.and_then(|id| seen.plain(seen.right, id)))
}

/// The path of a difference; of one that is too long what it begins with, and a sign that leads nowhere.
fn pointer(seen: Seen, at: u32) -> String {
    let Some((document, id)) = seen.place(seen.tree.node(at)) else { return String::new() };
    document.pointer_within(id, POINTER_BYTES).unwrap_or_else(|| {
        let steps = seen.tree.steps(at).into_iter().take(STEPS_TOLD).map(|at| shortened(&step(seen, at)));
        steps.map(|step| format!("/{}", escaped(&step))).chain([String::from("/…")]).collect()
    })
}
