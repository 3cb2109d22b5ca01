//! Inspect documents that the page has open: each with what of it is expanded and found. They are numbered, bounded in
//! number, and forgotten when the page goes; what was open of an object is remembered for the next time.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quayside_engine::document::{Document, NodeId, NodePath, Place, Problem, Reading, Scope, TreeRows};
use quayside_engine::inspect::{Subject, SubjectKind};
use quayside_engine::units::ByteSize;
use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::logs::{LineNumber, LogsId};

/// Documents open at once: more tabs than a person keeps apart. The oldest goes when a page forgets to close.
const MAX_OPEN: usize = 64;
/// Objects of which is remembered, after they are closed, what was open and what they were like.
const MAX_KEPT: usize = 32;
/// Text of all that is kept so; the oldest goes first. Room for one document far larger than an engine's.
const MAX_KEPT_BYTES: usize = 64 * 1024 * 1024;

/// Names an open document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct DocumentId(pub u32);

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "is")]
pub enum Origin {
    /// The engine says it of an object.
    Object { subject: Subject },
    /// A file that a person opened.
    File { path: String },
    /// A line of a log, by who printed it.
    Line { logs: LogsId, number: LineNumber, container: String },
}

impl Origin {
    /// A name for a file made from it.
    pub fn file_stem(&self) -> String {
        let name = match self {
            Self::Object { subject } => subject.name.as_str(),
            Self::File { path } => Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or("document"),
            Self::Line { container, .. } => container.as_str(),
        };
        // An id is cut as `docker ps` cuts it; what a file's name can't hold is replaced.
        let name = name.strip_prefix("sha256:").unwrap_or(name);
        let is_id = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let name = if is_id { &name[..12] } else { name };
        name.replace(|char: char| !(char.is_alphanumeric() || "._-".contains(char)), "-")
    }
}

/// What the page knows of a document as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentInfo {
    pub id: DocumentId,
    pub origin: Origin,
    /// Of the text as it came.
    pub bytes: ByteSize,
    /// Values, containers included; 0 where the text is not JSON.
    pub nodes: u32,
    /// Visible rows of the tree.
    pub rows: u32,
    /// Grows whenever rows or lines may have changed.
    pub revision: u32,
    /// Grows whenever the document itself is another one; nodes belong to one state.
    pub state: u32,
    /// Why the text is not JSON; it can still be read as text.
    pub problem: Option<Problem>,
    /// How often it has changed since it was opened.
    pub changes: u32,
}

/// A document that has just been opened, with what is in sight first: one answer, one picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentOpened {
    pub info: DocumentInfo,
    pub rows: TreeRows,
    /// Of the root; none where the text is not JSON.
    pub path: Option<NodePath>,
}

/// What a refresh brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRefresh {
    pub info: DocumentInfo,
    pub changed: bool,
    /// Where the watched node is now; none where it is gone.
    pub watched: Option<NodeId>,
}

struct Open {
    id: DocumentId,
    origin: Origin,
    reading: Arc<Mutex<Reading>>,
    questions: Arc<Questions>,
}

/// Answers may overtake each other: an older one does not replace a newer one.
#[derive(Default)]
struct Questions {
    asked: AtomicU32,
    answered: AtomicU32,
}

/// Names a question to the engine about one document.
#[derive(Debug, Clone, Copy)]
pub struct Question(u32);

#[derive(Default)]
struct Shelf {
    last: u32,
    open: VecDeque<Open>,
    kept: VecDeque<(Origin, Reading)>,
}

/// The open documents of the window.
#[derive(Default)]
pub struct Documents(Mutex<Shelf>);

impl Documents {
    /// Opens what came from there, as it was left the last time; with the first `rows` rows.
    pub fn open(&self, origin: Origin, text: impl Into<Vec<u8>>, rows: u32) -> DocumentOpened {
        let kept = {
            let mut shelf = lock(&self.0);
            let place = shelf.kept.iter().position(|(kept, _)| *kept == origin);
            place.and_then(|place| shelf.kept.remove(place))
        };
        // Parsing takes its time for a large text: not while the shelf is locked.
        let reading = match kept {
            Some((_, mut reading)) => {
                reading.refresh(text, NodeId::ROOT);
                reading.rest();
                reading
            }
            None => {
                let mut reading = Reading::new(text, opened_first(&origin));
                // A line is short, and is opened to be seen whole. Text that is not JSON has nothing to expand.
                if matches!(origin, Origin::Line { .. }) {
                    reading.expand(Scope::All).ok();
                }
                reading
            }
        };
        let (first, path) = (reading.rows(0, rows), reading.path(NodeId::ROOT).ok());
        let mut shelf = lock(&self.0);
        shelf.last += 1;
        let id = DocumentId(shelf.last);
        let opened = DocumentOpened { info: info(id, &origin, &reading), rows: first, path };
        let reading = Arc::new(Mutex::new(reading));
        shelf.open.push_back(Open { id, origin, reading, questions: Arc::default() });
        if shelf.open.len() > MAX_OPEN {
            shelf.open.pop_front();
        }
        opened
    }

    /// Where a document comes from.
    pub fn origin(&self, id: DocumentId) -> Result<Origin> {
        self.find(id).map(|(origin, _)| origin)
    }

