//! The cast of a page: names merged into those who bear them, with their roles and gender cues.
//!
//! Full names come first, then single surnames and titled names find their bearer among them.
//! Every look-up is by a word of the name and looks at a bounded number of bearers, so that the
//! work grows with the page and not with its square.

use super::discourse::WINDOW;
use super::knowledge::Known;
use super::lexicon::{Gender, is_adjective_of_nation, lexicon};
use super::names::{Name, NameKind};
use super::view::View;
use crate::{Span, SpeakerKind};
use std::collections::HashMap;

/// Someone or something that the page names or describes.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The fullest form on the page, without titles.
    pub(super) name: String,
    /// The words of `name`, lower case.
    words: Vec<String>,
    pub(super) kind: SpeakerKind,
    /// Whether `kind` is told by more than the lack of anything else.
    pub(super) sure: bool,
    pub(super) aliases: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// Cues for `he` and for `she`.
    votes: [u32; 2],
    pub(super) mentions: Vec<Span>,
    /// How many of the mentions are names; those come first, in order.
    pub(super) named: usize,
    /// Whether it is a country or a place.
    pub(super) place: bool,
    /// Whether several people or things stand behind it.
    pub(super) plural: bool,
}

/// An office or part that the page gives somebody.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) text: String,
    /// The noun (`president`), lower case.
    pub(super) head: String,
    /// The words before it (`french`), lower case.
    pub(super) modifiers: Vec<String>,
    /// Where the page says so, with the name where that stands beside it.
    pub(super) at: Span,
}

/// A place where an entity is named.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) span: Span,
    pub(super) words: std::ops::Range<usize>,
    /// First word of the title before it.
    pub(super) title: usize,
    pub(super) entity: usize,
}

/// How many bearers of one word are looked at.
const MOST_BEARERS: usize = 16;
/// Among how many names at most a clipped one is looked for.
const MOST_CLIPPED: usize = 400;
/// How many words after a single name a pronoun that tells its gender is looked for.
const ALONE_WITHIN: usize = 30;
/// The most aliases and roles kept for one entity.
const MOST_FORMS: usize = 24;

/// All entities and the places that name them, in order.
#[derive(Default)]
pub(super) struct Cast {
    pub(super) entities: Vec<Entity>,
    pub(super) mentions: Vec<Mention>,
    /// What a knowledge file tells; nothing without one.
    pub(super) known: Known,
    exact: HashMap<String, usize>,
    surnames: HashMap<String, Vec<usize>>,
    first_names: HashMap<String, Vec<usize>>,
    acronyms: HashMap<String, usize>,
    first_words: HashMap<String, Vec<usize>>,
    last_words: HashMap<String, Vec<usize>>,
    /// Cues for `he` and for `she` beside a surname that stands alone, by the surname.
    alone: HashMap<String, [u32; 2]>,
}

impl Cast {
    /// Merges `names` into their bearers.
    pub(super) fn new(view: &View, names: &[Name]) -> Cast {
        let mut cast = Cast::default();
        let mut bearer: Vec<Option<usize>> = vec![None; names.len()];
        let is_full = |name: &Name| !name.weak && name.span.of(&view.page.text).contains(char::is_whitespace);
        cast.gather_alone(view, names);
        for (i, name) in names.iter().enumerate().filter(|(_, name)| is_full(name)) {
            bearer[i] = Some(cast.full(view, name));
        }
        for (i, name) in names.iter().enumerate().filter(|(_, name)| !name.weak) {
            let entity = bearer[i].unwrap_or_else(|| cast.short(view, name));
            cast.mention(view, name, entity);
        }
        for name in names.iter().filter(|name| name.weak) {
            cast.weak(view, name);
        }
        cast.mentions.sort_by_key(|mention| mention.span);
        for entity in &mut cast.entities {
            entity.mentions.sort_unstable();
            entity.named = entity.mentions.len();
        }
        cast.gather_kin(view);
        cast.gather_places(view);
        cast.gather_roles(view);
        cast.gather_votes(view);
        cast.settle_people();
        cast
    }

