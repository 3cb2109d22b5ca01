//! The work of a run: pull where the image is absent, create, attach, start, carry the terminal, say how it ended. The
//! one-click hello is the same, with the built-in image where the pull fails.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use quayside_engine::attach::AttachSpec;
use quayside_engine::containers::Life;
use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::hijack::TerminalSize;
use quayside_engine::reference::Reference;
use quayside_engine::run::{Created, RunSpec};
use quayside_engine::{Engine, containers, hello, run};
use tokio_util::sync::CancellationToken;

use super::joined::{self, Way};
use super::lost::{Loss, Since};
use super::session::{Ends, Session};
use super::terminal::End;
use super::{SessionOrigin, SessionPhase, lost, pull, terminal};

/// How long the engine may take to notice that a process has ended after its terminal has. Without a terminal a process may
/// close its output and go on for as long as it likes.
const EXIT_PATIENCE: Duration = Duration::from_secs(10);

/// Between two looks at a container whose output has ended and whose end nobody has told: with `--rm` an engine never does of one
/// that is restarted.
const LOOK_EACH: Duration = Duration::from_millis(500);

/// How a process ends that the signals of a stop have killed: 128 + SIGKILL, or SIGTERM.
const STOPPED: [i32; 2] = [137, 143];

/// In which a container that is restarted runs again. One that was only stopped is said to have ended that much later.
const RESTARTS_WITHIN: Duration = Duration::from_secs(2);
const RESTART_PAUSE: Duration = Duration::from_millis(100);

/// Runs to the end and leaves the session in its final phase.
pub async fn work(session: Arc<Session>, mut ends: Ends, engine: Engine, mut spec: RunSpec) {
    let phase = match prepare(&session, &ends, &engine, &mut spec).await {
        Ok(created) => carry(&session, &mut ends, &engine, &created, spec.remove).await,
        Err(error) => Err(error),
    };
    let phase = phase.unwrap_or_else(|error| match error.code {
        ErrorCode::Cancelled => SessionPhase::Cancelled,
        _ => SessionPhase::Failed { error },
    });
    let lost = matches!(phase, SessionPhase::Lost { .. });
    session.update(|info| {
        info.container_removed |= spec.remove && matches!(phase, SessionPhase::Exited { .. });
        info.phase = phase;
    });
    // The container may well run on: what is taken up again is its main process.
    if let (true, Some(container)) = (lost, session.info().container) {
        joined::go_on(&session, &mut ends, &Way::Main(AttachSpec { container }), None).await;
    }
}

fn cancelled() -> Error {
    Error::new(ErrorCode::Cancelled, "cancelled")
}

/// Creates the container, after a pull where there is no such image.
async fn prepare(session: &Session, ends: &Ends, engine: &Engine, spec: &mut RunSpec) -> Result<Created> {
    session.update(|info| info.phase = SessionPhase::Creating);
    let size = *ends.size.borrow();
    match run::create(engine, spec, size).await {
        Err(error) if error.code == ErrorCode::ImageNotFound => {}
        outcome => return outcome,
    }
    let reference = Reference::parse(&spec.image)?;
    // Only the pull is broken off: a container whose creation is would stay behind without a name for it.
    let pulled = tokio::select! {
        pulled = pull::follow(session, engine, &reference, None) => pulled,
        () = session.given_up() => Err(cancelled()),
    };
    match pulled {
        Ok(_) => {}
        Err(why)
            if session.info().origin == SessionOrigin::Hello
                && !matches!(why.code, ErrorCode::EngineLost | ErrorCode::Cancelled) =>
        {
            session.update(|info| {
                info.fallback = Some(why);
                info.phase = SessionPhase::Loading;
            });
            hello::load(engine).await?;
            hello::BUILT_IN.clone_into(&mut spec.image);
        }
        Err(error) => return Err(error),
    }
    session.update(|info| info.phase = SessionPhase::Creating);
    run::create(engine, spec, size).await
}

