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

const QUOTES_OPEN: [char; 6] = ['“', '"', '‘', '\'', '«', '„'];
const QUOTES_CLOSE: [char; 6] = ['”', '"', '’', '\'', '»', '“'];

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
        let parts = match dom::name(node).as_str() {
            "p" | "blockquote" | "div" | "figure" => vec![node],
            "ul" | "ol" => node.element_children(),
            _ => break,
        };
        let before = found.len();
        if !parts.into_iter().all(|part| add(&mut found, part)) {
            // A list of which not all are comments is something else.
            found.truncate(before);
            break;
        }
        used.push(node);
    }
    if found.len() < 2 {
        return Vec::new();
    }
    used.into_iter().for_each(|node| node.remove_from_parent());
    found
}

/// Adds the comment in `node`, or what goes on with the last one; whether there is any.
fn add(found: &mut Vec<Found>, node: NodeRef) -> bool {
    let text = words::shown(node, |_| false);
    let named = named(node, &text).map(|(author, said)| (author, vec![plain(said)]));
    if let Some((author, words)) = signed(node).or(named) {
        found.push(Found { author: Some(author), words, group: CommentGroup::Quoted, ..Found::default() });
        return true;
    }
    match found.last_mut() {
        Some(last) if goes_on(last) && !text.is_empty() => {
            last.words.push(plain(&text));
            true
        }
        _ => false,
    }
}

/// Words in quotation marks, or a box of them, with the name beneath: in an element of its own, or after a dash.
fn signed(node: NodeRef) -> Option<(String, Vec<Words>)> {
    const SIGNATURES: [&str; 3] = ["cite", "footer", "figcaption"];
    let within = || dom::elements(node).skip(1).take(40);
    // In a paragraph, `cite` is the title of some work.
    let signature = within().find(|inner| SIGNATURES.contains(&dom::name(*inner).as_str()));
    let signature = signature.filter(|_| dom::name(node) != "p");
    let Some(signature) = signature else {
        let text = words::shown(node, |_| false);
        let (said, name) = text.rsplit_once(['—', '–'])?;
        let is_quoted = said.starts_with(QUOTES_OPEN) && said.trim_end().ends_with(QUOTES_CLOSE);
        return Some((name_of(name)?, vec![plain(said)])).filter(|_| is_quoted);
    };
    let name = name_of(&words::shown(signature, |_| false))?;
    let shown = |part: NodeRef| words::shown(part, |inner| inner.id == signature.id);
    let parts = within().filter(|inner| dom::name(*inner) == "p" && inner.id != signature.id).map(shown);
    let mut words: Vec<Words> = parts.filter(|text| !text.is_empty()).map(|text| plain(&text)).collect();
    if words.is_empty() {
        words.push(plain(&shown(node)));
    }
    Some((name, words)).filter(|(_, words)| words.iter().all(|words| !words.text.is_empty()))
}

/// `— Ann Vane, Leeds` ─► `Ann Vane`.
fn name_of(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['—', '–', '-', ' ']);
    let name = text.split(',').next()?.trim();
    is_name(name).then(|| name.to_owned())
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
            let quoted = said.trim_start().starts_with(QUOTES_OPEN);
            (name, if quoted { said } else { return None })
        }
    };
    let name = name.trim().trim_end_matches([':', ',']).trim();
    let said = said.trim_start_matches([':', ',', ' ', '–', '—']).trim();
    // `Ann Vane, Leeds:`
    Some((name_of(name)?, said)).filter(|_| !said.is_empty())
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
    let opened = last.words.first().is_some_and(|words| words.text.starts_with(QUOTES_OPEN));
    let closed = last.words.last().is_some_and(|words| words.text.ends_with(QUOTES_CLOSE));
    opened && !closed
}
