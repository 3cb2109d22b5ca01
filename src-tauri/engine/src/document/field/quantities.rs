//! Numbers with a unit: bytes, lengths of time, processors; and those that mean no limit.

use super::super::tree::Kind;
use super::place::Place;
use super::{Hint, Millis};
use crate::units::{ByteSize, UnixMillis};

#[derive(Clone, Copy)]
enum Unit {
    Bytes,
    Nanoseconds,
    Microseconds,
    Seconds,
    /// Thousand-millionths of a processor.
    NanoCpus,
    /// Seconds since the Unix epoch.
    UnixSeconds,
    ExitCode,
}

/// What numbers are, by their key and what they stand in: the object, or the array that the object is an item of. Empty:
/// wherever they stand.
const UNITS: &[(Unit, &[&str], &[&str])] = &[
    (
        Unit::Bytes,
        &["Size", "VirtualSize", "SharedSize", "UniqueSize", "SizeRw", "SizeRootFs", "SizeBytes", "ShmSize"],
        &[],
    ),
    (
        Unit::Bytes,
        &["size"],
        &["Descriptor", "ImageManifestDescriptor", "annotations", "manifests", "layers", "config"],
    ),
    (
        Unit::Bytes,
        &["Memory", "MemoryReservation", "MemorySwap", "KernelMemory", "KernelMemoryTCP", "MemoryBytes"],
        &[],
    ),
    (Unit::Bytes, &["SwapBytes", "MemTotal", "IOMaximumBandwidth", "DiskQuota"], &[]),
    (Unit::Bytes, &["Rate"], &["BlkioDeviceReadBps", "BlkioDeviceWriteBps"]),
    (Unit::Nanoseconds, &["Interval", "Timeout", "StartPeriod", "StartInterval"], &["Healthcheck", "HealthCheck"]),
    (Unit::Nanoseconds, &["Delay", "Monitor", "Window"], &["UpdateConfig", "RollbackConfig", "RestartPolicy"]),
    (Unit::Nanoseconds, &["StopGracePeriod"], &[]),
    (Unit::Microseconds, &["CpuPeriod", "CpuQuota", "CpuRealtimePeriod", "CpuRealtimeRuntime"], &[]),
    (Unit::Seconds, &["StopTimeout"], &[]),
    (Unit::NanoCpus, &["NanoCpus", "NanoCPUs"], &[]),
    (Unit::UnixSeconds, &["Created"], &[]),
    (Unit::ExitCode, &["ExitCode"], &[]),
];

/// Numbers that mean no limit, by their key and what they stand in.
const UNLIMITED: &[(&str, &[&str], &[&str])] = &[
    ("MemorySwap", &["HostConfig", "Resources", "Limits"], &["-1"]),
    ("Memory", &["HostConfig", "Resources"], &["0", "-1"]),
    ("NanoCpus", &["HostConfig", "Resources"], &["0"]),
    ("CpuQuota", &["HostConfig", "Resources"], &["0", "-1"]),
    ("PidsLimit", &["HostConfig", "Resources"], &["0", "-1", "null"]),
    ("Soft", &["Ulimits"], &["-1"]),
    ("Hard", &["Ulimits"], &["-1"]),
];

/// The first second that can't be one of another count: of September 2001.
const FIRST_UNIX_SECOND: i64 = 1_000_000_000;

