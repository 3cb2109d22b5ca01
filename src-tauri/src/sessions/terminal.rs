//! Both directions of a process's stream: output to the page with credit, input and size to the engine. Each direction goes
//! on while the other one waits: Ctrl-C must get through a flood.

use std::future::Future;
use std::time::Duration;

use quayside_engine::detach::DetachKeys;
use quayside_engine::error::Result;
use quayside_engine::hijack::{Hijacked, Input, Output, TerminalSize};
use tokio::sync::{Notify, mpsc, watch};

use super::session::Ends;
use crate::stream::{Kind, Pump};

/// How a stream came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Closed,
    /// The last that was typed were the keys that leave it.
    Left,
}

/// Carries the stream until the process closes its output. Nothing typed goes to the process before its terminal has the
/// size that it is shown in, as far as the engine lets it have one.
///
/// # Errors
/// `EngineLost` where the connection breaks.
pub async fn carry<F: Future<Output = Result<()>>>(
    stream: &mut Hijacked,
    ends: &mut Ends,
    pump: &Pump,
    keys: &DetachKeys,
    resize: impl Fn(TerminalSize) -> F,
) -> Result<End> {
    let Hijacked { output, input } = stream;
    let mut typed = Typed { keys: keys.bytes(), last: Vec::new() };
    let sized = Notify::new();
    let ended = tokio::select! {
        ended = carry_output(output, pump) => ended,
        () = pump.deliver() => Ok(()),
        never = async {
            sized.notified().await;
            carry_input(input, &mut ends.input, &mut typed).await
        } => match never {},
        never = carry_size(&mut ends.size, &sized, resize) => match never {},
    };
    // What it printed last goes at the page's pace too.
    tokio::select! {
        () = pump.drained() => {}
        () = pump.deliver() => {}
    }
    ended.map(|()| if typed.leaves() { End::Left } else { End::Closed })
}

/// The last bytes that were typed, as many as the keys that leave have.
struct Typed<'a> {
    keys: &'a [u8],
    last: Vec<u8>,
}

impl Typed<'_> {
    fn add(&mut self, bytes: &[u8]) {
        self.last.extend(bytes);
        let old = self.last.len().saturating_sub(self.keys.len());
        self.last.drain(..old);
    }

    fn leaves(&self) -> bool {
        !self.keys.is_empty() && self.last == self.keys
    }
}

enum Never {}

/// Bytes after which what is typed, and what goes to the page, has its turn. Of a process that prints without a pause there is
/// always more to read, and tokio by itself would let some megabytes pass.
const TURN: usize = 64 * 1024;

/// The same while the page is late. A pause follows, in which the page finds a processor (ADR
/// 0029). What comes meanwhile waits with the engine, which holds some of it, so that those who print go on for a while.
const LATE_TURN: usize = 192 * 1024;
const LATE_PAUSE: Duration = Duration::from_millis(1);

async fn carry_output(output: &mut Output, pump: &Pump) -> Result<()> {
    let mut taken = 0;
    while let Some((_, bytes)) = output.next().await? {
        taken += bytes.len();
        // Who looks at a session does not tell its outputs apart, and in turns they would come in a frame for each line.
        pump.output(Kind::Output, bytes).await;
        if pump.is_late() {
            if taken >= LATE_TURN {
                taken = 0;
                pump.drawn().await;
                tokio::time::sleep(LATE_PAUSE).await;
            }
        } else if taken >= TURN {
            taken = 0;
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

async fn carry_input(input: &mut Input, queue: &mut mpsc::Receiver<Vec<u8>>, typed: &mut Typed<'_>) -> Never {
    while let Some(bytes) = queue.recv().await {
        typed.add(&bytes);
        if let Err(error) = input.write(&bytes).await {
            // The output side learns of it too and says so; what was typed has nowhere to go.
            tracing::debug!("input of a process that is gone: {error}");
            break;
        }
    }
    std::future::pending().await
}

async fn carry_size<F: Future<Output = Result<()>>>(
    size: &mut watch::Receiver<TerminalSize>,
    sized: &Notify,
    resize: impl Fn(TerminalSize) -> F,
) -> Never {
    loop {
        let present = *size.borrow_and_update();
        if let Err(error) = resize(present).await {
            tracing::debug!("the terminal keeps its size: {error}");
        }
        sized.notify_one();
        if size.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_known_however_they_come() {
        let keys = DetachKeys::default();
        let leaves = |pieces: &[&[u8]]| {
            let mut typed = Typed { keys: keys.bytes(), last: Vec::new() };
            pieces.iter().for_each(|piece| typed.add(piece));
            typed.leaves()
        };
        assert!(leaves(&[b"\x10\x11"]) && leaves(&[b"ls\r\x10", b"\x11"]));
        assert!(!leaves(&[]) && !leaves(&[b"\x11"]) && !leaves(&[b"\x10\x11", b"x"]));
    }
}
