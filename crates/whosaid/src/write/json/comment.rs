//! The readers' comments on the wire, and back.

use super::{Back, JsonError, JsonPlace, finite};
use crate::{
    Comment, CommentGroup, How, OffsetMap, Page, Parent, Quote, Quoted, QuotedFrom, Record, Reply, Span,
};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A reader's comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonComment {
    /// Index into `comments`.
    pub id: usize,
    /// Index into `speakers`: who wrote it.
    pub author: Option<usize>,
    /// Who wrote it, as the page writes the name.
    #[serde(default)]
    pub author_name: Option<String>,
    /// Where the page names the author.
    #[serde(default)]
    pub author_place: Option<JsonPlace>,
    /// Where it starts, its head included.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
    /// Where its words stand, without the head: a place a paragraph.
    #[serde(default)]
    pub words: Vec<JsonPlace>,
    /// When it was posted: ISO 8601 where the page's words can be understood so, else those words.
    pub posted: Option<String>,
    /// Its number on the page.
    pub number: Option<usize>,
    /// Which group of comments it is of: readers whom the page itself quotes, or the page's own.
    #[cfg_attr(test, schemars(schema_with = "schema::group"))]
    #[serde(default)]
    pub group: CommentGroup,
    /// Votes, likes or points shown; negative when more are against.
    #[serde(default)]
    pub votes: Option<i64>,
    /// What the page says of the author or the comment (`Subscriber`).
    #[serde(default)]
    pub badges: Vec<String>,
    /// Whether the page says that it was removed.
    pub removed: bool,
    /// The comment that it answers.
    pub parent: Option<JsonParent>,
    /// Names addressed that are of no comment of this page.
    pub answers: Vec<String>,
    /// What the page's form, not a quotation mark, shows as quoted.
    #[serde(default)]
    pub quotes: Vec<JsonQuote>,
    /// What it quotes.
    pub quotations: Vec<JsonQuotation>,
}

/// The comment that another one answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonParent {
    /// Index into `comments`, lower than the answering comment's own.
    pub comment: usize,
    /// What tells so.
    #[cfg_attr(test, schemars(schema_with = "schema::how"))]
    pub how: How,
    /// 0 to 1.
    pub probability: f32,
    /// Whether the page's form tells so, and not the words.
    #[serde(default)]
    pub given: bool,
}

/// Words that the page's form shows as somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonQuote {
    /// Where it starts.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
    /// Whose words they are, as the page writes the name.
    pub name: Option<String>,
}

/// Words that a comment quotes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct JsonQuotation {
    /// Where it starts, without its quotation mark.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
    /// The words between, exactly as in the page's text.
    pub text: String,
    /// What is quoted.
    #[cfg_attr(test, schemars(schema_with = "schema::quoted_from"))]
    pub of: QuotedFrom,
    /// Where the quoted words stand on this page.
    pub target: Option<JsonPlace>,
    /// Index into `comments`: the comment that is quoted.
    pub comment: Option<usize>,
    /// Index into `statements`: the statement that is quoted.
    pub statement: Option<usize>,
    /// Index into `speakers`: whose words they are.
    #[serde(default)]
    pub speaker: Option<usize>,
    /// How alike the words are, 0 to 1; 0 when they come from elsewhere.
    pub similarity: f32,
}

/// The comments of `record`. A record without a thread (nobody has looked for one) shows what the page's form tells.
pub(super) fn comments_out(record: &Record, map: &OffsetMap) -> Vec<JsonComment> {
    let nothing = Reply::default();
    let comments = record.page.comments.iter().enumerate();
    comments
        .map(|(id, comment)| {
            let reply = record.thread.get(id).unwrap_or(&nothing);
            comment_out(&record.page, map, id, comment, reply)
        })
        .collect()
}

fn comment_out(page: &Page, map: &OffsetMap, id: usize, comment: &Comment, reply: &Reply) -> JsonComment {
    let (start, end) = map.offsets(comment.span);
    let given = comment.parent.is_some();
    let parent = comment.parent.or(reply.parent).map(|Parent { comment, how, probability }| JsonParent {
        comment,
        how,
        probability: finite(probability),
        given,
    });
    let quote = |quote: &Quote| {
        let (start, end) = map.offsets(quote.span);
        JsonQuote { start, end, name: quote.name.clone() }
    };
    JsonComment {
        id,
        author: reply.author,
        author_name: comment.author.clone(),
        author_place: comment.author_span.map(|span| place_out(map, span)),
        start,
        end,
        words: comment.words.iter().map(|&span| place_out(map, span)).collect(),
        posted: comment.posted.clone(),
        number: comment.number,
        group: comment.group,
        votes: comment.votes,
        badges: comment.badges.clone(),
        removed: comment.removed,
        parent,
        answers: reply.answers.clone(),
        quotes: comment.quotes.iter().map(quote).collect(),
        quotations: reply.quotations.iter().map(|quoted| quotation_out(&page.text, map, quoted)).collect(),
    }
}

