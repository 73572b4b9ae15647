//! What a source's words say about whom they stand for.

use super::cast::Cast;
use super::lexicon::{Pronoun, lexicon};
use super::view::View;
use crate::{Span, SpeakerKind};
use std::ops::Range;

/// The most words of a source that are read.
const LONGEST: usize = 100;

/// One of those for whom a source stands.
#[derive(Clone, Debug)]
pub(super) enum Referent {
    /// A named one; an index into [`Cast::entities`].
    Named(usize),
    /// A pronoun, by its word.
    Pronoun(Pronoun, usize),
    /// A phrase with a common noun.
    Described(Description),
}

/// A noun phrase.
#[derive(Clone, Debug)]
pub(super) struct Description {
    /// Without what follows a comma.
    pub(super) span: Span,
    /// The noun, lower case.
    pub(super) head: String,
    /// The noun's word.
    pub(super) noun: usize,
    /// The words before it, lower case, without the determiner.
    pub(super) modifiers: Vec<String>,
    pub(super) determiner: Determiner,
    /// Whether `of …`, `for …` or the like follows the noun.
    pub(super) complemented: bool,
}

/// How a noun phrase begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Determiner {
    Definite,
    Indefinite,
    /// `his`, `their`, by its word.
    Possessive(usize),
    None,
}

/// Whom the source over `spans` stands for, in order; empty when it has no words.
pub(super) fn referents(view: &View, cast: &Cast, spans: &[Span]) -> Vec<Referent> {
    let inner = |span: &Span| without_edges(view, cast, trim(view, view.words_in(*span)));
    let words: Vec<Range<usize>> = spans.iter().map(inner).collect();
    let words: Vec<Range<usize>> = words.into_iter().filter(|range| !range.is_empty()).collect();
    let mut referents = Vec::new();
    for range in words {
        referents.extend(parts(view, cast, range).into_iter().map(|part| referent(view, cast, part)));
    }
    referents
}

/// Without marks at the ends.
fn trim(view: &View, range: Range<usize>) -> Range<usize> {
    let range = range.start..range.end.min(range.start + LONGEST);
    let is_word = |i: &usize| view.word(*i).contains(char::is_alphanumeric);
    let (Some(first), Some(last)) = (range.clone().find(is_word), range.clone().rev().find(is_word)) else {
        return range.start..range.start;
    };
    first..last + 1
}

/// Without a preposition before the phrase, and `both` or `alike` after it: neither is part of whom it stands for.
fn without_edges(view: &View, cast: &Cast, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    let leads = |i: usize| matches!(view.lower(i), "by" | "from" | "to" | "in" | "according" | "per");
    while start + 1 < range.end && leads(start) && mention_at(view, cast, start).is_none() {
        start += 1;
    }
    let mut end = range.end;
    while end > start + 2 && matches!(view.lower(end - 1), "both" | "alike" | "each") {
        end -= 1;
    }
    trim(view, start..end)
}

/// The mention that holds word `i`, title included.
fn mention_at(view: &View, cast: &Cast, i: usize) -> Option<usize> {
    let at = view.words.get(i)?.start;
    let upto = cast.mention_from(at + 1);
    let next = cast.mentions.get(upto).filter(|m| m.title <= i && i < m.words.end);
    match next {
        Some(_) => Some(upto),
        None => upto.checked_sub(1).filter(|&m| cast.mentions[m].words.contains(&i)),
    }
}

