//! Whether a comment's quotation is still open at the end of a paragraph.

use crate::Span;
use crate::read::plain::lines::Line;

/// How many quotations are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Open {
    depth: usize,
    /// Opened by a single mark, which looks like an apostrophe: only one at a paragraph's end closes it.
    single: bool,
}

impl Open {
    pub(super) fn is_open(self) -> bool {
        self.depth > 0
    }

    /// After the first words of a comment.
    pub(super) fn with(words: &str) -> Open {
        if words.starts_with(['‘', '\'']) {
            return Open { depth: usize::from(!ends_with_single(words)), single: true };
        }
        Open::default().then(words).0
    }

    /// After one more paragraph, and whether it closes what was never opened.
    pub(super) fn then(self, paragraph: &str) -> (Open, bool) {
        if self.single {
            let open = self.is_open() && !ends_with_single(paragraph);
            return (Open { depth: usize::from(open), single: open }, false);
        }
        // A paragraph that opens again goes on with the quotation, unless that mark's own quotation ends in the midst of it.
        if self.is_open() && opens(paragraph) {
            let mut rest = paragraph.chars();
            rest.next();
            let (depth, surplus, words_after) = count(rest.as_str(), self.depth, true);
            if !(depth < self.depth && words_after) {
                return (Open { depth, single: false }, surplus);
            }
        }
        let (depth, surplus, _) = count(paragraph, self.depth, false);
        (Open { depth, single: false }, surplus)
    }
}

/// Whether `words` start with a quotation mark.
pub(super) fn opens(words: &str) -> bool {
    words.starts_with(['“', '"', '«', '„', '‘'])
}

fn ends_with_single(words: &str) -> bool {
    words.trim_end_matches(|c: char| c.is_whitespace()).ends_with(['’', '\''])
}

/// The depth after `words`; whether a mark closed nothing; whether words follow the last mark that closed.
fn count(words: &str, mut depth: usize, midst: bool) -> (usize, bool, bool) {
    let (mut surplus, mut words_after) = (false, false);
    let mut before = if midst { 'x' } else { ' ' };
    for c in words.chars() {
        let opening = match c {
            '“' | '«' | '„' => Some(true),
            '”' | '»' => Some(false),
            '"' => Some(before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '‘' | '“')),
            _ => None,
        };
        match opening {
            Some(true) => depth += 1,
            Some(false) => {
                surplus |= depth == 0;
                depth = depth.saturating_sub(1);
                words_after = false;
            }
            None => words_after |= c.is_alphanumeric(),
        }
        before = c;
    }
    (depth, surplus, words_after)
}

/// Candidates and lines that [`is_inside`] looks at.
const MOST_HEADS: usize = 3;
const MOST_LINES: usize = 40;

/// Whether the head at `lines[0]`, met while a quotation is open, stands inside that quotation: when what follows
/// closes a quotation that only it can have opened. Otherwise the mark before it was lost, and the head is one.
pub(super) fn is_inside(text: &str, lines: &[Line], head: impl Fn(usize) -> Option<Span>) -> bool {
    let mut open = Open::default();
    let mut heads = 0;
    for (i, line) in lines.iter().take(MOST_LINES).enumerate() {
        if let Some(words) = head(i) {
            heads += 1;
            if heads > MOST_HEADS {
                return false;
            }
            // A head within a quotation that is open may be one within another comment.
            open = if open.is_open() { open.then(line.of(text)).0 } else { Open::with(words.of(text)) };
            continue;
        }
        let (then, surplus) = open.then(line.of(text));
        if surplus {
            return true;
        }
        open = then;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_or_not() {
        assert!(Open::with("“One.").is_open());
        assert!(!Open::with("“One.”").is_open());
        assert!(!Open::with("“The “peace order” with them.”").is_open());
        assert!(Open::with("“The “peace order” with them.").is_open());
        assert!(!Open::with("\"One (\"two\").\"").is_open());
        assert!(Open::with("‘It’s late.").is_open());
        assert!(!Open::with("‘It’s late.").then("So I’m off.’").0.is_open());
    }

    /// Whether the first line, a head, stands in the quotation that an earlier comment left open.
    fn inside(text: &str) -> bool {
        let lines = crate::read::plain::lines::lines(text);
        let words = |i: usize| {
            let line: &Line = lines.get(i)?;
            let at = line.of(text).find(": ")?;
            Some(Span::new(line.span.start + at + 2, line.span.end))
        };
        is_inside(text, &lines, words)
    }

    #[test]
    fn heads_within_a_quotation() {
        assert!(inside("Ann: “One.”\n\nSo he said.”\n\nBen: “Two.”"));
        assert!(inside("Ann: “One.”\n\nBen: “Two.”\n\nSo they said.”"));
        assert!(!inside("Ann: “One.”\n\nBen: “Two.”"), "the mark before was lost");
        assert!(!inside("Ann: “One.”\n\nBen: “Two:\n\nCy: “Three.”\n\nSo he said.”"));
    }

    #[test]
    fn paragraphs_that_open_again() {
        let open = Open::with("“One.");
        assert!(open.then("“Two.").0.is_open());
        assert!(!open.then("“Two.”").0.is_open());
        assert!(open.then("“Peace” is what he said.").0.is_open(), "a quotation within");
        assert!(!open.then("Two.”").0.is_open());
        assert!(Open::default().then("Two.”").1, "nothing was open");
    }
}
