//! Author lines ─► names.

use crate::lists::entries;
use std::sync::LazyLock;

static BEFORE: LazyLock<Vec<String>> = LazyLock::new(|| with_space(include_str!("data/by.txt")));
static BEFORE_SHOWN: LazyLock<Vec<String>> = LazyLock::new(|| with_space(include_str!("data/by-shown.txt")));
static TIMES: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("data/times.txt")).collect());
static OFFICES: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("data/offices.txt")).collect());

fn with_space(list: &'static str) -> Vec<String> {
    entries(list).map(|entry| format!("{entry} ")).collect()
}

const LONGEST_NAME: usize = 80;
const MOST_NAMES: usize = 24;

/// The names in author lines, one each, in order and once: without `By`, addresses and offices left out.
pub(in super::super) fn names(lines: &[impl AsRef<str>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        let segments: Vec<&str> = line.as_ref().split(['|', '•', '·', '\n']).map(str::trim).collect();
        // `Marsh News | 4 March | By Ann Vane`: what is marked as the authors' names is nothing else.
        let by = segments.iter().position(|segment| bare(segment).len() < segment.len()).unwrap_or(0);
        let lines = segments.iter().skip(by).map(|segment| before_date(bare(segment)));
        for name in lines.flat_map(parts).map(clean).filter(|name| is_name(name)) {
            let known = names.iter().any(|known| known.eq_ignore_ascii_case(name));
            if !known && names.len() < MOST_NAMES {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// What follows `By`, `Von` and the like where a page shows its authors; `None` when the line does not begin so.
pub(in super::super) fn without_by(line: &str) -> Option<&str> {
    after(&BEFORE, line).or_else(|| after(&BEFORE_SHOWN, line))
}

fn after<'l>(list: &[String], line: &'l str) -> Option<&'l str> {
    let line = line.trim();
    let begins =
        |before: &&String| line.get(..before.len()).is_some_and(|start| start.eq_ignore_ascii_case(before));
    line.get(list.iter().find(begins)?.len()..)
}

fn bare(line: &str) -> &str {
    after(&BEFORE, line).unwrap_or(line).trim()
}

/// The part of an author line that says when.
pub(in super::super) fn date_part(line: &str) -> &str {
    line.get(before_date(line).len()..).unwrap_or_default().trim()
}

/// What stands before a date, a handle or a note of time.
fn before_date(line: &str) -> &str {
    let mut at = 0;
    for word in line.split_inclusive(char::is_whitespace) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@').to_lowercase();
        let rest = line.get(at + word.len()..).unwrap_or_default();
        // `April` is a name, too, where no number follows.
        let is_time = TIMES.contains(&bare.as_str()) && rest.contains(|c: char| c.is_ascii_digit());
        if is_time || bare.starts_with(|c: char| c.is_ascii_digit() || c == '@') {
            return line.get(..at).unwrap_or_default();
        }
        at += word.len();
    }
    line
}

fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', ';']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & "))
}

fn clean(name: &str) -> &str {
    let name = bare(name)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '.' | '/'));
    name.strip_prefix("and ").unwrap_or(name)
}

/// A name is neither an address nor a sentence nor an office (`Political Editor` is told by its lower-case siblings only).
fn is_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    name.len() <= LONGEST_NAME
        && (1..=6).contains(&words)
        && name.chars().any(char::is_alphabetic)
        && !name.contains("://")
        && !name.contains(['@', '<', '>', '{', '='])
        && !name.starts_with("www.")
        && !name.chars().any(|c| c.is_ascii_digit())
        && !is_office(name)
}

/// `Political Editor`, `Staff Writer`: what somebody is, not who.
fn is_office(name: &str) -> bool {
    let last = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    OFFICES.contains(&last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_each() {
        assert_eq!(names(&["By Ann Vane and Lou Orme, Political Editor"]), ["Ann Vane", "Lou Orme"]);
        assert_eq!(names(&["by ANN VANE", "Ann Vane"]), ["ANN VANE"]);
        assert_eq!(names(&["https://example.org/authors/ann", "ann@example.org", "Staff Writer"]), [""; 0]);
        assert_eq!(names(&["The Marsh News"]), ["The Marsh News"]);
        assert_eq!(names(&["Bý Únn"]), ["Bý Únn"]);
        assert_eq!(names(&["By Ann Vane March 18 at 3:57 PM Follow @annvane"]), ["Ann Vane"]);
        assert_eq!(
            names(&["Ann Vane - Apr 16, 2015 8:02 pm UTC", "Par Sébastien Faure"]),
            ["Ann Vane", "Sébastien Faure"]
        );
        assert_eq!(names(&["Marsh News | 4 March 2021 | By Ann Vane"]), ["Ann Vane"]);
        assert_eq!(names(&["March 18, 2015", "April Day"]), ["April Day"]);
    }
}
