use super::*;
use proptest::prelude::*;

fn people(file: &str) -> People {
    People::from_jsonl(file.as_bytes()).expect("a knowledge file")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn names(people: &People, found: impl Iterator<Item = EntryId>) -> Vec<&str> {
    found.map(|id| people.entry(id).name()).collect()
}

/// The holder's name; `?` when it is not clear.
fn holder<'p>(people: &'p People, role: &str, of: &str, on: &str) -> &'p str {
    match people.holder(role, of, day(on)) {
        Holder::Nobody => "",
        Holder::One(id) => people.entry(id).name(),
        Holder::Unclear => "?",
    }
}

const ZEMBLA: &str = r#"
{"name": "Ada Quist", "aliases": ["Ada Maria Quist"], "roles": [{"role": "president", "of": "Zembla", "from": "2021-01-20", "to": "2025-01-20"}], "identifiers": {"wikidata": "Q1", "viaf": "22"}}
{"name": "Jon Lind", "roles": [{"role": "President", "of": "the Zembla", "from": "2017-01-20", "to": "2021-01-20"}]}

{"name": "Jon Lind", "roles": [{"role": "Mayor of Marsh", "from": "2020"}]}
{"name": "The Marsh Post", "kind": "organization", "aliases": ["MP"], "identifiers": {"wikidata": "Q3"}}
{"name": "Bo Orme", "roles": [{"role": "premier", "of": "Estotia", "from": "2021-05", "to": "2022"}, {"role": "mayor", "of": "Ferry", "to": "1990"}, {"role": "judge"}]}
{"name": "Cy Lund", "roles": [{"role": "premier", "of": "Estotia", "from": "2022"}]}"#;

#[test]
fn entries_come_back_as_they_were_written() {
    let people = people(ZEMBLA);
    assert_eq!((people.len(), people.is_empty()), (6, false));
    let id = people.by_name("ADA  QUIST").next().expect("she is known");
    let quist = people.entry(id);
    assert_eq!((quist.name(), quist.kind()), ("Ada Quist", Kind::Person));
    assert_eq!(quist.aliases().collect::<Vec<_>>(), ["Ada Maria Quist"]);
    assert_eq!(quist.identifiers().collect::<Vec<_>>(), [("viaf", "22"), ("wikidata", "Q1")]);
    let role =
        Role { role: "president", of: "Zembla", from: Some(day("2021-01-20")), to: Some(day("2025-01-20")) };
    assert_eq!(quist.roles().collect::<Vec<_>>(), [role]);
    let post = people.entry(people.by_name("Marsh Post").next().expect("it is known"));
    assert_eq!((post.kind(), post.roles().count()), (Kind::Organisation, 0));
    assert!(People::default().by_name("Ada Quist").next().is_none());
}

#[test]
fn names_aliases_and_surnames_are_found() {
    let people = people(ZEMBLA);
    assert_eq!(names(&people, people.by_name("Jon Lind")), ["Jon Lind"; 2]);
    assert_eq!(names(&people, people.by_name("ada maria quist’s")), ["Ada Quist"]);
    assert_eq!(names(&people, people.by_surname("Quist")), ["Ada Quist"]);
    assert_eq!(names(&people, people.by_name("Quist")), [""; 0]);
    assert_eq!(names(&people, people.by_surname("Post")), [""; 0], "an organisation has no surname");
    assert_eq!(names(&people, people.by_name(" . ")), [""; 0]);
}

#[test]
fn the_holder_of_the_day() {
    let people = people(ZEMBLA);
    for (on, name) in [
        ("2016-12-31", ""),
        ("2017-01-20", "Jon Lind"),
        ("2021-01-19", "Jon Lind"),
        ("2021-01-20", "?"),
        ("2021-01-21T09:00:00", "Ada Quist"),
        ("2025-01-20", "Ada Quist"),
        ("2025-01-21", ""),
    ] {
        assert_eq!(holder(&people, "president", "Zembla", on), name, "{on}");
    }
    assert_eq!(holder(&people, "mayor", "Marsh", "2024-01-01"), "Jon Lind");
    assert_eq!(holder(&people, "mayor", "Zembla", "2024-01-01"), "");
}

#[test]
fn what_is_in_doubt_is_left_open() {
    let people = people(ZEMBLA);
    for (on, name) in [
        ("2021-04-30", ""),
        ("2021-05-15", "?"),
        ("2021-06-01", "Bo Orme"),
        ("2022-06-01", "?"),
        ("2023-01-01", "Cy Lund"),
    ] {
        assert_eq!(holder(&people, "prime minister", "Estotia", on), name, "{on}");
    }
    assert_eq!(holder(&people, "mayor", "Ferry", "1980-01-01"), "", "nobody knows when it began");
    assert_eq!(holder(&people, "judge", "", "1980-01-01"), "");
}

