//! Tokens ─► **Tags**: which words are source, cue or content, and what may belong to which cue.
//!
//! The network is a transformer encoder over word pieces ([`wordpiece`]) with the
//! features that pieces lose ([`features`]). It reads a page in overlapping
//! [`mod@windows`]; its scores become spans by a CRF ([`sequence`]), and each pair of
//! spans that may belong together gets a score. Nothing is decided about pairs
//! here: that is [`crate::link`].

pub mod encoder;
pub mod features;
pub mod mentions;
pub mod model;
mod pairs;
pub mod sequence;
pub mod windows;
pub mod wordpiece;

use crate::segment::Tokens;
use crate::{Page, Span};
use encoder::{Encoder, EngineError, Rten};
use features::{Input, Start};
use mentions::Mentions;
use model::{Bias, Config, LABELS, Model, ModelError, Refer};
use pairs::Pairs;
pub use sequence::Role;
use sequence::{Chain, Tagged};
use std::ops::Range;
use windows::{Window, stretches, windows};
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
    /// Names, noun phrases and pronouns, and what they may refer to.
    pub mentions: Mentions,
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

    /// First pieces of candidates made their numbers; one that is not in `starts` goes to `none`.
    fn numbered(self, starts: &[usize]) -> Choices {
        let mut choices = Choices { none: self.none, candidates: Vec::with_capacity(self.candidates.len()) };
        for (start, probability) in self.candidates {
            match starts.binary_search(&start) {
                Ok(number) => choices.candidates.push((number, probability)),
                Err(_) => choices.none += probability,
            }
        }
        choices
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
    refer: Refer,
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
            refer: model.refer,
            encoder: Box::new(encoder),
        };
        tagger.check()?;
        Ok(tagger)
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// The tags of `page`, its windows read by at most `threads` threads. The result does not depend on their number.
    ///
    /// # Errors
    /// [`EngineError`] when the engine fails, which a model that was loaded does not make it do.
    pub fn tag(&self, page: &Page, tokens: &Tokens, threads: usize) -> Result<Tags, EngineError> {
        let input = features::input(&self.vocabulary, page, tokens);
        let windows = windows(&input, &self.config);
        let starts: Vec<bool> = input.start.iter().map(|&s| s != Start::Inside).collect();
        let block = pairs::blocks(&starts);
        let mut found = Found::default();
        let mut mentions = Mentions::new(self.refer.clone());
        for stretch in stretches(windows.len()) {
            let scored = self.score_all(&input, &windows[stretch.seen], threads)?;
            let own = windows[stretch.own.start].core.start..windows[stretch.own.end - 1].core.end;
            let rows = self.mention_rows(&scored, &own);
            mentions.read(&page.text, &tokens.words, &input, own.start, &rows);
            found.add(self.read_stretch(&scored, &starts, &block), &own);
        }
        Ok(Tags { mentions, ..found.tags(&input) })
    }

    /// The scores of each piece's tags, pieces × labels, before anything is decided; for tests against the training code.
    ///
    /// # Errors
    /// As [`Tagger::tag`].
    pub fn scores(&self, page: &Page, tokens: &Tokens) -> Result<(Input, Vec<f32>), EngineError> {
        let input = features::input(&self.vocabulary, page, tokens);
        let scored = self.score_all(&input, &windows(&input, &self.config), 1)?;
        let scores = self.tag_scores(&scored);
        Ok((input, scores))
    }

    fn score_all(
        &self,
        input: &Input,
        windows: &[Window],
        threads: usize,
    ) -> Result<Vec<Scored>, EngineError> {
        let share = windows.len().div_ceil(threads.max(1)).max(1);
        let score = |part: &[Window]| -> Result<Vec<Scored>, EngineError> {
            part.iter().map(|window| self.score(input, window.clone())).collect()
        };
        if share >= windows.len() {
            return score(windows);
        }
        let parts: Result<Vec<Vec<Scored>>, EngineError> = std::thread::scope(|scope| {
            let mut parts = windows.chunks(share);
            let own = parts.next().unwrap_or_default();
            let helpers: Vec<_> = parts.map(|part| scope.spawn(move || score(part))).collect();
            let mut all = vec![score(own)];
            all.extend(helpers.into_iter().map(|helper| {
                helper.join().unwrap_or_else(|_| Err(EngineError("a reading thread stopped".into())))
            }));
            all.into_iter().collect()
        });
        Ok(parts?.into_iter().flatten().collect())
    }

    /// One trial run, so that a graph that does not fit is an error when loading, not when reading.
    fn check(&self) -> Result<(), ModelError> {
        let outputs = self.outputs();
        let trial = self.encoder.encode(&vec![0.0; 3 * self.config.width], self.config.width);
        match trial {
            Ok(scores) if scores.len() == 3 * outputs => Ok(()),
            Ok(_) => Err(ModelError::Unfit("its graph gives another number of scores".into())),
            Err(error) => Err(ModelError::Unfit(error.0)),
        }
    }

    fn outputs(&self) -> usize {
        self.statement_outputs() + mentions::outputs(self.config.mention)
    }

    /// Scores that tell of statements; those of mentions follow.
    fn statement_outputs(&self) -> usize {
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

    /// The mentions' numbers of the pieces `own`.
    fn mention_rows(&self, scored: &[Scored], own: &Range<usize>) -> Vec<f32> {
        let mut rows = Vec::new();
        for part in scored.iter().filter(|part| own.contains(&part.window.core.start)) {
            let first = part.window.core.start - part.window.seen.start + 1;
            for row in part.scores.chunks_exact(self.outputs()).skip(first).take(part.window.core.len()) {
                rows.extend_from_slice(&row[self.statement_outputs()..]);
            }
        }
        rows
    }

    /// The spans and links of windows that follow each other, in pieces of the page.
    fn read_stretch(&self, scored: &[Scored], starts: &[bool], block: &[i32]) -> Found {
        let scores = self.tag_scores(scored);
        let first = scored.first().map_or(0, |s| s.window.core.start);
        let last = scored.last().map_or(0, |s| s.window.core.end);
        let mut spans = Chain { scores: &scores, steps: &self.steps, starts: &starts[first..last] }.spans();
        for span in &mut spans {
            span.pieces = span.pieces.start + first..span.pieces.end + first;
        }
        let of = |role| -> Vec<&Tagged> { spans.iter().filter(|s| s.role == role).collect() };
        let (sources, cues, contents) = (of(Role::Source), of(Role::Cue), of(Role::Content));
        let pairs = Pairs { tagger: self, scored, block };
        let with = |spans: Vec<&Tagged>, choices: Vec<Choices>| -> Vec<(Tagged, Choices)> {
            spans.into_iter().cloned().zip(choices).collect()
        };
        Found {
            cues: with(cues.clone(), pairs.sources_of_cue(&cues, &sources)),
            contents: with(contents.clone(), pairs.cues_of_content(&contents, &cues)),
            sources: sources.into_iter().cloned().collect(),
        }
    }
}

