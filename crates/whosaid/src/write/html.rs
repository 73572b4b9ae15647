//! Record ─► one self-contained HTML page: nothing is fetched, no script runs.
//!
//! The page stands with its blocks; every statement is marked in place in its
//! speaker's colour, and told apart without colour too: content has a solid
//! underline, source a double one in bold, cue a dotted one in italics. Statements
//! are numbered from 1; number 3 is the anchor `#s3`. Beside the page stand the
//! speakers, with what each of them said and links to the places. Beneath the
//! article stand the comments as a tree; number 5 is the anchor `#c5`, and links lead
//! from what a comment quotes to the statement and back.
//!
//! Everything that comes from the page is escaped, and a content security policy
//! forbids the page to load or run anything even if an escape were forgotten.

mod comments;

use super::Part;
use super::marks::{self, Event, Mark, Role, Said, Stretch};
use super::thread;
use crate::{BlockKind, QuotedFrom, Record, Speaker};
use std::borrow::Cow;
use std::collections::HashSet;
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
    let said = marks::who_said_what(record);
    let quoted = if part.has_comments() { thread::quoted_by(record) } else { Vec::new() };
    let mut sheet = Sheet {
        record,
        part,
        ranks: marks::ranks(&said, record.statements.len()),
        quoted,
        targets: HashSet::new(),
        out: String::with_capacity(16 * 1024),
    };
    sheet.targets = sheet.targets();
    sheet.head(&said);
    sheet.push("<div class=\"sheet\">\n<main id=\"page\">\n<article>\n");
    let mut stretches = marks::stretches(record);
    stretches.retain(|stretch| part.shows(record, stretch.kind));
    for group in stretches.chunk_by(|a, b| (a.kind, b.kind) == (BlockKind::List, BlockKind::List)) {
        sheet.group(group);
    }
    sheet.push("</article>\n");
    if part.has_comments() {
        sheet.comments();
    }
    sheet.push("</main>\n");
    if part.has_article() {
        sheet.speakers(&said);
    }
    sheet.push("</div>\n");
    sheet.foot();
    sheet.out
}

