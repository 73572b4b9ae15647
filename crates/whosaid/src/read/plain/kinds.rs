//! What each block of the article is, from its length, its ending and the lines about it.

use super::comments::{is_end, is_link, number};
use super::lexicon::{AGENCIES, CREDITS};
use super::lines::{Line, is_finished};
use super::{byline, furniture, pullquotes};
use crate::read::dates::{self, DateLine};
use crate::read::{Block, BlockKind};

/// The longest headline, in characters.
const LONGEST_HEADLINE: usize = 250;
/// The longest headline that ends with a full stop, in characters.
const LONGEST_STOPPED_HEADLINE: usize = 180;
/// The longest sub-heading, in characters and in words; the longest that is a question.
const LONGEST_SUBHEADING: (usize, usize) = (90, 14);
const LONGEST_QUESTION: usize = 60;
/// The longest caption, standfirst and the longest deck right under a headline, in characters.
const LONGEST_CAPTION: usize = 400;
const LONGEST_STANDFIRST: usize = 400;
const LONGEST_DECK: usize = 160;
/// The longest name of a site, in characters.
const LONGEST_MASTHEAD: usize = 40;
/// The least number of lines that are a page's navigation above its headline, and words of a headline under them.
const LEAST_NAVIGATION: usize = 8;
const LEAST_HEADLINE_WORDS: usize = 4;
/// Lines above the first prose, and under it when it is a standfirst, among which date and byline are looked for;
/// and lines above those among which the headline is.
const NEAR_PROSE: usize = 20;
const NEAR_STANDFIRST: usize = 6;
const NEAR_TOP: usize = 8;
/// The shortest prose, in characters.
const SHORTEST_PROSE: usize = 60;
/// Headline, byline and date line are looked for among this many first blocks.
const TOP: usize = 12;
/// Blocks at the end among which a line with the time of publication is looked for.
const BOTTOM: usize = 3;
/// How far from a block's end a photographer's credit is looked for, in bytes.
const CREDIT_TAIL: usize = 100;

/// The article of a page, without its comments.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) blocks: Vec<Block>,
    pub(super) site: Option<String>,
    pub(super) bylines: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
}

/// Tells what each of the article's lines is.
///
/// `more` tells whether anything follows them.
pub(super) fn article(text: &str, lines: &[Line], more: bool) -> Article {
    let menu = furniture::menu_runs(text, lines);
    let is_other =
        |(line, menu): (&Line, bool)| menu || furniture::is_furniture(line.of(text)) || is_link(text, line);
    let mut other: Vec<bool> = lines.iter().zip(menu).map(is_other).collect();
    let mut article = Article::default();
    if let Some(at) = masthead(text, lines, &other) {
        article.site = lines.get(at).map(|line| line.of(text).to_owned());
        other[at] = true;
    }
    if let Some(headline) = under_navigation(text, lines, &other) {
        other[..headline].fill(true);
    }
    // The lines of the article, so that an advertisement between two of them parts nothing.
    let shown: Vec<Line> =
        lines.iter().zip(&other).filter(|(_, other)| !**other).map(|(line, _)| *line).collect();
    let mut kinds = Kinds::new(text, &shown, more, &mut article).kinds().into_iter();
    article.blocks = lines
        .iter()
        .zip(other)
        .map(|(line, other)| {
            let kind = if other { None } else { kinds.next() };
            Block { kind: kind.unwrap_or(BlockKind::Boilerplate), span: line.span }
        })
        .collect();
    article
}

