//! Who is the likeliest of those whom a pronoun or phrase may stand for: a log-linear choice over what is told of each.
//!
//! The weights are made by `training/speakers.py` from pages with known speakers: for each [`Question`] one for each
//! [`Feature`], with what the network tells and without. The shares of the candidates sum to one, so that the best
//! one's share is its probability.

use std::sync::OnceLock;

macro_rules! features {
    ($($id:ident $name:literal)*) => {
        /// What may be told of a candidate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Feature { $($id),* }
        /// The features' names, as the files of weights have them.
        pub(super) const NAMES: [&str; [$($name),*].len()] = [$($name),*];
    };
}

features! {
    InSentence "in view: same sentence"
    InSentenceBefore "in view: sentence before"
    InSecondBefore "in view: two sentences before"
    InThirdBefore "in view: three sentences before"
    Further "in view: further"
    BlocksBefore "in view: blocks before"
    Latest "in view: latest of all"
    SecondLatest "in view: second latest"
    BeginsSentence "in view: begins its sentence"
    BeginsSentenceBefore "in view: begins the sentence before"
    NamedInView "named: times in view"
    NamedOnPage "named: times on the page"
    InHeadline "named: in a headline"
    AfterPreposition "named: after a preposition"
    Possessive "named: possessive"
    Quoted "named: quoted"
    SaidByLast "named: in what the last speaker says"
    NeverNamed "named: never"
    OnlyLater "named: only later"
    InStatement "named: in this statement"
    Subject "named: subject"
    SpokeLast "spoke: last"
    SpokeLastHere "spoke: last, in this block"
    SpokeLastBefore "spoke: last, in the block before"
    GoesOn "spoke: last, and this continues a quotation"
    SpokeSecond "spoke: last but one"
    SpokeEarlier "spoke: before that"
    SpokeBlocks "spoke: blocks before"
    SpokeSentences "spoke: sentences before"
    SpokeQuoted "spoke: quoted"
    NeverSpoke "spoke: never"
    Agrees "gender: agrees"
    Person "kind: person"
    Unsure "kind: unsure"
    Organisation "kind: organisation"
    Place "kind: place"
    Group "kind: group"
    Document "kind: document"
    Unnamed "kind: unnamed"
    Joined "kind: several speakers"
    Phrase "kind: phrase"
    PluralPhrase "kind: plural phrase"
    PeoplePhrase "kind: phrase for people"
    KindAgrees "kind: agrees"
    KindDiffers "kind: differs"
    NumberDiffers "number: differs"
    SameNoun "noun: same, nothing new"
    SameNounMore "noun: same, more is told"
    OtherNoun "noun: another, and that is all that is known"
    NameHasNoun "noun: in the name"
    BodyMark "noun: the name is such a body's"
    SameRole "role: same noun"
    LikeRole "role: like noun"
    OtherRole "role: only other nouns"
    RoleFits "role: noun and nation or party agree"
    RoleNation "role: nation or party agrees"
    RoleShared "role: shares words"
    RoleDiffers "role: nation or party differs"
    Former "role: former, and so told"
    NotFormer "role: not so told to be former"
    Prominent "phrase: mostly for the one the page is about"
    IndefiniteOld "phrase: indefinite, for somebody known"
    PossessiveOld "phrase: possessive, for somebody known"
    BareOld "phrase: bare, for somebody known"
    ComplementedOld "phrase: complemented, for somebody known"
    NewDefinite "new: definite"
    NewIndefinite "new: indefinite"
    NewPossessive "new: possessive"
    NewBare "new: bare"
    NewComplemented "new: complemented"
    NewModified "new: modified"
    NewPlural "new: plural"
    NewPerson "new: person"
    NewRole "new: office"
    NewOrganisation "new: organisation"
    NewDocument "new: document"
    NewNounBefore "new: noun was used before"
    NetworkShare "network: share"
    NetworkBest "network: best"
    NetworkSure "network: sure"
}

/// What is told of a candidate, in the order of [`NAMES`].
pub(super) type Features = [f32; NAMES.len()];

/// What is asked; each has weights of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// Whom `he` or `she` stands for.
    Person,
    /// What `it` stands for.
    Thing,
    /// Whom `they` stands for.
    Several,
    /// Whom a phrase with a common noun stands for.
    Phrase,
}

impl Question {
    /// The names that the files of weights have.
    pub(super) const NAMES: [&str; 4] = ["person", "thing", "several", "phrase"];
}

