//! What the views share of the readers' comments: the tree, and what is quoted where.

use crate::{How, Parent, Quoted, QuotedFrom, Record, Span};

/// A comment in the order in which views show it: answers stand after what they answer, earlier ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Index into `record.page.comments`.
    pub comment: usize,
    /// How many comments stand between it and the one that answers nobody.
    pub depth: usize,
}

/// The comments of `record` as a tree; every comment is there, once.
pub(super) fn tree(record: &Record) -> Vec<Node> {
    let count = record.page.comments.len();
    let mut answers: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut open: Vec<Node> = Vec::new();
    for comment in 0..count {
        match parent(record, comment) {
            Some(parent) => answers[parent.comment].push(comment),
            None => open.push(Node { comment, depth: 0 }),
        }
    }
    open.reverse();
    let mut tree = Vec::with_capacity(count);
    while let Some(node) = open.pop() {
        tree.push(node);
        let below = answers[node.comment].iter().rev();
        open.extend(below.map(|&comment| Node { comment, depth: node.depth + 1 }));
    }
    tree
}

/// The comment that is answered; only an earlier one counts, so that there are no circles.
pub(super) fn parent(record: &Record, comment: usize) -> Option<Parent> {
    let of_thread = record.thread.get(comment).and_then(|reply| reply.parent);
    let of_page = record.page.comments.get(comment).and_then(|comment| comment.parent);
    of_thread.or(of_page).filter(|parent| parent.comment < comment)
}

/// Whether a reader of the tree sees whom a comment answers without being told.
pub(super) fn is_plain(parent: &Parent) -> bool {
    matches!(parent.how, How::Nesting | How::Link)
}

/// What stands for a comment's author.
pub(super) fn author(record: &Record, comment: usize) -> &str {
    let name = record.page.comments.get(comment).and_then(|comment| comment.author.as_deref());
    name.filter(|name| !name.trim().is_empty()).unwrap_or("no name")
}

/// How other comments' lines call a comment: by its author, or by its number when it has no author.
fn called(record: &Record, comment: usize) -> String {
    let found = record.page.comments.get(comment);
    match found.and_then(|found| found.number).filter(|_| found.is_some_and(|found| found.author.is_none())) {
        Some(number) => format!("#{number}"),
        None => author(record, comment).to_owned(),
    }
}

/// For every statement the comments that quote it, each once.
pub(super) fn quoted_by(record: &Record) -> Vec<Vec<usize>> {
    let mut by = vec![Vec::new(); record.statements.len()];
    for (comment, reply) in record.thread.iter().enumerate().take(record.page.comments.len()) {
        for statement in reply.quotations.iter().filter_map(|quoted| quoted.statement) {
            if let Some(by) = by.get_mut(statement).filter(|by| by.last() != Some(&comment)) {
                by.push(comment);
            }
        }
    }
    by
}

/// A piece of a comment's paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece<'r> {
    pub span: Span,
    /// What it quotes, when it is quoted; its mark, where one follows, belongs to it.
    pub quoted: Option<&'r Quoted>,
    /// Whether quotation marks of the text enclose it.
    pub marked: bool,
    /// Whether the quotation ends here.
    pub ends: bool,
}

/// `paragraph` of `comment`, cut at the borders of quotations. A quotation that overlaps an earlier one is not shown.
pub(super) fn pieces(record: &Record, comment: usize, paragraph: Span) -> Vec<Piece<'_>> {
    let text = &record.page.text;
    let quotations = record.thread.get(comment).map_or(&[][..], |reply| &reply.quotations);
    let mut pieces = Vec::new();
    let mut at = paragraph.start;
    let plain = |start, end| Piece { span: Span::new(start, end), quoted: None, marked: false, ends: false };
    let from = quotations.partition_point(|quoted| quoted.span.end <= paragraph.start);
    for quoted in quotations.iter().skip(from).take_while(|quoted| quoted.span.start < paragraph.end) {
        let start = quoted.span.start.max(paragraph.start);
        let end = quoted.span.end.min(paragraph.end);
        if start < at || start >= end || text.get(start..end).is_none() {
            continue;
        }
        let closing =
            text[end..].chars().next().filter(|c| "”\"’'»“‘".contains(*c)).map_or(0, char::len_utf8);
        let closed = closing > 0 && end + closing <= paragraph.end;
        let opened = text[..start].chars().next_back().is_some_and(|c| "“\"‘'«„".contains(c));
        if at < start {
            pieces.push(plain(at, start));
        }
        at = if closed { end + closing } else { end };
        let ends = quoted.span.end <= paragraph.end;
        pieces.push(Piece {
            span: Span::new(start, at),
            quoted: Some(quoted),
            marked: opened && closed,
            ends,
        });
    }
    if at < paragraph.end {
        pieces.push(plain(at, paragraph.end));
    }
    pieces
}

