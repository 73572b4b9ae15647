//! The published protocol: tokenised paragraphs, exact token spans per label.
//!
//! The figures comparable with the literature come from files that hold a paragraph a line, cut into
//! Penn-Treebank tokens with a BIO label each. Here the tokens are joined to text as it may have been
//! printed, a reader reads that text, and its spans are mapped back to the tokens they touch.

use crate::bootstrap::{Interval, Intervals};
use crate::evaluate::{Evaluation, PageScore, Predictor, predict};
use crate::input::{Lines, open};
use crate::measures::{Counts, Measure, Tally};
use crate::report::{aligned, piped, two_places};
use crate::{Attribution, EvalError, GoldPage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use whosaid::Span;

/// What a token may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Who says it.
    Source,
    /// The words that signal it.
    Cue,
    /// What is said.
    Content,
}

impl Label {
    const ALL: [Label; 3] = [Label::Source, Label::Cue, Label::Content];

    const fn name(self) -> &'static str {
        match self {
            Label::Source => "source",
            Label::Cue => "cue",
            Label::Content => "content",
        }
    }

    const fn measure(self) -> Measure {
        match self {
            Label::Source => Measure::SourceSpan,
            Label::Cue => Measure::CueSpan,
            Label::Content => Measure::ContentSpan,
        }
    }

    fn spans(self, attribution: &Attribution) -> &[Span] {
        match self {
            Label::Source => &attribution.source,
            Label::Cue => &attribution.cue,
            Label::Content => &attribution.content,
        }
    }
}

/// A labelled run of tokens, by their indices.
pub type TokenSpan = (Label, Range<usize>);

/// A tokenised paragraph with its gold.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// The article it is from.
    pub article: String,
    /// The tokens joined, to be read.
    pub text: String,
    /// Where each token stands in the text.
    pub tokens: Vec<Span>,
    /// The gold.
    pub gold: Vec<TokenSpan>,
}

#[derive(Deserialize)]
struct RawParagraph {
    id: String,
    tokens: Vec<String>,
    labels: Vec<String>,
}

impl Paragraph {
    /// Joins tokens and understands their BIO labels.
    ///
    /// # Errors
    /// A reason, when there are not as many labels as tokens or one is not known.
    pub fn new(article: &str, tokens: &[String], labels: &[String]) -> Result<Paragraph, String> {
        if tokens.len() != labels.len() {
            return Err(format!(
                "{} tokens and {} labels; give a label to each token",
                tokens.len(),
                labels.len()
            ));
        }
        let labels: Vec<Bio> = labels.iter().map(|label| parse(label)).collect::<Result<_, _>>()?;
        let (text, tokens) = join(tokens);
        Ok(Paragraph { article: article.to_owned(), text, tokens, gold: decode(&labels) })
    }

    /// The labelled runs that `attributions` amount to.
    ///
    /// A span becomes the tokens it touches. A token has one label only, so where spans of different
    /// roles overlap the shorter one keeps it.
    pub fn token_spans(&self, attributions: &[Attribution]) -> Vec<TokenSpan> {
        let mut runs: BTreeSet<(std::cmp::Reverse<usize>, Label, usize, usize)> = BTreeSet::new();
        for attribution in attributions {
            for label in Label::ALL {
                for span in label.spans(attribution) {
                    let run = self.touched(span.trim(&self.text));
                    if !run.is_empty() {
                        runs.insert((std::cmp::Reverse(run.len()), label, run.start, run.end));
                    }
                }
            }
        }
        let mut labels = vec![None; self.tokens.len()];
        for (_, label, start, end) in runs {
            labels[start..end].fill(Some((label, false)));
            labels[start] = Some((label, true));
        }
        decode(&labels)
    }

    fn touched(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.end <= span.start);
        let end = self.tokens.partition_point(|token| token.start < span.end);
        start..end.max(start)
    }

    fn counts(&self, attributions: &[Attribution]) -> Counts {
        let predicted = self.token_spans(attributions);
        let mut counts = Counts::default();
        for label in Label::ALL {
            let of = |spans: &[TokenSpan]| -> BTreeSet<(usize, usize)> {
                spans.iter().filter(|s| s.0 == label).map(|s| (s.1.start, s.1.end)).collect()
            };
            let (gold, predicted) = (of(&self.gold), of(&predicted));
            let both = gold.intersection(&predicted).count();
            counts[label.measure()] = Tally::new(both as u64, gold.len() as u64, predicted.len() as u64);
        }
        counts
    }
}

/// A token's label, and whether it starts a run; `None` for outside.
type Bio = Option<(Label, bool)>;

