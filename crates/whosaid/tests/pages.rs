//! The pages of `fixtures/pages` as they are read today, in `fixtures/snapshots`.
//!
//! What is right and wrong there is for a person to judge: a change of the model or of a rule shows as a
//! difference in the pages as read (one snapshot a page) and in `found.snap`, which counts the gold
//! statements found and names the lost ones. No quality is asserted; what must hold of any record is.
//!
//! Accept all snapshots at once: `INSTA_UPDATE=always cargo test -p whosaid --test pages`

mod common;

use common::{faults, reader};
use insta::{Settings, assert_snapshot};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;
use whosaid::write::terminal::{TerminalOptions, view};
use whosaid::{Page, Reader, Record, Span, SpeakerKind, Statement};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/pages");

/// A page of the fixtures, read once for all tests here.
struct Fixture {
    name: String,
    bytes: Vec<u8>,
    record: Record,
    gold: Vec<Gold>,
}

/// A statement that a reader must find.
struct Gold {
    /// `None` when nobody can be made out.
    speaker: Option<String>,
    source: Vec<Span>,
    content: Vec<Span>,
}

fn fixtures() -> &'static [Fixture] {
    static FIXTURES: OnceLock<Vec<Fixture>> = OnceLock::new();
    FIXTURES.get_or_init(|| {
        let mut names: Vec<String> = std::fs::read_dir(FOLDER)
            .expect("fixtures/pages")
            .filter_map(|entry| {
                entry.ok()?.file_name().into_string().ok()?.strip_suffix(".txt").map(str::to_owned)
            })
            .collect();
        names.sort();
        let read = |name: &str| std::fs::read(Path::new(FOLDER).join(name)).expect(name);
        let texts: Vec<Vec<u8>> = names.iter().map(|name| read(&format!("{name}.txt"))).collect();
        let page = |(name, bytes): (&String, &Vec<u8>)| Page::from_bytes(name, bytes).expect(name);
        let pages: Vec<Page> = names.iter().zip(&texts).map(page).collect();
        let records = reader().read_batch(&pages);
        let whole = names.into_iter().zip(texts).zip(records);
        whole
            .map(|((name, bytes), record)| {
                let gold = gold(&record.page.text, &read(&format!("{name}.gold.json")));
                Fixture { name, bytes, record, gold }
            })
            .collect()
    })
}

fn gold(text: &str, json: &[u8]) -> Vec<Gold> {
    let json: Value = serde_json::from_slice(json).expect("JSON");
    let places = |value: &Value| -> Vec<Span> { list(value).iter().map(|one| place(text, one)).collect() };
    list(&json["statements"])
        .iter()
        .map(|statement| Gold {
            speaker: statement["speaker"].as_str().map(str::to_owned),
            source: places(&statement["source"]),
            content: places(&statement["content"]),
        })
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// A place as fixtures/README.md names it: the exact words, with their occurrence when they stand more than once.
fn place(text: &str, place: &Value) -> Span {
    let words = place.as_str().or_else(|| place["text"].as_str()).expect("words");
    let occurrence = place["occurrence"].as_u64().unwrap_or(1) as usize;
    let (start, words) = text.match_indices(words).nth(occurrence - 1).expect("the words are on the page");
    Span::new(start, start + words.len())
}

fn settings() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../../fixtures/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn pages_as_read() {
    let options = TerminalOptions { width: 100, color: false };
    let is_changed = |fixture: &&Fixture| {
        let shown = view(&fixture.record, &options);
        let snapshot = || settings().bind(|| assert_snapshot!(fixture.name.as_str(), shown));
        catch_unwind(AssertUnwindSafe(snapshot)).is_err()
    };
    // All of them, not only the first: one run shows every page that a change touches.
    let changed: Vec<&str> =
        fixtures().iter().filter(is_changed).map(|fixture| fixture.name.as_str()).collect();
    assert!(changed.is_empty(), "pages read otherwise than before: {changed:?}");
}

#[test]
fn every_record_is_sound() {
    for fixture in fixtures() {
        assert_eq!(fixture.record.page.text.as_bytes(), fixture.bytes, "{}", fixture.name);
        assert_eq!(faults(&fixture.record), [""; 0], "{}", fixture.name);
    }
}

#[test]
fn gold_statements_found() {
    settings().bind(|| assert_snapshot!("found", table(fixtures())));
}

/// Nine women are named alike, and `she` may be any of them.
#[test]
fn where_nobody_is_sure_there_are_candidates() {
    let nobody_sure = fixtures().iter().find(|fixture| fixture.name == "32-nobody-sure").expect("the page");
    let doubtful = Reader::new().expect("the model").least_probability(0.9).read(&nobody_sure.record.page);
    let record = &doubtful;
    let statement = record.statements.first().expect("what she said");
    assert!(statement.speakers.is_empty(), "{statement:?}");
    assert_eq!(statement.candidates.len(), whosaid::MOST_CANDIDATES);
    for one in &statement.candidates {
        let speaker = &record.speakers[one.speaker];
        assert_eq!((speaker.kind, speaker.statements), (SpeakerKind::Person, 0), "{speaker:?}");
        let mention = one.mention.map(|mention| mention.of(&record.page.text));
        assert_eq!(mention, Some(speaker.name.as_str()));
    }
    let bold = Reader::new().expect("the model").least_probability(0.0).read(&record.page);
    let statement = bold.statements.first().expect("what she said");
    assert_eq!((statement.speakers.len(), statement.candidates.len()), (1, 0));
    assert_eq!(bold.speakers.iter().map(|speaker| speaker.statements).sum::<usize>(), bold.statements.len());
}

/// How one page was read against its gold.
#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    source: usize,
    speaker: usize,
    /// Statements of the record that are no gold statement; a page's comments have some, and rightly so.
    other: usize,
    /// What went wrong, a line each.
    notes: Vec<String>,
}

