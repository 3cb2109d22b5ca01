//! One session as the rest of the shell sees it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::{BoxFuture, Shared};
use quayside_engine::Engine;
use quayside_engine::detach::DetachKeys;
use quayside_engine::error::Result;
use quayside_engine::hijack::TerminalSize;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::containers::On;
use super::left::LeftShells;
use super::{Loss, SessionInfo, SessionPhase};
use crate::stream::Pump;

/// Pieces of input that wait while the process does not read. What comes after waits in the page.
pub(super) const INPUT_QUEUE: usize = 64;

/// A session as the rest of the shell sees it.
pub struct Session {
    pub(super) info: Mutex<SessionInfo>,
    pub(super) on: Mutex<On>,
    pub(super) pump: Pump,
    /// The keys that leave its process running.
    pub(super) keys: DetachKeys,
    /// To the process that it is connected to; nobody takes anything while it is lost.
    pub(super) input: Mutex<mpsc::Sender<Vec<u8>>>,
    pub(super) size: watch::Sender<TerminalSize>,
    pub(super) again: mpsc::Sender<Again>,
    /// What becomes of an attempt to connect it again.
    pub(super) connecting: Mutex<Option<Connecting>>,
    /// All sessions': one of them can be connected again from now on.
    pub(super) is_lost: Arc<Notify>,
    /// All sessions': shells that are still to be ended.
    pub(super) left: Arc<LeftShells>,
    /// Stop the work: stop the container, end the shell.
    pub(super) cancel: CancellationToken,
    /// Its container has been stopped by it.
    pub(super) stopped: CancellationToken,
    /// Let go of it: the container goes on by itself.
    pub(super) detach: CancellationToken,
    /// The work is over.
    pub(super) ended: CancellationToken,
}

/// The engine to connect to again, and whom to tell how that went.
pub(super) type Again = (Engine, oneshot::Sender<Result<()>>);

/// All who ask for that while it is under way are told the same.
pub(super) type Connecting = Shared<BoxFuture<'static, Result<()>>>;

/// The ends that the session's task holds.
pub(super) struct Ends {
    pub input: mpsc::Receiver<Vec<u8>>,
    pub size: watch::Receiver<TerminalSize>,
    pub again: mpsc::Receiver<Again>,
}

impl Session {
    pub(super) fn lock(&self) -> MutexGuard<'_, SessionInfo> {
        self.info.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn info(&self) -> SessionInfo {
        self.lock().clone()
    }

    /// Resolves when nobody wants the work any more.
    pub(super) async fn given_up(&self) {
        tokio::select! {
            () = self.cancel.cancelled() => {}
            () = self.detach.cancelled() => {}
        }
    }

    /// It has been.
    pub(super) fn is_given_up(&self) -> bool {
        self.cancel.is_cancelled() || self.detach.is_cancelled()
    }

    /// It is connected again. What was typed before was meant for what is gone, also where it is still on its way.
    pub(super) fn joins(&self, ends: &mut Ends) {
        let (input, input_end) = mpsc::channel(INPUT_QUEUE);
        self.update(|info| {
            *self.input.lock().unwrap_or_else(PoisonError::into_inner) = input;
            ends.input = input_end;
            info.connection += 1;
            info.phase = SessionPhase::Running;
        });
    }

    /// The way to the process that it was connected to so often.
    pub(super) fn input(&self, connection: u32) -> Option<mpsc::Sender<Vec<u8>>> {
        let info = self.lock();
        let input = self.input.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (info.connection == connection).then_some(input)
    }

    /// Changes the info and tells the page.
    pub(super) fn update(&self, change: impl FnOnce(&mut SessionInfo)) {
        let mut info = self.lock();
        change(&mut info);
        // Under the lock, so that the page sees changes in the order in which they were made.
        self.tell(&info);
    }

    pub(super) fn tell(&self, info: &SessionInfo) {
        let json = serde_json::to_vec(info).unwrap_or_default();
        if info.phase.is_final() {
            self.pump.close(json);
            self.leaves_its_engine();
            self.ended.cancel();
        } else {
            if matches!(info.phase, SessionPhase::Lost { loss: Loss::Engine { .. } }) {
                self.leaves_its_engine();
            }
            self.pump.info(json);
        }
    }
}
