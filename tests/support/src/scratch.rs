//! One folder for everything that a test starts, and the promise that it goes away.
//!
//! A janitor (a small shell process in its own group) holds the other end of a pipe and clears the folder when the pipe
//! closes: on drop, on panic, on Ctrl-C and on SIGKILL alike. Folders whose janitor was killed too are swept by the
//! next run.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

const JANITOR: &str = include_str!("janitor.sh");
/// Short, because the path of a Unix socket holds 107 bytes.
const PREFIX: &str = "qs";

pub struct Scratch {
    path: PathBuf,
    name: String,
    janitor: Child,
}

impl Scratch {
    pub fn new() -> Scratch {
        static SWEEP: Once = Once::new();
        SWEEP.call_once(sweep);
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let name = format!("{PREFIX}{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(&name);
            match fs::create_dir(&path) {
                Ok(()) => {
                    fs::create_dir(path.join("adopted")).unwrap();
                    fs::create_dir(path.join("bridges")).unwrap();
                    let janitor = janitor(&path, Stdio::piped());
                    return Scratch { path, name, janitor };
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => panic!("no scratch folder at {}: {error}", path.display()),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Unique on this machine while the folder lives; fits a network interface's 15 bytes.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn join(&self, part: impl AsRef<Path>) -> PathBuf {
        self.path.join(part)
    }

    /// Has the janitor stop this process too. A process whose command line names the folder needs no adoption.
    pub fn adopt(&self, pid: u32) {
        fs::write(self.path.join("adopted").join(pid.to_string()), start_time(pid).unwrap_or_default()).unwrap();
    }

    pub(crate) fn adopt_bridge(&self, name: &str) {
        fs::write(self.path.join("bridges").join(name), "").unwrap();
    }
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.janitor.stdin.take());
        let _ = self.janitor.wait();
    }
}

fn janitor(path: &Path, owner: Stdio) -> Child {
    Command::new("sh")
        .args(["-c", JANITOR, "quayside-test-janitor"])
        .arg(path)
        .stdin(owner)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/")
        .process_group(0)
        .spawn()
        .expect("sh runs")
}

/// Clears what a killed run, whose janitor was killed as well, has left.
fn sweep() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(owner) = name.to_str().and_then(owner) else { continue };
        if !Path::new("/proc").join(owner.to_string()).exists() && entry.path().join("adopted").is_dir() {
            let _ = janitor(&entry.path(), Stdio::null()).wait();
        }
    }
}

fn owner(name: &str) -> Option<u32> {
    let (pid, serial) = name.strip_prefix(PREFIX)?.split_once('-')?;
    serial.parse::<u32>().ok()?;
    pid.parse().ok()
}

/// The 22nd field of /proc/PID/stat; the second may hold spaces, so count from its closing parenthesis.
fn start_time(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(19).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_read_from_the_name() {
        assert_eq!(owner("qs12-3"), Some(12));
        assert_eq!(owner("qs12"), None);
        assert_eq!(owner("qsx-3"), None);
        assert_eq!(owner("something"), None);
    }

    #[test]
    fn a_dropped_folder_takes_its_processes_along() {
        let scratch = Scratch::new();
        let path = scratch.path().to_owned();
        let mut named = Command::new("sh").arg("-c").arg("sleep 100; :").arg(path.join("x")).spawn().unwrap();
        let mut adopted = Command::new("sleep").arg("100").spawn().unwrap();
        scratch.adopt(adopted.id());
        // Without the reaping threads the two would stay as zombies, which the janitor rightly waits for.
        let waits = [std::thread::spawn(move || named.wait()), std::thread::spawn(move || adopted.wait())];
        drop(scratch);
        for wait in waits {
            assert!(!wait.join().unwrap().unwrap().success());
        }
        assert!(!path.exists());
    }
}
