//! Comparisons that the page has open: two documents, where each came from, and what of the comparison is expanded. They
//! are numbered, bounded in number, and forgotten when the page goes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quayside_engine::document::{CompareSummary, Comparison, Document, Moment};
use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::documents::{DocumentId, Origin};

/// Comparisons open at once; the oldest goes when a page forgets to close.
const MAX_OPEN: usize = 32;

/// Names an open comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ComparisonId(pub u32);

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "from")]
pub enum Source {
    /// What the engine says of an object, now and whenever it is asked again.
    Object { subject: quayside_engine::inspect::Subject },
    /// An open document as it is, now and after each of its refreshes.
    Document { id: DocumentId },
    /// An open document as it was.
    Moment { id: DocumentId, number: u32 },
}

/// What the page says of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareEnd {
    pub origin: Origin,
    /// The state that is compared; none for the present one.
    pub moment: Option<Moment>,
}

/// What the page knows of a comparison as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareInfo {
    pub id: ComparisonId,
    pub left: CompareEnd,
    pub right: CompareEnd,
    /// Visible rows.
    pub rows: u32,
    /// Grows whenever rows may have changed.
    pub revision: u32,
    /// What `compare_next` goes through.
    pub differences: u32,
}

/// A comparison with its summary: what opening and refreshing one answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CompareOpened {
    pub info: CompareInfo,
    pub summary: CompareSummary,
}

/// One side as it is taken for a comparison.
#[derive(Debug, Clone)]
pub struct Taken {
    pub end: CompareEnd,
    pub document: Arc<Document>,
}

struct Open {
    id: ComparisonId,
    sources: (Source, Source),
    ends: Mutex<(CompareEnd, CompareEnd)>,
    comparison: Mutex<Comparison>,
}

impl Open {
    fn info(&self, comparison: &Comparison) -> CompareInfo {
        let (left, right) = lock(&self.ends).clone();
        CompareInfo {
            id: self.id,
            left,
            right,
            rows: comparison.row_count(),
            revision: comparison.revision(),
            differences: comparison.difference_count(),
        }
    }

    fn opened(&self, comparison: &Comparison) -> CompareOpened {
        CompareOpened { info: self.info(comparison), summary: comparison.summary() }
    }
}

#[derive(Default)]
struct Table {
    last: u32,
    open: VecDeque<Arc<Open>>,
}

/// The open comparisons of the window.
#[derive(Default)]
pub struct Comparisons(Mutex<Table>);

impl Comparisons {
    pub fn open(&self, sources: (Source, Source), left: Taken, right: Taken) -> CompareOpened {
        let comparison = Comparison::new(left.document, right.document);
        let mut table = lock(&self.0);
        table.last += 1;
        let id = ComparisonId(table.last);
        let ends = Mutex::new((left.end, right.end));
        let open = Arc::new(Open { id, sources, ends, comparison: Mutex::new(comparison) });
        table.open.push_back(Arc::clone(&open));
        if table.open.len() > MAX_OPEN {
            table.open.pop_front();
        }
        drop(table);
        let comparison = lock(&open.comparison);
        open.opened(&comparison)
    }

    /// Where the sides come from, and what was taken from there the last time.
    pub fn sides(&self, id: ComparisonId) -> Result<[(Source, Taken); 2]> {
        let open = self.find(id)?;
        let (left, right) = lock(&open.ends).clone();
        let comparison = lock(&open.comparison);
        let side = |source: &Source, end, document: &Arc<Document>| {
            (source.clone(), Taken { end, document: Arc::clone(document) })
        };
        Ok([side(&open.sources.0, left, comparison.left()), side(&open.sources.1, right, comparison.right())])
    }

    /// Gives a comparison what its sides are like now. The work is done without holding it, so that it can be read
    /// meanwhile.
    pub fn refresh(&self, id: ComparisonId, left: Taken, right: Taken) -> Result<CompareOpened> {
        let open = self.find(id)?;
        loop {
            let mut next = lock(&open.comparison).clone();
            let before = next.revision();
            next.refresh(Arc::clone(&left.document), Arc::clone(&right.document));
            let mut comparison = lock(&open.comparison);
            // What was opened or closed meanwhile is not lost: then it is worked out again.
            if comparison.revision() == before {
                *lock(&open.ends) = (left.end, right.end);
                *comparison = next;
                return Ok(open.opened(&comparison));
            }
        }
    }

    /// Does something with a comparison.
    pub fn with<T>(&self, id: ComparisonId, act: impl FnOnce(&mut Comparison) -> Result<T>) -> Result<T> {
        let open = self.find(id)?;
        act(&mut lock(&open.comparison))
    }

    /// Does something with a comparison; what it is like afterwards.
    pub fn update(&self, id: ComparisonId, act: impl FnOnce(&mut Comparison) -> Result<()>) -> Result<CompareInfo> {
        let open = self.find(id)?;
        let mut comparison = lock(&open.comparison);
        act(&mut comparison)?;
        Ok(open.info(&comparison))
    }

    /// Closes a comparison; one that is not open is no fault.
    pub fn close(&self, id: ComparisonId) {
        lock(&self.0).open.retain(|open| open.id != id);
    }

    /// The page is gone, and with it everything it had open.
    pub fn close_all(&self) {
        lock(&self.0).open.clear();
    }

    fn find(&self, id: ComparisonId) -> Result<Arc<Open>> {
        let found = lock(&self.0).open.iter().find(|open| open.id == id).cloned();
        found.ok_or_else(|| Error::new(ErrorCode::SessionGone, format!("comparison {} is not open", id.0)))
    }
}

/// A panic elsewhere leaves a comparison readable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
