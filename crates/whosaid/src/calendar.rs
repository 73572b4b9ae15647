//! The English names of months and days, in lower case.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// From Monday.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number of a month, from 1: `may`, `dec`, `sept`.
pub(crate) fn month(word: &str) -> Option<u8> {
    let short = word.len() == 3 || word == "sept";
    number(&MONTHS, |name| name == word || (short && name.starts_with(word)))
}

/// The number of a day of the week, 1 for `monday`.
pub(crate) fn day(word: &str) -> Option<u8> {
    number(&DAYS, |name| name == word)
}

/// The same, with short forms too: `sat`, `tues`, `thurs`.
pub(crate) fn day_or_short(word: &str) -> Option<u8> {
    let short = word.len() == 3 || matches!(word, "tues" | "thur" | "thurs");
    number(&DAYS, |name| name == word || (short && name.starts_with(word)))
}

fn number(names: &[&str], is_it: impl Fn(&str) -> bool) -> Option<u8> {
    u8::try_from(names.iter().position(|name| is_it(name))? + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_short_forms() {
        assert_eq!(["may", "dec", "sept", "march"].map(month), [Some(5), Some(12), Some(9), Some(3)]);
        assert_eq!(["ma", "marc", "", "monday"].map(month), [None; 4]);
        assert_eq!(["monday", "sunday", "sun", "may"].map(day), [Some(1), Some(7), None, None]);
        assert_eq!(["mon", "thurs", "tues", "su"].map(day_or_short), [Some(1), Some(4), Some(2), None]);
    }
}
