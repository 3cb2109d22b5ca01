//! Every byte through a run, an attachment, a shell and a log: each at the beginning of a chunk, and many with a checksum at
//! both ends; on Podman as on Docker. The long form (`cargo xtask soak`) takes 256 MiB of each, on every engine.

use std::time::Duration;

use quayside_engine::attach;
use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, ExecSpec};
use quayside_engine::hijack::{Hijacked, Output, Source, TerminalSize};
use quayside_engine::logs::{self, LogsQuery};
use quayside_engine::run::{self, RunSpec};
use quayside_engine::{Engine, containers};
use quayside_test_support::{PrivatePodman, Trial, World, docker, trials, wait_until};
use sha2::{Digest, Sha256};

mod on_podman {
    use super::*;
    trials![World; every_byte_comes_through_podman];
}

mod on_docker {
    use super::*;
    trials![World; a_chunk_of_docker_may_begin_with_any_byte];
}

mod long_on_docker {
    use super::*;
    trials![World; every_byte_comes_through_docker];
}

/// Set by `cargo xtask soak`.
fn is_long() -> bool {
    std::env::var_os("QUAYSIDE_SOAK_MINUTES").is_some()
}

/// The checksums of Docker in their short form are seen to in [`crate::joining`] and [`crate::terminals`].
pub fn trials() -> Vec<Trial<World>> {
    [on_podman::trials(), trials_on_sid()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    if is_long() { long_on_docker::trials() } else { on_docker::trials() }
}

fn length() -> u64 {
    if is_long() { 256 << 20 } else { 32 << 20 }
}

const SIZE: TerminalSize = TerminalSize { columns: 111, rows: 33 };

type Say<'a> = Box<dyn Fn(&[&str]) -> String + 'a>;

/// A command line on an engine, and what it calls busybox.
struct Cli<'a> {
    say: Say<'a>,
    busybox: &'a str,
    /// Its log has the bytes as they were printed. Docker's has text.
    keeps_bytes: bool,
}

impl Cli<'_> {
    fn run(&self, options: &[&str], command: &[&str]) -> String {
        let id = (self.say)(&[&["run", "-d"], options, &[self.busybox], command].concat());
        id.trim().to_owned()
    }

    fn remove(&self, id: &str) {
        (self.say)(&["rm", "-f", id]);
    }
}

async fn every_byte_comes_through_podman(world: &World) {
    let podman = PrivatePodman::start(Some(&world.mirror.host_and_port()));
    let engine = Engine::connect(&crate::endpoint(podman.host())).await.unwrap();
    let busybox = "docker.io/library/busybox:latest";
    podman.podman(&["pull", "-q", busybox]).unwrap();
    let say = Box::new(|arguments: &[&str]| podman.podman(arguments).unwrap());
    let cli = Cli { say, busybox, keeps_bytes: true };
    begin_chunks(&engine, &cli).await;
    come_through(&engine, &cli).await;
}

async fn every_byte_comes_through_docker(world: &World) {
    let engine = crate::connect(world).await;
    come_through(&engine, &docker_cli(world)).await;
}

async fn a_chunk_of_docker_may_begin_with_any_byte(world: &World) {
    let engine = crate::connect(world).await;
    begin_chunks(&engine, &docker_cli(world)).await;
}

fn docker_cli(world: &World) -> Cli<'_> {
    let say = Box::new(|arguments: &[&str]| docker(&world.engine, arguments));
    say(&["pull", "-q", "busybox"]);
    Cli { say, busybox: "busybox", keeps_bytes: false }
}

/// How long any of it may be waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Letters until an attachment gives one: with a pause after each, that takes 20 seconds.
const LETTERS: usize = 100;
const LETTER_PAUSE: Duration = Duration::from_millis(200);

/// What comes, or a failure.
async fn soon<T>(what: &str, comes: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, comes).await.unwrap_or_else(|_| panic!("{what} does not come"))
}

/// The next chunk of each.
async fn each_gives(outputs: [&mut Output; 3], bytes: &[u8]) {
    for (output, what) in outputs.into_iter().zip(["a run", "an attachment", "a shell"]) {
        let next = soon(&format!("{bytes:?} of {what}"), output.next()).await.unwrap();
        assert_eq!(next.as_ref().map(|(source, next)| (*source, &next[..])), Some((Source::Stdout, bytes)), "{what}");
    }
}