fn parse(label: &str) -> Result<Bio, String> {
    if label == "O" {
        return Ok(None);
    }
    let unknown = || format!("label `{label}` is not known; use O, or B- or I- and source, cue or content");
    let (place, name) = label.split_once('-').ok_or_else(unknown)?;
    let label = Label::ALL.into_iter().find(|l| l.name() == name).ok_or_else(unknown)?;
    match place {
        "B" => Ok(Some((label, true))),
        "I" => Ok(Some((label, false))),
        _ => Err(unknown()),
    }
}

/// The runs of a labelling; an `I-` that continues nothing starts a run, as in conlleval.
fn decode(labels: &[Bio]) -> Vec<TokenSpan> {
    let mut runs: Vec<TokenSpan> = Vec::new();
    for (i, bio) in labels.iter().enumerate() {
        let Some((label, starts)) = *bio else { continue };
        match runs.last_mut() {
            Some((last, run)) if !starts && *last == label && run.end == i => run.end = i + 1,
            _ => runs.push((label, i..i + 1)),
        }
    }
    runs
}

/// Joins tokens as they were printed, as far as that can be known.
fn join(tokens: &[String]) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut spans = Vec::with_capacity(tokens.len());
    let mut before: Option<&str> = None;
    for token in tokens {
        let shown = printed(token);
        let spaced = before.is_some_and(|before| !opens(before) && !attaches(token, shown));
        if spaced {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(shown);
        spans.push(Span::new(start, text.len()));
        before = Some(shown);
    }
    (text, spans)
}

/// The characters that a token of the Penn Treebank stands for.
fn printed(token: &str) -> &str {
    match token {
        "-LRB-" => "(",
        "-RRB-" => ")",
        "-LSB-" => "[",
        "-RSB-" => "]",
        "-LCB-" => "{",
        "-RCB-" => "}",
        "``" => "“",
        "''" => "”",
        "`" => "‘",
        "'" => "’",
        other => other,
    }
}

fn opens(shown: &str) -> bool {
    matches!(shown, "(" | "[" | "{" | "$" | "£" | "€" | "#" | "“" | "‘")
}

