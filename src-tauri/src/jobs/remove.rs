//! The work of removing images: one target after the other, exactly as it was planned.

use std::time::Duration;

use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::removal::{self, ChangedSince, PlannedRemoval, RemovalWays, Removed};
use quayside_engine::units::ByteSize;
use quayside_engine::{Engine, command_line};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Job, JobOutcome, JobProgress};

/// Longest waits for the engine's own account of its disk, which goes through every image: before anything is removed, when a
/// person has waited already, and at the end. What it says is a comparison and not needed.
const BEFORE_TIMEOUT: Duration = Duration::from_secs(5);
const AFTER_TIMEOUT: Duration = Duration::from_secs(20);

/// What a person has agreed to: the targets with what was foretold of each, in the order in which they go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalOrder {
    pub items: Vec<PlannedRemoval>,
    pub ways: RemovalWays,
    /// Bytes that were foretold.
    pub promised: ByteSize,
    /// They were said to be certain.
    pub exact: bool,
}

impl RemovalOrder {
    /// The first, and how many more: `busybox:latest +3`.
    pub(super) fn subject(&self) -> String {
        super::first_of(&self.items.iter().map(|item| item.target.reference()).collect::<Vec<_>>())
    }

    pub(super) fn command_line(&self) -> String {
        command_line::remove(&self.items, self.ways)
    }
}

/// What has become of the targets so far. Said when it goes away, so that also a job that is stopped tells what it did.
struct Results<'a> {
    job: &'a Job,
    items: Vec<Removed>,
    measured: Option<ByteSize>,
}

impl Drop for Results<'_> {
    fn drop(&mut self) {
        let said = |removed: &Removed| match removed {
            Removed::Deleted { freed } => *freed,
            _ => None,
        };
        let said: Vec<ByteSize> = self.items.iter().filter_map(said).collect();
        let sum = (!said.is_empty()).then(|| ByteSize(said.iter().map(|bytes| bytes.0).sum()));
        let freed = self.measured.or(sum);
        self.job.outcome(JobOutcome::Removed { items: std::mem::take(&mut self.items), freed });
    }
}

/// Removes. A target that is not as it was, or that the engine refuses, is left, and the next one has its turn.
///
/// # Errors
/// Why the first one that is left was left: `ImageChanged`, or what the engine said.
pub(super) async fn work(job: &Job, engine: &Engine, order: &RemovalOrder) -> Result<()> {
    let total = u32::try_from(order.items.len()).unwrap_or(u32::MAX);
    let (mut done, mut failed) = (0, 0);
    let mut fault = None;
    let mut results = Results { job, items: Vec::with_capacity(order.items.len()), measured: None };
    let before = disk_use(engine, BEFORE_TIMEOUT).await;
    for item in &order.items {
        job.progress(JobProgress::Items { done, failed, total });
        let removed = removal::carry_out(engine, item, order.ways, |line| job.say(line)).await;
        match why_left(item, &removed) {
            None => done += 1,
            Some(error) => {
                failed += 1;
                if error.code != ErrorCode::ImageChanged {
                    job.say(format!("{}: {}", item.target.reference(), error.message));
                }
                fault.get_or_insert(error);
            }
        }
        results.items.push(removed);
    }
    job.progress(JobProgress::Items { done, failed, total });
    if let Some(before) = before
        && let Some(after) = disk_use(engine, AFTER_TIMEOUT).await
    {
        results.measured = Some(ByteSize(before.0.saturating_sub(after.0)));
    }
    fault.map_or(Ok(()), Err)
}

/// None where what was asked for is so now.
fn why_left(item: &PlannedRemoval, removed: &Removed) -> Option<Error> {
    match removed {
        Removed::Deleted { .. } | Removed::Untagged | Removed::Differs { difference: ChangedSince::Gone } => None,
        Removed::Differs { .. } => Some(Error::new(ErrorCode::ImageChanged, item.target.reference())),
        Removed::Failed { error } => Some(error.clone()),
    }
}

async fn disk_use(engine: &Engine, patience: Duration) -> Option<ByteSize> {
    let asked = tokio::time::timeout(patience, removal::disk_use(engine)).await;
    match asked {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            tracing::warn!("the engine does not say what is on its disk: {error}");
            None
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use quayside_engine::removal::{Fate, RemovalTarget};

    use super::*;

    fn order(names: &[&str]) -> RemovalOrder {
        let item = |name: &&str| PlannedRemoval {
            target: RemovalTarget { id: "sha256:aa".into(), name: Some((*name).to_owned()) },
            fate: Fate::Deletes,
            stays: Vec::new(),
            containers: Vec::new(),
            force: None,
            size: ByteSize(2),
            freed: ByteSize(1),
        };
        let items = names.iter().map(item).collect();
        RemovalOrder { items, ways: RemovalWays::default(), promised: ByteSize(1), exact: true }
    }

    #[test]
    fn the_first_stands_for_all() {
        assert_eq!(order(&["a:1"]).subject(), "a:1");
        assert_eq!(order(&["a:1", "b:1", "c:1"]).subject(), "a:1 +2");
    }

    #[test]
    fn what_is_gone_already_is_no_fault() {
        let order = order(&["a:1"]);
        let why = |removed| why_left(&order.items[0], &removed).map(|error| error.code);
        assert_eq!(why(Removed::Untagged), None);
        assert_eq!(why(Removed::Differs { difference: ChangedSince::Gone }), None);
        let changed = why(Removed::Differs { difference: ChangedSince::LastName });
        assert_eq!(changed, Some(ErrorCode::ImageChanged));
    }
}