/// One byte after the other, each when it is asked for and after the one before it has come: it begins a chunk. A shell
/// asks the main process for each, and prints it too.
async fn begin_chunks(engine: &Engine, cli: &Cli<'_>) {
    const MAIN: &str = r"exec 3<>/asked; while read n <&3 && [ $n ]; do printf \\$n; done";
    const SHELL: &str = r"stty raw -echo; until [ -p /asked ]; do sleep 0.05; done; exec 3>/asked; printf ready; while read n; do echo $n >&3; [ $n ] || exit 0; printf \\$n; done";
    let keys = DetachKeys::default();
    for interactive in [true, false] {
        let raw = if interactive { "stty raw -echo; " } else { "" };
        let command = format!("sh -c '{raw}mkfifo /asked; {MAIN}'");
        let spec = RunSpec { image: cli.busybox.into(), command, interactive, ..RunSpec::default() };
        let created = run::create(engine, &spec, SIZE).await.unwrap();
        let run::Attached { stream: mut of_run, exit } = run::attach(engine, &created, false, &keys).await.unwrap();
        containers::start(engine, &created.id).await.unwrap();
        let life = containers::life(engine, &created.id).await.unwrap();
        let mut attached = attach::open(engine, &life, &keys).await.unwrap();
        let spec =
            ExecSpec { container: created.id.clone(), command: format!("sh -c '{SHELL}'"), ..ExecSpec::default() };
        let Hijacked { output: mut of_shell, mut input } =
            exec::start(engine, &spec, SIZE, &keys).await.unwrap().stream;
        let mut ready = Vec::new();
        while ready != b"ready" {
            ready.extend(soon("the shell", of_shell.next()).await.unwrap().unwrap().1);
        }

        // An engine says that it has attached a little before it has.
        let mut printed = Vec::new();
        let mut letters = (b'a'..=b'z').cycle().take(LETTERS);
        loop {
            let letter = letters.next().expect("the attachment to give one of them");
            printed.push(letter);
            input.write(format!("{letter:03o}\n").as_bytes()).await.unwrap();
            for output in [&mut of_run.output, &mut of_shell] {
                assert_eq!(soon("a letter", output.next()).await.unwrap().unwrap().1, [letter].as_slice());
            }
            let latest = async { while !attached.output.next().await.unwrap().unwrap().1.ends_with(&[letter]) {} };
            if tokio::time::timeout(LETTER_PAUSE, latest).await.is_ok() {
                break;
            }
        }
        let asked = LogsQuery { follow: true, ..LogsQuery::default() };
        let followed = logs::open(engine, &created.id, life.tty, &asked).await.unwrap();
        let cut = "é世🦀\x1b[38;5;208m\x1b]8;;x\x1b\\\n";
        for byte in (0..=255).chain(cut.bytes()) {
            printed.push(byte);
            input.write(format!("{byte:03o}\n").as_bytes()).await.unwrap();
            each_gives([&mut of_run.output, &mut attached.output, &mut of_shell], &[byte]).await;
        }
        input.write(b"\n").await.unwrap();
        for output in [&mut of_run.output, &mut attached.output, &mut of_shell] {
            assert_eq!(soon("an end", output.next()).await.unwrap(), None);
        }
        assert_eq!(soon("the exit code", exit.code()).await.unwrap(), 0);

        let kept = if cli.keeps_bytes { printed } else { as_text(&printed) };
        let again = logs::open(engine, &created.id, life.tty, &LogsQuery::default()).await.unwrap();
        for (mut log, what) in [(followed, "followed"), (again, "read")] {
            let mut seen = Vec::new();
            while let Some(records) = soon("a log", log.next()).await.unwrap() {
                for record in records {
                    seen.extend(&record.bytes);
                    seen.extend(record.ends.then_some(b'\n'));
                }
            }
            assert_eq!(seen, kept, "a log, {what}, interactive: {interactive}");
        }
        cli.remove(&created.id);
    }
}

