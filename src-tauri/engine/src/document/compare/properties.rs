//! What holds for any two documents.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::tests::{all_rows, compare};
use super::*;

/// JSON whose objects have an order and no duplicate keys.
#[derive(Debug, Clone)]
enum Json {
    Plain(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn text(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Array(items) => format!("[{}]", items.iter().map(Self::text).collect::<Vec<_>>().join(", ")),
            Self::Object(entries) => {
                let mut seen = Vec::new();
                let mut texts = Vec::new();
                for (key, value) in entries {
                    if !seen.contains(&key) {
                        seen.push(key);
                        texts.push(format!("{}:{}", Value::from(key.as_str()), value.text()));
                    }
                }
                format!("{{{}}}", texts.join(",\n"))
            }
        }
    }

    fn len(&self) -> usize {
        1 + match self {
            Self::Plain(_) => 0,
            Self::Array(items) => items.iter().map(Self::len).sum(),
            Self::Object(entries) => entries.iter().map(|(_, value)| value.len()).sum(),
        }
    }

    fn at(&mut self, place: usize) -> &mut Self {
        if place == 0 {
            return self;
        }
        let children: Vec<&mut Self> = match self {
            Self::Plain(_) => unreachable!(),
            Self::Array(items) => items.iter_mut().collect(),
            Self::Object(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        };
        let mut place = place - 1;
        for child in children {
            match place.checked_sub(child.len()) {
                Some(rest) => place = rest,
                None => return child.at(place),
            }
        }
        unreachable!()
    }

    fn edit(&mut self, edit: &Edit) {
        let len = self.len();
        let node = self.at(edit.place.index(len));
        match (edit.what, node) {
            (0, node) => *node = edit.value.clone(),
            (1, Self::Array(items)) if !items.is_empty() => drop(items.remove(edit.within.index(items.len()))),
            (1, Self::Object(items)) if !items.is_empty() => drop(items.remove(edit.within.index(items.len()))),
            (2, Self::Array(items)) => items.insert(edit.within.index(items.len() + 1), edit.value.clone()),
            (2, Self::Object(items)) => {
                items.insert(edit.within.index(items.len() + 1), (edit.key.clone(), edit.value.clone()));
            }
            (3, Self::Array(items)) if !items.is_empty() => {
                let by = edit.within.index(items.len());
                items.rotate_left(by);
            }
            (3, Self::Object(items)) if !items.is_empty() => {
                let by = edit.within.index(items.len());
                items.rotate_left(by);
            }
            _ => {}
        }
    }
}

#[derive(Debug, Clone)]
struct Edit {
    place: Index,
    within: Index,
    what: u8,
    key: String,
    value: Json,
}

fn plain() -> impl Strategy<Value = Json> {
    let text = prop_oneof!["[ab]{0,2}", "[A-C]=[0-2]", any::<String>()].prop_map(|text| Value::from(text).to_string());
    let spelled = prop_oneof![
        Just("null"),
        Just("true"),
        Just("1"),
        Just("1.0"),
        Just("-0"),
        Just("1e3"),
        Just(r#""\u0041""#),
        Just(r#""A""#),
        Just("[ ]"),
        Just("{ }"),
    ];
    prop_oneof![text, spelled.prop_map(str::to_owned), "[0-3]"].prop_map(Json::Plain)
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-d~/]{1,2}",
        Just("Env".to_owned()),
        Just("Mounts".to_owned()),
        Just("Layers".to_owned()),
        Just("Config".to_owned()),
        Just("Name".to_owned()),
        any::<String>(),
    ]
}

/// Arrays as engines send them: variables, mounts, bindings.
fn known() -> impl Strategy<Value = Json> {
    let quoted = |text: String| Json::Plain(Value::from(text).to_string());
    let variables = prop::collection::vec("[A-F](=[0-2]{0,2})?", 0..6)
        .prop_map(move |items| Json::Array(items.into_iter().map(quoted).collect()));
    let fields = prop_oneof![
        Just(["Destination", "Mode"]),
        Just(["Target", "Source"]),
        Just(["HostIp", "HostPort"]),
        Just(["Name", "Hard"]),
    ];
    let objects = (fields, prop::collection::vec(("[a-f]", plain()), 0..6)).prop_map(move |(fields, items)| {
        let object =
            |(name, value)| Json::Object(vec![(fields[0].to_owned(), quoted(name)), (fields[1].to_owned(), value)]);
        Json::Array(items.into_iter().map(object).collect())
    });
    (prop_oneof![variables.boxed(), objects.boxed()], key()).prop_map(|(array, key)| Json::Object(vec![(key, array)]))
}

fn json() -> impl Strategy<Value = Json> {
    prop_oneof![3 => plain().boxed(), 2 => known().boxed()].prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((key(), inner), 0..6).prop_map(Json::Object),
        ]
    })
}

