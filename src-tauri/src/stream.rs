//! Frames from the shell to the page: numbered, credited, with exactly one closing frame for each attached page.
//!
//! A frame is `sequence: u32 LE | kind: u8 | payload`. Kinds: 0 output bytes of a terminal or of stdout, 1 output bytes of
//! stderr, 2 a [`SessionInfo`](crate::sessions::SessionInfo) as JSON, 3 the closing one as JSON. The page acknowledges each
//! frame with the number of its bytes once it has dealt with it. While more than [`HIGH_WATER`] bytes are not
//! acknowledged, [`Pump::output`] waits, so that nobody reads the engine's socket and the process in the container blocks.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use quayside_engine::hijack::Source;
use specta::Type;
use tauri::ipc::{Channel, InvokeResponseBody, IpcResponse};
use tokio::sync::Notify;

/// Unacknowledged bytes above which nothing more is read. xterm.js stutters beyond 500 kB of backlog, and the page needs
/// about 50 ms for this much, which is how long Ctrl-C may lag behind a flood.
pub const HIGH_WATER: usize = 512 * 1024;

/// Largest frame. xterm.js parses 16 MB/s in frames of this size; larger ones make it drop frames for more than 100 ms.
const FRAME_MAX: usize = 256 * 1024;

/// How long output may wait for more of its kind while the page is busy with what it has.
pub const BATCH_WINDOW: Duration = Duration::from_millis(16);

/// Output kept for a page that attaches later (a reload): enough for the scrollback of a terminal.
const RETAINED: usize = 2 * 1024 * 1024;

/// Retained output is gathered in pieces of at least this much, and forgotten in such pieces.
const RETAINED_PIECE: usize = 64 * 1024;

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
}

impl From<Source> for Kind {
    fn from(source: Source) -> Self {
        match source {
            Source::Stdout => Self::Stdout,
            Source::Stderr => Self::Stderr,
        }
    }
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
#[derive(Default)]
pub struct Pump {
    state: Mutex<State>,
    /// Told whenever the page acknowledges or another page attaches.
    credit: Notify,
}

#[derive(Default)]
struct State {
    sink: Option<Box<dyn Sink>>,
    sequence: u32,
    unacknowledged: usize,
    retained: VecDeque<(Kind, BytesMut)>,
    retained_bytes: usize,
    /// The present info, sent to a page that attaches.
    info: Vec<u8>,
    closed: bool,
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
        sink.send(Frame(frame));
    }

    fn retain(&mut self, kind: Kind, bytes: &[u8]) {
        self.retained_bytes += bytes.len();
        match self.retained.back_mut() {
            // A program that prints a byte at a time must not cost an entry for each.
            Some((last, piece)) if *last == kind && piece.len() < RETAINED_PIECE => piece.extend_from_slice(bytes),
            _ => self.retained.push_back((kind, BytesMut::from(bytes))),
        }
        while self.retained_bytes > RETAINED {
            let Some((_, oldest)) = self.retained.pop_front() else { break };
            self.retained_bytes -= oldest.len();
        }
    }

    /// All that is retained, in frames as large as they may be.
    fn replay(&mut self) {
        let mut batch = BytesMut::new();
        let mut of = Kind::Stdout;
        for (kind, bytes) in self.retained.clone() {
            if !batch.is_empty() && (kind != of || batch.len() + bytes.len() > FRAME_MAX) {
                self.send(of, &batch.split());
            }
            of = kind;
            batch.extend_from_slice(&bytes);
        }
        if !batch.is_empty() {
            self.send(of, &batch);
        }
    }
}

impl Pump {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends everything to this page from now on, beginning with the present info, the retained output, and the info again
    /// (or the closing frame), which tells the page that what follows is new. The page that was attached before gets
    /// nothing more and owes nothing more.
    pub fn attach(&self, sink: impl Sink) {
        let mut state = self.state();
        state.sink = Some(Box::new(sink));
        state.sequence = 0;
        state.unacknowledged = 0;
        let info = state.info.clone();
        state.send(Kind::Info, &info);
        state.replay();
        let kind = if state.closed { Kind::Closing } else { Kind::Info };
        state.send(kind, &info);
        drop(state);
        self.credit.notify_waiters();
    }

    /// The page has dealt with so many bytes of frames.
    pub fn acknowledge(&self, bytes: usize) {
        let mut state = self.state();
        state.unacknowledged = state.unacknowledged.saturating_sub(bytes);
        drop(state);
        self.credit.notify_waiters();
    }

    /// Bytes that the page has not dealt with.
    pub fn unacknowledged(&self) -> usize {
        self.state().unacknowledged
    }

    /// Waits until no more than so many bytes are unacknowledged.
    pub async fn at_most(&self, bytes: usize) {
        loop {
            let told = self.credit.notified();
            tokio::pin!(told);
            // Registered before the look, so that an acknowledgement in between is not missed.
            told.as_mut().enable();
            if self.unacknowledged() <= bytes {
                return;
            }
            told.await;
        }
    }

    /// Sends output as soon as the page has room for it.
    pub async fn output(&self, kind: Kind, mut bytes: Bytes) {
        while !bytes.is_empty() {
            self.at_most(HIGH_WATER).await;
            let piece = bytes.split_to(bytes.len().min(FRAME_MAX));
            let mut state = self.state();
            state.send(kind, &piece);
            state.retain(kind, &piece);
        }
    }

    /// The info is now this (JSON). Sent at once; where only the newest state matters, wait for [`Pump::at_most`] first.
    pub fn info(&self, json: Vec<u8>) {
        let mut state = self.state();
        state.info = json;
        let info = state.info.clone();
        state.send(Kind::Info, &info);
    }

    /// Sends the closing frame. Later calls change the info that a page gets when it attaches, and close nothing twice.
    pub fn close(&self, json: Vec<u8>) {
        let mut state = self.state();
        state.info = json;
        let info = state.info.clone();
        let kind = if state.closed { Kind::Info } else { Kind::Closing };
        state.closed = true;
        state.send(kind, &info);
    }
}

/// Output on its way to a pump, gathered while the page is behind: what a person types is echoed at once, a flood goes in
/// few large frames.
#[derive(Default)]
pub struct Batch {
    kind: Option<Kind>,
    bytes: BytesMut,
    since: Option<tokio::time::Instant>,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// No more should be read before this has been sent.
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= FRAME_MAX
    }

    /// Whether these bytes can go with what is there already: only output of the same kind can.
    pub fn accepts(&self, kind: Kind) -> bool {
        self.bytes.is_empty() || self.kind == Some(kind)
    }

    pub fn push(&mut self, kind: Kind, bytes: &[u8]) {
        self.kind = Some(kind);
        self.since.get_or_insert_with(tokio::time::Instant::now);
        self.bytes.extend_from_slice(bytes);
    }

    /// Waits until the gathered output should be sent: the page is idle, the batch is full, or its window is over.
    pub async fn due(&self, pump: &Pump) {
        let Some(since) = self.since else { return std::future::pending().await };
        if self.is_full() {
            return;
        }
        tokio::select! {
            () = pump.at_most(0) => {}
            () = tokio::time::sleep_until(since + BATCH_WINDOW) => {}
        }
    }

    /// Sends it, as soon as the page has room.
    pub async fn send(&mut self, pump: &Pump) {
        self.since = None;
        if let Some(kind) = self.kind.take() {
            pump.output(kind, self.bytes.split().freeze()).await;
        }
    }
}
