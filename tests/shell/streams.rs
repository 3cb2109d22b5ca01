//! The pump and its frames, without an engine: numbering, credit, replay, the one closing frame.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use quayside_engine::hijack::TerminalSize;
use quayside_shell::stream::{BACKLOG, Frame, HIGH_WATER, Kind, Pump, SCROLLBACK, Sink, SizeReport};

/// A page that keeps what it gets and acknowledges nothing by itself.
#[derive(Clone, Default)]
pub struct Page(Arc<Mutex<Vec<Vec<u8>>>>);

impl Sink for Page {
    fn send(&self, frame: Frame) {
        self.0.lock().unwrap().push(frame.0);
    }
}

impl Page {
    /// Sequence, kind and payload of each frame.
    pub fn frames(&self) -> Vec<(u32, u8, Vec<u8>)> {
        let frames = self.0.lock().unwrap();
        frames.iter().map(|f| (u32::from_le_bytes(f[..4].try_into().unwrap()), f[4], f[5..].to_vec())).collect()
    }

    /// What programs printed, as much of it as came.
    pub fn output(&self) -> Vec<u8> {
        let output = |(_, kind, mut bytes): (u32, u8, Vec<u8>)| match kind {
            0 => bytes,
            6 => {
                let ours = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
                bytes.split_off(8 + ours)
            }
            _ => Vec::new(),
        };
        self.frames().into_iter().flat_map(output).collect()
    }
}

pub const SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

pub fn pump() -> Arc<Pump> {
    Arc::new(Pump::new(SIZE, SCROLLBACK, true))
}

/// Sends whatever there is in the background, as a session does.
pub fn deliver(pump: &Arc<Pump>) -> tokio::task::JoinHandle<()> {
    let pump = Arc::clone(pump);
    tokio::spawn(async move { pump.deliver().await })
}

async fn print(pump: &Pump, kind: Kind, bytes: &'static [u8]) {
    pump.output(kind, Bytes::from_static(bytes)).await;
    pump.drained().await;
}