struct Sheet<'r> {
    record: &'r Record,
    /// Of each statement's speaker; decides the colour.
    ranks: Vec<Option<usize>>,
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

    fn head(&mut self, said: &[Said]) {
        let page = &self.record.page;
        let title = escape(page.title.as_deref().unwrap_or(&page.id));
        let summary = summary(self.record, said, self.part);
        let skip = if self.part.has_article() {
            "<a class=\"skip\" href=\"#speakers\">Skip to the speakers</a>\n"
        } else {
            ""
        };
        let _ = write!(
            self.out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"generator\" content=\"whosaid {}\">\n\
             <title>{title} – who said what</title>\n<style>\n{}</style>\n</head>\n<body>\n\
             {skip}<header>\n<p>{summary}</p>\n",
            env!("CARGO_PKG_VERSION"),
            include_str!("html.css"),
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
                 <span class=\"cue nobody\">cue</span>; one colour for each speaker.</p>\n",
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
        let paint = self.paint(mark.statements.iter().find_map(|&i| self.ranks[i]));
        let title = escape(&self.title(mark));
        let _ = match mark.role {
            Role::Content => write!(self.out, "<mark{paint} title=\"{title}\">"),
            Role::Source => {
                write!(self.out, "<span class=\"source{paint} title=\"{title}\">", paint = join(&paint))
            }
            Role::Cue => {
                write!(self.out, "<span class=\"cue{paint} title=\"{title}\">", paint = join(&paint))
            }
        };
        if mark.role == Role::Content && !again {
            for &i in &mark.statements {
                self.number(i, mark.head);
            }
        }
    }

    /// The number at the head of a content; the head of the first piece is the statement's anchor.
    fn number(&mut self, i: usize, head: bool) {
        let n = i + 1;
        let anchor = if head { format!(" id=\"s{n}\"") } else { String::new() };
        let label =
            escape(&format!("Statement {n}{}: {}", if head { "" } else { ", continued" }, self.by(i)));
        let _ = write!(self.out, "<a class=\"n\"{anchor} href=\"#l{n}\" aria-label=\"{label}\">{n}</a>");
    }

    fn close(&mut self, mark: &Mark, again: bool) {
        if mark.role != Role::Content {
            return self.push("</span>");
        }
        if !again {
            for i in &mark.statements {
                let _ = write!(self.out, "<span class=\"unseen\"> (end of {}) </span>", i + 1);
            }
        }
        self.push("</mark>");
    }

    fn title(&self, mark: &Mark) -> String {
        let role = match mark.role {
            Role::Content => "content",
            Role::Source => "source",
            Role::Cue => "cue",
        };
        let of: Vec<String> =
            mark.statements.iter().map(|&i| format!("statement {} ({})", i + 1, self.by(i))).collect();
        format!("{role} of {}", of.join(" and of "))
    }

    /// `Anna Lund, direct, 93 % sure`.
    fn by(&self, i: usize) -> String {
        let statement = &self.record.statements[i];
        let speaker = marks::speaker_of(self.record, statement);
        let name = speaker.map_or("speaker not known", |id| &self.record.speakers[id].name);
        format!("{name}, {}, {:.0} % sure", statement.kind.name(), 100.0 * statement.confidence)
    }

    /// The attributes that give an element its speaker's colour: the hues lie a golden angle apart.
    fn paint(&self, rank: Option<usize>) -> String {
        match rank {
            Some(rank) => format!(" style=\"--h:{}\"", (210 + rank * 137) % 360),
            None => " class=\"nobody\"".to_owned(),
        }
    }

    fn speakers(&mut self, said: &[Said]) {
        self.push("<aside id=\"speakers\" aria-labelledby=\"speakers-title\" tabindex=\"-1\">\n<h2 id=\"speakers-title\">Who said what</h2>\n");
        if said.is_empty() {
            self.push("<p>No statement was found on this page.</p>\n");
        }
        self.push("<ul>\n");
        for (rank, said) in said.iter().enumerate() {
            self.speaker(rank, said);
        }
        self.push("</ul>\n</aside>\n");
    }

    fn speaker(&mut self, rank: usize, said: &Said) {
        let paint = self.paint(said.speaker.map(|_| rank));
        let statements = marks::count(said.statements.len(), "statement");
        let (name, about) = match said.speaker.map(|id| &self.record.speakers[id]) {
            None => ("Speaker not known".to_owned(), String::new()),
            Some(speaker) => {
                let others = speaker.roles.iter().chain(&speaker.aliases).map(|name| escape(name));
                let about: Vec<String> =
                    std::iter::once(speaker.kind.name().to_owned()).chain(others).collect();
                (
                    escape(&speaker.name),
                    format!(
                        "<p class=\"about\" dir=\"auto\">{}{}</p>\n",
                        about.join(" · "),
                        wikidata(speaker)
                    ),
                )
            }
        };
        let _ = write!(
            self.out,
            "<li><details open{paint}>\n<summary><strong dir=\"auto\">{name}</strong> · {statements}</summary>\n{about}<ol>\n"
        );
        for &i in &said.statements {
            let n = i + 1;
            let statement = &self.record.statements[i];
            let words = escape(&marks::joined(&self.record.page.text, &statement.content));
            let kind = statement.kind.name();
            let quoted = self.quoted_by(i);
            let _ = writeln!(
                self.out,
                "<li class=\"said\" id=\"l{n}\"><a href=\"#s{n}\" aria-label=\"Statement {n}, go to its place\">{n}</a> \
                 <span dir=\"auto\">{words} <small class=\"about\">{kind}</small>{quoted}</span></li>"
            );
        }
        self.push("</ol>\n</details></li>\n");
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

/// The attributes of [`Sheet::paint`] for an element that has opened its class already.
fn join(paint: &str) -> String {
    match paint.strip_prefix(" class=\"") {
        Some(class) => format!(" {class}"),
        None => format!("\"{paint}"),
    }
}

fn summary(record: &Record, said: &[Said], part: Part) -> String {
    let comments = marks::count(record.page.comments.len(), "comment");
    if !part.has_article() {
        return comments;
    }
    let shown = part.has_comments() && !record.page.comments.is_empty();
    let comments = if shown { format!(" · <a href=\"#comments\">{comments}</a>") } else { String::new() };
    if said.is_empty() {
        return format!("No statement was found on this page.{comments}");
    }
    let speakers = said.iter().filter(|said| said.speaker.is_some()).count();
    let statements = marks::count(record.statements.len(), "statement");
    format!("{statements} by {}{comments}", marks::count(speakers, "speaker"))
}

/// A link to the speaker's item in Wikidata, where its number is one.
fn wikidata(speaker: &Speaker) -> String {
    let number = speaker.identifiers.get("wikidata").and_then(|id| id.strip_prefix('Q'));
    let number =
        number.filter(|n| (1..=18).contains(&n.len()) && n.bytes().all(|byte| byte.is_ascii_digit()));
    number.map_or(String::new(), |n| {
        format!(" · <a href=\"https://www.wikidata.org/wiki/Q{n}\" rel=\"noreferrer\">Wikidata Q{n}</a>")
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SpeakerKind;
    use crate::write::testing;
    use proptest::prelude::*;

    /// The page without its style sheet, which would bury the rest.
    fn body(record: &Record) -> String {
        let html = page(record);
        let (_, body) = html.split_once("<body>").expect("a body");
        body.to_owned()
    }

    fn harbour() -> Record {
        testing::harbour().build()
    }

    #[test]
    fn a_whole_page() {
        insta::assert_snapshot!(body(&harbour()));
    }

    #[test]
    fn only_a_number_of_wikidata_is_a_link() {
        let link = |id: &str| {
            let mut record = harbour();
            record.speakers[0].identifiers.insert("wikidata".to_owned(), id.to_owned());
            let body = body(&record);
            assert!(!body.contains("<b>") && !body.contains("javascript"), "{body}");
            body.contains(
                "<a href=\"https://www.wikidata.org/wiki/Q6279\" rel=\"noreferrer\">Wikidata Q6279</a>",
            )
        };
        assert!(link("Q6279"));
        assert!(!["6279", "Q", "Q6279/..", "Q6279\"><b>", "javascript:1", "P6279"].into_iter().any(link));
    }

    #[test]
    fn nothing_of_the_page_is_obeyed() {
        let evil = "<script>alert(\"1\")</script>";
        let mut record = testing::record(&format!(
            "{evil}\n\n[s1:{evil}] [c1:'\"><img src=x onerror=alert(1)>] [t1:\u{0}</mark></style>{evil}]"
        ))
        .speaker(evil, SpeakerKind::Person, &[1])
        .known_as(&[evil], &["\" onmouseover=\"alert(1)"])
        .build();
        record.page.url = Some("javascript:alert(1)".to_owned());
        record.page.published = Some(evil.to_owned());
        record.page.input.name = evil.to_owned();
        let html = page(&record);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("\" onmouseover"));
        assert!(!html.contains("href=\"javascript") && !html.contains('\0'));
        insta::assert_snapshot!(body(&record));
    }

    #[test]
    fn right_to_left_and_wide_characters() {
        let record = testing::record(
            "الجسر يفتح مبكرا\n\n[c1:قالت] [s1:ليلى]: [t1:“الجسر جاهز.”]\n\n[s2:林さん]は[t2:「五月です👩‍👩‍👧‍👦」]と[c2:述べた]。",
        )
        .speaker("ليلى", SpeakerKind::Person, &[1])
        .build();
        insta::assert_snapshot!(body(&record));
    }

    #[test]
    fn a_page_without_statements_says_so() {
        let html = body(&testing::record("Rain expected").build());
        assert!(html.contains("No statement was found on this page."));
    }

    /// Every element that is opened inside the body is closed in turn.
    fn nests(html: &str) -> bool {
        let mut open = Vec::new();
        for tag in html.split('<').skip(1) {
            let name: String = tag.chars().take_while(|c| c.is_alphanumeric() || *c == '/').collect();
            match name.strip_prefix('/') {
                None => open.push(name),
                Some("body" | "html") => {}
                Some(closed) if open.pop().as_deref() == Some(closed) => {}
                Some(_) => return false,
            }
        }
        open.is_empty()
    }

    proptest! {
        #[test]
        fn any_spans_nest(spans in prop::collection::vec((0usize..420, 0usize..120, 0usize..3), 0..24)) {
            let mut record = harbour();
            for (i, (start, length, role)) in spans.into_iter().enumerate() {
                let span = crate::Span::new(start, start + length);
                let statement = &mut record.statements[i % 7];
                [&mut statement.content, &mut statement.source, &mut statement.cue][role].push(span);
            }
            let html = body(&record);
            prop_assert!(nests(&html), "{html}");
            // The words are all there, in order, whatever the marks.
            let article = html.split_once("<article>").and_then(|(_, rest)| rest.split_once("</article>"));
            let words = without_tags(article.expect("an article").0);
            let page: String = record.page.text.split_whitespace().collect();
            prop_assert_eq!(words, page);
        }
    }

    /// The article's own words: no tags, no numbers, nothing unseen, no white space.
    fn without_tags(html: &str) -> String {
        let mut words = String::new();
        let mut skipped = false;
        for piece in html.split('<').skip(1) {
            let Some((tag, text)) = piece.split_once('>') else { continue };
            skipped = tag.starts_with("a class=\"n\"")
                || tag.contains("unseen")
                || (skipped && !tag.starts_with('/'));
            if !skipped {
                words.extend(text.split_whitespace());
            }
        }
        words.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"")
    }
}
