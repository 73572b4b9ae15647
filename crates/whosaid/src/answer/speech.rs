//! Whose words a quotation is said to be, by the words around it: `Quist: “…”`, `As Ada Quist said, “…”`,
//! `the mayor also said that … “…”`, `“…” – Ada Quist`.
//!
//! Rules on a bounded number of words before and after the marks, not the network: comments are written in a
//! way that it has not been trained on, and a page may have thousands of them.

use super::words::{Forms, Word, is_common};
use crate::Span;
use crate::lists::entries;
use std::collections::HashSet;
use std::sync::OnceLock;

/// How many words before the marks are looked at, and how many after them.
const REACH: (usize, usize) = (40, 6);
/// How many words may stand between a verb of speaking and the marks when no `that` does.
const NEAR: usize = 4;
/// The most words of a name.
const LONGEST_NAME: usize = 4;
/// Phrases that end with whoever is quoted.
const BEFORE_NAME: [&[&str]; 5] =
    [&["according", "to"], &["words", "of"], &["to", "quote"], &["quoting"], &["as", "per"]];

/// What the words around a quotation tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Speech {
    /// The words that name or describe who is quoted.
    pub(super) name: Option<Span>,
    /// Whether a verb of speaking introduces it, whoever speaks.
    pub(super) reported: bool,
}

/// The words before and after a quotation in its paragraph.
pub(super) struct Around<'p> {
    pub(super) text: &'p str,
    pub(super) forms: &'p Forms,
    pub(super) before: &'p [Word],
    pub(super) after: &'p [Word],
    /// The quotation with its marks.
    pub(super) outer: Span,
    /// Where the paragraph ends.
    pub(super) end: usize,
}

