//! Every byte through an attachment, a shell and a log, with a checksum at both ends: on Podman as on Docker. The long form
//! (`cargo xtask soak`) takes 256 MiB of each, on every engine.

use quayside_engine::attach;
use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, ExecSpec};
use quayside_engine::hijack::{Hijacked, TerminalSize};
use quayside_engine::logs::{self, LogsQuery};
use quayside_engine::{Engine, containers};
use quayside_test_support::{PrivatePodman, Trial, World, docker, trials, wait_until};
use sha2::{Digest, Sha256};

mod on_podman {
    use super::*;
    trials![World; every_byte_comes_through_podman];
}

mod on_docker {
    use super::*;
    trials![World; every_byte_comes_through_docker];
}

/// Set by `cargo xtask soak`.
fn is_long() -> bool {
    std::env::var_os("QUAYSIDE_SOAK_MINUTES").is_some()
}

/// Docker in its short form is seen to in [`crate::joining`] and [`crate::terminals`].
pub fn trials() -> Vec<Trial<World>> {
    [on_podman::trials(), trials_on_sid()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    if is_long() { on_docker::trials() } else { Vec::new() }
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
    come_through(&engine, &Cli { say, busybox }).await;
}

async fn every_byte_comes_through_docker(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let say = Box::new(|arguments: &[&str]| docker(&world.engine, arguments));
    come_through(&engine, &Cli { say, busybox: "busybox" }).await;
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
