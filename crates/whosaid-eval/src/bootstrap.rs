//! How far a figure would move with other pages: percentile bootstrap over pages.
//!
//! Pages are drawn, not statements: statements of one page share its speakers, its style and its
//! annotator, and intervals over statements would come out too narrow.

use crate::measures::{Accuracy, Counts, Measure};
use crate::random::SplitMix64;
use serde::{Serialize, Serializer};

/// Resamples drawn unless said otherwise.
pub const RESAMPLES: usize = 1_000;

/// A 95 % interval, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The 2.5th percentile.
    #[serde(serialize_with = "two_places")]
    pub low: f64,
    /// The 97.5th percentile.
    #[serde(serialize_with = "two_places")]
    pub high: f64,
}

fn two_places<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    crate::report::two_places(&Some(*value), serializer)
}

/// The intervals of every F1 and every share; `None` where no resample has a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intervals {
    /// How many resamples were drawn.
    pub resamples: usize,
    measures: [Option<Interval>; Measure::ALL.len()],
    shares: [Option<Interval>; Accuracy::ALL.len()],
}

impl Intervals {
    /// The interval of a measure's F1.
    pub const fn f1(&self, measure: Measure) -> Option<Interval> {
        self.measures[measure as usize]
    }

    /// The interval of a share.
    pub const fn share(&self, accuracy: Accuracy) -> Option<Interval> {
        self.shares[accuracy as usize]
    }
}

/// Draws as many pages as there are, with replacement, `resamples` times; the same seed, the same intervals.
pub fn bootstrap(pages: &[Counts], resamples: usize, seed: u64) -> Intervals {
    let mut random = SplitMix64::new(seed);
    let drawn: Vec<Counts> =
        (0..resamples).map(|_| (0..pages.len()).map(|_| pages[random.below(pages.len())]).sum()).collect();
    Intervals {
        resamples,
        measures: Measure::ALL.map(|measure| interval(drawn.iter().filter_map(|c| c[measure].f1()))),
        shares: Accuracy::ALL.map(|accuracy| interval(drawn.iter().filter_map(|c| c[accuracy].percent()))),
    }
}

fn interval(values: impl Iterator<Item = f64>) -> Option<Interval> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    Some(Interval { low: percentile(&values, 0.025)?, high: percentile(&values, 0.975)? })
}

/// The value below which the given share of `sorted` lies, between two neighbours in proportion.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let low = sorted[place.floor() as usize];
    let high = sorted[place.ceil() as usize];
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Tally;

    fn page(both: u64) -> Counts {
        let mut counts = Counts::default();
        counts[Measure::Statement] = Tally::new(both, 10, 10);
        counts
    }

    #[test]
    fn percentiles_lie_between_neighbours() {
        // 0, 10, …, 100: the 2.5th percentile lies a quarter of the way from 0 to 10.
        let values: Vec<f64> = (0..=10).map(|i| f64::from(i) * 10.0).collect();
        assert_eq!(percentile(&values, 0.025), Some(2.5));
        assert_eq!(percentile(&values, 0.975), Some(97.5));
        assert_eq!(percentile(&[7.0], 0.975), Some(7.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn pages_all_alike_leave_no_doubt() {
        let intervals = bootstrap(&[page(7); 5], 100, 1);
        assert_eq!(intervals.f1(Measure::Statement), Some(Interval { low: 70.0, high: 70.0 }));
        assert_eq!(intervals.f1(Measure::Exact), None);
        assert_eq!(bootstrap(&[], 100, 1).f1(Measure::Statement), None);
    }

    #[test]
    fn the_seed_decides_and_the_figure_lies_inside() {
        let pages: Vec<Counts> = (0..40).map(|i| page(i % 11)).collect();
        let intervals = bootstrap(&pages, RESAMPLES, 3);
        assert_eq!(intervals, bootstrap(&pages, RESAMPLES, 3));
        assert_ne!(intervals, bootstrap(&pages, RESAMPLES, 4));
        let whole = pages.iter().copied().sum::<Counts>()[Measure::Statement].f1().unwrap();
        let Interval { low, high } = intervals.f1(Measure::Statement).unwrap();
        assert!(low < whole && whole < high);
        // The mean of 40 values with standard deviation about 31.6 has a 95 % interval of about ± 9.8.
        assert!((15.0..24.0).contains(&(high - low)), "{low} {high}");
    }
}