    /// Does something with a document.
    pub fn with<T>(&self, id: DocumentId, act: impl FnOnce(&mut Reading) -> Result<T>) -> Result<T> {
        let (_, reading) = self.find(id)?;
        act(&mut lock(&reading))
    }

    /// Does something with a document; what it is like afterwards.
    pub fn update(&self, id: DocumentId, act: impl FnOnce(&mut Reading) -> Result<()>) -> Result<DocumentInfo> {
        let (origin, reading) = self.find(id)?;
        let mut reading = lock(&reading);
        act(&mut reading)?;
        Ok(info(id, &origin, &reading))
    }

    /// Before the engine is asked about a document again: where it comes from, and the number of the question.
    pub fn ask(&self, id: DocumentId) -> Result<(Origin, Question)> {
        let (origin, _, questions) = self.find_with_questions(id)?;
        Ok((origin, Question(questions.asked.fetch_add(1, Ordering::Relaxed) + 1)))
    }

    /// Gives a document what came in answer to a question. The work is done without holding the document, so that it can be
    /// read meanwhile.
    pub fn refresh(
        &self,
        id: DocumentId,
        question: Question,
        text: impl Into<Vec<u8>>,
        watch: Place,
    ) -> Result<DocumentRefresh> {
        let (origin, reading, questions) = self.find_with_questions(id)?;
        let text = text.into();
        let mut document = None;
        loop {
            let (before, watch) = {
                let reading = lock(&reading);
                let watch = reading.node(watch).ok();
                let before = reading.before();
                let newer = questions.answered.load(Ordering::Relaxed) > question.0;
                if newer || before.is(&text) {
                    return Ok(DocumentRefresh { info: info(id, &origin, &reading), changed: false, watched: watch });
                }
                (before, watch)
            };
            let document = document.get_or_insert_with(|| Arc::new(Document::parse(text.clone())));
            let next = before.next(document, watch.unwrap_or(NodeId::ROOT));
            let mut reading = lock(&reading);
            if let Some(refreshed) = reading.take(next) {
                questions.answered.fetch_max(question.0, Ordering::Relaxed);
                let watched = watch.and(refreshed.watched);
                return Ok(DocumentRefresh { info: info(id, &origin, &reading), changed: refreshed.changed, watched });
            }
        }
    }

    /// Closes a document; one that is not open is no fault.
    pub fn close(&self, id: DocumentId) {
        let mut shelf = lock(&self.0);
        let Some(place) = shelf.open.iter().position(|open| open.id == id) else { return };
        if let Some(open) = shelf.open.remove(place) {
            shelf.keep(open);
        }
    }

    /// The page is gone, and with it everything it had open.
    pub fn close_all(&self) {
        let mut shelf = lock(&self.0);
        while let Some(open) = shelf.open.pop_front() {
            shelf.keep(open);
        }
    }

    fn find(&self, id: DocumentId) -> Result<(Origin, Arc<Mutex<Reading>>)> {
        self.find_with_questions(id).map(|(origin, reading, _)| (origin, reading))
    }

    fn find_with_questions(&self, id: DocumentId) -> Result<(Origin, Arc<Mutex<Reading>>, Arc<Questions>)> {
        let shelf = lock(&self.0);
        let open = shelf.open.iter().find(|open| open.id == id);
        open.map(|open| (open.origin.clone(), Arc::clone(&open.reading), Arc::clone(&open.questions)))
            .ok_or_else(|| Error::new(ErrorCode::SessionGone, format!("document {} is not open", id.0)))
    }
}

impl Shelf {
    fn keep(&mut self, open: Open) {
        let Some(reading) = Arc::into_inner(open.reading) else { return };
        let mut reading = reading.into_inner().unwrap_or_else(PoisonError::into_inner);
        if reading.document().is_empty() {
            return;
        }
        reading.rest();
        self.kept.retain(|(origin, _)| *origin != open.origin);
        self.kept.push_back((open.origin, reading));
        let bytes = |kept: &VecDeque<(Origin, Reading)>| kept.iter().map(|(_, reading)| reading.bytes()).sum::<usize>();
        while self.kept.len() > MAX_KEPT || bytes(&self.kept) > MAX_KEPT_BYTES {
            self.kept.pop_front();
        }
    }
}

/// The values that a person most often looks for are open from the start.
fn opened_first(origin: &Origin) -> &'static [&'static str] {
    match origin {
        Origin::Object { subject } => match subject.kind {
            SubjectKind::Image => &["Config"],
            SubjectKind::Container => &["State"],
            SubjectKind::Volume => &["Labels", "Options"],
            SubjectKind::Network => &["IPAM", "Containers"],
        },
        Origin::File { .. } | Origin::Line { .. } => &[],
    }
}

fn info(id: DocumentId, origin: &Origin, reading: &Reading) -> DocumentInfo {
    let document = reading.document();
    DocumentInfo {
        id,
        origin: origin.clone(),
        bytes: ByteSize(document.text().len() as u64),
        nodes: document.len(),
        rows: reading.row_count(),
        revision: reading.revision(),
        state: reading.state(),
        problem: document.problem(),
        changes: reading.moments().changes_count(),
    }
}

/// A panic elsewhere leaves a document readable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
