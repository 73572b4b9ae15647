//! The names on the page: runs of capitalised words, with their titles, by rules.

use super::lexicon::{Gender, is_adjective_of_nation, lexicon};
use super::view::View;
use crate::calendar;
use crate::tag::mentions::{Mention, MentionKind, Mentions};
use crate::{BlockKind, Span};
use std::collections::HashSet;

/// What a name seems to be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    Person,
    Organisation,
    Nation,
    Group,
    /// A place or thing; it may still speak, as a city does.
    Place,
    /// One word that nothing tells about.
    Unknown,
}

/// One name in the text.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The name without titles and possessive ending.
    pub(super) span: Span,
    /// The same by words, end-exclusive.
    pub(super) words: std::ops::Range<usize>,
    /// First word of the title before it; `words.start` when there is none.
    pub(super) title: usize,
    pub(super) kind: NameKind,
    /// What the title tells.
    pub(super) gender: Option<Gender>,
    /// Whether the name stands in a headline or other text where every word is capitalised.
    pub(super) weak: bool,
}

/// The most words in a name.
const LONGEST: usize = 10;

/// The names of the page, in order, not overlapping.
pub(super) fn names(view: &View) -> Vec<Name> {
    let mut names = Vec::new();
    let page_words = PageWords::new(view);
    let weak_blocks: Vec<bool> = (0..view.page.blocks.len()).map(|block| is_weak(view, block)).collect();
    let caseless: Vec<bool> = (0..view.page.blocks.len()).map(|block| is_caseless(view, block)).collect();
    let mut at = 0;
    while at < view.words.len() {
        if !can_start(view, at) {
            at += 1;
            continue;
        }
        let block = view.block_of(view.words[at].start);
        if caseless.get(block).copied().unwrap_or(false) {
            at = view.words.partition_point(|word| view.block_of(word.start) <= block).max(at + 1);
            continue;
        }
        let end = told_further(view, at, run(view, at));
        let first = after_opener(view, &page_words, at, end);
        let weak = weak_blocks.get(block).copied().unwrap_or(false);
        if first < end {
            classify(view, first, end, weak, &mut names);
        }
        at = end.max(at + 1);
    }
    if let Some(mentions) = view.mentions {
        add_told(view, mentions, &weak_blocks, &caseless, &mut names);
    }
    names
}

/// How sure the network must be of a name that capitals do not show, of one in a headline, and of another kind of name than the words tell.
const SURE_OF_NAME: f32 = 0.5;
const SURE_IN_HEADLINE: f32 = 0.8;
const SURE_OF_KIND: f32 = 0.8;

/// Adds the names that only the network tells: those of blocks without capitals, and people of whom a headline has the full name.
fn add_told(view: &View, mentions: &Mentions, weak: &[bool], caseless: &[bool], names: &mut Vec<Name>) {
    let is = |blocks: &[bool], block: usize| blocks.get(block).copied().unwrap_or(false);
    let mut told = Vec::new();
    for mention in mentions.all().iter().filter(|m| is_name(m)) {
        let block = view.block_of(mention.span.start);
        let words = view.words_in(mention.span);
        let headline = is(weak, block)
            && mention.kind == MentionKind::Person
            && mention.probability > SURE_IN_HEADLINE
            && words.len() > 1;
        let told_alone = headline || (is(caseless, block) && mention.probability > SURE_OF_NAME);
        if words.is_empty() || !told_alone {
            continue;
        }
        told.push(told_name(view, mention, words));
    }
    names.retain(|name| {
        !(name.weak && overlapping(&told, name.span).iter().any(|other| other.span.contains(name.span)))
    });
    let mut split = Vec::new();
    for name in names.drain(..) {
        let cuts = overlapping(&told, name.span);
        split.extend(around(view, name, cuts));
    }
    *names = split;
    names.extend(told);
    names.sort_by_key(|name| name.span);
}

/// Those of `told`, which are in order and do not overlap, that overlap `span`.
fn overlapping(told: &[Name], span: Span) -> &[Name] {
    let first = told.partition_point(|other| other.span.end <= span.start);
    let end = told.partition_point(|other| other.span.start < span.end);
    told.get(first..end).unwrap_or_default()
}

