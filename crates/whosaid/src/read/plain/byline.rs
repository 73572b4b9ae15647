//! Who wrote the article: `By Ann Vane and Ben Oake, Political Editor`, `Ann Vane, Chief Reporter`, `Ann Vane | Marsh News`.

use super::lexicon::{BYLINE_OPENINGS, OFFICES, PARTICLES};

/// The longest byline, in bytes and in words.
const LONGEST: usize = 140;
const MOST_WORDS: usize = 14;

/// The names of a byline that says it is one (`By …`, `Words by …`); `None` for any other line.
pub(super) fn marked(line: &str) -> Option<Vec<String>> {
    let rest = after_opening(line)?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let written = |word: &&str| {
        is_small(word) || word.starts_with(|c: char| c.is_uppercase() || matches!(c, '@' | '('))
    };
    let fits = line.len() <= LONGEST
        && (1..=MOST_WORDS).contains(&words.len())
        && !line.ends_with(['.', '!', '?', '”'])
        && words.iter().all(written)
        && words.first().is_some_and(|word| !is_small(word));
    fits.then(|| names(rest))
}

/// The names of a line under the headline that has no `By`: a name with its bearer's office or paper.
pub(super) fn unmarked(line: &str) -> Option<Vec<String>> {
    if line.len() > LONGEST || line.ends_with(['.', '!', '?', '”', ':']) {
        return None;
    }
    let at = line.find(['|', ','])?;
    let (name, rest) = (line[..at].trim(), line[at + 1..].trim());
    let words = rest.split_whitespace().count();
    let office = rest.split_whitespace().any(is_office);
    let paper = line[at..].starts_with('|') && rest.starts_with(char::is_uppercase);
    (is_full_name(name) && (1..=8).contains(&words) && (office || paper)).then(|| names(line))
}

/// A name alone, or two joined by `and`: a byline where a date stands under it.
pub(super) fn name_alone(line: &str) -> Option<Vec<String>> {
    let line = line.trim_end_matches([' ', '-', '–', '—', '|', '•']);
    let parts = split_and(line);
    (line.len() <= LONGEST && parts.iter().all(|part| is_full_name(part))).then(|| names(line))
}

/// How a journalist can be reached, beside a byline: `@annvane`, `ann@marsh.example`, `Twitter: @annvane`.
pub(super) fn is_contact(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    line.len() <= LONGEST / 2
        && words.len() <= 3
        && words.iter().any(|word| word.len() > 2 && word.contains('@'))
        && words.iter().all(|word| {
            word.contains('@')
                || word.ends_with(':')
                || matches!(*word, "on" | "Twitter" | "Follow" | "Email" | "|")
        })
}

fn after_opening(line: &str) -> Option<&str> {
    BYLINE_OPENINGS.iter().find_map(|opening| {
        let start = line.get(..opening.len())?;
        let rest = &line[opening.len()..];
        let written = start.eq_ignore_ascii_case(opening);
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        (written && rest.starts_with(char::is_whitespace)).then(|| rest.trim())
    })
}

/// The names in what follows `By`, without offices and places; all of it when there is no other name.
fn names(rest: &str) -> Vec<String> {
    let before_paper = rest.split(['|', '(', '•']).next().unwrap_or(rest).trim();
    let parts = before_paper.split(',').flat_map(split_and);
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        let name = before_place(part).trim();
        let words = name.split_whitespace().count();
        let is_name = (2..=5).contains(&words) || (words == 1 && names.is_empty());
        if is_name && !name.split_whitespace().any(is_office) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() && !before_paper.is_empty() {
        names.push(before_paper.to_owned());
    }
    names
}

fn split_and(part: &str) -> Vec<&str> {
    let mut parts = vec![part];
    for joint in [" and ", " AND ", " & ", " with ", "and "] {
        parts = parts
            .into_iter()
            .flat_map(|part| {
                if joint == "and " {
                    vec![part.strip_prefix(joint).unwrap_or(part)]
                } else {
                    part.split(joint).collect()
                }
            })
            .collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `Ann Vane in Leeds` is `Ann Vane`.
fn before_place(part: &str) -> &str {
    [" in ", " at ", " for ", " of "]
        .iter()
        .find_map(|word| part.split_once(word))
        .map_or(part, |(name, _)| name)
}

fn is_full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase) || is_small(word);
    let letters =
        |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''));
    (2..=4).contains(&words.len())
        && words.iter().all(|word| capital(word) && letters(word))
        && [words.first(), words.last()].iter().flatten().all(|word| !is_small(word))
        && !words.iter().any(|word| is_office(word))
}

fn is_small(word: &str) -> bool {
    PARTICLES.contains(word)
}

fn is_office(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    OFFICES.contains(word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for (line, expected) in [
            ("By Ann Vane", &["Ann Vane"][..]),
            ("BY ANN VANE AND BEN OAKE", &["ANN VANE", "BEN OAKE"]),
            ("By Ann Vane, Political Editor", &["Ann Vane"]),
            ("By Ann Vane, Ben Oake and Cy Dunn", &["Ann Vane", "Ben Oake", "Cy Dunn"]),
            ("By Ann Vane in Leeds and Ben Oake in Hull", &["Ann Vane", "Ben Oake"]),
            ("Words by Ann Vane", &["Ann Vane"]),
            ("By Ann Vane | Marsh News", &["Ann Vane"]),
            ("By The Marsh Press", &["The Marsh Press"]),
            ("By Ludwig van Orme for Marsh News", &["Ludwig van Orme"]),
        ] {
            assert_eq!(
                marked(line).as_deref(),
                Some(&expected.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..]),
                "{line}"
            );
        }
        assert_eq!(unmarked("Ann Vane, Political Editor"), Some(vec!["Ann Vane".to_owned()]));
        assert_eq!(unmarked("Ann Vane | Marsh News"), Some(vec!["Ann Vane".to_owned()]));
        assert_eq!(name_alone("Ann Vane and Ben Oake").map(|names| names.len()), Some(2));
    }

    #[test]
    fn what_is_no_byline() {
        for line in [
            "By then it was late.",
            "By midnight the river",
            "By",
            "Bystanders",
            "Ann Vane, who lives in Leeds",
            "Ann Vane",
            "",
        ] {
            assert_eq!(marked(line).or_else(|| unmarked(line)), None, "{line}");
        }
        assert_eq!(name_alone("Bridge plan"), None);
        assert!(is_contact("@annvane") && is_contact("Twitter: @annvane") && !is_contact("Ann Vane"));
    }
}
