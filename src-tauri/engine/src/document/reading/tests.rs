use proptest::prelude::*;

use super::super::Kind;
use super::*;

const COUCHDB: &str = include_str!("../../../../../tests/fixtures/couchdb-inspect.json");

/// The document again, from nothing but the rows of a fully expanded tree.
fn rebuilt(reading: &mut Reading) -> String {
    reading.expand(Scope::All).unwrap();
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut start = 0;
    while start < reading.row_count() {
        for row in reading.rows(start, 7).rows {
            while open.len() > row.depth as usize {
                text.push_str(open.pop().unwrap());
            }
            if row.position > 1 {
                text.push(',');
            }
            if let Some(key) = &row.key {
                text.push_str(&serde_json::to_string(&key.text).unwrap());
                text.push(':');
            }
            let value = match row.value {
                Some(value) if value.truncated => reading.copy(row.node, Copied::Value, true).unwrap().text,
                value => value.map(|value| value.text).unwrap_or_default(),
            };
            match row.kind {
                Kind::Object | Kind::Array => {
                    let (opening, closing) = if row.kind == Kind::Object { ("{", "}") } else { ("[", "]") };
                    text.push_str(opening);
                    open.push(closing);
                }
                Kind::String => text.push_str(&serde_json::to_string(&value).unwrap()),
                _ => text.push_str(&value),
            }
            start += 1;
        }
    }
    text.extend(open.into_iter().rev());
    text
}

fn compact(text: &str) -> String {
    serde_json::from_str::<Box<serde_json::value::RawValue>>(text).map(|_| ()).unwrap();
    let mut compact = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for char in text.chars() {
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        if quoted || !char.is_ascii_whitespace() {
            compact.push(char);
        }
    }
    compact
}

#[test]
fn a_real_document_comes_back_from_its_rows() {
    let mut reading = Reading::new(COUCHDB, &[]);
    assert_eq!(rebuilt(&mut reading), compact(COUCHDB));
    assert_eq!(reading.copy(NodeId::ROOT, Copied::Raw, true).unwrap().text, COUCHDB);
    let laid_out = reading.copy(NodeId::ROOT, Copied::Json, true).unwrap().text;
    assert_eq!(compact(&laid_out), compact(COUCHDB));
}

#[test]
fn numbers_and_duplicates_come_back_as_they_were() {
    let text = r#"{"n":9223372036854775807,"n":-0.0,"big":123456789012345678901234567890,"e":1E+400,"a":[1.10]}"#;
    assert_eq!(rebuilt(&mut Reading::new(text, &[])), text);
}

#[test]
fn great_depth_is_read_opened_searched_and_copied() {
    let depth = 10_000;
    let mut reading = Reading::new("[{\"a\":".repeat(depth / 2) + "\"end\"" + &"}]".repeat(depth / 2), &[]);
    reading.expand(Scope::All).unwrap();
    assert_eq!(reading.row_count() as usize, depth + 1);
    let query = SearchQuery { text: "end".to_owned(), ..SearchQuery::default() };
    assert_eq!(reading.search(&query, NodeId::ROOT).unwrap().count, 1);
    assert_eq!(reading.show_match(0).unwrap().row as usize, depth);
    assert_eq!(reading.rows(depth as u32, 1).rows[0].depth as usize, depth);
    assert_eq!(reading.lines(0, 1).total as usize, 2 * depth + 1);
    assert!(reading.copy(NodeId::ROOT, Copied::Json, true).unwrap().text.len() > depth);
    assert!(reading.path(NodeId(depth as u32)).unwrap().elided > 9_000);
}

