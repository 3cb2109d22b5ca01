//! Lines that come late: after others that were printed after them. Each log is in order by itself, so the lines that a batch
//! belongs among are taken out once, and put back between those that come.

use std::collections::VecDeque;

use quayside_engine::logs::LogTime;

use super::{Line, Lines, Place};

/// Lines that were taken out of the end, to be put back in their order.
pub(super) struct Late {
    /// Each with the earliest instant from it on: what comes stands behind the last that is not later than it.
    lines: VecDeque<(Option<LogTime>, Line)>,
    /// Of those that go on among them, container, output, and which one of them it is.
    open: Vec<(usize, usize, usize)>,
    /// So many have been put back.
    back: usize,
}

impl Lines {
    /// Takes out what a line of this instant belongs before. Of one container the order of the engine counts, and its outputs'
    /// clocks do not.
    pub(super) fn lift(&mut self, container: u16, time: Option<LogTime>) -> Late {
        let is_later = |line: &&Line| line.container != container && time < line.time;
        let count = self.lines.iter().rev().take_while(is_later).count();
        let at = self.lines.len() - count;
        let from = self.first + at as Place;
        let is_out = |place: Place| usize::try_from(place - from).ok();
        let open = self.open_lines().filter_map(|(of, output, place)| Some((of, output, is_out(place)?))).collect();
        if count > 0 {
            self.is_mixed = true;
            self.rows.truncate(self.rows.partition_point(|row| *row < from));
            self.found.truncate(self.found.partition_point(|found| *found < from));
        }
        let mut lines: VecDeque<(Option<LogTime>, Line)> = VecDeque::with_capacity(count);
        for line in self.lines.drain(at..).rev() {
            let earliest = lines.front().map_or(line.time, |(earliest, _)| line.time.min(*earliest));
            lines.push_front((earliest, line));
        }
        Late { lines, open, back: 0 }
    }

    /// Puts back those that stand before a line of this instant.
    pub(super) fn put_back_before(&mut self, late: &mut Late, time: Option<LogTime>) {
        while late.lines.front().is_some_and(|(earliest, _)| *earliest <= time) {
            self.put_back_one(late);
        }
    }

    pub(super) fn put_back(&mut self, mut late: Late) {
        while !late.lines.is_empty() {
            self.put_back_one(&mut late);
        }
    }

    fn put_back_one(&mut self, late: &mut Late) {
        let Some((_, line)) = late.lines.pop_front() else { return };
        let place = self.push(line);
        for (container, output, _) in late.open.iter().filter(|(_, _, at)| *at == late.back) {
            self.open[*container][*output] = Some(place);
        }
        late.back += 1;
    }
}
