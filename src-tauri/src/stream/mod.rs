//! Frames from the shell to the page: numbered, credited, with exactly one closing frame for each attached page.
//!
//! A frame is `sequence: u32 LE | kind: u8 | payload`. Kinds: 0 output bytes of a terminal or of stdout, 1 output bytes of
//! stderr, 2 a [`SessionInfo`](crate::sessions::SessionInfo) as JSON, 3 the closing one as JSON, 4 bytes for the terminal
//! whose questions nobody waits for (sequences of ours, and output that was shown before), 5 a size that the terminal takes
//! from here on. The page acknowledges each frame with the number of its bytes once it has dealt with it.
//!
//! Output is kept as it came ([`record`]), and the terminal's state beside it ([`Tracker`]). No more is on its way to the page
//! than it deals with in a moment ([`pace`]), [`HIGH_WATER`] bytes at most. A page that falls behind is spared what has
//! scrolled away; while more than [`BACKLOG`] wait that it can't be spared nobody reads the engine's socket, and the process in
//! the container blocks.

mod pace;
pub mod record;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use quayside_engine::hijack::{Source, TerminalSize};
use quayside_terminal::{Piece, Reported, Resize, Size, Tracker};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::ipc::{Channel, InvokeResponseBody, IpcResponse};
use tokio::sync::Notify;
use tokio::time::Instant;

use pace::Pace;
pub use record::Printed;
use record::Record;

/// Unacknowledged bytes that no page has before it. xterm.js stutters beyond 500 kB of backlog.
pub const HIGH_WATER: usize = 512 * 1024;

/// Bytes that may wait to be sent, above which nothing more is read that can't be passed over: more than the rows that a
/// terminal keeps take.
pub const BACKLOG: u64 = 8 * 1024 * 1024;

/// Largest frame. xterm.js decodes so many bytes at once; it mistakes some characters that it cuts itself in larger ones.
const FRAME_MAX: usize = 128 * 1024;

/// How long output may wait for more of its kind while the page is busy with what it has.
pub const BATCH_WINDOW: Duration = Duration::from_millis(16);

/// Bytes that must wait for a page to be spared some of them. Few, for they may be many lines: xterm.js needs a second for
/// 100,000 of them, however short they are.
const WORTHWHILE: u64 = 32 * 1024;

/// So much is held back from a page, when what it shows has scrolled away, until it can be passed over or the flood is over:
/// more than the rows that a terminal keeps take, unless a person chose many.
const HELD: u64 = 2 * 1024 * 1024;

/// And for so long: what is printed faster than a page is given it here, and slower than it can be passed over, would come
/// later and later.
const HELD_FOR: Duration = Duration::from_millis(200);

/// While a flood goes on that can be passed over, a page gets one frame in this time: it shows that something happens, and
/// leaves the processor to those who print.
const FLOOD_PACE: Duration = Duration::from_millis(50);

/// What such a frame takes at most, about a screen, and the unacknowledged bytes above which it waits: what the page still
/// has to parse when the flood ends is what a person waits for after Ctrl-C.
const FLOOD_FRAME: usize = 2 * 1024;
const FLOOD_WATER: usize = 32 * 1024;

/// A flood is over when nothing has come for so long. Where it was not, twice as long is waited the next time, up to
/// [`FLOOD_PACE`]: on a busy machine it comes in bursts, and after each the page would parse what is passed over a moment
/// later. With each frame's time without a pause it is half as long again.
const CALM: Duration = Duration::from_millis(6);

/// Rows that a terminal keeps above its screen unless a person chose otherwise: a long build log, at some 10 MB in the
/// page for 118 columns. All that was printed can be searched in the shell.
pub const SCROLLBACK: usize = 5_000;

/// The most that a person may choose: rows of usual length still fit in what waits, so that a flood can be passed over.
pub const SCROLLBACK_MAX: usize = 50_000;