/// What is left of a weak run when the names told by the network are taken out.
fn around(view: &View, name: Name, told: &[Name]) -> Vec<Name> {
    let mut rest = vec![name];
    for other in told {
        let Some(last) = rest.last().filter(|last| last.weak && last.span.overlaps(other.span)).cloned()
        else {
            continue;
        };
        rest.pop();
        let piece = |words: std::ops::Range<usize>| {
            let span = view.cover(words.start, words.end);
            (!words.is_empty()).then(|| Name { span, title: words.start, words, ..last.clone() })
        };
        let from = last.title.min(last.words.start);
        rest.extend(piece(from..other.title.min(other.words.start).max(from)));
        rest.extend(piece(other.words.end.min(last.words.end)..last.words.end));
    }
    rest
}

fn is_name(mention: &Mention) -> bool {
    !matches!(mention.kind, MentionKind::Phrase | MentionKind::Pronoun)
}

fn told_name(view: &View, mention: &Mention, words: std::ops::Range<usize>) -> Name {
    let before = |at: usize| {
        let stopped = at.checked_sub(1).is_some_and(|i| view.word(i) == ".");
        at.checked_sub(1 + usize::from(stopped)).filter(|_| view.same_line(at))
    };
    let is_title = |i: &usize| lexicon().titles.contains_key(view.lower(*i));
    let person = mention.kind == MentionKind::Person;
    let title = before(words.start).filter(|i| person && is_title(i));
    let kind = match mention.kind {
        MentionKind::Person => NameKind::Person,
        _ => kind_by_words(view, words.start, words.end).unwrap_or(match mention.kind {
            MentionKind::Organisation => NameKind::Organisation,
            MentionKind::Place => NameKind::Place,
            _ => NameKind::Unknown,
        }),
    };
    Name {
        span: view.cover(words.start, words.end),
        title: title.map_or(words.start, |title| title_start(view, title.saturating_sub(4), title)),
        gender: title.and_then(|title| lexicon().titles.get(view.lower(title)).copied().flatten()),
        words,
        kind,
        weak: false,
    }
}

/// What a list tells of a name, whatever its letters.
fn kind_by_words(view: &View, first: usize, end: usize) -> Option<NameKind> {
    let text = view.cover(first, end).of(&view.page.text).replace('’', "'").to_lowercase();
    if lexicon().nations.contains_key(&text) {
        return Some(NameKind::Nation);
    }
    if lexicon().places.contains(&text) {
        return Some(NameKind::Place);
    }
    let last = view.lower(end.saturating_sub(1));
    (lexicon().groups.contains(last) || is_group_plural(last)).then_some(NameKind::Group)
}

/// Whether capitals tell nothing: a block of some words has none at all, or nothing else.
fn is_caseless(view: &View, block: usize) -> bool {
    let Some(block) = view.page.blocks.get(block) else { return false };
    let words =
        view.words_in(block.span).filter(|&i| view.word(i).chars().filter(|c| c.is_alphabetic()).count() > 1);
    let (mut all, mut small, mut big) = (0, 0, 0);
    for i in words {
        let letters = || view.word(i).chars().filter(|c| c.is_alphabetic());
        all += 1;
        small += usize::from(letters().all(|c| !c.is_uppercase()));
        big += usize::from(letters().all(|c| !c.is_lowercase()));
    }
    all > 4 && (small == all || big * 10 > all * 9)
}

/// The network's name that ends with the run `start..end`, if it is of one kind there.
fn told_at<'v>(view: &View<'v>, end: usize) -> Option<&'v Mention> {
    let mentions = view.mentions?;
    let last = view.words.get(end.checked_sub(1)?)?;
    mentions.with_head(last.start).and_then(|m| mentions.all().get(m)).filter(|m| is_name(m))
}

