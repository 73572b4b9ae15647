//! The speakers as the views for people show them: their order, their tags, and in words what tells each.
//!
//! A speaker's rank is the order of first statements, those who only may have said something last. It decides the tag,
//! a letter that no other speaker of the page has, and the colour, which may come again: colour is never the only sign.

use super::wrap::one_line;
use crate::{Attributed, Evidence, Record, Statement};

/// A speaker who is less likely than this is shown with a question mark.
const DOUBTFUL: f32 = 0.6;
/// The letters of tags: those that Unicode has raised forms of.
const LETTERS: [(char, char); 25] = [
    ('A', 'ᵃ'),
    ('B', 'ᵇ'),
    ('C', 'ᶜ'),
    ('D', 'ᵈ'),
    ('E', 'ᵉ'),
    ('F', 'ᶠ'),
    ('G', 'ᵍ'),
    ('H', 'ʰ'),
    ('I', 'ⁱ'),
    ('J', 'ʲ'),
    ('K', 'ᵏ'),
    ('L', 'ˡ'),
    ('M', 'ᵐ'),
    ('N', 'ⁿ'),
    ('O', 'ᵒ'),
    ('P', 'ᵖ'),
    ('R', 'ʳ'),
    ('S', 'ˢ'),
    ('T', 'ᵗ'),
    ('U', 'ᵘ'),
    ('V', 'ᵛ'),
    ('W', 'ʷ'),
    ('X', 'ˣ'),
    ('Y', 'ʸ'),
    ('Z', 'ᶻ'),
];

/// A speaker's statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Index into `record.speakers`.
    pub speaker: usize,
    /// Those that the speaker makes, alone or with others: indices into `record.statements`, rising.
    pub statements: Vec<usize>,
    /// Those that the speaker only may have made.
    pub perhaps: Vec<usize>,
}

/// Who said what, in order of rank.
pub(super) struct Cast<'r> {
    record: &'r Record,
    pub(super) said: Vec<Said>,
    /// Statements whose speaker is not known, rising.
    pub(super) unknown: Vec<usize>,
    /// For each of `record.speakers` the index into `said`.
    ranks: Vec<Option<usize>>,
}

impl<'r> Cast<'r> {
    pub(super) fn new(record: &'r Record) -> Cast<'r> {
        let mut cast =
            Cast { record, said: Vec::new(), unknown: Vec::new(), ranks: vec![None; record.speakers.len()] };
        for (i, statement) in record.statements.iter().enumerate() {
            for one in &statement.speakers {
                cast.note(one.speaker, |said| &mut said.statements, i);
            }
            if cast.first(statement).is_none() {
                cast.unknown.push(i);
            }
        }
        for (i, statement) in record.statements.iter().enumerate() {
            for one in &statement.candidates {
                cast.note(one.speaker, |said| &mut said.perhaps, i);
            }
        }
        cast
    }

    /// Notes statement `i`; a speaker whom the record does not have is passed over.
    fn note(&mut self, speaker: usize, list: fn(&mut Said) -> &mut Vec<usize>, i: usize) {
        let Some(rank) = self.ranks.get_mut(speaker) else { return };
        let rank = *rank.get_or_insert_with(|| {
            self.said.push(Said { speaker, statements: Vec::new(), perhaps: Vec::new() });
            self.said.len() - 1
        });
        if let Some(list) = self.said.get_mut(rank).map(list)
            && list.last() != Some(&i)
        {
            list.push(i);
        }
    }

    pub(super) fn rank(&self, speaker: usize) -> Option<usize> {
        self.ranks.get(speaker).copied().flatten()
    }

    /// The ranks of those who make `statement`, likeliest first.
    pub(super) fn speakers_of(&self, statement: &Statement) -> impl Iterator<Item = usize> {
        statement.speakers.iter().filter_map(|one| self.rank(one.speaker))
    }

    /// The likeliest speaker, if the record has it.
    pub(super) fn first<'s>(&self, statement: &'s Statement) -> Option<&'s Attributed> {
        statement.speakers.iter().find(|one| one.speaker < self.record.speakers.len())
    }

    /// Likewise the rank.
    pub(super) fn first_rank(&self, i: usize) -> Option<usize> {
        let statement = self.record.statements.get(i)?;
        self.speakers_of(statement).next()
    }

    /// How many speakers make statements.
    pub(super) fn speaking(&self) -> usize {
        self.said.iter().filter(|said| !said.statements.is_empty()).count()
    }

    /// The names of all who make `statement`, as `Ann Vane and Bo Orme`.
    pub(super) fn names(&self, statement: &Statement) -> Option<String> {
        let names: Vec<&str> = statement.speakers.iter().filter_map(|one| self.name(one.speaker)).collect();
        (!names.is_empty()).then(|| names.join(" and "))
    }

    pub(super) fn name(&self, speaker: usize) -> Option<&'r str> {
        self.record.speakers.get(speaker).map(|speaker| speaker.name.as_str())
    }

    /// What tells that `one` is the speaker, in words.
    pub(super) fn why(&self, one: &Attributed) -> String {
        /// Columns of the mention that are shown.
        const SHOWN: usize = 60;
        let words = one.mention.map_or("", |mention| mention.of(&self.record.page.text));
        let reason = reason(one.how);
        if words.is_empty() {
            let bare = [":", " for", " after", " as"].into_iter().find_map(|end| reason.strip_suffix(end));
            return bare.unwrap_or(reason).to_owned();
        }
        format!("{reason} “{}”", one_line(words, SHOWN))
    }
}

