//! Logs that are looked at while sessions come and go: opened, read, searched, begun anew, closed, through the same wire.
//! Whatever happens, the lines of a container stand in their order and none of them twice, and none is missing between two
//! that the engine keeps.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use quayside_engine::document::SearchQuery;
use quayside_engine::endpoint::Surroundings;
use quayside_shell::logs::{LineNumber, LogFilter, LogPhase, Logs, LogsRange, RowMark, RowsAsked, View};
use quayside_test_support::{World, docker};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::{Dice, PATIENCE};
use crate::logs::hearing;

/// Views that are open at once.
const MOST: usize = 4;

/// Between the last number of a run and the first of the next one there are more; each run begins with a multiple of it.
const RUN: u64 = 100_000;

/// Containers that print numbers: one whose log is kept, and one whose log is cut off by the engine every few seconds.
pub struct Printers {
    kept: String,
    rotated: String,
}

impl Printers {
    pub fn start(world: &World) -> Self {
        // Each second has numbers of its own, of which it does not need half.
        let script = |count: u32| {
            format!(
                "i=$(($(cut -d. -f1 /proc/uptime) * {RUN})); \
                 while :; do seq $((i + 1)) $((i + {count})); i=$((i + {count})); sleep 0.2; done"
            )
        };
        let run = |options: &[&str], count: u32| {
            let script = script(count);
            let command = ["busybox", "sh", "-c", &script];
            docker(&world.engine, &[&["run", "-d"], options, &command].concat())
        };
        let rotates = ["--log-opt", "max-size=256k", "--log-opt", "max-file=2"];
        Self { kept: run(&[], 2), rotated: run(&rotates, 200) }
    }

    pub fn end(&self, world: &World) {
        docker(&world.engine, &["rm", "-f", &self.kept, &self.rotated]);
    }
}

pub struct Watched {
    logs: Arc<Logs>,
    keeping: JoinHandle<()>,
    printers: [String; 2],
    open: Vec<Arc<View>>,
    /// Earlier lines that are being fetched.
    fetching: Vec<JoinHandle<()>>,
}

impl Watched {
    pub async fn begin(wire: &str, reading: &Handle, printers: &Printers) -> Self {
        let surroundings = Surroundings { docker_host: Some(wire.to_owned()), ..Surroundings::default() };
        let (logs, keeping) = hearing(surroundings, reading).await;
        let printers = [printers.kept.clone(), printers.rotated.clone()];
        Self { logs, keeping, printers, open: Vec::new(), fetching: Vec::new() }
    }

    pub fn printers(&self) -> &[String] {
        &self.printers
    }

    pub async fn step(&mut self, dice: &mut Dice) {
        match dice.roll(10) {
            0..2 => self.open_one(dice).await,
            2 => self.close_one(dice),
            _ if self.open.is_empty() => self.open_one(dice).await,
            kind => {
                let view = Arc::clone(dice.one_of(&self.open).unwrap());
                self.use_it(&view, kind, dice).await;
            }
        }
    }

    async fn open_one(&mut self, dice: &mut Dice) {
        if self.open.len() >= MOST {
            return;
        }
        let containers = match dice.roll(3) {
            0 => self.printers.to_vec(),
            _ => vec![dice.one_of(&self.printers).unwrap().clone()],
        };
        // An engine that is cut off just now is found a moment later.
        let opened = self.logs.open(&containers, range(dice), false);
        if let Ok(Ok(info)) = tokio::time::timeout(PATIENCE, opened).await {
            self.open.push(self.logs.get(info.id).unwrap());
        }
    }

    fn close_one(&mut self, dice: &mut Dice) {
        if let Some(view) = dice.one_of(&self.open) {
            let id = view.id();
            self.logs.close(id);
            self.open.retain(|view| view.id() != id);
        }
    }

