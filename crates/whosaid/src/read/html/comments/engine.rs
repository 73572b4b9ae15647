//! One system's comments in a document.
//!
//! A walk finds the items; a second one, over each item without the items inside it, finds its fields. So every element is
//! looked at twice, however deep the comments are nested.

use super::Found;
use super::fields;
use super::parents::{self, Link};
use super::repeated::smells;
use super::system::{Pick, System, fits};
use super::words::{self, Paragraphs};
use crate::read::html::dom::{self, Step, Walk};
use crate::read::plain;
use dom_query::{NodeId, NodeRef};
use std::collections::HashSet;

/// How deep in an item an author or a time is guessed that no class tells.
const MOST_GUESSED: usize = 40;
/// The longest notice that stands for a removed comment, in bytes.
const LONGEST_NOTICE: usize = 240;
/// The longest name that is a heading, in words.
const LONGEST_NAME: usize = 5;
/// The longest number and badge, in characters.
const LONGEST_BADGE: usize = 40;

/// A comment with its place in the document.
pub(super) struct Item<'d> {
    pub(super) node: NodeRef<'d>,
    pub(super) found: Found,
    /// Index of the item in which it stands.
    pub(super) inside: Option<usize>,
    /// What its mark-up says of the comment it answers.
    pub(super) link: Link,
    /// Where its time and its words stand.
    pub(super) parts: Vec<NodeRef<'d>>,
}

/// The items of `system` under `root`, in order, none of them within an element of `claimed`.
pub(super) fn items<'d>(root: NodeRef<'d>, system: &System, claimed: &HashSet<NodeId>) -> Vec<Item<'d>> {
    // A comment that is hidden as a whole is a pattern for scripts to fill in.
    let is_item = |node: NodeRef| {
        fits(&system.item, node) && !fits(&system.skip, node) && !words::is_not_displayed(node)
    };
    read(root, system, claimed, is_item)
}

/// The comments whose elements are those that `is_item` tells.
pub(super) fn read<'d>(
    root: NodeRef<'d>,
    system: &System,
    claimed: &HashSet<NodeId>,
    is_item: impl Fn(NodeRef) -> bool,
) -> Vec<Item<'d>> {
    let places = places(root, claimed, is_item);
    if places.is_empty() {
        return Vec::new();
    }
    let nodes: HashSet<NodeId> = places.iter().map(|(node, _)| node.id).collect();
    let items = places.into_iter().map(|(node, inside)| item(node, inside, system, &nodes)).collect();
    whole(items, system)
}

/// Every item with the index of the one around it.
fn places<'d>(
    root: NodeRef<'d>,
    claimed: &HashSet<NodeId>,
    is_item: impl Fn(NodeRef) -> bool,
) -> Vec<(NodeRef<'d>, Option<usize>)> {
    let mut places: Vec<(NodeRef, Option<usize>)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut walk = Walk::new(root);
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(node) if node.is_element() => {
                if claimed.contains(&node.id) {
                    walk.pass_over(node);
                } else if is_item(node) {
                    places.push((node, open.last().copied()));
                    open.push(places.len() - 1);
                }
            }
            Step::Leave(node) => {
                if open.last().is_some_and(|&last| places[last].0.id == node.id) {
                    open.pop();
                }
            }
            Step::Enter(_) => {}
        }
    }
    places
}

