//! Those whom a pronoun or phrase may stand for, with what is told of each.

use super::cast::{Mention, plain};
use super::discourse::{Discourse, SPEAKER_WINDOW, Said, WINDOW};
use super::lexicon::{Gender, lexicon};
use super::ranker::{Feature, Features, NAMES, Question};
use super::refer::Whom;
use crate::tag::mentions::{GrammaticalRole, MentionKind};
use crate::{BlockKind, Span, SpeakerKind, StatementKind};

/// Whom a candidate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// An index into `cast.entities`.
    Entity(usize),
    /// Several who spoke together.
    Several(Vec<usize>),
    /// What a phrase on the page introduces, by its mention.
    Phrase(usize),
    /// Nobody whom the page has told of before: the phrase is its own name.
    New,
}

/// Somebody in view.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) who: Who,
    pub(super) features: Features,
    /// Where the candidate is latest in view, by name or as a source that is no pronoun.
    at: usize,
}

impl Candidate {
    pub(super) fn tell(&mut self, feature: Feature, value: f32) {
        if let Some(slot) = self.features.get_mut(feature as usize) {
            *slot = value;
        }
    }

    pub(super) fn tell_if(&mut self, feature: Feature, condition: bool) {
        self.tell(feature, f32::from(u8::from(condition)));
    }

    pub(super) fn told(&self, feature: Feature) -> bool {
        self.features.get(feature as usize).is_some_and(|value| *value > 0.0)
    }

    fn add(&mut self, feature: Feature, value: f32) {
        if let Some(slot) = self.features.get_mut(feature as usize) {
            *slot += value;
        }
    }
}

/// Where and for what candidates are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) question: Question,
    /// The statement.
    pub(super) statement: usize,
    /// The pronoun or phrase.
    pub(super) span: Span,
    /// Its mention.
    pub(super) mention: Option<usize>,
    pub(super) gender: Option<Gender>,
}

/// The most phrases among the candidates.
const MOST_PHRASES: usize = 3;
/// The least share of the network's with which somebody becomes a candidate for it alone.
const LEAST_SHARE: f32 = 0.04;

/// The candidate `who`, new or old.
pub(super) fn candidate(all: &mut Vec<Candidate>, who: Who) -> Option<(&mut Candidate, bool)> {
    let known = all.iter().position(|c| c.who == who);
    let at = known.unwrap_or(all.len());
    if known.is_none() {
        all.push(Candidate { who, features: [0.0; NAMES.len()], at: 0 });
    }
    all.get_mut(at).map(|one| (one, known.is_none()))
}

/// Who is latest in view, and who second.
fn tell_order(all: &mut [Candidate]) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(all.get(i).map_or(0, |one| one.at)));
    for (&i, feature) in order.iter().zip([Feature::Latest, Feature::SecondLatest]) {
        if let Some(one) = all.get_mut(i).filter(|one| one.at > 0) {
            one.tell(feature, 1.0);
        }
    }
}

/// The features for how many sentences before a candidate is latest in view.
const NEAR: [Feature; 5] = [
    Feature::InSentence,
    Feature::InSentenceBefore,
    Feature::InSecondBefore,
    Feature::InThirdBefore,
    Feature::Further,
];

