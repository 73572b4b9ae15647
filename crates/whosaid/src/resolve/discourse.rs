//! Whom pronouns, descriptions and missing sources stand for, statement by statement in the order of the text.

use super::cast::{Cast, plain};
use super::lexicon::lexicon;
use super::ranker::{self, Weights};
use super::refer::References;
use super::source::{Referent, referents};
use super::sureness::probability;
use super::view::View;
use super::{Choice, Context};
use crate::{Attributed, Evidence, MOST_CANDIDATES, SpeakerKind, Statement};
use std::cell::RefCell;
use std::collections::HashMap;

/// How many mentions before a pronoun are looked at.
pub(super) const WINDOW: usize = 40;
/// How many speakers before a pronoun are looked at.
pub(super) const SPEAKER_WINDOW: usize = 10;
/// How many blocks back a quotation without a source looks for its speaker.
pub(super) const CONTINUES_WITHIN: usize = 2;

/// A source that has been resolved.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) statement: usize,
    pub(super) at: usize,
    pub(super) block: usize,
    pub(super) entities: Vec<usize>,
    /// Whether the source has words of its own, and is no pronoun.
    pub(super) told: bool,
    /// Whether the source stands within quotation marks.
    pub(super) quoted: bool,
}

/// The state of the walk.
pub(super) struct Discourse<'p> {
    pub(super) view: &'p View<'p>,
    pub(super) cast: Cast,
    pub(super) statements: &'p [Statement],
    /// In order of place.
    pub(super) said: Vec<Said>,
    /// Descriptions that have become entities, by their words.
    pub(super) described: HashMap<String, usize>,
    /// The latest such entity by its noun.
    pub(super) by_head: HashMap<String, usize>,
    /// Entities with a role, by the role's noun, latest mention unknown.
    pub(super) by_role: HashMap<String, Vec<usize>>,
    pub(super) author: Option<usize>,
    pub(super) attributed: Vec<Vec<Attributed>>,
    /// For each statement those who may be its speaker, where nobody is likely enough.
    pub(super) candidates: Vec<Vec<Attributed>>,
    /// What the ranker made of the last pronoun, likeliest first.
    pub(super) ranked: Vec<Attributed>,
    /// A speaker who is less likely is only a candidate.
    pub(super) least: f32,
    /// The ranker's.
    pub(super) weights: &'p Weights,
    /// What the page's mentions refer to.
    pub(super) references: References<'p>,
    /// What the ranker was asked, where somebody wants to know.
    pub(super) choices: Option<RefCell<Vec<Choice>>>,
}

impl<'p> Discourse<'p> {
    pub(super) fn new(
        view: &'p View<'p>,
        cast: Cast,
        statements: &'p [Statement],
        context: &Context<'p>,
    ) -> Self {
        let mut by_role: HashMap<String, Vec<usize>> = HashMap::new();
        for (e, entity) in cast.entities.iter().enumerate() {
            for role in &entity.roles {
                let bearers = by_role.entry(role.head.clone()).or_default();
                if bearers.last() != Some(&e) && bearers.len() < WINDOW {
                    bearers.push(e);
                }
            }
        }
        let references = References::new(view, &cast);
        Discourse {
            view,
            cast,
            references,
            statements,
            said: Vec::new(),
            described: HashMap::new(),
            by_head: HashMap::new(),
            by_role,
            author: None,
            attributed: vec![Vec::new(); statements.len()],
            candidates: vec![Vec::new(); statements.len()],
            ranked: Vec::new(),
            least: context.least_probability,
            weights: context.weights.unwrap_or_else(|| ranker::shipped(context.mentions.is_some())),
            choices: None,
        }
    }

    /// Resolves every statement; gives the cast with what was added to it, the speakers and the candidates.
    pub(super) fn run(mut self) -> (Cast, Vec<Vec<Attributed>>, Vec<Vec<Attributed>>) {
        self.walk();
        self.doubt();
        (self.cast, self.attributed, self.candidates)
    }

