//! A disk that is soon full: a small file system in memory, mounted in a scratch folder. The tests run as root.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scratch::Scratch;

pub struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// With room for so many bytes. Should the test be killed, the scratch folder's janitor unmounts it.
    pub fn mount(scratch: &Scratch, bytes: u64) -> SmallDisk {
        SmallDisk::mount_at(scratch.join("small.disk"), bytes)
    }

    /// The same at a place of a scratch folder where nothing is yet.
    pub(crate) fn mount_at(path: PathBuf, bytes: u64) -> SmallDisk {
        std::fs::create_dir(&path).unwrap();
        let disk = SmallDisk { path };
        disk.command("mount", &["-t", "tmpfs", "-o", &format!("size={bytes}"), "small"]);
        disk
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Room for so many bytes from now on.
    pub fn resize(&self, bytes: u64) {
        self.command("mount", &["-o", &format!("remount,size={bytes}")]);
    }

    /// Room for so many bytes more than there are on it.
    pub fn leave(&self, bytes: u64) {
        let output = Command::new("df").args(["--block-size=1", "--output=used"]).arg(&self.path).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let used: u64 = said.lines().last().and_then(|line| line.trim().parse().ok()).expect("df tells what is used");
        self.resize(used + bytes);
    }

    /// Names of the files on it, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.path).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn command(&self, program: &str, arguments: &[&str]) {
        let done = Command::new(program).args(arguments).arg(&self.path).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} {arguments:?} {}: {said}", self.path.display());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What a failing test still holds open is cleared by the janitor.
        let _ = Command::new("umount").arg(&self.path).status();
    }
}
