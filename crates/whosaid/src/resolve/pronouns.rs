//! Whom pronouns stand for: the candidates shortly before, scored by place, agreement and who spoke last.

use super::Choice;
use super::cast::{Mention, plain};
use super::discourse::{
    CONTINUES_WITHIN, Discourse, SPEAKER_WINDOW, Said, WINDOW, attributed, attributed_with,
};
use super::lexicon::{Gender, Pronoun, lexicon};
use super::ranker::{self, Features};
use super::source::{Referent, referents};
use super::view::View;
use crate::{Attributed, BlockKind, Evidence, MOST_CANDIDATES, Span, SpeakerKind};

impl Discourse<'_> {
    pub(super) fn pronoun(&mut self, i: usize, pronoun: Pronoun, word: usize) -> Vec<Attributed> {
        let Some(&span) = self.view.words.get(word) else { return Vec::new() };
        let found = match pronoun {
            Pronoun::He => self.likeliest(i, span, Some(Gender::He)).into_iter().collect(),
            Pronoun::She => self.likeliest(i, span, Some(Gender::She)).into_iter().collect(),
            Pronoun::It => self.latest_thing(span).into_iter().collect(),
            Pronoun::They => self.latest_several(i, span),
            Pronoun::First => self.first_person(i, span),
            Pronoun::You => vec![attributed(self.generic("you"), Evidence::Described)],
            Pronoun::Relative => self.relative(word),
        };
        for one in &found {
            let entity = &mut self.cast.entities[one.speaker];
            entity.mentions.push(span);
            if matches!(pronoun, Pronoun::He | Pronoun::She) && !entity.sure {
                (entity.kind, entity.sure) = (SpeakerKind::Person, true);
            }
        }
        found
    }

    /// The person whom `he` or `she` at `span` most likely means, when that is likely enough; the others are noted.
    fn likeliest(&mut self, i: usize, span: Span, gender: Option<Gender>) -> Option<Attributed> {
        let people = self.people_in_view(i, span, gender);
        if let Some(choices) = &self.choices {
            let forms = |e: usize| {
                let bearer = &self.cast.entities[e];
                std::iter::once(&bearer.name).chain(&bearer.aliases).cloned().collect()
            };
            let candidates = people.iter().map(|one| (forms(one.entity), one.features.to_vec())).collect();
            choices.borrow_mut().push(Choice { statement: i, candidates });
        }
        let features: Vec<Features> = people.iter().map(|one| one.features).collect();
        let ranked = people.iter().zip(ranker::shares(&features));
        self.ranked =
            ranked.map(|(one, share)| attributed_with(one.entity, Evidence::Pronoun, share)).collect();
        self.ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        self.ranked.truncate(MOST_CANDIDATES);
        self.ranked.first().copied().filter(|best| best.probability >= self.least)
    }

    /// How much a mention is in view at `span`: near, subject, outside quotation marks.
    pub(super) fn mention_score(&self, m: &Mention, span: Span) -> f32 {
        let view = self.view;
        let sentences = view.sentence_of(span.start).saturating_sub(view.sentence_of(m.span.start));
        let blocks = view.block_of(span.start).saturating_sub(view.block_of(m.span.start));
        let near = match sentences {
            0 => 3.0,
            1 => 2.4,
            2 => 1.6,
            3 => 1.0,
            _ => 0.5 - 0.05 * (sentences.min(20) as f32),
        };
        let mut score = near - 0.3 * (blocks.min(6) as f32);
        if view.is_quoted(m.span.start) {
            score -= 1.5;
        }
        if view.is_possessive(m.words.end.saturating_sub(1)) {
            score -= 0.6;
        }
        let before = m.title.checked_sub(1).map_or("", |b| view.lower(b));
        if lexicon().prepositions.contains(before) {
            score -= 0.8;
        }
        let subject = view.starts_sentence(m.title) || view.starts_sentence(m.title.saturating_sub(1));
        score + if subject { 0.8 } else { 0.0 }
    }

    /// People seldom name themselves in what they say.
    pub(super) fn self_reference(&self, i: usize, entity: usize) -> f32 {
        for content in &self.statements[i].content {
            let from = self.cast.mention_from(content.start);
            let inside =
                self.cast.mentions[from..].iter().take(WINDOW).take_while(|m| m.span.start < content.end);
            if inside.into_iter().any(|m| m.entity == entity) {
                return -1.5;
            }
        }
        0.0
    }

    pub(super) fn can_be_person(&self, entity: usize) -> bool {
        let bearer = &self.cast.entities[entity];
        !bearer.plural && (matches!(bearer.kind, SpeakerKind::Person | SpeakerKind::Unnamed) || !bearer.sure)
    }

    /// `it`: the latest speaker that is a thing, else the latest organisation named outside quotations.
    fn latest_thing(&self, span: Span) -> Option<Attributed> {
        let is_thing = |e: usize| {
            let bearer = &self.cast.entities[e];
            matches!(bearer.kind, SpeakerKind::Organisation | SpeakerKind::Document)
        };
        let sentence = self.view.sentence_of(span.start);
        let near = |at: usize, most: usize| self.view.sentence_of(at) + most >= sentence;
        let said =
            self.said.iter().rev().take(3).find(|s| near(s.at, 3) && s.entities.iter().all(|&e| is_thing(e)));
        if let Some(said) = said {
            return said.entities.first().map(|&e| attributed(e, Evidence::Pronoun));
        }
        let upto = self.cast.mention_from(span.start);
        let window = self.cast.mentions[..upto].iter().rev().take(WINDOW);
        let best = window
            .take_while(|m| near(m.span.start, 3))
            .filter(|m| is_thing(m.entity) && !self.view.is_quoted(m.span.start))
            .map(|m| (m.entity, self.mention_score(m, span)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(attributed(best.0, Evidence::Pronoun))
    }

    /// `they`: the latest speakers that are several, else the latest group or organisation named.
    fn latest_several(&mut self, i: usize, span: Span) -> Vec<Attributed> {
        let several = |said: &Said| {
            let bearer = |e: &usize| &self.cast.entities[*e];
            said.entities.len() > 1
                || said
                    .entities
                    .iter()
                    .any(|e| bearer(e).plural || bearer(e).kind == SpeakerKind::Organisation)
        };
        let sentence = self.view.sentence_of(span.start);
        let said = self
            .said
            .iter()
            .rev()
            .take(4)
            .find(|s| several(s) && self.view.sentence_of(s.at) + 3 >= sentence);
        if let Some(said) = said {
            return said.entities.iter().map(|&e| attributed(e, Evidence::Pronoun)).collect();
        }
        if let Some(phrase) = self.plural_phrase(span) {
            return vec![phrase];
        }
        let upto = self.cast.mention_from(span.start);
        let group = self.cast.mentions[..upto].iter().rev().take(WINDOW).find(|m| {
            let bearer = &self.cast.entities[m.entity];
            (bearer.plural || bearer.kind == SpeakerKind::Organisation)
                && self.view.sentence_of(m.span.start) + 3 >= sentence
        });
        match group {
            Some(m) => vec![attributed(m.entity, Evidence::Pronoun)],
            None => self.likeliest(i, span, None).into_iter().collect(),
        }
    }

    /// A phrase such as `some voters` at the head of this sentence or one shortly before.
    fn plural_phrase(&mut self, span: Span) -> Option<Attributed> {
        let view = self.view;
        let word = view.words_in(span).start;
        let sentence = view.sentence_of(span.start);
        let is_people = |i: usize| {
            let noun = view.lower(i);
            let listed = lexicon().groups.contains(noun) && noun.len() > 4
                || noun.strip_suffix('s').is_some_and(|one| lexicon().roles.contains(one));
            listed && !view.is_quoted(view.words[i].start) && !view.is_possessive(i)
        };
        let near = |i: &usize| view.sentence_of(view.words[*i].start) + 2 >= sentence;
        let back = (0..word).rev().take(90).take_while(near);
        let mut best: Option<(usize, usize)> = None;
        for i in back.filter(|&i| is_people(i)) {
            let at = view.sentence_of(view.words[i].start);
            if best.is_some_and(|(seen, _)| seen != at) {
                break;
            }
            best = Some((at, i));
        }
        let (_, noun) = best?;
        let found = view.cover(phrase_start(view, noun), noun + 1);
        let text = plain(found.of(&view.page.text));
        Some(attributed(self.described_entity(text, found, SpeakerKind::Group), Evidence::Pronoun))
    }

    /// `I`, `we`: whoever says the statement it stands in, or the author.
    fn first_person(&mut self, i: usize, span: Span) -> Vec<Attributed> {
        if self.view.is_quoted(span.start) {
            let within = |j: usize| j != i && self.statements[j].content.iter().any(|c| c.contains(span));
            let near = i.saturating_sub(SPEAKER_WINDOW)..(i + SPEAKER_WINDOW).min(self.statements.len());
            let holder = near.into_iter().find(|&j| within(j) && !self.attributed[j].is_empty());
            if let Some(holder) = holder {
                let said = &self.attributed[holder];
                return said.iter().map(|one| Attributed { how: Evidence::Pronoun, ..*one }).collect();
            }
            let block = self.view.block_of(span.start);
            let last = self.said.last().filter(|said| said.block + CONTINUES_WITHIN >= block);
            return last.map_or(Vec::new(), |said| {
                said.entities.iter().map(|&e| attributed(e, Evidence::Pronoun)).collect()
            });
        }
        vec![attributed(self.author(), Evidence::Author)]
    }

    /// The one who writes the page.
    fn author(&mut self) -> usize {
        if let Some(author) = self.author {
            return author;
        }
        let page = self.view.page;
        let byline = page.blocks.iter().find(|b| b.kind == BlockKind::Byline).map(|b| b.span.of(&page.text));
        let name = byline
            .and_then(|line| line.get(3..))
            .map_or("author", |names| names.split(',').next().unwrap_or(names));
        let author = self.cast.add(plain(name), SpeakerKind::Author);
        self.author = Some(author);
        author
    }

    fn generic(&mut self, name: &str) -> usize {
        if let Some(&known) = self.described.get(name) {
            return known;
        }
        let entity = self.cast.add(name.to_owned(), SpeakerKind::Generic);
        self.described.insert(name.to_owned(), entity);
        entity
    }

    /// `who`, `which`: the name or phrase that ends just before.
    fn relative(&mut self, word: usize) -> Vec<Attributed> {
        let view = self.view;
        let mut last = word;
        while last > 0
            && word - last < 8
            && (!view.word(last - 1).contains(char::is_alphanumeric)
                || matches!(
                    view.lower(last - 1),
                    "of" | "in" | "for" | "to" | "all" | "both" | "most" | "and" | "some"
                ))
        {
            last -= 1;
        }
        let Some(end) = last.checked_sub(1) else { return Vec::new() };
        let Some(&end_span) = view.words.get(end) else { return Vec::new() };
        let sentence = view.sentence(end_span.start);
        let upto = self.cast.mention_from(end_span.end);
        let before = upto.checked_sub(1).map(|m| self.cast.mentions[m].clone());
        if let Some(m) = before.as_ref().filter(|m| m.words.end == end + 1 && !view.is_possessive(end)) {
            // In `Ann Vane, the mayor of Marsh, who …` the town is no candidate.
            let person = self.person_before(m, sentence, view.lower(word));
            return vec![attributed(person.unwrap_or(m.entity), Evidence::Relative)];
        }
        if view.lower(word).starts_with("who")
            && let Some(person) = self.apposed_person(end)
        {
            return vec![attributed(person, Evidence::Relative)];
        }
        let first = phrase_start(view, end);
        let span = view.cover(first, end + 1);
        let source = [span];
        let found = referents(view, &self.cast, &source);
        let Some(Referent::Described(description)) = found.into_iter().next() else {
            return Vec::new();
        };
        let text = plain(description.span.of(&view.page.text));
        let kind = description.kind(&view.page.text);
        vec![attributed(self.described_entity(text, span, kind), Evidence::Relative)]
    }

    /// The person before the comma that opens the phrase ending with word `end`: `Ann Vane, a baker in Marsh, who`.
    fn apposed_person(&self, end: usize) -> Option<usize> {
        let view = self.view;
        let sentence = view.sentence(view.words.get(end)?.start);
        let upto = self.cast.mention_from(view.words[end].start);
        let near = self.cast.mentions[..upto].iter().rev().take(4);
        near.take_while(|m| m.span.start >= sentence.start && m.words.end + 16 > end)
            .find(|m| {
                view.word(m.words.end) == "," && self.cast.entities[m.entity].kind == SpeakerKind::Person
            })
            .map(|m| m.entity)
    }

    /// The person earlier in the sentence to whom an apposition that ends with `m` belongs.
    fn person_before(&self, m: &Mention, sentence: Span, pronoun: &str) -> Option<usize> {
        if pronoun != "who" || self.cast.entities[m.entity].kind == SpeakerKind::Person {
            return None;
        }
        let upto = self.cast.mention_from(m.span.start);
        let earlier = self.cast.mentions[..upto].iter().rev().take(4);
        earlier
            .take_while(|e| e.span.start >= sentence.start)
            .find(|e| self.cast.entities[e.entity].kind == SpeakerKind::Person)
            .map(|e| e.entity)
    }
}

/// The first word of the noun phrase that ends with word `end`.
fn phrase_start(view: &View, end: usize) -> usize {
    let mut first = end;
    while first > 0 && end - first < 8 {
        let before = view.lower(first - 1);
        let determiner = matches!(
            before,
            "the"
                | "a"
                | "an"
                | "his"
                | "her"
                | "their"
                | "its"
                | "some"
                | "many"
                | "several"
                | "one"
                | "two"
                | "those"
                | "other"
                | "most"
                | "any"
                | "every"
        );
        if determiner {
            return first - 1;
        }
        let verbal = ["ly", "ing", "ed"].iter().any(|ending| before.len() > 5 && before.ends_with(ending));
        if !view.word(first - 1).contains(char::is_alphanumeric)
            || lexicon().function.contains(before)
            || verbal
        {
            break;
        }
        first -= 1;
    }
    first
}
