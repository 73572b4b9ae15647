//! Words into lines of a given width, for the terminal.
//!
//! Lines break where Unicode (UAX 14) lets them, and inside a word only when it is
//! wider than the line; never inside a grapheme. Signs that are not of the text
//! (brackets, numbers) cling to the words that they mark.

use crate::Span;
use anstyle::Style;
use std::fmt::Write;
use unicode_linebreak::BreakOpportunity;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A stretch of text on its way into lines.
pub(super) struct Paragraph<'t> {
    text: &'t str,
    /// Byte offsets at which a line may, and those at which it must, end; rising.
    breaks: Vec<(usize, bool)>,
    cells: Vec<Cell>,
    /// What the next words have to be preceded by.
    before: Vec<Cell>,
}

/// A grapheme, or a sign that is not of the text.
#[derive(Clone, Debug)]
struct Cell {
    shown: String,
    width: usize,
    style: Style,
    space: bool,
    then: Break,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Break {
    Never,
    May,
    Must,
}

/// A finished line.
pub(super) struct Line {
    pub text: String,
    pub width: usize,
}

impl<'t> Paragraph<'t> {
    /// A paragraph for the words under `span`. Single line breaks in it are kept
    /// when `keep_lines`, else they are spaces; empty lines always part it.
    pub(super) fn new(text: &'t str, span: Span, keep_lines: bool) -> Self {
        let inside = span.of(text);
        let must = |at: usize| keep_lines || beside_an_empty_line(inside, at);
        let breaks = unicode_linebreak::linebreaks(inside)
            .filter(|&(at, _)| at < inside.len())
            .map(|(at, kind)| (span.start + at, kind == BreakOpportunity::Mandatory && must(at)))
            .collect();
        Paragraph { text, breaks, cells: Vec::new(), before: Vec::new() }
    }

    /// The next words of the paragraph.
    pub(super) fn words(&mut self, span: Span, style: Style) {
        let mut cells = Vec::new();
        for (at, grapheme) in span.of(self.text).grapheme_indices(true) {
            let end = span.start + at + grapheme.len();
            let space = grapheme.chars().all(|c| c.is_whitespace() && !no_break(c));
            let shown = if space { " ".to_owned() } else { harmless(grapheme) };
            cells.push(Cell { width: width_of(&shown), shown, style, space, then: self.break_at(end) });
        }
        if let (false, Some(first)) = (self.before.is_empty(), cells.iter().position(|cell| !cell.space)) {
            cells.splice(first..first, self.before.drain(..));
        }
        self.cells.append(&mut cells);
    }

    /// A sign before the next words.
    pub(super) fn sign_before(&mut self, sign: &str, style: Style) {
        self.before.extend(Self::sign(sign, style, Break::Never));
    }

    /// A sign after the last words: a line may end after it where it might have ended after them.
    pub(super) fn sign_after(&mut self, sign: &str, style: Style) {
        if sign.is_empty() {
            return;
        }
        let last = self.cells.iter().rposition(|cell| !cell.space);
        let Some(last) = last else { return };
        let then = std::mem::replace(&mut self.cells[last].then, Break::Never);
        self.cells.splice(last + 1..last + 1, Self::sign(sign, style, then));
    }

    fn sign(sign: &str, style: Style, then: Break) -> Option<Cell> {
        (!sign.is_empty()).then(|| Cell {
            shown: sign.to_owned(),
            width: width_of(sign),
            style,
            space: false,
            then,
        })
    }

    fn break_at(&self, byte: usize) -> Break {
        match self.breaks.binary_search_by_key(&byte, |&(at, _)| at) {
            Err(_) => Break::Never,
            Ok(i) if self.breaks[i].1 => Break::Must,
            Ok(_) => Break::May,
        }
    }

