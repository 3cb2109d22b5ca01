//! The sessions of this run of the application, and what may be done to each from outside.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quayside_engine::attach::{self, AttachSpec};
use quayside_engine::containers;
use quayside_engine::detach::DetachKeys;
use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::exec::ExecSpec;
use quayside_engine::hijack::TerminalSize;
use quayside_engine::run::RunSpec;
use quayside_engine::units::UnixMillis;
use quayside_engine::{Engine, command_line, hello};
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::containers::On;
use super::joined::{self, Way};
use super::ledger::Ledger;
use super::left::LeftShells;
use super::searches::Searches;
use super::session::{Ends, INPUT_QUEUE, Session};
use super::{SessionId, SessionInfo, SessionInput, SessionOrigin, SessionPhase, lost};
use crate::stream::{Printed, Pump, SCROLLBACK, SCROLLBACK_MAX, Sink, SizeReport};

/// A session that is to begin.
struct New<'a> {
    engine: &'a Engine,
    origin: SessionOrigin,
    image: &'a str,
    tty: bool,
    /// The command that it stands for.
    line: String,
}

/// All sessions, by number.
pub struct Sessions {
    /// The keys that leave a process running, where a person chose none.
    keys: DetachKeys,
    chosen_keys: Mutex<Option<DetachKeys>>,
    /// The runtime that they work on; none for that of whoever opens one.
    behind: Option<Handle>,
    last: AtomicU32,
    map: Mutex<BTreeMap<SessionId, Arc<Session>>>,
    /// The ends of those that were closed, as far as they are still under way.
    ending: Mutex<Vec<CancellationToken>>,
    /// Rows that the terminals of new sessions keep above their screen.
    scrollback: AtomicU32,
    is_lost: Arc<Notify>,
    pub(super) left: Arc<LeftShells>,
    pub(super) searches: Searches,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            keys: DetachKeys::default(),
            chosen_keys: Mutex::default(),
            behind: None,
            last: AtomicU32::new(0),
            map: Mutex::default(),
            ending: Mutex::default(),
            scrollback: AtomicU32::new(SCROLLBACK as u32),
            is_lost: Arc::default(),
            left: Arc::default(),
            searches: Searches::default(),
        }
    }
}

impl Sessions {
    /// With the keys that leave a process running.
    pub fn with_keys(keys: DetachKeys) -> Self {
        Self { keys, ..Self::default() }
    }

    /// They work on this runtime.
    pub fn behind(self, runtime: Handle) -> Self {
        Self { behind: Some(runtime), ..self }
    }

    /// Whom to tell the name of a container in which a shell stays that could not be ended.
    pub fn telling(self, stays: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.left.tell_of_those_that_stay(Box::new(stays));
        self
    }

    /// Shells that are open are written down there.
    pub fn written_in(self, ledger: Ledger) -> Self {
        self.left.write_in(ledger);
        self
    }

    fn chosen_keys(&self) -> MutexGuard<'_, Option<DetachKeys>> {
        self.chosen_keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These keys leave what is opened from now on; where they are none that an engine takes, those that it began with.
    pub fn choose_keys(&self, spelled: &str) {
        *self.chosen_keys() = DetachKeys::parse(spelled);
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        match &self.behind {
            Some(behind) => behind.spawn(work),
            None => tokio::spawn(work),
        };
    }

    /// Waits until a session is lost.
    pub async fn until_lost(&self) {
        self.is_lost.notified().await;
    }

    pub(super) fn map(&self) -> MutexGuard<'_, BTreeMap<SessionId, Arc<Session>>> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Terminals of sessions that are opened from now on keep so many rows above their screen. Those of others stay as
    /// they are: what a page has been spared depends on it.
    pub fn set_scrollback(&self, rows: u32) {
        self.scrollback.store(rows.clamp(1, SCROLLBACK_MAX as u32), Ordering::Relaxed);
    }

    /// In the order in which they were opened.
    pub fn list(&self) -> Vec<SessionInfo> {
        self.map().values().map(|session| session.info()).collect()
    }

    /// # Errors
    /// `SessionGone`
    pub fn get(&self, id: SessionId) -> Result<Arc<Session>> {
        let gone = || Error::new(ErrorCode::SessionGone, format!("there is no session {}", id.0));
        self.map().get(&id).cloned().ok_or_else(gone)
    }

    /// The one-click hello.
    pub fn open_hello(&self, engine: Engine, size: TerminalSize, sink: impl Sink) -> Result<SessionInfo> {
        let spec = RunSpec { image: hello::HELLO_WORLD.to_owned(), ..RunSpec::default() };
        self.open_container(SessionOrigin::Hello, engine, spec, size, sink)
    }

    /// `docker run`
    ///
    /// # Errors
    /// `InvalidReference` or `InvalidInput` for what can't be understood, before anything is done.
    pub fn open_run(&self, engine: Engine, spec: RunSpec, size: TerminalSize, sink: impl Sink) -> Result<SessionInfo> {
        self.open_container(SessionOrigin::Run { spec: spec.clone() }, engine, spec, size, sink)
    }

