//! Where each comment of a section starts, by the form that its comments have.

use super::controls::{Controls, badge, controls, is_count};
use super::head::{Head, line_head, name_line, number, time_line, timed_head};
use super::quotation::{self, Open};
use super::section::is_subject;
use super::signed::{self, Signature};
use crate::Span;
use crate::read::plain::furniture::is_furniture;
use crate::read::plain::lines::{Line, is_finished};
use std::ops::Range;

/// Comments that only a name and buttons tell are at least so many.
const LEAST_WITH_BUTTONS: usize = 2;

/// The forms of comments in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `Name: “…”`.
    Quoted,
    /// `Name: …`, `Name wrote:`.
    Colon,
    /// `1. …`, `#3`.
    Numbered,
    /// A name and a time, then the words.
    Timed,
    /// A name, then the words, then buttons.
    Buttons,
    /// The words, then the name.
    Signed,
}

/// Where a comment starts.
#[derive(Clone, Debug, Default)]
pub(super) struct Start {
    pub(super) line: usize,
    pub(super) head: Head,
    /// The name after the words.
    pub(super) signature: Option<Signature>,
}

/// The comments of `range`, and the line after the last of them.
pub(super) fn starts(text: &str, lines: &[Line], range: Range<usize>, form: Form) -> (Vec<Start>, usize) {
    let end = range.end;
    match form {
        Form::Quoted => quoted(text, lines, range),
        Form::Colon => (colon(text, lines, range), end),
        Form::Numbered => (numbered(text, lines, range), end),
        Form::Timed => (timed(text, lines, range), end),
        Form::Buttons => buttons(text, lines, range),
        Form::Signed => signed::starts(text, lines, range),
    }
}

fn start(line: usize, head: Head) -> Start {
    Start { line, head, signature: None }
}

/// Whether the head only says whose words the quoted lines after it are.
fn introduces_quote(text: &str, lines: &[Line], at: usize, head: &Head) -> bool {
    let next = lines.get(at + head.lines);
    head.rest.is_none() && next.is_some_and(|next| next.of(text).starts_with('>'))
}

/// `Name: “…”`: a quotation that is closed and not opened again ends a comment.
fn quoted(text: &str, lines: &[Line], range: Range<usize>) -> (Vec<Start>, usize) {
    let head_at = |at: usize| {
        let head = line_head(text, lines.get(at)?.span)?;
        // A user's name may be one small word: `fen: “…”`.
        let nick = |name: Span| !name.of(text).contains(char::is_whitespace);
        let named =
            head.is_named(text) || (head.is_quoted(text) && !head.verb && head.name.is_some_and(nick));
        (head.colon && head.rest.is_some() && named).then_some(head)
    };
    let mut starts: Vec<Start> = Vec::new();
    let mut open = Open::default();
    let mut end = range.start;
    let anonymous = head_at(range.start).is_none();
    for at in range.clone() {
        let Some(line) = lines.get(at) else { break };
        let words = line.of(text);
        let head = head_at(at).filter(|_| {
            let words_of = |i: usize| head_at(at + i).and_then(|head| head.rest);
            !open.is_open() || !quotation::is_inside(text, &lines[at..range.end], words_of)
        });
        let furniture = controls(words).is_some() || is_furniture(words);
        if let Some(head) = head {
            open = Open::with(head.rest.map_or("", |rest| rest.of(text)));
            starts.push(start(at, head));
            end = at + 1;
        } else if !open.is_open() && !furniture && line.alone_above() && quotation::opens(words) == anonymous
        {
            // No name, and nothing that goes on with the comment above. It counts only when a named one follows.
            open = Open::with(words);
            starts.push(start(at, Head::default()));
            end = if anonymous { at + 1 } else { end };
        } else {
            open = open.then(words).0;
            let goes_on =
                open.is_open() || starts.last().is_some_and(|start| start.head.name.is_some()) || anonymous;
            end = if goes_on && !furniture { at + 1 } else { end };
        }
    }
    while starts.last().is_some_and(|start| start.line >= end) {
        starts.pop();
    }
    (starts, end)
}

