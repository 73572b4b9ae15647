//! JSON lines ─► pages, one at a time.
//!
//! A line is read, turned into a page and forgotten, so an archive of any size
//! needs the memory of one page. A line that cannot be understood is an error for
//! that line alone; the next call goes on with the next line.

use super::{InputKind, Page, ReadError, is_html_type};
use crate::lines::{Line, Lines, reason, too_long};
use serde::Deserialize;
use serde_json::Value;
use std::io::BufRead;

/// The longest line that is read, in bytes. A longer one is an error and is
/// passed over without being held in memory.
const LONGEST_LINE: usize = super::LONGEST_INPUT;

/// The pages of `input`, where each line is `{"id": …, "text": …, "url": …}` or `{"id": …, "html": …, "url": …}`.
///
/// `text` is the page, or `html` is; with both it is `text`. `id` (a string or a number) is the page's name and is
/// `NAME:LINE` when missing; `url` may be missing; other fields are passed over,
/// and so are empty lines. A `content_type` of HTML (`text/html; charset=koi8-r`) says that `text` is HTML too; its character set
/// says nothing, for JSON is UTF-8. `name` is what the record says the pages came from.
///
/// ```
/// use whosaid::read::pages;
/// let lines = "{\"id\": 7, \"text\": \"She said yes.\"}\nnot JSON\n{\"text\": \"And no.\"}";
/// let pages: Vec<_> = pages("news.jsonl", lines.as_bytes()).collect();
/// assert_eq!(pages[0].as_ref().unwrap().id, "7");
/// assert!(pages[1].as_ref().unwrap_err().to_string().starts_with("line 2: "));
/// assert_eq!(pages[2].as_ref().unwrap().id, "news.jsonl:3");
/// ```
pub fn pages<R: BufRead>(name: &str, input: R) -> Pages<R> {
    Pages { name: name.to_owned(), lines: Lines::new(input, LONGEST_LINE), finished: false }
}

/// The iterator that [`pages`] gives.
#[derive(Debug)]
pub struct Pages<R> {
    name: String,
    lines: Lines<R>,
    finished: bool,
}

/// A line as it is written.
#[derive(Deserialize)]
struct Fields {
    id: Option<Value>,
    text: Option<String>,
    html: Option<String>,
    url: Option<String>,
    content_type: Option<Value>,
}

impl<R: BufRead> Iterator for Pages<R> {
    type Item = Result<Page, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            let before = self.lines.number();
            let (line, page) = match self.lines.next() {
                Ok(Some((line, Line::Read(bytes)))) => (line, page(&self.name, line, bytes)),
                Ok(Some((line, Line::TooLong))) => (line, Err(too_long(LONGEST_LINE))),
                Ok(None) => {
                    self.finished = true;
                    return None;
                }
                Err(error) => {
                    self.finished = true;
                    (before + 1, Err(format!("cannot be read: {error}")))
                }
            };
            match page {
                Ok(None) => {}
                Ok(Some(page)) => return Some(Ok(page)),
                Err(reason) => return Some(Err(ReadError::BadLine { line, reason })),
            }
        }
        None
    }
}

