//! The work of a pull, by itself or before a run: the newest state goes to the page, those in between may be skipped.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use quayside_engine::Engine;
use quayside_engine::error::{ErrorCode, Result};
use quayside_engine::pull::{PullProgress, pull};
use quayside_engine::reference::Reference;

use super::SessionPhase;
use super::registry::Session;

/// A bar that moves ten times a second looks continuous.
const SAMPLE: Duration = Duration::from_millis(100);

/// Pulls and leaves the session in its final phase.
pub async fn work(session: Arc<Session>, engine: Engine, reference: Reference, platform: Option<String>) {
    let began = Instant::now();
    let pulled = tokio::select! {
        pulled = follow(&session, &engine, &reference, platform.as_deref()) => Some(pulled),
        () = session.given_up() => None,
    };
    let phase = match pulled {
        Some(Ok(progress)) => SessionPhase::Pulled { progress, duration: began.elapsed().into() },
        Some(Err(error)) if error.code != ErrorCode::Cancelled => SessionPhase::Failed { error },
        _ => SessionPhase::Cancelled,
    };
    session.update(|info| info.phase = phase);
}

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
    let mut states = std::pin::pin!(pull(engine, reference, platform));
    let mut sample = tokio::time::interval(SAMPLE);
    sample.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            state = states.next() => match state {
                Some(state) => (newest, is_news) = (state?, true),
                None => return Ok(newest),
            },
            () = async { session.pump.at_most(0).await; sample.tick().await; }, if is_news => {
                is_news = false;
                session.update(|info| info.phase = SessionPhase::Pulling { progress: newest.clone() });
            }
        }
    }
}
