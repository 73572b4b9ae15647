//! Every measure, as counters that add up.
//!
//! [`score_page`] counts one page; counts of pages added together are the counts of the set
//! (micro-average). Nothing is rounded or divided before the end.

use crate::gold::{kind, source_kind};
use crate::marks::{SourceKind, quoted};
use crate::names::same_speakers;
use crate::reliability::Reliability;
use crate::{Attribution, GoldPage};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeSet;
use std::iter::Sum;
use std::ops::{AddAssign, Index, IndexMut};
use whosaid::{Span, StatementKind};

/// What is scored with precision, recall and F1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Source spans with the same start and end, white space trimmed. A span that several statements
    /// share counts once, on either side.
    SourceSpan,
    /// Cue spans, likewise.
    CueSpan,
    /// Content spans, likewise; each piece of a discontinuous content is a span.
    ContentSpan,
    /// Characters within any source; white space not counted, each character once.
    SourceChars,
    /// Characters within any cue.
    CueChars,
    /// Characters within any content.
    ContentChars,
    /// Statements whose content matches one-to-one ([`match_statements`]).
    Found,
    /// Statements found whose sources overlap, or that both have none.
    Statement,
    /// Statements found whose content and source are the same, white space aside.
    Exact,
}

impl Measure {
    /// Every measure, in the order of the tables.
    pub const ALL: [Measure; 9] = [
        Measure::SourceSpan,
        Measure::CueSpan,
        Measure::ContentSpan,
        Measure::SourceChars,
        Measure::CueChars,
        Measure::ContentChars,
        Measure::Found,
        Measure::Statement,
        Measure::Exact,
    ];

    /// Name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Measure::SourceSpan => "source_span",
            Measure::CueSpan => "cue_span",
            Measure::ContentSpan => "content_span",
            Measure::SourceChars => "source_chars",
            Measure::CueChars => "cue_chars",
            Measure::ContentChars => "content_chars",
            Measure::Found => "content_found",
            Measure::Statement => "statement",
            Measure::Exact => "exact_statement",
        }
    }

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Measure::SourceSpan => "source, exact span",
            Measure::CueSpan => "cue, exact span",
            Measure::ContentSpan => "content, exact span",
            Measure::SourceChars => "source, characters",
            Measure::CueChars => "cue, characters",
            Measure::ContentChars => "content, characters",
            Measure::Found => "content found",
            Measure::Statement => "statement",
            Measure::Exact => "exact statement",
        }
    }
}

/// What is scored as a share of gold statements whose speaker is right.
///
/// All but [`EndToEnd`](Accuracy::EndToEnd) are out of the gold statements whose content is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accuracy {
    /// All of them.
    All,
    /// Those wholly within quotation marks.
    Direct,
    /// Those in the author's words.
    Indirect,
    /// Those in the author's words with quoted pieces.
    Mixed,
    /// Those whose source holds a name.
    Named,
    /// Those whose source is a pronoun.
    Pronoun,
    /// Those whose source is other words.
    Description,
    /// Those without a source.
    NoSource,
    /// Found and right, out of all gold statements.
    EndToEnd,
}

impl Accuracy {
    /// Every share, in the order of the tables.
    pub const ALL: [Accuracy; 9] = [
        Accuracy::All,
        Accuracy::Direct,
        Accuracy::Indirect,
        Accuracy::Mixed,
        Accuracy::Named,
        Accuracy::Pronoun,
        Accuracy::Description,
        Accuracy::NoSource,
        Accuracy::EndToEnd,
    ];