    /// Adds somebody with a name that is not on the lists.
    pub(super) fn add(&mut self, name: String, kind: SpeakerKind) -> usize {
        let words = name.split_whitespace().map(str::to_lowercase).collect();
        self.entities.push(Entity {
            name,
            words,
            kind,
            sure: true,
            aliases: Vec::new(),
            roles: Vec::new(),
            votes: [0, 0],
            mentions: Vec::new(),
            named: 0,
            place: false,
            plural: kind == SpeakerKind::Group,
        });
        self.entities.len() - 1
    }

    /// The bearer of a name of several words, old or new.
    fn full(&mut self, view: &View, name: &Name) -> usize {
        let text = plain(name.span.of(&view.page.text));
        let key = text.to_lowercase();
        let words: Vec<String> = key.split_whitespace().map(str::to_owned).collect();
        if let Some(&known) = self.exact.get(&key) {
            return known;
        }
        let known = match name.kind {
            NameKind::Person => self.same_person(&words),
            NameKind::Nation => self.nation(&key),
            NameKind::Organisation => self.same_organisation(&words),
            _ => None,
        };
        let entity = match known {
            Some(known) if has_lost_space(&self.entities[known].words, &words) => {
                let garbled = std::mem::replace(&mut self.entities[known].name, text);
                self.entities[known].words = words.clone();
                add_form(&mut self.entities[known].aliases, garbled);
                known
            }
            Some(known) => {
                self.grow(known, text, words.clone());
                known
            }
            None => {
                let entity = self.add(text, speaker_kind(name.kind));
                self.entities[entity].sure = match name.kind {
                    NameKind::Person => {
                        name.title < name.words.start
                            || words
                                .first()
                                .is_some_and(|first| lexicon().first_names.contains_key(first.as_str()))
                    }
                    kind => kind != NameKind::Unknown,
                };
                self.entities[entity].place = matches!(name.kind, NameKind::Nation | NameKind::Place);
                entity
            }
        };
        self.exact.insert(key.clone(), entity);
        if let Some(nation) = lexicon().nations.get(&key) {
            self.exact.entry(nation_key(nation)).or_insert(entity);
        }
        self.know_by_nickname(entity, &words);
        self.index(entity, name.kind, &words);
        entity
    }

    /// `Robert C. “Bobby” Vane` is Bobby Vane and Robert Vane.
    fn know_by_nickname(&mut self, entity: usize, words: &[String]) {
        let [first, middle @ .., last] = words else { return };
        let marks = ['“', '”', '"', '(', ')', '‘', '’', '\''];
        let Some(quoted) = middle.iter().find(|word| word.starts_with(marks)) else { return };
        let nickname = quoted.trim_matches(marks);
        let bearer = &mut self.entities[entity];
        let name: Vec<&str> = bearer.name.split(' ').collect();
        let at = words.iter().position(|word| word == quoted).and_then(|i| name.get(i));
        let forms = at.zip(name.first().zip(name.last())).map(|(middle, (first, last))| {
            [format!("{} {last}", middle.trim_matches(marks)), format!("{first} {last}")]
        });
        forms.into_iter().flatten().for_each(|form| add_form(&mut bearer.aliases, form));
        for first in [nickname, first] {
            self.exact.entry(format!("{first} {last}")).or_insert(entity);
        }
    }

    /// Takes the longer of two forms as the name, and the other as an alias.
    fn grow(&mut self, entity: usize, text: String, words: Vec<String>) {
        let entity = &mut self.entities[entity];
        if words.len() > entity.words.len() {
            let short = std::mem::replace(&mut entity.name, text);
            entity.words = words;
            add_form(&mut entity.aliases, short);
        } else {
            add_form(&mut entity.aliases, text);
        }
    }

    fn index(&mut self, entity: usize, kind: NameKind, words: &[String]) {
        let add = |index: &mut HashMap<String, Vec<usize>>, word: &str| {
            let bearers = index.entry(word.to_owned()).or_default();
            if bearers.len() < MOST_BEARERS && !bearers.contains(&entity) {
                bearers.push(entity);
            }
        };
        if kind == NameKind::Person {
            if let Some(first) = words.first() {
                add(&mut self.first_names, first);
            }
            let surname = surname(words);
            add(&mut self.surnames, surname);
            for part in surname.split('-').filter(|part| part.len() > 3) {
                add(&mut self.first_words, part);
            }
            return;
        }
        let initials: String = words
            .iter()
            .filter(|w| !matches!(w.as_str(), "of" | "the" | "and" | "for" | "&"))
            .filter_map(|w| w.chars().next())
            .collect();
        if initials.len() > 1 {
            self.acronyms.entry(initials).or_insert(entity);
        }
        if let Some(first) = words.first() {
            add(&mut self.first_words, first);
        }
        if let Some(last) = words.last().filter(|_| words.len() > 1) {
            add(&mut self.last_words, last);
        }
    }

