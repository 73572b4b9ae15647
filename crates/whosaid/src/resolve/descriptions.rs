//! Whom phrases with a common noun stand for: somebody's office, a phrase used before, or themselves.

use super::candidates::{Candidate, Place, Who, candidate};
use super::cast::{Entity, Role, add_form, kin, plain};
use super::discourse::{Discourse, WINDOW, attributed, attributed_with};
use super::lexicon::{Pronoun, lexicon};
use super::ranker::{Feature, Question};
use super::source::{Description, Determiner, is_role_like};
use crate::{Attributed, Evidence, Span, SpeakerKind};

impl Discourse<'_> {
    pub(super) fn description(&mut self, i: usize, description: &Description) -> Option<Attributed> {
        if let Some(known) = self.by_knowledge(description) {
            return Some(known);
        }
        let text = plain(description.span.of(&self.view.page.text));
        let kind = description.kind(&self.view.page.text);
        let key = phrase_key(&text);
        if let Some(&known) = self.described.get(&key) {
            self.cast.entities[known].mentions.push(description.span);
            return Some(attributed(known, Evidence::Described));
        }
        if let Some(name) = titled_name(description, &text) {
            return Some(attributed(
                self.described_entity(name, description.span, SpeakerKind::Person),
                Evidence::Named,
            ));
        }
        let name = self.expand(i, description, &text);
        let mention = self.view.words.get(description.noun).and_then(|noun| self.references.at(noun.start));
        let place = Place {
            question: Question::Phrase,
            statement: i,
            span: description.span,
            mention,
            gender: kin(&description.head),
        };
        let mut candidates = self.in_view(place, &self.with_noun(&description.head));
        candidates.retain(|one| match one.who {
            Who::Entity(entity) => !self.known_otherwise(entity, description),
            _ => true,
        });
        candidate(&mut candidates, Who::New);
        for one in &mut candidates {
            match one.who {
                Who::Entity(entity) => self.tell_fit(one, entity, description, kind),
                _ => self.tell_new(one, description, kind),
            }
        }
        keep_those_who_fit(&mut candidates, description);
        let mut forms = vec![name.clone()];
        forms.push(text.clone());
        forms.extend(self.other_forms(description));
        let (who, share) = self.ask(place, &candidates, &forms)?;
        self.ranked.clear();
        if let Who::Entity(entity) = who {
            self.stands_again(entity, description, text);
            let told = candidates.iter().find(|one| one.who == who);
            let office = told.is_some_and(|one| one.told(Feature::SameRole) || one.told(Feature::LikeRole));
            let noun = told.is_some_and(|one| one.told(Feature::SameNoun) || one.told(Feature::NameHasNoun));
            let how = if office || noun { Evidence::Role } else { Evidence::Salient };
            return Some(attributed_with(entity, how, share));
        }
        let entity = self.described_entity(name, description.span, kind);
        for form in forms {
            add_form(&mut self.cast.entities[entity].aliases, form);
        }
        self.possessive_forms(entity);
        Some(attributed_with(entity, Evidence::Described, share))
    }

    /// Other forms of a phrase, all of them words of the page: up to its noun, with what follows the source, with no
    /// more than its names before the noun, and with a possessor's full name.
    fn other_forms(&self, description: &Description) -> Vec<String> {
        let view = self.view;
        let text = |first: usize, end: usize| plain(view.cover(first, end).of(&view.page.text));
        let words = view.words_in(description.span);
        let (noun, after) = (description.noun, description.noun + 1);
        let mut forms = Vec::new();
        if description.complemented {
            forms.push(text(words.start, after));
        }
        let demonstrative = matches!(view.lower(words.start), "this" | "that" | "these" | "those");
        if demonstrative && words.start < noun {
            forms.push(text(words.start + 1, words.end));
        }
        let name = (words.start..noun).find(|&i| view.is_capital(i) && !view.starts_sentence(i));
        forms.extend(name.map(|first| text(first, after)));
        if words.end == after && matches!(view.word(after), "of" | "for" | "in" | "at" | "from" | "to") {
            let next = view.words.get(after + 1).and_then(|word| self.references.phrase_from(word.start));
            forms.extend(
                next.map(|phrase| plain(Span::new(description.span.start, phrase.end).of(&view.page.text))),
            );
        }
        forms.extend(self.owned_forms(description));
        forms
    }

    /// `Ann Vane’s campaign` for `the Vane campaign`.
    fn owned_forms(&self, description: &Description) -> Vec<String> {
        let noun = description.noun;
        let Some(before) = noun.checked_sub(1).and_then(|i| self.view.words.get(i)) else {
            return Vec::new();
        };
        let upto = self.cast.mention_from(before.end);
        let owner = upto.checked_sub(1).and_then(|m| self.cast.mentions.get(m));
        let owner = owner.filter(|m| m.words.end == noun && m.span.start >= description.span.start);
        let Some(owner) = owner.map(|m| &self.cast.entities[m.entity]) else { return Vec::new() };
        if owner.kind != SpeakerKind::Person {
            return Vec::new();
        }
        owned(&owner.name, self.view.word(noun)).to_vec()
    }

    /// Notes that `description` stands for somebody whom the page has told of.
    fn stands_again(&mut self, entity: usize, description: &Description, text: String) {
        let bearer = &mut self.cast.entities[entity];
        if bearer.named == 0 && bearer.kind != SpeakerKind::Person {
            bearer.mentions.push(description.span);
            add_form(&mut bearer.aliases, text);
        } else {
            self.note_role(entity, description, &text);
        }
    }

    /// Those whose office, or whose own phrase, has the noun `head` or one like it.
    fn with_noun(&self, head: &str) -> Vec<usize> {
        let bearers = office_heads(head).into_iter().filter_map(|head| self.by_role.get(head));
        let mut found: Vec<usize> = bearers.flatten().copied().take(WINDOW * 2).collect();
        found.extend(self.by_head.get(head));
        found
    }

    /// How well an entity fits a phrase.
    fn tell_fit(&self, one: &mut Candidate, entity: usize, description: &Description, kind: SpeakerKind) {
        use SpeakerKind::{Document, Group, Organisation, Person, Unnamed};
        let bearer = &self.cast.entities[entity];
        let plural = is_plural(&description.head);
        let people = |kind: SpeakerKind| matches!(kind, Person | Unnamed);
        let several = bearer.plural || bearer.kind == Group;
        let agrees = match kind {
            Unnamed | Person => people(bearer.kind) && !several,
            Group => several,
            other => bearer.kind == other,
        };
        one.tell_if(Feature::KindAgrees, agrees);
        let thing = matches!(kind, Organisation | Document);
        one.tell_if(Feature::KindDiffers, bearer.sure && !agrees && (thing || !people(bearer.kind)));
        one.tell_if(Feature::NumberDiffers, bearer.sure && plural && people(bearer.kind) && !several);
        tell_noun(one, bearer, description);
        tell_offices(one, bearer, description);
        one.tell_if(Feature::Prominent, is_prominent(&description.head));
        match description.determiner {
            Determiner::Definite => {}
            Determiner::Indefinite => one.tell(Feature::IndefiniteOld, 1.0),
            Determiner::Possessive(_) => one.tell(Feature::PossessiveOld, 1.0),
            Determiner::None => one.tell(Feature::BareOld, 1.0),
        }
        one.tell_if(Feature::ComplementedOld, description.complemented);
    }

    /// What speaks for a phrase being its own name.
    fn tell_new(&self, one: &mut Candidate, description: &Description, kind: SpeakerKind) {
        one.tell(
            match description.determiner {
                Determiner::Definite => Feature::NewDefinite,
                Determiner::Indefinite => Feature::NewIndefinite,
                Determiner::Possessive(_) => Feature::NewPossessive,
                Determiner::None => Feature::NewBare,
            },
            1.0,
        );
        let head = description.head.as_str();
        one.tell_if(Feature::NewComplemented, description.complemented);
        // `French` in `the French president` tells whose president, and nothing of somebody new.
        one.tell_if(Feature::NewModified, description.modifiers.iter().any(|word| camp(word).is_none()));
        one.tell_if(Feature::NewPlural, is_plural(head));
        one.tell_if(Feature::NewPerson, kind == SpeakerKind::Unnamed);
        one.tell_if(Feature::NewRole, is_role_like(head));
        one.tell_if(Feature::NewOrganisation, kind == SpeakerKind::Organisation);
        one.tell_if(Feature::NewDocument, kind == SpeakerKind::Document);
        one.tell_if(Feature::NewNounBefore, self.by_head.contains_key(head));
    }

    fn note_role(&mut self, entity: usize, description: &Description, text: &str) {
        let bearer = &mut self.cast.entities[entity];
        let role = Role {
            text: text.to_owned(),
            head: description.head.clone(),
            modifiers: description.modifiers.clone(),
            at: description.span,
        };
        if bearer.roles.len() < 24 && bearer.roles.iter().all(|known| known.text != role.text) {
            bearer.roles.push(role);
        }
        bearer.mentions.push(description.span);
    }

    /// The other ways to write a phrase with a possessor: `Vane’s campaign` is the `Vane campaign`.
    fn possessive_forms(&mut self, entity: usize) {
        let name = self.cast.entities[entity].name.clone();
        let Some((owner, rest)) = ["’s ", "'s ", "s’ ", "s' "].iter().find_map(|mark| {
            let (owner, rest) = name.split_once(mark)?;
            let owner = if mark.starts_with('s') { format!("{owner}s") } else { owner.to_owned() };
            Some((owner, rest))
        }) else {
            return;
        };
        let aliases = &mut self.cast.entities[entity].aliases;
        owned(&owner, rest).into_iter().for_each(|form| add_form(aliases, form));
    }

    /// The phrase with its possessor's name for `his` or `their`.
    fn expand(&mut self, i: usize, description: &Description, text: &str) -> String {
        let Determiner::Possessive(word) = description.determiner else { return text.to_owned() };
        let Some(&pronoun) = lexicon().pronouns.get(self.view.lower(word)) else { return text.to_owned() };
        if !matches!(pronoun, Pronoun::He | Pronoun::She | Pronoun::It) {
            return text.to_owned();
        }
        let Some(owner) = self.pronoun(i, pronoun, word).first().copied() else { return text.to_owned() };
        let name = &self.cast.entities[owner.speaker].name;
        let rest = text.split_once(' ').map_or("", |(_, rest)| rest);
        format!("{name}’s {rest}")
    }

    /// The entity that bears `text` as its name, new or old.
    pub(super) fn described_entity(&mut self, text: String, span: Span, kind: SpeakerKind) -> usize {
        let key = phrase_key(&text);
        let entity = match self.described.get(&key) {
            Some(&known) => known,
            None => {
                let entity = self.cast.add(text.clone(), kind);
                self.described.insert(key.clone(), entity);
                entity
            }
        };
        let bare = without_article(&text).to_owned();
        let bearer = &mut self.cast.entities[entity];
        if bare != bearer.name {
            add_form(&mut bearer.aliases, bare);
        }
        bearer.plural |= key.rsplit(' ').next().is_some_and(is_plural) && kind != SpeakerKind::Organisation;
        bearer.mentions.push(span);
        if let Some(head) = head_of(&key) {
            self.by_head.insert(head.to_owned(), entity);
        }
        entity
    }
}

