//! Engines that fall silent and wires that stay open without bringing anything: nobody says that nothing will come any more.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use quayside_engine::containers;
use quayside_engine::endpoint::Surroundings;
use quayside_shell::logs::{Earlier, LogPhase, Logs, LogsInfo, LogsRange, runtime};
use quayside_shell::sessions::{Loss, SessionId, SessionPhase, Sessions};
use quayside_shell::state::EngineStatus;
use quayside_test_support::{Address, Proxy, Scratch, World, docker, trials};

use crate::joined::{is_lost, is_running, others, shell_in, text};
use crate::logs::{ALL, asks_in_vain, connected, connected_in, shows, until};
use crate::{Page, SIZE};

trials![World; what_is_silent_for_long_is_lost_and_what_is_busy_is_not];

fn losses(page: &Page) -> usize {
    let seen = page.seen.lock().unwrap();
    seen.infos.iter().filter(|info| matches!(info.phase, SessionPhase::Lost { .. })).count()
}

async fn what_is_silent_for_long_is_lost_and_what_is_busy_is_not(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let host = docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000"]);
    let script = "seq 500; until [ -e /go ]; do sleep 0.1; done; echo after; sleep 1000000";
    let printing = docker(&world.engine, &["run", "-d", "busybox", "sh", "-c", script]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let (connection, keeping) = connected(&wire).await;
    let direct = Surroundings { docker_host: Some(world.engine.host()), ..Surroundings::default() };
    let (other, keeping_other) = connected_in(direct).await;

    let sessions = Arc::new(Sessions::default());
    let (page, beside) = (Page::new(&sessions, 1), Page::new(&sessions, 2));
    for (connection, page) in [(&connection, &page), (&other, &beside)] {
        sessions.open_exec(connection.engine().unwrap(), shell_in(&host), SIZE, page.clone()).await.unwrap();
        page.until("the prompt", |page| page.text().contains('#')).await;
    }
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let open = async |range| {
        let id = logs.open(std::slice::from_ref(&printing), range, false).await.unwrap().id;
        logs.get(id).unwrap()
    };
    let (all, last) = (open(ALL).await, open(LogsRange { tail: Some(10), ..ALL }).await);
    let lines: String = (1..=500).map(|number| format!("{number}\n")).collect();
    until("the log", &all, |_| shows(&all, &lines)).await;
    until("its end", &last, |info| info.lines == 10 && info.earlier == Earlier::More).await;

    // An engine that counts as away for longer than one that a forwarder has lost would, and stood still.
    wire.stall(true);
    page.until("it to count as away", |_| matches!(connection.status(), EngineStatus::Unavailable { .. })).await;
    sessions.input(SessionId(1), text("echo held-$((1+1))\r")).await.unwrap();
    tokio::time::sleep(Duration::from_secs(25)).await;
    wire.stall(false);
    page.until("what was held", |page| page.text().contains("held-2")).await;
    page.until("the engine", |_| connection.engine().is_ok()).await;

    // Connections that are kept, over which it will be asked.
    let engine = connection.engine().unwrap();
    join_all((0..4).map(|_| containers::list(&engine))).await;
    let before = last.info().lines;
    wire.strand();
    let asking = asks_in_vain(&last).await;
    docker(&world.engine, &["exec", &printing, "touch", "/go"]);
    // Nothing comes: there is nothing to wait for but time.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!asking.is_finished() && losses(&page) == 0);
    is_lost(&page, |loss| matches!(loss, Loss::Engine { .. })).await;
    until("what was printed meanwhile, once", &all, |_| shows(&all, &format!("{lines}after\n"))).await;
    let follows = |info: &LogsInfo| info.containers[0].phase == LogPhase::Following;
    until("what comes", &all, follows).await;
    let asked = tokio::time::timeout(Duration::from_secs(60), asking).await.expect("it asks for ever").unwrap();
    assert!(asked.is_err() || asked.is_ok_and(|info| info.lines > before));
    until("no question", &last, |info| info.earlier != Earlier::Coming).await;

    sessions.reconnect(SessionId(1), connection.engine()).await.unwrap();
    is_running(&page).await;
    page.until("the shells of two sessions", |_| others(&world.engine, &host) == 2).await;
    sessions.input(SessionId(2), text("echo there-$((1+1))\r")).await.unwrap();
    beside.until("the answer", |page| page.text().contains("there-2")).await;
    assert_eq!((losses(&page), losses(&beside)), (1, 0));
    for (id, page) in [(SessionId(1), page), (SessionId(2), beside)] {
        sessions.close(id).unwrap();
        page.end().await;
    }
    keeping.abort();
    keeping_other.abort();
    docker(&world.engine, &["rm", "-f", &host, &printing]);
}
