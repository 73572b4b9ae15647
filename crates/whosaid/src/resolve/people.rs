//! The people in view at a pronoun, with what is told of each.

use super::cast::Mention;
use super::discourse::{Discourse, SPEAKER_WINDOW, Said, WINDOW};
use super::lexicon::{Gender, lexicon};
use super::ranker::{Features, NAMES};
use crate::{BlockKind, Span, StatementKind};

/// Somebody in view.
pub(super) struct Candidate {
    pub(super) entity: usize,
    pub(super) features: Features,
    /// Where the candidate is latest in view, by name or as a source that is no pronoun.
    at: usize,
}

impl Candidate {
    fn tell(&mut self, name: &str, value: f32) {
        if let Some(slot) = place(name).and_then(|i| self.features.get_mut(i)) {
            *slot = value;
        }
    }

    fn add(&mut self, name: &str, value: f32) {
        if let Some(slot) = place(name).and_then(|i| self.features.get_mut(i)) {
            *slot += value;
        }
    }
}

fn place(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// The candidate for `entity`, new or old.
fn candidate(all: &mut Vec<Candidate>, entity: usize) -> Option<(&mut Candidate, bool)> {
    let known = all.iter().position(|c| c.entity == entity);
    let at = known.unwrap_or(all.len());
    if known.is_none() {
        all.push(Candidate { entity, features: [0.0; NAMES.len()], at: 0 });
    }
    all.get_mut(at).map(|one| (one, known.is_none()))
}

/// Who is latest in view, and who second.
fn tell_order(all: &mut [Candidate]) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(all.get(i).map_or(0, |one| one.at)));
    for (&i, name) in order.iter().zip(["in view: latest of all", "in view: second latest"]) {
        if let Some(one) = all.get_mut(i) {
            one.tell(name, 1.0);
        }
    }
}

/// The features for how many sentences before a candidate is latest in view.
const NEAR: [&str; 5] = [
    "in view: same sentence",
    "in view: sentence before",
    "in view: two sentences before",
    "in view: three sentences before",
    "in view: further",
];

