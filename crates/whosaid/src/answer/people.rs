//! The speakers that a comment may name as the ones it quotes: those of the article, or somebody new.

use super::speech::is_title;
use super::words::folded;
use crate::{Page, Span, Speaker, SpeakerKind};
use std::collections::HashMap;

/// Speakers by what they are called.
pub(super) struct People {
    pub(super) speakers: Vec<Speaker>,
    /// By whole names; `None` where several are called so.
    full: HashMap<String, Option<usize>>,
    /// By last words of names.
    last: HashMap<String, Option<usize>>,
}

impl People {
    pub(super) fn new(speakers: Vec<Speaker>) -> People {
        let mut people = People { speakers: Vec::new(), full: HashMap::new(), last: HashMap::new() };
        // A reader who calls himself like somebody in the news is not quoted by that name.
        let (readers, others): (Vec<&Speaker>, Vec<&Speaker>) =
            speakers.iter().partition(|speaker| speaker.kind == SpeakerKind::Reader);
        for speaker in others {
            people.register(speaker);
        }
        for reader in readers {
            let name = folded(&reader.name);
            if !people.last.contains_key(&name) {
                people.full.entry(name).or_insert(Some(reader.id));
            }
        }
        people.speakers = speakers;
        people
    }

    fn register(&mut self, speaker: &Speaker) {
        let add = |map: &mut HashMap<String, Option<usize>>, key: &str| {
            let known = map.entry(key.to_owned()).or_insert(Some(speaker.id));
            if *known != Some(speaker.id) {
                *known = None;
            }
        };
        for name in std::iter::once(&speaker.name).chain(&speaker.aliases) {
            add(&mut self.full, &folded(name));
        }
        if let Some((_, last)) = folded(&speaker.name).rsplit_once(' ') {
            add(&mut self.last, last);
        }
    }

    /// The speaker whom the words under `span` name; added when nobody is known by them.
    pub(super) fn named(&mut self, page: &Page, span: Span) -> usize {
        let written = span.of(&page.text);
        let name = folded(written);
        if let Some(known) = self.known(&name) {
            if let Some(speaker) =
                self.speakers.get_mut(known).filter(|speaker| !speaker.mentions.contains(&span))
            {
                speaker.mentions.push(span);
                speaker.mentions.sort_unstable();
            }
            return known;
        }
        let id = self.speakers.len();
        let shown = without_title(written);
        let speaker = Speaker {
            id,
            name: shown.split_whitespace().collect::<Vec<_>>().join(" "),
            kind: kind(shown),
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: vec![span],
            statements: 0,
            identifiers: Default::default(),
        };
        self.register(&speaker);
        self.full.insert(name, Some(id));
        self.speakers.push(speaker);
        id
    }

    /// `president biden`, without the words before the name if need be.
    fn known(&self, name: &str) -> Option<usize> {
        if let Some(&known) = self.full.get(name) {
            return known;
        }
        if let Some(&known) = self.last.get(name) {
            return known;
        }
        let mut rest = name;
        while let Some((title, after)) = rest.split_once(' ').filter(|_| !name.starts_with("the ")) {
            // Another first name is another person.
            let whole = self.full.get(after).or_else(|| self.last.get(after));
            if let Some(&known) = whole.filter(|_| is_title(title) || is_office(title)) {
                return known;
            }
            rest = after;
        }
        None
    }
}

fn is_office(word: &str) -> bool {
    matches!(
        word,
        "president" | "minister" | "chancellor" | "senator" | "mayor" | "king" | "queen" | "prince"
    ) || matches!(word, "secretary" | "chairman" | "governor" | "councillor" | "professor" | "judge" | "pope")
}

fn without_title(name: &str) -> &str {
    match name.split_once(char::is_whitespace) {
        Some((title, rest)) if is_title(&folded(title)) => rest.trim_start(),
        _ => name,
    }
}

fn kind(name: &str) -> SpeakerKind {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let first = name.split_whitespace().next().unwrap_or("").to_lowercase();
    if matches!(first.as_str(), "the" | "my" | "our") {
        SpeakerKind::Unnamed
    } else if letters().all(char::is_uppercase) && letters().count() > 1 {
        SpeakerKind::Organisation
    } else {
        SpeakerKind::Person
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_by_any_part_that_is_nobody_elses() {
        let speaker = |id: usize, name: &str, kind| {
            let name = name.to_owned();
            Speaker {
                id,
                name,
                kind,
                aliases: vec![],
                roles: vec![],
                mentions: vec![],
                statements: 0,
                identifiers: Default::default(),
            }
        };
        let mut people = People::new(vec![
            speaker(0, "Ada Quist", SpeakerKind::Person),
            speaker(1, "Quist", SpeakerKind::Reader),
            speaker(2, "Jon Lind", SpeakerKind::Person),
            speaker(3, "Eva Lind", SpeakerKind::Person),
        ]);
        let text = "Quist, President Quist, Bo Quist, Eva Lind, Lind, CNN, The minister, Dr Ole Holm, Holm";
        let page = Page::from_text(text);
        let ids: Vec<usize> = text
            .split(", ")
            .map(|name| {
                let start = text.find(name).expect("it is there");
                people.named(&page, Span::new(start, start + name.len()))
            })
            .collect();
        assert_eq!(ids, [0, 0, 4, 3, 5, 6, 7, 8, 8]);
        assert_eq!(people.speakers[8].name, "Ole Holm");
        assert_eq!(people.speakers[7].kind, SpeakerKind::Unnamed);
    }
}
