//! Record ─► brat stand-off: a `.txt` with the page's text and an `.ann` beside it.
//!
//! Text-bound annotations (`T`) are the contents, sources and cues; relations (`R`)
//! tie a source or a cue to its content, because a statement may have none of
//! either, which events with a trigger cannot say. The statement's kind is an
//! attribute of its content, its speakers are notes on it, each with its probability and what tells it; so are those who
//! only may have said it (`perhaps …`). Words that belong to two
//! statements are annotated once and related twice.
//!
//! Comments and what they quote are text-bound too; relations tie an answer to what it answers and a
//! quotation to its comment and to the content or comment that it quotes. Names of readers and speakers are notes.
//!
//! Offsets are Unicode code points into `page.text`. brat takes a fragment to lie
//! on one line, so a span over several lines becomes several fragments.

use super::cast::{Cast, percent};
use super::marks::Role;
use super::thread;
use crate::{OffsetMap, OffsetUnit, Record, Span, Statement};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The `annotation.conf` that brat needs beside the files, to know the types.
pub const CONFIGURATION: &str = "\
[entities]
Content
Source
Cue
Comment
Quotation

[relations]
Says\tArg1:Source, Arg2:Content
Signals\tArg1:Cue, Arg2:Content
Answers\tArg1:Comment, Arg2:Comment
Makes\tArg1:Comment, Arg2:Quotation
Quotes\tArg1:Quotation, Arg2:Content|Comment
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Kind\tArg:Content, Value:direct|indirect|mixed
";

/// The `.ann` file of `record`; the `.txt` file is `record.page.text`, unchanged.
///
/// ```
/// use whosaid::{Page, Reader, write::brat};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let record = Reader::new()?.read(&Page::from_text("“Yes,” she said."));
/// let (txt, ann) = (&record.page.text, brat::ann(&record));
/// # let _ = (txt, ann);
/// # Ok(()) }
/// ```
pub fn ann(record: &Record) -> String {
    let mut file = Ann {
        text: &record.page.text,
        map: OffsetMap::new(&record.page.text, OffsetUnit::CodePoint),
        known: BTreeMap::new(),
        relations: 0,
        attributes: 0,
        notes: 0,
        out: String::new(),
    };
    let cast = Cast::new(record);
    let contents: Vec<Option<usize>> =
        record.statements.iter().map(|statement| file.statement(&cast, statement)).collect();
    file.comments(record, &contents);
    file.out
}

/// What an annotation is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Type {
    Of(Role),
    Comment,
    Quotation,
}

struct Ann<'r> {
    text: &'r str,
    map: OffsetMap<'r>,
    /// Number of each `T` line.
    known: BTreeMap<(Type, Vec<Span>), usize>,
    relations: usize,
    attributes: usize,
    notes: usize,
    out: String,
}

