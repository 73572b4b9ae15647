//! Pages with what somebody (or something) found on them.
//!
//! Three formats give the same [`GoldPage`]: PolNeAR's JSON lines, Whosaid's own records
//! (`whosaid.record/1`, one a line or one indented), and a hand-made `record.gold.json` beside its
//! `page.txt`. Predictions come in the first two. Fields that are not needed are passed over.
//!
//! Whatever the unit of offsets in the file, a span here is bytes into `text`, checked to fit it.

use crate::input::{Lines, open};
use crate::marks::{self, SourceKind};
use crate::names::{NamedSpeaker, parse_speakers};
use crate::{EvalError, speakers::speaker_kind};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use whosaid::{OffsetMap, OffsetUnit, Record, Span, StatementKind};

/// One statement as annotated or predicted: the literature's attribution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Name within the page.
    pub id: String,
    /// The words that name who says it.
    pub source: Vec<Span>,
    /// The words that signal it.
    pub cue: Vec<Span>,
    /// What is said, in its pieces.
    pub content: Vec<Span>,
    /// Direct, indirect or mixed, when the file says so or [`GoldPage::settle_kinds`] found out.
    pub kind: Option<StatementKind>,
    /// How the source names the speaker, when [`GoldPage::settle_kinds`] found out.
    pub source_kind: Option<SourceKind>,
    /// Who says it: `None` when not annotated, an empty list when nobody can be made out.
    pub speakers: Option<Vec<NamedSpeaker>>,
    /// How likely they are right, when a prediction says so: the least of theirs, for all of them must be.
    pub probability: Option<f32>,
}

impl Attribution {
    /// The spans of all three roles.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        [&self.source, &self.cue, &self.content].into_iter().flatten().copied()
    }
}

/// A page with its statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoldPage {
    /// Name of the page; unique in a set.
    pub id: String,
    /// The headline, when the file gives it.
    pub title: Option<String>,
    /// The whole text.
    pub text: String,
    /// The statements.
    pub attributions: Vec<Attribution>,
    /// Versions by other annotators, by their names.
    pub other_annotators: BTreeMap<String, Vec<Attribution>>,
    /// Parts that nobody annotated (the readers' comments of the seed page): predictions wholly inside
    /// are neither right nor wrong.
    pub unscored: Vec<Span>,
}

impl GoldPage {
    /// Writes down the kind of each statement and source where the file does not say it.
    ///
    /// Scoring does the same on the fly; this is for texts about to be rewritten, where the marks and
    /// capitals that tell the kinds may go.
    pub fn settle_kinds(&mut self) {
        let quoted = marks::quoted(&self.text);
        for attribution in &mut self.attributions {
            attribution.kind = Some(kind(attribution, &self.text, &quoted));
            attribution.source_kind = Some(source_kind(attribution, &self.text));
        }
    }

    /// The first span that is no stretch of the text.
    pub(crate) fn misfit(text: &str, attributions: &[Attribution]) -> Option<Span> {
        attributions
            .iter()
            .flat_map(Attribution::spans)
            .find(|s| s.start > s.end || text.get(s.start..s.end).is_none())
    }
}

pub(crate) fn kind(attribution: &Attribution, text: &str, quoted: &[Span]) -> StatementKind {
    attribution.kind.unwrap_or_else(|| marks::statement_kind(text, quoted, &attribution.content))
}

pub(crate) fn source_kind(attribution: &Attribution, text: &str) -> SourceKind {
    attribution.source_kind.unwrap_or_else(|| marks::source_kind(text, &attribution.source))
}

/// What a reader found on one page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// The gold page's name.
    pub id: String,
    /// The text that was read; must be the gold page's.
    pub text: String,
    /// What was found.
    pub attributions: Vec<Attribution>,
}

impl From<GoldPage> for Prediction {
    fn from(page: GoldPage) -> Self {
        Prediction { id: page.id, text: page.text, attributions: page.attributions }
    }
}

