//! The keyring of a desktop: a Secret Service of the test's own on a session bus, unlocked, with its files in a scratch folder.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use crate::cli::{clean, finish};
use crate::process::{Process, wait_until};
use crate::scratch::Scratch;

/// Of the keyring itself.
const PASSWORD: &str = "open sesame";

pub struct SecretService {
    process: Process,
    bus: String,
    scratch: Scratch,
}

impl SecretService {
    /// Starts one on the bus, as `DBUS_SESSION_BUS_ADDRESS` names it, and waits until it can be asked.
    pub fn start(bus: &str) -> SecretService {
        let scratch = Scratch::new();
        let home = scratch.join("home");
        std::fs::create_dir(&home).unwrap();
        std::fs::write(scratch.join("password"), PASSWORD).unwrap();
        let mut daemon = on_bus("gnome-keyring-daemon", &home, bus);
        daemon.args(["--foreground", "--unlock", "--components=secrets", "--control-directory"]).arg(scratch.path());
        let password = File::open(scratch.join("password")).unwrap();
        let process = Process::start_with(&mut daemon, password.into(), &scratch.join("keyring.log"));
        scratch.adopt(process.pid());
        let service = SecretService { process, bus: bus.to_owned(), scratch };
        wait_until("the keyring to answer", || {
            assert!(service.process.is_running(), "the keyring ended:\n{}", service.process.log());
            service.ask(&["store", "--label", "probe", "probe", "yes"]).is_ok()
        });
        service.ask(&["clear", "probe", "yes"]).unwrap();
        service
    }

    /// Attributes and secret of every entry of a program's, as another program is told them.
    pub fn entries(&self, program: &str) -> String {
        // What the entries are called by goes to standard error.
        let mut command = self.secret_tool();
        let output = command.args(["search", "--all", "service", program]).output().expect("secret-tool runs");
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat()
    }

    /// Where it keeps its files.
    pub fn folder(&self) -> &Path {
        self.scratch.path()
    }

    /// Ends it; the bus has no keyring any more.
    pub fn stop(&self) {
        self.process.stop();
    }

    fn ask(&self, arguments: &[&str]) -> Result<String, String> {
        let secret = File::open(self.scratch.join("password")).unwrap();
        finish(self.secret_tool().args(arguments).stdin(secret).output().expect("secret-tool runs"))
    }

    fn secret_tool(&self) -> Command {
        on_bus("secret-tool", &self.scratch.join("home"), &self.bus)
    }
}

fn on_bus(program: &str, home: &Path, bus: &str) -> Command {
    let mut command = clean(program, home);
    command.env("DBUS_SESSION_BUS_ADDRESS", bus).env("XDG_RUNTIME_DIR", home);
    command
}
