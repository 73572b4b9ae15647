//! Predictions put beside the gold, page by page, and scored.

use crate::gold::from_record;
use crate::measures::{Counts, Measure, score_page};
use crate::{Attribution, EvalError, GoldPage, Prediction};
use serde::Serialize;
use std::collections::BTreeMap;
use whosaid::{Page, Reader};

/// Whatever finds statements in texts.
///
/// It must answer for each page, in order, with spans into that page's text, and must look at the text
/// alone: the gold is handed over with the page only so that a rewritten text keeps its name.
pub trait Predictor {
    /// What is found on each of `pages`.
    fn predict(&self, pages: &[GoldPage]) -> Vec<Vec<Attribution>>;
}

impl<F: Fn(&[GoldPage]) -> Vec<Vec<Attribution>>> Predictor for F {
    fn predict(&self, pages: &[GoldPage]) -> Vec<Vec<Attribution>> {
        self(pages)
    }
}

impl Predictor for Reader {
    fn predict(&self, pages: &[GoldPage]) -> Vec<Vec<Attribution>> {
        pages
            .iter()
            .map(|page| from_record(&self.read(&Page::from_text(page.text.clone()))).attributions)
            .collect()
    }
}

/// Lets `predictor` read the texts of `pages`.
///
/// # Errors
/// [`EvalError::PredictionCount`] when it answers for more or fewer pages.
pub fn predict(predictor: &dyn Predictor, pages: &[GoldPage]) -> Result<Vec<Prediction>, EvalError> {
    let found = predictor.predict(pages);
    if found.len() != pages.len() {
        return Err(EvalError::PredictionCount { given: pages.len(), got: found.len() });
    }
    let prediction = |(page, attributions): (&GoldPage, Vec<Attribution>)| Prediction {
        id: page.id.clone(),
        text: page.text.clone(),
        attributions,
    };
    Ok(pages.iter().zip(found).map(prediction).collect())
}

/// One page's counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageScore {
    /// The page's name.
    pub id: String,
    /// Its counts.
    pub counts: Counts,
}

/// A set's counts, page by page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// In the order of the gold.
    pub pages: Vec<PageScore>,
    /// What is odd without being wrong.
    pub warnings: Vec<String>,
}

impl Evaluation {
    /// The sum over all pages.
    pub fn total(&self) -> Counts {
        self.pages.iter().map(|page| page.counts).sum()
    }

    /// The counts alone, as the bootstrap wants them.
    pub fn counts(&self) -> Vec<Counts> {
        self.pages.iter().map(|page| page.counts).collect()
    }
}

/// Scores `predictions` against `gold`, joined by the pages' names.
///
/// A gold page without predictions is scored as if nothing had been found, with a warning.
///
/// # Errors
/// When the predictions hold a page that the gold has not, a page twice, another text than the gold's,
/// or a span that is no stretch of the text.
pub fn evaluate(gold: &[GoldPage], predictions: &[Prediction]) -> Result<Evaluation, EvalError> {
    let predicted = join(gold, predictions)?;
    let mut evaluation = Evaluation::default();
    let mut missing = Vec::new();
    for page in gold {
        let found = predicted.get(page.id.as_str());
        if found.is_none() {
            missing.push(page.id.as_str());
        }
        let counts = score_page(page, found.map_or(&[][..], |prediction| &prediction.attributions));
        evaluation.pages.push(PageScore { id: page.id.clone(), counts });
    }
    evaluation.warnings.extend(missing_pages(&missing, gold.len()));
    let named = predictions.iter().flat_map(|p| &p.attributions).any(|a| a.speakers.is_some());
    let total = evaluation.total();
    if !named && total[Measure::Found].predicted() > 0 && total[crate::Accuracy::EndToEnd].of > 0 {
        evaluation
            .warnings
            .push("the predictions name no speakers; speaker accuracy says nothing".to_owned());
    }
    Ok(evaluation)
}

fn missing_pages(missing: &[&str], all: usize) -> Option<String> {
    let (first, rest) = missing.split_first()?;
    let others = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    Some(format!(
        "{} of {all} gold pages have no predictions and count as read in vain: {first}{others}",
        missing.len()
    ))
}

/// Predictions by page name, each checked against its gold page.
pub(crate) fn join<'p>(
    gold: &[GoldPage],
    predictions: &'p [Prediction],
) -> Result<BTreeMap<&'p str, &'p Prediction>, EvalError> {
    let mut pages = BTreeMap::new();
    for page in gold {
        if pages.insert(page.id.as_str(), page).is_some() {
            return Err(EvalError::DuplicatePage { id: page.id.clone(), role: "gold" });
        }
        check_spans(&page.id, &page.text, &page.attributions)?;
    }
    let mut joined = BTreeMap::new();
    for prediction in predictions {
        let id = prediction.id.clone();
        let Some(page) = pages.get(prediction.id.as_str()) else {
            return Err(EvalError::UnknownPage { id });
        };
        if let Some(at) = first_difference(&page.text, &prediction.text) {
            return Err(EvalError::TextDiffers { id, at });
        }
        check_spans(&id, &prediction.text, &prediction.attributions)?;
        if joined.insert(prediction.id.as_str(), prediction).is_some() {
            return Err(EvalError::DuplicatePage { id, role: "predictions" });
        }
    }
    Ok(joined)
}

