//! Scores of pairs of spans that may belong together: bilinear, with biases for distance and blocks between.

use super::model::{Bias, LABELS};
use super::sequence::Tagged;
use super::{Choices, Scored, Tagger};
use std::ops::Range;

/// The number of the block that each piece stands in, from 1.
pub(super) fn blocks(starts: &[bool]) -> Vec<i32> {
    let mut block = 0;
    let number = |&start: &bool| {
        block += i32::from(start);
        block
    };
    starts.iter().map(number).collect()
}

/// Scores pairs of spans within the windows that saw both.
pub(super) struct Pairs<'p> {
    /// The tagger whose scores they are.
    pub tagger: &'p Tagger,
    /// Scores of windows that follow each other.
    pub scored: &'p [Scored],
    /// The number of the block that each piece of the page stands in.
    pub block: &'p [i32],
}

/// Which quarter of a piece's link numbers to take.
#[derive(Clone, Copy)]
enum Side {
    ContentAsks = 0,
    CueAnswers = 1,
    CueAsks = 2,
    SourceAnswers = 3,
}

impl Pairs<'_> {
    /// For each cue its likely sources, by their first pieces.
    pub fn sources_of_cue(&self, cues: &[&Tagged], sources: &[&Tagged]) -> Vec<Choices> {
        let choose = |cue: &&Tagged| {
            let at = cue.pieces.start;
            self.choices(at..at + 1, sources, Side::CueAsks, Side::SourceAnswers, &self.tagger.cue_source)
        };
        cues.iter().map(choose).collect()
    }

    /// For each piece of content its likely cues, by their first pieces.
    pub fn cues_of_content(&self, contents: &[&Tagged], cues: &[&Tagged]) -> Vec<Choices> {
        let choose = |content: &&Tagged| {
            let bias = &self.tagger.content_cue;
            self.choices(content.pieces.clone(), cues, Side::ContentAsks, Side::CueAnswers, bias)
        };
        contents.iter().map(choose).collect()
    }

    /// The candidates in sight of the pieces `asking`, scored by the mean over these pieces, softmaxed.
    fn choices(
        &self,
        asking: Range<usize>,
        candidates: &[&Tagged],
        asks: Side,
        answers: Side,
        bias: &Bias,
    ) -> Choices {
        let part = self.scored.partition_point(|s| s.window.core.end <= asking.start);
        let Some(scored) = self.scored.get(part) else {
            return Choices { none: 1.0, ..Choices::default() };
        };
        let seen = &scored.window.seen;
        let asking = asking.start..asking.end.min(seen.end);
        let link = |from: usize, to: Option<usize>| {
            let (from_row, to_row) = (from - seen.start + 1, to.map_or(0, |t| t - seen.start + 1));
            let product = dot(self.side(scored, from_row, asks), self.side(scored, to_row, answers));
            let blocks = to.map_or(0, |t| self.block(seen, t)) - self.block(seen, from);
            product / (self.tagger.config.link as f32).sqrt()
                + bias.distance[distance(from_row, to_row)]
                + bias.blocks[(blocks.clamp(-4, 4) + 4) as usize]
        };
        let score = |to| asking.clone().map(|from| link(from, to)).sum::<f32>() / asking.len().max(1) as f32;
        let first = candidates.partition_point(|c| c.pieces.start < seen.start);
        let in_sight = candidates[first..].iter().take_while(|c| c.pieces.start < seen.end);
        let scores = in_sight.map(|c| (c.pieces.start, score(Some(c.pieces.start)))).collect();
        softmax(scores, score(None))
    }

    /// How many blocks of the window have started up to piece `t`.
    fn block(&self, seen: &Range<usize>, t: usize) -> i32 {
        self.block[t] - seen.start.checked_sub(1).map_or(0, |before| self.block[before])
    }

    /// One side of a link, cut off below zero as in training.
    fn side<'s>(&self, scored: &'s Scored, row: usize, side: Side) -> impl Iterator<Item = f32> + 's {
        let link = self.tagger.config.link;
        let first = row * self.tagger.outputs() + LABELS.len() + side as usize * link;
        scored.scores[first..first + link].iter().map(|&value| value.max(0.0))
    }
}

fn dot(a: impl Iterator<Item = f32>, b: impl Iterator<Item = f32>) -> f32 {
    a.zip(b).map(|(a, b)| a * b).sum()
}

/// The class of a distance in pieces: four classes to each doubling, 32 for none.
fn distance(from: usize, to: usize) -> usize {
    let class = (((from.abs_diff(to) as f32 + 1.0).log2() * 4.0) as usize).min(32);
    if to < from { 32 - class } else { 32 + class }
}

fn softmax(mut scores: Vec<(usize, f32)>, none: f32) -> Choices {
    let top = scores.iter().map(|&(_, s)| s).fold(none, f32::max);
    scores.iter_mut().for_each(|(_, s)| *s = (*s - top).exp());
    let none = (none - top).exp();
    let sum = none + scores.iter().map(|&(_, s)| s).sum::<f32>();
    scores.iter_mut().for_each(|(_, s)| *s /= sum);
    Choices { candidates: scores, none: none / sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_classed_as_in_training() {
        assert_eq!(distance(5, 5), 32);
        assert_eq!(distance(5, 6), 36);
        assert_eq!(distance(6, 5), 28);
        assert_eq!(distance(0, 7), 44);
        assert_eq!(distance(0, 300), 64);
    }

    #[test]
    fn choices_sum_to_one() {
        let choices = softmax(vec![(3, 2.0), (4, 1.0)], 0.5);
        let sum: f32 = choices.candidates.iter().map(|c| c.1).sum();
        assert!((sum + choices.none - 1.0).abs() < 1e-6);
        assert_eq!(choices.likeliest().map(|c| c.0), Some(3));
    }
}
