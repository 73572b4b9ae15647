//! What a comment says, paragraph by paragraph, with what its mark-up shows as quoted.

use super::Words;
use super::system::{System, fits};
use crate::lists::entries;
use crate::read::html::dom::{self, Step, Walk};
use dom_query::{NodeId, NodeRef};
use std::collections::HashSet;
use std::sync::LazyLock;

static CONTROLS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/controls.txt")).collect());
static HIDDEN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("data/hidden.txt")).collect());

/// The longest control, in bytes.
const LONGEST_CONTROL: usize = 40;
/// The longest line that names whose words follow (`Ann Vane wrote:`), in bytes.
const LONGEST_LABEL: usize = 80;

/// Collects paragraphs from one or more elements.
pub(super) struct Paragraphs<'s> {
    system: &'s System,
    /// What is no part of the words: author, time, votes, the comments inside this one.
    outside: &'s HashSet<NodeId>,
    found: Vec<Words>,
    current: String,
    breaks: usize,
    /// The boxes of quoted words that are open here.
    quotes: Vec<Quotation>,
}

/// A box of quoted words.
struct Quotation {
    whose: Option<String>,
    is_blockquote: bool,
}

impl<'s> Paragraphs<'s> {
    pub(super) fn new(system: &'s System, outside: &'s HashSet<NodeId>) -> Self {
        Paragraphs {
            system,
            outside,
            found: Vec::new(),
            current: String::new(),
            breaks: 0,
            quotes: Vec::new(),
        }
    }

    /// The paragraphs found, none of them a control.
    pub(super) fn finish(mut self) -> Vec<Words> {
        self.end_paragraph();
        self.found.retain(|words| !is_control(&words.text));
        self.found
    }

    /// Reads all under `node`.
    pub(super) fn read(&mut self, node: NodeRef) {
        let mut walk = Walk::new(node);
        while let Some(step) = walk.next() {
            match step {
                Step::Enter(inner) if inner.is_text() => {
                    dom::with_text(inner, |words| self.text(words));
                }
                Step::Enter(inner) if inner.is_element() => {
                    if inner.id == node.id {
                        // The body itself is no box, whatever its element: vBulletin's is a `blockquote`.
                        self.end_paragraph();
                    } else if self.is_passed_over(inner) {
                        walk.pass_over(inner);
                    } else {
                        self.enter(inner);
                    }
                }
                Step::Leave(inner) if inner.is_element() && inner.id != node.id => self.leave(inner),
                _ => {}
            }
        }
        self.end_paragraph();
    }

    fn text(&mut self, words: &str) {
        if self.breaks > 0 && !words.trim().is_empty() {
            self.breaks = 0;
        }
        dom::push_folded(&mut self.current, words);
    }

    fn is_passed_over(&mut self, node: NodeRef) -> bool {
        if self.outside.contains(&node.id) || is_hidden(node) {
            return true;
        }
        let name = dom::name(node);
        if is_no_prose(&name) {
            return true;
        }
        // Whose words a box holds stands in it, and is not among them.
        if (name == "cite" && !self.quotes.is_empty()) || fits(&self.system.label, node) {
            if let Some(Quotation { whose: whose @ None, .. }) = self.quotes.last_mut() {
                *whose = name_in_label(&dom::text(node));
            }
            return true;
        }
        is_small(node) && is_control(&dom::text(node))
    }

    fn enter(&mut self, node: NodeRef) {
        let name = dom::name(node);
        if name == "br" {
            self.breaks += 1;
            if self.breaks > 1 {
                self.end_paragraph();
            } else {
                self.current.push('\n');
            }
        } else if name == "img" && dom::attr(node, "class").is_some_and(|class| class.contains("emoji")) {
            self.text(&dom::attr(node, "alt").unwrap_or_default());
        } else if is_box(self.system, node) {
            self.end_paragraph();
            let whose = quoted_name(node).or_else(|| self.take_label());
            // `aside.quote` tells whose words its `blockquote` holds; one quotation in another has its own source.
            let is_blockquote = name == "blockquote";
            let around = self.quotes.last().filter(|around| is_blockquote && !around.is_blockquote);
            let whose = whose.or_else(|| around.and_then(|around| around.whose.clone()));
            self.quotes.push(Quotation { whose, is_blockquote });
        } else if dom::is_block(&name) || matches!(name.as_str(), "td" | "th") {
            self.end_paragraph();
        }
    }

