//! An engine of Quayside's own, for a person who has none: `dockerd` as root, else `podman system service`. Its data stay in
//! the person's data folder; it runs as long as the application. It never touches another engine on the machine.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorCode, Result};

/// How long an engine may take to come up; a first start makes its data folder.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long an engine may take to stop its containers and itself.
const STOP_TIMEOUT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(100);

/// Where the machine's own Docker Engine listens. A second one would share its packet filter rules.
const SYSTEM_SOCKET: &str = "/var/run/docker.sock";

/// Network bridge of the embedded `dockerd`, so that it shares none with another engine.
const BRIDGE: &str = "quayside0";
/// Private networks `192.168.N.0/24` to choose the bridge's from: the first that this machine has no route to. They lie
/// beyond those that home routers and Docker itself prefer.
const SUBNETS: std::ops::RangeInclusive<u8> = 201..=250;

/// Which program would be started here, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Dockerd,
    Podman,
}

/// The engine that was started. Dropping it stops the engine and waits until it is gone: `dockerd` with the containers in
/// it; Podman's service by itself, for Podman's containers belong to nobody's service.
pub struct Embedded {
    /// Closed to tell the keeper to stop the engine.
    stop: Option<mpsc::Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

/// Where the engine's data are kept.
fn data_dir() -> Option<PathBuf> {
    Some(dirs::data_dir()?.join("quayside/engine"))
}

/// Where the embedded engine listens. In a folder that only this user can enter; short, for a socket's path holds 107 bytes.
pub fn socket() -> Option<PathBuf> {
    Some(run_dir()?.join("engine.sock"))
}

fn run_dir() -> Option<PathBuf> {
    match dirs::runtime_dir() {
        // A root shell may have inherited somebody else's.
        Some(runtime) if is_own(&runtime) => Some(runtime.join("quayside")),
        _ if is_root() => Some(PathBuf::from("/run/quayside")),
        _ => Some(data_dir()?.join("run")),
    }
}

/// What could be started on this machine by this user.
pub fn available() -> Option<Program> {
    if is_root() && on_path("dockerd") {
        return Some(Program::Dockerd);
    }
    on_path("podman").then_some(Program::Podman)
}

fn on_path(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|dir| dir.join(program).is_file())
}

fn is_root() -> bool {
    own_user() == Some(0)
}

/// This process's user id, where the system tells it in its file system.
#[cfg(unix)]
fn own_user() -> Option<u32> {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").ok()?).into()
}

#[cfg(not(unix))]
fn own_user() -> Option<u32> {
    None
}

/// Whether this user has the folder: a root shell may have inherited the surroundings of somebody else.
#[cfg(unix)]
pub fn is_own(folder: &Path) -> bool {
    std::fs::metadata(folder)
        .is_ok_and(|found| own_user().is_none_or(|own| own == std::os::unix::fs::MetadataExt::uid(&found)))
}

#[cfg(not(unix))]
pub fn is_own(_folder: &Path) -> bool {
    true
}

