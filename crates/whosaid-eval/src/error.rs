//! What can go wrong, always with what to do about it.

use std::io;
use std::path::Path;

/// Why a gold file, a prediction file or a comparison of the two is no use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file that cannot be opened or read.
    #[error("{file}: cannot be read ({source}); check the path and its permissions")]
    Io {
        /// The file's path.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A line that cannot be understood.
    #[error("{file}, line {line}: {reason}")]
    BadLine {
        /// The file's path.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// A page that stands twice in one file.
    #[error("page `{id}` stands twice in the {role}; keep one of the two")]
    DuplicatePage {
        /// The page's id.
        id: String,
        /// `gold` or `predictions`.
        role: &'static str,
    },
    /// Predictions for a page that the gold does not have.
    #[error("the predictions hold page `{id}`, which the gold has not; predict on the gold file's own pages")]
    UnknownPage {
        /// The page's id.
        id: String,
    },
    /// Predictions made on another text.
    #[error(
        "page `{id}`: the predictions were made on another text (it differs from code point {at} on); \
         predict again on the gold file's own text"
    )]
    TextDiffers {
        /// The page's id.
        id: String,
        /// The first code point that differs.
        at: usize,
    },
    /// A span that is not a stretch of the page's text.
    #[error(
        "page `{id}`: bytes {start}..{end} are no stretch of its text; spans are bytes on character boundaries"
    )]
    BadSpan {
        /// The page's id.
        id: String,
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
    },
    /// A predictor that answered for more or fewer pages than it was given.
    #[error(
        "the predictor answered for {got} pages and was given {given}; it must answer for each, in order"
    )]
    PredictionCount {
        /// Pages given.
        given: usize,
        /// Answers.
        got: usize,
    },
}

impl EvalError {
    pub(crate) fn io(file: &Path, source: io::Error) -> Self {
        EvalError::Io { file: file.display().to_string(), source }
    }

    pub(crate) fn line(file: &str, line: usize, reason: impl Into<String>) -> Self {
        EvalError::BadLine { file: file.to_owned(), line, reason: reason.into() }
    }
}
