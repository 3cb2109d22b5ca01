//! The work of a session in a container that runs already: a shell of its own (`docker exec`), or the main process (`docker
//! attach`). Engines leave an exec's process running when its connection closes; here a shell whose owner is gone is ended.
//! A container or an engine that goes away leaves a session that can be connected again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use quayside_engine::attach::{self, AttachSpec};
use quayside_engine::containers::{self, Life};
use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::exec::{self, Ending, ExecSpec, Exit};
use quayside_engine::hijack::Hijacked;
use quayside_engine::{Engine, command_line, run};

use super::SessionPhase;
use super::left::{Left, OpenExec};
use super::lost::{self, Since};
use super::session::{Ends, Session};
use super::terminal::{self, End};
use crate::stream::Kind;

/// How long the engine may take to notice that a process has ended after its output has, and that a container has of which a
/// process was killed.
const EXIT_PATIENCE: Duration = Duration::from_secs(5);
const LOSS_PATIENCE: Duration = Duration::from_secs(2);

/// A grace period; Podman's own is 10 seconds. What an engine that was killed meanwhile left half stopped says so for ever.
const STOPS_WITHIN: Duration = Duration::from_secs(60);
const EXIT_PAUSE: Duration = Duration::from_millis(20);

/// How long the end of a shell may take that was lost before, and that of a command, whose work is not done twice at once. A window
/// that is about to close waits for less by itself.
const LEFT_PATIENCE: Duration = Duration::from_secs(5);
const COMMAND_PATIENCE: Duration = Duration::from_secs(20);

/// 128 + SIGKILL: how the processes of a container end that stops.
const KILLED: i32 = 137;

/// What is connected to.
pub enum Way {
    Shell(ExecSpec),
    Main(AttachSpec),
}

/// A connection, and what it is to.
struct Joined {
    engine: Engine,
    stream: Hijacked,
    life: Life,
    exec: Option<OpenExec>,
}

/// Runs to the end and leaves the session in its final phase.
pub async fn work(session: Arc<Session>, mut ends: Ends, engine: Engine, way: Result<Way>) {
    session.update(|info| info.phase = SessionPhase::Creating);
    let opened = match &way {
        Ok(way) => open(&session, &ends, engine, way, &mut None).await,
        Err(error) => Err(error.clone()),
    };
    match (way, opened) {
        (Ok(way), Ok(joined)) => {
            session.update(|info| info.phase = SessionPhase::Running);
            if let After::Lost(left) = follow(&session, &mut ends, &way, joined).await {
                go_on(&session, &mut ends, &way, left).await;
            }
        }
        (_, Err(error)) | (Err(error), _) => session.update(|info| {
            info.phase = match error.code {
                ErrorCode::Cancelled => SessionPhase::Cancelled,
                _ => SessionPhase::Failed { error },
            };
        }),
    }
}

/// What is left of a connection.
enum After {
    /// The session has had its final phase.
    Over,
    /// It can be connected again. A shell that only the way to it was lost of may run on.
    Lost(Option<Left>),
}

/// Ends a shell that was lost before. None where nobody knows what has come of it.
async fn end_lost(session: &Session, left: Left) -> Option<Ending> {
    let patience = if session.info().is_command { COMMAND_PATIENCE } else { LEFT_PATIENCE };
    match tokio::time::timeout(patience, session.left.end(left)).await {
        Ok(Ok(ending)) => return Some(ending),
        Ok(Err(error)) => tracing::debug!("a lost shell is not ended: {error}"),
        Err(_) => tracing::debug!("a lost shell has not ended in time"),
    }
    None
}

/// Of a session that is lost: connects it again whenever somebody asks for it, until nobody wants it any more.
pub async fn go_on(session: &Session, ends: &mut Ends, way: &Way, mut left: Option<Left>) {
    loop {
        // Whoever waits for a process to read is told that it is gone.
        ends.input.close();
        session.is_lost.notify_one();
        let again = tokio::select! {
            again = ends.again.recv() => again,
            () = session.given_up() => None,
            // What a page does meanwhile, as to clear the screen, still reaches it.
            () = session.pump.deliver() => None,
        };
        let Some((engine, answer)) = again else {
            if let Some(left) = left {
                _ = end_lost(session, left).await;
            }
            return session.update(|info| info.phase = SessionPhase::Cancelled);
        };
        match open(session, ends, engine, way, &mut left).await {
            Ok(joined) => {
                session.put_on(&joined.engine);
                let line = match way {
                    Way::Shell(spec) => command_line::exec_told(spec, &joined.life.name),
                    Way::Main(_) => lost::attach_line(&joined.life.name),
                };
                session.pump.output(Kind::Mark, lost::mark(&line).into()).await;
                session.joins(ends);
                answer.send(Ok(())).ok();
                match follow(session, ends, way, joined).await {
                    After::Over => return,
                    After::Lost(again) => left = again,
                }
            }
            Err(error) => drop(answer.send(Err(error))),
        }
    }
}