/// The headline of a whole page, which stands under many lines of menus: the longest line above the first date or
/// byline, or the one above that. Nothing above it is prose.
fn under_navigation(text: &str, lines: &[Line], other: &[bool]) -> Option<usize> {
    let of = |i: usize| lines.get(i).map_or("", |line| line.of(text));
    let length = |i: usize| lines.get(i).map_or(0, |line| line.length);
    let is_prose =
        |i: &usize| other.get(*i) == Some(&false) && length(*i) >= SHORTEST_PROSE && is_finished(of(*i));
    let prose = (0..lines.len()).find(is_prose)?;
    let is_top = |i: &usize| date_line(of(*i)).is_some() || byline::marked(of(*i)).is_some();
    let top = (prose.saturating_sub(NEAR_PROSE)..prose + NEAR_STANDFIRST).find(is_top)?;
    let fits = |i: &usize| {
        let words = of(*i).split_whitespace().count();
        other.get(*i) == Some(&false)
            && words >= LEAST_HEADLINE_WORDS
            && length(*i) <= LONGEST_STOPPED_HEADLINE
            && !of(*i).ends_with('.')
            && !has_credit(of(*i), false)
    };
    let lines_above: Vec<usize> = (top.saturating_sub(NEAR_TOP)..top.min(prose)).filter(fits).collect();
    let longest = (0..lines_above.len()).max_by_key(|&i| length(lines_above[i]))?;
    // A standfirst under the headline may be longer than it; more lines like it are links.
    let alike = |i: &usize| length(lines_above[*i]) * 10 >= length(lines_above[longest]) * 6;
    let above: Vec<usize> = (0..longest).filter(alike).collect();
    let chosen = if let [only] = above[..] { only } else { longest };
    let headline = *lines_above.get(chosen)?;
    (headline > LEAST_NAVIGATION).then_some(headline)
}

/// The site's name above the headline: the first line, when the notice of copyright has it too.
fn masthead(text: &str, lines: &[Line], other: &[bool]) -> Option<usize> {
    let first = other.iter().position(|other| !other)?;
    let name = lines.get(first).filter(|line| line.length <= LONGEST_MASTHEAD)?.of(text);
    let notice = |(line, other): (&Line, &bool)| {
        let line = line.of(text);
        *other && (line.starts_with('©') || line.starts_with("Copyright")) && line.contains(name)
    };
    lines.iter().zip(other).any(notice).then_some(first)
}

/// The blocks of lines that come after comments.
pub(super) fn rest(text: &str, lines: &[Line]) -> Vec<Block> {
    let menu = furniture::menu_runs(text, lines);
    let kind = |line: &Line, menu: bool| match () {
        () if menu || furniture::is_furniture(line.of(text)) || is_end(text, line) => BlockKind::Boilerplate,
        () => BlockKind::Paragraph,
    };
    lines.iter().zip(menu).map(|(line, menu)| Block { kind: kind(line, menu), span: line.span }).collect()
}

struct Kinds<'t> {
    text: &'t str,
    lines: &'t [Line],
    /// The date lines of the top.
    dates: Vec<Option<DateLine>>,
    headline: Option<usize>,
    /// Which of the lines at the top are bylines.
    bylines: Vec<bool>,
    pull_quotes: Vec<bool>,
}

