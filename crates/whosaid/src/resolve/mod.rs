//! Statements ─► **Speakers**: whom the sources stand for, across the page.
//!
//! `names` finds the names, by capitals and with what the network tells, `cast` merges them into those who bear
//! them, `source` reads each source's words, and `discourse` walks the statements. Whom a pronoun
//! (`pronouns`) or a phrase such as `the French president` (`descriptions`) stands for, a log-linear `ranker` chooses
//! among the `candidates` in view, which `refer` also takes from the network's mentions; its calibrated share is the
//! probability. Names, missing sources (`unsourced`) and the like go by rule, with one probability for each kind of
//! evidence (`sureness`). `mentions` finds the place that tells it. A speaker who is less likely than a threshold is
//! only a candidate.
//!
//! A knowledge file tells more: `knowledge` finds the page's people in it, and takes phrases for an office apart
//! (`offices`) to know who held it on the day of publication.
//!
//! Pure, and near-linear in the page: every choice looks at a bounded number of candidates.

mod authors;
mod candidates;
mod cast;
mod descriptions;
mod discourse;
mod knowledge;
mod lexicon;
mod mentions;
mod names;
mod offices;
mod pronouns;
mod ranker;
mod refer;
mod source;
mod sureness;
mod unsourced;
mod view;

use crate::segment::Tokens;
use crate::tag::mentions::Mentions;
use crate::{Attributed, Page, People, Speaker, Statement};
use cast::Cast;
use discourse::Discourse;
#[doc(hidden)]
pub use ranker::Weights;
pub use sureness::LEAST_PROBABILITY;
use view::View;

/// Who speaks on a page, and which statement is whose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speakers {
    /// Those who make statements, or may, in order of first mention, then the other readers by their first comment;
    /// `id` is the index.
    pub speakers: Vec<Speaker>,
    /// For each statement its speakers, likeliest first; as many entries as statements.
    pub attributed: Vec<Vec<Attributed>>,
    /// For each statement those who may be its speaker, likeliest first, where nobody is likely enough.
    pub candidates: Vec<Vec<Attributed>>,
    /// For each of `page.comments` who wrote it, an index into `speakers`.
    pub authors: Vec<Option<usize>>,
}

/// What is known beside the page's words; [`Context::default`] for nothing.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// What the network made of the page's names, phrases and pronouns.
    pub mentions: Option<&'c Mentions>,
    /// A knowledge file's people: identifiers, and who holds an office on the day of publication.
    pub people: Option<&'c People>,
    /// A speaker who is less likely than this is only a candidate.
    pub least_probability: f32,
    /// The ranker's weights in place of those that ship, while they are being made.
    #[doc(hidden)]
    pub weights: Option<&'c Weights>,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Context { mentions: None, people: None, least_probability: LEAST_PROBABILITY, weights: None }
    }
}

/// Resolves the sources of `statements`, and the authors of the comments; `statements[i].speakers` is not read.
///
/// A compound source (`Smith and Jones`) has an entry for each of its speakers. Only those who say or write
/// something, or may, become speakers; a statement whose speaker cannot be made out has no entry.
pub fn resolve(page: &Page, tokens: &Tokens, statements: &[Statement], context: &Context) -> Speakers {
    let mut found = sources(page, tokens, statements, context);
    found.authors = authors::authors(page, &mut found.speakers);
    found
}

fn sources(page: &Page, tokens: &Tokens, statements: &[Statement], context: &Context) -> Speakers {
    if statements.is_empty() {
        return Speakers::default();
    }
    let view = View::new(page, tokens, context.mentions);
    let names = names::names(&view);
    let mut cast = Cast::new(&view, &names);
    if let Some(people) = context.people {
        cast.know(&view, people);
    }
    let (cast, attributed, candidates) = Discourse::new(&view, cast, statements, context).run();
    speakers(cast, attributed, candidates)
}

/// One question to the ranker, for `training/speakers.py`: which of these does the source of `statement` stand for?
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Choice {
    pub statement: usize,
    /// `person`, `thing`, `several` or `phrase`.
    pub question: &'static str,
    pub candidates: Vec<ChoiceCandidate>,
}

/// One of those among whom the ranker chooses.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct ChoiceCandidate {
    /// For each of those whom it stands for the forms of the name.
    pub forms: Vec<Vec<String>>,
    /// Whether it is nobody whom the page has told of before.
    pub new: bool,
    pub features: Vec<f32>,
}

/// The questions that [`resolve`] puts to the ranker, and the names of its features.
#[doc(hidden)]
pub fn choices(
    page: &Page,
    tokens: &Tokens,
    statements: &[Statement],
    context: &Context,
) -> (Vec<Choice>, &'static [&'static str]) {
    let view = View::new(page, tokens, context.mentions);
    let cast = Cast::new(&view, &names::names(&view));
    (Discourse::new(&view, cast, statements, context).choices(), &ranker::NAMES)
}

/// Numbers those who speak, or may, by their first mention.
fn speakers(cast: Cast, attributed: Vec<Vec<Attributed>>, candidates: Vec<Vec<Attributed>>) -> Speakers {
    let mut counts: Vec<Option<usize>> = vec![None; cast.entities.len()];
    for one in attributed.iter().flatten() {
        *counts[one.speaker].get_or_insert(0) += 1;
    }
    for one in candidates.iter().flatten() {
        counts[one.speaker].get_or_insert(0);
    }
    let mut order: Vec<usize> = (0..counts.len()).filter(|&e| counts[e].is_some()).collect();
    order.sort_by_key(|&e| (cast.entities[e].mentions.iter().min().map_or(usize::MAX, |m| m.start), e));
    let mut ids = vec![0; counts.len()];
    for (id, &entity) in order.iter().enumerate() {
        ids[entity] = id;
    }
    let made = |e: usize| counts[e].unwrap_or(0);
    let speakers = order.iter().enumerate().map(|(id, &e)| speaker(id, e, &cast, made(e))).collect();
    let renumber = |one: &Attributed| Attributed { speaker: ids[one.speaker], ..*one };
    let renumbered = |all: Vec<Vec<Attributed>>| -> Vec<Vec<Attributed>> {
        all.iter().map(|all| all.iter().map(renumber).collect()).collect()
    };
    let (attributed, candidates) = (renumbered(attributed), renumbered(candidates));
    Speakers { speakers, attributed, candidates, authors: Vec::new() }
}

fn speaker(id: usize, entity: usize, cast: &Cast, statements: usize) -> Speaker {
    let identifiers = cast.known.identifiers(entity);
    let entity = &cast.entities[entity];
    let mut mentions = entity.mentions.clone();
    mentions.sort_unstable();
    mentions.dedup();
    let mut roles = Vec::new();
    for role in &entity.roles {
        cast::add_form(&mut roles, role.text.clone());
    }
    let aliases = entity.aliases.iter().filter(|alias| **alias != entity.name).cloned().collect();
    Speaker {
        id,
        name: entity.name.clone(),
        kind: entity.kind,
        aliases,
        roles,
        mentions,
        statements,
        identifiers,
    }
}

#[cfg(test)]
mod tests;
