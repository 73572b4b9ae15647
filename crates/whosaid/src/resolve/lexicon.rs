//! The word lists under `data/`, loaded once.

use crate::lists::entries;
use crate::segment::without_possessive;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Whether a person is spoken of as `he` or `she`; only ever a cue for agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Gender {
    He,
    She,
}

/// What a pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    It,
    They,
    /// `I`, `we`: whoever speaks.
    First,
    You,
    /// `who`, `which`, `that`: what stands just before.
    Relative,
}

/// The lists; every word lower case.
#[derive(Default)]
pub(super) struct Lexicon {
    /// Words before a name, with the gender they tell.
    pub(super) titles: HashMap<&'static str, Option<Gender>>,
    pub(super) roles: HashSet<&'static str>,
    pub(super) organisations: HashSet<&'static str>,
    pub(super) groups: HashSet<&'static str>,
    pub(super) documents: HashSet<&'static str>,
    pub(super) generic: HashSet<&'static str>,
    pub(super) pronouns: HashMap<&'static str, Pronoun>,
    /// First names, `None` where both genders bear them.
    pub(super) first_names: HashMap<&'static str, Option<Gender>>,
    /// For each short or long first name the sets it belongs to.
    pub(super) nicknames: HashMap<&'static str, Vec<usize>>,
    /// Adjectives, capitals and short forms, to the country's name.
    pub(super) nations: HashMap<String, String>,
    pub(super) places: HashSet<String>,
    pub(super) function: HashSet<&'static str>,
    pub(super) particles: HashSet<&'static str>,
    /// Nouns for an organisation named before, with the words that mark the names of such organisations.
    pub(super) stand_ins: HashMap<&'static str, Vec<&'static str>>,
    pub(super) prepositions: HashSet<&'static str>,
    /// Acronyms that are common nouns.
    pub(super) acronym_nouns: HashSet<&'static str>,
    /// Last words of newspapers' names.
    pub(super) papers: HashSet<&'static str>,
}

/// The one lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(load)
}

fn load() -> Lexicon {
    Lexicon {
        titles: titles(),
        roles: words(include_str!("data/roles.txt")),
        organisations: words(include_str!("data/organisations.txt")),
        groups: words(include_str!("data/groups.txt")),
        documents: words(include_str!("data/documents.txt")),
        generic: entries(include_str!("data/generic.txt")).collect(),
        pronouns: pronouns(),
        first_names: first_names(),
        nicknames: nicknames(),
        nations: nations(),
        places: words(include_str!("data/places.txt")).into_iter().map(|w| w.replace('_', " ")).collect(),
        function: words(include_str!("data/function-words.txt")),
        particles: words(include_str!("data/particles.txt")),
        stand_ins: classed(include_str!("data/stand-ins.txt"))
            .map(|(noun, marks)| (noun, marks.split_whitespace().collect()))
            .collect(),
        prepositions: words(include_str!("data/prepositions.txt")),
        acronym_nouns: words(include_str!("data/acronym-nouns.txt")),
        papers: words(include_str!("data/papers.txt")),
    }
}

fn words(data: &'static str) -> HashSet<&'static str> {
    entries(data).flat_map(str::split_whitespace).collect()
}

/// Each line's first word with the rest.
fn classed(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    entries(data).filter_map(|line| line.split_once(' '))
}

fn titles() -> HashMap<&'static str, Option<Gender>> {
    let gender = |class| match class {
        "m" => Some(Gender::He),
        "f" => Some(Gender::She),
        _ => None,
    };
    let entries = classed(include_str!("data/titles.txt"));
    entries.flat_map(|(class, titles)| titles.split_whitespace().map(move |t| (t, gender(class)))).collect()
}

fn pronouns() -> HashMap<&'static str, Pronoun> {
    let class = |name| match name {
        "he" => Pronoun::He,
        "she" => Pronoun::She,
        "it" => Pronoun::It,
        "they" => Pronoun::They,
        "you" => Pronoun::You,
        "who" | "which" => Pronoun::Relative,
        _ => Pronoun::First,
    };
    let entries = classed(include_str!("data/pronouns.txt"));
    entries.flat_map(|(name, forms)| forms.split_whitespace().map(move |form| (form, class(name)))).collect()
}

fn first_names() -> HashMap<&'static str, Option<Gender>> {
    let both = |own: &'static str, more: &'static str| -> HashSet<&'static str> {
        words(own).into_iter().chain(words(more)).collect()
    };
    let men = both(include_str!("data/names-m.txt"), include_str!("data/more-names-m.txt"));
    let women = both(include_str!("data/names-f.txt"), include_str!("data/more-names-f.txt"));
    let gender = |name: &str| match (men.contains(name), women.contains(name)) {
        (true, false) => Some(Gender::He),
        (false, true) => Some(Gender::She),
        _ => None,
    };
    men.iter().chain(&women).map(|&name| (name, gender(name))).collect()
}

fn nicknames() -> HashMap<&'static str, Vec<usize>> {
    let mut sets: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (set, names) in entries(include_str!("data/nicknames.txt")).enumerate() {
        for name in names.split_whitespace() {
            sets.entry(name).or_default().push(set);
        }
    }
    sets
}

fn nations() -> HashMap<String, String> {
    let mut nations = HashMap::new();
    for line in entries(include_str!("data/nations.txt")) {
        let mut forms = line.split_whitespace().map(|form| form.replace('_', " "));
        let Some(name) = forms.next() else { continue };
        nations.extend(forms.map(|form| (form, name.clone())));
        nations.insert(name.clone(), name);
    }
    nations
}

/// `French`, `US`; in `Ukraine President Vane` the country's own name is more often the end of what stands before.
pub(super) fn is_adjective_of_nation(word: &str) -> bool {
    lexicon().nations.get(word).is_some_and(|nation| nation != word)
}

/// A word without a possessive ending, and whether it had one.
pub(super) fn strip_possessive(word: &str) -> (&str, bool) {
    let stem = without_possessive(word);
    (stem, stem.len() < word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let lexicon = lexicon();
        assert_eq!(lexicon.titles.get("mrs"), Some(&Some(Gender::She)));
        assert_eq!(lexicon.titles.get("president"), Some(&None));
        assert_eq!(lexicon.pronouns.get("who"), Some(&Pronoun::Relative));
        assert_eq!(lexicon.first_names.get("emma"), Some(&Some(Gender::She)));
        assert_eq!(lexicon.nations.get("french").map(String::as_str), Some("france"));
        assert!(lexicon.places.contains("new york"));
        assert!(!lexicon.function.contains("#"));
    }

    #[test]
    fn data_is_lower_case() {
        let lexicon = lexicon();
        for word in lexicon.roles.iter().chain(&lexicon.organisations).chain(&lexicon.function) {
            assert_eq!(word.to_lowercase(), **word);
        }
    }

    #[test]
    fn possessives() {
        assert_eq!(strip_possessive("Vane’s"), ("Vane", true));
        assert_eq!(strip_possessive("Vane"), ("Vane", false));
        assert_eq!(strip_possessive("s"), ("s", false));
    }
}
