//! The word lists under `data/`, and the form in which lines are looked up in them.

use crate::lists::entries;
use std::collections::HashSet;
use std::sync::LazyLock;

/// A list, loaded when it is first needed.
pub(super) type List = LazyLock<HashSet<&'static str>>;

/// Declares lists: `NAME = "file";`.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: List =
            LazyLock::new(|| entries(include_str!(concat!("data/", $file))).collect());)*
    };
}

lists! {
    /// Headings over comments that the page quotes.
    HEADINGS_QUOTED = "headings-quoted.txt";
    /// Headings over the comments of the page's own readers.
    HEADINGS_OWN = "headings-own.txt";
    /// Headings that may as well be an article's.
    HEADINGS_WEAK = "headings-weak.txt";
    /// Words for readers, in a line with a colon over what they say.
    READERS = "readers.txt";
    /// How such a heading starts that goes on with the article's title.
    HEADING_OPENINGS = "heading-openings.txt";
    /// Lines that come after the last comment.
    SECTION_ENDS = "section-ends.txt";
    /// How such a line starts.
    SECTION_END_OPENINGS = "section-end-openings.txt";
    /// Words of which control lines consist.
    CONTROLS = "controls.txt";
    /// Those of them that an article has too.
    NEUTRAL_CONTROLS = "neutral-controls.txt";
    /// Whole control lines.
    CONTROL_LINES = "control-lines.txt";
    /// Words beside a number of votes.
    VOTES = "votes.txt";
    /// What a page says of a comment's author.
    BADGES = "badges.txt";
    /// How the notice starts that stands for a removed comment.
    REMOVED = "removed.txt";
    /// Verbs after a comment's author.
    VERBS = "verbs.txt";
    /// Words before a colon that name nobody.
    NO_NAMES = "no-names.txt";
    /// Small words within names.
    PARTICLES = "particles.txt";
    /// Words by which a head tells whom a comment answers.
    REPLIES = "replies.txt";
    /// Whole lines that are no part of the article.
    FURNITURE = "furniture.txt";
    /// How such lines start.
    FURNITURE_OPENINGS = "furniture-openings.txt";
    /// Words before a colon that start such a line.
    FURNITURE_LABELS = "furniture-labels.txt";
    /// Items of a site's menu.
    MENU = "menu.txt";
    /// How a byline starts.
    BYLINE_OPENINGS = "byline-openings.txt";
    /// Words of a journalist's office.
    OFFICES = "offices.txt";
    /// What captions say before the photographer's name.
    CREDITS = "credits.txt";
    /// Agencies whose name ends a caption.
    AGENCIES = "agencies.txt";
}

/// The longest line, in bytes, that is looked up in a list.
const LONGEST_KEY: usize = 160;

/// The words of `line` as the lists write them: lower case, straight apostrophes, no other signs, single spaces.
pub(super) fn key(line: &str) -> Option<String> {
    if line.len() > LONGEST_KEY {
        return None;
    }
    let mut key = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '’' | '\'' | '‘' => key.push('\''),
            '&' | '©' | '@' => key.push(c),
            c if c.is_alphanumeric() => key.extend(c.to_lowercase()),
            '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            _ if !key.is_empty() && !key.ends_with(' ') => key.push(' '),
            _ => {}
        }
    }
    key.truncate(key.trim_end().len());
    Some(key)
}

/// `key` without its numbers: `12 comments` is `comments`.
pub(super) fn without_numbers(key: &str) -> String {
    let is_number = |word: &&str| !word.chars().all(|c| c.is_ascii_digit() || c == 'k');
    key.split(' ').filter(is_number).collect::<Vec<_>>().join(" ")
}

/// Whether the first words of `key`, up to eight, are an entry of `list`.
pub(super) fn starts_with_entry(key: &str, list: &HashSet<&'static str>) -> bool {
    let ends = key.match_indices(' ').map(|(at, _)| at).chain([key.len()]);
    ends.take(8).any(|end| list.contains(&key[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        assert_eq!(key("  12 Comments: ").as_deref(), Some("12 comments"));
        assert_eq!(key("READERS’ COMMENTS (3)").as_deref(), Some("readers' comments 3"));
        assert_eq!(key("© 2025 Marsh News").as_deref(), Some("© 2025 marsh news"));
        assert_eq!(key(&"x".repeat(161)), None);
        assert_eq!(without_numbers("12 comments"), "comments");
        assert!(starts_with_entry("read more about it", &HashSet::from(["read more"])));
        assert!(!starts_with_entry("readers more", &HashSet::from(["read"])));
    }

    #[test]
    fn every_entry_is_written_as_it_is_looked_up() {
        let lists: [&List; 17] = [
            &HEADINGS_QUOTED,
            &HEADINGS_OWN,
            &HEADING_OPENINGS,
            &HEADINGS_WEAK,
            &SECTION_ENDS,
            &SECTION_END_OPENINGS,
            &CONTROL_LINES,
            &BADGES,
            &REMOVED,
            &VERBS,
            &NO_NAMES,
            &REPLIES,
            &FURNITURE,
            &FURNITURE_OPENINGS,
            &FURNITURE_LABELS,
            &MENU,
            &OFFICES,
        ];
        for entry in lists.iter().flat_map(|list| list.iter()) {
            assert_eq!(key(entry).as_deref(), Some(*entry));
        }
    }
}