    /// The lines, none wider than `width` unless a single cell is.
    pub(super) fn wrap(mut self, width: usize, color: bool) -> Vec<Line> {
        self.cells.append(&mut self.before);
        let mut lines = Vec::new();
        let mut line: Vec<Cell> = Vec::new();
        for word in self.cells.split_inclusive(|cell| cell.then != Break::Never) {
            let solid = word.iter().rposition(|cell| !cell.space).map_or(0, |last| last + 1);
            if measure(&line) + measure(&word[..solid]) > width && !line.is_empty() {
                lines.push(finish(&mut line, color));
            }
            for cell in word {
                if !cell.space && measure(&line) + cell.width > width && !line.is_empty() {
                    lines.push(finish(&mut line, color));
                }
                // A run of white space is one space, and none begins a line.
                if !(cell.space && line.last().is_none_or(|last| last.space)) {
                    line.push(cell.clone());
                }
            }
            if word.last().is_some_and(|cell| cell.then == Break::Must) {
                lines.push(finish(&mut line, color));
            }
        }
        if !line.is_empty() {
            lines.push(finish(&mut line, color));
        }
        lines
    }
}

/// Whether the line break before `at` begins or ends an empty line.
fn beside_an_empty_line(text: &str, at: usize) -> bool {
    const BLANK: [char; 4] = [' ', '\t', '\r', '\u{a0}'];
    let before = text[..at].strip_suffix('\n').unwrap_or(&text[..at]).trim_end_matches(BLANK);
    before.ends_with('\n') || text[at..].trim_start_matches(BLANK).starts_with('\n')
}

fn measure(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.width).sum()
}

fn finish(line: &mut Vec<Cell>, color: bool) -> Line {
    while line.pop_if(|cell| cell.space).is_some() {}
    let mut text = String::new();
    let mut current = Style::new();
    for cell in line.iter() {
        if color && cell.style != current {
            let _ = write!(text, "{current:#}{}", cell.style);
            current = cell.style;
        }
        text.push_str(&cell.shown);
    }
    if color {
        let _ = write!(text, "{current:#}");
    }
    let width = measure(line);
    line.clear();
    Line { text, width }
}

/// Columns that `text` fills.
pub(super) fn width_of(text: &str) -> usize {
    text.width()
}

/// `text` on one line of at most `width` columns, with an ellipsis where it was cut.
pub(super) fn one_line(text: &str, width: usize) -> String {
    let mut words = String::new();
    for word in text.split(|c: char| c.is_whitespace() && !no_break(c)).filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.graphemes(true).map(harmless));
        if words.len() > 16 * (width + 1) {
            break;
        }
    }
    if width_of(&words) <= width {
        return words;
    }
    let mut cut = String::new();
    let mut filled = 0;
    for grapheme in words.graphemes(true) {
        filled += width_of(grapheme);
        if filled + 1 > width {
            break;
        }
        cut.push_str(grapheme);
    }
    if width > 0 {
        cut.truncate(cut.trim_end().len());
        cut.push('…');
    }
    cut
}

/// `grapheme` with nothing in it that a terminal would obey.
fn harmless(grapheme: &str) -> String {
    grapheme.chars().map(|c| if c.is_control() || turns_text(c) { '\u{fffd}' } else { c }).collect()
}

/// The overrides, embeddings and isolates of Unicode's bidirectional algorithm (UAX #9): one left open would
/// turn about what stands after it, with words of ours among it.
pub(super) fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize, keep_lines: bool) -> Vec<String> {
        let whole = Span::new(0, text.len());
        let mut paragraph = Paragraph::new(text, whole, keep_lines);
        paragraph.words(whole, Style::new());
        paragraph.wrap(width, false).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(lines("one two  three\nfour", 8, false), ["one two", "three", "four"]);
        assert_eq!(lines("10\u{a0}000 men and women", 10, false), ["10\u{a0}000 men", "and women"]);
    }

    #[test]
    fn kept_lines_and_empty_lines() {
        assert_eq!(lines("a\nb", 8, true), ["a", "b"]);
        assert_eq!(lines("a\nb\n\nc", 8, false), ["a b", "", "c"]);
    }

    #[test]
    fn a_long_word_is_cut_between_graphemes() {
        assert_eq!(
            lines("see e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", 4, false),
            ["see", "e\u{301}e\u{301}e\u{301}e\u{301}", "e\u{301}"]
        );
        assert_eq!(lines("橋橋橋", 4, false), ["橋橋", "橋"]);
    }

    #[test]
    fn a_line_is_cut_with_an_ellipsis() {
        assert_eq!(one_line("one\n two three", 20), "one two three");
        assert_eq!(one_line("one two three", 8), "one two…");
        assert_eq!(one_line("one two three", 5), "one…");
        assert_eq!(one_line("橋橋橋", 5), "橋橋…");
        assert_eq!(one_line("anything", 0), "");
    }
}
