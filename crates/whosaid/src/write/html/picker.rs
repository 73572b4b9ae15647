//! The row above the page in which one speaker is picked, whose mentions and statements then light up.
//!
//! Radio buttons and `:has()` do it, without a script; a browser that does not know `:has()` shows no row.

use super::{Sheet, escape};
use crate::write::cast;
use crate::write::marks;
use std::fmt::Write;

/// The most speakers that can be picked; the rest stand in the list all the same.
const MOST: usize = 200;

/// The rules by which the mentions (`.m0`) and statements (`.s0`, `.q0` perhaps) of the picked speaker light up.
pub(super) fn rules(speakers: usize) -> String {
    let speakers = speakers.min(MOST);
    if speakers == 0 {
        return String::new();
    }
    let all = |class: &str, below: &str| {
        let one = |rank| format!(":root:has(#p{rank}:checked) .{class}{rank}{below}");
        (0..speakers).map(one).collect::<Vec<_>>().join(", ")
    };
    format!(
        "@supports not selector(:has(a)) {{ .pick {{ display: none; }} }}\n\
         :root:has(.pick :checked:not(.all)) :is(mark, .source, .cue) {{ background: none; text-decoration-color: var(--line); }}\n\
         {} {{ background: var(--t); text-decoration-color: var(--e); box-shadow: 0 0 0 2px var(--e); }}\n\
         {} {{ background: none; outline: 2px dashed var(--e); }}\n\
         {} {{ background: var(--e); color: var(--ground); padding: .1em .15em; border-radius: .2em; }}\n\
         {} {{ display: inline; }}\n",
        all("s", ":is(mark)"),
        all("q", ":is(mark)"),
        all("m", ""),
        all("m", " > .go"),
    )
}

impl Sheet<'_> {
    pub(super) fn picker(&mut self) {
        if self.cast.said.is_empty() || !self.part.has_article() {
            return;
        }
        self.push(
            "<fieldset class=\"pick\">\n<legend>Light up one speaker</legend>\n\
             <label class=\"nobody\"><input type=\"radio\" name=\"speaker\" class=\"all\" checked>Everyone</label>\n",
        );
        for rank in 0..self.cast.said.len().min(MOST) {
            self.pick(rank);
        }
        self.push("</fieldset>\n");
    }

    fn pick(&mut self, rank: usize) {
        let Some(said) = self.cast.said.get(rank) else { return };
        let (color, tag) = (self.color(Some(rank)), cast::tag(rank));
        let name = escape(self.cast.name(said.speaker).unwrap_or_default());
        let count = said.statements.len();
        let statements = marks::count(count, "statement");
        let unit = statements.trim_start_matches(|c: char| c.is_ascii_digit());
        let _ = writeln!(
            self.out,
            "<label class=\"{color}\"><input type=\"radio\" name=\"speaker\" id=\"p{rank}\">\
             <span class=\"tag\">{tag}</span> <bdi>{name}</bdi> {count}<span class=\"unseen\">{unit}</span></label>"
        );
    }
}
