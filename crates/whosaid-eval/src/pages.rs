//! How well pages are read: the article's words, its headline, its authors and its date.
//!
//! A page is a folder with `source.html`, the page as it was saved; `expected.html`, the article as mark-up; and
//! `expected-metadata.json` with `title`, `byline` and `publishedTime`. Words are compared twice: as a bag, and as
//! runs of four, which also say whether they stand in order.

use crate::EvalError;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use whosaid::{BlockKind, Hints, InputKind, Page};

/// Words in a run.
const RUN: usize = 4;

/// What was compared on all pages.
#[derive(Clone, Debug, Serialize)]
pub struct PagesReport {
    /// Version of this form: `whosaid.pages/1`.
    pub schema: &'static str,
    /// Name of the set.
    pub set: String,
    /// Means over the pages, as the published benchmarks of article extraction give them.
    pub mean: Scores,
    /// Pages whose headline, authors and day agree, of those that say them.
    pub headline: Agreement,
    /// Authors: of those who are named, on either side, all.
    pub byline: Agreement,
    /// The day of publication.
    pub published: Agreement,
    /// Each page.
    pub pages: Vec<PageRow>,
}

/// Precision, recall and F1 of words and of runs of words, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Words in any order.
    pub words: Score,
    /// Runs of four words.
    pub runs: Score,
}

/// Precision, recall and F1, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Score {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// How many agree, of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Agreement {
    pub agree: usize,
    pub of: usize,
}

/// What was compared on one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageRow {
    /// The folder's name.
    pub page: String,
    /// Its words.
    #[serde(flatten)]
    pub scores: Scores,
    /// Whether the headline agrees; `None` when none is expected.
    pub headline: Option<bool>,
    /// Whether the authors agree.
    pub byline: Option<bool>,
    /// Whether the day agrees.
    pub published: Option<bool>,
    /// Milliseconds for reading it.
    #[serde(skip)]
    pub milliseconds: f64,
}

/// What the metadata should be.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Expected {
    title: Option<String>,
    byline: Option<String>,
    published_time: Option<String>,
}

/// Reads every page under `folder` and compares.
///
/// # Errors
/// [`EvalError`] when there is no page there, or one that cannot be read.
pub fn evaluate_pages(folder: &Path) -> Result<PagesReport, EvalError> {
    let entries = fs::read_dir(folder).map_err(|error| EvalError::io(folder, error))?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("source.html").is_file())
        .collect();
    folders.sort();
    if folders.is_empty() {
        let reason =
            "holds no page; a page is a folder with source.html, expected.html and expected-metadata.json";
        return Err(EvalError::line(&folder.display().to_string(), 0, reason));
    }
    let pages: Result<Vec<PageRow>, EvalError> = folders.iter().map(|folder| row(folder)).collect();
    let set = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
    Ok(PagesReport::new(set, pages?))
}

fn row(folder: &Path) -> Result<PageRow, EvalError> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).map_err(|error| EvalError::io(&path, error))
    };
    let source = read("source.html")?;
    let began = Instant::now();
    let hints = Hints { kind: Some(InputKind::Html), ..Hints::default() };
    let refused =
        |error: whosaid::ReadError| EvalError::line(&folder.display().to_string(), 0, error.to_string());
    let page = Page::from_bytes_with("source.html", &source, &hints).map_err(refused)?;
    let milliseconds = 1e3 * began.elapsed().as_secs_f64();
    let expected_words = whosaid::read::visible_text(&String::from_utf8_lossy(&read("expected.html")?));
    let metadata = read("expected-metadata.json")?;
    let path = folder.join("expected-metadata.json");
    let expected: Expected = serde_json::from_slice(&metadata)
        .map_err(|error| EvalError::line(&path.display().to_string(), error.line(), error.to_string()))?;
    Ok(PageRow {
        page: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        scores: compare(&expected_words, &article(&page)),
        headline: expected.title.map(|title| same_words(&title, page.title.as_deref().unwrap_or_default())),
        byline: expected.byline.map(|byline| same_people(&byline, &page.bylines)),
        published: expected.published_time.map(|time| same_day(&time, page.published.as_deref())),
        milliseconds,
    })
}

