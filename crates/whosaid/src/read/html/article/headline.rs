//! Which leaf is the headline.

use super::leaves::{Form, Leaf, Leaves};
use super::select::Says;
use crate::read::html::metadata::Metadata;
use std::collections::HashSet;

/// A heading this like the title is the headline.
const ALIKE: f32 = 0.6;
/// Words that are no heading must be the title itself, nearly.
const SAME: f32 = 0.9;
/// Longer leaves are no headline.
const LONGEST: usize = 300;

/// The headline's leaf: the heading most like what the page's metadata calls the story; without such, its only `h1`.
pub(super) fn find(page: &Leaves, says: &[Says], body: &[bool], metadata: &Metadata) -> Option<usize> {
    let titles: Vec<HashSet<String>> = metadata.titles.iter().map(|title| words(title)).collect();
    let mut best: Option<(f32, usize)> = None;
    for (i, (leaf, says)) in page.leaves.iter().zip(says).enumerate() {
        if leaf.text.len() > LONGEST {
            continue;
        }
        let Some(score) = score(leaf, says, &titles) else { continue };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, i));
        }
    }
    best.map(|(_, at)| at).or_else(|| only_h1(page, says, body))
}

fn score(leaf: &Leaf, says: &Says, titles: &[HashSet<String>]) -> Option<f32> {
    let leaf_words = words(&leaf.text);
    let alike = titles.iter().map(|title| likeness(&leaf_words, title)).fold(0.0, f32::max);
    let (least, bonus) = match leaf.form {
        Form::Heading(1) => (ALIKE, 0.3),
        Form::Heading(2) => (ALIKE, 0.15),
        Form::Heading(_) => (SAME, 0.05),
        _ if says.aside || leaf.link_share() > 0.5 => return None,
        _ => (SAME, 0.0),
    };
    (alike >= least).then_some(alike + bonus - if says.aside { 0.25 } else { 0.0 })
}

fn only_h1(page: &Leaves, says: &[Says], body: &[bool]) -> Option<usize> {
    let first = body.iter().position(|&chosen| chosen)?;
    let is_h1 = |(i, (leaf, says)): &(usize, (&Leaf, &Says))| {
        leaf.form == Form::Heading(1)
            && !says.aside
            && *i <= first + 1
            && leaf.text.split_whitespace().count() >= 2
    };
    let mut h1s = page.leaves.iter().zip(says).enumerate().filter(is_h1);
    let (at, _) = h1s.next()?;
    h1s.next().is_none().then_some(at)
}

/// The words, in lower case, without marks.
pub(super) fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// How alike two sets of words are, 0 to 1.
pub(super) fn likeness(a: &HashSet<String>, b: &HashSet<String>) -> f32 {
    let common = a.intersection(b).count();
    2.0 * common as f32 / (a.len() + b.len()).max(1) as f32
}
