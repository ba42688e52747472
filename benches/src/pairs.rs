//! Two things measured in turns, so that whatever else the machine does meets both alike.

use std::time::Duration;

use anyhow::{Result, ensure};

/// Which side of a pair goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    Ours,
    Limit,
}

/// The times of one thing and of its limit, pair by pair.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    ours: Vec<Duration>,
    limit: Vec<Duration>,
}

/// What is told of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    /// The median.
    pub(crate) ours: Duration,
    /// The median.
    pub(crate) limit: Duration,
    /// The first median over the second.
    pub(crate) ratio: f64,
    /// A tenth of the pairs had a smaller ratio.
    pub(crate) low: f64,
    /// A tenth of the pairs had a greater one.
    pub(crate) high: f64,
}

impl Pairs {
    /// Measures `warm_up` pairs that do not count and `count` that do; the sides take turns in going first.
    ///
    /// # Errors
    /// Of the measured thing.
    pub(crate) async fn measure(
        warm_up: usize,
        count: usize,
        mut pair: impl AsyncFnMut(First) -> Result<(Duration, Duration)>,
    ) -> Result<Self> {
        let mut pairs = Self::default();
        for round in 0..warm_up + count {
            let first = if round % 2 == 0 { First::Ours } else { First::Limit };
            let (ours, limit) = pair(first).await?;
            if round >= warm_up {
                pairs.ours.push(ours);
                pairs.limit.push(limit);
            }
        }
        Ok(pairs)
    }

    /// Medians, their ratio, and how far the ratios of the pairs spread.
    ///
    /// # Errors
    /// Where nothing was measured.
    pub(crate) fn summary(&self) -> Result<Summary> {
        ensure!(!self.ours.is_empty(), "nothing was measured");
        let mut ratios: Vec<_> = self.ours.iter().zip(&self.limit).map(|(a, b)| ratio(*a, *b)).collect();
        ratios.sort_by(f64::total_cmp);
        let (ours, limit) = (median(&self.ours), median(&self.limit));
        let (low, high) = (at(&ratios, 10), at(&ratios, 90));
        Ok(Summary { ours, limit, ratio: ratio(ours, limit), low, high })
    }
}

fn ratio(ours: Duration, limit: Duration) -> f64 {
    ours.as_secs_f64() / limit.as_secs_f64()
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    at(&times, 50)
}

/// The value that `percent` of a hundred are below, of at least one sorted value.
fn at<T: Copy>(sorted: &[T], percent: usize) -> T {
    sorted[((sorted.len() - 1) * percent + 50) / 100]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn pairs(ours: &[u64], limit: &[u64]) -> Pairs {
        let seconds = |times: &[u64]| times.iter().copied().map(Duration::from_secs).collect();
        Pairs { ours: seconds(ours), limit: seconds(limit) }
    }

    #[test]
    fn one_slow_pair_moves_neither_the_medians_nor_the_spread() {
        let summary = pairs(&[20, 20, 20, 20, 900], &[10, 10, 10, 10, 10]).summary().unwrap();
        let expected = (Duration::from_secs(20), Duration::from_secs(10), 2.0);
        assert_eq!((summary.ours, summary.limit, summary.ratio), expected);
        assert_eq!(summary.low, 2.0);
    }

    #[test]
    fn a_tenth_of_the_pairs_lies_beyond_each_end_of_the_spread() {
        let ours: Vec<_> = (1..=101).collect();
        let summary = pairs(&ours, &[1; 101]).summary().unwrap();
        assert_eq!((summary.low, summary.ratio, summary.high), (11.0, 51.0, 91.0));
    }

    #[test]
    fn nothing_measured_is_an_error() {
        assert!(Pairs::default().summary().is_err());
    }
}