/// Ends a shell that may have begun without anybody hearing of it. Whoever asked for it does not wait for that.
fn end_unheard(session: &Session, unheard: Left) {
    let left = Arc::clone(&session.left);
    tokio::spawn(async move {
        if let Err(error) = left.end(unheard).await {
            tracing::debug!("a shell that nobody has heard of is not ended: {error}");
        }
    });
}

/// Ends what was `left` of the shell before in the container that has been found again. Before another one begins: a command
/// would do its work twice at once. One that may go on stays `left`, for another attempt to end it.
///
/// # Errors
/// `StillRuns` with the name of the container in which a command may go on, `Cancelled` where nobody wants another.
async fn end_before(session: &Session, left: &mut Option<Left>, engine: &Engine, life: &Life) -> Result<()> {
    let Some(Left { life: begun_in, exec, .. }) = left else { return Ok(()) };
    if begun_in.started == life.started {
        let told = tokio::select! {
            told = end_lost(session, Left::cut_off(engine.clone(), begun_in, exec.clone())) => told,
            () = session.given_up() => return Err(cancelled()),
        };
        // What takes no notice has been told as well.
        let has_ended = async || matches!(exec::runs(engine, &life.id, &exec.mark).await, Ok(false));
        if session.info().is_command && (told != Some(Ending::Told) || !has_ended().await) {
            return Err(Error::new(ErrorCode::StillRuns, life.name.clone()));
        }
    } else {
        // It has ended with the container.
        exec.written.strike();
    }
    *left = None;
    Ok(())
}

/// Nobody wants it any more.
fn cancelled() -> Error {
    Error::new(ErrorCode::Cancelled, "cancelled")
}

async fn open(session: &Session, ends: &Ends, engine: Engine, way: &Way, left: &mut Option<Left>) -> Result<Joined> {
    let size = *ends.size.borrow();
    let (stream, life, exec) = match way {
        Way::Shell(spec) => {
            let life = containers::life(&engine, &spec.container).await?;
            end_before(session, left, &engine, &life).await?;
            if session.is_given_up() {
                return Err(cancelled());
            }
            let (id, mark) = exec::create(&engine, spec, size, &session.keys).await?;
            // Side by side: nobody waits for the disk.
            let (written, begun) =
                tokio::join!(session.left.write_down(&engine, &life, &id, &mark), exec::begin(&engine, &id, size));
            let exec = OpenExec { id, mark, written };
            match begun {
                Ok(stream) => (stream, life, Some(exec)),
                Err(error) => {
                    const NEVER_BEGUN: [ErrorCode; 4] = [
                        ErrorCode::CommandNotFound,
                        ErrorCode::ContainerNotFound,
                        ErrorCode::ContainerNotRunning,
                        ErrorCode::NotFound,
                    ];
                    if NEVER_BEGUN.contains(&error.code) {
                        exec.written.strike();
                    } else {
                        end_unheard(session, Left::cut_off(engine, &life, exec));
                    }
                    return Err(error);
                }
            }
        }
        Way::Main(spec) => {
            let life = containers::life(&engine, &spec.container).await?;
            (attach::open(&engine, &life, &session.keys).await?, life, None)
        }
    };
    Ok(Joined { engine, stream, life, exec })
}

/// Carries it to its end and says which that was.
async fn follow(session: &Session, ends: &mut Ends, way: &Way, joined: Joined) -> After {
    let Joined { engine, mut stream, life, exec } = joined;
    let started = Instant::now();
    let is_new = AtomicBool::new(true);
    let resize = |size| {
        let (engine, life, exec) = (&engine, &life, &exec);
        let is_first = is_new.swap(false, Ordering::Relaxed);
        async move {
            match exec {
                Some(exec) => exec::resize(engine, &exec.id, size).await,
                None if life.tty && is_first => attach::resize(engine, life, size).await,
                None if life.tty => run::resize(engine, &life.id, size).await,
                None => Ok(()),
            }
        }
    };
    let ended = tokio::select! {
        ended = terminal::carry(&mut stream, ends, &session.pump, &session.keys, resize) => Some(ended),
        () = session.given_up() => None,
    };
    let is_left = ended.is_none();
    let phase = match ended {
        None => leave(session, &engine, &life, exec.as_ref(), Some(stream)).await.map(|()| SessionPhase::Cancelled),
        // An engine that is slow to say so keeps nobody waiting who wants it no more.
        Some(Ok(end)) => tokio::select! {
            biased;
            phase = how_it_ended(&engine, &life, exec.as_ref(), end, started) => phase.or_else(lost::of),
            // A page may attach anew meanwhile.
            () = session.pump.deliver() => Ok(SessionPhase::Cancelled),
            () = session.given_up() => {
                leave(session, &engine, &life, exec.as_ref(), None).await.map(|()| SessionPhase::Cancelled)
            }
        },
        Some(Err(error)) => lost::of(error),
    };
    let phase = phase.unwrap_or_else(|error: Error| SessionPhase::Failed { error });
    // Before anybody hears of it: the application may end then, and what was left on purpose is not to be ended by the next one.
    if let (SessionPhase::Exited { .. } | SessionPhase::Detached, Some(exec)) = (&phase, &exec) {
        exec.written.strike();
    }
    session.update(|info| info.phase = phase.clone());
    match phase {
        SessionPhase::Lost { .. } => After::Lost(exec.map(|exec| Left::cut_off(engine, &life, exec))),
        SessionPhase::Failed { .. } => {
            // Whatever it was that failed, nobody sees the shell any more.
            if let Some(exec) = exec.filter(|_| !is_left) {
                end_unheard(session, Left::cut_off(engine, &life, exec));
            }
            After::Over
        }
        SessionPhase::Detached if matches!(way, Way::Shell(_)) => {
            end_what_was_left(session, &engine, &life, exec.as_ref()).await;
            After::Over
        }
        _ => After::Over,
    }
}

