//! Which words of a comment are shown as somebody else's: by quotation marks, or by the page's form.
//!
//! A page that quotes its readers puts each comment within marks; those enclose the comment and quote nothing.

use crate::segment::quotations;
use crate::{Comment, CommentGroup, Page, Span};

/// A group with fewer comments than this tells nothing about how the page writes its comments.
const FEWEST: usize = 3;
const OPENING: [char; 5] = ['“', '"', '„', '«', '‟'];
const CLOSING: [char; 4] = ['”', '"', '“', '»'];

/// Words that are shown as quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    /// The words, one span for each line where the page's form marks them.
    pub(super) lines: Vec<Span>,
    /// The words with the marks that enclose them.
    pub(super) outer: Span,
    /// The paragraph they stand in, without marks that enclose the comment.
    pub(super) paragraph: Span,
    pub(super) kind: Kind,
    /// Whose words they are, where the page's form tells.
    pub(super) name: Option<String>,
}

/// How words are shown as quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Within quotation marks.
    Marks,
    /// After a mark that nothing closes.
    Unclosed,
    /// A `blockquote`, or lines that start with `>`.
    Form,
}

impl Marked {
    /// All of it, without the marks.
    pub(super) fn inside(&self) -> Span {
        self.lines.iter().copied().reduce(Span::cover).unwrap_or_default()
    }
}

/// What `comment` shows as quoted, in order; `wrapped` as [`wrapped_groups`] tells of its group.
pub(super) fn marked(page: &Page, comment: &Comment, wrapped: bool) -> Vec<Marked> {
    let mut found = form(page, comment);
    let by_form = found.len();
    for paragraph in own_paragraphs(page, comment, wrapped) {
        for quotation in quotations(&page.text, paragraph).iter().filter(|q| q.depth == 0) {
            let inside = quotation.inside().trim(&page.text);
            if inside.is_empty() || found.iter().take(by_form).any(|form| form.inside().overlaps(inside)) {
                continue;
            }
            let kind = if quotation.close.is_some() { Kind::Marks } else { Kind::Unclosed };
            found.push(Marked { lines: vec![inside], outer: quotation.span, paragraph, kind, name: None });
        }
    }
    found.sort_by_key(|marked| marked.outer);
    found
}

/// What the page's form marks: lines that follow one another are one quotation.
fn form(page: &Page, comment: &Comment) -> Vec<Marked> {
    let mut found: Vec<Marked> = Vec::new();
    for quote in comment.quotes.iter().filter(|quote| !quote.span.is_empty()) {
        if let Some(last) = found.last_mut() {
            let between = Span::new(last.outer.end, quote.span.start).of(&page.text);
            let joined = between.chars().all(|c| c.is_whitespace() || matches!(c, '>' | '|'));
            if joined && last.outer.end <= quote.span.start && last.name == quote.name {
                last.lines.push(quote.span);
                last.outer.end = quote.span.end;
                continue;
            }
        }
        let (outer, name) = (quote.span, quote.name.clone());
        let paragraph = comment.words.iter().copied().find(|words| words.overlaps(outer)).unwrap_or(outer);
        found.push(Marked { lines: vec![outer], outer, paragraph, kind: Kind::Form, name });
    }
    found
}

/// For the readers whom the page quotes and for its own, whether each comment stands within marks.
pub(super) fn wrapped_groups(page: &Page) -> impl Fn(CommentGroup) -> bool {
    let share = |group| {
        let of_group = page.comments.iter().filter(|c| c.group == group && !c.words.is_empty());
        let wrapped = of_group.clone().filter(|comment| is_wrapped(page, comment)).count();
        let all = of_group.count();
        (group == CommentGroup::Quoted || all >= FEWEST) && 2 * wrapped > all
    };
    let (quoted, own) = (share(CommentGroup::Quoted), share(CommentGroup::Own));
    move |group| if group == CommentGroup::Quoted { quoted } else { own }
}

fn is_wrapped(page: &Page, comment: &Comment) -> bool {
    let first = comment.words.first().is_some_and(|p| p.of(&page.text).trim_start().starts_with(OPENING));
    let last = comment.words.last().is_some_and(|p| p.of(&page.text).trim_end().ends_with(CLOSING));
    first && last
}

