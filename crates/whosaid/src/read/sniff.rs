//! What an input is, by what is in it: compressed, a server's answer, HTML, JSON lines, text.

use super::{ReadError, charset};
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::borrow::Cow;
use std::io::Read;

/// The most that is unpacked from a compressed input, in bytes.
pub(super) const MOST_UNPACKED: u64 = super::LONGEST_INPUT as u64;
/// How much of the beginning tells the kind.
const BEGINNING: usize = 4 << 10;
/// The longest header of a server's answer.
const LONGEST_HEADER: usize = 64 << 10;

/// Whether the bytes are compressed by gzip.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// The bytes themselves, or what is packed in them.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ReadError> {
    if is_gzip(bytes) { gunzip(bytes, MOST_UNPACKED).map(Cow::Owned) } else { Ok(Cow::Borrowed(bytes)) }
}

fn gunzip(bytes: &[u8], most: u64) -> Result<Vec<u8>, ReadError> {
    let mut unpacked = Vec::new();
    let mut decoder = MultiGzDecoder::new(bytes).take(most + 1);
    let read = decoder.read_to_end(&mut unpacked);
    let reason = match read {
        Ok(_) if unpacked.len() as u64 > most => format!("more than {} MiB when unpacked", most >> 20),
        Ok(_) => return Ok(unpacked),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => "the end is missing".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(ReadError::Gzip { reason })
}

/// A server's answer as it was saved: what follows the header, and the header's content type.
pub(super) fn response(bytes: &[u8]) -> Option<(&[u8], String)> {
    let start = bytes.get(..LONGEST_HEADER).unwrap_or(bytes);
    if !start.starts_with(b"HTTP/") {
        return None;
    }
    let mut content_type = None;
    let mut at = 0;
    for (number, line) in start.split_inclusive(|&byte| byte == b'\n').enumerate() {
        at += line.len();
        let line = std::str::from_utf8(line).ok()?.trim_end();
        if number == 0 {
            let status = line.split(' ').nth(1)?;
            if status.len() != 3 || !status.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
        } else if line.is_empty() {
            // A redirection or a proxy's answer may stand before the page's own.
            let rest = bytes.get(at..)?;
            return response(rest).or_else(|| Some((rest, content_type?)));
        } else {
            let (name, value) = line.split_once(':')?;
            if name.eq_ignore_ascii_case("content-type") {
                content_type = Some(value.trim().to_owned());
            }
        }
    }
    None
}

/// Tags with which HTML begins.
const FIRST_TAGS: &[&str] = &[
    "a",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "dl",
    "em",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "header",
    "html",
    "i",
    "iframe",
    "img",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "template",
    "title",
    "tr",
    "ul",
];

/// Whether the bytes are HTML; `charset` is what a header calls their character set.
pub(super) fn is_html(bytes: &[u8], charset: Option<&str>) -> bool {
    // No character takes more than twice the bytes that it takes in UTF-8, and tags are ASCII: a character that is cut off
    // at the end is of no account.
    let beginning = bytes.get(..2 * BEGINNING).unwrap_or(bytes);
    has_html_beginning(&charset::html(beginning, charset))
}

fn has_html_beginning(text: &str) -> bool {
    let end = text.floor_char_boundary(BEGINNING);
    let beginning =
        text.get(..end).unwrap_or_default().trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if beginning.starts_with("<!doctype html") || beginning.starts_with("<!--") {
        return true;
    }
    if beginning.starts_with("<?xml") {
        return beginning.contains("<html") || beginning.contains("<!doctype html");
    }
    let tag =
        beginning.strip_prefix('<').and_then(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
    if let Some(tag) = tag
        && FIRST_TAGS.contains(&tag)
        && beginning
            .get(1 + tag.len()..)
            .is_some_and(|rest| rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace))
    {
        return true;
    }
    // A server's warning or a saver's note may stand before the page.
    (beginning.contains("<!doctype html") || beginning.contains("<html"))
        && beginning.matches('<').count() >= 5
}

/// Whether the beginning of an input looks like JSON lines, one page a line (see [`super::pages`]).
pub fn is_json_lines(beginning: &[u8]) -> bool {
    let beginning = beginning.strip_prefix("\u{feff}".as_bytes()).unwrap_or(beginning).trim_ascii_start();
    if !beginning.starts_with(b"{") {
        return false;
    }
    let end = beginning.iter().position(|&byte| byte == b'\n');
    let line = beginning.get(..end.unwrap_or(beginning.len())).unwrap_or_default();
    match serde_json::from_slice::<Value>(line) {
        Ok(object) => ["text", "html"].iter().any(|field| object.get(field).is_some_and(Value::is_string)),
        // The first line may be longer than what is at hand.
        Err(error) => {
            end.is_none()
                && error.is_eof()
                && [&b"\"text\""[..], b"\"html\""]
                    .iter()
                    .any(|field| line.windows(field.len()).any(|w| w == *field))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory")
    }

    #[test]
    fn gzip() {
        let two = [packed(b"one "), packed(b"two")].concat();
        assert_eq!(unpacked(&two).expect("two members").as_ref(), b"one two");
        assert_eq!(unpacked(b"plain").expect("plain").as_ref(), b"plain");
        let cut = &packed(&b"news ".repeat(99))[..20];
        assert_eq!(
            unpacked(cut).map(Cow::into_owned),
            Err(ReadError::Gzip { reason: "the end is missing".to_owned() })
        );
        assert!(gunzip(&packed(&[0; 2 << 20]), 1 << 20).is_err());
        assert!(gunzip(&packed(&[0; 1 << 20]), 1 << 20).is_ok());
        assert!(unpacked(b"\x1f\x8b\x08nonsense").is_err());
    }

    #[test]
    fn answers_of_servers() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\nX: y\r\n\r\n<p>";
        assert_eq!(response(answer), Some((&b"<p>"[..], "text/html; charset=koi8-r".to_owned())));
        let moved = [b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", &answer[..]].concat();
        assert_eq!(response(&moved).expect("the last answer").0, b"<p>");
        for text in [
            "HTTP/2 is new.\n\nIt is fast.",
            "HTTP/1.1 200 OK\nno header\n\n",
            "HTTP/2 200\nA: b\n\nx",
            "HTTP/",
        ] {
            assert_eq!(response(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn html_by_its_beginning() {
        for html in [
            "<!DOCTYPE html>",
            " \n<html lang=en>",
            "<p>",
            "\u{feff}<div class=a>",
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC>",
            "<!-- saved --><html>",
            "Warning: x in y\n<html><head><title>a</title></head><body>",
        ] {
            assert!(is_html(html.as_bytes(), None), "{html}");
            let wide: Vec<u8> = html.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(is_html(&wide, Some("utf-16le")), "{html}");
        }
        for text in [
            "",
            "<",
            "Ann said: “<p> is a tag.”",
            "<3 this town",
            "<personal> she said",
            "<?xml version='1.0'?><rss>",
            "a < b",
        ] {
            assert!(!is_html(text.as_bytes(), None), "{text}");
        }
    }

    #[test]
    fn html_is_told_from_its_beginning_alone() {
        let late = |before: usize| format!("Note\n{}{}", " ".repeat(before), "<html><head><body><p><b>");
        assert!(is_html(late(100).as_bytes(), None));
        assert!(!is_html(late(BEGINNING).as_bytes(), None));
        // The beginning ends within a character.
        let long = format!("<p>{}", "é".repeat(BEGINNING));
        assert!(is_html(long.as_bytes(), None));
        let wide: Vec<u8> = late(BEGINNING / 2).encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(is_html(&wide, Some("utf-16be")));
    }

    #[test]
    fn json_lines_by_their_first_line() {
        let long = format!("{{\"id\": 1, \"html\": \"{}", "x".repeat(99));
        for lines in ["{\"text\": \"a\"}\n{", " {\"html\": \"<p>\", \"id\": 2}", &long] {
            assert!(is_json_lines(lines.as_bytes()), "{lines}");
        }
        for other in [
            "",
            "{",
            "{\"id\": 1}",
            "{text}",
            "{\"text\": 1}\n",
            "She said {\"text\": \"a\"}",
            "{\"text\n\": 1",
        ] {
            assert!(!is_json_lines(other.as_bytes()), "{other}");
        }
    }
}
