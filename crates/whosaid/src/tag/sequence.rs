//! The best tags of a page, and how sure they are: a linear-chain CRF
//! (Lafferty, McCallum and Pereira, 2001) over BIES labels, decoded by Viterbi's
//! algorithm under the labels' constraints. No span crosses into another block.

use super::model::LABELS;
use std::ops::Range;

const COUNT: usize = LABELS.len();
/// Stands for "never"; small enough that no sum of scores makes up for it, large enough to stay finite.
const NEVER: f32 = -1e9;

/// What a span of words is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who says it.
    Source,
    /// The words that signal it.
    Cue,
    /// What is said.
    Content,
}

/// A tagged span, in pieces of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// What it is.
    pub role: Role,
    /// The pieces it covers.
    pub pieces: Range<usize>,
    /// How sure its two ends are, 0 to 1: the product of their marginal probabilities.
    pub probability: f32,
}

/// Scores of one page's pieces: `COUNT` numbers a piece, with transitions and block starts.
pub struct Chain<'c> {
    /// Pieces × labels.
    pub scores: &'c [f32],
    /// From × to.
    pub steps: &'c [f32],
    /// Whether a block starts with each piece.
    pub starts: &'c [bool],
}

impl Chain<'_> {
    /// The spans of the likeliest labels.
    pub fn spans(&self) -> Vec<Tagged> {
        let labels = self.viterbi();
        let marginals = self.marginals();
        let sure = |t: usize| marginals[t * COUNT + labels[t]];
        let mut spans = Vec::new();
        let mut begin = 0;
        for (t, &label) in labels.iter().enumerate() {
            let Some((role, part)) = meaning(label) else { continue };
            if matches!(part, Part::Begin | Part::Single) {
                begin = t;
            }
            if matches!(part, Part::End | Part::Single) {
                let probability = if begin == t { sure(t) } else { sure(begin) * sure(t) };
                spans.push(Tagged { role, pieces: begin..t + 1, probability });
            }
        }
        spans
    }

    fn viterbi(&self) -> Vec<usize> {
        let count = self.starts.len();
        if count == 0 {
            return Vec::new();
        }
        let mut best = vec![0.0; COUNT];
        let mut back = vec![0u8; count * COUNT];
        for t in 0..count {
            let before = best.clone();
            for to in 0..COUNT {
                let (from, value) = if t == 0 {
                    (0, if goes_on(to) { NEVER } else { 0.0 })
                } else {
                    (0..COUNT)
                        .map(|from| (from, before[from] + self.step(t, from, to)))
                        .fold((0, f32::NEG_INFINITY), |a, b| if b.1 > a.1 { b } else { a })
                };
                back[t * COUNT + to] = from as u8;
                best[to] = value + self.scores[t * COUNT + to];
            }
            lower(&mut best);
        }
        let mut label =
            (0..COUNT).filter(|&l| !is_open(l)).max_by(|&a, &b| best[a].total_cmp(&best[b])).unwrap_or(0);
        let mut labels = vec![0; count];
        for t in (0..count).rev() {
            labels[t] = label;
            label = back[t * COUNT + label] as usize;
        }
        labels
    }

    /// Probability of each label at each piece, by the forward-backward algorithm with each step scaled to sum 1.
    fn marginals(&self) -> Vec<f32> {
        let count = self.starts.len();
        let mut forward = vec![0.0f32; count * COUNT];
        let local: Vec<f32> = self.scores.chunks_exact(COUNT).flat_map(exponentials).collect();
        let steps = [self.weights(false), self.weights(true)];
        for t in 0..count {
            let (done, rest) = forward.split_at_mut(t * COUNT);
            let now = &mut rest[..COUNT];
            for (to, value) in now.iter_mut().enumerate() {
                let arrive = if t == 0 {
                    f32::from(u8::from(!goes_on(to)))
                } else {
                    let before = &done[(t - 1) * COUNT..];
                    let weights = &steps[usize::from(self.starts[t])];
                    (0..COUNT).map(|from| before[from] * weights[from * COUNT + to]).sum()
                };
                *value = arrive * local[t * COUNT + to];
            }
            scale(now);
        }
        let mut after: Vec<f32> = (0..COUNT).map(|l| f32::from(u8::from(!is_open(l)))).collect();
        for t in (0..count).rev() {
            let here: Vec<f32> = (0..COUNT).map(|l| after[l] * local[t * COUNT + l]).collect();
            let now = &mut forward[t * COUNT..(t + 1) * COUNT];
            now.iter_mut().zip(&after).for_each(|(value, after)| *value *= after);
            scale(now);
            let weights = &steps[usize::from(self.starts[t])];
            for (from, value) in after.iter_mut().enumerate() {
                *value = (0..COUNT).map(|to| weights[from * COUNT + to] * here[to]).sum();
            }
            scale(&mut after);
        }
        forward
    }

    fn step(&self, t: usize, from: usize, to: usize) -> f32 {
        if follows(from, to, self.starts[t]) { self.steps[from * COUNT + to] } else { NEVER }
    }

    fn weights(&self, at_start: bool) -> Vec<f32> {
        let weight = |from: usize, to: usize| match follows(from, to, at_start) {
            true => self.steps[from * COUNT + to].exp(),
            false => 0.0,
        };
        (0..COUNT).flat_map(|from| (0..COUNT).map(move |to| weight(from, to))).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Begin,
    Inside,
    End,
    Single,
}

