//! News of jobs on their way to the page: the newest state of what has changed, one message in flight.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::ipc::Channel;
use tokio::sync::Notify;

use super::{JobId, JobNews};

/// Least time between two messages: a bar that moves ten times a second looks continuous.
pub const NEWS_INTERVAL: Duration = Duration::from_millis(100);

/// Where news goes: a page's channel, or a test.
pub trait NewsSink: Send + 'static {
    fn send(&self, news: JobNews);
}

impl NewsSink for Channel<JobNews> {
    fn send(&self, news: JobNews) {
        // Fails only where the webview itself is gone.
        Channel::send(self, news).ok();
    }
}

#[derive(Default)]
pub(super) struct Watch {
    state: Mutex<State>,
    told: Notify,
}

#[derive(Default)]
struct State {
    sink: Option<Box<dyn NewsSink>>,
    /// Which page it is: the task of one that was attached before ends.
    page: u32,
    changed: BTreeSet<JobId>,
    gone: Vec<JobId>,
    /// The page has not yet dealt with what it got last.
    owes: bool,
}

impl Watch {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends everything to this page from now on, beginning with these; returns its number.
    pub(super) fn attach(&self, sink: impl NewsSink, present: BTreeSet<JobId>) -> u32 {
        let mut state = self.state();
        let page = state.page + 1;
        *state = State { sink: Some(Box::new(sink)), page, changed: present, gone: Vec::new(), owes: false };
        drop(state);
        self.told.notify_waiters();
        page
    }

    pub(super) fn changed(&self, id: JobId) {
        self.state().changed.insert(id);
        self.told.notify_waiters();
    }

    pub(super) fn gone(&self, id: JobId) {
        let mut state = self.state();
        state.changed.remove(&id);
        // Before a page is there, nobody has heard of it.
        if state.sink.is_some() {
            state.gone.push(id);
        }
        drop(state);
        self.told.notify_waiters();
    }

    pub(super) fn acknowledge(&self) {
        self.state().owes = false;
        self.told.notify_waiters();
    }

    /// Waits until there is news that the page has room for; none where another page has taken its place.
    pub(super) async fn due(&self, page: u32) -> Option<(BTreeSet<JobId>, Vec<JobId>)> {
        loop {
            let told = self.told.notified();
            tokio::pin!(told);
            // Registered before the look, so that a change in between is not missed.
            told.as_mut().enable();
            {
                let mut state = self.state();
                if state.page != page {
                    return None;
                }
                let has_news = !state.changed.is_empty() || !state.gone.is_empty();
                if has_news && !state.owes {
                    return Some((std::mem::take(&mut state.changed), std::mem::take(&mut state.gone)));
                }
            }
            told.await;
        }
    }

    pub(super) fn send(&self, page: u32, news: JobNews) {
        let mut state = self.state();
        if state.page == page {
            state.owes = true;
            if let Some(sink) = &state.sink {
                sink.send(news);
            }
        }
    }
}
