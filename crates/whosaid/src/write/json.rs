//! Record ─► JSON, `whosaid.record/1`, and back.
//!
//! The types here are the wire form and nothing else: every field is always
//! present, what has no value is `null` or `[]`, and offsets are in the unit that
//! `offsets` names. Their JSON Schema is `schema/record-1.schema.json` in the
//! repository; a test keeps it in step. A change that breaks it is a new version.
//!
//! ```
//! use whosaid::{OffsetUnit, Page, Reader, write::json};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let record = Reader::new()?.read(&Page::from_text("“Yes,” she said."));
//! let line = json::line(&record, OffsetUnit::CodePoint);
//! assert!(line.starts_with(r#"{"schema":"whosaid.record/1","offsets":"codepoint""#));
//! let parsed = json::JsonRecord::parse(&line)?;
//! assert_eq!(parsed.page.text, "“Yes,” she said.");
//! # Ok(()) }
//! ```

mod comment;

use crate::{
    Attributed, Block, BlockKind, Evidence, Input, InputKind, OffsetMap, OffsetUnit, Page, Record, Span,
    Speaker, SpeakerKind, Statement, StatementKind,
};
use comment::Counts;
pub use comment::{JsonComment, JsonParent, JsonQuotation, JsonQuote};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The record as one indented JSON object, without a line break at its end.
pub fn pretty(record: &Record, unit: OffsetUnit) -> String {
    serde_json::to_string_pretty(&JsonRecord::new(record, unit)).unwrap_or_default()
}

/// The record as one line of JSON, without a line break at its end.
pub fn line(record: &Record, unit: OffsetUnit) -> String {
    serde_json::to_string(&JsonRecord::new(record, unit)).unwrap_or_default()
}

/// Why a JSON text is not a record that can be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// Not JSON, or not the fields of a record.
    #[error("not a record: {0}")]
    NotARecord(String),
    /// A record of a version that this program does not know.
    #[error("the record is of version `{0}`; this program reads `whosaid.record/1`")]
    Version(String),
    /// A place that does not fit the page's text, or shows other words than the text has there.
    #[error("{start}–{end} does not fit the page's text")]
    Place {
        /// Start, in the record's unit.
        start: usize,
        /// End, in the record's unit.
        end: usize,
    },
    /// A number that points to no speaker, block, statement or (earlier) comment of the record.
    #[error("the record has no {what} {id}")]
    Missing {
        /// What is pointed to.
        what: &'static str,
        /// The number.
        id: usize,
    },
}

/// Who said what on one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema), schemars(title = "whosaid.record/1"))]
pub struct JsonRecord {
    /// Name and version of this form.
    pub schema: JsonVersion,
    /// Unit of every `start` and `end`: Unicode code points, UTF-8 bytes or UTF-16 code units.
    #[serde(with = "UnitName")]
    #[cfg_attr(test, schemars(with = "UnitName"))]
    pub offsets: OffsetUnit,
    /// The page that was read.
    pub page: JsonPage,
    /// The parts of the page, in order, not overlapping.
    pub blocks: Vec<JsonBlock>,
    /// Everyone who says something, or may (`candidates`); `id` is the index. First those of the statements, in order of
    /// first mention; then the readers, by their first comment; then those whom only readers quote.
    pub speakers: Vec<JsonSpeaker>,
    /// Every statement, in order of appearance; `id` is the index.
    pub statements: Vec<JsonStatement>,
    /// The readers' comments, in order; `id` is the index.
    pub comments: Vec<JsonComment>,
}

/// Name and version of the form of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub enum JsonVersion {
    /// Version 1.
    #[serde(rename = "whosaid.record/1")]
    V1,
}

/// The names of [`OffsetUnit`] on the wire.
#[derive(Serialize, Deserialize)]
#[serde(remote = "OffsetUnit", rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema), schemars(inline))]
enum UnitName {
    CodePoint,
    Utf8,
    Utf16,
}

