//! Quotation marks, and what they and capitals tell about a gold statement.
//!
//! Apart from the reader's own segmentation on purpose: a score must not move because the thing scored
//! sees quotation marks differently. Marks are matched line by line, so a lost one stays local.

use serde::Serialize;
use whosaid::{Span, StatementKind};

/// Whether a mark is single or double.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `“ ” „ "`, and two straight single marks or two backquotes in a row, as typewriters have it.
    Double,
    /// `‘ ’ '`
    Single,
}

/// Whether a mark opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Starts a quotation.
    Open,
    /// Ends one.
    Close,
}

/// A quotation mark; apostrophes are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands.
    pub at: Span,
    /// Single or double.
    pub style: Style,
    /// Opening or closing.
    pub side: Side,
}

/// All quotation marks of `text`, in order.
///
/// ```
/// use whosaid_eval::marks::marks;
/// assert_eq!(marks("‘It’s late,’ the voters’ man said.").len(), 2);
/// ```
pub fn marks(text: &str) -> Vec<Mark> {
    lines(text).flat_map(|line| line_marks(text, line)).collect()
}

/// The outermost quotations of `text`, marks included; an unclosed one ends with its line.
pub fn quoted(text: &str) -> Vec<Span> {
    lines(text).flat_map(|line| line_quoted(text, line)).collect()
}

fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = Span::new(start, start + line.len());
        start = span.end;
        Span::new(span.start, span.start + line.trim_end_matches(['\n', '\r']).len())
    })
}

fn line_marks(text: &str, line: Span) -> Vec<Mark> {
    let chars = characters(text, line);
    let mut found = doubles(&chars);
    found.extend(singles(&chars));
    found.sort_by_key(|mark| mark.at);
    found
}

/// The line's characters; two single marks in a row are one double mark.
fn characters(text: &str, line: Span) -> Vec<(Span, char)> {
    let mut chars: Vec<(Span, char)> = Vec::new();
    for (i, c) in line.of(text).char_indices() {
        let at = Span::new(line.start + i, line.start + i + c.len_utf8());
        match chars.last_mut() {
            Some(last) if last.1 == c && "'`".contains(c) => *last = (last.0.cover(at), '"'),
            _ => chars.push((at, c)),
        }
    }
    chars
}

fn doubles(chars: &[(Span, char)]) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut inside = false;
    for (i, &(at, c)) in chars.iter().enumerate() {
        let side = match c {
            '“' | '„' | '‟' => Side::Open,
            '”' => Side::Close,
            '"' => straight_side(chars, i, inside),
            _ => continue,
        };
        inside = side == Side::Open;
        found.push(Mark { at, style: Style::Double, side });
    }
    found
}

/// The neighbours tell the side where they can, what came before where they cannot.
fn straight_side(chars: &[(Span, char)], i: usize, inside: bool) -> Side {
    match (can_open(chars, i), can_close(chars, i)) {
        (true, false) => Side::Open,
        (false, true) => Side::Close,
        _ if inside => Side::Close,
        _ => Side::Open,
    }
}

fn before(chars: &[(Span, char)], i: usize) -> Option<char> {
    i.checked_sub(1).and_then(|i| chars.get(i)).map(|c| c.1)
}

fn after(chars: &[(Span, char)], i: usize) -> Option<char> {
    chars.get(i + 1).map(|c| c.1)
}

fn can_open(chars: &[(Span, char)], i: usize) -> bool {
    let free = before(chars, i).is_none_or(|c| c.is_whitespace() || "([{—–-/“„\"‘'".contains(c));
    free && after(chars, i).is_some_and(|c| !c.is_whitespace())
}

fn can_close(chars: &[(Span, char)], i: usize) -> bool {
    before(chars, i).is_some_and(|c| !c.is_whitespace())
        && after(chars, i).is_none_or(|c| !c.is_alphanumeric())
}

