//! Tauri sends a call once more that a page has no answer to when it goes away. What was to begin would begin twice, and what was
//! typed would be typed twice.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::sessions::SessionId;

/// Which call of a page this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Turn {
    /// A number of the page's own, other than that of the page before.
    pub page: u32,
    /// From 1; a later call has a higher one.
    pub number: u32,
}

/// What has been asked for.
#[derive(Default)]
pub struct Asked {
    /// Channels through which a session was asked for.
    channels: Mutex<HashSet<u32>>,
    /// The last that each page has typed into a session: it does so one call after the other.
    typed: Mutex<HashMap<(SessionId, u32), u32>>,
}

impl Asked {
    /// # Errors
    /// `Cancelled` the second time that something is asked for through this channel, when nobody hears it.
    pub fn once(&self, channel: u32) -> Result<()> {
        first(self.channels.lock().unwrap_or_else(PoisonError::into_inner).insert(channel))
    }

    /// # Errors
    /// `Cancelled` the second time that this is typed.
    pub fn types_once(&self, id: SessionId, Turn { page, number }: Turn) -> Result<()> {
        let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        let last = typed.entry((id, page)).or_default();
        let is_new = number > *last;
        *last = number.max(*last);
        first(is_new)
    }
}

fn first(is_first: bool) -> Result<()> {
    if is_first { Ok(()) } else { Err(Error::new(ErrorCode::Cancelled, "this was asked for before")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_twice_counts_once() {
        let asked = Asked::default();
        assert!(asked.once(1).is_ok() && asked.once(2).is_ok());
        assert_eq!(asked.once(1).unwrap_err().code, ErrorCode::Cancelled);
    }

    #[test]
    fn what_is_typed_twice_counts_once() {
        let asked = Asked::default();
        let types = |session, page, number| asked.types_once(SessionId(session), Turn { page, number }).is_ok();
        assert!(types(1, 7, 1) && types(1, 7, 3) && types(2, 7, 2), "each session by itself");
        assert!(types(1, 8, 1), "the next page");
        assert!(!types(1, 7, 3) && !types(1, 7, 1) && !types(1, 8, 1), "again");
        assert!(types(1, 7, 4));
    }
}
