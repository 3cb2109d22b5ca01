//! Random opening, typing, resizing, flooding, stalling, cutting and closing of sessions, with logs that are looked at
//! meanwhile, and what is left behind: nothing. A short form is among the trials; `cargo xtask soak` goes on for hours.

mod watched;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use quayside_engine::attach::AttachSpec;
use quayside_engine::exec::ExecSpec;
use quayside_engine::hijack::TerminalSize;
use quayside_engine::{Engine, Error, ErrorCode};
use quayside_shell::logs::runtime;
use quayside_shell::sessions::{SessionId, SessionInfo, SessionInput, SessionPhase, Sessions};
use quayside_test_support::{Address, Proxy, Scratch, World, docker, trials, try_docker};

use crate::figures::{Figures, print_head};
use crate::joined::others;
use crate::{Page, SIZE, connect_to, spec};
use watched::{Printers, Watched};

trials![World; random_sessions_leave_nothing_behind];

/// Sessions that are open at once.
const MOST: usize = 12;

/// A lap ends with nothing open, and its figures. The first one warms everything up.
const SHORT_LAPS: u32 = 2;
const SHORT_LAP: Duration = Duration::from_secs(8);
const LONG_LAP: Duration = Duration::from_secs(60);

/// What the memory of a later lap may be above that of the first, in bytes: of each session's output 16 MiB are kept and 8
/// MiB may wait, and what an allocator has once had it may keep.
const MEMORY: u64 = MOST as u64 * (24 << 20);

/// How long it may take until nothing is left. Generous: where others have the processor, an engine takes minutes to remove
/// some containers.
const PATIENCE: Duration = Duration::from_mins(5);

/// Always the same in the short form, which so begins alike each time.
const SHORT_SEED: u64 = 0x5eed;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let sides = u64::try_from(all.len()).unwrap();
        all.get(usize::try_from(self.roll(sides.max(1))).unwrap())
    }
}

/// An open session and the page that looks at it now.
struct Open {
    id: SessionId,
    page: Page,
    /// Its page acknowledges nothing.
    deaf: Arc<AtomicBool>,
    is_run: bool,
}

impl Open {
    fn phase(&self) -> Option<SessionPhase> {
        self.page.last().map(|info| info.phase)
    }
}

struct Soak<'a> {
    world: &'a World,
    sessions: Arc<Sessions>,
    engine: Engine,
    wire: Proxy,
    dice: Dice,
    /// A shell as main process, with a terminal; the others only sleep.
    main: String,
    hosts: Vec<String>,
    open: Vec<Open>,
    watched: Watched,
    /// Closed ones that have not had their closing frame yet.
    closing: Vec<Page>,
    opened: u64,
    steps: u64,
}

fn minutes() -> Option<u64> {
    std::env::var("QUAYSIDE_SOAK_MINUTES").ok().map(|text| text.parse().expect("a number of minutes"))
}

fn seed() -> u64 {
    let given = std::env::var("QUAYSIDE_SOAK_SEED").ok().map(|text| text.parse().expect("a number"));
    given.unwrap_or_else(|| match minutes() {
        None => SHORT_SEED,
        Some(_) => SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs(),
    })
}

