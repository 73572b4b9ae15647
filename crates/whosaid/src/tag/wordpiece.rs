//! Word pieces: the units that the network reads.
//!
//! The tokenisation of uncased BERT (Devlin et al., 2019: basic tokenisation,
//! lower-casing, accents stripped, then greedy longest match against the
//! vocabulary), with each piece a span of the unchanged text. Checked against
//! the reference tokenizer by `tests/parity.rs`.

use crate::Span;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// A word piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its place in the vocabulary.
    pub id: u32,
    /// Where it stands in the text.
    pub span: Span,
    /// Letter case of the whole word it belongs to.
    pub case: LetterCase,
}

/// How a word is written; the uncased vocabulary does not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum LetterCase {
    /// No letters.
    None = 0,
    /// `said`
    Lower = 1,
    /// `Macron`, `A`
    Title = 2,
    /// `NATO`
    Upper = 3,
    /// `McCain`, `iPhone`
    Mixed = 4,
}

/// The vocabulary: each word piece's number.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Pieces that start a word.
    starts: HashMap<Box<str>, u32>,
    /// Pieces that go on, without their `##`.
    continues: HashMap<Box<str>, u32>,
    unknown: u32,
    classify: u32,
    separate: u32,
}

/// Words longer than this many characters are unknown, as in the reference.
const LONGEST_WORD: usize = 100;

impl Vocabulary {
    /// A vocabulary from its listing, one piece a line, numbered from 0.
    /// `None` when `[UNK]`, `[CLS]` or `[SEP]` is missing.
    pub fn from_listing(listing: &str) -> Option<Vocabulary> {
        let mut starts = HashMap::new();
        let mut continues = HashMap::new();
        for (id, piece) in (0u32..).zip(listing.lines()) {
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => continues.insert(rest.into(), id),
                _ => starts.insert(piece.into(), id),
            };
        }
        let special = |name: &str| starts.get(name).copied();
        let (unknown, classify, separate) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Some(Vocabulary { starts, continues, unknown, classify, separate })
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.starts.len() + self.continues.len()
    }

    /// Whether there are none; never so for a listing that was accepted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The piece that opens every window, `[CLS]`.
    pub fn classify(&self) -> u32 {
        self.classify
    }

    /// The piece that closes every window, `[SEP]`.
    pub fn separate(&self) -> u32 {
        self.separate
    }

    /// The word pieces of `within`, in order. Characters without a printed form give none.
    pub fn pieces(&self, text: &str, within: Span) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut word = Word::default();
        for (at, c) in within.of(text).char_indices() {
            let span = Span::new(at, at + c.len_utf8()).shift(within.start);
            if is_space(c) {
                self.split(&mut word, &mut pieces);
            } else if is_unprinted(c) {
            } else if stands_alone(c) {
                self.split(&mut word, &mut pieces);
                word.push(c, span);
                self.split(&mut word, &mut pieces);
            } else {
                word.push(c, span);
            }
        }
        self.split(&mut word, &mut pieces);
        pieces
    }

    /// Splits a word by greedy longest match and empties it.
    fn split(&self, word: &mut Word, pieces: &mut Vec<Piece>) {
        if word.chars.is_empty() {
            word.clear();
            return;
        }
        let first = pieces.len();
        let case = word.case();
        let whole = word.chars[0].1.cover(word.chars[word.chars.len() - 1].1);
        let mut start = 0;
        let mut complete = word.chars.len() <= LONGEST_WORD;
        while complete && start < word.chars.len() {
            match self.longest(&word.chars[start..], start == 0) {
                Some((id, len)) => {
                    let span = word.chars[start].1.cover(word.chars[start + len - 1].1);
                    pieces.push(Piece { id, span, case });
                    start += len;
                }
                None => complete = false,
            }
        }
        if !complete {
            pieces.truncate(first);
            pieces.push(Piece { id: self.unknown, span: whole, case });
        }
        word.clear();
    }

    /// The longest piece at the start of `chars`, with its length in characters.
    fn longest(&self, chars: &[(char, Span)], starts_word: bool) -> Option<(u32, usize)> {
        let pieces = if starts_word { &self.starts } else { &self.continues };
        let text: String = chars.iter().map(|&(c, _)| c).collect();
        let mut end = text.len();
        for len in (1..=chars.len()).rev() {
            if let Some(&id) = pieces.get(&text[..end]) {
                return Some((id, len));
            }
            end -= chars[len - 1].0.len_utf8();
        }
        None
    }
}

