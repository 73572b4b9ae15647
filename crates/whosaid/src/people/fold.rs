//! How names and offices are written for comparison.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name that is compared, in characters; what follows is not looked at.
const LONGEST: usize = 400;

/// Official and short names of countries, folded, with the name that news pages use.
static COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    pairs(include_str!("data/countries.txt"))
        .flat_map(|(name, forms)| forms.map(move |form| (form, name)))
        .collect()
});

/// Nouns that news pages use for an office, with the offices that they may mean.
static STAND_INS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    pairs(include_str!("data/stand-ins.txt")).map(|(noun, offices)| (noun, offices.collect())).collect()
});

/// Countries whose leader is the president, whoever else holds an office there.
static PRESIDENTIAL: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| lines(include_str!("data/presidential.txt")).collect());

/// Lower case, without accents, marks, full stops and possessive endings; hyphens are spaces.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::new();
    for word in text.split(|c: char| c.is_whitespace() || is_hyphen(c) || c == ',').take(LONGEST) {
        let before = folded.len();
        if before > 0 {
            folded.push(' ');
        }
        let start = folded.len();
        fold_word(without_possessive(word), &mut folded);
        if folded.len() == start {
            folded.truncate(before);
        }
        if folded.len() > LONGEST * 4 {
            break;
        }
    }
    folded
}

fn fold_word(word: &str, folded: &mut String) {
    for c in word.chars().take(LONGEST).nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase)
    {
        match c {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            '&' => folded.push_str("and"),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '/')
}

fn without_possessive(word: &str) -> &str {
    let endings = ["’s", "'s", "’S", "'S", "’", "'"];
    endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// A name, folded; `The New York Times` is as often written without its article.
pub(crate) fn fold_name(text: &str) -> String {
    let folded = fold(text);
    match folded.strip_prefix("the ") {
        Some(rest) => rest.to_owned(),
        None => folded,
    }
}

/// An office, or what it is an office of: folded, without articles.
pub(crate) fn fold_office(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(' ').filter(|word| *word != "the");
    words.collect::<Vec<_>>().join(" ")
}

/// What an office is of, a country under the one name that news pages use.
pub(crate) fn fold_of(text: &str) -> String {
    let folded = fold_office(text);
    match COUNTRIES.get(folded.as_str()) {
        Some(name) => (*name).to_owned(),
        None => folded,
    }
}

/// The last word of a folded name that is no `jr`.
pub(crate) fn surname(folded: &str) -> &str {
    let suffix = |word: &&str| !matches!(*word, "jr" | "sr" | "ii" | "iii" | "iv");
    folded.rsplit(' ').find(suffix).unwrap_or_default()
}

/// The offices that `noun` may mean beside its own, for `of`.
pub(super) fn stand_ins(noun: &str, of: &str) -> &'static [&'static str] {
    let presidential = noun == "leader" && PRESIDENTIAL.contains(&of);
    let noun = if presidential { "presidential leader" } else { noun };
    STAND_INS.get(noun).map_or(&[], Vec::as_slice)
}

fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// `name: form, form` a line.
fn pairs(data: &'static str) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    lines(data)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, forms)| (name.trim(), forms.split(',').map(str::trim)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_writings() {
        for (a, b) in [
            ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
            ("Joseph R. Biden, Jr.", "joseph r biden jr"),
            ("Ban Ki-moon", "ban ki moon"),
            ("Lech Wałęsa’s", "lech walesa"),
            ("  Ann \u{a0} Vane ", "ann vane"),
            ("O’Hara", "ohara"),
            ("...", ""),
        ] {
            assert_eq!(fold(a), b);
        }
        assert_eq!(surname(&fold("Joseph R. Biden, Jr.")), "biden");
    }

    #[test]
    fn countries_have_one_name() {
        assert_eq!(fold_of("the United States of America"), "united states");
        assert_eq!(fold_of("Russian Federation"), "russia");
        assert_eq!(fold_of("Marsh"), "marsh");
        assert_eq!(fold_office("Governor of the Bank"), "governor of bank");
    }

    #[test]
    fn data_is_folded() {
        for (name, forms) in pairs(include_str!("data/countries.txt")) {
            assert_eq!(fold_office(name), name);
            forms.for_each(|form| assert_eq!(fold_office(form), form));
        }
        for (noun, offices) in pairs(include_str!("data/stand-ins.txt")) {
            assert_eq!(fold_office(noun), noun);
            offices.for_each(|office| assert_eq!(fold_office(office), office));
        }
        PRESIDENTIAL.iter().for_each(|country| assert_eq!(fold_of(country), **country));
    }
}
