//! How likely a speaker is who is told by rule: one probability for each kind of evidence, from `data/sureness.txt`.

use crate::Evidence;
use std::sync::OnceLock;

/// A speaker who is less likely than this is only a candidate, unless the caller says otherwise.
pub const LEAST_PROBABILITY: f32 = 0.25;

/// The share of speakers told by `how` that are right; 0 where the file has none.
pub(super) fn probability(how: Evidence) -> f32 {
    table().iter().find(|(known, _)| *known == how).map_or(0.0, |&(_, probability)| probability)
}

fn table() -> &'static [(Evidence, f32)] {
    static TABLE: OnceLock<Vec<(Evidence, f32)>> = OnceLock::new();
    TABLE.get_or_init(|| lines().filter_map(entry).collect())
}

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("data/sureness.txt").lines().filter(|line| !line.starts_with('#'))
}

fn entry(line: &str) -> Option<(Evidence, f32)> {
    let (name, probability) = line.split_once('\t')?;
    let how = Evidence::ALL.into_iter().find(|how| how.name() == name)?;
    Some((how, probability.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_tells_has_a_probability() {
        assert_eq!(lines().count(), table().len(), "each line is read");
        for how in Evidence::ALL {
            let known = table().iter().filter(|(other, _)| *other == how).count();
            assert_eq!(known, usize::from(how != Evidence::Unstated), "{how:?}");
            assert!((0.0..=1.0).contains(&probability(how)), "{how:?}");
        }
        assert!(probability(Evidence::Named) > probability(Evidence::Salient));
    }
}
