//! Sizes in the course of a flood, with a real xterm.js that takes them.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use quayside_engine::hijack::TerminalSize;
use quayside_shell::sessions::{SessionId, SessionInput, Sessions};
use quayside_shell::stream::{Frame, Sink, SizeReport};
use quayside_terminal::Size;
use quayside_test_support::{World, docker, trials};
use serde_json::Value;

use crate::joined::is_running;
use crate::xterm::{Xterm, difference};
use crate::{Page, SIZE, connect, spec};

trials![World;
    sizes_that_are_answered_late_in_a_flood_are_taken_where_they_were_asked_for,
];

/// Bytes of `seq 1 1000000`, with carriage returns.
const FLOOD: usize = 7_888_896;

/// Its last line, and the prompt behind it, but for the first character: each with its columns.
const MILLION: &str = "0|1 0|1 0|1 0|1 0|1 0|1";
const READY: &str = "e|1 a|1 d|1 y|1 >|1";

/// Rows that the terminal keeps above its screen.
const ABOVE: usize = 500;

enum Told {
    Frame(Vec<u8>),
    /// How sizes were taken is told from now on, and what has not been.
    Answer,
    Everything(mpsc::Sender<Value>),
}

/// A page that parses what it is given. How it took a size it tells only when it is told to.
#[derive(Clone)]
struct Drawn {
    page: mpsc::Sender<Told>,
    /// Bytes of output.
    bytes: Arc<Mutex<usize>>,
    infos: Page,
}

impl Sink for Drawn {
    fn send(&self, Frame(frame): Frame) {
        self.page.send(Told::Frame(frame.clone())).ok();
        self.infos.send(Frame(frame));
    }
}

impl Drawn {
    fn new(sessions: &Arc<Sessions>, id: SessionId, answers: bool) -> Self {
        let (page, told) = mpsc::channel();
        let bytes = Arc::default();
        let drawn = Self { page, bytes: Arc::clone(&bytes), infos: Page { keep: false, ..Page::deaf() } };
        let sessions = Arc::clone(sessions);
        thread::spawn(move || {
            let mut terminal = Xterm::start();
            let size = Size { columns: usize::from(SIZE.columns), rows: usize::from(SIZE.rows) };
            terminal.renew(size, ABOVE);
            let mut withheld = (!answers).then(Vec::new);
            for told in told {
                match told {
                    Told::Frame(frame) => {
                        if let Some(report) = draw(&mut terminal, &frame, &bytes) {
                            match &mut withheld {
                                Some(withheld) => withheld.push(report),
                                None => _ = sessions.resized(id, report),
                            }
                        }
                        // It may be closed meanwhile.
                        sessions.acknowledge(id, frame.len()).ok();
                    }
                    Told::Answer => {
                        for report in withheld.take().into_iter().flatten() {
                            sessions.resized(id, report).unwrap();
                        }
                    }
                    Told::Everything(asked) => asked.send(terminal.everything()).unwrap(),
                }
            }
        });
        drawn
    }

    fn received(&self) -> usize {
        *self.bytes.lock().unwrap()
    }

    fn shows(&self, cells: &str) -> bool {
        self.everything()["normal"]["lines"].to_string().contains(cells)
    }

    fn everything(&self) -> Value {
        let (asked, answer) = mpsc::channel();
        self.page.send(Told::Everything(asked)).unwrap();
        let mut all = answer.recv().expect("the page is there");
        // Nothing is answered, and no bell rings, in what is shown again.
        let object = all.as_object_mut().unwrap();
        object.remove("replies");
        object.remove("bells");
        all
    }
}

