//! Start lines ─► comments and their blocks.
//!
//! A comment's span runs from its head to the end of its words; lines of buttons after them are boilerplate.

use super::controls::{Controls, controls, is_count, is_removed};
use super::forms::{Form, Start};
use super::head::{line_head, time_line};
use super::section::{Section, is_heading};
use crate::Span;
use crate::read::plain::furniture::is_furniture;
use crate::read::plain::lines::{Line, ends_paragraph, is_finished, is_wrapped, width};
use crate::read::posted::posted;
use crate::read::{Block, BlockKind, Comment, How, Parent, Quote};
use std::collections::HashMap;
use std::ops::Range;

/// Numbers one under the other that a site shows for one comment.
const MOST_COUNTS: usize = 3;
/// Columns by which an answer is indented at least.
const LEAST_INDENT: usize = 2;
/// How sure a parent is that the indentation tells, and one that is named, by whether the name tells one comment.
const BY_INDENT: f32 = 0.9;
const BY_NAME: f32 = 0.95;
const BY_SHARED_NAME: f32 = 0.75;

/// What is known of the comments so far.
struct Builder<'t> {
    text: &'t str,
    lines: &'t [Line],
    /// The width at which the section is wrapped.
    wrapped: Option<usize>,
    form: Form,
    blocks: Vec<Block>,
    comments: Vec<Comment>,
    /// The last comment of each author, and whether he wrote several.
    authors: HashMap<String, (usize, bool)>,
    /// The comments that the next one may be indented under, each with its indentation.
    above: Vec<(usize, usize)>,
}

/// Adds the comments of `section`, and its blocks, to those before it.
pub(super) fn build(
    text: &str,
    lines: &[Line],
    section: &Section,
    blocks: &mut Vec<Block>,
    comments: &mut Vec<Comment>,
) {
    let own = lines.get(section.lines.clone()).unwrap_or(&[]);
    let wrapped = is_wrapped(text, own).then(|| width(own));
    let mut builder = Builder {
        text,
        lines,
        wrapped,
        form: section.form,
        blocks: std::mem::take(blocks),
        comments: std::mem::take(comments),
        authors: HashMap::new(),
        above: Vec::new(),
    };
    let first = section.starts.first().map_or(section.lines.end, |start| start.line);
    builder.outside(section.lines.start..first);
    let ends = section.starts.iter().skip(1).map(|start| start.line).chain([section.lines.end]);
    for (start, end) in section.starts.iter().zip(ends) {
        builder.comment(section, start, end);
    }
    (*blocks, *comments) = (builder.blocks, builder.comments);
}

/// The words of a comment while its lines are read.
#[derive(Default)]
struct Body {
    /// Paragraphs; with each whether its next line, in a wrapped text, belongs to it.
    words: Vec<Span>,
    runs_on: bool,
    quotes: Vec<Quote>,
    /// The line after the last one with words.
    end: usize,
    controls: Controls,
    /// Whose words the quoted lines are, for each depth.
    names: Vec<Option<String>>,
    /// Whose words the next paragraph is, where the form says so without `>`.
    next_quote: Option<String>,
}

