//! Rows of the tree, as the page draws them: bounded in size whatever the document holds.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::{self, Hint, Link};
use super::path::POINTER_BYTES;
use super::reads::{self, ReadsAs};
use super::search::Search;
use super::secrets::{Secret, Veil};
use super::text::Decoded;
use super::tree::{Document, Kind, NodeId};
use super::view::View;

/// Characters of a value that a row carries: more than any pane shows on one line.
pub(super) const VALUE_CHARS: usize = 300;
/// Characters of a key that a row carries.
const KEY_CHARS: usize = 200;
/// Marks within one text: more would be one colour anyway.
const MAX_MARKS: usize = 64;
/// Below this depth a row does not say its path: paths grow with depth, and a window of rows must stay small.
const POINTER_DEPTH: u32 = 64;

/// A stretch to highlight, in UTF-16 units of the text it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    pub start: u32,
    pub end: u32,
}

/// The beginning of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Excerpt {
    pub text: String,
    /// There is more than this.
    pub truncated: bool,
    /// What the search found in it.
    pub marks: Vec<Mark>,
}

impl Excerpt {
    /// Whether there is more than what it was cut from.
    pub(super) fn of_more(self, more: bool) -> Self {
        Self { truncated: self.truncated || more, ..self }
    }
}

/// One visible row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TreeRow {
    pub node: NodeId,
    /// Of the document, when the row was made: with the node it names the value whatever happens meanwhile.
    pub state: u32,
    /// 0 for the root.
    pub depth: u32,
    /// As it reads; none in arrays and for the root.
    pub key: Option<Excerpt>,
    /// Place in its array, from 0.
    pub index: Option<u32>,
    pub kind: Kind,
    /// A string as it reads, numbers and words as they are spelled; none for containers. Hidden secrets are masked.
    pub value: Option<Excerpt>,
    pub secret: Secret,
    /// How many values stand directly in it.
    pub children: u32,
    pub expanded: bool,
    /// Among its siblings that may be shown, from 1.
    pub position: u32,
    pub set_size: u32,
    /// Row of its parent.
    pub parent_row: Option<u32>,
    /// JSON Pointer; none very deep in a document.
    pub pointer: Option<String>,
    /// The search found its key or its value.
    pub matched: bool,
    /// The last refresh changed it, or something closed inside it.
    pub changed: bool,
    pub hint: Option<Hint>,
    pub link: Option<Link>,
    /// It can be read at length as more than a text.
    pub reads_as: Option<ReadsAs>,
    /// Empty, or what an engine fills in where nobody chose.
    pub is_default: bool,
}

/// A window of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TreeRows {
    /// Grows whenever rows may have changed; a window of an older revision is out of date.
    pub revision: u32,
    /// All visible rows.
    pub total: u32,
    pub start: u32,
    pub rows: Vec<TreeRow>,
}

/// What a row is drawn from.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub document: &'a Document,
    pub view: &'a View,
    pub veil: &'a Veil,
    pub search: Option<&'a Search>,
    /// Nodes that changed last, in order.
    pub changed: &'a [u32],
    pub state: u32,
}

impl Seen<'_> {
    pub fn row(&self, id: NodeId) -> TreeRow {
        let Self { document, view, veil, search, changed, state } = *self;
        let node = document.node(id);
        let parent = document.parent(id);
        // Under a filter a container may have nothing to show.
        let expanded = view.is_expanded(id) && view.children(document, id) > 0;
        let sight = (!node.kind.is_container()).then(|| veil.sight(document, id, VALUE_CHARS));
        let secret = sight.as_ref().map(|sight| sight.secret).unwrap_or_default();
        TreeRow {
            node: id,
            state,
            depth: node.depth,
            key: document.raw_key(id).map(|key| excerpt(key, KEY_CHARS, search)),
            index: parent.filter(|parent| document.kind(*parent) == Kind::Array).map(|_| node.index),
            kind: node.kind,
            value: sight.map(|sight| excerpt(&sight.raw, VALUE_CHARS, search).of_more(sight.more)),
            secret,
            children: node.children,
            expanded,
            position: view.place(id).unwrap_or(node.index + 1),
            set_size: parent.map_or(1, |parent| view.children(document, parent)),
            parent_row: parent.and_then(|parent| view.row_of(parent)),
            pointer: (node.depth <= POINTER_DEPTH).then(|| document.pointer_within(id, POINTER_BYTES)).flatten(),
            matched: search.is_some_and(|search| search.has(id)),
            changed: !expanded && changed.binary_search(&id.0).is_ok(),
            hint: field::hint(document, id, secret),
            link: field::link(document, id, secret),
            reads_as: reads::reads_as(document, id),
            is_default: field::is_default(document, id),
        }
    }
}

