//! The document as a reader meets it: one after the other, the stretches of words that stand on lines of their own.
//!
//! Nothing is judged here. Each leaf carries what is needed for judging: its place, how much of it is linked or bold,
//! what the elements around it say, and how much of it Readability keeps.

use super::super::dom::{Step, Walk, attr, is_block, name, push_folded, with_text};
use super::marks::{Mark, marks};
use dom_query::{NodeId, NodeRef};
use std::collections::HashSet;

/// A stretch of words on lines of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaf {
    /// White space folded, none at the ends, never empty.
    pub(super) text: String,
    /// Characters that are no white space: all, in links, in bold, kept by Readability.
    pub(super) size: usize,
    pub(super) linked: usize,
    pub(super) bold: usize,
    pub(super) kept: usize,
    /// The block-level element around it, and the one around that.
    pub(super) block: Option<NodeId>,
    pub(super) parent: Option<NodeId>,
    /// The two around these.
    pub(super) outer: [Option<NodeId>; 2],
    pub(super) form: Form,
    pub(super) in_quote: bool,
    pub(super) in_figure: bool,
    /// `datetime` of a `<time>` in it.
    pub(super) time: Option<String>,
}

/// What the tag around a leaf makes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Prose,
    /// `h1` to `h6`, with the number.
    Heading(u8),
    Item,
    Row,
}

impl Leaf {
    pub(super) fn is_kept(&self) -> bool {
        self.kept * 2 > self.size
    }

    /// How much of it is linked, 0 to 1.
    pub(super) fn link_share(&self) -> f32 {
        self.linked as f32 / self.size.max(1) as f32
    }

    /// Whether it ends as a sentence does.
    pub(super) fn is_finished(&self) -> bool {
        let closers = |c: char| matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '»') || c.is_whitespace();
        self.text.trim_end_matches(closers).ends_with(['.', '!', '?', '…', ':', '。'])
    }
}

/// All that an element marked so holds is in leaves `from..to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) mark: Mark,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Characters in the element: fewer than its leaves have where it is a part of a line.
    pub(super) size: usize,
}

/// The leaves of a document and what is said of stretches of them.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pub(super) leaves: Vec<Leaf>,
    pub(super) marked: Vec<Marked>,
}

/// Reads the leaves under `root`; `kept` are the text nodes that Readability keeps.
pub(super) fn leaves(root: NodeRef<'_>, kept: &HashSet<NodeId>) -> Leaves {
    let mut reading = Reading {
        kept,
        found: Leaves::default(),
        leaf: Leaf::default(),
        open: Vec::new(),
        breaks: 0,
        seen: 0,
        between: false,
        ended: false,
    };
    let mut walk = Walk::new(root);
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(node) if node.is_text() => {
                reading.words(node);
                reading.ended = false;
            }
            Step::Enter(node) if node.is_element() => {
                reading.between |= reading.ended;
                if reading.enter(node) {
                    walk.pass_over(node);
                }
            }
            Step::Leave(node) if node.is_element() => {
                reading.leave(node.id);
                reading.ended = true;
            }
            _ => {}
        }
    }
    reading.flush();
    reading.found
}

/// An open element that matters to the leaves in it.
struct Open {
    node: NodeId,
    is_block: bool,
    linked: bool,
    bold: bool,
    form: Option<Form>,
    quote: bool,
    figure: bool,
    marks: Vec<Mark>,
    /// The first leaf in it.
    from: usize,
    /// Characters before it.
    before: usize,
}

struct Reading<'k> {
    kept: &'k HashSet<NodeId>,
    found: Leaves,
    leaf: Leaf,
    open: Vec<Open>,
    /// Line breaks in a row.
    breaks: usize,
    /// Characters so far.
    seen: usize,
    /// Whether an element has just ended and another begun, with no words between them.
    between: bool,
    ended: bool,
}

