//! Sentences of one block, by rules for English news.
//!
//! A sentence ends at a run of `.`, `!`, `?` or `…`, together with the marks and
//! brackets that close after it, when what follows can begin a sentence. One walk
//! over the words; each decision looks at no more than a few words either side.
//! The sentences of a block cover all of it but the white space between them.

use super::Quotation;
use crate::Span;
use crate::calendar;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Words that begin sentences much more often than they go on a name: what tells
/// `in the U.S. The` from `in the U.S. Senate`.
const BEGINNERS: &[&str] = &[
    "a",
    "about",
    "according",
    "after",
    "all",
    "also",
    "although",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "as",
    "asked",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "can",
    "despite",
    "did",
    "do",
    "does",
    "during",
    "each",
    "even",
    "every",
    "few",
    "following",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "i'm",
    "i've",
    "if",
    "in",
    "indeed",
    "instead",
    "is",
    "it",
    "it's",
    "its",
    "just",
    "last",
    "later",
    "like",
    "many",
    "meanwhile",
    "more",
    "most",
    "my",
    "neither",
    "never",
    "nevertheless",
    "no",
    "nobody",
    "none",
    "nor",
    "not",
    "nothing",
    "now",
    "of",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "others",
    "our",
    "over",
    "perhaps",
    "rather",
    "several",
    "she",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "that",
    "that's",
    "the",
    "their",
    "then",
    "there",
    "there's",
    "these",
    "they",
    "they're",
    "this",
    "those",
    "though",
    "through",
    "to",
    "under",
    "unlike",
    "until",
    "was",
    "we",
    "we're",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "without",
    "would",
    "yes",
    "yet",
    "you",
    "your",
];

/// Time zones, which go on a time of day.
const ZONES: &[&str] = &[
    "et", "est", "edt", "pt", "pst", "pdt", "ct", "cst", "cdt", "mt", "mst", "mdt", "gmt", "bst", "utc",
    "cet", "eastern", "pacific", "central", "mountain",
];

/// Verbs that go on after a quoted question: `“Why?” Ms Ray asked.`
const SPEECH: &[&str] = &[
    "asked",
    "asks",
    "said",
    "says",
    "told",
    "tells",
    "wrote",
    "writes",
    "tweeted",
    "added",
    "adds",
    "replied",
    "responded",
    "answered",
    "shouted",
    "yelled",
    "cried",
    "exclaimed",
    "demanded",
    "wondered",
    "joked",
    "continued",
    "quipped",
    "posted",
    "recalled",
];

/// The most capitalised words that may stand between a quoted question and its verb.
const LONGEST_NAME: usize = 6;

/// How an abbreviation's full stop is read; the classes of `data/abbreviations.txt`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Abbreviation {
    Title,
    Number,
    Any,
    Time,
}

/// The sentences of the block `within`, in order; `words` and `quotations` are the block's.
pub(super) fn sentences(text: &str, within: Span, words: &[Span], quotations: &[Quotation]) -> Vec<Span> {
    let block = Block { text, words, closes: closing_marks(quotations) };
    let mut sentences = Vec::new();
    let (mut start, mut first, mut at) = (within.start, 0, 0);
    while at < words.len() {
        let Some(end) = block.terminator(at) else {
            at += 1;
            continue;
        };
        if end >= words.len() {
            break;
        }
        if block.ends_sentence(first, at, end) {
            push(&mut sentences, text, Span::new(start, words[end - 1].end));
            (start, first) = (words[end].start, end);
        }
        at = end;
    }
    push(&mut sentences, text, Span::new(start, within.end));
    sentences
}

fn push(sentences: &mut Vec<Span>, text: &str, span: Span) {
    let span = span.trim(text);
    if !span.is_empty() {
        sentences.push(span);
    }
}

/// Where the closing marks of `quotations` start, in order.
fn closing_marks(quotations: &[Quotation]) -> Vec<usize> {
    let mut closes: Vec<usize> = quotations.iter().filter_map(|q| q.close).map(|close| close.start).collect();
    closes.sort_unstable();
    closes
}

struct Block<'t> {
    text: &'t str,
    words: &'t [Span],
    closes: Vec<usize>,
}

