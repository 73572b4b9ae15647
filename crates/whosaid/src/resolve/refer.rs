//! What the page's mentions refer to, one after the other: shares of the entities, passed on along the network's scores.
//!
//! A name is its entity's; a source that has been resolved is its speaker's. Every other mention shares itself out among
//! what the mentions before it refer to, and itself, by the softmax of [`Mentions::score`] and [`Mentions::nobody`]. So
//! `she` leads back over an earlier `her` to the name, and a name that was last heard of long ago may still be meant.
//! Each mention looks at a bounded number before it, so that the work is linear in the page.

use super::cast::Cast;
use super::lexicon::{Gender, Pronoun, lexicon};
use super::view::View;
use crate::tag::mentions::{Mention, MentionKind, Mentions};
use crate::{Attributed, Span, SpeakerKind};
use std::collections::HashMap;

/// How many mentions back one may refer: the number that the network's head was trained with.
const WINDOW: usize = 80;
/// The most referents kept for one mention, and the least share worth keeping.
const MOST: usize = 6;
const LEAST: f32 = 0.02;
/// How far from a phrase's beginning its noun is looked for, in bytes.
const LONGEST_PHRASE: usize = 120;

/// What a mention may refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// An index into [`Cast::entities`].
    Entity(usize),
    /// What a phrase introduces that is no entity yet: the number of its mention.
    Phrase(usize),
}

/// The mentions read so far, with what they refer to.
pub(super) struct References<'m> {
    mentions: Option<&'m Mentions>,
    shares: Vec<Vec<(Whom, f32)>>,
    /// Mentions that are known to be an entity's.
    entities: HashMap<usize, usize>,
}

impl<'m> References<'m> {
    pub(super) fn new(view: &View<'m>, cast: &Cast) -> Self {
        let mentions = view.mentions;
        let mut entities = HashMap::new();
        for mention in &cast.mentions {
            let head = mention.words.end.checked_sub(1).and_then(|last| view.words.get(last));
            let found = mentions.zip(head).and_then(|(all, head)| all.with_head(head.start));
            entities.extend(found.map(|m| (m, mention.entity)));
        }
        References { mentions, shares: Vec::new(), entities }
    }

    /// Whether the network was asked at all.
    pub(super) fn asked(&self) -> bool {
        self.mentions.is_some()
    }

    /// The mention whose noun starts at `offset`.
    pub(super) fn at(&self, offset: usize) -> Option<usize> {
        self.mentions?.with_head(offset)
    }

    /// The phrase or name that starts at `offset`.
    pub(super) fn phrase_from(&self, offset: usize) -> Option<Span> {
        let mentions = self.mentions?;
        let near = mentions.within(Span::new(offset, offset + LONGEST_PHRASE));
        let starts = |m: &&Mention| m.phrase.start == offset && m.kind != MentionKind::Pronoun;
        mentions.all().get(near)?.iter().find(starts).map(|m| m.phrase)
    }

    /// Mention number `m`.
    pub(super) fn mention(&self, m: usize) -> Option<&'m Mention> {
        self.mentions?.all().get(m)
    }

    /// What mention `m` refers to, likeliest first; `Phrase(m)` itself has the share of a mention that refers to nobody before.
    pub(super) fn whom(&mut self, m: usize, view: &View, cast: &Cast) -> Vec<(Whom, f32)> {
        for next in self.shares.len()..m {
            let shares = self.share(next, view, cast);
            self.shares.push(shares);
        }
        match self.shares.get(m) {
            Some(known) => known.clone(),
            None => self.share(m, view, cast),
        }
    }

    /// Mention `m` stands for these from now on.
    pub(super) fn settle(&mut self, m: usize, found: &[Attributed]) {
        if let [only] = found {
            self.entities.insert(m, only.speaker);
            if let Some(shares) = self.shares.get_mut(m) {
                *shares = vec![(Whom::Entity(only.speaker), 1.0)];
            }
        }
    }

    fn share(&self, m: usize, view: &View, cast: &Cast) -> Vec<(Whom, f32)> {
        if let Some(&entity) = self.entities.get(&m) {
            return vec![(Whom::Entity(entity), 1.0)];
        }
        let Some(mentions) = self.mentions else { return Vec::new() };
        let earlier = m.saturating_sub(WINDOW)..m;
        let scores: Vec<f32> = earlier.clone().map(|j| mentions.score(m, j)).collect();
        let nobody = mentions.nobody(m);
        let most = scores.iter().copied().fold(nobody, f32::max);
        let mut shares: Vec<(Whom, f32)> = vec![(Whom::Phrase(m), (nobody - most).exp())];
        for (j, score) in earlier.zip(scores) {
            let weight = (score - most).exp();
            if weight < LEAST / 4.0 {
                continue;
            }
            for &(whom, share) in self.shares.get(j).into_iter().flatten() {
                let whom = self.known(whom);
                match shares.iter_mut().find(|(other, _)| *other == whom) {
                    Some((_, sum)) => *sum += weight * share,
                    None => shares.push((whom, weight * share)),
                }
            }
        }
        let agreement = mentions.all().get(m).map(|mention| Agreement::new(mention, view));
        shares.retain(|(whom, _)| agreement.as_ref().is_none_or(|a| a.fits(*whom, cast)));
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let sum: f32 = shares.iter().map(|(_, share)| share).sum();
        shares.iter_mut().for_each(|(_, share)| *share /= sum.max(f32::MIN_POSITIVE));
        shares.retain(|(_, share)| *share >= LEAST);
        shares.truncate(MOST);
        shares
    }

    fn known(&self, whom: Whom) -> Whom {
        match whom {
            Whom::Phrase(m) => self.entities.get(&m).map_or(whom, |&entity| Whom::Entity(entity)),
            entity => entity,
        }
    }
}

/// What a pronoun tells of whom it may stand for.
struct Agreement(Option<Pronoun>);

impl Agreement {
    fn new(mention: &Mention, view: &View) -> Agreement {
        let word = mention.head.of(&view.page.text).to_lowercase();
        let pronoun = lexicon().pronouns.get(word.as_str()).copied();
        Agreement(pronoun.filter(|_| mention.kind == MentionKind::Pronoun))
    }

    fn fits(&self, whom: Whom, cast: &Cast) -> bool {
        let Whom::Entity(entity) = whom else { return true };
        let Some(bearer) = cast.entities.get(entity) else { return true };
        let person = bearer.kind == SpeakerKind::Person && bearer.sure;
        let gender = |wanted| cast.gender(entity).is_none_or(|own| own == wanted);
        let thing = bearer.sure && !matches!(bearer.kind, SpeakerKind::Person | SpeakerKind::Unnamed);
        match self.0 {
            Some(Pronoun::He) => gender(Gender::He) && !thing && !bearer.plural,
            Some(Pronoun::She) => gender(Gender::She) && !thing && !bearer.plural,
            Some(Pronoun::It) => !person,
            _ => true,
        }
    }
}
