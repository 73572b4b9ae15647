//! The whole crate on the real data, where it lies beside the checkout; nothing of it is in the repository.

use std::path::{Path, PathBuf};
use whosaid_eval::paragraphs::{ParagraphReport, evaluate_paragraphs, read_paragraphs};
use whosaid_eval::{
    Accuracy, Attribution, GoldPage, Measure, Prediction, Variant, attach_speakers, bootstrap, evaluate,
    read_gold, read_speakers, variant_pages,
};

fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(file);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no ../shared/data");
    None
}

fn perfect(gold: &[GoldPage]) -> Vec<Prediction> {
    gold.iter().cloned().map(Prediction::from).collect()
}

#[test]
fn the_dev_set_scores_full_marks_against_itself() {
    let (Some(gold), Some(speakers)) =
        (shared("data/polnear/dev.jsonl"), shared("data/polnear/speakers-dev.tsv"))
    else {
        return;
    };
    let mut gold = read_gold(&gold).unwrap();
    assert_eq!(attach_speakers(&mut gold, &read_speakers(&speakers).unwrap()), [""; 0]);
    let evaluation = evaluate(&gold, &perfect(&gold)).unwrap();
    let total = evaluation.total();
    for measure in Measure::ALL {
        assert_eq!(total[measure].f1(), Some(100.0), "{measure:?}");
    }
    for accuracy in Accuracy::ALL {
        assert_eq!(total[accuracy].percent(), Some(100.0), "{accuracy:?}");
    }
    let with_content = gold.iter().flat_map(|p| &p.attributions).filter(|a| !a.content.is_empty()).count();
    assert_eq!(total[Accuracy::EndToEnd].of, with_content as u64);
    let interval = bootstrap(&evaluation.counts(), 20, 1).f1(Measure::Statement).unwrap();
    assert_eq!((interval.low, interval.high), (100.0, 100.0));
}

#[test]
fn every_variant_of_the_dev_set_keeps_its_gold() {
    let Some(path) = shared("data/polnear/dev.jsonl") else { return };
    let gold = read_gold(&path).unwrap();
    let bare = |text: &str| text.replace(['“', '”', '"', '\'', '‘', '’'], "").to_lowercase();
    for variant in Variant::ALL {
        let after = variant_pages(&gold, variant, 1);
        let rewritten = gold.iter().zip(&after).filter(|(old, new)| old.text != new.text).count();
        assert!(rewritten > gold.len() / 2, "{variant:?}: {rewritten} pages");
        for (page, new) in gold.iter().zip(&after) {
            let words = |page: &GoldPage| -> Vec<String> {
                page.attributions
                    .iter()
                    .flat_map(Attribution::spans)
                    .map(|s| bare(s.of(&page.text)))
                    .collect()
            };
            assert_eq!(words(page), words(new), "{variant:?}, {}", page.id);
        }
        let total = evaluate(&after, &perfect(&after)).unwrap().total();
        assert_eq!(total[Measure::Exact].f1(), Some(100.0), "{variant:?}");
    }
}

#[test]
fn the_seed_page_is_gold() {
    let Some(path) = shared("pages/seed/record.gold.json") else { return };
    let gold = read_gold(&path).unwrap();
    assert_eq!(gold[0].attributions.len(), 22);
    assert!(
        gold[0].attributions.iter().flat_map(Attribution::spans).all(|s| !s.of(&gold[0].text).is_empty())
    );
    let total = evaluate(&gold, &perfect(&gold)).unwrap().total();
    assert_eq!(total[Measure::Exact].f1(), Some(100.0));
    assert_eq!(total[Accuracy::EndToEnd].percent(), Some(100.0));
}

#[test]
fn the_published_protocol_gives_its_own_spans_back() {
    let Some(path) = shared("data/polnear/paragraphs-valid.jsonl.gz") else { return };
    let paragraphs = read_paragraphs(&path).unwrap();
    // A reader that knows the answer, and gives it as spans of the joined text.
    let knowing = |pages: &[GoldPage]| -> Vec<Vec<Attribution>> {
        assert_eq!(pages.len(), paragraphs.len());
        let answer = |p: &whosaid_eval::paragraphs::Paragraph| {
            let mut found = Attribution::default();
            for (label, run) in &p.gold {
                let span = p.tokens[run.start].cover(p.tokens[run.end - 1]);
                match label {
                    whosaid_eval::paragraphs::Label::Source => found.source.push(span),
                    whosaid_eval::paragraphs::Label::Cue => found.cue.push(span),
                    whosaid_eval::paragraphs::Label::Content => found.content.push(span),
                }
            }
            vec![found]
        };
        paragraphs.iter().map(answer).collect()
    };
    let evaluation = evaluate_paragraphs(&paragraphs, &knowing).unwrap();
    let report = ParagraphReport::new("valid", &evaluation, None);
    assert!(report.rows.iter().all(|row| row.f1 == Some(100.0)), "{}", report.text());
    // As many spans as the file has B- labels.
    assert_eq!(report.rows.iter().map(|r| r.counts.gold()).collect::<Vec<_>>(), [2061, 2318, 2770, 7149]);
}
