//! The table of comment systems: which elements are a comment, its author, its time, its words.
//!
//! `data/systems.txt` holds what differs between the systems; what is done with it is the same for all.

use crate::lists::entries;
use dom_query::{Matcher, NodeRef};
use std::sync::LazyLock;

/// The systems that are known, in the order in which they are tried.
pub(super) static SYSTEMS: LazyLock<Vec<System>> =
    LazyLock::new(|| systems(include_str!("data/systems.txt")));

/// How one system marks up a comment.
#[derive(Default)]
pub(super) struct System {
    pub(super) item: Option<Matcher>,
    pub(super) skip: Option<Matcher>,
    /// In the order of trust.
    pub(super) author: Vec<Pick>,
    pub(super) time: Vec<Pick>,
    pub(super) body: Vec<Pick>,
    pub(super) up: Option<Matcher>,
    pub(super) down: Option<Matcher>,
    pub(super) score: Option<Matcher>,
    pub(super) badge: Option<Matcher>,
    /// Elements, the item among them, whose class says what a badge would.
    pub(super) marks: Vec<(String, Matcher)>,
    pub(super) number: Option<Matcher>,
    pub(super) removed: Option<Matcher>,
    pub(super) to: Option<Matcher>,
    pub(super) quote: Option<Matcher>,
    pub(super) label: Option<Matcher>,
    /// Whether the first item is what the others talk about.
    pub(super) first_is_article: bool,
    /// Whether an element without an author's name is no comment: the names of this mark-up are too common.
    pub(super) needs_author: bool,
    /// Whether nothing but the repetition tells what is what, so that author and time are guessed where the table finds none.
    pub(super) is_guess: bool,
}

/// Where a field is read.
pub(super) enum Pick {
    /// In an element within the item.
    Element(Matcher),
    /// In an attribute of the item.
    Attribute(String),
}

impl Pick {
    fn new(words: &str) -> Option<Pick> {
        match words.strip_prefix('@') {
            Some(name) => Some(Pick::Attribute(name.to_owned())),
            None => Matcher::new(words).ok().map(Pick::Element),
        }
    }
}

/// Whether `node` fits a selector that the system may not have.
pub(super) fn fits(matcher: &Option<Matcher>, node: NodeRef) -> bool {
    matcher.as_ref().is_some_and(|matcher| node.is_match(matcher))
}

pub(super) fn systems(table: &'static str) -> Vec<System> {
    let mut systems: Vec<System> = Vec::new();
    for line in entries(table) {
        if line.starts_with('[') {
            systems.push(System::default());
        } else if let (Some(system), Some((field, words))) = (systems.last_mut(), line.split_once(' ')) {
            system.set(field, words);
        }
    }
    systems
}

impl System {
    fn set(&mut self, field: &str, words: &str) {
        let matcher = || Matcher::new(words).ok();
        match field {
            "item" => self.item = matcher(),
            "skip" => self.skip = matcher(),
            "author" => self.author.extend(Pick::new(words)),
            "time" => self.time.extend(Pick::new(words)),
            "body" => self.body.extend(Pick::new(words)),
            "up" => self.up = matcher(),
            "down" => self.down = matcher(),
            "score" => self.score = matcher(),
            "number" => self.number = matcher(),
            "badge" => self.badge = matcher(),
            "mark" => self.marks.extend(mark(words)),
            "removed" => self.removed = matcher(),
            "to" => self.to = matcher(),
            "quote" => self.quote = matcher(),
            "label" => self.label = matcher(),
            "need" => self.needs_author = words == "author",
            "first" => self.first_is_article = words == "article",
            _ => {}
        }
    }
}

/// `Author .bypostauthor`: a badge and what stands for it.
fn mark(words: &str) -> Option<(String, Matcher)> {
    let (badge, selector) = words.split_once(' ')?;
    Some((badge.to_owned(), Matcher::new(selector).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        const FIELDS: [&str; 17] = [
            "item", "skip", "author", "time", "body", "up", "down", "score", "badge", "removed", "to",
            "quote", "label", "first", "need", "number", "mark",
        ];
        for line in entries(include_str!("data/systems.txt")).filter(|line| !line.starts_with('[')) {
            let (field, words) = line.split_once(' ').expect(line);
            assert!(FIELDS.contains(&field), "{line}");
            assert!(
                matches!(field, "first" | "need")
                    || (field == "mark" && mark(words).is_some())
                    || words.starts_with('@')
                    || Matcher::new(words).is_ok(),
                "{line}"
            );
        }
        assert!(SYSTEMS.iter().all(|system| system.item.is_some() && !system.author.is_empty()));
    }
}
