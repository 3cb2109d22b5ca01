//! Frames from the shell to the page: numbered, credited, with exactly one closing frame for each attached page.
//!
//! A frame is `sequence: u32 LE | kind: u8 | payload`. Kinds: 0 output bytes, of a terminal or of both outputs in the order
//! in which they came, 2 a [`SessionInfo`](crate::sessions::SessionInfo) as JSON, 3 the closing one as JSON, 4 bytes for the terminal
//! whose questions nobody waits for (sequences of ours, and output that was shown before), 5 a size that the terminal takes
//! from here on, 6 a jump (`length: u32 LE | rest: u32 LE`, `length` bytes of ours, and output as of kind 0), 7 a glimpse, as
//! kind 4: the screen as it is now, before the jump and the output that lead there. The page goes on showing what it shows until it
//! has been given the jump and `rest` bytes of output behind it. It acknowledges each frame with the
//! number of its bytes once it has dealt with it: a jump or a glimpse when it has been drawn, all else when it has been parsed.
//!
//! Output is kept as it came ([`record`]), and the terminal's state beside it ([`quayside_terminal::Tracker`]). No more is on its way to the page
//! than it deals with in a moment ([`pace`]), [`HIGH_WATER`] bytes at most. A page that falls behind is spared what has
//! scrolled away; while more than [`BACKLOG`] wait that it can't be spared nobody reads the engine's socket, and the process in
//! the container blocks. So it does behind a size that the page has not taken yet, for a while and much sooner.

pub mod kept;
mod pace;
pub mod record;
mod state;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use quayside_engine::hijack::TerminalSize;
use quayside_terminal::Size;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::ipc::{Channel, InvokeResponseBody, IpcResponse};
use tokio::sync::Notify;

pub use record::Printed;
use state::{FLOOD_WATER, Next, State};

/// Unacknowledged bytes that no page has before it. xterm.js stutters beyond 500 kB of backlog.
pub const HIGH_WATER: usize = 512 * 1024;

/// Bytes that may wait to be sent, above which nothing more is read that can't be passed over: more than the rows that a
/// terminal keeps take.
pub const BACKLOG: u64 = 8 * 1024 * 1024;

/// Bytes that may be printed behind a size that the page has not taken yet. None of them can be passed over: it parses so many in
/// a quarter of a second, and takes the next size no later.
const SIZE_BACKLOG: usize = 2 * 1024 * 1024;

/// How long nothing more is read because of that. A page takes a size in less, or is away: what it holds up then is what it would
/// without a size.
const SIZE_PATIENCE: Duration = Duration::from_secs(2);

/// How long output may wait for more of its kind while the page is busy with what it has.
pub const BATCH_WINDOW: Duration = Duration::from_millis(16);

/// While a flood goes on that can be passed over, a page gets one frame in this time: it shows that something happens, and
/// leaves the processor to those who print.
const FLOOD_PACE: Duration = Duration::from_millis(50);

/// A flood is over when nothing has come for so long. Where it was not, twice as long is waited the next time, up to
/// [`FLOOD_PACE`]: on a busy machine it comes in bursts, and after each the page would parse what is passed over a moment
/// later. With each frame's time without a pause it is half as long again.
const CALM: Duration = Duration::from_millis(6);

/// Rows that a terminal keeps above its screen unless a person chose otherwise: a long build log, at some 10 MB in the
/// page for 118 columns. All that was printed can be searched in the shell.
pub const SCROLLBACK: usize = 5_000;

/// The most that a person may choose: rows of usual length still fit in what waits, so that a flood can be passed over.
pub const SCROLLBACK_MAX: usize = 50_000;

/// One frame, as bytes. Crosses as a raw body, not as JSON.
#[derive(Debug, Clone, Type)]
pub struct Frame(pub Vec<u8>);

impl IpcResponse for Frame {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    Output = 0,
    Info = 2,
    Closing = 3,
    Again = 4,
    Size = 5,
    Jump = 6,
    Glimpse = 7,
    /// Ours, for a person to read: where another connection begins. Kept as a kind of its own, and sent as [`Kind::Again`].
    Mark = 8,
}

/// How a page's terminal took the size of this number: only xterm.js knows how it wraps its rows anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SizeReport {
    pub number: u32,
    pub x: u32,
    pub y: u32,
    /// Rows above the screen of the normal buffer, and of the alternate one.
    pub above: u32,
    pub above_alternate: u32,
    /// All rows of the normal buffer.
    pub length: u32,
    /// Columns and rows of the cursors saved in both.
    pub saved_x: [u32; 2],
    pub saved_y: [u32; 2],
}

/// Where frames go: a page's channel, or a test.
pub trait Sink: Send + 'static {
    /// Hands the frame over. A page that has gone takes frames without a word, so this tells nothing.
    fn send(&self, frame: Frame);
}

impl Sink for Channel<Frame> {
    fn send(&self, frame: Frame) {
        // Fails only where the webview itself is gone; the session ends with the window then.
        Channel::send(self, frame).ok();
    }
}

/// One session's way to the page.
pub struct Pump {
    state: Mutex<State>,
    /// Told whenever the page acknowledges or another page attaches.
    credit: Notify,
    /// Told whenever there is something to send, or less of it.
    flow: Notify,
}

