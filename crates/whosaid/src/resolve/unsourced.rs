//! Whose the statements without a source are: the last speaker's, or the one's who says the same elsewhere.

use super::discourse::{CONTINUES_WITHIN, Discourse, attributed};
use super::lexicon::lexicon;
use crate::{Attributed, BlockKind, Evidence, StatementKind};
use std::collections::HashMap;

impl Discourse<'_> {
    /// The speaker whose quotation goes on, when a quotation without a source stands right after it.
    pub(super) fn continued(&self, i: usize) -> Vec<Attributed> {
        let statement = &self.statements[i];
        let Some(first) = statement.content.first() else { return Vec::new() };
        let page = self.view.page;
        let kind = page.blocks.get(self.view.block_of(first.start)).map(|b| b.kind);
        let quoted = statement.kind == StatementKind::Direct
            || (statement.cue.is_empty() && statement.kind == StatementKind::Mixed);
        if !quoted || matches!(kind, Some(BlockKind::Headline | BlockKind::Subheading | BlockKind::Pullquote))
        {
            return Vec::new();
        }
        let upto = self.said.partition_point(|said| said.at < first.start);
        let block = self.view.block_of(first.start);
        let last =
            upto.checked_sub(1).map(|u| &self.said[u]).filter(|said| said.block + CONTINUES_WITHIN >= block);
        last.map_or(Vec::new(), |said| {
            let mention = self.statements.get(said.statement).and_then(|s| s.source.first().copied());
            let one = |&e| Attributed { mention, ..attributed(e, Evidence::Continued) };
            said.entities.iter().map(one).collect()
        })
    }

    /// Gives quotations in headings the speaker of the statement in the body that shares most words with them.
    pub(super) fn same_words(&mut self) {
        let headings: Vec<usize> = (0..self.statements.len()).filter(|&i| self.is_open_heading(i)).collect();
        if headings.is_empty() {
            return;
        }
        let index = self.word_index();
        for i in headings {
            let words = self.content_words(i);
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for &j in words.iter().filter_map(|word| index.get(word)).flatten() {
                *shared.entry(j).or_default() += 1;
            }
            let best = shared.into_iter().filter(|(j, n)| *j != i && *n >= 2 && n * 3 >= words.len());
            let Some((best, _)) = best.max_by_key(|&(j, n)| (n, std::cmp::Reverse(j))) else { continue };
            let mention = self.statements[best].content.first().copied();
            let speakers = self.attributed[best]
                .iter()
                .map(|one| Attributed { mention, ..attributed(one.speaker, Evidence::SameWords) });
            self.attributed[i] = speakers.collect();
        }
    }

    /// Whether statement `i` has no source and stands in a heading.
    fn is_open_heading(&self, i: usize) -> bool {
        let statement = &self.statements[i];
        let block = statement.content.first().map(|c| self.view.block_of(c.start));
        let kind = block.and_then(|b| self.view.page.blocks.get(b)).map(|b| b.kind);
        let heading = matches!(
            kind,
            Some(BlockKind::Headline | BlockKind::Subheading | BlockKind::Pullquote | BlockKind::Standfirst)
        );
        statement.source.is_empty() && self.attributed[i].is_empty() && heading
    }

    /// For each word the statements with a speaker whose content has it; words of very many statements tell nothing.
    fn word_index(&self) -> HashMap<String, Vec<usize>> {
        const MOST: usize = 64;
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for i in (0..self.statements.len()).filter(|&i| !self.attributed[i].is_empty()) {
            for word in self.content_words(i) {
                let all = index.entry(word).or_default();
                if all.len() < MOST {
                    all.push(i);
                }
            }
        }
        index
    }

    /// The different words of statement `i` that carry meaning.
    fn content_words(&self, i: usize) -> Vec<String> {
        let spans = self.statements[i].content.iter();
        let words = spans.flat_map(|span| self.view.words_in(*span)).map(|w| self.view.lower(w));
        let tells = |word: &&str| word.contains(char::is_alphanumeric) && !lexicon().function.contains(*word);
        let mut words: Vec<String> = words.filter(tells).map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}
