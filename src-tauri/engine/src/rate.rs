//! How fast bytes move, over the last seconds.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::units::ByteSize;

/// Over how long the rate is taken: long enough not to flicker, short enough to notice a stall.
const WINDOW: Duration = Duration::from_secs(3);

/// Less than this says nothing.
const SHORTEST: Duration = Duration::from_millis(250);

/// When, and how many bytes had moved then.
#[derive(Default)]
pub struct Rate(VecDeque<(Instant, u64)>);

impl Rate {
    /// Notes how many bytes have moved by now; bytes a second, once that can be told.
    pub fn at(&mut self, now: Instant, moved: u64) -> Option<ByteSize> {
        self.0.push_back((now, moved));
        while self.0.len() > 2 && self.0.front().is_some_and(|(then, _)| now - *then > WINDOW) {
            self.0.pop_front();
        }
        let (then, before) = *self.0.front()?;
        let passed = now - then;
        if passed < SHORTEST {
            return None;
        }
        Some(ByteSize((moved.saturating_sub(before) as f64 / passed.as_secs_f64()) as u64))
    }
}
