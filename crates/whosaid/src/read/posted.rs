//! When a comment was posted: an absolute time, or one told from now (`3 hours ago`, `3h`, `yesterday at 9:13pm`).

use super::dates;

/// The longest time, in words.
const MOST_WORDS: usize = 12;

/// A time as the record gives it: ISO 8601 where the words can be understood so, else the words.
/// `None` when `words` are no time.
pub(super) fn posted(words: &str) -> Option<String> {
    let words = words
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '•' | '·' | '|' | ',' | '-' | '–' | '—'));
    let words = words.strip_prefix('(').and_then(|w| w.strip_suffix(')')).unwrap_or(words);
    if words.is_empty() || words.len() > 80 {
        return None;
    }
    if is_relative(words) {
        return Some(words.to_owned());
    }
    dates::moment(words).map(|iso| iso.unwrap_or_else(|| words.to_owned()))
}

/// Whether a line may have a time: a quick look before a closer one.
pub(super) fn may_have_time(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_digit())
        || ["ago", "now", "yesterday", "Yesterday", "today", "Today"].iter().any(|word| line.contains(word))
}

/// `3 hours ago`, `an hour ago`, `3h`, `just now`, `yesterday at 9:13pm`.
fn is_relative(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().take(MOST_WORDS).collect();
    for before in [&["posted"][..], &["about", "almost", "over", "around"][..]] {
        if words.first().is_some_and(|word| before.contains(word)) {
            words.remove(0);
        }
    }
    if words.last().is_some_and(|word| matches!(*word, "edited" | "(edited)")) {
        words.pop();
    }
    match words[..] {
        ["now" | "yesterday" | "today"] | ["just", "now"] => true,
        ["yesterday" | "today", ref rest @ ..] => dates::moment(&rest.join(" ")).is_some(),
        [short] => is_short(short),
        [short, "ago"] => is_short(short),
        [number, unit, "ago"] => is_number(number) && is_unit(unit),
        _ => false,
    }
}

/// `3h`, `2d`, `10min`, `1w`, `3mo`.
fn is_short(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - unit.len();
    (1..=3).contains(&digits)
        && matches!(
            unit,
            "s" | "m" | "h" | "d" | "w" | "y" | "mo" | "min" | "mins" | "hr" | "hrs" | "yr" | "yrs"
        )
}

fn is_number(word: &str) -> bool {
    (word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()))
        || matches!(word, "a" | "an" | "one" | "two")
}

fn is_unit(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    matches!(
        word,
        "second"
            | "sec"
            | "minute"
            | "min"
            | "hour"
            | "hr"
            | "h"
            | "m"
            | "d"
            | "day"
            | "week"
            | "month"
            | "year"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (words, expected) in [
            ("3 May 2026 at 8:05 am", "2026-05-03T08:05:00"),
            ("• 3 hours ago", "3 hours ago"),
            ("(3 hours ago)", "3 hours ago"),
            ("an hour ago", "an hour ago"),
            ("3h", "3h"),
            ("Yesterday at 9:13pm", "Yesterday at 9:13pm"),
            ("Just now", "Just now"),
            ("3 May, 9:13pm", "3 May, 9:13pm"),
            ("2 days ago (edited)", "2 days ago (edited)"),
        ] {
            assert_eq!(posted(words).as_deref(), Some(expected), "{words}");
        }
        for words in
            ["", "Ann Vane", "12", "May", "a long time ago", "3x", "yesterday all my troubles", "two"]
        {
            assert_eq!(posted(words), None, "{words}");
        }
    }
}
