//! The pages of `fixtures/text`, and the seed page: every block and every comment is exactly as the gold has it.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use whosaid::{BlockKind, Comment, Page, Span};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/text");
const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/pages/seed");

fn page(path: &Path) -> Page {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Page::from_bytes("page", &bytes).expect("the page is UTF-8")
}

fn gold(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A page in the form of the gold files.
fn shown(page: &Page) -> Value {
    let of = |span: &Span| span.of(&page.text).to_owned();
    let block = |block: &whosaid::Block| json!({ "kind": block.kind.name(), "text": of(&block.span) });
    let comment = |comment: &Comment| {
        let parent =
            comment.parent.map(|parent| json!({ "comment": parent.comment, "how": parent.how.name() }));
        let quotes =
            comment.quotes.iter().map(|quote| json!({ "name": quote.name, "text": of(&quote.span) }));
        json!({
            "author": comment.author,
            "posted": comment.posted,
            "number": comment.number,
            "group": comment.group.name(),
            "votes": comment.votes,
            "badges": comment.badges,
            "removed": comment.removed,
            "parent": parent,
            "text": of(&comment.span),
            "words": comment.words.iter().map(of).collect::<Vec<_>>(),
            "quotes": quotes.collect::<Vec<_>>(),
        })
    };
    json!({
        "title": page.title,
        "bylines": page.bylines,
        "published": page.published,
        "modified": page.modified,
        "blocks": page.blocks.iter().map(block).collect::<Vec<_>>(),
        "comments": page.comments.iter().map(comment).collect::<Vec<_>>(),
    })
}

/// What of `found` is not as in `gold`, part by part.
fn differences(gold: &Value, found: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (field, expected) in gold.as_object().expect("an object") {
        let actual = &found[field];
        match (expected.as_array(), actual.as_array()) {
            (Some(expected), Some(actual)) => {
                for i in 0..expected.len().max(actual.len()) {
                    if expected.get(i) != actual.get(i) {
                        let show =
                            |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
                        let (expected, actual) = (show(expected.get(i)), show(actual.get(i)));
                        differences.push(format!("{field}[{i}]\n  gold  {expected}\n  found {actual}"));
                    }
                }
            }
            _ if expected != actual => {
                differences.push(format!("{field}\n  gold  {expected}\n  found {actual}"))
            }
            _ => {}
        }
    }
    differences
}

fn paths() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).expect(FOLDER);
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    paths
}

#[test]
fn every_page_is_as_its_gold() {
    let paths = paths();
    assert!(paths.len() >= 21, "{} pages", paths.len());
    let mut wrong = Vec::new();
    for path in &paths {
        let gold = gold(&path.with_extension("gold.json"));
        assert_eq!(gold.as_object().map(serde_json::Map::len), Some(6), "{}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let found = differences(&gold, &shown(&page(path)));
        wrong.extend(found.into_iter().map(|difference| format!("{name}: {difference}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Line breaks of other systems, no-break spaces and a byte-order mark change nothing but themselves.
#[test]
fn other_line_breaks_and_spaces_change_nothing() {
    for path in paths() {
        let text = page(&path).text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let plain = shown(&Page::from_text(text.as_str()));
        let other = Page::from_text(format!("\u{feff}{}", text.replace('\n', "\r\n")));
        let back: Value =
            serde_json::from_str(&shown(&other).to_string().replace("\\r\\n", "\\n")).expect("JSON");
        assert_eq!(differences(&plain, &back), [""; 0], "{}", path.display());
    }
}

/// Gold offsets of the seed page are code points.
fn span(text: &str, pair: &Value) -> Span {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |i: usize| starts[usize::try_from(pair[i].as_u64().expect("an offset")).expect("fits")];
    Span::new(at(0), at(1))
}

#[test]
fn the_seed_page() {
    let folder = Path::new(SEED);
    if !folder.exists() {
        println!("skipped: no ../shared/data");
        return;
    }
    let page = page(&folder.join("page.txt"));
    let gold = gold(&folder.join("record.gold.json"));
    let spans = |values: &Value| -> Vec<Span> {
        values.as_array().expect("a list").iter().map(|pair| span(&page.text, pair)).collect()
    };
    let of_kind = |kind: BlockKind| -> Vec<Span> {
        page.blocks.iter().filter(|block| block.kind == kind).map(|block| block.span).collect()
    };
    assert_eq!(of_kind(BlockKind::Headline), [span(&page.text, &gold["page"]["headline"])]);
    assert_eq!(of_kind(BlockKind::Caption), spans(&gold["page"]["captions"]));
    assert_eq!(of_kind(BlockKind::Subheading), spans(&gold["page"]["subheadings"]));
    assert_eq!(of_kind(BlockKind::Dateline).len(), 1);
    assert_eq!(page.published.as_deref(), Some("2022-12-01T21:13:00"));
    // The heading over the comments says nothing, and is all of the page that is no part of it.
    assert_eq!(of_kind(BlockKind::Boilerplate).len(), 1);
    for other in [BlockKind::Standfirst, BlockKind::Byline, BlockKind::Pullquote, BlockKind::List] {
        assert_eq!(of_kind(other), []);
    }
    check_comments(&page, gold["comments"].as_array().expect("a list"));
}

fn check_comments(page: &Page, gold: &[Value]) {
    assert_eq!(page.comments.len(), gold.len());
    for (comment, gold) in page.comments.iter().zip(gold) {
        assert_eq!(comment.span, span(&page.text, &gold["span"]), "{gold}");
        assert_eq!(comment.author.as_deref(), gold["author"].as_str(), "{gold}");
        assert_eq!(comment.number.map(|number| number as u64), gold["number"].as_u64(), "{gold}");
        let own = gold["group"].as_str().expect("a group").contains("own");
        assert_eq!(comment.group.name(), if own { "own" } else { "quoted" }, "{gold}");
        assert!(!comment.removed && comment.parent.is_none() && comment.posted.is_none(), "{gold}");
    }
}