    /// Name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Accuracy::All => "speaker",
            Accuracy::Direct => "speaker_direct",
            Accuracy::Indirect => "speaker_indirect",
            Accuracy::Mixed => "speaker_mixed",
            Accuracy::Named => "speaker_named",
            Accuracy::Pronoun => "speaker_pronoun",
            Accuracy::Description => "speaker_description",
            Accuracy::NoSource => "speaker_no_source",
            Accuracy::EndToEnd => "speaker_end_to_end",
        }
    }

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Accuracy::All => "speaker",
            Accuracy::Direct => "  direct statements",
            Accuracy::Indirect => "  indirect statements",
            Accuracy::Mixed => "  mixed statements",
            Accuracy::Named => "  named sources",
            Accuracy::Pronoun => "  pronouns",
            Accuracy::Description => "  descriptions",
            Accuracy::NoSource => "  no source",
            Accuracy::EndToEnd => "speaker, end to end",
        }
    }

    const fn of_kind(kind: StatementKind) -> Self {
        match kind {
            StatementKind::Direct => Accuracy::Direct,
            StatementKind::Indirect => Accuracy::Indirect,
            StatementKind::Mixed => Accuracy::Mixed,
        }
    }

    const fn of_source(kind: SourceKind) -> Self {
        match kind {
            SourceKind::Named => Accuracy::Named,
            SourceKind::Pronoun => Accuracy::Pronoun,
            SourceKind::Description => Accuracy::Description,
            SourceKind::None => Accuracy::NoSource,
        }
    }
}

/// True positives, false positives, false negatives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// In both.
    #[serde(rename = "tp")]
    pub true_positives: u64,
    /// Predicted only.
    #[serde(rename = "fp")]
    pub false_positives: u64,
    /// Gold only.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
}

impl Tally {
    /// Of `gold` and `predicted` things `both` are the same.
    pub const fn new(both: u64, gold: u64, predicted: u64) -> Self {
        Tally {
            true_positives: both,
            false_positives: predicted.saturating_sub(both),
            false_negatives: gold.saturating_sub(both),
        }
    }

    /// Number in the gold.
    pub const fn gold(self) -> u64 {
        self.true_positives + self.false_negatives
    }

    /// Number predicted.
    pub const fn predicted(self) -> u64 {
        self.true_positives + self.false_positives
    }

    /// Share of the predicted that is right, in percent; `None` when nothing was predicted.
    pub fn precision(self) -> Option<f64> {
        percent(self.true_positives, self.predicted())
    }

    /// Share of the gold that was predicted, in percent; `None` when the gold has nothing.
    pub fn recall(self) -> Option<f64> {
        percent(self.true_positives, self.gold())
    }

