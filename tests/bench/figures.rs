//! Samples of one quantity, and what is said of them.

use std::time::Duration;

/// In the order in which they were taken.
#[derive(Clone, Default)]
pub struct Samples(pub Vec<f64>);

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(samples: I) -> Samples {
        Samples(samples.into_iter().collect())
    }
}

impl Samples {
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            count if count % 2 == 0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
            _ => sorted[middle],
        }
    }

    /// The smallest sample that at least `percent` of all do not exceed; of few samples that is the worst.
    pub fn percentile(&self, percent: usize) -> f64 {
        let sorted = self.sorted();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    pub fn worst(&self) -> f64 {
        self.percentile(100)
    }

    pub fn map(&self, change: impl Fn(f64) -> f64) -> Samples {
        self.0.iter().copied().map(change).collect()
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_samples_are_summed_up() {
        let seven: Samples = [7.0, 1.0, 3.0, 2.0, 6.0, 5.0, 4.0].into_iter().collect();
        assert_eq!((seven.median(), seven.percentile(95), seven.worst()), (4.0, 7.0, 7.0));
        let hundred: Samples = (1..=100).map(f64::from).collect();
        assert_eq!((hundred.median(), hundred.percentile(95), hundred.percentile(99)), (50.5, 95.0, 99.0));
        assert!(Samples::default().median().is_nan());
    }
}
