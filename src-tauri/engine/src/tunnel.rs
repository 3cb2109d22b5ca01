//! The way to an engine behind SSH: one `ssh` process that forwards a local socket to the engine's. The person's own
//! configuration, agent and known hosts apply; nothing is asked, for there is no terminal to ask on.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hyper::Uri;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

use crate::error::{Error, ErrorCode, Result};

/// How long a login may take.
const OPEN_TIMEOUT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// The engine's socket on the other side, where the address names none.
const REMOTE_SOCKET: &str = "/var/run/docker.sock";

/// An open tunnel. Dropping it ends the `ssh` process.
pub struct Tunnel {
    _ssh: Child,
    folder: PathBuf,
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

impl Tunnel {
    /// The local end.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("engine.sock")
    }

    /// Logs in to `ssh://[user@]host[:port][/path/of/the/socket]` with this program.
    ///
    /// # Errors
    /// `EndpointInvalid` for another form; `EngineForbidden` or `EngineUnreachable` with the words of ssh.
    pub async fn open(program: &Path, address: &str) -> Result<Self> {
        let arguments = destination(address)?;
        let unreachable = |why: String| Error::new(ErrorCode::EngineUnreachable, format!("{address}: {why}"));
        let folder = private_folder().map_err(|error| unreachable(format!("no folder for the tunnel: {error}")))?;
        let local = folder.join("engine.sock");
        let mut ssh = Command::new(program)
            // No forwarding that the person has configured for other purposes, no shared master that would outlive this.
            .args(["-T", "-a", "-x", "-o", "ControlPath=none", "-o", "RemoteCommand=none"])
            .args(["-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-o", "ServerAliveInterval=15"])
            .args(["-o", "StreamLocalBindMask=0177", "-L"])
            .arg(format!("{}:{}", local.display(), arguments.socket))
            .args(arguments.login)
            // Ends when its input does, and so with this process, however that ends.
            .arg("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| unreachable(format!("cannot run {}: {error}", program.display())))?;
        let opened = tokio::time::timeout(OPEN_TIMEOUT, wait_until_open(&mut ssh, &local)).await;
        if let (Ok(Ok(())), Some(mut words)) = (&opened, ssh.stderr.take()) {
            // What ssh still has to say must not fill the pipe and stop it.
            tokio::spawn(async move { tokio::io::copy(&mut words, &mut tokio::io::sink()).await });
        }
        let tunnel = Self { _ssh: ssh, folder };
        match opened {
            Ok(Ok(())) => Ok(tunnel),
            Ok(Err(words)) if words.contains("Permission denied") || words.contains("Host key verification failed") => {
                Err(Error::new(ErrorCode::EngineForbidden, format!("{address}: {words}")))
            }
            Ok(Err(words)) => Err(unreachable(words)),
            Err(_) => Err(unreachable("the login took too long".to_owned())),
        }
    }
}

/// Ready, or the last words of ssh.
async fn wait_until_open(ssh: &mut Child, local: &Path) -> std::result::Result<(), String> {
    loop {
        if local.exists() {
            return Ok(());
        }
        if let Ok(Some(status)) = ssh.try_wait() {
            let mut words = String::new();
            if let Some(stderr) = &mut ssh.stderr {
                stderr.read_to_string(&mut words).await.ok();
            }
            let last = words.trim().lines().last().unwrap_or_default().to_owned();
            return Err(if last.is_empty() { format!("ssh ended ({status})") } else { last });
        }
        tokio::time::sleep(POLL).await;
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Destination {
    login: Vec<String>,
    socket: String,
}

fn destination(address: &str) -> Result<Destination> {
    let invalid = || {
        let message = format!("cannot use the address {address}: it is not of the form ssh://user@host:port");
        Error::new(ErrorCode::EndpointInvalid, message)
    };
    let uri: Uri = address.parse().map_err(|_| invalid())?;
    let authority = uri.authority().ok_or_else(invalid)?;
    let user = authority.as_str().rsplit_once('@').map(|(user, _)| user);
    // A colon there would be a password, which has no business in an address. A dash would be an option to ssh.
    let is_name = |name: &str| !name.is_empty() && !name.starts_with('-') && !name.contains([':', ' ']);
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() || host.starts_with('-') || !user.is_none_or(is_name) {
        return Err(invalid());
    }
    let mut login = Vec::new();
    if let Some(port) = authority.port_u16() {
        login.extend(["-p".to_owned(), port.to_string()]);
    }
    if let Some(user) = user {
        login.extend(["-l".to_owned(), user.to_owned()]);
    }
    login.extend(["--".to_owned(), host.to_owned()]);
    let path = uri.path();
    let socket = if path.len() > 1 { path } else { REMOTE_SOCKET };
    Ok(Destination { login, socket: socket.to_owned() })
}

/// A folder that only this user can enter. Short, for a socket's path holds 107 bytes.
fn private_folder() -> std::io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let base = dirs::runtime_dir().unwrap_or_else(std::env::temp_dir);
    let folder = base.join(format!("quayside-ssh-{}-{count}", std::process::id()));
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Fails where somebody has made it before: it would not be private then.
    builder.create(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Option<(String, String)> {
        destination(address).ok().map(|found| (found.login.join(" "), found.socket))
    }

    #[test]
    fn addresses_are_read_as_docker_writes_them() {
        let some = |login: &str, socket: &str| Some((login.to_owned(), socket.to_owned()));
        assert_eq!(read("ssh://host"), some("-- host", REMOTE_SOCKET));
        assert_eq!(read("ssh://me@host:2222"), some("-p 2222 -l me -- host", REMOTE_SOCKET));
        assert_eq!(read("ssh://me@host/run/podman/podman.sock"), some("-l me -- host", "/run/podman/podman.sock"));
        assert_eq!(read("ssh://me@[::1]:22/"), some("-p 22 -l me -- ::1", REMOTE_SOCKET));
        for bad in ["ssh://", "ssh://-oProxyCommand=x", "ssh://me:secret@host", "ssh://-x@host", "ssh:// host"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
