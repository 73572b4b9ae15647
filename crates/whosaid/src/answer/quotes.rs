//! What a comment quotes: the words shown as quoted, and long passages that are repeated without any mark.
//!
//! What is kept: quotations that are found on the page; of the others those that somebody is named for, those that
//! a verb of speaking introduces when they have three words or more, and those of five words or more. Shorter
//! ones are the writer's own irony (`a “special” operation`), names and titles, and nobody's words.

use super::index::{Found, Index, MOST_WORDS, RUN};
use super::marked::{Kind, Marked};
use super::people::People;
use super::speech::{Around, Speech};
use super::words::Word;
use super::{Quoted, QuotedFrom};
use crate::{Page, Span, Statement};

/// How far apart, in words, the halves of a cut quotation may stand.
const FARTHEST_HALVES: usize = 300;
/// More pieces of one quotation are not looked for.
const MOST_PIECES: usize = 8;
/// Words of a quotation from elsewhere that a verb of speaking introduces, and of one that nothing does.
const SHORTEST: (usize, usize) = (3, 5);

/// What is looked at for every comment of a page.
pub(super) struct Sources<'p> {
    pub(super) page: &'p Page,
    pub(super) statements: &'p [Statement],
    /// All pieces of content, in order, with their statements.
    pub(super) contents: Vec<(Span, usize)>,
    pub(super) index: &'p Index,
    pub(super) authors: &'p [Option<usize>],
}

/// Where quoted words were found on the page.
struct Place {
    comment: Option<usize>,
    target: Span,
    similarity: f32,
    /// Where each line of the quotation was found.
    lines: Vec<Option<Span>>,
    /// The words of the comment that were found, where that is not told by marks.
    own: Option<Span>,
}

impl<'p> Sources<'p> {
    pub(super) fn new(
        page: &'p Page,
        statements: &'p [Statement],
        index: &'p Index,
        authors: &'p [Option<usize>],
    ) -> Self {
        let pieces = statements.iter().enumerate();
        let mut contents: Vec<(Span, usize)> =
            pieces.flat_map(|(i, s)| s.content.iter().map(move |&content| (content, i))).collect();
        contents.sort_unstable();
        Sources { page, statements, contents, index, authors }
    }

    /// What comment `own` quotes, in order. `marked` is what it shows as quoted; words that stand nearly so in the
    /// comments `preferred` were taken from there.
    pub(super) fn quotations(
        &self,
        own: usize,
        marked: &[Marked],
        preferred: &[usize],
        people: &mut People,
    ) -> Vec<Quoted> {
        let mut quotations: Vec<Quoted> =
            marked.iter().flat_map(|marked| self.quotation(own, marked, preferred, people)).collect();
        quotations.extend(self.repeated(own, marked));
        quotations.sort_by_key(|quoted| quoted.span);
        quotations
    }

    fn quotation(
        &self,
        own: usize,
        marked: &Marked,
        preferred: &[usize],
        people: &mut People,
    ) -> Vec<Quoted> {
        let words: Vec<Word> =
            marked.lines.iter().flat_map(|&line| self.index.words_of(own, line)).copied().collect();
        let place = match marked.kind {
            Kind::Unclosed => self.beginning(own, &words, preferred),
            Kind::Marks | Kind::Form => self.place(own, marked, &words, preferred),
        };
        let speech = self.speech(own, marked);
        match place {
            Some(place) => self.found(&place, marked, speech, people),
            None => self.elsewhere(marked, words.len(), speech, people).into_iter().collect(),
        }
    }

    fn speech(&self, own: usize, marked: &Marked) -> Speech {
        let Marked { paragraph, outer, .. } = *marked;
        let around = Around {
            text: &self.page.text,
            forms: &self.index.forms,
            before: self.index.words_of(own, Span::new(paragraph.start, outer.start)),
            after: self.index.words_of(own, Span::new(outer.end, paragraph.end)),
            outer,
            end: paragraph.end,
        };
        around.speech()
    }