impl Discourse<'_> {
    /// Those whom `he` or `she` at `span` in statement `i` may mean.
    pub(super) fn people_in_view(&self, i: usize, span: Span, gender: Option<Gender>) -> Vec<Candidate> {
        let mut all = Vec::new();
        self.add_named(&mut all, span, gender);
        let named = all.len();
        self.add_speakers(&mut all, i, span, gender);
        tell_order(&mut all);
        for (at, one) in all.iter_mut().enumerate() {
            if at >= named {
                one.tell("named: never", 1.0);
            }
            one.tell("spoke: never", f32::from(u8::from(!self.spoke(one.entity))));
            let bearer = &self.cast.entities[one.entity];
            one.tell("named: times on the page", (1.0 + bearer.mentions.len() as f32).ln());
            one.tell("named: in a headline", f32::from(u8::from(self.in_headline(one.entity))));
            one.tell("person: unsure", f32::from(u8::from(!bearer.sure)));
            let agrees = gender.is_some() && self.cast.gender(one.entity) == gender;
            one.tell("gender: agrees", f32::from(u8::from(agrees)));
            let own = self.self_reference(i, one.entity) < 0.0;
            one.tell("named: in this statement", f32::from(u8::from(own)));
        }
        all
    }

    fn may_be(&self, entity: usize, gender: Option<Gender>) -> bool {
        let conflict = matches!((gender, self.cast.gender(entity)), (Some(a), Some(b)) if a != b);
        !conflict && self.can_be_person(entity)
    }

    fn spoke(&self, entity: usize) -> bool {
        self.said.iter().rev().take(SPEAKER_WINDOW).any(|said| said.entities.contains(&entity))
    }

    fn in_headline(&self, entity: usize) -> bool {
        let first = self.cast.entities[entity].mentions.first();
        let block = first.and_then(|m| self.view.page.blocks.get(self.view.block_of(m.start)));
        block.is_some_and(|block| block.kind == BlockKind::Headline)
    }

    fn add_named(&self, all: &mut Vec<Candidate>, span: Span, gender: Option<Gender>) {
        let upto = self.cast.mention_from(span.start);
        let last = self.said.last().and_then(|said| self.statements.get(said.statement));
        let window = self.cast.mentions[..upto].iter().rev().take(WINDOW);
        for m in window.filter(|m| self.may_be(m.entity, gender)) {
            let Some((one, new)) = candidate(all, m.entity) else { continue };
            one.add("named: times in view", 0.2);
            self.tell_beginning(one, m.title, span);
            if !new {
                continue;
            }
            self.tell_latest(one, m, span);
            if last.is_some_and(|s| s.content.iter().any(|c| c.contains(m.span))) {
                one.tell("named: in what the last speaker says", 1.0);
            }
        }
    }

    /// Whether word `word`, where the candidate is in view, begins the sentence of `span` or the one before.
    fn tell_beginning(&self, one: &mut Candidate, word: usize, span: Span) {
        let view = self.view;
        let Some(at) = view.words.get(word) else { return };
        let sentences = view.sentence_of(span.start).saturating_sub(view.sentence_of(at.start));
        if !view.starts_sentence(word) && !view.starts_sentence(word.saturating_sub(1)) {
            return;
        }
        match sentences {
            0 => one.tell("in view: begins its sentence", 1.0),
            1 => one.tell("in view: begins the sentence before", 1.0),
            _ => {}
        }
    }

    /// How near the candidate is when it is latest in view at `at`.
    fn tell_nearness(&self, one: &mut Candidate, at: usize, span: Span) {
        let view = self.view;
        let sentences = view.sentence_of(span.start).saturating_sub(view.sentence_of(at));
        let blocks = view.block_of(span.start).saturating_sub(view.block_of(at));
        for (place, near) in NEAR.iter().enumerate() {
            one.tell(near, f32::from(u8::from(place == sentences.min(NEAR.len() - 1))));
        }
        one.tell("in view: blocks before", blocks.min(6) as f32 / 3.0);
        one.at = at;
    }

    /// What the latest mention tells.
    fn tell_latest(&self, one: &mut Candidate, m: &Mention, span: Span) {
        let view = self.view;
        self.tell_nearness(one, m.span.start, span);
        let before = m.title.checked_sub(1).map_or("", |b| view.lower(b));
        if lexicon().prepositions.contains(before) {
            one.tell("named: after a preposition", 1.0);
        }
        if view.is_possessive(m.words.end.saturating_sub(1)) {
            one.tell("named: possessive", 1.0);
        }
        if view.is_quoted(m.span.start) {
            one.tell("named: quoted", 1.0);
        }
    }

    fn add_speakers(&self, all: &mut Vec<Candidate>, i: usize, span: Span, gender: Option<Gender>) {
        let mut seen: Vec<usize> = Vec::new();
        for said in self.said.iter().rev().take(SPEAKER_WINDOW) {
            let [entity] = said.entities[..] else { continue };
            if !self.may_be(entity, gender) {
                continue;
            }
            let Some((one, _)) = candidate(all, entity) else { continue };
            if said.told && said.at > one.at {
                self.tell_told(one, said.at, span);
            }
            if !seen.contains(&entity) {
                self.tell_spoke(one, said, seen.len(), i, span);
                seen.push(entity);
            }
        }
    }

    /// `the mayor` as a source brings a speaker into view as a name does; a pronoun only leads back to one.
    fn tell_told(&self, one: &mut Candidate, at: usize, span: Span) {
        for name in ["named: after a preposition", "named: possessive", "named: quoted"] {
            one.tell(name, 0.0);
        }
        self.tell_nearness(one, at, span);
        self.tell_beginning(one, self.view.words_in(Span::new(at, span.start)).start, span);
    }

    fn tell_spoke(&self, one: &mut Candidate, said: &Said, back: usize, i: usize, span: Span) {
        let view = self.view;
        let blocks = view.block_of(span.start).saturating_sub(said.block);
        let sentences = view.sentence_of(span.start).saturating_sub(view.sentence_of(said.at));
        one.tell("spoke: blocks before", blocks.min(8) as f32 / 4.0);
        one.tell("spoke: sentences before", sentences.min(12) as f32 / 6.0);
        one.tell("spoke: quoted", f32::from(u8::from(said.quoted)));
        match back {
            0 => one.tell("spoke: last", 1.0),
            1 => return one.tell("spoke: last but one", 1.0),
            _ => return one.tell("spoke: before that", 1.0),
        }
        match blocks {
            0 => one.tell("spoke: last, in this block", 1.0),
            1 => one.tell("spoke: last, in the block before", 1.0),
            _ => {}
        }
        let direct = |at: usize| self.statements.get(at).is_some_and(|s| s.kind == StatementKind::Direct);
        if direct(i) && direct(said.statement) {
            one.tell("spoke: last, and this continues a quotation", 1.0);
        }
    }
}
