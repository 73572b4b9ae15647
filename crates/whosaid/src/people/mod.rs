//! What is known of people and organisations beforehand: a **knowledge file**, names and offices with their dates.
//!
//! With it a [`Reader`](crate::Reader) gives speakers their numbers in public registers, and knows who the US
//! President of a page of December 2022 is. Nothing of it is taken from anywhere but the file.
//!
//! # The file
//!
//! UTF-8, a JSON object a line, in any order; `examples/people.jsonl` is one. Empty lines are passed over.
//!
//! ```json
//! {"name": "Joe Biden", "kind": "person", "aliases": ["Joseph R. Biden Jr."],
//!  "roles": [{"role": "president", "of": "United States", "from": "2021-01-20", "to": "2025-01-20"}],
//!  "identifiers": {"wikidata": "Q6279"}}
//! ```
//!
//! (on one line there). A line is a person or organisation: two lines with one name are two who bear it.
//!
//! | field | what |
//! | --- | --- |
//! | `name` | the name that news pages use; the only field that must be there |
//! | `kind` | `person`, when missing, or `organisation` |
//! | `aliases` | other names; of an organisation its short forms (`NATO`) too |
//! | `roles` | offices held, in any order |
//! | `roles[].role` | the office without its place: `president`, `secretary-general`, `chancellor of the exchequer` |
//! | `roles[].of` | its country, town or organisation, by name; when missing, what follows an `of` in `role` counts as well (`mayor of London`) |
//! | `roles[].from`, `roles[].to` | first and last day, as `2021-01-20`, `2021-01` or `2021` |
//! | `identifiers` | register to number, both text: `{"wikidata": "Q6279"}` |
//!
//! Other fields are passed over; `null` counts as missing. Names and offices are compared without regard to case,
//! accents, marks and articles, and countries go by their usual or official names.
//!
//! A role with `from` alone is still held. One with `to` alone, or with neither, decides nothing, since nobody knows
//! when it began; it only tells namesakes apart. Of an imprecise date the whole year or month is in doubt, and on the
//! day of a handover both hold the office: where that leaves two, nobody is chosen.
//!
//! A line that breaks these rules is an error with its number, and the file is not used.

mod date;
pub(crate) mod fold;
mod line;
mod store;
pub mod wikidata;

use crate::lines::{Line, Lines, too_long, without_mark};
pub use date::Date;
use line::EntryLine;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;
use store::{Builder, Store};

/// The longest line of a knowledge file, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// What is known of people and organisations: [read once](People::from_jsonl), never changed, shared by cloning.
///
/// ```
/// use whosaid::people::{Date, Holder, People};
///
/// let file = r#"{"name": "Ada Quist", "roles": [{"role": "president", "of": "Zembla", "from": "2021-01-20"}]}"#;
/// let people = People::from_jsonl(file.as_bytes())?;
/// let day = Date::parse("2022-12-01").expect("a date");
/// let Holder::One(holder) = people.holder("president", "Zembla", day) else { panic!("nobody") };
/// assert_eq!(people.entry(holder).name(), "Ada Quist");
/// # Ok::<(), whosaid::people::PeopleError>(())
/// ```
#[derive(Clone, Default)]
pub struct People {
    store: Arc<Store>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A human being.
    #[default]
    Person,
    /// A company, party, alliance, newspaper and the like.
    #[serde(alias = "organization")]
    Organisation,
}

/// Why a knowledge file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PeopleError {
    /// A line that is no entry.
    #[error("line {line}: {reason}")]
    BadLine {
        /// Counted from 1.
        line: usize,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// The input fails.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// More than 4 GiB of names, or more than 4 billion entries.
    #[error("line {line}: too much for one knowledge file")]
    TooLarge {
        /// Where the limit was reached.
        line: usize,
    },
}

/// An entry's number in its [`People`], by the order of the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub(crate) u32);

/// Who holds an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Nobody whom the file knows.
    Nobody,
    /// This one, for certain, and nobody else.
    One(EntryId),
    /// Several may, or one may: nobody for certain.
    Unclear,
}

impl People {
    /// Reads a knowledge file.
    ///
    /// # Errors
    /// [`PeopleError`] at the first line that is no entry, with its number.
    pub fn from_jsonl(input: impl BufRead) -> Result<People, PeopleError> {
        let mut lines = Lines::new(input, LONGEST_LINE);
        let mut builder = Builder::default();
        while let Some((number, line)) = lines.next()? {
            let bad = |reason| PeopleError::BadLine { line: number, reason };
            let entry = match line {
                Line::Read(bytes) => line::entry(without_mark(number, bytes)).map_err(bad)?,
                Line::TooLong => {
                    return Err(bad(too_long(LONGEST_LINE)));
                }
            };
            if let Some(entry) = entry {
                builder.add(&entry).ok_or(PeopleError::TooLarge { line: number })?;
            }
        }
        Ok(People { store: Arc::new(builder.finish()) })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that it holds in memory, near enough.
    pub fn memory(&self) -> usize {
        self.store.memory()
    }

    /// The entry with this number.
    ///
    /// # Panics
    /// When the number is of other people.
    pub fn entry(&self, id: EntryId) -> Entry<'_> {
        Entry { store: &self.store, id }
    }

