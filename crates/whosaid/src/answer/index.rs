//! Where on the page given words stand, also when they were not copied exactly.
//!
//! All words of the page stand in one row: the article's, then each comment's, so that what comes first in the
//! row is the likelier original. Pairs of neighbouring words and words that tell something are found by binary
//! search. A search starts from the rarest of what it is given and looks at a bounded number of places for each,
//! so that its time grows with the words given and not with how often the page repeats itself.

use super::align::{Alignment, align};
use super::marked::{Kind, Marked};
use super::words::{Forms, Word};
use crate::segment::{Tokens, is_of_the_article};
use crate::{Page, Span};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// How many of the rarest pairs and words a search starts from.
const MOST_SEEDS: usize = 16;
/// How many places of each are looked at.
const MOST_PLACES: usize = 24;
/// How many places are compared word by word.
const MOST_CANDIDATES: usize = 4;
/// How far apart the diagonals of one candidate lie.
const WIDEST_CLUSTER: i64 = 12;
/// More words than this are compared by their beginning.
pub(super) const MOST_WORDS: usize = 4096;
/// How many words in a row have to be the same before they are a quotation without any mark.
pub(super) const RUN: usize = 8;

/// The page's words, ready to be searched.
pub(super) struct Index {
    pub(super) forms: Forms,
    words: Vec<Word>,
    /// Ends of the article's words and of each comment's, in the row.
    ends: Vec<usize>,
    /// Places of pairs of neighbours, by pair and then by place.
    pairs: Vec<(u64, u32)>,
    /// Places of the words that tell something, by form and then by place.
    singles: Vec<(u64, u32)>,
    /// Places of runs of [`RUN`] words, by run and then by place.
    runs: Vec<(u64, u32)>,
    /// What the article has within quotation marks, by its words: the place of the first.
    quoted: HashMap<u64, usize>,
}

/// Where words were found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// The comment they stand in; `None` for the article.
    pub(super) comment: Option<usize>,
    pub(super) alignment: Alignment,
    /// Where the section starts in the row.
    start: usize,
}

impl Index {
    /// `marked` is what each comment shows as quoted. Those words are not the comment's own: two readers who quote the same
    /// proverb do not quote one another, so only the places of all other words can be found.
    pub(super) fn new(page: &Page, tokens: &Tokens, marked: &[Vec<Marked>]) -> Index {
        let mut forms = Forms::default();
        let mut words = Vec::new();
        for block in page.blocks.iter().filter(|block| is_of_the_article(block.kind)) {
            words.extend(forms.words(&page.text, block.span));
        }
        let mut ends = vec![words.len()];
        for comment in &page.comments {
            for &paragraph in &comment.words {
                words.extend(forms.words(&page.text, paragraph));
            }
            ends.push(words.len());
        }
        let mut index = Index {
            forms,
            words,
            ends,
            pairs: Vec::new(),
            singles: Vec::new(),
            runs: Vec::new(),
            quoted: HashMap::new(),
        };
        if !page.comments.is_empty() {
            index.sort(tokens, marked);
        }
        index
    }

    fn sort(&mut self, tokens: &Tokens, marked: &[Vec<Marked>]) {
        for section in 0..self.ends.len() {
            let marked =
                section.checked_sub(1).and_then(|comment| marked.get(comment)).map_or(&[][..], Vec::as_slice);
            for range in self.own_words(section, marked) {
                let Some(words) = self.words.get(range.clone()) else { continue };
                let place = |i: usize| u32::try_from(range.start + i).unwrap_or(u32::MAX);
                self.pairs.extend(words.windows(2).enumerate().map(|(i, w)| (pair(w), place(i))));
                self.runs.extend(words.windows(RUN).enumerate().map(|(i, w)| (key(w), place(i))));
                let telling = words.iter().enumerate().filter(|(_, word)| self.forms.tells(**word));
                self.singles.extend(telling.map(|(i, word)| (word.form.into(), place(i))));
            }
        }
        self.pairs.sort_unstable();
        self.runs.sort_unstable();
        self.singles.sort_unstable();
        for quotation in &tokens.quotations {
            let range = self.within(0, quotation.inside());
            if let Some(words) = self.words.get(range.clone()).filter(|words| !words.is_empty()) {
                self.quoted.entry(key(words)).or_insert(range.start);
            }
        }
    }

    /// The places in the row of a section's words between those that are `marked` as quoted.
    fn own_words(&self, section: usize, marked: &[Marked]) -> Vec<Range<usize>> {
        let whole = self.section(section);
        let mut ranges = Vec::with_capacity(marked.len() + 1);
        let mut at = whole.start;
        for marked in marked.iter().filter(|marked| marked.kind != Kind::Unclosed) {
            let quoted = self.within(section, marked.outer);
            ranges.push(at..quoted.start.max(at));
            at = at.max(quoted.end);
        }
        ranges.push(at..whole.end.max(at));
        ranges
    }