impl Discourse<'_> {
    /// Those whom the pronoun or phrase at `place` may stand for; `others` are candidates for reasons of their own.
    pub(super) fn in_view(&mut self, place: Place, others: &[usize]) -> Vec<Candidate> {
        let mut all = Vec::new();
        self.add_named(&mut all, place);
        self.add_speakers(&mut all, place);
        for &entity in others {
            if self.may_be(place, entity) {
                candidate(&mut all, Who::Entity(entity));
            }
        }
        self.add_network(&mut all, place);
        tell_order(&mut all);
        for one in &mut all {
            match one.who.clone() {
                Who::Entity(entity) => self.tell_entity(one, entity, place),
                Who::Several(_) => one.tell(Feature::Joined, 1.0),
                Who::Phrase(mention) => self.tell_phrase(one, mention, place),
                Who::New => {}
            }
        }
        all
    }

    /// What is told of an entity wherever it stands.
    fn tell_entity(&self, one: &mut Candidate, entity: usize, place: Place) {
        let bearer = &self.cast.entities[entity];
        // Names come first in order; sources follow as they are resolved, and so stand before the place.
        let first = bearer.mentions.first().into_iter().chain(bearer.mentions.get(bearer.named)).min();
        let first = first.map_or(0, |m| m.start);
        one.tell_if(Feature::NeverNamed, bearer.named == 0);
        one.tell_if(Feature::OnlyLater, first > place.span.start);
        one.tell_if(Feature::NeverSpoke, !self.spoke(entity));
        one.tell(Feature::NamedOnPage, (1.0 + bearer.mentions.len() as f32).ln());
        one.tell_if(Feature::InHeadline, self.in_headline(entity));
        one.tell_if(Feature::Unsure, !bearer.sure);
        one.tell_if(Feature::Agrees, place.gender.is_some() && self.cast.gender(entity) == place.gender);
        one.tell_if(Feature::InStatement, self.names_itself(place.statement, entity));
        let kind = match bearer.kind {
            SpeakerKind::Person => Feature::Person,
            SpeakerKind::Organisation if bearer.place => Feature::Place,
            SpeakerKind::Organisation => Feature::Organisation,
            SpeakerKind::Document => Feature::Document,
            SpeakerKind::Group | SpeakerKind::Generic => Feature::Group,
            _ if bearer.plural => Feature::Group,
            _ => Feature::Unnamed,
        };
        one.tell(kind, 1.0);
    }

    fn tell_phrase(&self, one: &mut Candidate, mention: usize, place: Place) {
        let Some(mention) = self.references.mention(mention) else { return };
        let noun = mention.head.of(&self.view.page.text).to_lowercase();
        let singular = noun.strip_suffix('s').unwrap_or(&noun);
        let people = lexicon().groups.contains(noun.as_str())
            || lexicon().roles.contains(singular)
            || mention.kind == MentionKind::Person;
        one.tell(Feature::Phrase, 1.0);
        one.tell_if(Feature::PluralPhrase, singular != noun || lexicon().groups.contains(noun.as_str()));
        one.tell_if(Feature::PeoplePhrase, people);
        one.tell_if(Feature::Subject, mention.role == GrammaticalRole::Subject);
        one.tell_if(Feature::Quoted, self.view.is_quoted(mention.span.start));
        self.tell_nearness(one, mention.span.start, place.span);
    }

    /// Whether an entity can be what the question asks for at all.
    fn may_be(&self, place: Place, entity: usize) -> bool {
        let bearer = &self.cast.entities[entity];
        let conflict = matches!((place.gender, self.cast.gender(entity)), (Some(a), Some(b)) if a != b);
        match place.question {
            Question::Person => !conflict && self.can_be_person(entity),
            Question::Thing => !(bearer.kind == SpeakerKind::Person && bearer.sure),
            Question::Several => {
                bearer.plural || !matches!(bearer.kind, SpeakerKind::Person | SpeakerKind::Unnamed)
            }
            Question::Phrase => !conflict,
        }
    }

    fn spoke(&self, entity: usize) -> bool {
        self.said.iter().rev().take(SPEAKER_WINDOW).any(|said| said.entities.contains(&entity))
    }

    fn in_headline(&self, entity: usize) -> bool {
        let first = self.cast.entities[entity].mentions.first();
        let block = first.and_then(|m| self.view.page.blocks.get(self.view.block_of(m.start)));
        block.is_some_and(|block| block.kind == BlockKind::Headline)
    }

    /// People seldom name themselves in what they say.
    fn names_itself(&self, i: usize, entity: usize) -> bool {
        self.statements.get(i).is_some_and(|statement| {
            let mut named = statement.content.iter().flat_map(|content| self.cast.mentions_in(*content));
            named.any(|m| m.entity == entity)
        })
    }

    fn add_named(&self, all: &mut Vec<Candidate>, place: Place) {
        let upto = self.cast.mention_from(place.span.start);
        let last = self.said.last().and_then(|said| self.statements.get(said.statement));
        let window = self.cast.mentions[..upto].iter().rev().take(WINDOW);
        for m in window.filter(|m| self.may_be(place, m.entity)) {
            let Some((one, new)) = candidate(all, Who::Entity(m.entity)) else { continue };
            one.add(Feature::NamedInView, 0.2);
            self.tell_beginning(one, m.title, place.span);
            if !new {
                continue;
            }
            self.tell_latest(one, m, place.span);
            if last.is_some_and(|s| s.content.iter().any(|c| c.contains(m.span))) {
                one.tell(Feature::SaidByLast, 1.0);
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
            0 => one.tell(Feature::BeginsSentence, 1.0),
            1 => one.tell(Feature::BeginsSentenceBefore, 1.0),
            _ => {}
        }
    }

    /// How near the candidate is when it is latest in view at `at`.
    fn tell_nearness(&self, one: &mut Candidate, at: usize, span: Span) {
        let view = self.view;
        let sentences = view.sentence_of(span.start).saturating_sub(view.sentence_of(at));
        let blocks = view.block_of(span.start).saturating_sub(view.block_of(at));
        for (place, near) in NEAR.iter().enumerate() {
            one.tell_if(*near, place == sentences.min(NEAR.len() - 1));
        }
        one.tell(Feature::BlocksBefore, blocks.min(6) as f32 / 3.0);
        one.at = at;
    }

    /// What the latest mention tells.
    fn tell_latest(&self, one: &mut Candidate, m: &Mention, span: Span) {
        let view = self.view;
        self.tell_nearness(one, m.span.start, span);
        let before = m.title.checked_sub(1).map_or("", |b| view.lower(b));
        let last = m.words.end.saturating_sub(1);
        one.tell_if(Feature::AfterPreposition, lexicon().prepositions.contains(before));
        one.tell_if(Feature::Possessive, view.is_possessive(last));
        one.tell_if(Feature::Quoted, view.is_quoted(m.span.start));
        let head = view.words.get(last).and_then(|word| self.references.at(word.start));
        let role = head.and_then(|m| self.references.mention(m)).map(|m| m.role);
        one.tell_if(Feature::Subject, role == Some(GrammaticalRole::Subject));
    }

    fn add_speakers(&self, all: &mut Vec<Candidate>, place: Place) {
        let mut seen: Vec<Who> = Vec::new();
        for said in self.said.iter().rev().take(SPEAKER_WINDOW) {
            let who = match (&said.entities[..], place.question) {
                ([entity], _) if self.may_be(place, *entity) => Who::Entity(*entity),
                ([_, _, ..], Question::Several) => Who::Several(said.entities.clone()),
                _ => continue,
            };
            let Some((one, _)) = candidate(all, who.clone()) else { continue };
            if said.told && said.at > one.at {
                self.tell_told(one, said.at, place.span);
            }
            if !seen.contains(&who) {
                self.tell_spoke(one, said, seen.len(), place);
                seen.push(who);
            }
        }
    }

    /// `the mayor` as a source brings a speaker into view as a name does; a pronoun only leads back to one.
    fn tell_told(&self, one: &mut Candidate, at: usize, span: Span) {
        for feature in [Feature::AfterPreposition, Feature::Possessive, Feature::Quoted] {
            one.tell(feature, 0.0);
        }
        self.tell_nearness(one, at, span);
        self.tell_beginning(one, self.view.words_in(Span::new(at, span.start.max(at))).start, span);
    }

    fn tell_spoke(&self, one: &mut Candidate, said: &Said, back: usize, place: Place) {
        let view = self.view;
        let blocks = view.block_of(place.span.start).saturating_sub(said.block);
        let sentences = view.sentence_of(place.span.start).saturating_sub(view.sentence_of(said.at));
        one.tell(Feature::SpokeBlocks, blocks.min(8) as f32 / 4.0);
        one.tell(Feature::SpokeSentences, sentences.min(12) as f32 / 6.0);
        one.tell_if(Feature::SpokeQuoted, said.quoted);
        match back {
            0 => one.tell(Feature::SpokeLast, 1.0),
            1 => return one.tell(Feature::SpokeSecond, 1.0),
            _ => return one.tell(Feature::SpokeEarlier, 1.0),
        }
        match blocks {
            0 => one.tell(Feature::SpokeLastHere, 1.0),
            1 => one.tell(Feature::SpokeLastBefore, 1.0),
            _ => {}
        }
        let direct = |at: usize| self.statements.get(at).is_some_and(|s| s.kind == StatementKind::Direct);
        one.tell_if(Feature::GoesOn, direct(place.statement) && direct(said.statement));
    }

    /// Those whom the network leads back to, and how likely it holds them.
    fn add_network(&mut self, all: &mut Vec<Candidate>, place: Place) {
        let Some(mention) = place.mention else { return };
        let whom = self.references.whom(mention, self.view, &self.cast);
        let best = whom.first().map(|(whom, _)| *whom);
        let mut phrases = 0;
        for (whom, share) in whom {
            let who = match whom {
                Whom::Entity(entity) if self.may_be(place, entity) => Who::Entity(entity),
                Whom::Entity(_) => continue,
                Whom::Phrase(own) if own == mention => Who::New,
                Whom::Phrase(other)
                    if phrases < MOST_PHRASES && self.may_introduce(other, place.question) =>
                {
                    phrases += 1;
                    Who::Phrase(other)
                }
                Whom::Phrase(_) => continue,
            };
            let known = all.iter().any(|one| one.who == who);
            if (who == Who::New && place.question != Question::Phrase) || (!known && share < LEAST_SHARE) {
                continue;
            }
            let Some((one, _)) = candidate(all, who) else { continue };
            one.tell(Feature::NetworkShare, 1.0 + share.max(1e-3).ln() / 7.0);
            one.tell_if(Feature::NetworkBest, best == Some(whom));
            one.tell_if(Feature::NetworkSure, share > 0.9);
        }
    }

    /// Whether a phrase can introduce somebody: it is no pronoun, and for `he` and `she` no plural.
    fn may_introduce(&self, mention: usize, question: Question) -> bool {
        let Some(mention) = self.references.mention(mention) else { return false };
        let noun = mention.head.of(&self.view.page.text);
        let plural = noun.ends_with('s') && !noun.ends_with("ss");
        mention.kind != MentionKind::Pronoun
            && noun.chars().count() > 1
            && match question {
                Question::Person => !plural,
                Question::Phrase => false,
                _ => true,
            }
    }

    /// The forms of the names that a candidate may be called by, for each of those whom it stands for.
    pub(super) fn forms(&self, who: &Who, own: &[String]) -> Vec<Vec<String>> {
        let of = |e: usize| {
            let bearer = &self.cast.entities[e];
            std::iter::once(&bearer.name).chain(&bearer.aliases).cloned().collect()
        };
        match who {
            Who::Entity(entity) => vec![of(*entity)],
            Who::Several(all) => all.iter().map(|&e| of(e)).collect(),
            Who::Phrase(mention) => {
                let phrase = self.references.mention(*mention).map_or(Span::default(), |m| m.phrase);
                vec![vec![plain(phrase.of(&self.view.page.text))]]
            }
            Who::New => vec![own.to_vec()],
        }
    }
}