const HEADER: usize = 5;

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
    Stdout = 0,
    Stderr = 1,
    Info = 2,
    Closing = 3,
    Again = 4,
    Size = 5,
}

impl From<Source> for Kind {
    fn from(source: Source) -> Self {
        match source {
            Source::Stdout => Self::Stdout,
            Source::Stderr => Self::Stderr,
        }
    }
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

struct State {
    sink: Option<Box<dyn Sink>>,
    sequence: u32,
    unacknowledged: usize,
    pace: Pace,
    record: Record,
    tracker: Tracker,
    /// Rows that the terminal keeps above its screen.
    scrollback: usize,
    /// Sizes that the page has not been sent, in order.
    sizes: std::collections::VecDeque<Resize>,
    /// Index of the first byte that the page has not been sent.
    sent: u64,
    /// What came before this byte was followed by a pause, and is held back no more.
    calm: u64,
    /// Until when what has come since may be; none while the page is not behind.
    held_until: Option<Instant>,
    /// The terminal is cleared as soon as it can be.
    clear: bool,
    /// The present info, sent to a page that attaches.
    info: Vec<u8>,
    closed: bool,
}

/// When the next frame should go.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Now,
    /// The page has been spared much: it gets no more than it takes to see that something happens.
    Paced,
    Nothing,
}

impl State {
    fn send(&mut self, kind: Kind, payload: &[u8]) {
        let Some(sink) = &self.sink else { return };
        let mut frame = Vec::with_capacity(HEADER + payload.len());
        frame.extend(self.sequence.to_le_bytes());
        frame.push(kind as u8);
        frame.extend(payload);
        self.sequence = self.sequence.wrapping_add(1);
        self.unacknowledged += frame.len();
        self.pace.sent();
        sink.send(Frame(frame));
    }

    fn send_size(&mut self, Resize { number, size, .. }: Resize) {
        let number = number.to_le_bytes();
        let columns = (size.columns as u16).to_le_bytes();
        let rows = (size.rows as u16).to_le_bytes();
        self.send(Kind::Size, &[&number[..], &columns, &rows].concat());
    }

    /// Bytes of a frame at most: half of what may be on its way, so that the page always has something to do.
    fn frame_max(&self) -> usize {
        FRAME_MAX.min(self.pace.water() / 2)
    }

    fn unsent(&self) -> u64 {
        self.record.end() - self.sent
    }

    /// Half a character waits for its other half, until the very end.
    fn has_more(&self) -> bool {
        let waits = if self.closed { 0 } else { self.record.cut_off() };
        self.unsent() > waits || !self.sizes.is_empty()
    }

    /// Sends the next frame.
    fn send_next(&mut self) -> Next {
        if let Some(resize) = self.sizes.pop_front_if(|resize| resize.at <= self.sent) {
            self.send_size(resize);
            return Next::Now;
        }
        if self.unsent() < WORTHWHILE {
            self.held_until = None;
        } else if self.pass_over(WORTHWHILE / 2) || self.is_held() {
            self.send_part(FLOOD_FRAME);
            return Next::Paced;
        }
        if self.send_part(self.frame_max()) { Next::Now } else { Next::Nothing }
    }

    /// Sends so many bytes of output at most. False where there is none to send.
    fn send_part(&mut self, most: usize) -> bool {
        let end = self.sizes.front().map_or(u64::MAX, |resize| resize.at);
        let Some((kind, part)) = self.record.part(self.sent, end, most, self.closed || end < u64::MAX) else {
            return false;
        };
        self.sent += part.len() as u64;
        self.send(kind, &part);
        true
    }

    /// More is on its way to the page than it deals with in a moment, and no more goes there.
    fn is_full(&self, water: usize) -> bool {
        self.unacknowledged > water.min(self.pace.water() / 2)
    }

