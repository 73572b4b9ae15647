//! Which comment each one answers, by the form of the page.

use super::engine::Item;
use super::fields;
use super::words;
use crate::read::How;
use crate::read::html::dom;
use dom_query::{NodeId, NodeRef};
use std::collections::HashMap;

/// What an item's mark-up says of its place among the others.
#[derive(Default)]
pub(super) struct Link {
    /// By what other items may refer to this one.
    ids: Vec<String>,
    /// The id of the comment it answers.
    to: Option<String>,
    /// The name of whoever wrote that.
    pub(super) name: Option<String>,
    /// How far it is indented, in any unit.
    depth: Option<usize>,
    /// The number that it shows or has.
    pub(super) number: Option<usize>,
}

/// What the attributes of an item say.
pub(super) fn of_item(node: NodeRef) -> Link {
    const OWN: [&str; 8] = [
        "id",
        "data-id",
        "data-comment-id",
        "data-commentid",
        "data-post-id",
        "data-post-number",
        "data-content",
        "name",
    ];
    const PARENT: [&str; 7] = [
        "data-parent-id",
        "data-parent",
        "data-parentid",
        "data-parent-comment-id",
        "data-reply-to",
        "data-in-reply-to",
        "data-reply-to-post-number",
    ];
    let mut link = Link {
        ids: OWN.iter().filter_map(|name| dom::attr(node, name)).collect(),
        to: PARENT
            .iter()
            .find_map(|name| dom::attr(node, name))
            .filter(|id| !matches!(id.as_str(), "0" | "null" | "-1")),
        ..Link::default()
    };
    link.see_depth(node);
    link
}

impl Link {
    /// Reads a link to the comment that is answered.
    pub(super) fn see(&mut self, node: NodeRef) {
        let inner = dom::elements(node).take(6).find_map(|inner| {
            dom::attr(inner, "href").or_else(|| dom::attr(inner, "content")).filter(|to| to.contains('#'))
        });
        if let Some((_, id)) = inner.as_deref().and_then(|to| to.rsplit_once('#')) {
            self.to.get_or_insert(id.to_owned());
        }
        let shown = words::shown(node, |_| false);
        let lower = shown.to_lowercase();
        let start = ["in reply to ", "replying to ", "reply to ", "in response to ", "to "]
            .iter()
            .find(|start| lower.starts_with(**start))
            .map_or(0, |start| start.len());
        if let Some(rest) = shown.get(start..) {
            self.name = self.name.take().or_else(|| fields::name(rest));
        }
    }

    /// Reads how far an element says that it is indented.
    pub(super) fn see_depth(&mut self, node: NodeRef) {
        if self.depth.is_some() {
            return;
        }
        let attribute = ["data-depth", "data-level", "data-nesting", "aria-level", "indent"];
        let told = attribute.iter().find_map(|name| dom::attr(node, name)?.parse().ok());
        let starts =
            ["depth-", "level-", "indent-", "coral-indent-", "comment-depth-", "comment-level-", "nested-"];
        let in_class = || {
            let classes = dom::attr(node, "class")?;
            classes
                .split_whitespace()
                .find_map(|class| starts.iter().find_map(|s| class.strip_prefix(s)?.parse().ok()))
        };
        // Hacker News indents by the width of a picture.
        let by_picture = || {
            let classes = dom::attr(node, "class").filter(|classes| classes == "ind")?;
            let picture = dom::elements(node).find(|inner| dom::name(*inner) == "img")?;
            dom::attr(picture, "width").filter(|_| !classes.is_empty())?.parse().ok()
        };
        self.depth = told.or_else(in_class).or_else(by_picture);
    }
}

/// What the classes of an element have that holds the answers to the comment before it.
const HOLDERS: [&str; 9] =
    ["indented", "children", "child-", "repl", "nested", "subcomment", "sub-comment", "answers", "threaded"];
/// How far above a comment such an element is looked for.
const MOST_ABOVE: usize = 6;

/// The element around `node` that holds answers, where one does.
fn holder<'d>(node: NodeRef<'d>) -> Option<NodeRef<'d>> {
    node.ancestors_it(Some(MOST_ABOVE)).find(|above| {
        let classes = dom::attr(*above, "class").unwrap_or_default().to_lowercase();
        HOLDERS.iter().any(|holder| classes.contains(holder)) && above.prev_sibling().is_some()
    })
}

/// Sets the parent of each of `items`: the item in which it stands, the one it links to, the one under which it is indented.
pub(super) fn set(items: &mut [Item]) {
    let ids = ids(items);
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut above: Vec<(usize, usize)> = Vec::new();
    let mut answered: HashMap<NodeId, Option<usize>> = HashMap::new();
    for (i, item) in items.iter_mut().enumerate() {
        let link = &item.link;
        let linked = link.to.as_ref().and_then(|to| find(&ids, to)).filter(|&to| to < i);
        let named = link.name.as_ref().and_then(|name| by_name.get(&name.to_lowercase())).copied();
        let indented = link.depth.and_then(|depth| {
            while above.pop_if(|(_, above)| *above >= depth).is_some() {}
            let under = above.last().map(|(item, _)| *item);
            above.push((i, depth));
            under
        });
        // Answers that stand in a box after the comment they answer: the box's first item tells which that is.
        let held = match item.inside {
            Some(_) => None,
            None => {
                holder(item.node).and_then(|holder| *answered.entry(holder.id).or_insert(i.checked_sub(1)))
            }
        };
        let nested = item.inside.or(held).map(|to| (to, How::Nesting));
        let told = linked.or(named).map(|to| (to, How::Link));
        item.found.parent = nested.or(told).or(indented.map(|to| (to, How::Nesting)));
        if let Some(author) = &item.found.author {
            by_name.insert(author.to_lowercase(), i);
        }
    }
}

/// Every id by which an item may be meant; the number at its end, too, where that is one item's alone.
fn ids(items: &[Item]) -> HashMap<String, Option<usize>> {
    let mut ids: HashMap<String, Option<usize>> = HashMap::new();
    for (i, item) in items.iter().enumerate() {
        for id in &item.link.ids {
            for key in [Some(id.as_str()), digits(id)].into_iter().flatten() {
                let known = ids.entry(key.to_owned()).or_insert(Some(i));
                if *known != Some(i) {
                    *known = None;
                }
            }
        }
    }
    ids
}

fn find(ids: &HashMap<String, Option<usize>>, to: &str) -> Option<usize> {
    ids.get(to).or_else(|| ids.get(digits(to)?)).copied().flatten()
}

/// The digits at the end of an id: `comment-12`.
fn digits(id: &str) -> Option<&str> {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(&id[stem.len()..]).filter(|digits| !digits.is_empty() && digits.len() < id.len().max(2))
}
