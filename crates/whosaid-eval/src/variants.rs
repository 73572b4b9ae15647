//! Variants of a gold set: the text rewritten, the gold spans carried along exactly.
//!
//! Clean text flatters: real pages have British quotation marks, lost marks, captions in the flow.
//! A variant keeps the pages' names, so speaker tables still fit, and the kinds of statements and sources
//! as the clean text shows them, so the same statements are compared.

use crate::marks::{Mark, Side, Style, marks};
use crate::random::SplitMix64;
use crate::{Attribution, GoldPage};
use std::str::FromStr;
use whosaid::{Span, SpeakerKind};

/// A replacement of one stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there instead; empty to delete.
    pub with: String,
}

/// Replacements in one text, and the exact map of places from before to after.
///
/// ```
/// use whosaid::{Span, SpeakerKind};
/// use whosaid_eval::variants::{Edit, Edits};
/// let text = "“Yes,” she said.";
/// let edits = Edits::new(text, vec![Edit { span: Span::new(0, 3), with: "\"".to_owned() }]);
/// let after = edits.apply(text);
/// assert_eq!(after, "\"Yes,” she said.");
/// assert_eq!(edits.map(Span::new(3, 7)).of(&after), "Yes,");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Edits {
    edits: Vec<Edit>,
    /// Where each edit's replacement starts afterwards.
    starts: Vec<usize>,
}

impl Edits {
    /// The edits in order. One that overlaps an earlier one, or does not fit `text`, is left out.
    pub fn new(text: &str, mut edits: Vec<Edit>) -> Edits {
        edits.retain(|e| e.span.start <= e.span.end && text.get(e.span.range()).is_some());
        edits.sort_by_key(|e| e.span);
        let mut end = 0;
        edits.retain(|e| {
            let free = e.span.start >= end;
            end = if free { e.span.end } else { end };
            free
        });
        let (mut removed, mut added) = (0, 0);
        let starts = edits
            .iter()
            .map(|e| {
                let start = e.span.start - removed + added;
                removed += e.span.len();
                added += e.with.len();
                start
            })
            .collect();
        Edits { edits, starts }
    }

    /// The text afterwards.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.edits {
            out.push_str(Span::new(at, edit.span.start).of(text));
            out.push_str(&edit.with);
            at = edit.span.end;
        }
        out.push_str(Span::new(at, text.len()).of(text));
        out
    }

    /// Where `span` stands afterwards. It does not take in what is inserted at its ends, loses what is
    /// deleted, and takes in the whole replacement where it cuts through what is replaced.
    pub fn map(&self, span: Span) -> Span {
        Span::new(self.start(span.start), self.end(span.end))
    }

    fn start(&self, at: usize) -> usize {
        // All that ends by `at` lies before the span, insertions at `at` too.
        self.shifted(at, self.edits.partition_point(|e| e.span.end <= at), false)
    }

    fn end(&self, at: usize) -> usize {
        let before = |e: &Edit| e.span.end < at || (e.span.end == at && !e.span.is_empty());
        self.shifted(at, self.edits.partition_point(before), true)
    }

    /// The place `at` after the first `done` edits; inside the next one it moves to that one's start or end.
    fn shifted(&self, at: usize, done: usize, to_end: bool) -> usize {
        if let Some(next) = self.edits.get(done)
            && next.span.start < at
            && at < next.span.end
        {
            return self.starts[done] + if to_end { next.with.len() } else { 0 };
        }
        match done.checked_sub(1) {
            Some(last) => {
                let edit = &self.edits[last];
                self.starts[last] + edit.with.len() + (at - edit.span.end)
            }
            None => at,
        }
    }

    fn map_all(&self, spans: &[Span]) -> Vec<Span> {
        spans.iter().map(|&span| self.map(span)).filter(|span| !span.is_empty()).collect()
    }

    fn map_attribution(&self, attribution: &mut Attribution) {
        for role in [&mut attribution.source, &mut attribution.cue, &mut attribution.content] {
            *role = self.map_all(role);
        }
    }

    /// The page afterwards.
    fn rewrite(&self, page: &GoldPage) -> GoldPage {
        let mut page = page.clone();
        page.settle_kinds();
        page.text = self.apply(&page.text);
        page.attributions.iter_mut().for_each(|a| self.map_attribution(a));
        page.other_annotators.values_mut().flatten().for_each(|a| self.map_attribution(a));
        page.unscored = self.map_all(&page.unscored);
        page
    }
}

