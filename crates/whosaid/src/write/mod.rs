//! Record ─► output: JSON, CSV, HTML, brat stand-off, the terminal view.
//!
//! Every writer is a function of one [`Record`] and gives a string,
//! so that what is done with it (a file, a socket, a Python object) is the caller's
//! choice and memory holds one page at a time. Writers never fail and never panic:
//! a span that does not fit the page's text is shown as no words at all.
//!
//! | module | for | offsets |
//! | --- | --- | --- |
//! | [`json`] | programs: the whole record, with a schema | any [`OffsetUnit`](crate::OffsetUnit) |
//! | [`csv`] | spreadsheets and statistics: a row a statement | any |
//! | [`brat`] | annotation tools: stand-off files | code points |
//! | [`html`] | people: one page for the browser | – |
//! | [`terminal`] | people: the view of `whosaid read` | – |

use crate::{BlockKind, Record};
use std::borrow::Cow;

pub mod brat;
mod cast;
pub mod csv;
pub mod html;
pub mod json;
mod marks;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
mod thread;
mod wrap;

/// Which part of a page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The article and what is said there.
    Article,
    /// The readers' comments.
    Comments,
}

impl Part {
    const fn has_article(self) -> bool {
        !matches!(self, Part::Comments)
    }

    const fn has_comments(self) -> bool {
        !matches!(self, Part::Article)
    }

    /// Whether the part shows blocks of this kind where they stand. Comments that the record has are shown as a tree.
    fn shows(self, record: &Record, kind: BlockKind) -> bool {
        match kind {
            BlockKind::Comment => self.has_comments() && record.page.comments.is_empty(),
            _ => self.has_article(),
        }
    }
}

/// `record` with only what belongs to `part`, for programs: the lists of the other part are empty, while the page's text and
/// blocks stay, so that every place means the same. Without the article's statements no quotation points to one.
pub fn part_of(record: &Record, part: Part) -> Cow<'_, Record> {
    if part == Part::Whole {
        return Cow::Borrowed(record);
    }
    let mut record = record.clone();
    if part == Part::Article {
        record.page.comments.clear();
        record.thread.clear();
        let said = record.statements.iter().flat_map(|s| s.speakers.iter().chain(&s.candidates));
        let speaking = said.map(|one| one.speaker + 1).max();
        record.speakers.truncate(speaking.unwrap_or(0));
    } else {
        record.statements.clear();
        let quotations = record.thread.iter_mut().flat_map(|reply| &mut reply.quotations);
        quotations.for_each(|quoted| quoted.statement = None);
    }
    record.count_statements();
    Cow::Owned(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::record;

    #[test]
    fn a_part_has_only_its_own() {
        let whole = record(include_str!("testdata/thread.txt"), &["Ada Quist"]);
        let article = part_of(&whole, Part::Article);
        assert_eq!((article.statements.len(), article.page.comments.len(), article.thread.len()), (1, 0, 0));
        assert_eq!(article.speakers.len(), 1);
        let comments = part_of(&whole, Part::Comments);
        assert_eq!((comments.statements.len(), comments.page.comments.len()), (0, 7));
        assert!(comments.thread[0].quotations[0].target.is_some());
        for part in [article, comments] {
            assert_eq!(part.page.text, whole.page.text);
            let json = json::JsonRecord::new(&part, crate::OffsetUnit::Utf8);
            assert_eq!(json.to_record().as_ref(), Ok(&*part));
        }
    }
}
