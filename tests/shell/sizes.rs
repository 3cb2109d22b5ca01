//! Output behind a size that the page has not taken yet: it is held up until it is, and not for ever.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use quayside_engine::hijack::TerminalSize;
use quayside_shell::stream::{BACKLOG, Kind, Pump, SizeReport};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::streams::{Page, deliver, pump};

const MIB: u64 = 1024 * 1024;

/// What a page is given where it is spared something.
const JUMP: u8 = 6;
const GLIMPSE: u8 = 7;

/// As a page says that prints lines: the cursor is in the last row.
fn report(number: u32, size: TerminalSize) -> SizeReport {
    let rows = u32::from(size.rows);
    SizeReport {
        number,
        x: 0,
        y: rows - 1,
        above: 5000,
        above_alternate: 0,
        length: 5000 + rows,
        saved_x: [0; 2],
        saved_y: [0; 2],
    }
}

fn size(columns: u16) -> TerminalSize {
    TerminalSize { columns, rows: 24 }
}

/// Prints lines, so many bytes and faster than any page parses.
fn flood(pump: &Arc<Pump>, bytes: u64) -> JoinHandle<()> {
    let lines: Bytes = b"0123456789abcdef\r\n".repeat(1000).into();
    let pump = Arc::clone(pump);
    let end = pump.end() + bytes;
    tokio::spawn(async move {
        while pump.end() < end {
            pump.output(Kind::Output, lines.clone()).await;
        }
    })
}

/// A page that deals with all it is sent, but for what is said of sizes.
fn deals(pump: &Arc<Pump>) -> JoinHandle<()> {
    let pump = Arc::clone(pump);
    tokio::spawn(async move {
        loop {
            pump.acknowledge(64 * 1024);
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
    })
}

fn spared(page: &Page) -> usize {
    page.frames().iter().filter(|(_, kind, _)| matches!(*kind, JUMP | GLIMPSE)).count()
}

#[tokio::test(start_paused = true)]
async fn output_waits_for_a_size_to_be_taken_and_no_longer() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let (delivering, dealing) = (deliver(&pump), deals(&pump));
    flood(&pump, 2 * MIB).await.unwrap();
    let mut at = 0;
    for number in 1..=20 {
        at = pump.end();
        pump.resize(size(60 + number));
        flood(&pump, MIB / 16).await.unwrap();
    }
    let printer = flood(&pump, 40 * MIB);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let waits = pump.end() - at;
    assert!(waits <= 2 * MIB, "{waits} bytes wait for a page to say how it took a size");
    // The last first: it goes on when all have been answered.
    for number in (1..=20).rev() {
        assert!(!printer.is_finished());
        pump.resized(report(number, size(60 + number as u16)));
    }
    let answered = Instant::now();
    let before = spared(&page);
    printer.await.unwrap();
    assert!(answered.elapsed() < Duration::from_secs(1), "{:?}", answered.elapsed());
    pump.drained().await;
    assert!(spared(&page) > before, "what follows is passed over");
    delivering.abort();
    dealing.abort();
}

#[tokio::test(start_paused = true)]
async fn a_page_that_never_says_how_it_took_a_size_holds_up_the_output_once() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let (delivering, dealing) = (deliver(&pump), deals(&pump));
    flood(&pump, MIB).await.unwrap();
    pump.resize(size(60));
    let begun = Instant::now();
    // More than can wait.
    flood(&pump, 24 * MIB).await.unwrap();
    let took = begun.elapsed();
    assert!((Duration::from_secs(2)..Duration::from_secs(5)).contains(&took), "{took:?}");
    assert!(!pump.resize(size(60)), "it has that size");
    assert!(pump.resize(size(80)), "to go back is another one");
    pump.resized(report(1, size(60)));
    pump.resized(report(2, size(80)));
    flood(&pump, 24 * MIB).await.unwrap();
    delivering.abort();
    dealing.abort();
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_away_holds_up_no_more_because_of_a_size_and_another_one_answers_for_it() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    flood(&pump, MIB).await.unwrap();
    pump.resize(size(60));
    let at = pump.end();
    let printer = flood(&pump, 60 * MIB);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let further = pump.end() - at;
    assert!((BACKLOG - MIB..BACKLOG + MIB).contains(&further), "{further} bytes");
    assert!(!printer.is_finished());

    let later = Page::default();
    pump.attach(later.clone());
    let dealing = deals(&pump);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let further = pump.end() - at;
    assert!(further < BACKLOG + 2 * MIB, "a page that is new is waited for: {further} bytes");
    let sizes = later.frames().into_iter().filter(|(_, kind, _)| *kind == 5);
    let numbers: Vec<u32> = sizes.map(|(_, _, bytes)| u32::from_le_bytes(bytes[..4].try_into().unwrap())).collect();
    assert_eq!(numbers.last(), Some(&1), "{numbers:?}");
    pump.resized(report(1, size(60)));
    printer.await.unwrap();
    assert!(spared(&later) > 0, "what follows is passed over");
    delivering.abort();
    dealing.abort();
}
