//! The name of the site, from the title of the window: `Headline | The Marsh Post`.
//!
//! Only where the page's own headline tells which part of the title is the story.

use super::{SEPARATORS, bare};
use crate::read::plain::is_menu_item;

/// A longer part of a title names no site.
const MOST_WORDS: usize = 4;
const LONGEST: usize = 40;
/// A longer title is none.
const LONGEST_TITLE: usize = 1_000;
/// Shorter words of a name say nothing when they stand in an address.
const LEAST_WORD: usize = 4;

/// The part of `title` beside `headline` that names the site; it has to agree with the page's address, where that is known.
pub(super) fn named(title: &str, headline: &str, url: Option<&str>) -> Option<String> {
    if title.len() > LONGEST_TITLE {
        return None;
    }
    let story = bare(headline);
    let is_story = |part: &str| !story.is_empty() && bare(part) == story;
    let (mut gaps, mut after, mut before) = (Vec::new(), false, false);
    for separator in SEPARATORS {
        for (at, _) in title.match_indices(separator) {
            let (head, tail) = (title.get(..at)?, title.get(at + separator.len()..)?);
            after |= is_story(head);
            before |= is_story(tail);
            gaps.push((head, tail));
        }
    }
    // `Headline - World - The Site`, else `The Site - World - Headline`.
    let site = if after {
        gaps.iter().map(|(_, tail)| tail).min_by_key(|tail| tail.len())?
    } else {
        gaps.iter().map(|(head, _)| head).min_by_key(|head| head.len()).filter(|_| before)?
    };
    let site = site.trim();
    let is_name = site.len() <= LONGEST
        && site.split_whitespace().count() <= MOST_WORDS
        && site.contains(char::is_alphabetic)
        && !site.contains(['“', '"', '?', '!', '/']);
    let agrees = match url.and_then(host) {
        Some(host) => stands_in(site, &host),
        None => !is_menu_item(site),
    };
    (is_name && agrees).then(|| site.to_owned())
}

/// The letters and digits of the host in an address.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = bare(host.strip_prefix("www.").unwrap_or(host));
    (!host.is_empty()).then_some(host)
}

/// Whether the name, one of its longer words, or its words' first letters stand in the host's name.
fn stands_in(name: &str, host: &str) -> bool {
    let words = || name.split_whitespace().map(bare).filter(|word| !word.is_empty());
    let is_long = |word: &String| word.chars().count() >= LEAST_WORD;
    let is_capitals = |word: &&str| word.len() >= 2 && word.chars().all(char::is_uppercase);
    let initials: String =
        words().filter(|word| word != "the").filter_map(|word| word.chars().next()).collect();
    words().filter(is_long).any(|word| host.contains(&word))
        || name.split_whitespace().filter(is_capitals).any(|word| host.starts_with(&bare(word)))
        || host.starts_with(&bare(name))
        || (initials.chars().count() >= 3 && host.starts_with(&initials))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADLINE: &str = "Bridge plan – what we know";

    fn of(title: &str, url: Option<&str>) -> Option<String> {
        named(title, "Bridge plan angers town", url)
    }

    #[test]
    fn the_part_beside_the_headline_is_the_site() {
        for (title, site) in [
            ("Bridge plan angers town | The Marsh Post", Some("The Marsh Post")),
            ("Bridge plan angers town - World - Marsh News", Some("Marsh News")),
            ("Marsh News - Bridge plan angers town", Some("Marsh News")),
            ("Bridge plan angers town", None),
            ("Bridge plan angers town | Politics", None),
            ("Bridge plan angers town | “It is folly”", None),
            ("Bridge plan angers town | What the people of five fen towns think", None),
            ("Another story | The Marsh Post", None),
            ("", None),
            (" | ", None),
        ] {
            assert_eq!(of(title, None).as_deref(), site, "{title}");
        }
    }

    #[test]
    fn a_known_address_has_to_agree() {
        for (site, url, agrees) in [
            ("The Marsh Post", "https://www.marshpost.example/a", true),
            ("BBC News", "https://www.bbc.co.uk/news/1", true),
            ("The Wide Marsh Journal", "https://wmj.example/a", true),
            ("Politics", "https://www.marshpost.example/politics/a", false),
            ("Life", "https://marshpost.example", false),
        ] {
            let title = format!("Bridge plan angers town | {site}");
            assert_eq!(of(&title, Some(url)).as_deref(), agrees.then_some(site), "{site}, {url}");
        }
    }

    #[test]
    fn a_headline_may_have_a_separator_itself() {
        let title = format!("{HEADLINE} | The Marsh Post");
        assert_eq!(named(&title, HEADLINE, None).as_deref(), Some("The Marsh Post"));
    }
}
