//! The instant that an engine writes before each record: RFC 3339, with nanoseconds on Docker and with seconds on Podman.

use serde::{Deserialize, Serialize};

use crate::units::UnixMillis;

/// Nanoseconds in a second.
const SECOND: i64 = 1_000_000_000;

/// `2026-01-02T03:04:05`
const TO_SECONDS: usize = 19;

/// Of the fraction of a second; no engine writes more.
const FRACTION_MAX: usize = 9;

/// Nanoseconds since the Unix epoch, UTC. Travels as text, as it is written: JSON's numbers are not as exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "Written")]
pub struct LogTime(pub i64);

/// What is read as an instant.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    /// As jobs were recorded once.
    Millis(UnixMillis),
}

impl From<LogTime> for String {
    fn from(time: LogTime) -> Self {
        time.to_string()
    }
}

impl TryFrom<Written> for LogTime {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Millis(millis) => Ok(millis.into()),
            Written::Text(text) => Self::read(&text).ok_or_else(|| format!("{text} is no instant")),
        }
    }
}

/// What the beginning of a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leading {
    /// An instant and a space, of so many bytes.
    Time(LogTime, usize),
    /// It may become one when more has come.
    Short,
    /// No instant.
    Nothing,
}

impl LogTime {
    /// As an engine writes one; none where it is none.
    pub fn read(text: &str) -> Option<Self> {
        match leading(format!("{text} ").as_bytes()) {
            Leading::Time(time, length) if length == text.len() + 1 => Some(time),
            _ => None,
        }
    }

    /// As an engine takes it in `since` and `until`: `1700000000.123456789`.
    pub fn to_unix(self) -> String {
        format!("{}.{:09}", self.0.div_euclid(SECOND), self.0.rem_euclid(SECOND))
    }

    /// Whole seconds: what an engine writes that knows no parts of them.
    pub fn is_whole(self) -> bool {
        self.0.rem_euclid(SECOND) == 0
    }

    /// So many nanoseconds later.
    #[must_use]
    pub fn after(self, nanoseconds: i64) -> Self {
        Self(self.0.saturating_add(nanoseconds))
    }

    /// The end of its second.
    #[must_use]
    pub fn next_second(self) -> Self {
        Self((self.0.div_euclid(SECOND) + 1).saturating_mul(SECOND))
    }

    /// Rounded down; what is left of it is in [`Self::below_millis`].
    pub fn millis(self) -> UnixMillis {
        UnixMillis(self.0.div_euclid(1_000_000))
    }

    /// Nanoseconds beyond the whole milliseconds.
    pub fn below_millis(self) -> u32 {
        u32::try_from(self.0.rem_euclid(1_000_000)).unwrap_or_default()
    }
}

impl From<UnixMillis> for LogTime {
    fn from(millis: UnixMillis) -> Self {
        Self(millis.0.saturating_mul(1_000_000))
    }
}

/// As `docker logs --timestamps` writes it: always nine digits, UTC.
impl std::fmt::Display for LogTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (seconds, fraction) = (self.0.div_euclid(SECOND), self.0.rem_euclid(SECOND));
        let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date(days);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:09}Z")
    }
}

