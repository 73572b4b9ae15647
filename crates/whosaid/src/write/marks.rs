//! What the views for people (HTML, terminal) share: the page cut into
//! stretches, the stretches cut at the borders of statements, and who said what.
//!
//! Statements may share words (one source for two statements) and may lie inside
//! or across one another. [`events`] turns any such set into properly nested
//! openings and closings: a mark that crosses another is closed and opened again.

use crate::{BlockKind, Record, Span};

/// The part that marked words play in their statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// What is said.
    Content,
    /// Who says it.
    Source,
    /// What signals it.
    Cue,
    /// Words that name or stand for a speaker (index into `record.speakers`), of no statement.
    Mention(usize),
}

/// Marked words of one stretch, for every statement that they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where, inside the stretch.
    pub span: Span,
    pub role: Role,
    /// Indices into `record.statements`, rising.
    pub statements: Vec<usize>,
    /// Whether the statement's first piece in this role starts here, or the mention.
    pub head: bool,
}

/// A part of the page to be shown: a block, or words that belong to no block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub kind: BlockKind,
    pub span: Span,
    /// Sorted by start, the longest first.
    pub marks: Vec<Mark>,
}

/// What meets a reader who walks through a stretch from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'m> {
    /// A mark begins, or begins again (`again`) after another one was closed across it.
    Open { mark: &'m Mark, again: bool },
    /// Words; never empty.
    Words(Span),
    /// The innermost open mark ends, for good or (`again`) to be reopened at once.
    Close { mark: &'m Mark, again: bool },
}

/// The words of `spans`, with an ellipsis where other words stand between them.
pub(super) fn joined(text: &str, spans: &[Span]) -> String {
    let mut words = String::new();
    let mut last: Option<Span> = None;
    for &span in spans {
        if let Some(last) = last {
            let apart = last.end > span.start || !Span::new(last.end, span.start).of(text).trim().is_empty();
            words.push_str(if apart { " … " } else { " " });
        }
        words.push_str(span.of(text));
        last = Some(span);
    }
    words
}

/// `-1 vote`, `2 votes`.
pub(super) fn count_signed(n: i64, one: &str) -> String {
    if n.unsigned_abs() == 1 { format!("{n} {one}") } else { format!("{n} {one}s") }
}

/// `1 statement`, `2 statements`.
pub(super) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// The whole page in order, with the marks of every stretch. Nothing is left out:
/// words outside all blocks make a stretch of their own.
pub(super) fn stretches(record: &Record) -> Vec<Stretch> {
    let text = &record.page.text;
    let mut stretches = Vec::new();
    let mut done = 0;
    let mut blocks = record.page.blocks.clone();
    blocks.sort_by_key(|block| block.span);
    for block in blocks {
        let span = Span::new(block.span.start.max(done), block.span.end);
        if span.is_empty() || text.get(span.range()).is_none() {
            continue;
        }
        push(&mut stretches, text, BlockKind::Paragraph, Span::new(done, span.start));
        push(&mut stretches, text, block.kind, span);
        done = span.end;
    }
    push(&mut stretches, text, BlockKind::Paragraph, Span::new(done, text.len()));
    mark(record, &mut stretches);
    stretches
}

/// The same with the mentions of `speakers` (indices into `record.speakers`).
pub(super) fn stretches_with_mentions(record: &Record, speakers: &[usize]) -> Vec<Stretch> {
    let mut stretches = stretches(record);
    let known = speakers.iter().filter_map(|&id| record.speakers.get(id).map(|speaker| (id, speaker)));
    for (id, speaker) in known {
        for &span in &speaker.mentions {
            place(&record.page.text, &mut stretches, span, Role::Mention(id), None, true);
        }
    }
    stretches.iter_mut().for_each(settle);
    stretches
}

fn push(stretches: &mut Vec<Stretch>, text: &str, kind: BlockKind, span: Span) {
    let span = span.trim(text);
    if !span.is_empty() {
        stretches.push(Stretch { kind, span, marks: Vec::new() });
    }
}

fn mark(record: &Record, stretches: &mut [Stretch]) {
    for (i, statement) in record.statements.iter().enumerate() {
        let roles = [
            (Role::Content, &statement.content),
            (Role::Source, &statement.source),
            (Role::Cue, &statement.cue),
        ];
        for (role, spans) in roles {
            for (piece, &span) in spans.iter().enumerate() {
                place(&record.page.text, stretches, span, role, Some(i), piece == 0);
            }
        }
    }
    stretches.iter_mut().for_each(settle);
}

/// Puts the marks in order, each once.
fn settle(stretch: &mut Stretch) {
    let order =
        |m: &Mark| (m.span.start, std::cmp::Reverse(m.span.end), m.role, m.statements.first().copied());
    stretch.marks.sort_by_key(order);
    stretch.marks = unite(std::mem::take(&mut stretch.marks));
}

/// Puts `span` into every stretch that it touches; a span that does not fit the text is left out.
fn place(
    text: &str,
    stretches: &mut [Stretch],
    span: Span,
    role: Role,
    statement: Option<usize>,
    first: bool,
) {
    if text.get(span.range()).is_none() {
        return;
    }
    let from = stretches.partition_point(|stretch| stretch.span.end <= span.start);
    let mut head = first;
    for stretch in stretches[from..].iter_mut().take_while(|stretch| stretch.span.start < span.end) {
        let start = span.start.max(stretch.span.start);
        let inside = Span::new(start, span.end.min(stretch.span.end)).trim(text);
        if !inside.is_empty() {
            stretch.marks.push(Mark {
                span: inside,
                role,
                statements: statement.into_iter().collect(),
                head,
            });
            head = false;
        }
    }
}

/// One mark for the same words in the same role of several statements.
fn unite(marks: Vec<Mark>) -> Vec<Mark> {
    let mut united: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match united.last_mut() {
            Some(last) if last.span == mark.span && last.role == mark.role => {
                last.head |= mark.head;
                if last.statements.last() != mark.statements.last() {
                    last.statements.extend(mark.statements);
                }
            }
            _ => united.push(mark),
        }
    }
    united
}

