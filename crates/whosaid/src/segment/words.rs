//! Words by Unicode's rules (UAX 29), without white space.

use crate::Span;
use unicode_segmentation::UnicodeSegmentation;

pub(super) fn words(text: &str, within: Span) -> Vec<Span> {
    within
        .of(text)
        .split_word_bound_indices()
        .filter(|(_, word)| !word.trim().is_empty())
        .map(|(at, word)| Span::new(at, at + word.len()).shift(within.start))
        .collect()
}