impl<'t> Kinds<'t> {
    /// Reads the top of the article, and gives `article` what it tells.
    fn new(text: &'t str, lines: &'t [Line], more: bool, article: &mut Article) -> Kinds<'t> {
        let dates: Vec<_> = lines.iter().take(TOP).map(|line| date_line(line.of(text))).collect();
        let mut kinds = Kinds {
            text,
            lines,
            dates,
            headline: None,
            bylines: Vec::new(),
            pull_quotes: pullquotes::pull_quotes(text, lines),
        };
        kinds.headline = kinds.find_headline(more);
        kinds.find_bylines(article);
        for date in kinds.dates.iter().flatten().cloned().chain(kinds.bottom_dates()) {
            article.published = article.published.take().or(date.published);
            article.modified = article.modified.take().or(date.modified);
        }
        kinds
    }

    fn of(&self, i: usize) -> &'t str {
        self.lines.get(i).map_or("", |line| line.of(self.text))
    }

    fn is_date(&self, i: usize) -> bool {
        self.dates.get(i).is_some_and(Option::is_some)
    }

    fn kinds(&self) -> Vec<BlockKind> {
        let standfirst = self.standfirst();
        let kind = |i: usize| match () {
            () if self.is_date(i) || self.is_bottom_date(i) => BlockKind::Dateline,
            () if self.headline == Some(i) => BlockKind::Headline,
            () if self.bylines.get(i) == Some(&true) => BlockKind::Byline,
            () if standfirst.contains(&i) && !self.is_credited(i) => BlockKind::Standfirst,
            () => self.kind(i),
        };
        (0..self.lines.len()).map(kind).collect()
    }

    /// The first line at the top that is no byline and no date, when it looks like a headline.
    fn find_headline(&self, more: bool) -> Option<usize> {
        let is_other = |i: usize| self.is_date(i) || byline::marked(self.of(i)).is_some();
        let at = (0..self.lines.len().min(3)).find(|&i| !is_other(i))?;
        let first = self.lines.get(at)?;
        let Some(next) = self.lines.get(at + 1) else {
            return (more && first.length <= LONGEST_STOPPED_HEADLINE).then_some(at);
        };
        let stopped = first.length <= LONGEST_STOPPED_HEADLINE
            && first.alone_below
            && (next.length > first.length
                || self.dates.iter().skip(at + 1).any(Option::is_some)
                || self.lines.len() > at + 2);
        let finished = is_finished(first.of(self.text));
        (first.length <= LONGEST_HEADLINE && (!finished || stopped)).then_some(at)
    }

    /// Bylines at the top. One without `By` counts only under the headline, before the first paragraph.
    fn find_bylines(&mut self, article: &mut Article) {
        let under = self.headline.map_or(usize::MAX, |headline| headline + 1);
        let mut before_prose = true;
        for i in 0..self.lines.len().min(TOP) {
            let line = self.of(i);
            let below = before_prose && i >= under;
            let dated = self.is_date(i + 1) || (i > 0 && self.is_date(i - 1));
            let names = byline::marked(line)
                .filter(|_| self.headline != Some(i))
                .or_else(|| byline::unmarked(line).filter(|_| below))
                .or_else(|| byline::name_alone(line).filter(|_| below && dated));
            let contact = below && self.bylines.last() == Some(&true) && byline::is_contact(line);
            self.bylines.push(names.is_some() || contact);
            article.bylines.extend(names.into_iter().flatten());
            let short = self.lines.get(i).is_some_and(|line| line.length <= LONGEST_STANDFIRST);
            let byline_follows = byline::marked(self.of(i + 1)).is_some() || self.is_date(i + 1);
            before_prose &= i < under || !is_finished(line) || (short && (byline_follows || i == under));
        }
    }

    /// The summary between the headline and the byline or date; or the deck glued under the headline.
    fn standfirst(&self) -> std::ops::Range<usize> {
        let Some(headline) = self.headline else { return 0..0 };
        let first = headline + 1;
        let is_top = |i: usize| self.is_date(i) || self.bylines.get(i) == Some(&true);
        let top = (first..self.lines.len().min(first + 3)).find(|&i| is_top(i));
        if let Some(top) = top.filter(|&top| top > first) {
            let short = |i: usize| self.lines.get(i).is_some_and(|line| line.length <= LONGEST_STANDFIRST);
            return if (first..top).all(short) { first..top } else { 0..0 };
        }
        let (Some(above), Some(line)) = (self.lines.get(headline), self.lines.get(first)) else {
            return 0..0;
        };
        let glued = !above.alone_below && line.alone_below && self.lines.len() > first + 1;
        if top.is_none() && glued && line.length <= LONGEST_DECK { first..first + 1 } else { 0..0 }
    }

    /// Lines near the end that say when the page was published or changed.
    fn bottom_dates(&self) -> Vec<DateLine> {
        let from = self.lines.len().saturating_sub(BOTTOM).max(TOP);
        (from..self.lines.len()).filter_map(|i| self.bottom_date(i)).collect()
    }

    fn bottom_date(&self, i: usize) -> Option<DateLine> {
        let line = self.of(i);
        let told = [
            "Published",
            "First published",
            "Originally published",
            "Updated",
            "Last updated",
            "Last modified",
        ];
        told.iter().any(|start| line.starts_with(start)).then(|| date_line(line)).flatten()
    }

    fn is_bottom_date(&self, i: usize) -> bool {
        i >= TOP && i + BOTTOM >= self.lines.len() && self.bottom_date(i).is_some()
    }

    /// The kind of line `i`, which is nothing of the top.
    fn kind(&self, i: usize) -> BlockKind {
        let Some(&line) = self.lines.get(i) else { return BlockKind::Paragraph };
        let words = self.of(i);
        if self.is_list_item(i) {
            return BlockKind::List;
        }
        if i > 0 && self.is_caption(i) {
            return BlockKind::Caption;
        }
        if self.pull_quotes.get(i) == Some(&true) {
            return BlockKind::Pullquote;
        }
        let between = i > 0 && i + 1 < self.lines.len() && line.alone_above() && line.alone_below;
        if between && is_subheading(words, line.length) && !self.neighbour_is_short(i) {
            return BlockKind::Subheading;
        }
        BlockKind::Paragraph
    }

    fn is_credited(&self, i: usize) -> bool {
        let words = self.of(i);
        has_credit(words, is_finished(words))
    }

    /// A line with a credit, or one glued to the paragraph under it.
    fn is_caption(&self, i: usize) -> bool {
        let Some(&line) = self.lines.get(i).filter(|line| line.length <= LONGEST_CAPTION) else {
            return false;
        };
        let words = self.of(i);
        let finished = is_finished(words);
        // A number or a word alone is part of a list, not a caption.
        let says_something =
            words.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() > 2;
        let glued_below = !line.alone_below && i + 1 < self.lines.len() && is_finished(self.of(i + 1));
        let glued = says_something && glued_below && line.alone_above() && !finished && !introduces(words);
        has_credit(words, finished) || glued
    }

    /// A bullet; or a number that a neighbour's follows, since one number alone may start a sentence or a heading.
    fn is_list_item(&self, i: usize) -> bool {
        let beside = |test: &dyn Fn(&str) -> bool| test(self.of(i + 1)) || (i > 0 && test(self.of(i - 1)));
        let words = self.of(i);
        match bullet(words) {
            Some('-' | '–' | '—') => return beside(&|other| bullet(other) == bullet(words)),
            Some(_) => return true,
            None => {}
        }
        let value = |line: &str| number(line).map(|(value, _)| value);
        value(words)
            .is_some_and(|own| beside(&|other| value(other).is_some_and(|value| value.abs_diff(own) == 1)))
    }

    /// Whether a block beside `i` is as short: then the two are a list, not a heading over a paragraph.
    fn neighbour_is_short(&self, i: usize) -> bool {
        let short = |i: usize| {
            let line = self.lines.get(i);
            line.is_none_or(|line| line.length <= LONGEST_SUBHEADING.0 / 2)
                && !self.is_list_item(i)
                && !self.is_credited(i)
                && !introduces(self.of(i))
        };
        short(i + 1) || (i > 1 && short(i - 1))
    }
}

