//! Rows, and the lines that they are: a row has another place whenever lines come above it or go, a line keeps its number.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Line, Lines, Number, Place};
use crate::logs::LineNumber;

/// A row as the page knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RowMark {
    /// The line that it is; none where that has not been drawn. Its place counts then, and where it is not held any more.
    pub number: Option<LineNumber>,
    /// Where it was when the page last heard; less than 0 where it was dropped above.
    pub row: i32,
    /// What was above the first row then.
    pub first_row: LineNumber,
}

/// Where a mark is by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    Row(i64),
    /// It is held and is no row: this is the one after it.
    Before(i64),
}

impl Marked {
    pub fn row(self) -> i64 {
        match self {
            Self::Row(row) | Self::Before(row) => row,
        }
    }
}

impl Lines {
    pub fn row(&self, index: usize) -> Option<(Place, &Line)> {
        let place = *self.rows.get(index)?;
        Some((place, self.get(place)?))
    }

    /// Less than 0 where it was dropped above, and beyond the last row where it was dropped below.
    pub fn marked(&self, mark: &RowMark) -> Marked {
        let Some(place) = self.place_of_mark(mark) else { return Marked::Row(self.counted(mark)) };
        let row = self.rows.partition_point(|row| *row < place);
        if self.rows.get(row) == Some(&place) { Marked::Row(row as i64) } else { Marked::Before(row as i64) }
    }

    /// By what has come above since, or was dropped.
    fn counted(&self, mark: &RowMark) -> i64 {
        i64::from(mark.row).saturating_add(mark.first_row.0).saturating_sub(self.first_row)
    }

    fn place_of_mark(&self, mark: &RowMark) -> Option<Place> {
        // It was dropped above: it is sought no more.
        if mark.row < 0 {
            return None;
        }
        let near = usize::try_from(self.counted(mark)).unwrap_or(0).min(self.rows.len().saturating_sub(1));
        self.place_of(mark.number?.0, self.rows.get(near).copied().unwrap_or(self.first))
    }

    /// The first row from which on lines of all these containers are here, and whose lines begin there: the last to begin. None
    /// where nothing stands above it.
    pub fn whole_from(&self, has_earlier: &[bool]) -> Option<(RowMark, u16)> {
        let mut missing: Vec<bool> =
            (0_u16..).zip(has_earlier).map(|(container, has)| *has && self.holds(container)).collect();
        if !missing.contains(&true) {
            return None;
        }
        let mut from = None;
        for (place, line) in (self.first..).zip(&self.lines) {
            if let Some(is_missing) = missing.get_mut(usize::from(line.container)).filter(|missing| **missing) {
                *is_missing = false;
                from = Some((place, line.container));
                if !missing.contains(&true) {
                    break;
                }
            }
        }
        let (place, container) = from?;
        let row = self.rows.partition_point(|row| *row < place);
        let (_, line) = self.row(row).filter(|_| row > 0)?;
        Some((self.mark(row, line), container))
    }

    /// A row that the page is told of.
    pub fn mark(&self, row: usize, line: &Line) -> RowMark {
        let row = i32::try_from(row).unwrap_or(i32::MAX);
        RowMark { number: Some(LineNumber(line.number)), row, first_row: LineNumber(self.first_row) }
    }

    pub fn numbered(&self, number: Number) -> Option<&Line> {
        self.get(self.place_of(number, self.first)?)
    }

    /// Where a line stands that is held. Where lines have come between others it is looked for around a place that is near.
    fn place_of(&self, number: Number, near: Place) -> Option<Place> {
        if !(self.earliest..self.next).contains(&number) {
            return None;
        }
        let at = if self.is_mixed {
            let is_it = |at: &usize| self.lines.get(*at).is_some_and(|line| line.number == number);
            let near = usize::try_from(near - self.first).unwrap_or(0);
            let around = (0..self.lines.len()).flat_map(|by| [near.checked_add(by), near.checked_sub(by)]);
            around.flatten().find(is_it)?
        } else {
            self.lines.binary_search_by_key(&number, |line| line.number).ok()?
        };
        Some(self.first + at as Place)
    }

    /// The rows from one to another, both included, as far as they are held.
    pub fn rows_between(&self, from: i64, to: i64) -> impl Iterator<Item = &Line> {
        let at = |row: i64| usize::try_from(row.max(0)).unwrap_or(usize::MAX).min(self.rows.len());
        let (start, end) = (at(from), at(to.saturating_add(1)));
        self.rows.range(start..end.max(start)).filter_map(|place| self.get(*place))
    }

    /// The match after or before this row, or the row itself where it may be; around the end. Its row, and which of them it is.
    /// None where nothing matches.
    pub fn next_found(&self, from: &RowMark, forward: bool, itself: bool) -> Option<(usize, usize)> {
        let count = self.found.len();
        let from = self.place_of_mark(from).unwrap_or_else(|| match usize::try_from(self.counted(from)) {
            // Beyond the last row everything is before.
            Ok(row) => self.rows.get(row).copied().unwrap_or(Place::MAX),
            Err(_) => Place::MIN,
        });
        let after = self.found.partition_point(|found| *found < from || (!itself && *found == from));
        let before = self.found.partition_point(|found| *found < from || (itself && *found == from));
        let last = count.checked_sub(1)?;
        let nth = if forward { after % count } else { before.checked_sub(1).unwrap_or(last) };
        let found = self.found.get(nth)?;
        Some((self.rows.binary_search(found).ok()?, nth))
    }
}