impl Embedded {
    /// Starts the engine and waits until its socket answers.
    ///
    /// # Errors
    /// `EmbeddedEngineUnavailable` where there is no program for it, or with the last words of the engine's log.
    pub fn start() -> Result<Self> {
        let unavailable = |message: String| Error::new(ErrorCode::EmbeddedEngineUnavailable, message);
        let program =
            available().ok_or_else(|| unavailable("neither dockerd (as root) nor podman is installed".into()))?;
        let (Some(data), Some(run), Some(socket)) = (data_dir(), run_dir(), socket()) else {
            return Err(unavailable("this user has no home folder to keep an engine's data in".into()));
        };
        for dir in [&data, &run] {
            private_dir(dir).map_err(|error| unavailable(format!("cannot use {}: {error}", dir.display())))?;
        }
        if accepts(&socket) {
            return Err(unavailable(format!("another window has started an engine at {}", socket.display())));
        }
        if program == Program::Dockerd && accepts(Path::new(SYSTEM_SOCKET)) {
            return Err(unavailable(format!(
                "an engine answers at {SYSTEM_SOCKET}; two of Docker's would disturb each other"
            )));
        }
        // A socket that was left behind would look like an engine that answers.
        std::fs::remove_file(&socket).ok();
        let log = data.join("engine.log");
        // One that another window has left behind, or uses, is not this one's to take away.
        let own_bridge = program == Program::Dockerd && make_bridge().map_err(unavailable)?;
        let command = match program {
            Program::Dockerd => dockerd(&data, &run, &socket),
            Program::Podman => podman(&data, &run, &socket),
        }
        .map_err(|error| unavailable(format!("cannot write the engine's settings: {error}")))?;
        let (stop, stopped) = mpsc::channel();
        let (started, outcome) = mpsc::channel();
        let keeper = std::thread::spawn(move || keep(command, own_bridge, &socket, &log, &started, &stopped));
        let outcome = outcome.recv().unwrap_or_else(|_| Err(unavailable("the engine's keeper has ended".into())));
        outcome.map(|()| Self { stop: Some(stop), keeper: Some(keeper) })
    }
}

impl Embedded {
    /// It has not ended by itself.
    pub fn is_running(&self) -> bool {
        self.keeper.as_ref().is_some_and(|keeper| !keeper.is_finished())
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(keeper) = self.keeper.take() {
            keeper.join().ok();
        }
    }
}

/// The life of one engine, in a thread of its own: the kernel ends the engine when the thread that started it ends.
fn keep(
    command: Command,
    own_bridge: bool,
    socket: &Path,
    log: &Path,
    started: &mpsc::Sender<Result<()>>,
    stopped: &mpsc::Receiver<()>,
) {
    let unavailable = |message: String| Error::new(ErrorCode::EmbeddedEngineUnavailable, message);
    let name = command.get_program().to_owned();
    let outcome = match spawn(command, log) {
        Ok(mut child) => match wait_until_up(&mut child, socket) {
            Ok(()) => {
                started.send(Ok(())).ok();
                // Until the sender is dropped, or the engine has ended by itself.
                while matches!(stopped.recv_timeout(POLL), Err(mpsc::RecvTimeoutError::Timeout))
                    && matches!(child.try_wait(), Ok(None))
                {}
                end(child);
                Ok(())
            }
            Err(why) => {
                end(child);
                Err(unavailable(why).with_detail(last_lines(log)))
            }
        },
        Err(error) => Err(unavailable(format!("cannot start {}: {error}", name.display()))),
    };
    if own_bridge {
        ip(&["link", "delete", BRIDGE]);
    }
    if let Err(error) = outcome {
        started.send(Err(error)).ok();
    }
}

fn wait_until_up(child: &mut Child, socket: &Path) -> std::result::Result<(), String> {
    let end = Instant::now() + START_TIMEOUT;
    while Instant::now() < end {
        if accepts(socket) {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(format!("the engine ended at once ({status})"));
        }
        std::thread::sleep(POLL);
    }
    Err(format!("the engine did not come up within {} seconds", START_TIMEOUT.as_secs()))
}

/// Asks the engine to stop, and makes it where it does not.
fn end(mut child: Child) {
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().ok();
    let end = Instant::now() + STOP_TIMEOUT;
    while Instant::now() < end && matches!(child.try_wait(), Ok(None)) {
        std::thread::sleep(POLL);
    }
    child.kill().ok();
    child.wait().ok();
}

#[cfg(unix)]
fn accepts(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

#[cfg(not(unix))]
fn accepts(_socket: &Path) -> bool {
    false
}

#[cfg(unix)]
fn private_dir(dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    // It may have been there before: then it must be as private as if it had been made now.
    let found = std::fs::symlink_metadata(dir)?;
    if !found.is_dir() || found.mode() & 0o077 != 0 || own_user().is_some_and(|own| own != found.uid()) {
        return Err(std::io::Error::other("others may enter it"));
    }
    Ok(())
}

#[cfg(not(unix))]
fn private_dir(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)
}