/// The pieces of a compound source: `Vane and Orme`, `Vane and other mayors`.
fn parts(view: &View, cast: &Cast, range: Range<usize>) -> Vec<Range<usize>> {
    let joins = |i: &usize| {
        matches!(view.lower(*i), "and" | "or" | "nor" | "&" | "plus")
            && mention_at(view, cast, *i).is_none_or(|m| !cast.mentions[m].words.contains(i))
    };
    if let Some(named) = apposed(view, cast, range.clone()) {
        return named;
    }
    let words: Vec<usize> = range.clone().filter(joins).take(8).collect();
    let joints: Vec<Range<usize>> = match joining_phrase(view, range.clone()) {
        Some(phrase) => vec![phrase],
        None => words.into_iter().map(|i| i..i + 1).collect(),
    };
    if joints.is_empty() {
        return vec![range];
    }
    let mut pieces = Vec::new();
    let mut start = range.start;
    for joint in joints {
        let piece = trim(view, start..joint.start);
        if !is_bare(view, cast, piece.clone()) || is_office(view, cast, piece.clone()) {
            return vec![range];
        }
        pieces.extend(listed(view, cast, piece));
        start = joint.end;
    }
    pieces.push(trim(view, start..range.end));
    let after_person = pieces.first().is_some_and(|first| {
        names_person(view, cast, first.clone()) || (first.len() == 1 && is_one_person(view, first.start))
    });
    let sound = pieces.iter().all(|piece| stands_alone(view, cast, piece.clone(), after_person));
    let of_one = pieces.len() == 2 && is_apposition(view, cast, range.start, &pieces[1]);
    if sound && !of_one { pieces } else { vec![range] }
}

fn is_one_person(view: &View, word: usize) -> bool {
    matches!(lexicon().pronouns.get(view.lower(word)), Some(Pronoun::He | Pronoun::She))
}

/// `along with`, `as well as`: they join as `and` does.
fn joining_phrase(view: &View, range: Range<usize>) -> Option<Range<usize>> {
    let phrases: [&[&str]; 4] =
        [&["along", "with"], &["together", "with"], &["as", "well", "as"], &["followed", "by"]];
    range.clone().skip(1).find_map(|i| {
        let phrase =
            phrases.iter().find(|p| p.iter().enumerate().all(|(k, word)| view.lower(i + k) == *word))?;
        (i + phrase.len() < range.end).then(|| i..i + phrase.len())
    })
}

/// The people whom a list after a plural names: `two mayors, Ann Vane and Bo Orme`.
fn apposed(view: &View, cast: &Cast, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let comma = range.clone().find(|&i| matches!(view.word(i), "," | "—" | "–" | "--" | ":"))?;
    let several = view.lower(comma.checked_sub(1)?).ends_with('s') && comma > range.start + 1;
    let counted = matches!(view.lower(range.start), "two" | "three" | "four" | "five" | "both");
    if !several
        || !counted
        || name_at_end(view, cast, range.start..comma)
            .is_some_and(|m| cast.entities[cast.mentions[m].entity].kind == SpeakerKind::Person)
    {
        return None;
    }
    let upto = cast.mention_from(view.words.get(comma)?.end);
    let people = cast.mentions[upto..].iter().take_while(|m| m.words.start < range.end);
    let people: Vec<Range<usize>> = people
        .filter(|m| cast.entities[m.entity].kind == SpeakerKind::Person)
        .take(8)
        .map(|m| m.words.clone())
        .collect();
    (people.len() > 1).then_some(people)
}

/// Whether a piece before `and` is an office and no name: `former Secretary of State` before `and candidate Ann Vane`.
fn is_office(view: &View, cast: &Cast, piece: Range<usize>) -> bool {
    let first = piece.start + usize::from(view.lower(piece.start) == "former");
    first < piece.end && lexicon().titles.contains_key(view.lower(first)) && !names_person(view, cast, piece)
}

/// Whether the piece after `and` goes on what a comma tells of a person: `Ann Vane, the mayor and a baker`.
fn is_apposition(view: &View, cast: &Cast, first: usize, piece: &Range<usize>) -> bool {
    let Some(mention) = mention_at(view, cast, first) else { return false };
    let mention = &cast.mentions[mention];
    let after = mention.words.end + 1;
    let head = head_end(view, cast, piece.clone());
    cast.entities[mention.entity].kind == SpeakerKind::Person
        && view.word(mention.words.end) == ","
        && matches!(view.lower(after), "a" | "an" | "the" | "who" | "one")
        && matches!(view.lower(piece.start), "a" | "an" | "the")
        && name_at_end(view, cast, piece.start..head).is_none()
}

