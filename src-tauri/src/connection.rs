//! The connection to the engine and its life: found, lost, found again, switched by hand. One task owns it; everybody else
//! asks for the present engine or nudges the task.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use futures_util::FutureExt;
use quayside_engine::detach::DetachKeys;
use quayside_engine::embedded::{self, Embedded};
use quayside_engine::endpoint::{self, Endpoints, Surroundings};
use quayside_engine::events::{self, Change, Events};
use quayside_engine::registry::credentials::Logins;
use quayside_engine::{Endpoint, Engine, Error, ErrorCode, Result};
use tokio::sync::Notify;

use crate::pulse::{self, Away};
use crate::state::{EngineStatus, Tag};

/// How long to wait before asking an engine again that did not answer: soon at first, then no busier than a person would
/// notice.
const RETRY_FIRST: Duration = Duration::from_millis(250);
const RETRY_LAST: Duration = Duration::from_secs(3);

/// How long an engine may take to open its stream of events.
const EVENTS_TIMEOUT: Duration = Duration::from_secs(10);

/// Events of one action come in bursts; one refetch answers them all.
const COALESCE: Duration = Duration::from_millis(40);

/// The first event after a while is told sooner: mostly it is the only one.
const COALESCE_FIRST: Duration = Duration::from_millis(8);

/// What the connection tells the page.
pub trait Listener: Send + Sync + 'static {
    fn status(&self, status: EngineStatus);
    fn changed(&self, tags: Vec<Tag>);
}

/// The connection as the commands see it.
pub struct Connection {
    surroundings: Surroundings,
    logins: Arc<Logins>,
    status: RwLock<EngineStatus>,
    engine: RwLock<Option<Engine>>,
    /// Id of the endpoint that a person chose by hand.
    chosen: Mutex<Option<String>>,
    embedded: Mutex<Option<Embedded>>,
    nudge: Notify,
}

impl Connection {
    /// `logins` are the person's credentials for registries, `chosen` the endpoint remembered from the last time.
    pub fn new(surroundings: Surroundings, logins: Arc<Logins>, chosen: Option<String>) -> Self {
        Self {
            surroundings,
            logins,
            status: RwLock::new(EngineStatus::Connecting { endpoint: None }),
            engine: RwLock::new(None),
            chosen: Mutex::new(chosen),
            embedded: Mutex::new(None),
            nudge: Notify::new(),
        }
    }

    pub fn status(&self) -> EngineStatus {
        self.status.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The engine to ask.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn engine(&self) -> Result<Engine> {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner).clone();
        engine.ok_or_else(|| match self.status() {
            EngineStatus::Unavailable { error, .. } => error,
            _ => Error::new(ErrorCode::EngineUnreachable, "the engine is being looked for"),
        })
    }

    /// Name of the endpoint in use or looked for; empty where there is none.
    pub fn name(&self) -> String {
        let endpoint = match self.status() {
            EngineStatus::Ready { endpoint, .. } => Some(endpoint),
            EngineStatus::Connecting { endpoint } | EngineStatus::Unavailable { endpoint, .. } => endpoint,
        };
        endpoint.map(|endpoint| endpoint.name).unwrap_or_default()
    }

    /// The person's credentials for registries.
    pub fn logins(&self) -> &Logins {
        &self.logins
    }

    /// The keys that leave a container's terminal, as Docker's configuration has them.
    pub fn detach_keys(&self) -> DetachKeys {
        DetachKeys::of_config(self.surroundings.docker_config.as_deref())
    }

