//! Files and standard input ─► pages, one at a time.

use crate::args::InputFormat;
use flate2::bufread::MultiGzDecoder;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use whosaid::read::LONGEST_INPUT;
use whosaid::{InputKind, Page};

/// What the input holds next.
pub enum Item {
    /// A page of JSON lines, already parsed.
    Page(Box<Page>),
    /// A page's bytes; the page is made where it is read, off the thread that waits for the disk.
    Bytes { name: String, bytes: Vec<u8>, kind: Option<InputKind> },
    /// Something that is no page.
    Failed { name: String, reason: String },
}

/// The pages of `files`, in order; no file is opened before its turn.
pub fn items(files: Vec<PathBuf>, format: Option<InputFormat>) -> impl Iterator<Item = Item> + Send {
    files.into_iter().flat_map(move |path| file(&path, format))
}

/// Whether `path` means standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether `path` holds any number of pages, by `format`, by its name or, for standard input, by how it begins.
pub fn may_hold_several(path: &Path, format: Option<InputFormat>) -> bool {
    match format {
        Some(format) => format == InputFormat::Jsonl,
        None if is_standard_input(path) => standard_input_is_json_lines(),
        None => is_named_json_lines(path),
    }
}

/// `news.jsonl`, `news.ndjson.gz`.
fn is_named_json_lines(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.ends_with(".jsonl") || name.ends_with(".ndjson")
}

/// Looks at what is piped in without taking it; somebody who types is not waited for.
fn standard_input_is_json_lines() -> bool {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return false;
    }
    // What cannot be read now is told when it is read.
    stdin.lock().fill_buf().is_ok_and(whosaid::read::is_json_lines)
}

fn file(path: &Path, format: Option<InputFormat>) -> Box<dyn Iterator<Item = Item> + Send> {
    let name = path.display().to_string();
    let opened = if may_hold_several(path, format) {
        lines(path).map(|lines| jsonl(name.clone(), lines))
    } else {
        let kind = format.map(InputKind::from);
        whole(path).map(|bytes| one(Item::Bytes { name: name.clone(), bytes, kind }))
    };
    opened.unwrap_or_else(|error| one(Item::Failed { name, reason: reason(&error) }))
}

fn one(item: Item) -> Box<dyn Iterator<Item = Item> + Send> {
    Box::new(std::iter::once(item))
}

fn whole(path: &Path) -> io::Result<Vec<u8>> {
    // One byte more than a page can have: the library says that it is too long, and no more of it is held.
    let most = LONGEST_INPUT as u64 + 1;
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The lines of a file, unpacked where they are packed.
pub fn lines(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    const BUFFER: usize = 1 << 16;
    let mut packed: Box<dyn BufRead + Send> = if is_standard_input(path) {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(BUFFER, File::open(path)?))
    };
    if whosaid::read::is_gzip(packed.fill_buf()?) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(packed))));
    }
    Ok(packed)
}

fn jsonl(name: String, lines: Box<dyn BufRead + Send>) -> Box<dyn Iterator<Item = Item> + Send> {
    let pages = whosaid::read::pages(&name, lines);
    Box::new(pages.map(move |page| match page {
        Ok(page) => Item::Page(Box::new(page)),
        Err(error) => Item::Failed { name: name.clone(), reason: error.to_string() },
    }))
}

/// The system's message without its number, which tells a reader nothing.
pub fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    let plain = message.split(" (os error").next().unwrap_or_default();
    format!("cannot be read: {plain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_kind_unless_told_otherwise() {
        let several = |name: &str, format| may_hold_several(Path::new(name), format);
        assert!(
            several("a.JSONL", None)
                && several("a.ndjson.gz", None)
                && several("-", Some(InputFormat::Jsonl))
        );
        assert!(
            !several("a.txt", None)
                && !several("a.html.gz", None)
                && !several("-", Some(InputFormat::Html))
                && !several("a.jsonl", Some(InputFormat::Text))
        );
    }
}