/// Whether a piece before `and` is no more than a noun phrase or names in a row: what follows its noun could hold the `and`.
fn is_bare(view: &View, cast: &Cast, piece: Range<usize>) -> bool {
    let mut start = piece.start;
    loop {
        let end = head_end(view, cast, start..piece.end);
        match view.word(end) {
            _ if end >= piece.end => return true,
            "," if name_at_end(view, cast, start..end).is_some() => start = end + 1,
            // `Ann Vane of Marsh`
            "of" if names_person(view, cast, start..end) => {
                return name_at_end(view, cast, piece.clone()).is_some();
            }
            "(" => return (end..piece.end).any(|i| view.word(i) == ")") || end + 3 >= piece.end,
            _ => return false,
        }
    }
}

fn names_person(view: &View, cast: &Cast, piece: Range<usize>) -> bool {
    let head = head_end(view, cast, piece.clone());
    let mention = name_at_end(view, cast, piece.start..head);
    mention.is_some_and(|m| cast.entities[cast.mentions[m].entity].kind == SpeakerKind::Person)
}

/// `A, B` in `A, B and C`, when each piece is a bare name.
fn listed(view: &View, cast: &Cast, piece: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = piece.start;
    for comma in piece.clone().filter(|&i| view.word(i) == ",").chain([piece.end]) {
        pieces.push(trim(view, start..comma));
        start = comma + 1;
    }
    pieces.retain(|p| !p.is_empty());
    let bare = pieces.iter().all(|p| name_at_end(view, cast, p.clone()).is_some());
    if bare { pieces } else { vec![piece] }
}

/// Whether a piece of a compound can be a source by itself; after a person any plural can.
fn stands_alone(view: &View, cast: &Cast, piece: Range<usize>, after_person: bool) -> bool {
    if piece.is_empty() {
        return false;
    }
    let opener = view.lower(piece.start);
    let determined = matches!(
        opener,
        "the"
            | "a"
            | "an"
            | "other"
            | "others"
            | "his"
            | "her"
            | "their"
            | "its"
            | "some"
            | "many"
            | "several"
            | "most"
            | "two"
            | "three"
            | "top"
    );
    let pronoun = piece.len() == 1
        && (is_one_person(view, piece.start) || lexicon().pronouns.get(opener) == Some(&Pronoun::They));
    let head = head_end(view, cast, piece.clone());
    let named = name_at_end(view, cast, piece.start..head).is_some();
    let plural = after_person && view.lower(head.saturating_sub(1)).ends_with('s');
    named || pronoun || plural || (determined && piece.len() > 1)
}

/// The mention that ends the words `range`.
fn name_at_end(view: &View, cast: &Cast, range: Range<usize>) -> Option<usize> {
    let mut last = range.end.checked_sub(1)?;
    while last > range.start && !view.word(last).contains(char::is_alphanumeric) {
        last -= 1;
    }
    let mention = mention_at(view, cast, last)?;
    let words = &cast.mentions[mention].words;
    (words.end > last && words.start >= range.start).then_some(mention)
}

/// One past the words of the noun phrase that opens `range`: up to a comma, a preposition or a relative clause.
fn head_end(view: &View, cast: &Cast, range: Range<usize>) -> usize {
    let mut i = range.start;
    while i < range.end {
        if let Some(mention) = mention_at(view, cast, i) {
            i = cast.mentions[mention].words.end.max(i + 1);
            continue;
        }
        if i > range.start && !view.glued(i) && ends_phrase(view, i)
            || matches!(view.word(i), "," | ":" | ";")
        {
            return i;
        }
        i += 1;
    }
    range.end
}