/// What is found in an item, by how much each selector is trusted.
#[derive(Default)]
struct Fields<'d> {
    author: Option<(usize, NodeRef<'d>)>,
    time: Option<(usize, NodeRef<'d>)>,
    /// A time in words that cannot be understood, by what its class says.
    shown_time: Option<String>,
    /// Its first heading.
    heading: Option<NodeRef<'d>>,
    body: Vec<(usize, NodeRef<'d>)>,
    up: Option<i64>,
    down: Option<i64>,
    score: Option<i64>,
    badges: Vec<String>,
    removed: bool,
    /// Whether it has the headline of a page: then it is an article, whatever its class says.
    is_article: bool,
    /// What is no part of the words.
    outside: HashSet<NodeId>,
    link: Link,
}

impl<'d> Fields<'d> {
    /// The elements that hold its words, by the selector that is trusted most.
    fn best_bodies(&self) -> impl Iterator<Item = NodeRef<'d>> {
        let best = self.body.iter().map(|(rank, _)| *rank).min();
        self.body.iter().filter(move |(rank, _)| Some(*rank) == best).map(|(_, node)| *node)
    }

    /// Whether it has a heading that is not its author's name.
    fn is_titled(&self) -> bool {
        let within = |inner: NodeRef, outer: NodeRef| {
            inner.id == outer.id || inner.ancestors_it(Some(4)).any(|above| above.id == outer.id)
        };
        self.heading.is_some_and(|heading| {
            !self.author.is_some_and(|(_, author)| within(author, heading) || within(heading, author))
        })
    }

    fn add_badge(&mut self, badge: &str) {
        let is_new = !self.badges.iter().any(|known| known == badge);
        if !badge.is_empty() && badge.chars().count() <= LONGEST_BADGE && is_new {
            self.badges.push(badge.to_owned());
        }
    }

    /// Reads the classes that say what a badge would.
    fn see_marks(&mut self, node: NodeRef, system: &System) {
        for (badge, marked) in &system.marks {
            if node.is_match(marked) {
                self.add_badge(badge);
            }
        }
    }
}

fn item<'d>(node: NodeRef<'d>, inside: Option<usize>, system: &System, items: &HashSet<NodeId>) -> Item<'d> {
    let mut fields = Fields { link: parents::of_item(node), ..Fields::default() };
    fields.removed = fits(&system.removed, node);
    fields.see_marks(node, system);
    let mut walk = Walk::new(node);
    while let Some(step) = walk.next() {
        let Step::Enter(inner) = step else { continue };
        if !inner.is_element() || inner.id == node.id {
            continue;
        }
        if items.contains(&inner.id) {
            fields.outside.insert(inner.id);
            walk.pass_over(inner);
        } else {
            fields.is_article |= dom::name(inner) == "h1" || is_teaser(inner);
            if fields.heading.is_none() && matches!(dom::name(inner).as_str(), "h2" | "h3" | "h4") {
                fields.heading = Some(inner);
            }
            note(&mut fields, inner, system);
        }
    }
    if system.is_guess {
        guess(&mut fields, node, items);
        // Events, cards and people have a title, which is not a name; comments seldom do.
        fields.is_article |= fields.is_titled() && !smells(node);
        fields.is_article |= is_link_alone(node, &fields);
    }
    let found = if fields.is_article && !system.first_is_article {
        Found::default()
    } else {
        found(node, system, &mut fields)
    };
    let parts = fields.time.iter().map(|(_, time)| *time).chain(fields.best_bodies()).collect();
    Item { node, found, inside, link: fields.link, parts }
}

/// Whether a heading is a link of several words to another page, as in a list of stories.
fn is_teaser(node: NodeRef) -> bool {
    if !matches!(dom::name(node).as_str(), "h1" | "h2" | "h3" | "h4") {
        return false;
    }
    let link = dom::elements(node).take(8).find(|inner| dom::name(*inner) == "a");
    link.is_some_and(|link| {
        let here = dom::attr(link, "href").is_none_or(|to| to.starts_with('#'));
        !here && dom::text(link).split_whitespace().nth(LONGEST_NAME).is_some()
    })
}

/// Whether there is little beside a link of several words to another page: `Ann Vane on The cost of the new bridge`.
fn is_link_alone(node: NodeRef, fields: &Fields) -> bool {
    const MOST_BESIDE: usize = 24;
    let elsewhere = |link: &NodeRef| dom::attr(*link, "href").is_some_and(|to| !to.starts_with('#'));
    let links = dom::elements(node).take(MOST_GUESSED).filter(|inner| dom::name(*inner) == "a");
    let links = links.filter(elsewhere);
    let link = links.map(|link| dom::text(link)).find(|text| text.split(' ').nth(LONGEST_NAME).is_some());
    let beside = |link: String| {
        let apart = [fields.author, fields.time];
        let is_apart = |inner: NodeRef| apart.iter().flatten().any(|(_, part)| part.id == inner.id);
        words::shown(node, is_apart).len().saturating_sub(link.len())
    };
    link.is_some_and(|link| beside(link) <= MOST_BESIDE)
}

