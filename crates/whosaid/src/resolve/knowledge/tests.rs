use super::super::tests::read;
use super::super::{Context, Speakers, resolve};
use crate::People;
use crate::segment::segment;
use proptest::prelude::*;

/// Invented people who hold real offices, and others.
const PEOPLE: &str = r#"
{"name": "Ada Quist", "aliases": ["Ada M. Quist"], "roles": [{"role": "president", "of": "United States", "from": "2021-01-20", "to": "2025-01-20"}], "identifiers": {"wikidata": "Q1"}}
{"name": "Jon Lind", "roles": [{"role": "president", "of": "United States", "from": "2017-01-20", "to": "2021-01-20"}], "identifiers": {"wikidata": "Q2"}}
{"name": "Luc Vane", "roles": [{"role": "president", "of": "France", "from": "2017"}], "identifiers": {"wikidata": "Q3"}}
{"name": "Bo Orme", "roles": [{"role": "prime minister", "of": "United Kingdom", "from": "2019"}], "identifiers": {"wikidata": "Q4"}}
{"name": "Bo Orme", "roles": [{"role": "mayor", "of": "Marsh", "from": "1990", "to": "2001"}], "identifiers": {"wikidata": "Q5"}}
{"name": "Cy Lund", "roles": [{"role": "secretary-general", "of": "River League", "from": "2014"}], "identifiers": {"wikidata": "Q6"}}
{"name": "Di Poe", "identifiers": {"wikidata": "Q7"}}
{"name": "Di Poe", "identifiers": {"wikidata": "Q8"}}
{"name": "Old Hobb", "roles": [{"role": "mayor", "of": "Ferry", "from": "1801", "to": "1809"}], "identifiers": {"wikidata": "Q9"}}
{"name": "River League", "kind": "organisation", "aliases": ["RL"], "identifiers": {"wikidata": "Q10"}}
{"name": "Nato", "kind": "organisation"}"#;

fn known(marked: &str, published: &str) -> Speakers {
    let people = People::from_jsonl(PEOPLE.as_bytes()).expect("a knowledge file");
    let (mut page, statements) = read(marked);
    page.published = Some(published.to_owned()).filter(|time| !time.is_empty());
    resolve(&page, &segment(&page), &statements, &Context { people: Some(&people), ..Context::default() })
}

/// Each statement's speaker, with the number in the register: `Ada Quist Q1`.
fn who_on(marked: &str, published: &str) -> Vec<String> {
    let found = known(marked, published);
    let shown = |speaker: usize| {
        let speaker = &found.speakers[speaker];
        let number = speaker.identifiers.get("wikidata").map_or(String::new(), |id| format!(" {id}"));
        format!("{}{number}", speaker.name)
    };
    found.attributed.iter().map(|all| all.first().map_or(String::new(), |one| shown(one.speaker))).collect()
}

fn who(marked: &str) -> Vec<String> {
    who_on(marked, "2022-12-01T21:13:00")
}

#[test]
fn an_office_is_its_holder_on_the_day() {
    let marked = "Bridge.\n\n[The US President] said {no}.";
    assert_eq!(who_on(marked, "2022-12-01"), ["Ada Quist Q1"]);
    assert_eq!(who_on(marked, "2019-12-01T10:00:00"), ["Jon Lind Q2"]);
    assert_eq!(who_on(marked, "2021-01-20"), ["The US President"], "both held it on that day");
    assert_eq!(who_on(marked, "2010-01-01"), ["The US President"]);
    assert_eq!(who_on(marked, ""), ["The US President"], "a page without a date");
}

#[test]
fn one_who_is_not_named_has_the_name_and_the_phrase_as_mention() {
    let found = known("Bridge.\n\n[The US President] said {no}. [The president] said {yes}.", "2022-12-01");
    assert_eq!(found.speakers.len(), 1, "{:?}", found.speakers);
    let quist = &found.speakers[0];
    assert_eq!((quist.name.as_str(), &quist.roles[..1]), ("Ada Quist", &["The US President".to_owned()][..]));
    assert_eq!((quist.mentions[0].start, quist.aliases.len()), (9, 0));
}

#[test]
fn places_stand_before_and_after() {
    for (source, name) in [
        ("Britain’s prime minister", "Bo Orme Q4"),
        ("the secretary-general of the River League", "Cy Lund Q6"),
        ("the RL chief", "Cy Lund Q6"),
        ("the French leader", "Luc Vane Q3"),
        ("the president of France", "Luc Vane Q3"),
        ("a French president", "a French president"),
        ("the former US president", "the former US president"),
        ("the acting US president", "the acting US president"),
        ("the then US president", "the then US president"),
        ("the US vice-president", "the US vice-president"),
    ] {
        assert_eq!(who(&format!("It is late, as [{source}] said {{no}}.")), [name], "{source}");
    }
}

#[test]
fn an_office_that_looks_like_a_name_is_its_holder() {
    let marked = "Bridge.\n\n[The UK PM] said {no}. [Britain’s prime minister] said {yes}.";
    assert_eq!(who(marked), ["Bo Orme Q4"; 2]);
    let marked = "Bridge.\n\n[Bo Orme] said {no}. [The UK PM] said {yes}.";
    assert_eq!(who(marked), ["Bo Orme Q4"; 2]);
    assert_eq!(who_on(marked, "2015-05-05"), ["Bo Orme", "UK PM"]);
}

#[test]
fn one_who_is_named_stays_one() {
    for named in ["Ada Quist", "Ada M. Quist", "Ms Quist", "Quist", "President Quist"] {
        let marked = format!("Bridge.\n\n[{named}] said {{no}}. [The US President] said {{yes}}.");
        let found = known(&marked, "2022-12-01");
        assert_eq!(found.speakers.len(), 1, "{named}: {:?}", found.speakers);
        assert_eq!(found.speakers[0].identifiers["wikidata"], "Q1", "{named}");
    }
}

