//! What closing the window does: the application ends where nothing runs, and else what the person says. Kept running, it
//! goes on without a window until it is started again (`instance`).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, CloseRequestApi, Manager, PhysicalPosition, WebviewWindow};
use tauri_specta::Event;

use crate::ipc::CloseAsked;
use crate::settings::WindowClose;
use crate::state::Shell;

/// The only window.
const WINDOW: &str = "main";

/// How long a page may take to show the question. One that has come to grief would keep its window open for ever.
const HEARING: Duration = Duration::from_secs(2);

/// Who closes the window so long after that means something else by it, and is asked anew.
const ASKED_LONG_AGO: Duration = Duration::from_secs(30);

/// A process without a window, in which nothing runs, ends after this: what ran over night is read in the morning.
const FORGOTTEN: Duration = Duration::from_secs(12 * 60 * 60);

/// Between two looks at whether anything runs without a window.
const LOOK: Duration = Duration::from_secs(60);

/// What a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Leave {
    /// The window goes, everything else goes on.
    Stay,
    /// The application ends.
    Quit,
}

/// What closing the window comes to.
#[derive(Debug, PartialEq, Eq)]
enum Closing {
    Quit,
    Stay,
    Ask,
}

/// What is known of the window between two closings.
pub struct Leaving {
    /// The process would be found again.
    can_stay: bool,
    /// Since when the page has been asked without having shown the question.
    unheard: Mutex<Option<Instant>>,
    /// Waits for the end of a process without a window.
    watcher: Mutex<Option<JoinHandle<()>>>,
}

impl Leaving {
    pub fn new(can_stay: bool) -> Self {
        Self { can_stay, unheard: Mutex::default(), watcher: Mutex::default() }
    }

    fn close(&self, runs: bool, chosen: WindowClose, now: Instant) -> Closing {
        match chosen {
            _ if !runs => return Closing::Quit,
            WindowClose::Quit => return Closing::Quit,
            WindowClose::Keep if self.can_stay => return Closing::Stay,
            WindowClose::Keep | WindowClose::Ask => {}
        }
        let mut unheard = self.unheard.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = unheard.filter(|asked| now.duration_since(*asked) < ASKED_LONG_AGO).unwrap_or(now);
        *unheard = Some(asked);
        if now.duration_since(asked) > HEARING { Closing::Quit } else { Closing::Ask }
    }

    /// The page shows the question, or is another one.
    pub fn heard(&self) {
        *self.unheard.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// In the place of the one before, which may have counted the hours of an earlier time without a window.
    fn watch(&self, watcher: Option<JoinHandle<()>>) {
        let mut present = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *present, watcher) {
            before.abort();
        }
    }
}

/// The window is to be closed.
pub fn close_requested(app: &AppHandle, closing: &CloseRequestApi) {
    let (shell, leaving) = (app.state::<Arc<Shell>>(), app.state::<Leaving>());
    match leaving.close(shell.is_at_work(), shell.settings.get().window_close, Instant::now()) {
        Closing::Quit => {}
        Closing::Stay => {
            closing.prevent_close();
            if let Err(error) = stay(app) {
                tracing::warn!("the window stays open: {error}");
            }
        }
        Closing::Ask => {
            closing.prevent_close();
            if let Err(error) = (CloseAsked { can_stay: leaving.can_stay }).emit(app) {
                tracing::warn!("the page can't be asked whether to close: {error}");
            }
        }
    }
}

/// Does what the person answered.
///
/// # Errors
/// `Internal` where the window can't be put away; `InvalidInput` where nobody would find the process again.
pub fn leave(app: &AppHandle, way: Leave) -> Result<()> {
    match way {
        Leave::Quit => {
            quit(app);
            Ok(())
        }
        Leave::Stay if app.state::<Leaving>().can_stay => stay(app),
        Leave::Stay => Err(Error::new(ErrorCode::InvalidInput, "this process would not be found again")),
    }
}

fn stay(app: &AppHandle) -> Result<()> {
    window(app).and_then(|window| window.hide()).map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?;
    app.state::<Leaving>().watch(Some(tauri::async_runtime::spawn(end_when_forgotten(app.clone()))));
    Ok(())
}

