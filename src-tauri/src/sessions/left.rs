//! Shells that nobody sees any more, and that are still to be ended. In a container that is paused nothing can be; such a
//! shell is remembered, and ended as soon as its container goes on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quayside_engine::Engine;
use quayside_engine::error::Result;
use quayside_engine::exec::{self, Ending, Mark};

use super::{Sessions, lost};

/// A shell in a container.
pub struct Left {
    pub engine: Engine,
    pub container: String,
    /// Number and mark of its exec.
    pub exec: (String, Mark),
}

impl Left {
    async fn end(&self) -> Result<Ending> {
        let (id, mark) = &self.exec;
        exec::end(&self.engine, &self.container, id, mark).await
    }
}

/// Those whose container is paused. They wait until it goes on or is gone, or until the application ends.
#[derive(Default)]
pub struct LeftShells(Mutex<Vec<Arc<Left>>>);

impl LeftShells {
    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Left>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a shell, or remembers it where its container is paused.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn end(&self, left: Left) -> Result<()> {
        if left.end().await? == Ending::Paused {
            let left = Arc::new(left);
            self.lock().push(Arc::clone(&left));
            // Its container may have gone on before anybody knew of it here.
            self.end_again(&left).await;
        }
        Ok(())
    }

    async fn end_again(&self, left: &Arc<Left>) {
        let is_over = match left.end().await {
            Ok(ending) => ending == Ending::Told,
            Err(error) => {
                tracing::debug!("a shell that was left in {} is not ended: {error}", left.container);
                // An engine that can't be asked now may be later.
                lost::of(error).is_err()
            }
        };
        if is_over {
            self.lock().retain(|other| !Arc::ptr_eq(other, left));
        }
    }

    /// Nobody will end these any more.
    pub fn give_up(&self) {
        for left in self.lock().drain(..) {
            tracing::warn!("a shell stays in {}, which is paused", left.container);
        }
    }
}

impl Sessions {
    /// Containers changed, or the engine is there again: shells that were left in paused containers are ended where those go
    /// on.
    pub async fn end_left(&self) {
        let left: Vec<_> = self.left.lock().clone();
        for left in &left {
            self.left.end_again(left).await;
        }
    }
}