/// The beginning of a key or value as it reads.
pub(super) fn excerpt(raw: &str, limit: usize, search: Option<&Search>) -> Excerpt {
    if raw.starts_with('"') { cut(Decoded::new(raw), limit, search) } else { cut(raw.chars(), limit, search) }
}

/// The first characters, with what the search finds in them.
pub(super) fn cut(mut chars: impl Iterator<Item = char>, limit: usize, search: Option<&Search>) -> Excerpt {
    let text: String = chars.by_ref().take(limit).collect();
    let marks = search.map(|search| marks(&text, search)).unwrap_or_default();
    Excerpt { text, truncated: chars.next().is_some(), marks }
}

fn marks(text: &str, search: &Search) -> Vec<Mark> {
    let (mut byte, mut unit) = (0, 0);
    let mut units_to = |at: usize| {
        unit += text.get(byte..at).unwrap_or_default().encode_utf16().count();
        byte = at;
        u32::try_from(unit).unwrap_or(u32::MAX)
    };
    search.hits(text).take(MAX_MARKS).map(|hit| Mark { start: units_to(hit.start), end: units_to(hit.end) }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::search::SearchQuery;
    use super::*;

    fn rows(text: &str, query: &str) -> Vec<TreeRow> {
        let document = Document::parse(text);
        let mut view = View::new(&document);
        view.set_branch(&document, NodeId::ROOT, true);
        let query = SearchQuery { text: query.to_owned(), ..SearchQuery::default() };
        let veil = Veil::default();
        let search = Search::new(&document, &veil, &query).unwrap();
        let seen =
            Seen { document: &document, view: &view, veil: &veil, search: search.as_ref(), changed: &[], state: 0 };
        (0..document.len()).map(|id| seen.row(NodeId(id))).collect()
    }

    #[test]
    fn a_row_says_where_it_stands() {
        let rows = rows(r#"{"a":[10,{"b/c":"x"}],"d":{}}"#, "");
        let row = &rows[4];
        assert_eq!((row.depth, row.position, row.set_size, row.parent_row), (3, 1, 1, Some(3)));
        assert_eq!(row.pointer.as_deref(), Some("/a/1/b~1c"));
        assert_eq!(rows[2].index, Some(0));
        assert_eq!(rows[2].key, None);
        assert_eq!((rows[1].children, rows[1].expanded), (2, true));
        assert_eq!((rows[5].children, rows[5].expanded), (0, false));
        assert_eq!(rows[0].set_size, 1);
    }

    #[test]
    fn what_a_filter_empties_is_not_open() {
        let document = Document::parse(r#"{"a":{"x":1},"b":{"y":2}}"#);
        let mut view = View::new(&document);
        view.set_branch(&document, NodeId::ROOT, true);
        view.filter(&document, Some(super::super::view::Kept::new(&document, |node| node == 1 || node == 4)));
        let veil = Veil::default();
        let seen = Seen { document: &document, view: &view, veil: &veil, search: None, changed: &[], state: 0 };
        let open: Vec<_> = [0, 1, 3].map(|node| seen.row(NodeId(node)).expanded).into();
        assert_eq!(open, [true, false, true]);
    }

    #[test]
    fn a_window_of_long_values_takes_no_time() {
        let long = "\\n".repeat(1_000_000);
        let document = Document::parse(format!(r#"["{long}",{}]"#, [&*format!("\"{long}\""); 9].join(",")));
        let mut view = View::new(&document);
        view.set_branch(&document, NodeId::ROOT, true);
        let veil = Veil::default();
        let seen = Seen { document: &document, view: &view, veil: &veil, search: None, changed: &[], state: 0 };
        let began = std::time::Instant::now();
        let cut = (1..11).filter(|node| seen.row(NodeId(*node)).value.is_some_and(|value| value.truncated));
        assert_eq!(cut.count(), 10);
        assert!(began.elapsed().as_secs() < 5);
    }

    #[test]
    fn long_values_are_cut_and_say_so() {
        let rows = rows(&format!(r#"["{}","{}"]"#, "é".repeat(VALUE_CHARS), "\\u00e9".repeat(VALUE_CHARS + 1)), "");
        let cut: Vec<_> = rows.iter().filter_map(|row| row.value.as_ref()).map(|value| value.truncated).collect();
        assert_eq!(cut, [false, true]);
        assert!(
            rows.iter().filter_map(|row| row.value.as_ref()).all(|value| value.text.chars().count() == VALUE_CHARS)
        );
    }

    #[test]
    fn marks_count_in_utf16() {
        let rows = rows(r#"{"😀data":"DATA 😀 data"}"#, "data");
        assert_eq!(rows[1].key.as_ref().unwrap().marks, [Mark { start: 2, end: 6 }]);
        assert_eq!(rows[1].value.as_ref().unwrap().marks, [Mark { start: 0, end: 4 }, Mark { start: 8, end: 12 }]);
        assert!(rows[1].matched && !rows[0].matched);
    }
}
