//! Comparisons of documents that were written for it: what differs, how it is shown, told, kept and patched.

use std::fmt::Write as _;

use serde_json::Value;

use super::super::secrets::MASK;
use super::*;

const LEFT: &str = include_str!("../../../../../tests/fixtures/compare-left.json");
const RIGHT: &str = include_str!("../../../../../tests/fixtures/compare-right.json");
const TABLE: &str = include_str!("../../../../../tests/fixtures/compare-table.json");

fn document(text: &str) -> Arc<Document> {
    let document = Document::parse(text);
    assert_eq!(document.problem(), None, "{text}");
    Arc::new(document)
}

pub(super) fn compare(left: &str, right: &str) -> Comparison {
    Comparison::new(document(left), document(right))
}

pub(super) fn all_rows(comparison: &Comparison) -> Vec<CompareRow> {
    let windows = (0..comparison.row_count()).step_by(MAX_WINDOW as usize);
    windows.flat_map(|start| comparison.rows(start, MAX_WINDOW).rows).collect()
}

/// The rows as a person would note them: `+`, `-`, `!` (changed), `~` (differences within), and values.
fn drawn(comparison: &Comparison) -> Vec<String> {
    let draw = |row: CompareRow| {
        let side = |side: Option<&CompareSide>| side.and_then(|side| Some(side.value.as_ref()?.text.clone()));
        let mark = match row.difference {
            Difference::Same => ' ',
            Difference::Added => '+',
            Difference::Removed => '-',
            Difference::Changed => '!',
            Difference::Within => '~',
        };
        let mut line = format!("{mark}{}", " ".repeat(row.depth as usize));
        match (row.fold, row.key) {
            (Some(count), _) => write!(line, "({count})").unwrap(),
            (None, Some(key)) => line.push_str(&key.text),
            (None, None) => line.push_str(row.identity.as_deref().unwrap_or("*")),
        }
        let values: Vec<_> = [side(row.left.as_ref()), side(row.right.as_ref())].into_iter().flatten().collect();
        match &values[..] {
            [] => {}
            [one, other] if one != other => write!(line, " {one} > {other}").unwrap(),
            [one, ..] => write!(line, " {one}").unwrap(),
        }
        line
    };
    all_rows(comparison).into_iter().map(draw).collect()
}

fn told(comparison: &Comparison) -> Vec<(String, Difference)> {
    comparison.changes(usize::MAX).into_iter().map(|change| (change.pointer, change.difference)).collect()
}

fn patched(left: &str, comparison: &Comparison) -> Value {
    let mut value: Value = serde_json::from_str(left).unwrap();
    let patch: json_patch::Patch = serde_json::from_str(&comparison.patch(true).text).unwrap();
    json_patch::patch(&mut value, &patch).unwrap_or_else(|error| panic!("{error}: {}", comparison.patch(true).text));
    value
}

#[test]
fn two_containers_differ_as_the_table_says() {
    #[derive(Deserialize)]
    struct Entry {
        pointer: String,
        difference: Difference,
    }
    let table: Vec<Entry> = serde_json::from_str(TABLE).unwrap();
    let expected: Vec<_> = table.into_iter().map(|entry| (entry.pointer, entry.difference)).collect();
    let comparison = compare(LEFT, RIGHT);
    assert_eq!(told(&comparison), expected);
    assert_eq!(comparison.difference_count() as usize, expected.len());
    assert_eq!(patched(LEFT, &comparison), serde_json::from_str::<Value>(RIGHT).unwrap());
}

