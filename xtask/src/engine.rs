//! Whether a container engine is within reach. The application finds or starts it; here only its packages are seen to.

use std::path::PathBuf;

use crate::process::{answer, has_program};

/// An engine answers, or one is installed that the application can start.
pub fn is_within_reach() -> bool {
    std::env::var_os("DOCKER_HOST").is_some() || a_socket_answers() || can_be_started()
}

fn a_socket_answers() -> bool {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let own = runtime.iter().flat_map(|folder| [folder.join("docker.sock"), folder.join("podman/podman.sock")]);
    let system = ["/var/run/docker.sock", "/run/podman/podman.sock"].map(PathBuf::from);
    own.chain(system).any(|path| connects(&path))
}

#[cfg(unix)]
fn connects(path: &std::path::Path) -> bool {
    std::os::unix::net::UnixStream::connect(path).is_ok()
}

#[cfg(not(unix))]
fn connects(_: &std::path::Path) -> bool {
    false
}

fn can_be_started() -> bool {
    let root = answer("id", &["-u"]).is_some_and(|id| id == "0");
    has_program("podman") || (root && has_program("dockerd") && has_program("iptables"))
}
