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
    /// Everyone who says something, or may ([`Statement::candidates`]); `id` is the index. First those of the statements,
    /// in order of first mention; then the readers, by their first comment; then those whom only readers quote.
    pub speakers: Vec<Speaker>,
    /// Every statement, in order of appearance; `id` is the index.
    pub statements: Vec<Statement>,
    /// For each of `page.comments` who wrote it, whom it answers and what it quotes.
    pub thread: Vec<Reply>,
}

impl Record {
    /// Sets [`Speaker::statements`] anew, after statements have come or gone.
    pub fn count_statements(&mut self) {
        for speaker in &mut self.speakers {
            speaker.statements = 0;
        }
        for one in self.statements.iter().flat_map(|statement| &statement.speakers) {
            if let Some(speaker) = self.speakers.get_mut(one.speaker) {
                speaker.statements += 1;
            }
        }
    }
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
    /// How many statements it is a speaker of; 0 for one that only may be, and for readers and those they quote.
    pub statements: usize,
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
    /// Who says it, likeliest first; several say it together. Empty when nobody can be made out.
    pub speakers: Vec<Attributed>,
    /// Who may say it, where nobody is likely enough to be a speaker: at most [`MOST_CANDIDATES`], likeliest first.
    /// Empty when there are speakers.
    pub candidates: Vec<Attributed>,
    /// How sure the reader is of the whole statement, 0 to 1.
    pub confidence: f32,
}

/// The most candidates that a statement has.
pub const MOST_CANDIDATES: usize = 5;

/// A statement's speaker, with how sure the reader is and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attributed {
    /// Index into [`Record::speakers`].
    pub speaker: usize,
    /// 0 to 1.
    pub probability: f32,
    /// What tells so.
    pub how: Evidence,
    /// The place on the page that says who it is: the name, what a pronoun or phrase goes back to, the source of the
    /// statement that is continued, the same words elsewhere.
    pub mention: Option<Span>,
}

/// What tells whom a statement's source, or the lack of one, stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Evidence {
    /// The source names the speaker, alone or beside an office.
    Named,
    /// The source is a phrase that fits the speaker's office or part, or a phrase used before.
    Role,
    /// The source is a pronoun.
    Pronoun,
    /// The source is a phrase that stands for whoever of its kind is most in view.
    Salient,
    /// The source is a phrase that is the speaker's own name: `a baker from Marsh`.
    Described,
    /// The source is words that no rule can read; they stand for themselves.
    Unread,
    /// There is no source; the quotation of the statement before goes on.
    Continued,
    /// There is no source; a statement with one has the same words.
    SameWords,
    /// The source is `I` or `we` outside quotation marks: whoever writes the page.
    Author,
    /// The source is `who` or `which`: the name or phrase before it.
    Relative,
    /// Something known of people beyond this page.
    Knowledge,
    /// The statement stands in a comment: the reader who wrote it.
    Reader,
    /// Not told: the record is of a program that did not say.
    #[default]
    Unstated,
}

impl Evidence {
    /// Every kind, in the order of the record's schema.
    pub const ALL: [Evidence; 13] = [
        Evidence::Named,
        Evidence::Role,
        Evidence::Pronoun,
        Evidence::Salient,
        Evidence::Described,
        Evidence::Unread,
        Evidence::Continued,
        Evidence::SameWords,
        Evidence::Author,
        Evidence::Relative,
        Evidence::Knowledge,
        Evidence::Reader,
        Evidence::Unstated,
    ];

    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Evidence::Named => "named",
            Evidence::Role => "role",
            Evidence::Pronoun => "pronoun",
            Evidence::Salient => "salient",
            Evidence::Described => "described",
            Evidence::Unread => "unread",
            Evidence::Continued => "continued",
            Evidence::SameWords => "same-words",
            Evidence::Author => "author",
            Evidence::Relative => "relative",
            Evidence::Knowledge => "knowledge",
            Evidence::Reader => "reader",
            Evidence::Unstated => "unstated",
        }
    }
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