// Writing into a string does not fail: the results of `writeln!` are let go.
impl Ann<'_> {
    /// The number of the statement's content, if it has words.
    fn statement(&mut self, cast: &Cast, statement: &Statement) -> Option<usize> {
        let content = self.text_bound(Type::Of(Role::Content), &statement.content)?;
        self.attributes += 1;
        let _ = writeln!(self.out, "A{}\tKind T{content} {}", self.attributes, statement.kind.name());
        if let Some(source) = self.text_bound(Type::Of(Role::Source), &statement.source) {
            self.relation("Says", source, content);
        }
        if let Some(cue) = self.text_bound(Type::Of(Role::Cue), &statement.cue) {
            self.relation("Signals", cue, content);
        }
        for one in &statement.speakers {
            if let Some(name) = cast.name(one.speaker) {
                self.note(content, &format!("{name} · {} · {}", percent(one.probability), cast.why(one)));
            }
        }
        for one in &statement.candidates {
            if let Some(name) = cast.name(one.speaker) {
                let why = cast.why(one);
                self.note(content, &format!("perhaps {name} · {} · {why}", percent(one.probability)));
            }
        }
        Some(content)
    }

    /// Comments, whom they answer and what they quote; a comment without words has no place to be annotated at.
    fn comments(&mut self, record: &Record, contents: &[Option<usize>]) {
        let mut comments = Vec::with_capacity(record.page.comments.len());
        for (i, comment) in record.page.comments.iter().enumerate() {
            let number = self.text_bound(Type::Comment, &comment.words);
            comments.push(number);
            let Some(number) = number else { continue };
            if comment.author.is_some() {
                self.note(number, thread::author(record, i));
            }
            if let Some(parent) = thread::parent(record, i).and_then(|parent| comments[parent.comment]) {
                self.relation("Answers", number, parent);
            }
        }
        for (i, reply) in record.thread.iter().enumerate() {
            for quoted in &reply.quotations {
                let Some(quotation) = self.text_bound(Type::Quotation, &[quoted.span]) else { continue };
                if let Some(&Some(comment)) = comments.get(i) {
                    self.relation("Makes", comment, quotation);
                }
                let statement = quoted.statement.and_then(|statement| contents.get(statement).copied()?);
                let comment = quoted.comment.and_then(|comment| comments.get(comment).copied()?);
                if let Some(target) = statement.or(comment) {
                    self.relation("Quotes", quotation, target);
                }
                if let Some(speaker) = quoted.speaker.and_then(|id| record.speakers.get(id)) {
                    self.note(quotation, &speaker.name);
                }
            }
        }
    }

    fn note(&mut self, number: usize, words: &str) {
        let words: Vec<&str> = words.split(breaks_a_line).collect();
        self.notes += 1;
        let _ = writeln!(self.out, "#{}\tAnnotatorNotes T{number}\t{}", self.notes, words.join(" "));
    }

    /// The number of the annotation, written if it is new; `None` when there are no words.
    fn text_bound(&mut self, of: Type, spans: &[Span]) -> Option<usize> {
        let fragments: Vec<Span> = spans.iter().flat_map(|&span| fragments(self.text, span)).collect();
        if fragments.is_empty() {
            return None;
        }
        let next = self.known.len() + 1;
        let number = *self.known.entry((of, fragments.clone())).or_insert(next);
        if number == next {
            let name = match of {
                Type::Of(Role::Content) => "Content",
                Type::Of(Role::Source) => "Source",
                Type::Of(Role::Cue) => "Cue",
                Type::Of(Role::Mention(_)) => "Mention",
                Type::Comment => "Comment",
                Type::Quotation => "Quotation",
            };
            let places: Vec<String> = fragments
                .iter()
                .map(|&span| self.map.offsets(span))
                .map(|(start, end)| format!("{start} {end}"))
                .collect();
            let words: Vec<&str> = fragments.iter().map(|span| span.of(self.text)).collect();
            let _ = writeln!(self.out, "T{number}\t{name} {}\t{}", places.join(";"), words.join(" "));
        }
        Some(number)
    }

    fn relation(&mut self, name: &str, from: usize, to: usize) {
        self.relations += 1;
        let _ = writeln!(self.out, "R{}\t{name} Arg1:T{from} Arg2:T{to}", self.relations);
    }
}

/// `span` without its line breaks and tabs, which an annotation's line cannot hold.
fn fragments(text: &str, span: Span) -> Vec<Span> {
    let mut start = span.start;
    let pieces = span.of(text).split_inclusive(breaks_a_line).map(|piece| {
        let words = piece.trim_end_matches(breaks_a_line);
        let fragment = Span::new(start, start + words.len()).trim(text);
        start += piece.len();
        fragment
    });
    pieces.filter(|fragment| !fragment.is_empty()).collect()
}

/// brat reads its files with Python, for which all of these end a line; a tab ends a field.
fn breaks_a_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::testing;
    use crate::{SpeakerKind, StatementKind};

    #[test]
    fn shared_split_and_over_several_lines() {
        let record = testing::record(
            "市長 🌉 [t3:“Opens early”]\n\n[t1:“We are ready,”] [s1,2:Anna Lund] [c1:said]. [t1:“Come\nin May.]\n\n[t1:Or June.”] She [c2:hoped] [t2:for\tsun].",
        )
        .speaker("Anna\nLund", SpeakerKind::Person, &[1, 2])
        .kind(StatementKind::Direct, &[1, 3])
        .build();
        insta::assert_snapshot!(ann(&record));
    }

    #[test]
    fn who_may_have_said_it_is_a_note_too() {
        insta::assert_snapshot!(ann(&testing::doubtful()));
    }

    #[test]
    fn comments_and_what_they_quote() {
        let record = crate::answer::tests::record(include_str!("testdata/thread.txt"), &["Ada Quist"]);
        insta::assert_snapshot!(ann(&record));
    }

    #[test]
    fn every_fragment_shows_the_words_of_its_place() {
        let record = testing::record("é [t1:“a\u{2028}b”\r\nc] [s1:🌉 x] [c1:says]").build();
        let text: Vec<char> = record.page.text.chars().collect();
        for line in ann(&record).lines().filter(|line| line.starts_with('T')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let (_, places) = fields[1].split_once(' ').expect("a type and places");
            let words: Vec<String> = places
                .split(';')
                .map(|place| {
                    let (start, end) = place.split_once(' ').expect("start and end");
                    text[start.parse().expect("start")..end.parse().expect("end")].iter().collect()
                })
                .collect();
            assert_eq!(words.join(" "), fields[2]);
        }
    }
}
