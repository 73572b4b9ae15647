//! Record ─► the terminal view: the page with every statement marked in place,
//! the readers' comments as a tree, then the speakers and what each of them said.
//!
//! A small raised letter and number stand at the head of every content and of its source: the speaker's tag and the
//! statement's number in the list below, with a question mark where the speaker is doubtful. With colour, the
//! speaker's colour marks the words (source bold, cue underlined, content plain; italic when nobody is known to
//! have said it). Without, `{source}`, `‹cue›` and `[content]` do, so that a pipe,
//! a log and a reader who sees no colours lose nothing.
//!
//! What a comment quotes is followed by an arrow to the statement's number, the reader
//! or the name that it comes from; brackets stand around it where the text has no marks.
//!
//! Text is reflowed, never reworded; characters that could steer the terminal are
//! shown as `�`. No line is wider than asked for, save where a single character is.

mod comments;
mod list;

use super::Part;
use super::cast::{self, Cast};
use super::marks::{self, Event, Mark, Role, Stretch};
use super::thread;
use super::wrap::{Paragraph, one_line, width_of};
use crate::{BlockKind, Record};
use anstyle::{Ansi256Color, Color, Style};

/// How the terminal view is laid out.
///
/// ```
/// use whosaid::{Page, Reader, write::terminal::{TerminalOptions, view}};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let record = Reader::new()?.read(&Page::from_text("The tide table"));
/// let shown = view(&record, &TerminalOptions { width: 60, color: false });
/// assert!(shown.contains("No statement was found on this page."));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Columns that the view may fill, margin included; less than 20 counts as 20.
    pub width: usize,
    /// Whether to use colours and type styles (ANSI escape sequences).
    pub color: bool,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        TerminalOptions { width: 80, color: false }
    }
}

const MARGIN: &str = "  ";
/// Colours of the speakers, in turn, of the 256 that terminals have. On black and on white each has a contrast of 4 to 1
/// or more, and those who see few colours tell any two of them apart by lightness or hue.
const PALETTE: [Ansi256Color; 6] = [
    Ansi256Color(30),
    Ansi256Color(130),
    Ansi256Color(164),
    Ansi256Color(99),
    Ansi256Color(161),
    Ansi256Color(97),
];

/// The view of `record`, ending with a line break.
pub fn view(record: &Record, options: &TerminalOptions) -> String {
    view_of(record, options, Part::Whole)
}

/// The view of a part of `record`, ending with a line break.
pub fn view_of(record: &Record, options: &TerminalOptions, part: Part) -> String {
    let view = View {
        record,
        cast: Cast::new(record),
        quoted: thread::quoted_by(record).iter().map(Vec::len).collect(),
        width: options.width.max(20) - 2 * MARGIN.len(),
        color: options.color,
    };
    let mut lines = Vec::new();
    for stretch in marks::stretches(record).iter().filter(|stretch| part.shows(record, stretch.kind)) {
        view.stretch(&mut lines, stretch);
    }
    if part.has_comments() {
        view.comments(&mut lines);
    }
    if part.has_article() {
        view.list(&mut lines);
    }
    let mut out = String::new();
    for line in lines {
        out.push_str(format!("{MARGIN}{line}").trim_end());
        out.push('\n');
    }
    out
}

/// A rule with the page's name, to stand above each of several pages; ends with a line break.
pub fn heading(record: &Record, options: &TerminalOptions) -> String {
    let width = options.width.max(20);
    let name = one_line(&record.page.id, width - 8);
    let rest = "━".repeat(width - 5 - width_of(&name));
    let style = if options.color { Style::new().bold() } else { Style::new() };
    format!("{style}━━━ {name} {rest}{style:#}\n")
}

struct View<'r> {
    record: &'r Record,
    cast: Cast<'r>,
    /// How many comments quote each statement.
    quoted: Vec<usize>,
    /// Between the margins.
    width: usize,
    color: bool,
}