    /// Those who have `name` as name or alias, in order.
    pub fn by_name<'p>(&'p self, name: &str) -> impl Iterator<Item = EntryId> + 'p {
        self.store.by_name(fold::fold_name(name))
    }

    /// The only one of this kind with `name`, in full; nobody by a single word that may be a surname.
    pub fn only(&self, name: &str, kind: Kind) -> Option<EntryId> {
        let single = !name.trim().contains(char::is_whitespace);
        let mut all = self.by_name(name).filter(|&id| self.entry(id).kind() == kind);
        let (first, second) = (all.next(), all.next());
        first.filter(|_| second.is_none() && !(single && kind == Kind::Person))
    }

    /// The people whose name or an alias ends with `surname`, in order. This alone says little.
    pub fn by_surname<'p>(&'p self, surname: &str) -> impl Iterator<Item = EntryId> + 'p {
        self.store.by_surname(fold::fold_name(surname))
    }

    /// Who held the office `role` of `of` on `day`; `of` is empty for an office without a place, such as the pope's.
    ///
    /// Nouns that stand for another office count where the file has none under their own name: `leader` of Germany
    /// is the chancellor.
    pub fn holder(&self, role: &str, of: &str, day: Date) -> Holder {
        let (noun, of) = (fold::fold_office(role), fold::fold_of(of));
        match self.store.holder(&[&noun], &of, day) {
            Holder::Nobody => self.store.holder(fold::stand_ins(&noun, &of), &of, day),
            found => found,
        }
    }
}

impl People {
    /// Whether some office may be of `of`, which is folded.
    pub(crate) fn has_offices_of(&self, of: &str) -> bool {
        self.store.has_offices_of(of)
    }
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People").field("len", &self.len()).finish()
    }
}

/// What is known of one person or organisation.
#[derive(Clone, Copy)]
pub struct Entry<'p> {
    store: &'p Store,
    id: EntryId,
}

/// An office that somebody held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role<'p> {
    /// The office.
    pub role: &'p str,
    /// What it is an office of; empty when the file does not say.
    pub of: &'p str,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl<'p> Entry<'p> {
    /// The name that news pages use.
    pub fn name(self) -> &'p str {
        self.store.forms(self.id).next().unwrap_or_default()
    }

    /// Other names.
    pub fn aliases(self) -> impl Iterator<Item = &'p str> {
        self.store.forms(self.id).skip(1)
    }

    /// Person or organisation.
    pub fn kind(self) -> Kind {
        self.store.kind(self.id)
    }

    /// Offices held, as the file has them.
    pub fn roles(self) -> impl Iterator<Item = Role<'p>> {
        self.store.roles(self.id)
    }

    /// Registers with the entry's number in each.
    pub fn identifiers(self) -> impl Iterator<Item = (&'p str, &'p str)> {
        self.store.identifiers(self.id)
    }

    /// The same as the record has them.
    pub(crate) fn identifiers_owned(self) -> BTreeMap<String, String> {
        self.identifiers().map(|(register, id)| (register.to_owned(), id.to_owned())).collect()
    }
}

impl Role<'_> {
    /// Whether this may be the office `role` of `of`; an empty `of` fits any.
    pub fn is(&self, role: &str, of: &str) -> bool {
        let (noun, of) = (fold::fold_office(role), fold::fold_of(of));
        let fits = |(own, place): (String, String)| {
            (own == noun || fold::stand_ins(&noun, &place).contains(&own.as_str()))
                && (of.is_empty() || of == place)
        };
        store::offices(self.role, self.of).into_iter().any(fits)
    }

    /// Whether it may have been held on `day`.
    pub fn may_cover(&self, day: Date) -> bool {
        let begun = self.from.is_none_or(|from| from.earliest() <= day);
        begun && self.to.is_none_or(|to| to.latest() >= day)
    }

    /// Whether it was held on `day` without a doubt.
    pub fn covers(&self, day: Date) -> bool {
        let begun = self.from.is_some_and(|from| from.latest() <= day);
        begun && self.to.is_none_or(|to| to.earliest() >= day)
    }

    /// Whether it had ended before `day`.
    pub fn is_over(&self, day: Date) -> bool {
        self.to.is_some_and(|to| to.latest() < day)
    }
}

#[cfg(test)]
mod tests;