/// Ends the application. Its window goes first: what is still to be ended takes a while, and it would seem to hang.
pub fn quit(app: &AppHandle) {
    if let Err(error) = window(app).and_then(|window| window.hide()) {
        tracing::debug!("the window stays until the end: {error}");
    }
    app.exit(0);
}

/// Shows the window, in front of others, where it was.
///
/// # Errors
/// What the window's system says.
pub fn show(app: &AppHandle) -> tauri::Result<()> {
    app.state::<Leaving>().watch(None);
    let window = window(app)?;
    let place: Option<PhysicalPosition<i32>> = window.outer_position().ok();
    let was_hidden = !window.is_visible()?;
    window.show()?;
    window.unminimize()?;
    if let Some(place) = place.filter(|_| was_hidden) {
        // A window manager places anew what it has not seen for a while.
        window.set_position(place)?;
    }
    window.set_focus()
}

fn window(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    app.get_webview_window(WINDOW).ok_or(tauri::Error::WindowNotFound)
}

async fn end_when_forgotten(app: AppHandle) {
    let shell = Arc::clone(&app.state::<Arc<Shell>>());
    let is_hidden = || {
        if !is_found(&app) {
            tracing::warn!("this process would not be found any more: its window is shown");
            if let Err(error) = show(&app) {
                tracing::warn!("the window can't be shown: {error}");
            }
        }
        window(&app).and_then(|window| window.is_visible()).is_ok_and(|visible| !visible)
    };
    if forgotten(is_hidden, || shell.is_at_work()).await {
        app.exit(0);
    }
}

/// Whoever starts the application again finds this process.
#[cfg(target_os = "linux")]
fn is_found(app: &AppHandle) -> bool {
    app.try_state::<crate::instance::First>().is_some_and(|first| first.is_found())
}

#[cfg(not(target_os = "linux"))]
fn is_found(_app: &AppHandle) -> bool {
    false
}

/// True once nothing has run for [`FORGOTTEN`]; false when there is a window again.
async fn forgotten(is_hidden: impl Fn() -> bool, runs: impl Fn() -> bool) -> bool {
    let mut idle = Duration::ZERO;
    while idle < FORGOTTEN {
        tokio::time::sleep(LOOK).await;
        if !is_hidden() {
            return false;
        }
        idle = if runs() { Duration::ZERO } else { idle + LOOK };
    }
    true
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_closing_comes_to() {
        let (kept, apart, now) = (Leaving::new(true), Leaving::new(false), Instant::now());
        for chosen in [WindowClose::Ask, WindowClose::Keep, WindowClose::Quit] {
            assert_eq!(kept.close(false, chosen, now), Closing::Quit, "nothing runs");
        }
        assert_eq!(kept.close(true, WindowClose::Quit, now), Closing::Quit);
        assert_eq!(kept.close(true, WindowClose::Keep, now), Closing::Stay);
        assert_eq!(kept.close(true, WindowClose::Ask, now), Closing::Ask);
        assert_eq!(apart.close(true, WindowClose::Keep, now), Closing::Ask, "nobody would find it again");
    }

    #[test]
    fn a_page_that_does_not_hear_does_not_hold_the_window() {
        let (leaving, now) = (Leaving::new(true), Instant::now());
        let close = |after: u64| leaving.close(true, WindowClose::Ask, now + Duration::from_secs(after));
        assert_eq!((close(0), close(1)), (Closing::Ask, Closing::Ask));
        leaving.heard();
        assert_eq!((close(10), close(11), close(13)), (Closing::Ask, Closing::Ask, Closing::Quit));
        assert_eq!(close(60), Closing::Ask, "much later it is another question");
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_ended_waits_to_be_read() {
        let begun = tokio::time::Instant::now();
        let running = || begun.elapsed() <= Duration::from_secs(3 * 60 * 60);
        assert!(forgotten(|| true, running).await);
        assert_eq!(begun.elapsed(), Duration::from_secs(15 * 60 * 60), "twelve hours after the end of what ran three");
        let looks = Cell::new(0);
        let hidden = || looks.replace(looks.get() + 1) < 2;
        assert!(!forgotten(hidden, || false).await, "there is a window again");
    }
}