impl Reading<'_> {
    fn words(&mut self, node: NodeRef<'_>) {
        let apart = std::mem::take(&mut self.between);
        let size = with_text(node, |words| {
            if apart && are_two_words(&self.leaf.text, words) {
                self.leaf.text.push(' ');
            }
            push_folded(&mut self.leaf.text, words);
            words.chars().filter(|c| !c.is_whitespace()).count()
        });
        let size = size.unwrap_or(0);
        if size == 0 {
            return;
        }
        self.breaks = 0;
        self.seen += size;
        let leaf = &mut self.leaf;
        leaf.size += size;
        if self.kept.contains(&node.id) {
            leaf.kept += size;
        }
        if self.open.iter().any(|open| open.linked) {
            leaf.linked += size;
        }
        if self.open.iter().any(|open| open.bold) {
            leaf.bold += size;
        }
    }

    /// Whether what is in the element is passed over.
    fn enter(&mut self, node: NodeRef<'_>) -> bool {
        let tag = name(node);
        if is_mute(&tag) || is_hidden(node) {
            return true;
        }
        match tag.as_str() {
            "br" => {
                self.breaks += 1;
                match self.breaks {
                    1 => push_folded(&mut self.leaf.text, " "),
                    _ => self.flush(),
                }
                return true;
            }
            "td" | "th" => push_folded(&mut self.leaf.text, " "),
            "time" => self.leaf.time = attr(node, "datetime").or(self.leaf.time.take()),
            _ => {}
        }
        let is_block = is_block(&tag) || is_shown_as_block(node);
        if is_block {
            self.flush();
        }
        let marks = marks(node);
        let form = form(&tag);
        let linked = tag == "a" || tag == "button";
        let bold = matches!(tag.as_str(), "b" | "strong");
        let (quote, figure) = (matches!(tag.as_str(), "blockquote" | "q"), tag == "figure");
        if is_block || linked || bold || !marks.is_empty() {
            let (node, from, before) = (node.id, self.found.leaves.len(), self.seen);
            self.open.push(Open { node, is_block, linked, bold, form, quote, figure, marks, from, before });
        }
        false
    }

    fn leave(&mut self, node: NodeId) {
        if self.open.last().is_none_or(|open| open.node != node) {
            return;
        }
        // Flushed while it is open, so that the leaf knows what it stands in.
        let ends_leaf = self.open.last().is_some_and(|open| open.is_block);
        if ends_leaf {
            self.flush();
        }
        let Some(open) = self.open.pop() else { return };
        // A mark on a part of a line is one on the line, which is not finished yet.
        let pending = usize::from(!ends_leaf && self.leaf.size > 0);
        let to = self.found.leaves.len() + pending;
        if to > open.from {
            let size = self.seen - open.before;
            self.found.marked.extend(open.marks.iter().map(|&mark| Marked {
                mark,
                from: open.from,
                to,
                size,
            }));
        }
    }

    fn flush(&mut self) {
        self.breaks = 0;
        let mut leaf = std::mem::take(&mut self.leaf);
        if leaf.size == 0 {
            return;
        }
        leaf.text = leaf.text.trim().to_owned();
        let mut blocks = self.open.iter().rev().filter(|open| open.is_block);
        leaf.block = blocks.next().map(|open| open.node);
        leaf.parent = blocks.next().map(|open| open.node);
        leaf.outer = [blocks.next().map(|open| open.node), blocks.next().map(|open| open.node)];
        leaf.form = self.form();
        leaf.in_quote = self.open.iter().any(|open| open.quote);
        leaf.in_figure = self.open.iter().any(|open| open.figure);
        self.found.leaves.push(leaf);
    }

    /// What the nearest blocks make of the leaf; those farther away hold the whole page.
    fn form(&self) -> Form {
        let mut blocks = self.open.iter().rev().filter(|open| open.is_block).take(NEAR);
        let first = blocks.next().and_then(|open| open.form);
        // A table whose cells hold blocks of their own lays out the page.
        first
            .or_else(|| blocks.find_map(|open| open.form).filter(|form| *form != Form::Row))
            .unwrap_or_default()
    }
}

/// Whether words of two elements side by side are two, though no white space stands between them: sites part them by
/// style alone (`Ann Vane` `4 March`).
fn are_two_words(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    (last.is_lowercase() && (first.is_uppercase() || first.is_ascii_digit()))
        || (last.is_ascii_digit() && first.is_uppercase())
}

/// How many blocks around a leaf say what it is.
const NEAR: usize = 4;

/// Elements whose words no reader sees.
fn is_mute(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "math"
            | "canvas"
            | "audio"
            | "video"
            | "select"
            | "textarea"
            | "input"
            | "datalist"
            | "amp-ad"
    )
}

fn is_hidden(node: NodeRef<'_>) -> bool {
    if node.has_attr("hidden") {
        return true;
    }
    let Some(style) = attr(node, "style") else { return false };
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn is_shown_as_block(node: NodeRef<'_>) -> bool {
    attr(node, "style").is_some_and(|style| style.replace(' ', "").contains("display:block"))
}

fn form(tag: &str) -> Option<Form> {
    Some(match tag {
        "h1" => Form::Heading(1),
        "h2" => Form::Heading(2),
        "h3" => Form::Heading(3),
        "h4" => Form::Heading(4),
        "h5" => Form::Heading(5),
        "h6" => Form::Heading(6),
        "li" | "dd" | "dt" => Form::Item,
        "tr" => Form::Row,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn of(html: &str) -> Leaves {
        let document = Document::from(html);
        leaves(document.root(), &HashSet::new())
    }

    fn texts(html: &str) -> Vec<String> {
        of(html).leaves.into_iter().map(|leaf| leaf.text).collect()
    }

    #[test]
    fn a_leaf_is_what_stands_on_lines_of_its_own() {
        assert_eq!(
            texts("<div>One <i>two</i>\n three<p>Four<br>five<br> <br>Six</p>seven<ul><li>A<li>B</ul></div>"),
            ["One two three", "Four five", "Six", "seven", "A", "B"]
        );
        assert_eq!(texts("<table><tr><td>a<td>b<tr><td><p>c</p><p>d</p></table>"), ["a b", "c", "d"]);
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        assert_eq!(
            texts(
                "<p>a<script>x</script><span hidden>x</span><span style='display: none'>x</span></p><template>x</template>"
            ),
            ["a"]
        );
    }

    #[test]
    fn words_that_only_style_parts_are_two() {
        assert_eq!(texts("<p><b>Ann Vane</b><time>4 March</time><b>Staff</b>"), ["Ann Vane 4 March Staff"]);
        assert_eq!(
            texts("<p><span>T</span><b>he</b> H<sub>2</sub>O <b>Mac</b>Donald"),
            ["The H2O MacDonald"]
        );
    }

    #[test]
    fn a_mark_knows_how_much_of_a_line_it_holds() {
        let page = of("<p>Written by <a rel=author>Ann</a> and many others</p><p class=byline>By Lou</p>");
        let bylines: Vec<(usize, usize, usize)> = page
            .marked
            .iter()
            .filter(|marked| marked.mark == Mark::Byline)
            .map(|marked| (marked.from, marked.to, marked.size))
            .collect();
        assert_eq!(bylines, [(0, 1, 3), (1, 2, 5)]);
    }

    #[test]
    fn links_and_bold_are_counted() {
        let leaf = of("<p><b>Ab</b> <a href=/>cd</a> e").leaves.remove(0);
        assert_eq!((leaf.size, leaf.bold, leaf.linked), (5, 2, 2));
    }
}