/// As Docker's log has it: each byte that is no text is replaced.
fn as_text(bytes: &[u8]) -> Vec<u8> {
    let text = |chunk: std::str::Utf8Chunk<'_>| [chunk.valid(), &"\u{fffd}".repeat(chunk.invalid().len())].concat();
    bytes.utf8_chunks().map(text).collect::<String>().into_bytes()
}

async fn come_through(engine: &Engine, cli: &Cli<'_>) {
    let says = format!("head -c {} /dev/urandom > /data; echo ready; read go; sha256sum < /data; cat /data", length());
    let keys = DetachKeys::default();
    for (terminal, raw) in [("-it", "stty raw -echo; "), ("-i", "")] {
        let id = cli.run(&[terminal], &["sh", "-c", &format!("{raw}{says}")]);
        wait_until("it to wait", || (cli.say)(&["logs", &id]).contains("ready"));
        let life = containers::life(engine, &id).await.unwrap();
        keeps_its_checksum(attach::open(engine, &life, &keys).await.unwrap(), terminal).await;
        cli.remove(&id);
    }
    let id = cli.run(&[], &["sleep", "1000"]);
    let command = format!("sh -c 'stty raw -echo; {says}'");
    let spec = ExecSpec { container: id.clone(), command, ..ExecSpec::default() };
    let running = exec::start(engine, &spec, SIZE, &keys).await.unwrap();
    // What is typed before it reads waits for it.
    keeps_its_checksum(running.stream, "a shell").await;
    cli.remove(&id);
    for (options, raw) in [(&["-t"][..], "stty raw -echo; "), (&[], "")] {
        log_keeps_its_checksum(engine, cli, options, raw).await;
    }
}

/// A checksum in the words of `sha256sum`, and behind it what it is of.
#[derive(Default)]
struct Told {
    head: Vec<u8>,
    data: Sha256,
    length: u64,
}

impl Told {
    const END: &'static [u8] = b"  -\n";

    fn add(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if !self.head.ends_with(Self::END) {
            self.head.extend(bytes);
            let end = self.head.windows(Self::END.len()).position(|part| part == Self::END);
            let end = end.map_or(self.head.len(), |at| at + Self::END.len());
            rest = &bytes[bytes.len() - (self.head.len() - end)..];
            self.head.truncate(end);
        }
        self.data.update(rest);
        self.length += rest.len() as u64;
    }

    fn proves(self, length: u64, what: &str) {
        assert_eq!(self.length, length, "{what}");
        let counted: String = self.data.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let told = self.head.len().checked_sub(64 + Self::END.len()).expect("a checksum");
        assert_eq!(counted, String::from_utf8_lossy(&self.head[told..told + 64]), "{what}");
    }
}

async fn keeps_its_checksum(stream: Hijacked, what: &str) {
    let Hijacked { mut output, mut input } = stream;
    input.write(b"go\n").await.unwrap();
    let mut told = Told::default();
    while let Some((_, bytes)) = output.next().await.unwrap() {
        told.add(&bytes);
    }
    told.proves(length(), what);
}

/// Text, because Docker keeps logs as text; in lines of all lengths up to several pieces of Docker's.
async fn log_keeps_its_checksum(engine: &Engine, cli: &Cli<'_>, options: &[&str], raw: &str) {
    let length = length();
    let lines = r#"BEGIN { for (n = 0; ; n++) { line = line n; if (length(line) > 60000) line = ""; print line } }"#;
    let script = format!("{raw}(awk '{lines}' | head -c {}; echo) > /data; sha256sum < /data; cat /data", length - 1);
    let id = cli.run(options, &["sh", "-c", &script]);
    assert_eq!((cli.say)(&["wait", &id]).trim(), "0");
    let printer = logs::printer(engine, &id).await.unwrap();
    let mut log = logs::open(engine, &id, printer.tty, &LogsQuery::default()).await.unwrap();
    let mut told = Told::default();
    while let Some(records) = log.next().await.unwrap() {
        for record in records {
            told.add(&record.bytes);
            if record.ends {
                told.add(b"\n");
            }
        }
    }
    told.proves(length, &format!("a log {options:?}"));
    cli.remove(&id);
}
