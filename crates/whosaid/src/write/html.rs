//! Record ─► one self-contained HTML page: nothing is fetched, no script runs.
//!
//! The page stands with its blocks; every statement is marked in place in its
//! speaker's colour, and told apart without colour too: content has a solid
//! underline (wavy where the speaker is doubtful), source a double one in bold, cue a dotted one in italics. Statements
//! are numbered from 1 and carry their speaker's letter; number 3 is the anchor `#s3`, and pointing at it shows the
//! speaker, the probability and the evidence. Above the page one speaker can be picked, whose mentions and statements
//! light up. Beside the page stand the speakers, with what each of them said and why that is known, with links to the
//! places. Beneath the article stand the comments as a tree; number 5 is the anchor `#c5`, and links lead
//! from what a comment quotes to the statement and back.
//!
//! Everything that comes from the page is escaped, and a content security policy
//! forbids the page to load or run anything even if an escape were forgotten.

mod comments;
mod list;
mod mentions;
mod picker;
#[cfg(test)]
mod tests;

use super::Part;
use super::cast::{self, Cast, percent};
use super::marks::{self, Event, Mark, Role, Stretch};
use super::thread;
use crate::{BlockKind, QuotedFrom, Record};
use mentions::Mentions;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

/// The page for the browser.
///
/// ```
/// use whosaid::{Page, Reader, write::html};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let record = Reader::new()?.read(&Page::from_text("Tom & Jerry\n\nThe film opens at eight."));
/// assert!(html::page(&record).contains("<h1 dir=\"auto\">Tom &amp; Jerry</h1>"));
/// # Ok(()) }
/// ```
pub fn page(record: &Record) -> String {
    page_of(record, Part::Whole)
}

/// A part of the page for the browser.
pub fn page_of(record: &Record, part: Part) -> String {
    // Without the article there is nothing that a link to a statement could lead to.
    let record = &*if part == Part::Comments { super::part_of(record, part) } else { Cow::Borrowed(record) };
    let cast = Cast::new(record);
    let quoted = if part.has_comments() { thread::quoted_by(record) } else { Vec::new() };
    let named: Vec<usize> = cast.said.iter().map(|said| said.speaker).collect();
    let mut stretches = marks::stretches_with_mentions(record, &named);
    let in_comments = if part.has_comments() { comments::mentions(record, &stretches) } else { Vec::new() };
    stretches.retain(|stretch| part.shows(record, stretch.kind));
    let mut sheet = Sheet {
        record,
        part,
        mentions: Mentions::new(&cast, &stretches, &in_comments),
        in_comments,
        cast,
        quoted,
        targets: HashSet::new(),
        out: String::with_capacity(16 * 1024),
    };
    sheet.targets = sheet.targets();
    sheet.head();
    sheet.picker();
    sheet.push("<div class=\"sheet\">\n<main id=\"page\">\n<article>\n");
    for group in stretches.chunk_by(|a, b| (a.kind, b.kind) == (BlockKind::List, BlockKind::List)) {
        sheet.group(group);
    }
    sheet.push("</article>\n");
    if part.has_comments() {
        sheet.comments();
    }
    sheet.push("</main>\n");
    if part.has_article() {
        sheet.speakers();
    }
    sheet.push("</div>\n");
    sheet.foot();
    sheet.out
}

struct Sheet<'r> {
    record: &'r Record,
    cast: Cast<'r>,
    mentions: Mentions,
    /// Those in readers' words, in order, not overlapping.
    in_comments: Vec<Mark>,
    part: Part,
    /// For each statement the comments that quote it.
    quoted: Vec<Vec<usize>>,
    /// Anchors of blocks that comments quote though nobody says their words.
    targets: HashSet<String>,
    out: String,
}

