//! Whole readings with and without a knowledge file: invented pages, invented people.

mod common;

use common::{faults, reader};
use std::sync::OnceLock;
use whosaid::write::json::{self, JsonRecord};
use whosaid::{OffsetUnit, Page, People, Reader, Record};

const PEOPLE: &str = r#"
{"name": "Ada Quist", "aliases": ["Ada M. Quist"], "roles": [{"role": "president", "of": "France", "from": "2017-05-14", "to": "2022-05-13"}], "identifiers": {"wikidata": "Q900001"}}
{"name": "Paul Orme", "roles": [{"role": "president", "of": "France", "from": "2022-05-14"}], "identifiers": {"wikidata": "Q900002"}}
{"name": "Jon Lind", "roles": [{"role": "mayor", "of": "Marsh", "from": "2019"}], "identifiers": {"wikidata": "Q900003"}}
{"name": "Jon Lind", "roles": [{"role": "director", "of": "Ferry Museum", "from": "2010"}], "identifiers": {"wikidata": "Q900004"}}
{"name": "River League", "kind": "organisation", "identifiers": {"wikidata": "Q900005"}}"#;

const STORY: &str = "Ferry bridge to open in May\n\n{date}\n\n\
    The French president said on Thursday: “The bridge is for everybody, and it opens in May.”\n\n\
    Jon Lind, the mayor of Marsh, told reporters: “We are glad of it, and we have waited long.”\n\n\
    The River League said the bridge would harm the river.\n\n\
    “Nobody asked the ferrymen,” the former French president said.\n";

fn knowing() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let people = People::from_jsonl(PEOPLE.as_bytes()).expect("a knowledge file");
        Reader::new().expect("the model that comes with the library can be used").with_people(people)
    })
}

fn story(date: &str) -> Page {
    Page::from_text(
        STORY.replace("{date}\n\n", &if date.is_empty() { String::new() } else { format!("{date}\n\n") }),
    )
}

/// Who makes the statement with these words, with the number in the register.
fn said(record: &Record, words: &str) -> (String, Option<String>) {
    let text = &record.page.text;
    let has =
        |statement: &&whosaid::Statement| statement.content.iter().any(|span| span.of(text).contains(words));
    let statement =
        record.statements.iter().find(has).unwrap_or_else(|| panic!("nobody says {words}: {record:#?}"));
    let speaker = &record.speakers[statement.speakers.first().expect("a speaker").speaker];
    (speaker.name.clone(), speaker.identifiers.get("wikidata").cloned())
}

fn pair(name: &str, number: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(number.to_owned()).filter(|number| !number.is_empty()))
}

#[test]
fn with_people_the_office_has_a_holder() {
    let page = story("1 December 2022 • 9:13pm");
    assert_eq!(page.published.as_deref(), Some("2022-12-01T21:13:00"));
    let record = knowing().read(&page);
    assert_eq!(faults(&record), [""; 0]);
    assert_eq!(said(&record, "for everybody"), pair("Paul Orme", "Q900002"));
    assert_eq!(said(&record, "glad of it"), pair("Jon Lind", "Q900003"));
    assert_eq!(said(&record, "harm the river"), pair("River League", "Q900005"));
    assert_ne!(
        said(&record, "Nobody asked").0,
        "Paul Orme",
        "the former president is not the holder of the day"
    );
}

#[test]
fn before_the_change_of_office_it_was_another() {
    let record = knowing().read(&story("1 December 2021 • 9:13pm"));
    assert_eq!(said(&record, "for everybody"), pair("Ada Quist", "Q900001"));
}

#[test]
fn without_a_date_or_without_people_nothing_is_known() {
    let record = knowing().read(&story(""));
    assert_eq!(record.page.published, None);
    assert_eq!(said(&record, "for everybody"), pair("The French president", ""));
    assert_eq!(said(&record, "glad of it"), pair("Jon Lind", "Q900003"), "the page tells which one");
    let record = reader().read(&story("1 December 2022 • 9:13pm"));
    assert_eq!(said(&record, "for everybody"), pair("The French president", ""));
    assert!(record.speakers.iter().all(|speaker| speaker.identifiers.is_empty()));
}

#[test]
fn identifiers_go_into_the_record_and_come_back() {
    let record = knowing().read(&story("1 December 2022 • 9:13pm"));
    let written = json::line(&record, OffsetUnit::CodePoint);
    assert!(written.contains(r#""identifiers":{"wikidata":"Q900002"}"#), "{written}");
    let parsed = JsonRecord::parse(&written).and_then(|parsed| parsed.to_record()).expect("a record");
    assert_eq!(parsed, record);
}