#[test]
fn two_containers_in_few_words() {
    let summary = compare(LEFT, RIGHT).summary();
    let topic = |pointer: &str| summary.topics.iter().find(|topic| topic.pointer == pointer).unwrap();
    let env = topic("/Config/Env");
    assert_eq!((&env.added[..], &env.removed[..]), (&["POSTGRES_INITDB_ARGS".to_owned()][..], &["TZ".to_owned()][..]));
    assert_eq!(env.changed, ["POSTGRES_PASSWORD", "PG_VERSION"]);
    let mounts = topic("/Mounts");
    assert_eq!((&mounts.added[0], &mounts.removed[0]), (&"/backup".to_owned(), &"/run/postgresql".to_owned()));
    assert_eq!(mounts.changed, ["/docker-entrypoint-initdb.d › Mode", "/docker-entrypoint-initdb.d › RW"]);
    let image = topic("/Config/Image");
    assert_eq!((image.changed_count, image.changed.len()), (1, 0));
    assert_eq!(image.from.as_ref().map(|text| &*text.text), Some("postgres:16.2"));
    assert_eq!(image.to.as_ref().map(|text| &*text.text), Some("postgres:16.3"));
    assert_eq!(topic("/HostConfig/PortBindings").changed, ["5432/tcp › 127.0.0.1 › HostPort"]);
    assert_eq!(topic("/Config/Cmd").added, ["-c", "shared_buffers=256MB"]);
    assert_eq!((summary.topics.len(), summary.more), (MAX_TOPICS, 5));
    assert_eq!((summary.added, summary.removed, summary.changed), (15, 5, 30));
    assert_eq!(summary.added + summary.removed + summary.changed, compare(LEFT, RIGHT).difference_count());
}