    /// Makes candidates of speakers none of whom is likely enough.
    fn doubt(&mut self) {
        for (speakers, candidates) in self.attributed.iter_mut().zip(&mut self.candidates) {
            if !speakers.is_empty() && speakers.iter().all(|one| one.probability < self.least) {
                *candidates = std::mem::take(speakers);
                candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability));
            }
            candidates.truncate(MOST_CANDIDATES);
        }
    }

    /// What the ranker is asked on the way.
    pub(super) fn choices(mut self) -> Vec<Choice> {
        self.choices = Some(RefCell::default());
        self.walk();
        self.choices.map_or(Vec::new(), RefCell::into_inner)
    }

    fn walk(&mut self) {
        let mut order: Vec<usize> = (0..self.statements.len()).collect();
        order.sort_by_key(|&i| anchor(&self.statements[i]));
        for &i in &order {
            if !self.statements[i].source.is_empty() {
                self.resolve(i);
            }
        }
        for &i in &order {
            if self.statements[i].source.is_empty() {
                self.attributed[i] = self.continued(i);
            }
        }
        self.same_words();
    }

    fn resolve(&mut self, i: usize) {
        let statement = &self.statements[i];
        let mut found: Vec<Attributed> = Vec::new();
        let referents = referents(self.view, &self.cast, &statement.source);
        let told = !referents.iter().any(|one| matches!(one, Referent::Pronoun(..)));
        let pronoun = !told && referents.len() == 1;
        self.ranked.clear();
        for referent in referents {
            let speakers = self.referent(i, &referent);
            self.settle(&referent, &speakers);
            for one in speakers {
                if found.iter().all(|other| other.speaker != one.speaker) {
                    found.push(one);
                }
            }
        }
        let maybe = if found.is_empty() && pronoun { std::mem::take(&mut self.ranked) } else { Vec::new() };
        if found.is_empty() {
            found = self.unlisted(statement);
        }
        let source = statement.source.first().copied().unwrap_or_default();
        let mentioned = |all: Vec<Attributed>| -> Vec<Attributed> {
            all.into_iter().map(|one| self.with_mention(source, one)).collect()
        };
        let candidates = mentioned(maybe);
        let found = mentioned(found);
        self.candidates[i] = candidates;
        let at = anchor(statement);
        let entities: Vec<usize> = found.iter().map(|one| one.speaker).collect();
        if !entities.is_empty() {
            let quoted = self.view.is_quoted(at);
            self.said.push(Said { statement: i, at, block: self.view.block_of(at), entities, told, quoted });
        }
        self.attributed[i] = found;
    }

    /// The mention of a source stands for its speakers from now on.
    fn settle(&mut self, referent: &Referent, speakers: &[Attributed]) {
        let noun = match referent {
            Referent::Named(_) => return,
            Referent::Pronoun(_, word) => *word,
            Referent::Described(description) => description.noun,
        };
        let mention = self.view.words.get(noun).and_then(|word| self.references.at(word.start));
        if let Some(mention) = mention {
            self.references.settle(mention, speakers);
        }
    }

    fn referent(&mut self, i: usize, referent: &Referent) -> Vec<Attributed> {
        match referent {
            Referent::Named(entity) => vec![attributed(*entity, Evidence::Named)],
            Referent::Pronoun(pronoun, word) => self.pronoun(i, *pronoun, *word),
            Referent::Described(description) => self.description(i, description).into_iter().collect(),
        }
    }

    /// A source none of whose words can be read: its own name.
    fn unlisted(&mut self, statement: &Statement) -> Vec<Attributed> {
        let Some(span) = statement.source.first().map(|span| span.trim(&self.view.page.text)) else {
            return Vec::new();
        };
        let text = plain(span.of(&self.view.page.text));
        let unread =
            statement.source.iter().any(|s| s.of(&self.view.page.text).contains(char::is_alphanumeric));
        if text.is_empty() || !unread || lexicon().pronouns.contains_key(text.to_lowercase().as_str()) {
            return Vec::new();
        }
        vec![attributed(self.described_entity(text, span, SpeakerKind::Unnamed), Evidence::Unread)]
    }
}

/// `speaker` as told by a rule, with the probability that the rule has; [`mentions`](super::mentions) adds the place.
pub(super) fn attributed(speaker: usize, how: Evidence) -> Attributed {
    attributed_with(speaker, how, probability(how))
}

/// `speaker` with a probability of its own.
pub(super) fn attributed_with(speaker: usize, how: Evidence, probability: f32) -> Attributed {
    Attributed { speaker, probability, how, mention: None }
}

/// Where a statement stands in the order: at its source, else where its content starts.
fn anchor(statement: &Statement) -> usize {
    statement.source.first().or(statement.content.first()).map_or(0, |span| span.start)
}