/// Gives it to the terminal, and says how that took a size.
fn draw(terminal: &mut Xterm, frame: &[u8], bytes: &Mutex<usize>) -> Option<SizeReport> {
    let payload = &frame[5..];
    let number = |at: usize| u32::from_le_bytes(payload[at..at + 4].try_into().unwrap());
    let cells = |at: usize| usize::from(u16::from_le_bytes(payload[at..at + 2].try_into().unwrap()));
    match frame[4] {
        0 | 1 | 4 | 7 => {
            terminal.write(payload);
            *bytes.lock().unwrap() += payload.len();
        }
        6 => {
            terminal.write(&payload[8..]);
            *bytes.lock().unwrap() += payload.len() - 8;
        }
        5 => {
            let taken = terminal.resize(Size { columns: cells(4), rows: cells(6) });
            let [x, y, above, above_alternate, length] =
                [taken.x, taken.y, taken.above, taken.above_alternate, taken.length].map(|number| number as u32);
            let [saved_x, saved_y] = [taken.saved.map(|(x, _)| x as u32), taken.saved.map(|(_, y)| y as u32)];
            let report = SizeReport { number: number(0), x, y, above, above_alternate, length, saved_x, saved_y };
            return (report.number > 0).then_some(report);
        }
        _ => {}
    }
    None
}

async fn sizes_that_are_answered_late_in_a_flood_are_taken_where_they_were_asked_for(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    sessions.set_scrollback(ABOVE as u32);
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let page = Drawn::new(&sessions, SessionId(1), false);
    let id = sessions.open_run(engine, spec("sh", true), SIZE, page.clone()).unwrap().id;
    is_running(&page.infos).await;
    let type_line = async |line: &str| sessions.input(id, SessionInput::Text(format!("{line}\r"))).await.unwrap();
    let ends = |with: &str| {
        let text = String::from_utf8_lossy(&sessions.transcript(id).unwrap().bytes()).into_owned();
        // Some shells ask where the cursor is.
        text.trim_end_matches("\x1b[6n").ends_with(with)
    };
    type_line("PS1='ready> '").await;
    page.infos.until("the prompt", |_| ends("\nready> ")).await;

    let before = sessions.transcript(id).unwrap().end as usize;
    type_line("seq 1 1000000").await;
    let printed = || sessions.transcript(id).unwrap().end as usize - before;
    page.infos.until("a flood", |_| printed() > 64 * 1024).await;
    // A quick engine has printed something by then that can be passed over.
    let mut before_sizes = None;
    for number in 1..=20u16 {
        let size = TerminalSize { columns: 60 + number * 7 % 40, rows: 20 + number % 11 };
        sessions.resize(id, size).unwrap();
        before_sizes.get_or_insert_with(printed);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The process goes on, also where nobody says how they were taken.
    page.infos.until("the end of it", |_| printed() > FLOOD && ends("\n1000000\r\nready> ")).await;
    page.infos.until("the end in sight", |_| page.shows(MILLION) && page.shows(READY)).await;
    let given = page.received();
    let owed = FLOOD - before_sizes.unwrap().min(FLOOD / 2);
    assert!(given >= owed, "{given} bytes of {owed} that can't be passed over");
    page.page.send(Told::Answer).unwrap();

    // The next flood is passed over again.
    type_line("seq 1 1000000").await;
    page.infos.until("another end", |_| printed() > 2 * FLOOD && ends("\n1000000\r\nready> ")).await;
    page.infos.until("the end in sight", |_| page.shows(MILLION) && page.shows(READY)).await;
    let spared = FLOOD - (page.received() - given).min(FLOOD);
    assert!(spared > FLOOD / 2, "{spared} bytes of {FLOOD} were spared");

    // And a page that is loaded now shows the same.
    let later = Drawn::new(&sessions, id, true);
    sessions.attach(id, later.clone()).unwrap();
    assert_eq!(difference(&later.everything(), &page.everything(), ""), None);
    assert_eq!(later.everything()["size"], serde_json::json!([80, 29]));

    // It is cleared but for the row of the cursor, and not only what is above the screen.
    sessions.clear(id).unwrap();
    later.infos.until("a clear screen", |_| later.shows(READY) && !later.shows(MILLION)).await;
    sessions.close(id).unwrap();
    later.infos.end().await;
    let container = later.infos.last().unwrap().container.unwrap();
    docker(&world.engine, &["rm", "-f", &container]);
}
