//! Comments that end with their author's name: `“…” — Ann Vane, Leeds`, and letters.

use super::forms::Start;
use super::head::Head;
use super::name::is_name;
use crate::Span;
use crate::read::plain::lines::{Line, is_finished};
use std::ops::Range;

/// The longest signature, in characters.
const LONGEST: usize = 80;

/// The name after a comment's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) name: Span,
    /// Where the words end.
    pub(super) at: usize,
    /// Whether a blank line stands between the words and it.
    pub(super) apart: bool,
    /// The last line of the signature.
    pub(super) last_line: usize,
}

/// Whether the first comment in `lines` is signed.
pub(super) fn is_signed(text: &str, lines: &[Line]) -> bool {
    (0..lines.len()).any(|at| signature(text, lines, at).is_some())
}

/// The signed comments of `range`, and the line after the last signature.
pub(super) fn starts(text: &str, lines: &[Line], range: Range<usize>) -> (Vec<Start>, usize) {
    let mut starts = Vec::new();
    let mut end = range.start;
    let mut first = None;
    let mut at = range.start;
    while at < range.end {
        let Some(line) = lines.get(at) else { break };
        // A letter's title is no part of it.
        let title =
            first.is_none() && line.alone_below && line.length <= LONGEST && !is_finished(line.of(text));
        let found = signature(text, lines, at);
        if found.is_none() && !title {
            first.get_or_insert(at);
        }
        at += 1;
        if let Some(signature) = found {
            let line = first.take().unwrap_or(at - 1);
            starts.push(Start { line, head: Head::default(), signature: Some(signature) });
            at = signature.last_line + 1;
            end = at;
        }
    }
    (starts, end)
}

/// The signature on line `at`: after a dash or in brackets at its end, or a name of its own under a finished sentence.
fn signature(text: &str, lines: &[Line], at: usize) -> Option<Signature> {
    let line = lines.get(at)?;
    after_dash(text, line, at).or_else(|| in_brackets(text, line, at)).or_else(|| own_line(text, lines, at))
}

fn after_dash(text: &str, line: &Line, at: usize) -> Option<Signature> {
    let words = line.of(text);
    let (dash, sign) =
        words.char_indices().rev().take(LONGEST).find(|(_, c)| matches!(c, '—' | '–' | '-' | '―' | '~'))?;
    let before = words[..dash].trim_end();
    let after = dash + sign.len_utf8();
    let spaced = words[after..].starts_with(char::is_whitespace) || before.is_empty();
    if !(before.is_empty() || (spaced && is_finished(before))) {
        return None;
    }
    let name = name_in(text, Span::new(line.span.start + after, line.span.end))?;
    let apart = before.is_empty() && line.alone_above();
    Some(Signature { name, at: line.span.start + before.len(), apart, last_line: at })
}

/// `“…” (Ann Vane, Leeds)`.
fn in_brackets(text: &str, line: &Line, at: usize) -> Option<Signature> {
    let words = line.of(text).strip_suffix(')')?;
    let (open, _) = words.char_indices().rev().take(LONGEST).find(|(_, c)| *c == '(')?;
    let before = words[..open].trim_end();
    let name = name_in(text, Span::new(line.span.start + open + 1, line.span.end - 1))?;
    (is_finished(before) && name.of(text).contains(char::is_whitespace)).then_some(Signature {
        name,
        at: line.span.start + before.len(),
        apart: false,
        last_line: at,
    })
}

fn own_line(text: &str, lines: &[Line], at: usize) -> Option<Signature> {
    let line = lines.get(at).filter(|line| line.length <= LONGEST && !is_finished(line.of(text)))?;
    let above = lines.get(at.checked_sub(1)?)?;
    if !is_finished(above.of(text)) {
        return None;
    }
    let name = name_in(text, line.span).filter(|name| name.of(text).contains(char::is_whitespace))?;
    let place = lines.get(at + 1).filter(|place| {
        !line.alone_below && place.length <= LONGEST / 2 && place.alone_below && !is_finished(place.of(text))
    });
    (line.alone_below || place.is_some()).then_some(Signature {
        name,
        at: line.span.start,
        apart: line.alone_above(),
        last_line: at + usize::from(place.is_some()),
    })
}

/// The name before the place: `Ann Vane, Leeds`.
fn name_in(text: &str, signature: Span) -> Option<Span> {
    let words = signature.of(text);
    let end = words.find([',', '(', '|']).unwrap_or(words.len());
    let name = Span::new(signature.start, signature.start + end).trim(text);
    (is_name(name.of(text)) && words[end..].split_whitespace().count() <= 6).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::plain::lines::lines;

    fn names(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let found = starts(text, &lines, 0..lines.len()).0;
        found.iter().filter_map(|start| Some(start.signature?.name.of(text))).collect()
    }

    #[test]
    fn signatures() {
        assert_eq!(
            names("“Yes.” — Ann Vane, Leeds\n\n“No.”\n– Ben Oake\n\n“Oh.” (Cy Dunn, Hull)"),
            ["Ann Vane", "Ben Oake", "Cy Dunn"]
        );
        assert_eq!(
            names(
                "Wet roads\n\nSir, It rained.\n\nAnn Vane\nLeeds\n\nDry roads\n\nIt did not.\nDr Ben Oake, Hull"
            ),
            ["Ann Vane", "Dr Ben Oake"]
        );
        assert!(names("It rained – Monday was dry.\n\nThe well-known road was shut.").is_empty());
    }
}
