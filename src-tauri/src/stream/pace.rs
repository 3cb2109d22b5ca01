//! How fast a page deals with what it is sent, and how much may therefore be on its way to it.
//!
//! Bytes tell little of that: xterm.js parses 10 MB in a second where lines are long, and a thirtieth of it where each has one
//! character. The acknowledgements tell.

use std::time::Duration;

use tokio::time::Instant;

use super::HIGH_WATER;

/// How long a page may need for what is on its way to it: so long a person waits after Ctrl-C, and a page that is drawing can
/// be kept from it.
const AHEAD: Duration = Duration::from_millis(50);

/// A page that has not dealt with what it was sent after that time is late: where a processor is free it parses a screen, and
/// lays it out, in less.
const LATE: Duration = Duration::from_millis(6);

/// So long after it was sent something a late page is waited for: one that draws is done by then, one that is out of sight not.
const DRAWN: Duration = Duration::from_millis(60);

/// Fewer bytes tell of the way to the page rather than of its speed.
const TELLING: usize = 8 * 1024;

/// Bytes that may be on their way in any case, also to a page that is out of sight and whose timers are rare.
const LEAST: usize = 32 * 1024;

/// The same before anything is known.
const FIRST: usize = 128 * 1024;

#[derive(Debug)]
pub struct Pace {
    water: usize,
    /// The page has had something to deal with since then, and has dealt with so many bytes of it.
    busy: Option<(Instant, usize)>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { water: FIRST, busy: None }
    }
}

impl Pace {
    /// Bytes that may be on their way.
    pub fn water(&self) -> usize {
        self.water
    }

    /// The page has had something to deal with for longer than it should need, and has not dealt with what tells of its
    /// pace.
    pub fn is_late(&self) -> bool {
        self.busy.is_some_and(|(since, _)| since.elapsed() >= LATE)
    }

    /// Until when it is worth waiting for a page that has something to deal with.
    pub fn drawn_by(&self) -> Option<Instant> {
        self.busy.map(|(since, _)| since + DRAWN)
    }

    /// A frame goes to the page.
    pub fn sent(&mut self) {
        self.busy.get_or_insert_with(|| (Instant::now(), 0));
    }

    /// The page has dealt with so many bytes, and has all of what was sent behind it or not.
    pub fn acknowledged(&mut self, bytes: usize, all: bool) {
        let Some((since, before)) = self.busy else { return };
        let (now, done) = (Instant::now(), before.saturating_add(bytes));
        let took = now - since;
        if done >= TELLING {
            let told = (done as f64 * AHEAD.as_secs_f64() / took.as_secs_f64().max(0.001)) as usize;
            self.water = (self.water / 2 + told.min(2 * HIGH_WATER) / 2).clamp(LEAST, HIGH_WATER);
        }
        self.busy = match (all, done >= TELLING) {
            (true, _) => None,
            (false, true) => Some((now, 0)),
            (false, false) => Some((since, done)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that deals with frames of so many bytes in so many milliseconds each.
    async fn settled(bytes: usize, milliseconds: u64) -> usize {
        let mut pace = Pace::default();
        for number in 0..40 {
            pace.sent();
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            pace.acknowledged(bytes, number % 4 == 3);
        }
        pace.water()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_on_its_way_is_what_a_page_deals_with_in_time() {
        let fifty = settled(64 * 1024, 16).await;
        assert!((190_000..=215_000).contains(&fifty), "{fifty}");
        assert_eq!(settled(128 * 1024, 2).await, HIGH_WATER);
        assert_eq!(settled(16 * 1024, 400).await, LEAST);
        assert_eq!(settled(4096, 5).await, 40_960, "several small ones together tell as well");
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_is_late_after_a_while() {
        let mut pace = Pace::default();
        for _ in 0..2 {
            tokio::time::sleep(2 * LATE).await;
            assert!(!pace.is_late(), "it has nothing to deal with");
            pace.sent();
            tokio::time::sleep(LATE / 2).await;
            pace.sent();
            pace.acknowledged(10, false);
            assert!(!pace.is_late());
            tokio::time::sleep(LATE / 2).await;
            assert!(pace.is_late());
            pace.acknowledged(10, true);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_and_a_rest_tell_nothing() {
        let mut pace = Pace::default();
        for _ in 0..100 {
            pace.sent();
            tokio::time::sleep(Duration::from_millis(5)).await;
            pace.acknowledged(6, true);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        assert_eq!(pace.water(), FIRST);
        pace.acknowledged(usize::MAX, true);
        assert_eq!(pace.water(), FIRST, "nothing was on its way");
    }
}