impl Pump {
    /// For a terminal of this size that keeps so many rows above its screen. Without a terminal (`tty`) output has bare
    /// line feeds.
    pub fn new(size: TerminalSize, scrollback: usize, tty: bool) -> Self {
        let state = State::new(size, scrollback, tty);
        Self { state: Mutex::new(state), credit: Notify::new(), flow: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is a terminal is known before there is output, and sometimes only then.
    pub fn set_tty(&self, tty: bool) {
        self.state().set_tty(tty);
    }

    /// Sends everything to this page from now on, beginning with the present info, what there was, and the info again
    /// (or the closing frame). The page that was attached before gets nothing more and owes nothing more.
    pub fn attach(&self, sink: impl Sink) {
        self.state().attach(Box::new(sink));
        self.credit.notify_waiters();
        self.flow.notify_waiters();
    }

    /// The page has dealt with so many bytes of frames.
    pub fn acknowledge(&self, bytes: usize) {
        self.state().acknowledge(bytes);
        self.credit.notify_waiters();
    }

    /// Bytes that the page has not dealt with.
    pub fn unacknowledged(&self) -> usize {
        self.state().unacknowledged()
    }

    /// Waits until no more than so many bytes are unacknowledged.
    pub async fn at_most(&self, bytes: usize) {
        self.until(&self.credit, |state| state.unacknowledged() <= bytes).await;
    }

    async fn until(&self, told: &Notify, reached: impl Fn(&State) -> bool) {
        loop {
            let told = told.notified();
            tokio::pin!(told);
            // Registered before the look, so that what happens in between is not missed.
            told.as_mut().enable();
            if reached(&self.state()) {
                return;
            }
            told.await;
        }
    }

    /// Takes output over, and waits for room where too much waits already and the page must have it.
    pub async fn output(&self, kind: Kind, bytes: Bytes) {
        self.state().take(kind, &bytes);
        self.flow.notify_waiters();
        self.until(&self.flow, |state| state.unsent() <= BACKLOG).await;
        let waits_until = self.state().waits_for_size_until();
        if let Some(until) = waits_until {
            tokio::select! {
                () = self.until(&self.flow, |state| !state.waits_for_size()) => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    /// The page has not dealt with what it was sent in the time that it should take: it has much to do, waits for a processor,
    /// or is out of sight.
    pub fn is_late(&self) -> bool {
        self.state().is_late()
    }

    /// Waits until a page that is late has drawn what it was sent, unless that takes longer than drawing does.
    pub async fn drawn(&self) {
        let by = self.state().drawn_by();
        if let Some(by) = by {
            tokio::time::timeout_at(by, self.until(&self.credit, |state| !state.is_late())).await.ok();
        }
    }

    /// The terminal has this size from here on. False where it has it already.
    pub fn resize(&self, size: TerminalSize) -> bool {
        let is_new = self.state().resize(cells(size));
        self.flow.notify_waiters();
        is_new
    }

    /// The page has taken a size.
    pub fn resized(&self, report: SizeReport) {
        self.state().resized(report);
        self.flow.notify_waiters();
    }

    /// Clears the terminal: what is above the screen is gone, and the row of the cursor is the first. It is part of the
    /// stream, so that a page that is loaded later shows the same, and comes between two sequences of the program's.
    pub fn clear(&self) {
        self.state().clear();
        self.flow.notify_waiters();
    }

    /// What there is to read from this byte on, as much as is kept: what the program has printed, and marks of ours.
    pub fn printed(&self, from: u64) -> Printed {
        self.state().printed(from)
    }

    /// What the program has printed, as much as is kept, and nothing else.
    pub fn raw(&self) -> Printed {
        self.state().raw()
    }

    /// Index of the byte that comes next.
    pub fn end(&self) -> u64 {
        self.state().end()
    }

    /// Sends what there is to send whenever the page has room for it. Never ends; stop it by dropping it.
    pub async fn deliver(&self) {
        let mut water = HIGH_WATER;
        let mut calm = CALM;
        loop {
            self.until(&self.flow, State::has_more).await;
            // A key's echo goes at once, a flood in few large frames.
            tokio::select! {
                () = self.at_most(0) => {}
                () = self.until(&self.flow, |state| state.unsent() >= state.frame_max() as u64) => {}
                () = tokio::time::sleep(BATCH_WINDOW) => {}
            }
            self.until(&self.credit, |state| !state.is_full(water)).await;
            let next = self.state().send_next();
            self.flow.notify_waiters();
            water = if next == Next::Paced { FLOOD_WATER } else { HIGH_WATER };
            match next {
                Next::Now => {}
                Next::Paced => {
                    let next = tokio::select! {
                        () = tokio::time::sleep(FLOOD_PACE) => calm / 2,
                        () = self.calm(calm) => calm * 2,
                    };
                    calm = next.clamp(CALM, FLOOD_PACE);
                }
                Next::Nothing => tokio::time::sleep(BATCH_WINDOW).await,
            }
        }
    }

    /// Waits until nothing has come for so long.
    async fn calm(&self, quiet: Duration) {
        let mut end = self.state().end();
        loop {
            tokio::time::sleep(quiet).await;
            // Those who read may have paused for some of that time, and look first.
            tokio::task::yield_now().await;
            let mut state = self.state();
            let now = state.end();
            if now == end {
                state.calm_until(end);
                return;
            }
            end = now;
        }
    }

    /// Waits until everything has been sent.
    pub async fn drained(&self) {
        self.until(&self.flow, |state| !state.has_more()).await;
    }

    /// The info is now this (JSON). Sent at once; where only the newest state matters, wait for [`Pump::at_most`] first.
    pub fn info(&self, json: Vec<u8>) {
        self.state().info(json);
    }

    /// Sends what is left and the closing frame. Later calls change the info that a page gets when it attaches, and close
    /// nothing twice.
    pub fn close(&self, json: Vec<u8>) {
        self.state().close(json);
    }
}

fn cells(size: TerminalSize) -> Size {
    // xterm.js has no terminal with fewer.
    Size { columns: usize::from(size.columns).max(2), rows: usize::from(size.rows).max(1) }
}
