//! What a page is given of one session, and when: no more than it deals with, and nothing that has scrolled away before it
//! could be seen.

use std::collections::VecDeque;
use std::time::Duration;

use quayside_engine::hijack::TerminalSize;
use quayside_terminal::{Jump, Piece, Reported, Resize, Size, Tracker};
use tokio::time::Instant;

use super::pace::Pace;
use super::record::{Printed, Record};
use super::{BACKLOG, Frame, HIGH_WATER, Kind, SIZE_BACKLOG, SIZE_PATIENCE, Sink, SizeReport, cells};

/// Largest frame. xterm.js decodes so many bytes at once; it mistakes some characters that it cuts itself in larger ones.
const FRAME_MAX: usize = 128 * 1024;

/// Bytes that must wait for a page to be spared some of them. Few, for they may be many lines: xterm.js needs a second for
/// 100,000 of them, however short they are.
const WORTHWHILE: u64 = 32 * 1024;

/// So much is held back from a page, when what it shows has scrolled away, until it can be passed over or the flood is over:
/// more than the rows that a terminal keeps take, unless a person chose many.
const HELD: u64 = 2 * 1024 * 1024;

/// And for so long: what is printed faster than a page is given it here, and slower than it can be passed over, would come
/// later and later.
const HELD_FOR: Duration = Duration::from_millis(200);

/// What a frame of a flood takes at most, about a screen, and the unacknowledged bytes above which it waits: what the page still
/// has to parse when the flood ends is what a person waits for after Ctrl-C.
const FLOOD_FRAME: usize = 2 * 1024;
pub(super) const FLOOD_WATER: usize = 32 * 1024;

/// Bytes of a glimpse at most: several screens, unless a program gives each cell colours of its own.
const GLIMPSE: u64 = 32 * 1024;

/// Whatever sequence the terminal may be in, the bell rings.
const BELL: &[u8] = b"\x18\x07";

const HEADER: usize = 5;

pub(super) struct State {
    sink: Option<Box<dyn Sink>>,
    sequence: u32,
    unacknowledged: usize,
    pace: Pace,
    record: Record,
    tracker: Tracker,
    /// Rows that the terminal keeps above its screen.
    scrollback: usize,
    /// Sizes that the page has not been sent, in order.
    sizes: VecDeque<Resize>,
    /// The size that has held up the output last, and until when it may.
    size_patience: Option<(u32, Instant)>,
    /// Index of the first byte that the page has not been sent.
    sent: u64,
    /// The page had a glimpse of what comes later.
    ahead: Option<Ahead>,
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

/// A page that shows the screen as it was when all was printed until here, and has not been given what is above that.
struct Ahead {
    until: u64,
    /// Ours, before the output from where it has not been sent any.
    say: Vec<u8>,
}

/// When the next frame should go.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Now,
    /// The page has been spared much: it gets no more than it takes to see that something happens.
    Paced,
    Nothing,
}

impl State {
    pub(super) fn new(size: TerminalSize, scrollback: usize, tty: bool) -> Self {
        Self {
            sink: None,
            sequence: 0,
            unacknowledged: 0,
            pace: Pace::default(),
            record: Record::default(),
            tracker: Tracker::new(cells(size), scrollback, !tty),
            scrollback,
            sizes: VecDeque::new(),
            size_patience: None,
            sent: 0,
            ahead: None,
            calm: 0,
            held_until: None,
            clear: false,
            info: Vec::new(),
            closed: false,
        }
    }

    /// Whether there is a terminal is known before there is output, and sometimes only then.
    pub(super) fn set_tty(&mut self, tty: bool) {
        if self.record.end() == 0 {
            self.tracker = Tracker::new(self.tracker.size(), self.scrollback, !tty);
        }
    }

    /// This page is given everything from now on, beginning with what there was.
    pub(super) fn attach(&mut self, sink: Box<dyn Sink>) {
        let had_page = self.sink.replace(sink).is_some();
        self.sequence = 0;
        self.unacknowledged = 0;
        self.pace = Pace::default();
        // It answers for what the one before has left.
        self.size_patience = None;
        self.send_info(Kind::Info);
        // Also before anything is printed: the page before may have given the terminal a size.
        if had_page || self.record.end() > 0 {
            self.replay();
        }
        self.send_info(if self.closed { Kind::Closing } else { Kind::Info });
    }

    pub(super) fn acknowledge(&mut self, bytes: usize) {
        self.unacknowledged = self.unacknowledged.saturating_sub(bytes);
        self.pace.acknowledged(bytes, self.unacknowledged == 0);
    }

