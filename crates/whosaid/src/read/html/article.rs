//! The parts of the article, in the order of the page.

use super::Piece;
use super::metadata::Metadata;
use dom_query::Document;

/// The article's parts. `document` no longer holds the comments.
pub(super) fn pieces(_document: &Document, _metadata: &Metadata) -> Vec<Piece> {
    Vec::new()
}