    fn open_container(
        &self,
        origin: SessionOrigin,
        engine: Engine,
        spec: RunSpec,
        size: TerminalSize,
        sink: impl Sink,
    ) -> Result<SessionInfo> {
        let line = command_line::run(&spec)?;
        let new = New { engine: &engine, origin, image: &spec.image, tty: spec.interactive, line };
        let (session, ends) = self.insert(new, size, sink);
        let info = session.info();
        self.spawn(super::run::work(session, ends, engine, spec));
        Ok(info)
    }

    /// `docker exec -it`
    ///
    /// A container without a shell makes a session that says so.
    ///
    /// # Errors
    /// `InvalidInput` for a command that can't be understood, `ContainerNotFound`, or what the engine answered.
    pub async fn open_exec(
        &self,
        engine: Engine,
        spec: ExecSpec,
        size: TerminalSize,
        sink: impl Sink,
    ) -> Result<SessionInfo> {
        let rows = quayside_engine::containers::list(&engine).await?;
        let row = rows.into_iter().find(|row| row.id == spec.container || row.name == spec.container);
        let gone = || Error::new(ErrorCode::ContainerNotFound, format!("No such container: {}", spec.container));
        let row = row.ok_or_else(gone)?;
        let found = match spec.clone().with_shell(&engine).await {
            Err(error) if error.code != ErrorCode::NoShell => return Err(error),
            found => found,
        };
        let line = command_line::exec(found.as_ref().unwrap_or(&spec), &row.name)?;
        let origin = SessionOrigin::Exec { spec };
        let new = New { engine: &engine, origin, image: &row.image, tty: true, line };
        let (session, ends) = self.insert(new, size, sink);
        session.update(|info| {
            info.container = Some(row.id.clone());
            info.container_name = Some(row.name.clone());
        });
        let info = session.info();
        // By its number: a container of the same name that comes later is another one.
        let way = found.map(|spec| Way::Shell(ExecSpec { container: row.id, ..spec }));
        self.spawn(joined::work(session, ends, engine, way));
        Ok(info)
    }

    /// `docker attach`
    ///
    /// # Errors
    /// `ContainerNotFound`, `ContainerNotRunning`, or what the engine answered.
    pub async fn open_attach(
        &self,
        engine: Engine,
        spec: AttachSpec,
        size: TerminalSize,
        sink: impl Sink,
    ) -> Result<SessionInfo> {
        let life = containers::life(&engine, &spec.container).await?;
        if !life.running {
            let message = format!("Container {} is not running", life.name);
            return Err(Error::new(ErrorCode::ContainerNotRunning, message));
        }
        let line = lost::attach_line(&life.name);
        let origin = SessionOrigin::Attach { spec };
        let new = New { engine: &engine, origin, image: &life.image, tty: life.tty, line };
        let (session, ends) = self.insert(new, size, sink);
        session.update(|info| {
            info.container = Some(life.id.clone());
            info.container_name = Some(life.name.clone());
            info.listens = attach::listens(&life);
        });
        let info = session.info();
        let way = Ok(Way::Main(AttachSpec { container: life.id }));
        self.spawn(joined::work(session, ends, engine, way));
        Ok(info)
    }

    fn insert(&self, new: New<'_>, size: TerminalSize, sink: impl Sink) -> (Arc<Session>, Ends) {
        let New { engine, origin, image, tty, line } = new;
        let (input, input_end) = mpsc::channel(INPUT_QUEUE);
        let first_size = size;
        let scrollback = self.scrollback.load(Ordering::Relaxed);
        let keys = self.chosen_keys().clone().unwrap_or_else(|| self.keys.clone());
        let (size, size_end) = watch::channel(size);
        let (again, again_end) = mpsc::channel(1);
        // Never used again, so that what a page still has to say of a closed session reaches no other.
        let id = SessionId(self.last.fetch_add(1, Ordering::Relaxed) + 1);
        let info = SessionInfo {
            id,
            is_command: origin.is_command(),
            origin,
            engine: engine.name().to_owned(),
            image: image.to_owned(),
            container: None,
            container_name: None,
            container_removed: false,
            tty,
            listens: tty,
            detach_keys: keys.spelled().to_owned(),
            command_line: line,
            scrollback,
            started: UnixMillis::now(),
            connection: 0,
            phase: SessionPhase::Queued,
            fallback: None,
        };
        let session = Arc::new(Session {
            info: Mutex::new(info.clone()),
            on: Mutex::new(On::of(engine)),
            pump: Pump::new(first_size, scrollback as usize, tty),
            keys,
            input: Mutex::new(input),
            size,
            again,
            is_lost: Arc::clone(&self.is_lost),
            connecting: Mutex::default(),
            left: Arc::clone(&self.left),
            cancel: CancellationToken::new(),
            stopped: CancellationToken::new(),
            detach: CancellationToken::new(),
            ended: CancellationToken::new(),
        });
        session.tell(&info);
        // Known before its first frame goes out: what is acknowledged to nobody would be owed for ever.
        self.map().insert(id, Arc::clone(&session));
        session.pump.attach(sink);
        (session, Ends { input: input_end, size: size_end, again: again_end })
    }

