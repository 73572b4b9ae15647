//! Record ─► CSV: one row a statement, for spreadsheets and statistics.
//!
//! UTF-8, commas, a line feed after each row, quoted as RFC 4180 says. What the
//! columns hold:
//!
//! | column | what |
//! | --- | --- |
//! | `page` | the page's id |
//! | `statement` | the statement's id in the record, from 0 |
//! | `kind` | `direct`, `indirect`, `mixed` |
//! | `speaker`, `speaker_kind`, `probability` | the likeliest speaker; empty when nobody can be made out |
//! | `source`, `cue`, `content` | the words; pieces that stand apart are joined by ` … ` |
//! | `start`, `end` | where the first piece of the content starts and the last one ends |
//! | `confidence` | how sure the reader is of the statement, 0 to 1 |
//! | `how`, `mention` | what tells the speaker ([`Evidence`](crate::Evidence)), and the words of the place that does |
//! | `candidates` | who may have said it, where nobody is likely enough: `Ann Vane 0.2 … Bo Orme 0.1` |
//! | `identifiers` | the speaker's numbers in public registers, `register:number`, parted by spaces |
//!
//! With comments in place of statements, a row a comment:
//!
//! | column | what |
//! | --- | --- |
//! | `page`, `comment` | the page's id; the comment's id in the record, from 0 |
//! | `group`, `number`, `author`, `posted`, `votes`, `badges`, `removed` | as the page shows them |
//! | `parent`, `how`, `probability` | the comment that it answers, what tells so, how sure that is |
//! | `answers` | names addressed that are of no comment of the page, parted by ` … ` |
//! | `words` | what the reader wrote, paragraphs parted by line breaks |
//! | `quotes`, `statements` | what it quotes, parted by ` … `; ids of the statements among that |
//! | `start`, `end` | where the comment starts and ends, its head included |
//!
//! **Formulas.** A spreadsheet runs a cell that starts with `=`, `+`, `-`, `@`, a tab
//! or a line break, and a page may have been written to make use of it. Such a
//! cell gets an apostrophe in front, which spreadsheets take for *this is text*; so
//! does one that starts with apostrophes and then such a character. Nothing is
//! lost: to undo it, drop one apostrophe from a cell that starts with apostrophes
//! and then such a character ([`unguard`]).

use super::thread;
use crate::{Attributed, Comment, OffsetMap, OffsetUnit, Record, Reply, Span, Speaker, Statement};
use std::borrow::Cow;

/// Names of the columns, in order.
pub const COLUMNS: [&str; 16] = [
    "page",
    "statement",
    "kind",
    "speaker",
    "speaker_kind",
    "probability",
    "source",
    "cue",
    "content",
    "start",
    "end",
    "confidence",
    "how",
    "mention",
    "candidates",
    "identifiers",
];

/// The first row: the names of the columns.
pub fn header() -> String {
    lines([COLUMNS.map(str::to_owned)])
}

/// The rows of one record, with `start` and `end` in `unit`; empty for a page without statements.
///
/// ```
/// use whosaid::{OffsetUnit, Page, Reader, write::csv};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let record = Reader::new()?.read(&Page::from_text("“Yes,” she said."));
/// let table = csv::header() + &csv::rows(&record, OffsetUnit::CodePoint);
/// assert!(table.starts_with("page,statement,kind,speaker,"));
/// # Ok(()) }
/// ```
pub fn rows(record: &Record, unit: OffsetUnit) -> String {
    let map = OffsetMap::new(&record.page.text, unit);
    lines(record.statements.iter().map(|statement| row(record, statement, &map)))
}

fn row(record: &Record, statement: &Statement, map: &OffsetMap) -> [String; 16] {
    let text = &record.page.text;
    let first = statement.speakers.first().filter(|first| first.speaker < record.speakers.len());
    let speaker = first.and_then(|first| record.speakers.get(first.speaker));
    let mention = first.and_then(|first| first.mention).map_or("", |mention| mention.of(text));
    let whole = statement.content.iter().copied().reduce(Span::cover).map(|span| map.offsets(span));
    [
        guard(&record.page.id).into_owned(),
        statement.id.to_string(),
        statement.kind.name().to_owned(),
        guard(speaker.map_or("", |speaker| &speaker.name)).into_owned(),
        speaker.map_or("", |speaker| speaker.kind.name()).to_owned(),
        first.map(|first| first.probability.to_string()).unwrap_or_default(),
        guard(&pieces(text, &statement.source)).into_owned(),
        guard(&pieces(text, &statement.cue)).into_owned(),
        guard(&pieces(text, &statement.content)).into_owned(),
        whole.map(|(start, _)| start.to_string()).unwrap_or_default(),
        whole.map(|(_, end)| end.to_string()).unwrap_or_default(),
        statement.confidence.to_string(),
        first.map_or("", |first| first.how.name()).to_owned(),
        guard(mention).into_owned(),
        guard(&candidates(record, statement)).into_owned(),
        guard(&speaker.map_or(String::new(), identifiers)).into_owned(),
    ]
}

fn identifiers(speaker: &Speaker) -> String {
    let all = speaker.identifiers.iter().map(|(register, number)| format!("{register}:{number}"));
    all.collect::<Vec<_>>().join(" ")
}

fn candidates(record: &Record, statement: &Statement) -> String {
    let one = |one: &Attributed| {
        let speaker = record.speakers.get(one.speaker)?;
        Some(format!("{} {}", speaker.name, one.probability))
    };
    statement.candidates.iter().filter_map(one).collect::<Vec<_>>().join(" … ")
}

