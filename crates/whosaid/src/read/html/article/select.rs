//! Which leaves are the article.
//!
//! Readability's choice is the core. What it takes in by mistake is dropped (links to other stories, buttons, pleas to
//! subscribe); what it loses beside the core is put back (sub-headings, items of lists, captions, paragraphs of the
//! same element). Where it finds next to nothing, the densest part of the page is the core.

use super::leaves::{Form, Leaf, Leaves};
use super::marks::Mark;
use crate::lists::entries;
use dom_query::NodeId;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static JUNK: LazyLock<HashSet<&str>> = LazyLock::new(|| entries(include_str!("data/junk.txt")).collect());
static JUNK_STARTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| entries(include_str!("data/junk-starts.txt")).collect());
static RELATED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("data/related-headings.txt")).collect());

/// An element that holds more than this share of the story is not beside it, whatever it is called.
const MOST_ASIDE: f32 = 0.35;
/// A core of fewer characters is no article.
const LEAST_CORE: usize = 200;
/// A body of fewer characters is none, and the page has no story.
const LEAST_BODY: usize = 100;
/// Longer paragraphs are never taken for a label or a plea.
const LONGEST_JUNK: usize = 160;
/// Prose of fewer characters does not tell where the story is.
const TELLING: usize = 80;

/// What is known of a leaf from the elements around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Says {
    pub(super) aside: bool,
    pub(super) caption: bool,
    pub(super) byline: bool,
    pub(super) date: bool,
    pub(super) standfirst: bool,
    pub(super) pullquote: bool,
    pub(super) body: bool,
}

/// What is said of each leaf; `core` are those that are the story at first sight.
pub(super) fn says(page: &Leaves, core: &[bool]) -> Vec<Says> {
    let sizes: Vec<usize> = sums(page.leaves.iter().map(|leaf| leaf.size));
    let core: Vec<usize> =
        sums(page.leaves.iter().zip(core).map(|(leaf, &core)| if core { leaf.size } else { 0 }));
    let all_core = core.last().copied().unwrap_or(0);
    let between = |sums: &[usize], from: usize, to: usize| match (sums.get(from), sums.get(to)) {
        (Some(from), Some(to)) => to - from,
        _ => 0,
    };
    let mut marks: Vec<Difference> = vec![Difference::default(); page.leaves.len() + 1];
    for marked in &page.marked {
        let size = between(&sizes, marked.from, marked.to);
        // On a part of a line it says nothing of the line.
        if marked.size * 2 < size {
            continue;
        }
        let holds = between(&core, marked.from, marked.to) as f32 / all_core.max(1) as f32;
        let count = marked.to - marked.from;
        let fits = match marked.mark {
            Mark::Aside => holds <= MOST_ASIDE,
            Mark::Byline | Mark::Date => size <= 250 && count <= 6,
            Mark::Standfirst => size <= 700 && count <= 3 && holds <= MOST_ASIDE,
            Mark::Caption | Mark::Pullquote => size <= 900 && count <= 6 && holds <= MOST_ASIDE,
            Mark::Body => true,
        };
        if fits {
            if let Some(start) = marks.get_mut(marked.from) {
                start.add(marked.mark, 1);
            }
            if let Some(end) = marks.get_mut(marked.to) {
                end.add(marked.mark, -1);
            }
        }
    }
    let mut now = Difference::default();
    let mut said = |difference: &Difference| {
        now.join(difference);
        now.says()
    };
    marks.iter().take(page.leaves.len()).map(&mut said).collect()
}

/// How many marked elements of each kind begin less how many end.
#[derive(Clone, Copy, Debug, Default)]
struct Difference([i32; 7]);

impl Difference {
    fn add(&mut self, mark: Mark, by: i32) {
        if let Some(count) = self.0.get_mut(mark as usize) {
            *count += by;
        }
    }

    fn join(&mut self, other: &Difference) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    fn says(&self) -> Says {
        let open = |mark: Mark| self.0.get(mark as usize).is_some_and(|&count| count > 0);
        Says {
            aside: open(Mark::Aside),
            caption: open(Mark::Caption),
            byline: open(Mark::Byline),
            date: open(Mark::Date),
            standfirst: open(Mark::Standfirst),
            pullquote: open(Mark::Pullquote),
            body: open(Mark::Body),
        }
    }
}

