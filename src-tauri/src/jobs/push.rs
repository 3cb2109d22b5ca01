//! The work of a push.

use futures_util::StreamExt;
use quayside_engine::Engine;
use quayside_engine::error::Result;
use quayside_engine::pull::PullProgress;
use quayside_engine::push::push;
use quayside_engine::reference::Reference;

use super::{Job, JobOutcome, JobProgress};

/// Pushes. Dropping the future cancels the push on the engine.
///
/// # Errors
/// `ImageNotFound`, `PlatformsMissing`, or what the engine said of the registry or of itself.
pub(super) async fn work(job: &Job, engine: &Engine, reference: &str) -> Result<()> {
    let reference = Reference::parse(reference)?;
    let (mut newest, mut in_part) = (PullProgress::default(), None);
    let mut steps = std::pin::pin!(push(engine, &reference));
    while let Some(step) = steps.next().await {
        let step = step?;
        if let Some(line) = step.said {
            job.say(line);
        }
        (newest, in_part) = (step.progress, step.in_part);
        job.progress(JobProgress::Transfer { progress: newest.clone() });
    }
    job.outcome(JobOutcome::Pushed { digest: newest.digest, in_part });
    Ok(())
}