    fn leave(&mut self, node: NodeRef) {
        let name = dom::name(node);
        if is_box(self.system, node) {
            self.end_paragraph();
            self.quotes.pop();
        } else if dom::is_block(&name) || matches!(name.as_str(), "td" | "th") {
            self.end_paragraph();
        }
    }

    /// The line `Ann Vane wrote:` just before a box tells whose words are in it, and is no paragraph.
    fn take_label(&mut self) -> Option<String> {
        let last = self.found.last().filter(|last| !last.quoted && last.text.len() <= LONGEST_LABEL)?;
        let text = last.text.trim_end_matches(['↑', ' ']);
        let name =
            [" wrote:", " said:", " writes:", " says:"].iter().find_map(|verb| text.strip_suffix(verb))?;
        let name = name.to_owned();
        self.found.pop();
        Some(name)
    }

    fn end_paragraph(&mut self) {
        self.breaks = 0;
        let text = std::mem::take(&mut self.current);
        let of = self.quotes.last().and_then(|quotation| quotation.whose.clone());
        let quoted = !self.quotes.is_empty();
        for (text, marked) in lines(&text) {
            self.found.push(Words { text, quoted: quoted || marked, of: of.clone().filter(|_| quoted) });
        }
    }
}

/// The lines of a paragraph as one, but for those that a `>` shows as quoted: each of them is one, without the mark.
fn lines(text: &str) -> Vec<(String, bool)> {
    let mut lines: Vec<(String, bool)> = Vec::new();
    for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        match (quoted_line(line), lines.last_mut()) {
            (Some(words), _) => lines.push((words.to_owned(), true)),
            (None, Some((last, false))) => {
                last.push(' ');
                last.push_str(line);
            }
            (None, _) => lines.push((line.to_owned(), false)),
        }
    }
    lines
}

/// What follows the `>` of a quoted line; `>:(` is none.
fn quoted_line(line: &str) -> Option<&str> {
    let words = line.strip_prefix('>')?.trim_start_matches(['>', ' ']);
    words
        .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '“' | '‘' | '\'' | '«'))
        .then_some(words)
}

/// Whether an element holds somebody else's words.
pub(super) fn is_box(system: &System, node: NodeRef) -> bool {
    dom::name(node) == "blockquote" || fits(&system.quote, node)
}

/// Whose words a box says it holds.
fn quoted_name(node: NodeRef) -> Option<String> {
    let name = ["data-username", "data-quote", "data-author", "data-ipsquote-username"]
        .iter()
        .find_map(|a| dom::attr(node, a))?;
    Some(dom::folded(&name))
}

/// `Ann Vane wrote: ↑`, `Originally Posted by Ann Vane`, `(3 May, 8:05) Ann Vane Wrote:`.
fn name_in_label(label: &str) -> Option<String> {
    const STARTS: [&str; 4] = ["originally posted by ", "quote from: ", "quote:", "quoting "];
    const ENDS: [&str; 5] = [" wrote", " said", " writes", " says", " on "];
    let is_mark = |c: char| c == '↑' || c == ':' || c.is_whitespace();
    let label = label.trim_matches(is_mark);
    let label = match label.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, after)) => after.trim_matches(is_mark),
        None => label,
    };
    // In ASCII lower case every letter keeps its place.
    let lower = label.to_ascii_lowercase();
    let start = STARTS.iter().find(|start| lower.starts_with(**start)).map_or(0, |start| start.len());
    let end = ENDS.iter().filter_map(|verb| lower.find(verb)).filter(|end| *end >= start).min();
    let name = label.get(start..end.unwrap_or(label.len()))?.trim();
    // `On 3 May 2026 at 8:05, Ann Vane`
    let name = match name.rsplit_once(", ") {
        Some((date, name)) if date.starts_with("On ") => name.trim(),
        _ => name,
    };
    let is_name = !name.is_empty() && !name.eq_ignore_ascii_case("quote") && name.len() <= LONGEST_LABEL;
    is_name.then(|| name.to_owned())
}