/// A page: its text and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonPage {
    /// Name that the caller knows the page by.
    pub id: String,
    /// Where the text came from.
    pub input: JsonInput,
    /// The page's address.
    pub url: Option<String>,
    /// The name of the site.
    pub site: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub bylines: Vec<String>,
    /// Time of publication, ISO 8601; without a zone when the page gives none.
    pub published: Option<String>,
    /// Time of the last change, ISO 8601.
    pub modified: Option<String>,
    /// Language of the text, as a BCP 47 tag.
    pub language: Option<String>,
    /// The text that every offset indexes; for plain-text input, the input itself.
    pub text: String,
}

/// Where a page's text came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonInput {
    /// Name of the file, or `-` for standard input.
    pub name: String,
    /// How the input was understood.
    #[cfg_attr(test, schemars(schema_with = "schema::input_kind"))]
    pub kind: InputKind,
    /// SHA-256 of the input's bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonBlock {
    /// What part it is.
    #[cfg_attr(test, schemars(schema_with = "schema::block_kind"))]
    pub kind: BlockKind,
    /// Where it starts.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
}

/// Someone, or something, that says things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonSpeaker {
    /// Index into `speakers`.
    pub id: usize,
    /// The fullest form of the name on the page; for the unnamed, the phrase that identifies them.
    pub name: String,
    /// What kind of speaker it is.
    #[cfg_attr(test, schemars(schema_with = "schema::speaker_kind"))]
    pub kind: SpeakerKind,
    /// Other forms of the name on the page.
    pub aliases: Vec<String>,
    /// Phrases that tell the speaker's office or part.
    pub roles: Vec<String>,
    /// Every place that names or stands for the speaker.
    pub mentions: Vec<JsonPlace>,
    /// How many statements it is a speaker of; 0 for one that only may be, and for readers and those they quote.
    #[serde(default)]
    pub statements: usize,
    /// Numbers of the speaker in public registers, by register.
    pub identifiers: BTreeMap<String, String>,
}

/// A stretch of the page's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonPlace {
    /// Where it starts.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
}

/// A stretch of the page's text, with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonWords {
    /// Where it starts.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
    /// The words between, exactly as in the page's text.
    pub text: String,
}

/// One statement: what is said, by whom, and the words that tell so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonStatement {
    /// Index into `statements`.
    pub id: usize,
    /// Direct (the speaker's very words), indirect (in the author's words) or mixed.
    #[cfg_attr(test, schemars(schema_with = "schema::statement_kind"))]
    pub kind: StatementKind,
    /// Index into `blocks`: where the content starts.
    pub block: usize,
    /// What is said, in one or more pieces.
    pub content: Vec<JsonWords>,
    /// The words that signal the statement.
    pub cue: Vec<JsonWords>,
    /// The words that name who says it.
    pub source: Vec<JsonWords>,
    /// Who says it, likeliest first; several say it together. Empty when nobody can be made out.
    pub speakers: Vec<JsonAttributed>,
    /// Who may say it, where nobody is likely enough to be a speaker: at most five, likeliest first. Empty when there
    /// are speakers.
    #[serde(default)]
    pub candidates: Vec<JsonAttributed>,
    /// How sure the reader is of the whole statement, 0 to 1.
    pub confidence: f32,
    /// To whom it was said.
    pub addressee: Option<JsonWords>,
    /// Where it was said or published.
    pub venue: Option<JsonWords>,
    /// When it was said.
    pub time: Option<JsonWords>,
    /// The question or occasion that prompted it.
    pub prompt: Option<JsonWords>,
    /// Who passed it on, nearest first.
    pub relay: Vec<JsonAttributed>,
    /// On what condition it holds.
    pub conditions: Vec<JsonCondition>,
    /// What is denied; `null` when it was not looked into.
    pub negated: Option<JsonNegated>,
    /// What the speaker does by saying it (`promise`, …).
    pub act: Option<String>,
    /// How the author stands to it (`neutral`, …).
    pub stance: Option<String>,
    /// Words inside the content that are an editor's, not the speaker's.
    pub insertions: Vec<JsonWords>,
    /// The statement (index into `statements`) in whose content this one lies.
    pub within: Option<usize>,
    /// The statement (index into `statements`) that this one gives again.
    pub repeats: Option<usize>,
}

