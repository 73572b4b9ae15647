//! Two rows of words laid side by side: which word of the one is which of the other, and how alike they are.
//!
//! A local alignment (Smith and Waterman) in a band of diagonals around the place where a search has hit, so that
//! its time is linear in the words. What was cut off at the ends costs likeness, not the alignment.

use super::words::{Forms, Word};
use std::ops::Range;

/// How far from the hit's diagonals the alignment may stray, at least and at most.
const BAND: (usize, usize) = (4, 16);
const MATCH: f32 = 1.0;
const CHANGED: f32 = -0.5;
const DROPPED: f32 = -0.35;

/// How quoted words lie on words of the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alignment {
    /// For each quoted word the word it stands for, counted from the section's start.
    pub(super) words: Vec<Option<u32>>,
    /// What the quoted words that were found weigh, of all that either side has between the ends; 0 to 1.
    pub(super) similarity: f32,
    /// How many quoted words were found that tell something.
    pub(super) telling: usize,
    /// How many were found one after the other, at most.
    pub(super) run: usize,
}

impl Alignment {
    /// `length` words that stand exactly at `place`.
    pub(super) fn exact(length: usize, place: usize) -> Alignment {
        let word = |i: usize| u32::try_from(place + i).ok();
        Alignment { words: (0..length).map(word).collect(), similarity: 1.0, telling: length, run: length }
    }

    /// The first and the last word found, counted from the section's start.
    pub(super) fn ends(&self) -> Option<(usize, usize)> {
        let first = self.words.iter().flatten().next()?;
        let last = self.words.iter().flatten().next_back()?;
        Some((*first as usize, *last as usize))
    }

