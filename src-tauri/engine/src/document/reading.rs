//! A document that someone is reading: the document, what of it is open, what was found in it, what changed last.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::carry::{Carried, carry};
use super::lines::{Lines, TextLines, pretty};
use super::moments::Moments;
use super::path::NodePath;
use super::reads::{Reads, reads};
use super::rows::{Seen, TreeRows};
use super::search::{Search, SearchInfo, SearchMatch, SearchQuery};
use super::secrets::Veil;
use super::tree::{Document, Kind, NodeId};
use super::view::{Kept, Scope, View};
use super::yaml::yaml;
use super::{field, text};
use crate::{Error, ErrorCode, Result};

/// Rows or lines in one answer: more than any screen shows, few enough for one frame.
const MAX_WINDOW: u32 = 500;
/// Rows that type-ahead looks through.
const TYPE_AHEAD_ROWS: u32 = 20_000;

/// What of a node is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Copied {
    /// A string as it reads, a container as laid-out JSON, anything else as it is spelled.
    Value,
    /// The key or index.
    Key,
    /// Laid-out JSON, four spaces a level.
    Json,
    Yaml,
    /// As the engine sent it; for the root the whole text, also where it is not JSON.
    Raw,
    Jq,
    Pointer,
    Template,
}

/// A text that was copied or saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Copy {
    pub text: String,
    /// Secrets that it has a mask in the place of.
    pub masked: u32,
}

/// Which rows are shown at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RowFilter {
    /// Only what the search found, and what stands around it. Nothing to look for: everything.
    pub matches_only: bool,
    /// Leaves out what is empty or what an engine fills in where nobody chose.
    pub hide_defaults: bool,
}

/// What a refresh did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refreshed {
    pub changed: bool,
    /// Where the watched node is now.
    pub watched: Option<NodeId>,
}

/// A value as a page knows it: its node, and the state of the document that the node belongs to. Between drawing a row and
/// clicking on it the document may have changed, and the node's number may mean another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    pub node: NodeId,
    /// As [`Reading::state`] said it when the row was drawn.
    pub state: u32,
}

/// What a refresh starts from: taken from a reading in a moment, so that the work is done without holding it.
pub struct Before {
    document: Arc<Document>,
    expanded: Vec<bool>,
    revision: u32,
}

impl Before {
    /// Whether the document is so already.
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.document.bytes() == bytes
    }

    /// Works out what becomes of a reading with this document.
    pub fn next(self, document: &Arc<Document>, watch: NodeId) -> Next {
        let carried = carry(&self.document, &self.expanded, document, watch);
        Next { document: Arc::clone(document), carried, revision: self.revision }
    }
}

/// A reading's next state, for [`Reading::take`].
pub struct Next {
    document: Arc<Document>,
    carried: Carried,
    revision: u32,
}

/// A document and the state of reading it.
#[derive(Debug, Clone)]
pub struct Reading {
    document: Arc<Document>,
    view: View,
    veil: Veil,
    filter: RowFilter,
    /// Built when the text is first asked for.
    lines: Option<Lines>,
    search: Option<Search>,
    changed: Vec<u32>,
    moments: Moments,
    revision: u32,
    /// How often the document has been replaced.
    state: u32,
    /// Which node of the state before each node was; empty in the first state.
    was: Vec<Option<NodeId>>,
}

impl Reading {
    /// Opens a document with the root and these of its values open.
    pub fn new(bytes: impl Into<Vec<u8>>, open: &[&str]) -> Self {
        let document = Arc::new(Document::parse(bytes));
        let mut view = View::new(&*document);
        if !document.is_empty() {
            // What `docker inspect` prints is a list of one: that one is what is looked at.
            let only = document.children(NodeId::ROOT).next().filter(|_| document.child_count(NodeId::ROOT) == 1);
            if let Some(only) = only.filter(|_| document.kind(NodeId::ROOT) == Kind::Array) {
                view.set(&*document, only, true);
            }
            for node in open.iter().filter_map(|key| document.child(NodeId::ROOT, key)) {
                view.set(&*document, node, true);
            }
        }
        Self {
            moments: Moments::new(Arc::clone(&document)),
            document,
            view,
            veil: Veil::default(),
            filter: RowFilter::default(),
            lines: None,
            search: None,
            changed: Vec::new(),
            revision: 1,
            state: 0,
            was: Vec::new(),
        }
    }

    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The states that this document had since it was opened.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Of the texts of all states that are kept.
    pub fn bytes(&self) -> usize {
        self.moments.bytes()
    }

    /// All visible rows.
    pub fn row_count(&self) -> u32 {
        self.view.len()
    }

    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Grows whenever the document itself is another one; nodes belong to one state.
    pub fn state(&self) -> u32 {
        self.state
    }

    /// What a refresh starts from.
    pub fn before(&self) -> Before {
        let expanded = self.view.expanded().to_vec();
        Before { document: Arc::clone(&self.document), expanded, revision: self.revision }
    }

