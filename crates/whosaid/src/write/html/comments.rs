//! The readers' comments in the HTML view: a tree, with links to what is answered and quoted, and back.
//!
//! The tree is one flat row of elements that stand further in the deeper they are: browsers do not nest a thousand lists.

use super::{Sheet, escape};
use crate::write::marks::{self, Mark, Role, Stretch};
use crate::write::thread::{self, Node, Piece};
use crate::{BlockKind, CommentGroup, QuotedFrom, Record, Span};
use std::fmt::Write;

/// Deeper answers stand no further in, and say whom they answer.
const DEEPEST: usize = 8;
/// Comments that are named beside a statement which they quote.
const MOST_NAMED: usize = 5;

impl Sheet<'_> {
    pub(super) fn comments(&mut self) {
        let comments = &self.record.page.comments;
        if comments.is_empty() {
            return;
        }
        self.push("<section id=\"comments\" aria-labelledby=\"comments-title\">\n");
        let heading = marks::count(comments.len(), "comment");
        let _ = writeln!(self.out, "<h2 id=\"comments-title\">{heading}</h2>");
        let mixed = comments.iter().any(|comment| comment.group != comments[0].group);
        let mut group = None;
        for node in thread::tree(self.record) {
            let own = self.record.page.comments[node.comment].group;
            if mixed && node.depth == 0 && group != Some(own) {
                group = Some(own);
                let name = match own {
                    CommentGroup::Quoted => "Readers whom the page quotes",
                    CommentGroup::Own => "The page’s readers",
                };
                let _ = writeln!(self.out, "<h3>{name}</h3>");
            }
            self.comment(node);
        }
        self.push("</section>\n");
    }

    fn comment(&mut self, node: Node) {
        let n = node.comment + 1;
        let depth = node.depth.min(DEEPEST);
        let author = escape(thread::author(self.record, node.comment));
        let about = thread::about(self.record, node.comment);
        let about: String = about.iter().map(|about| format!(" · <bdi>{}</bdi>", escape(about))).collect();
        let _ = write!(
            self.out,
            "<div class=\"reader\" id=\"c{n}\" style=\"--d:{depth}\">\n<p class=\"about\"><strong><bdi>{author}</bdi></strong>{about}"
        );
        for (parent, name) in thread::answers(self.record, node.comment, node.depth > DEEPEST) {
            let name = escape(&name);
            let _ = match parent {
                Some(parent) => write!(
                    self.out,
                    " · <a href=\"#c{}\">↳ answers <bdi>{name}</bdi></a>",
                    parent.comment + 1
                ),
                None => write!(self.out, " · ↳ answers <bdi>{name}</bdi>"),
            };
        }
        self.push("</p>\n");
        for &paragraph in &self.record.page.comments[node.comment].words {
            self.push("<p dir=\"auto\">");
            for piece in thread::pieces(self.record, node.comment, paragraph) {
                self.piece(piece);
            }
            self.push("</p>\n");
        }
        self.push("</div>\n");
    }

    fn piece(&mut self, piece: Piece) {
        let Some(quoted) = piece.quoted else { return self.words(piece.span) };
        let class = match quoted.statement {
            Some(statement) => self.classes(&[statement]),
            None => self.color(None),
        };
        let _ = write!(self.out, "<mark class=\"{class}\">");
        self.words(piece.span);
        if piece.ends {
            let origin = escape(&thread::origin(self.record, quoted));
            let place = match (quoted.from, quoted.statement, quoted.comment) {
                (QuotedFrom::Article, Some(statement), _) => Some(format!("s{}", statement + 1)),
                (QuotedFrom::Article, None, _) if self.part.has_article() => {
                    quoted.target.and_then(|target| self.anchor(target.start))
                }
                (QuotedFrom::Comment, _, Some(comment)) => Some(format!("c{}", comment + 1)),
                _ => None,
            };
            let _ = match place {
                Some(place) => write!(self.out, "<a class=\"n\" href=\"#{place}\">→ <bdi>{origin}</bdi></a>"),
                None => write!(self.out, "<span class=\"n\">→ <bdi>{origin}</bdi></span>"),
            };
        }
        self.push("</mark>");
    }

    /// The words of `span` with the mentions in it.
    fn words(&mut self, span: Span) {
        let text = &self.record.page.text;
        let from = self.in_comments.partition_point(|mark| mark.span.start < span.start);
        let marks = self.in_comments.get(from..).unwrap_or_default().iter();
        let inside: Vec<Mark> = marks.take_while(|mark| mark.span.end <= span.end).cloned().collect();
        let mut at = span.start;
        for mark in inside {
            let Role::Mention(speaker) = mark.role else { continue };
            self.push(&escape(Span::new(at, mark.span.start).of(text)));
            self.open_mention(&mark, speaker, false);
            self.push(&escape(mark.span.of(text)));
            self.close_mention(&mark, speaker, false);
            at = mark.span.end;
        }
        self.push(&escape(Span::new(at, span.end).of(text)));
    }

    /// The anchor of the block at `offset`, which is quoted though nobody says it there.
    pub(super) fn anchor(&self, offset: usize) -> Option<String> {
        let upto = self.record.page.blocks.partition_point(|block| block.span.start <= offset);
        let block = self.record.page.blocks.get(upto.checked_sub(1)?)?;
        Some(format!("b{}", block.span.start))
    }

    /// Links to the comments that quote statement `i`.
    pub(super) fn quoted_by(&self, i: usize) -> String {
        let by = self.quoted.get(i).map_or(&[][..], Vec::as_slice);
        if by.is_empty() {
            return String::new();
        }
        let link = |&comment: &usize| {
            let author = escape(thread::author(self.record, comment));
            format!("<a href=\"#c{}\"><bdi>{author}</bdi></a>", comment + 1)
        };
        let named: Vec<String> = by.iter().take(MOST_NAMED).map(link).collect();
        let more = by.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(" <small class=\"about\">quoted by {}{more}</small>", named.join(", "))
    }
}

