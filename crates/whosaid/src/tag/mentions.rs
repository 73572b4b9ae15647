//! The network's further head: names, noun phrases and pronouns, and which of them a mention may refer back to.
//!
//! One pass gives both: the same encoder's rows have, after the scores of statements, those of names (BIO, four
//! kinds), of noun phrases (BIO) and of grammatical roles, and two vectors for each piece. The product of what a mention
//! `asks` with what an earlier one `answers`, with a bias for the distance, tells how likely the first refers to
//! the second; `nobody` is the score of referring to none (mention ranking as in Wiseman et al., NAACL 2016, with
//! bilinear scores as in Dozat and Manning, ICLR 2017). Nothing is decided here: that is [`crate::resolve`].

use super::features::Input;
use super::model::Refer;
use crate::Span;
use crate::segment::without_possessive;

/// Labels of names: O, then B and I of each kind.
const NAMES: usize = 9;
/// Labels of noun phrases: O, B, I.
const PHRASES: usize = 3;
/// Grammatical roles.
const ROLES: usize = 8;

/// How many numbers the head gives for each piece.
pub(super) const fn outputs(width: usize) -> usize {
    if width == 0 { 0 } else { NAMES + PHRASES + ROLES + 2 * width + 1 }
}

/// What a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// A person's name.
    Person,
    /// An organisation's name.
    Organisation,
    /// A place's name.
    Place,
    /// Another name: a nationality, an event, a work.
    Other,
    /// A noun phrase without a name as its noun.
    Phrase,
    /// A pronoun.
    Pronoun,
}

/// What a mention does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum GrammaticalRole {
    Other,
    Subject,
    Object,
    Oblique,
    Possessor,
    Apposition,
    Compound,
    Conjunct,
}

/// A name, noun phrase or pronoun.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The name, phrase or pronoun.
    pub span: Span,
    /// The whole noun phrase that ends with it: `the mayor Ann Vane`; else `span`.
    pub phrase: Span,
    /// Its last word, without a possessive ending: the noun.
    pub head: Span,
    /// What it is.
    pub kind: MentionKind,
    /// What it does in its sentence.
    pub role: GrammaticalRole,
    /// How sure the kind is, 0 to 1.
    pub probability: f32,
    /// The head's piece.
    piece: usize,
    asks: Vector,
    answers: Vector,
    nobody: f32,
}

/// A vector in 8 bits a number, so that a page's mentions take little room.
#[derive(Clone, Debug, Default, PartialEq)]
struct Vector {
    scale: f32,
    values: Box<[i8]>,
}

impl Vector {
    fn new(values: &[f32]) -> Vector {
        let most = values.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
        let scale = most.max(1e-12) / 127.0;
        Vector { scale, values: values.iter().map(|v| (v / scale).round() as i8).collect() }
    }

    fn dot(&self, other: &Vector) -> f32 {
        let pairs = self.values.iter().zip(&other.values);
        let sum: i32 = pairs.map(|(&a, &b)| i32::from(a) * i32::from(b)).sum();
        sum as f32 * self.scale * other.scale
    }
}

/// The mentions of a page in order of their heads, no two of which are the same word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentions {
    all: Vec<Mention>,
    refer: Refer,
}

impl Mentions {
    pub(super) fn new(refer: Refer) -> Mentions {
        Mentions { all: Vec::new(), refer }
    }

    /// The mentions, in order.
    pub fn all(&self) -> &[Mention] {
        &self.all
    }

    /// The number of the mention whose head starts at `offset`.
    pub fn with_head(&self, offset: usize) -> Option<usize> {
        self.all.binary_search_by_key(&offset, |m| m.head.start).ok()
    }