#[test]
fn a_refresh_keeps_what_is_open_and_found() {
    let mut reading = Reading::new(r#"{"State":{"Pid":1,"Deep":{"x":"run"}},"Name":"a"}"#, &["State"]);
    assert_eq!(reading.row_count(), 5);
    let query = SearchQuery { text: "run".to_owned(), ..SearchQuery::default() };
    let found = reading.search(&query, NodeId::ROOT).unwrap();
    assert_eq!(found.count, 1);
    let name = reading.document().find("/Name").unwrap();
    let same = reading.refresh(reading.document().text().to_owned(), name);
    assert_eq!(same, Refreshed { changed: false, watched: Some(name) });
    let refreshed = reading.refresh(r#"{"State":{"Pid":2,"New":0,"Deep":{"x":"run"}},"Name":"a"}"#, name);
    assert!(refreshed.changed);
    assert_eq!(refreshed.watched, reading.document().find("/Name"));
    assert_eq!(reading.found(NodeId::ROOT).count, 1);
    let rows = reading.rows(0, 100).rows;
    let changed: Vec<_> = rows.iter().filter(|row| row.changed).filter_map(|row| row.pointer.as_deref()).collect();
    assert_eq!(changed, ["/State/Pid", "/State/New"]);
}

#[test]
fn what_is_shown_stays_with_its_value() {
    let mut reading = Reading::new(r#"{"Env":["A_TOKEN=first-one","B_TOKEN=second-one"]}"#, &["Env"]);
    let drawn = |reading: &Reading| {
        let rows = reading.rows(0, 10).rows;
        rows.into_iter().filter_map(|row| row.value.map(|value| value.text)).collect::<Vec<_>>()
    };
    let first = reading.document().find("/Env/0").unwrap();
    reading.reveal(Some(first), true).unwrap();
    assert_eq!(drawn(&reading), ["A_TOKEN=first-one", "B_TOKEN=••••••••"]);
    reading.refresh(r#"{"Env":["C_TOKEN=third-one","A_TOKEN=first-one","B_TOKEN=second-one"]}"#, first);
    assert_eq!(drawn(&reading), ["C_TOKEN=••••••••", "A_TOKEN=first-one", "B_TOKEN=••••••••"]);
    let copied = |secrets| reading.copy(NodeId::ROOT, Copied::Json, secrets).unwrap();
    assert_eq!((copied(false).masked, copied(true).masked), (2, 0));
    assert!(!copied(false).text.contains("third-one") && copied(true).text.contains("third-one"));
}

#[test]
fn a_place_means_the_same_value_after_a_refresh() {
    let mut reading = Reading::new(r#"{"Env":["A_TOKEN=first-one","B_TOKEN=second-one"]}"#, &["Env"]);
    let drawn = |reading: &Reading, at: usize| {
        let row = reading.rows(0, 10).rows.swap_remove(at);
        (Place { node: row.node, state: row.state }, row.value.map(|value| value.text))
    };
    let (place, _) = drawn(&reading, 2);
    reading.refresh(r#"{"Env":["Z_TOKEN=other-one","A_TOKEN=first-one"]}"#, NodeId::ROOT);
    let node = reading.node(place).unwrap();
    reading.reveal(Some(node), true).unwrap();
    assert_eq!(drawn(&reading, 2).1.as_deref(), Some("Z_TOKEN=••••••••"));
    assert_eq!(drawn(&reading, 3).1.as_deref(), Some("A_TOKEN=first-one"));
    let (gone, _) = drawn(&reading, 2);
    reading.refresh(r#"{"Env":["A_TOKEN=first-one"]}"#, NodeId::ROOT);
    assert!(reading.node(gone).is_err(), "the value is gone");
    assert!(reading.node(place).is_err(), "two states ago");
    assert_eq!(reading.node(Place { node: NodeId::ROOT, state: 0 }).unwrap(), NodeId::ROOT);
}

#[test]
fn what_is_worked_out_meanwhile_is_not_lost() {
    let mut reading = Reading::new(r#"{"A":{"x":1},"B":1}"#, &[]);
    let document = Arc::new(Document::parse(r#"{"A":{"x":1},"B":2}"#));
    let next = reading.before().next(&document, NodeId::ROOT);
    reading.toggle(reading.document().find("/A").unwrap()).unwrap();
    assert_eq!(reading.take(next), None, "something was opened meanwhile");
    let next = reading.before().next(&document, NodeId::ROOT);
    assert!(reading.take(next).unwrap().changed);
    assert_eq!(reading.row_count(), 4);
}

#[test]
fn a_filter_shows_what_is_asked_for() {
    let mut reading = Reading::new(r#"{"Name":"a","Empty":"","Deep":{"None":null,"Here":"x"},"Gone":{"A":0}}"#, &[]);
    reading.expand(Scope::All).unwrap();
    let drawn = |reading: &Reading| {
        let rows = reading.rows(0, 10).rows;
        rows.into_iter().filter_map(|row| row.pointer).collect::<Vec<_>>()
    };
    reading.filter(RowFilter { hide_defaults: true, matches_only: false });
    assert_eq!(drawn(&reading), ["", "/Name", "/Deep", "/Deep/Here"]);
    for (left_out, around, row) in [("/Deep/None", "/Deep", 2), ("/Gone/A", "", 0), ("/Empty", "", 0)] {
        let around = reading.document().find(around).unwrap_or_default();
        let shown = reading.show_path(left_out).unwrap().unwrap();
        assert_eq!((shown.node, shown.row), (around, row), "{left_out}");
    }
    let query = SearchQuery { text: "he".to_owned(), ..SearchQuery::default() };
    reading.search(&query, NodeId::ROOT).unwrap();
    reading.filter(RowFilter { hide_defaults: true, matches_only: true });
    assert_eq!(drawn(&reading), ["", "/Deep", "/Deep/Here"]);
    reading.search(&SearchQuery::default(), NodeId::ROOT).unwrap();
    assert_eq!(drawn(&reading), ["", "/Name", "/Deep", "/Deep/Here"]);
    reading.filter(RowFilter::default());
    assert_eq!(reading.row_count(), 8);
}

#[test]
fn what_is_not_json_is_still_there_as_text() {
    let mut reading = Reading::new("502 bad gateway", &["Config"]);
    assert!(reading.document().problem().is_some());
    assert_eq!(reading.row_count(), 0);
    assert!(reading.rows(0, 10).rows.is_empty());
    assert!(reading.toggle(NodeId::ROOT).is_err());
    reading.expand(Scope::All).unwrap();
    assert_eq!(reading.lines(0, 10).lines[0].text.text, "502 bad gateway");
    assert_eq!(reading.copy(NodeId::ROOT, Copied::Raw, true).unwrap().text, "502 bad gateway");
    let query = SearchQuery { text: "bad".to_owned(), ..SearchQuery::default() };
    assert_eq!(reading.search(&query, NodeId::ROOT).unwrap().count, 0);
    assert!(reading.refresh("{}", NodeId::ROOT).changed);
    assert_eq!(reading.row_count(), 1);
}

#[test]
fn secrets_in_what_is_not_json_are_masked() {
    let text = b"{\"Env\":[\"DB_PASSWORD=hunter2 x\"],\"L\":\"\xff\"}".to_vec();
    for text in [text, b"{\"Env\":[\"DB_PASSWORD=hunter2 x\"],".to_vec()] {
        let mut reading = Reading::new(text, &[]);
        let copied = |reading: &Reading, secrets| reading.copy(NodeId::ROOT, Copied::Raw, secrets).unwrap();
        let line = reading.lines(0, 1).lines.remove(0).text.text;
        assert!(line.starts_with("{\"Env\":[\"DB_PASSWORD=••••••••\"],"), "{line}");
        assert_eq!((&*copied(&reading, false).text, copied(&reading, false).masked), (&*line, 1));
        assert_eq!(copied(&reading, true), Copy { text: reading.document().text().to_owned(), masked: 0 });
        reading.reveal(None, true).unwrap();
        assert_eq!(reading.lines(0, 1).lines[0].text.text, reading.document().text());
        assert_eq!(copied(&reading, false).masked, 0);
    }
}

#[test]
fn what_is_shown_passes_to_no_other_secret() {
    let mut reading = Reading::new(r#"{"Cmd":["x","--token","aaa111"]}"#, &[]);
    let watched = reading.document().find("/Cmd/2").unwrap();
    reading.reveal(Some(watched), true).unwrap();
    let copied = |reading: &Reading| reading.copy(NodeId::ROOT, Copied::Raw, false).unwrap();
    assert_eq!(copied(&reading).masked, 0);
    reading.refresh(r#"{"Cmd":["y","--secret","bbb222"]}"#, watched);
    assert_eq!((&*copied(&reading).text, copied(&reading).masked), (r#"{"Cmd":["y","--secret","••••••••"]}"#, 1));
}

#[test]
fn typing_ahead_goes_round() {
    let reading = Reading::new(r#"{"Alpha":1,"beta":2,"Also":3}"#, &[]);
    assert_eq!(reading.type_ahead(0, "al"), Some(1));
    assert_eq!(reading.type_ahead(2, "al"), Some(3));
    assert_eq!(reading.type_ahead(3, "b"), Some(2));
    assert_eq!(reading.type_ahead(0, "x"), None);
}

#[test]
fn copies_of_a_node() {
    let reading = Reading::new(r#"{"Env":["A=\"1\"",{"k":[ ]}]}"#, &[]);
    let first = reading.document().find("/Env/0").unwrap();
    let second = reading.document().find("/Env/1").unwrap();
    let copy = |node, what| reading.copy(node, what, true).unwrap().text;
    assert_eq!(copy(first, Copied::Value), "A=\"1\"");
    assert_eq!(copy(first, Copied::Json), "\"A=\\\"1\\\"\"");
    assert_eq!(copy(first, Copied::Key), "0");
    assert_eq!(copy(second, Copied::Value), "{\n    \"k\": []\n}");
    assert_eq!(copy(second, Copied::Raw), "{\"k\":[ ]}");
    assert_eq!(copy(second, Copied::Jq), ".[0].Env[1]");
    assert!(reading.copy(NodeId(99), Copied::Value, true).is_err());
}

#[test]
fn a_window_of_hostile_keys_stays_small() {
    let within = (0..499).map(|n| format!("\"{n}\":{n}")).collect::<Vec<_>>().join(",");
    let text = format!(r#"{{"{}":{{{within}}}}}"#, "k".repeat(1_000_000));
    let mut reading = Reading::new(text.clone(), &[]);
    reading.expand(Scope::All).unwrap();
    let rows = reading.rows(0, MAX_WINDOW);
    assert_eq!(rows.rows.len(), MAX_WINDOW as usize);
    assert!(serde_json::to_string(&rows).unwrap().len() < MAX_WINDOW as usize * 1_000);
    assert!(serde_json::to_string(&reading.path(NodeId(2)).unwrap()).unwrap().len() < 1_000);
    reading.refresh(text.replace(":1", ":2"), NodeId::ROOT);
    let changes = reading.moments().changes();
    assert_eq!(changes[0].changes.len(), 111);
    assert!(serde_json::to_string(&changes).unwrap().len() < 111 * 1_000);
}

/// JSON as text, with numbers that no float holds, blanks and duplicate keys.
fn any_json() -> impl Strategy<Value = String> {
    let string = prop_oneof![
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just(r#""\u0041\ud83d\ude00\/\ud800""#.to_owned()),
    ];
    let number = prop_oneof!["-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?"];
    let word = prop_oneof![Just("true"), Just("false"), Just("null")].prop_map(str::to_owned);
    let leaf = prop_oneof![string.clone(), number, word];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        let array = prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[ {} ]", items.join(" ,")));
        let entry = (string.clone(), inner).prop_map(|(key, value)| format!("{key}:\t{value}"));
        let object = prop::collection::vec(entry, 0..6).prop_map(|entries| format!("{{{}\n}}", entries.join(",")));
        prop_oneof![array, object]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_comes_back_from_its_rows(text in any_json()) {
        let mut reading = Reading::new(text.clone(), &[]);
        prop_assert_eq!(reading.document().problem(), None);
        // A lone surrogate reads as U+FFFD in both.
        let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(&text.replace("\\ud800", "\u{fffd}"));
        let rows = rebuilt(&mut reading);
        if let (Ok(expected), Ok(actual)) = (parsed(&text), parsed(&rows)) {
            prop_assert_eq!(expected, actual);
        }
        let numbers = |text: &str| {
            let document = Document::parse(text);
            (0..document.len()).map(NodeId).filter(|id| document.kind(*id) == Kind::Number)
                .map(|id| document.raw(id).to_owned()).collect::<Vec<_>>()
        };
        prop_assert_eq!(numbers(&text), numbers(&rows));
        let laid_out = reading.copy(NodeId::ROOT, Copied::Json, true).unwrap().text;
        prop_assert_eq!(compact(&laid_out), compact(&text));
    }

    #[test]
    fn every_path_leads_back(text in any_json()) {
        let document = Document::parse(text);
        // Of duplicate keys a path means the last.
        let meant = |id: &NodeId| document.parent(*id).is_none_or(|parent| match document.key(*id) {
            Some(key) => document.child(parent, &key) == Some(*id),
            None => true,
        });
        for id in (0..document.len()).map(NodeId) {
            let found = document.find(&document.pointer(id));
            if std::iter::successors(Some(id), |id| document.parent(*id)).all(|id| meant(&id)) {
                prop_assert_eq!(found, Some(id));
            }
        }
    }
}