/// The mentions in the words of comments that are shown as a tree. Each lies within one piece of a paragraph and none
/// overlaps another: the first of those that do is shown.
pub(super) fn mentions(record: &Record, stretches: &[Stretch]) -> Vec<Mark> {
    let comments = record.page.comments.iter().enumerate();
    let paragraphs = comments.flat_map(|(i, comment)| comment.words.iter().map(move |&words| (i, words)));
    let mut pieces: Vec<Span> = paragraphs
        .flat_map(|(i, words)| thread::pieces(record, i, words).into_iter().map(|piece| piece.span))
        .collect();
    pieces.sort_unstable();
    let within = |span: Span| {
        let upto = pieces.partition_point(|piece| piece.start <= span.start);
        upto.checked_sub(1).and_then(|last| pieces.get(last)).is_some_and(|piece| piece.contains(span))
    };
    let in_comments = stretches.iter().filter(|stretch| stretch.kind == BlockKind::Comment);
    let mut shown: Vec<Mark> = Vec::new();
    for mark in in_comments.flat_map(|stretch| &stretch.marks) {
        let is_mention = matches!(mark.role, Role::Mention(_)) && mark.head;
        let free = shown.last().is_none_or(|last| last.span.end <= mark.span.start);
        if is_mention && free && within(mark.span) {
            shown.push(mark.clone());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use crate::Span;
    use crate::answer::tests::record;
    use crate::write::Part;
    use crate::write::html::{page, page_of};

    #[test]
    fn a_thread() {
        let html = page(&record(include_str!("../testdata/thread.txt"), &["Ada Quist"]));
        let (_, body) = html.split_once("<body>").expect("a body");
        insta::assert_snapshot!(body);
    }

    #[test]
    fn every_link_leads_somewhere() {
        let record = record(include_str!("../testdata/thread.txt"), &["Ada Quist"]);
        for part in [Part::Whole, Part::Article, Part::Comments] {
            let html = page_of(&record, part);
            for link in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(html.contains(&format!("id=\"{link}\"")), "{part:?}: #{link}");
            }
        }
    }

    #[test]
    fn mentions_in_comments_light_up_too() {
        let mut record = record(
            "Quay\n\n“No,” said Ada Quist.\n\n---\n\nBo: I met Ada Quist, and Quist’s dog.",
            &["Ada Quist"],
        );
        let text = record.page.text.clone();
        let names = text.match_indices("Quist").map(|(at, name)| Span::new(at, at + name.len()));
        record.speakers[0].mentions = names.collect();
        let html = page(&record);
        assert_eq!(html.matches("class=\"m m0 ").count(), 3);
        for place in ["id=\"m0-2\"", "href=\"#m0-3\"", "3 mentions"] {
            assert!(html.contains(place), "{place}: {html}");
        }
        let article = page_of(&record, Part::Article);
        assert!(article.contains("1 mention<") && !article.contains("m0-2"), "{article}");
    }

    #[test]
    fn nothing_of_a_comment_is_obeyed() {
        let evil = "<script>alert(1)</script>\"'\u{0}";
        let mut record = record("Quay\n\n---\n\nAnn: <img src=x onerror=alert(1)>\n\nBo: @Ann “two”.", &[]);
        let comment = &mut record.page.comments[0];
        comment.author = Some(evil.to_owned());
        comment.posted = Some(evil.to_owned());
        comment.badges = vec![evil.to_owned()];
        record.thread[1].answers = vec![evil.to_owned()];
        let html = page(&record);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains('\0'), "{html}");
    }
}