/// A document and another: a copy with some edits, or something else.
fn documents() -> impl Strategy<Value = (String, String)> {
    let edit = (any::<Index>(), any::<Index>(), 0..4_u8, key(), json());
    let edit = edit.prop_map(|(place, within, what, key, value)| Edit { place, within, what, key, value });
    let edited = (json(), prop::collection::vec(edit, 0..6)).prop_map(|(left, edits)| {
        let mut right = left.clone();
        edits.iter().for_each(|edit| right.edit(edit));
        (left.text(), right.text())
    });
    let other = (json(), json()).prop_map(|(left, right)| (left.text(), right.text()));
    prop_oneof![4 => edited, 1 => other]
}

/// The nodes that count as differences: on the left, on the right, and how.
fn differences(comparison: &mut Comparison) -> Vec<(Option<NodeId>, Option<NodeId>, Difference)> {
    let mut at = NodeId::ROOT;
    let count = comparison.difference_count();
    let mut found = Vec::new();
    for _ in 0..count {
        let next = comparison.next(at, true).unwrap();
        let row = comparison.rows(next.row, 1).rows.remove(0);
        at = next.node;
        found.push((row.left.map(|side| side.node), row.right.map(|side| side.node), row.difference));
    }
    found.sort_by_key(|(left, right, _)| (*left, *right));
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_patch_turns_the_left_into_the_right((left, right) in documents()) {
        let mut value: Value = serde_json::from_str(&left).unwrap();
        let patch = compare(&left, &right).patch(true).text;
        let operations: json_patch::Patch = serde_json::from_str(&patch).unwrap();
        let applied = json_patch::patch(&mut value, &operations);
        prop_assert!(applied.is_ok(), "{:?}: {}", applied, patch);
        prop_assert_eq!(value, serde_json::from_str::<Value>(&right).unwrap(), "{}", patch);
    }

    #[test]
    fn every_value_is_in_one_row((left, right) in documents()) {
        let mut comparison = compare(&left, &right);
        comparison.expand(Scope::All).unwrap();
        let rows = all_rows(&comparison);
        let mut lefts: Vec<_> = rows.iter().filter_map(|row| row.left.as_ref()).map(|side| side.node.0).collect();
        let mut rights: Vec<_> = rows.iter().filter_map(|row| row.right.as_ref()).map(|side| side.node.0).collect();
        lefts.sort_unstable();
        rights.sort_unstable();
        prop_assert_eq!(lefts, (0..comparison.left.len()).collect::<Vec<_>>());
        prop_assert_eq!(rights, (0..comparison.right.len()).collect::<Vec<_>>());
        for row in &rows {
            prop_assert_eq!(row.fold.is_some(), row.left.is_none() && row.right.is_none());
            match row.difference {
                Difference::Within => prop_assert!(row.differences > 0, "{:?}", row),
                _ => prop_assert_eq!(row.differences, 0),
            }
        }
    }

    #[test]
    fn a_document_is_like_itself((text, _) in documents()) {
        let mut comparison = compare(&text, &text);
        prop_assert_eq!(comparison.difference_count(), 0);
        prop_assert_eq!(comparison.patch(true).text, "[]");
        prop_assert_eq!(comparison.next(NodeId::ROOT, true), None);
        prop_assert!(all_rows(&comparison).iter().all(|row| row.difference == Difference::Same));
    }

    #[test]
    fn swapped_sides_swap_what_was_added_and_removed((left, right) in documents()) {
        let swapped = |(left, right, difference)| match difference {
            Difference::Added => (right, left, Difference::Removed),
            Difference::Removed => (right, left, Difference::Added),
            other => (right, left, other),
        };
        let there = differences(&mut compare(&left, &right));
        let mut back: Vec<_> = differences(&mut compare(&right, &left)).into_iter().map(swapped).collect();
        back.sort_by_key(|(left, right, _)| (*left, *right));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn all_counts_agree((left, right) in documents()) {
        let mut comparison = compare(&left, &right);
        let summary = comparison.summary();
        let mut counts = BTreeMap::new();
        for (_, _, difference) in differences(&mut comparison) {
            *counts.entry(format!("{difference:?}")).or_default() += 1;
        }
        let counted = |name: &str| counts.get(name).copied().unwrap_or(0_u32);
        prop_assert_eq!(summary.added, counted("Added"));
        prop_assert_eq!(summary.removed, counted("Removed"));
        prop_assert_eq!(summary.changed, counted("Changed"));
        prop_assert_eq!(summary.added + summary.removed + summary.changed, comparison.difference_count());
        prop_assert_eq!(comparison.changes(usize::MAX).len() as u32, comparison.difference_count());
        if summary.more == 0 {
            let told: u32 = summary.topics.iter().map(|t| t.added_count + t.removed_count + t.changed_count).sum();
            prop_assert_eq!(told, comparison.difference_count());
        }
    }

    #[test]
    fn a_refresh_to_the_same_changes_no_row((left, right) in documents(), opened in prop::collection::vec(any::<Index>(), 0..8)) {
        let mut comparison = compare(&left, &right);
        for node in opened {
            comparison.toggle(NodeId(node.index(comparison.tree.len() as usize) as u32)).unwrap();
        }
        let rows = all_rows(&comparison);
        let (left, right) = (Arc::clone(&comparison.left), Arc::clone(&comparison.right));
        comparison.refresh(left, right);
        prop_assert_eq!(rows, all_rows(&comparison));
    }
}