impl Builder<'_> {
    /// Lines of the section that are in no comment.
    fn outside(&mut self, range: Range<usize>) {
        for at in range {
            let Some(line) = self.lines.get(at) else { break };
            self.push(outside_kind(self.text, line, self.form), line.span);
        }
    }

    fn push(&mut self, kind: BlockKind, span: Span) {
        self.blocks.push(Block { kind, span });
    }

    fn comment(&mut self, section: &Section, start: &Start, end: usize) {
        let Some(first) = self.lines.get(start.line) else { return };
        let mut body = self.body(start, end);
        let removed = matches!(body.words[..], [only] if is_removed(only.of(self.text)));
        let head_end = self.head_end(start);
        let words_end = body.words.last().map_or(head_end, |words| words.end.max(head_end));
        let span =
            Span::new(first.span.start, start.signature.map_or(words_end, |_| self.line_end(body.end)));
        let apart = start.signature.is_some_and(|signature| signature.apart);
        self.comment_blocks(span, &body.words, apart);
        self.outside(body.end..end);
        if removed {
            body.words.clear();
        }
        let head = &start.head;
        let author_span = start.signature.map(|signature| signature.name).or(head.name);
        let author = author_span.map(|name| name.of(self.text).to_owned());
        let parent = self.parent(start, first.indent, author.as_deref());
        self.comments.push(Comment {
            span,
            words: body.words,
            author,
            author_span,
            posted: head.posted.clone().or(body.controls.posted),
            number: head.number,
            group: section.group,
            votes: head.votes.or(body.controls.votes),
            badges: head.badges.clone(),
            removed,
            parent,
            quotes: body.quotes,
        });
    }

    /// Where the last line before `line` ends.
    fn line_end(&self, line: usize) -> usize {
        line.checked_sub(1).and_then(|at| self.lines.get(at)).map_or(0, |line| line.span.end)
    }

    /// Where the head ends, without the words on its line.
    fn head_end(&self, start: &Start) -> usize {
        let last = start.line + start.head.lines.max(1) - 1;
        self.lines.get(last).map_or(0, |line| line.span.end)
    }

    /// One block a paragraph; the first with the head, the last with the signature.
    fn comment_blocks(&mut self, span: Span, words: &[Span], apart: bool) {
        let mut from = span.start;
        for (i, paragraph) in words.iter().enumerate() {
            let last = i + 1 == words.len() && !apart;
            let end = if last { span.end } else { paragraph.end };
            if i > 0 {
                self.between(Span::new(from, paragraph.start));
                from = paragraph.start;
            }
            self.push(BlockKind::Comment, Span::new(from, end));
            from = end;
        }
        let rest = Span::new(from, span.end).trim(self.text);
        if !rest.is_empty() {
            self.push(BlockKind::Comment, rest);
        }
    }

    /// What stands between two paragraphs of a comment: buttons, the marks that begin quoted lines.
    fn between(&mut self, gap: Span) {
        let gap = gap.trim(self.text);
        if !gap.is_empty() {
            self.push(BlockKind::Comment, gap);
        }
    }

    fn body(&self, start: &Start, end: usize) -> Body {
        let head_lines = start.head.lines;
        let mut body = Body {
            end: start.line + head_lines.max(1).min(end.saturating_sub(start.line)),
            ..Body::default()
        };
        let mut from = start.line + head_lines;
        if let Some(rest) = start.head.rest {
            let line = self.lines.get(from.saturating_sub(1));
            body.runs_on = line.is_some_and(|line| self.runs_on(line));
            body.words.push(rest);
        } else if head_lines == 0 {
            from = start.line;
        }
        let last = start.signature.map_or(end, |signature| (signature.last_line + 1).min(end));
        for at in from..last {
            let Some(line) = self.lines.get(at) else { break };
            self.line(line, at, start, &mut body);
        }
        if start.signature.is_some() {
            body.end = last;
        }
        body
    }

    fn runs_on(&self, line: &Line) -> bool {
        self.wrapped.is_some_and(|width| !ends_paragraph(self.text, line, width))
    }

    /// Takes in a line of a comment.
    fn line(&self, line: &Line, at: usize, start: &Start, body: &mut Body) {
        let words = line.of(self.text);
        if let Some(signature) = start.signature.filter(|signature| signature.at < line.span.end) {
            let kept = Span::new(line.span.start, signature.at.max(line.span.start)).trim(self.text);
            if !kept.is_empty() {
                add_words(body, kept);
            }
            return;
        }
        if let Some(found) = self.controls(at) {
            body.controls.votes = body.controls.votes.or(found.votes);
            let first = body.controls.posted.take();
            body.controls.posted = first.and_then(|first| self.with_time(first, at)).or(found.posted);
            body.runs_on = false;
            return;
        }
        if words.starts_with('>') {
            if quoted_line(self.text, line.span, body) {
                body.end = at + 1;
            }
            return;
        }
        body.end = at + 1;
        body.names.clear();
        if let Some(name) = body.next_quote.take() {
            body.quotes.push(Quote { span: line.span, name: Some(name) });
        }
        self.introduction(line, at, body);
        add_words(body, line.span);
        body.runs_on = self.runs_on(line);
    }

    /// The time that was found, with that of line `at` when the line above has the date.
    fn with_time(&self, first: String, at: usize) -> Option<String> {
        let line =
            |at: Option<usize>| at.and_then(|at| self.lines.get(at)).map_or("", |line| line.of(self.text));
        let (above, here) = (line(at.checked_sub(1)), line(Some(at)));
        let joined = posted(&format!("{above}, {here}"));
        joined
            .filter(|joined| joined.strip_prefix(&first).is_some_and(|time| time.starts_with('T')))
            .or(Some(first))
    }

    /// `Ann Vane wrote:` before quoted lines, `Ann Vane wrote: ↑` before a quoted paragraph.
    fn introduction(&self, line: &Line, at: usize, body: &mut Body) {
        let Some(head) = line_head(self.text, line.span).filter(|head| head.verb && head.colon) else {
            return;
        };
        let Some(name) = head.name.map(|name| name.of(self.text).to_owned()) else { return };
        let next = self.lines.get(at + 1).is_some_and(|next| next.of(self.text).starts_with('>'));
        if head.rest.is_none() && next {
            body.names = vec![Some(name)];
        } else if head.rest.is_some_and(|rest| rest.of(self.text).starts_with('↑')) {
            body.next_quote = Some(name);
        }
    }

    /// What a line of buttons or counts shows.
    fn controls(&self, at: usize) -> Option<Controls> {
        let words = self.lines.get(at)?.of(self.text);
        if let Some(found) = controls(words) {
            return Some(found);
        }
        let form = matches!(self.form, Form::Timed | Form::Buttons);
        if form && is_count(words) {
            let line = |at: Option<usize>| {
                at.and_then(|at| self.lines.get(at)).map_or("", |line| line.of(self.text))
            };
            let counts = (0..MOST_COUNTS).take_while(|n| is_count(line(at.checked_sub(*n)))).count();
            let above = controls(line(at.checked_sub(counts)));
            let below = controls(line(Some(at + 1)));
            if above.is_some() || below.is_some() {
                let votes = words.parse().ok().filter(|_| below.is_some_and(|below| below.button));
                return Some(Controls { votes, ..Controls::default() });
            }
        }
        let time = time_line(words).filter(|_| self.form == Form::Buttons)?;
        Some(Controls { posted: Some(time), ..Controls::default() })
    }

    /// The comment that this one answers, as indentation or its head tells.
    fn parent(&mut self, start: &Start, indent: usize, author: Option<&str>) -> Option<Parent> {
        let index = self.comments.len();
        while self.above.last().is_some_and(|(_, above)| indent < above + LEAST_INDENT) {
            self.above.pop();
        }
        let nested = self.above.last().map(|&(comment, _)| Parent {
            comment,
            how: How::Nesting,
            probability: BY_INDENT,
        });
        self.above.push((index, indent));
        let answered = start.head.answers.as_ref().and_then(|name| self.authors.get(&name.to_lowercase()));
        let linked = answered.map(|&(comment, shared)| Parent {
            comment,
            how: How::Link,
            probability: if shared { BY_SHARED_NAME } else { BY_NAME },
        });
        if let Some(author) = author {
            let known = self.authors.entry(author.to_lowercase()).or_insert((index, false));
            *known = (index, known.0 != index);
        }
        linked.or(nested)
    }
}