fn table(fixtures: &[Fixture]) -> String {
    let mut out = format!(
        "{:31} {:>5} {:>6} {:>7} {:>4} {:>5}\n",
        "page", "found", "source", "speaker", "gold", "other"
    );
    let mut total = Score::default();
    for fixture in fixtures {
        let score = score(&fixture.record, &fixture.gold);
        row(&mut out, &fixture.name, &score);
        for note in &score.notes {
            let _ = writeln!(out, "    {note}");
        }
        total.gold += score.gold;
        total.found += score.found;
        total.source += score.source;
        total.speaker += score.speaker;
        total.other += score.other;
    }
    row(&mut out, "all", &total);
    out
}

fn row(out: &mut String, name: &str, score: &Score) {
    let Score { gold, found, source, speaker, other, .. } = score;
    let _ = writeln!(out, "{name:31} {found:>5} {source:>6} {speaker:>7} {gold:>4} {other:>5}");
}

/// Found: matched one to one by content; of these, with the right source; of these or not, with the right speaker.
fn score(record: &Record, gold: &[Gold]) -> Score {
    let text = &record.page.text;
    let mut score = Score { gold: gold.len(), ..Score::default() };
    let mut taken = HashSet::new();
    for wanted in gold {
        let alike = |statement: &&Statement| jaccard(text, &wanted.content, &statement.content);
        let best = record
            .statements
            .iter()
            .filter(|statement| !taken.contains(&statement.id) && alike(statement) >= 0.5)
            .max_by(|a, b| alike(a).total_cmp(&alike(b)));
        let words = beginning(text, &wanted.content);
        let Some(found) = best else {
            score.notes.push(format!("lost: {words}"));
            continue;
        };
        taken.insert(found.id);
        score.found += 1;
        if is_source(wanted, found) {
            score.source += 1;
        } else {
            let source = beginning(text, &found.source);
            score
                .notes
                .push(format!("source “{source}”, not “{}”: {words}", beginning(text, &wanted.source)));
        }
        if is_speaker(wanted, found, record) {
            score.speaker += 1;
        } else {
            let names: Vec<&str> =
                found.speakers.iter().map(|one| record.speakers[one.speaker].name.as_str()).collect();
            let wanted = wanted.speaker.as_deref().unwrap_or("nobody");
            score.notes.push(format!("speaker “{}”, not “{wanted}”: {words}", names.join("; ")));
        }
    }
    score.other = record.statements.len() - score.found;
    score
}

/// The characters that two contents share, of all that either has; white space does not count.
fn jaccard(text: &str, a: &[Span], b: &[Span]) -> f64 {
    let characters = |spans: &[Span]| -> HashSet<usize> {
        let offsets = |span: &Span| {
            let start = span.start;
            span.of(text).char_indices().filter(|(_, c)| !c.is_whitespace()).map(move |(at, _)| start + at)
        };
        spans.iter().flat_map(offsets).collect()
    };
    let (a, b) = (characters(a), characters(b));
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}

fn is_source(gold: &Gold, found: &Statement) -> bool {
    let overlap = gold.source.iter().any(|g| found.source.iter().any(|f| f.overlaps(*g)));
    overlap || (gold.source.is_empty() && found.source.is_empty())
}

/// Whether the likeliest speaker, by name or alias, is the gold one; without regard to case.
fn is_speaker(gold: &Gold, found: &Statement, record: &Record) -> bool {
    let speaker = found.speakers.first().map(|one| &record.speakers[one.speaker]);
    match (gold.speaker.as_deref(), speaker) {
        (None, None) => true,
        (Some("AUTHOR"), Some(speaker)) => speaker.kind == SpeakerKind::Author,
        (Some(name), Some(speaker)) => {
            let name = name.to_lowercase();
            std::iter::once(&speaker.name).chain(&speaker.aliases).any(|form| form.to_lowercase() == name)
        }
        _ => false,
    }
}

/// The first words of what the spans hold, on one line.
fn beginning(text: &str, spans: &[Span]) -> String {
    let all: Vec<&str> = spans.iter().flat_map(|span| span.of(text).split_whitespace()).collect();
    let whole = all.join(" ");
    match whole.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}