impl<'t> Block<'t> {
    fn word(&self, i: usize) -> &'t str {
        self.words.get(i).map_or("", |span| span.of(self.text))
    }

    /// Whether no white space stands before word `i`.
    fn glued(&self, i: usize) -> bool {
        i > 0 && i < self.words.len() && self.words[i - 1].end == self.words[i].start
    }

    /// When word `at` ends with a terminator: one past the last word of the run of
    /// terminators, closing marks and brackets that starts there.
    fn terminator(&self, at: usize) -> Option<usize> {
        if !self.word(at).ends_with(is_terminator) {
            return None;
        }
        let mut end = at + 1;
        while (self.glued(end) && self.word(end).chars().all(|c| is_terminator(c) || is_closer(c)))
            || self.words.get(end).is_some_and(|w| self.closes.binary_search(&w.start).is_ok())
        {
            end += 1;
        }
        Some(end)
    }

    /// Whether the run `at..end` ends the sentence that began at word `first`.
    fn ends_sentence(&self, first: usize, at: usize, end: usize) -> bool {
        let opened = self.word(end).starts_with(['“', '«', '„']);
        if self.glued(end) && !opened {
            return false;
        }
        let next = self.next_word(end);
        if starts_lower(self.word(next)) {
            return false;
        }
        let run = Span::new(self.words[at].start, self.words[end - 1].end).of(self.text);
        let stops = run.trim_start_matches(|c| !is_terminator(c));
        let mark = stops.trim_end_matches(is_closer);
        let closed = mark.len() < stops.len();
        match mark {
            "." => self.full_stop_ends(first, at, next),
            "..." | "…" => closed || opened || begins_sentences(self.word(next)),
            _ if closed => !self.speech_follows(next),
            _ => true,
        }
    }

    /// Whether the single full stop in word `at` ends a sentence, given the word after it.
    fn full_stop_ends(&self, first: usize, at: usize, next: usize) -> bool {
        let stem = match self.word(at).split_once('.') {
            Some(("", _)) if self.glued(at) => self.word(at - 1),
            // The last stop of `. . .`, or one astray.
            Some(("", _)) => return begins_sentences(self.word(next)),
            _ => self.word(at).trim_end_matches(|c| is_closer(c) || is_terminator(c)),
        };
        let stem_at = if self.word(at).starts_with('.') { at.saturating_sub(1) } else { at };
        let opens = stem_at == first || (stem_at == first + 1 && self.word(first).starts_with(['(', '[']));
        if opens && is_list_number(stem) {
            return false;
        }
        let follower = self.word(next);
        let begins = begins_sentences(follower) && !self.is_initial(next);
        match self.abbreviation(stem) {
            None => true,
            Some(Abbreviation::Title) => false,
            Some(Abbreviation::Number) => begins,
            Some(Abbreviation::Any) => begins,
            Some(Abbreviation::Time) => !goes_on_time(&fold(follower)),
        }
    }

    fn abbreviation(&self, stem: &str) -> Option<Abbreviation> {
        let mut letters = stem.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            // `I` is far oftener the pronoun than an initial.
            return (letter.is_uppercase() && letter != 'I').then_some(Abbreviation::Any);
        }
        let known = known_abbreviations().get(fold(stem).as_str()).copied();
        // `no` and `art` are words too; as abbreviations news capitalises them.
        let capital = stem.starts_with(char::is_uppercase);
        match known {
            Some(Abbreviation::Number) if !capital && !matches!(stem, "p" | "pp") => None,
            Some(Abbreviation::Any) if !capital && is_word_too(stem) => None,
            Some(known) => Some(known),
            None if is_dotted(stem) => Some(Abbreviation::Any),
            None => None,
        }
    }

    /// The first word from `end` that is no opening mark, bracket or dash.
    fn next_word(&self, end: usize) -> usize {
        (end..self.words.len())
            .take(4)
            .find(|&i| self.word(i).starts_with(|c: char| c.is_alphanumeric() || is_terminator(c)))
            .unwrap_or(end)
    }

    /// Whether word `i` is a capital letter with a full stop of its own.
    fn is_initial(&self, i: usize) -> bool {
        self.word(i).chars().count() == 1 && self.glued(i + 1) && self.word(i + 1).starts_with('.')
    }

    /// Whether a name and a verb of speech follow, so that the quoted question is part of a longer sentence.
    fn speech_follows(&self, next: usize) -> bool {
        let name = (next..self.words.len())
            .take(LONGEST_NAME)
            .take_while(|&i| self.word(i).starts_with(|c: char| c.is_uppercase() || c == '.'))
            .count();
        name > 0 && SPEECH.contains(&self.word(next + name))
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '}' | '»' | '›')
}

/// Whether `word` is lower-case text; `iPhone` is not.
fn starts_lower(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_lowercase) && !letters.next().is_some_and(char::is_uppercase)
}

fn begins_sentences(word: &str) -> bool {
    BEGINNERS.binary_search(&fold(word).as_str()).is_ok()
}

/// Whether a capitalised word may follow `9 p.m.` within its sentence: a day, a month, a time zone.
fn goes_on_time(follower: &str) -> bool {
    calendar::day(follower).is_some() || calendar::month(follower).is_some() || ZONES.contains(&follower)
}

fn fold(word: &str) -> String {
    word.replace('’', "'").to_lowercase()
}

/// `12`, but not a year.
fn is_list_number(stem: &str) -> bool {
    stem.len() <= 3 && !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit())
}

/// `U.S`, `Ph.D`: short pieces between stops, no number.
fn is_dotted(stem: &str) -> bool {
    stem.contains('.')
        && stem
            .split('.')
            .all(|piece| (1..=2).contains(&piece.len()) && piece.chars().all(char::is_alphabetic))
}

