//! Whom pronouns, descriptions and missing sources stand for, statement by statement in the order of the text.

use super::Choice;
use super::cast::{Cast, plain};
use super::lexicon::lexicon;
use super::source::{Referent, referents};
use super::view::View;
use crate::{Attributed, SpeakerKind, Statement};
use std::cell::RefCell;
use std::collections::HashMap;

/// The probability given for each way of resolving a source by rule; `he` and `she` have the ranker's.
///
/// Set by hand near the share that was right on the training pages with known speakers (`examples/speakers.rs`
/// prints it); `CONTINUED` and `SAME_WORDS` rest on a dozen cases. Held-out pages come out a few points lower.
pub(super) struct Sureness;

impl Sureness {
    /// A name, or a name in apposition.
    pub(super) const NAMED: f32 = 0.95;
    /// A pronoun that stands for several or for a thing.
    pub(super) const CLOSE_PRONOUN: f32 = 0.5;
    /// A phrase that fits somebody's role.
    pub(super) const ROLE: f32 = 0.7;
    /// A phrase that stands for whoever is most in view.
    pub(super) const SALIENT: f32 = 0.5;
    /// A phrase that is its own name.
    pub(super) const DESCRIBED: f32 = 0.7;
    /// No source: the quotation goes on.
    pub(super) const CONTINUED: f32 = 0.5;
    /// No source: the same words stand in the body with one.
    pub(super) const SAME_WORDS: f32 = 0.6;
    /// `I` or `we` outside quotation marks; `we` often means everybody, and interviews have an `I` of their own.
    pub(super) const AUTHOR: f32 = 0.4;
}

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
    /// What the ranker was asked, where somebody wants to know.
    pub(super) choices: Option<RefCell<Vec<Choice>>>,
}

impl<'p> Discourse<'p> {
    pub(super) fn new(view: &'p View<'p>, cast: Cast, statements: &'p [Statement]) -> Self {
        let mut by_role: HashMap<String, Vec<usize>> = HashMap::new();
        for (e, entity) in cast.entities.iter().enumerate() {
            for role in &entity.roles {
                let bearers = by_role.entry(role.head.clone()).or_default();
                if bearers.last() != Some(&e) && bearers.len() < WINDOW {
                    bearers.push(e);
                }
            }
        }
        Discourse {
            view,
            cast,
            statements,
            said: Vec::new(),
            described: HashMap::new(),
            by_head: HashMap::new(),
            by_role,
            author: None,
            attributed: vec![Vec::new(); statements.len()],
            choices: None,
        }
    }

    /// Resolves every statement; gives the cast with what was added to it.
    pub(super) fn run(mut self) -> (Cast, Vec<Vec<Attributed>>) {
        self.walk();
        (self.cast, self.attributed)
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
        for referent in referents {
            for one in self.referent(i, &referent) {
                if found.iter().all(|other| other.speaker != one.speaker) {
                    found.push(one);
                }
            }
        }
        if found.is_empty() {
            found = self.unlisted(statement);
        }
        let at = anchor(statement);
        let entities: Vec<usize> = found.iter().map(|one| one.speaker).collect();
        if !entities.is_empty() {
            let quoted = self.view.is_quoted(at);
            self.said.push(Said { statement: i, at, block: self.view.block_of(at), entities, told, quoted });
        }
        self.attributed[i] = found;
    }

    fn referent(&mut self, i: usize, referent: &Referent) -> Vec<Attributed> {
        match referent {
            Referent::Named(entity) => vec![attributed(*entity, Sureness::NAMED)],
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
        vec![attributed(self.described_entity(text, span, SpeakerKind::Unnamed), Sureness::SALIENT)]
    }
}

pub(super) fn attributed(speaker: usize, probability: f32) -> Attributed {
    Attributed { speaker, probability }
}

/// Where a statement stands in the order: at its source, else where its content starts.
fn anchor(statement: &Statement) -> usize {
    statement.source.first().or(statement.content.first()).map_or(0, |span| span.start)
}
