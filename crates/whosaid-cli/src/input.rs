//! Files and standard input ─► pages, one at a time.

use crate::args::InputFormat;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use whosaid::Page;

/// What the input holds next.
pub enum Item {
    /// A page of JSON lines, already parsed.
    Page(Box<Page>),
    /// A text file's bytes; the page is made where it is read, off the thread that waits for the disk.
    Bytes { name: String, bytes: Vec<u8> },
    /// Something that is no page.
    Failed { name: String, reason: String },
}

/// How a file is understood without `--input`.
enum Kind {
    Text,
    Jsonl,
    Html,
}

/// The pages of `files`, in order; no file is opened before its turn.
pub fn items(files: Vec<PathBuf>, format: Option<InputFormat>) -> impl Iterator<Item = Item> + Send {
    files.into_iter().flat_map(move |path| file(&path, format))
}

/// Whether `path` means standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether `path` holds any number of pages, by its name or by `format`.
pub fn may_hold_several(path: &Path, format: Option<InputFormat>) -> bool {
    matches!(kind(path, format), Kind::Jsonl)
}

fn kind(path: &Path, format: Option<InputFormat>) -> Kind {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    match (format, ending.as_str()) {
        (Some(InputFormat::Text), _) => Kind::Text,
        (Some(InputFormat::Jsonl), _) | (None, "jsonl" | "ndjson") => Kind::Jsonl,
        (None, "html" | "htm" | "xhtml") => Kind::Html,
        (None, _) => Kind::Text,
    }
}

fn file(path: &Path, format: Option<InputFormat>) -> Box<dyn Iterator<Item = Item> + Send> {
    let name = path.display().to_string();
    let opened = match kind(path, format) {
        Kind::Text => text(path).map(|bytes| one(Item::Bytes { name: name.clone(), bytes })),
        Kind::Jsonl => lines(path).map(|lines| jsonl(name.clone(), lines)),
        Kind::Html => {
            let reason =
                "HTML is not read yet; give the page's words as text, or --input text for its source";
            return one(Item::Failed { name, reason: reason.to_owned() });
        }
    };
    opened.unwrap_or_else(|error| one(Item::Failed { name, reason: reason(&error) }))
}

fn one(item: Item) -> Box<dyn Iterator<Item = Item> + Send> {
    Box::new(std::iter::once(item))
}

fn text(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn lines(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    if is_standard_input(path) {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)))
}

fn jsonl(name: String, lines: Box<dyn BufRead + Send>) -> Box<dyn Iterator<Item = Item> + Send> {
    let pages = whosaid::read::pages(&name, lines);
    Box::new(pages.map(move |page| match page {
        Ok(page) => Item::Page(Box::new(page)),
        Err(error) => Item::Failed { name: name.clone(), reason: error.to_string() },
    }))
}

/// The system's message without its number, which tells a reader nothing.
fn reason(error: &io::Error) -> String {
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
            several("a.JSONL", None) && several("a.ndjson", None) && several("-", Some(InputFormat::Jsonl))
        );
        assert!(
            !several("a.txt", None) && !several("-", None) && !several("a.jsonl", Some(InputFormat::Text))
        );
    }
}
