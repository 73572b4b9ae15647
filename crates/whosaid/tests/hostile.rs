//! Inputs that nobody would write: none makes the reader panic, and what comes out is what is documented.
//!
//! The small ones are files of `fixtures/hostile`; the big ones are made here. Those that keep the network
//! busy for many minutes are called `long_` and left out by default:
//! `cargo test --release -p whosaid --test hostile -- --ignored long_`

mod common;

use common::{faults, reader};
use std::path::{Path, PathBuf};
use whosaid::write::json::JsonRecord;
use whosaid::write::terminal::{TerminalOptions, view};
use whosaid::write::{brat, csv, html, json};
use whosaid::{OffsetUnit, Page, ReadError, Record, Span};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/hostile");
const UNITS: [OffsetUnit; 3] = [OffsetUnit::CodePoint, OffsetUnit::Utf8, OffsetUnit::Utf16];
/// Longer texts are not laid out for people here: their JSON is enough.
const SHOWN: usize = 1 << 20;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(FOLDER).join(name)).expect(name)
}

fn read_file(name: &str) -> Record {
    read(std::str::from_utf8(&file(name)).expect(name))
}

/// The record of `text`, after all that holds for every text has been checked.
fn read(text: &str) -> Record {
    let page = Page::from_bytes("hostile", text.as_bytes()).expect("the text is UTF-8");
    let record = reader().read(&page);
    assert!(record.page.text == text, "the text was changed");
    assert_eq!(record.page.blocks, page.blocks);
    assert_eq!(faults(&record), [""; 0]);
    check_json(&record);
    if text.len() <= SHOWN {
        check_views(&record);
    }
    record
}

fn check_json(record: &Record) {
    for unit in UNITS {
        let parsed = JsonRecord::parse(&json::line(record, unit)).expect("a record");
        assert!(parsed.to_record().as_ref() == Ok(record), "other after JSON with {} offsets", unit.name());
    }
}

fn check_views(record: &Record) {
    for width in [0, 20, 100] {
        let shown = view(record, &TerminalOptions { width, color: false });
        let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let steering = shown.chars().find(|&c| (c.is_control() && c != '\n') || turns(c));
        assert_eq!(steering, None, "a character that steers the terminal is shown");
    }
    view(record, &TerminalOptions { width: 80, color: true });
    html::page(record);
    csv::rows(record, OffsetUnit::Utf16);
    brat::ann(record);
}

fn words<'r>(record: &'r Record, span: &Span) -> &'r str {
    span.of(&record.page.text)
}

fn blocks(record: &Record) -> Vec<&str> {
    record.page.blocks.iter().map(|block| words(record, &block.span)).collect()
}

/// What every statement says, piece by piece.
fn contents(record: &Record) -> Vec<&str> {
    record.statements.iter().flat_map(|s| &s.content).map(|span| words(record, span)).collect()
}

fn assert_nothing_said(record: &Record) {
    assert_eq!((record.statements.len(), record.speakers.len()), (0, 0), "{:?}", contents(record));
}

#[test]
fn every_file_is_read_or_refused() {
    let paths = std::fs::read_dir(FOLDER).expect(FOLDER);
    let paths: Vec<PathBuf> = paths.map(|entry| entry.expect("an entry").path()).collect();
    assert!(paths.len() >= 18, "{} files", paths.len());
    for path in paths {
        println!("{}", path.display());
        let bytes = std::fs::read(&path).expect("the file");
        match std::str::from_utf8(&bytes) {
            Ok(text) => drop(read(text)),
            Err(error) => {
                let refused = Err(ReadError::NotUtf8 { byte: error.valid_up_to() });
                assert_eq!(Page::from_bytes("hostile", &bytes), refused);
            }
        }
    }
}

#[test]
fn what_is_not_utf8_is_refused_with_the_place() {
    for (name, byte) in [("invalid-utf8.txt", 66), ("truncated-utf8.txt", 40)] {
        let refused = Page::from_bytes(name, &file(name));
        assert_eq!(refused, Err(ReadError::NotUtf8 { byte }), "{name}");
    }
    // No text at all.
    assert_eq!(Page::from_bytes("-", b"\xff\xd8\0\x10JFIF"), Err(ReadError::NotUtf8 { byte: 0 }));
}

#[test]
fn other_character_sets_are_decoded() {
    let text = |bytes: &[u8]| Page::from_bytes("-", bytes).expect("text").text;
    assert_eq!(text(b"The caf\xe9 is closed."), "The café is closed.");
    // UTF-16 with its byte-order mark, as some editors save.
    assert_eq!(text(b"\xff\xfeY\0e\0s\0"), "Yes");
}

#[test]
fn nothing_in_it() {
    for text in ["", " ", "\n", "\r\n\r\n", " \t\u{a0}\u{2003}\u{2028}"] {
        let record = read(text);
        assert_eq!(record.page.blocks, [], "{text:?}");
        assert_eq!(record.page.title, None, "{text:?}");
        assert_eq!(record.page.published, None, "{text:?}");
        assert_nothing_said(&record);
    }
}

