//! What the network sees of a page: word pieces, and what the pieces alone lose.

use super::wordpiece::{Piece, Vocabulary};
use crate::segment::{Tokens, is_of_the_article};
use crate::{Page, Span};

/// A page as the network reads it; the vectors run in step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The word pieces of the article's blocks, in order.
    pub pieces: Vec<Piece>,
    /// Where each piece stands towards quotation marks.
    pub quote: Vec<Quote>,
    /// What starts with each piece.
    pub start: Vec<Start>,
}

/// Where a piece stands towards quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Quote {
    /// In no quotation.
    Outside = 0,
    /// Within one.
    Inside = 1,
    /// A mark that opens one.
    Opens = 2,
    /// A mark that closes one.
    Closes = 3,
}

/// What starts with a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Start {
    /// Nothing.
    Inside = 0,
    /// A block.
    Block = 1,
    /// The page.
    Page = 2,
}

/// The network's view of `page`.
pub fn input(vocabulary: &Vocabulary, page: &Page, tokens: &Tokens) -> Input {
    let mut input = Input::default();
    for block in page.blocks.iter().filter(|block| is_of_the_article(block.kind)) {
        let pieces = vocabulary.pieces(&page.text, block.span);
        for i in 0..pieces.len() {
            input.start.push(match (i, input.start.is_empty()) {
                (0, true) => Start::Page,
                (0, false) => Start::Block,
                _ => Start::Inside,
            });
        }
        input.pieces.extend(pieces);
    }
    input.quote = quotes(&input.pieces, tokens);
    input
}

fn quotes(pieces: &[Piece], tokens: &Tokens) -> Vec<Quote> {
    let mut marks: Vec<(Span, Quote)> = Vec::with_capacity(tokens.quotations.len() * 2);
    for quotation in &tokens.quotations {
        marks.push((quotation.open, Quote::Opens));
        marks.extend(quotation.close.map(|close| (close, Quote::Closes)));
    }
    marks.sort_unstable_by_key(|(span, _)| *span);
    let mut marks = marks.into_iter().peekable();
    let mut outermost = tokens.quotations.iter().filter(|q| q.depth == 0).peekable();
    let state = |piece: &Piece| {
        while marks.next_if(|(mark, _)| mark.end <= piece.span.start).is_some() {}
        while outermost.next_if(|q| q.span.end <= piece.span.start).is_some() {}
        match (marks.peek(), outermost.peek()) {
            (Some((mark, quote)), _) if mark.overlaps(piece.span) => *quote,
            (_, Some(q)) if q.span.overlaps(piece.span) => Quote::Inside,
            _ => Quote::Outside,
        }
    };
    pieces.iter().map(state).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    #[test]
    fn comments_and_boilerplate_are_not_read() {
        let vocabulary = Vocabulary::from_listing("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb").unwrap();
        let mut page = Page::from_text("a b\n\nb\n\na\n\nb a");
        let whole = input(&vocabulary, &page, &segment(&page)).pieces.len();
        page.blocks[1].kind = crate::BlockKind::Comment;
        page.blocks[2].kind = crate::BlockKind::Boilerplate;
        assert_eq!((whole, input(&vocabulary, &page, &segment(&page)).pieces.len()), (6, 4));
    }

    #[test]
    fn quotes_and_starts() {
        let vocabulary = Vocabulary::from_listing("[PAD]\n[UNK]\n[CLS]\n[SEP]\n“\n”\na\nb").unwrap();
        let page = Page::from_text("a “a b” b\n\nb “a");
        let input = input(&vocabulary, &page, &segment(&page));
        let quote: Vec<u8> = input.quote.iter().map(|&q| q as u8).collect();
        assert_eq!(quote, [0, 2, 1, 1, 3, 0, 0, 2, 1]);
        let start: Vec<u8> = input.start.iter().map(|&s| s as u8).collect();
        assert_eq!(start, [2, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}