fn note<'d>(fields: &mut Fields<'d>, node: NodeRef<'d>, system: &System) {
    let rank =
        |picks: &[Pick]| picks.iter().position(|pick| matches!(pick, Pick::Element(m) if node.is_match(m)));
    if let Some(rank) = rank(&system.author)
        && fields.author.is_none_or(|(best, _)| rank < best)
        && !words::is_hidden(node)
        && !words::shown(node, |_| false).is_empty()
    {
        fields.author = Some((rank, node));
    }
    if let Some(rank) = rank(&system.time)
        && fields.time.is_none_or(|(best, _)| rank < best)
    {
        if fields::time(node).is_some() {
            fields.time = Some((rank, node));
        } else if fields.shown_time.is_none() {
            fields.shown_time = fields::words_of_time(node);
        }
    }
    if let Some(rank) = rank(&system.body) {
        fields.body.push((rank, node));
    }
    for (matcher, count) in
        [(&system.up, &mut fields.up), (&system.down, &mut fields.down), (&system.score, &mut fields.score)]
    {
        if fits(matcher, node) {
            *count = count.or_else(|| fields::count_of(node));
            fields.outside.insert(node.id);
        }
    }
    if fits(&system.badge, node) && !words::is_hidden(node) {
        fields.outside.insert(node.id);
        let badge = words::shown(node, |_| false);
        let badge = if badge.is_empty() { dom::attr(node, "title").unwrap_or_default() } else { badge };
        fields.add_badge(&badge);
    }
    if fits(&system.number, node) {
        let number = fields::count_of(node).and_then(|number| usize::try_from(number).ok());
        fields.link.number = fields.link.number.or(number);
        fields.outside.insert(node.id);
    }
    fields.removed |= fits(&system.removed, node);
    fields.see_marks(node, system);
    if words::is_box(system, node) {
        fields.link.see_quote(node);
    }
    if fits(&system.to, node) {
        fields.link.see(node);
        fields.outside.insert(node.id);
    }
    fields.link.see_depth(node);
}

/// Author and time of an item whose classes tell neither: the first words that stand out, and the first words that are a time.
fn guess<'d>(fields: &mut Fields<'d>, node: NodeRef<'d>, items: &HashSet<NodeId>) {
    let mut walk = Walk::new(node);
    let mut seen = 0;
    while let Some(step) = walk.next() {
        let Step::Enter(inner) = step else { continue };
        if !inner.is_element() || inner.id == node.id {
            continue;
        }
        if items.contains(&inner.id) {
            walk.pass_over(inner);
            continue;
        }
        seen += 1;
        if seen > MOST_GUESSED || (fields.author.is_some() && fields.time.is_some()) {
            break;
        }
        let leaf = inner.first_element_child().is_none();
        if !leaf {
            continue;
        }
        let text = words::shown(inner, |_| false);
        if fields.time.is_none() && fields::is_time(&text) {
            fields.time = Some((0, inner));
        } else if fields.author.is_none()
            && matches!(
                dom::name(inner).as_str(),
                "a" | "b" | "strong" | "cite" | "h3" | "h4" | "h5" | "h6" | "span"
            )
            && (1..=40).contains(&text.chars().count())
            && text.contains(char::is_alphabetic)
        {
            fields.author = Some((0, inner));
        }
    }
}

