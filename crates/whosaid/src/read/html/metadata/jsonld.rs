//! The story in a page's JSON-LD: `@graph`, arrays, `NewsArticle` and its kin.

use crate::read::html::dom::folded;
use serde_json::Value;

/// What JSON-LD says of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Story {
    pub(super) headline: Option<String>,
    pub(super) description: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) body: Option<String>,
}

/// Longer scripts are data for programs.
const LONGEST: usize = 4 << 20;
/// Things that are looked at on one page.
const MOST_THINGS: usize = 10_000;

/// The first story that any of the scripts tells of, in full before in part.
pub(super) fn story(scripts: &[String]) -> Story {
    let parsed: Vec<Value> =
        scripts.iter().filter(|script| script.len() <= LONGEST).filter_map(|s| parse(s)).collect();
    let mut stories: Vec<&Value> = Vec::new();
    let mut waiting: Vec<&Value> = parsed.iter().rev().collect();
    let mut seen = 0;
    while let Some(value) = waiting.pop() {
        seen += 1;
        if seen > MOST_THINGS {
            break;
        }
        match value {
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(fields) => {
                if is_story(value) {
                    stories.push(value);
                }
                for inner in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    waiting.extend(fields.get(inner));
                }
            }
            _ => {}
        }
    }
    // A page may tell of other stories too; its own is told of first, or at greatest length.
    let best = stories.iter().rev().max_by_key(|story| {
        ["author", "articleBody", "datePublished", "headline"]
            .iter()
            .filter(|f| story.get(f).is_some())
            .count()
    });
    best.map(|story| read(story, &parsed)).unwrap_or_default()
}

fn parse(script: &str) -> Option<Value> {
    let script = script.trim();
    let script = script.strip_prefix("<!--").unwrap_or(script);
    let script =
        script.strip_prefix("//<![CDATA[").or_else(|| script.strip_prefix("<![CDATA[")).unwrap_or(script);
    let script = script.trim_end().strip_suffix("-->").unwrap_or(script);
    let script = script
        .trim_end()
        .strip_suffix("//]]>")
        .or_else(|| script.trim_end().strip_suffix("]]>"))
        .unwrap_or(script);
    serde_json::from_str(script).ok().or_else(|| serde_json::from_str(&without_line_breaks(script)).ok())
}

/// Sites write line breaks and tabs raw into strings; JSON does not allow it.
fn without_line_breaks(script: &str) -> String {
    script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn is_story(value: &Value) -> bool {
    let is = |kind: &str| {
        kind.ends_with("Article")
            || matches!(
                kind,
                "BlogPosting" | "LiveBlogPosting" | "Report" | "Review" | "NewsStory" | "SocialMediaPosting"
            )
    };
    match value.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn read(story: &Value, all: &[Value]) -> Story {
    let text = |field: &str| story.get(field).and_then(words).map(|words| unescaped(&words));
    Story {
        headline: text("headline").or_else(|| text("name")),
        description: text("description"),
        authors: people(story.get("author").or_else(|| story.get("creator")), all),
        published: text("datePublished").or_else(|| text("dateCreated")),
        modified: text("dateModified"),
        publisher: people(story.get("publisher"), all).into_iter().next(),
        language: text("inLanguage"),
        body: story.get("articleBody").and_then(words),
    }
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => Some(words.clone()).filter(|words| !words.trim().is_empty()),
        Value::Array(values) => values.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

/// The names of people or organisations, given in full, as bare names or by reference.
fn people(value: Option<&Value>, all: &[Value]) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(name) => Some(name.clone()),
        Value::Object(fields) => match fields.get("name") {
            Some(name) => words(name),
            None => referred(fields.get("@id")?.as_str()?, all),
        },
        _ => None,
    };
    let names: Vec<String> = match value {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    };
    names.iter().map(|name| unescaped(name)).filter(|name| !name.is_empty()).collect()
}

/// The name of the thing in a graph that has this id.
fn referred(id: &str, all: &[Value]) -> Option<String> {
    let things = all.iter().flat_map(|value| value.get("@graph").unwrap_or(value).as_array()).flatten();
    let thing = things
        .take(MOST_THINGS)
        .find(|thing| thing.get("@id").and_then(Value::as_str) == Some(id) && thing.get("name").is_some())?;
    words(thing.get("name")?)
}

/// Text that was escaped for HTML before it was put into JSON.
fn unescaped(words: &str) -> String {
    if !words.contains(['&', '<']) {
        return folded(words);
    }
    folded(&dom_query::Document::fragment(words).text())
}
