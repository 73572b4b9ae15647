//! What a knowledge file adds to a page: who a name's bearer is, and who holds an office on the page's day.
//!
//! What the page says itself wins: where it gives an office to somebody, the file is not asked. Where the file leaves
//! two, nobody is chosen.

use super::cast::{Cast, Role};
use super::discourse::{Discourse, attributed};
use super::offices::Phrase;
use super::source::{Description, Determiner};
use super::view::View;
use crate::people::fold::{fold_name, fold_of, surname};
use crate::people::{Date, EntryId, Holder, Kind};
use crate::{Attributed, Evidence, People, SpeakerKind};
use std::collections::{BTreeMap, HashMap, HashSet};

/// More bearers of one name are not told apart.
const MOST_NAMESAKES: usize = 64;
/// How many words before a name may tell its bearer's office.
const BEFORE: usize = 8;
/// How many words after a name and a comma may.
const AFTER: usize = 12;
/// How many mentions of one entity are looked at for offices.
const MOST_MENTIONS: u16 = 64;
/// For so many years after leaving office somebody may still be heard.
const LIFETIME: i16 = 90;

/// What is known on a page.
#[derive(Default)]
pub(super) struct Known {
    people: Option<People>,
    /// The day of publication.
    day: Option<Date>,
    /// Who the entities are.
    entries: HashMap<usize, EntryId>,
    entities: HashMap<EntryId, usize>,
    /// The people on the page by the folded forms of their names.
    named: HashMap<String, usize>,
    /// What the page says of somebody's office, by entity.
    offices: HashMap<usize, Vec<Phrase>>,
    /// The offices that the page itself gives to somebody.
    stated: HashSet<(String, String)>,
    /// Who is meant by a phrase, as far as the file tells.
    asked: HashMap<String, Option<EntryId>>,
}

impl Known {
    /// The numbers in public registers of an entity.
    pub(super) fn identifiers(&self, entity: usize) -> BTreeMap<String, String> {
        let found = self.people.as_ref().zip(self.entries.get(&entity));
        let Some((people, &entry)) = found else { return BTreeMap::new() };
        people.entry(entry).identifiers().map(|(register, id)| (register.to_owned(), id.to_owned())).collect()
    }

    fn identify(&mut self, entity: usize, entry: EntryId) {
        self.entries.insert(entity, entry);
        self.entities.entry(entry).or_insert(entity);
    }
}

impl Cast {
    /// Finds out who is who.
    pub(super) fn know(&mut self, view: &View, people: &People) {
        let day = view.page.published.as_deref().and_then(Date::parse);
        self.known = Known { people: Some(people.clone()), day, ..Known::default() };
        self.gather_offices(view, people);
        self.gather_named();
        let candidates: Vec<Vec<EntryId>> =
            (0..self.entities.len()).map(|entity| self.candidates(people, entity)).collect();
        for (entity, all) in candidates.iter().enumerate() {
            if let [only] = all[..] {
                self.identify(people, entity, only);
            }
        }
        let around = self.around(people);
        for (entity, all) in candidates.iter().enumerate().filter(|(_, all)| all.len() > 1) {
            if let Some(one) = self.told_apart(people, entity, all, &around) {
                self.identify(people, entity, one);
            }
        }
    }

    fn identify(&mut self, people: &People, entity: usize, entry: EntryId) {
        self.known.identify(entity, entry);
        if let Some(bearer) = self.entities.get_mut(entity).filter(|bearer| !bearer.sure) {
            bearer.sure = true;
            bearer.kind = match people.entry(entry).kind() {
                Kind::Person => SpeakerKind::Person,
                Kind::Organisation => SpeakerKind::Organisation,
            };
        }
    }

    fn gather_named(&mut self) {
        for (entity, bearer) in self.entities.iter().enumerate() {
            if bearer.kind != SpeakerKind::Person && bearer.sure {
                continue;
            }
            let several = bearer.aliases.iter().filter(|alias| alias.contains(' '));
            for form in std::iter::once(&bearer.name).chain(several) {
                self.known.named.entry(fold_name(form)).or_insert(entity);
            }
        }
    }

