//! How often the speaker of a gold statement is found: `whosaid::resolve` alone, on statements made by hand.
//!
//! `cargo run --release --example speakers -- pages.jsonl speakers.tsv [errors | choices | counts] [OPTION …]`
//!
//! `errors` prints each wrong one too; `counts` prints the figures as they are counted, for `evaluation/speakers`;
//! `choices` prints what the ranker is asked instead, for `training/speakers.py`. The options:
//!
//! - `rules`: the network is not asked for mentions
//! - `model=FILE`: another model file than the shipped one
//! - `weights=FILE`: other weights of the ranker than the shipped ones
//! - `people=FILE`: a knowledge file
//! - `fold=K/N`: every Nth page, in the order of their names, from the Kth on
//!
//! The pages are PolNeAR's JSON lines, the table is tab-separated (article, attribution, speaker, type, …). A speaker
//! is right when a name or alias, folded and without an article, is the gold name; `exact` counts articles too. Where
//! the gold name is fuller than any on the page (`Donald Trump` for a page that only has `Trump`), its last part will do.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use whosaid::resolve::{Context, Speakers, Weights, choices, resolve};
use whosaid::segment::segment;
use whosaid::tag::Tagger;
use whosaid::tag::mentions::Mentions;
use whosaid::{OffsetMap, OffsetUnit, Page, People, Span, Speaker, SpeakerKind, Statement, StatementKind};

/// Gold speakers of a page by attribution.
type Table = HashMap<String, HashMap<String, (String, String)>>;

#[derive(Default)]
struct Count {
    right: usize,
    exact: usize,
    all: usize,
    /// Sum of the probabilities, where they are told.
    said: Option<f64>,
}

impl Count {
    /// A line of figures to read.
    fn line(&self, name: &str) -> String {
        let percent = |n: f64| 100.0 * n / self.all.max(1) as f64;
        let said = self.said.map_or(String::new(), |said| format!("  said: {:.1} %", percent(said)));
        let (right, exact) = (percent(self.right as f64), percent(self.exact as f64));
        format!("{name:40} {right:5.1} %  (exact {exact:5.1} %)  of {}{said}", self.all)
    }

    /// Tab-separated: name, right, all, sum of the probabilities.
    fn cells(&self, name: &str) -> String {
        format!("{name}\t{}\t{}\t{:.4}", self.right, self.all, self.said.unwrap_or(0.0))
    }
}

/// How the pages are read.
struct How {
    errors: bool,
    choices: bool,
    counts: bool,
    /// Finds mentions; none for the rules alone.
    tagger: Option<Tagger>,
    weights: Option<Weights>,
    people: Option<People>,
    fold: (usize, usize),
}

impl How {
    fn new(args: &[String]) -> Result<How, Box<dyn Error>> {
        let has = |word: &str| args.iter().any(|arg| arg == word);
        let value = |name: &str| args.iter().find_map(|arg| arg.strip_prefix(name));
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/model/whosaid-2.model");
        let model = std::fs::read(value("model=").unwrap_or(shipped))?;
        let fold = value("fold=").and_then(|fold| fold.split_once('/')).unwrap_or(("0", "1"));
        let tagger = if has("rules") { None } else { Some(Tagger::from_bytes(&model)?) };
        let weights = value("weights=").map(std::fs::read_to_string).transpose()?;
        let people = value("people=").map(File::open).transpose()?.map(BufReader::new);
        Ok(How {
            errors: has("errors"),
            choices: has("choices"),
            counts: has("counts"),
            tagger,
            weights: weights.as_deref().map(Weights::read),
            people: people.map(People::from_jsonl).transpose()?,
            fold: (fold.0.parse()?, fold.1.parse()?),
        })
    }

    fn mentions(&self, page: &Page) -> Option<Mentions> {
        let tags = self.tagger.as_ref().and_then(|tagger| tagger.tag(page, &segment(page), 2).ok());
        tags.map(|tags| tags.mentions)
    }