impl View<'_> {
    fn stretch(&self, lines: &mut Vec<String>, stretch: &Stretch) {
        let (lead, style) = match stretch.kind {
            BlockKind::Headline | BlockKind::Subheading => ("", Style::new().bold()),
            BlockKind::Standfirst => ("", Style::new().italic()),
            BlockKind::Byline | BlockKind::Dateline | BlockKind::Boilerplate => ("", Style::new().dimmed()),
            BlockKind::Caption | BlockKind::Pullquote | BlockKind::Comment => ("│ ", Style::new()),
            BlockKind::Paragraph | BlockKind::List => ("", Style::new()),
        };
        let keep_lines = matches!(stretch.kind, BlockKind::List | BlockKind::Comment);
        let mut paragraph = Paragraph::new(&self.record.page.text, stretch.span, keep_lines);
        self.words(&mut paragraph, stretch, style);
        let wrapped = paragraph.wrap(self.width - width_of(lead), self.color);
        let widest = wrapped.iter().map(|line| line.width).max().unwrap_or(0);
        lines.extend(wrapped.into_iter().map(|line| format!("{}{}", self.dim(lead), line.text)));
        if stretch.kind == BlockKind::Headline {
            lines.push(self.dim(&"─".repeat(widest)));
        }
        lines.push(String::new());
    }

    fn words(&self, paragraph: &mut Paragraph, stretch: &Stretch, ground: Style) {
        let mut styles = vec![ground];
        for event in marks::events(stretch) {
            let current = styles.last().copied().unwrap_or(ground);
            match event {
                Event::Words(span) => paragraph.words(span, current),
                Event::Open { mark, again } => {
                    let style = self.style(mark, current);
                    let (before, number) = self.opening(mark, again);
                    paragraph.sign_before(before, style);
                    paragraph.sign_before(&number, style.bold());
                    styles.push(style);
                }
                Event::Close { mark, .. } => {
                    paragraph.sign_after(self.closing(mark), current);
                    styles.pop();
                }
            }
        }
    }

    /// What stands before the marked words: the bracket and the number.
    fn opening(&self, mark: &Mark, again: bool) -> (&'static str, String) {
        let bracket = match mark.role {
            _ if self.color => "",
            Role::Content => "[",
            Role::Source => "{",
            Role::Cue => "‹",
            Role::Mention(_) => "",
        };
        let numbered = match mark.role {
            Role::Cue | Role::Mention(_) => false,
            _ => !(self.color && again),
        };
        (bracket, if numbered { self.raised(&mark.statements) } else { String::new() })
    }

    /// The tags of the speakers and the statements' numbers, counted from 1, all raised; a question mark for doubt.
    fn raised(&self, statements: &[usize]) -> String {
        let mut last = String::new();
        let one = |&i: &usize| {
            let statement = self.record.statements.get(i);
            let ranks = statement.into_iter().flat_map(|statement| self.cast.speakers_of(statement));
            let tags: Vec<String> = ranks.map(cast::raised_tag).collect();
            let tags = tags.join("⁺");
            let doubt = statement.and_then(|s| self.cast.first(s)).is_some_and(cast::is_doubtful);
            let shown = if tags == last { "" } else { tags.as_str() };
            let sign = format!("{shown}{}{}", raised(i + 1), if doubt { "?" } else { "" });
            last = tags;
            sign
        };
        statements.iter().map(one).collect::<Vec<_>>().join(",")
    }

    fn closing(&self, mark: &Mark) -> &'static str {
        match mark.role {
            _ if self.color => "",
            Role::Content => "]",
            Role::Source => "}",
            Role::Cue => "›",
            Role::Mention(_) => "",
        }
    }

    fn style(&self, mark: &Mark, around: Style) -> Style {
        let known = mark.statements.iter().find_map(|&i| self.cast.first_rank(i));
        let style = match known {
            Some(rank) => Style::new().fg_color(Some(speaker_color(rank))),
            None => Style::new().italic(),
        };
        let heading =
            around.get_effects().contains(anstyle::Effects::BOLD) && around.get_fg_color().is_none();
        match mark.role {
            Role::Source => style.bold(),
            Role::Cue => style.underline(),
            Role::Content if heading => style.bold(),
            Role::Content | Role::Mention(_) => style,
        }
    }

    fn dim(&self, text: &str) -> String {
        self.paint(text, Style::new().dimmed())
    }

    fn paint(&self, text: &str, style: Style) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

