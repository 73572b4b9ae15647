//! The page's text, written from its parts, with the place of each.

use super::Piece;
use super::comments::{Found, Words};
use super::metadata::Metadata;
use crate::Span;
use crate::read::{Block, BlockKind, Comment, Input, InputKind, Page, Parent, Quote, sha256};

/// What stands between two blocks.
const GAP: &str = "\n\n";
/// What stands between a comment's author and its time.
const BETWEEN: &str = " · ";

/// The page whose text is `article` and then `comments`.
pub(super) fn page(
    html: &str,
    name: &str,
    metadata: Metadata,
    article: &[Piece],
    comments: Vec<Found>,
) -> Page {
    let mut composer = Composer::default();
    for piece in article {
        composer.block(piece.kind, &piece.text);
    }
    let comments = comments.into_iter().map(|found| composer.comment(found)).collect();
    let Composer { text, blocks } = composer;
    let headline = blocks.iter().find(|block| block.kind == BlockKind::Headline);
    let title = headline.map(|block| block.span.of(&text).to_owned()).or(metadata.title);
    Page {
        id: name.to_owned(),
        input: Input { name: name.to_owned(), kind: InputKind::Html, sha256: sha256(html.as_bytes()) },
        url: metadata.url,
        site: metadata.site,
        title,
        bylines: metadata.bylines,
        published: metadata.published,
        modified: metadata.modified,
        language: metadata.language,
        text,
        blocks,
        comments,
    }
}

#[derive(Default)]
struct Composer {
    text: String,
    blocks: Vec<Block>,
}

impl Composer {
    /// Writes a block; its place.
    fn block(&mut self, kind: BlockKind, words: &str) -> Span {
        if !self.text.is_empty() {
            self.text.push_str(GAP);
        }
        let start = self.text.len();
        self.text.push_str(words);
        let span = Span::new(start, self.text.len());
        self.blocks.push(Block { kind, span });
        span
    }

    fn comment(&mut self, found: Found) -> Comment {
        let head = self.head(&found);
        let words: Vec<Span> =
            found.words.iter().map(|words| self.block(BlockKind::Comment, &words.text)).collect();
        let end = words.last().map_or(head.end, |last| last.end);
        let quoted = |(Words { of, .. }, span): (&Words, &Span)| Quote { span: *span, name: of.clone() };
        let quotes = found.words.iter().zip(&words).filter(|(words, _)| words.quoted).map(quoted).collect();
        let author_span =
            found.author.as_ref().map(|author| Span::new(head.start, head.start + author.len()));
        Comment {
            span: Span::new(head.start, end),
            words,
            author: found.author,
            author_span,
            posted: found.posted,
            number: found.number,
            group: found.group,
            votes: found.votes,
            badges: found.badges,
            removed: found.removed,
            parent: found.parent.map(|(comment, how)| Parent { comment, how, probability: 1.0 }),
            quotes,
        }
    }

    /// Writes who wrote the comment and when; a comment without either begins with its words.
    fn head(&mut self, found: &Found) -> Span {
        let parts: Vec<&str> =
            [&found.author, &found.posted].into_iter().flatten().map(String::as_str).collect();
        match (parts.is_empty(), found.words.is_empty()) {
            (true, true) => self.block(BlockKind::Comment, "…"),
            (true, false) => {
                let start = if self.text.is_empty() { 0 } else { self.text.len() + GAP.len() };
                Span::new(start, start)
            }
            (false, _) => self.block(BlockKind::Comment, &parts.join(BETWEEN)),
        }
    }
}
