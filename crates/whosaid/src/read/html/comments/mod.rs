//! The readers' comments in a document's mark-up.

use crate::read::{CommentGroup, How};
use dom_query::Document;

/// A comment as the mark-up shows it, before its words have a place in the page's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// The author's name as shown, white space folded.
    pub(super) author: Option<String>,
    /// ISO 8601 where that can be told, else the words shown.
    pub(super) posted: Option<String>,
    pub(super) number: Option<usize>,
    pub(super) group: CommentGroup,
    pub(super) votes: Option<i64>,
    pub(super) badges: Vec<String>,
    pub(super) removed: bool,
    /// Index of the comment it answers, always lower than its own, and what tells so.
    pub(super) parent: Option<(usize, How)>,
    /// What it says, a paragraph each.
    pub(super) words: Vec<Words>,
}

/// A paragraph of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// White space folded as a browser does; no white space at the ends, never empty.
    pub(super) text: String,
    /// Whether the mark-up shows it as somebody else's words (`blockquote`).
    pub(super) quoted: bool,
    /// Whose words they are, where the mark-up says so.
    pub(super) of: Option<String>,
}

/// Finds the comments of `document`, in the order of the page, an answer after what it answers, and removes all that
/// belongs to them from it, so that nothing of them can be taken for the article.
pub(super) fn take(_document: &Document) -> Vec<Found> {
    Vec::new()
}
