//! One entity of a dump, as far as it is needed.
//!
//! Everything has a default: where a map is empty, the dumps have `[]`.

use super::Offices;
use super::office::Office;
use crate::lines;
use crate::people::Kind;
use crate::people::date::{Date, Precision};
use crate::people::line::{EntryLine, RoleLine, clean};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

const HUMAN: u64 = 5;

static ORGANISATIONS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let classes = include_str!("../data/organisation-classes.txt").lines();
    classes.filter_map(|line| line.split_whitespace().next()).filter_map(number).collect()
});

/// An entity.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    id: String,
    labels: Texts<Text>,
    aliases: Texts<Vec<Text>>,
    claims: Claims,
}

/// What is written in the languages that count.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Texts<T> {
    en: Option<T>,
    mul: Option<T>,
    #[serde(rename = "en-gb")]
    en_gb: Option<T>,
    #[serde(rename = "en-us")]
    en_us: Option<T>,
    #[serde(rename = "en-ca")]
    en_ca: Option<T>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Text {
    value: String,
}

/// The statements by property.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    #[serde(rename = "P31")]
    instance_of: Vec<Claim>,
    #[serde(rename = "P39")]
    position_held: Vec<Claim>,
    #[serde(rename = "P570")]
    died: Vec<Claim>,
    #[serde(rename = "P1001")]
    jurisdiction: Vec<Claim>,
    #[serde(rename = "P1813")]
    short_name: Vec<Claim>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Claim {
    mainsnak: Snak,
    rank: String,
    qualifiers: Qualifiers,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Qualifiers {
    #[serde(rename = "P580")]
    start: Vec<Snak>,
    #[serde(rename = "P582")]
    end: Vec<Snak>,
    #[serde(rename = "P642")]
    of: Vec<Snak>,
}

/// A value, or the lack of one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Snak {
    datavalue: Option<DataValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DataValue {
    #[serde(deserialize_with = "value")]
    value: DataContent,
}

/// The fields of the kinds of value that count.
#[derive(Default, Deserialize)]
#[serde(default)]
struct DataContent {
    id: Option<String>,
    #[serde(rename = "numeric-id")]
    numeric_id: Option<u64>,
    time: Option<String>,
    precision: Option<Value>,
    text: Option<String>,
    language: Option<String>,
}

/// A value of another kind, such as a bare string, is none.
fn value<'de, D: Deserializer<'de>>(input: D) -> Result<DataContent, D::Error> {
    let value = Value::deserialize(input)?;
    Ok(if value.is_object() {
        serde_json::from_value(value).unwrap_or_default()
    } else {
        DataContent::default()
    })
}

/// The entity of a line without its comma, or why it is none.
pub(super) fn parse(line: &[u8]) -> Result<Item, String> {
    if !line.starts_with(b"{") {
        return Err("not a JSON object; expected an entity".to_owned());
    }
    let item: Item = serde_json::from_slice(line).map_err(|error| lines::reason(&error))?;
    if item.id.is_empty() { Err("`id` is missing".to_owned()) } else { Ok(item) }
}

/// `Q5` as a number; `None` for what is no item.
pub(super) fn number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix('Q')?;
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

impl<T> Texts<T> {
    fn best(self) -> Option<T> {
        self.en.or(self.mul).or(self.en_gb).or(self.en_us).or(self.en_ca)
    }
}

impl Claim {
    fn counts(&self) -> bool {
        self.rank != "deprecated"
    }
}

impl Snak {
    fn content(&self) -> Option<&DataContent> {
        self.datavalue.as_ref().map(|data| &data.value)
    }

    fn item(&self) -> Option<u64> {
        let content = self.content()?;
        content.id.as_deref().and_then(number).or(content.numeric_id)
    }

    /// `+2021-01-20T00:00:00Z` with 11 for the day, 10 for the month, 9 for the year.
    fn date(&self) -> Option<Date> {
        let content = self.content()?;
        let precision = match content.precision.as_ref()?.as_u64()? {
            9 => Precision::Year,
            10 => Precision::Month,
            11.. => Precision::Day,
            _ => return None,
        };
        let time = content.time.as_deref()?;
        let (sign, digits) = (time.get(..1)?, time.get(1..)?);
        // Old dumps have years of eleven digits.
        let (year, rest) = digits.split_once('-')?;
        let year = year.trim_start_matches('0');
        let date = Date::parse(&format!("{sign}{year:0>4}-{}", rest.trim_end_matches('Z')))?;
        Some(date.to_precision(precision))
    }
}

fn items(claims: &[Claim]) -> impl Iterator<Item = u64> {
    claims.iter().filter(|claim| claim.counts()).filter_map(|claim| claim.mainsnak.item())
}

impl Item {
    pub(super) fn number(&self) -> Option<u64> {
        number(&self.id)
    }

    pub(super) fn is_human(&self) -> bool {
        items(&self.claims.instance_of).any(|class| class == HUMAN)
    }

    fn is_organisation(&self) -> bool {
        items(&self.claims.instance_of).any(|class| ORGANISATIONS.contains(&class))
    }

    /// The offices held, and what they are said to be of.
    pub(super) fn offices(&self) -> impl Iterator<Item = u64> {
        let held = self.claims.position_held.iter().filter(|claim| claim.counts());
        held.flat_map(|claim| {
            claim.mainsnak.item().into_iter().chain(claim.qualifiers.of.iter().filter_map(Snak::item))
        })
    }

    /// What the office is of, where the item is one.
    pub(super) fn jurisdiction(&self) -> Option<u64> {
        items(&self.claims.jurisdiction).next()
    }

    pub(super) fn label(self) -> Option<String> {
        self.labels.best().map(|label| clean(&label.value)).filter(|label| !label.is_empty())
    }

    /// The line of a knowledge file for it, when it is one that is kept.
    pub(super) fn entry(self, offices: &Offices) -> Option<EntryLine> {
        let kind = match (self.is_human(), self.is_organisation()) {
            (true, _) if self.claims.position_held.iter().any(Claim::counts) => Kind::Person,
            (false, true) => Kind::Organisation,
            _ => return None,
        };
        let roles: Vec<RoleLine> = match kind {
            Kind::Person => self.roles(offices),
            Kind::Organisation => Vec::new(),
        };
        if kind == Kind::Person && roles.is_empty() {
            return None;
        }
        let identifiers = BTreeMap::from([("wikidata".to_owned(), format!("Q{}", self.number()?))]);
        let short = self.short_names();
        let Item { labels, aliases: Texts { en, mul, .. }, .. } = self;
        let name = clean(&labels.best()?.value);
        let mut aliases: Vec<String> = Vec::new();
        let written = en.into_iter().chain(mul).flatten().map(|alias| alias.value);
        for alias in written.chain(short).map(|alias| clean(&alias)) {
            if !alias.is_empty() && alias != name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        (!name.is_empty()).then_some(EntryLine { name, kind, aliases, roles, identifiers })
    }

    fn short_names(&self) -> Vec<String> {
        let claims = self.claims.short_name.iter().filter(|claim| claim.counts());
        let content = claims.filter_map(|claim| claim.mainsnak.content());
        let english =
            content.filter(|one| one.language.as_deref().is_some_and(|l| l == "mul" || l.starts_with("en")));
        english.filter_map(|one| one.text.clone()).collect()
    }

    fn roles(&self, offices: &Offices) -> Vec<RoleLine> {
        let death =
            self.claims.died.iter().filter(|claim| claim.counts()).find_map(|claim| claim.mainsnak.date());
        let held = self.claims.position_held.iter().filter(|claim| claim.counts());
        let mut roles = Vec::new();
        for claim in held {
            let of = claim.qualifiers.of.iter().find_map(Snak::item);
            let Some(Office { role, of }) =
                claim.mainsnak.item().and_then(|office| offices.office(office, of))
            else {
                continue;
            };
            let from = claim.qualifiers.start.iter().find_map(Snak::date);
            let to = claim
                .qualifiers
                .end
                .iter()
                .find_map(Snak::date)
                .or(death.filter(|_| claim.qualifiers.end.is_empty()));
            // What ends before it begins is a mistake in the data; nobody knows which of the two is wrong.
            let sound = from.zip(to).is_none_or(|(from, to)| from.earliest() <= to.latest());
            let (from, to) = if sound { (from, to) } else { (None, None) };
            let role = RoleLine { role, of, from, to };
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }
}