fn check_spans(id: &str, text: &str, attributions: &[Attribution]) -> Result<(), EvalError> {
    match GoldPage::misfit(text, attributions) {
        Some(span) => Err(EvalError::BadSpan { id: id.to_owned(), start: span.start, end: span.end }),
        None => Ok(()),
    }
}

pub(crate) fn first_difference(a: &str, b: &str) -> Option<usize> {
    if a == b {
        return None;
    }
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    Some(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::tests::{any_page, attribution, page};
    use proptest::prelude::*;
    use whosaid::Span;

    const TEXT: &str = "Ann said no. Bo said yes.";

    fn gold(id: &str) -> GoldPage {
        let attributions =
            vec![attribution(TEXT, "Ann", "said", &["no"]), attribution(TEXT, "Bo", "said", &["yes"])];
        GoldPage { id: id.to_owned(), ..page(TEXT, attributions) }
    }

    fn prediction(id: &str) -> Prediction {
        Prediction::from(gold(id))
    }

    #[test]
    fn joins_by_name_and_warns_of_missing_pages() {
        let evaluation = evaluate(&[gold("a"), gold("b")], &[prediction("b")]).unwrap();
        assert_eq!(evaluation.pages[0].counts[Measure::Statement].true_positives, 0);
        assert_eq!(evaluation.pages[1].counts[Measure::Statement].true_positives, 2);
        assert_eq!(evaluation.total()[Measure::Statement].recall(), Some(50.0));
        assert_eq!(
            evaluation.warnings,
            ["1 of 2 gold pages have no predictions and count as read in vain: a"]
        );
    }

    #[test]
    fn refuses_what_would_make_the_score_meaningless() {
        let error = |gold: &[GoldPage], predictions: &[Prediction]| {
            evaluate(gold, predictions).unwrap_err().to_string()
        };
        assert!(error(&[gold("a")], &[prediction("z")]).contains("page `z`, which the gold has not"));
        assert!(
            error(&[gold("a")], &[prediction("a"), prediction("a")]).contains("twice in the predictions")
        );
        assert!(error(&[gold("a"), gold("a")], &[]).contains("twice in the gold"));
        let other = Prediction { text: TEXT.replace("yes", "yet"), ..prediction("a") };
        assert!(error(&[gold("a")], &[other]).contains("differs from code point 23 on"));
        let mut wild = prediction("a");
        wild.attributions[0].cue = vec![Span::new(20, 99)];
        assert!(error(&[gold("a")], &[wild]).contains("bytes 20..99"));
    }

    #[test]
    fn a_closure_predicts_and_a_wrong_count_is_refused() {
        let perfect = |pages: &[GoldPage]| pages.iter().map(|p| p.attributions.clone()).collect::<Vec<_>>();
        let predictions = predict(&perfect, &[gold("a")]).unwrap();
        assert_eq!(predictions, [prediction("a")]);
        let lazy = |_: &[GoldPage]| Vec::new();
        assert!(predict(&lazy, &[gold("a")]).unwrap_err().to_string().contains("answered for 0 pages"));
    }

    #[test]
    fn says_that_nobody_was_named() {
        let mut gold = gold("a");
        gold.attributions[0].speakers = Some(Vec::new());
        let evaluation = evaluate(&[gold], &[prediction("a")]).unwrap();
        assert!(evaluation.warnings[0].contains("name no speakers"));
    }

    proptest! {
        #[test]
        fn adding_pages_up_is_scoring_the_set(sets in prop::collection::vec(any_page(), 1..5), cut in 0..5usize) {
            let gold: Vec<GoldPage> = sets
                .iter()
                .enumerate()
                .map(|(i, (text, a, _))| GoldPage { id: i.to_string(), ..page(text, a.clone()) })
                .collect();
            let predictions: Vec<Prediction> = sets
                .iter()
                .enumerate()
                .map(|(i, (text, _, b))| Prediction { id: i.to_string(), text: text.clone(), attributions: b.clone() })
                .collect();
            let cut = cut.min(gold.len());
            let mut parts = evaluate(&gold[..cut], &predictions[..cut]).unwrap().total();
            parts += evaluate(&gold[cut..], &predictions[cut..]).unwrap().total();
            prop_assert_eq!(parts, evaluate(&gold, &predictions).unwrap().total());
        }
    }
}
