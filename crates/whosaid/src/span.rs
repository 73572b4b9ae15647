//! Places in a page's text, in units that cannot be confused.
//!
//! Inside the library every place is a [`Span`] of UTF-8 bytes into `page.text`.
//! Other units exist only at the edges: [`OffsetMap`] converts a whole text's
//! offsets to Unicode code points (Python, JSON) or UTF-16 code units (browsers)
//! and back, in one pass and without rewriting the text.

use std::fmt;
use std::ops::Range;

/// A stretch of a page's text, in UTF-8 bytes, end-exclusive.
///
/// ```
/// use whosaid::Span;
/// let text = "“Yes,” she said.";
/// let yes = Span::new(3, 6);
/// assert_eq!(yes.of(text), "Yes");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`; a reversed pair gives the empty span at `start`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end: if end < start { start } else { end } }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether nothing lies inside.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text under the span; empty when the span does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether `other` lies wholly inside.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub const fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let inside = self.of(text);
        let start = self.start + (inside.len() - inside.trim_start().len());
        Span::new(start, start + inside.trim().len())
    }

    /// The span moved `by` bytes towards the end of the text.
    pub const fn shift(self, by: usize) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// As a range, for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// The unit in which offsets leave the library.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OffsetUnit {
    /// Unicode code points: the unit of Python strings, and the record's default.
    #[default]
    CodePoint,
    /// UTF-8 bytes.
    Utf8,
    /// UTF-16 code units: the unit of JavaScript strings and the DOM.
    Utf16,
}

impl OffsetUnit {
    /// The name that the record's `offsets` field carries.
    pub const fn name(self) -> &'static str {
        match self {
            OffsetUnit::CodePoint => "codepoint",
            OffsetUnit::Utf8 => "utf8",
            OffsetUnit::Utf16 => "utf16",
        }
    }
}

/// Converts between UTF-8 offsets and one other unit for one text.
///
/// Keeps a checkpoint every [`OffsetMap::STEP`] bytes, so memory is a small
/// fraction of the text and a conversion looks at no more than `STEP` bytes.
pub struct OffsetMap<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Offset in `unit` of the first character that starts at or after `i * STEP`,
    /// with the byte at which that character starts.
    checkpoints: Vec<(usize, usize)>,
    total: usize,
}

impl<'t> OffsetMap<'t> {
    /// Bytes between two checkpoints.
    pub const STEP: usize = 128;

    /// Builds the map of `text` for `unit`; linear in the text.
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut total = 0;
        for (byte, c) in text.char_indices() {
            if byte >= checkpoints.len() * Self::STEP {
                checkpoints.push((total, byte));
            }
            total += width(c, unit);
        }
        OffsetMap { text, unit, checkpoints, total }
    }

    /// The offset of byte `byte` in the other unit. A byte inside a character
    /// counts as that character's start; one past the end counts as the end.
    pub fn offset(&self, byte: usize) -> usize {
        if byte >= self.text.len() {
            return self.total;
        }
        let upto = self.checkpoints.partition_point(|&(_, b)| b <= byte);
        let (mut offset, start) = self.checkpoints[upto - 1];
        for (i, c) in self.text[start..].char_indices() {
            if start + i + c.len_utf8() > byte {
                break;
            }
            offset += width(c, self.unit);
        }
        offset
    }

    /// The byte at which the character at `offset` (in the other unit) starts,
    /// or `None` when the text is shorter or the offset splits a character.
    pub fn byte(&self, offset: usize) -> Option<usize> {
        if offset == self.total {
            return Some(self.text.len());
        }
        if offset > self.total {
            return None;
        }
        let upto = self.checkpoints.partition_point(|&(o, _)| o <= offset);
        let (mut at, start) = self.checkpoints[upto - 1];
        for (i, c) in self.text[start..].char_indices() {
            if at == offset {
                return Some(start + i);
            }
            if at > offset {
                return None;
            }
            at += width(c, self.unit);
        }
        None
    }

    /// Start and end of `span` in the other unit.
    pub fn offsets(&self, span: Span) -> (usize, usize) {
        (self.offset(span.start), self.offset(span.end))
    }

    /// The byte span of `start..end` given in the other unit, or `None` when it
    /// does not fit the text.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let (start, end) = (self.byte(start)?, self.byte(end)?);
        (start <= end).then_some(Span { start, end })
    }
}

fn width(c: char, unit: OffsetUnit) -> usize {
    match unit {
        OffsetUnit::CodePoint => 1,
        OffsetUnit::Utf8 => c.len_utf8(),
        OffsetUnit::Utf16 => c.len_utf16(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn trims_no_break_spaces_too() {
        let text = "\u{a0} “Yes” \n";
        assert_eq!(Span::new(0, text.len()).trim(text).of(text), "“Yes”");
    }

    #[test]
    fn a_span_that_does_not_fit_is_empty_text() {
        assert_eq!(Span::new(1, 2).of("é"), "");
        assert_eq!(Span::new(5, 9).of("abc"), "");
    }

    proptest! {
        #[test]
        fn offsets_round_trip(text in ".{0,400}") {
            for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8, OffsetUnit::Utf16] {
                let map = OffsetMap::new(&text, unit);
                let mut expected = 0;
                for (byte, c) in text.char_indices() {
                    prop_assert_eq!(map.offset(byte), expected);
                    prop_assert_eq!(map.byte(expected), Some(byte));
                    expected += width(c, unit);
                }
                prop_assert_eq!(map.offset(text.len()), expected);
                prop_assert_eq!(map.byte(expected), Some(text.len()));
                prop_assert_eq!(map.byte(expected + 1), None);
            }
        }

        #[test]
        fn trimming_stays_inside(text in "\\PC{0,60}") {
            let whole = Span::new(0, text.len());
            let trimmed = whole.trim(&text);
            prop_assert!(whole.contains(trimmed));
            prop_assert_eq!(trimmed.of(&text), text.trim());
        }
    }
}
