//! What the page says of itself: JSON-LD, OpenGraph, microdata, `<meta>`, `<time>`.

use dom_query::Document;

/// What the page says of itself; `None` and empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) url: Option<String>,
    pub(super) site: Option<String>,
    pub(super) title: Option<String>,
    pub(super) bylines: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
}

/// Reads the metadata of `document`, whose address is `url` where that is known.
pub(super) fn read(_document: &Document, url: Option<&str>) -> Metadata {
    Metadata { url: url.map(str::to_owned), ..Metadata::default() }
}
