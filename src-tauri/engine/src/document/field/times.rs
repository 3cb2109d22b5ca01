//! Instants, as Go spells them.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Hint;
use crate::units::UnixMillis;

/// `0001-01-01T00:00:00Z`, Go's zero time, in milliseconds since the Unix epoch.
const GO_ZERO: i64 = -62_135_596_800_000;

pub(super) fn hint(text: &str) -> Option<Hint> {
    match instant(text)? {
        GO_ZERO => Some(Hint::Never),
        at => Some(Hint::Instant { at: UnixMillis(at) }),
    }
}

/// Milliseconds since the Unix epoch of an instant by RFC 3339.
fn instant(text: &str) -> Option<i64> {
    // Most strings are no instants, and the shortest one is `2006-01-02T15:04:05Z`.
    if text.len() < 20 || text.as_bytes()[10] != b'T' {
        return None;
    }
    let nanoseconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
    i64::try_from(nanoseconds.div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_go_writes_them() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(instant("2018-10-16T01:38:59.501794757Z"), Some(1_539_653_939_501));
        assert_eq!(instant("2024-02-29T23:59:59.5+02:30"), Some(1_709_242_199_500));
        assert_eq!(instant("1969-12-31T23:59:59.999Z"), Some(-1));
        assert_eq!(instant("0001-01-01T00:00:00Z"), Some(GO_ZERO));
        assert_eq!(hint("0001-01-01T00:00:00Z"), Some(Hint::Never));
        for wrong in [
            "2018-10-16",
            "2018-13-16T01:38:59Z",
            "2018-10-16T01:38:59",
            "2018-10-16T01:38:59.Z9",
            "2018-10-16T01:38:59+2",
        ] {
            assert_eq!(instant(wrong), None, "{wrong}");
        }
    }
}
