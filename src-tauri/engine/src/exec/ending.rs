//! The end of a process in a container that nobody sees any more (ADR 0007).

use std::convert::Infallible;
use std::time::{Duration, Instant};

use bollard::models::ExecConfig;

use super::{Exit, MARKER, Mark, inspect};
use crate::containers::{self, Life};
use crate::hijack::{self, Hijacked, Input, Output};
use crate::inspect::object_name;
use crate::{Engine, Error, ErrorCode, Result, shells};

/// As an engine takes it, also where the image has no list of users.
const ROOT: &str = "0";

/// What came of [ending](end) a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It has ended, or takes no notice.
    Told,
    /// Its container is paused: nothing in it can be told anything until it goes on.
    Paused,
    /// It may go on: its image has nothing to look for it with, and it took no notice of what was typed into its terminal, or
    /// that is gone and the engine no longer says anything of it.
    Unreachable,
}

/// How often a process is told to end: an engine gives the connection of a process that it is only just starting, and nothing
/// is there yet that could be told.
const TOLD: u32 = 6;

/// What ends a shell at its prompt where nothing else does: an interrupt, which also takes away what stands there or runs in
/// front of it, and the end of the input. A word such as `exit` is not among them: it might be read by something else.
const GOODBYE: &[u8] = b"\x03\x04";

/// How often that is typed, and how long the process has each time.
const TYPED: u32 = 5;
const TYPED_PAUSE: Duration = Duration::from_secs(1);

/// An engine that can't begin a shell that is there so often in a row will not.
const REFUSED: u32 = 3;

/// How often it is looked at after the first time, and twice as often after each further one. To be told costs an engine
/// commands of its own, one after the other for all that end in a container, and a busy one hears of an end late.
const LOOKS: u32 = 10;
const TOLD_PAUSE: Duration = Duration::from_millis(20);

/// On an engine whose answers are never here earlier, so many looks would take too long. There all of them have so much time;
/// one that is near and busy has answers that are late, and others that are not.
const FAR: Duration = Duration::from_millis(5);
const LOOKED_WITHIN: Duration = Duration::from_secs(14);

/// How long a busy engine may take to make a process of what it was told to begin.
const BEGINS_WITHIN: Duration = Duration::from_secs(30);

/// How often an engine that is not there is called.
const RETRIES: u32 = 3;

/// What a search for a process says in the end.
const SEARCHED: &str = "searched";

/// How long it may take, and the engine over any other answer that the end of a process waits for; and how long the end waits
/// for all of them.
const ANSWER_PATIENCE: Duration = Duration::from_secs(5);
const END_PATIENCE: Duration = Duration::from_secs(45);

/// The answer, or `TimedOut`: a call has two minutes otherwise.
async fn in_time<T>(what: &str, answer: impl Future<Output = Result<T>>) -> Result<T> {
    let late = |_| Error::new(ErrorCode::TimedOut, format!("{what} can't be looked at"));
    tokio::time::timeout(ANSWER_PATIENCE, answer).await.map_err(late)?
}

/// Ends a process that [`start`](super::start) began, and what it started itself, as closing a terminal's window does:
/// SIGHUP. The engine has no call for that and goes on running an exec whose connection is closed; so a second exec finds the
/// process by the mark in its environment. A process that takes no notice of that goes on.
///
/// In a container that lacks what it takes to look, the shell is ended through its terminal, as long as that is still there:
/// `stream` is the connection that [`start`](super::start) gave. `life` is the one of the container that it was begun in.
///
/// # Errors
/// `TimedOut` where it has not ended in time, or what the engine answered; a container that is gone or stopped has ended the
/// process itself.
pub async fn end(engine: &Engine, life: &Life, id: &str, mark: &Mark, stream: Option<&mut Hijacked>) -> Result<Ending> {
    let (output, input) = stream.map(|Hijacked { output, input }| (output, input)).unzip();
    let told = async {
        tokio::select! {
            told = tell(engine, life, id, mark, input) => told,
            never = drain(output) => match never {},
        }
    };
    let late = |_| Error::new(ErrorCode::TimedOut, "the process could not be ended in time");
    tokio::time::timeout(END_PATIENCE, told).await.map_err(late)?
}

