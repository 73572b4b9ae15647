//! Tokens ─► **Tags**: which words are source, cue or content, and what may belong to which cue.
//!
//! The network is a transformer encoder over word pieces ([`wordpiece`]) with the
//! features that pieces lose ([`features`]). It reads a page in overlapping
//! [`windows`]; its scores become spans by a CRF ([`sequence`]), and each pair of
//! spans that may belong together gets a score. Nothing is decided about pairs
//! here: that is [`crate::link`].

pub mod encoder;
pub mod features;
pub mod model;
pub mod sequence;
pub mod windows;
pub mod wordpiece;

use crate::segment::Tokens;
use crate::{Page, Span};
use encoder::{Encoder, EngineError, Rten};
use features::{Input, Start};
use model::{Bias, Config, LABELS, Model, ModelError};
pub use sequence::Role;
use sequence::{Chain, Tagged};
use std::ops::Range;
use windows::{Window, windows};
use wordpiece::Vocabulary;

/// What the network makes of a page. Spans of one role do not overlap and come in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// Words that name who says something.
    pub sources: Vec<Tag>,
    /// Words that signal that something is said.
    pub cues: Vec<Tag>,
    /// What is said, piece by piece.
    pub contents: Vec<Tag>,
    /// For each cue: its likely sources.
    pub sources_of_cue: Vec<Choices>,
    /// For each content piece: its likely cues.
    pub cues_of_content: Vec<Choices>,
}

/// A tagged span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tag {
    /// Where it stands.
    pub span: Span,
    /// How sure its ends are, 0 to 1.
    pub probability: f32,
}

/// What a span may belong to, and how likely; the probabilities and `none` sum to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// Index of a candidate and its probability.
    pub candidates: Vec<(usize, f32)>,
    /// Probability that it belongs to none of them.
    pub none: f32,
}

impl Choices {
    /// The likeliest candidate, without regard to `none`; the first of equals.
    pub fn likeliest(&self) -> Option<(usize, f32)> {
        self.candidates.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a })
    }
}

/// The network with its vocabulary: everything that a model file holds, ready to run.
pub struct Tagger {
    config: Config,
    vocabulary: Vocabulary,
    words: Vec<i8>,
    scales: Vec<f32>,
    marks: Vec<f32>,
    steps: Vec<f32>,
    content_cue: Bias,
    cue_source: Bias,
    encoder: Box<dyn Encoder>,
}

/// The scores of one window's pieces, its special ones left out.
struct Scored {
    window: Window,
    /// (pieces + 2) × outputs, the special pieces first and last.
    scores: Vec<f32>,
}

