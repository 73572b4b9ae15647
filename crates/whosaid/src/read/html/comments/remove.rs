//! Takes all that belongs to comments out of the document.

use super::engine::Item;
use super::repeated::smells;
use crate::lists::entries;
use crate::read::html::dom::{self, Step, Walk};
use dom_query::{Document, Matcher, NodeId, NodeRef};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static ROOTS: LazyLock<Option<Matcher>> = LazyLock::new(|| {
    Matcher::new(&entries(include_str!("data/roots.txt")).collect::<Vec<_>>().join(", ")).ok()
});

/// How far above a comment an element that holds the comments is looked for.
const MOST_ABOVE: usize = 12;
/// The longest text beside the comments, in bytes, that an element may have which is taken out with them: heads and forms.
const MOST_BESIDE: usize = 1_500;
/// How often the holders are looked at: what is around several small holders may go once they are gone.
const ROUNDS: usize = 3;

/// Removes `items`, what holds them, and the forms and headings of comments; `kept` is an item that is the article.
pub(super) fn comments(document: &Document, items: &[Item], kept: Option<NodeId>) {
    let mut holders: Vec<NodeRef> = items.iter().filter_map(|item| item.node.parent()).collect();
    for item in items {
        item.node.remove_from_parent();
    }
    for _ in 0..ROUNDS {
        holders = remove_holders(document, holders, kept);
        if holders.is_empty() {
            break;
        }
    }
    let Some(matcher) = &*ROOTS else { return };
    let weights = Weights::of(document, kept);
    for root in document.select_matcher(matcher).nodes() {
        if weights.may_go(*root) {
            root.remove_from_parent();
        }
    }
}

/// Removes from the post that opens a topic what is not its time or its words: the box about its author, the buttons.
pub(super) fn all_but_words(post: &Item) {
    // A forum may show its topics without scripts in such an element alone.
    let unscripted = post.node.ancestors(Some(MOST_ABOVE)).into_iter();
    for around in unscripted.filter(|above| dom::name(*above) == "noscript") {
        around.rename("div");
    }
    let parts: HashSet<NodeId> = post.parts.iter().map(|part| part.id).collect();
    let around: HashSet<NodeId> = post
        .parts
        .iter()
        .flat_map(|part| part.ancestors_it(Some(MOST_ABOVE)))
        .map(|above| above.id)
        .collect();
    if !post.parts.iter().any(|part| around.contains(&post.node.id) && !dom::text(*part).is_empty()) {
        return;
    }
    let mut beside = Vec::new();
    let mut walk = Walk::new(post.node);
    while let Some(step) = walk.next() {
        let Step::Enter(node) = step else { continue };
        if parts.contains(&node.id) {
            walk.pass_over(node);
        } else if node.is_element() && node.id != post.node.id && !around.contains(&node.id) {
            beside.push(node);
            walk.pass_over(node);
        }
    }
    beside.into_iter().for_each(|node| node.remove_from_parent());
}

/// Removes for each of `holders` the topmost element around it that has nothing else of the page in it; what is around those.
fn remove_holders<'d>(
    document: &'d Document,
    holders: Vec<NodeRef<'d>>,
    kept: Option<NodeId>,
) -> Vec<NodeRef<'d>> {
    let weights = Weights::of(document, kept);
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut around = Vec::new();
    for holder in holders {
        if !seen.insert(holder.id) {
            continue;
        }
        let above = std::iter::once(holder).chain(holder.ancestors_it(Some(MOST_ABOVE)));
        let top = above
            .take_while(|above| weights.may_go(*above))
            .filter(|above| weights.is_comments(*above))
            .last();
        if let Some(top) = top.filter(|top| seen.insert(top.id) || top.id == holder.id) {
            around.extend(top.parent());
            top.remove_from_parent();
        }
    }
    around
}

/// How much text each element has, in bytes, and whether it has a part that must stay; told by one walk.
struct Weights(HashMap<NodeId, (usize, bool)>);

impl Weights {
    fn of(document: &Document, kept: Option<NodeId>) -> Weights {
        let mut weights = HashMap::new();
        let mut open: Vec<(usize, bool)> = Vec::new();
        let Some(body) = document.body() else { return Weights(weights) };
        let mut walk = Walk::new(body);
        while let Some(step) = walk.next() {
            match step {
                Step::Enter(node) if node.is_element() => {
                    let name = dom::name(node);
                    open.push((0, name == "h1" || kept == Some(node.id)));
                    if matches!(name.as_str(), "script" | "style") {
                        walk.pass_over(node);
                    }
                }
                Step::Enter(node) => {
                    let length = dom::with_text(node, |text| text.trim().len()).unwrap_or(0);
                    if let Some((weight, _)) = open.last_mut() {
                        *weight += length;
                    }
                }
                Step::Leave(node) if node.is_element() => {
                    let Some((weight, stays)) = open.pop() else { break };
                    weights.insert(node.id, (weight, stays));
                    if let Some((around, around_stays)) = open.last_mut() {
                        *around += weight;
                        *around_stays |= stays;
                    }
                }
                Step::Leave(_) => {}
            }
        }
        Weights(weights)
    }

    /// Whether an element holds no more beside comments than their heads and forms.
    fn may_go(&self, node: NodeRef) -> bool {
        let name = dom::name(node);
        if matches!(name.as_str(), "html" | "body" | "main" | "head" | "") {
            return false;
        }
        self.0.get(&node.id).is_some_and(|(weight, stays)| *weight <= MOST_BESIDE && !stays)
    }

    /// Whether an element says that it holds comments, or holds nothing now.
    fn is_comments(&self, node: NodeRef) -> bool {
        smells(node) || self.0.get(&node.id).is_some_and(|(weight, _)| *weight == 0)
    }
}