    /// The person of the same surname with a first name that fits.
    fn same_person(&self, words: &[String]) -> Option<usize> {
        let bearers = self.surnames.get(surname(words)).into_iter().flatten().copied();
        let known = bearers.into_iter().find(|&b| first_names_fit(words, &self.entities[b].words));
        known.or_else(|| {
            let mut namesakes = self.first_names.get(words.first()?)?.iter().copied();
            namesakes.find(|&b| {
                let own = &self.entities[b].words;
                has_lost_space(own, words) || has_lost_space(words, own)
            })
        })
    }

    /// The country for which `key` stands.
    fn nation(&self, key: &str) -> Option<usize> {
        self.exact.get(&nation_key(lexicon().nations.get(key)?)).copied()
    }

    /// The organisation whose name goes on these words, or of whose name these are the first or the last: `Marsh Center
    /// for Rivers`, `the State Department` of the United States.
    fn same_organisation(&self, words: &[String]) -> Option<usize> {
        let listed =
            |word: Option<&String>| word.is_some_and(|w| lexicon().organisations.contains(w.as_str()));
        let starts = |short: &[String], long: &[String]| {
            short.len() > 1 && long.starts_with(short) && listed(short.last())
        };
        let ends = |short: &[String], long: &[String]| {
            short.len() > 1 && long.ends_with(short) && listed(long.last())
        };
        let same = |long: &[String], short: &[String]| starts(short, long) || ends(short, long);
        let by_first = self.first_words.get(words.first()?).into_iter().flatten();
        let by_last = self.last_words.get(words.last()?).into_iter().flatten();
        by_first.chain(by_last).copied().find(|&b| {
            let own = &self.entities[b];
            own.kind == SpeakerKind::Organisation && (same(&own.words, words) || same(words, &own.words))
        })
    }

