//! Windows: the network reads a page in overlapping stretches.
//!
//! The cores of the windows cover the page once; what stands before and after a core is context.
//! Cuts fall between blocks wherever a block fits. The number of windows is linear in the page.

use super::features::{Input, Start};
use super::model::Config;
use std::ops::Range;

/// A window, in word pieces of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// All that the network sees.
    pub seen: Range<usize>,
    /// What its scores are taken for.
    pub core: Range<usize>,
}

/// The windows of a page.
pub fn windows(input: &Input, config: &Config) -> Vec<Window> {
    let count = input.pieces.len();
    let mut cores: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut block = 0;
    let ends = (1..count).filter(|&t| input.start[t] != Start::Inside).chain([count]);
    for end in ends {
        while end - at > config.core {
            let cut = if block > at { block } else { at + config.core };
            cores.push(at..cut);
            at = cut;
        }
        block = end;
    }
    if at < count {
        cores.push(at..count);
    }
    cores
        .into_iter()
        .map(|core| Window {
            seen: core.start.saturating_sub(config.left)..count.min(core.end + config.right),
            core,
        })
        .collect()
}

/// Windows whose scores are held at a time, so that memory does not grow with the page.
const STRETCH: usize = 64;
/// Windows of context before and after a stretch's own.
const BEFORE: usize = 2;
const AFTER: usize = 1;

/// A run of windows, by number, that is decoded at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The windows that the stretch stands for: those of all stretches are the page's, once each.
    pub own: Range<usize>,
    /// These and their context.
    pub seen: Range<usize>,
}

/// The stretches of a page of `windows` windows; nearly every page is a single one.
pub fn stretches(windows: usize) -> impl Iterator<Item = Stretch> {
    (0..windows).step_by(STRETCH).map(move |first| {
        let own = first..windows.min(first + STRETCH);
        Stretch { seen: first.saturating_sub(BEFORE)..windows.min(own.end + AFTER), own }
    })
}

#[cfg(test)]
mod tests {
    use super::super::model::{Model, tests::*};
    use super::super::wordpiece::{LetterCase, Piece};
    use super::*;
    use crate::Span;
    use proptest::prelude::*;

    fn input(blocks: &[usize]) -> Input {
        let mut input = Input::default();
        for &size in blocks {
            for i in 0..size {
                let at = input.pieces.len();
                input.pieces.push(Piece { id: 4, span: Span::new(at, at + 1), case: LetterCase::Lower });
                input.start.push(if i == 0 { Start::Block } else { Start::Inside });
            }
        }
        input
    }

    fn cores(blocks: &[usize]) -> Vec<Range<usize>> {
        let bytes = pack(&tiny());
        let config = Model::from_bytes(&bytes).unwrap().config;
        windows(&input(blocks), &config).into_iter().map(|w| w.core).collect()
    }

    #[test]
    fn cuts_fall_between_blocks_that_fit() {
        assert_eq!(cores(&[3, 4, 2, 5]), [0..7, 7..14]);
        assert_eq!(cores(&[3, 20, 2]), [0..3, 3..11, 11..19, 19..25]);
        assert_eq!(cores(&[]), []);
    }

    #[test]
    fn stretches_cover_the_windows_once() {
        assert_eq!(stretches(0).count(), 0);
        assert_eq!(stretches(3).collect::<Vec<_>>(), [Stretch { own: 0..3, seen: 0..3 }]);
        let many: Vec<Stretch> = stretches(200).collect();
        assert_eq!(many[1], Stretch { own: 64..128, seen: 62..129 });
        assert_eq!(many.last().map(|s| s.own.end), Some(200));
    }

    proptest! {
        #[test]
        fn cores_cover_the_page_once(blocks in proptest::collection::vec(1usize..30, 0..12)) {
            let bytes = pack(&tiny());
            let config = Model::from_bytes(&bytes).unwrap().config;
            let input = input(&blocks);
            let mut at = 0;
            for window in windows(&input, &config) {
                prop_assert_eq!(window.core.start, at);
                prop_assert!(window.core.len() <= config.core && !window.core.is_empty());
                prop_assert!(window.seen.start <= window.core.start && window.core.end <= window.seen.end);
                prop_assert!(window.seen.len() + 2 <= config.places);
                at = window.core.end;
            }
            prop_assert_eq!(at, input.pieces.len());
        }
    }
}