    fn context<'c>(&'c self, mentions: Option<&'c Mentions>) -> Context<'c> {
        Context {
            mentions,
            people: self.people.as_ref(),
            least_probability: 0.0,
            weights: self.weights.as_ref(),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [pages, table] = [1, 2].map(|i| args.get(i).map(String::as_str).unwrap_or_default());
    let pages =
        std::fs::read_to_string(pages).map_err(|_| "usage: speakers PAGES.jsonl SPEAKERS.tsv [errors]")?;
    let table = read_table(&std::fs::read_to_string(table)?);
    let how = How::new(args.get(3..).unwrap_or_default())?;
    let mut counts = BTreeMap::new();
    let mut names: Vec<&String> = table.keys().collect();
    names.sort_unstable();
    let taken = |id: &str| {
        names.binary_search_by(|name| (**name).as_str().cmp(id)).is_ok_and(|i| i % how.fold.1 == how.fold.0)
    };
    for line in pages.lines() {
        let fields: serde_json::Value = serde_json::from_str(line)?;
        if let Some(gold) = fields["id"].as_str().filter(|id| taken(id)).and_then(|id| table.get(id)) {
            match how.choices {
                true => print_choices(&fields, gold, &how)?,
                false => measure(&fields, gold, &how, &mut counts),
            }
        }
    }
    for (name, count) in &counts {
        println!("{}", if how.counts { count.cells(name) } else { count.line(name) });
    }
    Ok(())
}

fn read_table(text: &str) -> Table {
    let mut table = Table::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [article, attribution, speaker, kind, ..] = cells[..] {
            let rows = table.entry(article.to_owned()).or_default();
            rows.insert(attribution.to_owned(), (speaker.to_owned(), kind.to_owned()));
        }
    }
    table
}

/// The page, its attributions and the statements made of them.
fn gold_statements(fields: &serde_json::Value) -> (Page, Vec<serde_json::Value>, Vec<Statement>) {
    let mut page = Page::from_text(fields["text"].as_str().unwrap_or_default());
    page.published = fields["date"].as_str().map(str::to_owned).or(page.published);
    let attributions = fields["attributions"].as_array().cloned().unwrap_or_default();
    let map = OffsetMap::new(&page.text, OffsetUnit::CodePoint);
    let statements: Vec<Statement> =
        attributions.iter().enumerate().map(|(i, a)| statement(&page, &map, i, a)).collect();
    (page, attributions, statements)
}

/// One JSON line for each question with a right answer among its candidates.
fn print_choices(
    fields: &serde_json::Value,
    gold: &HashMap<String, (String, String)>,
    how: &How,
) -> Result<(), Box<dyn Error>> {
    let (page, attributions, statements) = gold_statements(fields);
    let mentions = how.mentions(&page);
    let context = how.context(mentions.as_ref());
    let (asked, names) = choices(&page, &segment(&page), &statements, &context);
    for choice in asked {
        let id = attributions.get(choice.statement).and_then(|a| a["id"].as_str());
        let Some((speaker, _)) = id.and_then(|id| gold.get(id)) else { continue };
        let pronoun = source_form(&source_text(&page, &statements[choice.statement]), speaker) == "pronoun";
        if choice.question != "phrase" && !pronoun {
            // Of `his lawyer` only the lawyer is known to be right or wrong.
            continue;
        }
        let right: Vec<bool> =
            choice.candidates.iter().map(|one| is_candidate_right(speaker, &one.forms, &page)).collect();
        let features: Vec<&Vec<f32>> = choice.candidates.iter().map(|one| &one.features).collect();
        let new: Vec<bool> = choice.candidates.iter().map(|one| one.new).collect();
        let line = serde_json::json!({
            "article": fields["id"], "question": choice.question, "names": names, "right": right, "new": new,
            "features": features,
        });
        println!("{line}");
    }
    Ok(())
}

/// Whether the gold speakers and those whom a candidate stands for agree one to one.
fn is_candidate_right(gold: &str, forms: &[Vec<String>], page: &Page) -> bool {
    let text = fold(&page.text);
    let same = |name: &str, forms: &Vec<String>| {
        let last = |name: &str| fold(name).rsplit(' ').next().map(str::to_owned);
        forms.iter().any(|form| bare(&fold(form)) == bare(&fold(name)))
            || (!text.contains(&fold(name)) && forms.first().and_then(|form| last(form)) == last(name))
    };
    let names: Vec<&str> = gold.split("; ").filter(|name| *name != "-").collect();
    names.len() == forms.len() && names.iter().all(|name| forms.iter().any(|forms| same(name, forms)))
}

/// Resolves one page's gold statements and counts what is right.
fn measure(
    fields: &serde_json::Value,
    gold: &HashMap<String, (String, String)>,
    how: &How,
    counts: &mut BTreeMap<String, Count>,
) {
    let (page, attributions, statements) = gold_statements(fields);
    let mentions = how.mentions(&page);
    let context = how.context(mentions.as_ref());
    let found = resolve(&page, &segment(&page), &statements, &context);
    for (i, attribution) in attributions.iter().enumerate() {
        let Some((speaker, _)) = attribution["id"].as_str().and_then(|id| gold.get(id)) else { continue };
        let predicted: Vec<&Speaker> =
            found.attributed[i].iter().map(|one| &found.speakers[one.speaker]).collect();
        let exact = agree(speaker, &predicted, &fold);
        let right = exact
            || agree(speaker, &predicted, &|name| bare(&fold(name)))
            || short(speaker, &predicted, &page);
        let source = source_text(&page, &statements[i]);
        let form = source_form(&source, speaker);
        let mut keys = vec![format!("source: {form}")];
        if speaker != "-" {
            let kind = statements[i].kind.name();
            keys.extend(["overall".to_owned(), format!("kind: {kind}"), format!("kind: {kind}, {form}")]);
        }
        let told = found.attributed[i].first();
        if let Some(first) = told {
            let tenth = (first.probability * 10.0).floor().min(9.0) / 10.0;
            keys.push(format!("probability: from {tenth:.1}"));
            keys.push(format!("evidence: {}", first.how.name()));
        }
        if !right {
            keys.push(format!("error: {form}: {}", cause(speaker, &predicted, &found, &page)));
        }
        for key in keys {
            let count = counts.entry(key.clone()).or_default();
            count.all += 1;
            count.right += usize::from(right);
            count.exact += usize::from(exact);
            let is_about_probability = key.starts_with("probability") || key.starts_with("evidence");
            if let Some(first) = told.filter(|_| is_about_probability) {
                *count.said.get_or_insert(0.0) += f64::from(first.probability);
            }
        }
        if how.errors && !right {
            let names: Vec<&str> = predicted.iter().map(|p| p.name.as_str()).collect();
            let context = Span::new(statements[i].source.first().map_or(0, |s| s.start), page.text.len());
            let context: String = context.of(&page.text).chars().take(60).collect();
            println!(
                "{form}\t{source}\tgold {speaker}\tfound {}\t{}\t{}",
                names.join("; "),
                context.replace('\n', " "),
                page.title.as_deref().unwrap_or_default()
            );
        }
    }
}

/// Why nobody or the wrong one was found, as far as the names tell.
fn cause(gold: &str, predicted: &[&Speaker], found: &Speakers, page: &Page) -> &'static str {
    let names: Vec<&str> = gold.split("; ").filter(|name| *name != "-").collect();
    let speaks =
        |name: &&str| found.speakers.iter().any(|speaker| agree(name, &[speaker], &|name| bare(&fold(name))));
    let text = fold(&page.text);
    match (&names[..], predicted) {
        ([], _) => "nobody in the gold, somebody found",
        (_, []) => "nobody found",
        (["AUTHOR"], _) => "the author in the gold",
        (names, predicted) if names.len() != predicted.len() => "another number of speakers",
        (names, _) if names.iter().all(speaks) => "another of those who speak on the page",
        (names, _) if names.iter().all(|name| text.contains(&bare(&fold(name)))) => {
            "the name is on the page, but no speaker's"
        }
        _ => "the gold's name is not on the page",
    }
}