#[test]
fn what_is_alike_is_folded() {
    let mut comparison =
        compare(r#"{"a":1,"b":[1,2],"c":{"x":1,"y":2},"d":4,"e":5}"#, r#"{"a":1,"b":[1,2],"c":{"x":1,"y":3},"d":4}"#);
    assert_eq!(drawn(&comparison), ["~*", "  (2)", "~ c", "   x 1", "!  y 2 > 3", "  d 4", "- e 5"]);
    comparison.toggle(NodeId(1)).unwrap();
    assert_eq!(drawn(&comparison)[1..5], ["  (2)", "   a 1", "   b", "~ c"]);
    let rows = all_rows(&comparison);
    assert_eq!((rows[1].position, rows[1].set_size, rows[1].children), (1, 4, 2));
    assert_eq!((rows[3].position, rows[3].set_size, rows[3].parent_row), (2, 2, Some(1)));
    assert_eq!((rows[0].differences, rows[4].differences, rows[6].differences), (2, 1, 0));
    assert_eq!((rows[1].pointer.as_deref(), rows[3].pointer.as_deref()), (None, Some("/b")));
    comparison.collapse(Scope::All).unwrap();
    comparison.expand(Scope::Level { level: 2 }).unwrap();
    assert_eq!(drawn(&comparison), ["~*", "  (2)", "~ c", "   x 1", "!  y 2 > 3", "  d 4", "- e 5"]);
    comparison.expand(Scope::All).unwrap();
    assert_eq!(comparison.row_count(), 11);
}

#[test]
fn documents_that_are_alike_are_one_fold() {
    let mut comparison = compare(r#"{"a":1,"b":{"c":1}}"#, "{\n\"b\": {\"c\":1}, \"a\":1}");
    assert_eq!(drawn(&comparison), [" *", "  (2)"]);
    assert_eq!((comparison.difference_count(), comparison.patch(true).text), (0, "[]".to_owned()));
    assert_eq!(comparison.next(NodeId::ROOT, true), None);
    assert_eq!(comparison.summary(), CompareSummary { same: 2, ..CompareSummary::default() });
}

#[test]
fn arrays_are_aligned_by_what_their_items_are() {
    for (left, right, expected) in [
        (
            r#"["A=1","B=2","C=3"]"#,
            r#"["C=3","A=0","D="]"#,
            &["~*", "  C C=3", "! A A=1 > A=0", "- B B=2", "+ D D="][..],
        ),
        (r#"["A=1","A=2"]"#, r#"["A=2","A=1"]"#, &["~*", "! A A=1 > A=2", "! A A=2 > A=1"]),
        ("[1,2,3]", "[0,1,2,3]", &["~*", "+ * 0", "  (3)"]),
        ("[1,2,3,4]", "[1,9,4]", &["~*", "  * 1", "! * 2 > 9", "- * 3", "  * 4"]),
        (r#"{"Layers":["a","b"]}"#, r#"{"Layers":["a","c"]}"#, &["~*", "~ Layers", "   * a", "-  * b", "+  * c"]),
        (r#"[{"x":1},[1]]"#, r#"[{"x":2},{}]"#, &["~*", "~ *", "!  x 1 > 2", "! *"]),
        (r#"[{"Id":1,"v":1}]"#, r#"[{"Id":2,"v":1},{"Id":1,"v":2}]"#, &["~*", "+ 2", "~ 1", "   Id 1", "!  v 1 > 2"]),
    ] {
        let comparison = compare(left, right);
        assert_eq!(drawn(&comparison), expected, "{left} {right}");
        assert_eq!(patched(left, &comparison), serde_json::from_str::<Value>(right).unwrap());
    }
}

#[test]
fn keys_keep_their_neighbours() {
    let comparison = compare(r#"{"z":0,"a":1,"b":2,"c":3,"a":9}"#, r#"{"c":3,"n":0,"a":1}"#);
    assert_eq!(drawn(&comparison), ["~*", "- z 0", "  c 3", "- a 9", "+ n 0", "  a 1", "- b 2"]);
}

#[test]
fn values_are_alike_as_they_read_and_numbers_as_they_are_spelled() {
    assert_eq!(compare(r#"["\u0041\/", {"x" : 1}]"#, r#"["A/",{"x":1}]"#).difference_count(), 0);
    assert_eq!(compare("[1.0, 12345678901234567890]", "[1.00, 12345678901234567891]").difference_count(), 2);
    assert_eq!(compare(r#"["1"]"#, "[1]").difference_count(), 1);
    assert_eq!(compare("{}", "[]").difference_count(), 1);
    assert_eq!(compare(r#"{"a":1,"a":2}"#, r#"{"a":2,"a":1}"#).difference_count(), 2);
}

#[test]
fn a_kind_that_changes_has_both_sides_in_it() {
    let mut comparison = compare(r#"{"a":{"x":1}}"#, r#"{"a":[1,2]}"#);
    comparison.expand(Scope::All).unwrap();
    assert_eq!(drawn(&comparison), ["~*", "! a", "-  x 1", "+  * 1", "+  * 2"]);
    assert_eq!(comparison.difference_count(), 1);
    assert_eq!(all_rows(&comparison)[1].differences, 0);
}

#[test]
fn differences_are_gone_through_in_a_round() {
    let mut comparison = compare(r#"{"a":1,"b":{"c":1,"d":[1]},"e":1}"#, r#"{"a":2,"b":{"c":1,"d":[1,{"n":[1]}]}}"#);
    comparison.collapse(Scope::All).unwrap();
    let revision = comparison.revision();
    let mut at = NodeId::ROOT;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let found = comparison.next(at, true).unwrap();
        let row = comparison.rows(found.row, 1).rows.remove(0);
        assert_eq!(row.node, found.node);
        seen.push((found.index, row.pointer.unwrap()));
        at = found.node;
    }
    let pointers: Vec<_> = seen.iter().map(|(index, pointer)| (*index, pointer.as_str())).collect();
    assert_eq!(pointers, [(0, "/a"), (1, "/b/d/1"), (2, "/e"), (0, "/a")]);
    assert_eq!(comparison.next(at, false).unwrap().index, 2);
    assert!(comparison.revision() > revision);
    assert!(comparison.show(NodeId(99)).is_err() && comparison.toggle(NodeId(99)).is_err());
}

#[test]
fn what_was_open_stays_open() {
    let left = r#"{"a":{"x":1,"y":2},"b":{"deep":{"z":1}},"c":[1],"n":1}"#;
    let mut comparison = compare(left, r#"{"a":{"x":2,"y":2},"b":{"deep":{"z":1}},"c":[1],"n":1}"#);
    let fold = all_rows(&comparison).into_iter().find(|row| row.fold.is_some()).unwrap().node;
    comparison.expand(Scope::Branch { node: fold }).unwrap();
    let a = all_rows(&comparison).into_iter().find(|row| row.pointer.as_deref() == Some("/a")).unwrap().node;
    comparison.toggle(a).unwrap();
    let before = drawn(&comparison);
    let (revision, (left, right)) = (comparison.revision(), (Arc::clone(&comparison.left), comparison.right.clone()));
    comparison.refresh(left.clone(), right);
    assert_eq!(drawn(&comparison), before);
    assert!(comparison.revision() > revision);
    // `a` was closed and stays so, the fold goes on without `n`, which differs now, and `new` is new.
    comparison.refresh(left, document(r#"{"new":0,"a":{"x":3,"y":2},"b":{"deep":{"z":1}},"c":[1],"n":{}}"#));
    assert_eq!(
        drawn(&comparison),
        ["~*", "+ new 0", "~ a", "  (2)", "   b", "    deep", "     z 1", "   c", "    * 1", "! n 1"]
    );
}

#[test]
fn secrets_have_masks_until_they_are_asked_for() {
    const SECRET: &str = "correct-horse";
    let mut comparison = compare(LEFT, RIGHT);
    assert!(!comparison.patch(false).text.contains(SECRET) && comparison.patch(false).text.contains(MASK));
    assert!(comparison.patch(true).text.contains(SECRET));
    assert!(!drawn(&comparison).iter().any(|line| line.contains(SECRET)));
    comparison.reveal(true);
    assert!(drawn(&comparison).iter().any(|line| line.contains(SECRET)));
    let password = comparison.changes(usize::MAX).into_iter().find(|change| change.pointer == "/Config/Env/2").unwrap();
    assert_eq!(password.after.unwrap().text, format!("POSTGRES_PASSWORD={MASK}"));
    let token = "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB";
    let known = compare("[]", &format!(r#"{{"Env":["A=1","{token}"],"Mounts":[{{"Target":"{token}"}}]}}"#));
    assert!(!format!("{:?}{:?}", all_rows(&known), known.summary()).contains(token));
    let known = compare(&format!(r#"{{"Env":["{token}","A=1"]}}"#), r#"{"Env":["A=2"]}"#);
    assert!(!format!("{:?}{:?}", all_rows(&known), known.summary()).contains(token));
}

#[test]
fn a_patch_is_laid_out_and_spells_values_as_they_are() {
    let comparison =
        compare(r#"{"a":1,"b":[1,2,3],"c/~":0}"#, "{\"a\": 1.50, \"b\":[2 , 3, { \"k\" : \"a \\\" b\" }]}");
    let lines = [
        "[",
        r#"  {"op": "replace", "path": "/a", "value": 1.50},"#,
        r#"  {"op": "remove", "path": "/b/0"},"#,
        r#"  {"op": "add", "path": "/b/2", "value": {"k":"a \" b"}},"#,
        r#"  {"op": "remove", "path": "/c~1~0"}"#,
        "]",
    ];
    assert_eq!(comparison.patch(true).text, lines.join("\n"));
    let whole = compare("1", "\u{feff}[2]").patch(true).text;
    assert_eq!(whole, "[\n  {\"op\": \"replace\", \"path\": \"\", \"value\": [2]}\n]");
}

#[test]
fn a_patch_restores_order_and_the_last_of_duplicates() {
    for (left, right) in [
        (r#"{"Env":["A=1","B=2","C=3"]}"#, r#"{"Env":["B=2","A=1"]}"#),
        (r#"{"Env":["A=1","B=2"]}"#, r#"{"Env":["B=2","A=1"]}"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":3}"#),
        (r#"{"a":1}"#, r#"{"a":1,"a":2}"#),
        (r#"{"a":{"Env":["A=1","B=2"]},"a":1}"#, r#"{"a":{"Env":["B=2","A=1"]},"a":1}"#),
    ] {
        let comparison = compare(left, right);
        assert_eq!(patched(left, &comparison), serde_json::from_str::<Value>(right).unwrap(), "{left} {right}");
    }
}

#[test]
fn what_is_no_json_is_not_there() {
    let none = Arc::new(Document::parse("502 bad gateway"));
    let mut nothing = Comparison::new(Arc::clone(&none), Arc::clone(&none));
    assert_eq!((nothing.row_count(), nothing.difference_count(), nothing.patch(true).text), (0, 0, "[]".to_owned()));
    nothing.expand(Scope::All).unwrap();
    assert!(nothing.toggle(NodeId::ROOT).is_err());
    nothing.refresh(none.clone(), document("{}"));
    assert_eq!(drawn(&nothing), ["+*"]);
    assert_eq!(drawn(&Comparison::new(document("[1]"), none)), ["-*", "- * 1"]);
}

#[test]
fn great_depth_is_compared() {
    let deep = |end: &str| "[{\"a\":".repeat(5_000) + end + &"}]".repeat(5_000);
    let mut comparison = compare(&deep("1"), &deep("[2]"));
    assert_eq!(comparison.difference_count(), 1);
    assert_eq!(comparison.row_count(), 10_001);
    assert_eq!(comparison.next(NodeId::ROOT, true).unwrap().row, 10_000);
    assert_eq!(comparison.summary().changed, 1);
    assert_eq!(comparison.patch(true).text.lines().count(), 3);
    comparison.refresh(document(&deep("1")), document(&deep("1")));
    assert_eq!(comparison.difference_count(), 0);
    // Something to do at every level: the paths alone would be 100 MB.
    let wide = |n: u32| format!("{{\"n\":{n},\"a\":").repeat(10_000) + "0" + &"}".repeat(10_000);
    let comparison = compare(&wide(1), &wide(2));
    assert_eq!(comparison.difference_count(), 10_000);
    assert_eq!(comparison.patch(true).text.lines().count(), 3);
}

#[test]
fn large_documents_are_compared() {
    let entry = |n: u32| format!(r#""key{n}":{{"Id":"{n}","Env":["A={n}","B=2"],"on":[true,false,null]}}"#);
    let object = |count: u32, skip: u32| {
        let entries: Vec<_> = (0..count).filter(|n| n % skip != 1).map(entry).collect();
        format!("{{{}}}", entries.join(","))
    };
    let array = |times: u32, of: u32| {
        let items: Vec<_> =
            (0..200_000_u32).map(|n| (n.wrapping_mul(times) >> 7) % of).map(|n| n.to_string()).collect();
        format!("[{}]", items.join(","))
    };
    for (what, left, right) in [
        ("objects", object(22_300, 1), object(22_300, 1).replace("B=2\"],\"on\":[true", "B=3\"],\"on\":[false")),
        ("keys gone", object(22_300, 7), object(22_300, 11)),
        ("distinct items", array(2_654_435_761, 1 << 30), array(40_503, 1 << 30)),
        ("few distinct items", array(2_654_435_761, 3), array(2_246_822_519, 3)),
        (
            "names",
            array(7, 1 << 30).replace(',', "=\",\"A").replace('[', "[\"A").replace(']', "=\"]"),
            array(9, 1 << 30),
        ),
    ] {
        let (left, right) = (document(&left), document(&right));
        // What takes a square of this would not end.
        assert!(Comparison::new(left, right).difference_count() > 0, "{what}");
    }
}

#[test]
fn a_window_of_hostile_keys_stays_small() {
    let within = |from: u32| (from..from + 499).map(|n| format!("\"{n}\":{n}")).collect::<Vec<_>>().join(",");
    let object = |from| format!(r#"{{"{}":{{{}}}}}"#, "k~".repeat(500_000), within(from));
    let comparison = compare(&object(0), &object(1_000));
    let length = |json: serde_json::Result<String>| json.unwrap().len();
    assert_eq!(comparison.rows(0, MAX_WINDOW).rows.len(), MAX_WINDOW as usize);
    assert!(length(serde_json::to_string(&comparison.rows(0, MAX_WINDOW))) < MAX_WINDOW as usize * 1_000);
    assert!(length(serde_json::to_string(&comparison.summary())) < 10_000);
    let changes = comparison.changes(200);
    assert!(
        changes.iter().all(|change| comparison.right().find(&change.pointer).is_none()),
        "half a path leads nowhere"
    );
    assert!(length(serde_json::to_string(&changes)) < 200 * 1_000);
}

#[test]
fn masks_of_a_patch_are_counted_and_dots_are_not() {
    let left = r#"{"Note":"","Env":["A_TOKEN=first-one"]}"#;
    let right = r#"{"Note":"•••••••• ••••••••","Env":["A_TOKEN=other-one","B_TOKEN=second-one"]}"#;
    let comparison = compare(left, right);
    assert!(comparison.patch(true).text.contains(MASK), "that is how it reads");
    assert_eq!((comparison.patch(false).masked, comparison.patch(true).masked), (2, 0));
}
