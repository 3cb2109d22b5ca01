//! The states that a document had while it was open: what changed when, and each state to compare with.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::compare::{Comparison, ValueChange};
use super::tree::Document;
use crate::units::UnixMillis;

/// States kept beside the first and the present one.
const MAX_MOMENTS: usize = 50;
/// Bytes of all kept states; a larger document keeps only its first and its present one.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Changes told of one refresh.
const MAX_CHANGES: usize = 200;

/// One state of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// Names it among the states of its document.
    pub number: u32,
    /// When it was first seen.
    pub at: UnixMillis,
}

/// What one refresh brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSet {
    /// The state after it.
    pub moment: Moment,
    pub changes: Vec<ValueChange>,
    /// Changes that are left out.
    pub more: u32,
}

#[derive(Debug, Clone)]
struct State {
    moment: Moment,
    document: Arc<Document>,
}

/// The states of one document, the oldest first; the first one and the present one are always there.
#[derive(Debug, Clone)]
pub struct Moments {
    states: VecDeque<State>,
}

impl Moments {
    pub(super) fn new(document: Arc<Document>) -> Self {
        let moment = Moment { number: 0, at: UnixMillis::now() };
        Self { states: VecDeque::from([State { moment, document }]) }
    }

    pub(super) fn push(&mut self, document: Arc<Document>) {
        let number = self.states.back().map_or(0, |last| last.moment.number + 1);
        self.states.push_back(State { moment: Moment { number, at: UnixMillis::now() }, document });
        while self.states.len() > 2 && (self.states.len() > MAX_MOMENTS || self.bytes() > MAX_BYTES) {
            self.states.remove(1);
        }
    }

    /// Of the texts of all states.
    pub(super) fn bytes(&self) -> usize {
        self.states.iter().map(|state| state.document.text().len()).sum()
    }

    /// All states, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = Moment> + '_ {
        self.states.iter().map(|state| state.moment)
    }

    /// How often the document has changed since it was opened, as far as it is kept.
    pub fn changes_count(&self) -> u32 {
        u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX)
    }

    /// The document as it was then.
    pub fn get(&self, number: u32) -> Option<&Arc<Document>> {
        self.states.iter().find(|state| state.moment.number == number).map(|state| &state.document)
    }

    /// What changed from each state to the next, the newest first.
    pub fn changes(&self) -> Vec<ChangeSet> {
        let pairs = self.states.iter().zip(self.states.iter().skip(1));
        pairs.map(|(before, after)| change_set(before, after)).rev().collect()
    }
}

fn change_set(before: &State, after: &State) -> ChangeSet {
    let comparison = Comparison::new(Arc::clone(&before.document), Arc::clone(&after.document));
    let changes = comparison.changes(MAX_CHANGES);
    let told = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    ChangeSet { moment: after.moment, changes, more: comparison.difference_count().saturating_sub(told) }
}
