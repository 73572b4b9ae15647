//! bytes ─► **Page**: what is read, before anything is understood.
//!
//! A page keeps its text exactly as it came. For plain text `page.text` is the
//! input itself, so offsets index the user's own file. Blocks are spans into
//! that text; they never overlap and come in order.

mod charset;
mod comment;
mod dates;
mod html;
mod jsonl;
mod plain;
mod posted;
mod sniff;

use crate::Span;
pub use comment::{Comment, CommentGroup, How, Parent, Quote};
pub use jsonl::{Pages, pages};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub use sniff::{is_gzip, is_json_lines};
use std::fmt::Write;

/// A page: its text, its blocks, its metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Name the caller knows the page by; unique within a run.
    pub id: String,
    /// Where the text came from.
    pub input: Input,
    /// The page's address, when known.
    pub url: Option<String>,
    /// The name of the site.
    pub site: Option<String>,
    /// The headline's text, when there is one.
    pub title: Option<String>,
    /// Who wrote it, one name each, without `By`.
    pub bylines: Vec<String>,
    /// Time of publication as written in the record: ISO 8601, no zone when the page gives none.
    pub published: Option<String>,
    /// Time of the last change, in the same form.
    pub modified: Option<String>,
    /// Language of the text, as a BCP 47 tag, when the page says.
    pub language: Option<String>,
    /// The text that every span indexes: for plain text the input itself, unchanged; for HTML the words of the
    /// article and the comments as a reader sees them, blocks parted by blank lines.
    pub text: String,
    /// The parts of the text, in order, not overlapping; white space between them belongs to none, all else to one.
    pub blocks: Vec<Block>,
    /// The readers' comments, in order.
    pub comments: Vec<Comment>,
}

/// Where a page's text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// File name, `-` for standard input, or what the caller says.
    pub name: String,
    /// How the input was understood.
    pub kind: InputKind,
    /// SHA-256 of the input's bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// How an input is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// Plain text, as pasted from a page.
    Text,
    /// HTML, as a server sends it or a browser saves it.
    Html,
    /// JSON lines, one page a line.
    Jsonl,
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What part it is.
    pub kind: BlockKind,
    /// Where it stands; no white space at its ends.
    pub span: Span,
}

/// The parts that a page may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum BlockKind {
    Headline,
    Standfirst,
    Byline,
    Dateline,
    Paragraph,
    Subheading,
    Caption,
    Pullquote,
    List,
    Comment,
    Boilerplate,
}

impl BlockKind {
    /// The name used in the record.
    pub const fn name(self) -> &'static str {
        match self {
            BlockKind::Headline => "headline",
            BlockKind::Standfirst => "standfirst",
            BlockKind::Byline => "byline",
            BlockKind::Dateline => "dateline",
            BlockKind::Paragraph => "paragraph",
            BlockKind::Subheading => "subheading",
            BlockKind::Caption => "caption",
            BlockKind::Pullquote => "pullquote",
            BlockKind::List => "list",
            BlockKind::Comment => "comment",
            BlockKind::Boilerplate => "boilerplate",
        }
    }
}

/// The longest input that is read as a page, in bytes, unpacked.
pub const LONGEST_INPUT: usize = 256 << 20;

/// Why an input is not a page.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are neither UTF-8 nor text in another character set.
    #[error("not UTF-8 text: byte {byte} cannot be read; convert the input to UTF-8")]
    NotUtf8 {
        /// First byte that is not UTF-8, counted from 0.
        byte: usize,
    },
    /// More than a page can be.
    #[error("longer than {} MiB; such a page is not read", LONGEST_INPUT >> 20)]
    TooLong,
    /// A compressed input that cannot be unpacked.
    #[error("gzip: {reason}")]
    Gzip {
        /// What is wrong.
        reason: String,
    },
    /// A line of JSON lines that cannot be understood.
    #[error("line {line}: {reason}")]
    BadLine {
        /// Counted from 1.
        line: usize,
        /// What is wrong and what was expected.
        reason: String,
    },
}

impl Page {
    /// A page from plain text, which stays unchanged in `page.text`.
    ///
    /// ```
    /// let page = whosaid::Page::from_text("A headline\n\nShe said: “Yes.”");
    /// assert_eq!(page.blocks.len(), 2);
    /// ```
    pub fn from_text(text: impl Into<String>) -> Page {
        plain::page(text.into(), "text")
    }

    /// A page from HTML: its article and its comments, as a reader sees them, without what stands around them.
    ///
    /// Addresses in it are relative to `url`, where that is known.
    pub fn from_html(html: &str, url: Option<&str>) -> Page {
        html::page(html, "html", url)
    }

    /// A page from the bytes of a file called `name`: HTML or plain text, which is found from the bytes; gzip and a
    /// server's saved answer are unpacked first.
    ///
    /// Plain text in UTF-8 stays byte for byte as it is, a byte-order mark too. Text and HTML in other character
    /// sets are decoded.
    ///
    /// ```
    /// use whosaid::{InputKind, Page};
    /// let page = Page::from_bytes("page", b"<!doctype html><p>Ann Vane said no.")?;
    /// assert_eq!((page.input.kind, page.text.as_str()), (InputKind::Html, "Ann Vane said no."));
    /// # Ok::<(), whosaid::ReadError>(())
    /// ```
    ///
    /// # Errors
    /// [`ReadError::TooLong`] above [`LONGEST_INPUT`]; [`ReadError::NotUtf8`] when the bytes are damaged UTF-8, or no text at all; [`ReadError::Gzip`] when they are
    /// compressed and cannot be unpacked.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Page, ReadError> {
        Page::from_bytes_with(name, bytes, &Hints::default())
    }

    /// The same, when something is known of the bytes beforehand.
    ///
    /// # Errors
    /// As [`Page::from_bytes`].
    pub fn from_bytes_with(name: &str, bytes: &[u8], hints: &Hints) -> Result<Page, ReadError> {
        let unpacked = sniff::unpacked(bytes)?;
        if unpacked.len() > LONGEST_INPUT {
            return Err(ReadError::TooLong);
        }
        let (content, content_type) = match sniff::response(&unpacked) {
            // The server may have packed what it sent.
            Some((content, content_type)) => (sniff::unpacked(content)?, Some(content_type)),
            None => (std::borrow::Cow::Borrowed(&*unpacked), hints.content_type.clone()),
        };
        let charset = content_type.as_deref().and_then(charset::in_content_type);
        let is_html = match hints.kind {
            Some(kind) => kind == InputKind::Html,
            None => content_type.as_deref().is_some_and(is_html_type) || sniff::is_html(&content, charset),
        };
        let mut page = if is_html {
            html::page(&charset::html(&content, charset), name, hints.url.as_deref())
        } else {
            plain::page(charset::text(&content, charset)?.into_owned(), name)
        };
        page.url = page.url.or_else(|| hints.url.clone());
        page.input.sha256 = sha256(bytes);
        Ok(page)
    }
}

/// What is known of an input besides its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// How to understand it; found from the bytes when `None`. Here a page is read, so JSON lines count as text.
    pub kind: Option<InputKind>,
    /// The content type under which a server sent it (`text/html; charset=utf-8`).
    pub content_type: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

fn is_html_type(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// The words that a browser shows of `html`, line by line; nothing is judged or left out.
pub fn visible_text(html: &str) -> String {
    html::visible_text(html)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