fn statement(page: &Page, map: &OffsetMap, id: usize, attribution: &serde_json::Value) -> Statement {
    let spans = |role: &str| -> Vec<Span> {
        let pairs = attribution[role].as_array().map_or(&[][..], Vec::as_slice);
        let number = |v: &serde_json::Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
        pairs.iter().filter_map(|p| map.span(number(&p[0])?, number(&p[1])?)).collect()
    };
    let content = spans("content");
    let block = content
        .first()
        .map_or(0, |c| page.blocks.partition_point(|b| b.span.start <= c.start).saturating_sub(1));
    Statement {
        id,
        kind: kind(page, &content),
        block,
        content,
        cue: spans("cue"),
        source: spans("source"),
        speakers: Vec::new(),
        candidates: Vec::new(),
        confidence: 1.0,
    }
}

/// Direct when every piece is within marks, mixed when there are marks at all.
fn kind(page: &Page, content: &[Span]) -> StatementKind {
    let marks = ['“', '”', '"', '‘'];
    let quoted = |span: &Span| {
        let text = span.of(&page.text).trim_end_matches(['.', ',']);
        text.starts_with(marks) || text.ends_with(['”', '"']) || text.starts_with("''")
    };
    if !content.is_empty() && content.iter().all(quoted) {
        StatementKind::Direct
    } else if content.iter().any(|span| span.of(&page.text).contains(marks)) {
        StatementKind::Mixed
    } else {
        StatementKind::Indirect
    }
}

