//! Any bytes as a knowledge file: an error or people who can be asked for, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whosaid::people::{Date, People};

fuzz_target!(|bytes: &[u8]| {
    let Ok(people) = People::from_jsonl(bytes) else { return };
    let text = String::from_utf8_lossy(bytes);
    let word = text.split('"').nth(3).unwrap_or_default();
    for id in people.by_name(word).chain(people.by_surname(word)) {
        let entry = people.entry(id);
        assert!(!entry.name().is_empty(), "an entry without a name");
        for role in entry.roles().filter_map(|role| Some((role, Date::parse("2022-12-01")?))) {
            let _ = people.holder(role.0.role, role.0.of, role.1);
        }
    }
});