/// The ways in which a text is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// Curly double marks become `"`.
    Straight,
    /// British: double marks become single ones and the other way round; apostrophes become or stay ’.
    Single,
    /// Every mark and apostrophe becomes `'`.
    StraightSingle,
    /// Each closing double mark is dropped with probability 0.3.
    LostClosing,
    /// Captions stand right before some paragraphs, a line break between.
    GluedCaptions,
    /// Small letters, where a letter has one of its own.
    Lower,
    /// Capital letters, where a letter has one of its own.
    Upper,
}

impl Variant {
    /// Every variant, in the order of the tables.
    pub const ALL: [Variant; 7] = [
        Variant::Straight,
        Variant::Single,
        Variant::StraightSingle,
        Variant::LostClosing,
        Variant::GluedCaptions,
        Variant::Lower,
        Variant::Upper,
    ];

    /// Its name on the command line and in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Variant::Straight => "straight",
            Variant::Single => "single",
            Variant::StraightSingle => "straight-single",
            Variant::LostClosing => "lost-closing",
            Variant::GluedCaptions => "glued-captions",
            Variant::Lower => "lower",
            Variant::Upper => "upper",
        }
    }
}

/// A name that is no variant's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no variant `{0}`; use straight, single, straight-single, lost-closing, glued-captions, lower or upper"
)]
pub struct UnknownVariant(String);

impl FromStr for Variant {
    type Err = UnknownVariant;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Variant::ALL.into_iter().find(|v| v.name() == name).ok_or_else(|| UnknownVariant(name.to_owned()))
    }
}

/// The pages rewritten; the same seed gives the same texts, page by page, whatever the other pages.
pub fn variant_pages(pages: &[GoldPage], variant: Variant, seed: u64) -> Vec<GoldPage> {
    pages.iter().map(|page| variant_page(page, variant, seed)).collect()
}

/// One page rewritten.
pub fn variant_page(page: &GoldPage, variant: Variant, seed: u64) -> GoldPage {
    let mut random = SplitMix64::for_page(seed, &page.id);
    let edits = match variant {
        Variant::Straight => straight(&page.text),
        Variant::Single => single(&page.text),
        Variant::StraightSingle => straight_single(&page.text),
        Variant::LostClosing => lost_closing(&page.text, &mut random),
        Variant::GluedCaptions => glued_captions(page, &mut random),
        Variant::Lower => each(&page.text, |c| only(c, c.to_lowercase())),
        Variant::Upper => each(&page.text, |c| only(c, c.to_uppercase())),
    };
    Edits::new(&page.text, edits).rewrite(page)
}

/// Replaces single characters by single characters.
fn each(text: &str, becomes: impl Fn(char) -> char) -> Vec<Edit> {
    text.char_indices()
        .filter_map(|(at, c)| {
            let new = becomes(c);
            let span = Span::new(at, at + c.len_utf8());
            (new != c).then(|| Edit { span, with: new.to_string() })
        })
        .collect()
}

/// `ß` has no capital of its own and `İ` no small letter: they stay, so that each character maps to one.
fn only(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn straight(text: &str) -> Vec<Edit> {
    each(text, |c| if "“”„‟".contains(c) { '"' } else { c })
}

fn straight_single(text: &str) -> Vec<Edit> {
    each(text, |c| if "“”„‟\"‘’‚‛".contains(c) { '\'' } else { c })
}

fn single(text: &str) -> Vec<Edit> {
    let found = marks(text);
    let mut edits: Vec<Edit> =
        found.iter().map(|mark| Edit { span: mark.at, with: exchanged(*mark).to_owned() }).collect();
    let apostrophes = each(text, |c| if c == '\'' { '’' } else { c });
    edits.extend(apostrophes.into_iter().filter(|edit| {
        let at = found.partition_point(|mark| mark.at.end <= edit.span.start);
        found.get(at).is_none_or(|mark| !mark.at.overlaps(edit.span))
    }));
    edits
}

fn exchanged(mark: Mark) -> &'static str {
    match (mark.style, mark.side) {
        (Style::Double, Side::Open) => "‘",
        (Style::Double, Side::Close) => "’",
        (Style::Single, Side::Open) => "“",
        (Style::Single, Side::Close) => "”",
    }
}

fn lost_closing(text: &str, random: &mut SplitMix64) -> Vec<Edit> {
    marks(text)
        .into_iter()
        .filter(|mark| mark.style == Style::Double && mark.side == Side::Close)
        .filter(|_| random.chance(0.3))
        .map(|mark| Edit { span: mark.at, with: String::new() })
        .collect()
}

const TEMPLATES: &str = include_str!("../data/caption-templates.txt");