    /// Harmonic mean of the two, in percent; `None` when there is nothing on either side.
    pub fn f1(self) -> Option<f64> {
        percent(2 * self.true_positives, self.gold() + self.predicted())
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Share {
    /// Those that are right.
    pub right: u64,
    /// All.
    pub of: u64,
}

impl Share {
    /// In percent; `None` out of nothing.
    pub fn percent(self) -> Option<f64> {
        percent(self.right, self.of)
    }

    fn count(&mut self, right: bool) {
        self.right += u64::from(right);
        self.of += 1;
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}

fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// Every measure of a page or of a set of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    tallies: [Tally; Measure::ALL.len()],
    shares: [Share; Accuracy::ALL.len()],
    reliability: Reliability,
}

impl Counts {
    /// Whether the speakers' probabilities are true.
    pub const fn reliability(&self) -> &Reliability {
        &self.reliability
    }

    /// A statement whose speaker was said to be right with `probability`.
    pub(crate) fn say(&mut self, probability: f32, right: bool) {
        self.reliability.count(probability, right);
    }
}

impl Index<Measure> for Counts {
    type Output = Tally;

    fn index(&self, measure: Measure) -> &Tally {
        &self.tallies[measure as usize]
    }
}

impl IndexMut<Measure> for Counts {
    fn index_mut(&mut self, measure: Measure) -> &mut Tally {
        &mut self.tallies[measure as usize]
    }
}

impl Index<Accuracy> for Counts {
    type Output = Share;

    fn index(&self, accuracy: Accuracy) -> &Share {
        &self.shares[accuracy as usize]
    }
}

impl IndexMut<Accuracy> for Counts {
    fn index_mut(&mut self, accuracy: Accuracy) -> &mut Share {
        &mut self.shares[accuracy as usize]
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.tallies.iter_mut().zip(other.tallies) {
            *mine += theirs;
        }
        for (mine, theirs) in self.shares.iter_mut().zip(other.shares) {
            *mine += theirs;
        }
        self.reliability += other.reliability;
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(all: I) -> Counts {
        all.fold(Counts::default(), |mut sum, counts| {
            sum += counts;
            sum
        })
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for measure in Measure::ALL {
            map.serialize_entry(measure.key(), &self[measure])?;
        }
        for accuracy in Accuracy::ALL {
            map.serialize_entry(accuracy.key(), &self[accuracy])?;
        }
        map.end()
    }
}

/// The counts of one page.
///
/// Statements without content are left out of the measures of whole statements, on both sides; so are
/// predictions wholly inside [`GoldPage::unscored`] parts, of all measures. Spans that are no stretch of
/// the text count as empty.
pub fn score_page(gold: &GoldPage, predicted: &[Attribution]) -> Counts {
    let predicted: Vec<&Attribution> = predicted.iter().filter(|a| scored(a, &gold.unscored)).collect();
    let annotated: Vec<&Attribution> = gold.attributions.iter().collect();
    let ink = Ink::new(&gold.text);
    let mut counts = Counts::default();
    for (role, span, chars) in ROLES {
        let (g, p) = (role_spans(&gold.text, &annotated, role), role_spans(&gold.text, &predicted, role));
        counts[span] = Tally::new(g.intersection(&p).count() as u64, g.len() as u64, p.len() as u64);
        counts[chars] = ink.tally(&merge(g), &merge(p));
    }
    let g = prepare(&gold.text, &annotated);
    let p = prepare(&gold.text, &predicted);
    let matches = matching(&ink, &g, &p, Threshold::Half);
    score_statements(&mut counts, &ink, &g, &p, &matches);
    score_speakers(&mut counts, gold, &g, &p, &matches);
    counts
}

type Role = fn(&Attribution) -> &[Span];

const ROLES: [(Role, Measure, Measure); 3] = [
    (|a| &a.source, Measure::SourceSpan, Measure::SourceChars),
    (|a| &a.cue, Measure::CueSpan, Measure::CueChars),
    (|a| &a.content, Measure::ContentSpan, Measure::ContentChars),
];

fn scored(attribution: &Attribution, unscored: &[Span]) -> bool {
    let outside = |span: Span| !unscored.iter().any(|u| u.contains(span));
    unscored.is_empty() || attribution.spans().any(outside)
}

fn role_spans(text: &str, attributions: &[&Attribution], role: Role) -> BTreeSet<Span> {
    attributions.iter().flat_map(|a| role(a)).map(|s| s.trim(text)).filter(|s| !s.is_empty()).collect()
}

fn score_statements(
    counts: &mut Counts,
    ink: &Ink,
    g: &[Prepared<'_>],
    p: &[Prepared<'_>],
    matches: &[Match],
) {
    let (gold, predicted) = (g.len() as u64, p.len() as u64);
    let (mut statement, mut exact) = (0, 0);
    for m in matches {
        let (g, p) = (&g[m.gold], &p[m.predicted]);
        statement += u64::from(ink.sources_agree(g, p));
        exact += u64::from(ink.same(&g.content, &p.content) && ink.same(&g.source, &p.source));
    }
    counts[Measure::Found] = Tally::new(matches.len() as u64, gold, predicted);
    counts[Measure::Statement] = Tally::new(statement, gold, predicted);
    counts[Measure::Exact] = Tally::new(exact, gold, predicted);
}

fn score_speakers(
    counts: &mut Counts,
    gold: &GoldPage,
    g: &[Prepared<'_>],
    p: &[Prepared<'_>],
    matches: &[Match],
) {
    let quoted = quoted(&gold.text);
    let mut partner = vec![None; g.len()];
    for m in matches {
        partner[m.gold] = Some(m.predicted);
    }
    for (g, partner) in g.iter().zip(partner) {
        let Some(speakers) = &g.attribution.speakers else { continue };
        let Some(partner) = partner else {
            counts[Accuracy::EndToEnd].count(false);
            continue;
        };
        let answer = p[partner].attribution;
        let right = same_speakers(speakers, answer.speakers.as_deref().unwrap_or_default());
        if let Some(probability) = answer.probability {
            counts.say(probability, right);
        }
        let kind = Accuracy::of_kind(kind(g.attribution, &gold.text, &quoted));
        let source = Accuracy::of_source(source_kind(g.attribution, &gold.text));
        for accuracy in [Accuracy::All, kind, source, Accuracy::EndToEnd] {
            counts[accuracy].count(right);
        }
    }
}

/// A gold statement and the prediction matched to it: indices into the lists given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Index of the gold statement.
    pub gold: usize,
    /// Index of the predicted one.
    pub predicted: usize,
}

/// Which gold statements are found by which predictions: one-to-one, where the contents' characters
/// (white space not counted) have a Jaccard index of at least 0.5.
///
/// Greedy by descending Jaccard; ties go to the earlier gold statement, then the earlier prediction,
/// in order of position on the page (content, then source, then cue). So the result does not depend on
/// the order of either list, and what is identical is always matched with what it is identical to.
pub fn match_statements(text: &str, gold: &[Attribution], predicted: &[Attribution]) -> Vec<Match> {
    match_at(text, gold, predicted, Threshold::Half)
}

/// As [`match_statements`], for any overlap when `threshold` says so.
pub(crate) fn match_at(
    text: &str,
    gold: &[Attribution],
    predicted: &[Attribution],
    threshold: Threshold,
) -> Vec<Match> {
    let g = prepare(text, &gold.iter().collect::<Vec<_>>());
    let p = prepare(text, &predicted.iter().collect::<Vec<_>>());
    let matches = matching(&Ink::new(text), &g, &p, threshold);
    matches.into_iter().map(|m| Match { gold: g[m.gold].index, predicted: p[m.predicted].index }).collect()
}

/// How much two contents must share.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// A Jaccard index of 0.5.
    Half,
    /// One character.
    Any,
}

/// A statement with content, its spans merged, in the order of the page.
pub(crate) struct Prepared<'a> {
    attribution: &'a Attribution,
    index: usize,
    pub(crate) content: Vec<Span>,
    pub(crate) source: Vec<Span>,
    cue: Vec<Span>,
}

pub(crate) fn prepare<'a>(text: &str, attributions: &[&'a Attribution]) -> Vec<Prepared<'a>> {
    let merged = |spans: &[Span]| merge(spans.iter().map(|s| s.trim(text)));
    let mut prepared: Vec<Prepared<'a>> = attributions
        .iter()
        .enumerate()
        .map(|(index, &attribution)| Prepared {
            attribution,
            index,
            content: merged(&attribution.content),
            source: merged(&attribution.source),
            cue: merged(&attribution.cue),
        })
        .filter(|p| !p.content.is_empty())
        .collect();
    prepared.sort_by(|a, b| (&a.content, &a.source, &a.cue).cmp(&(&b.content, &b.source, &b.cue)));
    prepared
}

fn matching(ink: &Ink, g: &[Prepared<'_>], p: &[Prepared<'_>], threshold: Threshold) -> Vec<Match> {
    let mut pairs = Vec::new();
    for (gold, of_gold) in g.iter().enumerate() {
        for (predicted, of_predicted) in p.iter().enumerate() {
            let (both, either) = ink.shared(&of_gold.content, &of_predicted.content);
            if both > 0 && (threshold == Threshold::Any || 2 * both >= either) {
                pairs.push((both, either, Match { gold, predicted }));
            }
        }
    }
    // Fractions compared exactly, and a stable sort: pairs were made in the order that breaks ties.
    pairs.sort_by(|a, b| (b.0 * a.1).cmp(&(a.0 * b.1)));
    let (mut gold_used, mut predicted_used) = (vec![false; g.len()], vec![false; p.len()]);
    let mut matches = Vec::new();
    for (_, _, m) in pairs {
        if !gold_used[m.gold] && !predicted_used[m.predicted] {
            gold_used[m.gold] = true;
            predicted_used[m.predicted] = true;
            matches.push(m);
        }
    }
    matches.sort_by_key(|m| m.gold);
    matches
}

/// Disjoint spans in order, covering what `spans` cover.
pub(crate) fn merge(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.into_iter().filter(|s| !s.is_empty()).collect();
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}

/// How many characters that are not white space stand in a stretch of one text.
pub(crate) struct Ink {
    /// For each byte offset, the number of such characters that start before it.
    before: Vec<u64>,
}

impl Ink {
    pub(crate) fn new(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut seen = 0;
        for c in text.chars() {
            before.push(seen);
            seen += u64::from(!c.is_whitespace());
            before.extend(std::iter::repeat_n(seen, c.len_utf8() - 1));
        }
        before.push(seen);
        Ink { before }
    }

