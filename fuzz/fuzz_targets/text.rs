//! Any bytes, as plain text: refused, or a page whose pieces all fit its text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whosaid::resolve::resolve;
use whosaid::segment::segment;
use whosaid::{Hints, InputKind, Page, Span};

fuzz_target!(|bytes: &[u8]| {
    let hints = Hints { kind: Some(InputKind::Text), ..Hints::default() };
    // What is packed, sent by a server or in UTF-16 does not stay as it is.
    let plain = !bytes.starts_with(b"\x1f\x8b") && !bytes.starts_with(b"HTTP/") && !bytes.contains(&0);
    let Ok(page) = Page::from_bytes_with("fuzz", bytes, &hints) else {
        assert!(!plain || std::str::from_utf8(bytes).is_err(), "UTF-8 was refused");
        return;
    };
    if plain && std::str::from_utf8(bytes).is_ok() {
        assert_eq!(page.text.as_bytes(), bytes, "the text was changed");
    }
    let blocks: Vec<Span> = page.blocks.iter().map(|block| block.span).collect();
    in_order(&page, &blocks);

    let tokens = segment(&page);
    in_order(&page, &tokens.words);
    in_order(&page, &tokens.sentences);
    for (i, quotation) in tokens.quotations.iter().enumerate() {
        fits(&page, quotation.span);
        fits(&page, quotation.inside());
        assert!(quotation.span.contains(quotation.open));
        assert!(quotation.close.is_none_or(|close| quotation.span.contains(close)));
        assert!(quotation.continues.is_none_or(|earlier| earlier < i));
    }

    let speakers = resolve(&page, &tokens, &[]);
    assert!(speakers.attributed.is_empty(), "no statement has a speaker when there is no statement");
    for mention in speakers.speakers.iter().flat_map(|speaker| &speaker.mentions) {
        fits(&page, *mention);
    }
});

/// In bounds and on character boundaries.
fn fits(page: &Page, span: Span) {
    assert!(page.text.get(span.range()).is_some(), "{span:?} does not fit the text");
}

/// Each fits, holds something, and starts where the one before has ended.
fn in_order(page: &Page, spans: &[Span]) {
    let mut end = 0;
    for &span in spans {
        fits(page, span);
        assert!(!span.is_empty(), "{span:?} is empty");
        assert!(end <= span.start, "{span:?} starts before {end}");
        end = span.end;
    }
}
