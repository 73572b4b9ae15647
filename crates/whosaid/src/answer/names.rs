//! The authors of a page's comments, found by what others call them.

use super::index::Index;
use super::words::{folded, is_common, within};
use crate::Page;
use std::collections::HashMap;

/// Shorter names are not looked for with a slip of the pen in them.
const SHORTEST_WITH_SLIP: usize = 5;
/// Longer ones neither.
const LONGEST_WITH_SLIP: usize = 40;
/// A part of a name has to be as long as this to stand for it.
const SHORTEST_PART: usize = 3;
/// The most words of a name that are looked at.
pub(super) const MOST_WORDS: usize = 6;

/// Names of authors with the comments that each of them wrote.
pub(super) struct Names {
    authors: Vec<Author>,
    /// By whole name, with and without its spaces; `None` where several are called so.
    full: HashMap<String, Option<usize>>,
    /// By first and last word.
    parts: HashMap<String, Option<usize>>,
    /// Whole names with one letter left out.
    slips: HashMap<String, Option<usize>>,
    /// Comments by their number on the page.
    numbers: HashMap<usize, Vec<usize>>,
    /// How many words the longest name has.
    pub(super) longest: usize,
}

struct Author {
    name: String,
    /// In order.
    comments: Vec<usize>,
}

/// The comment that a name leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) comment: usize,
    pub(super) form: Form,
    /// Whether the author wrote more than one of the earlier comments.
    pub(super) several: bool,
}

/// How a name was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Full,
    /// With a slip of the pen.
    Nearly,
    /// Only its first or last word.
    Part,
}

impl Names {
    pub(super) fn new(page: &Page, index: &Index) -> Names {
        let mut names = Names {
            authors: Vec::new(),
            full: HashMap::new(),
            parts: HashMap::new(),
            slips: HashMap::new(),
            numbers: HashMap::new(),
            longest: 0,
        };
        let in_article = |word: &str| index.forms.find(word).is_some_and(|form| index.in_article(form));
        for (i, comment) in page.comments.iter().enumerate() {
            if let Some(number) = comment.number {
                names.numbers.entry(number).or_default().push(i);
            }
            let name = comment.author.as_deref().map(folded).filter(|name| !name.is_empty());
            if let Some(name) = name {
                let author = names.author(name, &in_article);
                names.authors[author].comments.push(i);
            }
        }
        names
    }

    fn author(&mut self, name: String, in_article: &dyn Fn(&str) -> bool) -> usize {
        if let Some(&Some(known)) = self.full.get(&name)
            && self.authors.get(known).is_some_and(|author| author.name == name)
        {
            return known;
        }
        let id = self.authors.len();
        let add = |map: &mut HashMap<String, Option<usize>>, key: String| {
            let known = map.entry(key).or_insert(Some(id));
            if *known != Some(id) {
                *known = None;
            }
        };
        let squeezed: String = name.chars().filter(|c| *c != ' ').collect();
        for slip in slips(&name) {
            add(&mut self.slips, slip);
        }
        let words: Vec<&str> = name.split(' ').collect();
        self.longest = self.longest.max(words.len().min(MOST_WORDS));
        if let [first, .., last] = words[..] {
            let tells =
                |part: &&str| part.chars().count() >= SHORTEST_PART && !is_common(part) && !in_article(part);
            for part in [first, last].into_iter().filter(tells) {
                add(&mut self.parts, part.to_owned());
            }
        }
        self.full.insert(squeezed, Some(id));
        self.full.insert(name.clone(), Some(id));
        self.authors.push(Author { name, comments: Vec::new() });
        id
    }

    /// The latest comment before `own` whose author is called `name`, as [`folded`] writes it, and is not `own`'s.
    pub(super) fn known(&self, name: &str, own: usize) -> Option<Known> {
        let found = |map: &HashMap<String, Option<usize>>, key: &str| map.get(key).copied().flatten();
        let (author, form) = if let Some(author) = found(&self.full, name) {
            (author, Form::Full)
        } else if let Some(author) = found(&self.parts, name) {
            (author, Form::Part)
        } else {
            (self.nearly(name)?, Form::Nearly)
        };
        let comments = &self.authors.get(author)?.comments;
        let earlier = comments.partition_point(|&comment| comment < own);
        let is_own = comments.get(earlier) == Some(&own);
        let comment = *comments.get(earlier.checked_sub(1)?).filter(|_| !is_own)?;
        Some(Known { comment, form, several: earlier > 1 })
    }

    /// Whether anybody on the page is called `name`.
    pub(super) fn is_author(&self, name: &str) -> bool {
        self.full.contains_key(name) || self.parts.contains_key(name) || self.nearly(name).is_some()
    }

    /// Up to four comments before `own` by the one called `name`, latest first.
    pub(super) fn comments(&self, name: &str, own: usize) -> Vec<usize> {
        const ENOUGH: usize = 4;
        let author =
            self.full.get(name).copied().flatten().or_else(|| self.parts.get(name).copied().flatten());
        let Some(author) = author.and_then(|author| self.authors.get(author)) else { return Vec::new() };
        let earlier = author.comments.partition_point(|&comment| comment < own);
        author.comments.get(..earlier).unwrap_or(&[]).iter().rev().take(ENOUGH).copied().collect()
    }

    fn nearly(&self, name: &str) -> Option<usize> {
        let found = |slip: &str| {
            let author = self.slips.get(slip).copied().flatten()?;
            within(&self.authors.get(author)?.name, name, 1).then_some(author)
        };
        slips(name).iter().find_map(|slip| found(slip))
    }

    /// The latest comment before `own` with this number on the page.
    pub(super) fn numbered(&self, number: usize, own: usize) -> Option<usize> {
        self.numbers.get(&number)?.iter().rev().find(|&&comment| comment < own).copied()
    }
}

/// `name`, and `name` with one letter left out: two names share one of these when they differ in one letter.
fn slips(name: &str) -> Vec<String> {
    let length = name.chars().count();
    if !(SHORTEST_WITH_SLIP..=LONGEST_WITH_SLIP).contains(&length) {
        return Vec::new();
    }
    let without =
        |skip: usize| name.chars().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| c).collect();
    std::iter::once(name.to_owned()).chain((0..length).map(without)).collect()
}