/// The kind of a line that is among the comments and part of none.
fn outside_kind(text: &str, line: &Line, form: Form) -> BlockKind {
    let words = line.of(text);
    let known = controls(words).is_some()
        || is_count(words)
        || is_furniture(words)
        || time_line(words).is_some()
        || is_heading(text, line)
        || !words.contains(char::is_alphanumeric);
    match form {
        _ if known => BlockKind::Boilerplate,
        // The titles of letters.
        Form::Signed if !is_finished(words) => BlockKind::Subheading,
        _ => BlockKind::Paragraph,
    }
}

fn add_words(body: &mut Body, span: Span) {
    match body.words.last_mut() {
        Some(last) if body.runs_on => *last = last.cover(span),
        _ => body.words.push(span),
    }
    body.runs_on = false;
}

/// A line that starts with `>`: it and its depth tell what is quoted. Whether there are words on it.
fn quoted_line(text: &str, line: Span, body: &mut Body) -> bool {
    let words = line.of(text);
    let marks = words.len() - words.trim_start_matches(|c: char| c == '>' || c.is_whitespace()).len();
    let depth = words[..marks].matches('>').count();
    let quoted = Span::new(line.start + marks, line.end).trim(text);
    body.runs_on = false;
    if quoted.is_empty() || depth == 0 {
        return false;
    }
    body.words.push(line);
    let introduced = line_head(text, quoted).filter(|head| head.verb && head.colon && head.rest.is_none());
    body.names.resize(body.names.len().clamp(1, depth), None);
    if let Some(head) = introduced {
        body.names.resize(depth, None);
        body.names.push(head.name.map(|name| name.of(text).to_owned()));
        return true;
    }
    let name = body.names.get(depth - 1).cloned().flatten();
    body.quotes.push(Quote { span: quoted, name });
    true
}