    /// Everything that can be switched to.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        endpoint::find(&self.surroundings).all
    }

    /// Switches to this endpoint, or back to the first that answers.
    pub fn select(&self, endpoint: Option<String>) {
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = endpoint;
        self.nudge.notify_one();
    }

    /// Tries again at once.
    pub fn reconnect(&self) {
        self.nudge.notify_one();
    }

    /// Starts an engine for the person and switches to it. Blocks until it is up.
    ///
    /// # Errors
    /// `EmbeddedEngineUnavailable`, with what the engine said.
    pub fn start_embedded(&self) -> Result<()> {
        let mut embedded = self.embedded.lock().unwrap_or_else(PoisonError::into_inner);
        // One that has died by itself is no reason not to start another.
        if embedded.as_ref().is_none_or(|embedded| !embedded.is_running()) {
            *embedded = None;
            *embedded = Some(Embedded::start()?);
        }
        let found =
            self.endpoints().into_iter().find(|endpoint| endpoint.source == quayside_engine::EndpointSource::Embedded);
        self.select(found.map(|endpoint| endpoint.id));
        Ok(())
    }

    /// Lets go of the engine, with the way to it; stops one that was started here, and waits until it is gone.
    pub fn end(&self) {
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.embedded.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn set(&self, status: EngineStatus, engine: Option<Engine>, listener: &dyn Listener) {
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = engine;
        *self.status.write().unwrap_or_else(PoisonError::into_inner) = status.clone();
        listener.status(status);
    }

    /// Keeps connected for as long as the application runs. With `start_if_none` an engine is started where none is found.
    pub async fn keep(self: Arc<Self>, listener: Arc<dyn Listener>, start_if_none: bool) {
        let mut may_start = start_if_none;
        let mut pause = RETRY_FIRST;
        // After a loss only the engine that was lost is tried: another one must not take its place silently.
        let mut lost: Option<Endpoint> = None;
        // Why no engine could be started.
        let mut start_error: Option<Error> = None;
        loop {
            // What was asked for until now is about to be done.
            let _ = self.nudge.notified().now_or_never();
            let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let found = endpoint::find(&self.surroundings);
            let candidates = candidates(&found, chosen.as_deref(), lost.as_ref());
            let wants_embedded = chosen.as_deref().is_none_or(|chosen| chosen.starts_with("embedded:"));
            // A retry that fails as the one before is no news; another engine is.
            if !self.is_unavailable_at(candidates.iter().flatten().next()) {
                self.set(
                    EngineStatus::Connecting { endpoint: candidates.iter().flatten().next().cloned() },
                    None,
                    &*listener,
                );
            }
            let connected = match &candidates {
                Ok(candidates) => tokio::select! {
                    connected = first_that_answers(candidates, &self.logins) => connected,
                    // Somebody wants another one and does not wait until this one has failed.
                    () = self.nudge.notified() => {
                        (lost, pause, start_error) = (None, RETRY_FIRST, None);
                        continue;
                    }
                },
                Err(error) => Err(error.clone()),
            };
            let candidates = candidates.unwrap_or_default();
            match connected {
                Ok((endpoint, engine, events, away)) => {
                    let since = tokio::time::Instant::now();
                    start_error = None;
                    let status = EngineStatus::Ready { endpoint: endpoint.clone(), engine: engine.info().clone() };
                    self.set(status, Some(engine.clone()), &*listener);
                    listener.changed(vec![Tag::Images, Tag::Containers]);
                    lost = match self.watch(events, away, &*listener).await {
                        // Nudged: look at everything anew.
                        None => None,
                        Some(error) => {
                            self.unavailable(Some(endpoint.clone()), error, Vec::new(), &*listener);
                            Some(endpoint)
                        }
                    };
                    // An engine that ends the connection again and again is not asked again and again without a pause.
                    if lost.is_none() || since.elapsed() > RETRY_LAST {
                        pause = RETRY_FIRST;
                        continue;
                    }
                }
                Err(_) if may_start && wants_embedded && !found.first_is_chosen => {
                    may_start = false;
                    let started = {
                        let connection = Arc::clone(&self);
                        tokio::task::spawn_blocking(move || connection.start_embedded()).await
                    };
                    match started {
                        Ok(Ok(_)) => continue,
                        Ok(Err(error)) => {
                            start_error = Some(error.clone());
                            self.unavailable(None, error, addresses(&candidates), &*listener);
                        }
                        Err(error) => tracing::error!("starting an engine failed: {error}"),
                    }
                }
                Err(error) => {
                    let endpoint = lost.clone().or_else(|| candidates.first().cloned());
                    // Why none could be started says more than that none is there.
                    let error = start_error.clone().unwrap_or(error);
                    self.unavailable(endpoint, error, addresses(&candidates), &*listener);
                }
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(RETRY_LAST),
                () = self.nudge.notified() => (lost, pause, start_error) = (None, RETRY_FIRST, None),
            }
        }
    }

    fn is_unavailable_at(&self, endpoint: Option<&Endpoint>) -> bool {
        matches!(self.status(), EngineStatus::Unavailable { endpoint: present, .. } if present.as_ref() == endpoint)
    }

    fn unavailable(&self, endpoint: Option<Endpoint>, error: Error, tried: Vec<String>, listener: &dyn Listener) {
        let can_start = embedded::available().is_some();
        let status = EngineStatus::Unavailable { endpoint, error, tried, can_start };
        // A retry that fails as the one before is no news.
        if self.status() != status {
            self.set(status, None, listener);
        }
    }

    /// Passes changes on until the engine goes away (its error) or somebody wants another one (none).
    async fn watch(&self, mut events: Events, mut away: Away, listener: &dyn Listener) -> Option<Error> {
        let mut tags = Vec::new();
        let mut tell = Timer::default();
        let mut told: Option<tokio::time::Instant> = None;
        let mut settle = Timer::default();
        loop {
            tokio::select! {
                () = self.nudge.notified() => return None,
                () = tell.over() => {
                    told = Some(tokio::time::Instant::now());
                    listener.changed(std::mem::take(&mut tags));
                }
                Ok(error) = async { away.wait_for(Option::is_some).await.map(|error| error.clone()) } => return error,
                () = settle.over() => listener.changed(vec![Tag::Containers]),
                event = events.next() => {
                    let tag = match event {
                        Ok(Some(Change::Images)) => Tag::Images,
                        Ok(Some(Change::Containers)) => Tag::Containers,
                        Ok(Some(Change::Volumes)) => Tag::Volumes,
                        Ok(Some(Change::Networks)) => Tag::Networks,
                        Ok(Some(Change::ContainerEnded)) => {
                            settle.start(events::SETTLES_WITHIN);
                            Tag::Containers
                        }
                        Ok(None) => return Some(Error::new(ErrorCode::EngineLost, "the engine has ended the connection")),
                        Err(error) => return Some(error),
                    };
                    if tags.is_empty() {
                        let lately = told.is_some_and(|told| told.elapsed() < 10 * COALESCE);
                        tell.start(if lately { COALESCE } else { COALESCE_FIRST });
                    }
                    if !tags.contains(&tag) {
                        tags.push(tag);
                    }
                }
            }
        }
    }
}

