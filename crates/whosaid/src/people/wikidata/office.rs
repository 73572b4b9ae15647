//! The items that are offices, their names, and what they are offices of.

use super::{BadLine, each_line, entity, item};
use crate::people::fold::{fold_of, fold_office};
use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

/// The offices of a dump: found in a first reading, named in a second.
#[derive(Debug, Default)]
pub struct Offices {
    /// Office to jurisdiction, sorted once found; by the numbers of the items.
    jurisdictions: Vec<(u64, u64)>,
    /// The items whose names are needed.
    wanted: HashSet<u64>,
    names: HashMap<u64, Box<str>>,
}

/// An office as a knowledge file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Office {
    pub(super) role: String,
    pub(super) of: Option<String>,
}

impl Offices {
    /// Reads `dump` for the items that somebody holds as an office; a damaged line is told to `complain` and passed
    /// over.
    ///
    /// # Errors
    /// When the dump cannot be read.
    pub fn find(dump: impl BufRead, mut complain: impl FnMut(BadLine)) -> io::Result<Offices> {
        let mut offices = Offices::default();
        each_line(dump, |line, read| {
            let item = match read.map(entity) {
                Ok(None) => return Ok(()),
                Ok(Some(bytes)) => item::parse(bytes),
                Err(reason) => Err(reason),
            };
            match item {
                Ok(item) => offices.note(&item),
                Err(reason) => complain(BadLine { line, reason }),
            }
            Ok(())
        })?;
        offices.settle();
        Ok(offices)
    }

    /// Reads `dump` again, for the names of the offices and of what they are of.
    ///
    /// # Errors
    /// When the dump cannot be read.
    pub fn name(&mut self, dump: impl BufRead) -> io::Result<()> {
        each_line(dump, |_, line| {
            let Ok(Some(line)) = line.map(entity) else { return Ok(()) };
            // Few lines are wanted: most need not be parsed.
            if id_at_the_beginning(line).is_some_and(|id| !self.wanted.contains(&id)) {
                return Ok(());
            }
            let Ok(item) = item::parse(line) else { return Ok(()) };
            if let Some(id) = item.number().filter(|id| self.wanted.contains(id))
                && let Some(label) = item.label()
            {
                self.names.insert(id, label.into());
            }
            Ok(())
        })
    }

    fn note(&mut self, item: &item::Item) {
        if item.is_human() {
            self.wanted.extend(item.offices());
        } else if let (Some(id), Some(jurisdiction)) = (item.number(), item.jurisdiction()) {
            self.jurisdictions.push((id, jurisdiction));
        }
    }

    fn settle(&mut self) {
        let wanted = &mut self.wanted;
        self.jurisdictions.retain(|(office, _)| wanted.contains(office));
        self.jurisdictions.sort_unstable();
        self.jurisdictions.shrink_to_fit();
        wanted.extend(self.jurisdictions.iter().map(|&(_, jurisdiction)| jurisdiction));
    }

    /// The office of item `id`; `of` is what the statement itself says that it is of.
    pub(super) fn office(&self, id: u64, of: Option<u64>) -> Option<Office> {
        let label = self.names.get(&id)?;
        let own = || {
            let at = self.jurisdictions.binary_search_by_key(&id, |&(office, _)| office).ok()?;
            self.jurisdictions.get(at).map(|&(_, jurisdiction)| jurisdiction)
        };
        let of = of.and_then(|of| self.names.get(&of)).or_else(|| self.names.get(&own()?));
        Some(office(label, of.map(|of| &**of)))
    }
}

/// The number in `{"type":"item","id":"Q31",…`; `None` when the id does not stand there.
fn id_at_the_beginning(line: &[u8]) -> Option<u64> {
    let beginning = line.get(..80).unwrap_or(line);
    let rest = std::str::from_utf8(beginning).ok()?.strip_prefix(r#"{"type":"item","id":""#)?;
    item::number(rest.split('"').next()?)
}

/// What is left of an office's name without what it is of: `President of the United States` is `president` of
/// `United States`.
fn office(label: &str, of: Option<&str>) -> Office {
    let whole = |of: Option<&str>| Office { role: small(label), of: of.map(str::to_owned) };
    let Some(of) = of else { return whole(None) };
    let wanted = fold_of(of);
    let splits = || {
        label
            .match_indices(" of ")
            .filter_map(|(at, mark)| Some((label.get(..at)?, label.get(at + mark.len()..)?)))
    };
    if let Some((role, _)) = splits().find(|(_, place)| fold_of(place) == wanted) {
        return Office { role: small(role), of: Some(of.to_owned()) };
    }
    // `Mayor of London`, whose item is of Greater London.
    if let Some((role, place)) = splits().last().filter(|(_, place)| overlaps(&fold_office(place), &wanted)) {
        return Office {
            role: small(role),
            of: Some(place.strip_prefix("the ").unwrap_or(place).to_owned()),
        };
    }
    // `United States Secretary of State`
    let folded = fold_office(of);
    for (at, _) in label.match_indices(' ') {
        let (place, role) = label.split_at(at);
        if fold_office(place) == folded || fold_of(place) == wanted {
            return Office { role: small(role.trim_start()), of: Some(of.to_owned()) };
        }
    }
    whole(Some(of))
}

/// Whether one of two names is the end or the beginning of the other.
fn overlaps(a: &str, b: &str) -> bool {
    let within = |short: &str, long: &str| {
        let rest = long.strip_suffix(short).map(|rest| rest.ends_with(' '));
        rest.or_else(|| long.strip_prefix(short).map(|rest| rest.starts_with(' '))).unwrap_or(false)
    };
    !a.is_empty() && !b.is_empty() && (within(a, b) || within(b, a))
}

/// `Prime Minister` as it stands within a sentence: what follows an `of` may be a name and stays, and so does `MEP`.
fn small(role: &str) -> String {
    let (office, rest) = role.split_at(role.find(" of ").unwrap_or(role.len()));
    let word = |word: &str| {
        let acronym = word.chars().filter(|c| c.is_uppercase()).count() > 1;
        if acronym { word.to_owned() } else { word.to_lowercase() }
    };
    office.split(' ').map(word).collect::<Vec<_>>().join(" ") + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_without_what_it_is_of() {
        for (label, of, role, place) in [
            (
                "President of the United States",
                Some("United States of America"),
                "president",
                Some("United States of America"),
            ),
            (
                "United States Secretary of State",
                Some("United States"),
                "secretary of State",
                Some("United States"),
            ),
            (
                "Prime Minister of the United Kingdom",
                Some("United Kingdom"),
                "prime minister",
                Some("United Kingdom"),
            ),
            ("Mayor of London", Some("Greater London"), "mayor", Some("London")),
            (
                "Chancellor of the Exchequer",
                Some("United Kingdom"),
                "chancellor of the Exchequer",
                Some("United Kingdom"),
            ),
            ("Mayor of Marsh", None, "mayor of Marsh", None),
            (
                "Secretary of State of the United States",
                Some("United States"),
                "secretary of State",
                Some("United States"),
            ),
            ("MEP", Some("European Union"), "MEP", Some("European Union")),
        ] {
            let expected = Office { role: role.to_owned(), of: place.map(str::to_owned) };
            assert_eq!(office(label, of), expected);
        }
    }

    #[test]
    fn ids_are_found_without_parsing() {
        assert_eq!(id_at_the_beginning(br#"{"type":"item","id":"Q31","labels":{"#), Some(31));
        assert_eq!(id_at_the_beginning(br#"{"id":"Q31"}"#), None);
        assert_eq!(id_at_the_beginning(br#"{"type":"property","id":"P31"}"#), None);
    }
}
