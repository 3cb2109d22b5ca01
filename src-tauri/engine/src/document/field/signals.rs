//! Signals by name and number, as Linux counts them on the architectures that containers run on.

use super::Hint;
use super::place::Place;

/// By number, from 1, without SIG.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];
/// Other names of the same.
const ALIASES: [(&str, u8); 4] = [("IOT", 6), ("CLD", 17), ("POLL", 29), ("UNUSED", 31)];
/// The first real-time signal that glibc leaves to programs; Docker counts from the same.
const RTMIN: u8 = 34;
const RTMAX: u8 = 64;
/// An exit code above it says which signal ended the process.
const SIGNALLED: u32 = 128;
/// Longer ones are no signals.
const MAX_NAME: usize = 16;

/// A signal under `StopSignal`, in whatever spelling: `SIGTERM`, `term`, `"15"`, 15, `SIGRTMIN+3`.
pub(super) fn hint(place: &Place<'_>) -> Option<Hint> {
    let text = place.text();
    if place.key != "StopSignal" || place.is_free() || text.len() > MAX_NAME {
        return None;
    }
    if let Ok(number) = text.parse() {
        return Some(Hint::Signal { name: name(number)?, number: Some(number) });
    }
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
    match number(bare) {
        Some(number) => Some(Hint::Signal { name: format!("SIG{bare}"), number: Some(number) }),
        // One that Linux does not have is still called so.
        None if upper != bare && bare.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Some(Hint::Signal { name: upper, number: None })
        }
        None => None,
    }
}

/// The signal that an exit code tells of.
pub(super) fn of_exit_code(code: u32) -> Option<String> {
    name(u8::try_from(code.checked_sub(SIGNALLED)?).ok()?)
}

fn name(number: u8) -> Option<String> {
    match number {
        RTMIN => Some("SIGRTMIN".to_owned()),
        RTMAX => Some("SIGRTMAX".to_owned()),
        real_time if (RTMIN..RTMAX).contains(&real_time) => Some(format!("SIGRTMIN+{}", real_time - RTMIN)),
        _ => NAMES.get(usize::from(number.checked_sub(1)?)).map(|name| format!("SIG{name}")),
    }
}

fn number(bare: &str) -> Option<u8> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == bare).map(|(_, number)| *number);
    let place = || u8::try_from(NAMES.iter().position(|name| *name == bare)?).ok();
    let real_time = || match bare.split_at_checked("RTMIN".len())? {
        ("RTMIN", "") => Some(RTMIN),
        ("RTMAX", "") => Some(RTMAX),
        ("RTMIN", more) => RTMIN.checked_add(more.strip_prefix('+')?.parse().ok()?).filter(|number| *number <= RTMAX),
        ("RTMAX", less) => RTMAX.checked_sub(less.strip_prefix('-')?.parse().ok()?).filter(|number| *number >= RTMIN),
        _ => None,
    };
    alias.or_else(|| place().map(|place| place + 1)).or_else(real_time)
}

#[cfg(test)]
mod tests {
    use super::super::tests::hint_at;
    use super::*;

    #[test]
    fn signals_in_every_spelling() {
        for (spelled, expected) in [
            (r#""SIGTERM""#, Some(("SIGTERM", Some(15)))),
            (r#""TERM""#, Some(("SIGTERM", Some(15)))),
            (r#""sigquit""#, Some(("SIGQUIT", Some(3)))),
            (r#""15""#, Some(("SIGTERM", Some(15)))),
            ("15", Some(("SIGTERM", Some(15)))),
            (r#""SIGRTMIN+3""#, Some(("SIGRTMIN+3", Some(37)))),
            ("37", Some(("SIGRTMIN+3", Some(37)))),
            (r#""RTMAX-1""#, Some(("SIGRTMAX-1", Some(63)))),
            ("64", Some(("SIGRTMAX", Some(64)))),
            (r#""SIGIOT""#, Some(("SIGIOT", Some(6)))),
            (r#""SIGEMT""#, Some(("SIGEMT", None))),
            (r#""SIGRTMIN+99""#, None),
            (r#""nonsense""#, None),
            (r#""""#, None),
            ("0", None),
            ("33", None),
            ("99", None),
            (r#""é""#, None),
        ] {
            let expected = expected.map(|(name, number)| Hint::Signal { name: name.to_owned(), number });
            assert_eq!(hint_at(&format!(r#"{{"StopSignal":{spelled}}}"#), "/StopSignal"), expected, "{spelled}");
        }
        assert_eq!(hint_at(r#"{"Labels":{"StopSignal":"TERM"}}"#, "/Labels/StopSignal"), None);
    }
}
