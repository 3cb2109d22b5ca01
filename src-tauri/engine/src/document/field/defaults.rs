//! What is there without anybody's choice: empty values, and those that Docker or Podman fill in.

use super::super::text::inner;
use super::super::tree::{Kind, NodeId};
use super::place::Place;

/// Levels from a value up to `State`: a healthcheck's last exit code is five below.
const STATE_DEPTH: usize = 6;
/// What was measured or happened: an empty one is news, not a default.
const FACTS: [&str; 9] =
    ["Size", "VirtualSize", "SharedSize", "SizeRw", "SizeRootFs", "RefCount", "ExitCode", "Running", "State"];
/// Values that an engine fills in, by what they stand in (empty: wherever) and their key, spelled without quotes. Each is
/// one of an engine's versions.
const FILLED_IN: &[(&str, &str, &[&str])] = &[
    ("HostConfig", "NetworkMode", &["default", "bridge"]),
    ("HostConfig", "IpcMode", &["private", "shareable"]),
    ("HostConfig", "CgroupnsMode", &["host", "private"]),
    ("HostConfig", "CgroupMode", &["host", "private"]),
    ("HostConfig", "PidMode", &["private"]),
    ("HostConfig", "UTSMode", &["private"]),
    ("HostConfig", "ShmSize", &["67108864", "65536000"]),
    ("HostConfig", "Runtime", &["runc", "oci", "io.containerd.runc.v2"]),
    ("HostConfig", "Isolation", &["default"]),
    ("HostConfig", "PidsLimit", &["-1", "2048"]),
    ("HostConfig", "MemorySwappiness", &["-1"]),
    ("HostConfig", "CgroupManager", &["cgroupfs", "systemd"]),
    ("RestartPolicy", "Name", &["no"]),
    ("LogConfig", "Type", &["json-file"]),
    ("Config", "StopSignal", &["SIGTERM", "15"]),
    ("Config", "StopTimeout", &["10"]),
    ("Config", "Umask", &["0022"]),
    ("Config", "WorkingDir", &["/"]),
    ("RootFS", "Type", &["layers"]),
    ("IPAM", "Driver", &["default"]),
    ("", "AppArmorProfile", &["docker-default", "unconfined"]),
    ("", "EnableIPv4", &["true"]),
    ("", "Scope", &["local"]),
    ("", "Driver", &["local"]),
    ("", "Propagation", &["rprivate"]),
    ("", "RW", &["true"]),
];
/// Paths that containers may not read or write, in all versions.
const HIDDEN_PATHS: &[&str] = &[
    "/proc/acpi",
    "/proc/asound",
    "/proc/bus",
    "/proc/fs",
    "/proc/interrupts",
    "/proc/irq",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/sys",
    "/proc/sysrq-trigger",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/dev/block",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
    "/sys/fs/selinux",
];
/// Longer lists are somebody's own.
const MAX_HIDDEN: u32 = 32;
const GO_ZERO: &str = "0001-01-01T00:00:00Z";

pub(super) fn is_default(place: &Place<'_>) -> bool {
    let Place { document, node, key, within } = *place;
    if node == NodeId::ROOT || place.is_free() || is_state(place) {
        return false;
    }
    let text = place.text();
    match within {
        "MaskedPaths" | "ReadonlyPaths" => return is_hidden_path(text),
        "ConsoleSize" => return text == "0",
        _ => {}
    }
    // An item of a list was put there.
    if key.is_empty() && document.raw_key(node).is_none() {
        return false;
    }
    let mut items = document.children(node);
    let empty = match place.kind() {
        Kind::Object => document.child_count(node) == 0,
        Kind::Array if matches!(key, "MaskedPaths" | "ReadonlyPaths") => {
            document.child_count(node) <= MAX_HIDDEN && items.all(|item| is_hidden_path(inner(document.raw(item))))
        }
        Kind::Array if key == "ConsoleSize" => {
            document.child_count(node) <= 2 && items.all(|item| document.raw(item) == "0")
        }
        Kind::Array => document.child_count(node) == 0,
        Kind::String => text.is_empty() || text == GO_ZERO,
        Kind::Number => text == "0" && !FACTS.contains(&key),
        Kind::Bool => text == "false",
        Kind::Null => true,
    };
    let fills = |(holder, name, values): &(&str, &str, &[&str])| {
        *name == key && (holder.is_empty() || *holder == within) && values.contains(&text)
    };
    empty || (!place.kind().is_container() && FILLED_IN.iter().any(fills))
}

