//! Speakers ─► **Thread**: whom each comment answers, and what it quotes.

use crate::segment::Tokens;
use crate::{Page, Parent, Span, Speaker, Statement};
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

/// The thread: for each of `page.comments` whom it answers and what it quotes. `authors` has an entry
/// for each comment, an index into `speakers`.
pub fn answer(
    page: &Page,
    _tokens: &Tokens,
    _statements: &[Statement],
    _speakers: &[Speaker],
    authors: &[Option<usize>],
) -> Vec<Reply> {
    let reply = |(i, comment): (usize, &crate::Comment)| Reply {
        author: authors.get(i).copied().flatten(),
        parent: comment.parent,
        ..Reply::default()
    };
    page.comments.iter().enumerate().map(reply).collect()
}
