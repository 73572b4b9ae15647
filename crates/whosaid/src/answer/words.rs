//! Words in the form in which they are compared: without case, accents, apostrophes and punctuation.
//!
//! Every word keeps its place, so that whatever is found among the forms has an exact span in the page.

use crate::Span;
use crate::lists::entries;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest stretch between `[` and `]` that is taken for an editor's insertion.
const LONGEST_INSERTION: usize = 80;
/// Longer words are alike only when they are equal.
const LONGEST_COMPARED: usize = 40;
/// What a common word counts, where any other counts 1.
const COMMON_WEIGHT: f32 = 0.3;

/// A word of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) span: Span,
    /// Index into [`Forms`].
    pub(super) form: u32,
}

/// The forms of all the page's words.
#[derive(Default)]
pub(super) struct Forms {
    ids: HashMap<Box<str>, u32>,
    forms: Vec<Form>,
}

struct Form {
    letters: Box<str>,
    /// One bit for each letter that it has.
    mask: u32,
    length: usize,
    weight: f32,
}

impl Forms {
    /// The words under `span`, in order. An editor's insertion in square brackets is left out: it is nobody's wording.
    pub(super) fn words(&mut self, text: &str, span: Span) -> Vec<Word> {
        let mut words = Vec::new();
        let mut letters = String::new();
        for piece in pieces(text, span) {
            fold(piece.of(text), &mut letters);
            if !letters.is_empty() {
                words.push(Word { span: piece, form: self.id(&letters) });
            }
        }
        words
    }

    fn id(&mut self, letters: &str) -> u32 {
        if let Some(&known) = self.ids.get(letters) {
            return known;
        }
        let id = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        let mask = letters.chars().fold(0, |mask, c| mask | 1 << (u32::from(c) % 32));
        let weight = if is_common(letters) { COMMON_WEIGHT } else { 1.0 };
        self.ids.insert(letters.into(), id);
        self.forms.push(Form { letters: letters.into(), mask, length: letters.chars().count(), weight });
        id
    }

    /// The form with these letters, if the page has it.
    pub(super) fn find(&self, letters: &str) -> Option<u32> {
        self.ids.get(letters).copied()
    }

    /// The word's letters.
    pub(super) fn letters(&self, word: Word) -> &str {
        self.forms.get(word.form as usize).map_or("", |form| &form.letters)
    }

    /// How much the word tells.
    pub(super) fn weight(&self, word: Word) -> f32 {
        self.forms.get(word.form as usize).map_or(0.0, |form| form.weight)
    }

    /// Whether the word tells something by itself.
    pub(super) fn tells(&self, word: Word) -> bool {
        self.weight(word) == 1.0
    }

    /// How alike two words are: 1 for the same, less for a slip of the pen, 0 for others.
    pub(super) fn likeness(&self, a: Word, b: Word) -> f32 {
        if a.form == b.form {
            return 1.0;
        }
        let (Some(a), Some(b)) = (self.forms.get(a.form as usize), self.forms.get(b.form as usize)) else {
            return 0.0;
        };
        let shorter = a.length.min(b.length);
        let slips = match shorter {
            0..=3 => return 0.0,
            4..=7 => 1,
            _ => 2,
        };
        let letters = (a.mask ^ b.mask).count_ones() as usize;
        if a.length.abs_diff(b.length) > slips || letters > 2 * slips || shorter > LONGEST_COMPARED {
            return 0.0;
        }
        if within(&a.letters, &b.letters, slips) { 0.8 } else { 0.0 }
    }
}

/// Whether `word`, as [`fold`] makes it, is one that any text has.
pub(super) fn is_common(word: &str) -> bool {
    static COMMON: OnceLock<HashSet<&str>> = OnceLock::new();
    COMMON.get_or_init(|| entries(include_str!("data/common.txt")).collect()).contains(word)
}

