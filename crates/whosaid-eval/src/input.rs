//! Files read line by line, with gzip seen through.

use crate::EvalError;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// Opens `path`; a file that starts as gzip does is unpacked, whatever it is called.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, EvalError> {
    let file = File::open(path).map_err(|e| EvalError::io(path, e))?;
    let mut reader = BufReader::new(file);
    let start = reader.fill_buf().map_err(|e| EvalError::io(path, e))?;
    if start.starts_with(&[0x1f, 0x8b]) {
        Ok(Box::new(BufReader::new(MultiGzDecoder::new(reader))))
    } else {
        Ok(Box::new(reader))
    }
}

/// The lines of a file, with their numbers; blank lines are passed over.
pub(crate) struct Lines<R> {
    reader: R,
    file: String,
    line: usize,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, file: &str) -> Self {
        Lines { reader, file: file.to_owned(), line: 0, ended: false }
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Number of the line read last.
    pub(crate) fn number(&self) -> usize {
        self.line
    }

    /// Everything that has not been read yet.
    pub(crate) fn rest(&mut self) -> Result<String, EvalError> {
        self.ended = true;
        let mut rest = String::new();
        match self.reader.read_to_string(&mut rest) {
            Ok(_) => Ok(rest),
            Err(source) => Err(self.failure(source)),
        }
    }

    fn failure(&self, source: io::Error) -> EvalError {
        if source.kind() == io::ErrorKind::InvalidData {
            EvalError::line(&self.file, self.line + 1, "not UTF-8 text; convert the file to UTF-8")
        } else {
            EvalError::Io { file: self.file.clone(), source }
        }
    }

    fn advance(&mut self) -> Option<Result<String, EvalError>> {
        let mut bytes = Vec::new();
        match self.reader.read_until(b'\n', &mut bytes) {
            Ok(0) => {
                self.ended = true;
                return None;
            }
            Ok(_) => self.line += 1,
            Err(source) => {
                self.ended = true;
                return Some(Err(EvalError::Io { file: self.file.clone(), source }));
            }
        }
        if self.line == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(..3);
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let byte = error.utf8_error().valid_up_to();
            let reason = format!("byte {byte} of the line is not UTF-8; convert the file to UTF-8");
            EvalError::line(&self.file, self.line, reason)
        });
        Some(text)
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<String, EvalError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.advance()? {
                Ok(line) if line.trim().is_empty() => {}
                other => return Some(other),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn gzip_is_seen_through_and_blank_lines_keep_their_numbers() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        let mut gz =
            flate2::write::GzEncoder::new(File::create(&path).unwrap(), flate2::Compression::default());
        gz.write_all("\u{feff}one\n\n  \ntwo".as_bytes()).unwrap();
        gz.finish().unwrap();
        let mut lines = Lines::new(open(&path).unwrap(), "lines");
        assert_eq!(lines.next().unwrap().unwrap(), "one\n");
        assert_eq!(lines.next().unwrap().unwrap(), "two");
        assert_eq!(lines.number(), 4);
        assert!(lines.next().is_none());
    }

    #[test]
    fn a_line_that_is_not_utf8_is_named_and_the_next_still_read() {
        let mut lines = Lines::new(&b"ok\nb\xffd\nok\n"[..], "f");
        assert!(lines.next().unwrap().is_ok());
        let error = lines.next().unwrap().unwrap_err().to_string();
        assert_eq!(error, "f, line 2: byte 1 of the line is not UTF-8; convert the file to UTF-8");
        assert!(lines.next().unwrap().is_ok());
    }

    #[test]
    fn a_missing_file_is_an_error_that_names_it() {
        let error = open(Path::new("/no/such/gold.jsonl")).err().unwrap().to_string();
        assert!(error.starts_with("/no/such/gold.jsonl: cannot be read"), "{error}");
    }
}
