//! Any bytes, as HTML: a page whose blocks and comments all fit its text, twice the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whosaid::{Hints, InputKind, Page, Span};

fuzz_target!(|bytes: &[u8]| {
    let hints = Hints { kind: Some(InputKind::Html), ..Hints::default() };
    let Ok(page) = Page::from_bytes_with("fuzz", bytes, &hints) else {
        assert!(bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"HTTP/"), "only what is packed may be refused");
        return;
    };
    let mut end = 0;
    for block in &page.blocks {
        fits(&page, block.span);
        assert!(end <= block.span.start, "a block starts within the one before");
        assert!(page.text[end..block.span.start].trim().is_empty(), "text between blocks");
        assert!(!block.span.is_empty() && block.span.trim(&page.text) == block.span, "white space at a block's ends");
        end = block.span.end;
    }
    assert!(page.text[end..].trim().is_empty(), "text after the last block");
    for comment in &page.comments {
        fits(&page, comment.span);
        for span in &comment.words {
            assert!(comment.span.contains(*span));
        }
    }
    assert_eq!(Page::from_bytes_with("fuzz", bytes, &hints), Ok(page), "the second reading differs");
});

/// In bounds and on character boundaries.
fn fits(page: &Page, span: Span) {
    assert!(page.text.get(span.range()).is_some(), "{span:?} does not fit the text");
}
