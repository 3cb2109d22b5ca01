//! The states that a document had while it was open: what changed when, and each state to compare with.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

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
/// Documents with shorter texts are compared as they come; with longer ones that waits until somebody wants to see it.
const COMPARED_AT_ONCE: usize = 1024 * 1024;

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
    /// What changed from the state before, once it has been looked at; shared with copies of the states, so that it can be
    /// looked at without holding them. Never filled for the first state.
    changes: Arc<OnceLock<ChangeSet>>,
}

impl State {
    fn new(number: u32, document: Arc<Document>) -> Self {
        Self { moment: Moment { number, at: UnixMillis::now() }, document, changes: Arc::default() }
    }

    fn changes_since(&self, before: &Self) -> &ChangeSet {
        self.changes.get_or_init(|| change_set(before, self))
    }
}

/// The states of one document, the oldest first; the first one and the present one are always there.
#[derive(Debug, Clone)]
pub struct Moments {
    states: VecDeque<State>,
}

impl Moments {
    pub(super) fn new(document: Arc<Document>) -> Self {
        Self { states: VecDeque::from([State::new(0, document)]) }
    }

    pub(super) fn push(&mut self, document: Arc<Document>) {
        let at_once = document.text().len() < COMPARED_AT_ONCE;
        self.states.push_back(State::new(self.changes_count() + 1, document));
        let mut dropped = false;
        while self.states.len() > 2 && (self.states.len() > MAX_MOMENTS || self.bytes() > MAX_BYTES) {
            self.states.remove(1);
            dropped = true;
        }
        // What followed the dropped states now follows the first one.
        if let Some(follower) = self.states.get_mut(1).filter(|_| dropped) {
            follower.changes = Arc::default();
        }
        if at_once {
            self.compared().for_each(drop);
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

    /// How often the document has changed since it was opened; not every state of that time is still kept.
    pub fn changes_count(&self) -> u32 {
        self.states.back().map_or(0, |present| present.moment.number)
    }

    /// The document as it was then.
    pub fn get(&self, number: u32) -> Option<&Arc<Document>> {
        self.states.iter().find(|state| state.moment.number == number).map(|state| &state.document)
    }

    /// What changed from each state to the next, the newest first.
    pub fn changes(&self) -> Vec<ChangeSet> {
        let mut changes: Vec<_> = self.compared().cloned().collect();
        changes.reverse();
        changes
    }

    fn compared(&self) -> impl Iterator<Item = &ChangeSet> {
        let pairs = self.states.iter().zip(self.states.iter().skip(1));
        pairs.map(|(before, after)| after.changes_since(before))
    }
}

fn change_set(before: &State, after: &State) -> ChangeSet {
    let comparison = Comparison::new(Arc::clone(&before.document), Arc::clone(&after.document));
    let changes = comparison.changes(MAX_CHANGES);
    let told = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    ChangeSet { moment: after.moment, changes, more: comparison.difference_count().saturating_sub(told) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(number: usize, values: usize) -> Arc<Document> {
        let values: Vec<_> = (0..values).map(|n| format!("\"{n}\":{}", n + number)).collect();
        Arc::new(Document::parse(format!("{{{}}}", values.join(","))))
    }

    fn moments(states: usize, values: usize) -> Moments {
        let mut moments = Moments::new(state(0, values));
        (1..=states).for_each(|number| moments.push(state(number, values)));
        moments
    }

    #[test]
    fn every_change_is_counted_and_the_kept_ones_are_told() {
        let moments = moments(120, 3);
        assert_eq!(moments.changes_count(), 120);
        let kept: Vec<_> = moments.all().map(|moment| moment.number).collect();
        assert_eq!((kept.len(), kept[0], kept[1], kept[49]), (50, 0, 72, 120));
        let changes = moments.changes();
        assert_eq!(changes.len(), 49);
        assert_eq!((changes[0].moment.number, changes[48].moment.number), (120, 72));
        let first = |set: &ChangeSet| {
            let change = &set.changes[0];
            (change.before.clone().unwrap().text, change.after.clone().unwrap().text)
        };
        assert_eq!(first(&changes[0]), ("119".to_owned(), "120".to_owned()));
        assert_eq!(first(&changes[48]), ("0".to_owned(), "72".to_owned()), "what stood between is not kept any more");
    }

    #[test]
    fn what_changed_is_worked_out_once() {
        let moments = moments(60, 10);
        let known = |state: &State| state.changes.get().is_some();
        assert!(moments.states.iter().skip(1).all(known), "as the states come");
        // Of a long text when it is first asked for, by whichever copy of the states.
        let mut long = Moments::new(state(0, 80_000));
        long.push(state(1, 80_000));
        assert!(long.states[1].changes.get().is_none());
        assert_eq!(long.clone().changes()[0].more, 80_000 - 200);
        assert!(long.states[1].changes.get().is_some());
    }
}