/// A record as a prediction, to be scored without going through a file.
///
/// Of a statement's speakers those count that are likelier than not, and the first when none is: several
/// certain speakers say it together, several doubtful ones are guesses of which the first is the answer.
pub fn from_record(record: &Record) -> Prediction {
    let attributions = record.statements.iter().map(|statement| {
        let likely: Vec<(usize, f32)> =
            statement.speakers.iter().map(|s| (s.speaker, s.probability)).collect();
        let chosen = chosen(&likely);
        let named = chosen.iter().filter_map(|&id| record.speakers.get(id));
        Attribution {
            id: statement.id.to_string(),
            source: statement.source.clone(),
            cue: statement.cue.clone(),
            content: statement.content.clone(),
            kind: Some(statement.kind),
            source_kind: None,
            speakers: Some(
                named
                    .map(|s| NamedSpeaker {
                        name: s.name.clone(),
                        aliases: s.aliases.clone(),
                        kind: Some(s.kind),
                    })
                    .collect(),
            ),
            probability: least(&likely, &chosen),
        }
    });
    Prediction {
        id: record.page.id.clone(),
        text: record.page.text.clone(),
        attributions: attributions.collect(),
    }
}

fn chosen(likely: &[(usize, f32)]) -> Vec<usize> {
    let sure: Vec<usize> = likely.iter().filter(|s| s.1 > 0.5).map(|s| s.0).collect();
    if sure.is_empty() { likely.first().map(|s| s.0).into_iter().collect() } else { sure }
}

/// The least probability of those `chosen`.
fn least(likely: &[(usize, f32)], chosen: &[usize]) -> Option<f32> {
    likely.iter().filter(|s| chosen.contains(&s.0)).map(|s| s.1).reduce(f32::min)
}

/// Pages of a file, one after the other; a bad line is an error and the next line is still read.
pub struct Pages<R> {
    lines: Lines<R>,
    /// Where `page.txt` is looked for.
    folder: Option<PathBuf>,
}

impl<R: BufRead> Pages<R> {
    /// Reads from `reader`; `file` is what errors call it.
    pub fn new(reader: R, file: &str) -> Self {
        Pages { lines: Lines::new(reader, file), folder: None }
    }

    fn page(&mut self, line: &str) -> Result<GoldPage, EvalError> {
        let number = self.lines.number();
        let value = match serde_json::from_str::<Value>(line) {
            // One indented object instead of JSON lines: the first line ends too early.
            Err(error) if error.is_eof() && line.trim_end() == "{" => {
                let whole = line.to_owned() + &self.lines.rest()?;
                serde_json::from_str(&whole)
                    .map_err(|e| self.bad(number + e.line().saturating_sub(1), not_json(&e)))?
            }
            parsed => parsed.map_err(|e| self.bad(number, not_json(&e)))?,
        };
        self.understand(value).map_err(|reason| self.bad(number, reason))
    }

    fn bad(&self, line: usize, reason: String) -> EvalError {
        EvalError::line(self.lines.file(), line, reason)
    }

    fn understand(&self, value: Value) -> Result<GoldPage, String> {
        if let Some(schema) = value.get("schema") {
            return match schema.as_str() {
                Some("whosaid.record/1") => typed::<RawRecord>(value)?.page(),
                _ => Err(format!("schema {schema} is not known; this program reads \"whosaid.record/1\"")),
            };
        }
        if value.get("attributions").is_some() {
            return typed::<RawPage>(value)?.page();
        }
        if value.get("statements").is_some() {
            return typed::<RawHandmade>(value)?.page(self.folder.as_deref());
        }
        Err("neither a gold page (`attributions`) nor a record (`schema`); see `whosaid eval --help` \
             for the formats"
            .to_owned())
    }
}

impl<R: BufRead> Iterator for Pages<R> {
    type Item = Result<GoldPage, EvalError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.next()?;
        Some(line.and_then(|line| self.page(&line)))
    }
}

/// The pages of the file at `path` (gzip or not), to be read one after the other.
///
/// # Errors
/// When the file cannot be opened.
pub fn open_pages(path: &Path) -> Result<Pages<Box<dyn BufRead>>, EvalError> {
    let lines = Lines::new(open(path)?, &path.display().to_string());
    Ok(Pages { lines, folder: path.parent().map(Path::to_owned) })
}

/// All pages of the file at `path`.
///
/// # Errors
/// At the first line that cannot be understood: a score over part of a gold file is no score.
pub fn read_gold(path: &Path) -> Result<Vec<GoldPage>, EvalError> {
    open_pages(path)?.collect()
}