/// The words of the article itself: what stands under the headline, without the lines that say who and when.
fn article(page: &Page) -> String {
    let is_told_apart = |kind| {
        matches!(
            kind,
            BlockKind::Headline
                | BlockKind::Byline
                | BlockKind::Dateline
                | BlockKind::Comment
                | BlockKind::Boilerplate
        )
    };
    let blocks = page.blocks.iter().filter(|block| !is_told_apart(block.kind));
    blocks.map(|block| block.span.of(&page.text)).collect::<Vec<_>>().join("\n")
}

/// Compares a text with the one that is expected.
pub fn compare(expected: &str, found: &str) -> Scores {
    let (expected, found) = (words(expected), words(found));
    Scores { words: score(&expected, &found, 1), runs: score(&expected, &found, RUN) }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn score(expected: &[String], found: &[String], run: usize) -> Score {
    let (expected, found) = (counts(expected, run), counts(found, run));
    let common: usize = found.iter().map(|(run, count)| count.min(expected.get(run).unwrap_or(&0))).sum();
    let of = |counts: &HashMap<&[String], usize>| match counts.values().sum::<usize>() {
        0 => f64::from(u8::from(expected.is_empty() && found.is_empty())),
        all => common as f64 / all as f64,
    };
    let (precision, recall) = (of(&found), of(&expected));
    let sum = precision + recall;
    Score { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
}

/// How often each run stands in the text; a text shorter than a run is one run.
fn counts(words: &[String], run: usize) -> HashMap<&[String], usize> {
    let mut counts = HashMap::new();
    if (1..run).contains(&words.len()) {
        counts.insert(words, 1);
    }
    for run in words.windows(run) {
        *counts.entry(run).or_insert(0) += 1;
    }
    counts
}

fn same_words(a: &str, b: &str) -> bool {
    words(a) == words(b)
}

/// Whether the expected line names exactly the authors found; `By`, offices and dates in it do not count.
fn same_people(line: &str, found: &[String]) -> bool {
    let line = words(line).join(" ");
    !found.is_empty() && found.iter().all(|name| line.contains(&words(name).join(" ")))
}

fn same_day(expected: &str, found: Option<&str>) -> bool {
    found.is_some_and(|found| expected.get(..10).is_some_and(|day| found.starts_with(day)))
}

impl PagesReport {
    fn new(set: String, pages: Vec<PageRow>) -> PagesReport {
        let mean = |of: fn(&Scores) -> f64| {
            pages.iter().map(|row| of(&row.scores)).sum::<f64>() / pages.len().max(1) as f64
        };
        let agreement = |of: fn(&PageRow) -> Option<bool>| {
            let told: Vec<bool> = pages.iter().filter_map(of).collect();
            Agreement { agree: told.iter().filter(|agree| **agree).count(), of: told.len() }
        };
        PagesReport {
            schema: "whosaid.pages/1",
            set,
            mean: Scores {
                words: Score {
                    precision: mean(|s| s.words.precision),
                    recall: mean(|s| s.words.recall),
                    f1: mean(|s| s.words.f1),
                },
                runs: Score {
                    precision: mean(|s| s.runs.precision),
                    recall: mean(|s| s.runs.recall),
                    f1: mean(|s| s.runs.f1),
                },
            },
            headline: agreement(|row| row.headline),
            byline: agreement(|row| row.byline),
            published: agreement(|row| row.published),
            pages,
        }
    }

    /// Aligned columns.
    pub fn text(&self) -> String {
        self.table(|out, cells| {
            let [first, rest @ ..] = cells;
            let _ = write!(out, "{first:30}");
            for cell in rest {
                let _ = write!(out, " {cell:>9}");
            }
            out.push('\n');
        })
    }

    /// The same as a table in Markdown.
    pub fn markdown(&self) -> String {
        let mut header = true;
        self.table(move |out, cells| {
            let _ = writeln!(out, "| {} |", cells.join(" | "));
            if std::mem::take(&mut header) {
                let _ = writeln!(out, "| --- |{}", " ---: |".repeat(cells.len() - 1));
            }
        })
    }

    /// Everything, for programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn table(&self, mut line: impl FnMut(&mut String, &[String; 10])) -> String {
        let mut out = String::new();
        let header = [
            "page",
            "precision",
            "recall",
            "F1",
            "runs prec.",
            "runs rec.",
            "runs F1",
            "headline",
            "byline",
            "date",
        ];
        line(&mut out, &header.map(str::to_owned));
        let told = |agrees: Option<bool>| match agrees {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => "–".to_owned(),
        };
        for row in &self.pages {
            line(
                &mut out,
                &cells(&row.page, &row.scores, [told(row.headline), told(row.byline), told(row.published)]),
            );
        }
        let told = |agreement: Agreement| format!("{}/{}", agreement.agree, agreement.of);
        let all = [told(self.headline), told(self.byline), told(self.published)];
        line(&mut out, &cells("mean", &self.mean, all));
        out
    }
}

fn cells(name: &str, scores: &Scores, [headline, byline, published]: [String; 3]) -> [String; 10] {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let (words, runs) = (scores.words, scores.runs);
    [
        name.to_owned(),
        percent(words.precision),
        percent(words.recall),
        percent(words.f1),
        percent(runs.precision),
        percent(runs.recall),
        percent(runs.f1),
        headline,
        byline,
        published,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_runs_are_counted() {
        let scores = compare("one two three four five", "One, two – three four! six six");
        assert_eq!((scores.words.precision, scores.words.recall), (4.0 / 6.0, 0.8));
        assert_eq!((scores.runs.precision, scores.runs.recall), (1.0 / 3.0, 0.5));
        assert_eq!(compare("a b", "a b").runs.f1, 1.0, "shorter than a run");
        assert_eq!(compare("", "").words.f1, 1.0);
        assert_eq!(compare("a", "").words.f1, 0.0);
        assert_eq!(compare("", "a").words, Score::default());
    }

    #[test]
    fn people_and_days() {
        assert!(same_people("By ANN VANE and Lou Orme", &["Ann Vane".to_owned(), "Lou Orme".to_owned()]));
        assert!(!same_people("By Ann Vane", &["Ann Vane".to_owned(), "Lou Orme".to_owned()]));
        assert!(!same_people("By Ann Vane", &[]));
        assert!(
            same_day("2021-03-04T21:13:00Z", Some("2021-03-04")) && !same_day("4 March", Some("2021-03-04"))
        );
    }

    #[test]
    fn a_folder_of_pages_is_scored() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = folder.path().join("one");
        fs::create_dir(&page).expect("a folder");
        let story =
            "<p>The harbour master said on Monday that the ferry would not sail before the ice had gone.</p>"
                .repeat(3);
        let file = |name: &str, text: &str| fs::write(page.join(name), text).expect("a file");
        file(
            "source.html",
            &format!(
                "<title>Ferry stays here</title><h1>Ferry stays here</h1><p>By Ann Vane</p>{story}<footer>Terms</footer>"
            ),
        );
        file(
            "expected.html",
            "<p>The harbour master said on Monday that the ferry would not sail before the ice had gone.</p>",
        );
        file(
            "expected-metadata.json",
            r#"{"title": "Ferry stays here", "byline": "Ann Vane", "publishedTime": null}"#,
        );
        let report = evaluate_pages(folder.path()).expect("a report");
        assert_eq!(report.pages.len(), 1);
        assert_eq!(
            (report.headline, report.byline, report.published),
            (Agreement { agree: 1, of: 1 }, Agreement { agree: 1, of: 1 }, Agreement::default())
        );
        assert_eq!(report.mean.words.recall, 1.0);
        assert!(
            report.text().contains("mean")
                && report.markdown().contains("| one |")
                && report.json().contains("whosaid.pages/1")
        );
        assert!(evaluate_pages(&page).is_err(), "no page in it");
    }
}