/// Before about every fifth paragraph, never within a gold span: nothing of a caption is gold.
fn glued_captions(page: &GoldPage, random: &mut SplitMix64) -> Vec<Edit> {
    let names = names(page);
    let mut edits = Vec::new();
    let mut wait = 4 + random.below(3);
    for start in paragraph_starts(&page.text).skip(1) {
        wait = wait.saturating_sub(1);
        let inside = |span: Span| span.start < start && start < span.end;
        if wait > 0 || page.attributions.iter().flat_map(Attribution::spans).any(inside) {
            continue;
        }
        edits.push(Edit { span: Span::new(start, start), with: caption(&names, random) + "\n" });
        wait = 4 + random.below(3);
    }
    edits
}

fn paragraph_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        (!line.trim().is_empty()).then_some(start)
    })
}

fn caption(names: &[String], random: &mut SplitMix64) -> String {
    let fits = |line: &&str| {
        let wanted = usize::from(line.contains("{name}")) + usize::from(line.contains("{other}"));
        wanted <= names.len()
    };
    let templates: Vec<&str> =
        TEMPLATES.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).filter(fits).collect();
    let template = templates.get(random.below(templates.len())).copied().unwrap_or_default();
    let first = random.below(names.len());
    let second = (first + 1 + random.below(names.len().saturating_sub(1))) % names.len().max(1);
    let name = |i: usize| names.get(i).map_or("", String::as_str);
    template.replace("{name}", name(first)).replace("{other}", name(second))
}

