//! A page in a flood: what it is shown of the screen, and what it is given of the rest when the flood is over, or something else
//! happens.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use quayside_engine::hijack::TerminalSize;
use quayside_shell::stream::{Kind, Pump, SCROLLBACK};

use crate::streams::{Page, SIZE, deliver, pump};

const OUTPUT: u8 = 0;
const CLOSING: u8 = 3;
const SIZED: u8 = 5;
const JUMP: u8 = 6;
const GLIMPSE: u8 = 7;

fn line(number: usize) -> String {
    format!("\x1b[32mline\x1b[m {number:060}\r\n")
}

fn lines(numbers: std::ops::Range<usize>) -> Vec<u8> {
    numbers.flat_map(|number| line(number).into_bytes()).collect()
}

/// The number of the last line that is whole.
fn last_line(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let whole = &text[..text.rfind("\r\n").expect("a line")];
    whole[whole.rfind(' ').expect("a line") + 1..].parse().expect("its number")
}

/// A page that is given what there is.
fn begin() -> (Arc<Pump>, Page, tokio::task::JoinHandle<()>) {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    (pump, page, delivering)
}

async fn print(pump: &Pump, bytes: &'static [u8]) {
    pump.output(Kind::Output, Bytes::from_static(bytes)).await;
}

/// Nothing comes any more, and the page deals with all that it has not been given.
async fn calm_down(pump: &Pump) {
    for _ in 0..200 {
        pump.acknowledge(usize::MAX);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    pump.drained().await;
}

/// Prints faster than any page parses, to one that is never late.
async fn flood(pump: &Pump, bytes: &[u8]) {
    for chunk in bytes.chunks(64 * 1024) {
        pump.output(Kind::Output, Bytes::copy_from_slice(chunk)).await;
        tokio::time::sleep(Duration::from_millis(1)).await;
        pump.acknowledge(usize::MAX);
    }
}

/// What was printed in a flood that goes on, until the page had a glimpse of it last.
async fn flooded(pump: &Arc<Pump>, page: &Page) -> Vec<u8> {
    let mut printed = Vec::new();
    for thousand in 0..400 {
        if thousand > 100 && page.frames().last().is_some_and(|(_, kind, _)| *kind == GLIMPSE) {
            return printed;
        }
        let more = lines(thousand * 1000..(thousand + 1) * 1000);
        flood(pump, &more).await;
        printed.extend(more);
    }
    panic!("no glimpse");
}

fn number(frame: &[u8], at: usize) -> usize {
    u32::from_le_bytes(frame[at..at + 4].try_into().unwrap()) as usize
}

/// Where the jump behind the last glimpse is among the frames, how much it says has been seen, and all output from there on.
fn paid(page: &Page) -> (usize, usize, Vec<u8>) {
    let frames = page.frames();
    let last = frames.iter().rposition(|(_, kind, _)| *kind == GLIMPSE).expect("a glimpse");
    let at = last + 1 + frames[last + 1..].iter().position(|(_, kind, _)| *kind == JUMP).expect("a jump behind it");
    let jump = &frames[at].2;
    let mut output = jump[8 + number(jump, 0)..].to_vec();
    let rest = number(jump, 4) + output.len();
    output.extend(frames[at + 1..].iter().filter(|(_, kind, _)| *kind == OUTPUT).flat_map(|(_, _, bytes)| bytes));
    (at, rest, output)
}

/// Bytes of the rows that a terminal keeps.
fn kept() -> usize {
    (SCROLLBACK + usize::from(SIZE.rows)) * line(0).len()
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_shown_as_it_is_and_then_what_is_above_the_screen() {
    let (pump, page, delivering) = begin();
    let printed = flooded(&pump, &page).await;
    let glimpses = page.frames().into_iter().filter(|(_, kind, _)| *kind == GLIMPSE);
    let shown: Vec<usize> = glimpses.map(|(_, _, bytes)| last_line(&bytes)).collect();
    assert!(shown.len() > 2 && shown.is_sorted(), "{shown:?}");
    calm_down(&pump).await;
    delivering.abort();
    let frames = page.frames();
    let (_, _, glimpse) = frames.iter().rfind(|(_, kind, _)| *kind == GLIMPSE).unwrap();
    let screen = usize::from(SIZE.rows) * line(0).len();
    assert!(glimpse.ends_with(&printed[printed.len() - screen..]), "the last glimpse is the screen as it is");
    assert!(glimpse.len() < 16 * 1024, "{}", glimpse.len());
    let (_, rest, output) = paid(&page);
    assert_eq!(rest, output.len(), "until it is given this it shows what it shows");
    assert!(output.len() >= kept() && printed.ends_with(&output), "{}", output.len());
    let passed = printed.len() - page.output().len();
    assert!(passed > printed.len() / 2, "{passed}");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_in_a_flood_leaves_the_rows_above_the_screen() {
    let (pump, page, delivering) = begin();
    let mut printed = flooded(&pump, &page).await;
    delivering.abort();
    print(&pump, b"the end").await;
    printed.extend(b"the end");
    pump.close(b"exited".to_vec());
    let (at, rest, output) = paid(&page);
    assert!(rest < output.len() && rest > kept() / 2, "{rest} of {}", output.len());
    assert!(output.len() >= kept() && printed.ends_with(&output), "{}", output.len());
    let frames = page.frames();
    assert_eq!(frames[at - 1].1, GLIMPSE, "nothing is between what is seen and the way there");
    assert_eq!(frames.last().unwrap().1, CLOSING);
}

#[tokio::test(start_paused = true)]
async fn a_size_comes_when_the_page_has_all_that_was_printed_before_it() {
    let (pump, page, delivering) = begin();
    let printed = flooded(&pump, &page).await;
    assert!(pump.resize(TerminalSize { columns: 40, rows: 10 }));
    assert_eq!(page.frames().last().unwrap().1, GLIMPSE, "not at once");
    print(&pump, b"narrow").await;
    calm_down(&pump).await;
    delivering.abort();
    let frames = page.frames();
    let sized = frames.iter().rposition(|(_, kind, _)| *kind == SIZED).expect("a size");
    let (at, _, output) = paid(&page);
    assert!(at < sized);
    let narrow = output.strip_suffix(b"narrow").expect("printed last");
    assert!(narrow.len() >= kept() && printed.ends_with(narrow), "{}", narrow.len());
    let behind: Vec<u8> = frames[sized + 1..].iter().flat_map(|(_, _, bytes)| bytes.clone()).collect();
    assert_eq!(behind, b"narrow");
}

#[tokio::test(start_paused = true)]
async fn a_bell_that_is_passed_over_rings_once_and_soon() {
    let (pump, page) = (pump(), Page::default());
    let bells = || {
        let heard = page.frames().into_iter().map(|(_, kind, bytes)| match kind {
            OUTPUT => bytes,
            // Ours ends a link with one too, and ends with the one that rings.
            JUMP => bytes[8 + number(&bytes, 0) - 1..].to_vec(),
            _ => Vec::new(),
        });
        heard.flatten().filter(|byte| *byte == 0x07).count()
    };
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    flooded(&pump, &page).await;
    assert_eq!(bells(), 0);
    for number in 1..4 {
        print(&pump, b"\x07").await;
        flooded(&pump, &page).await;
        assert_eq!(bells(), number, "also while the flood goes on");
    }
    calm_down(&pump).await;
    delivering.abort();
    assert_eq!(bells(), 3);
}

/// What a program asks is answered by the page, and once.
#[tokio::test(start_paused = true)]
async fn nothing_is_shown_twice_that_asks_for_something() {
    const ASKS: &[u8] = b"\x1b[6n";
    let (pump, page, delivering) = begin();
    flooded(&pump, &page).await;
    print(&pump, ASKS).await;
    flood(&pump, &lines(0..2_000)).await;
    calm_down(&pump).await;
    delivering.abort();
    let all: Vec<u8> = page.frames().into_iter().flat_map(|(_, _, bytes)| bytes).collect();
    assert_eq!(all.windows(ASKS.len()).filter(|bytes| *bytes == ASKS).count(), 1);
}

/// What the page goes on showing until it has come to what it has seen may never come.
#[tokio::test(start_paused = true)]
async fn a_reset_behind_a_flood_is_shown_though_nothing_follows_it() {
    let (pump, page, delivering) = begin();
    flooded(&pump, &page).await;
    // It is paid, and takes its time.
    while page.frames().last().is_some_and(|(_, kind, _)| *kind == GLIMPSE) {
        pump.acknowledge(usize::MAX);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let (_, rest, output) = paid(&page);
    assert!(rest > output.len() + 64 * 1024, "it goes on showing what it shows");
    print(&pump, b"\x1bc").await;
    calm_down(&pump).await;
    let (_, kind, jump) = page.frames().pop().unwrap();
    assert_eq!((kind, number(&jump, 4)), (JUMP, 0), "and now what comes");
    assert_eq!(jump.len(), 8 + number(&jump, 0), "nothing is behind it");
    delivering.abort();
}

/// What comes in the pause after a flood is too little for another place to go on from.
#[tokio::test(start_paused = true)]
async fn a_prompt_does_not_wait_for_the_rows_above_it() {
    let (pump, page, delivering) = begin();
    let printed = flooded(&pump, &page).await;
    let ends_so = |(_, kind, bytes): &(u32, u8, Vec<u8>), end: &[u8]| *kind == GLIMPSE && bytes.ends_with(end);
    while !page.frames().last().is_some_and(|last| ends_so(last, &printed[printed.len() - 80..])) {
        pump.acknowledge(usize::MAX);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    print(&pump, b"$ ").await;
    calm_down(&pump).await;
    delivering.abort();
    let frames = page.frames();
    let glimpse = frames.iter().rfind(|(_, kind, _)| *kind == GLIMPSE).unwrap();
    assert!(ends_so(glimpse, b"$ "), "it is seen at once");
    let (_, rest, output) = paid(&page);
    let above = output.strip_suffix(b"$ ").expect("printed last");
    assert!(rest == output.len() && above.len() >= kept() && printed.ends_with(above), "{rest}");
}
