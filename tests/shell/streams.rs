//! The pump and its frames, without an engine: numbering, credit, replay, the one closing frame.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use quayside_shell::stream::{Batch, Frame, HIGH_WATER, Kind, Pump, Sink};

/// A page that keeps what it gets and acknowledges nothing by itself.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<Vec<u8>>>>);

impl Sink for Page {
    fn send(&self, frame: Frame) {
        self.0.lock().unwrap().push(frame.0);
    }
}

impl Page {
    /// Sequence, kind and payload of each frame.
    fn frames(&self) -> Vec<(u32, u8, Vec<u8>)> {
        let frames = self.0.lock().unwrap();
        frames.iter().map(|f| (u32::from_le_bytes(f[..4].try_into().unwrap()), f[4], f[5..].to_vec())).collect()
    }

    fn output(&self) -> Vec<u8> {
        self.frames().into_iter().filter(|(_, kind, _)| *kind <= 1).flat_map(|(_, _, bytes)| bytes).collect()
    }
}

#[tokio::test]
async fn frames_are_numbered_and_closed_once() {
    let (pump, page) = (Pump::default(), Page::default());
    pump.info(b"queued".to_vec());
    pump.attach(page.clone());
    pump.output(Kind::Stdout, Bytes::from_static(b"out")).await;
    pump.output(Kind::Stderr, Bytes::from_static(b"err")).await;
    pump.close(b"exited".to_vec());
    pump.close(b"removed".to_vec());
    let expected = [
        (0, 2, b"queued".to_vec()),
        (1, 2, b"queued".to_vec()),
        (2, 0, b"out".to_vec()),
        (3, 1, b"err".to_vec()),
        (4, 3, b"exited".to_vec()),
        (5, 2, b"removed".to_vec()),
    ];
    assert_eq!(page.frames(), expected);
}

#[tokio::test]
async fn a_page_that_stops_acknowledging_stops_the_output() {
    let (pump, page) = (Arc::new(Pump::default()), Page::default());
    pump.attach(page.clone());
    let writer = tokio::spawn({
        let pump = Arc::clone(&pump);
        async move {
            for number in 0..64u8 {
                pump.output(Kind::Stdout, Bytes::from(vec![number; 64 * 1024])).await;
            }
        }
    });
    // The writer runs until it has to wait; nothing else can happen in this runtime.
    while !writer.is_finished() {
        let before = page.frames().len();
        tokio::task::yield_now().await;
        if page.frames().len() == before {
            break;
        }
    }
    assert!(!writer.is_finished());
    assert!(pump.unacknowledged() <= HIGH_WATER + 64 * 1024 + 5, "{}", pump.unacknowledged());
    while !writer.is_finished() {
        pump.acknowledge(64 * 1024);
        tokio::task::yield_now().await;
    }
    let expected: Vec<u8> = (0..64u8).flat_map(|number| vec![number; 64 * 1024]).collect();
    assert_eq!(page.output(), expected);
}

#[tokio::test]
async fn another_page_gets_what_there_was_and_the_first_one_nothing_more() {
    let (pump, first, second) = (Pump::default(), Page::default(), Page::default());
    pump.info(b"running".to_vec());
    pump.attach(first.clone());
    pump.output(Kind::Stdout, Bytes::from_static(b"one ")).await;
    pump.output(Kind::Stdout, Bytes::from_static(b"two ")).await;
    let before = first.frames();
    pump.attach(second.clone());
    pump.output(Kind::Stdout, Bytes::from_static(b"three")).await;
    pump.close(b"exited".to_vec());
    assert_eq!(first.frames(), before);
    let expected = [
        (0, 2, b"running".to_vec()),
        (1, 0, b"one two ".to_vec()),
        (2, 2, b"running".to_vec()),
        (3, 0, b"three".to_vec()),
        (4, 3, b"exited".to_vec()),
    ];
    assert_eq!(second.frames(), expected);

    let late = Page::default();
    pump.attach(late.clone());
    assert_eq!(late.output(), b"one two three");
    assert_eq!(late.frames().iter().filter(|(_, kind, _)| *kind == 3).count(), 1);
}

#[tokio::test]
async fn what_is_retained_is_bounded() {
    let (pump, page) = (Pump::default(), Page::default());
    pump.attach(page.clone());
    for number in 0..200u8 {
        pump.output(Kind::Stdout, Bytes::from(vec![number; 64 * 1024])).await;
        pump.acknowledge(usize::MAX);
    }
    let late = Page::default();
    pump.attach(late.clone());
    let kept = late.output();
    assert!(kept.len() <= 2 * 1024 * 1024 && kept.len() >= 1024 * 1024, "{}", kept.len());
    assert_eq!(kept.last(), Some(&199));
}

#[tokio::test(start_paused = true)]
async fn output_goes_at_once_to_an_idle_page_and_is_gathered_for_a_busy_one() {
    let (pump, page) = (Pump::default(), Page::default());
    pump.attach(page.clone());
    pump.acknowledge(usize::MAX);
    let mut batch = Batch::default();
    batch.push(Kind::Stdout, b"e");
    let before = tokio::time::Instant::now();
    batch.due(&pump).await;
    assert_eq!(tokio::time::Instant::now(), before, "an echo does not wait");
    batch.send(&pump).await;

    batch.push(Kind::Stdout, b"a");
    batch.push(Kind::Stdout, b"b");
    assert!(batch.accepts(Kind::Stdout) && !batch.accepts(Kind::Stderr));
    batch.due(&pump).await;
    assert!(tokio::time::Instant::now() > before, "the page has not dealt with the echo yet");
    batch.send(&pump).await;
    assert_eq!(page.frames().into_iter().map(|(_, _, bytes)| bytes).collect::<Vec<_>>(), [&b""[..], b"", b"e", b"ab"]);
}