    /// What the page says of people's offices, in apposition and before their names.
    fn gather_offices(&mut self, view: &View, people: &People) {
        let mut seen: HashMap<usize, u16> = HashMap::new();
        for mention in &self.mentions {
            let times = seen.entry(mention.entity).or_default();
            *times += 1;
            let person =
                self.entities.get(mention.entity).is_some_and(|e| e.kind == SpeakerKind::Person || !e.sure);
            if !person || *times > MOST_MENTIONS {
                continue;
            }
            let phrases =
                phrases_before(view, mention.words.start).chain(phrase_after(view, mention.words.end));
            let phrases: Vec<Phrase> = phrases.map(|text| Phrase::new(people, &text)).collect();
            // `former French president`: what is true of the whole is true of its end.
            let former = phrases.iter().any(|phrase| phrase.former);
            for mut phrase in phrases.into_iter().filter(|phrase| !phrase.readings.is_empty()) {
                phrase.former = former;
                if !former {
                    let full = phrase.readings.iter().filter(|(_, of)| !of.is_empty());
                    self.known.stated.extend(full.cloned());
                }
                let own = self.known.offices.entry(mention.entity).or_default();
                if !own.contains(&phrase) {
                    own.push(phrase);
                }
            }
        }
    }

    /// The entries that may be the entity's, as far as names and centuries tell.
    fn candidates(&self, people: &People, entity: usize) -> Vec<EntryId> {
        let Some(bearer) = self.entities.get(entity).filter(|bearer| !bearer.place) else {
            return Vec::new();
        };
        let kinds: &[Kind] = match bearer.kind {
            _ if !bearer.sure => &[Kind::Person, Kind::Organisation],
            SpeakerKind::Person => &[Kind::Person],
            SpeakerKind::Organisation | SpeakerKind::Group => &[Kind::Organisation],
            _ => return Vec::new(),
        };
        let fits = |id: &EntryId, form: &str| {
            let kind = people.entry(*id).kind();
            let several = form.trim().contains(char::is_whitespace);
            kinds.contains(&kind) && (several || kind == Kind::Organisation) && self.may_live(people, *id)
        };
        let mut found: Vec<EntryId> = Vec::new();
        for form in std::iter::once(&bearer.name).chain(&bearer.aliases) {
            if !found.is_empty() && form != &bearer.name && people.by_name(form).all(|id| found.contains(&id))
            {
                continue;
            }
            let more = people.by_name(form).filter(|id| fits(id, form)).take(MOST_NAMESAKES + 1);
            let more: Vec<EntryId> = more.filter(|id| !found.contains(id)).collect();
            found.extend(more);
            if form == &bearer.name && !found.is_empty() {
                break;
            }
        }
        if found.is_empty() && !bearer.name.contains(' ') && kinds.contains(&Kind::Person) {
            found = self.by_surname_and_office(people, entity, &bearer.name);
        }
        if found.len() > MOST_NAMESAKES { Vec::new() } else { found }
    }

    /// Whether the entry's offices are near enough to the page's day.
    fn may_live(&self, people: &People, id: EntryId) -> bool {
        let Some(day) = self.known.day else { return true };
        let entry = people.entry(id);
        let mut roles = entry.roles().peekable();
        entry.kind() == Kind::Organisation
            || roles.peek().is_none()
            || roles.any(|role| role.to.is_none_or(|to| !to.is_years_before(LIFETIME, day)))
    }

    /// A surname alone is nobody's, but with the office of the day it is: `President Vane`.
    fn by_surname_and_office(&self, people: &People, entity: usize, name: &str) -> Vec<EntryId> {
        let (Some(day), Some(phrases)) = (self.known.day, self.known.offices.get(&entity)) else {
            return Vec::new();
        };
        // The longest phrase says most.
        let Some(fullest) =
            phrases.iter().find(|phrase| phrase.readings.iter().any(|(_, of)| !of.is_empty()))
        else {
            return self.holders_among(people, phrases.iter(), name, day);
        };
        self.holders_among(people, std::iter::once(fullest), name, day)
    }

    fn holders_among<'f>(
        &self,
        people: &People,
        phrases: impl Iterator<Item = &'f Phrase>,
        name: &str,
        day: Date,
    ) -> Vec<EntryId> {
        let phrases: Vec<&Phrase> = phrases.collect();
        let holds = |id: &EntryId| {
            people
                .entry(*id)
                .roles()
                .any(|role| role.covers(day) && phrases.iter().any(|p| !p.former && p.fits(&role, Some(day))))
        };
        people.by_surname(name).filter(holds).take(MOST_NAMESAKES + 1).collect()
    }

    /// What the offices of those already known are of: others of the same country or body are likelier beside them.
    fn around(&self, people: &People) -> HashSet<String> {
        let known = self.known.entries.values();
        known
            .flat_map(|&id| people.entry(id).roles())
            .map(|role| fold_of(role.of))
            .filter(|of| !of.is_empty())
            .collect()
    }

    /// The one of several namesakes, by the office that the page gives, by the others on the page, or by the day.
    fn told_apart(
        &self,
        people: &People,
        entity: usize,
        all: &[EntryId],
        around: &HashSet<String>,
    ) -> Option<EntryId> {
        let day = self.known.day;
        let phrases = self.known.offices.get(&entity).map_or(&[][..], Vec::as_slice);
        let by_office =
            |id: EntryId| people.entry(id).roles().any(|role| phrases.iter().any(|p| p.fits(&role, day)));
        let beside = |id: EntryId| people.entry(id).roles().any(|role| around.contains(&fold_of(role.of)));
        let dated =
            all.iter().all(|&id| people.entry(id).roles().any(|role| role.from.or(role.to).is_some()));
        let in_office = |id: EntryId| {
            dated && people.entry(id).roles().any(|role| day.is_some_and(|day| role.covers(day)))
        };
        let only = |holds: &dyn Fn(EntryId) -> bool| {
            let mut fit = all.iter().copied().filter(|&id| holds(id));
            (fit.next(), fit.next())
        };
        for holds in [&by_office as &dyn Fn(EntryId) -> bool, &beside, &in_office] {
            match only(holds) {
                (Some(one), None) => return Some(one),
                (Some(_), Some(_)) => return None,
                _ => {}
            }
        }
        None
    }
}

