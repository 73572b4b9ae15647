//! A tree builder whose work is counted.

use super::super::dom::{Step, Walk};
use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

/// Questions that the parser may ask about the tree, for each byte and besides.
/// News pages need fewer than two a byte.
const QUESTIONS_A_BYTE: u64 = 16;
const QUESTIONS: u64 = 20_000_000;
/// What a new node counts as.
const NODE: u64 = 8;
/// Browsers nest half as deep; answers within answers come to more where each stands in wrappers of its own.
const DEEPEST: usize = 1_024;
const MOST_NODES: usize = 1_000_000;
/// After so many bytes the counters are looked at.
const CHUNK: usize = 4 << 10;

/// The tree of `html`; `None` when it costs too much.
pub(super) fn document(html: &str) -> Option<Document> {
    let meter = Rc::new(Meter::default());
    let sink = Metered { document: Document::default(), meter: Rc::clone(&meter) };
    // As browsers without scripts: what `<noscript>` holds is part of the tree.
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let mut parser = parse_document(sink, ParseOpts { tree_builder, ..ParseOpts::default() });
    let budget = QUESTIONS.saturating_add(QUESTIONS_A_BYTE.saturating_mul(html.len() as u64));
    let mut rest = html;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(boundary(rest, CHUNK));
        parser.process(StrTendril::from_slice(chunk));
        if meter.work.get() > budget
            || meter.nodes.get() > MOST_NODES
            || meter.is_deep(parser.tokenizer.sink.sink.tree())
        {
            return None;
        }
        rest = after;
    }
    let document = parser.finish();
    (depth(&document) <= DEEPEST).then_some(document)
}

/// The first character boundary at `at` or before it, but not the start.
fn boundary(text: &str, at: usize) -> usize {
    if text.len() <= at {
        return text.len();
    }
    (1..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

fn depth(document: &Document) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for step in Walk::new(document.root()) {
        match step {
            Step::Enter(_) => depth += 1,
            Step::Leave(_) => depth = depth.saturating_sub(1),
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[derive(Default)]
struct Meter {
    work: Cell<u64>,
    nodes: Cell<usize>,
    /// The element that has been put into the tree last.
    last: Cell<Option<NodeId>>,
}

impl Meter {
    fn ask(&self) {
        self.work.set(self.work.get() + 1);
    }

    fn create(&self) {
        self.work.set(self.work.get() + NODE);
        self.nodes.set(self.nodes.get() + 1);
    }

    /// Whether the place where the parser writes is too deep in the tree.
    fn is_deep(&self, tree: &dom_query::Tree) -> bool {
        self.last.get().is_some_and(|last| tree.ancestor_ids_of_it(&last, Some(DEEPEST)).count() >= DEEPEST)
    }
}

/// [`Document`] as a sink, with a meter at every question that could be asked too often.
struct Metered {
    document: Document,
    meter: Rc<Meter>,
}

impl Metered {
    fn tree(&self) -> &dom_query::Tree {
        &self.document.tree
    }

    fn put(&self, child: &NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(node) => self.meter.last.set(Some(*node)),
            NodeOrText::AppendText(_) => self.meter.create(),
        }
    }
}

impl TreeSink for Metered {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Document {
        self.document
    }

    /// Errors are of no use here, and a page can have one for every byte.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.meter.ask();
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.meter.create();
        self.document.create_element(name, attrs, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.meter.create();
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.meter.create();
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.put(&child);
        self.document.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.put(&child);
        self.document.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, prev: &NodeId, child: NodeOrText<NodeId>) {
        self.put(&child);
        self.document.append_based_on_parent_node(element, prev, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.meter.ask();
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_that_of_an_unmetered_parser() {
        let html = "<!doctype html><title>ä</title><p>a<b>b<p>c</b>d<table>e<tr><td>f</table><template><p>x</template>";
        let html = format!("{html}{}", "<p class=x>Ünique wörds <i>here</i></p>".repeat(500));
        assert_eq!(document(&html).expect("a tree").html(), Document::from(html.as_str()).html());
    }

    #[test]
    fn what_costs_too_much_is_given_up() {
        for bomb in [
            "<div>",
            "<b>",
            "<span>",
            "<blockquote><p>",
            "<table><tr><td>",
            "<ul><li>",
            "<div><object></div></object>",
        ] {
            assert!(document(&bomb.repeat(20_000)).is_none(), "{bomb}");
        }
        let fonts: String = (0..20_000).map(|size| format!("<p><font size={size}>x")).collect();
        assert!(document(&fonts).is_none());
        assert!(document(&"<p>x".repeat(20_000)).is_some(), "paragraphs end each other");
    }
}
