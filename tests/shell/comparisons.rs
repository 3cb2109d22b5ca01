//! Open comparisons: numbered, bounded, refreshed as far as their sides are still there, forgotten with the page.

use std::sync::Arc;

use quayside_engine::ErrorCode;
use quayside_engine::document::{Difference, NodeId, Place, Scope};
use quayside_engine::inspect::{Subject, SubjectKind};
use quayside_shell::comparisons::{CompareEnd, CompareOpened, ComparisonId, Comparisons, Source, Taken};
use quayside_shell::documents::{DocumentId, Documents, Origin};

fn origin(name: &str) -> Origin {
    Origin::Object { subject: Subject { kind: SubjectKind::Container, name: name.to_owned() } }
}

fn open(documents: &Documents, name: &str, text: &str) -> DocumentId {
    documents.open(origin(name), text, 0).info.id
}

fn refresh(documents: &Documents, id: DocumentId, text: &str) {
    let (_, question) = documents.ask(id).unwrap();
    documents.refresh(id, question, text, Place { node: NodeId::ROOT, state: 0 }).unwrap();
}

/// One side, as it is there now.
fn take(documents: &Documents, source: &Source) -> Result<Taken, quayside_engine::Error> {
    let (id, number) = match source {
        Source::Document { id } => (*id, None),
        Source::Moment { id, number } => (*id, Some(*number)),
        Source::Object { .. } => panic!("no engine here"),
    };
    let origin = documents.origin(id)?;
    documents.with(id, |reading| {
        let moments = reading.moments();
        let moment = moments.all().find(|moment| Some(moment.number) == number);
        let document = moment.and_then(|moment| moments.get(moment.number)).unwrap_or(reading.document());
        Ok(Taken { end: CompareEnd { origin, moment }, document: Arc::clone(document) })
    })
}

fn compare(documents: &Documents, comparisons: &Comparisons, left: Source, right: Source) -> CompareOpened {
    let taken = (take(documents, &left).unwrap(), take(documents, &right).unwrap());
    comparisons.open((left, right), taken.0, taken.1)
}

/// Both sides again; one that is closed stays as it was.
fn again(documents: &Documents, comparisons: &Comparisons, id: ComparisonId) -> CompareOpened {
    let sides = comparisons.sides(id).unwrap();
    let [left, right] = sides.map(|(source, before)| match take(documents, &source) {
        Err(error) if error.code == ErrorCode::SessionGone => before,
        taken => taken.unwrap(),
    });
    comparisons.refresh(id, left, right).unwrap()
}

#[test]
fn two_documents_are_compared_in_windows() {
    let (documents, comparisons) = (Documents::default(), Comparisons::default());
    let left = open(&documents, "one", r#"{"Name":"one","State":{"Pid":1,"Dead":false},"Gone":1}"#);
    let right = open(&documents, "two", r#"{"Name":"two","State":{"Pid":2,"Dead":false},"New":1}"#);
    let (left, right) = (Source::Document { id: left }, Source::Document { id: right });
    let opened = compare(&documents, &comparisons, left, right);
    assert_eq!(opened.info.differences, 4);
    assert_eq!((opened.summary.added, opened.summary.removed, opened.summary.changed), (1, 1, 2));
    assert_eq!((&opened.info.left.origin, &opened.info.right.origin), (&origin("one"), &origin("two")));
    assert_eq!((opened.info.left.moment, opened.info.right.moment), (None, None));
    let closed = comparisons.update(opened.info.id, |comparison| comparison.collapse(Scope::All)).unwrap();
    assert!(closed.rows < opened.info.rows && closed.revision > opened.info.revision);
    let window = comparisons.with(opened.info.id, |comparison| Ok(comparison.rows(1, 1))).unwrap();
    assert_eq!((window.rows.len(), window.rows[0].difference), (1, Difference::Changed));
}

#[test]
fn a_refresh_keeps_the_side_of_a_closed_document() {
    let (documents, comparisons) = (Documents::default(), Comparisons::default());
    let left = open(&documents, "one", r#"{"A":1,"B":{"x":1}}"#);
    let right = open(&documents, "two", r#"{"A":1,"B":{"x":2}}"#);
    let opened = compare(&documents, &comparisons, Source::Document { id: left }, Source::Document { id: right });
    assert_eq!(opened.info.differences, 1);
    documents.close(left);
    refresh(&documents, right, r#"{"A":2,"B":{"x":2}}"#);
    let refreshed = again(&documents, &comparisons, opened.info.id);
    assert_eq!(refreshed.info.id, opened.info.id);
    assert_eq!(refreshed.info.differences, 2);
    assert_eq!(refreshed.info.left, opened.info.left);
    assert!(refreshed.info.revision > opened.info.revision);
    let text = comparisons.with(opened.info.id, |comparison| Ok(comparison.left().text().to_owned())).unwrap();
    assert_eq!(text, r#"{"A":1,"B":{"x":1}}"#);
}

#[test]
fn a_state_of_a_document_stays_that_state() {
    let (documents, comparisons) = (Documents::default(), Comparisons::default());
    let id = open(&documents, "one", r#"{"A":1}"#);
    refresh(&documents, id, r#"{"A":2}"#);
    refresh(&documents, id, r#"{"A":3}"#);
    let moment = |number| Source::Moment { id, number };
    let opened = compare(&documents, &comparisons, moment(0), Source::Document { id });
    let first = opened.info.left.moment.unwrap();
    assert_eq!((first.number, opened.info.right.moment), (0, None));
    let texts = |id| {
        let both = |comparison: &mut quayside_engine::document::Comparison| {
            Ok([comparison.left(), comparison.right()].map(|document| document.text().to_owned()))
        };
        comparisons.with(id, both).unwrap()
    };
    assert_eq!(texts(opened.info.id), [r#"{"A":1}"#, r#"{"A":3}"#]);
    let between = compare(&documents, &comparisons, moment(0), moment(1));
    assert_eq!(texts(between.info.id), [r#"{"A":1}"#, r#"{"A":2}"#]);
    refresh(&documents, id, r#"{"A":1}"#);
    let refreshed = again(&documents, &comparisons, opened.info.id);
    assert_eq!((refreshed.info.left.moment, refreshed.info.differences), (Some(first), 0));
    assert_eq!(again(&documents, &comparisons, between.info.id).info.differences, 1);
}

#[test]
fn a_page_that_never_closes_does_not_fill_the_memory() {
    let (documents, comparisons) = (Documents::default(), Comparisons::default());
    let id = open(&documents, "one", r#"{"A":1}"#);
    let source = || Source::Document { id };
    let opened = |_| compare(&documents, &comparisons, source(), source()).info.id;
    let ids: Vec<_> = (0..50).map(opened).collect();
    let gone = |id: &ComparisonId| comparisons.with(*id, |_| Ok(())).is_err_and(|e| e.code == ErrorCode::SessionGone);
    assert_eq!(ids.iter().map(gone).collect::<Vec<_>>(), [vec![true; 18], vec![false; 32]].concat());
    comparisons.close(ids[49]);
    comparisons.close(ids[49]);
    assert!(gone(&ids[49]) && !gone(&ids[48]));
    comparisons.close_all();
    assert!(ids.iter().all(gone));
    assert!(comparisons.sides(ids[48]).is_err());
}
