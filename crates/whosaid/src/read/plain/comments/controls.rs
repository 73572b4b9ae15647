//! The lines about a comment's words: buttons, votes, badges, the notice that it was removed.

use crate::read::plain::lexicon::{
    BADGES, CONTROL_LINES, CONTROLS, NEUTRAL_CONTROLS, REMOVED, VOTES, key, starts_with_entry,
    without_numbers,
};
use crate::read::posted::posted;

/// The longest control line and the longest notice of a removal, in bytes.
const LONGEST: usize = 100;
const LONGEST_NOTICE: usize = 240;
/// The longest control line, in words.
const MOST_WORDS: usize = 14;

/// What a line of controls shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Controls {
    pub(super) votes: Option<i64>,
    pub(super) posted: Option<String>,
    /// Whether it has a button that only comments have.
    pub(super) button: bool,
}

/// Reads a line that consists of buttons, votes and times alone.
pub(super) fn controls(line: &str) -> Option<Controls> {
    // `Comment 3` is a head.
    if line.len() > LONGEST || super::head::number(line).is_some() {
        return None;
    }
    let whole = without_numbers(&key(line)?);
    if CONTROL_LINES.contains(whole.as_str()) || is_reply_to(line) {
        return Some(Controls { button: true, votes: votes(&tokens(line)), posted: None });
    }
    let mut found = Controls::default();
    let mut words = tokens(line);
    if words.is_empty() {
        // Signs alone: the icons of buttons.
        let icon = |c: char| {
            matches!(
                c,
                '−' | '-'
                    | '+'
                    | '⚑'
                    | '⋮'
                    | '…'
                    | '⋯'
                    | '·'
                    | '•'
                    | '|'
                    | '▾'
                    | '↩'
                    | '×'
                    | '△'
                    | '▽'
            )
        };
        return (!line.is_empty() && line.chars().all(|c| icon(c) || c.is_whitespace())).then_some(found);
    }
    // `3 hours ago` and its like stand between separators, or at either end.
    for piece in line.split(['·', '•', '|']).map(before_buttons) {
        if let Some(time) = posted(piece) {
            let of_time = tokens(piece);
            words.retain(|word| !of_time.contains(word));
            found.posted = Some(time);
        }
    }
    let known = |word: &String| is_number(word) || CONTROLS.contains(word.as_str());
    if words.len() > MOST_WORDS || !words.iter().all(known) {
        return None;
    }
    let buttons = words.iter().filter(|word| CONTROLS.contains(word.as_str()));
    let any = buttons.clone().next().is_some();
    found.button = buttons.clone().any(|word| !NEUTRAL_CONTROLS.contains(word.as_str()));
    found.votes = votes(&words);
    (any || found.posted.is_some() || found.votes.is_some()).then_some(found)
}

/// The words before the first button: `3h` of `3h Like Reply`.
fn before_buttons(piece: &str) -> &str {
    let is_button = |word: &str| CONTROLS.contains(word.to_lowercase().as_str());
    let mut end = 0;
    for word in piece.split_inclusive(char::is_whitespace) {
        if is_button(word.trim()) {
            break;
        }
        end += word.len();
    }
    piece[..end].trim()
}

/// Whether the line is a number alone, as sites show votes or replies.
pub(super) fn is_count(line: &str) -> bool {
    line.len() <= 8 && is_number(line)
}

/// `Reply to Ann Vane`, as WordPress writes it.
fn is_reply_to(line: &str) -> bool {
    let name = line.strip_prefix("Reply to ").or_else(|| line.strip_prefix("Log in to reply to "));
    name.is_some_and(super::name::is_nick)
}

fn tokens(line: &str) -> Vec<String> {
    let separator = |c: char| {
        c.is_whitespace() || matches!(c, '·' | '•' | '|' | ',' | '(' | ')' | '/' | '[' | ']' | '\u{200b}')
    };
    let kept = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '+' | '-' | '−' | '👍' | '👎' | '❤' | '▲' | '▼' | '⬆' | '⬇' | '↑' | '↓')
    };
    line.split(separator)
        .map(|word| word.trim_matches(|c: char| !kept(c)).to_lowercase())
        .filter(|word| !word.is_empty() && !matches!(word.as_str(), "-" | "−"))
        .collect()
}

/// `12`, `+12`, `-3`, `1,204` (in two pieces), `1.2k`.
fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches(['+', '-', '−']);
    !digits.is_empty() && digits.len() <= 7 && number(word).is_some()
}