#[test]
fn leaders_are_presidents_or_heads_of_government() {
    let file = r#"{"name": "A", "roles": [{"role": "president", "of": "France", "from": "2017"}]}
        {"name": "B", "roles": [{"role": "prime minister", "of": "French Republic", "from": "2017"}]}
        {"name": "C", "roles": [{"role": "president", "of": "Germany", "from": "2017"}]}
        {"name": "D", "roles": [{"role": "federal chancellor", "of": "Germany", "from": "2017"}]}
        {"name": "E", "roles": [{"role": "leader", "of": "Marsh Party", "from": "2017"}]}"#;
    let people = people(file);
    let leader = |of| holder(&people, "leader", of, "2020-01-01");
    assert_eq!(["France", "Germany", "Marsh Party", "Spain"].map(leader), ["A", "D", "E", ""]);
}

#[test]
fn some_offices_need_no_place() {
    let people = people(
        r#"{"name": "A", "roles": [{"role": "pope", "of": "Catholic Church", "from": "2013"}, {"role": "judge", "of": "Marsh", "from": "2000"}]}"#,
    );
    assert_eq!(
        ["pope", "pontiff", "judge"].map(|role| holder(&people, role, "", "2020-01-01")),
        ["A", "A", ""]
    );
    assert_eq!(holder(&people, "pope", "Catholic Church", "2020-01-01"), "A");
}

#[test]
fn only_full_names_are_somebodys() {
    let people = people(
        "{\"name\": \"Ada Quist\", \"aliases\": [\"Quist\"]}\n{\"name\": \"RL\", \"kind\": \"organisation\"}",
    );
    let only = |name, kind| people.only(name, kind).map(|id| people.entry(id).name());
    assert_eq!(only("Ada Quist", Kind::Person), Some("Ada Quist"));
    assert_eq!(only("Quist", Kind::Person), None);
    assert_eq!(only("RL", Kind::Organisation), Some("RL"));
    assert_eq!(only("Ada Quist", Kind::Organisation), None);
    assert_eq!(self::people(ZEMBLA).only("Jon Lind", Kind::Person), None);
}

#[test]
fn errors_have_the_line() {
    for (file, message) in [
        ("{\"name\":\"A\"}\n\n{\"nam\":1}", "line 3: missing field `name`, at column 9"),
        ("[", "line 1: not a JSON object; expected {\"name\": …, \"kind\": …, \"roles\": …}"),
    ] {
        let error = People::from_jsonl(file.as_bytes()).expect_err("it is refused");
        assert_eq!(error.to_string(), message);
    }
    let long = format!("{{\"name\":\"{}\"}}", "a".repeat(LONGEST_LINE));
    let error = People::from_jsonl(long.as_bytes()).expect_err("it is refused");
    assert_eq!(error.to_string(), "line 1: longer than 1 MiB; such a line is not read");
}

#[test]
fn no_allocation_for_each_entry() {
    let file: String = (0..10_000)
        .map(|i| {
            format!(
                r#"{{"name":"Ada{i} Quist{i}","aliases":["A{i} Quist"],"roles":[{{"role":"mayor","of":"Marsh","from":"{}"}}],"identifiers":{{"wikidata":"Q{i}"}}}}{}"#,
                1900 + i % 100,
                '\n'
            )
        })
        .collect();
    let bytes = people(&file).memory() / 10_000;
    assert!(bytes < 150, "{bytes} bytes an entry");
}

#[test]
fn the_example_is_sound() {
    let people = people(include_str!("../../../../examples/people.jsonl"));
    assert_eq!(holder(&people, "president", "US", "2022-12-01"), "Joe Biden");
    assert_eq!(holder(&people, "leader", "France", "2022-12-01"), "Emmanuel Macron");
    assert_eq!(holder(&people, "leader", "Germany", "2022-12-01"), "Olaf Scholz");
    let mut numbers = std::collections::HashSet::new();
    for id in (0..people.len() as u32).map(EntryId) {
        let entry = people.entry(id);
        let number = entry.identifiers().find_map(|(register, id)| (register == "wikidata").then_some(id));
        let number = number.unwrap_or_else(|| panic!("{} has no number", entry.name()));
        assert!(number.starts_with('Q') && numbers.insert(number), "{number}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_people_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = People::from_jsonl(&bytes[..]);
    }

    #[test]
    fn whatever_is_read_can_be_asked(
        name in "(?s)\\PC{0,12}|[A-Za-z .,’'-]{1,20}|.{0,4}",
        role in "[a-z]{0,8}( of ){0,3}[a-zA-Z -]{0,8}",
        of in "\\PC{0,8}",
        from in "-?[0-9]{0,5}(-[0-9]{1,2}){0,3}",
        damage in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
    ) {
        let roles = serde_json::json!([{"role": role, "of": of, "from": from}, {"role": of, "to": null}]);
        let line = serde_json::json!({"name": name, "aliases": [of], "roles": roles, "identifiers": {"x": name}});
        let mut bytes = line.to_string().into_bytes();
        if let Some((at, byte)) = damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let Ok(people) = People::from_jsonl(&bytes[..]) else { return Ok(()) };
        for id in people.by_name(&name).chain(people.by_surname(&name)) {
            let entry = people.entry(id);
            prop_assert!(!entry.name().is_empty());
            prop_assert!(entry.roles().all(|role| !role.role.is_empty()));
            let _ = (entry.aliases().count(), entry.identifiers().count());
        }
        let _ = people.holder(&role, &of, day("2022-12-01"));
    }
}