    fn until(&self, byte: usize) -> u64 {
        self.before.get(byte).or(self.before.last()).copied().unwrap_or(0)
    }

    pub(crate) fn count(&self, merged: &[Span]) -> u64 {
        merged.iter().map(|s| self.until(s.end) - self.until(s.start)).sum()
    }

    fn both(&self, a: &[Span], b: &[Span]) -> u64 {
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            let (start, end) = (a[i].start.max(b[j].start), a[i].end.min(b[j].end));
            if start < end {
                shared += self.until(end) - self.until(start);
            }
            if a[i].end < b[j].end { i += 1 } else { j += 1 }
        }
        shared
    }

    /// Characters in both and in either.
    pub(crate) fn shared(&self, a: &[Span], b: &[Span]) -> (u64, u64) {
        let both = self.both(a, b);
        (both, self.count(a) + self.count(b) - both)
    }

    fn tally(&self, gold: &[Span], predicted: &[Span]) -> Tally {
        Tally::new(self.both(gold, predicted), self.count(gold), self.count(predicted))
    }

    pub(crate) fn same(&self, a: &[Span], b: &[Span]) -> bool {
        let (both, either) = self.shared(a, b);
        both == either
    }

    /// Whether the sources overlap, or both are none.
    pub(crate) fn sources_agree(&self, a: &Prepared<'_>, b: &Prepared<'_>) -> bool {
        (a.source.is_empty() && b.source.is_empty()) || self.both(&a.source, &b.source) > 0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::names::parse_speakers;
    use proptest::prelude::*;

    /// An attribution of `text`, its roles given as the words (the first place where they stand).
    pub(crate) fn attribution(text: &str, source: &str, cue: &str, content: &[&str]) -> Attribution {
        let find = |words: &str| {
            let start = text.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
            Span::new(start, start + words.len())
        };
        let role = |words: &str| if words.is_empty() { Vec::new() } else { vec![find(words)] };
        Attribution {
            source: role(source),
            cue: role(cue),
            content: content.iter().map(|words| find(words)).collect(),
            ..Attribution::default()
        }
    }

    pub(crate) fn page(text: &str, attributions: Vec<Attribution>) -> GoldPage {
        GoldPage { id: "page".to_owned(), text: text.to_owned(), attributions, ..GoldPage::default() }
    }

    fn said(attribution: Attribution, speakers: &str) -> Attribution {
        Attribution { speakers: Some(parse_speakers(speakers)), ..attribution }
    }

    const TEXT: &str = "“Go now,” Ann Lee said, “or stay.” She added that it rains a lot. “Yes.”";

    fn gold() -> GoldPage {
        page(
            TEXT,
            vec![
                attribution(TEXT, "Ann Lee", "said", &["“Go now,”", "“or stay.”"]),
                attribution(TEXT, "She", "added", &["that it rains a lot"]),
                attribution(TEXT, "", "", &["“Yes.”"]),
            ],
        )
    }

    #[test]
    fn f1_of_hand_counted_numbers() {
        // 3 in both, 4 gold, 6 predicted: P 3/6, R 3/4, F1 2·3/(4+6).
        let tally = Tally::new(3, 4, 6);
        assert_eq!((tally.false_positives, tally.false_negatives), (3, 1));
        assert_eq!((tally.precision(), tally.recall(), tally.f1()), (Some(50.0), Some(75.0), Some(60.0)));
        assert_eq!(Tally::default().f1(), None);
        assert_eq!(Tally::new(0, 2, 0).f1(), Some(0.0));
    }

    #[test]
    fn spans_are_trimmed_pieces_and_shared_ones_count_once() {
        // Gold sources: Ann Lee, She. Predicted: " Ann Lee " trimmed is right, twice the same, once "Lee".
        let wide = Span::new(TEXT.find("Ann").unwrap() - 1, TEXT.find("said").unwrap());
        let mut first = attribution(TEXT, "", "said", &["“Go now,”"]);
        first.source = vec![wide];
        let second = attribution(TEXT, "Ann Lee", "", &["or stay"]);
        let third = attribution(TEXT, "Lee", "", &[]);
        let counts = score_page(&gold(), &[first, second, third]);
        assert_eq!(counts[Measure::SourceSpan], Tally::new(1, 2, 2));
        // Content: gold has four pieces; “Go now,” is right, "or stay" is not “or stay.”.
        assert_eq!(counts[Measure::ContentSpan], Tally::new(1, 4, 2));
        assert_eq!(counts[Measure::CueSpan], Tally::new(1, 2, 1));
    }

    #[test]
    fn characters_are_counted_once_and_without_white_space() {
        // Source: gold AnnLee + She = 9 characters. Predicted "Lee said" (7) and "Lee" (3, inside): 7, of which 3 right.
        let predicted = [
            attribution(TEXT, "Lee said", "", &["“Go now,”"]),
            attribution(TEXT, "Lee", "", &["“or stay.”"]),
        ];
        let counts = score_page(&gold(), &predicted);
        assert_eq!(counts[Measure::SourceChars], Tally::new(3, 9, 7));
        // Content: gold “Gonow,” 8 + “orstay.” 9 + thatitrainsalot 15 + “Yes.” 6 = 38; the curly marks are one
        // character each. Predicted 17, all right.
        assert_eq!(counts[Measure::ContentChars], Tally::new(17, 38, 17));
        assert_eq!(counts[Measure::CueChars], Tally::new(0, 9, 0));
    }

    #[test]
    fn statements_by_content_then_source() {
        // 1: both pieces in one, source Lee: found (Jaccard 1), overlaps, not the same source.
        // 2: "it rains" has 7 of the 15 characters of "that it rains a lot": 0.47, not found.
        // 3: “Yes.” without source: found, both have none, exact.
        let predicted = [
            attribution(TEXT, "Lee", "said", &["“Go now,”", "“or stay.”"]),
            attribution(TEXT, "She", "added", &["it rains"]),
            attribution(TEXT, "", "", &["“Yes.”"]),
        ];
        let counts = score_page(&gold(), &predicted);
        assert_eq!(counts[Measure::Found], Tally::new(2, 3, 3));
        assert_eq!(counts[Measure::Statement], Tally::new(2, 3, 3));
        assert_eq!(counts[Measure::Exact], Tally::new(1, 3, 3));
    }

    #[test]
    fn half_of_the_characters_is_enough_and_a_source_on_one_side_only_is_wrong() {
        // "rains a lot" has 9 of 15 characters (0.6); “Yes.” gets a source that gold has not.
        let predicted =
            [attribution(TEXT, "Ann", "", &["rains a lot"]), attribution(TEXT, "She", "", &["“Yes.”"])];
        let counts = score_page(&gold(), &predicted);
        assert_eq!(counts[Measure::Found], Tally::new(2, 3, 2));
        assert_eq!(counts[Measure::Statement], Tally::new(0, 3, 2));
    }

    #[test]
    fn exactly_half_is_found() {
        let text = "abcd efgh";
        let gold = page(text, vec![attribution(text, "", "", &["abcd efgh"])]);
        let counts = score_page(&gold, &[attribution(text, "", "", &["abcd"])]);
        assert_eq!(counts[Measure::Found], Tally::new(1, 1, 1));
        assert_eq!(
            score_page(&gold, &[attribution(text, "", "", &["abc"])])[Measure::Found],
            Tally::new(0, 1, 1)
        );
    }

    #[test]
    fn the_best_pair_is_matched_first_and_each_only_once() {
        // P0 "cdefgh" fits G0 "abcdefgh" (6/8) and G1 "cdefghij" (6/8); P1 "abcdefg" fits G0 better (7/8).
        // Greedy: P1–G0 first, so P0 goes to G1.
        let text = "abcdefghij";
        let gold = [attribution(text, "", "", &["abcdefgh"]), attribution(text, "", "", &["cdefghij"])];
        let predicted = [attribution(text, "", "", &["cdefgh"]), attribution(text, "", "", &["abcdefg"])];
        let matches = match_statements(text, &gold, &predicted);
        assert_eq!(matches, [Match { gold: 0, predicted: 1 }, Match { gold: 1, predicted: 0 }]);
        let twice = [gold[0].clone(), gold[0].clone()];
        assert_eq!(match_statements(text, &gold[..1], &twice), [Match { gold: 0, predicted: 0 }]);
    }

    #[test]
    fn what_has_no_content_is_no_statement() {
        let gold = page(TEXT, vec![attribution(TEXT, "She", "added", &[])]);
        let counts = score_page(&gold, &[attribution(TEXT, "She", "added", &[])]);
        assert_eq!(counts[Measure::Found], Tally::default());
        assert_eq!(counts[Measure::SourceSpan], Tally::new(1, 1, 1));
    }

    #[test]
    fn speakers_are_scored_where_the_content_is_found() {
        let mut gold = gold();
        for (attribution, speakers) in gold.attributions.iter_mut().zip(["Ann Lee", "Ann Lee", "-"]) {
            *attribution = said(attribution.clone(), speakers);
        }
        // 1 (direct, named): found and right. 2 (indirect, pronoun): found, wrong. 3 (direct, no source): not found.
        let predicted = [
            said(attribution(TEXT, "Ann Lee", "said", &["“Go now,”", "“or stay.”"]), "ANN LEE"),
            said(attribution(TEXT, "She", "added", &["that it rains a lot"]), "Bo Ray"),
        ];
        let counts = score_page(&gold, &predicted);
        let share = |accuracy: Accuracy| (counts[accuracy].right, counts[accuracy].of);
        assert_eq!(share(Accuracy::All), (1, 2));
        assert_eq!(share(Accuracy::EndToEnd), (1, 3));
        assert_eq!(
            (share(Accuracy::Direct), share(Accuracy::Indirect), share(Accuracy::Mixed)),
            ((1, 1), (0, 1), (0, 0))
        );
        assert_eq!((share(Accuracy::Named), share(Accuracy::Pronoun)), ((1, 1), (0, 1)));
        assert_eq!(share(Accuracy::NoSource), (0, 0));
        // Nobody is right for `-`, and a statement whose speaker nobody annotated is not counted.
        let nobody = said(attribution(TEXT, "", "", &["“Yes.”"]), "-");
        assert_eq!(
            score_page(&gold, std::slice::from_ref(&nobody))[Accuracy::NoSource],
            Share { right: 1, of: 1 }
        );
        gold.attributions[2].speakers = None;
        assert_eq!(score_page(&gold, &[nobody])[Accuracy::EndToEnd], Share { right: 0, of: 2 });
    }

    #[test]
    fn probabilities_are_counted_where_the_speaker_is_scored() {
        let mut gold = gold();
        for (attribution, speakers) in gold.attributions.iter_mut().zip(["Ann Lee", "Ann Lee"]) {
            *attribution = said(attribution.clone(), speakers);
        }
        let sure = |probability, attribution, speakers| Attribution {
            probability: Some(probability),
            ..said(attribution, speakers)
        };
        // The first is right, the second wrong; of the third nobody annotated the speaker.
        let predicted = [
            sure(0.9, attribution(TEXT, "Ann Lee", "said", &["“Go now,”", "“or stay.”"]), "Ann Lee"),
            sure(0.3, attribution(TEXT, "She", "added", &["that it rains a lot"]), "Bo Ray"),
            sure(0.6, attribution(TEXT, "", "", &["“Yes.”"]), "Ann Lee"),
        ];
        let rows = score_page(&gold, &predicted).reliability().rows();
        assert_eq!(rows.iter().map(|r| (r.right, r.of)).collect::<Vec<_>>(), [(0, 1), (1, 1)]);
        let unsaid = predicted.map(|attribution| Attribution { probability: None, ..attribution });
        assert_eq!(score_page(&gold, &unsaid).reliability().error(), None);
    }

    #[test]
    fn predictions_in_parts_that_nobody_annotated_are_not_counted() {
        let mut gold = gold();
        let yes = gold.attributions.pop().unwrap();
        gold.unscored = vec![Span::new(yes.content[0].start, TEXT.len())];
        assert_eq!(score_page(&gold, std::slice::from_ref(&yes))[Measure::Found], Tally::new(0, 2, 0));
        let across = attribution(TEXT, "She", "", &["“Yes.”"]);
        assert_eq!(score_page(&gold, &[across])[Measure::Found], Tally::new(0, 2, 1));
    }

    #[test]
    fn spans_that_do_not_fit_the_text_count_as_empty() {
        let wild =
            Attribution { content: vec![Span::new(1, 2), Span::new(500, 900)], ..Attribution::default() };
        assert_eq!(score_page(&gold(), &[wild])[Measure::ContentSpan], Tally::new(0, 4, 0));
    }

    #[test]
    fn counts_are_written_by_name() {
        let json = serde_json::to_value(score_page(&gold(), &gold().attributions)).unwrap();
        assert_eq!(json["statement"]["tp"], 3);
        assert_eq!(json["speaker_end_to_end"]["of"], 0);
    }

    /// A page of letters, spaces and wide characters with random attributions on character boundaries.
    pub(crate) fn any_page() -> impl Strategy<Value = (String, Vec<Attribution>, Vec<Attribution>)> {
        "[a-f é“”\n]{0,40}".prop_flat_map(|text| {
            let n = text.chars().count();
            let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let span = (0..=n, 0..=n).prop_map(move |(a, b)| Span::new(bytes[a.min(b)], bytes[a.max(b)]));
            let role = prop::collection::vec(span, 0..3);
            let speakers =
                prop::option::of(prop::sample::select(vec!["-", "Ann", "Bo", "Ann; Bo", "AUTHOR"]));
            let one =
                (role.clone(), role.clone(), role, speakers).prop_map(|(source, cue, content, speakers)| {
                    let speakers = speakers.map(parse_speakers);
                    Attribution { source, cue, content, speakers, ..Attribution::default() }
                });
            let many = prop::collection::vec(one, 0..6);
            (Just(text), many.clone(), many)
        })
    }

    proptest! {
        #[test]
        fn gold_against_itself_is_perfect((text, attributions, _) in any_page()) {
            let gold = page(&text, attributions);
            let counts = score_page(&gold, &gold.attributions);
            for measure in Measure::ALL {
                prop_assert!(counts[measure].f1().is_none_or(|f1| f1 == 100.0), "{measure:?}: {counts:?}");
            }
        }

        #[test]
        fn exchanging_the_two_exchanges_the_errors((text, a, b) in any_page()) {
            let there = score_page(&page(&text, a.clone()), &b);
            let back = score_page(&page(&text, b), &a);
            for measure in &Measure::ALL[..6] {
                prop_assert_eq!(there[*measure].true_positives, back[*measure].true_positives);
                prop_assert_eq!(there[*measure].false_positives, back[*measure].false_negatives);
                prop_assert_eq!(there[*measure].false_negatives, back[*measure].false_positives);
            }
            for measure in &Measure::ALL[6..] {
                prop_assert_eq!(there[*measure].gold(), back[*measure].predicted());
            }
        }

        #[test]
        fn the_order_of_the_lists_does_not_matter((text, a, b) in any_page()) {
            let gold = page(&text, a.clone());
            let turned = page(&text, a.into_iter().rev().collect());
            let b_turned: Vec<Attribution> = b.iter().rev().cloned().collect();
            let (one, other) = (score_page(&gold, &b), score_page(&turned, &b_turned));
            for measure in Measure::ALL {
                prop_assert_eq!(one[measure], other[measure]);
            }
        }

        #[test]
        fn measures_are_nested((text, a, b) in any_page()) {
            let counts = score_page(&page(&text, a), &b);
            let tp = |measure: Measure| counts[measure].true_positives;
            prop_assert!(tp(Measure::Exact) <= tp(Measure::Statement));
            prop_assert!(tp(Measure::Statement) <= tp(Measure::Found));
            prop_assert_eq!(counts[Accuracy::All].right, counts[Accuracy::EndToEnd].right);
            prop_assert!(counts[Accuracy::All].of <= counts[Accuracy::EndToEnd].of);
        }
    }
}