impl Sheet<'_> {
    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn targets(&self) -> HashSet<String> {
        let quotations = self.record.thread.iter().flat_map(|reply| &reply.quotations);
        let unsaid = quotations.filter(|q| q.from == QuotedFrom::Article && q.statement.is_none());
        unsaid.filter_map(|quoted| self.anchor(quoted.target?.start)).collect()
    }

    fn head(&mut self) {
        let page = &self.record.page;
        let title = escape(page.title.as_deref().unwrap_or(&page.id));
        let summary = summary(self.record, &self.cast, self.part);
        let skip = if self.part.has_article() {
            "<a class=\"skip\" href=\"#speakers\">Skip to the speakers</a>\n"
        } else {
            ""
        };
        let _ = write!(
            self.out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"generator\" content=\"whosaid {}\">\n\
             <title>{title} – who said what</title>\n<style>\n{}{}</style>\n</head>\n<body>\n\
             {skip}<header>\n<p>{summary}</p>\n",
            env!("CARGO_PKG_VERSION"),
            include_str!("html.css"),
            picker::rules(self.cast.said.len()),
        );
        if let Some(published) = &page.published {
            let _ = writeln!(self.out, "<p>Published <time>{}</time></p>", escape(published));
        }
        if let Some(url) = &page.url {
            let address = escape(url);
            // Any other scheme (`javascript:`) is shown, but not as a link.
            let html = if url.starts_with("https://") || url.starts_with("http://") {
                format!("<p><a href=\"{address}\" rel=\"noreferrer\">{address}</a></p>\n")
            } else {
                format!("<p>{address}</p>\n")
            };
            self.push(&html);
        }
        if !self.record.statements.is_empty() {
            self.push(
                "<p>Marked: <mark class=\"nobody\">content</mark>, <span class=\"source nobody\">source</span>, \
                 <span class=\"cue nobody\">cue</span>; a letter and a colour for each speaker, <strong>?</strong> where the \
                 speaker is doubtful.</p>\n",
            );
        }
        self.push("</header>\n");
    }

    fn group(&mut self, group: &[Stretch]) {
        let list = group.first().is_some_and(|stretch| stretch.kind == BlockKind::List);
        if list {
            self.push("<ul>\n");
        }
        for stretch in group {
            self.stretch(stretch);
        }
        if list {
            self.push("</ul>\n");
        }
    }

    fn stretch(&mut self, stretch: &Stretch) {
        let (element, class) = match stretch.kind {
            BlockKind::Headline => ("h1", ""),
            BlockKind::Subheading => ("h2", ""),
            BlockKind::Pullquote => ("blockquote", ""),
            BlockKind::List => ("li", ""),
            BlockKind::Paragraph => ("p", ""),
            BlockKind::Standfirst
            | BlockKind::Byline
            | BlockKind::Dateline
            | BlockKind::Caption
            | BlockKind::Comment
            | BlockKind::Boilerplate => ("p", stretch.kind.name()),
        };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let anchor = format!("b{}", stretch.span.start);
        let anchor = if self.targets.contains(&anchor) { format!(" id=\"{anchor}\"") } else { String::new() };
        let _ = write!(self.out, "<{element}{class}{anchor} dir=\"auto\">");
        for event in marks::events(stretch) {
            match event {
                Event::Words(span) => {
                    let words = escape(span.of(&self.record.page.text));
                    self.push(&words);
                }
                Event::Open { mark, again } => self.open(mark, again),
                Event::Close { mark, again } => self.close(mark, again),
            }
        }
        let _ = writeln!(self.out, "</{element}>");
    }

    fn open(&mut self, mark: &Mark, again: bool) {
        if let Role::Mention(speaker) = mark.role {
            return self.open_mention(mark, speaker, again);
        }
        let class = self.classes(&mark.statements);
        let _ = match mark.role {
            Role::Content => {
                let unsure = mark.statements.iter().any(|&i| self.is_doubtful(i));
                let unsure = if unsure { " unsure" } else { "" };
                write!(self.out, "<mark class=\"{class}{unsure}\">")
            }
            Role::Source => {
                let title = escape(&self.title("source", mark));
                write!(self.out, "<span class=\"source {class}\" title=\"{title}\">")
            }
            Role::Cue | Role::Mention(_) => {
                let title = escape(&self.title("cue", mark));
                write!(self.out, "<span class=\"cue {class}\" title=\"{title}\">")
            }
        };
        if mark.role == Role::Content && !again {
            for &i in &mark.statements {
                self.number(i, mark.head);
            }
        }
    }

    /// The number at the head of a content, with what is known of the speaker; the head of the first piece is the
    /// statement's anchor.
    fn number(&mut self, i: usize, head: bool) {
        let Some(statement) = self.record.statements.get(i) else { return };
        let n = i + 1;
        let anchor = if head { format!(" id=\"s{n}\"") } else { String::new() };
        let tags: Vec<String> = self.cast.speakers_of(statement).map(cast::tag).collect();
        let doubt = if self.is_doubtful(i) { "?" } else { "" };
        let about = self.about(i);
        let label = escape(&format!("Statement {n}{}: {about}", if head { "" } else { ", continued" }));
        let class = self.color(self.cast.first_rank(i));
        let _ = write!(
            self.out,
            "<a class=\"n {class}\"{anchor} href=\"#l{n}\" aria-label=\"{label}\">{}{n}{doubt}\
             <span class=\"tip\">{n}: {}</span></a>",
            tags.join("+"),
            escape(&about),
        );
    }

    fn close(&mut self, mark: &Mark, again: bool) {
        match mark.role {
            Role::Content => {}
            Role::Mention(speaker) => return self.close_mention(mark, speaker, again),
            Role::Source | Role::Cue => return self.push("</span>"),
        }
        if !again {
            for i in &mark.statements {
                let _ = write!(self.out, "<span class=\"unseen\"> (end of {}) </span>", i + 1);
            }
        }
        self.push("</mark>");
    }

    fn title(&self, role: &str, mark: &Mark) -> String {
        let of = |&i: &usize| Some(format!("statement {} ({})", i + 1, self.by(i)?));
        let of: Vec<String> = mark.statements.iter().filter_map(of).collect();
        format!("{role} of {}", of.join(" and of "))
    }

    /// Who makes statement `i`, for people.
    fn by(&self, i: usize) -> Option<String> {
        let statement = self.record.statements.get(i)?;
        Some(self.cast.names(statement).unwrap_or_else(|| "speaker not known".to_owned()))
    }

    /// `Anna Lund, 95 %, named “Ms Lund” · direct, 80 % sure to be a statement`.
    fn about(&self, i: usize) -> String {
        let Some(statement) = self.record.statements.get(i) else { return String::new() };
        let known = |one: &crate::Attributed| {
            let name = self.cast.name(one.speaker)?;
            Some(format!("{name}, {}, {}", percent(one.probability), self.cast.why(one)))
        };
        let speakers: Vec<String> = statement.speakers.iter().filter_map(known).collect();
        let speakers = if speakers.is_empty() {
            let may = |one: &crate::Attributed| {
                Some(format!("{} {}", self.cast.name(one.speaker)?, percent(one.probability)))
            };
            let candidates: Vec<String> = statement.candidates.iter().filter_map(may).collect();
            match candidates.is_empty() {
                true => "speaker not known".to_owned(),
                false => format!("nobody sure, perhaps {}", candidates.join(" or ")),
            }
        } else {
            speakers.join("; and ")
        };
        let sure = percent(statement.confidence);
        format!("{speakers} · {}, {sure} sure to be a statement", statement.kind.name())
    }

    fn is_doubtful(&self, i: usize) -> bool {
        let first = self.record.statements.get(i).and_then(|statement| self.cast.first(statement));
        first.is_some_and(cast::is_doubtful)
    }

    /// The classes of what belongs to `statements`: the colour of the first known speaker, and by which speakers it
    /// lights up (`s0`), for sure or perhaps (`q0`).
    fn classes(&self, statements: &[usize]) -> String {
        let mut lit = BTreeSet::new();
        for statement in statements.iter().filter_map(|&i| self.record.statements.get(i)) {
            lit.extend(self.cast.speakers_of(statement).map(|rank| (rank, 's')));
            let candidates = statement.candidates.iter().filter_map(|one| self.cast.rank(one.speaker));
            lit.extend(candidates.map(|rank| (rank, 'q')));
        }
        let mut classes = self.color(statements.iter().find_map(|&i| self.cast.first_rank(i)));
        for (rank, class) in lit {
            let _ = write!(classes, " {class}{rank}");
        }
        classes
    }

    /// The class that gives an element its speaker's colour; after a dozen they come again, with another pattern.
    fn color(&self, rank: Option<usize>) -> String {
        const COLORS: usize = 12;
        let Some(rank) = rank else { return "nobody".to_owned() };
        let pattern = match rank / COLORS {
            0 => "",
            1 => " again",
            _ => " more",
        };
        format!("k{}{pattern}", rank % COLORS)
    }

    fn foot(&mut self) {
        let input = &self.record.page.input;
        let _ = write!(
            self.out,
            "<footer>\n<p>Made by Whosaid {} from {}, SHA-256 <code>{}</code>. A program marked the statements: \
             check what matters against the page.</p>\n</footer>\n</body>\n</html>\n",
            env!("CARGO_PKG_VERSION"),
            escape(&input.name),
            escape(&input.sha256),
        );
    }
}

fn summary(record: &Record, cast: &Cast, part: Part) -> String {
    let comments = marks::count(record.page.comments.len(), "comment");
    if !part.has_article() {
        return comments;
    }
    let shown = part.has_comments() && !record.page.comments.is_empty();
    let comments = if shown { format!(" · <a href=\"#comments\">{comments}</a>") } else { String::new() };
    if record.statements.is_empty() {
        return format!("No statement was found on this page.{comments}");
    }
    let statements = marks::count(record.statements.len(), "statement");
    format!("{statements} by {}{comments}", marks::count(cast.speaking(), "speaker"))
}

/// `text` as the content of an element or of a quoted attribute. Control characters,
/// which HTML does not allow, are shown as `�`.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\r' | '\t' => html.push(c),
            c if c.is_control() => html.push('\u{fffd}'),
            c => html.push(c),
        }
    }
    html
}
