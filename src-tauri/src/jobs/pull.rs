//! The work of a pull.

use futures_util::StreamExt;
use quayside_engine::Engine;
use quayside_engine::error::Result;
use quayside_engine::pull::{PullProgress, pull};
use quayside_engine::reference::Reference;

use super::{Job, JobOutcome, JobProgress};

/// Pulls. Dropping the future cancels the pull on the engine.
///
/// # Errors
/// `InvalidReference`, or what the engine said of the registry or of itself.
pub(super) async fn work(job: &Job, engine: &Engine, reference: &str, platform: Option<&str>) -> Result<()> {
    let reference = Reference::parse(reference)?;
    let mut newest = PullProgress::default();
    let mut steps = std::pin::pin!(pull(engine, &reference, platform));
    while let Some(step) = steps.next().await {
        let step = step?;
        if let Some(line) = step.said {
            job.say(line);
        }
        newest = step.progress;
        job.progress(JobProgress::Transfer { progress: newest.clone() });
    }
    // The engine's last word; Podman says nothing of the kind.
    let up_to_date = newest.message.starts_with("Status: Image is up to date");
    job.outcome(JobOutcome::Pulled { digest: newest.digest, up_to_date });
    Ok(())
}
