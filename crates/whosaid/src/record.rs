//! The whole result for one page: who said what.
//!
//! Every place is a byte [`Span`] into `record.page.text`. The form that leaves
//! the program (JSON, with code-point offsets) is made by [`crate::write`].

use crate::{Page, Reply, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The record of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The page that was read, with its text unchanged.
    pub page: Page,
    /// Everyone who says something; `id` is the index. First those who make statements, in order of first mention; then
    /// the readers, by their first comment; then those whom only readers quote.
    pub speakers: Vec<Speaker>,
    /// Every statement, in order of appearance; `id` is the index.
    pub statements: Vec<Statement>,
    /// For each of `page.comments` who wrote it, whom it answers and what it quotes.
    pub thread: Vec<Reply>,
}

/// Whom sources stand for, resolved across the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// Index into [`Record::speakers`].
    pub id: usize,
    /// The fullest form of the name on the page, without titles; for the unnamed, the phrase that identifies them.
    pub name: String,
    /// What kind of speaker it is.
    pub kind: SpeakerKind,
    /// Other forms of the name on the page.
    pub aliases: Vec<String>,
    /// Phrases that tell the speaker's office or part (`the French president`).
    pub roles: Vec<String>,
    /// Every place that names or stands for the speaker, in order.
    pub mentions: Vec<Span>,
    /// Numbers of the speaker in public registers, by register (`wikidata`), from a knowledge file.
    pub identifiers: BTreeMap<String, String>,
}

/// The kinds of speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum SpeakerKind {
    Person,
    Organisation,
    Group,
    Document,
    Unnamed,
    Generic,
    Author,
    Reader,
}

impl SpeakerKind {
    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            SpeakerKind::Person => "person",
            SpeakerKind::Organisation => "organisation",
            SpeakerKind::Group => "group",
            SpeakerKind::Document => "document",
            SpeakerKind::Unnamed => "unnamed",
            SpeakerKind::Generic => "generic",
            SpeakerKind::Author => "author",
            SpeakerKind::Reader => "reader",
        }
    }
}

/// One statement (the literature's attribution relation).
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Index into [`Record::statements`].
    pub id: usize,
    /// Direct, indirect or mixed.
    pub kind: StatementKind,
    /// Index of the block in which the content starts.
    pub block: usize,
    /// What is said, in one or more pieces, in order. Quotation marks that enclose it belong to it.
    pub content: Vec<Span>,
    /// The words that signal the statement (`said`, `according to`, a colon); empty when there are none.
    pub cue: Vec<Span>,
    /// The words that name who says it; empty when there are none.
    pub source: Vec<Span>,
    /// Who says it, likeliest first; empty when nobody can be made out.
    pub speakers: Vec<Attributed>,
    /// How sure the reader is of the whole statement, 0 to 1.
    pub confidence: f32,
}

/// A statement's speaker, with how sure the reader is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attributed {
    /// Index into [`Record::speakers`].
    pub speaker: usize,
    /// 0 to 1.
    pub probability: f32,
}

/// How a statement gives what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// All of it within quotation marks, or presented as the speaker's very words.
    Direct,
    /// In the author's words.
    Indirect,
    /// The author's words with quoted pieces.
    Mixed,
}

impl StatementKind {
    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            StatementKind::Direct => "direct",
            StatementKind::Indirect => "indirect",
            StatementKind::Mixed => "mixed",
        }
    }
}
