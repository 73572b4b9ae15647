//! Bytes ─► characters: which character set the bytes are in, and the text they stand for.
//!
//! What is valid UTF-8 is never taken for anything else, whatever a header says, and plain text of it stays byte for
//! byte as it is. Everything else is decoded as browsers do.

use super::ReadError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How far into a page its own word on its character set is looked for.
const PRESCAN: usize = 8 << 10;
/// Bytes from which the character set is guessed.
const GUESSED_FROM: usize = 1 << 20;
/// Bytes from which UTF-16 without a byte-order mark is told.
const WIDE_PRESCAN: usize = 512;

/// The text of an HTML page. Bytes that stand for nothing become U+FFFD.
pub(super) fn html<'b>(bytes: &'b [u8], header: Option<&str>) -> Cow<'b, str> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (html_encoding(bytes, header), 0),
    };
    encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0
}

fn html_encoding(bytes: &[u8], header: Option<&str>) -> &'static Encoding {
    if let Some(encoding) = header.and_then(|label| Encoding::for_label(label.as_bytes())) {
        return encoding;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding;
    }
    // A page that was saved anew in UTF-8 often still names its old character set.
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let prescan = bytes.get(..PRESCAN).unwrap_or(bytes);
    declared(prescan).unwrap_or_else(|| guessed(bytes))
}

/// The text of a plain-text file.
pub(super) fn text<'b>(bytes: &'b [u8], header: Option<&str>) -> Result<Cow<'b, str>, ReadError> {
    let invalid = match std::str::from_utf8(bytes) {
        Ok(text) if wide(bytes).is_none() => return Ok(Cow::Borrowed(text)),
        Ok(_) => ReadError::NotUtf8 { byte: 0 },
        Err(error) => ReadError::NotUtf8 { byte: error.valid_up_to() },
    };
    let marked = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8);
    if let Some((encoding, mark)) = marked.or_else(|| wide(bytes).map(|encoding| (encoding, 0))) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if broken { Err(invalid) } else { Ok(text) };
    }
    if is_damaged_utf8(bytes) || is_binary(bytes) {
        return Err(invalid);
    }
    let named = header.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|e| *e != UTF_8);
    let (text, broken) = named.unwrap_or_else(|| guessed(bytes)).decode_without_bom_handling(bytes);
    if broken { Err(invalid) } else { Ok(text) }
}

/// UTF-16 without a byte-order mark: every other byte of markup or English is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..WIDE_PRESCAN).unwrap_or(bytes);
    let pairs = start.len() / 2;
    let count =
        |at: usize, of: fn(&u8) -> bool| start.iter().skip(at).step_by(2).filter(|&byte| of(byte)).count();
    let zeros = |at: usize| count(at, |&byte| byte == 0);
    let letters = |at: usize| count(at, u8::is_ascii_alphanumeric);
    let is_wide = |zero: usize, letter: usize| {
        zeros(zero) * 10 >= pairs * 7 && zeros(letter) == 0 && letters(letter) * 2 >= pairs
    };
    match pairs {
        0..8 => None,
        _ if is_wide(1, 0) => Some(UTF_16LE),
        _ if is_wide(0, 1) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the bytes are UTF-8 but for some damage: as many characters of several bytes as there are bad places.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad
}

/// Whether there are bytes that no text in any character set has.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().any(|&byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f))
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.get(..GUESSED_FROM).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(start, start.len() == bytes.len());
    detector.guess(None, Utf8Detection::Allow)
}

/// The character set that a page names in `<meta>` or in an XML declaration.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let lower = start.to_ascii_lowercase();
    let label = xml_label(&lower).or_else(|| meta_label(&lower))?;
    let encoding = Encoding::for_label(label)?;
    // Whoever could read the name did not read UTF-16.
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    Some(if wide { UTF_8 } else { encoding })
}

fn xml_label(lower: &[u8]) -> Option<&[u8]> {
    if !lower.trim_ascii_start().starts_with(b"<?xml") {
        return None;
    }
    let end = find(lower, b"?>")?;
    let declaration = lower.get(..end)?;
    value(declaration.get(find(declaration, b"encoding")? + b"encoding".len()..)?)
}

fn meta_label(lower: &[u8]) -> Option<&[u8]> {
    let mut rest = lower;
    while let Some(at) = find(rest, b"<meta") {
        rest = rest.get(at + b"<meta".len()..)?;
        let tag = rest.get(..rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len()))?;
        if let Some(at) = find(tag, b"charset")
            && let Some(label) = value(tag.get(at + b"charset".len()..)?)
        {
            return Some(label);
        }
    }
    None
}