fn ends_phrase(view: &View, i: usize) -> bool {
    matches!(
        view.word(i),
        "," | "("
            | ")"
            | "—"
            | "–"
            | ":"
            | ";"
            | "“"
            | "of"
            | "in"
            | "at"
            | "for"
            | "from"
            | "with"
            | "on"
            | "to"
            | "by"
            | "near"
            | "about"
            | "against"
            | "among"
            | "behind"
            | "inside"
            | "outside"
            | "under"
            | "over"
            | "around"
            | "during"
            | "since"
            | "like"
            | "as"
            | "who"
            | "whom"
            | "which"
            | "that"
            | "whose"
            | "when"
            | "where"
            | "close"
            | "familiar"
            | "such"
            | "working"
            | "called"
            | "led"
            | "based"
            | "released"
            | "published"
            | "conducted"
            | "including"
            | "was"
            | "is"
            | "are"
            | "were"
    )
}

fn referent(view: &View, cast: &Cast, range: Range<usize>) -> Referent {
    let first = view.lower(range.start);
    if range.len() == 1
        && let Some(&pronoun) = lexicon().pronouns.get(whole(view, range.start).as_str())
    {
        return Referent::Pronoun(pronoun, range.start);
    }
    let emphatic = range.len() == 2
        && matches!(view.lower(range.start + 1), "himself" | "herself" | "themselves" | "also" | "itself");
    if emphatic && let Some(&pronoun) = lexicon().pronouns.get(first) {
        return Referent::Pronoun(pronoun, range.start);
    }
    if range.len() == 1 && view.word(range.start) == "Q" {
        return Referent::Pronoun(Pronoun::First, range.start);
    }
    let range = if matches!(
        view.lower(range.end - 1),
        "himself" | "herself" | "itself" | "themselves" | "both" | "alike"
    ) && range.len() > 1
    {
        range.start..range.end - 1
    } else {
        range
    };
    if stands_for_several(view, range.clone()) {
        return Referent::Pronoun(Pronoun::They, range.start);
    }
    let head = head_end(view, cast, range.clone());
    if let Some(mention) = name_at_end(view, cast, range.start..head)
        && !is_part_of_group(view, cast, mention, range.clone(), head)
    {
        return Referent::Named(cast.mentions[mention].entity);
    }
    let description = describe(view, range.clone(), head);
    if is_role_like(&description.head)
        && let Some(person) = titled_person(view, cast, head..range.end)
    {
        return Referent::Named(person);
    }
    if let Some(person) = person_after(view, cast, head..range.end, is_role_like(&description.head)) {
        return Referent::Named(person);
    }
    Referent::Described(description)
}

/// `several Democrats`, `Democrats in Marsh`: not the party as a whole.
fn is_part_of_group(view: &View, cast: &Cast, mention: usize, range: Range<usize>, head: usize) -> bool {
    let mention = &cast.mentions[mention];
    let before = mention.words.start - range.start.min(mention.words.start);
    let qualified = before > 1 || (before == 1 && view.lower(range.start) != "the");
    cast.entities[mention.entity].plural && (qualified || head < range.end)
}

/// `I'm` and the like keep their endings in the list of pronouns.
fn whole(view: &View, i: usize) -> String {
    let written = view.word(i).to_lowercase();
    if lexicon().pronouns.contains_key(written.as_str()) { written } else { view.lower(i).to_owned() }
}

/// `both`, `the two`, `they all`: a number and nobody's noun.
fn stands_for_several(view: &View, range: Range<usize>) -> bool {
    let words: Vec<&str> = range.take(4).map(|i| view.lower(i)).collect();
    matches!(
        words[..],
        ["both" | "each"]
            | ["the", "two" | "three" | "pair" | "duo" | "couple"]
            | ["they", "both" | "all" | "each"]
            | ["both" | "all" | "each", "of", "them"]
            | ["both", "men" | "women" | "candidates" | "leaders"]
            | ["the", "two", "men" | "women" | "candidates" | "leaders" | "sides"]
    )
}

