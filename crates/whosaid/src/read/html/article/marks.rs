//! What the names that a site gives its elements say of what is in them.

use super::super::dom::{attr, name};
use crate::lists::entries;
use dom_query::NodeRef;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an element says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// Not part of the story.
    Aside,
    Caption,
    Byline,
    Date,
    Standfirst,
    Pullquote,
    /// The story's own words.
    Body,
}

/// The first word of a name ─► what may follow it, and what it then means.
type Names = HashMap<&'static str, Vec<(&'static str, Mark)>>;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::new();
    for (list, mark) in [
        (include_str!("data/pullquote.txt"), Mark::Pullquote),
        (include_str!("data/caption.txt"), Mark::Caption),
        (include_str!("data/standfirst.txt"), Mark::Standfirst),
        (include_str!("data/boilerplate.txt"), Mark::Aside),
        (include_str!("data/byline.txt"), Mark::Byline),
        (include_str!("data/date.txt"), Mark::Date),
    ] {
        for entry in entries(list) {
            let (first, rest) = entry.split_once('-').unwrap_or((entry, ""));
            names.entry(first).or_default().push((rest, mark));
        }
    }
    names
});

/// All that `element` says of itself.
pub(super) fn marks(element: NodeRef<'_>) -> Vec<Mark> {
    let mut found: Vec<Mark> = tag_mark(&name(element)).into_iter().collect();
    let mut add = |mark: Mark| {
        if !found.contains(&mark) {
            found.push(mark);
        }
    };
    for attribute in ["class", "id", "role", "data-testid", "data-component", "aria-label"] {
        if let Some(value) = attr(element, attribute) {
            named(&words(&value), &mut add);
        }
    }
    let itemprop = attr(element, "itemprop").unwrap_or_default();
    for property in itemprop.split_ascii_whitespace() {
        match property {
            "articleBody" => add(Mark::Body),
            "description" | "alternativeHeadline" => add(Mark::Standfirst),
            "author" | "creator" => add(Mark::Byline),
            "datePublished" | "dateModified" | "dateCreated" => add(Mark::Date),
            "caption" => add(Mark::Caption),
            _ => {}
        }
    }
    if attr(element, "rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel == "author")) {
        add(Mark::Byline);
    }
    if attr(element, "aria-hidden").is_some_and(|hidden| hidden == "true") {
        add(Mark::Aside);
    }
    found
}

fn tag_mark(name: &str) -> Option<Mark> {
    Some(match name {
        "nav" | "footer" | "aside" | "form" | "dialog" | "menu" => Mark::Aside,
        "figcaption" => Mark::Caption,
        "time" => Mark::Date,
        _ => return None,
    })
}

/// The lower-case words of a class or an id: `postMeta__by-line` is `post`, `meta`, `by`, `line`.
fn words(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_small = false;
    for c in value.chars().take(LONGEST_VALUE) {
        if (!c.is_ascii_alphanumeric() || (after_small && c.is_ascii_uppercase())) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        }
        after_small = c.is_ascii_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Classes beyond so many characters say nothing more.
const LONGEST_VALUE: usize = 400;

fn named(words: &[String], add: &mut impl FnMut(Mark)) {
    for (at, word) in words.iter().enumerate() {
        let Some(candidates) = NAMES.get(word.as_str()) else { continue };
        for (rest, mark) in candidates {
            let mut following = words.iter().skip(at + 1);
            if rest
                .split('-')
                .filter(|part| !part.is_empty())
                .all(|part| following.next().is_some_and(|w| w == part))
            {
                add(*mark);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn of(tag: &str) -> Vec<Mark> {
        let document = Document::from(format!("<body>{tag}"));
        let body = document.body().expect("a body");
        marks(body.first_element_child().expect("an element"))
    }

    #[test]
    fn names_are_read_word_by_word() {
        assert_eq!(words("postMeta__by-line  isOpen 2x"), ["post", "meta", "by", "line", "is", "open", "2x"]);
        assert_eq!(of("<p class='entry relatedLinks'>"), [Mark::Aside]);
        assert_eq!(of("<p class='postByLine'>"), [Mark::Byline]);
        assert_eq!(of("<p class='sharepoint reader address'>"), []);
        assert_eq!(of("<p id=pull_quote>"), [Mark::Pullquote]);
    }

    #[test]
    fn tags_and_properties_speak_too() {
        assert_eq!(of("<aside>"), [Mark::Aside]);
        assert_eq!(of("<div itemprop=articleBody>"), [Mark::Body]);
        assert_eq!(of("<a rel='author external'>"), [Mark::Byline]);
        assert_eq!(of("<time>"), [Mark::Date]);
        assert_eq!(of("<div aria-hidden=true>"), [Mark::Aside]);
    }
}