/// The ways to write that `thing` is `owner`'s: with the whole name and with its last word.
fn owned(owner: &str, thing: &str) -> [String; 4] {
    let last = owner.rsplit(' ').next().unwrap_or_default();
    let mark = |owner: &str| if owner.ends_with('s') { "’" } else { "’s" };
    [
        format!("{owner}{} {thing}", mark(owner)),
        format!("{owner} {thing}"),
        format!("{last}{} {thing}", mark(last)),
        format!("{last} {thing}"),
    ]
}

/// A phrase without its article, folded, to know it again.
fn phrase_key(text: &str) -> String {
    without_article(text).replace('’', "'").to_lowercase()
}

fn without_article(text: &str) -> &str {
    let articles = ["the ", "The ", "a ", "A ", "an ", "An "];
    articles.iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

/// The noun of a phrase: its last word before a preposition.
fn head_of(key: &str) -> Option<&str> {
    let ends = |word: &&str| {
        !matches!(
            *word,
            "of" | "for" | "in" | "at" | "from" | "with" | "on" | "to" | "by" | "who" | "that" | "which"
        )
    };
    key.split(' ').take_while(ends).last().map(|word| word.trim_end_matches(','))
}

fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("ss") || lexicon().groups.contains(word)
}

/// Whether a phrase may stand again for what is called `name`: none of its words is new.
fn compatible(name: &str, description: &Description) -> bool {
    let name = name.to_lowercase();
    let again = |word: &str| matches!(word, "new" | "latest" | "recent" | "same" | "most");
    description.modifiers.iter().all(|word| again(word) || name.contains(word.as_str()))
}

