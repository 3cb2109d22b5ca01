//! Many sessions at once: some flood, and the others are heard all the same.

use std::sync::Arc;

use quayside_engine::exec::ExecSpec;
use quayside_shell::sessions::{SessionId, SessionInput, SessionPhase, Sessions, runtime};
use quayside_test_support::{World, docker, trials};

use crate::{Page, SIZE, connect, joined};

trials![World;
    of_twenty_shells_none_starves_while_five_flood,
];

const OPEN: u32 = 20;
const FLOODED: u32 = 5;

/// That each of the floods has printed at least.
const PRINTED: u64 = 16 * 1024 * 1024;

/// The one that came furthest may have printed so many times as much as the one that came least far: engines do not share
/// exactly either.
const UNEVEN: u64 = 8;

async fn of_twenty_shells_none_starves_while_five_flood(world: &World) {
    let engine = connect(&world.engine).await;
    // As in the application: all of them on two threads that give way to others.
    let sessions = Arc::new(Sessions::default().behind(runtime().unwrap()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let container = docker(&world.engine, &["run", "-dit", "busybox", "sh"]);
    let mut open: Vec<(SessionId, Page)> = Vec::new();
    for number in 1..=OPEN {
        let page = Page { keep: number > FLOODED, ..Page::new(&sessions, number) };
        let spec = ExecSpec { container: container.clone(), ..ExecSpec::default() };
        let id = sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap().id;
        page.until("it to run", |page| page.last().is_some_and(|info| info.phase == SessionPhase::Running)).await;
        open.push((id, page));
    }
    let (flooded, quiet) = open.split_at(FLOODED as usize);
    let typed = |id: SessionId, text: String| sessions.input(id, SessionInput::Text(text));
    let printed = |id: SessionId| sessions.transcript(id).unwrap().end;
    for (id, _) in flooded {
        typed(*id, "yes 0123456789 0123456789 0123456789\r".into()).await.unwrap();
    }
    for round in 1..=3 {
        let shown: Vec<u32> = flooded.iter().map(|(_, page)| page.seen.lock().unwrap().next).collect();
        for (id, _) in quiet {
            typed(*id, format!("echo heard-$((100*{round}))\r")).await.unwrap();
        }
        for (_, page) in quiet {
            page.until("what was typed", |page| page.text().contains(&format!("heard-{round}00"))).await;
        }
        for ((id, page), shown) in flooded.iter().zip(shown) {
            page.until("its share", |_| printed(*id) > round * PRINTED / 3).await;
            page.until("something new", |page| page.seen.lock().unwrap().next > shown).await;
        }
    }
    let ends: Vec<u64> = flooded.iter().map(|(id, _)| printed(*id)).collect();
    let (least, most) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
    assert!(most / least < UNEVEN, "one of the floods has more than its share: {ends:?}");
    for (id, page) in flooded {
        typed(*id, "\u{3}".into()).await.unwrap();
        typed(*id, "echo over-$((1+1))\r".into()).await.unwrap();
        page.until("its prompt", |page| page.text().contains("over-2")).await;
    }
    for (id, _) in &open {
        sessions.close(*id).unwrap();
    }
    for (_, page) in &open {
        assert_eq!(page.end().await.phase, SessionPhase::Cancelled);
    }
    open[0].1.until("no shell", |_| joined::others(&world.engine, &container) == 0).await;
    docker(&world.engine, &["rm", "-f", &container]);
}