fn found(node: NodeRef, system: &System, fields: &mut Fields) -> Found {
    let mut found = Found::default();
    let attribute = |picks: &[Pick]| {
        picks.iter().find_map(|pick| match pick {
            Pick::Attribute(name) => dom::attr(node, name),
            Pick::Element(_) => None,
        })
    };
    for (_, part) in fields.author.iter().chain(&fields.time) {
        fields.outside.insert(part.id);
    }
    let outside = &fields.outside;
    let shown = fields.author.map(|(_, author)| {
        words::shown(author, |inner| outside.contains(&inner.id) || fits(&system.badge, inner))
    });
    found.author = shown.as_deref().and_then(fields::name);
    if let Some(label) = attribute(&system.author) {
        let (who, to, time) = fields::label(&label);
        found.author = found.author.or(who);
        found.posted = time;
        fields.link.name = fields.link.name.take().or(to);
    }
    found.posted = fields.time.and_then(|(_, time)| fields::time(time)).or(found.posted);
    if found.posted.is_none() && !system.is_guess {
        let has_name =
            |time: &String| found.author.as_ref().is_some_and(|author| time.contains(author.as_str()));
        found.posted = fields.shown_time.take().filter(|time| !has_name(time));
    }
    found.votes = match (fields.score, fields.up, fields.down) {
        (Some(score), _, _) => Some(score),
        (None, Some(up), down) => Some(up - down.unwrap_or(0)),
        (None, None, Some(down)) => Some(-down),
        (None, None, None) => None,
    };
    found.number = fields.link.number;
    found.badges = std::mem::take(&mut fields.badges);
    found.words = paragraphs(node, system, fields);
    found.removed = fields.removed || is_removal_notice(&found);
    if found.removed {
        found.words.clear();
    }
    found
}

fn paragraphs(node: NodeRef, system: &System, fields: &Fields) -> Vec<super::Words> {
    let mut paragraphs = Paragraphs::new(system, &fields.outside);
    let bodies: Vec<NodeRef> = fields.best_bodies().collect();
    if bodies.is_empty() {
        paragraphs.read(node);
        return paragraphs.finish();
    }
    let all: HashSet<NodeId> = bodies.iter().map(|body| body.id).collect();
    for body in bodies {
        // The topmost of bodies that stand in each other has all their words.
        let within =
            body.ancestors_it(Some(16)).take_while(|up| up.id != node.id).any(|up| all.contains(&up.id));
        if !within {
            paragraphs.read(body);
        }
    }
    paragraphs.finish()
}

/// Whether the words are the site's notice that there are none.
fn is_removal_notice(found: &Found) -> bool {
    let [only] = &found.words[..] else { return false };
    only.text.len() <= LONGEST_NOTICE && plain::is_removal_notice(&only.text)
}

/// Items that are comments: a shell around another item, which has nothing of its own, goes, and one whose words stand in
/// an item of their own gets them.
fn whole<'d>(mut items: Vec<Item<'d>>, system: &System) -> Vec<Item<'d>> {
    for i in (0..items.len()).rev() {
        let Some(around) = items[i].inside else { continue };
        let lacks_words = items[around].found.words.is_empty() && !items[around].found.removed;
        let lacks_head = items[i].found.author.is_none() && items[i].found.posted.is_none();
        if lacks_words && lacks_head && !items[i].found.words.is_empty() {
            items[around].found.words = std::mem::take(&mut items[i].found.words);
        }
    }
    let is_comment = |item: &Item| {
        let found = &item.found;
        let headed = found.author.is_some() || (found.posted.is_some() && !system.needs_author);
        // A known system's comment may be a picture alone.
        let wordless = !system.is_guess && found.author.is_some() && found.posted.is_some();
        found.removed || (headed && !found.words.is_empty()) || wordless
    };
    let kept: Vec<bool> = items.iter().map(is_comment).collect();
    let mut number = vec![None; items.len()];
    let mut next = 0;
    for (i, kept) in kept.iter().enumerate() {
        if *kept {
            number[i] = Some(next);
            next += 1;
        } else {
            // Whatever stands in what is left out stands in what is around that.
            number[i] = items[i].inside.and_then(|around| number[around]);
        }
    }
    for item in &mut items {
        item.inside = item.inside.and_then(|around| number[around]);
    }
    let mut kept = kept.into_iter();
    items.retain(|_| kept.next().unwrap_or(false));
    items
}