/// The sums of what comes before each place, and of all.
fn sums(sizes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sum = 0;
    let mut sums = vec![0];
    sums.extend(sizes.map(|size| {
        sum += size;
        sum
    }));
    sums
}

/// The leaves that are the story at first sight: Readability's, or the densest part of the page.
pub(super) fn core(page: &Leaves) -> Vec<bool> {
    let kept: Vec<bool> = page.leaves.iter().map(Leaf::is_kept).collect();
    let size: usize = page.leaves.iter().filter(|leaf| leaf.is_kept()).map(|leaf| leaf.size).sum();
    if size >= LEAST_CORE { kept } else { densest(page).unwrap_or(kept) }
}

/// The prose of the element that holds most of it.
fn densest(page: &Leaves) -> Option<Vec<bool>> {
    let is_prose = |leaf: &Leaf| {
        leaf.size >= TELLING && leaf.link_share() < 0.3 && leaf.is_finished() && leaf.form == Form::Prose
    };
    // How much prose each element holds, and its place among those that hold any.
    let mut held: HashMap<NodeId, (usize, usize)> = HashMap::new();
    for leaf in page.leaves.iter().filter(|leaf| is_prose(leaf)) {
        for element in [leaf.block, leaf.parent].into_iter().flatten() {
            let place = held.len();
            held.entry(element).or_insert((0, place)).0 += leaf.size;
        }
    }
    let best = held.into_iter().max_by_key(|&(_, (size, place))| (size, std::cmp::Reverse(place)));
    let (best, _) = best?;
    Some(page.leaves.iter().map(|leaf| leaf.lies_in(best) && leaf.link_share() < 0.5).collect())
}

impl Leaf {
    fn lies_in(&self, element: NodeId) -> bool {
        self.block == Some(element) || self.parent == Some(element)
    }
}

/// The leaves of the article's body.
pub(super) fn body(page: &Leaves, core: &[bool], says: &[Says]) -> Vec<bool> {
    let leaves = &page.leaves;
    let mut chosen: Vec<bool> =
        leaves.iter().zip(core).zip(says).map(|((leaf, &core), says)| core && !is_junk(leaf, says)).collect();
    keep_linked_headings(leaves, core, says, &mut chosen);
    put_back(leaves, says, &mut chosen);
    drop_related(leaves, &mut chosen);
    drop_hanging_headings(leaves, says, &mut chosen);
    let size: usize =
        leaves.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(leaf, _)| leaf.size).sum();
    if size < LEAST_BODY { all(leaves, says) } else { chosen }
}

/// What there is on a page without a story: all but what stands around every page; failing that, all.
fn all(leaves: &[Leaf], says: &[Says]) -> Vec<bool> {
    let own = |(leaf, says): (&Leaf, &Says)| !says.aside && !is_label(&leaf.text);
    let some: Vec<bool> = leaves.iter().zip(says).map(own).collect();
    if some.contains(&true) { some } else { leaves.iter().map(|leaf| !is_label(&leaf.text)).collect() }
}

/// Whether a leaf is something else than the story, whatever stands around it.
fn is_junk(leaf: &Leaf, says: &Says) -> bool {
    if says.aside && !says.pullquote && !(says.caption && leaf.in_figure) {
        return true;
    }
    if leaf.text.chars().all(|c| !c.is_alphanumeric()) {
        return true;
    }
    is_label(&leaf.text) || is_link_to_elsewhere(leaf)
}

/// Whether the words are a button, a plea or a pointer.
pub(super) fn is_label(text: &str) -> bool {
    if text.len() > LONGEST_JUNK {
        return false;
    }
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    JUNK.contains(bare)
        || (JUNK_STARTS.iter().any(|start| lower.starts_with(start)) && !lower.contains(['“', '"', '”']))
}

fn is_link_to_elsewhere(leaf: &Leaf) -> bool {
    let share = leaf.link_share();
    match leaf.form {
        Form::Heading(_) => share > 0.9,
        Form::Item => share > 0.8 && leaf.size < 250,
        Form::Prose | Form::Row => share > 0.8 && leaf.size < 300,
    }
}

