//! `whosaid eval`.

use crate::args::{EvalCommand, EvalFormat, PagesArgs};
use crate::{EvalArgs, FAILURE, complain, load_reader, print};
use std::path::Path;
use whosaid::Reader;
use whosaid_eval::bootstrap::RESAMPLES;
use whosaid_eval::pages::evaluate_pages;
use whosaid_eval::paragraphs::{ParagraphReport, evaluate_paragraphs, read_paragraphs};
use whosaid_eval::{
    Comparison, GoldPage, Prediction, Report, Variant, attach_speakers, bootstrap, diff, evaluate, predict,
    read_gold, read_predictions, read_speakers, variant_pages,
};

/// So that the same command gives the same figures and the same rewritten texts every time.
const SEED: u64 = 1;

/// Scores, prints, and says whether all went well.
pub fn run(args: &EvalArgs) -> u8 {
    let report = match &args.what {
        Some(EvalCommand::Pages(args)) => pages(args),
        None => statements(args),
    };
    match report {
        Ok(report) => print(report.as_bytes()),
        Err(reason) => {
            complain("eval", reason);
            FAILURE
        }
    }
}

fn pages(args: &PagesArgs) -> Result<String, String> {
    let report = evaluate_pages(&args.folder).map_err(text)?;
    Ok(shown(args.format, || report.text(), || report.markdown(), || report.json()))
}

fn statements(args: &EvalArgs) -> Result<String, String> {
    match (&args.diff[..], &args.paragraphs, &args.gold) {
        ([old, new], _, gold) => moved(args, old, new, gold.as_deref()),
        (_, Some(paragraphs), _) => by_paragraph(args, paragraphs),
        (_, _, Some(gold)) => scored(args, gold),
        // The command line asks for one of them.
        _ => Err("nothing to score: say --gold FILE".to_owned()),
    }
}

fn scored(args: &EvalArgs, path: &Path) -> Result<String, String> {
    let mut variants = variants(&args.variant)?;
    let gold = gold(path, args.speakers.as_deref())?;
    let set = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let clean = match &args.predictions {
        Some(predictions) => report(&set, &gold, &read_predictions(predictions).map_err(text)?)?,
        None => {
            let reader = load_reader(args.model.as_deref())?;
            let clean = read_and_report(&set, &gold, &reader)?;
            if !variants.is_empty() {
                let others = variants.drain(..).map(|variant| {
                    read_and_report(variant.name(), &variant_pages(&gold, variant, SEED), &reader)
                });
                let sets: Result<Vec<Report>, String> = std::iter::once(Ok(clean)).chain(others).collect();
                let comparison = Comparison::new(sets?);
                return Ok(shown(
                    args.format,
                    || comparison.text(),
                    || comparison.markdown(),
                    || comparison.json(),
                ));
            }
            clean
        }
    };
    Ok(shown(args.format, || clean.text(), || clean.markdown(), || clean.json()))
}

fn moved(args: &EvalArgs, old: &Path, new: &Path, gold_path: Option<&Path>) -> Result<String, String> {
    let gold = gold_path.map(|path| gold(path, args.speakers.as_deref())).transpose()?;
    let (old, new) = (read_predictions(old).map_err(text)?, read_predictions(new).map_err(text)?);
    let moved = diff(&old, &new, gold.as_deref()).map_err(text)?;
    let fenced = || format!("```text\n{}```\n", ending(moved.text()));
    Ok(shown(args.format, || moved.text(), fenced, || moved.json()))
}

fn by_paragraph(args: &EvalArgs, path: &Path) -> Result<String, String> {
    let paragraphs = read_paragraphs(path).map_err(text)?;
    let reader = load_reader(args.model.as_deref())?;
    let evaluation = evaluate_paragraphs(&paragraphs, &reader).map_err(text)?;
    let intervals = bootstrap(&evaluation.counts(), RESAMPLES, SEED);
    let report = ParagraphReport::new(&path.display().to_string(), &evaluation, Some(&intervals));
    Ok(shown(args.format, || report.text(), || report.markdown(), || report.json()))
}

fn gold(path: &Path, speakers: Option<&Path>) -> Result<Vec<GoldPage>, String> {
    let mut gold = read_gold(path).map_err(text)?;
    if let Some(speakers) = speakers {
        let table = read_speakers(speakers).map_err(text)?;
        for warning in attach_speakers(&mut gold, &table) {
            complain(speakers.display(), format!("warning: {warning}"));
        }
    }
    Ok(gold)
}

fn read_and_report(set: &str, gold: &[GoldPage], reader: &Reader) -> Result<Report, String> {
    report(set, gold, &predict(reader, gold).map_err(text)?)
}

fn report(set: &str, gold: &[GoldPage], predictions: &[Prediction]) -> Result<Report, String> {
    let evaluation = evaluate(gold, predictions).map_err(text)?;
    let intervals = bootstrap(&evaluation.counts(), RESAMPLES, SEED);
    Ok(Report::new(set, &evaluation, Some(&intervals)))
}

fn variants(names: &[String]) -> Result<Vec<Variant>, String> {
    if names.iter().any(|name| name == "all") {
        return Ok(Variant::ALL.to_vec());
    }
    names
        .iter()
        .map(|name| name.parse().map_err(|error: <Variant as std::str::FromStr>::Err| error.to_string()))
        .collect()
}

fn shown(
    format: EvalFormat,
    table: impl FnOnce() -> String,
    markdown: impl FnOnce() -> String,
    json: impl FnOnce() -> String,
) -> String {
    ending(match format {
        EvalFormat::Table => table(),
        EvalFormat::Markdown => markdown(),
        EvalFormat::Json => json(),
    })
}

fn ending(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn text(error: whosaid_eval::EvalError) -> String {
    error.to_string()
}