/// A word being read: its normalised characters, each with the place it came from.
#[derive(Default)]
struct Word {
    chars: Vec<(char, Span)>,
    letters: usize,
    upper: usize,
    starts_upper: bool,
}

impl Word {
    fn push(&mut self, c: char, span: Span) {
        if c.is_alphabetic() {
            if c.is_uppercase() {
                self.upper += 1;
                self.starts_upper |= self.letters == 0;
            }
            self.letters += 1;
        }
        for lower in c.nfd().filter(|&c| !is_accent(c)).flat_map(char::to_lowercase) {
            self.chars.push((lower, span));
        }
    }

    fn case(&self) -> LetterCase {
        match (self.letters, self.upper) {
            (0, _) => LetterCase::None,
            (_, 0) => LetterCase::Lower,
            (letters, upper) if letters == upper && letters > 1 => LetterCase::Upper,
            (_, 1) if self.starts_upper => LetterCase::Title,
            _ => LetterCase::Mixed,
        }
    }

    fn clear(&mut self) {
        self.chars.clear();
        (self.letters, self.upper, self.starts_upper) = (0, 0, false);
    }
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || c.general_category() == GeneralCategory::SpaceSeparator
}

fn is_unprinted(c: char) -> bool {
    c == '\u{fffd}' || c.general_category_group() == GeneralCategoryGroup::Other
}

fn is_accent(c: char) -> bool {
    c.general_category() == GeneralCategory::NonspacingMark
}

fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || c.general_category_group() == GeneralCategoryGroup::Punctuation
        || matches!(c as u32,
            0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F
            | 0x2B740..=0x2B81F | 0x2B820..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::from_listing("[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\nmacron\n“\n##s\n,\nelan")
            .unwrap()
    }

    fn read(text: &str) -> Vec<(u32, &str)> {
        vocabulary().pieces(text, Span::new(0, text.len())).iter().map(|p| (p.id, p.span.of(text))).collect()
    }

    #[test]
    fn longest_match_first() {
        assert_eq!(
            read("unaffable, Macrons"),
            [(4, "un"), (5, "aff"), (6, "able"), (10, ","), (7, "Macron"), (9, "s")]
        );
    }

    #[test]
    fn accents_fall_but_spans_stay() {
        assert_eq!(read("“Élan xyz"), [(8, "“"), (11, "Élan"), (1, "xyz")]);
        assert_eq!(read("e\u{301}lan"), [(11, "e\u{301}lan")]);
    }

    #[test]
    fn unprinted_characters_give_no_piece() {
        assert_eq!(read("\0\u{200b} \u{fffd}"), []);
        assert_eq!(read("un\u{200b}aff"), [(4, "un"), (5, "aff")]);
    }

    #[test]
    fn case_is_the_words() {
        let case = |text: &str| vocabulary().pieces(text, Span::new(0, text.len()))[0].case;
        assert_eq!(case("42"), LetterCase::None);
        assert_eq!(case("unaffable"), LetterCase::Lower);
        assert_eq!(case("Unaffable"), LetterCase::Title);
        assert_eq!(case("UN"), LetterCase::Upper);
        assert_eq!(case("U"), LetterCase::Title);
        assert_eq!(case("unAff"), LetterCase::Mixed);
    }

    #[test]
    fn a_vocabulary_without_its_special_pieces_is_refused() {
        assert!(Vocabulary::from_listing("a\nb").is_none());
    }

    proptest! {
        #[test]
        fn pieces_are_in_order_and_on_character_boundaries(text in "\\PC{0,60}|[a-zé“ \u{301}\0]{0,40}") {
            let pieces = vocabulary().pieces(&text, Span::new(0, text.len()));
            let mut last = 0;
            for piece in pieces {
                prop_assert!(text.get(piece.span.range()).is_some_and(|s| !s.is_empty()));
                prop_assert!(piece.span.start >= last || piece.span.end >= last);
                last = piece.span.start;
            }
        }
    }
}
