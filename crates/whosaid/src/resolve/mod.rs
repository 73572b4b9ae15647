//! Statements ─► **Speakers**: whom the sources stand for, across the page.
//!
//! First version, by rules. `names` finds the names, `cast` merges them into those who bear
//! them, `source` reads each source's words, and `discourse` walks the statements and chooses
//! whom `pronouns`, `descriptions` such as `the French president`, and missing sources
//! (`unsourced`) stand for. Among the `people` in view the `ranker` chooses for `he` and
//! `she`, and its share is the probability; other probabilities are plain estimates, one for
//! each way of resolving (`discourse::Sureness`).
//!
//! A knowledge file tells more: `knowledge` finds the page's people in it, and takes phrases for an office apart
//! (`offices`) to know who held it on the day of publication.
//!
//! Pure, and near-linear in the page: every choice looks at a bounded number of candidates.

mod authors;
mod cast;
mod descriptions;
mod discourse;
mod knowledge;
mod lexicon;
mod names;
mod offices;
mod people;
mod pronouns;
mod ranker;
mod source;
mod unsourced;
mod view;

use crate::segment::Tokens;
use crate::{Attributed, Page, People, Speaker, Statement};
use cast::Cast;
use discourse::Discourse;
use view::View;

/// Who speaks on a page, and which statement is whose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speakers {
    /// Those who make statements in order of first mention, then the other readers by their first comment;
    /// `id` is the index.
    pub speakers: Vec<Speaker>,
    /// For each statement its speakers, likeliest first; as many entries as statements.
    pub attributed: Vec<Vec<Attributed>>,
    /// For each of `page.comments` who wrote it, an index into `speakers`.
    pub authors: Vec<Option<usize>>,
}

/// Resolves the sources of `statements`, and the authors of the comments; `statements[i].speakers` is not read.
///
/// A compound source (`Smith and Jones`) has an entry for each of its speakers. Only those who say or write
/// something become speakers; a statement whose speaker cannot be made out has no entry.
pub fn resolve(page: &Page, tokens: &Tokens, statements: &[Statement]) -> Speakers {
    resolve_with(page, tokens, statements, None)
}

/// The same with what a knowledge file tells: identifiers, and who holds an office on the day of publication.
pub fn resolve_with(
    page: &Page,
    tokens: &Tokens,
    statements: &[Statement],
    people: Option<&People>,
) -> Speakers {
    let mut found = sources(page, tokens, statements, people);
    found.authors = authors::authors(page, &mut found.speakers);
    found
}

fn sources(page: &Page, tokens: &Tokens, statements: &[Statement], people: Option<&People>) -> Speakers {
    if statements.is_empty() {
        return Speakers::default();
    }
    let view = View::new(page, tokens);
    let names = names::names(&view);
    let mut cast = Cast::new(&view, &names);
    if let Some(people) = people {
        cast.know(&view, people);
    }
    let (cast, attributed) = Discourse::new(&view, cast, statements).run();
    speakers(cast, attributed)
}

/// One question to the ranker, for `training/speakers.py`: which of these does the source of `statement` stand for?
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Choice {
    pub statement: usize,
    /// For each candidate the forms of its name and its features.
    pub candidates: Vec<(Vec<String>, Vec<f32>)>,
}

/// The questions that [`resolve`] puts to the ranker, and the names of its features.
#[doc(hidden)]
pub fn choices(
    page: &Page,
    tokens: &Tokens,
    statements: &[Statement],
) -> (Vec<Choice>, &'static [&'static str]) {
    let view = View::new(page, tokens);
    let cast = Cast::new(&view, &names::names(&view));
    (Discourse::new(&view, cast, statements).choices(), &ranker::NAMES)
}

/// Numbers those who speak by their first mention.
fn speakers(cast: Cast, attributed: Vec<Vec<Attributed>>) -> Speakers {
    let mut speaks = vec![false; cast.entities.len()];
    for one in attributed.iter().flatten() {
        speaks[one.speaker] = true;
    }
    let mut order: Vec<usize> = (0..speaks.len()).filter(|&e| speaks[e]).collect();
    order.sort_by_key(|&e| (cast.entities[e].mentions.iter().min().map_or(usize::MAX, |m| m.start), e));
    let mut ids = vec![0; speaks.len()];
    for (id, &entity) in order.iter().enumerate() {
        ids[entity] = id;
    }
    let speakers = order.iter().enumerate().map(|(id, &e)| speaker(id, e, &cast)).collect();
    let renumber = |one: Attributed| Attributed { speaker: ids[one.speaker], ..one };
    let attributed = attributed.into_iter().map(|all| all.into_iter().map(renumber).collect()).collect();
    Speakers { speakers, attributed, authors: Vec::new() }
}

fn speaker(id: usize, entity: usize, cast: &Cast) -> Speaker {
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
    Speaker { id, name: entity.name.clone(), kind: entity.kind, aliases, roles, mentions, identifiers }
}

#[cfg(test)]
mod tests;
