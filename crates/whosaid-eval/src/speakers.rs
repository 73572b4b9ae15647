//! Who the speakers are, from a file of their own.
//!
//! A tab-separated line for each statement: `article  attribution  speaker  type  addressee  venue`,
//! `-` for none, a heading line or not.

use crate::input::{Lines, open};
use crate::names::{NamedSpeaker, parse_speakers};
use crate::{EvalError, GoldPage};
use std::collections::BTreeMap;
use std::path::Path;
use whosaid::SpeakerKind;

/// Speakers by article and attribution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeakerTable {
    rows: BTreeMap<String, BTreeMap<String, Vec<NamedSpeaker>>>,
}

impl SpeakerTable {
    /// Number of statements in the table.
    pub fn len(&self) -> usize {
        self.rows.values().map(BTreeMap::len).sum()
    }

    /// Whether the table says nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let cells: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').collect();
        let [article, attribution, names, kind, ..] = cells[..] else {
            return Err(format!(
                "{} columns; give article, attribution, speaker and type, parted by tabs",
                cells.len()
            ));
        };
        if (article, attribution) == ("article", "attribution") {
            return Ok(());
        }
        let mut speakers = parse_speakers(names);
        // The one type of a line tells the kind of its one speaker; of several it may be true of none.
        if let [speaker] = &mut speakers[..] {
            speaker.kind = speaker.kind.or(speaker_kind(kind.trim()));
        }
        let article_rows = self.rows.entry(article.to_owned()).or_default();
        if article_rows.insert(attribution.to_owned(), speakers).is_some() {
            return Err(format!("{article}, {attribution} stands twice; keep one of the two lines"));
        }
        Ok(())
    }
}

/// Reads the table at `path`.
///
/// # Errors
/// At the first line that cannot be understood.
pub fn read_speakers(path: &Path) -> Result<SpeakerTable, EvalError> {
    let mut table = SpeakerTable::default();
    let mut lines = Lines::new(open(path)?, &path.display().to_string());
    while let Some(line) = lines.next() {
        table.add(&line?).map_err(|reason| EvalError::line(lines.file(), lines.number(), reason))?;
    }
    Ok(table)
}

/// Writes the table's speakers into the pages; what the pages or the table lack is told in the answer.
///
/// Pages without a line in the table stay as they are: a table may cover part of a set.
pub fn attach_speakers(pages: &mut [GoldPage], table: &SpeakerTable) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut joined = 0;
    for page in pages.iter_mut() {
        let Some(rows) = table.rows.get(&page.id) else { continue };
        let mut missing = 0;
        for attribution in &mut page.attributions {
            match rows.get(&attribution.id) {
                Some(speakers) => {
                    attribution.speakers = Some(speakers.clone());
                    joined += 1;
                }
                None => missing += 1,
            }
        }
        if missing > 0 {
            warnings
                .push(format!("page `{}`: {missing} statements have no line in the speaker table", page.id));
        }
        let known = |id: &String| page.attributions.iter().any(|a| a.id == *id);
        let stray = rows.keys().filter(|id| !known(id)).count();
        if stray > 0 {
            warnings
                .push(format!("page `{}`: {stray} lines of the speaker table have no statement", page.id));
        }
    }
    if joined == 0 && !table.is_empty() {
        warnings.push("no line of the speaker table belongs to a gold page; is it another set's?".to_owned());
    }
    warnings
}

/// The kind that a name stands for, in records and in speaker tables.
pub(crate) fn speaker_kind(name: &str) -> Option<SpeakerKind> {
    Some(match name {
        "person" => SpeakerKind::Person,
        "organisation" | "org" => SpeakerKind::Organisation,
        "group" => SpeakerKind::Group,
        "document" => SpeakerKind::Document,
        "unnamed" => SpeakerKind::Unnamed,
        "generic" => SpeakerKind::Generic,
        "author" => SpeakerKind::Author,
        "reader" => SpeakerKind::Reader,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Attribution;

    fn table(text: &str) -> Result<SpeakerTable, EvalError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("speakers.tsv");
        std::fs::write(&path, text).unwrap();
        read_speakers(&path)
    }

    fn page(id: &str, attributions: &[&str]) -> GoldPage {
        let attributions = attributions
            .iter()
            .map(|id| Attribution { id: id.to_string(), ..Attribution::default() })
            .collect();
        GoldPage { id: id.to_owned(), attributions, ..GoldPage::default() }
    }

    #[test]
    fn joins_by_article_and_attribution() {
        let text = "article\tattribution\tspeaker\ttype\taddressee\tvenue\n\
                    a\tE1\tAnn Lee\tperson\t-\t-\na\tE2\tAnn; Bo\tgroup\t-\t-\r\na\tE3\t-\tnone\t-\t-\n\
                    a\tE4\tAUTHOR\tauthor\t-\t-\n";
        let table = table(text).unwrap();
        assert_eq!(table.len(), 4);
        let mut pages = [page("a", &["E1", "E2", "E3", "E4"]), page("b", &["E1"])];
        assert!(attach_speakers(&mut pages, &table).is_empty());
        let of = |i: usize| pages[0].attributions[i].speakers.clone().unwrap();
        assert_eq!((of(0)[0].name.as_str(), of(0)[0].kind), ("Ann Lee", Some(SpeakerKind::Person)));
        assert_eq!((of(1).len(), of(1)[0].kind), (2, None));
        assert!(of(2).is_empty());
        assert_eq!(of(3)[0].kind, Some(SpeakerKind::Author));
        assert_eq!(pages[1].attributions[0].speakers, None);
    }

    #[test]
    fn says_what_does_not_fit() {
        let table = table("a\tE1\tAnn\tperson\na\tE9\tAnn\tperson\n").unwrap();
        let warnings = attach_speakers(&mut [page("a", &["E1", "E2"])], &table);
        assert_eq!(
            warnings,
            [
                "page `a`: 1 statements have no line in the speaker table",
                "page `a`: 1 lines of the speaker table have no statement"
            ]
        );
        assert!(attach_speakers(&mut [page("z", &["E1"])], &table)[0].contains("another set's"));
    }

    #[test]
    fn names_the_bad_line() {
        let message = table("a\tE1\tAnn\tperson\nnonsense\n").unwrap_err().to_string();
        assert!(message.contains("line 2: 1 columns; give article"), "{message}");
        let message = table("a\tE1\tAnn\tperson\na\tE1\tBo\tperson\n").unwrap_err().to_string();
        assert!(message.contains("line 2: a, E1 stands twice"), "{message}");
    }
}
