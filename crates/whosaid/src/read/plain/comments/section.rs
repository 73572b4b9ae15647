//! Where readers' comments stand in a text, and where each of them starts.
//!
//! A section starts with a heading over something that has the form of comments, or, without a heading, where at least
//! three comments of one strict form stand. All looks ahead are bounded, so the whole is linear in the lines.

use super::controls::{controls, is_count};
use super::forms::{Form, Start, starts};
use super::head::{Head, line_head, name_line, number, timed_head};
use super::quotation;
use super::signed;
use crate::CommentGroup;
use crate::read::plain::furniture::is_furniture;
use crate::read::plain::lexicon::{
    HEADING_OPENINGS, HEADINGS_OWN, HEADINGS_QUOTED, HEADINGS_WEAK, READERS, SECTION_END_OPENINGS,
    SECTION_ENDS, key, starts_with_entry, without_numbers,
};
use crate::read::plain::lines::{Line, is_finished};
use std::collections::HashSet;
use std::ops::Range;

/// Lines between a heading and the first comment that are looked over.
const MOST_BEFORE: usize = 24;
/// Lines that are looked at to tell the form.
const LOOKED_AT: usize = 40;
/// The longest heading and the longest line after the comments, in characters.
const LONGEST_HEADING: usize = 120;
const LONGEST_END: usize = 80;
/// The longest link to comments, in characters.
const LONGEST_LINK: usize = 24;
/// More counted headings than this are links to the comments of other pages.
const MOST_COUNTED: usize = 3;
/// The longest first comment, in lines, before which no prose stands; that is the only one; and any.
const LONGEST_AT_TOP: usize = 12;
const LONGEST_ALONE: usize = 8;
const LONGEST_FIRST: usize = 40;
/// The most lines that the comments of a section have on average.
const LONGEST_ON_AVERAGE: usize = 15;
/// The shortest prose, in characters.
const SHORTEST_PROSE: usize = 60;
/// Comments that a section without a heading has at least.
const LEAST_STRICT: usize = 3;

/// A section of comments.
#[derive(Debug)]
pub(super) struct Section {
    /// The line of the heading.
    pub(super) heading: Option<usize>,
    /// The lines of the comments.
    pub(super) lines: Range<usize>,
    pub(super) group: CommentGroup,
    pub(super) form: Form,
    /// Where the comments start; never empty.
    pub(super) starts: Vec<Start>,
}

/// The sections of comments in the text, in order.
pub(super) fn sections(text: &str, lines: &[Line]) -> Vec<Section> {
    let mut finder = Finder { text, lines, counted_are_links: false, prose_above: false };
    finder.counted_are_links = finder.has_links();
    let mut sections: Vec<Section> = Vec::new();
    let mut at = 0;
    let mut paragraph = 0;
    while let Some(line) = lines.get(at) {
        let follows = sections.last().is_some_and(|section| section.lines.end == at);
        let opened = match finder.heading(at) {
            Some(heading) => finder.open(Some(at), at + 1, heading),
            None if follows && starts_numbers(text, line) => finder.open(None, at, Heading::OWN),
            None => None,
        };
        paragraph = if line.alone_above() { line.length } else { paragraph + line.length };
        finder.prose_above |= paragraph >= SHORTEST_PROSE && is_finished(line.of(text));
        match opened {
            Some(section) => {
                at = section.lines.end.max(at + 1);
                sections.push(section);
            }
            None => at += 1,
        }
    }
    if sections.is_empty() {
        sections.extend(without_heading(text, lines));
    }
    sections
}

/// What a heading tells.
#[derive(Clone, Copy, Debug)]
struct Heading {
    group: CommentGroup,
    /// Whether an article may have it too.
    weak: bool,
    /// Whether it has a number, which is that of the comments.
    counted: bool,
}

impl Heading {
    const OWN: Heading = Heading { group: CommentGroup::Own, weak: false, counted: false };
    const QUOTED: Heading = Heading { group: CommentGroup::Quoted, weak: false, counted: false };
    const COUNTED: Heading = Heading { counted: true, ..Heading::OWN };
}