/// `Name: …`, `Name wrote:`, `Name, 3 May, 9:13pm:`: heads like the first one.
fn colon(text: &str, lines: &[Line], range: Range<usize>) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut like: Option<(bool, bool)> = None;
    let mut free = range.start;
    for at in range {
        let Some(line) = lines.get(at).filter(|_| at >= free) else { continue };
        let previous = at.checked_sub(1).and_then(|at| lines.get(at));
        let parted = line.alone_above()
            || previous.is_none_or(|previous| {
                is_finished(previous.of(text)) || controls(previous.of(text)).is_some()
            });
        let head = line_head(text, line.span).filter(|head| head.colon && head.is_named(text));
        let head = head.filter(|head| {
            parted && !introduces_quote(text, lines, at, head) && !is_quote_mark(head, text, line)
        });
        let Some(head) = head.filter(|head| {
            like.is_none_or(|(time, verb)| (head.posted.is_some() || !time) && (head.verb || !verb))
        }) else {
            if starts.is_empty() {
                starts.push(start(at, Head::default()));
            }
            continue;
        };
        // Another's quoted words within a comment that is not quoted itself.
        if like.is_some() && head.is_quoted(text) && head.posted.is_none() && !head.verb {
            continue;
        }
        like.get_or_insert((head.posted.is_some(), head.verb));
        free = at + head.lines;
        starts.push(start(at, head));
    }
    starts
}

/// `Ann Vane wrote: ↑`, as forums show whose words they quote.
fn is_quote_mark(head: &Head, text: &str, line: &Line) -> bool {
    head.verb
        && (line.of(text).ends_with('↑') || head.rest.is_some_and(|rest| rest.of(text).starts_with('↑')))
}

/// Numbers that go up, or down, by one.
fn numbered(text: &str, lines: &[Line], range: Range<usize>) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut step = None;
    let mut first: Option<&Line> = None;
    let mut free = range.start;
    for at in range {
        let Some(line) = lines.get(at).filter(|_| at >= free) else { continue };
        let Some((value, words_at)) = number(line.of(text)) else { continue };
        let expected = match (starts.last().and_then(|start: &Start| start.head.number), step) {
            (None, _) => true,
            (Some(last), None) => last.abs_diff(value) == 1,
            (Some(last), Some(true)) => value == last + 1,
            (Some(last), Some(false)) => value + 1 == last,
        };
        let sign = |line: &Line| line.of(text).chars().next().filter(|c| !c.is_ascii_digit());
        let aligned =
            first.is_none_or(|first| first.indent.abs_diff(line.indent) <= 2 && sign(first) == sign(line));
        if !expected || !aligned {
            continue;
        }
        if let Some(last) = starts.last().and_then(|start| start.head.number) {
            step.get_or_insert(value > last);
        }
        first.get_or_insert(line);
        let rest = Span::new(line.span.start + words_at, line.span.end);
        let mut head = numbered_head(text, &lines[at..], rest);
        head.number = Some(value);
        free = at + head.lines;
        starts.push(start(at, head));
    }
    // A colon after the first words is a head only where most comments have one.
    let named = starts.iter().filter(|start| start.head.name.is_some()).count();
    if named * 10 < starts.len() * 6 {
        for start in &mut starts {
            let Some(line) = lines.get(start.line) else { continue };
            let words_at = number(line.of(text)).map_or(0, |(_, at)| at);
            let rest = Span::new(line.span.start + words_at, line.span.end);
            let rest = (!rest.is_empty()).then_some(rest);
            start.head = Head { number: start.head.number, rest, lines: 1, ..Head::default() };
        }
    }
    starts
}

