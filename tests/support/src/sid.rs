//! Debian sid's Docker Engine, newer than the machine's own, with the containerd image store: what a fresh installation
//! of Docker has today. Its programs live in a tree of their own below `target/quayside-seeds`; nothing is installed.
//!
//! Bump VERSION when the tree's content changes, or to have a newer engine.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::clean;
use crate::scratch::Scratch;
use crate::seeds::seeds;

const VERSION: &str = "sid-v1";
const PACKAGES: &str = "docker.io,docker-cli,mount";
/// Runs in a mount namespace of its own and becomes the program that its arguments name.
const ENTER: &str = include_str!("enter.sh");

/// The tree, built by the first who asks: about 15 seconds and 300 MB. Panics with the reason where it can't be had, for
/// a trial that needs the newer engine must not pass without it.
pub(crate) fn tree() -> PathBuf {
    let tree = seeds().join(VERSION);
    // Others wait here while one builds.
    let lock = File::create(seeds().join("sid.lock")).unwrap();
    lock.lock().unwrap();
    if !tree.exists() {
        let part = seeds().join("sid.part");
        if part.exists() {
            fs::remove_dir_all(&part).unwrap();
        }
        build(&part);
        fs::rename(&part, &tree).unwrap();
    }
    tree
}

fn build(root: &Path) {
    let mut mmdebstrap = Command::new("mmdebstrap");
    // Unpacked only: nothing in it is configured or started. A mirror's copy of sid may be older than it should be.
    mmdebstrap.args(["--quiet", "--variant=extract", "--aptopt=Acquire::Check-Valid-Until \"false\""]);
    mmdebstrap.args(["--aptopt=Apt::Install-Recommends \"false\"", &format!("--include={PACKAGES}"), "sid"]);
    let output = mmdebstrap.arg(root).arg(mirror()).output().unwrap_or_else(|error| refuse(&error.to_string()));
    if !output.status.success() {
        refuse(&String::from_utf8_lossy(&output.stderr));
    }
    for folder in ["proc", "sys", "run"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for name in ["bin", "sbin", "lib", "lib64"].into_iter().filter(|name| !root.join(name).exists()) {
        std::os::unix::fs::symlink(format!("usr/{name}"), root.join(name)).unwrap();
    }
}

fn refuse(reason: &str) -> ! {
    panic!("the newer Docker Engine, which this test needs, can't be had from Debian's sid: {}", reason.trim())
}

/// The first archive of Debian's own packages among apt's sources, in whatever form they are written.
fn mirror() -> String {
    let arguments = ["indextargets", "--format", "$(REPO_URI) $(ORIGIN)", "Created-By: Packages"];
    let output = Command::new("apt-get").args(arguments).output().unwrap_or_else(|error| refuse(&error.to_string()));
    let sources = String::from_utf8_lossy(&output.stdout).into_owned();
    let lists = sources.lines().filter_map(|line| line.split_once(' '));
    let mut debian = lists.filter(|(address, origin)| *origin == "Debian" && !address.contains("security"));
    let Some((address, _)) = debian.next() else { refuse("no Debian mirror is among apt's sources") };
    address.to_owned()
}

/// A program of the tree's with the tree as its root, in a mount namespace of its own that ends with it. The scratch
/// folder is at the same place in there, so that command lines and the janitor read as for any other engine.
pub(crate) fn inside(scratch: &Scratch, home: &Path, program: &str) -> Command {
    let mut command = clean("unshare", home);
    command.env("tree", tree()).env("scratch", scratch.path());
    command.args(["--mount", "sh", "-c", ENTER, "enter", program]);
    command
}

/// The tree's docker command line on the machine's own files, through the tree's loader and libraries.
pub(crate) fn client(home: &Path) -> Command {
    let user = tree().join("usr");
    let loader = ["lib64", "lib"].iter().find_map(|folder| entry(&user.join(folder), "ld-linux-"));
    let libraries = entry(&user.join("lib"), "-linux-gnu").expect("the tree has libraries");
    let mut command = clean(&loader.expect("the tree has a loader").to_string_lossy(), home);
    command.arg("--library-path").arg(libraries).arg(user.join("bin/docker"));
    command
}

fn entry(folder: &Path, part: &str) -> Option<PathBuf> {
    let names = fs::read_dir(folder).ok()?.flatten();
    names
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(part)))
}