/// Whether a line reads as a heading over comments.
fn heading(text: &str, line: &Line) -> Option<Heading> {
    // `Comment 3` is the third comment, not three of them.
    if line.length > LONGEST_HEADING || number(line.of(text)).is_some() {
        return None;
    }
    let words = key(line.of(text))?;
    let bare = without_numbers(&words);
    let bare = bare.strip_suffix(" so far").unwrap_or(&bare);
    let counted = bare.len() < words.len();
    let weak = HEADINGS_WEAK.contains(bare);
    if counted && (weak || HEADINGS_OWN.contains(bare) || starts_with_entry(bare, &HEADING_OPENINGS)) {
        return Some(Heading::COUNTED);
    }
    if words.starts_with("one thought on") {
        return Some(Heading::OWN);
    }
    if HEADINGS_QUOTED.contains(bare) {
        return Some(if counted { Heading::COUNTED } else { Heading::QUOTED });
    }
    if weak || HEADINGS_OWN.contains(bare) {
        return Some(Heading { weak, ..Heading::OWN });
    }
    // `This is what readers of ours had to say:`, over what can be nothing else.
    let of_readers = words.split(' ').any(|word| READERS.contains(word)) && line.of(text).ends_with(':');
    of_readers.then_some(Heading { weak: true, ..Heading::QUOTED })
}

/// Whether a line is one.
pub(super) fn is_heading(text: &str, line: &Line) -> bool {
    heading(text, line).is_some()
}

/// Whether a line of the article is a link to its comments: `12 Comments`.
pub(in crate::read::plain) fn is_link(text: &str, line: &Line) -> bool {
    heading(text, line).is_some_and(|heading| {
        let own = heading.group == CommentGroup::Own && !heading.weak;
        heading.counted || (own && line.length <= LONGEST_LINK)
    })
}

/// Whether a line stands after the last comment.
pub(in crate::read::plain) fn is_end(text: &str, line: &Line) -> bool {
    if line.length > LONGEST_END {
        return false;
    }
    let Some(words) = key(line.of(text)) else { return false };
    line.of(text).starts_with('©')
        || SECTION_ENDS.contains(words.as_str())
        || starts_with_entry(&words, &SECTION_END_OPENINGS)
}

/// Whether the numbered comments of the page's own readers start here, after a gap.
fn starts_numbers(text: &str, line: &Line) -> bool {
    line.blanks >= 2 && number(line.of(text)).is_some_and(|(value, _)| value == 1)
}

/// What is known of the page while its sections are looked for.
struct Finder<'t> {
    text: &'t str,
    lines: &'t [Line],
    /// Whether `12 Comments` stands so often that it is a link to another page's.
    counted_are_links: bool,
    /// Whether a sentence stands above; before one there can be no comments.
    prose_above: bool,
}