    /// The one organisation whose name ends with `word`: `the Times` is the `Marsh Times`.
    fn by_last_word(&self, word: &str) -> Option<usize> {
        let listed = lexicon().organisations.contains(word) || lexicon().papers.contains(word);
        match self.last_words.get(word).filter(|_| listed)?[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The bearer of a single word or a titled surname, old or new.
    fn short(&mut self, view: &View, name: &Name) -> usize {
        let text = plain(name.span.of(&view.page.text));
        let key = text.to_lowercase();
        let titled = name.title < name.words.start;
        let gender = name.gender.or_else(|| self.told_alone(&key));
        if let Some(known) = self.find(&key, titled, gender) {
            self.entities[known].sure |= titled || self.entities[known].kind == SpeakerKind::Person;
            return known;
        }
        let determined = name.words.start.checked_sub(1).is_some_and(|i| view.lower(i) == "the");
        let short_form = || self.clipped(&key).or_else(|| self.by_last_word(&key));
        if let Some(known) = determined.then(short_form).flatten() {
            return known;
        }
        if name.kind == NameKind::Nation
            && let Some(known) = self.nation(&key)
        {
            if lexicon().nations.get(&key) == Some(&key) {
                self.entities[known].name = text;
            }
            return known;
        }
        let person =
            titled || name.kind == NameKind::Person || lexicon().first_names.contains_key(key.as_str());
        let kind = if person { SpeakerKind::Person } else { speaker_kind(name.kind) };
        let entity = self.add(text, kind);
        self.entities[entity].sure = titled || !matches!(name.kind, NameKind::Unknown);
        self.entities[entity].place = matches!(name.kind, NameKind::Nation | NameKind::Place);
        self.exact.insert(key.clone(), entity);
        if let Some(nation) = lexicon().nations.get(&key) {
            self.exact.entry(nation_key(nation)).or_insert(entity);
        }
        if titled {
            self.surnames.entry(key).or_default().push(entity);
        }
        entity
    }

    /// The likeliest bearer of the words `key` (lower case).
    pub(super) fn find(&self, key: &str, titled: bool, gender: Option<Gender>) -> Option<usize> {
        let several = key.contains(' ');
        let by_surname = || self.pick(self.surnames.get(key), gender);
        if !titled && let Some(&known) = self.exact.get(key) {
            // A single word that turned up before its bearer's full name is no bearer of its own.
            return Some(known);
        }
        if several {
            return self.exact.get(key).copied();
        }
        by_surname()
            .or_else(|| self.pick(self.first_names.get(key), gender))
            .or_else(|| self.exact.get(key).copied())
            .or_else(|| if titled { None } else { self.organisation(key).filter(|&e| self.fits(e, gender)) })
    }

    /// The organisation whose initials or first word `key` is.
    fn organisation(&self, key: &str) -> Option<usize> {
        let bare: String = key.chars().filter(|c| *c != '.').collect();
        if let Some(&known) = self.acronyms.get(&bare).filter(|_| bare.len() > 1) {
            return Some(known);
        }
        match self.first_words.get(key)?[..] {
            [only] => Some(only).filter(|&e| self.entities[e].kind != SpeakerKind::Person || key.len() > 3),
            _ => None,
        }
    }

    /// What the pronouns after a surname that stands alone tell, when they tell it often enough.
    fn told_alone(&self, key: &str) -> Option<Gender> {
        match self.alone.get(key)? {
            [he, she] if *he > 2 && *he > 4 * she => Some(Gender::He),
            [he, she] if *she > 2 && *she > 4 * he => Some(Gender::She),
            _ => None,
        }
    }

    /// Counts the first `he` or `she` after each single name, in its sentence and the next, with no other name between.
    fn gather_alone(&mut self, view: &View, names: &[Name]) {
        for (i, name) in names.iter().enumerate().filter(|(_, name)| name.words.len() == 1 && !name.weak) {
            let end = names.get(i + 1).map_or(view.words.len(), |next| next.title.min(next.words.start));
            let sentence = view.sentence_of(name.span.start);
            let near = |w: &usize| view.sentence_of(view.words[*w].start) <= sentence + 1;
            let mut after = (name.words.end..end).take(ALONE_WITHIN).take_while(near);
            let told = after.find_map(|w| match view.lower(w) {
                "he" | "his" | "him" => Some(Gender::He),
                "she" | "her" => Some(Gender::She),
                _ => None,
            });
            if let Some(gender) = told {
                let key = plain(name.span.of(&view.page.text)).to_lowercase();
                self.alone.entry(key).or_default()[gender as usize] += 1;
            }
        }
    }

    /// The one organisation of whose first word `key` is the beginning: `the Fed` for the Federal Reserve.
    fn clipped(&self, key: &str) -> Option<usize> {
        let short = (3..=4).contains(&key.chars().count());
        let long = |(word, bearers): (&String, &Vec<usize>)| {
            let fits = short && word.starts_with(key) && bearers.len() == 1;
            bearers.first().copied().filter(|&e| fits && self.entities[e].kind == SpeakerKind::Organisation)
        };
        let few = self.first_words.len() <= MOST_CLIPPED;
        let mut found = self.first_words.iter().filter(|_| few).filter_map(long);
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }

    fn fits(&self, entity: usize, gender: Option<Gender>) -> bool {
        gender.is_none_or(|wanted| self.gender(entity).is_none_or(|own| own == wanted))
    }

    /// Among several bearers the one whose gender does not conflict and who is named most so far.
    fn pick(&self, bearers: Option<&Vec<usize>>, gender: Option<Gender>) -> Option<usize> {
        let latest =
            |e: &usize| (self.entities[*e].mentions.len(), self.entities[*e].mentions.last().copied());
        bearers?.iter().copied().filter(|&e| self.fits(e, gender)).max_by_key(latest)
    }

    fn mention(&mut self, view: &View, name: &Name, entity: usize) {
        let text = &view.page.text;
        let bearer = &mut self.entities[entity];
        let form = plain(name.span.of(text));
        if form != bearer.name {
            add_form(&mut bearer.aliases, form);
        }
        if name.title < name.words.start {
            add_form(&mut bearer.aliases, plain(view.cover(name.title, name.words.end).of(text)));
        }
        // `the Marsh Post` is a form of its own: some papers and parties are never without their article.
        if bearer.kind != SpeakerKind::Person
            && name.words.start.checked_sub(1).is_some_and(|i| view.lower(i) == "the")
        {
            add_form(&mut bearer.aliases, plain(view.cover(name.words.start - 1, name.words.end).of(text)));
        }
        if let Some(gender) = name.gender {
            bearer.votes[gender as usize] += 8;
        }
        bearer.mentions.push(name.span);
        self.mentions.push(Mention { span: name.span, words: name.words.clone(), title: name.title, entity });
    }

    /// Finds known names inside a run of capitals that is more than a name.
    fn weak(&mut self, view: &View, name: &Name) {
        let mut at = name.title;
        while at < name.words.end {
            let known = (at + 1..=name.words.end.min(at + 4)).rev().find_map(|end| {
                let key = plain(view.cover(at, end).of(&view.page.text)).to_lowercase();
                let whole = end > at + 1 || view.lower(at).chars().count() > 1;
                let entity = whole.then(|| self.find(&key, false, None)).flatten()?;
                Some((entity, end))
            });
            let Some((entity, end)) = known else {
                at += 1;
                continue;
            };
            let (at_first, end) = (self.first_name_before(view, name, at, entity), end);
            let span = view.cover(at_first, end);
            self.entities[entity].mentions.push(span);
            self.mentions.push(Mention { span, words: at_first..end, title: at_first, entity });
            at = end;
        }
    }

    /// Takes in a first name that only the headline gives: `Ann Vane` where the body has `Vane` alone.
    fn first_name_before(&mut self, view: &View, name: &Name, at: usize, entity: usize) -> usize {
        let bearer = &self.entities[entity];
        let bare = bearer.words.len() == 1 && bearer.kind != SpeakerKind::Group && !bearer.place;
        let first = at.checked_sub(1).filter(|&i| i >= name.title && bare && view.is_capital(i));
        match first.filter(|&i| lexicon().first_names.contains_key(view.lower(i))) {
            Some(first) => {
                let text = plain(view.cover(first, at + 1).of(&view.page.text));
                let words = text.split_whitespace().map(str::to_lowercase).collect();
                self.grow(entity, text, words);
                (self.entities[entity].kind, self.entities[entity].sure) = (SpeakerKind::Person, true);
                first
            }
            None => at,
        }
    }

    /// What the page tells of a person's gender, for agreement only.
    pub(super) fn gender(&self, entity: usize) -> Option<Gender> {
        let bearer = &self.entities[entity];
        let listed = bearer.words.first().filter(|_| bearer.words.len() > 1 || !bearer.sure);
        let listed = listed.and_then(|first| lexicon().first_names.get(first.as_str()).copied().flatten());
        let mut votes = bearer.votes;
        if let Some(gender) = listed {
            votes[gender as usize] += 5;
        }
        match votes {
            [he, she] if he > she => Some(Gender::He),
            [he, she] if she > he => Some(Gender::She),
            _ => None,
        }
    }

    /// The first mentions in `span`, a bounded number.
    pub(super) fn mentions_in(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let from = self.mention_from(span.start);
        self.mentions.iter().skip(from).take(WINDOW).take_while(move |m| m.span.start < span.end)
    }

    /// Index of the first mention that starts at or after `offset`.
    pub(super) fn mention_from(&self, offset: usize) -> usize {
        self.mentions.partition_point(|m| m.span.start < offset)
    }

    /// `his daughter Nia`: the noun tells that it is a person, and `he` or `she`.
    fn gather_kin(&mut self, view: &View) {
        for mention in &self.mentions {
            let mut noun = mention.title.wrapping_sub(1);
            if view.word(noun) == "," {
                noun = noun.wrapping_sub(1);
            }
            if let Some(gender) = kin(view.lower(noun)) {
                let entity = &mut self.entities[mention.entity];
                entity.votes[gender as usize] += 8;
                if !entity.sure || entity.place {
                    (entity.kind, entity.sure, entity.place) = (SpeakerKind::Person, true, false);
                }
            }
        }
    }

    /// A name that nothing else tells about and that only ever stands where something happens is a place's.
    fn gather_places(&mut self, view: &View) {
        let mut uses = vec![(0, 0, 0); self.entities.len()];
        for mention in &self.mentions {
            let before = |back: usize| mention.title.checked_sub(back).map_or("", |i| view.lower(i));
            let (all, within, about) = &mut uses[mention.entity];
            *all += 1;
            let sited = matches!(before(1), "in" | "near" | "across" | "throughout" | "outside");
            let seated = before(1) == "of" && has_a_place(before(2));
            let loose = matches!(before(1), "of" | "at" | "from" | "to" | "for" | "through" | "into");
            *within += usize::from(sited || seated);
            *about += usize::from(loose && !seated);
        }
        for (entity, (all, within, about)) in self.entities.iter_mut().zip(uses) {
            if !entity.sure && within + about == all && (within > 0 || entity.words.len() == 1) {
                (entity.kind, entity.sure, entity.place) = (SpeakerKind::Organisation, true, true);
            }
        }
    }

    /// A single name that `he` or `she` stands for is a person's.
    fn settle_people(&mut self) {
        for entity in self.entities.iter_mut().filter(|e| !e.sure && e.words.len() == 1 && !e.plural) {
            if entity.votes[0] != entity.votes[1] {
                entity.kind = SpeakerKind::Person;
            }
        }
    }

    /// Roles from titles and appositions at each mention of a person.
    fn gather_roles(&mut self, view: &View) {
        for i in 0..self.mentions.len() {
            let mention = &self.mentions[i];
            let entity = mention.entity;
            if self.entities[entity].kind != SpeakerKind::Person {
                continue;
            }
            let found = [role_before(view, mention), role_after(view, mention)];
            for role in found.into_iter().flatten() {
                let roles = &mut self.entities[entity].roles;
                if roles.len() < MOST_FORMS && roles.iter().all(|known| known.text != role.text) {
                    roles.push(role);
                }
            }
        }
    }

    /// A pronoun with only one person before it in its sentence and the one before tells that person's gender.
    fn gather_votes(&mut self, view: &View) {
        for i in 0..view.words.len() {
            let gender = match view.lower(i) {
                "he" | "his" | "him" | "himself" => Gender::He,
                "she" | "her" | "herself" => Gender::She,
                _ => continue,
            };
            let at = view.words[i].start;
            if view.is_quoted(at) {
                continue;
            }
            let sentence = view.sentence_of(at);
            let upto = self.mention_from(at);
            let near = self.mentions[..upto].iter().rev().take(8);
            let mut people = near
                .take_while(|m| view.sentence_of(m.span.start) + 1 >= sentence)
                .map(|m| m.entity)
                .filter(|&e| self.entities[e].kind == SpeakerKind::Person || !self.entities[e].sure);
            if let Some(only) = people.next()
                && people.all(|e| e == only)
            {
                self.entities[only].votes[gender as usize] += 1;
            }
        }
    }
}

/// One kind of speaker for each kind of name.
fn speaker_kind(kind: NameKind) -> SpeakerKind {
    match kind {
        NameKind::Person => SpeakerKind::Person,
        NameKind::Group => SpeakerKind::Group,
        _ => SpeakerKind::Organisation,
    }
}

/// What a noun before a name, or in place of one, tells of its bearer.
pub(super) fn kin(noun: &str) -> Option<Gender> {
    match noun {
        "daughter" | "mother" | "sister" | "wife" | "widow" | "aunt" | "niece" | "grandmother"
        | "granddaughter" | "girlfriend" | "queen" | "princess" | "actress" | "spokeswoman"
        | "congresswoman" | "businesswoman" | "chairwoman" | "lady" => Some(Gender::She),
        "son" | "father" | "brother" | "husband" | "widower" | "uncle" | "nephew" | "grandfather"
        | "grandson" | "boyfriend" | "king" | "prince" | "actor" | "spokesman" | "congressman"
        | "businessman" | "chairman" => Some(Gender::He),
        _ => None,
    }
}

/// Whether `of` after this noun mostly names a place.
fn has_a_place(noun: &str) -> bool {
    matches!(noun, "town" | "hall" | "city" | "village" | "port" | "harbour" | "harbor" | "island" | "mayor")
        || matches!(noun, "people" | "streets" | "outskirts" | "suburb" | "university" | "region" | "north")
}

/// The key of a country whatever it is called by; no text is like it.
fn nation_key(nation: &str) -> String {
    format!("\u{0}{nation}")
}

/// With single spaces.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn add_form(forms: &mut Vec<String>, form: String) {
    if forms.len() < MOST_FORMS && !forms.contains(&form) {
        forms.push(form);
    }
}

/// The last word that is no `Jr`.
fn surname(words: &[String]) -> &str {
    let suffix = |w: &str| matches!(w.trim_end_matches('.'), "jr" | "sr" | "ii" | "iii" | "iv");
    words.iter().rev().map(String::as_str).find(|w| !suffix(w)).unwrap_or("")
}

/// Whether `long` is `short` with a small word run into its end: `Ann Vaneon Thursday`.
fn has_lost_space(long: &[String], short: &[String]) -> bool {
    let (Some((last_long, first_long)), Some((last, first))) = (long.split_last(), short.split_last()) else {
        return false;
    };
    let rest = last_long.strip_prefix(last.as_str());
    first_long == first
        && last.len() > 3
        && rest.is_some_and(|rest| {
            matches!(rest, "on" | "in" | "at" | "to" | "of" | "and" | "is" | "was" | "said" | "has" | "who")
        })
}

/// Whether two people of one surname may be one: equal or initial or short first names, or one's first is the other's second.
fn first_names_fit(a: &[String], b: &[String]) -> bool {
    let (Some(first_a), Some(first_b)) = (a.first(), b.first()) else { return false };
    let initial = |x: &str, y: &str| {
        x.trim_end_matches('.').chars().count() == 1 && y.starts_with(x.trim_end_matches('.'))
    };
    let sets = |name: &str| lexicon().nicknames.get(name).map_or(&[][..], Vec::as_slice);
    let inner = |x: &String, words: &[String]| words.len() > 2 && words[1..words.len() - 1].contains(x);
    first_a == first_b
        || initial(first_a, first_b)
        || initial(first_b, first_a)
        || sets(first_a).iter().any(|set| sets(first_b).contains(set))
        || inner(first_a, b)
        || inner(first_b, a)
}

fn is_role(word: &str) -> bool {
    lexicon().roles.contains(word) || (lexicon().titles.get(word) == Some(&None))
}

/// `French counterpart` before `Emmanuel X`.
fn role_before(view: &View, mention: &Mention) -> Option<Role> {
    let end = mention.words.start;
    let nearest = end.checked_sub(1)?;
    let from = mention.title.min(nearest);
    let head = (from..end).rev().find(|&i| is_role(view.lower(i)))?;
    if !view.same_line(end) || view.word(nearest) == "," {
        return None;
    }
    let modifies = |i: &usize| {
        let word = view.lower(*i);
        let capital = view.is_capital(*i) && !lexicon().function.contains(word);
        let country = lexicon().nations.contains_key(word) && !is_adjective_of_nation(word);
        let known = is_role(word) || is_adjective_of_nation(word) || lexicon().organisations.contains(word);
        let common = matches!(
            word,
            "former"
                | "foreign"
                | "prime"
                | "vice"
                | "chief"
                | "senior"
                | "deputy"
                | "defence"
                | "defense"
                | "presumptive"
                | "presidential"
        );
        view.word(*i).contains(char::is_alphanumeric) && !country && (known || capital || common)
    };
    let first = (head.saturating_sub(6)..head).rev().take_while(modifies).last().unwrap_or(head);
    Some(role(view, first, head, end, view.cover(first, mention.words.end)))
}

/// `the French president` between commas after `Emmanuel X`.
fn role_after(view: &View, mention: &Mention) -> Option<Role> {
    let comma = mention.words.end;
    if view.word(comma) != "," {
        return None;
    }
    let first = comma + 1;
    let ends = |i: &usize| {
        !matches!(
            view.word(*i),
            "," | "."
                | ";"
                | "—"
                | "–"
                | "("
                | ")"
                | "who"
                | "said"
                | "says"
                | "of"
                | "for"
                | "at"
                | "in"
                | ""
        )
    };
    let end = (first..first + 10).take_while(ends).last()? + 1;
    let head = (first..end).rev().find(|&i| is_role(view.lower(i)))?;
    Some(role(view, first, head, head + 1, view.cover(mention.title, head + 1)))
}

fn role(view: &View, first: usize, head: usize, end: usize, at: Span) -> Role {
    let modifiers = (first..head).map(|i| view.lower(i).to_owned()).collect();
    let text = plain(view.cover(first, end).of(&view.page.text));
    Role { text, head: view.lower(head).to_owned(), modifiers, at }
}