fn singles(chars: &[(Span, char)]) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let (at, c) = chars[i];
        if !"‘'".contains(c) || !can_open(chars, i) || elision(chars, i) {
            i += 1;
            continue;
        }
        let close = single_close(chars, i);
        // Only the curly mark is sure to open when nothing closes: a quotation that goes on in the next paragraph.
        if c == '‘' || close.is_some() {
            found.push(Mark { at, style: Style::Single, side: Side::Open });
        }
        if let Some(close) = close {
            found.push(Mark { at: chars[close].0, style: Style::Single, side: Side::Close });
        }
        i = close.unwrap_or(i) + 1;
    }
    found
}

/// `’em`, `’90s`: an apostrophe at the start of a word.
fn elision(chars: &[(Span, char)], i: usize) -> bool {
    let word: String =
        chars[i + 1..].iter().map(|c| c.1).take_while(|c| c.is_alphanumeric()).take(6).collect::<String>();
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let decade = digits == 2 && matches!(&word[2..], "" | "s");
    decade
        || ["em", "til", "tis", "twas", "cause", "round", "bout", "n"].contains(&word.to_lowercase().as_str())
}

/// The mark that closes the one at `open`: the first that can and is no plural's apostrophe (`voters’ rights`),
/// else the last that looks like one.
fn single_close(chars: &[(Span, char)], open: usize) -> Option<usize> {
    let mut doubtful = None;
    for i in open + 2..chars.len() {
        if chars[i].1 == '‘' && chars[open].1 == '‘' && can_open(chars, i) {
            break;
        }
        if !"’'".contains(chars[i].1) || !can_close(chars, i) {
            continue;
        }
        if !plural(chars, i) {
            return Some(i);
        }
        doubtful = Some(i);
    }
    doubtful
}

fn plural(chars: &[(Span, char)], i: usize) -> bool {
    let next_word = chars.get(i + 2).is_some_and(|c| c.1.is_alphanumeric());
    before(chars, i).is_some_and(|c| "sSzx".contains(c)) && after(chars, i) == Some(' ') && next_word
}

fn line_quoted(text: &str, line: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut outer: Option<Mark> = None;
    for mark in line_marks(text, line) {
        match (outer, mark.side) {
            (None, Side::Open) => outer = Some(mark),
            (Some(open), Side::Close) if open.style == mark.style => {
                found.push(Span::new(open.at.start, mark.at.end));
                outer = None;
            }
            // The line's first mark closes: its opening one was lost.
            (None, Side::Close) if found.is_empty() && mark.style == Style::Double => {
                found.push(Span::new(line.start, mark.at.end));
            }
            _ => {}
        }
    }
    if let Some(open) = outer {
        found.push(Span::new(open.at.start, line.end));
    }
    found
}

/// Direct when every letter and digit of `content` stands in a quotation, indirect when none does.
pub fn statement_kind(text: &str, quoted: &[Span], content: &[Span]) -> StatementKind {
    let (mut inside, mut outside) = (false, false);
    for piece in content {
        for (i, c) in piece.of(text).char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let at = piece.start + i;
            let after = quoted.partition_point(|q| q.end <= at);
            let within = quoted.get(after).is_some_and(|q| q.start <= at && at + c.len_utf8() <= q.end);
            inside |= within;
            outside |= !within;
        }
    }
    match (inside, outside) {
        (true, false) => StatementKind::Direct,
        (true, true) => StatementKind::Mixed,
        (false, _) => StatementKind::Indirect,
    }
}

/// How a source names the speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A capitalised name stands in it.
    Named,
    /// Nothing but a pronoun.
    Pronoun,
    /// Other words.
    Description,
    /// No source.
    None,
}

const PRONOUNS: &[&str] = &[
    "i",
    "me",
    "my",
    "mine",
    "myself",
    "we",
    "us",
    "our",
    "ours",
    "ourselves",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "it",
    "its",
    "itself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
    "who",
    "whom",
    "whose",
    "which",
    "that",
    "this",
    "these",
    "those",
    "one",
    "himself",
    "y'all",
];

