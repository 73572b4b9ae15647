//! The figures, to be read by people and by programs.

use crate::bootstrap::{Interval, Intervals};
use crate::evaluate::{Evaluation, PageScore};
use crate::measures::{Accuracy, Measure};
use crate::reliability::{ReliabilityRow, cells};
use serde::{Serialize, Serializer};
use std::fmt::Write;

/// Everything that `whosaid eval` says about one set.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Version of this form: `whosaid.eval/1`.
    pub schema: &'static str,
    /// Name of the set.
    pub set: String,
    /// Number of pages.
    pub pages: usize,
    /// Number of gold statements (with content).
    pub gold_statements: u64,
    /// Number of predicted statements (with content).
    pub predicted_statements: u64,
    /// Resamples behind the intervals; 0 when there are none.
    pub resamples: usize,
    /// Precision, recall and F1.
    pub measures: Vec<MeasureRow>,
    /// Speaker accuracy; all of them out of nothing when the gold names no speakers.
    pub speakers: Vec<ShareRow>,
    /// How likely the speakers were said to be right, and how many are, by band; none when nothing was said.
    pub reliability: Vec<ReliabilityRow>,
    /// The expected calibration error of those probabilities, in percent.
    #[serde(serialize_with = "two_places")]
    pub calibration_error: Option<f64>,
    /// What is odd without being wrong.
    pub warnings: Vec<String>,
    /// Each page's counts.
    pub articles: Vec<PageScore>,
}

/// One measure of a report. Figures in percent, in JSON to two places; `null` out of nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasureRow {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its name in tables.
    #[serde(skip)]
    pub name: &'static str,
    /// Share of the predicted that is right.
    #[serde(serialize_with = "two_places")]
    pub precision: Option<f64>,
    /// Share of the gold that was predicted.
    #[serde(serialize_with = "two_places")]
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    #[serde(serialize_with = "two_places")]
    pub f1: Option<f64>,
    /// The F1's 95 % interval.
    pub interval: Option<Interval>,
    /// True positives.
    pub tp: u64,
    /// False positives.
    pub fp: u64,
    /// False negatives.
    #[serde(rename = "fn")]
    pub false_negatives: u64,
}

/// One share of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShareRow {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its name in tables.
    #[serde(skip)]
    pub name: &'static str,
    /// In percent, in JSON to two places; `null` out of nothing.
    #[serde(serialize_with = "two_places")]
    pub percent: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
    /// Those that are right.
    pub right: u64,
    /// All.
    pub of: u64,
}

/// Rounds on the way out only: a figure rounded twice may come out a tenth off in a table.
pub(crate) fn two_places<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(|v| (v * 100.0).round() / 100.0).serialize(serializer)
}

impl Report {
    /// The report of `evaluation`, over the set called `set`.
    pub fn new(set: &str, evaluation: &Evaluation, intervals: Option<&Intervals>) -> Report {
        let total = evaluation.total();
        let measures = Measure::ALL.map(|measure| {
            let tally = total[measure];
            MeasureRow {
                key: measure.key(),
                name: measure.name(),
                precision: tally.precision(),
                recall: tally.recall(),
                f1: tally.f1(),
                interval: intervals.and_then(|i| i.f1(measure)),
                tp: tally.true_positives,
                fp: tally.false_positives,
                false_negatives: tally.false_negatives,
            }
        });
        let speakers = Accuracy::ALL.map(|accuracy| ShareRow {
            key: accuracy.key(),
            name: accuracy.name(),
            percent: total[accuracy].percent(),
            interval: intervals.and_then(|i| i.share(accuracy)),
            right: total[accuracy].right,
            of: total[accuracy].of,
        });
        Report {
            schema: "whosaid.eval/1",
            set: set.to_owned(),
            pages: evaluation.pages.len(),
            gold_statements: total[Measure::Found].gold(),
            predicted_statements: total[Measure::Found].predicted(),
            resamples: intervals.map_or(0, |i| i.resamples),
            measures: measures.to_vec(),
            speakers: speakers.to_vec(),
            reliability: total.reliability().rows(),
            calibration_error: total.reliability().error(),
            warnings: evaluation.warnings.clone(),
            articles: evaluation.pages.clone(),
        }
    }

