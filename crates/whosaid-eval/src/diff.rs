//! Which statements moved between two versions of the predictions, page by page.
//!
//! Sums hide what a change does: two statements gained and two lost are no change in F1. With the gold,
//! each move is also said to be better or worse.

use crate::EvalError;
use crate::evaluate::{first_difference, join};
use crate::gold::{Attribution, GoldPage, Prediction};
use crate::measures::{Ink, Match, Threshold, match_at, match_statements, merge};
use crate::names::{fold, same_speakers};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use whosaid::Span;

/// What happened to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Move {
    /// Only in the old version.
    Lost,
    /// Only in the new one.
    New,
    /// In both, not the same.
    Changed,
}

/// Whether the move brings the statement closer to the gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Closer.
    Better,
    /// Farther.
    Worse,
    /// As far as before.
    Even,
}

/// One statement that moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What happened.
    pub what: Move,
    /// Against the gold, when there is one.
    pub verdict: Option<Verdict>,
    /// Role and words: of a changed statement the roles that changed, with `[-taken away-]` and
    /// `{+added+}`; of others every role that has words.
    pub lines: Vec<(&'static str, String)>,
}

/// The statements of one page that moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageDiff {
    /// The page's name.
    pub id: String,
    /// In the order of the page.
    pub changes: Vec<Change>,
}

/// All that moved.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diff {
    /// Pages on which something moved, by name.
    pub pages: Vec<PageDiff>,
    /// Statements that are the same in both versions.
    pub unchanged: usize,
}

/// Compares two versions of the predictions; a page in one of them only has all its statements lost or new.
///
/// # Errors
/// When the two versions, or one of them and the gold, are not about the same texts.
pub fn diff(old: &[Prediction], new: &[Prediction], gold: Option<&[GoldPage]>) -> Result<Diff, EvalError> {
    if let Some(gold) = gold {
        join(gold, old)?;
        join(gold, new)?;
    }
    let named = names_speakers(old) && names_speakers(new);
    let (old, new) = (by_id(old)?, by_id(new)?);
    let gold: BTreeMap<&str, &GoldPage> =
        gold.unwrap_or_default().iter().map(|p| (p.id.as_str(), p)).collect();
    let mut whole = Diff::default();
    let ids: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for id in ids {
        let (old, new) = (old.get(id), new.get(id));
        if let (Some(old), Some(new)) = (old, new)
            && let Some(at) = first_difference(&old.text, &new.text)
        {
            return Err(EvalError::TextDiffers { id: id.to_owned(), at });
        }
        let text = old.or(new).map_or("", |p| p.text.as_str());
        let statements = |p: Option<&&Prediction>| {
            let mut statements = p.map_or(Vec::new(), |p| p.attributions.clone());
            if !named {
                statements.iter_mut().for_each(|a| a.speakers = None);
            }
            statements
        };
        let page =
            Versions { text, old: &statements(old), new: &statements(new), gold: gold.get(id).copied() };
        let (changes, unchanged) = page.changes();
        whole.unchanged += unchanged;
        if !changes.is_empty() {
            whole.pages.push(PageDiff { id: id.to_owned(), changes });
        }
    }
    Ok(whole)
}

/// Speakers are compared only when both versions name any.
fn names_speakers(predictions: &[Prediction]) -> bool {
    predictions.iter().flat_map(|p| &p.attributions).any(|a| a.speakers.is_some())
}

fn by_id(predictions: &[Prediction]) -> Result<BTreeMap<&str, &Prediction>, EvalError> {
    let mut pages = BTreeMap::new();
    for prediction in predictions {
        if let Some(span) = GoldPage::misfit(&prediction.text, &prediction.attributions) {
            let id = prediction.id.clone();
            return Err(EvalError::BadSpan { id, start: span.start, end: span.end });
        }
        if pages.insert(prediction.id.as_str(), prediction).is_some() {
            return Err(EvalError::DuplicatePage { id: prediction.id.clone(), role: "predictions" });
        }
    }
    Ok(pages)
}

