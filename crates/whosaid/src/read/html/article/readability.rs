//! Which of the document's words the reader mode of browsers would keep.
//!
//! Readability works on a copy of the tree, in which every node keeps its number; so the text nodes that are left in
//! its result name those of the untouched document exactly.

use super::super::dom::{Step, Walk, with_text};
use dom_query::{Document, NodeId};
use dom_smoothie::{Config, Readability};
use std::collections::HashSet;

/// Above so many nodes it is not asked: it walks up to four copies of the tree, each of them many times.
const MOST_NODES: usize = 150_000;
/// Nor above so many characters that it must escape when it writes its result down, for which it takes time that grows
/// with the square of their number.
const MOST_ESCAPED: usize = 20_000;
/// The number that Readability gives the element that holds its result.
const RESULT: &str = "#readability-page-1";

/// The text nodes that Readability keeps; none when it finds no article.
pub(super) fn kept(document: &Document) -> HashSet<NodeId> {
    if document.tree.len() > MOST_NODES || escaped(document) > MOST_ESCAPED {
        return HashSet::new();
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(document.clone(), None, Some(config)) else {
        return HashSet::new();
    };
    if readability.parse().is_err() {
        return HashSet::new();
    }
    let result = readability.doc.select_single(RESULT);
    let Some(&root) = result.nodes().first() else { return HashSet::new() };
    let text = |step| match step {
        Step::Enter(node) if node.is_text() => Some(node.id),
        _ => None,
    };
    Walk::new(root).filter_map(text).collect()
}

fn escaped(document: &Document) -> usize {
    let count = |words: &str| words.bytes().filter(|byte| matches!(byte, b'&' | b'<' | b'>')).count();
    let of = |step| match step {
        Step::Enter(node) => with_text(node, count),
        Step::Leave(_) => None,
    };
    Walk::new(document.root()).filter_map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_untouched_document() {
        let long =
            "The council met on Monday, and it heard the plan for a bridge, which many oppose. ".repeat(4);
        let html = format!(
            "<title>Bridge plan</title><div class=nav><a href=/>Home</a></div><article><h1>Bridge plan</h1>\
             <div>{long}<br><br>{long}</div><p>{long}</p></article>"
        );
        let document = Document::from(html);
        let kept = kept(&document);
        let words: Vec<String> = Walk::new(document.root())
            .filter_map(|step| match step {
                Step::Enter(node) if kept.contains(&node.id) => {
                    with_text(node, |words| words.trim().to_owned())
                }
                _ => None,
            })
            .collect();
        assert_eq!(words, [long.trim(); 3]);
    }

    #[test]
    fn a_page_without_an_article_keeps_nothing_or_something() {
        for html in ["", "<p>", "<a href=/>x</a>", "<frameset><frame></frameset>"] {
            kept(&Document::from(html));
        }
    }
}
