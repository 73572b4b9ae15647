//! The readers' comments in the terminal view: a tree, with what each comment quotes.

use super::{View, speaker_color};
use crate::write::marks;
use crate::write::thread::{self, Node, Piece};
use crate::write::wrap::{Paragraph, one_line, width_of};
use crate::{CommentGroup, Quoted};
use anstyle::Style;

/// Columns that an answer stands further in than what it answers.
const STEP: usize = 2;
/// Deeper answers stand no further in, and say whom they answer.
const DEEPEST: usize = 8;
/// Columns that are left for the words, however deep.
const NARROWEST: usize = 32;

impl View<'_> {
    pub(super) fn comments(&self, lines: &mut Vec<String>) {
        let comments = &self.record.page.comments;
        let quoted = comments.iter().filter(|comment| comment.group == CommentGroup::Quoted).count();
        let mut group = None;
        for node in thread::tree(self.record) {
            let own = comments[node.comment].group;
            if node.depth == 0 && group != Some(own) {
                group = Some(own);
                let heading = match own {
                    CommentGroup::Quoted => {
                        format!("{} quoted by the page", marks::count(quoted, "comment"))
                    }
                    CommentGroup::Own => marks::count(comments.len() - quoted, "comment"),
                };
                lines.push(self.paint(&one_line(&heading, self.width), Style::new().bold()));
                lines.push(String::new());
            }
            self.comment(lines, node);
        }
    }

    fn comment(&self, lines: &mut Vec<String>, node: Node) {
        let deepest = DEEPEST.min(self.width.saturating_sub(NARROWEST) / STEP);
        let indent = " ".repeat(STEP * node.depth.min(deepest));
        let width = self.width - indent.len();
        lines.push(format!("{indent}{}", self.head(node, width)));
        let answers = thread::answers(self.record, node.comment, node.depth > deepest);
        if !answers.is_empty() {
            let names: Vec<String> = answers.into_iter().map(|(_, name)| name).collect();
            let answers = one_line(&format!("↳ answers {}", names.join(", ")), width);
            lines.push(format!("{indent}{}", self.dim(&answers)));
        }
        for (i, &paragraph) in self.record.page.comments[node.comment].words.iter().enumerate() {
            if i > 0 {
                lines.push(format!("{indent}{}", self.dim("│")));
            }
            let mut shown = Paragraph::new(&self.record.page.text, paragraph, true);
            for piece in thread::pieces(self.record, node.comment, paragraph) {
                self.piece(&mut shown, piece);
            }
            let wrapped = shown.wrap(width.saturating_sub(2), self.color);
            lines.extend(wrapped.into_iter().map(|line| format!("{indent}{}{}", self.dim("│ "), line.text)));
        }
        lines.push(String::new());
    }

    /// The author's name and what else is known.
    fn head(&self, node: Node, width: usize) -> String {
        let name = one_line(thread::author(self.record, node.comment), width);
        let about = thread::about(self.record, node.comment).join(" · ");
        let room = width - width_of(&name);
        let about = if room > 8 && !about.is_empty() {
            format!(" {}", one_line(&format!("· {about}"), room - 1))
        } else {
            String::new()
        };
        format!("{}{}", self.paint(&name, Style::new().bold()), self.dim(&about))
    }

    fn piece(&self, paragraph: &mut Paragraph, piece: Piece) {
        let Some(quoted) = piece.quoted else { return paragraph.words(piece.span, Style::new()) };
        let style = self.quoted_style(quoted);
        let brackets = !self.color && !piece.marked;
        if brackets {
            paragraph.sign_before("[", style);
        }
        paragraph.words(piece.span, style);
        if brackets {
            paragraph.sign_after("]", style);
        }
        if piece.ends {
            let origin = one_line(&thread::origin(self.record, quoted), self.width / 3);
            paragraph.sign_after(&format!(" → {origin}"), style.bold());
        }
    }

    fn quoted_style(&self, quoted: &Quoted) -> Style {
        let rank = quoted.statement.and_then(|statement| self.cast.first_rank(statement));
        match rank {
            Some(rank) => Style::new().fg_color(Some(speaker_color(rank))),
            None => Style::new().italic(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Record;
    use crate::answer::tests::record;
    use crate::write::Part;
    use crate::write::terminal::{TerminalOptions, view, view_of};
    use crate::write::wrap::width_of;

    fn crane() -> Record {
        record(include_str!("../testdata/thread.txt"), &["Ada Quist"])
    }

    fn shown(record: &Record, width: usize) -> String {
        view(record, &TerminalOptions { width, color: false })
    }

    #[test]
    fn a_thread() {
        insta::assert_snapshot!(shown(&crane(), 80));
    }

    #[test]
    fn a_narrow_thread() {
        insta::assert_snapshot!(shown(&crane(), 36));
    }

    #[test]
    fn a_thread_in_colour() {
        let shown = view(&crane(), &TerminalOptions { width: 80, color: true });
        insta::assert_snapshot!(shown.replace('\x1b', "␛"));
    }

    #[test]
    fn one_part_alone() {
        let options = TerminalOptions { width: 80, color: false };
        let comments = view_of(&crane(), &options, Part::Comments);
        assert!(comments.contains("Two Left Feet") && !comments.contains("Old crane to go"), "{comments}");
        let article = view_of(&crane(), &options, Part::Article);
        assert!(article.contains("Old crane to go") && !article.contains("Two Left Feet"), "{article}");
        assert!(article.contains("1 statement"), "{article}");
    }

    #[test]
    fn no_line_is_too_wide_however_deep() {
        let deep: Vec<String> = (0..300usize)
            .map(|i| match i.checked_sub(1) {
                Some(parent) => {
                    format!("{{^{parent}}} Ann Vane the {i}th: So it goes, and on and on it goes.")
                }
                None => "Ann: So.".to_owned(),
            })
            .collect();
        let deep = record(&format!("Quay\n\n---\n\n{}", deep.join("\n\n")), &[]);
        for record in [crane(), deep] {
            for width in (20..100).step_by(7) {
                let shown = shown(&record, width);
                let widest = shown.lines().map(width_of).max().unwrap_or(0);
                assert!(widest <= width, "{widest} > {width}:\n{shown}");
            }
        }
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        let mut record = record("Quay\n\n---\n\nAnn: One.\n\nBo: @Ann two.", &[]);
        record.page.comments[0].author = Some("\u{1b}]0;x\u{7}\u{202e}Eve\n".to_owned());
        record.page.comments[0].badges = vec!["\u{9b}2J".to_owned()];
        record.page.comments[0].posted = Some("\u{1b}[31m".to_owned());
        record.thread[1].answers = vec!["\u{202e}\u{1b}Eve".to_owned()];
        let shown = shown(&record, 60);
        let steers = |c: char| (c.is_control() && c != '\n') || crate::write::wrap::turns_text(c);
        assert!(!shown.contains(steers), "{shown:?}");
    }
}
