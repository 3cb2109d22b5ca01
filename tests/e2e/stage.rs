//! What all trials share: a virtual screen, a session bus, an engine with its registry.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use quayside_test_support::{Scratch, World, docker, seed_tarball};

pub const SCREEN: (u32, u32) = (1440, 900);

/// A bus that starts no program by itself: what is on it, a keyring say, a trial has put there.
const BUS: &str = r#"<busconfig><type>session</type><keep_umask/><listen>unix:dir=HERE</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

pub struct Stage {
    pub world: World,
    /// As DISPLAY takes it.
    pub display: String,
    /// As DBUS_SESSION_BUS_ADDRESS takes it.
    pub bus: String,
    pub scratch: Scratch,
    children: Vec<(Child, BufReader<std::process::ChildStdout>)>,
}

impl Stage {
    /// On the machine's own Docker Engine.
    pub fn start() -> Stage {
        Stage::around(World::start)
    }

    /// On Debian sid's, with the containerd image store.
    pub fn start_on_sid() -> Stage {
        Stage::around(World::start_on_sid)
    }

    fn around(world: fn() -> World) -> Stage {
        let scratch = Scratch::new();
        let mut children = Vec::new();
        let mut say = |command: &mut Command| {
            let (line, child, output) = first_line(command, &scratch);
            children.push((child, output));
            line
        };
        let size = format!("{}x{}x24", SCREEN.0, SCREEN.1);
        // Xvfb finds a free number itself and writes it to the given descriptor. Without -r a key that is let go of late, on a
        // busy machine, is typed twice.
        let xvfb = ["-displayfd", "1", "-r", "-screen", "0", &size, "-nolisten", "tcp", "-fbdir"];
        let display = format!(":{}", say(Command::new("Xvfb").args(xvfb).arg(scratch.path())));
        std::fs::write(scratch.join("bus.conf"), BUS.replace("HERE", &scratch.path().to_string_lossy())).unwrap();
        let dbus = ["--nofork", "--nopidfile", "--print-address=1", "--config-file"];
        let bus = say(Command::new("dbus-daemon").args(dbus).arg(scratch.join("bus.conf")));
        Stage { world: world(), display, bus, scratch, children }
    }

    /// Holds every pixel of the screen at every moment, in the format of `xwd`.
    pub fn frame_buffer(&self) -> PathBuf {
        self.scratch.join("Xvfb_screen0")
    }

    /// Gives the engine a seed image without a pull.
    pub fn load(&self, name: &str) {
        docker(&self.world.engine, &["load", "--quiet", "--input", &seed_tarball(name).to_string_lossy()]);
    }

    /// An engine that holds nothing, a registry in reach, a wire without faults.
    pub fn clear(&self) {
        let engine = &self.world.engine;
        engine.start_again();
        self.world.registry.start_again();
        self.world.mirror.heal();
        for (list, remove) in [(["ps", "-aq"], ["rm", "-f"]), (["images", "-q"], ["rmi", "-f"])] {
            let found = docker(engine, &list);
            // The newest first, as they are listed: images that others were built on go after them.
            let mut ids: Vec<&str> = Vec::new();
            for id in found.lines() {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            if !ids.is_empty() {
                docker(engine, &[&remove[..], &ids].concat());
            }
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Asked and not killed: they remove their sockets and lock files.
        for (child, _) in &mut self.children {
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

/// Cargo's own folder for what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from)
}

/// Starts a program that says one line when it is ready; its output stays open, so that it is not told to end.
fn first_line(command: &mut Command, scratch: &Scratch) -> (String, Child, BufReader<std::process::ChildStdout>) {
    let name = command.get_program().display().to_string();
    let mut child = command
        .env("TMPDIR", scratch.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect(&name);
    scratch.adopt(child.id());
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert!(!line.trim().is_empty(), "{name} ended before it was ready");
    (line.trim().to_owned(), child, output)
}