/// The shares of the candidates; as many as there are candidates.
pub(super) fn shares(question: Question, weights: &Weights, candidates: &[Features]) -> Vec<f32> {
    let weights = &weights.features[question as usize];
    let score = |features: &Features| features.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>();
    let scores: Vec<f32> = candidates.iter().map(score).collect();
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let odds: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f32 = odds.iter().sum();
    odds.into_iter().map(|one| one / all).collect()
}

/// How often a candidate with that share is right: the shares know nothing of questions none of whose candidates is right,
/// and of pages unlike those that the weights were made from.
pub(super) fn probability(question: Question, weights: &Weights, share: f32) -> f32 {
    let [slope, offset] = weights.curves[question as usize];
    let share = share.clamp(1e-4, 1.0 - 1e-4);
    1.0 / (1.0 + (-(slope * (share / (1.0 - share)).ln() + offset)).exp())
}

/// For each question the weights of its features, and the curve from shares to probabilities.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Weights {
    features: [Features; Question::NAMES.len()],
    /// Slope and offset of a logistic curve.
    curves: [[f32; 2]; Question::NAMES.len()],
}

/// The rows of the curves in a file of weights.
const CURVES: [&str; 2] = ["calibration: slope", "calibration: offset"];

impl Weights {
    /// A feature and its four weights a line; 0 for a feature that the file lacks.
    pub fn read(file: &str) -> Weights {
        let mut weights = Weights {
            features: [[0.0; NAMES.len()]; Question::NAMES.len()],
            curves: [[1.0, 0.0]; Question::NAMES.len()],
        };
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let name = cells.next().unwrap_or_default();
            let feature = NAMES.iter().position(|known| *known == name);
            let curve = CURVES.iter().position(|known| *known == name);
            for (question, cell) in cells.enumerate() {
                let features = weights.features.get_mut(question).zip(feature);
                let slot = features.and_then(|(of, i)| of.get_mut(i));
                let curves = weights.curves.get_mut(question).zip(curve);
                let slot = slot.or_else(|| curves.and_then(|(of, i)| of.get_mut(i)));
                if let (Some(slot), Ok(weight)) = (slot, cell.parse()) {
                    *slot = weight;
                }
            }
        }
        weights
    }
}

/// The weights that ship: with what the network tells, or without.
pub(super) fn shipped(network: bool) -> &'static Weights {
    static WITH: OnceLock<Weights> = OnceLock::new();
    static WITHOUT: OnceLock<Weights> = OnceLock::new();
    match network {
        true => WITH.get_or_init(|| Weights::read(include_str!("data/weights.txt"))),
        false => WITHOUT.get_or_init(|| Weights::read(include_str!("data/weights-rules.txt"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_has_a_feature_and_every_feature_its_weights() {
        for file in [include_str!("data/weights.txt"), include_str!("data/weights-rules.txt")] {
            let lines: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
            let names: Vec<&str> = lines.iter().filter_map(|line| Some(line.split_once('\t')?.0)).collect();
            let known: Vec<&str> = NAMES.iter().chain(&CURVES).copied().collect();
            assert_eq!(names, known);
            assert!(lines.iter().all(|line| line.split('\t').count() == 1 + Question::NAMES.len()));
        }
        assert!(
            [true, false].into_iter().all(|n| shipped(n).features.iter().flatten().all(|w| w.is_finite()))
        );
    }

    #[test]
    fn a_curve_makes_shares_less_sure() {
        let weights = Weights::read("calibration: slope\t0.5\t1\t1\t1\ncalibration: offset\t-0.5\t0\t0\t0\n");
        let person = |share| probability(Question::Person, &weights, share);
        assert!((probability(Question::Thing, &weights, 0.8) - 0.8).abs() < 1e-4);
        assert!(person(0.99) < 0.9 && person(0.99) > person(0.5) && person(0.0) > 0.0 && person(1.0) < 1.0);
    }

    #[test]
    fn shares_sum_to_one_and_agreement_raises_them() {
        let mut agrees = [0.0; NAMES.len()];
        agrees[Feature::Agrees as usize] = 1.0;
        for network in [true, false] {
            let shares = shares(Question::Person, shipped(network), &[[0.0; NAMES.len()], agrees]);
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!(shares[1] > shares[0]);
        }
        assert!(super::shares(Question::Thing, shipped(true), &[]).is_empty());
    }

    #[test]
    fn a_file_gives_each_question_its_own_weights() {
        let weights = Weights::read("# comment\nspoke: last\t0.5\t-1\t2\t0\nno such feature\t9\t9\t9\t9\n");
        let own = weights.features.map(|of| of[Feature::SpokeLast as usize]);
        assert_eq!(own, [0.5, -1.0, 2.0, 0.0]);
        assert_eq!(weights.features.iter().flatten().filter(|weight| **weight != 0.0).count(), 3);
    }
}