    /// Sends everything to this page from now on, beginning with what there was.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn attach(&self, id: SessionId, sink: impl Sink) -> Result<SessionInfo> {
        let session = self.get(id)?;
        // A page that comes anew has no list of what was found.
        self.searches.end(id);
        session.pump.attach(sink);
        Ok(session.info())
    }

    /// The page has dealt with so many bytes of frames.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn acknowledge(&self, id: SessionId, bytes: usize) -> Result<()> {
        self.get(id)?.pump.acknowledge(bytes);
        Ok(())
    }

    /// Hands input to the process that it is connected to now; waits while that does not read.
    ///
    /// # Errors
    /// `SessionGone` where the process has ended or is lost.
    pub async fn input(&self, id: SessionId, input: SessionInput) -> Result<()> {
        let connection = self.get(id)?.info().connection;
        self.input_to(id, connection, input).await
    }

    /// The same for what was meant for one of the [connections](SessionInfo::connection) of the session.
    ///
    /// # Errors
    /// `SessionGone`, also where another one has taken its place.
    pub async fn input_to(&self, id: SessionId, connection: u32, input: SessionInput) -> Result<()> {
        let bytes = match input {
            SessionInput::Text(text) => text.into_bytes(),
            SessionInput::Binary(text) => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
        };
        let ended = || Error::new(ErrorCode::SessionGone, format!("session {} has ended", id.0));
        let sender = self.get(id)?.input(connection).ok_or_else(ended)?;
        sender.send(bytes).await.map_err(|_| ended())
    }

    /// # Errors
    /// `SessionGone`
    pub fn resize(&self, id: SessionId, size: TerminalSize) -> Result<()> {
        let session = self.get(id)?;
        // Under the lock of the size, so that of two at once the same one counts for both.
        session.size.send_if_modified(|present| {
            // The page's terminal takes it in the course of the output.
            session.pump.resize(size);
            std::mem::replace(present, size) != size
        });
        Ok(())
    }

    /// Clears the terminal, but for the row of the cursor.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn clear(&self, id: SessionId) -> Result<()> {
        self.get(id)?.pump.clear();
        Ok(())
    }

    /// The output that is kept, to read: with marks where it was connected again.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn transcript(&self, id: SessionId) -> Result<Printed> {
        Ok(self.get(id)?.pump.printed(0))
    }

    /// The output that is kept, to the byte.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn raw_transcript(&self, id: SessionId) -> Result<Printed> {
        Ok(self.get(id)?.pump.raw())
    }

    /// How the page's terminal has taken a size.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn resized(&self, id: SessionId, report: SizeReport) -> Result<()> {
        self.get(id)?.pump.resized(report);
        Ok(())
    }

    /// Stops the work; the session stays with its last state.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn cancel(&self, id: SessionId) -> Result<()> {
        self.get(id)?.cancel.cancel();
        Ok(())
    }

    /// Lets go of the session: a shell is ended, in a paused container as soon as that goes on; a container is left running.
    ///
    /// # Errors
    /// `SessionGone`
    pub fn close(&self, id: SessionId) -> Result<()> {
        let session = self.get(id)?;
        // Before it is out of the map: whoever closes all meanwhile waits for it all the same.
        self.ends(&session);
        session.detach.cancel();
        self.map().remove(&id);
        self.searches.end(id);
        Ok(())
    }

    /// Lets go of all, when the application ends, and waits until their work is over, and that of those that were closed just
    /// before: a shell takes a call to end.
    pub async fn close_all(&self) {
        let sessions: Vec<_> = std::mem::take(&mut *self.map()).into_values().collect();
        for session in sessions {
            self.ends(&session);
            session.detach.cancel();
        }
        let ending = std::mem::take(&mut *self.ending());
        for ended in ending {
            ended.cancelled().await;
        }
        self.left.give_up();
    }

    fn ends(&self, session: &Session) {
        let mut ending = self.ending();
        ending.retain(|ended| !ended.is_cancelled());
        ending.push(session.ended.clone());
    }

    fn ending(&self) -> MutexGuard<'_, Vec<CancellationToken>> {
        self.ending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The container is gone: sessions that offered to remove it do so no more.
    pub fn container_removed(&self, container: &str) {
        let sessions: Vec<_> = self.map().values().cloned().collect();
        for session in sessions {
            if session.info().container.as_deref() == Some(container) {
                session.update(|info| info.container_removed = true);
            }
        }
    }
}