#[test]
fn the_page_wins_where_it_says_so() {
    let marked = "Bridge.\n\nEva Hill, the US president, was there. Then [the US president] said {no}.";
    assert_eq!(who(marked), ["Eva Hill"]);
    let marked =
        "Bridge.\n\nThe president of France, Eva Hill, was there. Then [the French president] said {no}.";
    assert_eq!(who(marked), ["Eva Hill"]);
    let marked = "Bridge.\n\nThe former US president Eva Hill was there. Then [the US president] said {no}.";
    assert_eq!(who(marked), ["Ada Quist Q1"], "the page says who is not");
}

#[test]
fn the_file_wins_over_whoever_is_in_view() {
    let marked = "Bridge.\n\n[Paul Hill] said {no}. [The US President] then said {he would wait}.";
    assert_eq!(who(marked), ["Paul Hill", "Ada Quist Q1"]);
    let marked = "Bridge.\n\n[President Hill] said {no}. [The US President] then said {he would wait}.";
    assert_eq!(who(marked), ["Hill", "Ada Quist Q1"]);
}

#[test]
fn one_who_is_known_to_hold_another_office_is_not_meant() {
    let marked = "Bridge.\n\n[Former US president Jon Lind] said {no}. [The US president] said {yes}.";
    assert_eq!(who(marked), ["Jon Lind Q2", "Ada Quist Q1"]);
    assert_eq!(who_on(marked, "2026-12-01"), ["Jon Lind Q2", "The US president"], "whoever that is");
    let marked = "Bridge.\n\n[River League secretary-general Cy Lund] said {no}. [The Nato secretary-general] said {yes}.";
    assert_eq!(who(marked), ["Cy Lund Q6", "The Nato secretary-general"]);
    let marked = "Bridge.\n\n[Ada Quist] said {no}. [The former US president] said {yes}.";
    assert_eq!(who(marked), ["Ada Quist Q1", "The former US president"]);
}

#[test]
fn namesakes_are_told_apart_or_left_open() {
    for (marked, name) in [
        ("Bridge.\n\n[Bo Orme, the prime minister,] said {no}.", "Bo Orme Q4"),
        ("Bridge.\n\n[Bo Orme, former mayor of Marsh,] said {no}.", "Bo Orme Q5"),
        ("Bridge.\n\n[Former Marsh mayor Bo Orme] said {no}.", "Bo Orme Q5"),
        ("Bridge.\n\n[Bo Orme] said {no}.", "Bo Orme Q4"),
        ("Bridge.\n\n[Di Poe] said {no}.", "Di Poe"),
    ] {
        assert_eq!(who(marked), [name], "{marked}");
    }
    assert_eq!(who_on("Bridge.\n\n[Bo Orme] said {no}.", ""), ["Bo Orme"]);
    assert_eq!(who_on("Bridge.\n\n[Bo Orme, the mayor,] said {no}.", "1995-05-05"), ["Bo Orme Q5"]);
}

#[test]
fn a_surname_alone_is_nobodys() {
    assert_eq!(who("Bridge.\n\n[Mr Lund] said {no}."), ["Lund"]);
    assert_eq!(who("Bridge.\n\n[President Quist] said {no}."), ["Quist Q1"]);
    assert_eq!(who("Bridge.\n\n[French President Quist] said {no}."), ["Quist"]);
    assert_eq!(who("Bridge.\n\n[President Lind] said {no}."), ["Lind"], "no more");
    assert_eq!(who("Bridge.\n\n[Old Hobb] said {no}."), ["Old Hobb"], "long dead");
}

#[test]
fn organisations_are_known_by_their_short_forms() {
    assert_eq!(who("Bridge.\n\n[The RL] said {no}."), ["RL Q10"]);
    assert_eq!(who("Bridge.\n\n[The River League] said {no}."), ["River League Q10"]);
}

#[test]
fn a_long_page_takes_no_longer_by_the_square() {
    let one = "[The US President] said {it was late}. French president Emma Hill met Paul Orme, the mayor of Marsh. \
               [Britain’s prime minister] said {no}. [The secretary-general of the River League] said {yes}. ";
    let marked = format!("Bridge.\n\n{}", format!("{one}\n\n").repeat(2000));
    let start = std::time::Instant::now();
    let found = known(&marked, "2022-12-01");
    assert!(found.attributed.iter().all(|all| all.len() == 1));
    assert_eq!(found.speakers.len(), 3);
    assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
}

proptest! {
    #[test]
    fn any_text_is_resolved_without_panic(
        text in "([A-Z]?[a-z]{0,4}[ .,“”’\n-]{1,2}|Ada Quist|Bo Orme, |the |US |President |of |French |former |é|\u{0}){0,40}",
        places in prop::collection::vec((0usize..160, 1usize..30), 0..8),
    ) {
        let people = People::from_jsonl(PEOPLE.as_bytes()).expect("a knowledge file");
        let (_, mut statements) = read("[Ann] said {no}.");
        let one = statements.remove(0);
        let statements: Vec<crate::Statement> = places
            .iter()
            .enumerate()
            .map(|(id, &(at, len))| crate::Statement { id, source: vec![crate::Span::new(at, at + len)], ..one.clone() })
            .collect();
        let mut page = crate::Page::from_text(text);
        page.published = Some("2022-12-01".to_owned());
        let context = Context { people: Some(&people), ..Context::default() };
        let found = resolve(&page, &segment(&page), &statements, &context);
        prop_assert_eq!(found.attributed.len(), statements.len());
        for one in found.attributed.iter().flatten() {
            prop_assert!(one.speaker < found.speakers.len());
        }
    }
}