/// Takes what is still printed: a process that nobody reads from waits for that, and does not end.
async fn drain(output: Option<&mut Output>) -> Infallible {
    if let Some(output) = output {
        while let Ok(Some(_)) = output.next().await {}
    }
    std::future::pending().await
}

/// Tells it until it has ended.
async fn tell(
    engine: &Engine,
    begun_in: &Life,
    id: &str,
    mark: &Mark,
    mut input: Option<&mut Input>,
) -> Result<Ending> {
    let container = &begun_in.id;
    let begins_until = Instant::now() + BEGINS_WITHIN;
    let mut seen = Seen {
        was_there: false,
        is_let_go: false,
        in_vain: 0,
        refused: 0,
        unanswered: 0,
        is_out_of_sight: false,
        looks: LOOKS,
        nearest: None,
        looked_until: Instant::now() + LOOKED_WITHIN,
        begins_until,
    };
    for round in 1..=TOLD {
        match ends(engine, container, id, mark, &mut input, &mut seen).await {
            Ok(true) => return Ok(Ending::Told),
            // What takes no notice of its terminal will not, and without one nothing more can be done than to look.
            Ok(false) if seen.is_out_of_sight && (input.is_none() || round == TYPED) => break,
            // What was only beginning is told once more.
            Ok(false) if round > 1 && seen.is_late() => break,
            Ok(false) => {}
            // Engines say the same of a container that is paused as of one that is not running; and one that was paused in
            // the middle of it says nothing.
            Err(error) if matches!(error.code, ErrorCode::ContainerNotRunning | ErrorCode::TimedOut) => {
                match in_time("the container", containers::life(engine, container)).await {
                    Ok(life) if life.paused => return Ok(Ending::Paused),
                    // It goes on again.
                    Ok(life) if life.running && is_gone(&error) && round < TOLD => {}
                    // An engine that begins a process lets nothing else into its container meanwhile.
                    Ok(life) if life.running && Instant::now() < begins_until && round < TOLD => {}
                    Ok(life) if life.running => return Err(error),
                    Ok(_) => return Ok(Ending::Told),
                    Err(error) if is_gone(&error) => return Ok(Ending::Told),
                    // Nor does it say anything of the container.
                    Err(error)
                        if error.code == ErrorCode::TimedOut && Instant::now() < begins_until && round < TOLD => {}
                    Err(error) => return Err(error),
                }
            }
            Err(error) if is_gone(&error) => return Ok(Ending::Told),
            // A connection that was kept may have been cut since; the next call has another.
            Err(error) if error.code == ErrorCode::EngineLost && round < RETRIES => {
                tokio::time::sleep(TOLD_PAUSE).await
            }
            Err(error) => return Err(error),
        }
    }
    // Of what it has let go of or forgotten the engine says nothing more. Only Docker 20.10 hangs up on what it lets go of, and
    // not all that is forgotten has ended.
    if !seen.is_out_of_sight {
        return Ok(Ending::Told);
    }
    match in_time("the container", containers::life(engine, container)).await {
        // A container that was started again has ended all that ran in it before.
        Ok(life) if life.started != begun_in.started => Ok(Ending::Told),
        // In a pause nothing took notice of anything.
        Ok(life) if life.paused => Ok(Ending::Paused),
        Ok(life) if life.running => Ok(Ending::Unreachable),
        Ok(_) => Ok(Ending::Told),
        Err(error) if is_gone(&error) => Ok(Ending::Told),
        Err(error) => Err(error),
    }
}

/// What has been seen of a process that is to end.
struct Seen {
    was_there: bool,
    /// The engine follows it no more.
    is_let_go: bool,
    /// Searches in a row since then that did not find it.
    in_vain: u32,
    /// Searches in a row that could not begin, though there is a shell.
    refused: u32,
    /// Searches that took too long.
    unanswered: u32,
    /// The container lacks what it takes to look for it: only the engine tells of it.
    is_out_of_sight: bool,
    /// How often it is looked at the next time.
    looks: u32,
    /// The quickest answer to that.
    nearest: Option<Duration>,
    /// Where the engine is [`FAR`].
    looked_until: Instant,
    begins_until: Instant,
}

impl Seen {
    /// It takes no notice, as far as there was time to see. What has to be looked for in another way first has its time.
    fn is_late(&self) -> bool {
        let is_far = self.nearest.is_some_and(|nearest| nearest > FAR);
        is_far && !self.is_out_of_sight && self.refused == 0 && Instant::now() >= self.looked_until
    }
}