impl Around<'_> {
    /// Who is quoted.
    pub(super) fn speech(&self) -> Speech {
        let before = self.by_what_comes_before();
        if before.name.is_some() {
            return before;
        }
        let after = self.by_what_comes_after();
        Speech { name: after.name, reported: before.reported || after.reported }
    }

    fn by_what_comes_before(&self) -> Speech {
        let first = self.before.len().saturating_sub(REACH.0);
        let words = self.sentence(self.before.get(first..).unwrap_or(&[]));
        let Some(last) = words.last() else { return Speech::default() };
        let gap = Span::new(last.span.end, self.outer.start).of(self.text);
        let said = self.verb(words).map(|(upto, from)| {
            let subject = words.get(..upto).unwrap_or(&[]);
            let inverted = || self.whole_name(words.get(from..).unwrap_or(&[]));
            self.subject(subject).or_else(inverted)
        });
        let colon = || self.name_before(words).filter(|_| gap.trim_start().starts_with(':'));
        if let Some(name) = said.flatten().or_else(colon).or_else(|| self.after_phrase(words)) {
            return Speech { name: Some(name), reported: true };
        }
        if said.is_some() {
            return Speech { name: None, reported: true };
        }
        let possessive = last.span.of(self.text).ends_with("’s") || last.span.of(self.text).ends_with("'s");
        let name = if possessive && gap.trim().is_empty() { self.name_before(words) } else { None };
        Speech { name, reported: name.is_some() }
    }

    /// The words of `before` that belong to the sentence in which the quotation stands.
    fn sentence<'w>(&self, words: &'w [Word]) -> &'w [Word] {
        let ends = |pair: &[Word]| match pair {
            [a, b] => {
                let gap = Span::new(a.span.end, b.span.start).of(self.text);
                let initial = a.span.of(self.text).chars().nth(1).is_none();
                gap.contains(['!', '?', '\n', '”', '"'])
                    || (gap.starts_with('.')
                        && gap.contains(char::is_whitespace)
                        && !initial
                        && !is_title(self.form(*a)))
            }
            _ => false,
        };
        let start = words.windows(2).rposition(ends).map_or(0, |i| i + 1);
        words.get(start..).unwrap_or(&[])
    }

    /// The nearest verb of speaking whose words may be those quoted: where it starts and where it ends.
    fn verb(&self, words: &[Word]) -> Option<(usize, usize)> {
        let reporting = verbs();
        (0..words.len()).rev().find_map(|i| {
            let one = self.form(*words.get(i)?);
            let two = words.get(i + 1).map(|&next| format!("{one} {}", self.form(next)));
            let length = match two {
                Some(two) if reporting.contains(two.as_str()) => 2,
                _ if reporting.contains(one) => 1,
                _ => return None,
            };
            let rest = words.get(i + length..)?;
            let that = rest.iter().take(NEAR).any(|&word| matches!(self.form(word), "that" | "how"));
            (that || rest.len() <= NEAR).then_some((i, i + length))
        })
    }

    /// The name or description that ends with the last of `words`, adverbs and an apposition between left out.
    fn subject(&self, words: &[Word]) -> Option<Span> {
        let adverb = |word: &&Word| adverbs().contains(self.form(**word));
        let end = words.len() - words.iter().rev().take_while(adverb).count();
        let words = words.get(..end)?;
        self.name_before(words).or_else(|| self.before_apposition(words)).or_else(|| self.description(words))
    }

    /// `Olaf Scholz, the chancellor, said`.
    fn before_apposition(&self, words: &[Word]) -> Option<Span> {
        let comma = (words.len().saturating_sub(10)..words.len().saturating_sub(1)).rev().find(|&i| {
            matches!(words.get(i..i + 2), Some([a, b]) if Span::new(a.span.end, b.span.start).of(self.text).starts_with(','))
        })?;
        self.name_before(words.get(..=comma)?)
    }

    /// `The minister`, `my aunt`.
    fn description(&self, words: &[Word]) -> Option<Span> {
        let last = words.last()?;
        let nouns = words.iter().rev().take_while(|word| self.forms.tells(**word)).count();
        let article = words.len().checked_sub(nouns + 1).and_then(|i| words.get(i))?;
        let fits = (1..=3).contains(&nouns) && matches!(self.form(*article), "the" | "my" | "our");
        fits.then(|| Span::new(article.span.start, last.span.end))
    }

    /// The name with which `words` end.
    fn name_before(&self, words: &[Word]) -> Option<Span> {
        let last = words.len().checked_sub(1)?;
        let mut first = None;
        for i in (words.len().saturating_sub(LONGEST_NAME)..words.len()).rev() {
            let word = words.get(i)?;
            let joined = i == last || words.get(i + 1).is_some_and(|next| self.one_name(*word, *next));
            if !joined {
                break;
            }
            if self.is_name(*word) {
                first = Some(i);
            } else if !is_particle(self.form(*word)) || i == last {
                break;
            }
        }
        let span = Span::new(words.get(first?)?.span.start, words.get(last)?.span.end);
        Some(without_possessive(self.text, span))
    }

    /// The name that `words` are, all of them.
    fn whole_name(&self, words: &[Word]) -> Option<Span> {
        let words = match words {
            [by, rest @ ..] if self.form(*by) == "by" => rest,
            _ => words,
        };
        let name = self.name_before(words)?;
        (words.first()?.span.start == name.start).then_some(name)
    }

    /// `according to Ada Quist, “…”`.
    fn after_phrase(&self, words: &[Word]) -> Option<Span> {
        let name = self.name_before(words)?;
        let before = words.get(..words.partition_point(|word| word.span.start < name.start))?;
        let ends = |phrase: &[&str]| {
            let from = before.len().checked_sub(phrase.len());
            from.and_then(|from| before.get(from..)).is_some_and(|tail| {
                tail.iter().zip(phrase.iter()).all(|(&word, form)| self.form(word) == *form)
            })
        };
        BEFORE_NAME.iter().any(|phrase| ends(phrase)).then_some(name)
    }

    /// `“…,” said Ada Quist`, `“…,” Ada Quist said`, `“…” – Ada Quist`.
    fn by_what_comes_after(&self) -> Speech {
        let words = self.after.get(..self.after.len().min(REACH.1)).unwrap_or(&[]);
        let Some(first) = words.first() else { return Speech::default() };
        let gap = Span::new(self.outer.end, first.span.start).of(self.text);
        if gap.contains(['.', '!', '?', '\n', ':', ';']) {
            return Speech::default();
        }
        let dash = gap.contains(['–', '—', '-', '~', '(']);
        let upto = words.iter().take_while(|word| self.is_name(**word)).count().min(LONGEST_NAME);
        let name = words.get(..upto).and_then(|words| self.name_before(words));
        if dash {
            let rest = name.map(|name| Span::new(name.end, self.end).of(self.text));
            let alone = rest.is_some_and(|rest| !rest.contains(char::is_alphanumeric));
            return Speech { name: name.filter(|_| alone), reported: alone };
        }
        let verb = |word: Option<&Word>| word.is_some_and(|&word| verbs().contains(self.form(word)));
        if verb(words.get(upto)) && upto > 0 {
            return Speech { name, reported: true };
        }
        if verb(words.first()) {
            let rest = words.get(1..).unwrap_or(&[]);
            let length = rest.iter().take_while(|word| self.is_name(**word)).count().min(LONGEST_NAME);
            let name = rest.get(..length).and_then(|words| self.name_before(words));
            return Speech { name, reported: true };
        }
        let pronoun = matches!(self.form(*first), "he" | "she" | "they" | "it" | "you" | "who");
        Speech { name: None, reported: pronoun && verb(words.get(1)) }
    }

    fn form(&self, word: Word) -> &str {
        self.forms.letters(word)
    }

    fn is_name(&self, word: Word) -> bool {
        let form = self.form(word);
        let bare = form.strip_suffix('s').filter(|_| word.span.of(self.text).contains(['’', '\'']));
        word.span.of(self.text).starts_with(char::is_uppercase)
            && !is_common(form)
            && !bare.is_some_and(is_common)
    }

    /// Whether nothing but what a name may have inside stands between two words.
    fn one_name(&self, a: Word, b: Word) -> bool {
        let gap = Span::new(a.span.end, b.span.start).of(self.text);
        gap.len() <= 3
            && gap.chars().all(|c| matches!(c, ' ' | '.' | '-' | '\u{a0}'))
            && (!gap.starts_with('.') || is_title(self.form(a)) || self.form(a).chars().count() == 1)
    }
}