/// Whether the phrase with this noun mostly stands for the one the page is about.
fn is_prominent(head: &str) -> bool {
    matches!(
        head,
        "president"
            | "candidate"
            | "nominee"
            | "front-runner"
            | "frontrunner"
            | "hopeful"
            | "contender"
            | "senator"
            | "governor"
            | "congressman"
            | "congresswoman"
            | "lawmaker"
            | "leader"
            | "minister"
            | "premier"
            | "chancellor"
            | "mayor"
            | "secretary"
            | "businessman"
            | "billionaire"
            | "mogul"
            | "tycoon"
            | "developer"
            | "star"
            | "democrat"
            | "republican"
            | "author"
            | "general"
            | "judge"
            | "justice"
            | "pope"
            | "host"
            | "diplomat"
            | "actor"
            | "actress"
            | "singer"
            | "lady"
    )
}

/// The nouns under which the bearer of `head` may be known.
fn office_heads(head: &str) -> Vec<&str> {
    match head {
        "leader" => {
            vec!["leader", "president", "minister", "chancellor", "premier", "counterpart", "king", "speaker"]
        }
        "president" => vec!["president", "counterpart"],
        "minister" | "premier" | "chancellor" => vec![head, "counterpart"],
        "candidate" | "nominee" | "front-runner" | "frontrunner" | "hopeful" | "contender" => {
            vec!["candidate", "nominee", "front-runner", "frontrunner", "hopeful", "contender"]
        }
        "lawmaker" => {
            vec!["lawmaker", "senator", "sen", "rep", "representative", "congressman", "congresswoman", "mp"]
        }
        "senator" => vec!["senator", "sen"],
        "governor" => vec!["governor", "gov"],
        "congressman" | "congresswoman" => vec![head, "rep", "representative"],
        "spokesman" | "spokeswoman" | "spokesperson" => vec!["spokesman", "spokeswoman", "spokesperson"],
        "general" => vec!["general", "gen"],
        "businessman" | "billionaire" | "mogul" | "tycoon" | "developer" => {
            vec!["businessman", "billionaire", "mogul", "tycoon", "developer"]
        }
        other => vec![other],
    }
}

