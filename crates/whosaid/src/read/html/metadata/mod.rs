//! What the page says of itself: JSON-LD, OpenGraph, microdata, `<meta>`, `<time>`.
//!
//! Where sources disagree the more exact one wins: JSON-LD of the article itself, then `<meta>`, then microdata.

mod jsonld;
mod names;
mod site;

use super::dom::{attr, elements, folded, name, text};
use crate::read::dates;
use dom_query::{Document, NodeRef};
use jsonld::Story;
pub(super) use names::{date_part, names, without_by};
use std::collections::HashMap;

/// What the page says of itself; `None` and empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) url: Option<String>,
    pub(super) site: Option<String>,
    pub(super) title: Option<String>,
    pub(super) bylines: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    /// What the story may be called, likeliest first: with and without the site's name.
    pub(super) titles: Vec<String>,
    /// The title of the window.
    pub(super) window: Option<String>,
    /// The story in one or two sentences.
    pub(super) description: Option<String>,
    /// The story's words, for machines.
    pub(super) body: Option<String>,
}

impl Metadata {
    /// With what the page shows where the mark-up says nothing.
    pub(super) fn or_shown(
        mut self,
        headline: Option<&str>,
        bylines: Vec<String>,
        published: Option<String>,
    ) -> Metadata {
        if let (None, Some(window), Some(headline)) = (&self.site, &self.window, headline) {
            self.site = site::named(window, headline, self.url.as_deref());
        }
        if self.bylines.is_empty() {
            self.bylines = bylines;
        }
        self.published = self.published.or(published);
        self
    }
}

/// `<meta>` names and properties for each field, most exact first.
const TITLE: &[&str] = &[
    "og:title",
    "parsely-title",
    "sailthru.title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "hdl",
    "headline",
];
const SITE: &[&str] =
    &["og:site_name", "application-name", "parsely-site", "cre", "dc.publisher", "citation_journal_title"];
const AUTHOR: &[&str] = &[
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "article:author_name",
    "article:author",
    "og:article:author",
    "cxenseparse:author",
    "twitter:data1",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "date.published",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "ptime",
    "pdate",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "cxenseparse:recs:publishtime",
    "displaydate",
    "rnews:datepublished",
    "date",
    "created",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "article:modified",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "utime",
    "revised",
    "date.modified",
    "updated_time",
];
const DESCRIPTION: &[&str] = &["og:description", "description", "twitter:description", "dc.description"];
const ADDRESS: &[&str] = &["og:url", "parsely-link", "twitter:url", "al:web:url"];
const LANGUAGE: &[&str] = &["og:locale", "content-language", "dc.language", "language"];

/// Reads the metadata of `document`, whose address is `url` where that is known.
pub(super) fn read(document: &Document, url: Option<&str>) -> Metadata {
    let head = Head::read(document);
    let story = jsonld::story(&head.scripts);
    let site = head.first(SITE).or_else(|| story.publisher.clone()).filter(|site| !site.contains("://"));
    let titles = titles(&story, &head, site.as_deref());
    let published = story
        .published
        .as_deref()
        .and_then(time)
        .or_else(|| head.time(PUBLISHED))
        .or_else(|| head.item_time("datePublished"));
    let modified = story
        .modified
        .as_deref()
        .and_then(time)
        .or_else(|| head.time(MODIFIED))
        .or_else(|| head.item_time("dateModified"));
    Metadata {
        url: url.map(str::to_owned).or_else(|| head.address()),
        title: titles.first().cloned(),
        bylines: bylines(&story, &head),
        published,
        modified,
        language: head.language().or_else(|| story.language.as_deref().and_then(language)),
        titles,
        window: head.title.as_deref().map(folded),
        description: head.first(DESCRIPTION).or(story.description).map(|words| folded(&words)),
        body: story.body,
        site,
    }
}

/// What the mark-up says of the page, gathered in one walk.
#[derive(Default)]
struct Head {
    meta: HashMap<String, Vec<String>>,
    scripts: Vec<String>,
    title: Option<String>,
    canonical: Option<String>,
    language: Option<String>,
    /// Values of `itemprop`s.
    items: HashMap<String, Vec<String>>,
}

/// More values of one name than this are not read.
const MOST_VALUES: usize = 40;
/// Longer texts of microdata are no values.
const LONGEST_ITEM: usize = 300;

impl Head {
    fn read(document: &Document) -> Head {
        let mut head = Head::default();
        for element in elements(document.root()) {
            head.element(element);
        }
        head
    }