/// The words of `stretch` with its marks, properly nested.
pub(super) fn events(stretch: &Stretch) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let mut open: Vec<&Mark> = Vec::new();
    let mut coming = stretch.marks.iter().peekable();
    let mut at = stretch.span.start;
    loop {
        let next_open = coming.peek().map_or(stretch.span.end, |mark| mark.span.start);
        let next_close = open.iter().map(|mark| mark.span.end).min().unwrap_or(stretch.span.end);
        let next = next_open.min(next_close);
        if next > at {
            events.push(Event::Words(Span::new(at, next)));
            at = next;
        }
        let reopened = close(&mut events, &mut open, at);
        let mut starting: Vec<(&Mark, bool)> = reopened.into_iter().map(|mark| (mark, true)).collect();
        while let Some(mark) = coming.next_if(|mark| mark.span.start <= at) {
            starting.push((mark, false));
        }
        if at == stretch.span.end {
            return events;
        }
        // Whatever ends last goes outermost, so that as little as possible is cut.
        starting.sort_by_key(|(mark, _)| std::cmp::Reverse(mark.span.end));
        for (mark, again) in starting {
            events.push(Event::Open { mark, again });
            open.push(mark);
        }
    }
}

/// Closes what ends at `at` and whatever was opened inside it; returns what has to go on.
fn close<'m>(events: &mut Vec<Event<'m>>, open: &mut Vec<&'m Mark>, at: usize) -> Vec<&'m Mark> {
    let Some(outermost) = open.iter().position(|mark| mark.span.end <= at) else { return Vec::new() };
    let mut reopened = Vec::new();
    for mark in open.drain(outermost..).rev() {
        let again = mark.span.end > at;
        events.push(Event::Close { mark, again });
        if again {
            reopened.push(mark);
        }
    }
    reopened.reverse();
    reopened
}