/// The words of a short element such as a name, without what a reader does not see; white space folded.
pub(super) fn shown(node: NodeRef, outside: impl Fn(NodeRef) -> bool) -> String {
    let mut text = String::new();
    let mut walk = Walk::new(node);
    while let Some(step) = walk.next() {
        let Step::Enter(inner) = step else { continue };
        if inner.is_element() {
            let hidden =
                inner.id != node.id && (is_hidden(inner) || is_no_prose(&dom::name(inner)) || outside(inner));
            if hidden {
                walk.pass_over(inner);
            }
        }
        dom::with_text(inner, |words| dom::push_folded(&mut text, words));
    }
    text.trim().to_owned()
}

/// Whether a reader does not see `node`.
pub(super) fn is_hidden(node: NodeRef) -> bool {
    is_not_displayed(node)
        || dom::attr(node, "aria-hidden").is_some_and(|value| value == "true")
        || dom::attr(node, "class")
            .is_some_and(|classes| classes.split_whitespace().any(|c| HIDDEN.contains(c)))
}

/// Whether `node` says by itself, not by a class, that a browser shows nothing of it.
pub(super) fn is_not_displayed(node: NodeRef) -> bool {
    if node.has_attr("hidden") {
        return true;
    }
    let Some(style) = dom::attr(node, "style") else { return false };
    let style = style.replace(' ', "").to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Whether what stands in elements of this name is never prose.
pub(super) fn is_no_prose(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "button"
            | "form"
            | "select"
            | "textarea"
            | "input"
            | "svg"
            | "iframe"
            | "nav"
            | "head"
            | "title"
            | "object"
            | "video"
            | "audio"
    )
}

/// Whether `node` holds at most one text and nothing else.
fn is_small(node: NodeRef) -> bool {
    match node.first_child() {
        None => false,
        Some(child) => {
            child.is_text()
                && child.next_sibling().is_none()
                && dom::with_text(child, |text| text.trim().len() <= LONGEST_CONTROL).unwrap_or(false)
        }
    }
}

/// `Reply`, `Share`, `Reply (3)`.
fn is_control(text: &str) -> bool {
    if text.len() > LONGEST_CONTROL {
        return false;
    }
    let lower = text.trim().to_lowercase();
    let bare =
        lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '(' | ')'));
    CONTROLS.contains(lower.as_str()) || (!bare.is_empty() && CONTROLS.contains(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_words_a_label_says_follow() {
        for label in [
            "Ann Vane wrote: ↑",
            "Ann Vane Wrote:",
            "Originally Posted by Ann Vane",
            "Quote from: Ann Vane on May 03, 2026, 08:05:00",
            "(03-05-2026, 08:05 AM)Ann Vane Wrote:",
            "On 5/3/2026 at 8:05 AM, Ann Vane said:",
        ] {
            assert_eq!(name_in_label(label).as_deref(), Some("Ann Vane"), "{label}");
        }
        assert_eq!(name_in_label(" : ↑"), None);
        assert_eq!(name_in_label("Quote:"), None);
    }

    #[test]
    fn lines_that_a_mark_shows_as_quoted() {
        assert_eq!(
            lines("> old words\n>> older\nnew\nwords\n>:( indeed"),
            [
                ("old words".to_owned(), true),
                ("older".to_owned(), true),
                ("new words >:( indeed".to_owned(), false)
            ]
        );
    }
}