fn date_line(line: &str) -> Option<DateLine> {
    dates::iso_with_time(line).or_else(|| dates::date_line(line))
}

/// The bullet that a line starts with.
fn bullet(line: &str) -> Option<char> {
    let mut chars = line.chars();
    let first =
        chars.next().filter(|c| matches!(c, '•' | '▪' | '◦' | '‣' | '●' | '*' | '■' | '-' | '–' | '—'))?;
    chars.next().is_some_and(char::is_whitespace).then_some(first)
}

/// Whether the text introduces what follows it.
fn introduces(block: &str) -> bool {
    block.trim_end().ends_with([':', '—', '–', '-', ',', ';'])
}

/// Short, without final punctuation; or in capitals throughout, whatever it ends with; or a short question.
fn is_subheading(block: &str, length: usize) -> bool {
    let (most, most_words) = LONGEST_SUBHEADING;
    if length > most || block.split_whitespace().count() > most_words || introduces(block) {
        return false;
    }
    let mut letters = block.chars().filter(|c| c.is_alphabetic()).peekable();
    let capitals = letters.peek().is_some() && letters.all(char::is_uppercase);
    let question = length <= LONGEST_QUESTION
        && block.ends_with('?')
        && !block.contains(':')
        && !block.starts_with(['“', '"', '‘']);
    (capitals && length > 3) || question || (!is_finished(block) && block.chars().any(char::is_alphabetic))
}

/// Whether a photographer is credited, as captions do at their end.
fn has_credit(block: &str, finished: bool) -> bool {
    if CREDITS.iter().any(|credit| block.starts_with(credit)) {
        return true;
    }
    let mut from = block.len().saturating_sub(CREDIT_TAIL);
    while !block.is_char_boundary(from) {
        from += 1;
    }
    let tail = &block[from..];
    let bracketed = block.ends_with([')', ']']);
    let labelled = |credit: &&&str| credit.ends_with(':') && tail.contains(**credit);
    CREDITS.iter().any(|credit| labelled(&credit))
        || ((!finished || bracketed) && AGENCIES.iter().any(|agency| tail.contains(agency)))
        || (!finished && (tail.ends_with(" Getty") || tail.contains("Photograph by")))
}
