//! Page ─► **Tokens**: words, sentences and quotation marks, as spans in the unchanged text.

mod quotations;
mod sentences;
mod words;

use crate::{BlockKind, Page, Span};
pub use quotations::Quotation;
pub(crate) use quotations::quotations;
pub(crate) use words::without_possessive;

/// The pieces of a page's text. Every span lies on character boundaries of `page.text`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Words and single punctuation marks, in order, not overlapping; white space belongs to none.
    pub words: Vec<Span>,
    /// Sentences, in order, not overlapping, none across two blocks.
    pub sentences: Vec<Span>,
    /// Stretches within quotation marks, by opening mark.
    pub quotations: Vec<Quotation>,
    /// Indices of the outermost of them, in order.
    pub outermost: Vec<usize>,
}

impl Tokens {
    /// The outermost quotation that holds the byte at `offset`, its marks included.
    pub fn quotation_at(&self, offset: usize) -> Option<&Quotation> {
        let upto = self.outermost.partition_point(|&i| self.quotations[i].span.start <= offset);
        let last = &self.quotations[self.outermost[upto.checked_sub(1)?]];
        last.span.contains_offset(offset).then_some(last)
    }

    /// Whether any of `span` stands within quotation marks.
    pub fn is_quoted(&self, span: Span) -> bool {
        let upto = self.outermost.partition_point(|&i| self.quotations[i].span.start < span.end);
        upto.checked_sub(1).is_some_and(|last| self.quotations[self.outermost[last]].span.overlaps(span))
    }
}

/// Whether blocks of this kind belong to the article. What readers wrote beneath it and what a site puts around it
/// is kept from everything that looks for statements, so that none of it can leak into the story.
pub(crate) const fn is_of_the_article(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Comment | BlockKind::Boilerplate)
}

/// Finds the words, sentences and quotations of the article of `page`.
pub fn segment(page: &Page) -> Tokens {
    let mut tokens = Tokens::default();
    let mut before = Span::default();
    for block in page.blocks.iter().filter(|block| is_of_the_article(block.kind)) {
        let words = words::words(&page.text, block.span);
        let quotations = quotations(&page.text, block.span);
        tokens.sentences.extend(sentences::sentences(&page.text, block.span, &words, &quotations));
        tokens.words.extend(words);
        quotations::append(&mut tokens.quotations, quotations, &page.text, block.span, before);
        before = block.span;
    }
    let outermost = (0..tokens.quotations.len()).filter(|&i| tokens.quotations[i].depth == 0);
    tokens.outermost = outermost.collect();
    tokens
}