/// A speaker, with how sure the reader is and why.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonAttributed {
    /// Index into `speakers`.
    pub id: usize,
    /// 0 to 1.
    pub probability: f32,
    /// What tells so: the source is a name (`named`), an office or a phrase used before (`role`), a pronoun, a phrase
    /// for whoever is most in view (`salient`), a phrase that is the speaker's name (`described`), words that no rule
    /// can read (`unread`), `I` or `we` of the page's writer (`author`), `who` or `which` (`relative`); or there is no
    /// source and a quotation goes on (`continued`), or the same words stand elsewhere with one (`same-words`); or
    /// something is known beyond the page (`knowledge`), or it is a comment's writer (`reader`). `unstated` in records
    /// of programs that did not say.
    #[serde(default)]
    #[cfg_attr(test, schemars(schema_with = "schema::evidence"))]
    pub how: Evidence,
    /// The place that says who it is: the name, what a pronoun or phrase goes back to, the source of the statement
    /// that is continued, the same words elsewhere.
    #[serde(default)]
    pub mention: Option<JsonPlace>,
}

/// A condition on which a statement holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonCondition {
    /// Where it starts.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
    /// The words between, exactly as in the page's text.
    pub text: String,
    /// What kind of condition it is (`real`, …).
    pub kind: String,
}

/// What of a statement is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonNegated {
    /// That it was said (`did not say that …`).
    pub cue: bool,
    /// What is said (`said it was not …`).
    pub content: bool,
}

impl JsonRecord {
    /// The wire form of `record` with offsets in `unit`.
    pub fn new(record: &Record, unit: OffsetUnit) -> JsonRecord {
        let map = OffsetMap::new(&record.page.text, unit);
        JsonRecord {
            schema: JsonVersion::V1,
            offsets: unit,
            page: page_out(&record.page),
            blocks: record.page.blocks.iter().map(|block| block_out(&map, block)).collect(),
            speakers: record.speakers.iter().map(|speaker| speaker_out(&map, speaker)).collect(),
            statements: record
                .statements
                .iter()
                .map(|statement| statement_out(&record.page.text, &map, statement))
                .collect(),
            comments: comment::comments_out(record, &map),
        }
    }

    /// Reads the wire form back. Fields that this version does not know are passed over.
    ///
    /// # Errors
    /// [`JsonError::NotARecord`] and [`JsonError::Version`]; whether the places fit the text
    /// is looked into by [`JsonRecord::to_record`].
    pub fn parse(json: &str) -> Result<JsonRecord, JsonError> {
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let wrong = |error: serde_json::Error| JsonError::NotARecord(error.to_string());
        let head: Head = serde_json::from_str(json).map_err(wrong)?;
        if head.schema != "whosaid.record/1" {
            return Err(JsonError::Version(head.schema));
        }
        serde_json::from_str(json).map_err(wrong)
    }

    /// The record with byte offsets. What [`Record`] has no field for is left behind; how many statements each speaker
    /// makes is counted anew.
    ///
    /// # Errors
    /// [`JsonError::Place`] for a place outside the text or with other words than the text,
    /// [`JsonError::Missing`] for a speaker or block that is not there.
    pub fn to_record(&self) -> Result<Record, JsonError> {
        let map = OffsetMap::new(&self.page.text, self.offsets);
        let back = Back { text: &self.page.text, map: &map };
        let mut record = Record {
            page: self.page_in(&back)?,
            speakers: self.speakers.iter().map(|speaker| back.speaker(speaker)).collect::<Result<_, _>>()?,
            statements: self
                .statements
                .iter()
                .map(|s| self.statement_in(&back, s))
                .collect::<Result<_, _>>()?,
            thread: self
                .comments
                .iter()
                .map(|comment| comment::reply_in(&back, comment, self.counts()))
                .collect::<Result<_, _>>()?,
        };
        record.count_statements();
        Ok(record)
    }

    fn counts(&self) -> Counts {
        Counts {
            speakers: self.speakers.len(),
            statements: self.statements.len(),
            comments: self.comments.len(),
        }
    }

