//! The work of a shell in a running container. Engines leave an exec's process running when its connection closes; here a
//! shell whose owner is gone is ended.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quayside_engine::Engine;
use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::exec::{self, ExecSpec};

use super::registry::{Ends, Session};
use super::{SessionPhase, terminal};

/// How long the engine may take to notice that a process has ended after its output has.
const EXIT_PATIENCE: Duration = Duration::from_secs(5);
const EXIT_PAUSE: Duration = Duration::from_millis(20);

/// Runs to the end and leaves the session in its final phase.
pub async fn work(session: Arc<Session>, mut ends: Ends, engine: Engine, spec: ExecSpec) {
    let phase = carry(&session, &mut ends, &engine, &spec).await;
    session.update(|info| info.phase = phase.unwrap_or_else(|error| SessionPhase::Failed { error }));
}

async fn carry(session: &Session, ends: &mut Ends, engine: &Engine, spec: &ExecSpec) -> Result<SessionPhase> {
    session.update(|info| info.phase = SessionPhase::Creating);
    let size = *ends.size.borrow();
    let running = exec::start(engine, spec, size).await?;
    session.update(|info| info.phase = SessionPhase::Running);
    let started = Instant::now();
    let id = running.id.as_str();
    let resize = |size| exec::resize(engine, id, size);
    tokio::select! {
        ended = terminal::carry(running.stream, ends, &session.pump, resize) => ended?,
        () = session.given_up() => return end(engine, spec, &running.marker).await,
    }
    let duration = started.elapsed().into();
    let code = exit_code(engine, id).await?;
    Ok(SessionPhase::Exited { code, duration })
}

async fn end(engine: &Engine, spec: &ExecSpec, marker: &str) -> Result<SessionPhase> {
    exec::end(engine, &spec.container, marker).await?;
    Ok(SessionPhase::Cancelled)
}

async fn exit_code(engine: &Engine, id: &str) -> Result<i32> {
    let end = Instant::now() + EXIT_PATIENCE;
    loop {
        match exec::exit_code(engine, id).await? {
            Some(code) => return Ok(code),
            None if Instant::now() < end => tokio::time::sleep(EXIT_PAUSE).await,
            None => {
                let message = "the process has closed its output and goes on running in the container";
                return Err(Error::new(ErrorCode::EngineRefused, message));
            }
        }
    }
}
