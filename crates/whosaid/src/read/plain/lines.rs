//! The lines of a text, and what stands about them.
//!
//! Every character that is not white space is in one line. Lines come in order.

use crate::Span;

/// Column widths to which texts are hard-wrapped.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 45..=100;
/// Columns that a tab is worth.
const TAB: usize = 4;

/// A line that is not blank; or several that were wrapped, joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Without the white space at its ends.
    pub(super) span: Span,
    /// Length in characters.
    pub(super) length: usize,
    /// Columns of white space before it.
    pub(super) indent: usize,
    /// How many blank lines stand before it; the text's start counts as one.
    pub(super) blanks: usize,
    /// Whether a blank line, or the text's end, stands after it.
    pub(super) alone_below: bool,
}

impl Line {
    /// Whether a blank line, or the text's start, stands before it.
    pub(super) fn alone_above(self) -> bool {
        self.blanks > 0
    }

    pub(super) fn of(self, text: &str) -> &str {
        self.span.of(text)
    }
}

/// The lines that are not blank.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut blanks = 1;
    for whole in raw_lines(text) {
        let span = whole.trim(text);
        if span.is_empty() {
            blanks += 1;
            continue;
        }
        if let (0, Some(last)) = (blanks, lines.last_mut()) {
            last.alone_below = false;
        }
        let before = Span::new(whole.start, span.start).of(text);
        let indent = before.chars().map(|c| if c == '\t' { TAB } else { 1 }).sum();
        let length = span.of(text).chars().count();
        lines.push(Line { span, length, indent, blanks, alone_below: true });
        blanks = 0;
    }
    lines
}

/// Every line with its break; `\r\n` is one break. A byte-order mark before the first belongs to none.
fn raw_lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = text.strip_prefix('\u{feff}').map_or(0, |rest| text.len() - rest.len());
    let breaks = text.char_indices().filter_map(|(at, c)| match c {
        '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(at + c.len_utf8()),
        '\r' if !text[at + 1..].starts_with('\n') => Some(at + 1),
        _ => None,
    });
    breaks.chain(std::iter::once(text.len())).map(move |end| {
        let span = Span::new(start, end);
        start = end;
        span
    })
}

/// Whether the lines are hard-wrapped: most run on into the next with a single break, most of
/// those end in the middle of a sentence, and none is much longer than the rest.
pub(super) fn is_wrapped(text: &str, lines: &[Line]) -> bool {
    let running: Vec<&Line> = lines.iter().filter(|line| !line.alone_below).collect();
    if running.len() < 3 || running.len() * 2 < lines.len() {
        return false;
    }
    let mut lengths: Vec<usize> = running.iter().map(|line| line.length).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    let unfinished = running.iter().filter(|line| !is_finished(line.of(text))).count();
    let long = lines.iter().filter(|line| line.length > median + 25).count();
    WRAP_WIDTHS.contains(&median) && unfinished * 10 >= running.len() * 6 && long * 20 <= lines.len()
}

/// Joins wrapped lines into paragraphs: a blank line ends one, and so does a finished line that
/// stops well short of the width.
pub(super) fn join_wrapped(text: &str, lines: &[Line]) -> Vec<Line> {
    let width = width(lines);
    let mut joined: Vec<Line> = Vec::new();
    let mut ended = true;
    for line in lines {
        match joined.last_mut() {
            Some(last) if !ended => {
                last.length += line.length + 1;
                last.span = last.span.cover(line.span);
                last.alone_below = line.alone_below;
            }
            _ => joined.push(*line),
        }
        ended = ends_paragraph(text, line, width);
    }
    joined
}

/// The length of the longest line.
pub(super) fn width(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.length).max().unwrap_or(0)
}

/// Whether a paragraph ends with `line`, in a text that is wrapped at `width`.
pub(super) fn ends_paragraph(text: &str, line: &Line, width: usize) -> bool {
    line.alone_below || (is_finished(line.of(text)) && line.length * 10 < width * 7)
}

/// Whether the text ends as a sentence does.
pub(super) fn is_finished(block: &str) -> bool {
    let closers = |c: char| matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '»') || c.is_whitespace();
    block.trim_end_matches(closers).ends_with(['.', '!', '?', '…'])
}