    /// Where the quoted words stand on the page, the pieces between ellipses looked for one by one.
    fn place(&self, own: usize, marked: &Marked, words: &[Word], preferred: &[usize]) -> Option<Place> {
        let by_form = marked.kind == Kind::Form;
        let pieces = pieces(&self.page.text, words);
        let longest = pieces.iter().max_by_key(|piece| piece.len())?;
        let main = self.sure(own, longest, preferred, by_form)?;
        let mut all: Vec<(&[Word], Found)> = Vec::new();
        for piece in &pieces {
            if std::ptr::eq(*piece, *longest) {
                all.push((piece, main.clone()));
            } else if let Some(found) = self.sure(own, piece, preferred, by_form)
                && found.comment == main.comment
                && self.is_near(&found, &main)
            {
                all.push((piece, found));
            }
        }
        let similar: f32 =
            all.iter().map(|(piece, found)| found.alignment.similarity * piece.len() as f32).sum();
        let whole: usize = pieces.iter().map(|piece| piece.len()).sum();
        let target = all.iter().filter_map(|(_, found)| self.target(found)).reduce(Span::cover)?;
        let line = |&line: &Span| {
            let of_line = all.iter().flat_map(|(piece, found)| self.pairs(piece, found));
            of_line.filter(|(word, _)| line.contains(*word)).map(|(_, there)| there).reduce(Span::cover)
        };
        Some(Place {
            comment: main.comment,
            target,
            similarity: similar / whole.max(1) as f32,
            lines: marked.lines.iter().map(line).collect(),
            own: None,
        })
    }