/// The spans of a stretch or a page; choices name their candidates by first pieces.
#[derive(Default)]
struct Found {
    sources: Vec<Tagged>,
    cues: Vec<(Tagged, Choices)>,
    contents: Vec<(Tagged, Choices)>,
}

impl Found {
    /// Adds those spans of the next stretch that begin among its own pieces and after all that is here.
    fn add(&mut self, next: Found, own: &Range<usize>) {
        let with_choices = self.cues.last().into_iter().chain(self.contents.last()).map(|(span, _)| span);
        let end = with_choices.chain(self.sources.last()).map(|span| span.pieces.end).max().unwrap_or(0);
        let keeps = |span: &Tagged| own.contains(&span.pieces.start) && span.pieces.start >= end;
        self.sources.extend(next.sources.into_iter().filter(keeps));
        self.cues.extend(next.cues.into_iter().filter(|(span, _)| keeps(span)));
        self.contents.extend(next.contents.into_iter().filter(|(span, _)| keeps(span)));
    }

    fn tags(self, input: &Input) -> Tags {
        let starts = |spans: &mut dyn Iterator<Item = &Tagged>| -> Vec<usize> {
            spans.map(|span| span.pieces.start).collect()
        };
        let cue_starts = starts(&mut self.cues.iter().map(|(span, _)| span));
        let source_starts = starts(&mut self.sources.iter());
        let (cues, sources_of_cue): (Vec<Tagged>, Vec<Choices>) = self.cues.into_iter().unzip();
        let (contents, cues_of_content): (Vec<Tagged>, Vec<Choices>) = self.contents.into_iter().unzip();
        Tags {
            sources: places(input, &self.sources),
            cues: places(input, &cues),
            contents: places(input, &contents),
            sources_of_cue: sources_of_cue.into_iter().map(|c| c.numbered(&source_starts)).collect(),
            cues_of_content: cues_of_content.into_iter().map(|c| c.numbered(&cue_starts)).collect(),
            mentions: Mentions::default(),
        }
    }
}

fn places(input: &Input, spans: &[Tagged]) -> Vec<Tag> {
    let place = |s: &Tagged| Tag {
        span: input.pieces[s.pieces.start].span.cover(input.pieces[s.pieces.end - 1].span),
        probability: s.probability,
    };
    spans.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(role: Role, pieces: Range<usize>) -> Tagged {
        Tagged { role, pieces, probability: 1.0 }
    }

    fn none() -> Choices {
        Choices { candidates: Vec::new(), none: 1.0 }
    }

    #[test]
    fn stretches_join_without_overlap() {
        let mut found = Found::default();
        let first = Found { contents: vec![(span(Role::Content, 5..14), none())], ..Found::default() };
        found.add(first, &(0..10));
        let second = Found {
            contents: vec![
                (span(Role::Content, 8..14), none()),
                (span(Role::Content, 12..15), none()),
                (span(Role::Content, 16..18), none()),
                (span(Role::Content, 25..26), none()),
            ],
            ..Found::default()
        };
        found.add(second, &(10..20));
        let pieces: Vec<_> = found.contents.iter().map(|(span, _)| span.pieces.clone()).collect();
        assert_eq!(pieces, [5..14, 16..18]);
    }

    #[test]
    fn a_candidate_that_was_not_kept_counts_as_none() {
        let choices = Choices { candidates: vec![(7, 0.5), (9, 0.25)], none: 0.25 };
        assert_eq!(choices.numbered(&[3, 9]), Choices { candidates: vec![(1, 0.25)], none: 0.75 });
    }
}
