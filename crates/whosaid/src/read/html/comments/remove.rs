//! Takes all that belongs to comments out of the document.

use super::engine::Item;
use super::repeated::smells;
use super::system::entries;
use crate::read::html::dom;
use dom_query::{Document, Matcher, NodeId, NodeRef};
use std::collections::HashSet;
use std::sync::LazyLock;

static ROOTS: LazyLock<Option<Matcher>> = LazyLock::new(|| {
    Matcher::new(&entries(include_str!("data/roots.txt")).collect::<Vec<_>>().join(", ")).ok()
});

/// How far above a comment an element that holds the comments is looked for.
const MOST_ABOVE: usize = 12;
/// The longest text beside the comments, in bytes, that an element may have which is taken out with them: heads and forms.
const MOST_BESIDE: usize = 1_500;

/// Removes `items`, what holds them, and the forms and headings of comments; `kept` is an item that is the article.
pub(super) fn comments(document: &Document, items: &[Item], kept: Option<NodeId>) {
    let mut holders: Vec<NodeRef> = Vec::new();
    let mut seen: HashSet<NodeId> = HashSet::new();
    for item in items {
        if let Some(parent) = item.node.parent()
            && seen.insert(parent.id)
        {
            holders.push(parent);
        }
    }
    for item in items {
        item.node.remove_from_parent();
    }
    for holder in holders {
        remove_holder(holder, kept);
    }
    let roots: Vec<NodeRef> = match &*ROOTS {
        Some(matcher) => document.select_matcher(matcher).nodes().to_vec(),
        None => Vec::new(),
    };
    for root in roots {
        if may_go(root, kept) {
            root.remove_from_parent();
        }
    }
}

/// Removes the topmost element around comments that has nothing else of the page in it.
fn remove_holder(holder: NodeRef, kept: Option<NodeId>) {
    let mut top = None;
    for above in std::iter::once(holder).chain(holder.ancestors_it(Some(MOST_ABOVE))) {
        if !may_go(above, kept) {
            break;
        }
        if smells(above) || dom::text(above).is_empty() {
            top = Some(above);
        }
    }
    if let Some(top) = top {
        top.remove_from_parent();
    }
}

/// Whether an element holds no more beside comments than their heads and forms.
fn may_go(node: NodeRef, kept: Option<NodeId>) -> bool {
    let name = dom::name(node);
    if matches!(name.as_str(), "html" | "body" | "main" | "head" | "") {
        return false;
    }
    let mut beside = 0;
    for inner in dom::elements(node) {
        if matches!(dom::name(inner).as_str(), "h1") || kept == Some(inner.id) {
            return false;
        }
    }
    for step in dom::Walk::new(node) {
        if let dom::Step::Enter(inner) = step {
            beside += dom::with_text(inner, |text| text.trim().len()).unwrap_or(0);
            if beside > MOST_BESIDE {
                return false;
            }
        }
    }
    true
}