    /// The words found, each with its place in the comment and where it was found.
    fn pairs<'a>(&'a self, piece: &'a [Word], found: &'a Found) -> impl Iterator<Item = (Span, Span)> + 'a {
        piece.iter().zip(&found.alignment.words).filter_map(|(word, there)| {
            let there = self.index.span(found, (*there)? as usize)?;
            Some((word.span, there))
        })
    }

    fn is_near(&self, a: &Found, b: &Found) -> bool {
        let place = |found: &Found| found.alignment.ends().map_or(0, |(first, _)| first);
        place(a).abs_diff(place(b)) <= FARTHEST_HALVES
    }

    fn target(&self, found: &Found) -> Option<Span> {
        let (first, last) = found.alignment.ends()?;
        Some(self.index.span(found, first)?.cover(self.index.span(found, last)?))
    }

    /// Where words stand, when that is beyond doubt.
    fn sure(&self, own: usize, words: &[Word], preferred: &[usize], by_form: bool) -> Option<Found> {
        let found = self.index.find(words, own, preferred)?;
        let alignment = &found.alignment;
        let enough = match words.len() {
            0 => false,
            1 | 2 => alignment.similarity == 1.0,
            5.. if alignment.similarity == 1.0 && alignment.telling >= 1 => true,
            // The page's form tells that they are somebody's words, however common they are.
            _ if by_form && alignment.similarity == 1.0 => true,
            3 | 4 => alignment.similarity >= 0.8 && alignment.telling >= 1,
            5..=7 => alignment.similarity >= 0.65 && alignment.telling >= 2 && alignment.run >= 2,
            _ if alignment.similarity >= 0.7 => alignment.telling >= 2 && alignment.run >= 2,
            _ => alignment.similarity >= 0.5 && alignment.telling >= 3 && alignment.run >= 3,
        };
        enough.then_some(found)
    }

    /// Where the first of the words stand, when a mark was lost and nobody knows where the quotation ends.
    fn beginning(&self, own: usize, words: &[Word], preferred: &[usize]) -> Option<Place> {
        let found = self.index.find(words, own, preferred)?;
        let last = found.alignment.words.iter().rposition(Option::is_some)?;
        let part = words.get(..=last)?;
        let found = self.sure(own, part, preferred, false).filter(|found| found.alignment.found() > 3)?;
        let (first, last) = (part.first()?.span, part.last()?.span);
        Some(Place {
            comment: found.comment,
            target: self.target(&found)?,
            similarity: found.alignment.similarity,
            lines: Vec::new(),
            own: Some(first.cover(last)),
        })
    }

    /// One entry for each line that is shown as quoted.
    fn found(&self, place: &Place, marked: &Marked, speech: Speech, people: &mut People) -> Vec<Quoted> {
        let one = |span: Span, target: Span| self.quoted(span, place.comment, target, place.similarity);
        let mut found: Vec<Quoted> = match (place.own, place.lines.as_slice()) {
            (Some(own), _) => vec![one(own, place.target)],
            (None, [_]) => vec![one(marked.inside(), place.target)],
            (None, lines) => {
                let lines = marked.lines.iter().zip(lines);
                lines.map(|(&line, target)| one(line, target.unwrap_or(place.target))).collect()
            }
        };
        for quoted in found.iter_mut().filter(|quoted| quoted.speaker.is_none()) {
            quoted.speaker = speech.name.map(|name| people.named(self.page, name));
        }
        found
    }

    fn quoted(&self, span: Span, comment: Option<usize>, target: Span, similarity: f32) -> Quoted {
        let statement = if comment.is_none() { self.statement(target) } else { None };
        let of_statement = statement.and_then(|s| self.statements.get(s)?.speakers.first());
        let speaker = match comment {
            Some(comment) => self.authors.get(comment).copied().flatten(),
            None => of_statement.map(|attributed| attributed.speaker),
        };
        Quoted {
            span,
            from: if comment.is_some() { QuotedFrom::Comment } else { QuotedFrom::Article },
            target: Some(target),
            comment,
            statement,
            speaker,
            similarity,
        }
    }

    /// The statement whose content has most of `target`.
    fn statement(&self, target: Span) -> Option<usize> {
        /// Contents that start before the target and reach into it stand close before it.
        const NEAR: usize = 16;
        let end = self.contents.partition_point(|(content, _)| content.start < target.end);
        let start = self.contents.partition_point(|(content, _)| content.start < target.start);
        let near = self.contents.get(start.saturating_sub(NEAR)..end)?;
        let shared =
            |content: Span| content.end.min(target.end).saturating_sub(content.start.max(target.start));
        let best = near.iter().filter(|(content, _)| content.overlaps(target));
        best.max_by_key(|&&(content, statement)| (shared(content), usize::MAX - statement)).map(|&(_, s)| s)
    }

    fn elsewhere(
        &self,
        marked: &Marked,
        words: usize,
        speech: Speech,
        people: &mut People,
    ) -> Option<Quoted> {
        let shortest = match (speech.name, speech.reported) {
            (Some(_), _) => 1,
            (None, true) => SHORTEST.0,
            (None, false) => SHORTEST.1,
        };
        let form = marked.kind == Kind::Form;
        let kept = (words >= shortest && marked.kind != Kind::Unclosed) || (form && words > 0);
        kept.then(|| Quoted {
            span: marked.inside(),
            from: QuotedFrom::Elsewhere,
            target: None,
            comment: None,
            statement: None,
            speaker: speech.name.map(|name| people.named(self.page, name)),
            similarity: 0.0,
        })
    }

    /// Passages of [`RUN`] words or more that stand word for word in the article or in an earlier comment of
    /// somebody else.
    fn repeated(&self, own: usize, marked: &[Marked]) -> Vec<Quoted> {
        let words = self.index.comment(own);
        let mut found = Vec::new();
        let mut marked = marked.iter().peekable();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| rest.len() >= RUN) {
            let Some(first) = rest.first() else { break };
            while marked.next_if(|marked| marked.outer.end <= first.span.start).is_some() {}
            if marked.peek().is_some_and(|marked| marked.outer.start <= first.span.start) {
                at += 1;
                continue;
            }
            let upto = marked
                .peek()
                .map_or(rest.len(), |next| rest.partition_point(|w| w.span.end <= next.outer.start));
            let run = rest.get(..upto).and_then(|rest| self.index.repeated(rest, own));
            let Some(run) = run else {
                at += 1;
                continue;
            };
            let length = run.alignment.words.len();
            at += length;
            let last = rest.get(length - 1).map_or(*first, |last| *last);
            if let Some(target) = self.target(&run).filter(|_| self.is_quoting(own, &run)) {
                found.push(self.quoted(first.span.cover(last.span), run.comment, target, 1.0));
            }
        }
        found
    }

    /// A comment that was posted twice quotes nothing, and neither does a reader who ends all comments alike.
    fn is_quoting(&self, own: usize, run: &Found) -> bool {
        let Some(other) = run.comment else { return true };
        let author = |comment: usize| self.authors.get(comment).copied().flatten();
        let all = run.alignment.words.len() == self.index.comment(other).len();
        let same = author(own).is_some() && author(own) == author(other);
        !same && !(all && self.index.comment(own).len() == run.alignment.words.len())
    }
}

/// The words between ellipses.
fn pieces<'w>(text: &str, words: &'w [Word]) -> Vec<&'w [Word]> {
    let words = words.get(..MOST_WORDS).unwrap_or(words);
    let cut = |a: &Word, b: &Word| {
        let gap = Span::new(a.span.end, b.span.start).of(text);
        !(gap.contains('…') || gap.contains("..") || gap.contains(". ."))
    };
    let mut pieces: Vec<&[Word]> = words.chunk_by(cut).collect();
    pieces.truncate(MOST_PIECES);
    pieces
}
