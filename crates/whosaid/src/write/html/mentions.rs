//! The mentions of speakers in the HTML view: each an anchor, with links to the one before and the one after that show
//! while the speaker is picked.

use super::{Sheet, escape};
use crate::Span;
use crate::write::cast::Cast;
use crate::write::marks::{Mark, Role, Stretch};
use std::collections::HashMap;
use std::fmt::Write;

/// The mentions that the page shows.
pub(super) struct Mentions {
    /// For each rank where they stand, in order.
    shown: Vec<Vec<Span>>,
    /// For each rank and place its number there.
    numbers: HashMap<(usize, Span), usize>,
}

impl Mentions {
    /// The mentions in `stretches` and those `in_comments`, which stand after them.
    pub(super) fn new(cast: &Cast, stretches: &[Stretch], in_comments: &[Mark]) -> Mentions {
        let mut mentions = Mentions { shown: vec![Vec::new(); cast.said.len()], numbers: HashMap::new() };
        let in_article = stretches.iter().flat_map(|stretch| &stretch.marks);
        for mark in in_article.chain(in_comments).filter(|mark| mark.head) {
            let Role::Mention(speaker) = mark.role else { continue };
            let Some(rank) = cast.rank(speaker) else { continue };
            let Some(shown) = mentions.shown.get_mut(rank) else { continue };
            mentions.numbers.insert((rank, mark.span), shown.len());
            shown.push(mark.span);
        }
        mentions
    }

    pub(super) fn count(&self, rank: usize) -> usize {
        self.shown.get(rank).map_or(0, Vec::len)
    }

    fn number(&self, rank: usize, span: Span) -> Option<usize> {
        self.numbers.get(&(rank, span)).copied()
    }

    /// The anchor of the first mention of `rank` that `span` touches.
    pub(super) fn anchor_at(&self, rank: usize, span: Span) -> Option<String> {
        let shown = self.shown.get(rank)?;
        let from = shown.partition_point(|mention| mention.end <= span.start);
        shown.get(from).filter(|mention| mention.overlaps(span)).map(|_| anchor(rank, from))
    }
}

/// The anchor of a mention, counted from 0.
pub(super) fn anchor(rank: usize, number: usize) -> String {
    format!("m{rank}-{}", number + 1)
}

impl Sheet<'_> {
    pub(super) fn open_mention(&mut self, mark: &Mark, speaker: usize, again: bool) {
        let Some(rank) = self.cast.rank(speaker) else { return self.push("<span>") };
        let color = self.color(Some(rank));
        let number = self.mentions.number(rank, mark.span).filter(|_| mark.head && !again);
        let id = number.map_or(String::new(), |number| format!(" id=\"{}\"", anchor(rank, number)));
        let _ = write!(self.out, "<span class=\"m m{rank} {color}\"{id}>");
        if let Some(before) = number.and_then(|number| number.checked_sub(1)) {
            self.go(rank, speaker, before, ("Previous", "‹"));
        }
    }

    pub(super) fn close_mention(&mut self, mark: &Mark, speaker: usize, again: bool) {
        let rank = self.cast.rank(speaker).filter(|_| mark.head && !again);
        let after = rank.and_then(|rank| Some((rank, self.mentions.number(rank, mark.span)? + 1)));
        if let Some((rank, after)) = after.filter(|&(rank, after)| after < self.mentions.count(rank)) {
            self.go(rank, speaker, after, ("Next", "›"));
        }
        self.push("</span>");
    }

    fn go(&mut self, rank: usize, speaker: usize, number: usize, (which, arrow): (&str, &str)) {
        let name = escape(self.cast.name(speaker).unwrap_or_default());
        let to = anchor(rank, number);
        let _ = write!(
            self.out,
            "<a class=\"go\" href=\"#{to}\" aria-label=\"{which} mention of {name}\">{arrow}</a>"
        );
    }
}