fn speaker_color(rank: usize) -> Color {
    Color::Ansi256(PALETTE[rank % PALETTE.len()])
}

fn raised(number: usize) -> String {
    let raise = |c: char| match c.to_digit(10) {
        Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
        None => c,
    };
    number.to_string().chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::testing::{self, Sample};
    use crate::{SpeakerKind, StatementKind};
    use proptest::prelude::*;

    fn plain(sample: Sample, width: usize) -> String {
        view(&sample.build(), &TerminalOptions { width, color: false })
    }

    fn harbour() -> Sample {
        testing::harbour().kind(StatementKind::Mixed, &[3])
    }

    fn wide() -> Sample {
        testing::record(
            "市長、橋の開通を発表 🌉\n\n[s1:市長の林さん]は[t1:「橋は五月に開通します。家族みんなで来てください👩‍👩‍👧‍👦」]と[c1:述べた]。",
        )
        .speaker("林", SpeakerKind::Person, &[1])
        .kind(StatementKind::Direct, &[1])
    }

    fn right_to_left() -> Sample {
        testing::record(
            "الجسر يفتح مبكرا\n\n[c1:قالت] [s1:رئيسة البلدية ليلى]: [t1:“الجسر جاهز، تعالوا في مايو.”]",
        )
        .speaker("ليلى", SpeakerKind::Person, &[1])
    }

    #[test]
    fn without_colour() {
        insta::assert_snapshot!(plain(harbour(), 80));
    }

    #[test]
    fn narrow() {
        insta::assert_snapshot!(plain(harbour(), 40));
    }

    #[test]
    fn with_colour() {
        let shown = view(&harbour().build(), &TerminalOptions { width: 80, color: true });
        insta::assert_snapshot!(shown.replace('\x1b', "␛"));
    }

    #[test]
    fn wide_characters() {
        insta::assert_snapshot!(plain(wide(), 40));
    }

    #[test]
    fn text_from_right_to_left() {
        insta::assert_snapshot!(plain(right_to_left(), 40));
    }

    #[test]
    fn statements_that_cross() {
        let mut record = testing::record("[t1:one two three] [t2:four]").build();
        record.statements[1].content[0].start = 4;
        insta::assert_snapshot!(view(&record, &TerminalOptions::default()));
    }

    #[test]
    fn a_page_without_statements_says_so() {
        insta::assert_snapshot!(plain(testing::record("Rain expected\n\nIt will rain."), 40));
    }

    #[test]
    fn a_heading_is_as_wide_as_the_view() {
        let mut record = harbour().build();
        for id in ["a.txt", "a\u{1b}\nvery/long/path/to/a/page.txt", "市長市長市長市長市長"] {
            record.page.id = id.to_owned();
            let heading = heading(&record, &TerminalOptions { width: 20, color: false });
            assert_eq!(heading.lines().map(width_of).collect::<Vec<_>>(), [20], "{heading}");
        }
    }

    #[test]
    fn the_page_cannot_steer_the_terminal() {
        let sample = testing::record("[s1:\u{1b}[31mEve\u{7}] [c1:says] [t1:\u{9b}2Jboo]").speaker(
            "\u{1b}]0;title\u{7}Eve",
            SpeakerKind::Person,
            &[1],
        );
        assert!(!plain(sample, 60).contains(|c: char| c.is_control() && c != '\n'));
    }

    #[test]
    fn no_line_is_too_wide() {
        for sample in [harbour, wide, right_to_left] {
            for width in 20..100 {
                let shown = plain(sample(), width);
                let widest = shown.lines().map(width_of).max().unwrap_or(0);
                assert!(widest <= width, "{widest} > {width}:\n{shown}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_spans_and_any_width_are_shown(
            text in "\\PC{0,80}",
            spans in prop::collection::vec((0usize..120, 0usize..120), 0..8),
            width in 0usize..90,
            color in any::<bool>(),
        ) {
            let mut record = harbour().build();
            record.page.text = text;
            for (i, (start, end)) in spans.into_iter().enumerate() {
                record.statements[i % 5].content.push(crate::Span { start, end });
            }
            view(&record, &TerminalOptions { width, color });
        }
    }
}