fn number(word: &str) -> Option<i64> {
    let against = word.starts_with(['-', '−']);
    let digits = word.trim_start_matches(['+', '-', '−']);
    let (digits, thousand) = digits.strip_suffix('k').map_or((digits, false), |digits| (digits, true));
    let value = match digits.split_once('.') {
        Some((whole, tenth)) if thousand && tenth.len() == 1 => {
            whole.parse::<i64>().ok()?.checked_mul(1000)? + tenth.parse::<i64>().ok()? * 100
        }
        Some(_) => return None,
        None if digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse::<i64>().ok()?.checked_mul(if thousand { 1000 } else { 1 })?
        }
        None => return None,
    };
    Some(if against { -value } else { value })
}

/// Votes: a number with its sign, or beside a word for votes; those against taken off.
fn votes(words: &[String]) -> Option<i64> {
    const AGAINST: [&str; 8] = ["👎", "▼", "⬇", "↓", "down", "downvotes", "dislikes", "disagree"];
    let (mut found, mut used) = (None, None);
    for (i, word) in words.iter().enumerate() {
        let Some(value) = number(word) else { continue };
        let beside =
            |j: Option<usize>| j.filter(|j| used != Some(*j)).and_then(|j| words.get(j)).map(String::as_str);
        let (before, after) = (beside(i.checked_sub(1)), beside(Some(i + 1)));
        let told = |word: Option<&str>| word.is_some_and(|w| VOTES.contains(w));
        let against = |word: Option<&str>| word.is_some_and(|w| AGAINST.contains(&w));
        if word.starts_with(['+', '-', '−']) || told(before) || told(after) {
            found = Some(found.unwrap_or(0) + value);
        } else if against(before) || against(after) {
            found = Some(found.unwrap_or(0) - value);
        } else {
            continue;
        }
        used = if told(before) || against(before) { i.checked_sub(1) } else { Some(i + 1) };
    }
    found
}

/// The badge that `words` are, as the page writes it.
pub(super) fn badge(words: &str) -> Option<&str> {
    let words =
        words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '•' | '·'));
    (words.len() <= 40 && BADGES.contains(key(words)?.as_str())).then_some(words)
}

/// Whether a comment's only paragraph is the notice that it was removed.
pub(super) fn is_removed(words: &str) -> bool {
    if words.len() > LONGEST_NOTICE {
        return false;
    }
    let Some(key) = key(words.get(..words.len().min(120)).unwrap_or(words)) else { return false };
    REMOVED.contains(key.as_str())
        || (key.contains(' ') && starts_with_entry(&key, &REMOVED) && !is_one_word(&key))
}

/// Whether only the first word of the key is an entry, as in `Removed from office at last`.
fn is_one_word(key: &str) -> bool {
    let ends = key.match_indices(' ').map(|(at, _)| at).chain([key.len()]);
    !ends.skip(1).take(5).any(|end| REMOVED.contains(&key[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_controls() {
        for (line, votes, time) in [
            ("12 Like · Reply · 3h", Some(12), Some("3h")),
            ("Recommend (12)", Some(12), None),
            ("Reply Share", None, None),
            ("▲ 12", Some(12), None),
            ("+12", Some(12), None),
            ("-3", Some(-3), None),
            ("12 likes", Some(12), None),
            ("👍 12 👎 3", Some(9), None),
            ("Like Reply Share", None, None),
            ("Report", None, None),
            ("3h Like Reply", None, Some("3h")),
            ("1.2k likes", Some(1200), None),
            ("Reply to Ann Vane", None, None),
            ("View 3 more replies", None, None),
        ] {
            let found = controls(line);
            let found = found.unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.votes, found.posted.as_deref()), (votes, time), "{line}");
        }
        for line in
            ["I like it", "12", "Ann Vane", "Share the road with bicycles", "Report on the bridge due", ""]
        {
            assert_eq!(controls(line), None, "{line}");
        }
    }

    #[test]
    fn notices_of_removal() {
        for words in
            ["[deleted]", "This comment was removed by a moderator because it broke the rules.", "Removed"]
        {
            assert!(is_removed(words), "{words}");
        }
        for words in
            ["Removed from office at last.", "They deleted my comment", "I say this comment was removed"]
        {
            assert!(!is_removed(words), "{words}");
        }
    }

    #[test]
    fn badges() {
        assert_eq!(badge("(Subscriber)"), Some("Subscriber"));
        assert_eq!(badge("Editor’s pick"), Some("Editor’s pick"));
        assert_eq!(badge("Ann Vane"), None);
    }
}
