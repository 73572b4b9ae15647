//! Comments in JSON-LD (schema.org `comment`), for pages that show them by script alone.

use super::Found;
use super::system::System;
use super::words::Paragraphs;
use crate::read::How;
use crate::read::html::{dom, metadata};
use crate::read::plain;
use dom_query::Document;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// The most values of a script that are looked at: no page has more.
const MOST_VALUES: usize = 1_000_000;

/// The comments in the page's scripts, in order.
pub(super) fn comments(document: &Document) -> Vec<Found> {
    let mut found = Reading::default();
    for script in document.select("script[type='application/ld+json']").nodes() {
        let text = dom::text(*script);
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            found.read(&value);
        }
    }
    found.finish()
}

#[derive(Default)]
struct Reading {
    comments: Vec<Found>,
    ids: HashMap<String, usize>,
    /// The id of the comment that each answers.
    to: Vec<Option<String>>,
}

impl Reading {
    /// Walks all values with a stack of its own: an answer comes after what it answers.
    fn read(&mut self, value: &Value) {
        let mut stack: Vec<(&Value, bool, Option<usize>)> = vec![(value, false, None)];
        let mut seen = 0;
        while let Some((value, is_comment, parent)) = stack.pop() {
            seen += 1;
            if seen > MOST_VALUES {
                return;
            }
            match value {
                Value::Array(all) => stack.extend(all.iter().rev().map(|one| (one, is_comment, parent))),
                Value::Object(fields) => {
                    let typed = is_comment || is_of(value, &["Comment", "UserComments"]);
                    let parent = if typed { self.add(value, parent).or(parent) } else { parent };
                    for (name, inner) in fields.iter().rev() {
                        let comments = matches!(name.as_str(), "comment" | "comments");
                        if comments
                            || !matches!(name.as_str(), "author" | "creator" | "publisher" | "parentItem")
                        {
                            stack.push((inner, comments, parent));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, value: &Value, parent: Option<usize>) -> Option<usize> {
        let text = string(value, &["text", "commentText", "articleBody", "description"]).unwrap_or_default();
        let author = ["author", "creator"].iter().find_map(|name| person(value.get(name)?));
        let mut words = paragraphs(&text);
        let notice = || matches!(&words[..], [only] if plain::is_removal_notice(&only.text));
        let removed = value.get("creativeWorkStatus").is_some_and(|status| status == "Deleted") || notice();
        if removed {
            words.clear();
        } else if words.is_empty() {
            return None;
        }
        let posted = string(value, &["dateCreated", "datePublished", "commentTime", "dateModified"])
            .and_then(|time| metadata::time(&time));
        let votes = number(value, "upvoteCount").map(|up| up - number(value, "downvoteCount").unwrap_or(0));
        let votes = votes.or_else(|| likes(value.get("interactionStatistic")?));
        let index = self.comments.len();
        self.comments.push(Found {
            author,
            posted,
            votes,
            removed,
            words,
            parent: parent.map(|parent| (parent, How::Nesting)),
            ..Found::default()
        });
        let parent_item = value.get("parentItem");
        self.to.push(parent_item.and_then(|item| item.as_str().map(str::to_owned).or_else(|| id(item))));
        if let Some(id) = id(value) {
            self.ids.entry(id).or_insert(index);
        }
        Some(index)
    }

    fn finish(mut self) -> Vec<Found> {
        for i in 0..self.comments.len() {
            let linked = self.to[i].as_ref().and_then(|to| self.ids.get(to)).copied().filter(|&to| to < i);
            if let (None, Some(to)) = (self.comments[i].parent, linked) {
                self.comments[i].parent = Some((to, How::Link));
            }
        }
        self.comments
    }
}

fn is_of(value: &Value, types: &[&str]) -> bool {
    match value.get("@type") {
        Some(Value::String(one)) => types.contains(&one.as_str()),
        Some(Value::Array(all)) => all.iter().any(|one| one.as_str().is_some_and(|one| types.contains(&one))),
        _ => false,
    }
}

fn id(value: &Value) -> Option<String> {
    string(value, &["@id", "identifier", "url"])
}

fn string(value: &Value, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| value.get(name)?.as_str())
        .map(str::to_owned)
        .filter(|text| !text.trim().is_empty())
}

fn number(value: &Value, name: &str) -> Option<i64> {
    let value = value.get(name)?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// How often people liked it, by its counters.
fn likes(counters: &Value) -> Option<i64> {
    let of_likes = |counter: &Value| {
        let kind = counter.get("interactionType")?;
        let kind = kind.as_str().or_else(|| kind.get("@type")?.as_str())?;
        number(counter, "userInteractionCount").filter(|_| kind.ends_with("LikeAction"))
    };
    match counters {
        Value::Array(all) => all.iter().find_map(of_likes),
        one => of_likes(one),
    }
}

fn person(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => super::fields::name(name),
        Value::Array(all) => all.iter().find_map(|one| super::fields::name(one.get("name")?.as_str()?)),
        _ => super::fields::name(value.get("name")?.as_str()?),
    }
}

/// The text's paragraphs; it may be HTML or have lines.
fn paragraphs(text: &str) -> Vec<super::Words> {
    let html = if text.contains('<') {
        text.to_owned()
    } else {
        text.split("\n\n").map(|part| format!("<p>{part}</p>")).collect()
    };
    let fragment = Document::from(html);
    let (system, outside) = (System::default(), HashSet::new());
    let mut paragraphs = Paragraphs::new(&system, &outside);
    if let Some(body) = fragment.body() {
        paragraphs.read(body);
    }
    paragraphs.finish()
}