/// What stands after `=`, with quotation marks or without.
fn value(after_name: &[u8]) -> Option<&[u8]> {
    let value = after_name.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let is_end = |byte: &u8| matches!(byte, b'"' | b'\'' | b';' | b'>' | b'/') || byte.is_ascii_whitespace();
    let label = value.get(..value.iter().position(is_end).unwrap_or(value.len()))?;
    (!label.is_empty()).then_some(label)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The character set in a content type: `text/html; charset=UTF-8`.
pub(super) fn in_content_type(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).map(str::trim);
    let charset =
        |parameter: &str| parameter.get(..8).is_some_and(|name| name.eq_ignore_ascii_case("charset="));
    let value = parameters.into_iter().find(|parameter| charset(parameter))?.get(8..)?;
    let value = value.trim_matches(['"', '\'', ' ']);
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACCENTED: &[u8] = b"<p>caf\xe9 \x93quoted\x94</p>";

    fn wide_text(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn a_page_says_its_character_set_in_many_ways() {
        let meta = |head: &str, body: &[u8]| [head.as_bytes(), body].concat();
        let decoded = "<p>café “quoted”</p>";
        for head in [
            "<meta charset=windows-1252>",
            "<META CHARSET='latin1' />",
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\">",
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
        ] {
            assert_eq!(html(&meta(head, ACCENTED), None), format!("{head}{decoded}"));
        }
        assert_eq!(html(b"<p>\xcf\xf0\xe8\xe2\xe5\xf2</p>", Some("windows-1251")), "<p>Привет</p>");
        assert_eq!(html(ACCENTED, None), decoded, "guessed");
        for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
            assert_eq!(
                html(&wide_text("<!doctype html><p>café</p>", mark, big), None),
                "<!doctype html><p>café</p>"
            );
        }
    }

    #[test]
    fn utf8_is_utf8_whatever_it_says() {
        assert_eq!(html("<meta charset=iso-8859-1>café".as_bytes(), None), "<meta charset=iso-8859-1>café");
        assert_eq!(html("\u{feff}<p>é".as_bytes(), None), "<p>é");
        assert_eq!(html(b"<meta charset=utf-8>caf\xe9", None), "<meta charset=utf-8>caf\u{fffd}");
        assert_eq!(html(b"<meta charset=utf-16>caf\xe9", None), "<meta charset=utf-16>caf\u{fffd}");
    }

    #[test]
    fn plain_text() {
        assert_eq!(text("\u{feff}café".as_bytes(), Some("latin1")), Ok("\u{feff}café".into()));
        assert_eq!(text(b"caf\xe9 au lait", None), Ok("café au lait".into()));
        assert_eq!(text(b"\xcf\xf0\xe8", Some("windows-1251")), Ok("При".into()));
        assert_eq!(text(&wide_text("Yes", true, false), None), Ok("Yes".into()));
        assert_eq!(text(&wide_text("Yes, it is.", false, true), None), Ok("Yes, it is.".into()));
    }

    #[test]
    fn damage_and_what_is_no_text_are_refused_with_the_place() {
        assert_eq!(text("“caf\u{e9}” x".as_bytes(), None).map(Cow::into_owned), Ok("“café” x".to_owned()));
        assert_eq!(text(b"\xe2\x80\x9ccaf\xe9 x", None), Err(ReadError::NotUtf8 { byte: 6 }));
        assert_eq!(text(b"\x89PNG\r\n\x1a\n\0\0", None), Err(ReadError::NotUtf8 { byte: 0 }));
        assert_eq!(
            text(b"\xff\xfeY\0\0\xd8", None),
            Err(ReadError::NotUtf8 { byte: 0 }),
            "half a surrogate pair"
        );
    }

    #[test]
    fn content_types() {
        assert_eq!(in_content_type("text/html; charset=UTF-8"), Some("UTF-8"));
        assert_eq!(in_content_type("text/html; a=b; Charset=\"koi8-r\""), Some("koi8-r"));
        assert_eq!(in_content_type("text/html"), None);
        assert_eq!(in_content_type("text/html; charset="), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            label in "[a-z0-9-]{0,9}",
        ) {
            html(&bytes, Some(&label));
            if let Ok(same) = std::str::from_utf8(&bytes)
                && wide(&bytes).is_none()
            {
                prop_assert_eq!(text(&bytes, Some(&label)), Ok(same.into()));
            } else if let Err(error) = text(&bytes, Some(&label)) {
                let refused = matches!(error, ReadError::NotUtf8 { .. });
                prop_assert!(refused, "another error");
            }
        }
    }
}