    /// The places in the row of section `section`: 0 for the article, `i + 1` for comment `i`.
    fn section(&self, section: usize) -> Range<usize> {
        let end = self.ends.get(section).copied().unwrap_or(self.words.len());
        let start = section.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        start..end.max(start)
    }

    /// The places in the row of the words of `section` that lie in `span`.
    fn within(&self, section: usize, span: Span) -> Range<usize> {
        let range = self.section(section);
        let words = self.words.get(range.clone()).unwrap_or(&[]);
        let first = words.partition_point(|word| word.span.start < span.start);
        let end = words.partition_point(|word| word.span.end <= span.end).max(first);
        range.start + first..range.start + end
    }

    /// The words of comment `comment` that lie in `span`.
    pub(super) fn words_of(&self, comment: usize, span: Span) -> &[Word] {
        self.words.get(self.within(comment + 1, span)).unwrap_or(&[])
    }

    /// All words of comment `comment`.
    pub(super) fn comment(&self, comment: usize) -> &[Word] {
        self.words.get(self.section(comment + 1)).unwrap_or(&[])
    }

    /// Whether the article has the word.
    pub(super) fn in_article(&self, form: u32) -> bool {
        posting(&self.singles, form.into())
            .first()
            .is_some_and(|&(_, place)| (place as usize) < self.article())
    }

    fn article(&self) -> usize {
        self.ends.first().copied().unwrap_or(0)
    }

    /// Whether any word stands in the article under `span`, and which section a place belongs to.
    fn section_of(&self, place: usize) -> usize {
        self.ends.partition_point(|&end| end <= place)
    }

    /// The place of a word in the page's text.
    pub(super) fn span(&self, found: &Found, word: usize) -> Option<Span> {
        self.words.get(found.start + word).map(|word| word.span)
    }

    /// Where the `quoted` words of comment `own` stand elsewhere on the page; nearly the same words in the
    /// comments `preferred` win over slightly better ones elsewhere.
    pub(super) fn find(&self, quoted: &[Word], own: usize, preferred: &[usize]) -> Option<Found> {
        let quoted = quoted.get(..MOST_WORDS).unwrap_or(quoted);
        // What the article itself has within marks is known however short and common it is.
        if let Some(&place) = self.quoted.get(&key(quoted)) {
            return Some(self.exact(quoted, place));
        }
        match quoted.len() {
            0 => None,
            1 | 2 => self.find_short(quoted, own, preferred),
            _ => self.find_long(quoted, own, preferred),
        }
    }

    /// One or two words prove little: they must hardly stand anywhere else.
    fn find_short(&self, quoted: &[Word], own: usize, preferred: &[usize]) -> Option<Found> {
        /// A word that stands more often on the page tells nothing about where it was taken from.
        const RARE: usize = 2;
        /// Shorter single words are too common.
        const LONG: usize = 6;
        let places = match quoted {
            [word] if self.forms.letters(*word).chars().count() >= LONG => {
                posting(&self.singles, word.form.into())
            }
            [_, _] if quoted.iter().any(|&word| self.forms.tells(word)) => posting(&self.pairs, pair(quoted)),
            _ => &[],
        };
        let article = places.partition_point(|&(_, place)| (place as usize) < self.article());
        if (1..=RARE).contains(&article) {
            return places.first().map(|&(_, place)| self.exact(quoted, place as usize));
        }
        let own_place = |&&(_, place): &&(u64, u32)| {
            let section = self.section_of(place as usize);
            section != own + 1 && section.checked_sub(1).is_some_and(|comment| preferred.contains(&comment))
        };
        places.iter().take(MOST_PLACES).find(own_place).map(|&(_, place)| self.exact(quoted, place as usize))
    }

    fn exact(&self, quoted: &[Word], place: usize) -> Found {
        let section = self.section_of(place);
        let start = self.section(section).start;
        let alignment = Alignment::exact(quoted.len(), place - start);
        Found { comment: section.checked_sub(1), alignment, start }
    }

    fn find_long(&self, quoted: &[Word], own: usize, preferred: &[usize]) -> Option<Found> {
        let mut best: Option<(f32, Found)> = None;
        for candidate in self.candidates(quoted, own, preferred) {
            let range = self.section(candidate.section);
            let Some(words) = self.words.get(range.clone()) else { continue };
            let start = range.start as i64;
            let diagonals = candidate.first - start..candidate.last - start + 1;
            let Some(alignment) = align(&self.forms, quoted, words, diagonals) else { continue };
            let comment = candidate.section.checked_sub(1);
            let bonus = if comment.is_some_and(|c| preferred.contains(&c)) { 0.1 } else { 0.0 };
            let score = alignment.similarity + bonus;
            // Of equals the earlier one, which is where the others have it from.
            let better = match &best {
                None => true,
                Some((top, found)) => {
                    score > top + 0.001 || (score > top - 0.001 && range.start < found.start)
                }
            };
            if better {
                best = Some((score, Found { comment, alignment, start: range.start }));
            }
        }
        best.map(|(_, found)| found)
    }