fn quotation_out(text: &str, map: &OffsetMap, quoted: &Quoted) -> JsonQuotation {
    let (start, end) = map.offsets(quoted.span);
    JsonQuotation {
        start,
        end,
        text: quoted.span.of(text).to_owned(),
        of: quoted.from,
        target: quoted.target.map(|span| place_out(map, span)),
        comment: quoted.comment,
        statement: quoted.statement,
        speaker: quoted.speaker,
        similarity: finite(quoted.similarity),
    }
}

fn place_out(map: &OffsetMap, span: Span) -> JsonPlace {
    let (start, end) = map.offsets(span);
    JsonPlace { start, end }
}

/// How many of each there are, for numbers that point to them.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    pub(super) speakers: usize,
    pub(super) statements: usize,
    pub(super) comments: usize,
}

impl Counts {
    fn speaker(self, id: Option<usize>) -> Result<Option<usize>, JsonError> {
        exists("speaker", id, self.speakers)
    }
}

fn exists(what: &'static str, id: Option<usize>, count: usize) -> Result<Option<usize>, JsonError> {
    match id {
        Some(id) if id >= count => Err(JsonError::Missing { what, id }),
        id => Ok(id),
    }
}

/// The page's part of a comment.
pub(super) fn comment_in(back: &Back, comment: &JsonComment, counts: Counts) -> Result<Comment, JsonError> {
    let place = |place: &JsonPlace| back.span(place.start, place.end);
    let quote =
        |quote: &JsonQuote| Ok(Quote { span: back.span(quote.start, quote.end)?, name: quote.name.clone() });
    let given = comment.parent.as_ref().filter(|parent| parent.given);
    Ok(Comment {
        span: back.span(comment.start, comment.end)?,
        words: comment.words.iter().map(place).collect::<Result<_, _>>()?,
        author: comment.author_name.clone(),
        author_span: comment.author_place.as_ref().map(place).transpose()?,
        posted: comment.posted.clone(),
        number: comment.number,
        group: comment.group,
        votes: comment.votes,
        badges: comment.badges.clone(),
        removed: comment.removed,
        parent: given.map(|parent| parent_in(parent, comment.id, counts)).transpose()?,
        quotes: comment.quotes.iter().map(quote).collect::<Result<_, _>>()?,
    })
}

/// The thread's part of a comment.
pub(super) fn reply_in(back: &Back, comment: &JsonComment, counts: Counts) -> Result<Reply, JsonError> {
    let parent = comment.parent.as_ref().map(|parent| parent_in(parent, comment.id, counts));
    let quotations = comment.quotations.iter().map(|quotation| quotation_in(back, quotation, counts));
    Ok(Reply {
        author: counts.speaker(comment.author)?,
        parent: parent.transpose()?,
        answers: comment.answers.clone(),
        quotations: quotations.collect::<Result<_, _>>()?,
    })
}

/// Only an earlier comment can be answered, which keeps threads free of circles.
fn parent_in(parent: &JsonParent, own: usize, counts: Counts) -> Result<Parent, JsonError> {
    let JsonParent { comment, how, probability, .. } = *parent;
    if comment >= own.min(counts.comments) {
        return Err(JsonError::Missing { what: "earlier comment", id: comment });
    }
    Ok(Parent { comment, how, probability })
}

fn quotation_in(back: &Back, quotation: &JsonQuotation, counts: Counts) -> Result<Quoted, JsonError> {
    let JsonQuotation { start, end, .. } = *quotation;
    let span = back.span(start, end)?;
    if span.of(back.text) != quotation.text {
        return Err(JsonError::Place { start, end });
    }
    let target = quotation.target.as_ref().map(|place| back.span(place.start, place.end));
    Ok(Quoted {
        span,
        from: quotation.of,
        target: target.transpose()?,
        comment: exists("comment", quotation.comment, counts.comments)?,
        statement: exists("statement", quotation.statement, counts.statements)?,
        speaker: counts.speaker(quotation.speaker)?,
        similarity: quotation.similarity,
    })
}

#[cfg(test)]
mod schema {
    use super::*;
    use crate::write::json::schema::names;
    use schemars::{Schema, SchemaGenerator};

    pub(super) fn group(_: &mut SchemaGenerator) -> Schema {
        names(&[CommentGroup::Quoted, CommentGroup::Own].map(CommentGroup::name))
    }

    pub(super) fn how(_: &mut SchemaGenerator) -> Schema {
        use How::*;
        names(&[Nesting, Link, Mention, Number, Address, Quotation].map(How::name))
    }

    pub(super) fn quoted_from(_: &mut SchemaGenerator) -> Schema {
        use QuotedFrom::*;
        names(&[Article, Comment, Elsewhere].map(QuotedFrom::name))
    }
}
