//! The lines of an input, one at a time, none held that is longer than a bound.

use std::io::{self, BufRead};

/// A buffer that a long line has made larger than this is given back after it.
const KEPT_BUFFER: usize = 1 << 20;

/// Reads line by line.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    pub(crate) longest: usize,
    number: usize,
    buffer: Vec<u8>,
}

/// What has become of a line.
pub(crate) enum Line<'b> {
    /// Its bytes without the line feed.
    Read(&'b [u8]),
    /// Longer than the bound, and passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R, longest: usize) -> Self {
        Lines { input, longest, number: 0, buffer: Vec::new() }
    }

    /// The next line with its number, from 1; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<(usize, Line<'_>)>> {
        if self.buffer.capacity() > KEPT_BUFFER {
            self.buffer = Vec::new();
        }
        self.buffer.clear();
        let mut fits = true;
        let mut some = false;
        loop {
            let ready = match self.input.fill_buf() {
                Ok(ready) => ready,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if ready.is_empty() && !some {
                return Ok(None);
            }
            let end = ready.iter().position(|&byte| byte == b'\n');
            let piece = ready.get(..end.unwrap_or(ready.len())).unwrap_or_default();
            fits &= self.buffer.len() + piece.len() <= self.longest;
            if fits {
                self.buffer.extend_from_slice(piece);
            } else {
                self.buffer = Vec::new();
            }
            let last = ready.is_empty() || end.is_some();
            let used = piece.len() + usize::from(end.is_some());
            self.input.consume(used);
            some = true;
            if last {
                self.number += 1;
                return Ok(Some((self.number, if fits { Line::Read(&self.buffer) } else { Line::TooLong })));
            }
        }
    }

    /// The number of the line read last, from 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }
}

/// What is wrong with a line longer than `longest` bytes.
pub(crate) fn too_long(longest: usize) -> String {
    format!("longer than {} MiB; such a line is not read", longest >> 20)
}

/// A line without the byte-order mark that the first of a file may begin with.
pub(crate) fn without_mark(number: usize, line: &[u8]) -> &[u8] {
    let mark = if number == 1 { &b"\xef\xbb\xbf"[..] } else { b"" };
    line.strip_prefix(mark).unwrap_or(line)
}

/// serde's message with the column alone: its line is always 1.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match message.strip_suffix(&place) {
        Some(message) => format!("{message}, at column {}", error.column()),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], longest: usize) -> Vec<(usize, Option<String>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(3, input), longest);
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next().expect("memory") {
            let text = match line {
                Line::Read(bytes) => {
                    Some(String::from_utf8(without_mark(number, bytes).to_vec()).expect("UTF-8"))
                }
                Line::TooLong => None,
            };
            all.push((number, text));
        }
        all
    }

    #[test]
    fn long_lines_are_passed_over() {
        let some = |text: &str| Some(text.to_owned());
        let all = lines("\u{feff}ab\n0123456789abc\n\nend".as_bytes(), 9);
        assert_eq!(all, [(1, some("ab")), (2, None), (3, some("")), (4, some("end"))]);
        assert_eq!(lines(b"a\n", 9), [(1, some("a"))]);
        assert!(lines(b"", 9).is_empty());
    }
}
