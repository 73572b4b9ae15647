//! Whom pronouns stand for: the candidates shortly before, scored by place, agreement and who spoke last.

use super::Choice;
use super::candidates::{Candidate, Place, Who};
use super::cast::{Mention, plain};
use super::discourse::{CONTINUES_WITHIN, Discourse, SPEAKER_WINDOW, attributed, attributed_with};
use super::lexicon::{Gender, Pronoun, lexicon};
use super::ranker::{self, Features, Question};
use super::source::{Referent, referents};
use super::view::View;
use crate::{Attributed, BlockKind, Evidence, MOST_CANDIDATES, Span, SpeakerKind};

impl Discourse<'_> {
    pub(super) fn pronoun(&mut self, i: usize, pronoun: Pronoun, word: usize) -> Vec<Attributed> {
        let Some(&span) = self.view.words.get(word) else { return Vec::new() };
        let found = match pronoun {
            Pronoun::He => self.likeliest(i, span, Question::Person, Some(Gender::He)),
            Pronoun::She => self.likeliest(i, span, Question::Person, Some(Gender::She)),
            Pronoun::It => self.likeliest(i, span, Question::Thing, None),
            Pronoun::They => self.likeliest(i, span, Question::Several, None),
            Pronoun::First => self.first_person(i, span),
            Pronoun::You => vec![attributed(self.generic("you"), Evidence::Described)],
            Pronoun::Relative => self.relative(i, word),
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

    /// Whom a pronoun at `span` most likely stands for, when that is likely enough; the others are noted.
    fn likeliest(
        &mut self,
        i: usize,
        span: Span,
        question: Question,
        gender: Option<Gender>,
    ) -> Vec<Attributed> {
        let mention = self.references.at(span.start);
        let place = Place { question, statement: i, span, mention, gender };
        let mut others = Vec::new();
        if question == Question::Several && !self.references.asked() {
            others.extend(self.plural_phrase(span));
        }
        let candidates = self.in_view(place, &others);
        let Some((who, share)) = self.ask(place, &candidates, &[]) else { return Vec::new() };
        if share < self.least {
            return Vec::new();
        }
        let entities = match who {
            Who::Entity(entity) => vec![entity],
            Who::Several(entities) => entities,
            Who::Phrase(mention) => self.introduced(mention).into_iter().collect(),
            Who::New => Vec::new(),
        };
        entities.into_iter().map(|e| attributed_with(e, Evidence::Pronoun, share)).collect()
    }

    /// Whom the ranker finds likeliest among `candidates`, with the probability; `own` are the forms of a new one's name.
    pub(super) fn ask(
        &mut self,
        place: Place,
        candidates: &[Candidate],
        own: &[String],
    ) -> Option<(Who, f32)> {
        if let Some(choices) = &self.choices {
            let told = |one: &Candidate| super::ChoiceCandidate {
                forms: self.forms(&one.who, own),
                new: one.who == Who::New,
                features: one.features.to_vec(),
            };
            let question = Question::NAMES[place.question as usize];
            let candidates = candidates.iter().map(told).collect();
            choices.borrow_mut().push(Choice { statement: place.statement, question, candidates });
        }
        let features: Vec<Features> = candidates.iter().map(|one| one.features).collect();
        let shares = ranker::shares(place.question, self.weights, &features);
        let sure = shares.into_iter().map(|share| ranker::probability(place.question, self.weights, share));
        let mut ranked: Vec<(&Candidate, f32)> = candidates.iter().zip(sure).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let known = ranked.iter().filter_map(|(one, share)| match one.who {
            Who::Entity(entity) => Some(attributed_with(entity, Evidence::Pronoun, *share)),
            _ => None,
        });
        self.ranked = known.take(MOST_CANDIDATES).collect();
        ranked.first().map(|(one, share)| (one.who.clone(), *share))
    }

    /// What the phrase of a mention introduces, as an entity.
    fn introduced(&mut self, mention: usize) -> Option<usize> {
        let phrase = self.references.mention(mention)?.phrase;
        let found = referents(self.view, &self.cast, &[phrase]).into_iter().next()?;
        let entity = match found {
            Referent::Named(entity) => entity,
            Referent::Pronoun(..) => return None,
            Referent::Described(description) => {
                let text = plain(phrase.of(&self.view.page.text));
                let kind = description.kind(&self.view.page.text);
                self.described_entity(text, phrase, kind)
            }
        };
        self.references.settle(mention, &[attributed(entity, Evidence::Described)]);
        Some(entity)
    }

    pub(super) fn can_be_person(&self, entity: usize) -> bool {
        let bearer = &self.cast.entities[entity];
        !bearer.plural && (matches!(bearer.kind, SpeakerKind::Person | SpeakerKind::Unnamed) || !bearer.sure)
    }

    /// A phrase such as `some voters` at the head of this sentence or one shortly before.
    fn plural_phrase(&mut self, span: Span) -> Option<usize> {
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
        Some(self.described_entity(text, found, SpeakerKind::Group))
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
        if self.view.words_in(span).any(|word| matches!(self.view.lower(word), "we" | "us" | "our")) {
            // In an article's own voice `we` is seldom its writers: `we know their average age`.
            return vec![attributed(self.generic("we"), Evidence::Author)];
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
    fn relative(&mut self, i: usize, word: usize) -> Vec<Attributed> {
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
        let found = self.description(i, &description);
        found.into_iter().map(|one| Attributed { how: Evidence::Relative, ..one }).collect()
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