/// The page of line `number` of the input `name`; `None` when the line is empty.
fn page(name: &str, number: usize, line: &[u8]) -> Result<Option<Page>, String> {
    let line = std::str::from_utf8(line).map_err(|error| {
        format!("not UTF-8 text: byte {} of the line cannot be read", error.valid_up_to())
    })?;
    let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { line };
    if line.trim().is_empty() {
        return Ok(None);
    }
    // An array would do for serde too, field by field; it is no page.
    if !line.trim_start().starts_with('{') {
        return Err(r#"not a JSON object; expected {"id": …, "text" or "html": …, "url": …}"#.to_owned());
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| reason(&error))?;
    let is_html = fields.content_type.as_ref().and_then(Value::as_str).is_some_and(is_html_type);
    let mut page = match (fields.text, fields.html) {
        (Some(text), _) if !is_html => Page::from_text(text),
        (Some(html), _) | (None, Some(html)) => Page::from_html(&html, fields.url.as_deref()),
        (None, None) => return Err("`text` or `html` is missing".to_owned()),
    };
    page.id = match fields.id {
        None | Some(Value::Null) => format!("{name}:{number}"),
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) => id.to_string(),
        Some(_) => return Err("`id` is neither a string nor a number".to_owned()),
    };
    page.url = fields.url.or(page.url);
    name.clone_into(&mut page.input.name);
    page.input.kind = InputKind::Jsonl;
    Ok(Some(page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io;

    fn read(lines: &[u8]) -> Vec<Result<Page, String>> {
        pages("p.jsonl", lines).map(|page| page.map_err(|error| error.to_string())).collect()
    }

    fn refused(line: &str) -> String {
        read(line.as_bytes()).remove(0).expect_err("refused")
    }

    #[test]
    fn a_page_a_line() {
        let pages = read("\u{feff}{\"id\":\"a\",\"text\":\"One\\ntwo\",\"url\":\"https://example.org/\",\"more\":[1]}\r\n\n{\"id\":2,\"text\":\"\"}".as_bytes());
        let first = pages[0].as_ref().expect("a page");
        assert_eq!((first.id.as_str(), first.text.as_str()), ("a", "One\ntwo"));
        assert_eq!(first.url.as_deref(), Some("https://example.org/"));
        assert_eq!((first.input.name.as_str(), first.input.kind), ("p.jsonl", InputKind::Jsonl));
        assert_eq!(pages[1].as_ref().expect("a page").id, "2");
        assert_eq!(pages.len(), 2);
    }

    #[test]
    fn html_is_read_and_keeps_its_line_s_address() {
        let line = r#"{"html": "<p>Ann Vane said no.", "url": "https://example.org/a", "content_type": "text/html"}"#;
        let page = read(line.as_bytes()).remove(0).expect("a page");
        assert_eq!((page.text.as_str(), page.input.kind), ("Ann Vane said no.", InputKind::Jsonl));
        assert_eq!(page.url.as_deref(), Some("https://example.org/a"));
    }

    #[test]
    fn text_is_html_when_its_content_type_says_so() {
        let text = |fields: &str| {
            read(format!(r#"{{"text": "<p>Ann café</p>"{fields}}}"#).as_bytes())
                .remove(0)
                .expect("a page")
                .text
        };
        assert_eq!(text(r#", "content_type": "Text/HTML; charset=koi8-r""#), "Ann café");
        assert_eq!(text(r#", "content_type": "text/plain""#), "<p>Ann café</p>");
        assert_eq!(text(r#", "content_type": null"#), "<p>Ann café</p>");
        assert_eq!(text(r#", "content_type": 1"#), "<p>Ann café</p>");
    }

    #[test]
    fn a_bad_line_is_alone() {
        let pages = read(b"{\"text\":\"a\"}\n\xff\n{\"text\":\n{\"text\":\"b\"}\n");
        assert_eq!(pages.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
        assert_eq!(pages[3].as_ref().expect("a page").id, "p.jsonl:4");
    }

    #[test]
    fn every_error_says_what_was_expected() {
        assert_eq!(refused("{}"), "line 1: `text` or `html` is missing");
        assert_eq!(refused("{\"id\":[],\"text\":\"\"}"), "line 1: `id` is neither a string nor a number");
        assert!(refused("[1]").starts_with("line 1: not a JSON object; expected {\"id\""));
        assert!(
            refused("{\"text\":1}").ends_with("expected a string, at column 9"),
            "{}",
            refused("{\"text\":1}")
        );
        assert!(refused(&"[".repeat(100_000)).starts_with("line 1: not a JSON object"));
        assert!(refused(&format!("{{\"more\":{}", "[".repeat(100_000))).starts_with("line 1: "));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let long = format!(
            "{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}\n{{\"text\":\"{}\"}}",
            "a".repeat(99),
            "a".repeat(99)
        );
        let mut pages = pages("p.jsonl", io::BufReader::with_capacity(7, long.as_bytes()));
        pages.lines.longest = 64;
        let pages: Vec<_> = pages.map(|page| page.map(|page| page.text)).collect();
        assert!(matches!(&pages[..], [Err(_), Ok(text), Err(_)] if text == "b"), "{pages:?}");
    }

    #[test]
    fn an_input_that_fails_ends() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("unplugged"))
            }
        }
        let pages: Vec<_> = pages("p.jsonl", io::BufReader::new(Broken)).collect();
        assert_eq!(pages.len(), 1);
        assert_eq!(pages[0].as_ref().expect_err("broken").to_string(), "line 1: cannot be read: unplugged");
    }

    proptest! {
        #[test]
        fn any_bytes_give_one_answer_a_line_at_most(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let lines = bytes.split(|&byte| byte == b'\n').count();
            prop_assert!(read(&bytes).len() <= lines);
        }
    }
}
