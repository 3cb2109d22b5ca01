//! The work of checking for updates: registries are asked about tags, and nothing is fetched.

use quayside_engine::Engine;
use quayside_engine::error::Result;
use quayside_engine::registry::updates::{ImageUpdate, UpdateState, updates};

use super::{Job, JobOutcome, JobProgress};

/// What has been answered so far. Said when it goes away, so that also a job that is stopped tells what it found.
struct Answers<'a> {
    job: &'a Job,
    updates: Vec<ImageUpdate>,
}

impl Drop for Answers<'_> {
    fn drop(&mut self) {
        self.job.outcome(JobOutcome::Checked { updates: std::mem::take(&mut self.updates) });
    }
}

/// Asks about every tag, also where a registry does not answer for another: each has its own answer.
///
/// # Errors
/// Why the first tag could not be asked about, where none could; or what the engine answered.
pub(super) async fn work(job: &Job, engine: &Engine, references: &[String]) -> Result<()> {
    let total = u32::try_from(references.len()).unwrap_or(u32::MAX);
    let (mut done, mut failed) = (0, 0);
    let mut fault = None;
    let mut answers = Answers { job, updates: Vec::with_capacity(references.len()) };
    job.progress(JobProgress::Items { done, failed, total });
    let asked = updates(engine, references, |answer| {
        match &answer.state {
            UpdateState::Failed { error } => {
                failed += 1;
                job.say(format!("{}: {}", answer.reference, error.message));
                fault.get_or_insert(error.clone());
            }
            UpdateState::Newer { digest } => {
                done += 1;
                job.say(format!("{}: {digest}", answer.reference));
            }
            UpdateState::UpToDate | UpdateState::Local | UpdateState::Absent { .. } => done += 1,
        }
        answers.updates.push(answer);
        job.progress(JobProgress::Items { done, failed, total });
    });
    asked.await?;
    match fault {
        Some(error) if done == 0 => Err(error),
        _ => Ok(()),
    }
}
