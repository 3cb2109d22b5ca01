//! The pull before a run: the newest state goes to the page, those in between may be skipped.

use std::time::Duration;

use futures_util::StreamExt;
use quayside_engine::Engine;
use quayside_engine::error::Result;
use quayside_engine::pull::{PullProgress, pull};
use quayside_engine::reference::Reference;

use super::SessionPhase;
use super::session::Session;

/// A bar that moves ten times a second looks continuous.
const SAMPLE: Duration = Duration::from_millis(100);

/// Pulls, keeping the session's phase at what the engine said last. Dropping the future cancels the pull on the engine.
///
/// # Errors
/// What the engine said of the registry or of itself.
pub async fn follow(
    session: &Session,
    engine: &Engine,
    reference: &Reference,
    platform: Option<&str>,
) -> Result<PullProgress> {
    let mut newest = PullProgress::default();
    let mut is_news = true;
    let mut steps = std::pin::pin!(pull(engine, reference, platform));
    let mut sample = tokio::time::interval(SAMPLE);
    sample.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            step = steps.next() => match step {
                Some(step) => (newest, is_news) = (step?.progress, true),
                None => return Ok(newest),
            },
            () = async { session.pump.at_most(0).await; sample.tick().await; }, if is_news => {
                is_news = false;
                session.update(|info| info.phase = SessionPhase::Pulling { progress: newest.clone() });
            }
        }
    }
}