impl Finder<'_> {
    fn has_links(&self) -> bool {
        let counted = |line: &&Line| heading(self.text, line).is_some_and(|heading| heading.counted);
        self.lines.iter().filter(counted).nth(MOST_COUNTED).is_some()
    }

    fn heading(&self, at: usize) -> Option<Heading> {
        heading(self.text, self.lines.get(at)?).filter(|heading| !(heading.counted && self.counted_are_links))
    }

    /// The section whose first line is `from`, when what stands there has the form of comments.
    fn open(&self, heading_at: Option<usize>, from: usize, heading: Heading) -> Option<Section> {
        let (first, form) = self.form(from, heading)?;
        let is_over = |(i, line): (usize, &Line)| {
            is_end(self.text, line)
                || (i > 0 && form != Form::Numbered && starts_numbers(self.text, line))
                || (i > 0 && self.opens_another(first + i))
        };
        let length = self.lines.get(first..)?.iter().enumerate().position(is_over);
        let end = length.map_or(self.lines.len(), |length| first + length);
        let (starts, used) = starts(self.text, self.lines, first..end, form);
        let with_buttons = matches!(form, Form::Timed | Form::Buttons);
        let group = if with_buttons { CommentGroup::Own } else { heading.group };
        let section = Section { heading: heading_at, lines: from..used, group, form, starts };
        (self.is_likely(&section) && (section.starts.len() > 1 || self.is_told(&section, heading)))
            .then_some(section)
    }

    /// Whether the comments have the length that comments have. Under a link to the comments, at the page's top,
    /// a byline and the article look like one.
    fn is_likely(&self, section: &Section) -> bool {
        let Some(first) = section.starts.first() else { return false };
        let second = section.starts.get(1).map(|second| second.line);
        let length = second.unwrap_or(section.lines.end).saturating_sub(first.line);
        let all = section.lines.end.saturating_sub(first.line);
        let longest = match second {
            None => LONGEST_ALONE,
            Some(_) if !self.prose_above => LONGEST_AT_TOP,
            Some(_) => LONGEST_FIRST,
        };
        length <= longest
            && (second.is_some() || self.prose_above)
            && all <= LONGEST_ON_AVERAGE * section.starts.len()
    }

    /// Whether the only comment of a section is one for more than its name: under a link to the comments, a byline and
    /// a date are no comment's head, and neither is the town before an article's first sentence.
    fn is_told(&self, section: &Section, heading: Heading) -> bool {
        let Some(start) = section.starts.first() else { return false };
        let body = self.lines.get(start.line..section.lines.end).unwrap_or(&[]);
        match section.form {
            Form::Timed => is_strict(self.text, &start.head, body),
            Form::Colon => heading.counted || start.head.verb,
            Form::Quoted | Form::Numbered | Form::Buttons | Form::Signed => true,
        }
    }

    /// Whether another section starts at a line within one.
    fn opens_another(&self, at: usize) -> bool {
        self.heading(at).is_some_and(|heading| self.form(at + 1, heading).is_some())
    }

    /// The first line of the first comment after a heading, and its form; `None` when no comment stands there.
    fn form(&self, from: usize, heading: Heading) -> Option<(usize, Form)> {
        let (text, lines) = (self.text, self.lines);
        let passed = |line: &&Line| {
            let words = line.of(text);
            is_heading(text, line) || controls(words).is_some() || is_count(words) || is_furniture(words)
        };
        let first = from + lines.get(from..)?.iter().take(MOST_BEFORE).take_while(passed).count();
        let first = first + usize::from(is_subject(text, lines, first));
        let ahead = lines.get(first..lines.len().min(first + LOOKED_AT))?;
        if is_end(text, ahead.first()?) {
            return None;
        }
        let found = form_of(text, ahead, heading)?;
        let strict = matches!(found, Form::Timed | Form::Buttons);
        let quoted = heading.group == CommentGroup::Quoted && matches!(found, Form::Quoted | Form::Signed);
        // Menus have headlines with a name and a colon.
        let told = strict || found == Form::Numbered || self.prose_above || from == 1;
        (told && (strict || quoted || !heading.weak)).then_some((first, found))
    }
}

/// Whether a line is a forum's subject line, above the head.
pub(super) fn is_subject(text: &str, lines: &[Line], at: usize) -> bool {
    lines.get(at).is_some_and(|line| line.of(text).starts_with("Re: ") && !line.alone_below)
}

