//! A Docker Engine of the test's own: own data, socket, pid file and bridge, no packet filter rules, no internet. It is
//! the machine's, or Debian sid's, several of either at once.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::{clean, docker_command, make_home, try_docker};
use crate::disk::SmallDisk;
use crate::network::make_bridge;
use crate::process::{Process, wait_until};
use crate::scratch::Scratch;
use crate::sid;

/// How long an engine may take to kill containers before it is ended itself.
const KILL_PATIENCE: Duration = Duration::from_secs(20);

/// Which Docker Engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The machine's own. Debian 12 has 20.10, with the classic image store.
    Installed,
    /// Debian sid's, 28 or newer, with the containerd image store.
    Sid,
}

pub struct PrivateDockerd {
    // Stopped before the folder is cleared: fields drop in order.
    process: Mutex<Option<Process>>,
    release: Release,
    mirror: Option<String>,
    further: Vec<String>,
    proxy: Option<String>,
    bridge: String,
    home: PathBuf,
    socket: PathBuf,
    disk: Option<SmallDisk>,
    scratch: Scratch,
}

impl PrivateDockerd {
    /// Starts the machine's own and waits until it answers. `mirror` is the `host:port` of a registry on loopback.
    pub fn start(mirror: Option<&str>) -> PrivateDockerd {
        PrivateDockerd::launch(Release::Installed, mirror, &[])
    }

    pub fn start_on(release: Release, mirror: Option<&str>) -> PrivateDockerd {
        PrivateDockerd::launch(release, mirror, &[])
    }

    /// With further arguments of dockerd's.
    pub fn start_with(mirror: Option<&str>, further: &[String]) -> PrivateDockerd {
        PrivateDockerd::launch(Release::Installed, mirror, further)
    }

    /// Any of them.
    pub fn launch(release: Release, mirror: Option<&str>, further: &[String]) -> PrivateDockerd {
        let engine = PrivateDockerd::prepare(release, mirror, further);
        engine.start_again();
        engine
    }

    /// Which goes to whatever is not on loopback by way of this proxy: `http://127.0.0.1:PORT`.
    pub fn behind(release: Release, proxy: &str) -> PrivateDockerd {
        let mut engine = PrivateDockerd::prepare(release, None, &[]);
        engine.proxy = Some(proxy.to_owned());
        engine.start_again();
        engine
    }

    /// Whose data is on a disk of its own, with room for so many bytes.
    pub fn on_small_disk(release: Release, mirror: Option<&str>, bytes: u64) -> PrivateDockerd {
        let mut engine = PrivateDockerd::prepare(release, mirror, &[]);
        engine.disk = Some(SmallDisk::mount_at(engine.scratch.join("data"), bytes));
        engine.start_again();
        engine
    }

    fn prepare(release: Release, mirror: Option<&str>, further: &[String]) -> PrivateDockerd {
        let scratch = Scratch::new();
        let home = scratch.join("home");
        make_home(&home);
        PrivateDockerd {
            process: Mutex::new(None),
            release,
            mirror: mirror.map(str::to_owned),
            further: further.to_vec(),
            proxy: None,
            bridge: make_bridge(&scratch).name,
            socket: scratch.join("docker.sock"),
            home,
            disk: None,
            scratch,
        }
    }

    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// As DOCKER_HOST takes it.
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// The engine's own folder; what is put here goes with it.
    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// What its data is on, where that is a disk of its own.
    pub fn disk(&self) -> &SmallDisk {
        self.disk.as_ref().expect("the engine was started on a small disk")
    }

    pub fn release(&self) -> Release {
        self.release
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// None while it is stopped.
    pub fn pid(&self) -> Option<u32> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Process::pid)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// On the same socket and data, after `stop` or `kill`. Does nothing when it runs.
    pub fn start_again(&self) {
        let mut slot = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(Process::is_running) {
            return;
        }
        // A SIGKILL leaves these behind. The engine takes a pid in them that is still known to the system, be it a
        // zombie or another's, for its own containerd or for a running engine.
        for file in ["docker.pid", "exec/containerd/containerd.pid"] {
            let _ = std::fs::remove_file(self.scratch.join(file));
        }
        let process = Process::start(&mut self.command(), &self.log_file());
        wait_until("dockerd to answer", || {
            assert!(process.is_running(), "dockerd ended:\n{}", tail(&process.log()));
            try_docker(self, &["version"]).is_ok()
        });
        *slot = Some(process);
    }

    /// In order: containers first, because the engine would give each of them ten seconds.
    pub fn stop(&self) {
        let running = try_docker(self, &["ps", "--quiet"]).unwrap_or_default();
        if !running.is_empty() {
            // An engine that waits for somebody to read what a container prints, which nobody does any more after a trial that
            // failed, kills it never.
            let mut kill = docker_command(self);
            kill.arg("kill").args(running.lines()).stdout(Stdio::null()).stderr(Stdio::null());
            if let Ok(mut kill) = kill.spawn() {
                let until = Instant::now() + KILL_PATIENCE;
                while Instant::now() < until && matches!(kill.try_wait(), Ok(None)) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                let _ = kill.kill();
                let _ = kill.wait();
            }
        }
        if let Some(process) = self.process.lock().unwrap_or_else(PoisonError::into_inner).take() {
            process.stop();
        }
    }

    /// SIGKILL: the socket's file stays, nobody listens, containers are orphaned. Its containerd goes down with it,
    /// by the kernel's doing.
    pub fn kill(&self) {
        if let Some(process) = self.process.lock().unwrap_or_else(PoisonError::into_inner).take() {
            process.kill();
        }
    }

    pub fn restart(&self) {
        self.stop();
        self.start_again();
    }

    fn log_file(&self) -> PathBuf {
        self.scratch.join("dockerd.log")
    }

    fn command(&self) -> std::process::Command {
        let at = |name: &str| self.scratch.join(name);
        let (mut command, settings) = match self.release {
            Release::Installed => (clean("dockerd", &self.home), "{}"),
            Release::Sid => {
                let mut command = sid::inside(&self.scratch, &self.home, "dockerd");
                command.arg("--ip6tables=false");
                (command, r#"{"features": {"containerd-snapshotter": true}}"#)
            }
        };
        command.arg("--config-file").arg(at("daemon.json"));
        command.arg("--data-root").arg(at("data"));
        command.arg("--exec-root").arg(at("exec"));
        command.arg("--pidfile").arg(at("docker.pid"));
        command.args(["--host", &self.host(), "--bridge", &self.bridge]);
        // Another engine's rules and the machine's forwarding stay as they are; ports are published by docker-proxy.
        command.args(["--iptables=false", "--ip-masq=false", "--ip-forward=false"]);
        command.args(["--shutdown-timeout", "5", "--log-level", "warn"]);
        if let Some(mirror) = &self.mirror {
            command.args(["--registry-mirror", &format!("http://{mirror}"), "--insecure-registry", mirror]);
        }
        command.args(&self.further);
        if let Some(proxy) = &self.proxy {
            for name in ["HTTPS_PROXY", "https_proxy"] {
                command.env(name, proxy);
            }
        }
        std::fs::write(at("daemon.json"), settings).unwrap();
        command
    }
}

impl Drop for PrivateDockerd {
    fn drop(&mut self) {
        self.stop();
    }
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