/// Tells it once, and looks for a while whether it has ended. Podman may not say so of one whose connection is closed.
async fn ends(
    engine: &Engine,
    container: &str,
    id: &str,
    mark: &Mark,
    input: &mut Option<&mut Input>,
    seen: &mut Seen,
) -> Result<bool> {
    let is_podman = engine.info().is_podman();
    if !seen.is_out_of_sight {
        match search(engine, container, mark, "echo $p; kill -HUP ${p#/proc/}").await {
            Ok(false) if seen.was_there => return Ok(true),
            Ok(is_there) => {
                seen.was_there |= is_there;
                seen.refused = 0;
                seen.in_vain = if seen.is_let_go && !is_there { seen.in_vain + 1 } else { 0 };
            }
            Err(error) if is_unequipped(&error) => {
                seen.refused += 1;
                seen.is_out_of_sight = error.code == ErrorCode::NoShell || seen.refused == REFUSED;
            }
            // Where much runs it takes longer than it may, and tells the process all the same. What was told twice and has ended
            // is not looked for without end.
            Err(error) if error.code == ErrorCode::TimedOut => {
                seen.unanswered += 1;
                let inspected = in_time("the process", inspect(engine, id)).await;
                let exit = inspected.map(|inspected| inspected.exit(is_podman));
                let has_ended = seen.unanswered > 1 && matches!(exit, Ok(Some(Exit::Ended(_))));
                return if has_ended { Ok(true) } else { Err(error) };
            }
            Err(error) => return Err(error),
        }
    }
    if let (true, Some(terminal)) = (seen.is_out_of_sight, &mut *input)
        && let Err(error) = in_time("the terminal", terminal.write(GOODBYE)).await
    {
        // The engine says whether that is because the process has ended.
        tracing::debug!("nothing can be typed into a terminal that is left: {error}");
        *input = None;
    }
    // By the clock, as an engine far away is asked less often.
    let mut typed_until = Instant::now() + TYPED_PAUSE;
    let mut looks = 0;
    while !seen.is_let_go && if seen.is_out_of_sight { Instant::now() < typed_until } else { looks < seen.looks } {
        if seen.is_late() {
            break;
        }
        let asked = Instant::now();
        let inspected = in_time("the process", inspect(engine, id)).await;
        let took = asked.elapsed();
        seen.nearest = Some(seen.nearest.map_or(took, |nearest| nearest.min(took)));
        match inspected.map(|inspected| (inspected.exit(is_podman), inspected)) {
            Ok((Some(Exit::Ended(_)), _)) => return Ok(true),
            // Only another search tells more: what is only just beginning has no mark yet, and an engine forgets the execs of a
            // container that starts again.
            Ok((Some(Exit::LetGo(_)), _)) => seen.is_let_go = true,
            Err(error) if error.code == ErrorCode::NotFound => seen.is_let_go = true,
            // An engine may say nothing of a process that it is beginning.
            Err(error) if error.code == ErrorCode::TimedOut && Instant::now() < seen.begins_until => {
                seen.looked_until = Instant::now() + LOOKED_WITHIN;
            }
            Err(error) => return Err(error),
            Ok((None, inspected)) if inspected.is_beginning() && Instant::now() < seen.begins_until => {
                typed_until = Instant::now() + TYPED_PAUSE;
                seen.looked_until = Instant::now() + LOOKED_WITHIN;
            }
            Ok((None, _)) => looks += 1,
        }
        tokio::time::sleep(TOLD_PAUSE).await;
    }
    seen.looks *= 2;
    // It is looked for twice: what the engine began when it let go of it may have no mark at the first time.
    Ok(seen.in_vain > 1)
}

/// The container lacks what it takes to look for a process.
fn is_unequipped(error: &Error) -> bool {
    matches!(error.code, ErrorCode::CommandNotFound | ErrorCode::NoShell)
}

/// An engine forgets execs with their container, and when it starts again.
fn is_gone(error: &Error) -> bool {
    matches!(error.code, ErrorCode::ContainerNotFound | ErrorCode::ContainerNotRunning | ErrorCode::NotFound)
}