    /// A measure's F1, in percent.
    pub fn f1(&self, measure: Measure) -> Option<f64> {
        self.measures.iter().find(|row| row.key == measure.key()).and_then(|row| row.f1)
    }

    /// A share, in percent.
    pub fn share(&self, accuracy: Accuracy) -> Option<f64> {
        self.speakers.iter().find(|row| row.key == accuracy.key()).and_then(|row| row.percent)
    }

    /// The tables as plain text, within 100 columns.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n\n", self.heading());
        out.push_str(&aligned(&self.measure_cells()));
        if self.has_speakers() {
            out.push('\n');
            out.push_str(&aligned(&self.share_cells()));
        }
        if self.calibration_error.is_some() {
            let _ = write!(out, "\n{}{}\n", aligned(&cells(&self.reliability)), self.calibration());
        }
        for warning in &self.warnings {
            let _ = write!(out, "\nwarning: {warning}");
        }
        if !self.warnings.is_empty() {
            out.push('\n');
        }
        out
    }

    /// The tables as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n\n{}", escaped(&self.heading()), piped(&self.measure_cells()));
        if self.has_speakers() {
            let _ = write!(out, "\n{}", piped(&self.share_cells()));
        }
        if self.calibration_error.is_some() {
            let _ = write!(out, "\n{}\n{}\n", piped(&cells(&self.reliability)), self.calibration());
        }
        for warning in &self.warnings {
            let _ = write!(out, "\n*Warning: {}.*\n", escaped(warning));
        }
        out
    }

    /// The whole report as indented JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn heading(&self) -> String {
        let (pages, gold, predicted) = (self.pages, self.gold_statements, self.predicted_statements);
        format!("{}: {pages} pages, {gold} statements in the gold, {predicted} predicted", self.set)
    }

    fn calibration(&self) -> String {
        format!(
            "Expected calibration error of the speakers' probabilities: {} points.",
            figure(self.calibration_error)
        )
    }

    fn has_speakers(&self) -> bool {
        self.speakers.iter().any(|row| row.of > 0)
    }

    fn measure_cells(&self) -> Vec<Vec<String>> {
        let heads = ["measure", "precision", "recall", "F1", "95 %", "right", "extra", "missed"];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        rows.extend(self.measures.iter().map(|row| {
            vec![
                row.name.to_owned(),
                figure(row.precision),
                figure(row.recall),
                figure(row.f1),
                range(row.interval),
                row.tp.to_string(),
                row.fp.to_string(),
                row.false_negatives.to_string(),
            ]
        }));
        rows
    }

    fn share_cells(&self) -> Vec<Vec<String>> {
        let mut rows = vec![["speaker accuracy", "share", "95 %", "right", "of"].map(str::to_owned).to_vec()];
        rows.extend(self.speakers.iter().map(|row| {
            vec![
                row.name.to_owned(),
                figure(row.percent),
                range(row.interval),
                row.right.to_string(),
                row.of.to_string(),
            ]
        }));
        rows
    }
}

/// Several sets side by side: the figures that are quoted, a set a row.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Version of this form: `whosaid.eval-comparison/1`.
    pub schema: &'static str,
    /// In the order of the rows.
    pub sets: Vec<Report>,
}

impl Comparison {
    /// The comparison of `sets`, in their order.
    pub fn new(sets: Vec<Report>) -> Comparison {
        Comparison { schema: "whosaid.eval-comparison/1", sets }
    }

    /// As plain text, within 100 columns.
    pub fn text(&self) -> String {
        aligned(&self.cells())
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        piped(&self.cells())
    }

    /// Every report as indented JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn cells(&self) -> Vec<Vec<String>> {
        let heads = [
            "F1 on",
            "source",
            "cue",
            "content",
            "chars",
            "found",
            "statement",
            "exact",
            "speaker",
            "end to end",
        ];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        let measures = [
            Measure::SourceSpan,
            Measure::CueSpan,
            Measure::ContentSpan,
            Measure::ContentChars,
            Measure::Found,
            Measure::Statement,
            Measure::Exact,
        ];
        for report in &self.sets {
            let mut row = vec![report.set.clone()];
            row.extend(measures.iter().map(|&m| figure(report.f1(m))));
            row.extend([Accuracy::All, Accuracy::EndToEnd].map(|a| figure(report.share(a))));
            rows.push(row);
        }
        rows
    }
}

pub(crate) fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.1}"))
}

