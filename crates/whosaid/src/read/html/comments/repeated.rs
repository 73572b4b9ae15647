//! Comments in mark-up that nobody named: elements of one form side by side, each with a name, a time and words, in a part
//! of the page that smells of comments.
//!
//! Without that smell nothing is taken: teasers of other stories have a name, a time and words, too.

use super::engine::{self, Item};
use super::system::{System, systems};
use super::words;
use crate::lists::entries;
use crate::read::html::dom;
use dom_query::{NodeId, NodeRef};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static SMELLS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/smells.txt")).collect());

/// How comments are marked up where nobody knows.
static UNKNOWN: LazyLock<Option<System>> = LazyLock::new(|| {
    let mut system = systems(include_str!("data/unknown.txt")).pop()?;
    system.is_guess = true;
    Some(system)
});

/// Headings and classes longer than this, in bytes, are not smelt at.
const LONGEST: usize = 400;
/// The share of the elements of one form that must be comments.
const MOST_OTHERS: usize = 3;

/// Whether an element's id or class smells of comments.
pub(super) fn smells(node: NodeRef) -> bool {
    let name = |attribute| dom::attr(node, attribute).filter(|value| value.len() <= LONGEST);
    let values = ["id", "class", "data-component", "data-testid", "aria-label", "itemprop"];
    values.into_iter().filter_map(name).any(|value| is_smelly(&value))
}

fn is_smelly(words: &str) -> bool {
    let lower = words.to_lowercase();
    // `no-comments`, `comment-count` and the like say that there are none here.
    let bare = [
        "comment-count",
        "comments-count",
        "commentcount",
        "comment-link",
        "comments-link",
        "no-comments",
        "comment-closed",
        "comments-closed",
    ]
    .iter()
    .fold(lower, |words, none| words.replace(none, ""));
    SMELLS.iter().any(|smell| bare.contains(smell))
}

/// The comments under `body`.
pub(super) fn items(body: NodeRef<'_>) -> Vec<Item<'_>> {
    let Some(system) = UNKNOWN.as_ref() else { return Vec::new() };
    let mut best: Vec<Item> = Vec::new();
    for root in roots(body) {
        for form in forms(root) {
            let is_item = |node: NodeRef| form_of(node).as_deref() == Some(form.as_str());
            let found = engine::read(root, system, &HashSet::new(), is_item);
            let sound = found.iter().filter(|item| is_sound(item)).count();
            let others = count(root, &form) - sound.min(count(root, &form));
            if sound >= 2 && others * MOST_OTHERS <= sound && sound > best.len() {
                best = found;
            }
        }
    }
    best
}

fn is_sound(item: &Item) -> bool {
    item.found.author.is_some()
        && item.found.posted.is_some()
        && (!item.found.words.is_empty() || item.found.removed)
}

fn count(root: NodeRef, form: &str) -> usize {
    dom::elements(root).filter(|node| form_of(*node).as_deref() == Some(form)).count()
}

/// The topmost elements that smell of comments, by class or by the heading they begin with.
fn roots(body: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    const MOST: usize = 24;
    let mut roots = Vec::new();
    let mut walk = dom::Walk::new(body);
    while let Some(step) = walk.next() {
        let dom::Step::Enter(node) = step else { continue };
        let name = dom::name(node);
        if !matches!(name.as_str(), "div" | "section" | "ul" | "ol" | "aside" | "table" | "article" | "dl") {
            continue;
        }
        if (smells(node) || has_smelly_heading(node)) && roots.len() < MOST {
            roots.push(node);
            walk.pass_over(node);
        }
    }
    roots
}

fn has_smelly_heading(node: NodeRef) -> bool {
    let Some(first) = node.first_element_child() else { return false };
    let heading = matches!(dom::name(first).as_str(), "h2" | "h3" | "h4" | "h5" | "header");
    heading && Some(words::shown(first, |_| false)).is_some_and(|text| text.len() <= 60 && is_smelly(&text))
}

/// The forms of elements that stand side by side at least twice, the commonest first.
fn forms(root: NodeRef) -> Vec<String> {
    const MOST: usize = 8;
    let mut siblings: HashMap<(NodeId, String), usize> = HashMap::new();
    for node in dom::elements(root).filter(|node| has_head_and_words(*node)) {
        if let (Some(form), Some(parent)) = (form_of(node), node.parent()) {
            *siblings.entry((parent.id, form)).or_default() += 1;
        }
    }
    let mut forms: Vec<(usize, String)> =
        siblings.into_iter().filter(|(_, n)| *n >= 2).map(|((_, form), n)| (n, form)).collect();
    forms.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut seen = HashSet::new();
    forms.retain(|(_, form)| seen.insert(form.clone()));
    forms.into_iter().take(MOST).map(|(_, form)| form).collect()
}

/// Whether an element, or the only one in it, has several parts, which a comment has: who, when and what.
fn has_head_and_words(node: NodeRef) -> bool {
    const MOST_WRAPPERS: usize = 3;
    if !matches!(dom::name(node).as_str(), "li" | "div" | "article" | "section" | "tr" | "dd" | "blockquote")
    {
        return false;
    }
    let inner = std::iter::successors(node.first_element_child(), |child| child.first_element_child());
    inner.take(MOST_WRAPPERS).any(|first| first.next_sibling().is_some())
}

/// An element's name and first class: what repeats.
fn form_of(node: NodeRef) -> Option<String> {
    if !node.is_element() {
        return None;
    }
    let class = dom::attr(node, "class").unwrap_or_default();
    let first = class.split_whitespace().next().unwrap_or_default();
    // Numbers tell one element from the next.
    let first = first.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(format!("{}.{first}", dom::name(node)))
}