impl Discourse<'_> {
    /// The holder of the office that a phrase names, on the page's day.
    pub(super) fn by_knowledge(&mut self, description: &Description) -> Option<Attributed> {
        let people = self.cast.known.people.clone()?;
        let day = self.cast.known.day?;
        if !matches!(description.determiner, Determiner::Definite | Determiner::None) {
            return None;
        }
        let text = super::cast::plain(description.span.of(&self.view.page.text));
        let entry = match self.cast.known.asked.get(&text) {
            Some(&asked) => asked?,
            None => {
                let entry = self.cast.known.holder(&people, &text, day);
                self.cast.known.asked.insert(text.clone(), entry);
                entry?
            }
        };
        let entity = self.cast.known_entity(&people, entry);
        let bearer = self.cast.entities.get_mut(entity)?;
        let (head, modifiers) = (description.head.clone(), description.modifiers.clone());
        let role = Role { text, head, modifiers, at: description.span };
        if bearer.roles.iter().all(|known| known.text != role.text) {
            bearer.roles.push(role);
        }
        bearer.mentions.push(description.span);
        Some(attributed(entity, Evidence::Knowledge))
    }
}

impl Known {
    fn holder(&self, people: &People, text: &str, day: Date) -> Option<EntryId> {
        let phrase = Phrase::new(people, text);
        if phrase.readings.iter().any(|reading| self.stated.contains(reading)) {
            return None;
        }
        match phrase.holder(people, day) {
            Holder::One(entry) => Some(entry),
            Holder::Nobody | Holder::Unclear => None,
        }
    }
}

impl Cast {
    /// The page's entity for `entry`; one that the page does not name is added.
    fn known_entity(&mut self, people: &People, entry: EntryId) -> usize {
        if let Some(&entity) = self.known.entities.get(&entry) {
            return entity;
        }
        let shown = people.entry(entry);
        let folded: Vec<String> =
            std::iter::once(shown.name()).chain(shown.aliases()).map(fold_name).collect();
        let surnames = folded.iter().map(|form| surname(form));
        let mut named =
            folded.iter().map(String::as_str).chain(surnames).filter_map(|form| self.known.named.get(form));
        let free = named.find(|entity| !self.known.entries.contains_key(entity)).copied();
        let entity = free.unwrap_or_else(|| self.add(shown.name().to_owned(), SpeakerKind::Person));
        self.identify(people, entity, entry);
        entity
    }
}

/// The phrases that may tell an office and end right before word `end`, or before a comma there; longest first.
fn phrases_before<'v>(view: &'v View, end: usize) -> impl Iterator<Item = String> + 'v {
    let apposed = end > 0 && view.word(end - 1) == ",";
    let end = if apposed { end - 1 } else { end };
    let goes_on = |i: &usize| view.word(*i).contains(char::is_alphanumeric) && view.same_line(i + 1);
    let first = (end.saturating_sub(BEFORE)..end).rev().take_while(goes_on).last().unwrap_or(end);
    (first..end).map(move |start| text(view, start, end))
}

/// The phrase between a comma at word `comma` and the next mark.
fn phrase_after(view: &View, comma: usize) -> Option<String> {
    if view.word(comma) != "," || matches!(view.lower(comma + 1), "a" | "an" | "one" | "who") {
        return None;
    }
    let first = comma + 1;
    let goes_on = |i: &usize| {
        let word = view.word(*i);
        (word.contains(char::is_alphanumeric) || view.glued(*i) && word == "-")
            && !matches!(word, "who" | "said" | "says" | "told")
    };
    let end = (first..first + AFTER).take_while(goes_on).last()? + 1;
    Some(text(view, first, end))
}

fn text(view: &View, first: usize, end: usize) -> String {
    view.cover(first, end).of(&view.page.text).to_owned()
}