    fn page_in(&self, back: &Back) -> Result<Page, JsonError> {
        let JsonPage { id, input, url, site, title, bylines, published, modified, language, text } =
            self.page.clone();
        let blocks = self
            .blocks
            .iter()
            .map(|block| Ok(Block { kind: block.kind, span: back.span(block.start, block.end)? }))
            .collect::<Result<_, _>>()?;
        let input = Input { name: input.name, kind: input.kind, sha256: input.sha256 };
        Ok(Page {
            id,
            input,
            url,
            site,
            title,
            bylines,
            published,
            modified,
            language,
            text,
            blocks,
            comments: self
                .comments
                .iter()
                .map(|comment| comment::comment_in(back, comment, self.counts()))
                .collect::<Result<_, _>>()?,
        })
    }

    fn statement_in(&self, back: &Back, statement: &JsonStatement) -> Result<Statement, JsonError> {
        let exists = |what, id, count| if id < count { Ok(id) } else { Err(JsonError::Missing { what, id }) };
        let attributed = |attributed: &JsonAttributed| {
            let JsonAttributed { id, probability, how, mention } = *attributed;
            let speaker = exists("speaker", id, self.speakers.len())?;
            let mention = mention.map(|place| back.span(place.start, place.end)).transpose()?;
            Ok(Attributed { speaker, probability, how, mention })
        };
        Ok(Statement {
            id: statement.id,
            kind: statement.kind,
            block: exists("block", statement.block, self.blocks.len())?,
            content: back.words(&statement.content)?,
            cue: back.words(&statement.cue)?,
            source: back.words(&statement.source)?,
            speakers: statement.speakers.iter().map(attributed).collect::<Result<_, _>>()?,
            candidates: statement.candidates.iter().map(attributed).collect::<Result<_, _>>()?,
            confidence: statement.confidence,
        })
    }
}

/// From the record's unit to bytes.
struct Back<'t> {
    text: &'t str,
    map: &'t OffsetMap<'t>,
}

impl Back<'_> {
    fn span(&self, start: usize, end: usize) -> Result<Span, JsonError> {
        self.map.span(start, end).ok_or(JsonError::Place { start, end })
    }

    fn words(&self, words: &[JsonWords]) -> Result<Vec<Span>, JsonError> {
        let one = |words: &JsonWords| {
            let span = self.span(words.start, words.end)?;
            let same = span.of(self.text) == words.text;
            if same { Ok(span) } else { Err(JsonError::Place { start: words.start, end: words.end }) }
        };
        words.iter().map(one).collect()
    }

    fn speaker(&self, speaker: &JsonSpeaker) -> Result<Speaker, JsonError> {
        let mentions = speaker.mentions.iter().map(|place| self.span(place.start, place.end));
        Ok(Speaker {
            id: speaker.id,
            name: speaker.name.clone(),
            kind: speaker.kind,
            aliases: speaker.aliases.clone(),
            roles: speaker.roles.clone(),
            mentions: mentions.collect::<Result<_, _>>()?,
            statements: speaker.statements,
            identifiers: speaker.identifiers.clone(),
        })
    }
}

fn page_out(page: &Page) -> JsonPage {
    let Input { name, kind, sha256 } = page.input.clone();
    JsonPage {
        id: page.id.clone(),
        input: JsonInput { name, kind, sha256 },
        url: page.url.clone(),
        site: page.site.clone(),
        title: page.title.clone(),
        bylines: page.bylines.clone(),
        published: page.published.clone(),
        modified: page.modified.clone(),
        language: page.language.clone(),
        text: page.text.clone(),
    }
}

fn block_out(map: &OffsetMap, block: &Block) -> JsonBlock {
    let (start, end) = map.offsets(block.span);
    JsonBlock { kind: block.kind, start, end }
}

fn speaker_out(map: &OffsetMap, speaker: &Speaker) -> JsonSpeaker {
    JsonSpeaker {
        id: speaker.id,
        name: speaker.name.clone(),
        kind: speaker.kind,
        aliases: speaker.aliases.clone(),
        roles: speaker.roles.clone(),
        mentions: speaker.mentions.iter().map(|&span| place_out(map, span)).collect(),
        statements: speaker.statements,
        identifiers: speaker.identifiers.clone(),
    }
}

