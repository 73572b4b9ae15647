//! The list of speakers in the terminal view: each with what is known of them and their statements, those whose
//! speaker is not known last, with who may have made them.

use super::{View, speaker_color};
use crate::write::cast::{self, Said, percent};
use crate::write::marks;
use crate::write::wrap::{one_line, width_of};
use crate::{Attributed, Statement};
use anstyle::Style;

/// Below this width a line of the list has only the number and the words.
const ROOMY: usize = 56;

impl View<'_> {
    pub(super) fn list(&self, lines: &mut Vec<String>) {
        lines.push(self.dim(&"─".repeat(self.width)));
        if self.record.statements.is_empty() {
            lines.push(one_line("No statement was found on this page.", self.width));
            return;
        }
        let speakers = self.cast.speaking();
        let statements = marks::count(self.record.statements.len(), "statement");
        let by =
            if speakers == 0 { String::new() } else { format!(" by {}", marks::count(speakers, "speaker")) };
        let summary = one_line(&format!("{statements}{by}"), self.width);
        let room = self.width - width_of(&summary);
        lines.push(format!("{}{}", self.dim(&summary), self.legend(room)));
        for (rank, said) in self.cast.said.iter().enumerate() {
            lines.push(String::new());
            lines.push(self.speaker(rank, said));
            for &i in &said.statements {
                self.said(lines, i, Some(said.speaker));
            }
        }
        if !self.cast.unknown.is_empty() {
            let about = marks::count(self.cast.unknown.len(), "statement");
            lines.push(String::new());
            lines.push(self.heading("Speaker not known", Style::new().italic(), &about));
            for &i in &self.cast.unknown {
                self.said(lines, i, None);
            }
        }
    }

    /// How the marks look, flush right, where there is room for it.
    fn legend(&self, room: usize) -> String {
        let marks = [("{", "source", "}"), ("‹", "cue", "›"), ("[", "content", "]")];
        let styles = [Style::new().bold(), Style::new().underline(), Style::new()];
        let show = |((open, name, close), style)| match self.color {
            true => self.paint(name, style),
            false => format!("{open}{name}{close}"),
        };
        let legend: Vec<String> = marks.into_iter().zip(styles).map(show).collect();
        let width =
            if self.color { "source cue content" } else { "{source} ‹cue› [content]" }.chars().count();
        if room < width + 3 { String::new() } else { " ".repeat(room - width) + &legend.join(" ") }
    }

    /// `A  Ann Vane (person) · 2 statements · also: Ms Vane, the mayor`.
    fn speaker(&self, rank: usize, said: &Said) -> String {
        let Some(speaker) = self.record.speakers.get(said.speaker) else { return String::new() };
        let mut about = vec![marks::count(said.statements.len(), "statement")];
        if !said.perhaps.is_empty() {
            let perhaps: Vec<String> = said.perhaps.iter().map(|i| (i + 1).to_string()).collect();
            about.push(format!("perhaps {}", perhaps.join(", ")));
        }
        let others: Vec<&str> = speaker.aliases.iter().chain(&speaker.roles).map(String::as_str).collect();
        if !others.is_empty() {
            about.push(format!("also: {}", others.join(", ")));
        }
        let name = format!("{}  {}", cast::tag(rank), speaker.name);
        let about = format!("({}) · {}", speaker.kind.name(), about.join(" · "));
        self.heading(&name, Style::new().bold().fg_color(Some(speaker_color(rank))), &about)
    }

    fn heading(&self, name: &str, style: Style, about: &str) -> String {
        let name = one_line(name, self.width);
        let room = self.width - width_of(&name);
        let parted = if about.starts_with('(') { about.to_owned() } else { format!("· {about}") };
        let about = if room > 8 { format!(" {}", one_line(&parted, room - 1)) } else { String::new() };
        format!("{}{}", self.paint(&name, style), self.dim(&about))
    }

    /// A line of the list: number, kind and the words, as many as fit; what is doubtful about the speaker, who is
    /// `listed` here; how many comments quote it. Beneath, who may have said what nobody is known to have said.
    fn said(&self, lines: &mut Vec<String>, i: usize, listed: Option<usize>) {
        let Some(statement) = self.record.statements.get(i) else { return };
        let digits = self.record.statements.len().to_string().len();
        let number = format!("{:>1$}", i + 1, digits + 1);
        let roomy = self.width >= ROOMY;
        let kind = if roomy { format!("{:<8}  ", statement.kind.name()) } else { String::new() };
        let words = marks::joined(&self.record.page.text, &statement.content);
        let notes = self.notes(i, statement, listed);
        let taken = width_of(&number) + 2 + width_of(&kind) + width_of(&notes);
        let words = one_line(&words, self.width.saturating_sub(taken));
        lines.push(format!("{number}  {}{words}{}", self.dim(&kind), self.dim(&notes)));
        if listed.is_none() && !statement.candidates.is_empty() {
            let indent = " ".repeat(width_of(&number) + 2 + width_of(&kind));
            let candidates = one_line(&self.candidates(statement), self.width.saturating_sub(indent.len()));
            lines.push(format!("{indent}{}", self.dim(&candidates)));
        }
    }

    /// What stands after the words. Doubt is always shown, the rest where there is room.
    fn notes(&self, i: usize, statement: &Statement, listed: Option<usize>) -> String {
        let mut notes = String::new();
        let own = statement.speakers.iter().find(|one| Some(one.speaker) == listed);
        if let Some(one) = own.filter(|one| cast::is_doubtful(one)) {
            notes += &format!("  ? {}", percent(one.probability));
        }
        if self.width < ROOMY {
            return notes;
        }
        let others = statement.speakers.iter().filter(|one| Some(one.speaker) != listed);
        let others: Vec<String> =
            others.filter_map(|one| self.cast.rank(one.speaker)).map(cast::tag).collect();
        if !others.is_empty() {
            notes += &format!("  with {}", others.join(", "));
        }
        if let Some(&quoted @ 1..) = self.quoted.get(i) {
            notes += &format!("  ← {}", marks::count(quoted, "comment"));
        }
        notes
    }

    /// `nobody sure: B Vane 0.3, C Orme 0.2`.
    fn candidates(&self, statement: &Statement) -> String {
        let one = |one: &Attributed| {
            let tag = self.cast.rank(one.speaker).map(cast::tag)?;
            Some(format!("{tag} {} {:.1}", self.cast.name(one.speaker)?, one.probability))
        };
        let all: Vec<String> = statement.candidates.iter().filter_map(one).collect();
        format!("nobody sure: {}", all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::terminal::{PALETTE, TerminalOptions, view};
    use crate::write::testing::doubtful;

    #[test]
    fn doubt_is_shown_and_who_may_have_said_it() {
        let shown = view(&doubtful(), &TerminalOptions { width: 80, color: false });
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn no_line_is_too_wide() {
        for width in 20..100 {
            let shown = view(&doubtful(), &TerminalOptions { width, color: false });
            let widest = shown.lines().map(width_of).max().unwrap_or(0);
            assert!(widest <= width, "{widest} > {width}:\n{shown}");
        }
    }

    /// The relative luminance of one of the 216 colours of the cube, as WCAG 2 defines it.
    fn luminance(color: u8) -> f32 {
        let level = |step: u8| [0.0, 95.0, 135.0, 175.0, 215.0, 255.0][usize::from(step)] / 255.0;
        let linear = |c: f32| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let cube = color - 16;
        let [red, green, blue] = [cube / 36, cube / 6 % 6, cube % 6].map(|step| linear(level(step)));
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn every_colour_can_be_read_on_black_and_on_white() {
        for color in PALETTE {
            let light = luminance(color.0) + 0.05;
            assert!(1.05 / light >= 4.0 && light / 0.05 >= 4.0, "{color:?}: {light}");
        }
    }
}