    async fn use_it(&mut self, view: &Arc<View>, kind: u64, dice: &mut Dice) {
        match kind {
            3 => {
                let view = Arc::clone(view);
                // Refused where there are none, where the engine is away, and where the view begins anew.
                self.fetching.push(tokio::spawn(async move { _ = view.fetch_earlier().await }));
                self.fetching.retain(|fetching| !fetching.is_finished());
            }
            4 => {
                let total = view.info().rows;
                let start = u32::try_from(dice.roll(u64::from(total) + 1)).unwrap();
                let rows = view.rows(&asked(start, dice.roll(2) == 0));
                assert!(rows.items.len() <= 500 && rows.items.len() <= rows.total as usize);
            }
            5 => {
                let text = ["", "7", "1$"][usize::try_from(dice.roll(3)).unwrap()].to_owned();
                let query = SearchQuery { text, regex: true, ..SearchQuery::default() };
                let found = view.filter(LogFilter { query, matches_only: dice.roll(2) == 0, ..LogFilter::default() });
                let found = found.unwrap();
                assert!(found.rows <= found.lines && found.found <= found.lines, "{found:?}");
                view.next_found(&asked(0, false).read, true, true);
            }
            6 => _ = view.clear(),
            7 => view.begin(range(dice)).await.unwrap(),
            _ => in_order(view, &self.printers[0]),
        }
    }

    /// What follows goes on, whatever the wire had to suffer.
    async fn go_on(&self) {
        for view in &self.open {
            let follows = |view: &View| {
                let info = view.info();
                !info.range.follow || info.containers.iter().all(|container| container.phase == LogPhase::Following)
            };
            let goes_on = async {
                while !follows(view) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let goes_on = tokio::time::timeout(PATIENCE, goes_on).await;
            assert!(goes_on.is_ok(), "a log that is not followed any more: {:?}", view.info());
        }
    }

    /// Looks at all once more and closes them, and nothing goes on for them.
    pub async fn finish(&mut self) {
        self.go_on().await;
        for view in &self.open {
            in_order(view, &self.printers[0]);
            self.logs.close(view.id());
        }
        for fetching in self.fetching.drain(..) {
            let ends = tokio::time::timeout(PATIENCE, fetching).await;
            assert!(ends.is_ok(), "what is fetched for a view that is closed goes on");
        }
        assert_eq!(self.logs.list().len(), 0, "views that are open");
        for view in &self.open {
            let held = async {
                while Arc::strong_count(view) > 1 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            let gone = tokio::time::timeout(PATIENCE, held).await;
            assert!(gone.is_ok(), "something goes on for a view that is closed: {:?}", view.info());
        }
        self.open.clear();
        self.keeping.abort();
        (&mut self.keeping).await.ok();
    }
}

fn range(dice: &mut Dice) -> LogsRange {
    let tail = [Some(0), Some(10), Some(200), Some(5000), None][usize::try_from(dice.roll(5)).unwrap()];
    LogsRange { tail, since: None, until: None, follow: dice.roll(4) > 0 }
}

fn asked(start: u32, at_end: bool) -> RowsAsked {
    let read = RowMark { number: None, row: 0, first_row: LineNumber(0) };
    RowsAsked { start, count: 100, read, marks: Vec::new(), at_end }
}

/// Of each container the lines in their order, and of the one whose log is kept all from the first to the last, where it is not looked through a filter.
fn in_order(view: &View, kept: &str) {
    let info = view.info();
    if info.filter.matches_only {
        return;
    }
    let (text, _) = view.text(None, false, true);
    let text = String::from_utf8(text).unwrap();
    let mut before: HashMap<&str, u64> = HashMap::new();
    for line in text.lines() {
        let (name, number) = line.rsplit_once(" | ").unwrap_or(("", line));
        let number: u64 = number.parse().unwrap_or_else(|_| panic!("no line of theirs: {line:?}"));
        if let Some(before) = before.insert(name, number) {
            // An engine may throw a file away before that has come to it which it follows.
            let printer =
                info.containers.iter().find(|container| container.name == name).unwrap_or(&info.containers[0]);
            let is_next = number == before + 1 || (number > before && (number % RUN == 1 || printer.id != kept));
            assert!(is_next, "{number} stands after {before} of {name:?}: {:?}", view.info());
        }
    }
}
