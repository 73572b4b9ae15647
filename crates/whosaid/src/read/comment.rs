//! The readers' comments, as the page shows them.

use crate::Span;
use serde::{Deserialize, Serialize};

/// A reader's comment: who wrote it, when, where its words stand.
///
/// What it quotes and whom its words address is told by [`crate::answer`].
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The whole comment in `page.text`: its head (name, time, number) and its words. Comments come in the
    /// order of the page and do not overlap; an answer nested in another comment stands after it.
    /// All of it lies in blocks of kind [`crate::BlockKind::Comment`], one for each paragraph or head.
    pub span: Span,
    /// What the reader wrote, a span a paragraph, within `span`: without the head, with quotation marks and quoted
    /// lines. Empty when the page shows no words (a removed comment).
    pub words: Vec<Span>,
    /// Who wrote it, as the page writes the name; `None` when the page does not say.
    pub author: Option<String>,
    /// Where the page's text names the author, within `span`.
    pub author_span: Option<Span>,
    /// When it was posted: ISO 8601 where the page's words can be understood so, else those words.
    pub posted: Option<String>,
    /// Its number on the page.
    pub number: Option<usize>,
    /// Which group of comments it is of.
    pub group: CommentGroup,
    /// Votes, likes or points shown; negative when more are against.
    pub votes: Option<i64>,
    /// What the page says of the author or the comment: `Subscriber`, `Moderator`, `Editor's pick`.
    pub badges: Vec<String>,
    /// Whether the page says that the words were removed or hidden.
    pub removed: bool,
    /// The comment it answers, where the page's form tells (nesting, a reply link).
    pub parent: Option<Parent>,
    /// Words that the page's form marks as quoted: a `blockquote`, lines that start with `>`. In order.
    pub quotes: Vec<Quote>,
}

/// Words in a comment that the page's form, not a quotation mark, shows as somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The quoted words, within the comment's span; without the marks that begin lines, so one for each line or paragraph.
    pub span: Span,
    /// Whose words they are, as the page writes the name (`Ann Vane wrote:`).
    pub name: Option<String>,
}

/// The groups of comments on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentGroup {
    /// Readers whom the page itself quotes.
    Quoted,
    /// The comments of the page's own readers, beneath it.
    #[default]
    Own,
}

impl CommentGroup {
    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            CommentGroup::Quoted => "quoted",
            CommentGroup::Own => "own",
        }
    }
}

/// The comment that another one answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parent {
    /// Index into [`crate::Page::comments`], always lower than the answering comment's own.
    pub comment: usize,
    /// What tells so.
    pub how: How,
    /// How sure the reader is, 0 to 1.
    pub probability: f32,
}

/// What tells that a comment answers another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It stands inside the other, or indented under it.
    Nesting,
    /// A link, an attribute or a line of the mark-up (`In reply to …`).
    Link,
    /// `@Name`.
    Mention,
    /// `@3`, `#3`.
    Number,
    /// An address in the words: `yes Sir Scradge I agree`.
    Address,
    /// It quotes the other's words under the other's name.
    Quotation,
}

impl How {
    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            How::Nesting => "nesting",
            How::Link => "link",
            How::Mention => "mention",
            How::Number => "number",
            How::Address => "address",
            How::Quotation => "quotation",
        }
    }
}