/// Names of the columns of [`comment_rows`], in order.
pub const COMMENT_COLUMNS: [&str; 18] = [
    "page",
    "comment",
    "group",
    "number",
    "author",
    "posted",
    "votes",
    "badges",
    "removed",
    "parent",
    "how",
    "probability",
    "answers",
    "words",
    "quotes",
    "statements",
    "start",
    "end",
];

/// The first row above [`comment_rows`]: the names of the columns.
pub fn comment_header() -> String {
    lines([COMMENT_COLUMNS.map(str::to_owned)])
}

/// The rows of one record's comments, with `start` and `end` in `unit`; empty for a page without comments.
pub fn comment_rows(record: &Record, unit: OffsetUnit) -> String {
    let map = OffsetMap::new(&record.page.text, unit);
    let nothing = Reply::default();
    let comments = record.page.comments.iter().enumerate();
    lines(comments.map(|(id, comment)| {
        let reply = record.thread.get(id).unwrap_or(&nothing);
        comment_row(record, id, comment, reply, &map)
    }))
}

fn comment_row(
    record: &Record,
    id: usize,
    comment: &Comment,
    reply: &Reply,
    map: &OffsetMap,
) -> [String; 18] {
    let text = &record.page.text;
    let cell = |words: &str| guard(words).into_owned();
    let number = |number: Option<String>| number.unwrap_or_default();
    let parent = thread::parent(record, id);
    let words: Vec<&str> = comment.words.iter().map(|span| span.of(text)).collect();
    let quotes: Vec<Span> = reply.quotations.iter().map(|quoted| quoted.span).collect();
    let statements = reply.quotations.iter().filter_map(|quoted| quoted.statement);
    let statements: Vec<String> = statements.map(|statement| statement.to_string()).collect();
    let (start, end) = map.offsets(comment.span);
    [
        cell(&record.page.id),
        id.to_string(),
        comment.group.name().to_owned(),
        number(comment.number.map(|number| number.to_string())),
        cell(comment.author.as_deref().unwrap_or("")),
        cell(comment.posted.as_deref().unwrap_or("")),
        number(comment.votes.map(|votes| votes.to_string())),
        cell(&comment.badges.join(" … ")),
        comment.removed.to_string(),
        number(parent.map(|parent| parent.comment.to_string())),
        number(parent.map(|parent| parent.how.name().to_owned())),
        number(parent.map(|parent| parent.probability.to_string())),
        cell(&reply.answers.join(" … ")),
        cell(&words.join("\n")),
        cell(&pieces(text, &quotes)),
        statements.join(" "),
        start.to_string(),
        end.to_string(),
    ]
}

fn pieces(text: &str, spans: &[Span]) -> String {
    let pieces: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    pieces.join(" … ")
}

/// `cell` as it is written: harmless to a spreadsheet.
///
/// ```
/// use whosaid::write::csv::guard;
/// assert_eq!(guard("=1+1"), "'=1+1");
/// assert_eq!(guard("'-5 degrees', she said"), "''-5 degrees', she said");
/// assert_eq!(guard("'Yes', she said"), "'Yes', she said");
/// ```
pub fn guard(cell: &str) -> Cow<'_, str> {
    if starts_a_formula(cell.trim_start_matches('\'')) { format!("'{cell}").into() } else { cell.into() }
}

/// What `cell` was before [`guard`].
///
/// ```
/// use whosaid::write::csv::{guard, unguard};
/// for cell in ["=1+1", "'=1+1", "'Yes'", "plain"] {
///     assert_eq!(unguard(&guard(cell)), cell);
/// }
/// ```
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if starts_a_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// The full-width forms count too: spreadsheets of some languages take them for the narrow ones.
fn starts_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn lines<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to memory does not fail, and every row has as many cells as the first.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::testing;
    use crate::{SpeakerKind, StatementKind};
    use proptest::prelude::*;

    #[test]
    fn a_row_a_statement() {
        let record = testing::record(
            "[t3:\"Nobody\", signed this]\n\n[t1:“We are ready,”] [s1,2:Anna Lund] [c1:said]. [t1:“Come.”] She [c2:hoped] [t2:for,\nsun].",
        )
        .speaker("=Anna Lund", SpeakerKind::Person, &[1, 2])
        .kind(StatementKind::Direct, &[1])
        .build();
        insta::assert_snapshot!(header() + &rows(&record, OffsetUnit::CodePoint));
    }

    #[test]
    fn identifiers_of_the_speaker() {
        let mut record = testing::record("[t1:“Come,”] [s1:Anna Lund] [c1:said].")
            .speaker("Anna Lund", SpeakerKind::Person, &[1])
            .build();
        let ids =
            [("wikidata", "Q1"), ("viaf", "22")].map(|(register, id)| (register.to_owned(), id.to_owned()));
        record.speakers[0].identifiers.extend(ids);
        assert!(rows(&record, OffsetUnit::CodePoint).ends_with(",viaf:22 wikidata:Q1\n"));
        record.speakers[0].identifiers = [("=x".to_owned(), "1".to_owned())].into();
        assert!(rows(&record, OffsetUnit::CodePoint).ends_with(",'=x:1\n"));
    }

    #[test]
    fn doubt_has_columns() {
        insta::assert_snapshot!(rows(&testing::doubtful(), OffsetUnit::CodePoint));
    }

    #[test]
    fn a_row_a_comment() {
        let record = crate::answer::tests::record(include_str!("testdata/thread.txt"), &["Ada Quist"]);
        insta::assert_snapshot!(comment_header() + &comment_rows(&record, OffsetUnit::CodePoint));
    }

    #[test]
    fn a_page_without_statements_has_no_row() {
        assert_eq!(rows(&testing::record("Nothing was said").build(), OffsetUnit::Utf8), "");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(cell in "['=+@\\-\ta]{0,6}") {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), &cell);
            prop_assert!(!starts_a_formula(&guarded));
        }
    }
}
