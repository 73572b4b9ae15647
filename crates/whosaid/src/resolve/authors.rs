//! The readers: whoever wrote a comment is a speaker, one for each name on the page.
//!
//! A reader is never taken for somebody in the article who bears the same name: anybody may call himself anything.
//! Only the article's own writer is known again, and only where the page's badge says so.

use super::cast::plain;
use crate::{Comment, Page, Speaker, SpeakerKind};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Names that a site gives to everybody who gives none: two comments under one are of two readers, as far as anybody knows.
static NOBODY: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/nobody.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
});

/// For each comment of `page` who wrote it, `None` for nobody in particular; readers not yet among `speakers` are added to them, by first comment.
pub(super) fn authors(page: &Page, speakers: &mut Vec<Speaker>) -> Vec<Option<usize>> {
    let mut known: HashMap<(String, SpeakerKind), usize> = HashMap::new();
    for speaker in speakers.iter().filter(|speaker| speaker.kind == SpeakerKind::Author) {
        known.insert((speaker.name.to_lowercase(), SpeakerKind::Author), speaker.id);
    }
    let authors = page.comments.iter().map(|comment| author(page, comment, &mut known, speakers)).collect();
    for speaker in speakers {
        speaker.mentions.sort_unstable();
    }
    authors
}

fn author(
    page: &Page,
    comment: &Comment,
    known: &mut HashMap<(String, SpeakerKind), usize>,
    speakers: &mut Vec<Speaker>,
) -> Option<usize> {
    let name = plain(comment.author.as_deref()?);
    let key = name.to_lowercase();
    if key.is_empty() || NOBODY.contains(&key.as_str()) {
        return None;
    }
    let kind = if is_the_writer(page, comment, &key) { SpeakerKind::Author } else { SpeakerKind::Reader };
    let id = *known.entry((key, kind)).or_insert_with(|| {
        let id = speakers.len();
        let (aliases, roles, mentions) = (Vec::new(), Vec::new(), Vec::new());
        let identifiers = BTreeMap::new();
        speakers.push(Speaker {
            id,
            name: name.clone(),
            kind,
            aliases,
            roles,
            mentions,
            statements: 0,
            identifiers,
        });
        id
    });
    let speaker = speakers.get_mut(id)?;
    if speaker.name != name && !speaker.aliases.contains(&name) {
        super::cast::add_form(&mut speaker.aliases, name);
    }
    speaker.mentions.extend(comment.author_span);
    Some(id)
}

/// Whether the page says that the comment is of the article's own writer.
fn is_the_writer(page: &Page, comment: &Comment, key: &str) -> bool {
    let badge =
        comment.badges.iter().any(|badge| matches!(badge.to_lowercase().as_str(), "author" | "writer"));
    badge && (page.bylines.is_empty() || page.bylines.iter().any(|name| plain(name).to_lowercase() == key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(authors: &[(Option<&str>, &[&str])]) -> Page {
        let mut page = Page::from_text("Quay closed");
        page.bylines = vec!["Ada Quist".to_owned()];
        page.comments = authors
            .iter()
            .map(|(author, badges)| Comment {
                span: crate::Span::new(0, 4),
                words: Vec::new(),
                author: author.map(str::to_owned),
                author_span: None,
                posted: None,
                number: None,
                group: crate::CommentGroup::Own,
                votes: None,
                badges: badges.iter().map(|&badge| badge.to_owned()).collect(),
                removed: false,
                parent: None,
                quotes: Vec::new(),
            })
            .collect();
        page
    }

    fn writer() -> Vec<Speaker> {
        let (kind, name) = (SpeakerKind::Author, "Ada Quist".to_owned());
        vec![Speaker {
            id: 0,
            name,
            kind,
            aliases: vec![],
            roles: vec![],
            mentions: vec![],
            statements: 0,
            identifiers: BTreeMap::new(),
        }]
    }

    #[test]
    fn anonymous_is_nobody_in_particular() {
        let mut speakers = Vec::new();
        let page = page(&[(Some("Anonymous"), &[]), (Some("Bo"), &[]), (Some("ANONYMOUS"), &[])]);
        assert_eq!(authors(&page, &mut speakers), [None, Some(0), None]);
    }

    #[test]
    fn one_reader_for_each_name() {
        let mut speakers = writer();
        let page = page(&[(Some("Jon  Lind"), &[]), (None, &[]), (Some("jon lind"), &[]), (Some(" "), &[])]);
        assert_eq!(authors(&page, &mut speakers), [Some(1), None, Some(1), None]);
        assert_eq!((speakers[1].name.as_str(), speakers[1].kind), ("Jon Lind", SpeakerKind::Reader));
        assert_eq!(speakers[1].aliases, ["jon lind"]);
    }

    #[test]
    fn only_a_badge_makes_a_reader_the_writer() {
        let mut speakers = writer();
        let page =
            page(&[(Some("Ada Quist"), &[]), (Some("ada quist"), &["Author"]), (Some("Bo"), &["Author"])]);
        assert_eq!(authors(&page, &mut speakers), [Some(1), Some(0), Some(2)]);
        let kinds: Vec<SpeakerKind> = speakers.iter().map(|speaker| speaker.kind).collect();
        assert_eq!(kinds, [SpeakerKind::Author, SpeakerKind::Reader, SpeakerKind::Reader]);
    }
}