    fn element(&mut self, element: NodeRef<'_>) {
        match name(element).as_str() {
            "meta" => self.meta(element),
            "title" if self.title.is_none() => {
                self.title = Some(text(element)).filter(|title| !title.is_empty())
            }
            "script" => {
                let kind = attr(element, "type").unwrap_or_default();
                if kind.to_ascii_lowercase().starts_with("application/ld+json") {
                    self.scripts.push(element.text().to_string());
                }
            }
            "link" if attr(element, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| attr(element, "href"));
            }
            "html" => self.language = attr(element, "lang").or_else(|| attr(element, "xml:lang")),
            _ => {}
        }
        self.item(element);
    }

    fn meta(&mut self, element: NodeRef<'_>) {
        let Some(value) = attr(element, "content") else { return };
        for attribute in ["property", "name", "http-equiv", "itemprop"] {
            let Some(name) = attr(element, attribute) else { continue };
            let values = self.meta.entry(name.to_ascii_lowercase()).or_default();
            if values.len() < MOST_VALUES {
                values.push(folded(&value));
            }
        }
    }

    fn item(&mut self, element: NodeRef<'_>) {
        let Some(property) = attr(element, "itemprop") else { return };
        if !matches!(property.as_str(), "datePublished" | "dateModified" | "author" | "headline") {
            return;
        }
        let values = self.items.entry(property).or_default();
        if values.len() >= MOST_VALUES {
            return;
        }
        let inner = || {
            let named = elements(element).find(|inner| attr(*inner, "itemprop").is_some_and(|p| p == "name"));
            let named = named.unwrap_or(element);
            attr(named, "content").unwrap_or_else(|| text(named))
        };
        let value = attr(element, "content").or_else(|| attr(element, "datetime")).unwrap_or_else(inner);
        if !value.is_empty() && value.len() <= LONGEST_ITEM {
            values.push(value);
        }
    }

    fn all(&self, names: &[&str]) -> impl Iterator<Item = &String> {
        names.iter().filter_map(|name| self.meta.get(*name)).flatten()
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        self.all(names).find(|value| !value.is_empty()).cloned()
    }

    fn time(&self, names: &[&str]) -> Option<String> {
        self.all(names).find_map(|value| time(value))
    }

    fn item_time(&self, property: &str) -> Option<String> {
        self.items.get(property)?.iter().find_map(|value| time(value))
    }

    fn address(&self) -> Option<String> {
        let absolute = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        let canonical = self.canonical.clone().filter(absolute);
        canonical.or_else(|| self.first(ADDRESS).filter(absolute))
    }

    fn language(&self) -> Option<String> {
        self.language.as_deref().and_then(language).or_else(|| self.all(LANGUAGE).find_map(|l| language(l)))
    }
}

/// `en_GB`, `EN-gb` ─► `en-GB`; `None` for what is no language tag.
fn language(tag: &str) -> Option<String> {
    let mut parts = tag.trim().split(['-', '_']);
    let first =
        parts.next().filter(|l| (2..=3).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let mut language = first.to_ascii_lowercase();
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        language.push('-');
        language.push_str(&match part.len() {
            2 => part.to_ascii_uppercase(),
            4 => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
            _ => part.to_ascii_lowercase(),
        });
    }
    Some(language)
}

/// A time as machines and people write it ─► ISO 8601.
pub(super) fn time(value: &str) -> Option<String> {
    let value = value.trim();
    let value = value.strip_suffix("[UTC]").unwrap_or(value);
    if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        let dashed = format!("{}-{}-{}", value.get(..4)?, value.get(4..6)?, value.get(6..)?);
        return dates::date_line(&dashed)?.any();
    }
    let found = dates::iso_with_time(value).or_else(|| dates::date_line(value))?.any()?;
    Some(with_colon(found))
}

/// `+0100` at the end ─► `+01:00`.
fn with_colon(mut time: String) -> String {
    let at = time.len().saturating_sub(5);
    let zone = time.get(at..).unwrap_or_default();
    let bare = zone.strip_prefix(['+', '-']).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if bare && time.contains('T') {
        time.insert(time.len() - 2, ':');
    }
    time
}

/// What stands between a story's title and the site's name.
const SEPARATORS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " « ", " » ", " · ", " • "];

/// What the story may be called. A name with the site's name cut off stands before the whole.
fn titles(story: &Story, head: &Head, site: Option<&str>) -> Vec<String> {
    let item = head.items.get("headline").and_then(|values| values.first());
    let given = [story.headline.clone(), head.first(TITLE), item.cloned(), head.title.clone()];
    let mut titles: Vec<String> = Vec::new();
    let mut add = |title: String| {
        if !title.is_empty() && !titles.contains(&title) {
            titles.push(title);
        }
    };
    for title in given.into_iter().flatten() {
        let title = folded(&title);
        if let Some(cut) = without_site(&title, site) {
            add(cut.to_owned());
        }
        add(title);
    }
    titles
}

/// Letters and digits only, in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The title without the site's name after it or before it.
fn without_site<'t>(title: &'t str, site: Option<&str>) -> Option<&'t str> {
    let words = |text: &str| text.split_whitespace().count();
    let site = site.map(bare).unwrap_or_default();
    let is_site = |part: &str| {
        let part = bare(part);
        !site.is_empty() && !part.is_empty() && (site.contains(&part) || part.contains(&site))
    };
    let separated = |at: fn(&'t str, &str) -> Option<(&'t str, &'t str)>| {
        SEPARATORS.iter().filter_map(move |separator| at(title, separator))
    };
    let last = separated(|title, separator| title.rsplit_once(separator)).min_by_key(|(_, tail)| tail.len());
    if let Some((story, tail)) = last
        && (is_site(tail) || (words(tail) <= 4 && words(story) >= 4 && !tail.contains(['“', '"', '?'])))
    {
        // `Story - World - The Site` has a section before the site's name.
        return without_site(story, Some(&site).filter(|_| is_site(tail)).map(String::as_str))
            .or(Some(story.trim()));
    }
    let (tail, story) =
        separated(|title, separator| title.split_once(separator)).min_by_key(|(head, _)| head.len())?;
    is_site(tail).then(|| story.trim())
}

/// Who wrote the story, by the page's metadata.
fn bylines(story: &Story, head: &Head) -> Vec<String> {
    if !story.authors.is_empty() {
        return names(&story.authors);
    }
    for name in AUTHOR {
        let found = names(head.meta.get(*name).map(Vec::as_slice).unwrap_or_default());
        if !found.is_empty() {
            return found;
        }
    }
    names(head.items.get("author").map(Vec::as_slice).unwrap_or_default())
}

#[cfg(test)]
mod tests;
