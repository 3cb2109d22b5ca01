//! The docker command line as the second witness: what it prints is what Quayside must show.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::dockerd::{PrivateDockerd, Release};
use crate::sid;

/// The docker command line that belongs to this engine, with nothing of the person's own configuration in its environment.
pub fn docker_command(engine: &PrivateDockerd) -> Command {
    let mut command = match engine.release() {
        Release::Installed => clean(program(), engine.home()),
        Release::Sid => sid::client(engine.home()),
    };
    command.args(["-H", &engine.host()]);
    command
}

/// Runs it and gives its standard output, trimmed. Panics with its standard error when it fails.
#[track_caller]
pub fn docker(engine: &PrivateDockerd, arguments: &[&str]) -> String {
    match try_docker(engine, arguments) {
        Ok(output) => output,
        Err(error) => panic!("docker {}: {error}", arguments.join(" ")),
    }
}

pub fn try_docker(engine: &PrivateDockerd, arguments: &[&str]) -> Result<String, String> {
    let output = docker_command(engine).args(arguments).output().expect("docker runs");
    finish(output)
}

pub(crate) fn finish(output: Output) -> Result<String, String> {
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim_end().to_owned())
    }
}

/// An environment that holds a search path and a home of the test's own, and closes every way to the internet.
pub(crate) fn clean(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    // The engines look for iptables, runc and containerd, which a person's own search path may leave out.
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"));
    command
        .env("HOME", home)
        .env("TMPDIR", home)
        .env("DOCKER_CONFIG", home)
        .env("DOCKER_BUILDKIT", "0")
        .env("LC_ALL", "C.UTF-8");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        // Port 9 is "discard": nothing listens there, so whatever is not loopback is refused at once.
        command.env(name, "http://127.0.0.1:9");
    }
    for name in ["NO_PROXY", "no_proxy"] {
        command.env(name, "127.0.0.1,localhost");
    }
    command
}

/// Podman insists on the file that DOCKER_CONFIG promises.
pub(crate) fn make_home(home: &Path) {
    std::fs::create_dir(home).unwrap();
    std::fs::write(home.join("config.json"), "{}").unwrap();
}

/// The distribution's own where there is one: it is as old as the engine beside it.
fn program() -> &'static str {
    if Path::new("/usr/bin/docker").exists() { "/usr/bin/docker" } else { "docker" }
}

/// The answer to `GET PATH`: to the byte what the command line prints rounded.
pub fn engine_says(engine: &PrivateDockerd, path: &str) -> Value {
    let mut stream = UnixStream::connect(engine.socket()).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: engine\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 "), "GET {path}: {answer}");
    serde_json::from_str(body).unwrap()
}

/// `LayersSize` of `GET /system/df`: what `docker system df` prints rounded.
pub fn layers_size(engine: &PrivateDockerd) -> u64 {
    engine_says(engine, "/system/df")["LayersSize"].as_u64().unwrap()
}
