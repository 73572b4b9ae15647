//! The parts of the article, in the order of the page.
//!
//! [`leaves`] reads the document as lines of words, [`select`] finds those that are the story, and here each gets its
//! kind, with what stands about the headline: standfirst, byline, date and the first captions.

mod headline;
mod kinds;
mod leaves;
mod marks;
mod readability;
mod select;

use super::Piece;
use super::metadata::{self, Metadata, names};
use crate::read::BlockKind;
use dom_query::Document;
use leaves::{Leaf, Leaves};
use select::Says;
use std::collections::HashSet;

/// The page's own words for machines are taken when they are so many times more than what it shows.
const HIDDEN_STORY: usize = 2;
/// A body of fewer bytes, for machines, is a summary.
const LEAST_BODY: usize = 600;
/// A repeated paragraph of so many characters is a second copy for other screens.
const COPY: usize = 60;

/// The article, with what it shows of its authors and its time.
pub(super) struct Article {
    pub(super) pieces: Vec<Piece>,
    pub(super) bylines: Vec<String>,
    pub(super) published: Option<String>,
}

/// Reads the article. `document` no longer holds the comments.
pub(super) fn read(document: &Document, metadata: &Metadata) -> Article {
    let pieces = pieces(document, metadata);
    let of = |kind: BlockKind| {
        pieces.iter().filter(move |piece| piece.kind == kind).map(|piece| piece.text.as_str())
    };
    // A line may say both who and when.
    let of_dates = of(BlockKind::Dateline).filter(|line| !line.starts_with(|c: char| c.is_ascii_digit()));
    let bylines = of(BlockKind::Byline).chain(of_dates);
    let bylines: Vec<&str> = bylines.map(|line| metadata::without_by(line).unwrap_or(line)).collect();
    let bylines = names(&bylines);
    let published = of(BlockKind::Dateline).find_map(metadata::time).or_else(|| {
        let dates = of(BlockKind::Dateline).chain(of(BlockKind::Byline)).map(metadata::date_part);
        dates.into_iter().find_map(metadata::time)
    });
    Article { bylines, published, pieces }
}

/// All words that are shown, line by line.
pub(super) fn lines(document: &Document) -> Vec<String> {
    let root = document.body().unwrap_or_else(|| document.root());
    leaves::leaves(root, &HashSet::new()).leaves.into_iter().map(|leaf| leaf.text).collect()
}

/// The article's parts.
fn pieces(document: &Document, metadata: &Metadata) -> Vec<Piece> {
    let kept = readability::kept(document);
    let root = document.body().unwrap_or_else(|| document.root());
    let page = leaves::leaves(root, &kept);
    let core = select::core(&page);
    let says = select::says(&page, &core);
    let mut body = select::body(&page, &core, &says);
    let headline = headline::find(&page, &says, &body, metadata);
    if let Some(at) = headline {
        drop_before(&page, &mut body, at);
    }
    let pieces = Parts { page: &page, says: &says, body: &body, metadata, headline }.pieces();
    with_hidden_story(pieces, metadata)
}

/// Drops what stands before the headline, unless most of the story does.
fn drop_before(page: &Leaves, body: &mut [bool], headline: usize) {
    let size = |range: std::ops::Range<usize>, body: &[bool]| -> usize {
        let chosen = page.leaves.iter().zip(body).enumerate().filter(|(i, (_, c))| range.contains(i) && **c);
        chosen.map(|(_, (leaf, _))| leaf.size).sum()
    };
    let (before, all) = (size(0..headline, body), size(0..body.len(), body));
    if before * 4 < all {
        body.iter_mut().take(headline).for_each(|chosen| *chosen = false);
    }
}

struct Parts<'p> {
    page: &'p Leaves,
    says: &'p [Says],
    body: &'p [bool],
    metadata: &'p Metadata,
    headline: Option<usize>,
}

impl Parts<'_> {
    fn pieces(&self) -> Vec<Piece> {
        let top = self.top();
        let mut pieces = Vec::new();
        if self.headline.is_none()
            && let Some(title) = self.title()
        {
            pieces.push(Piece { kind: BlockKind::Headline, text: title });
        }
        let story: Vec<&str> = self.chosen().map(|leaf| leaf.text.as_str()).collect();
        let quotes = kinds::Repeats::new(&story);
        let mut seen: HashSet<&str> = HashSet::new();
        for (i, (leaf, says)) in self.page.leaves.iter().zip(self.says).enumerate() {
            let chosen = self.body.get(i).copied().unwrap_or(false);
            let kind = if self.headline == Some(i) {
                Some(BlockKind::Headline)
            } else if top.contains(&i) {
                kinds::at_top(leaf, says, self.metadata, chosen)
            } else if chosen {
                Some(kinds::in_body(leaf, says, &quotes))
            } else {
                None
            };
            let Some(kind) = kind else { continue };
            let is_title = |title: &String| *title == leaf.text;
            if kind != BlockKind::Headline && self.metadata.titles.iter().any(is_title) {
                continue;
            }
            let once = matches!(kind, BlockKind::Caption | BlockKind::Byline | BlockKind::Dateline);
            let short = leaf.size < COPY && !once;
            if seen.insert(leaf.text.as_str()) || short {
                pieces.push(Piece { kind, text: leaf.text.clone() });
            }
        }
        pieces
    }

    fn chosen(&self) -> impl Iterator<Item = &Leaf> {
        self.page.leaves.iter().zip(self.body).filter(|(_, chosen)| **chosen).map(|(leaf, _)| leaf)
    }

    /// The page's title, when there is a story and no leaf is its headline.
    fn title(&self) -> Option<String> {
        let title = self.metadata.title.clone()?;
        let long = title.split_whitespace().count() >= 3;
        (long && self.body.contains(&true)).then_some(title)
    }

    /// The leaves about the headline, up to the story's first paragraph.
    fn top(&self) -> std::ops::Range<usize> {
        /// A date or a byline stands so many leaves above the headline at most.
        const ABOVE: usize = 6;
        let mut prose = self.page.leaves.iter().zip(self.body).enumerate().skip(self.headline.unwrap_or(0));
        let first = prose.find(|(i, (leaf, chosen))| {
            let at = self.says.get(*i).copied().unwrap_or_default();
            **chosen && kinds::is_first_paragraph(leaf, &at, self.metadata)
        });
        let Some((first, _)) = first else { return 0..0 };
        let from = self.headline.map_or(first.saturating_sub(2 * ABOVE), |at| at.saturating_sub(ABOVE));
        from..first
    }
}

/// Where the page shows a beginning only, the story that it holds for machines.
fn with_hidden_story(pieces: Vec<Piece>, metadata: &Metadata) -> Vec<Piece> {
    let shown: usize =
        pieces.iter().filter(|piece| piece.kind == BlockKind::Paragraph).map(|piece| piece.text.len()).sum();
    let Some(body) = &metadata.body else { return pieces };
    if body.len() < LEAST_BODY || body.len() < shown * HIDDEN_STORY {
        return pieces;
    }
    let body = kinds::paragraphs(body);
    let about = pieces.into_iter().filter(|piece| {
        matches!(
            piece.kind,
            BlockKind::Headline | BlockKind::Standfirst | BlockKind::Byline | BlockKind::Dateline
        )
    });
    about.chain(body.into_iter().map(|text| Piece { kind: BlockKind::Paragraph, text })).collect()
}