    /// Goes on to the next state; what was open stays open. None where something was opened or closed meanwhile: then it
    /// has to be worked out again.
    pub fn take(&mut self, next: Next) -> Option<Refreshed> {
        if next.revision != self.revision {
            return None;
        }
        let Next { document, carried, .. } = next;
        self.veil = self.veil.carried(&self.document, &document, &carried.from);
        self.view = View::with(&*document, carried.expanded);
        self.changed = carried.changed;
        self.was = carried.from;
        self.lines = None;
        self.document = Arc::clone(&document);
        self.moments.push(document);
        self.state += 1;
        self.look_again();
        self.revision += 1;
        Some(Refreshed { changed: true, watched: carried.watched })
    }

    /// Takes the document's new text at once.
    pub fn refresh(&mut self, bytes: impl Into<Vec<u8>>, watch: NodeId) -> Refreshed {
        let bytes = bytes.into();
        let before = self.before();
        let unchanged = Refreshed { changed: false, watched: Some(watch) };
        if before.is(&bytes) {
            return unchanged;
        }
        let next = before.next(&Arc::new(Document::parse(bytes)), watch);
        self.take(next).unwrap_or(unchanged)
    }

    /// The node that a page means, in the present state.
    ///
    /// # Errors
    /// `NotFound` where the value is gone, or where the page has missed more than one state.
    pub fn node(&self, place: Place) -> Result<NodeId> {
        let Place { node, state } = place;
        if node == NodeId::ROOT {
            return Ok(node);
        }
        if state == self.state {
            return self.check(node);
        }
        let now = (0..).zip(&self.was).find(|(_, was)| **was == Some(node)).map(|(now, _)| NodeId(now));
        let gone = || Error::new(ErrorCode::NotFound, "the value is not there any more");
        now.filter(|_| state + 1 == self.state).ok_or_else(gone)
    }

    /// Forgets what was found and shown; for a reading that is put away. What changed is still to be told.
    pub fn rest(&mut self) {
        self.search = None;
        self.lines = None;
        self.veil = Veil::default();
        self.filter = RowFilter::default();
        self.sift();
    }

    /// At most [`MAX_WINDOW`] rows from `start`.
    pub fn rows(&self, start: u32, count: u32) -> TreeRows {
        let seen = Seen {
            document: &self.document,
            view: &self.view,
            veil: &self.veil,
            search: self.search.as_ref(),
            changed: &self.changed,
            state: self.state,
        };
        let ids = self.view.window(start, count.min(MAX_WINDOW));
        let rows = ids.iter().map(|id| seen.row(NodeId(*id))).collect();
        TreeRows { revision: self.revision, total: self.view.len(), start, rows }
    }

    /// At most [`MAX_WINDOW`] lines from `start`.
    pub fn lines(&mut self, start: u32, count: u32) -> TextLines {
        let lines = self.lines.get_or_insert_with(|| Lines::new(&self.document));
        let window = lines.window(&self.document, &self.veil, self.search.as_ref(), start, count.min(MAX_WINDOW));
        TextLines { revision: self.revision, total: lines.len(), start, lines: window }
    }

    pub fn toggle(&mut self, node: NodeId) -> Result<()> {
        self.check(node)?;
        let open = !self.view.is_expanded(node);
        self.view.set(&*self.document, node, open);
        self.revision += 1;
        Ok(())
    }

    /// Opens what is meant.
    pub fn expand(&mut self, scope: Scope) -> Result<()> {
        self.set(scope, true)
    }

    /// Closes what is meant; everything means everything but the root.
    pub fn collapse(&mut self, scope: Scope) -> Result<()> {
        self.set(scope, false)
    }

    fn set(&mut self, scope: Scope, open: bool) -> Result<()> {
        if self.document.is_empty() {
            return Ok(());
        }
        if let Scope::Node { node } | Scope::Branch { node } | Scope::Siblings { node } = scope {
            self.check(node)?;
        }
        self.view.apply(&*self.document, scope, open);
        self.revision += 1;
        Ok(())
    }

    /// Shows only what this filter keeps.
    pub fn filter(&mut self, filter: RowFilter) {
        self.filter = filter;
        self.sift();
        self.revision += 1;
    }

    /// Shows or hides the secrets of one value; of all where none is named.
    pub fn reveal(&mut self, node: Option<NodeId>, shown: bool) -> Result<()> {
        if let Some(node) = node {
            self.check(node)?;
        }
        self.veil.lift(node, shown);
        self.look_again();
        self.revision += 1;
        Ok(())
    }

    /// Looks for this from now on; an empty query ends the search.
    pub fn search(&mut self, query: &SearchQuery, from: NodeId) -> Result<SearchInfo> {
        self.search = Search::new(&self.document, &self.veil, query)?;
        if self.filter.matches_only {
            self.sift();
        }
        self.revision += 1;
        Ok(self.found(from))
    }

    /// What the search found, again: a refresh may have changed it.
    pub fn found(&self, from: NodeId) -> SearchInfo {
        self.search.as_ref().map(|search| search.info(from)).unwrap_or_default()
    }

