//! Who is the likeliest of the people in view: a log-linear choice over what is told of each.
//!
//! The weights are made by `training/speakers.py` from pages with known speakers. The shares of the candidates sum to
//! one, so that the best one's share is its probability.

use std::sync::OnceLock;

/// What is told of a candidate, in the order of [`NAMES`].
pub(super) type Features = [f32; NAMES.len()];

/// The names of the features, as the file of weights has them.
pub(super) const NAMES: [&str; 31] = [
    "in view: same sentence",
    "in view: sentence before",
    "in view: two sentences before",
    "in view: three sentences before",
    "in view: further",
    "in view: blocks before",
    "in view: latest of all",
    "in view: second latest",
    "named: times in view",
    "named: times on the page",
    "named: in a headline",
    "in view: begins its sentence",
    "in view: begins the sentence before",
    "named: after a preposition",
    "named: possessive",
    "named: quoted",
    "named: in what the last speaker says",
    "named: never",
    "spoke: last",
    "spoke: last, in this block",
    "spoke: last, in the block before",
    "spoke: last, and this continues a quotation",
    "spoke: last but one",
    "spoke: before that",
    "spoke: blocks before",
    "spoke: sentences before",
    "spoke: quoted",
    "spoke: never",
    "gender: agrees",
    "person: unsure",
    "named: in this statement",
];

/// The shares of the candidates; as many as there are candidates.
pub(super) fn shares(candidates: &[Features]) -> Vec<f32> {
    let score = |features: &Features| features.iter().zip(weights()).map(|(x, w)| x * w).sum::<f32>();
    let scores: Vec<f32> = candidates.iter().map(score).collect();
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let odds: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f32 = odds.iter().sum();
    odds.into_iter().map(|one| one / all).collect()
}

/// The weight of each feature; 0 for one that the file lacks.
fn weights() -> &'static Features {
    static WEIGHTS: OnceLock<Features> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut weights = [0.0; NAMES.len()];
        for line in include_str!("data/pronoun-weights.txt").lines() {
            let Some((name, weight)) = line.split_once('\t') else { continue };
            let place = NAMES.iter().position(|known| *known == name);
            if let (Some(slot), Ok(weight)) = (place.and_then(|i| weights.get_mut(i)), weight.parse()) {
                *slot = weight;
            }
        }
        weights
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_has_a_feature_and_every_feature_a_weight() {
        let lines = include_str!("data/pronoun-weights.txt").lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = lines.filter_map(|line| Some(line.split_once('\t')?.0)).collect();
        assert_eq!(names, NAMES);
        assert!(weights().iter().all(|weight| weight.is_finite()));
    }

    #[test]
    fn shares_sum_to_one_and_agreement_raises_them() {
        let mut agrees = [0.0; NAMES.len()];
        agrees[NAMES.iter().position(|name| *name == "gender: agrees").unwrap()] = 1.0;
        let shares = shares(&[[0.0; NAMES.len()], agrees]);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(shares[1] > shares[0]);
        assert!(super::shares(&[]).is_empty());
    }
}