/// The role and part of a label; `None` for `O`.
fn meaning(label: usize) -> Option<(Role, Part)> {
    let role = [Role::Source, Role::Cue, Role::Content];
    let part = [Part::Begin, Part::Inside, Part::End, Part::Single];
    let i = label.checked_sub(1)?;
    Some((role[i / 4], part[i % 4]))
}

fn goes_on(label: usize) -> bool {
    matches!(meaning(label), Some((_, Part::Inside | Part::End)))
}

fn is_open(label: usize) -> bool {
    matches!(meaning(label), Some((_, Part::Begin | Part::Inside)))
}

fn follows(from: usize, to: usize, at_start: bool) -> bool {
    match (is_open(from), goes_on(to)) {
        (true, true) => !at_start && meaning(from).map(|m| m.0) == meaning(to).map(|m| m.0),
        (open, on) => !open && !on,
    }
}

/// Keeps sums near zero on long pages, where `f32` would lose the differences.
fn lower(best: &mut [f32]) {
    let top = best.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    best.iter_mut().for_each(|value| *value = (*value - top).max(NEVER));
}

fn exponentials(scores: &[f32]) -> impl Iterator<Item = f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter().map(move |score| (score - top).exp())
}

fn scale(values: &mut [f32]) {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        values.iter_mut().for_each(|value| *value /= sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn label(name: &str) -> usize {
        LABELS.iter().position(|l| *l == name).unwrap()
    }

    /// Scores that favour the named labels by `by`.
    fn favour(names: &[&str], by: f32) -> Vec<f32> {
        let mut scores = vec![0.0; names.len() * COUNT];
        for (t, name) in names.iter().enumerate() {
            scores[t * COUNT + label(name)] = by;
        }
        scores
    }

    fn read(names: &[&str], starts: &[bool]) -> Vec<(Role, Range<usize>)> {
        let scores = favour(names, 4.0);
        let chain = Chain { scores: &scores, steps: &[0.0; COUNT * COUNT], starts };
        chain.spans().into_iter().map(|s| (s.role, s.pieces)).collect()
    }

    #[test]
    fn the_file_and_the_decoder_mean_the_same_labels() {
        assert!(matches!(meaning(label("B-source")), Some((Role::Source, Part::Begin))));
        assert!(matches!(meaning(label("E-cue")), Some((Role::Cue, Part::End))));
        assert!(matches!(meaning(label("S-content")), Some((Role::Content, Part::Single))));
        assert!(meaning(label("O")).is_none());
    }

    #[test]
    fn labels_become_spans() {
        let names = ["S-source", "S-cue", "B-content", "I-content", "E-content", "O"];
        assert_eq!(
            read(&names, &[true, false, false, false, false, false]),
            [(Role::Source, 0..1), (Role::Cue, 1..2), (Role::Content, 2..5)]
        );
    }

    #[test]
    fn an_end_without_a_beginning_is_mended() {
        let best = |names: &[&str], also: (usize, &str, f32)| {
            let mut scores = favour(names, 4.0);
            scores[also.0 * COUNT + label(also.1)] = also.2;
            let starts: Vec<bool> = (0..names.len()).map(|t| t == 0).collect();
            let chain = Chain { scores: &scores, steps: &[0.0; COUNT * COUNT], starts: &starts };
            chain.spans().into_iter().map(|s| (s.role, s.pieces)).collect::<Vec<_>>()
        };
        assert_eq!(best(&["O", "E-cue", "O"], (1, "O", 1.0)), []);
        assert_eq!(best(&["O", "I-cue", "I-cue", "E-cue"], (0, "B-cue", 1.0)), [(Role::Cue, 0..4)]);
    }

    #[test]
    fn no_span_crosses_a_block() {
        let names = ["B-content", "I-content", "I-content", "E-content"];
        let spans = read(&names, &[true, false, true, false]);
        assert!(!spans.is_empty() && spans.iter().all(|(_, p)| p.end <= 2 || p.start >= 2), "{spans:?}");
    }

    #[test]
    fn sure_spans_are_surer() {
        let sure = |by: f32| {
            let scores = favour(&["B-cue", "E-cue"], by);
            let chain = Chain { scores: &scores, steps: &[0.0; COUNT * COUNT], starts: &[true, false] };
            chain.spans()[0].probability
        };
        assert!(sure(9.0) > 0.99 && sure(2.0) < sure(9.0));
    }

    proptest! {
        #[test]
        fn every_score_gives_well_formed_spans(
            scores in proptest::collection::vec(-30.0f32..30.0, 0..40 * COUNT),
            steps in proptest::collection::vec(-5.0f32..5.0, COUNT * COUNT),
            starts in proptest::collection::vec(any::<bool>(), 40),
        ) {
            let count = scores.len() / COUNT;
            let chain = Chain { scores: &scores[..count * COUNT], steps: &steps, starts: &starts[..count] };
            let mut last = 0;
            for span in chain.spans() {
                prop_assert!(span.pieces.start >= last && span.pieces.end <= count && !span.pieces.is_empty());
                prop_assert!((span.pieces.start + 1..span.pieces.end).all(|t| !starts[t]));
                prop_assert!((0.0..=1.0001).contains(&span.probability));
                last = span.pieces.end;
            }
        }

        /// Viterbi against trying every sequence.
        #[test]
        fn viterbi_finds_the_best_sequence(scores in proptest::collection::vec(-3.0f32..3.0, 3 * COUNT), second: bool) {
            let steps = [0.1; COUNT * COUNT];
            let starts = [true, second, false];
            let chain = Chain { scores: &scores, steps: &steps, starts: &starts };
            let value = |labels: &[usize]| {
                let fits = !goes_on(labels[0]) && !is_open(labels[2])
                    && (1..3).all(|t| follows(labels[t - 1], labels[t], starts[t]));
                fits.then(|| (0..3).map(|t| scores[t * COUNT + labels[t]]).sum::<f32>())
            };
            let mut best = f32::NEG_INFINITY;
            for a in 0..COUNT { for b in 0..COUNT { for c in 0..COUNT {
                best = best.max(value(&[a, b, c]).unwrap_or(f32::NEG_INFINITY));
            } } }
            let found = value(&chain.viterbi()).unwrap();
            prop_assert!((best - found).abs() < 1e-4);
        }
    }
}