    /// Places where the words may stand, likeliest first.
    fn candidates(&self, quoted: &[Word], own: usize, preferred: &[usize]) -> Vec<Candidate> {
        let mut hits = self.hits(quoted, own);
        hits.sort_unstable_by(|a, b| (a.section, a.diagonal).cmp(&(b.section, b.diagonal)));
        let mut candidates: Vec<Candidate> = Vec::new();
        for hit in hits {
            match candidates.last_mut() {
                Some(last) if last.section == hit.section && hit.diagonal - last.first <= WIDEST_CLUSTER => {
                    last.last = hit.diagonal;
                    last.votes += hit.vote;
                }
                _ => candidates.push(Candidate {
                    section: hit.section,
                    first: hit.diagonal,
                    last: hit.diagonal,
                    votes: hit.vote,
                }),
            }
        }
        for candidate in &mut candidates {
            if candidate.section.checked_sub(1).is_some_and(|comment| preferred.contains(&comment)) {
                candidate.votes *= 2.0;
            }
        }
        // Sums of fractions differ by their order: what is nearly equal counts as equal, and the earlier comes first.
        let rounded = |candidate: &Candidate| (candidate.votes * 64.0).round();
        candidates.sort_by(|a, b| rounded(b).total_cmp(&rounded(a)).then(a.section.cmp(&b.section)));
        candidates.truncate(MOST_CANDIDATES);
        candidates
    }

    fn hits(&self, quoted: &[Word], own: usize) -> Vec<Hit> {
        let pairs = quoted.windows(2).enumerate().map(|(i, w)| (i, posting(&self.pairs, pair(w)), 2.0));
        let telling = quoted.iter().enumerate().filter(|(_, word)| self.forms.tells(**word));
        let singles = telling.map(|(i, word)| (i, posting(&self.singles, word.form.into()), 1.0));
        let own = self.section(own + 1);
        let mut seeds: Vec<(usize, usize, &[(u64, u32)], f32)> = pairs
            .chain(singles)
            .map(|(at, places, vote)| {
                let before = places.partition_point(|&(_, place)| (place as usize) < own.start);
                let after = places.partition_point(|&(_, place)| (place as usize) < own.end);
                (before + places.len() - after, at, places, vote)
            })
            .filter(|seed| seed.0 > 0)
            .collect();
        seeds.sort_by_key(|&(count, at, ..)| (count, at));
        seeds.truncate(MOST_SEEDS);
        let mut hits = Vec::new();
        for (count, at, places, vote) in seeds {
            let before = places.partition_point(|&(_, place)| (place as usize) < own.start);
            let after = places.partition_point(|&(_, place)| (place as usize) < own.end);
            let others = places[..before].iter().chain(&places[after..]).take(MOST_PLACES);
            hits.extend(others.map(|&(_, place)| Hit {
                section: self.section_of(place as usize),
                diagonal: i64::from(place) - at as i64,
                vote: vote / (count as f32).sqrt(),
            }));
        }
        hits
    }

    /// The first place before comment `own` in the row at which the first [`RUN`] of `words` stand, and how many words
    /// are the same from there on.
    pub(super) fn repeated(&self, words: &[Word], own: usize) -> Option<Found> {
        let start = words.get(..RUN)?;
        let own_start = self.section(own + 1).start;
        let (_, place) = *posting(&self.runs, key(start)).first()?;
        let place = place as usize;
        if place >= own_start {
            return None;
        }
        let section = self.section(self.section_of(place));
        let there = self.words.get(place..section.end)?;
        let length = words.iter().zip(there).take_while(|(a, b)| a.form == b.form).count();
        (length >= RUN).then(|| self.exact(words.get(..length).unwrap_or(start), place))
    }
}

struct Hit {
    section: usize,
    /// The place in the row less the place among the quoted words.
    diagonal: i64,
    vote: f32,
}

struct Candidate {
    section: usize,
    first: i64,
    last: i64,
    votes: f32,
}

fn pair(words: &[Word]) -> u64 {
    words.iter().fold(0, |pair, word| pair << 32 | u64::from(word.form))
}

fn key(words: &[Word]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for word in words {
        word.form.hash(&mut hasher);
    }
    hasher.finish()
}

/// The places of one key.
fn posting(places: &[(u64, u32)], key: u64) -> &[(u64, u32)] {
    let first = places.partition_point(|&(other, _)| other < key);
    let rest = places.get(first..).unwrap_or(&[]);
    rest.get(..rest.partition_point(|&(other, _)| other == key)).unwrap_or(&[])
}
