//! The speakers beside the page in the HTML view: who they are, what each said, and what tells so.

use super::{Sheet, escape, mentions};
use crate::write::cast::{self, Said, percent};
use crate::write::marks;
use crate::{Attributed, Speaker, Statement};
use std::fmt::Write;

impl Sheet<'_> {
    pub(super) fn speakers(&mut self) {
        self.push("<aside id=\"speakers\" aria-labelledby=\"speakers-title\" tabindex=\"-1\">\n<h2 id=\"speakers-title\">Who said what</h2>\n");
        if self.record.statements.is_empty() {
            self.push("<p>No statement was found on this page.</p>\n");
        }
        self.push("<ul>\n");
        for rank in 0..self.cast.said.len() {
            if let Some(said) = self.cast.said.get(rank).cloned() {
                self.speaker(rank, &said);
            }
        }
        let unknown = self.cast.unknown.clone();
        if !unknown.is_empty() {
            let statements = marks::count(unknown.len(), "statement");
            let _ = write!(
                self.out,
                "<li class=\"who nobody\"><details open>\n<summary><strong>Speaker not known</strong> · {statements}</summary>\n"
            );
            self.statements(&unknown, None);
            self.push("</details></li>\n");
        }
        self.push("</ul>\n</aside>\n");
    }

    fn speaker(&mut self, rank: usize, said: &Said) {
        let Some(speaker) = self.record.speakers.get(said.speaker) else { return };
        let statements = marks::count(said.statements.len(), "statement");
        let (color, tag, name) = (self.color(Some(rank)), cast::tag(rank), escape(&speaker.name));
        let _ = writeln!(
            self.out,
            "<li class=\"who {color}\" id=\"who{rank}\"><details open>\n<summary><span class=\"tag\">{tag}</span> \
             <strong><bdi>{name}</bdi></strong> ({}) · {statements}</summary>",
            speaker.kind.name(),
        );
        let others: Vec<String> = speaker
            .aliases
            .iter()
            .chain(&speaker.roles)
            .map(|name| format!("<bdi>{}</bdi>", escape(name)))
            .collect();
        if !others.is_empty() {
            let _ = writeln!(self.out, "<p class=\"about\">also: {}</p>", others.join(", "));
        }
        let count = self.mentions.count(rank);
        if count > 0 {
            let first = mentions::anchor(rank, 0);
            let mentions = marks::count(count, "mention");
            let _ = writeln!(self.out, "<p class=\"about\"><a href=\"#{first}\">{mentions}</a></p>");
        }
        if let Some(wikidata) = wikidata(speaker) {
            let _ = writeln!(self.out, "<p class=\"about\">{wikidata}</p>");
        }
        if !said.perhaps.is_empty() {
            let link = |&i: &usize| format!("<a href=\"#s{n}\">{n}</a>", n = i + 1);
            let perhaps: Vec<String> = said.perhaps.iter().map(link).collect();
            let _ = writeln!(self.out, "<p class=\"about\">perhaps said {}</p>", perhaps.join(", "));
        }
        self.statements(&said.statements, Some(said.speaker));
        self.push("</details></li>\n");
    }

    /// `statements` in the list of `speaker`.
    fn statements(&mut self, statements: &[usize], speaker: Option<usize>) {
        if statements.is_empty() {
            return;
        }
        self.push("<ol>\n");
        for &i in statements {
            self.said(i, speaker);
        }
        self.push("</ol>\n");
    }

    fn said(&mut self, i: usize, speaker: Option<usize>) {
        let Some(statement) = self.record.statements.get(i) else { return };
        let n = i + 1;
        // Said together, it stands in several lists; links lead to the first speaker's.
        let first = self.cast.first(statement).map(|one| one.speaker);
        let id = if first == speaker { format!(" id=\"l{n}\"") } else { String::new() };
        let words = escape(&marks::joined(&self.record.page.text, &statement.content));
        let kind = statement.kind.name();
        let quoted = self.quoted_by(i);
        let why = self.evidence(statement, speaker);
        let _ = writeln!(
            self.out,
            "<li class=\"said\"{id}><a href=\"#s{n}\" aria-label=\"Statement {n}, go to its place\">{n}</a> \
             <div><span dir=\"auto\">{words} <small class=\"about\">{kind}</small>{quoted}</span>{why}</div></li>"
        );
    }

    /// How likely the speaker is and what tells so; of nobody's statement, who may have made it.
    fn evidence(&self, statement: &Statement, speaker: Option<usize>) -> String {
        let mut html = String::new();
        if let Some(one) = statement.speakers.iter().find(|one| Some(one.speaker) == speaker) {
            let doubt = if cast::is_doubtful(one) { "? " } else { "" };
            let others = statement.speakers.iter().filter(|other| other.speaker != one.speaker);
            let others: Vec<String> = others.filter_map(|other| self.link(other.speaker)).collect();
            let with = if others.is_empty() { String::new() } else { format!(" with {}", others.join(", ")) };
            let _ = write!(
                html,
                "<details class=\"why\"><summary>{doubt}{}<span class=\"unseen\"> sure of the speaker</span></summary>\
                 <p>{}{with}</p></details>",
                percent(one.probability),
                self.why(one),
            );
        } else if speaker.is_none() && !statement.candidates.is_empty() {
            let may = |one: &Attributed| {
                let (link, why) = (self.link(one.speaker)?, self.why(one));
                Some(format!("<p>{link} {}, {why}</p>", percent(one.probability)))
            };
            let candidates: Vec<String> = statement.candidates.iter().filter_map(may).collect();
            let _ = write!(
                html,
                "<details class=\"why\" open><summary>nobody sure</summary>{}</details>",
                candidates.concat()
            );
        }
        html
    }

    /// What tells it, as a link to the place where the page shows that.
    fn why(&self, one: &Attributed) -> String {
        let why = escape(&self.cast.why(one));
        match self.place(one) {
            Some(place) => format!("<a href=\"#{place}\" dir=\"auto\">{why}</a>"),
            None => format!("<span dir=\"auto\">{why}</span>"),
        }
    }

    /// The anchor of the mention that tells who it is, or of the statement with these words.
    fn place(&self, one: &Attributed) -> Option<String> {
        let (mention, rank) = (one.mention?, self.cast.rank(one.speaker)?);
        let same_words = || {
            let same = |statement: &&Statement| statement.content.first() == Some(&mention);
            self.record.statements.iter().find(same).map(|statement| format!("s{}", statement.id + 1))
        };
        let same_words = || if one.how == crate::Evidence::SameWords { same_words() } else { None };
        self.mentions.anchor_at(rank, mention).or_else(same_words)
    }

    fn link(&self, speaker: usize) -> Option<String> {
        let (rank, name) = (self.cast.rank(speaker)?, escape(self.cast.name(speaker)?));
        Some(format!("<a href=\"#who{rank}\">{} <bdi>{name}</bdi></a>", cast::tag(rank)))
    }
}

/// A link to the speaker's item in Wikidata, where its number is one.
fn wikidata(speaker: &Speaker) -> Option<String> {
    let number = speaker.identifiers.get("wikidata")?.strip_prefix('Q')?;
    let is_number = (1..=18).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| {
        format!(
            "<a href=\"https://www.wikidata.org/wiki/Q{number}\" rel=\"noreferrer\">Wikidata Q{number}</a>"
        )
    })
}