/// How sure the network must be to take a name over small words: `Securities and Exchange Commission`.
const SURE_OF_LENGTH: f32 = 0.7;
/// How long such a name may be, in bytes.
const LONGEST_NAME: usize = 80;

/// The end of the run, or of the longer name that the network sees from its first word on.
fn told_further(view: &View, first: usize, end: usize) -> usize {
    let (Some(mentions), Some(start)) = (view.mentions, view.words.get(first).map(|word| word.start)) else {
        return end;
    };
    let near = mentions.within(Span::new(start, start + LONGEST_NAME));
    let told = mentions.all().get(near).unwrap_or_default().iter().filter(|m| {
        let firm = m.probability > SURE_OF_LENGTH
            && matches!(m.kind, MentionKind::Person | MentionKind::Organisation);
        firm && m.span.start == start
    });
    let ends = told.map(|m| view.words_in(m.span).end);
    ends.filter(|&told| view.is_capital(told.saturating_sub(1)) || view.glued(told.saturating_sub(1)))
        .fold(end, usize::max)
}

/// Without words that the network does not count to a person's name: `Contacted Ann Vane`.
fn told_start(view: &View, start: usize, end: usize) -> usize {
    let told = told_at(view, end).filter(|m| m.kind == MentionKind::Person && m.probability > SURE_OF_KIND);
    let Some(told) = told else { return start };
    let words = view.words_in(told.span);
    let more = words.len() > 1 || words.start + 1 == end;
    let first = view.lower(start);
    let known = lexicon().first_names.contains_key(first) || lexicon().particles.contains(first);
    if more
        && view.starts_sentence(start)
        && words.start > start
        && words.end == end
        && end - words.start > 1
        && !known
    {
        words.start
    } else {
        start
    }
}

/// Where the name of a person ends with which the run begins, when the network is sure that it goes no further: `Ann Vane Age`.
fn told_end(view: &View, start: usize, end: usize) -> Option<usize> {
    (start + 2..end).find(|&cut| {
        let told =
            told_at(view, cut).filter(|m| m.kind == MentionKind::Person && m.probability > SURE_OF_KIND);
        let words = told.map(|m| view.words_in(m.span));
        words.is_some_and(|words| words.start == start && words.end == cut && view.is_capital(cut))
            && lexicon().first_names.contains_key(view.lower(start))
    })
}

/// Whether the network sees neither a name nor a noun in a word that is capitalised because it begins a sentence:
/// `Seriously`.
fn is_no_name(view: &View, word: usize) -> bool {
    let Some(mentions) = view.mentions else { return false };
    let within_none = |at: Span| {
        let near = mentions.within(Span::new(at.start, at.start + LONGEST_NAME));
        mentions.all().get(near).unwrap_or_default().iter().all(|m| m.phrase.start > at.start)
    };
    view.words.get(word).is_some_and(|word| within_none(*word))
}

/// The kind of a name that its words leave open, or that the network is sure is another.
fn told_kind(view: &View, kind: NameKind, start: usize, end: usize) -> NameKind {
    let Some(told) = told_at(view, end).filter(|m| m.probability > SURE_OF_KIND) else { return kind };
    let open = matches!(kind, NameKind::Unknown | NameKind::Person | NameKind::Organisation);
    let firm = is_organisation(view, start, end) || is_acronym(view.word(start));
    match told.kind {
        MentionKind::Person if open && !firm => NameKind::Person,
        MentionKind::Organisation if matches!(kind, NameKind::Unknown) => NameKind::Organisation,
        MentionKind::Place if matches!(kind, NameKind::Unknown) => NameKind::Place,
        _ => kind,
    }
}

/// How the page writes its words where no sentence begins.
struct PageWords<'v> {
    /// Without a capital.
    small: HashSet<&'v str>,
    /// With one.
    big: HashSet<&'v str>,
}