/// All predictions of the file at `path`.
///
/// # Errors
/// At the first line that cannot be understood.
pub fn read_predictions(path: &Path) -> Result<Vec<Prediction>, EvalError> {
    open_pages(path)?.map(|page| page.map(Prediction::from)).collect()
}

/// The pages with a second version, and that version as the prediction: how well two people agree.
///
/// With more than two annotators the alphabetically first stands against the main one.
pub fn second_annotators(pages: &[GoldPage]) -> (Vec<GoldPage>, Vec<Prediction>) {
    pages
        .iter()
        .filter_map(|page| {
            let attributions = page.other_annotators.values().next()?.clone();
            let prediction = Prediction { id: page.id.clone(), text: page.text.clone(), attributions };
            Some((page.clone(), prediction))
        })
        .unzip()
}

fn typed<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|e| format!("{e}; see `whosaid eval --help` for the formats"))
}

fn not_json(error: &serde_json::Error) -> String {
    format!("not JSON ({error}); each line must be one JSON object")
}

/// `[[0, 4], [9, 12]]`, `[0, 4]`, `[{"start": 0, "end": 4}]` or null.
#[derive(Deserialize, Default)]
#[serde(untagged, expecting = "spans must be [[start, end], …] in whole numbers")]
enum RawSpans {
    One([usize; 2]),
    Many(Vec<[usize; 2]>),
    Objects(Vec<RawSpan>),
    #[default]
    Nothing,
}

#[derive(Deserialize)]
struct RawSpan {
    start: usize,
    end: usize,
}

impl RawSpans {
    fn pairs(&self) -> Vec<(usize, usize)> {
        match self {
            RawSpans::One([start, end]) => vec![(*start, *end)],
            RawSpans::Many(pairs) => pairs.iter().map(|p| (p[0], p[1])).collect(),
            RawSpans::Objects(spans) => spans.iter().map(|s| (s.start, s.end)).collect(),
            RawSpans::Nothing => Vec::new(),
        }
    }
}

/// Converts one page's offsets and says what is wrong with those that do not fit.
struct Converter<'t> {
    map: OffsetMap<'t>,
    unit: OffsetUnit,
}

impl<'t> Converter<'t> {
    fn new(text: &'t str, unit: OffsetUnit) -> Self {
        Converter { map: OffsetMap::new(text, unit), unit }
    }

    fn spans(&self, id: &str, role: &str, raw: &RawSpans) -> Result<Vec<Span>, String> {
        raw.pairs().into_iter().map(|pair| self.span(id, role, pair)).collect()
    }

    fn span(&self, id: &str, role: &str, (start, end): (usize, usize)) -> Result<Span, String> {
        self.map.span(start, end).ok_or_else(|| {
            let unit = self.unit.name();
            format!(
                "statement {id}: {role} [{start}, {end}] does not fit the text; \
                 offsets are in {unit} units, end-exclusive"
            )
        })
    }

    fn attribution(&self, raw: &RawAttribution, index: usize) -> Result<Attribution, String> {
        let id = match &raw.id {
            Some(Value::String(id)) => id.clone(),
            Some(other) => other.to_string(),
            None => index.to_string(),
        };
        Ok(Attribution {
            source: self.spans(&id, "source", &raw.source)?,
            cue: self.spans(&id, "cue", &raw.cue)?,
            content: self.spans(&id, "content", &raw.content)?,
            kind: raw.kind,
            source_kind: None,
            speakers: raw.speaker.as_deref().map(parse_speakers),
            probability: None,
            id,
        })
    }

    fn attributions(&self, raw: &[RawAttribution]) -> Result<Vec<Attribution>, String> {
        raw.iter().enumerate().map(|(i, a)| self.attribution(a, i)).collect()
    }
}