/// Capitalised at the start of a sentence, or as a title, without naming anybody.
const NO_NAMES: &[&str] = &[
    "a",
    "an",
    "the",
    "some",
    "many",
    "most",
    "several",
    "few",
    "both",
    "all",
    "any",
    "each",
    "every",
    "no",
    "not",
    "another",
    "other",
    "others",
    "such",
    "much",
    "more",
    "and",
    "or",
    "but",
    "of",
    "in",
    "on",
    "at",
    "for",
    "from",
    "with",
    "by",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "only",
    "even",
    "neither",
    "either",
    "none",
    "nobody",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "anyone",
    "people",
    "president",
    "senator",
    "sen",
    "governor",
    "gov",
    "secretary",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "judge",
    "rep",
    "congressman",
    "congresswoman",
    "minister",
    "mayor",
    "officials",
    "critics",
    "sources",
    "experts",
    "analysts",
];

/// What kind of source `source` is.
pub fn source_kind(text: &str, source: &[Span]) -> SourceKind {
    let words: Vec<Span> = source.iter().flat_map(|&span| words(text, span)).collect();
    if words.is_empty() {
        return SourceKind::None;
    }
    if words.iter().all(|w| listed(PRONOUNS, w.of(text))) {
        return SourceKind::Pronoun;
    }
    if words.iter().any(|&w| names(text, w)) { SourceKind::Named } else { SourceKind::Description }
}

fn words(text: &str, span: Span) -> Vec<Span> {
    let part = |c: char| c.is_alphanumeric() || "'’".contains(c);
    let mut found = Vec::new();
    let mut start = None;
    for (i, c) in span.of(text).char_indices().chain([(span.len(), ' ')]) {
        match (start, part(c)) {
            (None, true) => start = Some(i),
            (Some(s), false) => {
                found.push(Span::new(span.start + s, span.start + i));
                start = None;
            }
            _ => {}
        }
    }
    found.retain(|w| w.of(text).chars().any(char::is_alphanumeric));
    found
}

fn listed(list: &[&str], word: &str) -> bool {
    let word = word.to_lowercase().replace('’', "'");
    list.contains(&word.trim_matches('\'')) || list.contains(&word.trim_end_matches("'s"))
}

fn capitalised(word: &str) -> bool {
    word.trim_start_matches(['\'', '’']).starts_with(char::is_uppercase)
}

/// Whether the word is a proper name, as far as capitals tell: a sentence's first word counts when the
/// page has it capitalised within a sentence, or never has it in small letters.
fn names(text: &str, word: Span) -> bool {
    let shown = word.of(text);
    if !capitalised(shown) || listed(NO_NAMES, shown) || listed(PRONOUNS, shown) {
        return false;
    }
    !starts_sentence(text, word.start) || known_name(text, shown)
}

fn known_name(text: &str, word: &str) -> bool {
    let all = words(text, Span::new(0, text.len()));
    let inner = all.iter().any(|w| w.of(text) == word && !starts_sentence(text, w.start));
    let small = word.to_lowercase();
    inner || !all.iter().any(|w| w.of(text) == small)
}