fn range(interval: Option<Interval>) -> String {
    interval.map_or_else(|| "–".to_owned(), |i| format!("{:.1}–{:.1}", i.low, i.high))
}

/// Cells in columns: the first to the left, the others to the right.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = if i == 0 { write!(line, "{cell:<width$}") } else { write!(line, "  {cell:>width$}") };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

pub(crate) fn piped(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (i, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell.trim())).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
        if i == 0 {
            let rule: Vec<&str> = (0..row.len()).map(|i| if i == 0 { "---" } else { "---:" }).collect();
            let _ = writeln!(out, "| {} |", rule.join(" | "));
        }
    }
    out
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bootstrap::bootstrap;
    use crate::measures::{Counts, Share, Tally};

    fn evaluation() -> Evaluation {
        let mut counts = Counts::default();
        counts[Measure::Statement] = Tally::new(2, 4, 3);
        counts[Measure::Found] = Tally::new(3, 4, 3);
        counts[Accuracy::All] = Share { right: 2, of: 3 };
        let pages = vec![PageScore { id: "a".to_owned(), counts }];
        Evaluation { pages, warnings: vec!["something | odd".to_owned()] }
    }

    #[test]
    fn text_is_aligned_and_narrow() {
        let evaluation = evaluation();
        let intervals = bootstrap(&evaluation.counts(), 10, 1);
        let text = Report::new("tiny", &evaluation, Some(&intervals)).text();
        assert!(text.starts_with("tiny: 1 pages, 4 statements in the gold, 3 predicted\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        // 2·2/(4+3) = 57.1; with one page every resample is that page.
        assert!(text.contains("57.1  57.1–57.1"), "{text}");
        assert!(text.contains("warning: something | odd"), "{text}");
        let columns: Vec<usize> = text.lines().skip(2).take(10).map(|line| line.chars().count()).collect();
        assert!(columns.windows(2).all(|w| w[0] == w[1]), "{text}");
    }

    #[test]
    fn markdown_has_as_many_cells_in_every_row() {
        let markdown = Report::new("tiny", &evaluation(), None).markdown();
        let rows: Vec<&str> = markdown.lines().filter(|l| l.starts_with("| ")).collect();
        assert!(rows[..11].iter().all(|row| row.matches('|').count() == 9), "{markdown}");
        assert!(markdown.contains("something \\| odd"));
    }

    #[test]
    fn the_probabilities_are_shown_where_there_are_any() {
        let page = |probability| {
            let mut counts = Counts::default();
            counts.say(probability, true);
            let pages = vec![PageScore { id: "a".to_owned(), counts }];
            Report::new("tiny", &Evaluation { pages, warnings: Vec::new() }, None)
        };
        let report = page(0.75);
        assert!(
            report.markdown().contains("| 70–80 | 75.0 | 100.0 | 1 | 1 |\n\nExpected"),
            "{}",
            report.markdown()
        );
        assert!(report.text().contains("probabilities: 25.0 points."), "{}", report.text());
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(json["reliability"][0]["said"], 75.0);
        assert_eq!(json["calibration_error"], 25.0);
        let without = Report::new("tiny", &evaluation(), None);
        assert!(!without.markdown().contains("calibration") && !without.text().contains("probability"));
    }

    #[test]
    fn json_holds_the_pages_and_null_for_nothing() {
        let json: serde_json::Value =
            serde_json::from_str(&Report::new("tiny", &evaluation(), None).json()).unwrap();
        assert_eq!(json["schema"], "whosaid.eval/1");
        assert_eq!(json["measures"][7]["key"], "statement");
        assert_eq!(json["measures"][7]["f1"], 57.14);
        assert_eq!(json["measures"][0]["f1"], serde_json::Value::Null);
        assert_eq!(json["articles"][0]["counts"]["statement"]["fn"], 2);
        assert_eq!(json["speakers"][0]["percent"], 66.67);
    }

    #[test]
    fn sets_stand_side_by_side() {
        let reports = ["clean", "straight"].map(|set| Report::new(set, &evaluation(), None));
        let comparison = Comparison::new(reports.to_vec());
        let text = comparison.text();
        assert_eq!(text.lines().count(), 3);
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(comparison.markdown().contains("| straight | – | – |"));
        assert!(comparison.json().contains("\"set\": \"straight\""));
    }
}