impl<'v> PageWords<'v> {
    fn new(view: &'v View) -> Self {
        let (mut small, mut big) = (HashSet::new(), HashSet::new());
        let weak: Vec<bool> = (0..view.page.blocks.len()).map(|block| is_weak(view, block)).collect();
        for (i, span) in view.words.iter().enumerate() {
            if view.word(i).starts_with(char::is_lowercase) {
                small.insert(view.lower(i));
            } else if !weak.get(view.block_of(span.start)).copied().unwrap_or(false)
                && !view.starts_sentence(i)
            {
                big.insert(view.lower(i));
            }
        }
        PageWords { small, big }
    }
}

/// The run's first word that is a name: not one that is capitalised only because it begins a sentence.
fn after_opener(view: &View, words: &PageWords, first: usize, end: usize) -> usize {
    let word = view.lower(first);
    let lexicon = lexicon();
    let noun = lexicon.roles.contains(word)
        || lexicon.groups.contains(word)
        || lexicon.documents.contains(word)
        || lexicon.organisations.contains(word)
        || lexicon.generic.contains(word)
        || word
            .strip_suffix('s')
            .is_some_and(|stem| lexicon.roles.contains(stem) || lexicon.organisations.contains(stem));
    if !view.starts_sentence(first)
        || words.big.contains(word)
        || view.glued(first + 1) && view.glued(first + 2)
        || is_acronym(view.word(first))
        || lexicon.first_names.contains_key(word)
    {
        return first;
    }
    let alone = end == first + 1;
    let party = matches!(word, "republicans" | "democrats" | "americans" | "europeans");
    if words.small.contains(word) && !lexicon.titles.contains_key(word) || (alone && noun && !party) {
        return (first + 1..end).find(|&i| view.is_capital(i)).unwrap_or(end);
    }
    first
}

/// Whether the block is a headline, or most of its words are capitalised: there a run of capitals is no name.
fn is_weak(view: &View, block: usize) -> bool {
    let Some(block) = view.page.blocks.get(block) else { return false };
    let words = view.words_in(block.span);
    let letters = words.clone().filter(|&i| view.word(i).starts_with(char::is_alphabetic));
    let (all, capital) =
        letters.fold((0, 0), |(all, capital), i| (all + 1, capital + usize::from(view.is_capital(i))));
    block.kind == BlockKind::Headline || (all > 4 && capital * 10 > all * 7)
}

fn can_start(view: &View, i: usize) -> bool {
    let lower = view.lower(i);
    let common = lexicon().function.contains(lower) || lexicon().pronouns.contains_key(lower);
    // `Will Vane`, `US`: names for all that the same letters may be a common word.
    let word = view.word(i);
    let noun = is_acronym(word.trim_end_matches('s')) && lexicon().acronym_nouns.contains(view.lower(i));
    let in_name = i > 0 && view.is_capital(i - 1) || view.is_capital(i + 1);
    if noun && !in_name {
        return false;
    }
    let name = is_acronym(word)
        || (lexicon().first_names.contains_key(lower) && view.is_capital(i + 1) && view.same_line(i + 1));
    view.is_capital(i) && !is_calendar(view, i) && (!common || name)
}

/// `NATO`; `IT` and `US` are no function words.
fn is_acronym(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c == '.') && !matches!(word, "I" | "A" | "Q")
}

/// Days and months; those that are names too count as names next to another capital.
fn is_calendar(view: &View, i: usize) -> bool {
    let word = view.lower(i);
    match word {
        "jan" | "april" | "may" | "june" | "august" => {
            !(view.is_capital(i + 1) || i > 0 && view.is_capital(i - 1))
        }
        // `Mar`, `Jun` and the like are people's names too.
        _ => {
            calendar::day(word).is_some()
                || (calendar::month(word).is_some() && !matches!(word, "mar" | "apr" | "jun" | "jul" | "sep"))
        }
    }
}

/// One past the last word of the run of name words that starts at `first`.
fn run(view: &View, first: usize) -> usize {
    let mut last = first;
    while last - first < LONGEST * 2 {
        match next_in_run(view, first, last) {
            Some(next) => last = next,
            None => break,
        }
    }
    last + 1
}