    /// How many quoted words were found.
    pub(super) fn found(&self) -> usize {
        self.words.iter().flatten().count()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Step {
    Stop,
    Both,
    Quoted,
    Page,
}

/// Lays `quoted` on `page` so that word `i` comes near word `i + d`, for the `d` in `diagonals`.
pub(super) fn align(
    forms: &Forms,
    quoted: &[Word],
    page: &[Word],
    diagonals: Range<i64>,
) -> Option<Alignment> {
    if let Some(exact) = exactly(forms, quoted, page, diagonals.clone()) {
        return Some(exact);
    }
    let margin = (BAND.0 + quoted.len() / 12).min(BAND.1) as i64;
    let first = diagonals.start - margin;
    let width = usize::try_from(diagonals.end - diagonals.start + 2 * margin).ok()?;
    let (steps, end) = fill(forms, quoted, page, first, width);
    let words = walk_back(&steps, end?, quoted.len(), first, width);
    Some(measure(forms, quoted, page, words))
}

/// The usual case: nothing was changed.
fn exactly(forms: &Forms, quoted: &[Word], page: &[Word], diagonals: Range<i64>) -> Option<Alignment> {
    let place = diagonals.filter_map(|d| usize::try_from(d).ok()).find(|&place| {
        let there = page.get(place..place + quoted.len());
        there.is_some_and(|there| there.iter().zip(quoted).all(|(a, b)| a.form == b.form))
    })?;
    let telling = quoted.iter().filter(|word| forms.tells(**word)).count();
    Some(Alignment { telling, ..Alignment::exact(quoted.len(), place) })
}

/// The step that led to each cell, row by row, and the cell with the best score.
fn fill(
    forms: &Forms,
    quoted: &[Word],
    page: &[Word],
    first: i64,
    width: usize,
) -> (Vec<Step>, Option<(usize, usize)>) {
    let mut steps = vec![Step::Stop; quoted.len() * width];
    let mut row = vec![0.0f32; width + 1];
    let (mut best, mut end) = (0.0, None);
    for (i, &word) in quoted.iter().enumerate() {
        // Cell `k` of a row stands for the page's word `i + first + k`: one step back in both rows is the same
        // `k` in the row before, one step back in the quoted words alone is the next `k` there.
        let mut left = 0.0;
        for k in 0..width {
            let there = usize::try_from(i as i64 + first + k as i64).ok().and_then(|j| page.get(j));
            let (mut score, mut step) = (0.0, Step::Stop);
            if let Some(&there) = there {
                let likeness = forms.likeness(word, there);
                let gain = if likeness > 0.0 {
                    MATCH * likeness * (0.4 + 0.6 * forms.weight(word))
                } else {
                    CHANGED
                };
                for (candidate, by) in [
                    (row[k] + gain, Step::Both),
                    (row[k + 1] + DROPPED, Step::Quoted),
                    (left + DROPPED, Step::Page),
                ] {
                    if candidate > score {
                        (score, step) = (candidate, by);
                    }
                }
                if step == Step::Both && score > best {
                    (best, end) = (score, Some((i, k)));
                }
            }
            row[k] = score;
            left = score;
            steps[i * width + k] = step;
        }
    }
    (steps, end)
}

fn walk_back(
    steps: &[Step],
    end: (usize, usize),
    length: usize,
    first: i64,
    width: usize,
) -> Vec<Option<u32>> {
    let mut words = vec![None; length];
    let (mut i, mut k) = end;
    loop {
        match steps.get(i * width + k).copied().unwrap_or(Step::Stop) {
            Step::Stop => return words,
            Step::Both => {
                words[i] = u32::try_from(i as i64 + first + k as i64).ok();
                let Some(before) = i.checked_sub(1) else { return words };
                i = before;
            }
            Step::Quoted => {
                let Some(before) = i.checked_sub(1).filter(|_| k + 1 < width) else { return words };
                (i, k) = (before, k + 1);
            }
            Step::Page => {
                let Some(before) = k.checked_sub(1) else { return words };
                k = before;
            }
        }
    }
}

/// Keeps the pairs that are alike, and weighs them.
fn measure(forms: &Forms, quoted: &[Word], page: &[Word], mut words: Vec<Option<u32>>) -> Alignment {
    let (mut found, mut of_quoted, mut telling) = (0.0, 0.0, 0);
    let (mut run, mut longest) = (0, 0);
    let mut last = None;
    for (word, place) in quoted.iter().zip(&mut words) {
        of_quoted += forms.weight(*word);
        let likeness = place
            .and_then(|place| page.get(place as usize))
            .map_or(0.0, |there| forms.likeness(*word, *there));
        if likeness == 0.0 {
            *place = None;
            run = 0;
            continue;
        }
        found += likeness * forms.weight(*word);
        telling += usize::from(forms.tells(*word));
        let follows = last.is_some_and(|last: u32| Some(last + 1) == *place);
        run = if follows || run == 0 { run + 1 } else { 1 };
        longest = longest.max(run);
        last = *place;
    }
    let mut alignment = Alignment { words, similarity: 0.0, telling, run: longest };
    let of_page: f32 = match alignment.ends() {
        Some((first, last)) => page.get(first..=last).unwrap_or(&[]).iter().map(|&w| forms.weight(w)).sum(),
        None => 0.0,
    };
    let whole = f32::max(of_quoted, of_page);
    alignment.similarity = if whole > 0.0 { (found / whole).clamp(0.0, 1.0) } else { 0.0 };
    alignment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn laid(quoted: &str, page: &str) -> (Vec<Option<u32>>, f32) {
        let mut forms = Forms::default();
        let quoted = forms.words(quoted, Span::new(0, quoted.len()));
        let page = forms.words(page, Span::new(0, page.len()));
        let alignment = align(&forms, &quoted, &page, 0..1).expect("an alignment");
        (alignment.words, alignment.similarity)
    }

    #[test]
    fn the_same_words() {
        assert_eq!(laid("the crane stood", "The crane stood idle"), (vec![Some(0), Some(1), Some(2)], 1.0));
    }

    #[test]
    fn changed_dropped_and_added_words() {
        let (words, similarity) =
            laid("the old crane stood rusting", "The crane stood idle and rusting all winter");
        assert_eq!(words, [Some(0), None, Some(1), Some(2), Some(5)]);
        assert!((0.5..0.9).contains(&similarity), "{similarity}");
    }

    #[test]
    fn nothing_alike() {
        let mut forms = Forms::default();
        let words = forms.words("crane winter", Span::new(0, 12));
        assert_eq!(align(&forms, &words[..1], &words[1..], 0..1), None);
    }
}
