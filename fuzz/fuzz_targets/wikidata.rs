//! Any bytes as a Wikidata dump: what is written is a knowledge file, however many lines are damaged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whosaid::People;
use whosaid::people::wikidata::{Offices, convert};

fuzz_target!(|bytes: &[u8]| {
    let mut offices = Offices::find(bytes, |_| ()).expect("memory can be read");
    offices.name(bytes).expect("memory can be read");
    let mut output = Vec::new();
    let written = convert(bytes, &offices, &mut output).expect("memory can be written");
    let people = People::from_jsonl(&output[..]).expect("a knowledge file");
    assert_eq!(people.len(), written);
});