/// The word that goes on a run after `last`: over initials' stops, hyphens, particles and `of`.
fn next_in_run(view: &View, first: usize, last: usize) -> Option<usize> {
    if view.is_possessive(last) {
        return None;
    }
    let next = last + 1;
    let word = view.word(next);
    match word {
        "." if view.glued(next) => after_stop(view, first, last),
        "-" | "‑" if view.glued(next) && view.glued(next + 1) => {
            (view.is_capital(next + 1) || goes_on(view, next + 1)).then_some(next + 1)
        }
        "&" => view.is_capital(next + 1).then_some(next + 1),
        "of" | "for" | "on" if heads_of(view, last) && (word == "of" || last > first) => {
            let after = next + 1 + usize::from(view.word(next + 1) == "the");
            (view.is_capital(after) && !is_calendar(view, after) && view.same_line(after)).then_some(after)
        }
        "and" if (first..last).any(|i| matches!(view.word(i), "of" | "for" | "on")) => {
            let follower = view.lower(next + 1);
            let other =
                lexicon().titles.contains_key(follower) || lexicon().first_names.contains_key(follower);
            let office =
                matches!(view.lower(first), "department" | "ministry" | "committee" | "office" | "bureau");
            (!other && view.is_capital(next + 1) && (office || view.is_capital(next + 2))).then_some(next + 1)
        }
        "“" | "\"" | "(" | "‘" | "'" if !view.glued(next) => nickname(view, first, next),
        _ if !view.same_line(next) || view.glued(next) => None,
        _ if view.is_capital(next) && !is_calendar(view, next) => {
            (is_acronym(word) || !lexicon().pronouns.contains_key(view.lower(next))).then_some(next)
        }
        _ if lexicon().particles.contains(word) => particle(view, next),
        _ => None,
    }
}

/// The surname after a nickname in marks that open at word `open`: `Robert C. “Bobby” Vane`.
fn nickname(view: &View, first: usize, open: usize) -> Option<usize> {
    let (name, close, after) = (open + 1, open + 2, open + 3);
    let closed = matches!(view.word(close), "”" | "\"" | ")" | "’" | "'") && view.glued(close);
    let named = view.is_capital(name) && view.glued(name) && view.is_capital(after) && !view.glued(after);
    let known = lexicon().first_names.contains_key(view.lower(first));
    (closed && named && known && view.same_line(after)).then_some(after)
}

/// Whether the network counts the small word after a hyphen to a person's name: `Ban Ki-moon`.
fn goes_on(view: &View, word: usize) -> bool {
    let told =
        told_at(view, word + 1).filter(|m| m.kind == MentionKind::Person && m.probability > SURE_OF_KIND);
    told.is_some_and(|m| view.words_in(m.span).len() > 3)
}

/// After a full stop only an initial or a known short title goes on.
fn after_stop(view: &View, first: usize, last: usize) -> Option<usize> {
    let word = view.lower(last);
    let initial = view.word(last).chars().count() == 1;
    let known = initial
        || lexicon().titles.contains_key(word)
        || matches!(word, "jr" | "sr" | "st")
        || word.contains('.');
    let after = last + 2;
    if !known {
        return None;
    }
    if view.is_capital(after) && view.same_line(after) && !(word.contains('.') && is_opener(view, after)) {
        return Some(after);
    }
    if initial && matches!(view.word(after), "“" | "\"" | "(" | "‘" | "'") && !view.glued(after) {
        return nickname(view, first, after);
    }
    // The stop itself belongs to the name.
    None
}

fn is_opener(view: &View, i: usize) -> bool {
    lexicon().function.contains(view.lower(i)) && !is_acronym(view.word(i))
}

/// Whether `X of Y` is one name: `Bank of Marsh`, `Secretary of State`.
fn heads_of(view: &View, i: usize) -> bool {
    let word = view.lower(i);
    lexicon().organisations.contains(word)
        || matches!(word, "secretary" | "chamber" | "daughters" | "sons" | "friends")
}

