//! A Wikidata JSON dump ─► a knowledge file.
//!
//! Wikidata's dumps of all entities (`latest-all.json.gz`) are one JSON array with an entity a line. What is kept:
//!
//! | of | kept | from |
//! | --- | --- | --- |
//! | humans (P31 is Q5) with an office | name, aliases, offices, number | English label and aliases, short names (P1813), P39 with the qualifiers P580, P582 and P642 |
//! | organisations (P31 in `data/organisation-classes.txt`) | name, aliases, number | English label and aliases, P1813 |
//!
//! Where there is no English label, the one for all languages (`mul`) or a kind of English counts. Deprecated
//! statements are dropped, and so are dates less precise than a year. An office without an end ends with its
//! bearer's death (P570).
//!
//! An office is an item of its own, which another line tells about, and so is the country it is of (P1001). So the
//! dump is read three times: [`Offices::find`] notes which items are offices, [`Offices::name`] looks for their
//! names, and [`convert`] writes the people. Each holds one line, of at most 64 MiB, and the offices: 16 bytes for
//! each item with a P1001, and the names of those that somebody holds.

mod item;
mod office;

use crate::lines::{Line, Lines, too_long, without_mark};
pub use office::Offices;
use std::io::{self, BufRead, Write};

/// The longest line of a dump, in bytes; the longest of Wikidata are a few MiB.
const LONGEST_LINE: usize = 64 << 20;

/// A line of a dump that is no entity.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

/// Writes the people and organisations of `dump` as a knowledge file, and says how many there are.
///
/// Damaged lines are passed over; [`Offices::find`] tells of them.
///
/// # Errors
/// When the dump cannot be read, or the output not be written.
pub fn convert(dump: impl BufRead, offices: &Offices, mut output: impl Write) -> io::Result<usize> {
    let mut written = 0;
    each_line(dump, |_, line| {
        let Ok(Some(line)) = line.map(entity) else { return Ok(()) };
        let entry = item::parse(line).ok().and_then(|item| item.entry(offices));
        if let Some(entry) = entry {
            serde_json::to_writer(&mut output, &entry)?;
            output.write_all(b"\n")?;
            written += 1;
        }
        Ok(())
    })?;
    output.flush()?;
    Ok(written)
}

/// Hands every line to `take`, or why it cannot be read.
fn each_line(
    dump: impl BufRead,
    mut take: impl FnMut(usize, Result<&[u8], String>) -> io::Result<()>,
) -> io::Result<()> {
    let mut lines = Lines::new(dump, LONGEST_LINE);
    while let Some((number, line)) = lines.next()? {
        take(
            number,
            match line {
                Line::Read(bytes) => Ok(without_mark(number, bytes)),
                Line::TooLong => Err(too_long(LONGEST_LINE)),
            },
        )?;
    }
    Ok(())
}

/// The entity of a line: without the comma after it; `None` for the array's brackets and for empty lines.
fn entity(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let line = line.strip_suffix(b",").unwrap_or(line).trim_ascii_end();
    (!matches!(line, b"" | b"[" | b"]")).then_some(line)
}

#[cfg(test)]
mod tests;