async fn random_sessions_leave_nothing_behind(world: &World) {
    let (lap, until) = match minutes() {
        None => (SHORT_LAP, None),
        Some(minutes) => (LONG_LAP, Some(Instant::now() + Duration::from_secs(60 * minutes))),
    };
    let seed = seed();
    println!("soak: seed {seed}");
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let main = docker(&world.engine, &["run", "-dit", "--name", "soak-main", "busybox", "sh"]);
    let hosts: Vec<String> =
        (0..2).map(|_| docker(&world.engine, &["run", "-d", "busybox", "sleep", "1000000"])).collect();
    let printers = Printers::start(world);
    let reading = runtime().unwrap();
    let before = Figures::take();
    let (sessions, mut dice) = (Arc::new(Sessions::default()), Dice(seed));
    let (mut first, mut number) = (None::<Figures>, 0);
    print_head();
    while until.map_or(number < SHORT_LAPS, |until| Instant::now() < until) {
        number += 1;
        let scratch = Scratch::new();
        let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
        let engine = connect_to(wire.host()).await;
        let (main, hosts) = (main.clone(), hosts.clone());
        let watched = Watched::begin(&wire.host(), &reading, &printers).await;
        let (open, closing) = (Vec::new(), Vec::new());
        let sessions = Arc::clone(&sessions);
        let mut soak =
            Soak { world, sessions, engine, wire, dice, main, hosts, open, watched, closing, opened: 0, steps: 0 };
        let end = Instant::now() + lap;
        while Instant::now() < end {
            soak.step().await;
        }
        let (opened, steps);
        (dice, opened, steps) = soak.finish().await;
        drop(scratch);
        assert_eq!(reading.metrics().num_alive_tasks(), 0, "logs that are followed for nobody");
        let now = Figures::settled(&before).await;
        now.print(number, opened, steps);
        now.are_no_more_than(&before);
        let grown = first.get_or_insert_with(|| now.clone()).memory;
        assert!(now.memory < grown + MEMORY, "memory grew from {grown} to {} bytes", now.memory);
    }
    printers.end(world);
    for id in hosts.iter().chain([&main]) {
        docker(&world.engine, &["rm", "-f", id]);
    }
}