#[tokio::test(start_paused = true)]
async fn frames_are_numbered_and_closed_once() {
    let (pump, page) = (pump(), Page::default());
    pump.info(b"queued".to_vec());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    print(&pump, Kind::Output, b"out").await;
    print(&pump, Kind::Output, b"err").await;
    delivering.abort();
    pump.output(Kind::Output, Bytes::from_static(b"last")).await;
    pump.close(b"exited".to_vec());
    pump.close(b"removed".to_vec());
    let expected = [
        (0, 2, b"queued".to_vec()),
        (1, 2, b"queued".to_vec()),
        (2, 0, b"out".to_vec()),
        (3, 0, b"err".to_vec()),
        (4, 0, b"last".to_vec()),
        (5, 3, b"exited".to_vec()),
        (6, 2, b"removed".to_vec()),
    ];
    assert_eq!(page.frames(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_stops_acknowledging_stops_the_output() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    deliver(&pump);
    let writer = tokio::spawn({
        let pump = Arc::clone(&pump);
        async move {
            // One row that never ends, of which nothing can be passed over.
            for number in 0..200u32 {
                pump.output(Kind::Output, Bytes::from(vec![b'a' + (number % 26) as u8; 64 * 1024])).await;
                pump.output(Kind::Output, Bytes::from_static(b"\x1b[6n")).await;
            }
        }
    });
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    assert!(!writer.is_finished());
    // Nothing is known of its speed.
    assert!(pump.unacknowledged() <= HIGH_WATER / 4 + 5 * 3, "{}", pump.unacknowledged());
    while !writer.is_finished() {
        pump.acknowledge(64 * 1024);
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    pump.acknowledge(usize::MAX);
    while page.output().len() < 200 * (64 * 1024 + 4) {
        pump.acknowledge(usize::MAX);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let expected: Vec<u8> = (0..200u32)
        .flat_map(|number| [&vec![b'a' + (number % 26) as u8; 64 * 1024][..], b"\x1b[6n"].concat())
        .collect();
    assert!(page.output() == expected);
}

/// A page that deals with so many bytes in 10 ms: the most that was on its way to it, once its speed was known.
async fn on_its_way(bytes: usize) -> usize {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    let printer = {
        let pump = Arc::clone(&pump);
        // One row that never ends, of which nothing can be passed over.
        tokio::spawn(async move {
            for _ in 0..400 {
                pump.output(Kind::Output, Bytes::from(vec![b'x'; 16 * 1024])).await;
                pump.output(Kind::Output, Bytes::from_static(b"\x1b[6n")).await;
            }
        })
    };
    let mut most = 0;
    for turn in 0..200 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        pump.acknowledge(bytes.min(pump.unacknowledged()));
        if turn > 100 {
            most = most.max(pump.unacknowledged());
        }
    }
    printer.abort();
    delivering.abort();
    most
}

#[tokio::test(start_paused = true)]
async fn what_is_on_its_way_is_what_the_page_deals_with_in_time() {
    let (slow, quick) = (on_its_way(8 * 1024).await, on_its_way(32 * 1024).await);
    assert!((16 * 1024..=48 * 1024).contains(&slow), "{slow}");
    assert!((64 * 1024..=160 * 1024).contains(&quick), "{quick}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_behind_is_spared_what_has_scrolled_away() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let mut printed = Vec::new();
    for number in 0..400_000u32 {
        printed.extend_from_slice(format!("line {number}\r\n").as_bytes());
    }
    let printer = {
        let (pump, bytes) = (Arc::clone(&pump), Bytes::from(printed.clone()));
        tokio::spawn(async move {
            for chunk in bytes.chunks(32 * 1024) {
                pump.output(Kind::Output, Bytes::copy_from_slice(chunk)).await;
            }
        })
    };
    let delivering = deliver(&pump);
    // The page takes 64 KiB every 16 ms.
    while !printer.is_finished() || pump.unacknowledged() > 0 {
        pump.acknowledge(64 * 1024);
        tokio::time::sleep(std::time::Duration::from_millis(16)).await;
    }
    pump.drained().await;
    delivering.abort();
    let output = page.output();
    assert!(output.len() < printed.len() / 2, "{} of {}", output.len(), printed.len());
    // The end is whole, for more rows than the terminal keeps.
    let rows = SCROLLBACK + usize::from(SIZE.rows);
    let end: usize = (400_000 - rows..400_000).map(|number| format!("line {number}\r\n").len()).sum();
    assert!(output.ends_with(&printed[printed.len() - end..]));
    // Ours never alone: the page would draw an empty screen.
    let of_kind = |wanted: u8| page.frames().iter().filter(|(_, kind, _)| *kind == wanted).count();
    assert!(of_kind(6) > 0 && of_kind(4) == 0, "{} jumps, {} alone", of_kind(6), of_kind(4));
    assert!(printed.len() as u64 > BACKLOG / 2);
}

#[tokio::test(start_paused = true)]
async fn a_flood_that_begins_is_held_back_until_it_pauses_where_it_can_not_be_passed_over_yet() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    // Fewer rows than the terminal keeps.
    let lines: Vec<u8> = (0..4000).flat_map(|number| format!("{number:060}\r\n").into_bytes()).collect();
    for chunk in lines.chunks(32 * 1024) {
        pump.output(Kind::Output, Bytes::copy_from_slice(chunk)).await;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        pump.acknowledge(usize::MAX);
    }
    let meanwhile = page.output().len();
    assert!((1..=4 * 1024).contains(&meanwhile), "{meanwhile}");
    let paused = tokio::time::Instant::now();
    while page.output().len() < lines.len() {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        pump.acknowledge(usize::MAX);
    }
    assert!(paused.elapsed() < std::time::Duration::from_millis(60), "{:?}", paused.elapsed());
    assert!(page.output() == lines, "nothing is passed over, nothing sent twice");
    // Where nothing scrolls, each picture may be looked at.
    let drawn = b"\x1b[H0123456789".repeat(100 * 1024 / 13);
    for chunk in drawn.chunks(32 * 1024) {
        pump.output(Kind::Output, Bytes::copy_from_slice(chunk)).await;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        pump.acknowledge(usize::MAX);
    }
    let meanwhile = page.output().len() - lines.len();
    assert!(meanwhile > drawn.len() / 2, "{meanwhile}");
    pump.drained().await;
    delivering.abort();
    assert_eq!(page.output().len(), lines.len() + drawn.len());
}

#[tokio::test(start_paused = true)]
async fn what_is_printed_steadily_comes_no_later_and_later() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    let line = format!("{:0148}\r\n", 7);
    // The page was busy for a moment; and then 300 KB a second.
    pump.output(Kind::Output, line.repeat(64 * 1024 / line.len()).into()).await;
    for _ in 0..200 {
        pump.output(Kind::Output, line.repeat(10).into()).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        pump.acknowledge(usize::MAX);
    }
    let behind = 64 * 1024 / line.len() * line.len() + 200 * 10 * line.len() - page.output().len();
    assert!(behind < 32 * 1024, "{behind}");
    pump.drained().await;
    delivering.abort();
}

#[tokio::test(start_paused = true)]
async fn little_is_on_its_way_to_a_page_while_a_flood_passes_it_over() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let lines: Bytes = b"0123456789abcdef\r\n".repeat(1800).into();
    let printer = {
        let pump = Arc::clone(&pump);
        tokio::spawn(async move {
            loop {
                pump.output(Kind::Output, lines.clone()).await;
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        })
    };
    let delivering = deliver(&pump);
    // The page takes 64 KiB every 16 ms for a while, and then nothing.
    for _ in 0..500 {
        pump.acknowledge(64 * 1024);
        tokio::time::sleep(std::time::Duration::from_millis(16)).await;
    }
    let glimpses = page.frames().into_iter().filter(|(_, kind, _)| *kind == 7);
    let (shown, printed) = (glimpses.map(|(_, _, bytes)| bytes.len()).sum::<usize>(), pump.end());
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let (left, further) = (pump.unacknowledged(), pump.end() - printed);
    assert!(shown > 256 * 1024, "it is shown something all the time");
    // The further ones are from what it was shown while it did nothing.
    assert!(left <= (32 + 2 + 4) * 1024 + 16 * (2 + 1) * 1024, "{left}");
    assert!(further > 4 * BACKLOG, "held up after {further} bytes by a page that does nothing");
    printer.abort();
    delivering.abort();
}

#[tokio::test(start_paused = true)]
async fn another_page_gets_what_there_was_and_the_first_one_nothing_more() {
    let (pump, first, second) = (pump(), Page::default(), Page::default());
    pump.info(b"running".to_vec());
    pump.attach(first.clone());
    let delivering = deliver(&pump);
    print(&pump, Kind::Output, b"one ").await;
    print(&pump, Kind::Output, b"\x1b[?2004htwo ").await;
    let before = first.frames();
    pump.attach(second.clone());
    print(&pump, Kind::Output, b"three").await;
    delivering.abort();
    pump.close(b"exited".to_vec());
    assert_eq!(first.frames(), before);
    let frames = second.frames();
    let again: Vec<u8> =
        frames.iter().filter(|(_, kind, _)| *kind == 4).flat_map(|(_, _, bytes)| bytes.clone()).collect();
    assert!(again.ends_with(b"one \x1b[?2004htwo "));
    let kinds: Vec<u8> = frames.iter().map(|(_, kind, _)| *kind).filter(|kind| !matches!(kind, 4 | 5)).collect();
    assert_eq!(kinds, [2, 2, 0, 3]);
    assert_eq!(second.output(), b"three");
}

#[tokio::test]
async fn another_page_has_the_size_that_the_first_one_gave_before_anything_was_printed() {
    let (pump, first, second) = (pump(), Page::default(), Page::default());
    pump.attach(first.clone());
    pump.resize(TerminalSize { columns: 150, rows: 12 });
    pump.attach(second.clone());
    let sizes = |page: &Page| page.frames().into_iter().filter(|(_, kind, _)| *kind == 5).map(|(_, _, bytes)| bytes);
    let last = sizes(&second).next_back().unwrap();
    assert_eq!(last[4..8], [150, 0, 12, 0]);
    assert_eq!(sizes(&first).next_back(), Some(last), "the same one, which either may answer");
    assert!(second.frames().iter().all(|(_, kind, _)| *kind != 4), "a page tells that nothing was printed by that");
}

#[tokio::test(start_paused = true)]
async fn a_terminal_is_cleared_between_two_sequences_and_for_later_pages_too() {
    const CLEARED: &[u8] = b"\x1b[1S\x1b[2;1H\x1b[J\x1b[1;4H\x1b[3J";
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    print(&pump, Kind::Output, b"one\r\ntwo\x1b[3").await;
    pump.clear();
    print(&pump, Kind::Output, b"2m").await;
    print(&pump, Kind::Output, b"more").await;
    let ours: Vec<_> = page.frames().into_iter().filter(|(_, kind, _)| *kind == 4).map(|(_, _, bytes)| bytes).collect();
    assert_eq!(ours, [CLEARED], "not in the middle of the colour");
    assert_eq!(page.output(), b"one\r\ntwo\x1b[32mmore");
    let printed = pump.printed(0);
    assert_eq!(
        (&*printed.bytes(), printed.dropped),
        (&b"one\r\ntwo\x1b[32mmore"[..], 0),
        "what was printed is all there"
    );
    let later = Page::default();
    pump.attach(later.clone());
    let given = later.frames().into_iter().flat_map(|(_, _, bytes)| bytes).collect::<Vec<u8>>();
    assert!(given.windows(CLEARED.len()).any(|window| window == CLEARED));

    // What a full-screen program shows is its own.
    print(&pump, Kind::Output, b"\x1b[?1049h").await;
    pump.clear();
    delivering.abort();
    pump.close(b"exited".to_vec());
    let last = later.frames().into_iter().rfind(|(_, kind, _)| *kind == 4).unwrap().2;
    assert_eq!(last, b"\x1b[3J");
}

#[tokio::test(start_paused = true)]
async fn a_mark_is_ours_and_is_read() {
    const MARK: &[u8] = b"\r\na line between\r\n";
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    for (kind, bytes) in [(Kind::Output, &b"one"[..]), (Kind::Mark, MARK), (Kind::Output, b"two")] {
        print(&pump, kind, bytes).await;
    }
    delivering.abort();
    let ours: Vec<_> = page.frames().into_iter().filter(|(_, kind, _)| *kind == 4).map(|(_, _, bytes)| bytes).collect();
    assert_eq!((ours, page.output()), (vec![MARK.to_vec()], b"onetwo".to_vec()));
    assert_eq!(pump.raw().bytes(), b"onetwo");
    assert_eq!(pump.printed(0).bytes(), [b"one", MARK, b"two"].concat());
    let later = Page::default();
    pump.attach(later.clone());
    let given = later.frames().into_iter().flat_map(|(_, _, bytes)| bytes).collect::<Vec<u8>>();
    assert!(given.windows(MARK.len()).any(|window| window == MARK));
}

#[tokio::test(start_paused = true)]
async fn a_size_is_taken_where_it_was_asked_for() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    let delivering = deliver(&pump);
    print(&pump, Kind::Output, b"wide").await;
    assert!(!pump.resize(SIZE), "it has that size");
    assert!(pump.resize(TerminalSize { columns: 40, rows: 10 }));
    print(&pump, Kind::Output, b"narrow").await;
    delivering.abort();
    assert!(pump.resize(TerminalSize { columns: 41, rows: 10 }), "also when nobody delivers any more");
    assert!(pump.resize(TerminalSize { columns: 40, rows: 10 }));
    let kinds: Vec<u8> = page.frames().iter().map(|(_, kind, _)| *kind).collect();
    assert_eq!(kinds, [2, 2, 0, 5, 0, 5, 5]);
    let size = &page.frames()[3].2;
    assert_eq!(size[..], [1, 0, 0, 0, 40, 0, 10, 0]);
    pump.resized(SizeReport {
        number: 1,
        x: 10,
        y: 0,
        above: 0,
        above_alternate: 0,
        length: 10,
        saved_x: [0; 2],
        saved_y: [0; 2],
    });
    let late = Page::default();
    pump.attach(late.clone());
    let sizes: Vec<Vec<u8>> =
        late.frames().into_iter().filter(|(_, kind, _)| *kind == 5).map(|(_, _, bytes)| bytes[4..].to_vec()).collect();
    assert_eq!(sizes.last().unwrap()[..], [40, 0, 10, 0]);
    assert_eq!(sizes[0][..], [80, 0, 24, 0]);
}

#[tokio::test(start_paused = true)]
async fn output_goes_at_once_to_an_idle_page_and_is_gathered_for_a_busy_one() {
    let (pump, page) = (pump(), Page::default());
    pump.attach(page.clone());
    pump.acknowledge(usize::MAX);
    let delivering = deliver(&pump);
    let before = tokio::time::Instant::now();
    print(&pump, Kind::Output, b"e").await;
    assert_eq!(tokio::time::Instant::now(), before, "an echo does not wait");
    pump.output(Kind::Output, Bytes::from_static(b"a")).await;
    pump.output(Kind::Output, Bytes::from_static(b"b")).await;
    pump.drained().await;
    assert!(tokio::time::Instant::now() > before, "the page has not dealt with the echo yet");
    delivering.abort();
    let outputs: Vec<_> =
        page.frames().into_iter().filter(|(_, kind, _)| *kind == 0).map(|(_, _, bytes)| bytes).collect();
    assert_eq!(outputs, [&b"e"[..], b"ab"]);
}
