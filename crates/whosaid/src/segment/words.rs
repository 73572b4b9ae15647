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
/// A word without `’s` at its end.
pub(crate) fn without_possessive(word: &str) -> &str {
    let endings = ["’s", "'s", "’S", "'S"];
    endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}
