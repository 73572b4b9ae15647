//! HTML ─► Page: the article, its parts and its comments, out of all that a site puts around them.
//!
//! The document is parsed once ([`parse`]). [`comments`] takes the readers' comments out of it; [`article`] finds the story in
//! what is left, with the parts that a reader mode loses; [`metadata`] reads what the page says of itself; and
//! [`compose`] writes the text that a reader would see, so that every part has an exact place in it.

mod article;
mod comments;
mod compose;
mod dom;
mod metadata;
mod parse;

use super::{BlockKind, Page};

/// A part of the article, before it has a place in the page's text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    kind: BlockKind,
    /// Its words, white space folded as a browser does; no white space at the ends, never empty.
    text: String,
}

/// The page that `html` shows. `name` is the page's id; `url` is its address, where that is known.
pub(super) fn page(html: &str, name: &str, url: Option<&str>) -> Page {
    let document = parse::document(html);
    let metadata = metadata::read(&document, url);
    let comments = comments::take(&document);
    let article = article::read(&document, &metadata);
    let headline = article.pieces.iter().find(|piece| piece.kind == BlockKind::Headline);
    let metadata =
        metadata.or_shown(headline.map(|piece| piece.text.as_str()), article.bylines, article.published);
    compose::page(html, name, metadata, &article.pieces, comments)
}

/// The words that a browser shows of `html`, line by line.
pub(super) fn visible_text(html: &str) -> String {
    article::lines(&parse::document(html)).join("\n")
}
