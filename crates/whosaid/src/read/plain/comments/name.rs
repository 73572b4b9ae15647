//! What may be the name of a comment's author.

use crate::read::plain::lexicon::{NO_NAMES, PARTICLES, key};

/// The longest name, in characters and in words.
const LONGEST: (usize, usize) = (40, 5);

/// Whether `text` is written as a name is: words in capitals, or one word that is nobody's but a user's (`fen_walker`, `@fen`).
pub(super) fn is_name(text: &str) -> bool {
    if !is_nick(text) {
        return false;
    }
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or(""), words.next());
    let capital = |word: &str| {
        word.trim_start_matches(['@', '(', '"', '‘'])
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    };
    let of_user = second.is_none() && text.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '@'));
    of_user
        || (capital(first)
            && text.split_whitespace().skip(1).all(|word| capital(word) || PARTICLES.contains(word)))
}

/// Whether `text` can be a user's name where the form of the page tells that there is one.
pub(super) fn is_nick(text: &str) -> bool {
    let (most, most_words) = LONGEST;
    let strange = |c: char| {
        c.is_control()
            || matches!(
                c,
                '“' | '”' | '!' | '?' | ';' | '…' | '<' | '>' | '{' | '}' | '=' | '|' | '\\' | ':' | '•'
            )
    };
    let initial = |word: &str| word.starts_with(char::is_uppercase) && word.chars().count() <= 4;
    let last = text.split_whitespace().next_back().unwrap_or("");
    text.len() <= most * 4
        && text.chars().count() <= most
        && text.split_whitespace().count() <= most_words
        && text.contains(char::is_alphabetic)
        && !text.contains(strange)
        && (!last.ends_with('.') || initial(last))
        && !key(text).is_none_or(|key| key.is_empty() || NO_NAMES.contains(key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "Ann Vane",
            "P. J. Aldous",
            "Z. Hunt",
            "Two Left Feet",
            "fen_walker",
            "Ludwig van Orme",
            "@fen",
            "SMITH",
            "Jo9",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "note",
            "Note",
            "the mayor said",
            "What now?",
            "12",
            "He said so.",
            "“Ann”",
            "One two Three Four Five Six",
        ] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_nick("two left feet") && !is_nick("12"));
    }
}
