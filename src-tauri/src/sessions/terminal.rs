//! Both directions of a process's stream: output to the page with credit, input and size to the engine. Each direction goes
//! on while the other one waits: Ctrl-C must get through a flood.

use std::future::Future;

use quayside_engine::error::Result;
use quayside_engine::hijack::{Hijacked, Input, Output, TerminalSize};
use tokio::sync::{mpsc, watch};

use super::registry::Ends;
use crate::stream::{Kind, Pump};

/// Carries the stream until the process closes its output.
///
/// # Errors
/// `EngineLost` where the connection breaks.
pub async fn carry<F: Future<Output = Result<()>>>(
    stream: Hijacked,
    ends: &mut Ends,
    pump: &Pump,
    resize: impl Fn(TerminalSize) -> F,
) -> Result<()> {
    let Hijacked { mut output, input } = stream;
    let ended = tokio::select! {
        ended = carry_output(&mut output, pump) => ended,
        () = pump.deliver() => Ok(()),
        never = carry_input(input, &mut ends.input) => match never {},
        never = carry_size(&mut ends.size, resize) => match never {},
    };
    // What it printed last goes at the page's pace too.
    tokio::select! {
        () = pump.drained() => {}
        () = pump.deliver() => {}
    }
    ended
}

enum Never {}

async fn carry_output(output: &mut Output, pump: &Pump) -> Result<()> {
    while let Some((source, bytes)) = output.next().await? {
        pump.output(Kind::from(source), bytes).await;
    }
    Ok(())
}

async fn carry_input(mut input: Input, typed: &mut mpsc::Receiver<Vec<u8>>) -> Never {
    while let Some(bytes) = typed.recv().await {
        if let Err(error) = input.write(&bytes).await {
            // The output side learns of it too and says so; what was typed has nowhere to go.
            tracing::debug!("input of a process that is gone: {error}");
            break;
        }
    }
    // Keep the connection's writing half: closing it would end the process's input.
    std::future::pending().await
}

async fn carry_size<F: Future<Output = Result<()>>>(
    size: &mut watch::Receiver<TerminalSize>,
    resize: impl Fn(TerminalSize) -> F,
) -> Never {
    loop {
        let present = *size.borrow_and_update();
        if let Err(error) = resize(present).await {
            tracing::debug!("the terminal keeps its size: {error}");
        }
        if size.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}
