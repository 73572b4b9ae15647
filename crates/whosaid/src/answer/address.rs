//! Whom a comment speaks to, by its own words: `@Ann`, `@3`, `Ann Vane wrote:`, `Yes Ann, …`, `I agree with Ann`.
//!
//! Somebody who wrote an earlier comment is known by much less than a stranger: of strangers only those are taken
//! who are spoken to beyond doubt (`And yes Sir Scradge I agree`), and nobody whom the article names, since
//! readers call out to people in the news who will never answer (`President Biden, …`).

use super::index::Index;
use super::names::{Form, Known, Names};
use super::words::Word;
use crate::lists::entries;
use crate::{How, Page, Parent, Span};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The most words of a phrase in the lists, and of a stranger's name.
const LONGEST_PHRASE: usize = 5;
const LONGEST_STRANGER: usize = 3;
/// Names that are kept for one comment.
const MOST_ANSWERS: usize = 8;

/// How likely an address of each kind leads to the comment that is answered; plain estimates, not calibrated.
struct Sureness;

impl Sureness {
    const NUMBER: f32 = 0.95;
    const MENTION: f32 = 0.9;
    const WROTE: f32 = 0.9;
    const ADDRESS: f32 = 0.8;
    /// Agreement with somebody may be said to others.
    const SPOKEN_OF: f32 = 0.65;
    /// What is left when only a part of the name is there, when it is misspelt, when its bearer wrote several comments.
    const PART: f32 = 0.85;
    const NEARLY: f32 = 0.9;
    const SEVERAL: f32 = 0.85;
}

/// Whom a comment answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Address {
    pub(super) parent: Option<Parent>,
    /// Names that nobody on the page bears.
    pub(super) answers: Vec<String>,
}

/// Whom comment `own` speaks to. `quoted` are the stretches of it that are somebody else's words, in order.
pub(super) fn address(page: &Page, index: &Index, names: &Names, own: usize, quoted: &[Span]) -> Address {
    let outside = |word: &&Word| {
        let upto = quoted.partition_point(|span| span.start <= word.span.start);
        !upto.checked_sub(1).and_then(|i| quoted.get(i)).is_some_and(|span| span.contains(word.span))
    };
    let words: Vec<Word> = index.comment(own).iter().filter(outside).copied().collect();
    let mut walk = Walk { page, index, names, own, words: &words, found: Vec::new(), answers: Vec::new() };
    walk.opening();
    for at in 0..words.len() {
        walk.sign(at);
        walk.spoken_of(at);
    }
    let likeliest =
        walk.found.iter().copied().reduce(|a, b| if b.probability > a.probability { b } else { a });
    let mut answers = walk.answers;
    answers.truncate(MOST_ANSWERS);
    Address { parent: likeliest, answers }
}

struct Walk<'p> {
    page: &'p Page,
    index: &'p Index,
    names: &'p Names,
    own: usize,
    words: &'p [Word],
    found: Vec<Parent>,
    answers: Vec<String>,
}