    /// The numbers of the mentions whose heads lie in `span`.
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.all.partition_point(|m| m.head.start < span.start);
        let end = self.all.partition_point(|m| m.head.start < span.end);
        first..end.max(first)
    }

    /// How likely mention `later` refers to what mention `earlier` refers to, as a score to compare with
    /// [`Mentions::nobody`] and other mentions'; nothing for numbers that are no mentions'.
    pub fn score(&self, later: usize, earlier: usize) -> f32 {
        let (Some(asks), Some(answers)) = (self.all.get(later), self.all.get(earlier)) else {
            return f32::MIN;
        };
        let width = asks.asks.values.len().max(1) as f32;
        let distance = asks.piece.saturating_sub(answers.piece).max(1) as f32;
        let far = ((distance.log2() * 2.0) as usize).min(self.refer.distance.len().saturating_sub(1));
        asks.asks.dot(&answers.answers) / width.sqrt() + self.refer.distance.get(far).copied().unwrap_or(0.0)
    }

    /// The score of mention `later` referring to none before it.
    pub fn nobody(&self, later: usize) -> f32 {
        let Some(mention) = self.all.get(later) else { return f32::MIN };
        let kind = match mention.kind {
            MentionKind::Phrase => 1,
            MentionKind::Pronoun => 2,
            _ => 0,
        };
        mention.nobody + self.refer.nobody.get(kind).copied().unwrap_or(0.0)
    }

    /// Adds the mentions whose heads are among `words`; `rows` has the head's numbers for each of the page's pieces from `first` on.
    pub(super) fn read(&mut self, page: &str, words: &[Span], input: &Input, first: usize, rows: &[f32]) {
        let width = self.refer.width;
        let size = outputs(width);
        if size == 0 {
            return;
        }
        let pieces: Vec<(Span, usize)> = first_pieces(words, input, first, rows.len() / size);
        let row =
            |piece: usize| Row { numbers: &rows[(piece - first) * size..(piece - first + 1) * size], width };
        let names = spans(pieces.iter().map(|&(_, p)| best(row(p).names())));
        let phrases = spans(pieces.iter().map(|&(_, p)| best(row(p).phrases())));
        let mut found: Vec<Option<Mention>> = vec![None; pieces.len()];
        let mention = |range: &std::ops::Range<usize>, kind: MentionKind, probability: f32| {
            let (head, piece) = pieces[range.end - 1];
            let head = stem(page, head);
            let span = Span::new(pieces[range.start].0.start, head.end);
            row(piece).mention(span, head, kind, probability, piece)
        };
        for (range, _) in &phrases {
            found[range.end - 1] = Some(mention(range, MentionKind::Phrase, 1.0));
        }
        for (range, kind) in &names {
            let probability = share(row(pieces[range.end - 1].1).names());
            let mut name = mention(range, KINDS[*kind], probability);
            if let Some(phrase) = &found[range.end - 1] {
                name.phrase = phrase.span.cover(name.span);
            }
            found[range.end - 1] = Some(name);
        }
        for (i, &(word, piece)) in pieces.iter().enumerate() {
            if found[i].is_none() && is_pronoun(word.of(page)) {
                let word = stem(page, word);
                found[i] = Some(row(piece).mention(word, word, MentionKind::Pronoun, 1.0, piece));
            }
        }
        self.all.extend(found.into_iter().flatten());
    }
}

const KINDS: [MentionKind; 4] =
    [MentionKind::Person, MentionKind::Organisation, MentionKind::Place, MentionKind::Other];

/// One piece's numbers.
struct Row<'r> {
    numbers: &'r [f32],
    width: usize,
}

impl<'r> Row<'r> {
    fn names(&self) -> &'r [f32] {
        &self.numbers[..NAMES]
    }

    fn phrases(&self) -> &'r [f32] {
        &self.numbers[NAMES..NAMES + PHRASES]
    }

    fn role(&self) -> GrammaticalRole {
        use GrammaticalRole::*;
        let roles = [Other, Subject, Object, Oblique, Possessor, Apposition, Compound, Conjunct];
        roles[best(&self.numbers[NAMES + PHRASES..NAMES + PHRASES + ROLES])]
    }

    fn mention(&self, span: Span, head: Span, kind: MentionKind, probability: f32, piece: usize) -> Mention {
        let vectors = &self.numbers[NAMES + PHRASES + ROLES..];
        let (asks, rest) = vectors.split_at(self.width);
        let (answers, nobody) = rest.split_at(self.width);
        Mention {
            span,
            phrase: span,
            head,
            kind,
            role: self.role(),
            probability,
            piece,
            asks: Vector::new(asks),
            answers: Vector::new(answers),
            nobody: nobody.first().copied().unwrap_or(0.0),
        }
    }
}