    /// The same search in what is there now, and the rows that it leaves.
    fn look_again(&mut self) {
        if let Some(search) = &mut self.search {
            search.again(&self.document, &self.veil);
        }
        if self.filter != RowFilter::default() {
            self.sift();
        }
    }

    fn sift(&mut self) {
        let document = &*self.document;
        let search = self.search.as_ref().filter(|_| self.filter.matches_only);
        let hide_defaults = self.filter.hide_defaults;
        let kept = (!document.is_empty() && (search.is_some() || hide_defaults)).then(|| {
            Kept::new(document, |node| {
                let node = NodeId(node);
                // A container that has anything to show stands around it; alone it shows nothing.
                search.is_none_or(|search| search.has(node))
                    && (!hide_defaults || !(document.child_count(node) > 0 || field::is_default(document, node)))
            })
        });
        self.view.filter(document, kept);
    }

    /// Brings a match into view.
    pub fn show_match(&mut self, index: u32) -> Result<SearchMatch> {
        let found = self.search.as_ref().and_then(|search| search.get(index));
        self.show(found.ok_or_else(|| Error::new(ErrorCode::NotFound, format!("there is no match {index}")))?)
    }

    /// Brings the node at a path into view; none where nothing is there.
    pub fn show_path(&mut self, path: &str) -> Result<Option<SearchMatch>> {
        self.document.find(path).map(|node| self.show(node)).transpose()
    }

    /// Brings a node into view; of one that the filter leaves out, what is shown around it. In the text every value has its
    /// own line.
    pub fn show(&mut self, node: NodeId) -> Result<SearchMatch> {
        self.check(node)?;
        let before = self.view.len();
        let row = self.view.reveal(&*self.document, node);
        if self.view.len() != before {
            self.revision += 1;
        }
        let lines = self.lines.get_or_insert_with(|| Lines::new(&self.document));
        let line = lines.line_of(&self.document, node);
        let shown = self.view.window(row, 1).first().map_or(node, |shown| NodeId(*shown));
        Ok(SearchMatch { node: shown, row, line })
    }

    /// The next visible row after this one whose key begins so, case aside; the search begins again at the top.
    pub fn type_ahead(&self, row: u32, prefix: &str) -> Option<u32> {
        let total = self.view.len();
        let prefix = prefix.to_lowercase();
        (0..total.min(TYPE_AHEAD_ROWS)).map(|step| (row.saturating_add(step)) % total).find(|row| {
            let key = self.view.window(*row, 1).first().and_then(|id| self.document.key(NodeId(*id)));
            key.is_some_and(|key| key.to_lowercase().starts_with(&prefix))
        })
    }

    /// Where this node is.
    pub fn path(&self, node: NodeId) -> Result<NodePath> {
        self.check(node).map(|node| self.document.path(node))
    }

    /// A node or its place as text; with the secrets that are hidden, or with masks in their place.
    pub fn copy(&self, node: NodeId, what: Copied, secrets: bool) -> Result<Copy> {
        let document = &*self.document;
        let whole = node == NodeId::ROOT && document.is_empty();
        let open = Veil::open();
        let veil = if secrets { &open } else { &self.veil };
        if whole && what == Copied::Raw {
            let (text, masked) = veil.plain(document);
            return Ok(Copy { text: text.into_owned(), masked });
        }
        let node = self.check(node)?;
        let text = match what {
            Copied::Value | Copied::Json if document.kind(node).is_container() => pretty(document, veil, node),
            Copied::Value => text::decode(&veil.raw(document, node)).into_owned(),
            Copied::Json => veil.raw(document, node).into_owned(),
            Copied::Yaml => yaml(document, veil, node),
            Copied::Raw => veil.text(document, node).into_owned(),
            Copied::Key => document.key(node).map_or_else(|| document.node(node).index.to_string(), Into::into),
            Copied::Jq => document.jq(node),
            Copied::Pointer => document.pointer(node),
            Copied::Template => document.template(node),
        };
        let place = matches!(what, Copied::Key | Copied::Jq | Copied::Pointer | Copied::Template);
        let masked = if place { 0 } else { veil.hidden_in(document, node) };
        Ok(Copy { text, masked })
    }

    /// A value at length.
    pub fn reads(&self, node: NodeId) -> Result<Reads> {
        self.check(node).map(|node| reads(&self.document, &self.veil, node))
    }

    fn check(&self, node: NodeId) -> Result<NodeId> {
        if self.document.has(node) {
            return Ok(node);
        }
        Err(Error::new(ErrorCode::NotFound, format!("the document has no node {}", node.0)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Kind;
    use super::*;

    const COUCHDB: &str = include_str!("../../../../tests/fixtures/couchdb-inspect.json");

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
        let mut reading =
            Reading::new(r#"{"Name":"a","Empty":"","Deep":{"None":null,"Here":"x"},"Gone":{"A":0}}"#, &[]);
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
            let array =
                prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[ {} ]", items.join(" ,")));
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
}
