//! Entries as they lie in memory: few large pieces, no allocation for each entry.
//!
//! The names of all entries stand in one string. Names are found by 32 bits of a hash, sorted, and then compared, so
//! that an index costs 8 bytes a name. Offices and what they are of are kept once each.

use super::{Date, EntryId, EntryLine, Holder, Kind, Role, fold};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// Between the names of an entry, and between the parts of its identifiers.
const PART: char = '\u{1f}';
/// Between the names and the identifiers.
const REST: char = '\u{1e}';

/// All entries.
#[derive(Default)]
pub(super) struct Store {
    text: String,
    rows: Vec<Row>,
    roles: Vec<RoleRow>,
    /// Sorted.
    names: Vec<(u32, EntryId)>,
    /// Sorted; people only.
    surnames: Vec<(u32, EntryId)>,
    /// The folded office, what it is of, and the role; sorted.
    offices: Vec<(u32, u32, u32)>,
    words: Words,
}

/// Where an entry's parts begin; the next row's are where they end.
struct Row {
    text: u32,
    roles: u32,
    kind: Kind,
}

struct RoleRow {
    entry: EntryId,
    role: u32,
    of: u32,
    from: Option<Date>,
    to: Option<Date>,
}

/// Strings kept once each.
#[derive(Default)]
struct Words {
    all: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, u32>,
}

impl Words {
    fn add(&mut self, word: &str) -> Option<u32> {
        if let Some(&id) = self.ids.get(word) {
            return Some(id);
        }
        let id = u32::try_from(self.all.len()).ok()?;
        let word: Arc<str> = word.into();
        self.all.push(word.clone());
        self.ids.insert(word, id);
        Some(id)
    }

    fn get(&self, id: u32) -> &str {
        self.all.get(id as usize).map_or("", |word| word)
    }
}

/// A store under construction.
#[derive(Default)]
pub(super) struct Builder(Store);

impl Builder {
    /// `None` when there is no room.
    pub(super) fn add(&mut self, entry: &EntryLine) -> Option<()> {
        let store = &mut self.0;
        let id = EntryId(u32::try_from(store.rows.len()).ok()?);
        let (text, roles) = (u32::try_from(store.text.len()).ok()?, u32::try_from(store.roles.len()).ok()?);
        store.rows.push(Row { text, roles, kind: entry.kind });
        for form in std::iter::once(&entry.name).chain(&entry.aliases) {
            if store.text.len() > text as usize {
                store.text.push(PART);
            }
            store.text.push_str(form);
            store.index_name(id, entry.kind, form);
        }
        store.text.push(REST);
        for (register, number) in &entry.identifiers {
            store.text.extend([register, &PART.to_string(), number, &PART.to_string()].map(String::as_str));
        }
        entry.roles.iter().try_for_each(|role| {
            let of = role.of.as_deref().unwrap_or_default();
            let number = u32::try_from(store.roles.len()).ok()?;
            for (noun, place) in offices(&role.role, of) {
                let office = (store.words.add(&noun)?, store.words.add(&place)?, number);
                store.offices.push(office);
            }
            let (role_id, of) = (store.words.add(&role.role)?, store.words.add(of)?);
            store.roles.push(RoleRow { entry: id, role: role_id, of, from: role.from, to: role.to });
            Some(())
        })
    }

    pub(super) fn finish(self) -> Store {
        let mut store = self.0;
        store.text.shrink_to_fit();
        store.rows.shrink_to_fit();
        store.roles.shrink_to_fit();
        for index in [&mut store.names, &mut store.surnames] {
            index.sort_unstable();
            index.dedup();
            index.shrink_to_fit();
        }
        store.offices.sort_unstable();
        store.offices.dedup();
        store.offices.shrink_to_fit();
        store
    }
}

