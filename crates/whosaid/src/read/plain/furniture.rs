//! Lines of a page that are no part of its article: buttons, links, notices. Prose is never one.

use super::lexicon::{FURNITURE, FURNITURE_LABELS, FURNITURE_OPENINGS, MENU, key, starts_with_entry};
use super::lines::Line;

/// The longest line that is told by how it starts, in characters and in words.
const LONGEST: (usize, usize) = (160, 24);
/// Items that make one line a menu, and lines that make a run one.
const LEAST_MENU: usize = 4;
const LEAST_RUN: usize = 3;

/// Whether a line alone shows that it is no part of the article.
pub(super) fn is_furniture(line: &str) -> bool {
    let Some(words) = key(line) else { return false };
    FURNITURE.contains(words.as_str()) || is_label(line) || is_opening(line, &words) || is_menu_line(line)
}

/// `Read more: …`.
fn is_label(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(':') else { return false };
    let known = key(label).is_some_and(|label| FURNITURE_LABELS.contains(label.as_str()));
    known && rest.chars().count() <= LONGEST.0 && !has_quotation(rest)
}

fn is_opening(line: &str, words: &str) -> bool {
    let (most, most_words) = LONGEST;
    let short = line.chars().count() <= most && line.split_whitespace().count() <= most_words;
    short && (line.starts_with('©') || starts_with_entry(words, &FURNITURE_OPENINGS)) && !has_quotation(line)
}

fn has_quotation(line: &str) -> bool {
    line.contains(['“', '”', '"'])
}

/// `Home | News | Sport | Opinion`.
fn is_menu_line(line: &str) -> bool {
    if line.len() > LONGEST.0 * 2 {
        return false;
    }
    let items: Vec<&str> = line.split(['|', '•', '·', '›']).map(str::trim).collect();
    let short = |item: &&str| {
        !item.is_empty()
            && item.split_whitespace().count() <= 3
            && !item.contains(|c: char| c.is_ascii_digit())
    };
    items.len() >= LEAST_MENU && items.iter().all(short) && items.iter().any(|item| is_menu_item(item))
}

/// `Politics`, `World news`: what a site's menu has.
pub(in crate::read) fn is_menu_item(line: &str) -> bool {
    line.len() <= 40 && key(line).is_some_and(|words| MENU.contains(words.as_str()))
}

fn is_in_menu(line: &str) -> bool {
    is_menu_item(line)
        || (line.len() <= 40 && key(line).is_some_and(|words| FURNITURE.contains(words.as_str())))
}

/// For each line whether it is one of a run of menu items and buttons.
pub(super) fn menu_runs(text: &str, lines: &[Line]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let mut from = 0;
    for at in 0..=lines.len() {
        if lines.get(at).is_some_and(|line| is_in_menu(line.of(text))) {
            continue;
        }
        if at - from >= LEAST_RUN {
            found[from..at].fill(true);
        }
        from = at + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::plain::lines::lines;

    #[test]
    fn furniture() {
        for line in [
            "Advertisement",
            "Read more: Bridge plan shelved",
            "Share this",
            "© 2026 Marsh News",
            "Home | News | Sport | Opinion",
            "Sign up to our newsletter",
            "Follow us on Twitter",
            "Comments are closed.",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "Share prices fell by a third.",
            "Print is not dead, the editor said.",
            "More: “We shall not move,” she said.",
            "The council said it would sign up to the plan.",
            "Ann | Ben | Cy | Dot",
            "",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn menus() {
        let text = "Home\nNews\nSport\nOpinion\nBridge plan angers town\nSport";
        assert_eq!(menu_runs(text, &lines(text)), [true, true, true, true, false, false]);
    }
}
