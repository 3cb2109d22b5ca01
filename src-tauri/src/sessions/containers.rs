//! What a session's buttons do to its container, on the engine that it is on: another one may be in use by now, and knows
//! nothing of it.

use std::sync::{MutexGuard, PoisonError};

use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::{Engine, containers};

use super::SessionId;
use super::registry::Sessions;
use super::session::Session;

/// The engine that a session's container is on.
pub struct On {
    /// [`Engine::identity`]
    identity: String,
    /// The way to it, until the work is over or the engine is away.
    engine: Option<Engine>,
}

impl On {
    pub fn of(engine: &Engine) -> Self {
        Self { identity: engine.identity().to_owned(), engine: Some(engine.clone()) }
    }
}

impl Session {
    fn on(&self) -> MutexGuard<'_, On> {
        self.on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its container has been found on this engine.
    pub(super) fn put_on(&self, engine: &Engine) {
        *self.on() = On::of(engine);
        if self.info().engine != engine.name() {
            self.update(|info| engine.name().clone_into(&mut info.engine));
        }
    }

    pub(super) fn is_on(&self, engine: &Engine) -> bool {
        self.on().identity == engine.identity()
    }

    /// From now on it has no way to its engine, which nobody has to ask for its sake.
    pub(super) fn leaves_its_engine(&self) {
        self.on().engine = None;
    }

    /// The engine that its container is asked for at: the one in use where that is its own, or else the one that it still works
    /// on. Where there is neither, the one in use may be its own by another address.
    pub(super) fn engine(&self, in_use: Result<Engine>) -> Result<Engine> {
        if in_use.as_ref().is_ok_and(|engine| self.is_on(engine)) {
            return in_use;
        }
        self.on().engine.clone().map_or(in_use, Ok)
    }

    /// That there is no such container is believed of its own engine alone.
    pub(super) fn believed<T>(&self, engine: &Engine, answer: Result<T>) -> Result<T> {
        answer.map_err(self.belief(engine))
    }

    /// The same for an answer that is still to come.
    pub(super) fn belief(&self, engine: &Engine) -> impl FnOnce(Error) -> Error + use<> {
        let own = (!self.is_on(engine)).then(|| self.info().engine);
        move |error| match own {
            Some(own) if error.code == ErrorCode::ContainerNotFound => Error::new(ErrorCode::EngineNotInUse, own),
            _ => error,
        }
    }
}

impl Sessions {
    /// Does something with the container of a session. `in_use` is the engine in use, or why there is none.
    ///
    /// # Errors
    /// `SessionGone`; `EngineNotInUse` with the name of the engine that it needs; what the engine answered.
    pub async fn with_container<T, F: Future<Output = Result<T>>>(
        &self,
        id: SessionId,
        in_use: Result<Engine>,
        act: impl FnOnce(Engine, String) -> F,
    ) -> Result<T> {
        let session = self.get(id)?;
        let engine = session.engine(in_use)?;
        let container = session.info().container;
        let none = || Error::new(ErrorCode::ContainerNotFound, format!("session {} has no container", id.0));
        session.believed(&engine, act(engine.clone(), container.ok_or_else(none)?).await)
    }

    /// # Errors
    /// As [`Self::with_container`].
    pub async fn start_container(&self, id: SessionId, in_use: Result<Engine>) -> Result<()> {
        self.with_container(id, in_use, async |engine, container| containers::start(&engine, &container).await).await
    }

    /// # Errors
    /// As [`Self::with_container`].
    pub async fn stop_container(&self, id: SessionId, in_use: Result<Engine>) -> Result<()> {
        let session = self.get(id)?;
        self.with_container(id, in_use, async |engine, container| containers::stop(&engine, &container).await).await?;
        session.stopped.cancel();
        Ok(())
    }

    /// One that is gone already is removed.
    ///
    /// # Errors
    /// As [`Self::with_container`].
    pub async fn remove_container(&self, id: SessionId, in_use: Result<Engine>) -> Result<()> {
        let remove = async |engine: Engine, container: String| containers::remove(&engine, &container, false).await;
        match self.with_container(id, in_use, remove).await {
            Err(error) if error.code != ErrorCode::ContainerNotFound => return Err(error),
            _ => {}
        }
        if let Some(container) = self.get(id)?.info().container {
            self.container_removed(&container);
        }
        Ok(())
    }
}