/// Goes off once after it was started; started again, it goes off later.
#[derive(Default)]
struct Timer(Option<tokio::time::Instant>);

impl Timer {
    fn start(&mut self, after: Duration) {
        self.0 = Some(tokio::time::Instant::now() + after);
    }

    async fn over(&mut self) {
        match self.0 {
            Some(end) => tokio::time::sleep_until(end).await,
            None => std::future::pending().await,
        }
        self.0 = None;
    }
}

/// What to try, in order: the engine that was lost; else the one chosen by hand; else the one chosen by configuration;
/// else whatever answers.
fn candidates(found: &Endpoints, chosen: Option<&str>, lost: Option<&Endpoint>) -> Result<Vec<Endpoint>> {
    if let Some(lost) = lost {
        return Ok(vec![lost.clone()]);
    }
    if let Some(chosen) = chosen {
        // What a person chose is not replaced silently by what happens to be there.
        let gone =
            || Error::new(ErrorCode::EngineUnreachable, format!("the engine that was chosen is not there: {chosen}"));
        let endpoint = found.all.iter().find(|endpoint| endpoint.id == chosen).ok_or_else(gone)?;
        return Ok(vec![endpoint.clone()]);
    }
    if let Some(name) = &found.missing_context {
        return Err(Error::new(ErrorCode::EndpointInvalid, format!("there is no Docker context called {name}")));
    }
    Ok(if found.first_is_chosen { found.all.iter().take(1).cloned().collect() } else { found.all.clone() })
}

fn addresses(endpoints: &[Endpoint]) -> Vec<String> {
    endpoints.iter().map(|endpoint| endpoint.address.clone()).collect()
}

/// Subscribes to events before anything is listed, so that no change falls between the two.
async fn first_that_answers(candidates: &[Endpoint], logins: &Arc<Logins>) -> Result<(Endpoint, Engine, Events, Away)> {
    let mut first_error = None;
    for endpoint in candidates {
        let connected = async {
            let engine = Engine::connect_as(endpoint, Arc::clone(logins)).await?;
            let late = |_| Error::new(ErrorCode::TimedOut, "the engine does not open its stream of events");
            let opening = async { tokio::join!(events::open(&engine), pulse::of(&engine)) };
            let (events, away) = tokio::time::timeout(EVENTS_TIMEOUT, opening).await.map_err(late)?;
            Ok((engine, events?, away))
        };
        match connected.await {
            Ok((engine, events, away)) => return Ok((endpoint.clone(), engine, events, away)),
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
    }
    Err(first_error.unwrap_or_else(|| {
        Error::new(ErrorCode::EngineUnreachable, "there is no socket of Docker or Podman in any of the usual places")
    }))
}