/// Whether a process that [`start`](super::start) began goes on, or one that it started: what no engine says of one that it
/// has [let go](Exit::LetGo) of. False in a container that lacks what it takes to look; true where no answer comes in time, and in one
/// that is paused.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn runs(engine: &Engine, container: &str, mark: &Mark) -> Result<bool> {
    match search(engine, container, mark, "echo $p").await {
        Err(error) if error.code == ErrorCode::TimedOut => Ok(true),
        Err(error) if error.code == ErrorCode::ContainerNotRunning => {
            let life = in_time("the container", containers::life(engine, container)).await;
            Ok(life.map_or_else(|error| error.code == ErrorCode::TimedOut, |life| life.paused))
        }
        Err(error) if is_gone(&error) || is_unequipped(&error) => Ok(false),
        answer => answer,
    }
}

/// Looks for the processes that have the mark, and does this with each. True where that said one.
async fn search(engine: &Engine, container: &str, mark: &Mark, act: &str) -> Result<bool> {
    let both = async {
        let own = mark.user.as_deref();
        let sh = "sh".to_owned();
        // Root alone would not do: what belongs to another user it may not look into where it has no SYS_PTRACE, which engines
        // do not give, and not signal in a container that all its capabilities were taken from.
        let (shell, seen) = match search_as(own, engine, container, &sh, mark, act).await {
            Err(error) if is_unequipped(&error) => {
                let other = shells::like_sh(engine, container).await?;
                let seen = search_as(own, engine, container, &other, mark, act).await?;
                (other, seen)
            }
            seen => (sh, seen?),
        };
        // What a person has become root in, only root sees.
        let seen_by_root =
            if seen.by_root { seen } else { search_as(Some(ROOT), engine, container, &shell, mark, act).await? };
        Ok(seen.is_there || seen_by_root.is_there)
    };
    // In a container that is being paused nothing is answered.
    in_time("the processes of the container", both).await
}

/// What a search has seen.
#[derive(Clone, Copy)]
struct Search {
    is_there: bool,
    /// It was root that looked.
    by_root: bool,
}

async fn search_as(
    user: Option<&str>,
    engine: &Engine,
    container: &str,
    shell: &str,
    mark: &Mark,
    act: &str,
) -> Result<Search> {
    let value = &mark.value;
    // An image may have no program but the shell, which reads byte by byte. What `id` would say only spares another search.
    let script = format!(
        "marked() {{ \
           if command -v grep >/dev/null; then grep -q {MARKER}={value} $1; return; fi; \
           while line=; read -r line || [ \"$line\" ]; do case $line in *{MARKER}={value}*) return 0;; esac; done <$1; \
           return 1; \
         }}; \
         {{ for p in /proc/[0-9]*; do if marked $p/environ; then {act}; fi; done; \
         echo {SEARCHED} $(id -u); }} 2>/dev/null"
    );
    let config = ExecConfig {
        cmd: Some([shell, "-c", &script].map(str::to_owned).to_vec()),
        attach_stdout: Some(true),
        // A container without `sh` says so in words, which have no frames in either case.
        tty: Some(true),
        user: user.map(str::to_owned),
        // The container's own folder may be one that this user can't enter.
        working_dir: Some("/".to_owned()),
        ..ExecConfig::default()
    };
    let id = engine.docker().create_exec(object_name(container)?, config).await?.id;
    let body = serde_json::json!({ "Detach": false, "Tty": true });
    let Hijacked { mut output, .. } =
        hijack::open(engine, &format!("/exec/{id}/start"), body.to_string(), true).await?;
    let mut said = Vec::new();
    while let Some((_, bytes)) = output.next().await? {
        said.extend_from_slice(&bytes);
    }
    let said = String::from_utf8_lossy(&said);
    if let Some(user) = said.lines().find_map(|line| line.strip_prefix(SEARCHED)) {
        let is_there = said.lines().any(|line| line.starts_with("/proc/"));
        return Ok(Search { is_there, by_root: user.trim() == ROOT });
    }
    // What fails after the engine has given the connection it says there, in words.
    let code = if said.contains("not found") || said.contains("no such file") {
        ErrorCode::CommandNotFound
    } else {
        ErrorCode::TimedOut
    };
    Err(Error::new(code, format!("the processes of the container were not looked at: {}", said.trim())))
}
