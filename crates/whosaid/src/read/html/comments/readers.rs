//! Readers whom the article itself quotes: a heading (`What our readers said`) and paragraphs that begin with a name.

use super::{Found, Words};
use crate::read::CommentGroup;
use crate::read::html::{comments::words, dom};
use crate::read::plain::is_quoted_heading;
use dom_query::NodeRef;

/// The longest heading, in bytes.
const LONGEST_HEADING: usize = 100;
/// The longest name, in characters and in words.
const LONGEST_NAME: (usize, usize) = (40, 5);

/// The readers quoted under `body`, who are taken out of it together with their heading.
pub(super) fn take(body: NodeRef) -> Vec<Found> {
    let headings: Vec<NodeRef> = dom::elements(body).filter(|node| is_heading(*node)).collect();
    headings.into_iter().flat_map(section).collect()
}

fn is_heading(node: NodeRef) -> bool {
    matches!(dom::name(node).as_str(), "h2" | "h3" | "h4" | "h5" | "p")
        && Some(dom::text(node)).is_some_and(|text| text.len() <= LONGEST_HEADING && is_quoted_heading(&text))
}

/// The comments under a heading, up to the next.
fn section(heading: NodeRef) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut used = vec![heading];
    let mut next = heading.next_element_sibling();
    while let Some(node) = next {
        next = node.next_element_sibling();
        let name = dom::name(node);
        if !matches!(name.as_str(), "p" | "blockquote" | "div") {
            break;
        }
        let text = words::shown(node, |_| false);
        match (named(node, &text), found.last_mut()) {
            (Some((author, said)), _) => {
                found.push(Found {
                    author: Some(author),
                    words: vec![plain(said)],
                    group: CommentGroup::Quoted,
                    ..Found::default()
                });
            }
            (None, Some(last)) if goes_on(last) && !text.is_empty() => last.words.push(plain(&text)),
            _ => break,
        }
        used.push(node);
    }
    if found.len() < 2 {
        return Vec::new();
    }
    used.into_iter().for_each(|node| node.remove_from_parent());
    found
}

fn plain(text: &str) -> Words {
    Words { text: text.trim().to_owned(), quoted: false, of: None }
}

/// `Ann Vane: “…”`, or a name that stands out and words after it.
fn named<'t>(node: NodeRef, text: &'t str) -> Option<(String, &'t str)> {
    let first = node
        .first_element_child()
        .filter(|first| matches!(dom::name(*first).as_str(), "strong" | "b" | "em"));
    let bold = first.map(|first| dom::text(first)).filter(|name| text.starts_with(name.as_str()));
    let (name, said) = match bold {
        Some(name) => text.split_at(name.len()),
        None => {
            let (name, said) = text.split_once(':')?;
            let quoted = said.trim_start().starts_with(['“', '"', '‘', '«', '„']);
            (name, if quoted { said } else { return None })
        }
    };
    let name = name.trim().trim_end_matches([':', ',']).trim();
    let said = said.trim_start_matches([':', ',', ' ', '–', '—']).trim();
    // `Ann Vane, Leeds:`
    let name = name.split(',').next().unwrap_or(name).trim();
    (is_name(name) && !said.is_empty()).then(|| (name.to_owned(), said))
}

fn is_name(name: &str) -> bool {
    let (most, words) = LONGEST_NAME;
    name.chars().count() <= most
        && name.split_whitespace().count() <= words
        && name.contains(char::is_alphabetic)
        && !name.ends_with(['.', '?', '!'])
}

/// Whether the quotation of the last comment is still open, so that the next paragraph belongs to it.
fn goes_on(last: &Found) -> bool {
    let opened = last.words.first().is_some_and(|words| words.text.starts_with(['“', '"', '‘']));
    let closed = last.words.last().is_some_and(|words| words.text.ends_with(['”', '"', '’']));
    opened && !closed
}
