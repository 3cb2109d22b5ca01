//! The rows of a buffer, without their characters: of each only from where in the output its content stems. A row depends
//! on no byte before its birth, so what was printed before the birth of every row has left no trace.

use std::collections::VecDeque;

/// A row on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Index of the byte that made it blank, whole, or new.
    pub birth: u64,
    /// It goes on the row above.
    pub wrapped: bool,
    /// So many columns from the left have been written one after the other since `since`.
    written: usize,
    since: u64,
}

impl Row {
    pub fn new(birth: u64, wrapped: bool) -> Self {
        Self { birth, wrapped, written: 0, since: birth }
    }

    /// Characters from one column to another, by the byte `at`.
    pub fn write(&mut self, from: usize, to: usize, columns: usize, at: u64) {
        if from == 0 && !self.wrapped {
            self.since = at;
            self.written = to;
        } else if from == self.written && self.written > 0 {
            self.written = to;
        } else {
            return;
        }
        if self.written >= columns {
            self.complete();
        }
    }

    /// Blank from this column to the end.
    pub fn erase_from(&mut self, column: usize, at: u64) {
        if column == 0 {
            // Its mark as wrapped goes as well.
            *self = Self::new(at, false);
        } else if self.written >= column {
            self.complete();
        }
    }

    /// Something happened in the middle, or to the row's mark: what was written no longer counts as one piece.
    pub fn disturb(&mut self) {
        self.written = 0;
    }

    fn complete(&mut self) {
        self.birth = self.birth.max(self.since);
        self.written = 0;
    }
}

/// Those that have been scrolled away and those on the screen.
#[derive(Debug)]
pub struct Rows {
    /// Births of the rows above the screen, oldest first.
    above: VecDeque<u64>,
    /// How many of them are older than the one above: none where a program prints line by line.
    descents: usize,
    screen: VecDeque<Row>,
    /// How many rows are kept above.
    most_above: usize,
}

impl Rows {
    pub fn new(rows: usize, most_above: usize, birth: u64) -> Self {
        let screen = std::iter::repeat_n(Row::new(birth, false), rows).collect();
        Self { above: VecDeque::new(), descents: 0, screen, most_above }
    }

    pub fn above(&self) -> usize {
        self.above.len()
    }

    pub fn is_full(&self) -> bool {
        self.above.len() >= self.most_above
    }

    pub fn row(&mut self, y: usize) -> Option<&mut Row> {
        self.screen.get_mut(y)
    }

    /// One up between these rows. What leaves at the very top goes above the screen; true where one more is kept there.
    pub fn scroll(&mut self, top: usize, bottom: usize, row: Row) -> bool {
        if top >= self.screen.len() {
            return false;
        }
        let gone = if top == 0 { self.screen.pop_front() } else { self.screen.remove(top) };
        if bottom >= self.screen.len() {
            self.screen.push_back(row)
        } else {
            self.screen.insert(bottom, row)
        }
        let Some(gone) = gone.filter(|_| top == 0 && self.most_above > 0) else { return false };
        let grows = !self.is_full();
        if !grows
            && let Some(first) = self.above.pop_front()
            && self.above.front().is_some_and(|next| *next < first)
        {
            self.descents -= 1;
        }
        if self.above.back().is_some_and(|last| gone.birth < *last) {
            self.descents += 1;
        }
        self.above.push_back(gone.birth);
        grows
    }

    /// Takes away one row and puts a new one somewhere else; nothing goes above the screen.
    pub fn replace(&mut self, from: usize, to: usize, row: Row) {
        if from < self.screen.len() && to < self.screen.len() {
            self.screen.remove(from);
            self.screen.insert(to, row);
        }
    }

    pub fn forget_above(&mut self) {
        self.above.clear();
        self.descents = 0;
    }

    /// What was on the screen at this byte has been scrolled away, and so has a whole screen of rows that came later.
    pub fn has_passed(&self, at: u64) -> bool {
        let height = self.screen.len();
        self.above.len() >= height && self.above.iter().rev().take(height).all(|birth| *birth > at)
    }

    /// The rows on the screen depend on nothing before this.
    pub fn oldest_on_screen(&self) -> u64 {
        self.screen.iter().map(|row| row.birth).min().unwrap_or(0)
    }

    /// All rows depend on nothing before this.
    pub fn oldest(&self) -> u64 {
        let oldest = if self.descents == 0 { self.above.front() } else { self.above.iter().min() };
        oldest.copied().unwrap_or(u64::MAX).min(self.oldest_on_screen())
    }

    /// From now on every row may depend on what any of them depends on, and there are so many.
    pub fn mix(&mut self, rows: usize, above: usize, most_above: usize, no_later_than: u64) {
        self.most_above = most_above;
        let birth = self.oldest().min(no_later_than);
        self.screen = std::iter::repeat_n(Row::new(birth, true), rows).collect();
        self.above = std::iter::repeat_n(birth, above.min(self.most_above)).collect();
        self.descents = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_found_in_whatever_order_rows_were_scrolled_away() {
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut rows = Rows::new(5, 20, 0);
        let mut unordered = 0;
        for step in 0..20_000_u64 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            match random % 200 {
                0 => rows.forget_above(),
                1 => rows.mix(5, rows.above(), 20, u64::MAX),
                // Where a program scrolls below the first row, that one is older than those which are scrolled away after it.
                2..20 => {
                    rows.scroll(1, 4, Row::new(step, false));
                }
                20..60 => rows.replace(4, (random >> 8) as usize % 4, Row::new(step, false)),
                _ => {
                    rows.scroll(0, 4, Row::new(step, false));
                }
            }
            let above: Vec<u64> = rows.above.iter().copied().collect();
            assert_eq!(rows.descents, above.windows(2).filter(|pair| pair[1] < pair[0]).count(), "after {step} steps");
            unordered += usize::from(rows.descents > 0);
            let naive = rows.above.iter().chain(rows.screen.iter().map(|row| &row.birth)).min().copied();
            assert_eq!(Some(rows.oldest()), naive, "after {step} steps");
        }
        assert!((1000..19_000).contains(&unordered), "{unordered}");
    }
}
