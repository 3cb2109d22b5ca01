//! Quantities that cross to the page: byte sizes and instants. Formatting for people belongs to the page, which knows
//! the language; the exact values travel as plain JSON numbers.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A number of bytes. JSON carries it as a number: exact up to 2^53, which is 9 petabytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ByteSize(#[specta(type = u32)] pub u64);

impl ByteSize {
    /// The engine reports sizes as signed numbers and says -1 for "not computed".
    pub fn from_engine(bytes: i64) -> Option<Self> {
        u64::try_from(bytes).ok().map(Self)
    }
}

/// Seconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct UnixSeconds(#[specta(type = i32)] pub i64);

/// Milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct UnixMillis(#[specta(type = i32)] pub i64);

impl UnixMillis {
    /// The present instant by the system's clock.
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// The instant so much later.
    #[must_use]
    pub fn after(self, time: std::time::Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Millis(#[specta(type = u32)] pub u64);

impl From<std::time::Duration> for Millis {
    fn from(duration: std::time::Duration) -> Self {
        Self(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }
}