/// A shell is ended, a main process goes on.
async fn leave(
    session: &Session,
    engine: &Engine,
    life: &Life,
    exec: Option<&OpenExec>,
    stream: Option<Hijacked>,
) -> Result<()> {
    let Some(exec) = exec.cloned() else { return Ok(()) };
    session.left.end(Left::new(engine.clone(), life, exec, stream)).await.map(drop)
}

/// A shell that was left on purpose stays when its tab is closed; it can still be ended from there before.
async fn end_what_was_left(session: &Session, engine: &Engine, life: &Life, exec: Option<&OpenExec>) {
    session.given_up().await;
    if session.cancel.is_cancelled() {
        let phase = match leave(session, engine, life, exec, None).await {
            Ok(()) => SessionPhase::Cancelled,
            Err(error) => SessionPhase::Failed { error },
        };
        session.update(|info| info.phase = phase);
    }
}

/// The output has ended: by the process, by the keys, with the container, or with the engine.
async fn how_it_ended(
    engine: &Engine,
    life: &Life,
    exec: Option<&OpenExec>,
    end: End,
    started: Instant,
) -> Result<SessionPhase> {
    let exit = match exec {
        Some(exec) => exit(engine, &exec.id, end).await,
        None => Ok(None),
    };
    // A container that stops kills its processes first, and is known to have stopped a moment later.
    let patience = match (&exit, exec, end) {
        (_, None, End::Left) => Duration::ZERO,
        (Ok(Some(exit)), Some(_), _) if exit.code() != KILLED => Duration::ZERO,
        (Ok(None), Some(_), _) => Duration::ZERO,
        _ => LOSS_PATIENCE,
    };
    let begun = Instant::now();
    loop {
        let patience = match lost::since(engine, life).await? {
            Since::Lost(loss) => return Ok(SessionPhase::Lost { loss }),
            Since::GoesOn => patience,
            // Where nothing else tells how it ended, that is how: at the end of a grace period.
            Since::IsStopping if patience > Duration::ZERO => STOPS_WITHIN,
            Since::IsStopping => LOSS_PATIENCE,
        };
        if begun.elapsed() >= patience {
            break;
        }
        tokio::time::sleep(EXIT_PAUSE).await;
    }
    // An engine that was started again may know nothing of what goes on.
    let is_let_go = match &exit {
        Ok(exit) => matches!(exit, Some(Exit::LetGo(_))),
        Err(error) => error.code == ErrorCode::NotFound,
    };
    if let (true, Some(exec)) = (is_let_go, exec)
        && exec::runs(engine, &life.id, &exec.mark).await?
    {
        return Ok(lost::cut_off());
    }
    let exit = exit?;
    Ok(match (exit, end) {
        (Some(exit), _) => SessionPhase::Exited { code: exit.code(), duration: started.elapsed().into() },
        (None, End::Left) => SessionPhase::Detached,
        // A process without a terminal may close its output and go on; a wire that is cut looks the same.
        (None, End::Closed) if exec.is_none() && !life.tty => SessionPhase::Detached,
        (None, End::Closed) => lost::cut_off(),
    })
}

/// None for a process that goes on.
async fn exit(engine: &Engine, id: &str, end: End) -> Result<Option<Exit>> {
    let until = Instant::now() + if end == End::Left { Duration::ZERO } else { EXIT_PATIENCE };
    loop {
        let exit = exec::exit(engine, id).await?;
        if end == End::Left && matches!(exit, Some(Exit::LetGo(_))) {
            return Ok(None);
        }
        if exit.is_some() || Instant::now() >= until {
            return Ok(exit);
        }
        tokio::time::sleep(EXIT_PAUSE).await;
    }
}
