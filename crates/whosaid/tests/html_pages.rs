//! The pages of `fixtures/html/article`: every block, and what the page says of itself, exactly.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use whosaid::{InputKind, Page};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/html/article");

fn pages() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).expect(FOLDER).map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "html")).collect();
    pages.sort();
    assert!(pages.len() >= 6, "{} pages", pages.len());
    pages
}

fn read(path: &Path) -> Page {
    Page::from_bytes("page", &std::fs::read(path).expect("the page")).expect("HTML")
}

/// The page in the form of the gold files.
fn shown(page: &Page) -> Value {
    let blocks: Vec<Value> = page
        .blocks
        .iter()
        .map(|block| json!({ "kind": block.kind.name(), "text": page.text.get(block.span.range()).expect("in the text") }))
        .collect();
    json!({
        "title": page.title, "bylines": page.bylines, "published": page.published, "modified": page.modified,
        "language": page.language, "site": page.site, "url": page.url, "blocks": blocks,
    })
}

#[test]
fn every_block_and_all_metadata_are_as_expected() {
    for path in pages() {
        let gold = std::fs::read_to_string(path.with_extension("gold.json")).expect("the gold file");
        let gold: Value = serde_json::from_str(&gold).expect("JSON");
        let page = shown(&read(&path));
        assert!(page == gold, "{}\n{}", path.display(), serde_json::to_string_pretty(&page).expect("JSON"));
    }
}

#[test]
fn blocks_cover_the_text_in_order() {
    for path in pages() {
        let page = read(&path);
        assert_eq!(page.input.kind, InputKind::Html);
        let mut end = 0;
        for block in &page.blocks {
            let between = page.text.get(end..block.span.start).expect("in order and on character boundaries");
            assert!(between == "\n\n" || (end == 0 && between.is_empty()), "{between:?} between blocks");
            let text = page.text.get(block.span.range()).expect("on character boundaries");
            assert!(!text.is_empty() && text.trim() == text && !text.contains('\n'), "{text:?}");
            end = block.span.end;
        }
        assert_eq!(end, page.text.len(), "{}", path.display());
    }
}

#[test]
fn reading_again_gives_the_same() {
    for path in pages() {
        assert_eq!(read(&path), read(&path), "{}", path.display());
    }
}