    /// A flood has begun that can be passed over once it has filled all rows that the terminal keeps. What the page were sent
    /// until then it would parse in vain, in the way of those who print.
    fn is_held(&mut self) -> bool {
        let waits = !self.closed && self.sizes.is_empty() && self.sent >= self.calm && self.unsent() < HELD;
        waits && self.tracker.has_passed(self.sent) && {
            let now = Instant::now();
            now < *self.held_until.get_or_insert(now + HELD_FOR)
        }
    }

    /// Spares the page what has scrolled away, where that is so many bytes at least.
    fn pass_over(&mut self, least: u64) -> bool {
        if !self.sizes.is_empty() {
            return false;
        }
        let Some(jump) = self.tracker.jump(self.sent).filter(|jump| jump.to - self.sent >= least) else { return false };
        self.send(Kind::Again, &jump.say);
        self.sent = jump.to;
        true
    }

    /// All that there was, in the fewest bytes that make the same of a new terminal.
    fn replay(&mut self) {
        for piece in self.tracker.replay(self.record.start()) {
            match piece {
                Piece::Say(bytes) => self.send(Kind::Again, &bytes),
                Piece::Resize(resize) => self.send_size(resize),
                Piece::Bytes(mut from, to) => {
                    while let Some((_, part)) = self.record.part(from, to, FRAME_MAX, true).filter(|_| from < to) {
                        from += part.len() as u64;
                        self.send(Kind::Again, &part);
                    }
                }
            }
        }
        self.sizes.clear();
        self.sent = self.record.end();
    }

    /// Clears the terminal where that was asked for and this is a place for it.
    fn clear_if_wanted(&mut self) {
        let Some(sequences) = self.tracker.clearing().filter(|_| self.clear) else { return };
        self.clear = false;
        self.record.push(Kind::Again, &sequences);
        self.tracker.push(&sequences);
    }

    /// Sends all that is left, whether there is room for it or not.
    fn send_rest(&mut self) {
        while self.has_more() && self.send_next() != Next::Nothing {}
    }

    /// Forgets what neither a page that comes later nor this one will be given.
    fn forget(&mut self) {
        if self.record.forget(self.sent) {
            self.tracker.forget(self.record.start());
        }
    }
}

