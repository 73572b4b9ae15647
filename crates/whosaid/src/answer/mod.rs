//! Speakers ─► **Thread**: whom each comment answers, and what it quotes.
//!
//! By rules, on the page's own words. `marked` tells which words of a comment are shown as somebody else's, `index`
//! where they stand on the page, `speech` whose they are said to be, `address` whom the comment speaks to.
//! The page's form (nesting, a link) is believed before any words. Pure, and near-linear in the page: each
//! quotation and each name looks at a bounded number of places.

mod address;
mod align;
mod index;
mod marked;
mod names;
mod people;
mod quotes;
mod speech;
#[cfg(test)]
pub(crate) mod testing;
mod words;

use crate::segment::Tokens;
use crate::{How, Page, Parent, Span, Speaker, Statement};
use index::Index;
use marked::Marked;
use names::Names;
use people::People;
use quotes::Sources;
use serde::{Deserialize, Serialize};

/// What is known of one comment beyond what the page's form shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// Index into [`crate::Record::speakers`]: who wrote the comment.
    pub author: Option<usize>,
    /// The comment it answers, by the page's form or by its words.
    pub parent: Option<Parent>,
    /// Names addressed that are of no comment of this page.
    pub answers: Vec<String>,
    /// What it quotes, in order.
    pub quotations: Vec<Quoted>,
}

/// Words that a comment quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    /// The quoted words in the comment, without their quotation marks.
    pub span: Span,
    /// Where they come from.
    pub from: QuotedFrom,
    /// The same words where they come from, on this page.
    pub target: Option<Span>,
    /// Index into [`Page::comments`]: the comment that is quoted.
    pub comment: Option<usize>,
    /// Index into [`crate::Record::statements`]: the statement that is quoted.
    pub statement: Option<usize>,
    /// Index into [`crate::Record::speakers`]: whose words they are, when that is known.
    pub speaker: Option<usize>,
    /// How alike the words are, 0 to 1; 0 when they come from elsewhere.
    pub similarity: f32,
}

/// Where quoted words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotedFrom {
    /// The article above the comments.
    Article,
    /// Another comment.
    Comment,
    /// Neither.
    Elsewhere,
}

impl QuotedFrom {
    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            QuotedFrom::Article => "article",
            QuotedFrom::Comment => "comment",
            QuotedFrom::Elsewhere => "elsewhere",
        }
    }
}

/// What [`answer`] finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    /// Those given, and after them whoever only comments quote; `id` is the index.
    pub speakers: Vec<Speaker>,
    /// For each of `page.comments` whom it answers and what it quotes.
    pub replies: Vec<Reply>,
}

/// The thread of `page`. `authors` has an entry for each comment, an index into `speakers`.
pub fn answer(
    page: &Page,
    tokens: &Tokens,
    statements: &[Statement],
    speakers: Vec<Speaker>,
    authors: &[Option<usize>],
) -> Thread {
    if page.comments.is_empty() {
        return Thread { speakers, replies: Vec::new() };
    }
    let wrapped = marked::wrapped_groups(page);
    let marked: Vec<Vec<Marked>> =
        page.comments.iter().map(|comment| marked::marked(page, comment, wrapped(comment.group))).collect();
    let index = Index::new(page, tokens, &marked);
    let names = Names::new(page, &index);
    let sources = Sources::new(page, statements, &index, authors);
    let mut people = People::new(speakers);
    let reply = |((own, comment), marked): ((usize, &crate::Comment), &Vec<Marked>)| {
        let quoted: Vec<Span> = marked.iter().map(|marked| marked.outer).collect();
        let address = address::address(page, &index, &names, own, &quoted);
        let parent = comment.parent.or(address.parent);
        let preferred = preferred(parent, marked, &names, own);
        let quotations = sources.quotations(own, marked, &preferred, &mut people);
        Reply {
            author: authors.get(own).copied().flatten(),
            parent: parent.or_else(|| quoted_parent(own, &quotations)),
            answers: address.answers,
            quotations,
        }
    };
    let replies = page.comments.iter().enumerate().zip(&marked).map(reply).collect();
    Thread { speakers: people.speakers, replies }
}

/// The comments that a quotation is likeliest taken from: the one that is answered, and those of whoever is named.
fn preferred(parent: Option<Parent>, marked: &[Marked], names: &Names, own: usize) -> Vec<usize> {
    /// More would make each search longer.
    const MOST: usize = 8;
    let named = marked.iter().filter_map(|marked| marked.name.as_deref()).take(2);
    let named = named.flat_map(|name| names.comments(&words::folded(name), own));
    parent.map(|parent| parent.comment).into_iter().chain(named).take(MOST).collect()
}

/// An earlier comment that is quoted is answered, most likely.
fn quoted_parent(own: usize, quotations: &[Quoted]) -> Option<Parent> {
    /// How likely, when the words are the very same.
    const SURE: f32 = 0.8;
    let quoted = quotations.iter().find(|quoted| quoted.comment.is_some_and(|comment| comment < own))?;
    let (comment, how) = (quoted.comment?, How::Quotation);
    Some(Parent { comment, how, probability: SURE * quoted.similarity })
}

#[cfg(test)]
pub(crate) mod tests;
