//! One line of a knowledge file ⇄ an entry.

use super::Kind;
use super::date::Date;
use crate::lines;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An entry as a line has it. Fields without a value are left out when it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct EntryLine {
    pub(super) name: String,
    #[serde(default)]
    pub(super) kind: Kind,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<RoleLine>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) identifiers: BTreeMap<String, String>,
}

/// A role as a line has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct RoleLine {
    pub(super) role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<String>,
    #[serde(default, deserialize_with = "date", skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<Date>,
    #[serde(default, deserialize_with = "date", skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<Date>,
}

/// The entry of a line; `None` when the line is empty, else why it is none.
pub(super) fn entry(line: &[u8]) -> Result<Option<EntryLine>, String> {
    let text = std::str::from_utf8(line).map_err(|error| {
        format!("not UTF-8 text: byte {} of the line cannot be read", error.valid_up_to())
    })?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    // An array would do for serde too, field by field.
    if !text.starts_with('{') {
        return Err(r#"not a JSON object; expected {"name": …, "kind": …, "roles": …}"#.to_owned());
    }
    let mut entry: EntryLine = serde_json::from_str(text).map_err(|error| lines::reason(&error))?;
    entry.name = clean(&entry.name);
    if entry.name.is_empty() {
        return Err("`name` is empty".to_owned());
    }
    entry.aliases =
        entry.aliases.iter().map(|alias| clean(alias)).filter(|alias| !alias.is_empty()).collect();
    for role in &mut entry.roles {
        role.role = clean(&role.role);
        role.of = role.of.as_deref().map(clean).filter(|of| !of.is_empty());
        if role.role.is_empty() {
            return Err("a `role` is empty".to_owned());
        }
        if let (Some(from), Some(to)) = (role.from, role.to)
            && from.earliest() > to.latest()
        {
            return Err(format!("the role `{}` ends ({to}) before it begins ({from})", role.role));
        }
    }
    let identifiers = std::mem::take(&mut entry.identifiers);
    entry.identifiers = identifiers.iter().map(|(register, id)| (clean(register), clean(id))).collect();
    Ok(Some(entry))
}

/// With single spaces, and without control characters, which part the fields where entries are kept.
pub(super) fn clean(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// `null` counts as missing.
fn or_default<'de, D, T>(input: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(input)?.unwrap_or_default())
}

/// A date as text, or a year as a number.
fn date<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Year(u16),
    }
    let text = match Option::deserialize(input)? {
        None => return Ok(None),
        Some(Written::Text(text)) => text,
        Some(Written::Year(year)) => format!("{year:04}"),
    };
    let date = Date::parse(&text).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is no date; expected 2021, 2021-01 or 2021-01-20"))
    });
    date.map(Some)
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> String {
        entry(line.as_bytes()).expect_err("it is refused")
    }

    #[test]
    fn a_line_is_read_and_written_the_same() {
        let line = r#"{"name":"Ada Quist","kind":"person","aliases":["Ada M. Quist"],"roles":[{"role":"president","of":"Zembla","from":"2021-01-20","to":"2025"}],"identifiers":{"wikidata":"Q1"}}"#;
        let read = entry(line.as_bytes()).expect("a line").expect("an entry");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), line);
    }

    #[test]
    fn what_is_missing_or_unknown_does_no_harm() {
        let read = entry(br#" {"name":" Ada\tQuist ","aliases":null,"born":1960,"roles":[{"role":"mayor","from":2021,"to":null,"why":"x"}]} "#);
        let read = read.expect("a line").expect("an entry");
        assert_eq!((read.name.as_str(), read.kind), ("Ada Quist", Kind::Person));
        assert_eq!(read.roles[0].from, Date::parse("2021"));
        assert_eq!(entry(b" \r").expect("a line"), None);
    }

    #[test]
    fn errors_say_what_was_expected() {
        assert!(refused("[1]").contains("expected {"));
        assert!(refused("{").contains("at column"));
        assert!(refused(r#"{"kind":"person"}"#).contains("missing field `name`"));
        assert!(refused(r#"{"name":" "}"#).contains("`name` is empty"));
        assert!(refused(r#"{"name":"A","kind":"ship"}"#).contains("ship"));
        assert!(
            refused(r#"{"name":"A","roles":[{"role":"mayor","from":"May"}]}"#).contains("`May` is no date")
        );
        assert!(
            refused(r#"{"name":"A","roles":[{"role":"mayor","from":"2021","to":"2020"}]}"#)
                .contains("before it begins")
        );
        assert!(entry(b"{\"name\":\"\xff\"}").expect_err("refused").contains("byte 9"));
    }
}