/// Where quoted words come from, for people: a statement's number, a reader, a name.
pub(super) fn origin(record: &Record, quoted: &Quoted) -> String {
    let name = quoted.speaker.and_then(|id| record.speakers.get(id)).map(|speaker| speaker.name.as_str());
    match (quoted.from, quoted.statement, quoted.comment) {
        (QuotedFrom::Article, Some(statement), _) => (statement + 1).to_string(),
        (QuotedFrom::Article, None, _) => "article".to_owned(),
        (QuotedFrom::Comment, _, Some(comment)) => match author(record, comment) {
            "no name" => "comment".to_owned(),
            author => author.to_owned(),
        },
        (QuotedFrom::Comment, _, None) => "comment".to_owned(),
        (QuotedFrom::Elsewhere, ..) => name.unwrap_or("elsewhere").to_owned(),
    }
}

/// What stands beside the author's name: time, number, votes, badges, removal; in this order, what there is of it.
pub(super) fn about(record: &Record, comment: usize) -> Vec<String> {
    let Some(comment) = record.page.comments.get(comment) else { return Vec::new() };
    let mut about: Vec<String> = comment.number.map(|number| format!("#{number}")).into_iter().collect();
    about.extend(comment.posted.clone());
    about.extend(comment.votes.map(|votes| super::marks::count_signed(votes, "vote")));
    about.extend(comment.badges.iter().cloned());
    about.extend(comment.removed.then(|| "removed".to_owned()));
    about
}

/// Whom a comment answers, for people, beyond what the tree shows: `Ann Vane (address)`, names of no comment.
pub(super) fn answers(record: &Record, comment: usize, hidden: bool) -> Vec<(Option<Parent>, String)> {
    let shown = parent(record, comment).filter(|parent| hidden || !is_plain(parent));
    let known = shown
        .map(|parent| (Some(parent), format!("{} ({})", called(record, parent.comment), parent.how.name())));
    let strangers = record.thread.get(comment).map_or(&[][..], |reply| &reply.answers);
    known.into_iter().chain(strangers.iter().map(|name| (None, name.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::record;

    #[test]
    fn answers_stand_beneath_what_they_answer() {
        let record = record(
            "Quay\n\n---\n\nAnn Vane: One.\n\nBo: Two.\n\n{^0} Cy: Three.\n\nDi: @Ann Vane four.\n\n{^2} Ed: Five.",
            &[],
        );
        let order: Vec<(usize, usize)> =
            tree(&record).iter().map(|node| (node.comment, node.depth)).collect();
        assert_eq!(order, [(0, 0), (2, 1), (4, 2), (3, 1), (1, 0)]);
        assert_eq!(answers(&record, 2, false), []);
        assert_eq!(answers(&record, 3, false)[0].1, "Ann Vane (mention)");
    }

    #[test]
    fn a_thousand_levels() {
        let comments: Vec<String> =
            (0..1000usize).map(|i| format!("{{^{}}} Ann: So.", i.saturating_sub(1))).collect();
        let mut record = record(&format!("Quay\n\n---\n\n{}", comments.join("\n\n")), &[]);
        record.page.comments[0].parent = None;
        record.thread[0].parent = None;
        assert_eq!(tree(&record).last(), Some(&Node { comment: 999, depth: 999 }));
    }

    #[test]
    fn a_circle_is_no_tree() {
        let mut record = record("Quay\n\n---\n\nAnn: One.\n\nBo: Two.", &[]);
        record.thread[0].parent = Some(Parent { comment: 1, how: How::Link, probability: 1.0 });
        assert_eq!(tree(&record).len(), 2);
    }
}