/// The paragraphs of a comment without the marks that enclose it.
pub(super) fn own_paragraphs(page: &Page, comment: &Comment, wrapped: bool) -> Vec<Span> {
    let paragraphs = comment.words.iter().map(|span| span.trim(&page.text));
    if !wrapped || !is_wrapped(page, comment) {
        return paragraphs.collect();
    }
    let mut each = false;
    let count = comment.words.len();
    paragraphs
        .enumerate()
        .map(|(i, span)| {
            let marks = Marks::of(span.of(&page.text));
            let both = marks.opens && marks.closes && marks.pairs();
            if i == 0 {
                each = both;
            }
            let ends = if both {
                // The last paragraph closes what the first one opened.
                let whole = each || i + 1 == count;
                (whole, whole)
            } else {
                (marks.opens && marks.surplus(true), marks.closes && marks.surplus(false))
            };
            marks.without(&page.text, span, ends)
        })
        .collect()
}

/// The double marks of a paragraph.
struct Marks {
    opens: bool,
    closes: bool,
    opening: usize,
    closing: usize,
    straight: usize,
}

impl Marks {
    fn of(text: &str) -> Marks {
        let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
        Marks {
            opens: text.starts_with(OPENING),
            closes: text.ends_with(CLOSING) && text.chars().nth(1).is_some(),
            opening: count(&['“', '„', '«', '‟']),
            closing: count(&['”', '»']),
            straight: count(&['"']),
        }
    }

    /// Whether every mark has its partner.
    fn pairs(&self) -> bool {
        self.opening == self.closing && self.straight.is_multiple_of(2)
    }

    /// Whether there are more opening than closing marks, or the other way round.
    fn surplus(&self, of_opening: bool) -> bool {
        let more = if of_opening { self.opening > self.closing } else { self.closing > self.opening };
        more || !self.straight.is_multiple_of(2)
    }

    fn without(&self, text: &str, span: Span, (first, last): (bool, bool)) -> Span {
        let inside = span.of(text);
        let start = inside.chars().next().filter(|_| first).map_or(0, char::len_utf8);
        let end = inside.chars().next_back().filter(|_| last).map_or(0, char::len_utf8);
        Span::new(span.start + start, span.end.saturating_sub(end)).trim(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::testing;

    fn shown(group: &str, comment: &str) -> Vec<String> {
        let page = testing::page(&format!("Headline\n\n---\n\n{group}: {comment}"));
        let wrapped = wrapped_groups(&page);
        let comment = &page.comments[0];
        let found = marked(&page, comment, wrapped(comment.group));
        found
            .iter()
            .map(|m| {
                let lines: Vec<&str> = m.lines.iter().map(|line| line.of(&page.text)).collect();
                format!("{:?} {}", m.kind, lines.join(" / "))
            })
            .collect()
    }

    #[test]
    fn marks_that_enclose_the_comment_quote_nothing() {
        assert_eq!(shown("{quoted} Jo", "“One.|Quist: “a slow boat”.|Two.”"), ["Marks a slow boat"]);
        assert_eq!(
            shown("{quoted} Jo", "“He said “peace order” twice.”|“And ‘so on’ – no.”"),
            ["Marks peace order", "Marks so on"]
        );
        assert_eq!(shown("{quoted} Jo", "\"It is \"late\" now.\""), ["Marks late"]);
        assert_eq!(shown("{quoted} Jo", "“One.|“Two.|“Three “four” five.”"), ["Marks four"]);
    }

    #[test]
    fn a_comment_within_marks_is_a_quotation_where_others_have_none() {
        assert_eq!(shown("Jo", "“We shall not rush it.”|Really?"), ["Marks We shall not rush it."]);
        assert_eq!(shown("Jo", "“We shall not rush it.”"), ["Marks We shall not rush it."]);
    }

    #[test]
    fn a_lost_mark() {
        assert_eq!(
            shown("Jo", "He said “we shall not rush it. Really?"),
            ["Unclosed we shall not rush it. Really?"]
        );
    }

    #[test]
    fn the_form_tells() {
        assert_eq!(
            shown("Jo", "> We shall “not” rush|> it at all|Really?"),
            ["Form We shall “not” rush / it at all"]
        );
    }
}