#[test]
fn nothing_visible_in_it() {
    let record = read_file("white-space.txt");
    // A zero-width space is no white space to Unicode, so it stands in a block; there is nothing in it to read.
    assert_eq!(blocks(&record), ["\u{200b}"]);
    assert_nothing_said(&record);
}

#[test]
fn a_byte_order_mark_stays_in_the_text() {
    let record = read_file("bom.txt");
    assert!(record.page.text.starts_with('\u{feff}'));
    assert!(!blocks(&record)[0].starts_with('\u{feff}'));
    assert!(blocks(&record).iter().any(|block| block.ends_with("“We sail at noon.”")));
}

#[test]
fn the_kind_of_line_break_changes_nothing() {
    for name in ["crlf.txt", "lone-cr.txt"] {
        let record = read_file(name);
        let same = read(&record.page.text.replace("\r\n", "\n").replace('\r', "\n"));
        assert_eq!(blocks(&record), blocks(&same), "{name}");
        assert_eq!(contents(&record), contents(&same), "{name}");
        assert!(blocks(&record).iter().all(|block| !block.contains('\r')), "{name}");
    }
}

#[test]
fn a_page_of_one_word_without_line_break() {
    assert_eq!(blocks(&read_file("no-line-break.txt")), ["“Yes"]);
}

#[test]
fn nul_bytes() {
    let record = read(&"\0".repeat(100_000));
    assert_eq!(record.page.blocks.len(), 1);
    assert_nothing_said(&record);
    assert_eq!(read(&"\0\n".repeat(1_000)).page.blocks.len(), 1_000);
    read(&"She said:\0 “It\0 is late.”\n".repeat(20));
}

#[test]
fn only_digits() {
    let record = read(&"1234567890".repeat(100_000));
    assert_eq!(record.page.blocks.len(), 1);
    read(&"12 345.678,90 % ".repeat(100));
}

#[test]
fn a_hundred_thousand_blank_lines() {
    let blank = "\n".repeat(100_000);
    let record = read(&format!("{blank}Ferry sails{blank}She said: “We sail at noon.”{blank}"));
    assert_eq!(blocks(&record), ["Ferry sails", "She said: “We sail at noon.”"]);
    let apart = contents(&record);
    let record = read("Ferry sails\n\nShe said: “We sail at noon.”");
    assert_eq!(apart, contents(&record), "blank lines are nothing to the reader");
}

#[test]
fn ten_megabytes_in_one_word() {
    let record = read(&"a".repeat(10 << 20));
    assert_eq!(record.page.blocks.len(), 1);
    read(&"é\u{301}".repeat(1 << 20));
}

const ORDINARY: &str = "the bridge would open in May, the mayor told reporters, and nobody should hurry ";

#[test]
fn two_hundred_kilobytes_in_one_line() {
    assert_eq!(read(&repeated(ORDINARY, 200_000)).page.blocks.len(), 1);
}

#[test]
#[ignore = "many minutes of the network's work"]
fn long_ten_megabytes_in_one_line() {
    assert_eq!(read(&repeated(ORDINARY, 10_000_000)).page.blocks.len(), 1);
}

const MARKS: [&str; 8] = ["\"", "“", "”", "‘", "’", "'", "«", "“”"];
const OPENING: [&str; 6] = ["“‘", "«‹", "„‚", "“‘«‹\"'", "([{“", "She said: “he said: ‘"];

#[test]
fn quotation_marks_alone() {
    for mark in MARKS {
        read(&mark.repeat(500));
        read(&format!("{mark} ").repeat(100));
        read(&format!("{mark}\n").repeat(100));
    }
}

#[test]
fn opening_marks_in_turn() {
    for marks in OPENING {
        read(&format!("She said: {}yes{}", marks.repeat(60), "’”".repeat(60)));
    }
}

#[test]
fn ten_thousand_quotation_marks() {
    read(&"\"".repeat(10_000));
}

#[test]
#[ignore = "many minutes of the network's work"]
fn long_a_hundred_thousand_marks_of_every_kind() {
    for marks in MARKS.into_iter().chain(OPENING) {
        read(&marks.repeat(100_000 / marks.chars().count()));
    }
}

/// Everything but the network, which is what could grow faster than the text, on far more marks than it could read here.
#[test]
fn a_million_marks_are_segmented() {
    for marks in MARKS.into_iter().chain(OPENING) {
        let page = Page::from_text(repeated(marks, 1_000_000));
        for quotation in whosaid::segment::segment(&page).quotations {
            assert!(page.text.get(quotation.span.range()).is_some(), "{marks}: {:?}", quotation.span);
        }
    }
}

/// About `bytes` bytes of `text`, over and over.
fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes.div_ceil(text.len()))
}

#[test]
fn what_no_page_can_be_is_refused_at_once() {
    let zeros = vec![0; whosaid::read::LONGEST_INPUT + 1];
    let refused = Page::from_bytes("zeros", &zeros).expect_err("too long");
    assert_eq!(refused.to_string(), "longer than 256 MiB; such a page is not read");
}