/// A heading that is a link is a pointer to elsewhere, unless a paragraph of the story stands under it.
fn keep_linked_headings(leaves: &[Leaf], core: &[bool], says: &[Says], chosen: &mut [bool]) {
    let heads_prose = |i: usize| {
        let under = leaves.get(i + 1).filter(|leaf| leaf.form == Form::Prose && leaf.size >= 2 * TELLING);
        under.is_some_and(|leaf| leaf.link_share() < 0.3) && chosen.get(i + 1) == Some(&true)
    };
    let is_heading = |i: &usize| {
        core.get(*i) == Some(&true)
            && leaves
                .get(*i)
                .is_some_and(|leaf| matches!(leaf.form, Form::Heading(_)) && !is_label(&leaf.text))
            && says.get(*i).is_some_and(|says| !says.aside)
    };
    let kept: Vec<usize> = (0..leaves.len()).filter(is_heading).filter(|&i| heads_prose(i)).collect();
    for i in kept {
        if let Some(chosen) = chosen.get_mut(i) {
            *chosen = true;
        }
    }
}

/// Puts back what stands among the chosen leaves and is of the same element.
fn put_back(leaves: &[Leaf], says: &[Says], chosen: &mut [bool]) {
    let mut homes: HashMap<NodeId, usize> = HashMap::new();
    for (leaf, _) in
        leaves.iter().zip(chosen.iter()).filter(|(leaf, chosen)| **chosen && leaf.size >= TELLING)
    {
        for element in [leaf.block, leaf.parent].into_iter().flatten() {
            *homes.entry(element).or_default() += leaf.size;
        }
    }
    let all: usize =
        leaves.iter().zip(chosen.iter()).filter(|(_, chosen)| **chosen).map(|(leaf, _)| leaf.size).sum();
    let (Some(first), Some(last)) = (chosen.iter().position(|&c| c), chosen.iter().rposition(|&c| c)) else {
        return;
    };
    let holds = |element: Option<NodeId>| element.and_then(|e| homes.get(&e)).copied().unwrap_or(0);
    for (i, (leaf, says)) in leaves.iter().zip(says).enumerate() {
        let Some(chosen) = chosen.get_mut(i) else { continue };
        if *chosen || is_junk(leaf, says) || leaf.link_share() > 0.5 {
            continue;
        }
        let mut held = holds(leaf.block).max(holds(leaf.parent));
        let among = first <= i && i <= last;
        // Pictures and words set large are often wrapped more deeply than the paragraphs about them.
        let is_inset = (says.caption && leaf.in_figure) || says.pullquote;
        if is_inset {
            held = leaf.outer.into_iter().map(holds).fold(held, usize::max);
        }
        let at_home = held * 3 > all || (is_inset && among);
        let is_part = match leaf.form {
            Form::Heading(_) | Form::Item => leaf.size > 2,
            _ if is_inset || says.caption => leaf.size > 12,
            _ => leaf.size >= TELLING || leaf.is_finished() || says.body,
        };
        let ends = i > last && (is_inset || (leaf.size >= TELLING && leaf.is_finished()));
        *chosen = is_part && at_home && (among || ends);
    }
}

/// Drops headings like `More on this story`, with the links under them.
fn drop_related(leaves: &[Leaf], chosen: &mut [bool]) {
    let mut under = false;
    for (leaf, chosen) in leaves.iter().zip(chosen.iter_mut()) {
        let heads = matches!(leaf.form, Form::Heading(_)) || (leaf.size < 60 && leaf.bold == leaf.size);
        if heads || leaf.size < 40 {
            let lower = leaf.text.to_lowercase();
            let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
            if RELATED.contains(bare) {
                under = true;
                *chosen = false;
                continue;
            }
        }
        let goes_on = leaf.link_share() > 0.5 || (leaf.form == Form::Item && !leaf.is_finished());
        under = under && goes_on;
        if under {
            *chosen = false;
        }
    }
}

/// Drops headings at the end, over nothing.
fn drop_hanging_headings(leaves: &[Leaf], says: &[Says], chosen: &mut [bool]) {
    for ((leaf, chosen), says) in
        leaves.iter().zip(chosen.iter_mut()).zip(says).rev().filter(|((_, c), _)| **c)
    {
        if !matches!(leaf.form, Form::Heading(_)) || says.pullquote {
            return;
        }
        *chosen = false;
    }
}