/// Abbreviations that written small are everyday words or units that end sentences.
fn is_word_too(stem: &str) -> bool {
    !matches!(stem, "inc" | "corp" | "ltd" | "jr" | "sr" | "etc") && !stem.contains('.')
}

fn known_abbreviations() -> &'static HashMap<&'static str, Abbreviation> {
    static KNOWN: OnceLock<HashMap<&'static str, Abbreviation>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let lines = include_str!("data/abbreviations.txt").lines();
        lines
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(class, stem)| Some((stem, class_of(class)?)))
            .collect()
    })
}

fn class_of(name: &str) -> Option<Abbreviation> {
    match name {
        "title" => Some(Abbreviation::Title),
        "number" => Some(Abbreviation::Number),
        "any" => Some(Abbreviation::Any),
        "time" => Some(Abbreviation::Time),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{quotations, words};
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        let within = Span::new(0, text.len()).trim(text);
        let words = words::words(text, within);
        let quotations = quotations::quotations(text, within);
        sentences(text, within, &words, &quotations).into_iter().map(|span| span.of(text)).collect()
    }

    /// `|` marks where the text must be cut.
    fn check(marked: &str) {
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        let text = marked.replace('|', "");
        assert_eq!(split(&text), expected, "in {text:?}");
    }

    #[test]
    fn beginners_are_sorted() {
        assert!(BEGINNERS.is_sorted(), "binary search needs them in order");
    }

    #[test]
    fn plain_sentences() {
        check("The bridge is shut. |Nobody knows why! |Will it open? |It may.");
        check("No full stop at the end. |Here neither");
        check("One sentence");
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("  "), Vec::<&str>::new());
        assert_eq!(split("..."), ["..."]);
    }

    #[test]
    fn abbreviations() {
        check("Mr. Vane met Dr. Ode and Gen. Quist. |Sen. Hollow stayed away.");
        check("The U.S. Senate met at 9 a.m. Monday. |It rose at 5 p.m. |Nobody spoke.");
        check("He lives in the U.S. |She does not.");
        check("It happened on Jan. 5. |On Feb. 6 it ended.");
        check("They ranked No. 3 in the list. |Was it fair? |No. |It was not.");
        check("Acme Inc. bought Bolt Corp. |The price was low.");
        check("Acme Inc. Chairman Ann Vane resigned.");
        check("Vane vs. Quist was heard on Monday.");
        check("J. K. Marsh and George W. Orme spoke. |A. B. Lane did not.");
        check("It was plan B. |The town agreed.");
        check("So am I. |Marsh is not.");
        check("Rep. Lou Vane, D-Calif., voted. |He left.");
        check("She met Lt. Gov. Orme in St. Marsh.");
    }

    #[test]
    fn numbers_and_lists() {
        check("Prices rose 3.5 per cent. |Wages rose 1.2.");
        check("1. The first point. |It is short.");
        check("(2) The second. |3. The third.");
        check("It began in 2016. |40 people came.");
    }

    #[test]
    fn ellipses() {
        check("They must come ... and stay. |Then go.");
        check("Well… maybe. |No.");
        check("We waited . . . |Nobody came to . . . Marsh.");
        check("He trailed off... |But she went on.");
        check("“I thought ...” |Then he left.");
    }

    #[test]
    fn quotations_and_brackets() {
        check("“It is over.” |She left.");
        check("“It is over. |We lost,” she said. |“Go home.”");
        check("“Is it over?” he asked. |Nobody answered.");
        check("“Is it over?” Ms. Vane asked. |“Yes!” |Marsh nodded.");
        check("She called it “over”. |He did not.");
        check("It ended (nobody saw how.) |Then it began.");
        check("‘It is over.’ |She left. |[Laughter.] |He stayed.");
        check("\"It is over.\" |\"No.\"");
        check("They said it was over.|“No,” she said.");
    }

    #[test]
    fn names_with_inner_marks() {
        check("The firm sells iPods. |iPhones are made by Apple.com and others.");
        check("A U.S.-led force left. |It won’t return.");
        check("Wait!? |What?!");
    }

    proptest! {
        #[test]
        fn sentences_cover_the_block(text in "[A-Za-z0-9 .,!?…“”‘’\"'()\\n\u{a0}é\u{0}-]{0,200}") {
            let within = Span::new(0, text.len()).trim(&text);
            let words = words::words(&text, within);
            let quotations = quotations::quotations(&text, within);
            let found = sentences(&text, within, &words, &quotations);
            let mut at = within.start;
            for sentence in &found {
                prop_assert!(at <= sentence.start && sentence.start < sentence.end && sentence.end <= within.end);
                prop_assert!(text.is_char_boundary(sentence.start) && text.is_char_boundary(sentence.end));
                prop_assert!(text[at..sentence.start].trim().is_empty(), "text between sentences");
                at = sentence.end;
            }
            prop_assert!(text[at..within.end].trim().is_empty(), "text after the last sentence");
        }
    }
}
