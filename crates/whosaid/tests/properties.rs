//! What holds of every reading, whatever the text: tried on arbitrary characters and on texts put together
//! from pieces of news prose, which get far more statements out of the network.

mod common;

use common::{faults, reader};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use std::sync::LazyLock;
use whosaid::write::json::{self, JsonRecord};
use whosaid::write::{html, terminal};
use whosaid::{OffsetUnit, Page, Reader, Record, Span};

/// What news prose is put together from, with what goes wrong in it; pieces are parted by `|`.
const PIECES: [&str; 8] = [
    "“|”|‘|’|\"|'|«|»|„|[|]|(|)",
    " | | |\u{a0}|\n|\n\n|\n\n|\r\n\r\n|\u{2028}",
    ". |, |: |? |… | — |; ",
    " said | said: | told reporters | promised to | according to | asked if | wrote ",
    "Ada Quist|Mr Quist|Jon Lind, the harbour master,|the mayor|She|he|They|a spokesman for the port|NATO",
    "the bridge would open in May|We are ready|nobody shall hurry|that it is late|Yes|the crane isn’t safe",
    "Ada Quist: We shall not rush it|3 May 2026 • 8.05am|By Jon Lind|Photograph: Jon Lind|2. I agree with Jon",
    "é|e\u{301}|🌉|\u{200b}|\u{feff}|\0|\u{202e}|日本|العربية",
];

fn news(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let all: Vec<&str> = PIECES.iter().flat_map(|kind| kind.split('|')).collect();
    prop::collection::vec(select(all), pieces).prop_map(|pieces| pieces.concat())
}

/// Arbitrary characters, controls and line breaks among them, or news.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![1 => "(?s).{0,200}", 1 => "[“”‘’\"'«»: .,\\n\\ra-cA-C\\x00]{0,200}", 2 => news(0..60)]
}

/// Few cases, since each is read by the network; a failing one is kept and tried first from then on.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// Every span of a record, with what it is.
fn spans(record: &Record) -> Vec<(&'static str, Span)> {
    let mut spans: Vec<_> = record.page.blocks.iter().map(|block| ("block", block.span)).collect();
    for speaker in &record.speakers {
        spans.extend(speaker.mentions.iter().map(|&span| ("mention", span)));
    }
    for statement in &record.statements {
        let told = statement.speakers.iter().chain(&statement.candidates);
        spans.extend(told.filter_map(|one| one.mention).map(|span| ("told", span)));
        for (role, pieces) in
            [("content", &statement.content), ("cue", &statement.cue), ("source", &statement.source)]
        {
            spans.extend(pieces.iter().map(|&span| (role, span)));
        }
    }
    spans
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_record_is_sound(text in text()) {
        let record = reader().read_with_threads(&Page::from_text(text.as_str()), 1);
        prop_assert_eq!(&record.page.text, &text);
        prop_assert_eq!(faults(&record), [""; 0]);
    }

    /// With a threshold that nobody reaches there are only candidates; what holds of any record holds of these.
    #[test]
    fn every_doubtful_record_is_sound(text in news(20..60)) {
        static DOUBTING: LazyLock<Reader> =
            LazyLock::new(|| Reader::new().expect("the model").least_probability(2.0));
        let record = DOUBTING.read_with_threads(&Page::from_text(text.as_str()), 1);
        prop_assert_eq!(faults(&record), [""; 0]);
        prop_assert!(record.statements.iter().all(|statement| statement.speakers.is_empty()));
        prop_assert!(record.speakers.iter().all(|speaker| speaker.statements == 0));
        let json = json::JsonRecord::new(&record, OffsetUnit::CodePoint).to_record();
        prop_assert_eq!(json.as_ref(), Ok(&record));
        for shown in [html::page(&record), terminal::view(&record, &terminal::TerminalOptions::default())] {
            prop_assert!(!shown.is_empty());
        }
    }

    #[test]
    fn json_gives_the_same_spans_back(text in news(0..60)) {
        let record = reader().read_with_threads(&Page::from_text(text.as_str()), 1);
        for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8, OffsetUnit::Utf16] {
            for written in [json::line(&record, unit), json::pretty(&record, unit)] {
                let parsed = JsonRecord::parse(&written).and_then(|parsed| parsed.to_record());
                let parsed = parsed.map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert_eq!(spans(&parsed), spans(&record));
                prop_assert_eq!(&parsed, &record);
            }
        }
    }
}

proptest! {
    // Long enough for several windows: on one window a second thread has nothing to do.
    #![proptest_config(config(6))]

    #[test]
    fn threads_change_nothing(text in news(250..500)) {
        let page = Page::from_text(text);
        prop_assert_eq!(reader().read_with_threads(&page, 1), reader().read_with_threads(&page, 3));
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_batch_is_its_pages(texts in prop::collection::vec(text(), 0..7), threads in 0usize..9) {
        let pages: Vec<Page> = texts.into_iter().map(Page::from_text).collect();
        let single: Vec<Record> = pages.iter().map(|page| reader().read_with_threads(page, 1)).collect();
        prop_assert_eq!(reader().read_batch_with_threads(&pages, threads), single);
    }
}