/// Each word with its first piece, for the words that begin with one of `count` pieces from `first` on.
fn first_pieces(words: &[Span], input: &Input, first: usize, count: usize) -> Vec<(Span, usize)> {
    let pieces = input.pieces.get(first..first + count).unwrap_or_default();
    let from = pieces.first().map_or(0, |p| p.span.start);
    let mut words = words[words.partition_point(|w| w.start < from)..].iter().peekable();
    let mut found = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        while words.next_if(|word| word.start < piece.span.start).is_some() {}
        if let Some(word) = words.next_if(|word| word.start == piece.span.start) {
            found.push((*word, first + i));
        }
    }
    found
}

/// BIO labels (O, then B and I of each kind) as spans; an I without a B before it begins one.
fn spans(labels: impl Iterator<Item = usize>) -> Vec<(std::ops::Range<usize>, usize)> {
    let mut spans: Vec<(std::ops::Range<usize>, usize)> = Vec::new();
    let mut open = false;
    for (i, label) in labels.enumerate() {
        let Some(kind) = label.checked_sub(1).map(|l| l / 2) else {
            open = false;
            continue;
        };
        match spans.last_mut() {
            Some((range, last)) if open && label % 2 == 0 && *last == kind => range.end = i + 1,
            _ => spans.push((i..i + 1, kind)),
        }
        open = true;
    }
    spans
}

fn best(scores: &[f32]) -> usize {
    let better = |a: usize, b: usize| if scores[b] > scores[a] { b } else { a };
    (0..scores.len()).reduce(better).unwrap_or(0)
}

/// The softmax share of the best score.
fn share(scores: &[f32]) -> f32 {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    1.0 / scores.iter().map(|s| (s - most).exp()).sum::<f32>()
}

fn stem(page: &str, word: Span) -> Span {
    Span::new(word.start, word.start + without_possessive(word.of(page)).len())
}

/// Pronouns as word forms: what the head was trained to link.
fn is_pronoun(word: &str) -> bool {
    const PRONOUNS: [&str; 33] = [
        "he",
        "she",
        "it",
        "they",
        "i",
        "we",
        "you",
        "him",
        "her",
        "them",
        "me",
        "us",
        "his",
        "its",
        "their",
        "my",
        "our",
        "your",
        "hers",
        "theirs",
        "mine",
        "ours",
        "yours",
        "himself",
        "herself",
        "itself",
        "themselves",
        "myself",
        "ourselves",
        "who",
        "whom",
        "which",
        "that",
    ];
    word.len() <= 12 && {
        let lower = word.to_lowercase();
        let stem = lower.split(['’', '\'']).next().unwrap_or_default();
        PRONOUNS.contains(&stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_spans() {
        assert_eq!(spans([0, 1, 2, 0, 3, 4, 4, 1].into_iter()), [(1..3, 0), (4..7, 1), (7..8, 0)]);
        // An I of another kind, or after nothing, begins a span of its own.
        assert_eq!(spans([2, 4, 4].into_iter()), [(0..1, 0), (1..3, 1)]);
        assert!(spans(std::iter::empty()).is_empty());
    }

    #[test]
    fn vectors_keep_their_product() {
        let (a, b) = ([0.5, -1.0, 0.25, 2.0], [1.0, 0.5, -0.5, 0.75]);
        let exact: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        assert!((Vector::new(&a).dot(&Vector::new(&b)) - exact).abs() < 0.03);
        assert_eq!(Vector::new(&[0.0; 4]).dot(&Vector::new(&a)), 0.0);
    }

    #[test]
    fn pronouns_are_known_with_what_is_glued_to_them() {
        assert!(["He", "they’ve", "WHO", "i'm"].iter().all(|word| is_pronoun(word)));
        assert!(!["hero", "said", "", "’"].iter().any(|word| is_pronoun(word)));
    }

    #[test]
    fn numbers_that_are_no_mentions_have_no_score() {
        let mentions = Mentions::default();
        assert_eq!((mentions.score(3, 1), mentions.nobody(2)), (f32::MIN, f32::MIN));
        assert_eq!((mentions.with_head(5), mentions.within(Span::new(0, 9))), (None, 0..0));
    }
}
