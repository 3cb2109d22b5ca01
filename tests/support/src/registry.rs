//! Debian's `docker-registry` on a loopback port, started, stopped and started again on the same port.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::accounts::HOSTILE;
use crate::network::free_port;
use crate::process::{Process, wait_until};
use crate::scratch::Scratch;

pub struct Registry {
    process: Mutex<Option<Process>>,
    port: u16,
    scratch: Scratch,
}

impl Registry {
    pub fn start() -> Registry {
        Registry::with_htpasswd(None)
    }

    /// A private one: `htpasswd` holds lines of `user:bcrypt-hash`.
    pub fn private(htpasswd: &str) -> Registry {
        Registry::with_htpasswd(Some(htpasswd))
    }

    /// A private one with one account, [`HOSTILE`].
    pub fn private_and_hostile() -> Registry {
        Registry::private(HOSTILE.htpasswd)
    }

    fn with_htpasswd(htpasswd: Option<&str>) -> Registry {
        // Between the question for a free port and its use another may take it: ask again.
        for _ in 0..5 {
            let registry = Registry { process: Mutex::new(None), port: free_port(), scratch: Scratch::new() };
            registry.write_configuration(htpasswd);
            if registry.try_start() {
                return registry;
            }
        }
        panic!("docker-registry does not start on any port");
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn socket_address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Where it keeps its blobs.
    pub fn storage(&self) -> PathBuf {
        self.scratch.join("storage")
    }

    /// What it keeps under a digest.
    pub fn blob(&self, digest: &str) -> Vec<u8> {
        let hex = digest.trim_start_matches("sha256:");
        std::fs::read(self.storage().join(format!("docker/registry/v2/blobs/sha256/{}/{hex}/data", &hex[..2]))).unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    pub fn start_again(&self) {
        if !self.try_start() {
            panic!("docker-registry does not start on port {}:\n{}", self.port, self.log());
        }
    }

    pub fn stop(&self) {
        if let Some(process) = self.process.lock().unwrap_or_else(PoisonError::into_inner).take() {
            process.kill();
        }
    }

    fn try_start(&self) -> bool {
        let mut slot = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_some_and(Process::is_running) {
            return true;
        }
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(self.scratch.join("registry.yml")).env_remove("REGISTRY_HTTP_ADDR");
        let process = Process::start(&mut command, &self.log_file());
        let mut up = false;
        wait_until("docker-registry to listen", || {
            up = TcpStream::connect(self.socket_address()).is_ok();
            up || !process.is_running()
        });
        *slot = Some(process);
        up
    }

    fn write_configuration(&self, htpasswd: Option<&str>) {
        let file = |name: &str| self.scratch.join(name);
        let mut text = format!(
            "version: 0.1\nlog: {{level: warn}}\nstorage:\n  filesystem: {{rootdirectory: {}}}\n  \
             delete: {{enabled: true}}\nhttp: {{addr: \"{}\", secret: test}}\n",
            self.storage().display(),
            self.address(),
        );
        if let Some(lines) = htpasswd {
            std::fs::write(file("htpasswd"), lines).unwrap();
            text += &format!("auth:\n  htpasswd: {{realm: test, path: {}}}\n", file("htpasswd").display());
        }
        std::fs::write(file("registry.yml"), text).unwrap();
    }

    fn log_file(&self) -> PathBuf {
        self.scratch.join("registry.log")
    }

    /// Puts a prepared storage in place. The registry reads the disk at each request, so it may be running.
    pub(crate) fn adopt_storage(&self, prepared: &Path) {
        let status = Command::new("cp").arg("-a").arg(prepared).arg(self.storage()).status().unwrap();
        assert!(status.success(), "the seeds could not be copied into the registry");
    }
}