/// `de`, `van der`, `al-`: before a capital.
fn particle(view: &View, at: usize) -> Option<usize> {
    let after = at + 1;
    if matches!(view.word(after), "-" | "‑") && view.glued(after) && view.is_capital(after + 1) {
        return Some(after + 1);
    }
    if view.is_capital(after) && !view.glued(after) && view.same_line(after) {
        return Some(after);
    }
    let second = lexicon().particles.contains(view.word(after)) && view.is_capital(after + 1);
    second.then_some(after + 1)
}

/// Tells what the run `first..end` is and adds its names.
fn classify(view: &View, first: usize, end: usize, weak: bool, names: &mut Vec<Name>) {
    let title = last_title(view, first, end);
    let start = match title.map(|title| after_title(view, title, end)) {
        Some(start) if !is_organisation(view, start, end) => start,
        _ => first,
    };
    let titled = start > first;
    let start = if titled { start } else { skip_premodifiers(view, first, end) };
    let end = if titled || weak { end } else { before_office(view, start, end) };
    if start >= end {
        return;
    }
    let start = if titled || weak { start } else { told_start(view, start, end) };
    if let Some(cut) = told_end(view, start, end).filter(|_| !titled && !weak) {
        classify(view, start, cut, weak, names);
        return classify(view, cut, end, weak, names);
    }
    let kind = if titled { NameKind::Person } else { told_kind(view, kind_of(view, start, end), start, end) };
    if kind == NameKind::Unknown && end - start == 1 && view.starts_sentence(start) && is_no_name(view, start)
    {
        return;
    }
    let span = view.cover(start, end);
    let gender = (first..start).rev().find_map(|i| lexicon().titles.get(view.lower(i)).copied().flatten());
    let title = match title {
        Some(title) if titled => title_start(view, first, title),
        _ => start,
    };
    if first < start {
        add_nation_before(view, first, title, weak, names);
    }
    names.push(Name { span, words: start..end, title, kind, gender, weak });
}

/// The end of the run without an office at it: `the US President` names the country, and nobody by name.
fn before_office(view: &View, start: usize, end: usize) -> usize {
    let office = |i: usize| {
        let word = view.lower(i);
        lexicon().roles.contains(word) || lexicon().titles.contains_key(word)
    };
    let first_known = end - start > 1 && lexicon().first_names.contains_key(view.lower(start));
    let determined = start.checked_sub(1).is_some_and(|i| lexicon().function.contains(view.lower(i)));
    if first_known || !office(end - 1) || (end - start == 1 && !determined) {
        return end;
    }
    (start..end).rev().take_while(|&i| office(i)).last().unwrap_or(end)
}

/// `French` in `French President X` is a mention of its own, of the nation.
fn add_nation_before(view: &View, first: usize, title: usize, weak: bool, names: &mut Vec<Name>) {
    if first >= title || !lexicon().nations.contains_key(view.lower(first)) {
        return;
    }
    let span = view.cover(first, first + 1);
    names.push(Name {
        span,
        words: first..first + 1,
        title: first,
        kind: NameKind::Nation,
        gender: None,
        weak,
    });
}

/// The last title word in the run with a name after it.
fn last_title(view: &View, first: usize, end: usize) -> Option<usize> {
    let is_title = |i: usize| {
        let word = view.lower(i);
        let known = lexicon().titles.contains_key(word);
        // `Dean Marsh`, `Judge Reinhold`: a first name among the titles is a name.
        known && (!lexicon().first_names.contains_key(word))
    };
    (first..end.saturating_sub(1)).rev().find(|&i| is_title(i))
}

/// The first word of the name after the title at `title`, over `of State` and the stop of `Gov.`.
fn after_title(view: &View, title: usize, end: usize) -> usize {
    let mut at = title + 1;
    if view.word(at) == "of" && at + 2 < end {
        at += 2;
        if view.word(at) == "and" {
            at += 2;
        }
    }
    while at < end && !view.is_capital(at) && !lexicon().particles.contains(view.word(at)) {
        at += 1;
    }
    if at < end { at } else { title + 1 }
}