fn is_hidden_path(path: &str) -> bool {
    // One for each processor: `/sys/devices/system/cpu/cpu0/thermal_throttle`.
    HIDDEN_PATHS.contains(&path)
        || (path.starts_with("/sys/devices/system/cpu/cpu") && path.ends_with("/thermal_throttle"))
}

/// What a container is doing or did, and everything in it.
fn is_state(place: &Place<'_>) -> bool {
    std::iter::successors(Some(*place), Place::parent).take(STATE_DEPTH).any(|around| around.key == "State")
}

#[cfg(test)]
mod tests {
    use super::super::super::tree::Document;
    use super::*;

    /// Pointers of what is default in a document.
    fn defaults(text: &str) -> Vec<String> {
        let document = Document::parse(text);
        assert_eq!(document.problem(), None, "{text}");
        let nodes = (0..document.len()).map(NodeId);
        nodes.filter(|node| super::super::is_default(&document, *node)).map(|node| document.pointer(node)).collect()
    }

    #[test]
    fn empty_values_are_defaults() {
        let text = r#"{"a":"","b":null,"c":false,"d":0,"e":[],"f":{},"g":"0001-01-01T00:00:00Z","h":"x","i":true,"j":1,
            "k":[""],"l":{"m":""},"Size":0}"#;
        assert_eq!(defaults(text), ["/a", "/b", "/c", "/d", "/e", "/f", "/g", "/l/m"]);
        assert_eq!(defaults("{}"), Vec::<String>::new());
    }

    #[test]
    fn what_is_named_by_people_was_chosen() {
        for text in [
            r#"{"Labels":{"a":""}}"#,
            r#"{"ExposedPorts":{"80/tcp":{}},"Volumes":{"/x":{}}}"#,
            r#"{"Ports":{"80/tcp":null}}"#,
            r#"{"LogConfig":{"Config":{"a":""}}}"#,
            r#"{"State":{"Running":false,"ExitCode":0,"Health":{"Log":[{"ExitCode":0}]}}}"#,
            r#"{"State":{}}"#,
            r#"{"Driver":"overlay2"}"#,
        ] {
            assert_eq!(defaults(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_engines_fill_in() {
        for (inside, default) in [
            (r#""NetworkMode":"default""#, true),
            (r#""NetworkMode":"front""#, false),
            (r#""RestartPolicy":{"Name":"no"}"#, true),
            (r#""RestartPolicy":{"Name":"always"}"#, false),
            (r#""IpcMode":"private""#, true),
            (r#""ShmSize":67108864"#, true),
            (r#""ShmSize":1"#, false),
            (r#""Runtime":"runc""#, true),
            (r#""LogConfig":{"Type":"json-file"}"#, true),
            (r#""ConsoleSize":[0,0]"#, true),
            (r#""ConsoleSize":[24,80]"#, false),
            (r#""OomScoreAdj":0"#, true),
            (r#""MaskedPaths":["/proc/acpi","/sys/firmware"]"#, true),
            (r#""MaskedPaths":["/proc/acpi","/mine"]"#, false),
            (r#""ReadonlyPaths":["/proc/bus"]"#, true),
        ] {
            let found = defaults(&format!(r#"{{"HostConfig":{{{inside}}}}}"#));
            // Items of a list may be defaults where the list is not.
            let whole = found.iter().any(|pointer| !pointer.contains("Paths/"));
            assert_eq!(whole, default, "{inside}: {found:?}");
        }
        assert_eq!(defaults(r#"{"MaskedPaths":["/proc/acpi","/mine"]}"#), ["/MaskedPaths/0"]);
    }
}