    /// Takes output over.
    pub(super) fn take(&mut self, kind: Kind, bytes: &[u8]) {
        self.record.push(kind, bytes);
        self.tracker.push(bytes);
        self.clear_if_wanted();
        // A page that is out of sight deals with nothing for seconds: it is shown a little all the same, up to a limit.
        if self.unsent() > BACKLOG && self.is_full(FLOOD_WATER) && self.unacknowledged < HIGH_WATER {
            self.pass_over(BACKLOG / 8);
        }
        self.forget();
    }

    /// The terminal has this size from here on. False where it has it already.
    pub(super) fn resize(&mut self, size: Size) -> bool {
        if self.tracker.size() == size {
            return false;
        }
        let resize = self.tracker.resize(size);
        if self.unsent() == 0 {
            // Also before a process prints, and after it has ended, when nobody delivers.
            self.send_size(resize);
        } else {
            self.sizes.push_back(resize);
        }
        true
    }

    /// The page has taken a size.
    pub(super) fn resized(&mut self, report: SizeReport) {
        let SizeReport { number, x, y, above, above_alternate, length, saved_x, saved_y } = report;
        let saved = [0, 1].map(|buffer| (saved_x[buffer] as usize, saved_y[buffer] as usize));
        let [x, y, above, above_alternate, length] =
            [x, y, above, above_alternate, length].map(|number| number as usize);
        self.tracker.report(number, Reported { x, y, above, above_alternate, length, saved });
        self.clear_if_wanted();
    }

    /// Too much has been printed behind a size that the page has not taken yet.
    pub(super) fn waits_for_size(&self) -> bool {
        self.tracker.awaited().is_some_and(|(_, waiting)| waiting > SIZE_BACKLOG)
    }

    /// The same, and until when that holds up the output: each size does so once.
    pub(super) fn waits_for_size_until(&mut self) -> Option<Instant> {
        let (number, _) = self.tracker.awaited().filter(|_| self.waits_for_size())?;
        match self.size_patience {
            Some((of, until)) if of == number => Some(until),
            _ => Some(self.size_patience.insert((number, Instant::now() + SIZE_PATIENCE)).1),
        }
    }

    /// The terminal is to be cleared as soon as it can be.
    pub(super) fn clear(&mut self) {
        self.clear = true;
        self.clear_if_wanted();
        if self.closed {
            // Nobody delivers any more.
            self.send_rest();
        }
    }

    pub(super) fn info(&mut self, json: Vec<u8>) {
        self.info = json;
        self.send_info(Kind::Info);
    }

    /// Sends what is left and the closing frame, once.
    pub(super) fn close(&mut self, json: Vec<u8>) {
        self.info = json;
        let kind = if self.closed { Kind::Info } else { Kind::Closing };
        self.closed = true;
        self.send_rest();
        self.send_info(kind);
    }

    fn send_info(&mut self, kind: Kind) {
        let info = self.info.clone();
        self.send(kind, &info);
    }

    pub(super) fn unacknowledged(&self) -> usize {
        self.unacknowledged
    }

    /// Index of the byte that comes next.
    pub(super) fn end(&self) -> u64 {
        self.record.end()
    }

    pub(super) fn printed(&self, from: u64) -> Printed {
        self.record.printed(from)
    }

    pub(super) fn raw(&self) -> Printed {
        self.record.raw()
    }

    /// What has come until here was followed by a pause.
    pub(super) fn calm_until(&mut self, end: u64) {
        self.calm = end;
    }

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
    pub(super) fn frame_max(&self) -> usize {
        FRAME_MAX.min(self.pace.water() / 2)
    }

    pub(super) fn unsent(&self) -> u64 {
        self.record.end() - self.sent
    }

    /// Half a character waits for its other half, until the very end.
    pub(super) fn has_more(&self) -> bool {
        let waits = if self.closed { 0 } else { self.record.cut_off() };
        self.unsent() > waits || !self.sizes.is_empty()
    }

    /// Sends the next frame.
    pub(super) fn send_next(&mut self) -> Next {
        if self.ahead.is_some() {
            return self.send_next_behind();
        }
        if let Some(resize) = self.sizes.pop_front_if(|resize| resize.at <= self.sent) {
            self.send_size(resize);
            return Next::Now;
        }
        if self.unsent() < WORTHWHILE {
            self.held_until = None;
        } else if self.pass_over(WORTHWHILE / 2) {
            return Next::Paced;
        } else if self.is_held() {
            self.send_part(FLOOD_FRAME);
            return Next::Paced;
        }
        if self.send_part(self.frame_max()) { Next::Now } else { Next::Nothing }
    }

