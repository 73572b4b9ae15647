//! HTML ─► a tree, in time and memory that grow as the input does.
//!
//! A browser's parser takes time that grows with the square of the input on some inputs: elements nested without end,
//! bold and fonts that are never closed and are opened anew in each paragraph, an element with a million attributes.
//! So its work is counted while it reads, and the tree's size and depth are bounded. A page that goes beyond is read
//! [flat]: its words line by line, without the tree.

mod flat;
mod meter;
mod scan;

use dom_query::Document;

/// Larger pages are read flat.
const MOST_BYTES: usize = 64 << 20;

/// The tree of `html`, or, of what no site would serve, that of its words alone.
pub(super) fn document(html: &str) -> Document {
    let fits = html.len() <= MOST_BYTES && !scan::has_too_many_attributes(html);
    fits.then(|| meter::document(html)).flatten().unwrap_or_else(|| Document::from(flat::flat(html)))
}
