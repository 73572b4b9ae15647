//! Measures how well Whosaid reads.
//!
//! Everything behind `whosaid eval`: gold files in, figures out, with intervals, with every page's counts
//! kept, and with a list of the statements that moved between two versions. Predictions are data here:
//! the reader's own, another program's, or a second annotator's.
//!
//! | step | where |
//! | --- | --- |
//! | read gold, records, speaker tables | [`read_gold`], [`read_predictions`], [`read_speakers`], [`attach_speakers`] |
//! | rewrite the gold (British quotation marks, lost marks, captions in the flow) | [`variants`] |
//! | predict | [`Predictor`], [`predict`], [`from_record`] |
//! | score | [`evaluate`], [`measures`] |
//! | intervals | [`bootstrap()`] |
//! | tables | [`Report`], [`Comparison`] |
//! | what moved | [`diff()`] |
//! | the protocol of the published figures | [`paragraphs`] |
//! | how well pages are read | [`pages`] |
//!
//! From the command line: `whosaid eval gold.jsonl --speakers speakers.tsv`.
//!
//! ```
//! use whosaid_eval::{Measure, Pages, Prediction, Report, bootstrap, evaluate};
//!
//! let line = r#"{"id": "tiny", "text": "Ann said no. Bo said yes.", "attributions": [
//!     {"id": "1", "source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 11]]},
//!     {"id": "2", "source": [[13, 15]], "cue": [[16, 20]], "content": [[21, 24]]}]}"#;
//! let gold = Pages::new(line.replace('\n', " ").as_bytes(), "tiny.jsonl").collect::<Result<Vec<_>, _>>()?;
//!
//! // A reader that finds the first statement only.
//! let mut prediction = Prediction::from(gold[0].clone());
//! prediction.attributions.truncate(1);
//!
//! let evaluation = evaluate(&gold, &[prediction])?;
//! let intervals = bootstrap(&evaluation.counts(), 1_000, 1);
//! let report = Report::new("tiny", &evaluation, Some(&intervals));
//! // Precision 1/1, recall 1/2: F1 2/3.
//! assert_eq!(report.f1(Measure::Statement).map(f64::round), Some(67.0));
//! println!("{}", report.text());
//! # Ok::<(), whosaid_eval::EvalError>(())
//! ```

pub mod bootstrap;
pub mod diff;
mod error;
mod evaluate;
pub mod gold;
mod input;
pub mod marks;
pub mod measures;
pub mod names;
pub mod pages;
pub mod paragraphs;
pub mod random;
pub mod reliability;
mod report;
pub mod speakers;
pub mod variants;

pub use bootstrap::{Interval, Intervals, bootstrap};
pub use diff::{Diff, diff};
pub use error::EvalError;
pub use evaluate::{Evaluation, PageScore, Predictor, evaluate, predict};
pub use gold::{
    Attribution, GoldPage, Pages, Prediction, from_record, open_pages, read_gold, read_predictions,
    second_annotators,
};
pub use measures::{Accuracy, Counts, Measure, Share, Tally, match_statements, score_page};
pub use names::NamedSpeaker;
pub use reliability::{Reliability, ReliabilityRow};
pub use report::{Comparison, MeasureRow, Report, ShareRow};
pub use speakers::{SpeakerTable, attach_speakers, read_speakers};
pub use variants::{Variant, variant_page, variant_pages};
