//! Whether an engine still answers, asked for as long as anybody has to do with it: sessions outlast a switch to another one.
//! What hangs on an engine that answers no more would wait for ever: nobody tells it that nothing will come.

use std::time::Duration;

use quayside_engine::ping::Ping;
use quayside_engine::{Engine, EngineWhileUsed, Error, ErrorCode};
use tokio::sync::watch;
use tokio::time::Instant;

/// Between an answer, or none, and the next question.
const REST: Duration = Duration::from_secs(15);

/// How long an answer may take before the engine counts as away.
const PATIENCE: Duration = Duration::from_secs(10);

/// After so many times that the connections to it count as broken. What is away may only be busy, and its shells would be ended
/// when they are connected to again; a connection over TCP is given as long by the system.
const TIMES: u32 = 3;

/// How much longer than one that is put over a new connection a question may wait.
const GRACE: Duration = Duration::from_secs(3);

/// Tells why the engine counts as away, when it does.
pub type Away = watch::Receiver<Option<Error>>;

/// Begins to ask, before anything else hangs on the engine: over a connection that is as old as any.
pub async fn of(engine: &Engine) -> Away {
    let mut ping = Ping::default();
    if let Err(error) = ping.ask(engine).await {
        tracing::debug!("the engine does not say that it is there: {error}");
    }
    let (tell, told) = watch::channel(None);
    tokio::spawn(ask(ping, engine.while_used(), tell));
    told
}

async fn ask(mut ping: Ping, engine: EngineWhileUsed, tell: watch::Sender<Option<Error>>) {
    loop {
        tokio::time::sleep(REST).await;
        let Some(engine) = engine.get() else { return };
        let asked = Instant::now();
        if !answers(&mut ping, &engine, &tell).await {
            engine.cut_silent(asked);
        }
    }
}

/// False where there was no answer for all of the time. A question that waits is not put again: its late answer tells that the
/// connections beside its own still lead to the engine. One of this machine that stands still would lose what hangs on it for
/// nothing: there the same question has to be answered over a new connection, which only a forwarder's other side can do.
async fn answers(ping: &mut Ping, engine: &Engine, tell: &watch::Sender<Option<Error>>) -> bool {
    let mut question = Box::pin(ping.ask(engine));
    // One after the other: a process that was itself stopped for long reads what has come before it gives up.
    for time in 1.. {
        let mut patience = std::pin::pin!(tokio::time::sleep(PATIENCE));
        let answered = tokio::select! {
            answered = &mut question => Some(answered),
            () = &mut patience => None,
        };
        match answered {
            Some(Err(error)) if error.code == ErrorCode::EngineLost => {
                tell.send_replace(Some(error));
                patience.await;
                drop(question);
                question = Box::pin(ping.ask(engine));
            }
            // Whoever refuses it is there.
            Some(_) => return true,
            None if time == 1 => {
                let late = Error::new(ErrorCode::TimedOut, "the engine does not answer any more");
                tell.send_replace(Some(late));
            }
            None => {}
        }
        let leads_elsewhere = async || !engine.is_on_a_socket() || answers_anew(engine).await;
        if !engine.is_used_elsewhere() || (time >= TIMES && leads_elsewhere().await) {
            break;
        }
    }
    tokio::time::timeout(GRACE, question).await.is_ok_and(|answered| answered.is_ok())
}

async fn answers_anew(engine: &Engine) -> bool {
    let mut ping = Ping::default();
    tokio::time::timeout(PATIENCE, ping.ask(engine)).await.is_ok_and(|answered| answered.is_ok())
}
