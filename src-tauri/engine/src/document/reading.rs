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
mod tests;