struct Versions<'a> {
    text: &'a str,
    old: &'a [Attribution],
    new: &'a [Attribution],
    gold: Option<&'a GoldPage>,
}

impl Versions<'_> {
    /// What moved, in the order of the page, and how many statements did not.
    fn changes(&self) -> (Vec<Change>, usize) {
        let (old_left, new_left) = self.left_over();
        let unchanged = self.old.len() - old_left.len();
        let pick =
            |all: &[Attribution], left: &[usize]| left.iter().map(|&i| all[i].clone()).collect::<Vec<_>>();
        let (old, new) = (pick(self.old, &old_left), pick(self.new, &new_left));
        let matches = match_at(self.text, &old, &new, Threshold::Any);
        let (old_worth, new_worth) = (self.worth(self.old), self.worth(self.new));
        let mut placed: Vec<(Span, Change)> = Vec::new();
        for &Match { gold: o, predicted: n } in &matches {
            let verdict = match (old_worth.as_ref(), new_worth.as_ref()) {
                (Some(before), Some(after)) => Some(verdict(before[old_left[o]], after[new_left[n]])),
                _ => None,
            };
            let lines = self.changed_lines(&old[o], &new[n]);
            placed.push((place(&new[n]), Change { what: Move::Changed, verdict, lines }));
        }
        for (o, statement) in old.iter().enumerate().filter(|(o, _)| matches.iter().all(|m| m.gold != *o)) {
            let verdict = old_worth.as_ref().map(|w| alone(w[old_left[o]], Verdict::Worse, Verdict::Better));
            placed
                .push((place(statement), Change { what: Move::Lost, verdict, lines: self.lines(statement) }));
        }
        for (n, statement) in
            new.iter().enumerate().filter(|(n, _)| matches.iter().all(|m| m.predicted != *n))
        {
            let verdict = new_worth.as_ref().map(|w| alone(w[new_left[n]], Verdict::Better, Verdict::Worse));
            placed
                .push((place(statement), Change { what: Move::New, verdict, lines: self.lines(statement) }));
        }
        placed.sort_by_key(|(at, _)| *at);
        (placed.into_iter().map(|(_, change)| change).collect(), unchanged)
    }

    /// Indices of the statements that are not, word for word, in the other version as well.
    fn left_over(&self) -> (Vec<usize>, Vec<usize>) {
        let mut waiting: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, statement) in self.new.iter().enumerate().rev() {
            waiting.entry(self.identity(statement)).or_default().push(i);
        }
        let mut taken = |statement: &Attribution| {
            waiting.get_mut(&self.identity(statement)).is_some_and(|same| same.pop().is_some())
        };
        let old_left = (0..self.old.len()).filter(|&i| !taken(&self.old[i])).collect();
        let mut new_left: Vec<usize> = waiting.into_values().flatten().collect();
        new_left.sort_unstable();
        (old_left, new_left)
    }

    fn identity(&self, statement: &Attribution) -> ([Vec<Span>; 3], Option<Vec<String>>) {
        let trimmed = |spans: &[Span]| merge(spans.iter().map(|s| s.trim(self.text)));
        let names = statement.speakers.as_ref().map(|s| s.iter().map(|s| fold(&s.name)).collect());
        ([trimmed(&statement.content), trimmed(&statement.source), trimmed(&statement.cue)], names)
    }

    /// How good each statement of a version is against the gold.
    fn worth(&self, statements: &[Attribution]) -> Option<Vec<Worth>> {
        let gold = self.gold?;
        let ink = Ink::new(self.text);
        let mut worth = vec![Worth::default(); statements.len()];
        for Match { gold: g, predicted } in match_statements(self.text, &gold.attributions, statements) {
            worth[predicted] = Worth::of(&ink, &gold.attributions[g], &statements[predicted]);
        }
        Some(worth)
    }

    fn lines(&self, statement: &Attribution) -> Vec<(&'static str, String)> {
        let mut lines: Vec<(&'static str, String)> = roles(statement)
            .into_iter()
            .filter(|(_, spans)| !spans.is_empty())
            .map(|(role, spans)| (role, short(&words(self.text, &merge(spans.iter().copied())))))
            .collect();
        if let Some(speakers) = speaker_names(statement) {
            lines.push(("speaker", speakers));
        }
        lines
    }

    /// The roles that changed; of an unchanged content a few words, so that one sees what it is about.
    fn changed_lines(&self, old: &Attribution, new: &Attribution) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        for ((role, before), (_, after)) in roles(old).into_iter().zip(roles(new)) {
            let trimmed = |spans: &[Span]| merge(spans.iter().map(|s| s.trim(self.text)));
            let (before, after) = (trimmed(before), trimmed(after));
            if before != after {
                lines.push((role, marked(self.text, &before, &after)));
            } else if role == "content" {
                lines.push((role, short(&words(self.text, &after))));
            }
        }
        let (before, after) = (speaker_names(old), speaker_names(new));
        if before != after {
            let shown = |names: Option<String>| names.unwrap_or_else(|| "–".to_owned());
            lines.push(("speaker", format!("{} → {}", shown(before), shown(after))));
        }
        lines
    }
}

