//! Shells that nobody sees any more, and that are still to be ended. In a container that is paused nothing can be, nor while the
//! engine does not answer; such a shell is remembered, and ended as soon as that has passed. What a process that was killed has
//! left is among them.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use quayside_engine::Engine;
use quayside_engine::containers::Life;
use quayside_engine::error::Result;
use quayside_engine::exec::{self, Ending, Mark};
use quayside_engine::hijack::Hijacked;
use tokio::sync::{self, Notify};

use super::ledger::{Entry, Ledger, Written};
use super::{Sessions, lost};

/// The exec of a shell.
#[derive(Clone)]
pub struct OpenExec {
    pub id: String,
    pub mark: Mark,
    pub written: Written,
}

/// A shell in a container.
pub struct Left {
    /// As it is reached now: a tunnel that has ended leads nowhere any more.
    engine: Mutex<Engine>,
    /// The one of the container that it was begun in.
    pub life: Box<Life>,
    pub exec: OpenExec,
    /// The connection to it, where there still is one: some shells can be ended by no other way.
    stream: sync::Mutex<Option<Box<Hijacked>>>,
}

impl Left {
    pub fn new(engine: Engine, life: &Life, exec: OpenExec, stream: Option<Hijacked>) -> Self {
        Self { engine: engine.into(), life: Box::new(life.clone()), exec, stream: stream.map(Box::new).into() }
    }

    /// One whose connection is gone.
    pub fn cut_off(engine: Engine, life: &Life, exec: OpenExec) -> Self {
        Self::new(engine, life, exec, None)
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn end(&self, stream: &mut Option<Box<Hijacked>>) -> Result<Ending> {
        let OpenExec { id, mark, .. } = &self.exec;
        let engine = self.engine().clone();
        exec::end(&engine, &self.life, id, mark, stream.as_deref_mut()).await
    }
}

/// Who is told the name of a container in which a shell stays that could not be ended.
pub type Stays = Box<dyn Fn(&str) + Send + Sync>;

/// How long a round waits for one of them: its engine may be one that does not answer any more. One that does
/// has an answer for a shell that takes no notice before, also from far away.
const PATIENCE: Duration = Duration::from_secs(20);

/// Those whose container is paused, or whose engine is away. They wait until it goes on, is there again or is gone, or until the
/// application ends; what is written down is then the next one's.
#[derive(Default)]
pub struct LeftShells {
    all: Mutex<Vec<Arc<Left>>>,
    round: Mutex<Round>,
    /// Some may have to be tried again, whatever is heard of them.
    again: Notify,
    stays: OnceLock<Stays>,
    ledger: OnceLock<Ledger>,
}

/// Going through all of them. However much happens meanwhile, one more round is enough.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Round {
    #[default]
    None,
    UnderWay,
    Again,
}

/// Notifies in the end, also where nobody waits for it any longer.
struct OnDrop<'a>(&'a Notify);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl LeftShells {
    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Left>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn round(&self) -> MutexGuard<'_, Round> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// False where somebody goes round already, and will once more.
    fn begins_round(&self) -> bool {
        let mut round = self.round();
        let is_first = *round == Round::None;
        *round = if is_first { Round::UnderWay } else { Round::Again };
        is_first
    }

    /// True where another one is wanted.
    fn ends_round(&self) -> bool {
        let mut round = self.round();
        let again = *round == Round::Again;
        *round = if again { Round::UnderWay } else { Round::None };
        again
    }

