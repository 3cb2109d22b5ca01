//! What the figures were taken on: without it they say nothing.

use std::fs::read_to_string;
use std::process::Command;

use serde_json::{Value, json};

use crate::bench::Bench;

pub fn facts(bench: &Bench) -> Value {
    let version = bench.raw.json("GET", "/version", None);
    let info = bench.raw.json("GET", "/info", None);
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    json!({
        "engine": format!("Docker {} (API {})", text(&version["Version"]), text(&version["ApiVersion"])),
        "storage": text(&info["Driver"]),
        "dockerCli": output("docker", &["--version"]),
        "webkit": output("pkg-config", &["--modversion", "webkit2gtk-4.1"]),
        "kernel": read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim(),
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "processor": field("/proc/cpuinfo", "model name"),
        "memory": field("/proc/meminfo", "MemTotal"),
        "gpu": std::path::Path::new("/dev/dri").exists(),
        "revision": revision(),
        "runs": bench.runs,
        "loadAtTheBeginning": load(),
    })
}

/// Others at work on the machine make every figure worse: the number of processes that want a core, over one minute.
pub fn load() -> String {
    read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
}

fn revision() -> String {
    let changed = if output("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty() { "" } else { "+" };
    output("git", &["rev-parse", "--short=12", "HEAD"]) + changed
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

fn field(path: &str, name: &str) -> String {
    let text = read_to_string(path).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}
