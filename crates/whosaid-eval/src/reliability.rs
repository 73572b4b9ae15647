//! Whether the probabilities of speakers are true: of those said to be right seven times in ten, seven in ten should be.
//!
//! Counted over the gold statements that are found, whose speaker is annotated, and for which the prediction names
//! somebody with a probability. What is said of several speakers at once is the least of their probabilities, for
//! all of them must be right. Counts are whole numbers, so that they add up in any order.

use crate::report::{figure, two_places};
use serde::Serialize;
use std::ops::AddAssign;

/// Bands of equal width.
const BANDS: usize = 10;
/// Probabilities are summed in millionths.
const WHOLE: f64 = 1e6;

/// What was said and what was right, by band of what was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reliability {
    bands: [Band; BANDS],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Band {
    /// Sum of the probabilities, in millionths.
    said: u64,
    right: u64,
    of: u64,
}

/// One band of a report. Figures in percent, in JSON to two places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReliabilityRow {
    /// The least probability of the band.
    #[serde(serialize_with = "two_places")]
    pub from: Option<f64>,
    /// The probability said, on average.
    #[serde(serialize_with = "two_places")]
    pub said: Option<f64>,
    /// The share that is right.
    #[serde(serialize_with = "two_places")]
    pub percent: Option<f64>,
    /// Those that are right.
    pub right: u64,
    /// All.
    pub of: u64,
}

impl Reliability {
    /// One statement whose speaker was said to be right with `probability`.
    pub(crate) fn count(&mut self, probability: f32, right: bool) {
        let probability = probability.clamp(0.0, 1.0);
        // In the precision that it was said with: 0.9 is the least of its band, not the most of the band below. What is
        // no number becomes 0.
        let band = ((probability * BANDS as f32) as usize).min(BANDS - 1);
        let band = &mut self.bands[band];
        band.said += (f64::from(probability) * WHOLE).round() as u64;
        band.right += u64::from(right);
        band.of += 1;
    }

    /// The bands that hold something, lowest first.
    pub fn rows(&self) -> Vec<ReliabilityRow> {
        let share = |part: f64, band: &Band| Some(100.0 * part / band.of as f64);
        let row = |(i, band): (usize, &Band)| ReliabilityRow {
            from: Some(100.0 * i as f64 / BANDS as f64),
            said: share(band.said as f64 / WHOLE, band),
            percent: share(band.right as f64, band),
            right: band.right,
            of: band.of,
        };
        self.bands.iter().enumerate().filter(|(_, band)| band.of > 0).map(row).collect()
    }

    /// The expected calibration error (Naeini et al., AAAI 2015), in percent: how far what was said is from what is
    /// right, averaged over the bands by what they hold. `None` out of nothing.
    pub fn error(&self) -> Option<f64> {
        let all: u64 = self.bands.iter().map(|band| band.of).sum();
        let gap = |band: &Band| (band.said as f64 / WHOLE - band.right as f64).abs();
        (all > 0).then(|| 100.0 * self.bands.iter().map(gap).sum::<f64>() / all as f64)
    }
}

impl AddAssign for Reliability {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.bands.iter_mut().zip(other.bands) {
            mine.said += theirs.said;
            mine.right += theirs.right;
            mine.of += theirs.of;
        }
    }
}

/// The rows as cells, with a heading.
pub(crate) fn cells(rows: &[ReliabilityRow]) -> Vec<Vec<String>> {
    let mut cells = vec![["probability", "said", "right, %", "right", "of"].map(str::to_owned).to_vec()];
    cells.extend(rows.iter().map(|row| {
        let from = row.from.unwrap_or(0.0);
        let band = format!("{from:.0}–{:.0}", from + 100.0 / BANDS as f64);
        vec![band, figure(row.said), figure(row.percent), row.right.to_string(), row.of.to_string()]
    }));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(all: &[(f32, bool)]) -> Reliability {
        let mut reliability = Reliability::default();
        all.iter().for_each(|&(probability, right)| reliability.count(probability, right));
        reliability
    }

    #[test]
    fn bands_hold_what_was_said_and_what_was_right() {
        let rows = counted(&[(0.5, true), (0.55, false), (0.9, true), (1.0, true), (0.95, false)]).rows();
        let told: Vec<_> = rows.iter().map(|r| (r.from.unwrap(), r.right, r.of)).collect();
        assert_eq!(told, [(50.0, 1, 2), (90.0, 2, 3)]);
        let near = |value: Option<f64>, wanted: f64| (value.unwrap() - wanted).abs() < 1e-3;
        assert!(near(rows[0].said, 52.5) && near(rows[0].percent, 50.0));
        assert!(near(rows[1].said, 95.0) && near(rows[1].percent, 66.6667));
    }

    #[test]
    fn the_error_weighs_the_bands_by_what_they_hold() {
        // 0.5 said and half right: no gap. 0.9 said three times and one right: (2.7 − 1) of 5.
        let all = [(0.5, true), (0.5, false), (0.9, true), (0.9, false), (0.9, false)];
        assert!((counted(&all).error().unwrap() - 100.0 * 1.7 / 5.0).abs() < 1e-3);
        assert_eq!(counted(&[]).error(), None);
        // Too sure in one band and not sure enough in another do not make up for each other.
        assert!((counted(&[(0.8, false), (0.2, true)]).error().unwrap() - 80.0).abs() < 1e-3);
    }

    #[test]
    fn wild_probabilities_stay_within_the_bands() {
        let rows = counted(&[(f32::NAN, true), (-3.0, true), (7.0, true)]).rows();
        assert_eq!(
            rows.iter().map(|row| (row.from.unwrap(), row.of)).collect::<Vec<_>>(),
            [(0.0, 2), (90.0, 1)]
        );
    }

    #[test]
    fn counts_add_up_in_any_order() {
        let (a, b) = (counted(&[(0.3, true), (0.71, false)]), counted(&[(0.72, true)]));
        let mut sum = b;
        sum += a;
        assert_eq!(sum, counted(&[(0.3, true), (0.71, false), (0.72, true)]));
    }
}
