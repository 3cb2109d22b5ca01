//! Open inspect documents: numbered, bounded, forgotten with the page, remembered as they were left.

use quayside_engine::ErrorCode;
use quayside_engine::document::{NodeId, Place, Scope, SearchQuery};
use quayside_engine::inspect::{Subject, SubjectKind};
use quayside_shell::documents::{DocumentId, DocumentInfo, Documents, Origin};

const COUCHDB: &str = include_str!("../fixtures/couchdb-inspect.json");

fn image(name: &str) -> Origin {
    Origin::Object { subject: Subject { kind: SubjectKind::Image, name: name.to_owned() } }
}

fn open(documents: &Documents, name: &str, text: String) -> DocumentInfo {
    documents.open(image(name), text, 0).info
}

/// The engine sends one object; the fixture is what `docker inspect` prints of it.
fn couchdb() -> String {
    let start = COUCHDB.find('{').unwrap();
    let end = COUCHDB.rfind('}').unwrap();
    COUCHDB[start..=end].to_owned()
}

#[test]
fn a_document_is_read_in_windows() {
    let documents = Documents::default();
    let info = open(&documents, "couchdb", couchdb());
    assert_eq!(info.bytes.0 as usize, couchdb().len());
    assert_eq!(info.problem, None);
    assert_eq!(info.rows, 1 + 18 + 19, "the root and Config are open");
    let all = documents.update(info.id, |reading| reading.expand(Scope::All)).unwrap();
    assert_eq!(all.rows, all.nodes);
    assert!(all.revision > info.revision);
    let window = documents.with(info.id, |reading| Ok(reading.rows(10, 5))).unwrap();
    assert_eq!((window.start, window.rows.len(), window.total), (10, 5, all.rows));
    let query = SearchQuery { text: "DATA".to_owned(), ..SearchQuery::default() };
    let found = documents.with(info.id, |reading| reading.search(&query, NodeId::ROOT)).unwrap();
    assert_eq!(found.count, 4);
}

#[test]
fn a_refresh_keeps_what_is_open() {
    let documents = Documents::default();
    let info = open(&documents, "couchdb", couchdb());
    let before = documents.update(info.id, |reading| reading.expand(Scope::All)).unwrap();
    let refresh = |text: String, node, state| {
        let (_, question) = documents.ask(info.id).unwrap();
        documents.refresh(info.id, question, text, Place { node, state }).unwrap()
    };
    let same = refresh(couchdb(), NodeId::ROOT, 0);
    assert!(!same.changed);
    let text = couchdb().replace("\"OpenStdin\": false", "\"OpenStdin\": true");
    let refreshed = refresh(text, NodeId(5), 0);
    assert!(refreshed.changed);
    assert_eq!(refreshed.info.rows, before.rows);
    assert_eq!(refreshed.watched, Some(NodeId(5)));
}

#[test]
fn an_older_answer_does_not_replace_a_newer_one() {
    let documents = Documents::default();
    let info = open(&documents, "couchdb", couchdb());
    let (_, first) = documents.ask(info.id).unwrap();
    let (_, second) = documents.ask(info.id).unwrap();
    let root = Place { node: NodeId::ROOT, state: 0 };
    let newer = couchdb().replace("couchdb:latest", "couchdb:newer");
    assert!(documents.refresh(info.id, second, newer.clone(), root).unwrap().changed);
    let late = documents.refresh(info.id, first, couchdb().replace("couchdb:latest", "couchdb:older"), root).unwrap();
    assert!(!late.changed);
    let text = documents.with(info.id, |reading| Ok(reading.document().text().to_owned())).unwrap();
    assert_eq!(text, newer);
}

#[test]
fn an_object_is_found_again_as_it_was_left() {
    let documents = Documents::default();
    let first = open(&documents, "couchdb", couchdb());
    let left = documents.update(first.id, |reading| reading.expand(Scope::Level { level: 3 })).unwrap();
    documents.close(first.id);
    documents.close(first.id);
    let again = open(&documents, "couchdb", couchdb());
    assert_ne!(again.id, first.id);
    assert_eq!(again.rows, left.rows);
    let other = open(&documents, "redis", couchdb());
    assert_ne!(other.rows, left.rows, "another object begins anew");
}

#[test]
fn what_is_closed_is_gone() {
    let documents = Documents::default();
    let gone = |id| documents.with(id, |_| Ok(())).unwrap_err().code;
    assert_eq!(gone(DocumentId(7)), ErrorCode::SessionGone);
    let one = open(&documents, "one", couchdb());
    let two = open(&documents, "two", couchdb());
    documents.close(one.id);
    assert_eq!(gone(one.id), ErrorCode::SessionGone);
    assert_eq!(documents.origin(two.id).unwrap(), image("two"));
    documents.close_all();
    assert_eq!(gone(two.id), ErrorCode::SessionGone);
}

#[test]
fn a_page_that_never_closes_does_not_fill_the_memory() {
    let documents = Documents::default();
    let ids: Vec<_> = (0..100).map(|n| open(&documents, &n.to_string(), couchdb()).id).collect();
    let open = ids.iter().filter(|id| documents.origin(**id).is_ok()).count();
    assert_eq!(open, 64);
    assert!(documents.origin(ids[99]).is_ok());
}

#[test]
fn an_answer_that_is_not_json_is_opened_as_text() {
    let documents = Documents::default();
    let info = open(&documents, "odd", "<html>Bad gateway</html>".to_owned());
    assert!(info.problem.is_some());
    assert_eq!((info.nodes, info.rows), (0, 0));
    let text = documents.with(info.id, |reading| Ok(reading.lines(0, 9))).unwrap();
    assert_eq!(text.lines[0].text.text, "<html>Bad gateway</html>");
}
