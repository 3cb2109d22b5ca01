//! The work of a commit.

use quayside_engine::Engine;
use quayside_engine::commit::{CommitSpec, commit};
use quayside_engine::error::Result;

use super::{Job, JobOutcome};

/// Commits. The engine has no way to break it off: what it has begun it ends, also where the future is dropped.
///
/// # Errors
/// `ContainerNotFound`, `InvalidInput`, `NoSpace`, or what the engine answered.
pub(super) async fn work(job: &Job, engine: &Engine, spec: &CommitSpec) -> Result<()> {
    let id = commit(engine, spec).await?;
    let name = Some(spec.reference.trim()).filter(|name| !name.is_empty());
    job.outcome(JobOutcome::Made { image: name.unwrap_or(&id).to_owned() });
    Ok(())
}