fn form_of(text: &str, ahead: &[Line], heading: Heading) -> Option<Form> {
    let line = ahead.first()?;
    let words = line.of(text);
    if let Some((value, _)) = number(words) {
        let next = ahead
            .iter()
            .skip(1)
            .filter_map(|line| number(line.of(text)))
            .any(|(other, _)| other.abs_diff(value) == 1);
        return (value == 1 || next || words.starts_with(['#', 'C'])).then_some(Form::Numbered);
    }
    if timed_head(text, ahead).is_some() {
        return Some(if times_come_last(text, ahead) { Form::Buttons } else { Form::Timed });
    }
    if let Some(head) = line_head(text, line.span).filter(|head| head.colon && head.is_named(text)) {
        if head.is_quoted(text) {
            return Some(Form::Quoted);
        }
        if head.rest.is_some() || !line.alone_below || head.verb {
            return Some(Form::Colon);
        }
    }
    let has_button = |line: &Line| controls(line.of(text)).is_some_and(|controls| controls.button);
    if name_line(text, line.span).is_some()
        && !line.alone_below_prose(ahead)
        && ahead.iter().skip(2).any(has_button)
    {
        return Some(Form::Buttons);
    }
    if heading.group == CommentGroup::Quoted {
        if signed::is_signed(text, ahead) {
            return Some(Form::Signed);
        }
        return (quotation::opens(words) && !heading.weak).then_some(Form::Quoted);
    }
    None
}

/// Whether the times stand among the buttons after the words, and not in the heads before them.
fn times_come_last(text: &str, ahead: &[Line]) -> bool {
    let (mut last, mut first) = (0, 0);
    for pair in ahead.windows(2) {
        let [line, next] = pair else { continue };
        if super::head::time_line(line.of(text)).is_some() {
            let button = controls(next.of(text)).is_some_and(|controls| controls.button);
            *(if button { &mut last } else { &mut first }) += 1;
        }
    }
    last > first
}

impl Line {
    /// Whether the line is parted from what follows, while other lines are not.
    fn alone_below_prose(self, ahead: &[Line]) -> bool {
        self.alone_below && ahead.iter().skip(1).any(|line| !line.alone_below)
    }
}

/// Whether a head with a time is that of a comment and of nothing else, or buttons of comments stand under it.
fn is_strict(text: &str, head: &Head, body: &[Line]) -> bool {
    let button = |line: &Line| controls(line.of(text)).is_some_and(|controls| controls.button);
    (head.verb && head.colon) || head.forum || body.iter().take(LOOKED_AT).any(button)
}

/// A section that no heading announces: comments of one strict form, with times, that reach to the page's end.
fn without_heading(text: &str, lines: &[Line]) -> Option<Section> {
    let mut heads: Vec<(usize, Head)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match timed_head(text, &lines[at..]) {
            Some(head) => {
                let next = at + head.lines.max(1);
                heads.push((at, head));
                at = next;
            }
            None => at += 1,
        }
    }
    // Only heads like the last one count: the byline and the time at the top look much like a head too.
    let shape = |head: &Head| (head.lines == 1, head.verb, head.colon, head.forum);
    let last = shape(&heads.last()?.1);
    let ends: Vec<usize> = heads.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]).collect();
    let strict = |i: usize| {
        let (Some((at, head)), Some(&end)) = (heads.get(i), ends.get(i)) else { return false };
        let body = lines.get(at + head.lines..end).unwrap_or(&[]);
        shape(head) == last
            && is_strict(text, head, body)
            && (body.len() <= LOOKED_AT || i + 1 == heads.len())
    };
    // From the end upwards, as long as the heads are strict.
    let count = (0..heads.len()).rev().take_while(|&i| strict(i)).count();
    let comments = heads.get(heads.len() - count..)?;
    let authors: HashSet<&str> = comments.iter().filter_map(|(_, head)| Some(head.name?.of(text))).collect();
    if count < LEAST_STRICT || authors.len() < 2 {
        return None;
    }
    let head = comments.first()?.0;
    let from = head.checked_sub(1).filter(|&above| is_subject(text, lines, above)).unwrap_or(head);
    let end = (from..lines.len()).find(|&at| is_end(text, &lines[at])).unwrap_or(lines.len());
    let (starts, used) = starts(text, lines, from..end, Form::Timed);
    let section =
        Section { heading: None, lines: from..used, group: CommentGroup::Own, form: Form::Timed, starts };
    (section.starts.len() >= LEAST_STRICT).then_some(section)
}