fn statement_out(text: &str, map: &OffsetMap, statement: &Statement) -> JsonStatement {
    let words = |spans: &[Span]| spans.iter().map(|&span| words_out(text, map, span)).collect();
    let attributed = |a: &Attributed| JsonAttributed {
        id: a.speaker,
        probability: finite(a.probability),
        how: a.how,
        mention: a.mention.map(|span| place_out(map, span)),
    };
    JsonStatement {
        id: statement.id,
        kind: statement.kind,
        block: statement.block,
        content: words(&statement.content),
        cue: words(&statement.cue),
        source: words(&statement.source),
        speakers: statement.speakers.iter().map(attributed).collect(),
        candidates: statement.candidates.iter().map(attributed).collect(),
        confidence: finite(statement.confidence),
        addressee: None,
        venue: None,
        time: None,
        prompt: None,
        relay: Vec::new(),
        conditions: Vec::new(),
        negated: None,
        act: None,
        stance: None,
        insertions: Vec::new(),
        within: None,
        repeats: None,
    }
}

fn place_out(map: &OffsetMap, span: Span) -> JsonPlace {
    let (start, end) = map.offsets(span);
    JsonPlace { start, end }
}

fn words_out(text: &str, map: &OffsetMap, span: Span) -> JsonWords {
    let (start, end) = map.offsets(span);
    JsonWords { start, end, text: span.of(text).to_owned() }
}

/// JSON has no NaN: serde would write `null` where the schema promises a number.
fn finite(number: f32) -> f32 {
    if number.is_finite() { number } else { 0.0 }
}

#[cfg(test)]
mod schema {
    //! Schemas of the kinds whose types live with the page and the record.

    use super::*;
    use schemars::{Schema, SchemaGenerator, json_schema};

    pub(super) fn names(names: &[&str]) -> Schema {
        json_schema!({ "type": "string", "enum": names })
    }

    pub(super) fn input_kind(_: &mut SchemaGenerator) -> Schema {
        names(&["text", "html", "jsonl"])
    }

    pub(super) fn block_kind(_: &mut SchemaGenerator) -> Schema {
        use BlockKind::*;
        let kinds = [
            Headline,
            Standfirst,
            Byline,
            Dateline,
            Paragraph,
            Subheading,
            Caption,
            Pullquote,
            List,
            Comment,
            Boilerplate,
        ];
        names(&kinds.map(BlockKind::name))
    }

    pub(super) fn speaker_kind(_: &mut SchemaGenerator) -> Schema {
        use SpeakerKind::*;
        names(
            &[Person, Organisation, Group, Document, Unnamed, Generic, Author, Reader].map(SpeakerKind::name),
        )
    }

    pub(super) fn evidence(_: &mut SchemaGenerator) -> Schema {
        names(&Evidence::ALL.map(Evidence::name))
    }