/// The first of the title's words that stand together: `Attorney General`, `Vice President`.
fn title_start(view: &View, first: usize, title: usize) -> usize {
    let goes_on = |i: &usize| {
        let word = view.lower(*i);
        lexicon().titles.contains_key(word)
            || is_adjective_of_nation(word)
            || lexicon().organisations.contains(word)
            || matches!(
                word,
                "vice"
                    | "prime"
                    | "foreign"
                    | "defense"
                    | "defence"
                    | "interior"
                    | "finance"
                    | "."
                    | "-"
                    | "majority"
                    | "minority"
                    | "state"
                    | "treasury"
                    | "former"
                    | "press"
            )
    };
    (first..title).rev().take_while(goes_on).last().unwrap_or(title)
}

/// Over `Republican`, `Texas` and the like, to a first name that starts the person's name.
fn skip_premodifiers(view: &View, first: usize, end: usize) -> usize {
    let is_first = |i: usize| lexicon().first_names.contains_key(view.lower(i));
    if is_first(first) || is_organisation(view, first, end) {
        return first;
    }
    let lexicon = lexicon();
    let modifies = |i: usize| {
        let word = view.lower(i);
        lexicon.nations.contains_key(word)
            || lexicon.places.contains(word)
            || lexicon.organisations.contains(word)
            || lexicon.roles.contains(word)
            || lexicon.titles.contains_key(word)
            || is_acronym(view.word(i)) && view.word(i).len() > 2
            || !view.word(i).contains(char::is_alphanumeric)
    };
    let enough = |i: usize| (2..=4).contains(&(end - i)) && view.is_capital(i) && !view.glued(i);
    let start = (first + 1..end).find(|&i| is_first(i) && enough(i));
    start.filter(|&start| (first..start).all(modifies)).unwrap_or(first)
}

fn is_organisation(view: &View, first: usize, end: usize) -> bool {
    first < end
        && (lexicon().organisations.contains(view.lower(end - 1)) && end - first > 1
            || (first..end).any(|i| matches!(view.word(i), "of" | "&")))
}

fn kind_of(view: &View, first: usize, end: usize) -> NameKind {
    let lexicon = lexicon();
    let text = view.cover(first, end).of(&view.page.text).replace('’', "'").to_lowercase();
    if let Some(nation) = lexicon.nations.get(&text) {
        // `Mexicans` are people; `the Netherlands` is a country.
        let people = text.ends_with('s') && *nation != text && end - first == 1 && text.len() > 4;
        return if people { NameKind::Group } else { NameKind::Nation };
    }
    if lexicon.places.contains(&text) {
        return NameKind::Place;
    }
    let last = view.lower(end - 1);
    if view.lower(first) == "team" && end - first > 1 {
        return NameKind::Organisation;
    }
    if is_organisation(view, first, end) || (end - first == 1 && lexicon.organisations.contains(last)) {
        return NameKind::Organisation;
    }
    if lexicon.groups.contains(last) || (is_group_plural(last)) {
        return NameKind::Group;
    }
    if end - first == 1 {
        return if is_acronym(view.word(first)) { NameKind::Organisation } else { NameKind::Unknown };
    }
    let words = (first..end).filter(|&i| view.is_capital(i)).count();
    let acronyms = (first..end)
        .any(|i| is_acronym(view.word(i)) && view.word(i).chars().count() > 2 && !view.word(i).contains('.'));
    let first_known = lexicon.first_names.contains_key(view.lower(first));
    let thing = |i: usize| {
        let word = view.lower(i);
        lexicon.nations.contains_key(word)
            || lexicon.places.contains(word)
            || lexicon.organisations.contains(word)
            || lexicon.groups.contains(word)
            || lexicon.roles.contains(word)
            || lexicon.documents.contains(word)
            || is_calendar(view, i)
    };
    let person = first_known || !(acronyms || (first..end).any(thing));
    if (2..=5).contains(&words) && person { NameKind::Person } else { NameKind::Organisation }
}

/// `Clintonites`, `Iowans`, `Texans`: plurals of what people are called.
fn is_group_plural(word: &str) -> bool {
    ["ians", "icans", "ites", "cans"]
        .iter()
        .any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
}
