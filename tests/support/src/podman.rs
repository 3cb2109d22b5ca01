//! Podman's service of the test's own, with images, containers and networks under the scratch folder.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::cli::{clean, finish, make_home};
use crate::network::make_bridge;
use crate::process::{Process, wait_until};
use crate::scratch::Scratch;

pub struct PrivatePodman {
    process: Mutex<Option<Process>>,
    mirror: Option<String>,
    scratch: Scratch,
}

impl PrivatePodman {
    /// Starts and waits until it answers. `mirror` is the `host:port` of a registry that stands for Docker Hub.
    pub fn start(mirror: Option<&str>) -> PrivatePodman {
        let engine =
            PrivatePodman { process: Mutex::new(None), mirror: mirror.map(str::to_owned), scratch: Scratch::new() };
        make_home(&engine.scratch.join("home"));
        engine.write_configuration();
        engine.start_again();
        engine
    }

    pub fn socket(&self) -> PathBuf {
        self.scratch.join("podman.sock")
    }

    /// As DOCKER_HOST takes it.
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    pub fn start_again(&self) {
        let mut slot = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(Process::is_running) {
            return;
        }
        let _ = std::fs::remove_file(self.socket());
        let mut command = self.command();
        command.args(["system", "service", "--time=0", &self.host()]);
        let log = self.scratch.join("podman.log");
        let process = Process::start(&mut command, &log);
        wait_until("podman to listen", || {
            assert!(process.is_running(), "podman ended:\n{}", process.log());
            std::os::unix::net::UnixStream::connect(self.socket()).is_ok()
        });
        *slot = Some(process);
    }

    pub fn stop(&self) {
        let _ = self.podman(&["kill", "--all"]);
        if let Some(process) = self.process.lock().unwrap_or_else(PoisonError::into_inner).take() {
            process.stop();
        }
    }

    pub fn kill(&self) {
        if let Some(process) = self.process.lock().unwrap_or_else(PoisonError::into_inner).take() {
            process.kill();
        }
    }

    /// The podman command line on the same store.
    pub fn podman(&self, arguments: &[&str]) -> Result<String, String> {
        finish(self.command().args(arguments).output().expect("podman runs"))
    }

    fn command(&self) -> Command {
        let at = |name: &str| self.scratch.join(name);
        let mut command = clean("podman", &self.scratch.join("home"));
        command.env("CONTAINERS_CONF", at("containers.conf"));
        command.env("CONTAINERS_REGISTRIES_CONF", at("registries.conf"));
        command.env("XDG_RUNTIME_DIR", self.scratch.path());
        command.arg("--root").arg(at("root")).arg("--runroot").arg(at("run")).arg("--tmpdir").arg(at("tmp"));
        command.args(["--cgroup-manager", "cgroupfs", "--events-backend", "file"]);
        command
    }

    fn write_configuration(&self) {
        // crun refuses hybrid control groups, and the default ulimits may exceed what this machine permits.
        let runtime = if Path::new("/usr/sbin/runc").exists() { "runtime = \"runc\"" } else { "" };
        let networks = self.scratch.join("networks");
        let containers = format!(
            "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n\
             [network]\nnetwork_backend = \"cni\"\nnetwork_config_dir = \"{}\"\n[engine]\n{runtime}\n",
            networks.display(),
        );
        let registries = match &self.mirror {
            None => String::new(),
            Some(mirror) => format!(
                "unqualified-search-registries = [\"docker.io\"]\n\
                 [[registry]]\nprefix = \"docker.io\"\nlocation = \"{mirror}\"\ninsecure = true\n\
                 [[registry]]\nlocation = \"{mirror}\"\ninsecure = true\n"
            ),
        };
        // The default network without the plugins that write packet filter rules, on a bridge of its own.
        let bridge = make_bridge(&self.scratch);
        let network = format!(
            r#"{{"cniVersion": "0.4.0", "name": "podman", "plugins": [{{"type": "bridge", "bridge": "{}",
            "ipam": {{"type": "host-local", "dataDir": "{}", "ranges": [[{{"subnet": "{}"}}]]}}}}]}}"#,
            bridge.name,
            self.scratch.join("addresses").display(),
            bridge.subnet,
        );
        std::fs::create_dir(&networks).unwrap();
        std::fs::write(networks.join("podman.conflist"), network).unwrap();
        std::fs::write(self.scratch.join("containers.conf"), containers).unwrap();
        std::fs::write(self.scratch.join("registries.conf"), registries).unwrap();
    }
}

impl Drop for PrivatePodman {
    fn drop(&mut self) {
        self.stop();
    }
}
