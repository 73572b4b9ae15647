//! Pull quotes: quoted lines of their own that repeat words of the body.

use super::lines::Line;
use std::collections::HashMap;

/// How long a pull quote is, in characters: a shorter one is a sub-heading. And the fewest words that repeat by design.
const LENGTH: std::ops::RangeInclusive<usize> = 50..=320;
const LEAST_WORDS: usize = 5;
/// Candidates with the same first words that are compared.
const MOST_ALIKE: usize = 4;

/// For each line whether it is a pull quote.
pub(super) fn pull_quotes(text: &str, lines: &[Line]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let candidates: Vec<(usize, Vec<String>)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_candidate(text, line))
        .map(|(at, line)| (at, words(line.of(text))))
        .filter(|(_, words)| words.len() >= LEAST_WORDS)
        .collect();
    let mut by_start: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (i, (_, words)) in candidates.iter().enumerate() {
        let alike = by_start.entry(&words[..LEAST_WORDS]).or_default();
        if alike.len() < MOST_ALIKE {
            alike.push(i);
        }
    }
    if by_start.is_empty() {
        return found;
    }
    for (at, line) in lines.iter().enumerate() {
        let body = words(line.of(text));
        for (from, start) in body.windows(LEAST_WORDS).enumerate() {
            for &i in by_start.get(start).into_iter().flatten() {
                let (candidate, quoted) = &candidates[i];
                let longer = body.len() > quoted.len();
                if *candidate != at && longer && body[from..].starts_with(quoted) {
                    found[*candidate] = true;
                }
            }
        }
    }
    found
}

/// Whether a line of its own is quoted throughout.
fn is_candidate(text: &str, line: &Line) -> bool {
    let words = line.of(text);
    let quoted = words.starts_with(['“', '‘', '"', '\'', '«']) && words.ends_with(['”', '’', '"', '\'', '»']);
    line.alone_above() && line.alone_below && LENGTH.contains(&line.length) && quoted
}

/// The words without case and signs.
fn words(line: &str) -> Vec<String> {
    let word = |word: &str| -> String {
        word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    line.split_whitespace().map(word).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::plain::lines::lines;

    #[test]
    fn a_quoted_line_that_the_body_has_too() {
        let text = "“We were never asked about any of it by anyone at all”\n\n‘We were never asked’\n\n\
                    She said: “We were never asked about any of it by anyone at all, and nobody will listen.”\n\n\
                    “We were never told about any of it by anyone at all”";
        assert_eq!(pull_quotes(text, &lines(text)), [true, false, false, false]);
    }
}