fn attaches(token: &str, shown: &str) -> bool {
    let clitics =
        ["'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "’s", "n’t", "’re", "’ve", "’ll", "’d", "’m"];
    let marks = [",", ".", ";", ":", "?", "!", "%", ")", "]", "}", "”", "’", "...", "…"];
    marks.contains(&shown) || clitics.contains(&token.to_lowercase().as_str())
}

/// Reads the paragraphs of the file at `path` (gzip or not).
///
/// # Errors
/// At the first line that cannot be understood.
pub fn read_paragraphs(path: &Path) -> Result<Vec<Paragraph>, EvalError> {
    let mut lines = Lines::new(open(path)?, &path.display().to_string());
    let mut paragraphs = Vec::new();
    while let Some(line) = lines.next() {
        let line = line?;
        let paragraph = serde_json::from_str::<RawParagraph>(&line)
            .map_err(|e| format!("{e}; each line must be one object with id, tokens and labels"))
            .and_then(|raw| Paragraph::new(&raw.id, &raw.tokens, &raw.labels))
            .map_err(|reason| EvalError::line(lines.file(), lines.number(), reason))?;
        paragraphs.push(paragraph);
    }
    Ok(paragraphs)
}

/// The paragraphs as pages to be read, each by itself; they carry no gold.
pub fn pages(paragraphs: &[Paragraph]) -> Vec<GoldPage> {
    let page = |(i, p): (usize, &Paragraph)| GoldPage {
        id: format!("{}#{i}", p.article),
        text: p.text.clone(),
        ..GoldPage::default()
    };
    paragraphs.iter().enumerate().map(page).collect()
}

/// Scores what was found in each paragraph; the counts are given by article, for the bootstrap.
///
/// # Errors
/// [`EvalError::PredictionCount`] when there are not as many lists as paragraphs.
pub fn score_paragraphs(
    paragraphs: &[Paragraph],
    predictions: &[Vec<Attribution>],
) -> Result<Evaluation, EvalError> {
    if paragraphs.len() != predictions.len() {
        return Err(EvalError::PredictionCount { given: paragraphs.len(), got: predictions.len() });
    }
    let mut evaluation = Evaluation::default();
    for (paragraph, found) in paragraphs.iter().zip(predictions) {
        let counts = paragraph.counts(found);
        match evaluation.pages.last_mut() {
            Some(last) if last.id == paragraph.article => last.counts += counts,
            _ => evaluation.pages.push(PageScore { id: paragraph.article.clone(), counts }),
        }
    }
    Ok(evaluation)
}

/// Lets `predictor` read the paragraphs and scores it.
///
/// # Errors
/// [`EvalError::PredictionCount`] when it answers for more or fewer paragraphs.
pub fn evaluate_paragraphs(
    paragraphs: &[Paragraph],
    predictor: &dyn Predictor,
) -> Result<Evaluation, EvalError> {
    let found = predict(predictor, &pages(paragraphs))?;
    let attributions: Vec<Vec<Attribution>> = found.into_iter().map(|p| p.attributions).collect();
    score_paragraphs(paragraphs, &attributions)
}

/// The figures of the published protocol.
#[derive(Clone, Debug, Serialize)]
pub struct ParagraphReport {
    /// Version of this form: `whosaid.eval-paragraphs/1`.
    pub schema: &'static str,
    /// Name of the set.
    pub set: String,
    /// Source, cue, content, and all three together.
    pub rows: Vec<ParagraphRow>,
}

/// One label's figures, in percent.
#[derive(Clone, Debug, Serialize)]
pub struct ParagraphRow {
    /// The label, or `all`.
    pub label: &'static str,
    /// Share of the predicted spans that are right.
    #[serde(serialize_with = "two_places")]
    pub precision: Option<f64>,
    /// Share of the gold spans that were predicted.
    #[serde(serialize_with = "two_places")]
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    #[serde(serialize_with = "two_places")]
    pub f1: Option<f64>,
    /// The F1's 95 % interval over articles.
    pub interval: Option<Interval>,
    /// The counts behind them.
    pub counts: Tally,
}

impl ParagraphReport {
    /// The report of what [`score_paragraphs`] counted.
    pub fn new(set: &str, evaluation: &Evaluation, intervals: Option<&Intervals>) -> ParagraphReport {
        let total = evaluation.total();
        let row = |label, counts: Tally, interval| ParagraphRow {
            label,
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
            interval,
            counts,
        };
        let mut all = Tally::default();
        let mut rows = Vec::new();
        for label in Label::ALL {
            let counts = total[label.measure()];
            all += counts;
            rows.push(row(label.name(), counts, intervals.and_then(|i| i.f1(label.measure()))));
        }
        rows.push(row("all", all, None));
        ParagraphReport { schema: "whosaid.eval-paragraphs/1", set: set.to_owned(), rows }
    }

    fn cells(&self) -> Vec<Vec<String>> {
        let figure = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.1}"));
        let range =
            |i: Option<Interval>| i.map_or("–".to_owned(), |i| format!("{:.1}–{:.1}", i.low, i.high));
        let heads = ["token spans", "precision", "recall", "F1", "95 %", "right", "extra", "missed"];
        let mut cells = vec![heads.map(str::to_owned).to_vec()];
        cells.extend(self.rows.iter().map(|row| {
            vec![
                row.label.to_owned(),
                figure(row.precision),
                figure(row.recall),
                figure(row.f1),
                range(row.interval),
                row.counts.true_positives.to_string(),
                row.counts.false_positives.to_string(),
                row.counts.false_negatives.to_string(),
            ]
        }));
        cells
    }

    /// The table as plain text.
    pub fn text(&self) -> String {
        format!("{}, paragraph by paragraph\n\n{}", self.set, aligned(&self.cells()))
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        piped(&self.cells())
    }

    /// The table as indented JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(words: &str) -> Vec<String> {
        words.split(' ').map(str::to_owned).collect()
    }

    fn paragraph() -> Paragraph {
        let tokens = split("`` I do n't know , '' Ann 's aunt said -LRB- twice -RRB- .");
        let labels = split(
            "B-content I-content I-content I-content I-content I-content I-content B-source I-source I-source B-cue O O O O",
        );
        Paragraph::new("a", &tokens, &labels).unwrap()
    }

    #[test]
    fn tokens_are_joined_as_printed() {
        let joined = |words: &str| join(&split(words)).0;
        assert_eq!(paragraph().text, "“I don't know,” Ann's aunt said (twice).");
        assert_eq!(joined("It costs $ 5 million , or 3 % : `` No ! ''"), "It costs $5 million, or 3%: “No!”");
        assert_eq!(joined("the voters ' `` -LSB- so -RSB- ''"), "the voters’ “[so]”");
        assert_eq!(joined("well -- no ..."), "well -- no...");
        assert_eq!(joined(""), "");
    }

    #[test]
    fn spans_become_the_tokens_they_touch() {
        let paragraph = paragraph();
        let at = |words: &str| {
            let start = paragraph.text.find(words).unwrap();
            vec![Span::new(start, start + words.len())]
        };
        let found = Attribution {
            source: at("Ann's aunt"),
            cue: at("sai"),
            content: at("“I don't know,”"),
            ..Attribution::default()
        };
        assert_eq!(paragraph.token_spans(std::slice::from_ref(&found)), paragraph.gold);
        let counts = paragraph.counts(&[found]);
        for label in Label::ALL {
            assert_eq!(counts[label.measure()], Tally::new(1, 1, 1));
        }
        // The comma and the closing mark left out: content wrong. Nothing else found.
        let short = Attribution { content: at("“I don't know"), ..Attribution::default() };
        let counts = paragraph.counts(&[short]);
        assert_eq!(counts[Measure::ContentSpan], Tally::new(0, 1, 1));
        assert_eq!(counts[Measure::CueSpan], Tally::new(0, 1, 0));
    }

    #[test]
    fn the_shorter_of_two_overlapping_spans_keeps_its_tokens() {
        let paragraph = paragraph();
        let whole = Span::new(0, paragraph.text.len());
        let cue = paragraph.tokens[10];
        let found = Attribution { content: vec![whole], cue: vec![cue], ..Attribution::default() };
        let expected = vec![(Label::Content, 0..10), (Label::Cue, 10..11), (Label::Content, 11..15)];
        assert_eq!(paragraph.token_spans(&[found]), expected);
    }

    #[test]
    fn labels_are_decoded_as_in_conlleval() {
        let labels: Vec<Bio> = ["I-cue", "I-cue", "B-cue", "I-source", "O", "I-source"]
            .iter()
            .map(|l| parse(l).unwrap())
            .collect();
        let expected = [(Label::Cue, 0..2), (Label::Cue, 2..3), (Label::Source, 3..4), (Label::Source, 5..6)];
        assert_eq!(decode(&labels), expected);
        assert!(parse("B-verb").unwrap_err().contains("B-verb"));
        assert!(
            Paragraph::new("a", &split("a b"), &split("O")).unwrap_err().contains("2 tokens and 1 labels")
        );
    }

    #[test]
    fn a_file_is_read_and_scored_by_article() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("paragraphs.jsonl");
        let line = r#"{"id": "a", "tokens": ["Ann", "said", "no"], "labels": ["B-source", "B-cue", "B-content"], "pos": []}"#;
        std::fs::write(&path, format!("{line}\n{line}\n{}\n", line.replace("\"a\"", "\"b\""))).unwrap();
        let paragraphs = read_paragraphs(&path).unwrap();
        let predictor = |pages: &[GoldPage]| -> Vec<Vec<Attribution>> {
            pages
                .iter()
                .map(|p| {
                    vec![Attribution {
                        source: vec![Span::new(0, 3.min(p.text.len()))],
                        ..Attribution::default()
                    }]
                })
                .collect()
        };
        let evaluation = evaluate_paragraphs(&paragraphs, &predictor).unwrap();
        assert_eq!(evaluation.pages.len(), 2);
        let report = ParagraphReport::new("tiny", &evaluation, None);
        assert_eq!(report.rows[0].f1, Some(100.0));
        // All: 3 right of 9 gold and 3 predicted: 2·3/12.
        assert_eq!(report.rows[3].f1, Some(50.0));
        assert!(report.text().contains("all"));
        assert!(report.markdown().starts_with("| token spans |"));
        std::fs::write(&path, "{\"id\": \"a\"}\n").unwrap();
        assert!(read_paragraphs(&path).unwrap_err().to_string().contains("line 1: missing field `tokens`"));
    }

    proptest! {
        #[test]
        fn spans_of_runs_give_the_runs_back(labels in prop::collection::vec(0..4usize, 0..12), words in "[a-z'`,.$ ]{24}") {
            let bio: Vec<String> = labels
                .iter()
                .map(|&l| Label::ALL.get(l).map_or("O".to_owned(), |l| format!("B-{}", l.name())))
                .collect();
            let letters: Vec<char> = words.chars().filter(|c| *c != ' ').chain("x".repeat(24).chars()).collect();
            let tokens: Vec<String> = letters[..labels.len()].iter().map(char::to_string).collect();
            let paragraph = Paragraph::new("a", &tokens, &bio).unwrap();
            prop_assert_eq!(paragraph.tokens.len(), tokens.len());
            let mut attribution = Attribution::default();
            for (label, run) in &paragraph.gold {
                let span = paragraph.tokens[run.start].cover(paragraph.tokens[run.end - 1]);
                match label {
                    Label::Source => attribution.source.push(span),
                    Label::Cue => attribution.cue.push(span),
                    Label::Content => attribution.content.push(span),
                }
            }
            prop_assert_eq!(paragraph.token_spans(&[attribution]), paragraph.gold);
        }
    }
}
