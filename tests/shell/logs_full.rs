//! Views that hold as much as they can, and containers that have printed nothing yet.

use std::sync::Arc;

use quayside_engine::endpoint::Surroundings;
use quayside_shell::logs::{Earlier, LogPhase, LogRow, Logs, LogsInfo, RowMark, RowsAsked, View, runtime};
use quayside_test_support::{World, docker, trials};

use crate::logs::{ALL, connected_in, until};

trials![World;
    what_is_read_in_a_full_view_stays_and_what_is_fetched_above_it_has_no_gap,
    a_container_that_was_never_started_has_not_ended,
];

/// Numbered lines of more than 700 bytes.
fn lines(from: u32, to: u32) -> String {
    format!("awk 'BEGIN {{ for (n = {from}; n <= {to}; n++) printf \"%d %0700d\\n\", n, 0 }}'")
}

/// The number that a line begins with.
fn number(line: &str) -> u32 {
    line.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("no number: {line:?}"))
}

fn drawn(row: &LogRow) -> String {
    row.spans.iter().map(|span| span.text.as_str()).collect()
}

/// The first row, or the last one where a person is there; none where there are no rows.
fn seen(view: &View, at_end: bool) -> Option<u32> {
    let read = RowMark { number: None, row: 0, first_row: view.info().first_row };
    let rows = view.rows(&RowsAsked { start: 0, count: 1, read, marks: Vec::new(), at_end });
    rows.items.first().map(|row| number(&drawn(row)))
}

async fn what_is_read_in_a_full_view_stays_and_what_is_fetched_above_it_has_no_gap(world: &World) {
    const BEFORE: u32 = 100_000;
    const ALL_OF_IT: u32 = 130_000;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let (first, then) = (lines(1, BEFORE), lines(BEFORE + 1, ALL_OF_IT));
    let script = format!("{first}; until [ -e /go ]; do sleep 0.05; done; {then}; sleep 1000000");
    let id = docker(&world.engine, &["run", "-d", "--init", "busybox", "sh", "-c", &script]);
    let surroundings = Surroundings { docker_host: Some(world.engine.host()), ..Surroundings::default() };
    let (connection, keeping) = connected_in(surroundings).await;
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let view = logs.get(logs.open(std::slice::from_ref(&id), ALL, false).await.unwrap().id).unwrap();
    until("all lines", &view, |_| seen(&view, true) == Some(BEFORE)).await;
    assert!(view.info().is_part() && !view.info().detached, "{:?}", view.info());
    let read = seen(&view, false).unwrap();
    docker(&world.engine, &["exec", &id, "touch", "/go"]);
    until("no room for others", &view, |info| info.detached).await;
    assert_eq!(seen(&view, false), Some(read), "what is read stays");
    // As long as it prints, what was asked for may have been printed since.
    while seen(&view, false) == Some(read) {
        assert_eq!(view.fetch_earlier().await.unwrap().earlier, Earlier::More);
    }
    let text = String::from_utf8(view.text(None, false, true).0).unwrap();
    let numbers: Vec<u32> = text.lines().map(number).collect();
    assert!(numbers[0] < read, "{} and not before {read}", numbers[0]);
    let gap = numbers.windows(2).find(|pair| pair[1] != pair[0] + 1);
    assert_eq!(gap, None, "of {} lines", numbers.len());
    // Whoever goes to the end follows again.
    view.begin(ALL).await.unwrap();
    until("the end", &view, |_| seen(&view, true) == Some(ALL_OF_IT)).await;
    assert!(!view.info().detached);
    logs.close(view.id());
    keeping.abort();
    docker(&world.engine, &["rm", "-f", &id]);
}

async fn a_container_that_was_never_started_has_not_ended(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["create", "busybox", "echo", "at last"]);
    let surroundings = Surroundings { docker_host: Some(world.engine.host()), ..Surroundings::default() };
    let (connection, keeping) = connected_in(surroundings).await;
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let view = logs.get(logs.open(std::slice::from_ref(&id), ALL, false).await.unwrap().id).unwrap();
    let is_at = |phase: LogPhase| move |info: &LogsInfo| info.containers[0].phase == phase;
    until("a container that is there", &view, is_at(LogPhase::Created)).await;
    docker(&world.engine, &["start", &id]);
    docker(&world.engine, &["wait", &id]);
    logs.something_happened();
    until("its end", &view, is_at(LogPhase::Ended { code: 0 })).await;
    assert_eq!(view.text(None, false, true).0, b"at last\n");
    logs.close(view.id());
    keeping.abort();
    docker(&world.engine, &["rm", &id]);
}