pub(super) fn hint(place: &Place<'_>) -> Option<Hint> {
    let text = place.text();
    let stands = |among: &[&str]| among.is_empty() || among.contains(&place.within) || among.contains(&place.around());
    let unlimited = |(key, within, values): &&(&str, &[&str], &[&str])| {
        place.key == *key && values.contains(&text) && stands(within)
    };
    if place.is_free() {
        return None;
    }
    if UNLIMITED.iter().find(unlimited).is_some() {
        return Some(Hint::Unlimited);
    }
    if place.kind() != Kind::Number {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let known = UNITS.iter().find(|(_, keys, within)| keys.contains(&place.key) && stands(within));
    match known?.0 {
        Unit::ExitCode => exit(place, number),
        _ if number <= 0 => None,
        Unit::Bytes => ByteSize::from_engine(number).map(|bytes| Hint::Bytes { bytes }),
        Unit::Nanoseconds => duration(number, 1_000_000, 1),
        Unit::Microseconds => duration(number, 1_000, 1),
        Unit::Seconds => duration(number, 1, 1_000),
        Unit::NanoCpus => {
            let thousandths = u32::try_from(number / 1_000_000).ok()?;
            Some(Hint::Processors { thousandths })
        }
        Unit::UnixSeconds if number < FIRST_UNIX_SECOND => None,
        Unit::UnixSeconds => number.checked_mul(1_000).map(|at| Hint::Instant { at: UnixMillis(at) }),
    }
}

/// None for what is less than a millisecond: nothing would be said of it.
fn duration(number: i64, in_a_millisecond: u64, milliseconds: u64) -> Option<Hint> {
    let millis = (number.unsigned_abs() / in_a_millisecond).checked_mul(milliseconds)?;
    (millis > 0).then_some(Hint::Duration { duration: Millis(millis) })
}

/// What stands there while a process runs is no end.
fn exit(place: &Place<'_>, number: i64) -> Option<Hint> {
    if place.beside("Running") == Some("true") || place.beside("Status") == Some("created") {
        return None;
    }
    let code = u32::try_from(number).ok()?;
    Some(Hint::Exit { code, signal: super::signals::of_exit_code(code) })
}

#[cfg(test)]
mod tests {
    use super::super::tests::hint_at;
    use super::*;

    fn bytes(bytes: u64) -> Option<Hint> {
        Some(Hint::Bytes { bytes: ByteSize(bytes) })
    }

    fn lasts(millis: u64) -> Option<Hint> {
        Some(Hint::Duration { duration: Millis(millis) })
    }

    fn exit(code: u32, signal: Option<&str>) -> Option<Hint> {
        Some(Hint::Exit { code, signal: signal.map(str::to_owned) })
    }

    #[test]
    fn numbers_have_units() {
        for (text, path, expected) in [
            (r#"{"Size":252239692}"#, "/Size", bytes(252_239_692)),
            (r#"{"UsageData":{"Size":-1,"RefCount":1}}"#, "/UsageData/Size", None),
            (r#"{"HostConfig":{"KernelMemory":4096}}"#, "/HostConfig/KernelMemory", bytes(4096)),
            (r#"{"BlkioDeviceReadBps":[{"Path":"/dev/sda","Rate":1024}]}"#, "/BlkioDeviceReadBps/0/Rate", bytes(1024)),
            (r#"{"BlkioDeviceReadIOps":[{"Rate":1024}]}"#, "/BlkioDeviceReadIOps/0/Rate", None),
            (r#"{"LogConfig":{"Config":{"max-size":"10m","Size":1}}}"#, "/LogConfig/Config/Size", None),
            (r#"{"Healthcheck":{"Interval":30000000000}}"#, "/Healthcheck/Interval", lasts(30_000)),
            (r#"{"Other":{"Interval":30000000000}}"#, "/Other/Interval", None),
            (r#"{"HostConfig":{"CpuPeriod":100000}}"#, "/HostConfig/CpuPeriod", lasts(100)),
            (r#"{"HostConfig":{"CpuQuota":50000}}"#, "/HostConfig/CpuQuota", lasts(50)),
            (r#"{"HostConfig":{"CpuQuota":500}}"#, "/HostConfig/CpuQuota", None),
            (r#"{"Config":{"StopTimeout":10}}"#, "/Config/StopTimeout", lasts(10_000)),
            (
                r#"{"HostConfig":{"NanoCpus":1500000000}}"#,
                "/HostConfig/NanoCpus",
                Some(Hint::Processors { thousandths: 1_500 }),
            ),
            (r#"{"HostConfig":{"MemorySwap":-1}}"#, "/HostConfig/MemorySwap", Some(Hint::Unlimited)),
            (r#"{"HostConfig":{"MemorySwap":0}}"#, "/HostConfig/MemorySwap", None),
            (r#"{"HostConfig":{"PidsLimit":null}}"#, "/HostConfig/PidsLimit", Some(Hint::Unlimited)),
            (r#"{"HostConfig":{"PidsLimit":0}}"#, "/HostConfig/PidsLimit", Some(Hint::Unlimited)),
            (r#"{"HostConfig":{"PidsLimit":100}}"#, "/HostConfig/PidsLimit", None),
            (r#"{"HostConfig":{"Init":null}}"#, "/HostConfig/Init", None),
            (r#"{"Ulimits":[{"Name":"core","Soft":-1,"Hard":-1}]}"#, "/Ulimits/0/Hard", Some(Hint::Unlimited)),
            (r#"{"Other":5}"#, "/Other", None),
            (r#"{"Size":99999999999999999999}"#, "/Size", None),
            (r#"{"Created":1539653939}"#, "/Created", Some(Hint::Instant { at: UnixMillis(1_539_653_939_000) })),
            (r#"{"State":{"ExitCode":0}}"#, "/State/ExitCode", exit(0, None)),
            (r#"{"State":{"ExitCode":137}}"#, "/State/ExitCode", exit(137, Some("SIGKILL"))),
            (r#"{"State":{"ExitCode":128}}"#, "/State/ExitCode", exit(128, None)),
            (r#"{"State":{"ExitCode":255}}"#, "/State/ExitCode", exit(255, None)),
            (r#"{"State":{"ExitCode":-1}}"#, "/State/ExitCode", None),
            (r#"{"State":{"Running":true,"ExitCode":0}}"#, "/State/ExitCode", None),
        ] {
            assert_eq!(hint_at(text, path), expected, "{text}");
        }
    }
}