impl Tagger {
    /// A tagger from a model file's bytes.
    ///
    /// # Errors
    /// [`ModelError`] when the bytes are not a model file that fits this reader.
    pub fn from_bytes(bytes: &[u8]) -> Result<Tagger, ModelError> {
        let model = Model::from_bytes(bytes)?;
        let encoder = Rten::load(&model.graph).map_err(|e| ModelError::Unfit(e.0))?;
        let tagger = Tagger {
            words: model.words.iter().map(|&b| b as i8).collect(),
            config: model.config,
            vocabulary: model.vocabulary,
            scales: model.scales,
            marks: model.marks,
            steps: model.steps,
            content_cue: model.content_cue,
            cue_source: model.cue_source,
            encoder: Box::new(encoder),
        };
        tagger.check()?;
        Ok(tagger)
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// The tags of `page`. Windows are read one after the other on the calling thread.
    ///
    /// # Errors
    /// [`EngineError`] when the engine fails, which a model that was loaded does not make it do.
    pub fn tag(&self, page: &Page, tokens: &Tokens) -> Result<Tags, EngineError> {
        let input = features::input(&self.vocabulary, page, tokens);
        let scored: Result<Vec<Scored>, EngineError> =
            windows(&input, &self.config).into_iter().map(|window| self.score(&input, window)).collect();
        Ok(self.tags(&input, &scored?))
    }

    /// As [`Tagger::tag`], the windows shared out between `threads` threads.
    ///
    /// # Errors
    /// As [`Tagger::tag`].
    pub fn tag_with_threads(
        &self,
        page: &Page,
        tokens: &Tokens,
        threads: usize,
    ) -> Result<Tags, EngineError> {
        let input = features::input(&self.vocabulary, page, tokens);
        let windows = windows(&input, &self.config);
        let share = windows.len().div_ceil(threads.max(1)).max(1);
        let scored: Result<Vec<Vec<Scored>>, EngineError> = std::thread::scope(|scope| {
            let score = |part: &[Window]| -> Result<Vec<Scored>, EngineError> {
                part.iter().map(|window| self.score(&input, window.clone())).collect()
            };
            let mut parts = windows.chunks(share);
            let own = parts.next().unwrap_or_default();
            let helpers: Vec<_> = parts.map(|part| scope.spawn(move || score(part))).collect();
            let mut all = vec![score(own)];
            all.extend(helpers.into_iter().map(|helper| {
                helper.join().unwrap_or_else(|_| Err(EngineError("a reading thread stopped".into())))
            }));
            all.into_iter().collect()
        });
        Ok(self.tags(&input, &scored?.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// The scores of each piece's tags, pieces × labels, before anything is decided; for tests against the training code.
    ///
    /// # Errors
    /// As [`Tagger::tag`].
    pub fn scores(&self, page: &Page, tokens: &Tokens) -> Result<(Input, Vec<f32>), EngineError> {
        let input = features::input(&self.vocabulary, page, tokens);
        let scored: Result<Vec<Scored>, EngineError> =
            windows(&input, &self.config).into_iter().map(|window| self.score(&input, window)).collect();
        let scores = self.tag_scores(&scored?);
        Ok((input, scores))
    }

    /// One trial run, so that a graph that does not fit is an error when loading, not when reading.
    fn check(&self) -> Result<(), ModelError> {
        let outputs = LABELS.len() + 4 * self.config.link;
        let trial = self.encoder.encode(&vec![0.0; 3 * self.config.width], self.config.width);
        match trial {
            Ok(scores) if scores.len() == 3 * outputs => Ok(()),
            Ok(_) => Err(ModelError::Unfit("its graph gives another number of scores".into())),
            Err(error) => Err(ModelError::Unfit(error.0)),
        }
    }

    fn outputs(&self) -> usize {
        LABELS.len() + 4 * self.config.link
    }

    fn score(&self, input: &Input, window: Window) -> Result<Scored, EngineError> {
        let width = self.config.width;
        let count = window.seen.len() + 2;
        let mut embedded = vec![0.0; count * width];
        for (place, row) in embedded.chunks_exact_mut(width).enumerate() {
            let piece = place.checked_sub(1).map(|i| window.seen.start + i).filter(|&t| t < window.seen.end);
            let (id, case, quote, start) = match piece {
                Some(t) => {
                    let piece = input.pieces[t];
                    (piece.id, piece.case as usize, input.quote[t] as usize, input.start[t] as usize)
                }
                None if place == 0 => (self.vocabulary.classify(), 0, 0, 0),
                None => (self.vocabulary.separate(), 0, 0, 0),
            };
            self.embed(row, id as usize, [place, case, quote, start]);
        }
        let scores = self.encoder.encode(&embedded, width)?;
        if scores.len() != count * self.outputs() || scores.iter().any(|s| !s.is_finite()) {
            return Err(EngineError("the network gave no usable scores".into()));
        }
        Ok(Scored { window, scores })
    }

    /// The sum of a piece's embeddings: its word's, and those of place, case, quote and start.
    fn embed(&self, row: &mut [f32], id: usize, marks: [usize; 4]) {
        let width = self.config.width;
        let word = &self.words[id * width..(id + 1) * width];
        for (value, &w) in row.iter_mut().zip(word) {
            *value = f32::from(w) * self.scales[id];
        }
        let firsts = [0, self.config.places, self.config.cases, self.config.quotes];
        let mut first = 0;
        for (skip, mark) in firsts.into_iter().zip(marks) {
            first += skip;
            let embedding = &self.marks[(first + mark) * width..(first + mark + 1) * width];
            row.iter_mut().zip(embedding).for_each(|(value, e)| *value += e);
        }
    }

    /// The tags' scores of the windows' cores, which are the page's pieces once each.
    fn tag_scores(&self, scored: &[Scored]) -> Vec<f32> {
        let mut scores = Vec::new();
        for part in scored {
            let first = part.window.core.start - part.window.seen.start + 1;
            for row in part.scores.chunks_exact(self.outputs()).skip(first).take(part.window.core.len()) {
                scores.extend_from_slice(&row[..LABELS.len()]);
            }
        }
        scores
    }

    fn tags(&self, input: &Input, scored: &[Scored]) -> Tags {
        let scores = self.tag_scores(scored);
        let starts: Vec<bool> = input.start.iter().map(|&s| s != Start::Inside).collect();
        let spans = Chain { scores: &scores, steps: &self.steps, starts: &starts }.spans();
        let of = |role| -> Vec<&Tagged> { spans.iter().filter(|s| s.role == role).collect() };
        let (sources, cues, contents) = (of(Role::Source), of(Role::Cue), of(Role::Content));
        let pairs = Pairs { tagger: self, scored, block: blocks(&starts) };
        Tags {
            sources_of_cue: pairs.sources_of_cue(&cues, &sources),
            cues_of_content: pairs.cues_of_content(&contents, &cues),
            sources: places(input, &sources),
            cues: places(input, &cues),
            contents: places(input, &contents),
        }
    }
}

fn places(input: &Input, spans: &[&Tagged]) -> Vec<Tag> {
    let place = |s: &&Tagged| Tag {
        span: input.pieces[s.pieces.start].span.cover(input.pieces[s.pieces.end - 1].span),
        probability: s.probability,
    };
    spans.iter().map(place).collect()
}

/// The number of the block that each piece stands in, from 1.
fn blocks(starts: &[bool]) -> Vec<i32> {
    let mut block = 0;
    let number = |&start: &bool| {
        block += i32::from(start);
        block
    };
    starts.iter().map(number).collect()
}

/// Scores pairs of spans within the windows that saw both.
struct Pairs<'p> {
    tagger: &'p Tagger,
    scored: &'p [Scored],
    block: Vec<i32>,
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
    fn sources_of_cue(&self, cues: &[&Tagged], sources: &[&Tagged]) -> Vec<Choices> {
        let choose = |cue: &&Tagged| {
            let at = cue.pieces.start;
            self.choices(at..at + 1, sources, Side::CueAsks, Side::SourceAnswers, &self.tagger.cue_source)
        };
        cues.iter().map(choose).collect()
    }

    fn cues_of_content(&self, contents: &[&Tagged], cues: &[&Tagged]) -> Vec<Choices> {
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
        let scores = in_sight.enumerate().map(|(i, c)| (first + i, score(Some(c.pieces.start)))).collect();
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