    /// Ends a shell. Until that is done it is remembered: its container may be paused, or its engine away, and whoever waits here
    /// may do so no longer.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn end(&self, left: Left) -> Result<Ending> {
        let left = Arc::new(left);
        let _again = OnDrop(&self.again);
        let ended = {
            let mut stream = left.stream.lock().await;
            self.remember(&left);
            left.end(&mut stream).await
        };
        match &ended {
            // Its container may have gone on before anybody knew of it here.
            Ok(Ending::Paused) => self.end_again(&left).await,
            Err(error) if lost::of(error.clone()).is_ok() => {}
            Ok(ending) => self.is_over(&left, *ending),
            _ => _ = self.forget(&left),
        }
        ended
    }

    /// In the place of one that was the same shell: who runs a command again has tried to end it each time.
    fn remember(&self, left: &Arc<Left>) {
        let mut all = self.lock();
        all.retain(|other| other.exec.id != left.exec.id);
        all.push(Arc::clone(left));
    }

    /// False where it was forgotten before.
    fn forget(&self, left: &Arc<Left>) -> bool {
        let mut all = self.lock();
        let before = all.len();
        all.retain(|other| !Arc::ptr_eq(other, left));
        all.len() < before
    }

    /// Nothing more is done about it.
    fn is_over(&self, left: &Arc<Left>, ending: Ending) {
        left.exec.written.strike();
        if self.forget(left) && ending == Ending::Unreachable {
            let name = &left.life.name;
            tracing::warn!("a shell stays in {name}, where it could not be ended");
            if let Some(tell) = self.stays.get() {
                tell(name);
            }
        }
    }

    /// From now on; the first who says so.
    pub fn tell_of_those_that_stay(&self, stays: Stays) {
        self.stays.set(stays).ok();
    }

    /// What is open is written down there from now on, and what was left there is [taken over](Sessions::take_over); the first
    /// who says so.
    pub fn write_in(&self, ledger: Ledger) {
        self.ledger.set(ledger).ok();
    }

    /// Writes an exec down that is about to begin.
    pub async fn write_down(&self, engine: &Engine, life: &Life, exec: &str, mark: &Mark) -> Written {
        match self.ledger.get() {
            Some(ledger) => ledger.write(Entry::new(engine, life, exec, mark)).await,
            None => Written::default(),
        }
    }

    async fn end_again(&self, left: &Arc<Left>) {
        // Whoever ends it just now sees to the rest as well.
        let Ok(mut stream) = left.stream.try_lock() else { return };
        match tokio::time::timeout(PATIENCE, left.end(&mut stream)).await {
            Ok(Ok(Ending::Paused)) => {}
            Ok(Ok(ending)) => self.is_over(left, ending),
            Err(_) => self.again.notify_one(),
            Ok(Err(error)) => {
                tracing::debug!("a shell that was left in {} is not ended: {error}", left.life.name);
                match lost::of(error) {
                    // It may be asked later.
                    Ok(_) => self.again.notify_one(),
                    Err(_) => _ = self.forget(left),
                }
            }
        }
    }

    /// Nobody will end these any more before the next start.
    pub fn give_up(&self) {
        for left in self.lock().drain(..) {
            tracing::warn!("a shell stays in {}, where it could not be ended yet", left.life.name);
        }
    }
}

impl Sessions {
    /// What processes that are gone have left on this engine is [ended](Self::end_left) from now on as what is left here, and
    /// all of it by this way to the engine.
    pub fn take_over(&self, engine: &Engine) {
        for left in self.left.lock().iter() {
            let mut other = left.engine();
            if other.identity() == engine.identity() {
                *other = engine.clone();
            }
        }
        let Some(ledger) = self.left.ledger.get() else { return };
        let left = ledger.take(engine.identity()).into_iter().map(|(entry, written)| {
            let life = entry.life();
            Arc::new(Left::cut_off(engine.clone(), &life, OpenExec { id: entry.exec, mark: entry.mark, written }))
        });
        self.left.lock().extend(left);
    }

    /// Waits until a shell may have to be tried again whose engine had no answer: one that was only busy may have nothing to
    /// tell afterwards.
    pub async fn until_left(&self) {
        self.left.again.notified().await;
    }

    /// Containers changed, or the engine is there again: shells that were left in paused containers are ended where those go
    /// on.
    pub async fn end_left(&self) {
        if !self.left.begins_round() {
            return;
        }
        loop {
            let left: Vec<_> = self.left.lock().clone();
            // Side by side: engines that do not answer do not keep each other waiting.
            join_all(left.iter().map(|left| self.left.end_again(left))).await;
            if !self.left.ends_round() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_in_a_round_is_another_round_and_no_more() {
        let left = LeftShells::default();
        assert!(left.begins_round());
        assert!(!left.begins_round() && !left.begins_round(), "somebody goes round already");
        assert!(left.ends_round(), "and goes once more");
        assert!(!left.ends_round());
        assert!(left.begins_round(), "what happens later begins anew");
    }
}
