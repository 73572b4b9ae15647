//! Any bytes, as JSON lines: at most one answer a line, each a page whose blocks fit its text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whosaid::read::pages;

fuzz_target!(|bytes: &[u8]| {
    let lines = bytes.split(|&byte| byte == b'\n').count();
    let mut answers = 0;
    for page in pages("fuzz", bytes) {
        answers += 1;
        let Ok(page) = page else { continue };
        for block in &page.blocks {
            assert!(page.text.get(block.span.range()).is_some(), "{:?} does not fit the text", block.span);
        }
    }
    assert!(answers <= lines, "more answers than lines");
});