impl Pump {
    /// For a terminal of this size that keeps so many rows above its screen. Without a terminal (`tty`) output has bare
    /// line feeds.
    pub fn new(size: TerminalSize, scrollback: usize, tty: bool) -> Self {
        let state = State {
            sink: None,
            sequence: 0,
            unacknowledged: 0,
            pace: Pace::default(),
            record: Record::default(),
            tracker: Tracker::new(cells(size), scrollback, !tty),
            scrollback,
            sizes: std::collections::VecDeque::new(),
            sent: 0,
            calm: 0,
            held_until: None,
            clear: false,
            info: Vec::new(),
            closed: false,
        };
        Self { state: Mutex::new(state), credit: Notify::new(), flow: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is a terminal is known before there is output, and sometimes only then.
    pub fn set_tty(&self, tty: bool) {
        let mut state = self.state();
        if state.record.end() == 0 {
            state.tracker = Tracker::new(state.tracker.size(), state.scrollback, !tty);
        }
    }

    /// Sends everything to this page from now on, beginning with the present info, what there was, and the info again
    /// (or the closing frame). The page that was attached before gets nothing more and owes nothing more.
    pub fn attach(&self, sink: impl Sink) {
        let mut state = self.state();
        state.sink = Some(Box::new(sink));
        state.sequence = 0;
        state.unacknowledged = 0;
        state.pace = Pace::default();
        let info = state.info.clone();
        state.send(Kind::Info, &info);
        if state.record.end() > 0 {
            state.replay();
        }
        let kind = if state.closed { Kind::Closing } else { Kind::Info };
        state.send(kind, &info);
        drop(state);
        self.credit.notify_waiters();
        self.flow.notify_waiters();
    }

    /// The page has dealt with so many bytes of frames.
    pub fn acknowledge(&self, bytes: usize) {
        let mut state = self.state();
        state.unacknowledged = state.unacknowledged.saturating_sub(bytes);
        let all = state.unacknowledged == 0;
        state.pace.acknowledged(bytes, all);
        drop(state);
        self.credit.notify_waiters();
    }

    /// Bytes that the page has not dealt with.
    pub fn unacknowledged(&self) -> usize {
        self.state().unacknowledged
    }

    /// Waits until no more than so many bytes are unacknowledged.
    pub async fn at_most(&self, bytes: usize) {
        self.until(&self.credit, |state| state.unacknowledged <= bytes).await;
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
        {
            let mut state = self.state();
            state.record.push(kind, &bytes);
            state.tracker.push(&bytes);
            state.clear_if_wanted();
            // A page that is out of sight deals with nothing for seconds: it is shown a little all the same, up to a limit.
            let is_stuck = state.unsent() > BACKLOG && state.is_full(FLOOD_WATER);
            if is_stuck && state.unacknowledged < HIGH_WATER && state.pass_over(BACKLOG / 8) {
                state.send_part(FLOOD_FRAME);
            }
            state.forget();
        }
        self.flow.notify_waiters();
        self.until(&self.flow, |state| state.unsent() <= BACKLOG).await;
    }

    /// The terminal has this size from here on. False where it has it already.
    pub fn resize(&self, size: TerminalSize) -> bool {
        let mut state = self.state();
        if state.tracker.size() == cells(size) {
            return false;
        }
        let resize = state.tracker.resize(cells(size));
        if state.unsent() == 0 {
            // Also before a process prints, and after it has ended, when nobody delivers.
            state.send_size(resize);
        } else {
            state.sizes.push_back(resize);
        }
        drop(state);
        self.flow.notify_waiters();
        true
    }

    /// The page has taken a size.
    pub fn resized(&self, report: SizeReport) {
        let SizeReport { number, x, y, above, above_alternate, length, saved_x, saved_y } = report;
        let saved = [0, 1].map(|buffer| (saved_x[buffer] as usize, saved_y[buffer] as usize));
        let [x, y, above, above_alternate, length] =
            [x, y, above, above_alternate, length].map(|number| number as usize);
        let mut state = self.state();
        state.tracker.report(number, Reported { x, y, above, above_alternate, length, saved });
        state.clear_if_wanted();
        drop(state);
        self.flow.notify_waiters();
    }

    /// Clears the terminal: what is above the screen is gone, and the row of the cursor is the first. It is part of the
    /// stream, so that a page that is loaded later shows the same, and comes between two sequences of the program's.
    pub fn clear(&self) {
        let mut state = self.state();
        state.clear = true;
        state.clear_if_wanted();
        if state.closed {
            // Nobody delivers any more.
            state.send_rest();
        }
        drop(state);
        self.flow.notify_waiters();
    }

    /// What the program has printed from this byte on, as much as is kept.
    pub fn printed(&self, from: u64) -> Printed {
        self.state().record.printed(from)
    }

    /// Index of the byte that comes next.
    pub fn end(&self) -> u64 {
        self.state().record.end()
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
        let mut end = self.state().record.end();
        loop {
            tokio::time::sleep(quiet).await;
            let mut state = self.state();
            let now = state.record.end();
            if now == end {
                state.calm = end;
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
        let mut state = self.state();
        state.info = json;
        let info = state.info.clone();
        state.send(Kind::Info, &info);
    }

    /// Sends what is left and the closing frame. Later calls change the info that a page gets when it attaches, and close
    /// nothing twice.
    pub fn close(&self, json: Vec<u8>) {
        let mut state = self.state();
        state.info = json;
        let kind = if state.closed { Kind::Info } else { Kind::Closing };
        state.closed = true;
        state.send_rest();
        let info = state.info.clone();
        state.send(kind, &info);
    }
}

fn cells(size: TerminalSize) -> Size {
    // xterm.js has no terminal with fewer.
    Size { columns: usize::from(size.columns).max(2), rows: usize::from(size.rows).max(1) }
}