fn starts_sentence(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let ended = before.trim_end_matches(|c: char| c.is_whitespace() || "“„‟\"‘'([—–•*".contains(c));
    ended.is_empty()
        || before[ended.len()..].contains('\n')
        || ended.ends_with(['.', '!', '?', ':', '”', '’', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with `<` and `>` for opening and closing double marks, `{` and `}` for single ones.
    fn shown(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for mark in marks(text) {
            out.push_str(&text[at..mark.at.start]);
            out.push_str(match (mark.style, mark.side) {
                (Style::Double, Side::Open) => "<",
                (Style::Double, Side::Close) => ">",
                (Style::Single, Side::Open) => "{",
                (Style::Single, Side::Close) => "}",
            });
            at = mark.at.end;
        }
        out + &text[at..]
    }

    #[test]
    fn tells_marks_from_apostrophes() {
        assert_eq!(shown("“It’s late,” he said."), "<It’s late,> he said.");
        assert_eq!(shown("\"Go,\" she said. \"Now.\""), "<Go,> she said. <Now.>");
        assert_eq!(shown("‘It’s the voters’ choice,’ he said."), "{It’s the voters’ choice,} he said.");
        assert_eq!(shown("'Don't,' he said, in '98."), "{Don't,} he said, in '98.");
        assert_eq!(shown("“He said ‘no’ to it.”"), "<He said {no} to it.>");
        assert_eq!(shown("the ’90s and ‘em both, the boys' club"), "the ’90s and ‘em both, the boys' club");
        assert_eq!(shown("(\"yes\")—\"no\""), "(<yes>)—<no>");
        assert_eq!(shown("''It's so,'' she said, ``no''."), "<It's so,> she said, <no>.");
        assert_eq!(shown("‘It goes on.\n‘And ends.’"), "{It goes on.\n{And ends.}");
    }

    #[test]
    fn quotations_end_with_their_line() {
        let text = "He said: “One\n“Two” and ‘three’.\nlost” here “x”";
        let found: Vec<&str> = quoted(text).iter().map(|q| q.of(text)).collect();
        assert_eq!(found, ["“One", "“Two”", "‘three’", "lost”", "“x”"]);
    }

    #[test]
    fn kinds_of_statement() {
        let text = "“Yes, sir,” he said, but “no” was what he meant.";
        let q = quoted(text);
        let kind = |content: &str| {
            let start = text.find(content).unwrap();
            statement_kind(text, &q, &[Span::new(start, start + content.len())])
        };
        assert_eq!(kind("“Yes, sir,”"), StatementKind::Direct);
        assert_eq!(kind("Yes, sir"), StatementKind::Direct);
        assert_eq!(kind("“no” was what he meant"), StatementKind::Mixed);
        assert_eq!(kind("what he meant"), StatementKind::Indirect);
        assert_eq!(statement_kind(text, &q, &[]), StatementKind::Indirect);
    }

    #[test]
    fn kinds_of_source() {
        let text = "Officials met. Voters cheered as Ann Lee spoke. The mayor, she and Poe agreed; voters left. \
                    Poe said so. Critics of Mr Bell did.";
        let kind = |source: &str| {
            let start = text.find(source).unwrap();
            source_kind(text, &[Span::new(start, start + source.len())])
        };
        assert_eq!(kind("Officials"), SourceKind::Description);
        assert_eq!(kind("Voters"), SourceKind::Description);
        assert_eq!(kind("Ann Lee"), SourceKind::Named);
        assert_eq!(kind("The mayor"), SourceKind::Description);
        assert_eq!(kind("she"), SourceKind::Pronoun);
        assert_eq!(kind("Poe said").to_owned(), SourceKind::Named);
        assert_eq!(kind("Critics of Mr Bell"), SourceKind::Named);
        assert_eq!(source_kind(text, &[]), SourceKind::None);
        assert_eq!(source_kind(text, &[Span::new(900, 901)]), SourceKind::None);
    }

    proptest! {
        #[test]
        fn marks_stand_in_order_on_boundaries(text in "[a-s \n'\"‘’“”.]{0,60}") {
            let found = marks(&text);
            prop_assert!(found.windows(2).all(|w| w[0].at.end <= w[1].at.start));
            prop_assert!(found.iter().all(|m| matches!(m.at.of(&text).chars().count(), 1 | 2)));
            let q = quoted(&text);
            prop_assert!(q.windows(2).all(|w| w[0].end <= w[1].start));
            prop_assert!(q.iter().all(|q| !q.of(&text).contains('\n')));
        }
    }
}
