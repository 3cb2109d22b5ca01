//! A child process with its output in a file, stopped by its own pid, and patience for things that take a while.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Generous: it only decides how long a failing test takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until the answer is yes. Panics with `what` when it never is.
pub fn wait_until(what: &str, mut yes: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !yes() {
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain for: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub struct Process {
    child: Mutex<Child>,
    pid: u32,
    log: PathBuf,
}

impl Process {
    /// Starts in a process group of its own, so that Ctrl-C reaches the test first and the child is stopped in order.
    pub fn start(command: &mut Command, log: &Path) -> Process {
        Process::start_with(command, Stdio::null(), log)
    }

    /// The same with something to read on its standard input.
    pub fn start_with(command: &mut Command, input: Stdio, log: &Path) -> Process {
        let file = File::options().create(true).append(true).open(log).unwrap();
        let child = command
            .stdin(input)
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", command.get_program().display()));
        Process { pid: child.id(), child: Mutex::new(child), log: log.to_owned() }
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn is_running(&self) -> bool {
        matches!(self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait(), Ok(None))
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// SIGTERM, some patience, then SIGKILL.
    pub fn stop(&self) {
        self.signal("TERM");
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.is_running() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.kill();
    }

    pub fn kill(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }

    /// By name, as `kill -s` takes it. Does nothing once the process was waited for.
    pub fn signal(&self, name: &str) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(child.try_wait(), Ok(None)) {
            let _ = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}