/// Whether a noun is an office or part that somebody has.
pub(super) fn is_role_like(head: &str) -> bool {
    lexicon().roles.contains(head) || lexicon().titles.contains_key(head)
}

/// The person after a title with `of`: `former secretary of state Ann Vane`.
fn titled_person(view: &View, cast: &Cast, range: Range<usize>) -> Option<usize> {
    let mention = &cast.mentions[mention_at(view, cast, range.end.checked_sub(1)?)?];
    let before = mention.title.checked_sub(1).filter(|&i| i > range.start)?;
    let noun = view.word(before).contains(char::is_alphanumeric)
        && !lexicon().function.contains(view.lower(before))
        && !lexicon().prepositions.contains(view.lower(before))
        && (range.start..before).all(|i| view.word(i) != ",");
    let of = view.lower(range.start) == "of";
    let person = cast.entities[mention.entity].kind == SpeakerKind::Person;
    (of && noun && person).then_some(mention.entity)
}

/// The person named in apposition: `the mayor of Marsh, Ann Vane,`.
///
/// After a noun that is no office the name must be all that follows.
fn person_after(view: &View, cast: &Cast, range: Range<usize>, office: bool) -> Option<usize> {
    let comma = range.clone().find(|&i| matches!(view.word(i), "," | "—" | "–"))?;
    if comma + 1 >= range.end {
        return None;
    }
    let head = head_end(view, cast, comma + 1..range.end);
    let mention = &cast.mentions[name_at_end(view, cast, comma + 1..head)?];
    let whole = mention.title == comma + 1 && (head >= range.end || view.word(head) == ",");
    if !office && !whole {
        return None;
    }
    (cast.entities[mention.entity].kind == SpeakerKind::Person).then_some(mention.entity)
}

fn describe(view: &View, range: Range<usize>, head: usize) -> Description {
    let noun = (range.start..head)
        .rev()
        .find(|&i| view.word(i).contains(char::is_alphanumeric))
        .unwrap_or(range.start);
    let determiner = match view.lower(range.start) {
        "the" | "that" | "this" | "these" | "those" => Determiner::Definite,
        "a" | "an" | "one" | "another" | "some" | "several" | "many" | "two" | "three" | "other" => {
            Determiner::Indefinite
        }
        "his" | "her" | "their" | "its" | "my" | "our" => Determiner::Possessive(range.start),
        _ => Determiner::None,
    };
    let from = if determiner == Determiner::None { range.start } else { range.start + 1 };
    let end = range
        .clone()
        .find(|&i| matches!(view.word(i), "," | "—" | "--") || (view.word(i) == "-" && !view.glued(i)));
    let end = end.unwrap_or(range.end);
    let last = trim(view, range.start..end.max(head)).end;
    let span = view.cover(range.start, last);
    Description {
        span,
        head: view.lower(noun).to_owned(),
        noun,
        modifiers: (from..noun.max(from)).map(|i| view.lower(i).to_owned()).collect(),
        determiner,
        complemented: head < last,
    }
}

impl Description {
    /// What kind of speaker the noun tells.
    pub(super) fn kind(&self, text: &str) -> SpeakerKind {
        let lexicon = lexicon();
        let whole = self.span.of(text).to_lowercase();
        let head = self.head.as_str();
        let singular = head.strip_suffix('s').unwrap_or(head);
        if lexicon.generic.contains(whole.as_str()) {
            SpeakerKind::Generic
        } else if lexicon.documents.contains(head) {
            SpeakerKind::Document
        } else if lexicon.organisations.contains(head) {
            SpeakerKind::Organisation
        } else if lexicon.groups.contains(head) || (singular != head && is_role_like(singular)) {
            SpeakerKind::Group
        } else if lexicon.roles.contains(head) {
            SpeakerKind::Unnamed
        } else if lexicon.organisations.contains(singular) || (singular != head && !head.ends_with("ss")) {
            SpeakerKind::Group
        } else {
            SpeakerKind::Unnamed
        }
    }
}
