//! Whom phrases with a common noun stand for: somebody's office, a phrase used before, or themselves.

use super::cast::{Entity, Role, add_form, kin, plain};
use super::discourse::{Discourse, SPEAKER_WINDOW, WINDOW, attributed};
use super::lexicon::{Pronoun, lexicon};
use super::source::{Description, Determiner};
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
        let definite = description.determiner == Determiner::Definite;
        let person = matches!(kind, SpeakerKind::Unnamed) && !is_plural(&description.head);
        let candidate = (person && (definite || description.determiner == Determiner::None))
            .then(|| self.by_office(i, description))
            .flatten();
        if let Some((entity, office, _)) = candidate
            && office >= 1.4
        {
            self.note_role(entity, description, &text);
            return Some(attributed(entity, Evidence::Role));
        }
        let again = definite && !description.complemented;
        if again && let Some(known) = self.same_noun(description) {
            self.cast.entities[known].mentions.push(description.span);
            add_form(&mut self.cast.entities[known].aliases, text);
            return Some(attributed(known, Evidence::Role));
        }
        let needed = if is_prominent(&description.head) { 0.8 } else { 1.5 };
        if again
            && let Some((entity, _, view)) = candidate
            && view > needed
        {
            self.note_role(entity, description, &text);
            return Some(attributed(entity, Evidence::Salient));
        }
        if again
            && let Some(marks) = lexicon().stand_ins.get(description.head.as_str())
            && let Some(found) = self.latest_body(description.span, marks)
        {
            self.cast.entities[found.speaker].mentions.push(description.span);
            return Some(found);
        }
        if let Some(name) = titled_name(description, &text) {
            return Some(attributed(
                self.described_entity(name, description.span, SpeakerKind::Person),
                Evidence::Named,
            ));
        }
        let name = self.expand(i, description, &text);
        let entity = self.described_entity(name, description.span, kind);
        add_form(&mut self.cast.entities[entity].aliases, text);
        self.possessive_forms(entity);
        Some(attributed(entity, Evidence::Described))
    }

    /// The organisation most in view, for `the company`: rather one whose name has one of `marks`, or that spoke.
    fn latest_body(&self, span: Span, marks: &[&str]) -> Option<Attributed> {
        let is_body = |e: usize| {
            let bearer = &self.cast.entities[e];
            bearer.kind == SpeakerKind::Organisation && !bearer.place && !bearer.plural
        };
        let sentence = self.view.sentence_of(span.start);
        let upto = self.cast.mention_from(span.start);
        let named = self.cast.mentions[..upto].iter().rev().take(WINDOW);
        let best = named
            .take_while(|m| self.view.sentence_of(m.span.start) + 4 >= sentence)
            .filter(|m| is_body(m.entity) && !self.view.is_quoted(m.span.start))
            .map(|m| (m.entity, self.mention_score(m, span) + self.body_fit(m.entity, marks)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(attributed(best.0, Evidence::Salient))
    }

    fn body_fit(&self, entity: usize, marks: &[&str]) -> f32 {
        let name = self.cast.entities[entity].name.to_lowercase();
        let marked =
            name.split(' ').any(|word| marks.iter().any(|mark| word == *mark || word.ends_with(mark)));
        let spoke = self.said.iter().rev().take(4).any(|said| said.entities.contains(&entity));
        let often = (self.cast.entities[entity].mentions.len().min(6) as f32) * 0.15;
        f32::from(u8::from(marked)) * 1.5 + f32::from(u8::from(spoke)) * 0.8 + often
    }

    /// The person who fits an office or part best, with how well it fits and how much the person is in view.
    fn by_office(&self, i: usize, description: &Description) -> Option<(usize, f32, f32)> {
        let span = description.span;
        let mut best: Option<(usize, f32, f32)> = None;
        let bearers = office_heads(&description.head).into_iter().filter_map(|head| self.by_role.get(head));
        let candidates = bearers.flatten().copied().chain(self.recent_people(span));
        for entity in candidates.take(WINDOW * 3) {
            let conflict =
                matches!((kin(&description.head), self.cast.gender(entity)), (Some(a), Some(b)) if a != b);
            if conflict {
                continue;
            }
            let Some(office) = office_fit(&self.cast.entities[entity], description) else { continue };
            let view = self.in_view(i, entity, span);
            if best.is_none_or(|(_, other, seen)| office + view > other + seen) {
                best = Some((entity, office, view));
            }
        }
        best
    }

    /// People named or speaking shortly before `span`.
    fn recent_people(&self, span: Span) -> Vec<usize> {
        let upto = self.cast.mention_from(span.start);
        let named = self.cast.mentions[..upto].iter().rev().take(WINDOW).map(|m| m.entity);
        let spoke =
            self.said.iter().rev().take(SPEAKER_WINDOW).flat_map(|said| said.entities.iter().copied());
        let mut people: Vec<usize> = Vec::new();
        for entity in spoke.chain(named) {
            if self.cast.entities[entity].kind == SpeakerKind::Person && !people.contains(&entity) {
                people.push(entity);
            }
        }
        people
    }

    /// 0 to about 2: how much `entity` is in view at `span`.
    fn in_view(&self, i: usize, entity: usize, span: Span) -> f32 {
        let bearer = &self.cast.entities[entity];
        let named = &bearer.mentions[..bearer.named.min(bearer.mentions.len())];
        let upto = named.partition_point(|m| m.start < span.start);
        let latest = upto.checked_sub(1).and_then(|m| named.get(m)).map_or(0, |m| m.start);
        let source = bearer.mentions[named.len()..].last().map_or(0, |m| m.start);
        let latest = latest.max(source.min(span.start));
        let blocks = self.view.block_of(span.start).saturating_sub(self.view.block_of(latest));
        let spoke = self.said.last().is_some_and(|said| said.entities.contains(&entity));
        let often = (bearer.mentions.len().min(12) as f32) * 0.04;
        1.2 - 0.2 * (blocks.min(6) as f32)
            + if spoke { 0.4 } else { 0.0 }
            + often
            + 0.5 * self.self_reference(i, entity)
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

    /// The latest phrase, or name, with the same noun: `the ministry` after `the foreign ministry`.
    fn same_noun(&self, description: &Description) -> Option<usize> {
        let known = self.by_head.get(&description.head).copied();
        if known.is_some_and(|e| compatible(&self.cast.entities[e].name, description)) {
            return known;
        }
        let upto = self.cast.mention_from(description.span.start);
        let named = self.cast.mentions[..upto].iter().rev().take(WINDOW).find(|m| {
            let name = self.cast.entities[m.entity].name.to_lowercase();
            name.split(' ').any(|word| word == description.head) && description.modifiers.len() < 2
        });
        named.map(|m| m.entity)
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
        let last = owner.rsplit(' ').next().unwrap_or_default().to_owned();
        let aliases = &mut self.cast.entities[entity].aliases;
        for owner in [&owner, &last] {
            let mark = if owner.ends_with('s') { "’" } else { "’s" };
            add_form(aliases, format!("{owner}{mark} {rest}"));
            add_form(aliases, format!("{owner} {rest}"));
        }
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

/// How well a phrase fits an entity's roles; `None` when it cannot be the one.
fn office_fit(entity: &Entity, description: &Description) -> Option<f32> {
    let heads = office_heads(&description.head);
    let nation = |word: &String| camp(word);
    let wanted: Vec<&str> = description.modifiers.iter().filter_map(nation).collect();
    let mut best: f32 = 0.0;
    let mut conflict = false;
    for role in &entity.roles {
        let same = heads.contains(&role.head.as_str());
        let own: Vec<&str> = role.modifiers.iter().filter_map(nation).collect();
        let agrees = own.iter().any(|n| wanted.contains(n));
        conflict |= !wanted.is_empty() && !own.is_empty() && !agrees;
        let former = |words: &[String]| words.iter().any(|w| w == "former");
        if former(&role.modifiers) != former(&description.modifiers)
            && same
            && description.modifiers.iter().any(|w| w == "former")
        {
            continue;
        }
        let shared = description.modifiers.iter().filter(|w| role.modifiers.contains(w)).count().min(2);
        let head = match (same, role.head == description.head) {
            (_, true) => 2.0,
            (true, _) => 1.4,
            _ => 0.0,
        };
        best = best.max(head + if agrees { 2.0 } else { 0.0 } + 0.4 * shared as f32);
    }
    if conflict && best < 3.0 { None } else { Some(best) }
}