/// Whether a statement's speaker is shown with a question mark.
pub(super) fn is_doubtful(one: &Attributed) -> bool {
    one.probability.is_nan() || one.probability < DOUBTFUL
}

/// `45 %`; nothing is rounded up to certainty.
pub(super) fn percent(probability: f32) -> String {
    let share = if probability.is_finite() { probability.clamp(0.0, 1.0) } else { 0.0 };
    let most = if share < 1.0 { 99.0 } else { 100.0 };
    format!("{:.0} %", (100.0 * share).min(most))
}

/// What the evidence is, to be followed by the words of its place.
const fn reason(how: Evidence) -> &'static str {
    match how {
        Evidence::Named => "named",
        Evidence::Role => "by office or part:",
        Evidence::Pronoun => "pronoun for",
        Evidence::Salient => "phrase for whoever is in view:",
        Evidence::Described => "known by the phrase",
        Evidence::Unread => "the words as they stand:",
        Evidence::Continued => "goes on after",
        Evidence::SameWords => "same words as",
        Evidence::Author => "the page’s writer:",
        Evidence::Relative => "“who” or “which” after",
        Evidence::Knowledge => "known from beyond the page:",
        Evidence::Reader => "the comment’s writer:",
        Evidence::Unstated => "the record does not say why",
    }
}

/// The tag of a rank: `A` to `Z` without `Q`, then `AA`.
pub(super) fn tag(rank: usize) -> String {
    letters(rank).map(|(letter, _)| letter).collect()
}

/// The tag in raised letters.
pub(super) fn raised_tag(rank: usize) -> String {
    letters(rank).map(|(_, raised)| raised).collect()
}

fn letters(rank: usize) -> impl Iterator<Item = (char, char)> {
    let mut found = Vec::new();
    let mut left = Some(rank);
    while let Some(rank) = left {
        found.extend(LETTERS.get(rank % LETTERS.len()));
        left = (rank / LETTERS.len()).checked_sub(1);
    }
    found.into_iter().rev()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SpeakerKind;
    use crate::write::testing;
    use std::collections::HashSet;

    #[test]
    fn every_rank_has_a_tag_of_its_own() {
        let tags: Vec<String> = [0, 24, 25, 26, 25 * 26].map(tag).to_vec();
        assert_eq!(tags, ["A", "Z", "AA", "AB", "AAA"]);
        assert_eq!(raised_tag(26), "ᵃᵇ");
        assert_eq!((0..2000).map(tag).collect::<HashSet<_>>().len(), 2000);
    }

    #[test]
    fn those_who_say_it_together_both_have_it_and_candidates_come_last() {
        let mut record = testing::record("[t1:one] [t2:two] [t3:three]")
            .speaker("Cy", SpeakerKind::Person, &[])
            .speaker("Ann", SpeakerKind::Person, &[2])
            .speaker("Bo", SpeakerKind::Person, &[3])
            .build();
        let of =
            |speaker, probability| Attributed { speaker, probability, how: Evidence::Pronoun, mention: None };
        record.statements[0].candidates = vec![of(0, 0.2), of(1, 0.1), of(99, 0.1)];
        record.statements[2].speakers.push(of(1, 0.5));
        let cast = Cast::new(&record);
        let said = |speaker, statements: &[usize], perhaps: &[usize]| Said {
            speaker,
            statements: statements.to_vec(),
            perhaps: perhaps.to_vec(),
        };
        assert_eq!(cast.said, [said(1, &[1, 2], &[0]), said(2, &[2], &[]), said(0, &[], &[0])]);
        assert_eq!((cast.speaking(), cast.unknown.as_slice()), (2, &[0][..]));
        assert_eq!(cast.names(&record.statements[2]).as_deref(), Some("Bo and Ann"));
        assert_eq!((cast.first_rank(2), cast.first_rank(0), cast.first_rank(9)), (Some(1), None, None));
    }

    #[test]
    fn what_tells_it_in_words() {
        let record = testing::doubtful();
        let cast = Cast::new(&record);
        let one = record.statements[1].speakers[0];
        assert_eq!(cast.why(&one), "pronoun for “Ann Vane”");
        assert_eq!(cast.why(&Attributed { mention: None, ..one }), "pronoun");
        for how in Evidence::ALL {
            let bare = cast.why(&Attributed { mention: None, how, ..one });
            assert!(!bare.is_empty() && !bare.ends_with([':', ' ']), "{bare}");
        }
    }

    #[test]
    fn doubt_and_percent() {
        let one = |probability| Attributed { speaker: 0, probability, how: Evidence::Role, mention: None };
        assert!(is_doubtful(&one(0.5)) && is_doubtful(&one(f32::NAN)) && !is_doubtful(&one(0.6)));
        assert_eq!([0.456, 0.999, 7.0, f32::NAN].map(percent), ["46 %", "99 %", "100 %", "0 %"]);
    }
}