fn place(statement: &Attribution) -> Span {
    statement.content.iter().copied().min().or_else(|| statement.spans().min()).unwrap_or_default()
}

fn roles(statement: &Attribution) -> [(&'static str, &[Span]); 3] {
    [("source", &statement.source), ("cue", &statement.cue), ("content", &statement.content)]
}

fn speaker_names(statement: &Attribution) -> Option<String> {
    let names: Vec<&str> = statement.speakers.as_ref()?.iter().map(|s| s.name.as_str()).collect();
    Some(if names.is_empty() { "–".to_owned() } else { names.join("; ") })
}

/// How good a statement is against its gold partner; compared field by field from the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
struct Worth {
    found: bool,
    sources_overlap: bool,
    speaker_right: bool,
    exact: bool,
    likeness: f64,
}

impl Worth {
    fn of(ink: &Ink, gold: &Attribution, statement: &Attribution) -> Worth {
        let role = |a: &[Span], b: &[Span]| {
            let (both, either) = ink.shared(&merge(a.iter().copied()), &merge(b.iter().copied()));
            (both > 0 || either == 0, if either == 0 { 1.0 } else { both as f64 / either as f64 })
        };
        let (sources_overlap, source) = role(&gold.source, &statement.source);
        let (_, content) = role(&gold.content, &statement.content);
        let (_, cue) = role(&gold.cue, &statement.cue);
        let named = statement.speakers.as_deref().unwrap_or_default();
        Worth {
            found: true,
            sources_overlap,
            speaker_right: gold.speakers.as_ref().is_some_and(|speakers| same_speakers(speakers, named)),
            exact: source == 1.0 && content == 1.0,
            likeness: source + content + cue,
        }
    }
}

fn verdict(before: Worth, after: Worth) -> Verdict {
    match after.partial_cmp(&before) {
        Some(Ordering::Greater) => Verdict::Better,
        Some(Ordering::Less) => Verdict::Worse,
        _ => Verdict::Even,
    }
}

fn alone(worth: Worth, if_found: Verdict, if_not: Verdict) -> Verdict {
    if worth.found { if_found } else { if_not }
}

fn words(text: &str, spans: &[Span]) -> String {
    let pieces: Vec<String> = spans.iter().map(|s| one_line(s.trim(text).of(text))).collect();
    pieces.join(" … ")
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Longest stretch of words shown whole.
const SHOWN: usize = 80;

/// Keeps both ends of what is long.
fn short(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= SHOWN {
        return text.to_owned();
    }
    let half = SHOWN / 2 - 2;
    let (start, end) = (&chars[..half], &chars[chars.len() - half..]);
    format!("{} … {}", start.iter().collect::<String>(), end.iter().collect::<String>())
}

/// Old and new words as one line: what only the old has as `[-…-]`, what only the new has as `{+…+}`.
fn marked(text: &str, old: &[Span], new: &[Span]) -> String {
    let mut edges: Vec<usize> = old.iter().chain(new).flat_map(|s| [s.start, s.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut out = String::new();
    let mut gap = false;
    for pair in edges.windows(2) {
        let part = Span::new(pair[0], pair[1]);
        let within = |spans: &[Span]| spans.iter().any(|s| s.contains(part));
        let shown = short(&one_line(part.of(text)));
        let shown = match (within(old), within(new)) {
            (true, true) => shown,
            (true, false) => format!("[-{shown}-]"),
            (false, true) => format!("{{+{shown}+}}"),
            (false, false) => {
                gap = true;
                continue;
            }
        };
        if gap {
            out.push_str(" … ");
        }
        gap = false;
        out.push_str(&shown);
    }
    out
}

impl Diff {
    /// How many moves of a kind there are, and how many of them are better and worse.
    fn count(&self, what: Move) -> (usize, usize, usize) {
        let all = || self.pages.iter().flat_map(|p| &p.changes).filter(move |c| c.what == what);
        let judged = |verdict| all().filter(|c| c.verdict == Some(verdict)).count();
        (all().count(), judged(Verdict::Better), judged(Verdict::Worse))
    }

    /// For people: each page's moves with the words, then the sums.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for page in &self.pages {
            let _ = writeln!(out, "{}", page.id);
            for change in &page.changes {
                let _ = writeln!(out, "  {}{}", what_name(change.what), verdict_name(change.verdict));
                for (role, words) in &change.lines {
                    let _ = writeln!(out, "    {role:<8} {words}");
                }
            }
            out.push('\n');
        }
        out + &self.summary()
    }

    /// One line with the sums.
    pub fn summary(&self) -> String {
        let judged = self.pages.iter().flat_map(|p| &p.changes).any(|c| c.verdict.is_some());
        let mut parts = vec![format!("{} unchanged", self.unchanged)];
        for what in [Move::Lost, Move::New, Move::Changed] {
            let (all, better, worse) = self.count(what);
            let verdicts = if judged { format!(" ({better} better, {worse} worse)") } else { String::new() };
            parts.push(format!("{all} {}{verdicts}", what_name(what)));
        }
        parts.join("; ") + "\n"
    }

    /// For programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

fn what_name(what: Move) -> &'static str {
    match what {
        Move::Lost => "lost",
        Move::New => "new",
        Move::Changed => "changed",
    }
}

fn verdict_name(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "",
        Some(Verdict::Better) => ", better",
        Some(Verdict::Worse) => ", worse",
        Some(Verdict::Even) => ", neither better nor worse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::tests::{any_page, attribution, page};
    use crate::names::parse_speakers;
    use proptest::prelude::*;
    use std::slice::from_ref;

    const TEXT: &str = "Ann said that it rains a lot. Bo said no. “Yes,” she said. Cy left.";

    fn prediction(attributions: Vec<Attribution>) -> Prediction {
        Prediction { id: "p".to_owned(), text: TEXT.to_owned(), attributions }
    }

    fn gold() -> GoldPage {
        let attributions = vec![
            attribution(TEXT, "Ann", "said", &["that it rains a lot"]),
            attribution(TEXT, "Bo", "said", &["no"]),
            attribution(TEXT, "she", "said", &["“Yes,”"]),
        ];
        GoldPage { id: "p".to_owned(), ..page(TEXT, attributions) }
    }

    #[test]
    fn shows_what_moved_in_words_and_whether_it_helps() {
        let gold = gold();
        let g = &gold.attributions;
        let old =
            prediction(vec![attribution(TEXT, "Ann", "said", &["it rains"]), g[1].clone(), g[2].clone()]);
        let wrong_source = Attribution { source: attribution(TEXT, "Cy", "", &[]).source, ..g[2].clone() };
        let new = prediction(vec![attribution(TEXT, "Ann", "said", &["it rains a lot"]), wrong_source]);
        let found = diff(from_ref(&old), from_ref(&new), Some(&[gold])).unwrap();
        let expected = "\
p
  changed, better
    content  it rains{+ a lot+}
  lost, worse
    source   Bo
    cue      said
    content  no
  changed, worse
    source   [-she-] … {+Cy+}
    content  “Yes,”

0 unchanged; 1 lost (0 better, 1 worse); 0 new (0 better, 0 worse); 2 changed (1 better, 1 worse)
";
        assert_eq!(found.text(), expected);
        // Back again, and without gold: no verdicts.
        let back = diff(&[new], &[old], None).unwrap();
        assert!(back.text().contains("  new\n    source   Bo"), "{}", back.text());
        assert!(back.text().contains("it rains[- a lot-]"), "{}", back.text());
        assert!(back.json().contains("\"verdict\": null"));
    }

    #[test]
    fn identical_statements_are_not_mixed_up() {
        // The same content twice with two sources; the new version keeps the second.
        let one = attribution(TEXT, "Ann", "", &["no"]);
        let two = attribution(TEXT, "Bo", "", &["no"]);
        let found = diff(&[prediction(vec![one, two.clone()])], &[prediction(vec![two])], None).unwrap();
        assert_eq!(found.unchanged, 1);
        assert_eq!(found.pages[0].changes.len(), 1);
        assert_eq!(found.pages[0].changes[0].what, Move::Lost);
    }

    #[test]
    fn a_new_speaker_is_a_change() {
        let named = |name: &str| Attribution {
            speakers: Some(parse_speakers(name)),
            ..attribution(TEXT, "she", "said", &["“Yes,”"])
        };
        let found = diff(&[prediction(vec![named("-")])], &[prediction(vec![named("Ann")])], None).unwrap();
        assert_eq!(found.pages[0].changes[0].lines[1], ("speaker", "– → Ann".to_owned()));
        let silent = attribution(TEXT, "she", "said", &["“Yes,”"]);
        let found = diff(&[prediction(vec![named("Ann")])], &[prediction(vec![silent])], None).unwrap();
        assert_eq!(found.unchanged, 1, "a version without speakers has not lost them");
    }

    #[test]
    fn pages_in_one_version_only_and_other_texts() {
        let statements = prediction(gold().attributions);
        let found = diff(&[], from_ref(&statements), None).unwrap();
        assert_eq!(found.summary(), "0 unchanged; 0 lost; 3 new; 0 changed\n");
        let other = Prediction { text: format!("x{TEXT}"), attributions: vec![], ..statements.clone() };
        assert!(
            diff(from_ref(&statements), &[other], None).unwrap_err().to_string().contains("code point 0")
        );
        assert!(diff(&[statements], &[], Some(&[])).is_err());
    }

    #[test]
    fn long_words_keep_their_ends() {
        let long = format!("start {} end", "é".repeat(300));
        let shown = short(&long);
        assert!(shown.starts_with("start é") && shown.ends_with("é end") && shown.chars().count() <= SHOWN);
    }

    proptest! {
        #[test]
        fn every_statement_is_accounted_for((text, a, b) in any_page()) {
            let version = |attributions: &[Attribution]| Prediction {
                id: "p".to_owned(), text: text.clone(), attributions: attributions.to_vec(),
            };
            let found = diff(&[version(&a)], &[version(&b)], Some(&[GoldPage { id: "p".to_owned(), ..page(&text, a.clone()) }])).unwrap();
            let count = |what| found.count(what).0;
            prop_assert_eq!(found.unchanged + count(Move::Lost) + count(Move::Changed), a.len());
            prop_assert_eq!(found.unchanged + count(Move::New) + count(Move::Changed), b.len());
            prop_assert_eq!(diff(&[version(&a)], &[version(&a)], None).unwrap().pages.len(), 0);
        }
    }
}
