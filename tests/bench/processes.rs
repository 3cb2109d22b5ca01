//! The application's processes: itself and those of its web view, wherever they are in the tree below this one.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// `sysconf(_SC_CLK_TCK)`, the same on every Linux that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// The application, where this process or one below it has started it, and all that it has started itself.
pub fn family(application: &Path) -> Vec<u32> {
    let parents: HashMap<u32, u32> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, stat(pid)?.get(1)?.parse().ok()?)))
        .collect();
    let is_below = |mut pid: u32, top: u32| loop {
        match parents.get(&pid) {
            Some(parent) if *parent == top => break true,
            Some(parent) => pid = *parent,
            None => break false,
        }
    };
    let runs_it = |pid: u32| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|path| path == application);
    let all = || parents.keys().copied();
    let Some(head) = all().filter(|pid| runs_it(*pid) && is_below(*pid, std::process::id())).min() else {
        return Vec::new();
    };
    all().filter(|pid| *pid == head || is_below(*pid, head)).collect()
}

/// Proportional set size of all together in MiB: pages that processes share are counted once.
pub fn memory(processes: &[u32]) -> f64 {
    let kilobytes: f64 = processes
        .iter()
        .filter_map(|pid| fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok())
        .filter_map(|text| {
            text.lines().find_map(|line| line.strip_prefix("Pss:"))?.split(' ').rev().nth(1)?.parse().ok()
        })
        .fold(0.0, |sum, each: f64| sum + each);
    kilobytes / 1024.0
}

/// As the kernel calls it: at most 15 characters.
pub fn name(pid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default().trim().to_owned()
}

/// Processor time that all together have used, in seconds.
pub fn processor(processes: &[u32]) -> f64 {
    let ticks: u64 = processes
        .iter()
        .filter_map(|pid| stat(*pid))
        .flat_map(|fields| [11, 12].map(|at| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0)))
        .sum();
    ticks as f64 / TICKS_PER_SECOND
}

/// The fields of /proc/PID/stat from the third on; the second may hold spaces, so count from its closing parenthesis.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(text.rsplit_once(") ")?.1.split(' ').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_no_such_child() {
        let own = [std::process::id()];
        assert!(memory(&own) > 0.5 && processor(&own) >= 0.0);
        assert!(family(Path::new("/nowhere")).is_empty());
    }
}