impl Soak<'_> {
    async fn step(&mut self) {
        self.steps += 1;
        match self.dice.roll(120) {
            100.. => self.watched.step(&mut self.dice).await,
            0..20 => self.open_one().await,
            20..40 => self.type_into().await,
            40..52 => self.resize(),
            52..64 => self.flood().await,
            64..70 => self.send(|_| "\x03".into()).await,
            70..74 => self.send(|_| "exit 3\r".into()).await,
            74..80 => self.turn_deaf(),
            80..86 => self.come_again(),
            86..96 => self.close_one(),
            96..98 => self.stall().await,
            98 => self.cut().await,
            _ => self.restart().await,
        }
        // As fast as an impatient person with many hands.
        tokio::time::sleep(Duration::from_millis(self.dice.roll(30))).await;
    }

    /// A page that acknowledges from a task of its own, unless it is deaf, once it knows to which session.
    fn page(&self, id: tokio::sync::watch::Receiver<Option<SessionId>>, deaf: &Arc<AtomicBool>) -> Page {
        let (sender, mut lengths) = tokio::sync::mpsc::unbounded_channel();
        let (sessions, deaf, mut id) = (Arc::clone(&self.sessions), Arc::clone(deaf), id);
        tokio::spawn(async move {
            let Ok(id) = id.wait_for(Option::is_some).await.map(|id| *id) else { return };
            while let Some(length) = lengths.recv().await {
                while deaf.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                sessions.acknowledge(id.unwrap(), length).ok();
            }
        });
        Page { seen: Arc::default(), acknowledge: Some(sender), keep: false }
    }

    async fn open_one(&mut self) {
        if self.open.len() >= MOST {
            return;
        }
        let (tell, id) = tokio::sync::watch::channel(None);
        let deaf = Arc::new(AtomicBool::new(false));
        let (page, engine) = (self.page(id, &deaf), self.engine.clone());
        let kind = self.dice.roll(5);
        let opened: quayside_engine::Result<SessionInfo> = match kind {
            0 => self.sessions.open_run(engine, spec("sh", true), SIZE, page.clone()),
            1 => {
                let attach = AttachSpec { container: self.main.clone() };
                self.sessions.open_attach(engine, attach, SIZE, page.clone()).await
            }
            _ => {
                let container = self.dice.one_of(&self.hosts).unwrap().clone();
                let exec = ExecSpec { container, ..ExecSpec::default() };
                self.sessions.open_exec(engine, exec, SIZE, page.clone()).await
            }
        };
        let info = opened.expect("what runs can be joined");
        tell.send(Some(info.id)).unwrap();
        self.opened += 1;
        self.open.push(Open { id: info.id, page, deaf, is_run: kind == 0 });
    }

    async fn send(&mut self, line: impl Fn(u64) -> String) {
        let number = self.dice.roll(1000);
        let Some(open) = self.dice.one_of(&self.open) else { return };
        // The main process is to go on.
        let line = line(number);
        let ends = line.starts_with("exit");
        let attached = matches!(
            self.sessions.get(open.id).unwrap().info().origin,
            quayside_shell::sessions::SessionOrigin::Attach { .. }
        );
        if ends && attached {
            return;
        }
        // Input waits while the process does not read; a person would type on, and close the tab.
        let typed = self.sessions.input(open.id, SessionInput::Text(line));
        tokio::time::timeout(Duration::from_millis(50), typed).await.ok();
    }

    async fn type_into(&mut self) {
        self.send(|number| format!("echo typed-{number}\r")).await;
    }

    async fn flood(&mut self) {
        self.send(|number| format!("yes 0123456789abcdef | head -c {}\r", (number + 1) * 8192)).await;
    }

    fn resize(&mut self) {
        let (columns, rows) = (self.dice.roll(200) + 20, self.dice.roll(60) + 5);
        let size = TerminalSize { columns: columns.try_into().unwrap(), rows: rows.try_into().unwrap() };
        if let Some(open) = self.dice.one_of(&self.open) {
            self.sessions.resize(open.id, size).unwrap();
        }
    }

    fn turn_deaf(&mut self) {
        if let Some(open) = self.dice.one_of(&self.open) {
            open.deaf.fetch_xor(true, Ordering::Relaxed);
        }
    }

    /// The page is loaded again.
    fn come_again(&mut self) {
        let Some(index) = self.index() else { return };
        let (_, id) = tokio::sync::watch::channel(Some(self.open[index].id));
        let deaf = Arc::new(AtomicBool::new(false));
        let page = self.page(id, &deaf);
        let open = &mut self.open[index];
        self.sessions.attach(open.id, page.clone()).unwrap();
        open.deaf.store(false, Ordering::Relaxed);
        let old = std::mem::replace(&mut open.page, page);
        open.deaf = deaf;
        assert!(old.seen.lock().unwrap().closings <= 1, "an old page has had one closing frame at most");
    }

    fn index(&mut self) -> Option<usize> {
        let sides = u64::try_from(self.open.len()).unwrap();
        (sides > 0).then(|| usize::try_from(self.dice.roll(sides)).unwrap())
    }

    fn close_one(&mut self) {
        let Some(index) = self.index() else { return };
        let open = self.open.swap_remove(index);
        self.close(open);
    }

    /// Also one whose page is deaf is told its end.
    fn close(&mut self, open: Open) {
        self.sessions.close(open.id).unwrap();
        let (page, deaf) = (open.page, open.deaf);
        self.closing.push(page.clone());
        tokio::spawn(async move {
            page.end().await;
            deaf.store(false, Ordering::Relaxed);
        });
    }

    /// Nothing is being opened or closed: what breaks then breaks what is open.
    async fn rest(&mut self) {
        for page in std::mem::take(&mut self.closing) {
            page.end().await;
        }
        let is_settled = |phase: SessionPhase| {
            phase.is_final() || matches!(phase, SessionPhase::Running | SessionPhase::Lost { .. })
        };
        for open in &self.open {
            open.page.until("it to be open", |page| page.last().is_some_and(|info| is_settled(info.phase))).await;
        }
    }

    async fn stall(&mut self) {
        self.rest().await;
        self.wire.stall(true);
        tokio::time::sleep(Duration::from_millis(self.dice.roll(300))).await;
        self.wire.stall(false);
    }

    async fn cut(&mut self) {
        self.rest().await;
        self.wire.cut_now();
        self.lost().await;
    }

    async fn restart(&mut self) {
        self.rest().await;
        let host = self.dice.one_of(&self.hosts).unwrap().clone();
        docker(&self.world.engine, &["restart", "-t", "0", &host]);
        self.lost().await;
    }

    /// A busy engine may hear of the end that a restart made only after it, and take the container for stopped from then on.
    /// Nothing else may end one.
    fn keep_hosts(&self) {
        for host in &self.hosts {
            let state = docker(&self.world.engine, &["inspect", "-f", "{{.State.Running}} {{.State.ExitCode}}", host]);
            if state.starts_with("true") {
                continue;
            }
            assert_eq!(state, "false 137", "killed by no restart");
            println!("soak: the engine takes a container for stopped that it has restarted");
            docker(&self.world.engine, &["start", host]);
        }
    }

    /// Of those that are lost some are connected again, and the others stay as they are until they are closed.
    async fn lost(&mut self) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.keep_hosts();
        for open in &self.open {
            if matches!(open.phase(), Some(SessionPhase::Lost { .. })) && self.dice.roll(3) > 0 {
                let mut again = self.sessions.reconnect(open.id, Ok(self.engine.clone())).await;
                // On a busy machine the wire's other connections are cut a moment later, an engine may take longer than is waited
                // for, or hear of a container's end before the restart only after it. A person would try again.
                let until = Instant::now() + PATIENCE;
                while Instant::now() < until {
                    let passes = |error: &Error| {
                        matches!(
                            error.code,
                            ErrorCode::EngineLost | ErrorCode::TimedOut | ErrorCode::ContainerNotRunning
                        )
                    };
                    if !again.as_ref().is_err_and(passes) {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    again = self.sessions.reconnect(open.id, Ok(self.engine.clone())).await;
                }
                // A run's container may be gone meanwhile.
                let all = || docker(&self.world.engine, &["ps", "-a"]);
                assert!(again.is_ok() || open.is_run, "{again:?}\n{}", all());
            }
        }
    }

    /// Closes all, and sees to it that nothing is left of them.
    async fn finish(mut self) -> (Dice, u64, u64) {
        for open in std::mem::take(&mut self.open) {
            self.close(open);
        }
        self.rest().await;
        assert_eq!(self.sessions.list().len(), 0, "sessions in the map");
        // Containers of runs go on by themselves when they are let go of.
        let kept = [&self.main].into_iter().chain(&self.hosts).chain(self.watched.printers());
        let kept: Vec<String> = kept.cloned().collect();
        self.watched.finish().await;
        let runs = async {
            loop {
                let listed = docker(&self.world.engine, &["ps", "-aq", "--no-trunc"]);
                if listed.lines().count() == kept.len() {
                    return;
                }
                for id in listed.lines().filter(|id| kept.iter().all(|kept| kept != id)) {
                    // One with `--rm` may be on its way out already.
                    try_docker(&self.world.engine, &["rm", "-f", id]).ok();
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let gone = tokio::time::timeout(PATIENCE, runs).await;
        assert!(gone.is_ok(), "containers: {}", docker(&self.world.engine, &["ps", "-a"]));
        self.keep_hosts();
        for host in self.hosts.iter().chain([&self.main]) {
            let left = async {
                // As the application does where containers change. At least once: a shell that ended too late for a busy engine is
                // remembered, with its connection.
                loop {
                    self.sessions.end_left().await;
                    if others(&self.world.engine, host) == 0 {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            let gone = tokio::time::timeout(PATIENCE, left).await;
            assert!(gone.is_ok(), "left running: {}", docker(&self.world.engine, &["exec", host, "ps"]));
        }
        (self.dice, self.opened, self.steps)
    }
}