#[derive(Deserialize)]
struct RawAttribution {
    id: Option<Value>,
    #[serde(default)]
    source: RawSpans,
    #[serde(default)]
    cue: RawSpans,
    #[serde(default)]
    content: RawSpans,
    kind: Option<StatementKind>,
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct RawPage {
    id: String,
    title: Option<String>,
    text: String,
    attributions: Vec<RawAttribution>,
    other_annotators: Option<BTreeMap<String, Vec<RawAttribution>>>,
}

impl RawPage {
    fn page(self) -> Result<GoldPage, String> {
        let converter = Converter::new(&self.text, OffsetUnit::CodePoint);
        let attributions = converter.attributions(&self.attributions)?;
        let mut other_annotators = BTreeMap::new();
        for (name, version) in self.other_annotators.unwrap_or_default() {
            other_annotators.insert(name, converter.attributions(&version)?);
        }
        let (id, title, text) = (self.id, self.title, self.text);
        Ok(GoldPage { id, title, text, attributions, other_annotators, unscored: Vec::new() })
    }
}

#[derive(Deserialize)]
struct RawRecord {
    offsets: Option<String>,
    page: RawRecordPage,
    #[serde(default)]
    speakers: Vec<RawSpeaker>,
    #[serde(default)]
    statements: Vec<RawStatement>,
}

#[derive(Deserialize)]
struct RawRecordPage {
    id: String,
    title: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct RawSpeaker {
    id: usize,
    name: String,
    /// By name: a kind that a later version adds must not make the file unreadable.
    kind: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
struct RawStatement {
    #[serde(flatten)]
    attribution: RawAttribution,
    #[serde(default)]
    speakers: Vec<RawAttributed>,
}

#[derive(Deserialize)]
struct RawAttributed {
    id: usize,
    probability: Option<f32>,
}

impl RawRecord {
    fn page(self) -> Result<GoldPage, String> {
        let unit = match self.offsets.as_deref() {
            None | Some("codepoint") => OffsetUnit::CodePoint,
            Some("utf8") => OffsetUnit::Utf8,
            Some("utf16") => OffsetUnit::Utf16,
            Some(other) => return Err(format!("offsets `{other}`: use codepoint, utf8 or utf16")),
        };
        let converter = Converter::new(&self.page.text, unit);
        let mut attributions = Vec::with_capacity(self.statements.len());
        for (i, statement) in self.statements.iter().enumerate() {
            let mut attribution = converter.attribution(&statement.attribution, i)?;
            attribution.speakers = Some(self.speakers(&attribution.id, &statement.speakers)?);
            attribution.probability = probability(&statement.speakers);
            attributions.push(attribution);
        }
        let RawRecordPage { id, title, text } = self.page;
        Ok(GoldPage { id, title, text, attributions, ..GoldPage::default() })
    }

    fn speakers(&self, statement: &str, of: &[RawAttributed]) -> Result<Vec<NamedSpeaker>, String> {
        let likely: Vec<(usize, f32)> = of.iter().map(|s| (s.id, s.probability.unwrap_or(1.0))).collect();
        let named = chosen(&likely).into_iter().map(|id| {
            let found = self.speakers.iter().find(|s| s.id == id);
            let speaker = found.ok_or_else(|| format!("statement {statement}: there is no speaker {id}"))?;
            Ok(NamedSpeaker {
                name: speaker.name.clone(),
                aliases: speaker.aliases.clone(),
                kind: speaker.kind.as_deref().and_then(speaker_kind),
            })
        });
        named.collect()
    }
}

/// How likely those who count are right; `None` where the file does not say it of each.
fn probability(of: &[RawAttributed]) -> Option<f32> {
    let likely: Vec<(usize, f32)> = of.iter().map(|s| Some((s.id, s.probability?))).collect::<Option<_>>()?;
    least(&likely, &chosen(&likely))
}

/// A record made by hand, its text in `page.txt` beside it.
#[derive(Deserialize)]
struct RawHandmade {
    statements: Vec<RawAttribution>,
    #[serde(default)]
    comments: Vec<RawComment>,
}

#[derive(Deserialize)]
struct RawComment {
    author: Option<String>,
    #[serde(default)]
    span: RawSpans,
}

impl RawHandmade {
    /// The page is called `page.txt`, as the reader calls a page after its file.
    fn page(self, folder: Option<&Path>) -> Result<GoldPage, String> {
        let path = folder.unwrap_or(Path::new(".")).join("page.txt");
        let text = std::fs::read_to_string(&path).map_err(|e| {
            format!("{}: {e}; the page's text must lie there, beside its record", path.display())
        })?;
        let converter = Converter::new(&text, OffsetUnit::CodePoint);
        let attributions = converter.attributions(&self.statements)?;
        let mut unscored = Vec::new();
        for comment in &self.comments {
            let id = comment.author.as_deref().unwrap_or("of nobody");
            unscored.extend(converter.spans(id, "comment", &comment.span)?);
        }
        Ok(GoldPage { id: "page.txt".to_owned(), text, attributions, unscored, ..GoldPage::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use whosaid::{Attributed, Evidence, Page, Speaker, SpeakerKind, Statement};

    const LINE: &str = r#"{"id":"a","title":"T","text":"“Ça va,” said Zoë.","extra":1,"attributions":[
        {"id":"E1","source":[[14,17]],"cue":[[9,13]],"content":[[0,8]]}],
        "other_annotators":{"x":[{"id":"E1","source":[],"cue":[[9,13]],"content":[[0,8]]}]}}"#;

    fn one_line(json: &str) -> String {
        json.replace("\n        ", "")
    }

    fn pages(text: &str) -> Vec<Result<GoldPage, EvalError>> {
        Pages::new(text.as_bytes(), "gold.jsonl").collect()
    }

    fn error(text: &str) -> String {
        pages(text).pop().unwrap().unwrap_err().to_string()
    }

    #[test]
    fn code_points_become_bytes() {
        let page = pages(&one_line(LINE)).pop().unwrap().unwrap();
        let attribution = &page.attributions[0];
        assert_eq!(attribution.content[0].of(&page.text), "“Ça va,”");
        assert_eq!(attribution.cue[0].of(&page.text), "said");
        assert_eq!(attribution.source[0].of(&page.text), "Zoë");
        assert_eq!(attribution.speakers, None);
        assert!(page.other_annotators["x"][0].source.is_empty());
        let (gold, predictions) = second_annotators(std::slice::from_ref(&page));
        assert_eq!((gold.len(), predictions[0].attributions[0].source.len()), (1, 0));
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_are_read() {
        let good = one_line(LINE);
        let text = format!("{good}\n\n{{\"id\": 3}}\n{good}\n");
        let read = pages(&text);
        assert_eq!(read.iter().filter(|p| p.is_ok()).count(), 2);
        let message = read[1].as_ref().unwrap_err().to_string();
        assert!(message.starts_with("gold.jsonl, line 3: neither a gold page"), "{message}");
    }

    #[test]
    fn offsets_that_do_not_fit_say_which() {
        let message = error(&one_line(LINE).replace("[14,17]", "[14,99]"));
        assert!(message.contains("statement E1: source [14, 99] does not fit the text"), "{message}");
        let message = error(&one_line(LINE).replace("[14,17]", "[17,14]"));
        assert!(message.contains("[17, 14]"), "{message}");
        assert!(error("{\"text\"").contains("not JSON"));
        assert!(error("[1, 2]").contains("neither a gold page"));
    }

    const RECORD: &str = r#"{"schema":"whosaid.record/1","offsets":"utf16",
        "page":{"id":"p","title":null,"text":"😀 Zoë said no."},
        "speakers":[{"id":0,"name":"Zoë","kind":"person","aliases":["Z"]},{"id":4,"name":"Bo","kind":"ghost"}],
        "statements":[{"id":0,"kind":"indirect","block":0,"content":[{"start":12,"end":14,"text":"no"}],
        "cue":[{"start":7,"end":11}],"source":[{"start":3,"end":6}],"speakers":[{"id":0,"probability":0.4},
        {"id":4,"probability":0.3}],"addressee":null}],"comments":[]}"#;

    #[test]
    fn records_are_read_in_their_own_unit() {
        let page = pages(&one_line(RECORD)).pop().unwrap().unwrap();
        let statement = &page.attributions[0];
        assert_eq!(statement.content[0].of(&page.text), "no");
        assert_eq!(statement.source[0].of(&page.text), "Zoë");
        assert_eq!(statement.kind, Some(StatementKind::Indirect));
        let speakers = statement.speakers.as_ref().unwrap();
        assert_eq!(speakers.len(), 1, "doubtful speakers are guesses, the first is the answer");
        assert_eq!(speakers[0].aliases, ["Z"]);
        assert_eq!(statement.probability, Some(0.4));
    }

    #[test]
    fn certain_speakers_say_it_together() {
        let together = one_line(RECORD).replace("0.4", "0.9").replace("0.3", "0.8");
        let page = pages(&together).pop().unwrap().unwrap();
        assert_eq!(page.attributions[0].speakers.as_ref().unwrap().len(), 2);
        assert_eq!(page.attributions[0].probability, Some(0.8), "both must be right");
        let unsaid = pages(&one_line(RECORD).replace(",\"probability\":0.4", "")).pop().unwrap().unwrap();
        assert_eq!(unsaid.attributions[0].probability, None);
        assert!(
            error(&one_line(RECORD).replace("{\"id\":0,\"prob", "{\"id\":7,\"prob")).contains("no speaker 7")
        );
    }

    #[test]
    fn an_indented_record_is_read_whole_and_unknown_schemas_are_refused() {
        let value: Value = serde_json::from_str(&one_line(RECORD)).unwrap();
        let indented = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(pages(&indented).len(), 1);
        assert!(pages(&indented)[0].is_ok());
        let message = error(&indented.replace("\"title\": null", "\"title\" null"));
        assert!(message.starts_with("gold.jsonl, line ") && !message.contains("line 1:"), "{message}");
        assert!(error(&one_line(RECORD).replace("record/1", "record/9")).contains("whosaid.record/9"));
    }

    #[test]
    fn a_handmade_record_lies_beside_its_page() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("record.gold.json");
        let json = "{\n \"note\": \"x\",\n \"statements\": [{\"speaker\": \"Ann\", \"kind\": \"direct\", \
                    \"source\": [0, 3], \"cue\": [], \"content\": [[5, 8]]}, \
                    {\"speaker\": \"Bo\", \"source\": null, \"cue\": [], \"content\": []}],\n \
                    \"comments\": [{\"author\": null, \"span\": [9, 11]}]}";
        std::fs::write(&path, json).unwrap();
        let missing = read_gold(&path).unwrap_err().to_string();
        assert!(missing.contains("page.txt") && missing.contains("beside its record"), "{missing}");
        std::fs::write(dir.path().join("page.txt"), "Ann: Yes\nHm").unwrap();
        let page = read_gold(&path).unwrap().pop().unwrap();
        assert_eq!(page.id, "page.txt");
        assert_eq!(page.attributions[0].source[0].of(&page.text), "Ann");
        assert_eq!(page.attributions[0].speakers.as_ref().unwrap()[0].name, "Ann");
        assert!(page.attributions[1].source.is_empty());
        assert_eq!(page.unscored, [Span::new(9, 11)]);
    }

    #[test]
    fn a_record_in_memory_is_a_prediction() {
        let page = Page::from_text("Ann said no.");
        let speaker = Speaker {
            id: 0,
            name: "Ann".into(),
            kind: SpeakerKind::Person,
            aliases: vec![],
            roles: vec![],
            mentions: vec![],
            statements: 0,
            identifiers: Default::default(),
        };
        let attributed =
            |speaker, probability| Attributed { speaker, probability, how: Evidence::Named, mention: None };
        let statement = Statement {
            id: 0,
            kind: StatementKind::Indirect,
            block: 0,
            content: vec![Span::new(9, 11)],
            cue: vec![Span::new(4, 8)],
            source: vec![Span::new(0, 3)],
            speakers: vec![attributed(0, 0.2), attributed(9, 0.1)],
            candidates: Vec::new(),
            confidence: 1.0,
        };
        let record =
            Record { page, speakers: vec![speaker], statements: vec![statement], thread: Vec::new() };
        let prediction = from_record(&record);
        assert_eq!(prediction.attributions[0].content[0].of(&prediction.text), "no");
        assert_eq!(prediction.attributions[0].speakers.as_ref().unwrap()[0].name, "Ann");
        assert_eq!(prediction.attributions[0].probability, Some(0.2));
    }

    proptest! {
        #[test]
        fn no_input_panics(junk in prop::collection::vec(any::<u8>(), 0..80), at in 0..400usize, with in ".{0,3}") {
            Pages::new(&junk[..], "junk").for_each(drop);
            for line in [one_line(LINE), one_line(RECORD)] {
                let mut damaged: Vec<char> = line.chars().collect();
                let at = at.min(damaged.len());
                let end = (at + 1).min(damaged.len());
                damaged.splice(at..end, with.chars());
                let damaged: String = damaged.into_iter().collect();
                for page in Pages::new(damaged.as_bytes(), "damaged").flatten() {
                    prop_assert!(GoldPage::misfit(&page.text, &page.attributions).is_none());
                }
            }
        }
    }
}