/// Reads the instant that a record begins with.
pub(super) fn leading(bytes: &[u8]) -> Leading {
    const PATTERN: &[u8; TO_SECONDS] = b"dddd-dd-ddTdd:dd:dd";
    let fits = |(byte, pattern): (&u8, &u8)| if *pattern == b'd' { byte.is_ascii_digit() } else { byte == pattern };
    if !bytes.iter().zip(PATTERN).all(fits) {
        return Leading::Nothing;
    }
    let mut at = TO_SECONDS;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        let digits = bytes[at + 1..].iter().take(FRACTION_MAX).take_while(|byte| byte.is_ascii_digit()).count();
        fraction = number(&bytes[at + 1..at + 1 + digits]) * 10_i64.pow((FRACTION_MAX - digits) as u32);
        at += 1 + digits;
    }
    let offset = match bytes.get(at) {
        None => return Leading::Short,
        Some(b'Z') => 0,
        Some(sign @ (b'+' | b'-')) => {
            let Some(zone) = bytes.get(at + 1..at + 6) else { return Leading::Short };
            if !zone.iter().zip(b"dd:dd").all(fits) {
                return Leading::Nothing;
            }
            let seconds = number(&zone[..2]) * 3600 + number(&zone[3..]) * 60;
            at += 5;
            if *sign == b'-' { -seconds } else { seconds }
        }
        Some(_) => return Leading::Nothing,
    };
    match bytes.get(at + 1) {
        None => return Leading::Short,
        Some(b' ') => {}
        Some(_) => return Leading::Nothing,
    }
    let part = |from: usize, to: usize| number(&bytes[from..to]);
    let of_day = part(11, 13) * 3600 + part(14, 16) * 60 + part(17, 19);
    let seconds = days(part(0, 4), part(5, 7), part(8, 10)) * 86_400 + of_day - offset;
    Leading::Time(LogTime(seconds.saturating_mul(SECOND).saturating_add(fraction)), at + 2)
}

fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit.saturating_sub(b'0')))
}

/// Days from the epoch to a date of the Gregorian calendar; years begin in March, so that a leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The reverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * shifted + 2) / 5 + 1, (shifted + 2) % 12 + 1);
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_as_engines_write_it() {
        let read = |text: &str| leading(text.as_bytes());
        let at = |nanos, length| Leading::Time(LogTime(nanos), length);
        assert_eq!(read("1970-01-01T00:00:00Z "), at(0, 21));
        assert_eq!(read("2023-11-14T22:13:20.123456789Z line"), at(1_700_000_000_123_456_789, 31));
        assert_eq!(read("2023-11-14T23:13:20.5+01:00 line"), at(1_700_000_000_500_000_000, 28));
        assert_eq!(read("2024-02-29T00:00:00-00:30 "), at(1_709_166_600_000_000_000, 26));
        for other in
            ["line", "2023-11-14 22:13", "2023-11-14T22:13:20x ", "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20+1:000 "]
        {
            assert_eq!(read(other), Leading::Nothing, "{other}");
        }
    }

    #[test]
    fn an_instant_that_is_cut_is_waited_for() {
        for whole in ["2023-11-14T22:13:20.123456789Z ", "2023-11-14T23:13:20+01:00 "] {
            for end in 0..whole.len() {
                assert_eq!(leading(&whole.as_bytes()[..end]), Leading::Short, "{end}");
            }
        }
    }

    #[test]
    fn an_instant_travels_without_losing_a_nanosecond() {
        let text = "\"2023-11-14T22:13:20.123456789Z\"";
        let time: LogTime = serde_json::from_str(text).unwrap();
        assert_eq!((time, serde_json::to_string(&time).unwrap().as_str()), (LogTime(1_700_000_000_123_456_789), text));
        assert_eq!(serde_json::from_str::<LogTime>("1500").unwrap(), LogTime(1_500_000_000));
        for other in ["\"yesterday\"", "\"2023-11-14T22:13:20Z and more\"", "1.5", "null"] {
            assert!(serde_json::from_str::<LogTime>(other).is_err(), "{other}");
        }
    }

    #[test]
    fn an_instant_is_written_as_docker_writes_it() {
        for text in
            ["2023-11-14T22:13:20.123456789Z", "2024-02-29T23:59:59.000000001Z", "1969-12-31T23:59:59.900000000Z"]
        {
            let Leading::Time(time, _) = leading(format!("{text} ").as_bytes()) else { panic!("{text}") };
            assert_eq!(time.to_string(), text);
        }
        assert_eq!(LogTime(1_700_000_000_000_000_001).to_unix(), "1700000000.000000001");
        assert_eq!(LogTime(1_500_000_001).next_second(), LogTime(2_000_000_000));
    }
}