/// The name in `Mr Vane` that stands only in a headline, where capitals alone make no name.
fn titled_name(description: &Description, text: &str) -> Option<String> {
    let is_title =
        |word: &&str| lexicon().titles.contains_key(word.trim_end_matches('.').to_lowercase().as_str());
    let words: Vec<&str> = text.split(' ').collect();
    let titles = words.iter().take_while(|word| is_title(word)).count();
    let rest = words.get(titles..).filter(|rest| titles > 0 && !rest.is_empty())?;
    let capital = rest.iter().all(|word| word.starts_with(char::is_uppercase));
    (capital && description.determiner == Determiner::None).then(|| rest.join(" "))
}

/// The country or party that a word tells.
fn camp(word: &str) -> Option<&'static str> {
    match word {
        "republican" | "gop" => Some("republican"),
        "democratic" | "democrat" => Some("democratic"),
        _ => lexicon().nations.get(word).map(String::as_str),
    }
}

/// Where somebody of the phrase's own noun is in view, `the professor` is nobody else; and no mayor is ever the clerk.
///
/// The pages that the weights were made from have too few such phrases to teach what the words mean.
fn keep_those_who_fit(candidates: &mut Vec<Candidate>, description: &Description) {
    let office = is_role_like(&description.head);
    let own = |one: &Candidate| {
        one.who == Who::New
            || one.told(Feature::SameNoun)
            || one.told(Feature::SameRole) && !one.told(Feature::RoleDiffers)
    };
    let known = candidates.iter().any(|one| one.who != Who::New && own(one));
    if known && description.determiner == Determiner::Definite && office {
        candidates.retain(own);
    }
    if office {
        candidates.retain(|one| !one.told(Feature::OtherNoun));
    }
}