fn source_text(page: &Page, statement: &Statement) -> String {
    statement.source.iter().map(|span| span.of(&page.text)).collect::<Vec<_>>().join(" ")
}

/// `named`, `pronoun`, `description` or `none`, by the source's words.
fn source_form(source: &str, speaker: &str) -> &'static str {
    const PRONOUNS: &str = " he she they i we it you who him her his them their my our me us himself herself themselves which its that whom whose ";
    if source.is_empty() {
        return if speaker == "-" { "none, unknown" } else { "none, known" };
    }
    let folded = fold(source);
    if PRONOUNS.contains(&format!(" {folded} ")) {
        return "pronoun";
    }
    let named = |name: &str| {
        let last = name.split_whitespace().last().unwrap_or_default();
        last.starts_with(char::is_uppercase)
            && folded.split(' ').any(|word| word == fold(last) || word == format!("{}s", fold(last)))
    };
    if speaker.split("; ").any(named) { "named" } else { "description" }
}

/// Whether the gold names and the predicted speakers agree one to one.
fn agree(gold: &str, predicted: &[&Speaker], fold: &dyn Fn(&str) -> String) -> bool {
    let gold: Vec<&str> = gold.split("; ").filter(|name| *name != "-").collect();
    let same = |name: &str, speaker: &Speaker| {
        if name == "AUTHOR" {
            return speaker.kind == SpeakerKind::Author;
        }
        std::iter::once(&speaker.name).chain(&speaker.aliases).any(|form| fold(form) == fold(name))
    };
    gold.len() == predicted.len() && gold.iter().all(|name| predicted.iter().any(|p| same(name, p)))
}

/// Whether they agree one to one when gold speakers whose full names the page lacks are known by the last part.
fn short(gold: &str, predicted: &[&Speaker], page: &Page) -> bool {
    let text = fold(&page.text);
    let same = |name: &str, speaker: &Speaker| {
        let last = name.split_whitespace().last().unwrap_or_default();
        let lacks = !text.contains(&fold(name));
        agree(name, &[speaker], &|name| bare(&fold(name)))
            || (lacks && fold(&speaker.name).split(' ').next_back() == Some(&fold(last)))
    };
    let gold: Vec<&str> = gold.split("; ").filter(|name| *name != "-").collect();
    gold.len() == predicted.len()
        && !gold.is_empty()
        && gold.iter().all(|name| predicted.iter().any(|one| same(name, one)))
}

/// Lower case without stops and marks, hyphens as spaces.
fn fold(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace() || "&-–/".contains(*c));
    let spaced: String = kept.map(|c| if "-–/".contains(c) { ' ' } else { c }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare(folded: &str) -> String {
    ["the ", "a ", "an "].iter().find_map(|article| folded.strip_prefix(article)).unwrap_or(folded).to_owned()
}
