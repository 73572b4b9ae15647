//! Which place on the page says who a source stands for: what a reader would be shown as the evidence.
//!
//! Always a mention of the speaker, or words that give the speaker's office; never looked for further than a bounded
//! number of mentions.

use super::cast::Entity;
use super::discourse::{Discourse, WINDOW};
use super::lexicon::lexicon;
use crate::{Attributed, BlockKind, Evidence, Span};

impl Discourse<'_> {
    /// `one` with the place that tells it, for a source at `source`.
    pub(super) fn with_mention(&self, source: Span, one: Attributed) -> Attributed {
        Attributed { mention: one.mention.or_else(|| self.telling_mention(source, one)), ..one }
    }

    fn telling_mention(&self, source: Span, one: Attributed) -> Option<Span> {
        let entity = self.cast.entities.get(one.speaker)?;
        match one.how {
            Evidence::Named => {
                self.name_in(source, one.speaker).or_else(|| self.latest(entity, source.start))
            }
            Evidence::Role => {
                self.office(entity, source).or_else(|| self.latest(entity, source.start)).or(Some(source))
            }
            Evidence::Described | Evidence::Unread => {
                entity.mentions.get(entity.named..)?.first().copied().or(Some(source))
            }
            Evidence::Author => self.byline(),
            _ => self.latest(entity, source.start),
        }
    }

    /// Where the source itself names the entity.
    fn name_in(&self, source: Span, entity: usize) -> Option<Span> {
        let named = self.cast.mentions_in(source).find(|m| m.entity == entity).map(|m| m.span);
        let bearer = self.cast.entities.get(entity)?;
        // A title before the surname of a headline's name makes a mention that is on no list.
        let own = || bearer.mentions.iter().rev().take(WINDOW).copied().find(|m| m.overlaps(source));
        named.or_else(own)
    }

    /// The latest mention before `offset` that is more than a pronoun.
    fn latest(&self, entity: &Entity, offset: usize) -> Option<Span> {
        let tells =
            |m: &&Span| !lexicon().pronouns.contains_key(m.of(&self.view.page.text).to_lowercase().as_str());
        let (named, sources) = entity.mentions.split_at_checked(entity.named)?;
        let upto = named.partition_point(|m| m.start < offset);
        let name = named.get(..upto)?.last();
        let before = |m: &&Span| m.start < offset;
        let phrase = sources.iter().rev().take(WINDOW).filter(before).filter(tells).max();
        name.into_iter().chain(phrase).max().copied()
    }

    /// Where the page gives the entity the office that `source` tells: the role that shares most words with it.
    fn office(&self, entity: &Entity, source: Span) -> Option<Span> {
        let words = self.view.words_in(source);
        let shared = |role: &str| {
            let role = role.to_lowercase();
            let same = |word: usize| role.split(' ').any(|other| other == self.view.lower(word));
            words.clone().take(WINDOW).filter(|&word| same(word)).count()
        };
        let elsewhere = entity.roles.iter().filter(|role| !role.at.overlaps(source));
        let mut best: Option<(usize, Span)> = None;
        for role in elsewhere {
            let count = shared(&role.text);
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, role.at));
            }
        }
        best.map(|(_, at)| at)
    }

    fn byline(&self) -> Option<Span> {
        self.view.page.blocks.iter().find(|block| block.kind == BlockKind::Byline).map(|block| block.span)
    }
}