/// Whether the phrase's noun is the entity's own.
fn tell_noun(one: &mut Candidate, bearer: &Entity, description: &Description) {
    let head = description.head.as_str();
    if bearer.named == 0 {
        let own = phrase_key(&bearer.name);
        let same = head_of(&own) == Some(head);
        let nothing_new = compatible(&bearer.name, description);
        one.tell_if(Feature::SameNoun, same && nothing_new);
        one.tell_if(Feature::SameNounMore, same && !nothing_new);
        let again = bearer.roles.iter().any(|role| role.head == head);
        one.tell_if(Feature::OtherNoun, !same && !again);
        return;
    }
    let name = bearer.name.to_lowercase();
    one.tell_if(Feature::NameHasNoun, name.split([' ', '-']).any(|word| word == head));
    let marks = lexicon().stand_ins.get(head).map_or(&[][..], Vec::as_slice);
    let marked = name.split(' ').any(|word| marks.iter().any(|mark| word == *mark || word.ends_with(mark)));
    one.tell_if(Feature::BodyMark, marked);
}

/// Whether the phrase's noun is an office of the entity's, of the same country or party.
fn tell_offices(one: &mut Candidate, bearer: &Entity, description: &Description) {
    let heads = office_heads(&description.head);
    let wanted: Vec<&str> = description.modifiers.iter().filter_map(|word| camp(word)).collect();
    let former = |words: &[String]| words.iter().any(|word| word == "former");
    let fits = bearer.roles.iter().any(|role| heads.contains(&role.head.as_str()));
    one.tell_if(Feature::OtherRole, !fits && !bearer.roles.is_empty());
    for role in &bearer.roles {
        let own: Vec<&str> = role.modifiers.iter().filter_map(|word| camp(word)).collect();
        let agrees = own.iter().any(|nation| wanted.contains(nation));
        if agrees {
            one.tell(Feature::RoleNation, 1.0);
        } else if !wanted.is_empty() && !own.is_empty() {
            one.tell(Feature::RoleDiffers, 1.0);
        }
        if !heads.contains(&role.head.as_str()) {
            continue;
        }
        let same = role.head == description.head;
        one.tell(if same { Feature::SameRole } else { Feature::LikeRole }, 1.0);
        if agrees {
            one.tell(Feature::RoleFits, 1.0);
        }
        let shared = description.modifiers.iter().filter(|word| role.modifiers.contains(word)).count();
        one.tell(Feature::RoleShared, shared.min(2) as f32 / 2.0);
        match (former(&description.modifiers), former(&role.modifiers)) {
            (true, true) => one.tell(Feature::Former, 1.0),
            (true, false) => one.tell(Feature::NotFormer, 1.0),
            _ => {}
        }
    }
}
