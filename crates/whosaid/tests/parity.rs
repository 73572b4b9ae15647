//! Rust and the training code agree on a small text, by numbers that `training/parity.py` wrote:
//! word pieces as the reference tokenizer gives them, features as training saw them, scores as
//! ONNX Runtime gives them for the very graph that ships and PyTorch for its float weights.

use serde::Deserialize;
use whosaid::segment::segment;
use whosaid::tag::Tagger;
use whosaid::tag::features::Input;
use whosaid::{OffsetMap, OffsetUnit, Page};

#[derive(Deserialize)]
struct Parity {
    text: String,
    ids: Vec<u32>,
    places: Vec<(usize, usize)>,
    case: Vec<u8>,
    quote: Vec<u8>,
    start: Vec<u8>,
    pytorch: Vec<Vec<f32>>,
    onnxruntime: Vec<Vec<f32>>,
}

struct Case {
    parity: Parity,
    page: Page,
    input: Input,
    /// Pieces × labels.
    scores: Vec<f32>,
}

fn case() -> Case {
    let parity: Parity =
        serde_json::from_str(include_str!("parity.json")).expect("parity.json is as parity.py writes it");
    let tagger =
        Tagger::from_bytes(include_bytes!("../model/whosaid-2.model")).expect("the shipped model loads");
    let page = Page::from_text(parity.text.clone());
    let (input, scores) = tagger.scores(&page, &segment(&page)).expect("the shipped model runs");
    Case { parity, page, input, scores }
}

/// Mean and largest difference of the tags' scores; the special pieces' rows come first and last.
fn difference(ours: &[f32], theirs: &[Vec<f32>]) -> (f32, f32) {
    let theirs: Vec<f32> = theirs[1..theirs.len() - 1].concat();
    assert_eq!(ours.len(), theirs.len());
    let differences: Vec<f32> = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).collect();
    (
        differences.iter().sum::<f32>() / differences.len() as f32,
        differences.iter().copied().fold(0.0, f32::max),
    )
}

#[test]
fn word_pieces_are_the_reference_tokenizers() {
    let case = case();
    let map = OffsetMap::new(&case.page.text, OffsetUnit::CodePoint);
    let ids: Vec<u32> = case.input.pieces.iter().map(|p| p.id).collect();
    let places: Vec<(usize, usize)> = case.input.pieces.iter().map(|p| map.offsets(p.span)).collect();
    assert_eq!(ids, case.parity.ids);
    assert_eq!(places, case.parity.places);
}

#[test]
fn features_are_those_that_training_saw() {
    let case = case();
    assert_eq!(case.input.pieces.iter().map(|p| p.case as u8).collect::<Vec<_>>(), case.parity.case);
    assert_eq!(case.input.quote.iter().map(|&q| q as u8).collect::<Vec<_>>(), case.parity.quote);
    assert_eq!(case.input.start.iter().map(|&s| s as u8).collect::<Vec<_>>(), case.parity.start);
}

/// The same int8 graph in two engines: only the order of float sums differs, and now and then an
/// activation that falls on the other side of a rounding.
#[test]
fn scores_are_onnx_runtimes() {
    let case = case();
    let (mean, largest) = difference(&case.scores, &case.parity.onnxruntime);
    assert!(mean < 0.05 && largest < 0.5, "mean {mean}, largest {largest}");
}

/// Against float weights the difference is what int8 costs.
#[test]
fn scores_are_near_pytorchs() {
    let case = case();
    let (mean, largest) = difference(&case.scores, &case.parity.pytorch);
    assert!(mean < 0.2 && largest < 2.0, "mean {mean}, largest {largest}");
}