/// `word` in lower case, letters and digits only, without accents, in `letters`.
pub(super) fn fold(word: &str, letters: &mut String) {
    letters.clear();
    if word.is_ascii() {
        letters.extend(word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        return;
    }
    let kept = word.nfkd().filter(|&c| c.is_alphanumeric() && !is_combining_mark(c));
    letters.extend(kept.flat_map(char::to_lowercase));
}

/// `text` as [`fold`] makes it, words parted by single spaces.
pub(super) fn folded(text: &str) -> String {
    let mut all = String::new();
    let mut letters = String::new();
    for piece in pieces(text, Span::new(0, text.len())) {
        fold(piece.of(text), &mut letters);
        if !letters.is_empty() {
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(&letters);
        }
    }
    all
}

/// The stretches of `span` that are words, insertions left out.
fn pieces(text: &str, span: Span) -> Vec<Span> {
    let inside = span.of(text);
    let mut pieces = Vec::new();
    let mut start: Option<usize> = None;
    let mut skip_to = 0;
    let mut before = ' ';
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at < skip_to {
            continue;
        }
        let after = chars.peek().map_or(' ', |&(_, next)| next);
        let joins = start.is_some() && joins(before, c, after);
        if (!is_letter(c) && !joins) || stands_alone(c) || stands_alone(before) {
            pieces.extend(start.take().map(|start| Span::new(start, at).shift(span.start)));
        }
        if is_letter(c) && start.is_none() {
            start = Some(at);
        }
        if c == '[' {
            skip_to = insertion_end(inside, at);
        }
        before = c;
    }
    pieces.extend(start.map(|start| Span::new(start, inside.len()).shift(span.start)));
    pieces
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether `c` stands inside a word: `don’t`, `2,500`, a soft hyphen.
fn joins(before: char, c: char, after: char) -> bool {
    match c {
        '\'' | '’' | 'ʼ' | '`' | '´' => before.is_alphanumeric() && after.is_alphanumeric(),
        ',' | '.' => before.is_ascii_digit() && after.is_ascii_digit(),
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' => true,
        _ => false,
    }
}

/// Signs of scripts that put no space between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Where the insertion that opens at `open` ends; `open` itself when nothing near closes it.
fn insertion_end(text: &str, open: usize) -> usize {
    let mut near = text.len().min(open + LONGEST_INSERTION);
    while !text.is_char_boundary(near) {
        near -= 1;
    }
    text[open..near].find(']').map_or(open, |at| open + at)
}

/// Whether at most `slips` letters have to be put in, left out, changed or swapped with the next to make `a` of `b`.
pub(super) fn within(a: &str, b: &str, slips: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (mut older, mut old): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for i in 1..=a.len() {
        let mut new = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = old[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            new[j] = changed.min(old[j] + 1).min(new[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                new[j] = new[j].min(older[j - 2] + 1);
            }
        }
        older = std::mem::replace(&mut old, new);
    }
    old.last().is_some_and(|&distance| distance <= slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        let mut forms = Forms::default();
        let words = forms.words(text, Span::new(0, text.len()));
        words.iter().map(|&word| forms.letters(word).to_owned()).collect()
    }

    #[test]
    fn words_without_their_dress() {
        assert_eq!(
            forms("“Don’t!” he said—Café, 2,500 co\u{ad}op; e\u{301}t"),
            ["dont", "he", "said", "cafe", "2500", "coop", "et"]
        );
        assert_eq!(forms("the allies’ ‘plan’ so-called"), ["the", "allies", "plan", "so", "called"]);
        assert_eq!(forms("橋は五月"), ["橋", "は", "五", "月"]);
    }

    #[test]
    fn insertions_are_nobodys_words() {
        assert_eq!(forms("He [Mr Quist] has [and so on"), ["he", "has", "and", "so", "on"]);
        assert_eq!(forms(&"[".repeat(9)), [""; 0]);
    }

    #[test]
    fn slips_are_forgiven() {
        let mut forms = Forms::default();
        let text = "bridge brigde bridges cat car negotiation negotation loose";
        let words = forms.words(text, Span::new(0, text.len()));
        let likeness = |a: usize, b: usize| forms.likeness(words[a], words[b]);
        assert_eq!((likeness(0, 1), likeness(0, 2), likeness(3, 4)), (0.8, 0.8, 0.0));
        assert_eq!((likeness(5, 6), likeness(0, 7), likeness(0, 0)), (0.8, 0.0, 1.0));
    }

    #[test]
    fn every_word_has_its_place() {
        let text = "É, [x] “zwölf”\u{200b} a";
        let words = Forms::default().words(text, Span::new(0, text.len()));
        assert_eq!(words.iter().map(|w| w.span.of(text)).collect::<Vec<_>>(), ["É", "zwölf", "a"]);
    }
}
