//! The readers' comments in a document's mark-up.
//!
//! [`system`] is the table of the systems that are known, [`engine`] reads one system's comments, [`repeated`] finds those
//! of mark-up that nobody named, [`jsonld`] those that only scripts hold, and [`readers`] those that the article itself
//! quotes. [`parents`] tells which answers which. What belongs to comments is then removed from the document, so that no
//! word of them can be taken for the article's.

mod engine;
mod fields;
mod jsonld;
mod parents;
mod readers;
mod remove;
mod repeated;
mod system;
mod words;

use crate::read::html::dom;
use crate::read::{CommentGroup, How};
use dom_query::{Document, NodeId, NodeRef};
use engine::Item;
use std::collections::{HashMap, HashSet};
use system::SYSTEMS;

/// A comment as the mark-up shows it, before its words have a place in the page's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// The author's name as shown, white space folded.
    pub(super) author: Option<String>,
    /// ISO 8601 where that can be told, else the words shown.
    pub(super) posted: Option<String>,
    pub(super) number: Option<usize>,
    pub(super) group: CommentGroup,
    pub(super) votes: Option<i64>,
    pub(super) badges: Vec<String>,
    pub(super) removed: bool,
    /// Index of the comment it answers, always lower than its own, and what tells so.
    pub(super) parent: Option<(usize, How)>,
    /// What it says, a paragraph each.
    pub(super) words: Vec<Words>,
}

/// A paragraph of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// White space folded as a browser does; no white space at the ends, never empty.
    pub(super) text: String,
    /// Whether the mark-up shows it as somebody else's words (`blockquote`).
    pub(super) quoted: bool,
    /// Whose words they are, where the mark-up says so.
    pub(super) of: Option<String>,
}

/// Finds the comments of `document`, in the order of the page, an answer after what it answers, and removes all that
/// belongs to them from it, so that nothing of them can be taken for the article.
pub(super) fn take(document: &Document) -> Vec<Found> {
    let Some(body) = document.body() else { return Vec::new() };
    let quoted = readers::take(body);
    let mut claimed: HashSet<NodeId> = HashSet::new();
    let mut groups: Vec<Vec<Item>> = Vec::new();
    let mut kept: Option<NodeId> = None;
    for system in SYSTEMS.iter() {
        let mut found = engine::items(body, system, &claimed);
        if system.first_is_article && groups.is_empty() {
            kept = found.first().map(|first| first.node.id);
        }
        parents::set(&mut found);
        if kept.is_some() && kept == found.first().map(|item| item.node.id) {
            remove::all_but_words(&found[0]);
            without_first(&mut found);
        }
        claimed.extend(found.iter().map(|item| item.node.id));
        if !found.is_empty() {
            groups.push(found);
        }
    }
    let mut items = in_page_order(body, groups);
    if items.is_empty() {
        items = repeated::items(body);
        parents::set(&mut items);
    }
    remove::comments(document, &items, kept);
    let mut all = quoted;
    let before = all.len();
    all.extend(items.into_iter().map(|item| item.found));
    for found in &mut all[before..] {
        found.parent = found.parent.map(|(parent, how)| (parent + before, how));
    }
    if all.len() == before {
        let hidden = jsonld::comments(document);
        all.extend(hidden.into_iter().map(|found| Found {
            parent: found.parent.map(|(parent, how)| (parent + before, how)),
            ..found
        }));
    }
    all
}

/// Leaves out the first item, which is what the others talk about: who answers that, answers no comment.
fn without_first(items: &mut Vec<Item>) {
    items.remove(0);
    for item in items {
        item.found.parent = item.found.parent.and_then(|(parent, how)| Some((parent.checked_sub(1)?, how)));
    }
}

/// The comments of all systems: those of one together, in the order in which the systems stand on the page.
fn in_page_order<'d>(body: NodeRef<'d>, mut groups: Vec<Vec<Item<'d>>>) -> Vec<Item<'d>> {
    if groups.len() > 1 {
        let firsts: HashSet<NodeId> = groups.iter().filter_map(|group| first_of(group)).collect();
        let order = dom::elements(body).map(|node| node.id).filter(|id| firsts.contains(id));
        let place: HashMap<NodeId, usize> = order.enumerate().map(|(i, id)| (id, i)).collect();
        groups.sort_by_key(|group| first_of(group).and_then(|first| place.get(&first).copied()));
    }
    let mut items: Vec<Item> = Vec::new();
    for group in groups {
        let before = items.len();
        items.extend(group.into_iter().map(|mut item| {
            item.found.parent = item.found.parent.map(|(parent, how)| (parent + before, how));
            item
        }));
    }
    items
}

fn first_of(group: &[Item]) -> Option<NodeId> {
    group.first().map(|item| item.node.id)
}