    /// The same to a page that is ahead: the screen as it is now while the flood goes on, and then what is above it.
    fn send_next_behind(&mut self) -> Next {
        let is_calm = self.calm >= self.record.end();
        let is_new = self.ahead.as_ref().is_some_and(|ahead| ahead.until < self.record.end());
        if is_new && !self.closed && self.pass_over(if is_calm { 0 } else { WORTHWHILE / 2 }) {
            return Next::Paced;
        }
        let Some(Ahead { until, say }) = self.ahead.take() else { return Next::Now };
        let owed = Jump { to: self.sent, say, rings: false };
        // A prompt, which would wait for all the rows above it.
        if is_new && is_calm && !self.closed && self.sizes.is_empty() && self.look_ahead(&owed, until) {
            return Next::Paced;
        }
        // What has been seen is held back no more.
        self.calm = self.calm.max(until);
        // Another jump may take the picture away that stays until this one has been followed.
        let later = self.tracker.jump(self.sent).filter(|jump| jump.to >= until);
        self.jump(later.unwrap_or(owed), until);
        Next::Now
    }

    /// Sends so many bytes of output at most. False where there is none to send.
    fn send_part(&mut self, most: usize) -> bool {
        let Some((kind, part)) = self.next_part(most) else { return false };
        self.send(kind, &part);
        true
    }

    /// So many bytes of output at most, which count as sent.
    fn next_part(&mut self, most: usize) -> Option<(Kind, Vec<u8>)> {
        let end = self.sizes.front().map_or(u64::MAX, |resize| resize.at);
        let (kind, part) = self.record.part(self.sent, end, most, self.closed || end < u64::MAX)?;
        self.sent += part.len() as u64;
        // For the page all that is ours is the same.
        Some((if kind == Kind::Mark { Kind::Again } else { kind }, part))
    }

    pub(super) fn is_late(&self) -> bool {
        self.pace.is_late()
    }

    pub(super) fn drawn_by(&self) -> Option<Instant> {
        self.pace.drawn_by()
    }

    /// More is on its way to the page than it deals with in a moment, and no more goes there.
    pub(super) fn is_full(&self, water: usize) -> bool {
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

    /// Spares the page what has scrolled away, where that is so many bytes at least, and sends it the screen as it is now, or a
    /// little of what comes then.
    fn pass_over(&mut self, least: u64) -> bool {
        if !self.sizes.is_empty() {
            return false;
        }
        let Some(jump) = self.tracker.jump(self.sent).filter(|jump| jump.to - self.sent >= least) else { return false };
        if !self.look_ahead(&jump, 0) {
            self.ahead = None;
            self.jump(jump, 0);
        }
        true
    }

    /// Sends a glimpse of the screen as it is now, and owes this jump. False where there is none of more than what was shown
    /// until here.
    fn look_ahead(&mut self, jump: &Jump, shown: u64) -> bool {
        let Some((until, picture)) = self.glimpse(jump).filter(|(until, _)| *until > shown) else { return false };
        if jump.rings {
            self.send(Kind::Output, BELL);
        }
        self.send(Kind::Glimpse, &picture);
        self.sent = jump.to;
        self.ahead = Some(Ahead { until, say: jump.say.clone() });
        true
    }

    /// What draws the screen as it is now, to a page that has this jump before it, and the index of the byte after it. None where
    /// the jump leads to about the same.
    fn glimpse(&self, jump: &Jump) -> Option<(u64, Vec<u8>)> {
        let end = self.record.end();
        let shown = self.tracker.glimpse(self.sent, jump)?;
        if end - shown.to > GLIMPSE || shown.to - jump.to < GLIMPSE {
            return None;
        }
        let (mut at, mut picture) = (shown.to, shown.say);
        while let Some((_, part)) = self.record.part(at, end, GLIMPSE as usize, false) {
            at += part.len() as u64;
            picture.extend_from_slice(&part);
        }
        Some((at, picture))
    }

    /// Has the page go on from somewhere else, with a little output in the same frame, for it would draw the empty screen that is
    /// between the two. `until`: so far it shows already what it will come to.
    fn jump(&mut self, Jump { to, mut say, rings }: Jump, until: u64) {
        if rings {
            say.push(0x07);
        }
        self.sent = to;
        // None where half a character is all that there is behind it, or the terminal was reset last.
        let part = self.next_part(FLOOD_FRAME).map_or_else(Vec::new, |(_, part)| part);
        let length = (say.len() as u32).to_le_bytes();
        let rest = (until.saturating_sub(self.sent) as u32).to_le_bytes();
        self.send(Kind::Jump, &[&length[..], &rest, &say, &part].concat());
    }

    /// All that there was, in the fewest bytes that make the same of a new terminal.
    fn replay(&mut self) {
        let is_empty = self.record.end() == 0;
        for piece in self.tracker.replay(self.record.start()) {
            match piece {
                // It is as it begins.
                Piece::Say(_) if is_empty => {}
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
        self.ahead = None;
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