fn dockerd(data: &Path, run: &Path, socket: &Path) -> std::io::Result<Command> {
    let mut command = Command::new("dockerd");
    command
        .arg("--data-root")
        .arg(data.join("docker"))
        .arg("--exec-root")
        .arg(run.join("exec"))
        .arg("--pidfile")
        .arg(run.join("docker.pid"))
        .arg("--host")
        .arg(format!("unix://{}", socket.display()))
        .args(["--bridge", BRIDGE])
        // Where the machine runs a containerd, dockerd uses that one: in a room of its own.
        .args(["--containerd-namespace", "quayside", "--containerd-plugins-namespace", "quayside-plugins"])
        // Not the person's own /etc/docker/daemon.json: its settings are for another engine and may clash with these.
        .arg("--config-file")
        .arg(run.join("daemon.json"));
    std::fs::write(run.join("daemon.json"), "{}")?;
    Ok(command)
}

fn podman(data: &Path, run: &Path, socket: &Path) -> std::io::Result<Command> {
    let containers_conf = run.join("containers.conf");
    // The default limits may exceed what this user may set; and crun refuses to run where control groups are of both
    // versions at once.
    let mut settings = "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n".to_owned();
    if Path::new("/sys/fs/cgroup/unified").exists() && on_path("runc") {
        settings.push_str("[engine]\nruntime = \"runc\"\n");
    }
    std::fs::write(&containers_conf, settings)?;
    let mut command = Command::new("podman");
    command
        .arg("--root")
        .arg(data.join("podman"))
        .arg("--runroot")
        .arg(run.join("podman"))
        .args(["system", "service", "--time=0"])
        .arg(format!("unix://{}", socket.display()))
        .env("CONTAINERS_CONF", containers_conf);
    Ok(command)
}

/// Whether it was made now.
///
/// dockerd deletes a machine's `docker0` when it is told to have no bridge, and shares it when told nothing: it gets its own.
fn make_bridge() -> std::result::Result<bool, String> {
    if ip(&["link", "show", BRIDGE]) {
        return Ok(false);
    }
    let taken = Command::new("ip")
        .args(["-4", "route", "show", "table", "all"])
        .output()
        .map_err(|error| format!("cannot run ip: {error}"))?;
    let taken = String::from_utf8_lossy(&taken.stdout).into_owned();
    let free = SUBNETS.into_iter().find(|subnet| !taken.contains(&format!("192.168.{subnet}.")));
    let address =
        free.map(|subnet| format!("192.168.{subnet}.1/24")).ok_or("no private network is free for the engine")?;
    let steps: [&[&str]; 3] = [
        &["link", "add", "name", BRIDGE, "type", "bridge"],
        &["addr", "add", &address, "dev", BRIDGE],
        &["link", "set", BRIDGE, "up"],
    ];
    match steps.into_iter().find(|step| !ip(step)) {
        Some(step) => Err(format!("ip {} failed", step.join(" "))),
        None => Ok(true),
    }
}

fn ip(arguments: &[&str]) -> bool {
    let status = Command::new("ip").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Starts the engine so that it ends with this process, even where this process is killed: `setpriv` (util-linux) asks the
/// kernel for that.
fn spawn(command: Command, log: &Path) -> std::io::Result<Child> {
    let log = std::fs::File::create(log)?;
    let mut wrapped = if on_path("setpriv") {
        let mut setpriv = Command::new("setpriv");
        setpriv.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program());
        setpriv
    } else {
        Command::new(command.get_program())
    };
    wrapped.args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            wrapped.env(name, value);
        }
    }
    wrapped.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()
}

fn last_lines(log: &Path) -> String {
    const LINES: usize = 5;
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