/// The head after a comment's number.
fn numbered_head(text: &str, lines: &[Line], rest: Span) -> Head {
    let plain = Head { rest: (!rest.is_empty()).then_some(rest), lines: 1, ..Head::default() };
    let Some(mut first) = lines.first().copied() else { return plain };
    if rest.is_empty() {
        let below = lines.get(1..).unwrap_or(&[]);
        let head = timed_head(text, below).or_else(|| {
            let head = line_head(text, below.first()?.span)?;
            head.is_named(text).then_some(head)
        });
        return head.map_or(plain, |head| Head { lines: head.lines + 1, ..head });
    }
    first.span = rest;
    let window: Vec<Line> = std::iter::once(first).chain(lines.iter().skip(1).take(6).copied()).collect();
    let timed = timed_head(text, &window);
    let head = timed.or_else(|| line_head(text, rest).filter(|head| head.is_named(text)));
    head.unwrap_or(plain)
}

/// A name and a time, on one line or on several.
fn timed(text: &str, lines: &[Line], range: Range<usize>) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let found = lines.get(at..range.end).and_then(|lines| timed_head(text, lines));
        let Some(mut head) = found.filter(|head| !introduces_quote(text, lines, at, head)) else {
            at += 1;
            continue;
        };
        let next = at + head.lines.max(1);
        let subject = at > 0 && is_subject(text, lines, at - 1);
        if subject {
            head.lines += 1;
        }
        starts.push(start(at - usize::from(subject), head));
        at = next;
    }
    starts
}

/// A name, the words, then lines of buttons with the time. What has no name or no such line is no comment: the first
/// and the last that have both bound the section.
fn buttons(text: &str, lines: &[Line], range: Range<usize>) -> (Vec<Start>, usize) {
    let control = |at: usize| {
        let words = lines.get(at).map_or("", |line| line.of(text));
        let time = || time_line(words).map(|_| Controls { button: true, ..Controls::default() });
        controls(words).or_else(|| is_count(words).then(Controls::default)).or_else(time)
    };
    let mut starts: Vec<Start> = Vec::new();
    // For each start the line after its buttons, when it has any.
    let mut ends: Vec<Option<usize>> = Vec::new();
    let mut ended = true;
    for at in range {
        match control(at) {
            Some(found) => {
                ended |= found.button || found.posted.is_some();
                if let Some(end) = ends.last_mut().filter(|_| ended) {
                    *end = Some(at + 1);
                }
            }
            None if ended => {
                let words_follow =
                    |ahead: usize| lines.get(at + ahead).is_some() && control(at + ahead).is_none();
                starts.push(start(at, buttons_head(text, lines.get(at..).unwrap_or(&[]), words_follow)));
                ends.push(None);
                ended = false;
            }
            None => {}
        }
    }
    let strict = |i: usize| {
        let named = starts.get(i).is_some_and(|start| start.head.name.is_some());
        ends.get(i).copied().flatten().filter(|_| named)
    };
    let Some(first) = (0..starts.len()).find(|&i| strict(i).is_some()) else { return (Vec::new(), 0) };
    let last = (0..starts.len()).rev().find(|&i| strict(i).is_some()).unwrap_or(first);
    let count = (first..=last).filter(|&i| strict(i).is_some()).count();
    let end = strict(last).unwrap_or(0);
    // Buttons without names between them are those of an article.
    if count < LEAST_WITH_BUTTONS || count * 10 < (last + 1 - first) * 7 {
        return (Vec::new(), 0);
    }
    starts.truncate(last + 1);
    starts.drain(..first);
    (starts, end)
}

/// The name at the top of a comment, with a badge above or below it. Under a name that is written as names are there
/// may be no words.
fn buttons_head(text: &str, lines: &[Line], words_follow: impl Fn(usize) -> bool) -> Head {
    let is_badge = |at: usize| lines.get(at).and_then(|line| badge(line.of(text)));
    let above = is_badge(0).filter(|_| words_follow(2));
    let at = usize::from(above.is_some());
    let Some(mut head) = lines.get(at).and_then(|line| name_line(text, line.span)) else {
        return Head::default();
    };
    head.lines += at;
    let below = is_badge(head.lines).filter(|_| words_follow(head.lines + 1));
    head.lines += usize::from(below.is_some());
    head.badges.extend(above.into_iter().chain(below).map(str::to_owned));
    if words_follow(head.lines) || head.is_named(text) { head } else { Head::default() }
}
