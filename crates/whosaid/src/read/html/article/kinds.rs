//! What kind of block a leaf is.

use super::headline::{likeness, words};
use super::leaves::{Form, Leaf};
use super::select::{Says, is_label};
use crate::read::html::dom::folded;
use crate::read::html::metadata::{Metadata, without_by};
use crate::read::{BlockKind, dates};
use dom_query::Document;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

const LONGEST_BYLINE: usize = 140;
const LONGEST_DATELINE: usize = 120;
const LONGEST_CAPTION: usize = 700;
const LONGEST_STANDFIRST: usize = 500;
const LONGEST_SUBHEADING: usize = 90;
const LONGEST_ITEM: usize = 600;
/// A first paragraph has so many characters.
const FIRST_PARAGRAPH: usize = 60;

/// The kind of a leaf about the headline; `None` when it is no part of the article.
pub(super) fn at_top(leaf: &Leaf, says: &Says, metadata: &Metadata, chosen: bool) -> Option<BlockKind> {
    if begins_with_by(leaf) && is_byline(leaf, says, metadata) {
        return Some(BlockKind::Byline);
    }
    let of_a_picture = leaf.in_figure && is_caption(leaf, says);
    if (says.aside && !chosen && !says.date && !says.byline) || is_label(&leaf.text) {
        return None;
    }
    if is_date(leaf, says) && !of_a_picture {
        return Some(BlockKind::Dateline);
    }
    if is_byline(leaf, says, metadata) && !of_a_picture {
        return Some(BlockKind::Byline);
    }
    if is_caption(leaf, says) {
        return (leaf.size > 12).then_some(BlockKind::Caption);
    }
    if is_standfirst(leaf, says, metadata) {
        return Some(BlockKind::Standfirst);
    }
    chosen.then(|| in_body(leaf, says, &Repeats::default()))
}

/// Whether a chosen leaf begins the story proper.
pub(super) fn is_first_paragraph(leaf: &Leaf, says: &Says, metadata: &Metadata) -> bool {
    leaf.size >= FIRST_PARAGRAPH
        && leaf.form == Form::Prose
        && !is_caption(leaf, says)
        && !is_byline(leaf, says, metadata)
        && !is_date(leaf, says)
        && !says.standfirst
}

/// The kind of a leaf of the story.
pub(super) fn in_body(leaf: &Leaf, says: &Says, repeats: &Repeats) -> BlockKind {
    let short = leaf.text.len() <= LONGEST_BYLINE;
    match leaf.form {
        _ if says.pullquote
            || ((leaf.in_quote || leaf.in_figure || says.aside) && repeats.has(&leaf.text)) =>
        {
            BlockKind::Pullquote
        }
        _ if is_caption(leaf, says) => BlockKind::Caption,
        _ if short && says.byline && !leaf.is_finished() => BlockKind::Byline,
        _ if is_date(leaf, says) => BlockKind::Dateline,
        Form::Heading(_) => BlockKind::Subheading,
        Form::Item if leaf.text.len() <= LONGEST_ITEM => BlockKind::List,
        Form::Prose if is_bold_heading(leaf) => BlockKind::Subheading,
        _ => BlockKind::Paragraph,
    }
}

fn is_bold_heading(leaf: &Leaf) -> bool {
    leaf.bold == leaf.size && leaf.text.len() <= LONGEST_SUBHEADING && !leaf.text.ends_with(['.', ':', ','])
}

fn is_caption(leaf: &Leaf, says: &Says) -> bool {
    leaf.text.len() <= LONGEST_CAPTION
        && (says.caption || (leaf.in_figure && !leaf.in_quote && !says.pullquote))
}

fn is_date(leaf: &Leaf, says: &Says) -> bool {
    if leaf.text.len() > LONGEST_DATELINE || matches!(leaf.form, Form::Heading(_)) {
        return false;
    }
    let has_digit = leaf.text.contains(|c: char| c.is_ascii_digit());
    (says.date && has_digit && !leaf.is_finished())
        || dates::iso_with_time(&leaf.text).or_else(|| dates::date_line(&leaf.text)).is_some()
}

fn is_byline(leaf: &Leaf, says: &Says, metadata: &Metadata) -> bool {
    if leaf.text.len() > LONGEST_BYLINE || leaf.is_finished() || matches!(leaf.form, Form::Heading(1 | 2)) {
        return false;
    }
    let named =
        || metadata.bylines.iter().any(|name| leaf.text.to_lowercase().contains(&name.to_lowercase()));
    (says.byline && leaf.text.contains(' ')) || begins_with_by(leaf) || (leaf.size < 60 && named())
}

/// `By Ann Vane and Lou Orme, Political Editor`.
fn begins_with_by(leaf: &Leaf) -> bool {
    let name = without_by(&leaf.text).and_then(|rest| rest.trim_start().chars().next());
    name.is_some_and(char::is_uppercase) && leaf.text.split_whitespace().count() <= 14
}

fn is_standfirst(leaf: &Leaf, says: &Says, metadata: &Metadata) -> bool {
    if leaf.text.len() > LONGEST_STANDFIRST || leaf.size < 20 {
        return false;
    }
    let told = || {
        let description = words(metadata.description.as_deref().unwrap_or_default());
        description.len() > 3 && likeness(&description, &words(&leaf.text)) > 0.8
    };
    says.standfirst
        || (matches!(leaf.form, Form::Heading(2..)) && leaf.size > 40)
        || (leaf.form != Form::Item && told())
}

/// Sentences of the story, to tell words that are set large beside it.
#[derive(Default)]
pub(super) struct Repeats {
    /// Hashes of windows of words: of a long page the words themselves would take hundreds of megabytes.
    windows: HashSet<u64>,
}

/// Words in a window.
const WINDOW: usize = 5;
/// Windows that are kept of one story.
const MOST_WINDOWS: usize = 200_000;

impl Repeats {
    pub(super) fn new(paragraphs: &[&str]) -> Repeats {
        let windows = paragraphs.iter().flat_map(|paragraph| windows(paragraph)).take(MOST_WINDOWS);
        let mut seen = HashSet::new();
        // What stands once is the story's own; only what stands twice is repeated.
        let windows = windows.filter(|window| !seen.insert(*window)).collect();
        Repeats { windows }
    }

    /// Whether nearly all of `text` stands in the story a second time.
    fn has(&self, text: &str) -> bool {
        let windows = windows(text);
        !windows.is_empty()
            && windows.iter().filter(|window| self.windows.contains(*window)).count() * 10
                >= windows.len() * 8
    }
}

fn windows(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<u64> = words.map(|word| hash(word.chars().flat_map(char::to_lowercase))).collect();
    words.windows(WINDOW).map(|window| hash(window.iter())).collect()
}

/// The same in every run.
fn hash<T: Hash>(parts: impl Iterator<Item = T>) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.for_each(|part| part.hash(&mut hasher));
    hasher.finish()
}

/// The paragraphs of a text for machines, which may hold mark-up.
pub(super) fn paragraphs(body: &str) -> Vec<String> {
    let plain = if body.contains("</") || body.contains("&#") || body.contains("&amp;") {
        Document::fragment(body).formatted_text().to_string()
    } else {
        body.to_owned()
    };
    plain.lines().map(folded).filter(|line| !line.is_empty()).collect()
}