    pub(super) fn statement_kind(_: &mut SchemaGenerator) -> Schema {
        names(
            &[StatementKind::Direct, StatementKind::Indirect, StatementKind::Mixed].map(StatementKind::name),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::testing;
    use crate::{CommentGroup, How, Parent, QuotedFrom, Reply};
    use proptest::prelude::*;

    const UNITS: [OffsetUnit; 3] = [OffsetUnit::CodePoint, OffsetUnit::Utf8, OffsetUnit::Utf16];

    fn sample() -> Record {
        testing::record(
            "Bridge opens early 🌉\n\n[t1:“We are ready,”] [s1,2:Anna Lund] [c1:said]. [t1:“Come in May.”] She [c2:hoped] [t2:for sun].",
        )
        .speaker("Anna Lund", SpeakerKind::Person, &[1, 2])
        .known_as(&["Ms Lund"], &["the mayor"])
        .kind(StatementKind::Direct, &[1])
        .build()
    }

    #[test]
    fn a_record_in_full() {
        insta::assert_snapshot!(pretty(&sample(), OffsetUnit::CodePoint));
    }

    /// The sample with two comments, the second of which answers and quotes.
    fn with_comments() -> Record {
        let mut record = testing::record(
            "Bridge opens\n\n[t1:“We are ready,”] [s1:Anna Lund] [c1:said].\n\n{comment} Jo\n\n\
             {comment} “We are ready” – are they?\n\n{comment} Bo\n\n{comment} @Jo ask 🌉 Anna Lund",
        )
        .speaker("Anna Lund", SpeakerKind::Person, &[1])
        .speaker("Jo", SpeakerKind::Reader, &[])
        .build();
        let at = |words: &str, nth: usize| {
            let (start, found) = record.page.text.match_indices(words).nth(nth).expect(words);
            Span::new(start, start + found.len())
        };
        let (jo, quoted, bo) = (at("Jo", 0), at("We are ready", 1), at("Bo", 0));
        let (asks, target) = (at("are they?", 0), at("We are ready", 0));
        let end = record.page.text.len();
        let parent = Parent { comment: 0, how: How::Mention, probability: 0.9 };
        let comment = |author: Span, name: &str, end: usize| crate::Comment {
            span: Span::new(author.start, end),
            words: vec![Span::new(author.end + 2, end).trim(&record.page.text)],
            author: Some(name.to_owned()),
            author_span: Some(author),
            posted: Some("3 May".to_owned()),
            number: Some(1),
            group: CommentGroup::Own,
            votes: Some(-3),
            badges: vec!["Subscriber".to_owned()],
            removed: false,
            parent: None,
            quotes: vec![crate::Quote { span: author, name: None }],
        };
        let comments = vec![comment(jo, "Jo", asks.end), comment(bo, "Bo", end)];
        let quotation = crate::Quoted {
            span: quoted,
            from: QuotedFrom::Article,
            target: Some(target),
            comment: None,
            statement: Some(0),
            speaker: Some(0),
            similarity: 1.0,
        };
        let reply = |author, parent, quotations| Reply { author, parent, answers: vec![], quotations };
        record.thread = vec![reply(Some(1), None, vec![quotation]), reply(None, Some(parent), vec![])];
        record.page.comments = comments;
        record
    }

    #[test]
    fn comments_in_full() {
        insta::assert_snapshot!(pretty(&with_comments(), OffsetUnit::CodePoint));
    }

    #[test]
    fn comments_there_and_back() {
        let mut given = with_comments();
        let parent = Some(Parent { comment: 0, how: How::Number, probability: 1.0 });
        (given.page.comments[1].parent, given.thread[1].parent) = (parent, parent);
        for record in [with_comments(), given] {
            for unit in UNITS {
                let json = JsonRecord::parse(&line(&record, unit)).expect("a record");
                assert_eq!(json.to_record(), Ok(record.clone()));
            }
        }
    }

    #[test]
    fn a_comment_that_points_nowhere_is_refused() {
        let refused = |change: fn(&mut JsonComment)| {
            let mut json = JsonRecord::new(&with_comments(), OffsetUnit::Utf8);
            change(&mut json.comments[1]);
            json.to_record().expect_err("refused").to_string()
        };
        let circle = refused(|c| c.parent.as_mut().expect("a parent").comment = 1);
        assert_eq!(circle, "the record has no earlier comment 1");
        assert_eq!(refused(|c| c.author = Some(9)), "the record has no speaker 9");
        assert!(refused(|c| c.end = 9999).contains("does not fit"));
    }

    #[test]
    fn the_unit_counts() {
        let starts = UNITS.map(|unit| JsonRecord::new(&sample(), unit).statements[0].content[0].start);
        assert_eq!(starts, [22, 25, 23]);
    }

    #[test]
    fn there_and_back() {
        for unit in UNITS {
            let json = JsonRecord::parse(&line(&sample(), unit)).expect("a record");
            assert_eq!(json.to_record(), Ok(sample()));
            assert_eq!(JsonRecord::parse(&pretty(&sample(), unit)), Ok(json));
        }
    }

    #[test]
    fn a_record_without_evidence_is_still_read() {
        let mut value: serde_json::Value =
            serde_json::from_str(&line(&testing::doubtful(), OffsetUnit::Utf8)).expect("JSON");
        let object = |value: &mut serde_json::Value, lost: &[&str]| {
            let fields = value.as_object_mut().expect("an object");
            lost.iter().for_each(|name| assert!(fields.remove(*name).is_some(), "{name}"));
        };
        for speaker in value["speakers"].as_array_mut().expect("speakers") {
            object(speaker, &["statements"]);
        }
        for statement in value["statements"].as_array_mut().expect("statements") {
            object(statement, &["candidates"]);
            for one in statement["speakers"].as_array_mut().expect("speakers") {
                object(one, &["how", "mention"]);
            }
        }
        let record = JsonRecord::parse(&value.to_string()).and_then(|json| json.to_record());
        let record = record.expect("a record of a program that did not tell");
        let one = record.statements[1].speakers[0];
        assert_eq!((one.probability, one.how, one.mention), (0.45, Evidence::Unstated, None));
        assert_eq!(record.speakers.iter().map(|s| s.statements).collect::<Vec<_>>(), [2, 1, 0]);
    }

    #[test]
    fn doubt_there_and_back() {
        let mut record = testing::doubtful();
        for unit in UNITS {
            let json = JsonRecord::parse(&line(&record, unit)).expect("a record");
            assert_eq!(json.to_record(), Ok(record.clone()));
        }
        record.statements[2].candidates[0].speaker = 9;
        let json = JsonRecord::new(&record, OffsetUnit::Utf8);
        assert_eq!(json.to_record(), Err(JsonError::Missing { what: "speaker", id: 9 }));
        record.statements[2].candidates[0].speaker = 0;
        let mut json = JsonRecord::new(&record, OffsetUnit::Utf8);
        json.statements[2].candidates[0].mention = Some(JsonPlace { start: 3, end: 9999 });
        assert_eq!(json.to_record(), Err(JsonError::Place { start: 3, end: 9999 }));
    }

    #[test]
    fn what_is_no_record_says_why() {
        let refused = |json: &str| JsonRecord::parse(json).expect_err("refused").to_string();
        assert!(refused("{").starts_with("not a record: EOF"));
        assert!(refused("{}").contains("missing field `schema`"));
        assert!(refused(r#"{"schema":"whosaid.record/2"}"#).contains("version `whosaid.record/2`"));

        let mut json = JsonRecord::new(&sample(), OffsetUnit::Utf8);
        json.statements[0].content[0].text = "other words".to_owned();
        assert_eq!(json.to_record(), Err(JsonError::Place { start: 25, end: 44 }));
        let mut json = JsonRecord::new(&sample(), OffsetUnit::Utf8);
        json.statements[0].speakers[0].id = 7;
        assert_eq!(json.to_record(), Err(JsonError::Missing { what: "speaker", id: 7 }));
    }

    #[test]
    fn a_number_is_always_a_number() {
        let mut record = sample();
        record.statements[0].confidence = f32::NAN;
        assert!(line(&record, OffsetUnit::Utf8).contains(r#""confidence":0.0"#));
    }

    /// `WHOSAID_WRITE_SCHEMA=1 cargo test -p whosaid schema` writes the file anew.
    #[test]
    fn the_committed_schema_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/record-1.schema.json");
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<JsonRecord>();
        let fresh = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
        if std::env::var_os("WHOSAID_WRITE_SCHEMA").is_some() {
            std::fs::write(path, &fresh).expect("the schema can be written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == fresh, "the types have changed: see this test's comment");
    }

    proptest! {
        #[test]
        fn any_spans_give_json_that_parses(text in ".{0,60}", spans in prop::collection::vec((0usize..80, 0usize..80), 0..6)) {
            let mut record = sample();
            record.page.text = text;
            record.statements[0].content = spans.iter().map(|&(start, end)| Span { start, end }).collect();
            for unit in UNITS {
                prop_assert!(JsonRecord::parse(&line(&record, unit)).is_ok());
            }
        }
    }
}
