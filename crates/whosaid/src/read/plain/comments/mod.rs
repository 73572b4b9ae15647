//! Readers' comments in plain text: where they stand, whose they are, which words are theirs.
//!
//! An interview or a transcript in the article must never become comments, so a section needs a heading over something
//! that has the form of comments, or strong evidence of its own.

mod build;
mod controls;
mod forms;
mod head;
mod name;
mod quotation;
mod section;
mod signed;

use super::lines::Line;
use crate::read::{Block, BlockKind, Comment};
pub(super) use head::number;
pub(super) use section::{is_end, is_link};
use std::ops::Range;

/// The comments of a text, and what of it they take.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The lines that the sections take, with their headings; in order.
    pub(super) taken: Vec<Range<usize>>,
    /// The blocks of those lines.
    pub(super) blocks: Vec<Block>,
    pub(super) comments: Vec<Comment>,
}

/// Finds the comments in the lines of `text`.
pub(super) fn find(text: &str, lines: &[Line]) -> Found {
    let mut found = Found::default();
    for section in section::sections(text, lines) {
        let mut from = section.lines.start;
        if let Some(heading) = section.heading.and_then(|at| lines.get(at)) {
            // Boilerplate, so that its colon does not look like somebody's saying what follows.
            let kind = if section.heading == Some(0) { BlockKind::Headline } else { BlockKind::Boilerplate };
            found.blocks.push(Block { kind, span: heading.span });
            from -= 1;
        }
        found.taken.push(from..section.lines.end);
        build::build(text, lines, &section, &mut found.blocks, &mut found.comments);
    }
    found
}
