//! The items that two arrays have in common, in an order that both keep: a longest common subsequence.
//!
//! Pure numbers: what an item is, and what becomes of those in between, is `align.rs`.

use std::collections::HashMap;

/// Cells of the table that finds the longest sequence for sure: half a megabyte, a quarter of a millisecond. Arrays of 500
/// items have so many. Longer ones are matched by each item's first, second ... occurrence, which takes n log n, and finds
/// as many as long as items that occur often do not change places.
const CELLS: usize = 1 << 18;

/// Places in both arrays, rising in both.
pub fn common(left: &[u64], right: &[u64]) -> Vec<(usize, usize)> {
    let alike = |(left, right): &(&u64, &u64)| left == right;
    let start = left.iter().zip(right).take_while(alike).count();
    let end = left[start..].iter().rev().zip(right[start..].iter().rev()).take_while(alike).count();
    let (left_end, right_end) = (left.len() - end, right.len() - end);
    let (between_left, between_right) = (&left[start..left_end], &right[start..right_end]);

    let mut places: Vec<_> = (0..start).map(|place| (place, place)).collect();
    let between = if between_left.len().saturating_mul(between_right.len()) <= CELLS {
        longest(between_left, between_right)
    } else {
        rising(&occurrences(between_left, between_right))
    };
    places.extend(between.into_iter().map(|(left, right)| (start + left, start + right)));
    places.extend((0..end).map(|place| (left_end + place, right_end + place)));
    places
}

/// By a table of the longest sequence from each pair of places on.
fn longest(left: &[u64], right: &[u64]) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    let mut table = vec![0_u32; (left.len() + 1) * width];
    for (row, item) in left.iter().enumerate().rev() {
        for (column, other) in right.iter().enumerate().rev() {
            let at = row * width + column;
            table[at] = if item == other { table[at + width + 1] + 1 } else { table[at + width].max(table[at + 1]) };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut places = Vec::new();
    while row < left.len() && column < right.len() {
        let at = row * width + column;
        if left[row] == right[column] {
            places.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if table[at + width] >= table[at + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    places
}

/// Each right item with the left one that is its value's as many-th, in the order of the right.
fn occurrences(left: &[u64], right: &[u64]) -> Vec<(usize, usize)> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (place, item) in left.iter().enumerate().rev() {
        places.entry(*item).or_default().push(place);
    }
    let left_place = |item| places.get_mut(item).and_then(Vec::pop);
    right.iter().map(left_place).enumerate().filter_map(|(right, left)| Some((left?, right))).collect()
}

/// As many of these pairs as rise on the left as well: the longest rising subsequence, by patience sorting.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pair with the lowest left place that ends a sequence of each length, and the pair before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = Vec::with_capacity(pairs.len());
    for (at, (left, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].0 < *left);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut places: Vec<_> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    places.reverse();
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_longest_sequence_is_found() {
        for (left, right, expected) in [
            (&[][..], &[1][..], &[][..]),
            (&[1, 2, 3], &[1, 2, 3], &[(0, 0), (1, 1), (2, 2)]),
            (&[1, 2, 3], &[9, 1, 2, 3], &[(0, 1), (1, 2), (2, 3)]),
            (&[7, 1, 8, 1, 9], &[8, 1], &[(2, 0), (3, 1)]),
            (&[1, 1], &[1], &[(0, 0)]),
        ] {
            assert_eq!(common(left, right), expected, "{left:?} {right:?}");
        }
    }

    #[test]
    fn long_arrays_are_matched_by_occurrence() {
        let left: Vec<u64> = (0..2_000).collect();
        let mut right = left.clone();
        right.remove(1_500);
        right.insert(3, 5_000);
        right[0] = 5_001;
        right[1_999] = 5_002;
        let places = common(&left, &right);
        assert_eq!(places.len(), 1_997);
        assert!(places.iter().all(|(one, other)| left[*one] == right[*other]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_ways_are_sound(left in prop::collection::vec(0..4_u64, 0..12), right in prop::collection::vec(0..4_u64, 0..12)) {
            let exact = longest(&left, &right);
            let fast = rising(&occurrences(&left, &right));
            prop_assert_eq!(common(&left, &right).len(), exact.len());
            prop_assert!(fast.len() <= exact.len());
            for places in [exact, fast] {
                prop_assert!(places.iter().all(|(one, other)| left[*one] == right[*other]));
                prop_assert!(places.is_sorted_by(|one, next| one.0 < next.0 && one.1 < next.1));
            }
        }
    }
}