impl Store {
    fn index_name(&mut self, id: EntryId, kind: Kind, form: &str) {
        let folded = fold::fold_name(form);
        if folded.is_empty() {
            return;
        }
        self.names.push((hash(&folded), id));
        if kind == Kind::Person {
            self.surnames.push((hash(fold::surname(&folded)), id));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn memory(&self) -> usize {
        let words = self.words.all.iter().map(|word| word.len() + 64).sum::<usize>();
        self.text.capacity()
            + self.rows.capacity() * size_of::<Row>()
            + self.roles.capacity() * size_of::<RoleRow>()
            + (self.names.capacity() + self.surnames.capacity()) * size_of::<(u32, EntryId)>()
            + self.offices.capacity() * size_of::<(u32, u32, u32)>()
            + words
    }

    /// Where the entry's text and roles lie.
    fn places(&self, id: EntryId) -> (Range<usize>, Range<usize>) {
        let at = |i: usize| {
            let end = (self.text.len(), self.roles.len());
            self.rows.get(i).map_or(end, |row| (row.text as usize, row.roles as usize))
        };
        let (text, roles) = at(id.0 as usize);
        let (text_end, roles_end) = at(id.0 as usize + 1);
        (text..text_end, roles..roles_end)
    }

    fn parts(&self, id: EntryId) -> (&str, &str) {
        let text = self.text.get(self.places(id).0).unwrap_or_default();
        text.split_once(REST).unwrap_or_default()
    }

    /// The entry's name, then its aliases.
    pub(super) fn forms(&self, id: EntryId) -> impl Iterator<Item = &str> {
        self.parts(id).0.split(PART)
    }

    pub(super) fn identifiers(&self, id: EntryId) -> impl Iterator<Item = (&str, &str)> {
        let mut parts = self.parts(id).1.split(PART);
        std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
    }

    pub(super) fn kind(&self, id: EntryId) -> Kind {
        self.rows.get(id.0 as usize).map_or(Kind::Person, |row| row.kind)
    }

    pub(super) fn roles(&self, id: EntryId) -> impl Iterator<Item = Role<'_>> {
        self.roles.get(self.places(id).1).into_iter().flatten().map(|row| self.role(row))
    }

    fn role(&self, row: &RoleRow) -> Role<'_> {
        Role { role: self.words.get(row.role), of: self.words.get(row.of), from: row.from, to: row.to }
    }

    /// Those with this folded name.
    pub(super) fn by_name(&self, folded: String) -> impl Iterator<Item = EntryId> + '_ {
        let found = hashed(&self.names, hash(&folded));
        found.filter(move |&id| {
            !folded.is_empty() && self.forms(id).any(|form| fold::fold_name(form) == folded)
        })
    }

    /// The people with this folded surname.
    pub(super) fn by_surname(&self, folded: String) -> impl Iterator<Item = EntryId> + '_ {
        let found = hashed(&self.surnames, hash(&folded));
        let bears = move |&id: &EntryId| {
            !folded.is_empty() && self.forms(id).any(|form| fold::surname(&fold::fold_name(form)) == folded)
        };
        found.filter(bears)
    }

    /// Who held one of the offices `nouns` of `of` on `day`; all folded.
    ///
    /// A role without a beginning counts for nothing here.
    pub(super) fn holder(&self, nouns: &[&str], of: &str, day: Date) -> Holder {
        let mut only = None;
        let mut certain = false;
        for row in nouns.iter().flat_map(|noun| self.in_office(noun, of)) {
            let role = self.role(row);
            if role.from.is_none() || !role.may_cover(day) {
                continue;
            }
            if only.is_some_and(|other| other != row.entry) {
                return Holder::Unclear;
            }
            only = Some(row.entry);
            certain |= role.covers(day);
        }
        match only {
            None => Holder::Nobody,
            Some(entry) if certain => Holder::One(entry),
            Some(_) => Holder::Unclear,
        }
    }

    /// Whether an office or what an office is of has this folded name.
    pub(super) fn has_word(&self, folded: &str) -> bool {
        self.words.ids.contains_key(folded)
    }

    fn in_office<'s>(&'s self, noun: &str, of: &str) -> impl Iterator<Item = &'s RoleRow> + use<'s> {
        let key = self.words.ids.get(noun).copied().zip(self.words.ids.get(of).copied());
        let range = key.map_or(0..0, |key| {
            let first = self.offices.partition_point(|&(noun, of, _)| (noun, of) < key);
            let end = self.offices.partition_point(|&(noun, of, _)| (noun, of) <= key);
            first..end
        });
        let rows = self.offices.get(range).into_iter().flatten();
        rows.filter_map(|&(_, _, role)| self.roles.get(role as usize))
    }
}

fn hash(folded: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish() as u32
}

fn hashed(index: &[(u32, EntryId)], hash: u32) -> impl Iterator<Item = EntryId> + '_ {
    let first = index.partition_point(|&(other, _)| other < hash);
    index.get(first..).into_iter().flatten().take_while(move |(other, _)| *other == hash).map(|&(_, id)| id)
}

/// How the office may be asked for: the folded noun, and what it is of. Without `of` an `of` within the role counts.
pub(super) fn offices(role: &str, of: &str) -> Vec<(String, String)> {
    /// The most `of` within a role that are looked at.
    const MOST: usize = 4;
    let noun = fold::fold_office(role);
    let mut all = vec![(noun.clone(), fold::fold_of(of))];
    if of.is_empty() {
        let splits = noun.match_indices(" of ").take(MOST);
        all.extend(splits.map(|(at, mark)| (noun[..at].to_owned(), fold::fold_of(&noun[at + mark.len()..]))));
    }
    all
}
