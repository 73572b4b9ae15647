//! The page's words with what the rules ask about them, each in constant or logarithmic time.

use super::lexicon::strip_possessive;
use crate::segment::Tokens;
use crate::tag::mentions::Mentions;
use crate::{Page, Span};

/// How many marks may open a sentence before its first word.
const MOST_MARKS: usize = 6;

/// A page as the rules of this module see it.
pub(super) struct View<'p> {
    pub(super) page: &'p Page,
    pub(super) words: &'p [Span],
    sentences: &'p [Span],
    /// Outermost quotations, in order.
    quotations: Vec<Span>,
    /// Each word in lower case, without a possessive ending.
    lower: Vec<String>,
    /// What the network made of the page's names and phrases.
    pub(super) mentions: Option<&'p Mentions>,
}

impl<'p> View<'p> {
    pub(super) fn new(page: &'p Page, tokens: &'p Tokens, mentions: Option<&'p Mentions>) -> Self {
        let lower = |word: &Span| strip_possessive(word.of(&page.text)).0.to_lowercase();
        View {
            page,
            words: &tokens.words,
            sentences: &tokens.sentences,
            quotations: tokens.quotations.iter().filter(|q| q.depth == 0).map(|q| q.span).collect(),
            lower: tokens.words.iter().map(lower).collect(),
            mentions,
        }
    }

    /// Word `i` as written; empty past the end.
    pub(super) fn word(&self, i: usize) -> &'p str {
        self.words.get(i).map_or("", |span| span.of(&self.page.text))
    }

    /// Word `i` in lower case without a possessive ending; empty past the end.
    pub(super) fn lower(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", String::as_str)
    }

    /// Whether word `i` starts with a capital letter.
    pub(super) fn is_capital(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    /// Whether word `i` ends with a possessive `'s`, or is a plural before a lone apostrophe.
    pub(super) fn is_possessive(&self, i: usize) -> bool {
        strip_possessive(self.word(i)).1
            || (self.lower(i).ends_with('s') && self.glued(i + 1) && matches!(self.word(i + 1), "’" | "'"))
    }

    /// Whether no white space stands before word `i`.
    pub(super) fn glued(&self, i: usize) -> bool {
        i > 0 && i < self.words.len() && self.words[i - 1].end == self.words[i].start
    }

    /// Whether only spaces that go on a line stand before word `i`.
    pub(super) fn same_line(&self, i: usize) -> bool {
        i > 0
            && i < self.words.len()
            && !Span::new(self.words[i - 1].end, self.words[i].start).of(&self.page.text).contains("\n\n")
            && self.block_of(self.words[i - 1].start) == self.block_of(self.words[i].start)
    }

    /// The words that lie in `span`, by index, end-exclusive.
    pub(super) fn words_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.words.partition_point(|word| word.start < span.start);
        let end = self.words.partition_point(|word| word.start < span.end);
        first..end.max(first)
    }

    /// The span from word `first` to the word before `end`, without a possessive ending.
    pub(super) fn cover(&self, first: usize, end: usize) -> Span {
        let (Some(a), Some(z)) = (self.words.get(first), end.checked_sub(1).and_then(|i| self.words.get(i)))
        else {
            return Span::default();
        };
        let (stem, _) = strip_possessive(z.of(&self.page.text));
        Span::new(a.start, z.start + stem.len())
    }

    /// Index of the sentence at or before `offset`.
    pub(super) fn sentence_of(&self, offset: usize) -> usize {
        self.sentences.partition_point(|s| s.start <= offset).saturating_sub(1)
    }

    /// The sentence at or before `offset`.
    pub(super) fn sentence(&self, offset: usize) -> Span {
        self.sentences.get(self.sentence_of(offset)).copied().unwrap_or_default()
    }

    /// Whether a sentence starts with word `i`, or with marks just before it.
    pub(super) fn starts_sentence(&self, i: usize) -> bool {
        let mut first = i;
        while first > 0
            && i - first < MOST_MARKS
            && self.glued(first)
            && !self.word(first - 1).contains(char::is_alphanumeric)
        {
            first -= 1;
        }
        self.words.get(i).is_some_and(|word| {
            let start = self.sentence(word.start).start;
            (self.words[first].start..=word.start).contains(&start)
        }) || (i > 0
            && matches!(self.word(i - 1), "“" | "\"" | "‘" | ":" | "—" | "–" | "-" | "*" | "•")
            && !self.glued(i - 1))
    }

    /// Index of the block at or before `offset`.
    pub(super) fn block_of(&self, offset: usize) -> usize {
        self.page.blocks.partition_point(|b| b.span.start <= offset).saturating_sub(1)
    }

    /// Whether `offset` lies within quotation marks.
    pub(super) fn is_quoted(&self, offset: usize) -> bool {
        let upto = self.quotations.partition_point(|q| q.start <= offset);
        upto.checked_sub(1).is_some_and(|i| self.quotations[i].contains_offset(offset))
    }
}