/// Without `’s` at the end.
fn without_possessive(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let bare = words.strip_suffix("’s").or_else(|| words.strip_suffix("'s")).unwrap_or(words);
    Span::new(span.start, span.start + bare.len())
}

fn is_particle(form: &str) -> bool {
    matches!(
        form,
        "de" | "da" | "di" | "du" | "la" | "le" | "van" | "von" | "der" | "den" | "bin" | "al" | "of"
    )
}

pub(super) fn is_title(form: &str) -> bool {
    matches!(
        form,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "sir"
            | "dame"
            | "lord"
            | "lady"
            | "st"
            | "sen"
            | "rep"
            | "gov"
    )
}

fn verbs() -> &'static HashSet<&'static str> {
    static VERBS: OnceLock<HashSet<&str>> = OnceLock::new();
    VERBS.get_or_init(|| entries(include_str!("data/reporting.txt")).collect())
}

fn adverbs() -> &'static HashSet<&'static str> {
    static ADVERBS: OnceLock<HashSet<&str>> = OnceLock::new();
    ADVERBS.get_or_init(|| entries(include_str!("data/adverbs.txt")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who is quoted by the first pair of curly marks.
    fn quoted(text: &str) -> (Option<&str>, bool) {
        let mut forms = Forms::default();
        let open = text.find('“').expect("a mark");
        let close = text.find('”').expect("a mark") + '”'.len_utf8();
        let before = forms.words(text, Span::new(0, open));
        let after = forms.words(text, Span::new(close, text.len()));
        let outer = Span::new(open, close);
        let around = Around { text, forms: &forms, before: &before, after: &after, outer, end: text.len() };
        let speech = around.speech();
        (speech.name.map(|name| name.of(text)), speech.reported)
    }

    #[test]
    fn names_before() {
        for (text, name) in [
            ("Quist: “a slow boat”.", "Quist"),
            ("As Ada Quist said, “a slow boat”.", "Ada Quist"),
            (
                "On Monday, harbour master Ada Quist also said that the port had its old “slow boat” back",
                "Ada Quist",
            ),
            ("I doubt it. Mr. J. Lind told the Marsh Post: “a slow boat”", "Mr. J. Lind"),
            ("Ada Quist, the mayor, once said “a slow boat”", "Ada Quist"),
            ("The minister said last year that “boats are slow”.", "The minister"),
            ("My aunt said: “boats are slow”.", "My aunt"),
            ("According to Quist “boats are slow”", "Quist"),
            ("What about Quist’s “slow boat” plan?", "Quist"),
            ("As wrote Ann Vane: “a slow boat”", "Ann Vane"),
        ] {
            assert_eq!(quoted(text), (Some(name), true), "{text}");
        }
    }

    #[test]
    fn names_after() {
        for (text, name) in [
            ("“A slow boat,” said Ada Quist.", "Ada Quist"),
            ("“A slow boat”, Ada Quist wrote in May.", "Ada Quist"),
            ("“A slow boat” – Ada Quist", "Ada Quist"),
        ] {
            assert_eq!(quoted(text), (Some(name), true), "{text}");
        }
    }

    #[test]
    fn nobody() {
        assert_eq!(quoted("The “slow boat” of ours"), (None, false));
        assert_eq!(quoted("Well said. The “slow boat” sank"), (None, false));
        assert_eq!(quoted("He said the “slow boat” sank"), (None, true));
        assert_eq!(quoted("The “slow boat” – and the rest"), (None, false));
        assert_eq!(quoted("Quist said no. The “slow boat” sank"), (None, false));
    }
}
