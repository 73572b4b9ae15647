//! Walking a parsed document and reading words out of it, without recursion: however deep the nesting, the stack is flat.

use dom_query::{NodeData, NodeId, NodeRef};

/// A step of a walk through a tree, in the order of the document.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(NodeRef<'a>),
}

/// A walk through all that is under a node, the node itself included.
pub(super) struct Walk<'a> {
    root: NodeId,
    next: Option<Step<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(root: NodeRef<'a>) -> Walk<'a> {
        Walk { root: root.id, next: Some(Step::Enter(root)) }
    }

    /// Leaves out what is under `node`, which the walk has just entered.
    pub(super) fn pass_over(&mut self, node: NodeRef<'a>) {
        self.next = Some(Step::Leave(node));
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let step = self.next?;
        self.next = match step {
            Step::Enter(node) => Some(node.first_child().map_or(Step::Leave(node), Step::Enter)),
            Step::Leave(node) if node.id == self.root => None,
            Step::Leave(node) => match node.next_sibling() {
                Some(sibling) => Some(Step::Enter(sibling)),
                None => node.parent().map(Step::Leave),
            },
        };
        Some(step)
    }
}

/// Every element under `root`, `root` included, in order.
pub(super) fn elements(root: NodeRef<'_>) -> impl Iterator<Item = NodeRef<'_>> {
    Walk::new(root).filter_map(|step| match step {
        Step::Enter(node) if node.is_element() => Some(node),
        _ => None,
    })
}

/// The words of a text node.
pub(super) fn with_text<T>(node: NodeRef<'_>, read: impl FnOnce(&str) -> T) -> Option<T> {
    node.query(|inner| match &inner.data {
        NodeData::Text { contents } => Some(read(contents)),
        _ => None,
    })
    .flatten()
}

/// Whether a browser puts an element of this name on lines of its own. Cells of a table stand beside each other.
pub(super) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// The name of an element; empty for what is none.
pub(super) fn name(node: NodeRef<'_>) -> String {
    node.qual_name_ref().map(|name| name.local.to_string()).unwrap_or_default()
}

/// The value of an attribute, trimmed; `None` when it is missing or empty.
pub(super) fn attr(node: NodeRef<'_>, name: &str) -> Option<String> {
    let value = node.attr(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// All text under `node`, folded.
pub(super) fn text(node: NodeRef<'_>) -> String {
    let mut text = String::new();
    for step in Walk::new(node) {
        if let Step::Enter(node) = step {
            with_text(node, |words| push_folded(&mut text, words));
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Adds `words` to `text`, runs of white space becoming one space, as browsers show them. No-break spaces stay.
pub(super) fn push_folded(text: &mut String, words: &str) {
    let mut gap = words.starts_with(is_space);
    for word in words.split(is_space).filter(|word| !word.is_empty()) {
        if gap && !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str(word);
        gap = true;
    }
    if words.ends_with(is_space) && !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// `words` with runs of white space folded, none at the ends.
pub(super) fn folded(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    push_folded(&mut text, words);
    text.trim().to_owned()
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn a_walk_enters_and_leaves_in_order() {
        let document = Document::from("<body><p>a<b>c</b></p><i>d</i>");
        let body = document.body().expect("a body");
        let steps: Vec<String> = Walk::new(body)
            .map(|step| match step {
                Step::Enter(node) if node.is_text() => text(node),
                Step::Enter(node) => format!("<{}", name(node)),
                Step::Leave(node) if node.is_text() => String::new(),
                Step::Leave(node) => format!("{}>", name(node)),
            })
            .filter(|step| !step.is_empty())
            .collect();
        assert_eq!(steps, ["<body", "<p", "a", "<b", "c", "b>", "p>", "<i", "d", "i>", "body>"]);
    }

    #[test]
    fn what_is_skipped_is_not_entered() {
        let document = Document::from("<body><p>a</p>b");
        let mut walk = Walk::new(document.body().expect("a body"));
        let mut seen = String::new();
        while let Some(step) = walk.next() {
            if let Step::Enter(node) = step {
                if name(node) == "p" {
                    walk.pass_over(node);
                }
                with_text(node, |words| seen.push_str(words));
            }
        }
        assert_eq!(seen, "b");
    }

    #[test]
    fn white_space_folds_as_in_a_browser() {
        assert_eq!(folded(" a\n\t b\u{a0} c\r\n"), "a b\u{a0} c");
        assert_eq!(folded(" \n"), "");
    }
}