/// The page's gold sources that are names: two to four words, each with a capital, and as far as the gold
/// tells no organisation.
fn names(page: &GoldPage) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let person = |a: &&Attribution| {
        let kinds = a.speakers.iter().flatten().filter_map(|s| s.kind);
        kinds.into_iter().all(|kind| kind == SpeakerKind::Person)
    };
    for span in page.attributions.iter().filter(person).flat_map(|a| &a.source) {
        let name = span.of(&page.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let word = |w: &str| {
            w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
        };
        let words = name.split(' ').count();
        let many = ["The ", "A ", "An ", "Many ", "Some ", "Most ", "Several ", "Other ", "Both "];
        let many = many.iter().any(|start| name.starts_with(start));
        if (2..=4).contains(&words) && name.split(' ').all(word) && !many && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::tests::{any_page, attribution, page};
    use proptest::prelude::*;
    use whosaid::StatementKind;

    fn rewritten(text: &str, variant: Variant) -> String {
        variant_page(&page(text, Vec::new()), variant, 1).text
    }

    #[test]
    fn marks_change_and_apostrophes_do_not() {
        let text = "“It’s ‘so’ late,” the boys’ aunt said. \"Don't.\"";
        assert_eq!(rewritten(text, Variant::Straight), "\"It’s ‘so’ late,\" the boys’ aunt said. \"Don't.\"");
        assert_eq!(rewritten(text, Variant::Single), "‘It’s “so” late,’ the boys’ aunt said. ‘Don’t.’");
        assert_eq!(
            rewritten(text, Variant::StraightSingle),
            "'It's 'so' late,' the boys' aunt said. 'Don't.'"
        );
    }

    #[test]
    fn case_changes_only_where_a_character_stays_one() {
        assert_eq!(rewritten("Große İ Éa", Variant::Upper), "GROßE İ ÉA");
        assert_eq!(rewritten("Große İ Éa", Variant::Lower), "große İ éa");
    }

    #[test]
    fn closing_marks_are_lost_and_spans_shrink() {
        let text = "“Yes,” said Ann. ".repeat(200);
        let mut gold = page(&text, vec![]);
        gold.attributions = text
            .match_indices("“Yes,”")
            .map(|(i, m)| Attribution { content: vec![Span::new(i, i + m.len())], ..Attribution::default() })
            .collect();
        let variant = variant_page(&gold, Variant::LostClosing, 5);
        let lost = variant.attributions.iter().filter(|a| a.content[0].of(&variant.text) == "“Yes,").count();
        let kept = variant.attributions.iter().filter(|a| a.content[0].of(&variant.text) == "“Yes,”").count();
        assert_eq!(lost + kept, 200);
        assert!((40..80).contains(&lost), "{lost}");
        assert_eq!(variant.text.matches('“').count(), 200);
        assert_eq!(variant, variant_page(&gold, Variant::LostClosing, 5));
        assert_ne!(variant.text, variant_page(&gold, Variant::LostClosing, 6).text);
    }

    #[test]
    fn captions_are_lines_before_paragraphs_and_no_gold() {
        let paragraph = "Ann Lee Moor said that it rains.";
        let text = format!("A headline\n\n{}", vec![paragraph; 30].join("\n\n"));
        let gold = page(&text, vec![attribution(&text, "Ann Lee Moor", "said", &["that it rains"])]);
        let variant = variant_page(&gold, Variant::GluedCaptions, 2);
        let captions: Vec<&str> =
            variant.text.lines().filter(|l| !l.is_empty() && *l != paragraph && *l != "A headline").collect();
        assert!((5..=8).contains(&captions.len()), "{captions:?}");
        assert!(captions.iter().any(|c| c.contains("Ann Lee Moor")), "{captions:?}");
        assert!(
            captions
                .iter()
                .all(|c| !c.contains('{') && variant.text.contains(&format!("\n\n{c}\n{paragraph}")))
        );
        assert_eq!(variant.attributions[0].content[0].of(&variant.text), "that it rains");
    }

    #[test]
    fn kinds_stay_as_the_clean_text_shows_them() {
        let text = "“Yes,” said Ann Lee.";
        let gold = page(text, vec![attribution(text, "Ann Lee", "said", &["“Yes,”"])]);
        let variant = variant_page(&gold, Variant::Lower, 1);
        assert_eq!(variant.attributions[0].kind, Some(StatementKind::Direct));
        assert_eq!(variant.attributions[0].source_kind, Some(crate::marks::SourceKind::Named));
    }

    #[test]
    fn names_round_trip() {
        for variant in Variant::ALL {
            assert_eq!(variant.name().parse(), Ok(variant));
        }
        assert!("odd".parse::<Variant>().unwrap_err().to_string().contains("glued-captions"));
    }

    #[test]
    fn every_template_is_fit_for_use() {
        let lines: Vec<&str> = TEMPLATES.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
        assert!(lines.iter().any(|l| !l.contains('{')), "a page without names needs a caption too");
        for line in lines {
            let filled = line.replace("{name}", "").replace("{other}", "");
            assert!(!filled.contains(['{', '}', '“', '”', '"', ':']) || filled.contains(": "), "{line}");
        }
    }

    /// A text, edits in it, and a span of it; all on character boundaries.
    fn any_edits() -> impl Strategy<Value = (String, Vec<Edit>, Span)> {
        "[a-dé“” \n]{0,30}".prop_flat_map(|text| {
            let n = text.chars().count();
            let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let span = (0..=n, 0..=n).prop_map(move |(a, b)| Span::new(bytes[a.min(b)], bytes[a.max(b)]));
            let edit = (span.clone(), "[xé”]{0,3}").prop_map(|(span, with)| Edit { span, with });
            (Just(text), prop::collection::vec(edit, 0..6), span)
        })
    }

    proptest! {
        #[test]
        fn spans_stay_in_bounds_and_untouched_ones_keep_their_text((text, edits, span) in any_edits()) {
            let edits = Edits::new(&text, edits);
            let after = edits.apply(&text);
            let mapped = edits.map(span);
            prop_assert!(after.get(mapped.range()).is_some(), "{mapped:?} in {after:?}");
            let touched = |e: &Edit| {
                e.span.overlaps(span) || (span.start < e.span.start && e.span.start < span.end)
            };
            if !span.is_empty() && !edits.edits.iter().any(touched) {
                prop_assert_eq!(mapped.of(&after), span.of(&text));
            }
        }

        #[test]
        fn deletions_take_only_what_they_delete((text, edits, span) in any_edits()) {
            let edits = edits.into_iter().map(|e| Edit { with: String::new(), ..e }).collect();
            let edits = Edits::new(&text, edits);
            let kept: String = span
                .of(&text)
                .char_indices()
                .filter(|(i, _)| !edits.edits.iter().any(|e| e.span.contains_offset(span.start + i)))
                .map(|(_, c)| c)
                .collect();
            let after = edits.apply(&text);
            prop_assert_eq!(edits.map(span).of(&after), kept);
        }

        #[test]
        fn every_variant_keeps_the_gold_in_place((text, attributions, _) in any_page(), seed in 0..9u64) {
            let gold = page(&text, attributions);
            for variant in Variant::ALL {
                let after = variant_page(&gold, variant, seed);
                prop_assert!(GoldPage::misfit(&after.text, &after.attributions).is_none());
                for (old, new) in gold.attributions.iter().zip(&after.attributions) {
                    for (role, other) in [(&old.source, &new.source), (&old.content, &new.content)] {
                        let letters = |spans: &[Span], text: &str| -> Vec<String> {
                            let word = |s: &Span| s.of(text).replace(['“', '”', '"', '\'', '‘', '’'], "").to_lowercase();
                            spans.iter().map(word).filter(|w| !w.is_empty()).collect()
                        };
                        prop_assert_eq!(letters(role, &gold.text), letters(other, &after.text));
                    }
                }
            }
        }
    }
}
