//! Phrases for an office, taken apart: `Britain’s prime minister` is `prime minister` of `united kingdom`.

use super::lexicon::lexicon;
use crate::People;
use crate::people::fold::{fold_name, fold_of, fold_office};
use crate::people::{Date, Holder, Kind, Role};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The most words of a phrase that are read.
const LONGEST: usize = 16;
/// The most words before the noun that may name a place.
const LONGEST_PLACE: usize = 4;

static IN_OFFICE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("data/in-office.txt")));
static NOT_IN_OFFICE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("data/not-in-office.txt")));

fn words(data: &'static str) -> HashSet<&'static str> {
    data.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// What a phrase says of somebody's office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Whether somebody who holds it no longer, or not yet, is meant.
    pub(super) former: bool,
    /// The ways to read it: an office, and what it is of (empty when the phrase does not say); both folded.
    pub(super) readings: Vec<(String, String)>,
}

impl Phrase {
    /// Reads `text`, which may begin with `the`.
    pub(super) fn new(people: &People, text: &str) -> Phrase {
        let folded = fold_office(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(LONGEST + 1).collect();
        if words.len() > LONGEST {
            return Phrase::default();
        }
        let former = words.iter().any(|word| NOT_IN_OFFICE.contains(word));
        let kept = words.iter().filter(|word| !IN_OFFICE.contains(*word) && !NOT_IN_OFFICE.contains(*word));
        let words: Vec<&str> = kept.copied().collect();
        let mut readings = Vec::new();
        for before in 1..words.len().min(LONGEST_PLACE + 1) {
            let (place, noun) = words.split_at(before);
            readings.extend(places(people, &place.join(" ")).into_iter().map(|of| (noun.join(" "), of)));
        }
        for of in (1..words.len()).filter(|&i| words.get(i) == Some(&"of")) {
            let (noun, place) = words.split_at(of);
            let place = place.get(1..).unwrap_or_default().join(" ");
            readings.extend(places(people, &place).into_iter().map(|place| (noun.join(" "), place)));
        }
        if !words.is_empty() {
            readings.push((words.join(" "), String::new()));
        }
        Phrase { former, readings }
    }

    /// The readings that say what the office is of, else all.
    pub(super) fn fullest(&self) -> impl Iterator<Item = &(String, String)> {
        let some = self.readings.iter().any(|(_, of)| !of.is_empty());
        self.readings.iter().filter(move |(_, of)| !some || !of.is_empty())
    }

    /// The one who holds the office on `day`, when it is the holder who is meant.
    pub(super) fn holder(&self, people: &People, day: Date) -> Holder {
        let mut found = Holder::Nobody;
        let readings = if self.former { &[] } else { &self.readings[..] };
        for (noun, of) in readings {
            found = match (found, people.holder(noun, of, day)) {
                (found, Holder::Nobody) => found,
                (Holder::Nobody, holder) => holder,
                (Holder::One(a), Holder::One(b)) if a == b => found,
                _ => Holder::Unclear,
            };
        }
        found
    }

    /// Whether it may be `role`, as far as `day` tells.
    pub(super) fn fits(&self, role: &Role, day: Option<Date>) -> bool {
        let timely = day.is_none_or(|day| if self.former { role.is_over(day) } else { role.may_cover(day) });
        timely && self.fullest().any(|(noun, of)| role.is(noun, of))
    }
}

/// What `words` (folded) may stand for as the place of an office: a country, or a name that the people's file has,
/// under each of its forms.
fn places(people: &People, words: &str) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    let mut add = |place: String| {
        if !place.is_empty() && !places.contains(&place) {
            places.push(place);
        }
    };
    let literal = fold_of(words);
    if people.has_offices_of(&literal) {
        add(literal);
    }
    if let Some(nation) = lexicon().nations.get(words) {
        add(fold_of(nation));
    }
    let mut bodies = people.by_name(words).filter(|&id| people.entry(id).kind() == Kind::Organisation);
    if let (Some(body), None) = (bodies.next(), bodies.next()) {
        let body = people.entry(body);
        let forms = std::iter::once(body.name()).chain(body.aliases()).map(|form| fold_of(&fold_name(form)));
        forms.filter(|form| people.has_offices_of(form)).for_each(add);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        {"name": "Ada Quist", "roles": [{"role": "president", "of": "Zembla", "from": "2020"}]}
        {"name": "Bo Orme", "roles": [{"role": "Mayor of Marsh", "from": "2020"}]}
        {"name": "Cy Lund", "roles": [{"role": "secretary-general", "of": "River League", "from": "2020"}]}
        {"name": "River League", "kind": "organisation", "aliases": ["RL"]}
        {"name": "Di Poe", "roles": [{"role": "prime minister", "of": "UK", "from": "2020"}, {"role": "First Lord of the Treasury", "of": "UK", "from": "2020"}]}"#;

    fn holder(phrase: &str) -> Option<String> {
        let people = People::from_jsonl(FILE.as_bytes()).expect("a file");
        let day = Date::parse("2022-12-01").expect("a date");
        match Phrase::new(&people, phrase).holder(&people, day) {
            Holder::One(id) => Some(people.entry(id).name().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn the_place_stands_before_or_after() {
        for (phrase, name) in [
            ("the Zembla president", Some("Ada Quist")),
            ("the incumbent president of Zembla", Some("Ada Quist")),
            ("Zembla’s president", Some("Ada Quist")),
            ("the mayor of Marsh", Some("Bo Orme")),
            ("the Marsh mayor", Some("Bo Orme")),
            ("the RL’s secretary general", Some("Cy Lund")),
            ("the secretary-general of the River League", Some("Cy Lund")),
            ("the RL chief", Some("Cy Lund")),
            ("Britain’s prime minister", Some("Di Poe")),
            ("the British premier", Some("Di Poe")),
            ("London’s leader", Some("Di Poe")),
            ("Britain’s first lord of the treasury", Some("Di Poe")),
            ("the president", None),
            ("the Zembla vice president", None),
            ("the former Zembla president", None),
            ("the Zembla president-elect", None),
            ("a Zembla president’s aide", None),
            ("the French president", None),
            ("", None),
        ] {
            assert_eq!(holder(phrase).as_deref(), name, "{phrase}");
        }
    }

    #[test]
    fn data_is_folded() {
        for word in IN_OFFICE.iter().chain(NOT_IN_OFFICE.iter()) {
            assert_eq!(fold_office(word), **word);
        }
    }
}
