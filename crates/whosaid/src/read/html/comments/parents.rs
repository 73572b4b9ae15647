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
    /// The id of the comment that its box of quoted words links to.
    quoted: Option<String>,
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
    if !node.has_attr("id") {
        // The anchor may be the element around; one that is around several items is none of theirs.
        link.ids.extend(node.parent().and_then(|around| dom::attr(around, "id")));
    }
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

    /// Reads the link of a box of quoted words to where they stand.
    pub(super) fn see_quote(&mut self, node: NodeRef) {
        const SOURCE: [&str; 4] =
            ["data-source", "data-ipsquote-contentcommentid", "data-post", "data-quote-id"];
        if self.quoted.is_some() {
            return;
        }
        let in_link = || {
            let links = dom::elements(node).take(8).filter_map(|inner| dom::attr(inner, "href"));
            links.filter_map(|to| to.rsplit_once('#').map(|(_, id)| id.to_owned())).find(|id| !id.is_empty())
        };
        self.quoted = SOURCE.iter().find_map(|name| dom::attr(node, name)).or_else(in_link);
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

/// What the class or the id of an element has that holds the answers to the comment before it.
const HOLDERS: [&str; 9] =
    ["indented", "children", "child-", "repl", "nested", "subcomment", "sub-comment", "answers", "threaded"];
/// How far above a comment such an element is looked for.
const MOST_ABOVE: usize = 6;

/// The element around `node` that holds answers, where one does.
fn holder<'d>(node: NodeRef<'d>) -> Option<NodeRef<'d>> {
    node.ancestors_it(Some(MOST_ABOVE)).find(|above| {
        let says = |name| {
            let value = dom::attr(*above, name).unwrap_or_default().to_lowercase();
            HOLDERS.iter().any(|holder| value.contains(holder))
        };
        (says("class") || says("id")) && above.prev_sibling().is_some()
    })
}

/// Sets the parent of each of `items`: the item in which it stands, the one it links to, the one under which it is
/// indented. An answer then comes after what it answers, also where the page has the newest first.
pub(super) fn set(items: &mut Vec<Item>) {
    let ids = ids(items);
    let authors: Vec<Option<String>> =
        items.iter().map(|item| item.found.author.as_ref().map(|author| author.to_lowercase())).collect();
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    let mut above: Vec<(usize, usize)> = Vec::new();
    let mut answered: HashMap<NodeId, Option<usize>> = HashMap::new();
    for (i, item) in items.iter_mut().enumerate() {
        let link = &item.link;
        let meant = |id: &Option<String>| id.as_ref().and_then(|id| find(&ids, id)).filter(|&to| to != i);
        let name = link.name.as_ref().map(|name| name.to_lowercase());
        let named = name.as_ref().and_then(|name| by_name.get(name.as_str())).copied();
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
        let nested = item.inside.or(held);
        let is_named = |to: usize| name.is_some() && authors.get(to).is_some_and(|author| *author == name);
        // Where nesting ends at some depth, only the link tells an answer to an answer.
        let told = meant(&link.to).or_else(|| named.filter(|_| !nested.is_some_and(is_named)));
        item.found.parent = match (told, nested) {
            (Some(told), nested) if nested != Some(told) => Some((told, How::Link)),
            (_, Some(nested)) => Some((nested, How::Nesting)),
            _ => {
                let quoted = || meant(&link.quoted).map(|quoted| (quoted, How::Link));
                indented.map(|above| (above, How::Nesting)).or_else(quoted)
            }
        };
        if let Some(Some(author)) = authors.get(i) {
            by_name.insert(author, i);
        }
    }
    if items.iter().enumerate().any(|(i, item)| item.found.parent.is_some_and(|(to, _)| to > i)) {
        put_in_order(items);
    }
}

/// Moves each answer that stands before what it answers to right after that.
fn put_in_order(items: &mut Vec<Item>) {
    let mut waiting: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut order: Vec<usize> = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        match item.found.parent {
            Some((to, _)) if to > i => waiting.entry(to).or_default().push(i),
            _ => {
                let mut next = vec![i];
                while let Some(at) = next.pop() {
                    order.push(at);
                    next.extend(waiting.remove(&at).into_iter().flatten().rev());
                }
            }
        }
    }
    let mut place = vec![0; items.len()];
    for (now, was) in order.iter().enumerate() {
        place[*was] = now;
    }
    let mut moved: Vec<(usize, Item)> =
        std::mem::take(items).into_iter().enumerate().map(|(i, item)| (place[i], item)).collect();
    moved.sort_by_key(|(now, _)| *now);
    for (now, item) in &mut moved {
        item.inside = item.inside.map(|around| place[around]);
        // Two comments cannot answer each other, whatever their links say.
        item.found.parent = item.found.parent.map(|(to, how)| (place[to], how)).filter(|(to, _)| to < now);
    }
    items.extend(moved.into_iter().map(|(_, item)| item));
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