impl Walk<'_> {
    /// `@Ann`, `@3`, `#3` and `>>3` before word `at`.
    fn sign(&mut self, at: usize) {
        let Some(word) = self.words.get(at) else { return };
        let before = self.gap_before(at);
        let Some(sign) = ["@", "#", ">>"].into_iter().find(|sign| before.ends_with(sign)) else { return };
        let glued = before.len() == sign.len() && at > 0 && word.span.start > 0;
        let number = word.span.of(&self.page.text).parse().ok();
        if let Some(parent) = number.and_then(|number| self.names.numbered(number, self.own)) {
            self.push(parent, How::Number, Sureness::NUMBER);
        } else if sign == "@" && !glued {
            match self.author(at) {
                Some((known, _)) => self.known(known, How::Mention, Sureness::MENTION),
                None if number.is_none() => self.stranger(word.span),
                None => {}
            }
        }
    }

    /// What the comment begins with: `And yes Sir Scradge I agree`, `Ann, you are wrong`, `Well said, Ann Vane!`.
    fn opening(&mut self) {
        let mut at = 0;
        let mut greeted = false;
        loop {
            if let Some((known, length)) = self.author(at).filter(|_| at == 0 || self.may_name(at)) {
                if self.is_spoken_to(at + length) || (greeted && self.ends_clause(at + length)) {
                    self.known(known, How::Address, Sureness::ADDRESS);
                }
                return;
            }
            let Some((length, greeting)) = self.opener(at) else { break };
            greeted |= greeting;
            at += length;
            if self.ends_sentence(at) && !greeted {
                return;
            }
        }
        let length = self.stranger_length(at);
        let length = if greeted && (1..=LONGEST_STRANGER).contains(&length) { length } else { return };
        let (Some(first), Some(last)) = (self.words.get(at), self.words.get(at + length - 1)) else { return };
        if self.is_spoken_to(at + length) && !self.is_in_the_news(at, length) {
            self.stranger(first.span.cover(last.span));
        }
    }

    /// The phrase of the lists that begins with word `at`: how long it is and whether it speaks to somebody.
    fn opener(&self, at: usize) -> Option<(usize, bool)> {
        (1..=LONGEST_PHRASE).rev().find_map(|length| {
            let phrase = self.phrase(at, length)?;
            let greeting = greetings().contains(phrase.as_str());
            (greeting || openers().contains(phrase.as_str())).then_some((length, greeting))
        })
    }

    /// `I agree with Ann`, `Ann wrote:`, `…, Ann.` at word `at`.
    fn spoken_of(&mut self, at: usize) {
        let before = self.gap_before(at);
        let comma = at > 0 && before.trim_end() == ",";
        let begins = at == 0 || before.contains('\n');
        let led = (1..=LONGEST_PHRASE.min(at)).any(|length| {
            self.phrase(at - length, length).is_some_and(|phrase| before_names().contains(phrase.as_str()))
        });
        if !(comma || begins || led) || !self.may_name(at) {
            return;
        }
        let Some((known, length)) = self.author(at) else { return };
        let next = self.words.get(at + length).map_or("", |&word| self.index.forms.letters(word));
        let gap = self.gap_before(at + length);
        let wrote = matches!(next, "wrote" | "writes" | "said" | "says" | "posted")
            && self.gap_before(at + length + 1).trim_start().starts_with(':');
        let ends = self.words.len() == at + length || gap.trim_start().starts_with(['.', '!', '?']);
        if wrote && gap.trim().is_empty() {
            self.known(known, How::Quotation, Sureness::WROTE);
        } else if led || (comma && ends) {
            self.known(known, How::Address, if comma { Sureness::ADDRESS } else { Sureness::SPOKEN_OF });
        } else if at == 0 && matches!(next, "is" | "was" | "has") && self.is_right(at + length + 1) {
            self.known(known, How::Address, Sureness::SPOKEN_OF);
        }
    }

    fn is_right(&self, at: usize) -> bool {
        (at..at + 3).filter_map(|i| self.words.get(i)).any(|&word| {
            matches!(
                self.index.forms.letters(word),
                "right" | "wrong" | "correct" | "mistaken" | "spot" | "point"
            )
        })
    }

    /// The author of an earlier comment whose name, perhaps with a slip of the pen, begins with word `at`, and how many words of it stand there.
    fn author(&self, at: usize) -> Option<(Known, usize)> {
        self.author_by(at, true)
    }

    fn author_by(&self, at: usize, with_slips: bool) -> Option<(Known, usize)> {
        let most = self.names.longest;
        let known = |length: usize| {
            let name = self.name(at, length)?;
            let known = self.names.known(&name, self.own, with_slips)?;
            let fits = known.form != Form::Nearly || length > 1 || name.chars().count() > 6;
            fits.then_some((known, length))
        };
        (1..=most).rev().find_map(known)
    }

    /// Words from `at` on as one name, when nothing but what a name may have inside stands between them.
    fn name(&self, at: usize, length: usize) -> Option<String> {
        let words = self.words.get(at..at + length)?;
        let inside = |pair: &[Word]| match pair {
            [a, b] => {
                let gap = Span::new(a.span.end, b.span.start).of(&self.page.text);
                gap.len() <= 3 && gap.chars().all(|c| matches!(c, ' ' | '.' | '-' | '_' | '\'' | '\u{a0}'))
            }
            _ => false,
        };
        if !words.windows(2).all(inside) {
            return None;
        }
        let (last, rest) = words.split_last()?;
        let mut name: String = rest.iter().flat_map(|&word| [self.index.forms.letters(word), " "]).collect();
        name.push_str(self.index.forms.letters(*last));
        Some(name)
    }

    /// How many words from `at` on look like the name of somebody.
    fn stranger_length(&self, at: usize) -> usize {
        let rest = self.words.get(at..).unwrap_or(&[]);
        let named = |&(i, word): &(usize, &Word)| {
            let capital = word.span.of(&self.page.text).starts_with(char::is_uppercase);
            let joined = i == 0 || self.gap_before(at + i).chars().all(|c| matches!(c, ' ' | '.' | '-'));
            capital && joined && self.index.forms.tells(*word)
        };
        rest.iter().enumerate().take(LONGEST_STRANGER + 1).take_while(named).count()
    }

    /// Whether word `at` can begin a name: it has a capital, or the whole text has none to speak of.
    fn may_name(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            let written = word.span.of(&self.page.text);
            written.starts_with(char::is_uppercase)
                || (self.index.forms.tells(*word) && self.is_whole_name(at))
        })
    }

    /// Whether a whole name, and no part of one, begins with word `at`.
    fn is_whole_name(&self, at: usize) -> bool {
        let exact = self.author_by(at, false);
        exact.is_some_and(|(known, length)| known.form == Form::Full && length > 1)
    }

    /// Whether what stands before word `at` and that word show that the words before it were a call: a comma, or
    /// a new subject.
    fn is_spoken_to(&self, at: usize) -> bool {
        let gap = self.gap_before(at).trim();
        if gap.starts_with([',', '!', ':', '–', '—', '-', '…', '?']) {
            return true;
        }
        let next = self.words.get(at).map_or("", |&word| self.index.forms.letters(word));
        gap.is_empty()
            && matches!(next, "i" | "im" | "you" | "your" | "youre" | "we" | "ive" | "thank" | "thanks")
    }

    fn ends_clause(&self, at: usize) -> bool {
        at >= self.words.len() || self.gap_before(at).contains(['.', '!', '?', ',', ';', '\n', ':'])
    }

    fn ends_sentence(&self, at: usize) -> bool {
        at >= self.words.len() || self.gap_before(at).contains(['.', '!', '?', '\n'])
    }

    /// Whether the article has the name, and nothing shows that its bearer is spoken to all the same.
    fn is_in_the_news(&self, at: usize, length: usize) -> bool {
        let name = self.words.get(at..at + length).unwrap_or(&[]);
        let in_article = name.last().is_some_and(|word| self.index.in_article(word.form));
        let you = |&word: &Word| matches!(self.index.forms.letters(word), "you" | "your" | "youre" | "yours");
        let next = self.words.get(at + length..).unwrap_or(&[]).iter().take(LONGEST_PHRASE);
        in_article && !next.copied().any(|word| you(&word))
    }

    fn known(&mut self, known: Known, how: How, probability: f32) {
        let form = match known.form {
            Form::Full => 1.0,
            Form::Part => Sureness::PART,
            Form::Nearly => Sureness::NEARLY,
        };
        let several = if known.several { Sureness::SEVERAL } else { 1.0 };
        self.push(known.comment, how, probability * form * several);
    }

    fn push(&mut self, comment: usize, how: How, probability: f32) {
        self.found.push(Parent { comment, how, probability });
    }

    /// Somebody who is spoken to and wrote no comment.
    fn stranger(&mut self, span: Span) {
        let name = span.of(&self.page.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let is_author = self.names.is_author(&super::words::folded(&name));
        if name.contains(char::is_alphabetic) && !is_author && !self.answers.contains(&name) {
            self.answers.push(name);
        }
    }

    fn phrase(&self, at: usize, length: usize) -> Option<String> {
        let words = self.words.get(at..at + length)?;
        Some(words.iter().map(|&word| self.index.forms.letters(word)).collect::<Vec<_>>().join(" "))
    }

    /// What stands between word `at` and the word before it in the comment.
    fn gap_before(&self, at: usize) -> &str {
        let comment = self.page.comments.get(self.own);
        let (first, end) = comment
            .and_then(|comment| Some((comment.words.first()?.start, comment.words.last()?.end)))
            .unwrap_or_default();
        let start = at.checked_sub(1).and_then(|i| self.words.get(i)).map_or(first, |word| word.span.end);
        let end = self.words.get(at).map_or(end, |word| word.span.start);
        Span::new(start, end).of(&self.page.text)
    }
}

fn greetings() -> &'static HashSet<&'static str> {
    static LIST: OnceLock<HashSet<&str>> = OnceLock::new();
    LIST.get_or_init(|| entries(include_str!("data/greetings.txt")).collect())
}

fn openers() -> &'static HashSet<&'static str> {
    static LIST: OnceLock<HashSet<&str>> = OnceLock::new();
    LIST.get_or_init(|| entries(include_str!("data/openers.txt")).collect())
}

fn before_names() -> &'static HashSet<&'static str> {
    static LIST: OnceLock<HashSet<&str>> = OnceLock::new();
    LIST.get_or_init(|| entries(include_str!("data/before_name.txt")).collect())
}