async fn carry(
    session: &Session,
    ends: &mut Ends,
    engine: &Engine,
    created: &Created,
    remove: bool,
) -> Result<SessionPhase> {
    session.update(|info| {
        info.container = Some(created.id.clone());
        info.container_name = Some(created.name.clone());
        (info.tty, info.listens) = (created.tty, created.tty);
    });
    session.pump.set_tty(created.tty);
    let size = *ends.size.borrow();
    let attached = match start(session, engine, created, size, remove).await {
        Ok(attached) => attached,
        Err(error) => {
            // It never ran: a container that only a failed start left behind would be in the person's way.
            discard(session, engine, created).await;
            return Err(error);
        }
    };
    let started = Instant::now();
    let run::Attached { mut stream, exit } = attached;
    // Not waited for: what it prints first is on its way. One that has ended by then with `--rm` is not found.
    let begun = OnceLock::new();
    let look = async {
        if let Ok(life) = containers::life(engine, &created.id).await {
            begun.set(life).ok();
        }
        std::future::pending::<Infallible>().await
    };
    let mut look = std::pin::pin!(look);
    let end = async {
        let ended = Instant::now();
        let mut code = std::pin::pin!(exit.code());
        let code = loop {
            tokio::select! {
                code = &mut code => break code,
                () = tokio::time::sleep(LOOK_EACH) => match since(engine, created, begun.get()).await {
                    Some(Since::Lost(Loss::Restarted)) => return Ok(SessionPhase::Lost { loss: Loss::Restarted }),
                    // With `--rm` the code comes with the removal, which may take its time.
                    Some(Since::GoesOn) if created.tty && ended.elapsed() >= EXIT_PATIENCE => {
                        return Ok(lost::cut_off());
                    }
                    _ => {}
                }
            }
        };
        match code {
            Ok(code) => {
                let duration = started.elapsed().into();
                let is_restarted = STOPPED.contains(&code)
                    && tokio::select! {
                        biased;
                        // Who stops it here does not wait for another life.
                        () = session.cancel.cancelled() => false,
                        () = session.stopped.cancelled() => false,
                        is_restarted = is_restarted(engine, created, begun.get()) => is_restarted,
                    };
                if is_restarted {
                    return Ok(SessionPhase::Lost { loss: Loss::Restarted });
                }
                Ok(SessionPhase::Exited { code, duration })
            }
            Err(error) => lost::of(error),
        }
    };
    let resize = |size| async move { if created.tty { run::resize(engine, &created.id, size).await } else { Ok(()) } };
    let is_stopped = CancellationToken::new();
    let stop = async {
        session.cancel.cancelled().await;
        if let Err(error) = containers::stop(engine, &created.id).await {
            tracing::warn!("cannot stop {}: {error}", created.name);
        }
        is_stopped.cancel();
        std::future::pending::<Infallible>().await
    };
    let mut stop = std::pin::pin!(stop);
    // Who wants it stopped and sees no more of it wants it stopped all the same, as where its tab is closed while it starts.
    let let_go = async {
        session.detach.cancelled().await;
        if session.cancel.is_cancelled() {
            is_stopped.cancelled().await;
        }
    };
    let mut let_go = std::pin::pin!(let_go);
    tokio::select! {
        ended = terminal::carry(&mut stream, ends, &session.pump, &session.keys, resize) => match ended {
            Ok(End::Closed) => {}
            Ok(End::Left) => {
                if containers::life(engine, &created.id).await.is_ok_and(|life| life.goes_on()) {
                    return Ok(SessionPhase::Detached);
                }
            }
            Err(error) => return lost::of(error),
        },
        never = &mut look => match never {},
        never = &mut stop => match never {},
        () = &mut let_go => return Ok(SessionPhase::Cancelled),
    }
    // Its output has ended, and it may go on for long.
    tokio::select! {
        phase = end => phase,
        never = &mut look => match never {},
        // A page may attach anew meanwhile.
        () = session.pump.deliver() => Ok(SessionPhase::Cancelled),
        never = &mut stop => match never {},
        () = &mut let_go => Ok(SessionPhase::Cancelled),
    }
}

/// What has become of the container since it began. None where the engine does not say, or nobody knows when that was.
async fn since(engine: &Engine, created: &Created, begun: Option<&Life>) -> Option<Since> {
    match begun {
        Some(begun) => lost::since(engine, begun).await.ok(),
        None => containers::life(engine, &created.id).await.ok().filter(Life::goes_on).map(|_| Since::GoesOn),
    }
}

/// It was stopped and runs again: `docker restart` does both.
async fn is_restarted(engine: &Engine, created: &Created, begun: Option<&Life>) -> bool {
    let until = Instant::now() + RESTARTS_WITHIN;
    loop {
        match since(engine, created, begun).await {
            Some(Since::Lost(Loss::Restarted)) => return true,
            Some(Since::Lost(Loss::Removed)) | None => return false,
            _ if Instant::now() >= until => return false,
            _ => tokio::time::sleep(RESTART_PAUSE).await,
        }
    }
}

/// Attached before it is started, so that its first byte is not missed.
async fn start(
    session: &Session,
    engine: &Engine,
    created: &Created,
    size: TerminalSize,
    remove: bool,
) -> Result<run::Attached> {
    let wanted = || if session.is_given_up() { Err(cancelled()) } else { Ok(()) };
    wanted()?;
    let attached = run::attach(engine, created, remove, &session.keys).await?;
    wanted()?;
    run::start(engine, created, size).await?;
    session.update(|info| info.phase = SessionPhase::Running);
    Ok(attached)
}

async fn discard(session: &Session, engine: &Engine, created: &Created) {
    match containers::remove(engine, &created.id, false).await {
        Ok(()) => session.update(|info| info.container_removed = true),
        // With `--rm` the engine is quicker.
        Err(error) if error.code == ErrorCode::ContainerNotFound => {
            session.update(|info| info.container_removed = true)
        }
        Err(error) => tracing::warn!("cannot remove {}, which did not start: {error}", created.name),
    }
}
