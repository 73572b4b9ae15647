//! Blocks of plain text: coarse, by lines and what each looks like.
//!
//! A line break ends a block, since pasted pages glue a caption to the paragraph under it with a
//! single one; only where the whole page is hard-wrapped do lines join into paragraphs. What a
//! block is (headline, caption, sub-heading …) is told from its length, its ending and the blank
//! lines about it. The text itself is never changed, and all of it but white space is in a block.

use super::{Block, BlockKind, Input, InputKind, Page, dates, sha256};
use crate::Span;
use dates::DateLine;

/// The longest headline, in characters.
const LONGEST_HEADLINE: usize = 250;
/// The longest headline that ends with a full stop, in characters.
const LONGEST_STOPPED_HEADLINE: usize = 180;
/// The longest sub-heading, in characters and in words.
const LONGEST_SUBHEADING: (usize, usize) = (90, 14);
/// The longest caption and byline, in characters.
const LONGEST_CAPTION: usize = 400;
const LONGEST_BYLINE: usize = 140;
/// Headline, byline and date line are looked for among this many first blocks.
const TOP: usize = 8;
/// How far from a block's end a photographer's credit is looked for, in bytes.
const CREDIT_TAIL: usize = 100;
/// Column widths to which texts are hard-wrapped.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 45..=100;

pub(super) fn page(text: String, name: &str) -> Page {
    let (blocks, published) = blocks(&text);
    let title = blocks.iter().find(|b| b.kind == BlockKind::Headline).map(|b| b.span.of(&text).to_owned());
    Page {
        id: name.to_owned(),
        input: Input { name: name.to_owned(), kind: InputKind::Text, sha256: sha256(text.as_bytes()) },
        url: None,
        site: None,
        title,
        bylines: Vec::new(),
        published,
        modified: None,
        language: None,
        text,
        blocks,
        comments: Vec::new(),
    }
}

/// A stretch of text that is one block, before its kind is told.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    span: Span,
    /// Length in characters.
    length: usize,
    /// Whether a blank line, or the text's start, stands before it.
    alone_above: bool,
    /// Whether a blank line, or the text's end, stands after it.
    alone_below: bool,
}

fn blocks(text: &str) -> (Vec<Block>, Option<String>) {
    let lines = lines(text);
    let stretches = if is_wrapped(text, &lines) { join_wrapped(text, &lines) } else { lines };
    let dates: Vec<Option<DateLine>> =
        stretches.iter().take(TOP).map(|s| date_line(s.span.of(text))).collect();
    let published = dates.iter().flatten().find_map(|date| date.iso.clone());
    let headline = headline(text, &stretches, &dates);
    let kind = |i: usize| match dates.get(i) {
        Some(Some(_)) => BlockKind::Dateline,
        _ if headline == Some(i) => BlockKind::Headline,
        _ => kind(text, &stretches, i),
    };
    let blocks = stretches.iter().enumerate().map(|(i, s)| Block { kind: kind(i), span: s.span }).collect();
    (blocks, published)
}

fn date_line(line: &str) -> Option<DateLine> {
    dates::iso_with_time(line).or_else(|| dates::date_line(line))
}

/// The lines that are not blank.
fn lines(text: &str) -> Vec<Stretch> {
    let mut lines: Vec<Stretch> = Vec::new();
    let mut blank = true;
    for span in raw_lines(text) {
        let span = span.trim(text);
        if span.is_empty() {
            blank = true;
            continue;
        }
        if let (false, Some(last)) = (blank, lines.last_mut()) {
            last.alone_below = false;
        }
        let length = span.of(text).chars().count();
        lines.push(Stretch { span, length, alone_above: blank, alone_below: true });
        blank = false;
    }
    lines
}

/// Every line with its break; `\r\n` is one break. A byte-order mark before the first belongs to none.
fn raw_lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = text.strip_prefix('\u{feff}').map_or(0, |rest| text.len() - rest.len());
    let breaks = text.char_indices().filter_map(|(at, c)| match c {
        '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(at + c.len_utf8()),
        '\r' if !text[at + 1..].starts_with('\n') => Some(at + 1),
        _ => None,
    });
    breaks.chain(std::iter::once(text.len())).map(move |end| {
        let span = Span::new(start, end);
        start = end;
        span
    })
}

/// Whether the page is hard-wrapped: most lines run on into the next with a single break, most of
/// those end in the middle of a sentence, and none is much longer than the rest.
fn is_wrapped(text: &str, lines: &[Stretch]) -> bool {
    let running: Vec<&Stretch> = lines.iter().filter(|line| !line.alone_below).collect();
    if running.len() < 3 || running.len() * 2 < lines.len() {
        return false;
    }
    let mut lengths: Vec<usize> = running.iter().map(|line| line.length).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    let unfinished = running.iter().filter(|line| !is_finished(line.span.of(text))).count();
    let long = lines.iter().filter(|line| line.length > median + 25).count();
    WRAP_WIDTHS.contains(&median) && unfinished * 10 >= running.len() * 6 && long * 20 <= lines.len()
}

/// Joins the lines of a wrapped page into paragraphs: a blank line ends one, and so does a
/// finished line that stops well short of the width.
fn join_wrapped(text: &str, lines: &[Stretch]) -> Vec<Stretch> {
    let width = lines.iter().map(|line| line.length).max().unwrap_or(0);
    let mut joined: Vec<Stretch> = Vec::new();
    let mut ended = true;
    for line in lines {
        match joined.last_mut() {
            Some(last) if !ended => {
                last.length += line.length + 1;
                last.span = last.span.cover(line.span);
                last.alone_below = line.alone_below;
            }
            _ => joined.push(*line),
        }
        ended = line.alone_below || (is_finished(line.span.of(text)) && line.length * 10 < width * 7);
    }
    joined
}

/// The index of the headline: the first block at the top that is no byline and no date, when it looks like one.
fn headline(text: &str, stretches: &[Stretch], dates: &[Option<DateLine>]) -> Option<usize> {
    let is_other = |i: usize| dates[i].is_some() || is_byline(stretches[i].span.of(text));
    let at = (0..dates.len().min(3)).find(|&i| !is_other(i))?;
    let (first, next) = (stretches[at], stretches.get(at + 1)?);
    let finished = is_finished(first.span.of(text));
    let short = first.length <= LONGEST_HEADLINE;
    let stopped = first.length <= LONGEST_STOPPED_HEADLINE
        && first.alone_below
        && (next.length > first.length
            || dates.iter().skip(at + 1).any(Option::is_some)
            || stretches.len() > at + 2);
    (short && (!finished || stopped)).then_some(at)
}

/// The kind of block `i`, which is neither headline nor date line.
fn kind(text: &str, stretches: &[Stretch], i: usize) -> BlockKind {
    let stretch = stretches[i];
    let block = stretch.span.of(text);
    let next = stretches.get(i + 1).copied();
    let finished = is_finished(block);
    if i < TOP && is_byline(block) {
        return BlockKind::Byline;
    }
    if i > 0 && stretch.length <= LONGEST_CAPTION && has_credit(block, finished) {
        return BlockKind::Caption;
    }
    // A number or a word alone is part of a list, not a caption.
    let says_something =
        block.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() > 2;
    let glued_below = next.is_some_and(|n| !stretch.alone_below && is_finished(n.span.of(text)));
    if i > 0
        && says_something
        && glued_below
        && stretch.alone_above
        && !finished
        && stretch.length <= LONGEST_CAPTION
        && !introduces(block)
    {
        return BlockKind::Caption;
    }
    let between = i > 0 && next.is_some() && stretch.alone_above && stretch.alone_below;
    if between && is_subheading(block, stretch.length) && !neighbour_is_short(stretches, i) {
        return BlockKind::Subheading;
    }
    BlockKind::Paragraph
}

/// Whether the text ends as a sentence does.
fn is_finished(block: &str) -> bool {
    let closers = |c: char| matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '»') || c.is_whitespace();
    block.trim_end_matches(closers).ends_with(['.', '!', '?', '…'])
}

/// Whether the text introduces what follows it.
fn introduces(block: &str) -> bool {
    block.trim_end().ends_with([':', '—', '–', '-', ',', ';'])
}

/// Short, without final punctuation; or in capitals throughout, whatever it ends with.
fn is_subheading(block: &str, length: usize) -> bool {
    let (most, most_words) = LONGEST_SUBHEADING;
    if length > most || block.split_whitespace().count() > most_words || introduces(block) {
        return false;
    }
    let mut letters = block.chars().filter(|c| c.is_alphabetic()).peekable();
    let capitals = letters.peek().is_some() && letters.all(char::is_uppercase);
    (capitals && length > 3) || (!is_finished(block) && block.chars().any(char::is_alphabetic))
}

/// Whether a block beside `i` is as short: then the two are a list, not a heading over a paragraph.
fn neighbour_is_short(stretches: &[Stretch], i: usize) -> bool {
    let short = |s: Option<&Stretch>| s.is_none_or(|s| s.length <= LONGEST_SUBHEADING.0 / 2);
    short(stretches.get(i + 1)) || (i > 1 && short(stretches.get(i - 1)))
}

/// `By Jane Doe`, `BY JANE DOE, Political Editor`.
fn is_byline(block: &str) -> bool {
    let Some(names) = block.strip_prefix("By ").or_else(|| block.strip_prefix("BY ")) else { return false };
    let small = |word: &str| {
        matches!(word, "and" | "of" | "for" | "in" | "the" | "at" | "&" | "|" | "de" | "van" | "von")
    };
    let words: Vec<&str> = names.split_whitespace().collect();
    let named =
        |word: &&str| small(word) || word.starts_with(|c: char| c.is_uppercase() || c == '@' || c == '(');
    block.len() <= LONGEST_BYLINE
        && (1..=14).contains(&words.len())
        && !block.ends_with(['.', '!', '?', '”'])
        && words.iter().all(named)
        && words.first().is_some_and(|word| !small(word))
}

/// Whether a photographer is credited, as captions do at their end.
fn has_credit(block: &str, finished: bool) -> bool {
    const CREDITS: [&str; 5] = ["Credit:", "Photo:", "Photograph:", "Picture:", "Image:"];
    const AGENCIES: [&str; 9] =
        ["Getty Images", "AP Photo", "/AP", "/Reuters", "/REUTERS", "/AFP", "/Getty", "/EPA", "Photo by"];
    if CREDITS.iter().any(|credit| block.starts_with(credit)) {
        return true;
    }
    let mut from = block.len().saturating_sub(CREDIT_TAIL);
    while !block.is_char_boundary(from) {
        from += 1;
    }
    let tail = &block[from..];
    let bracketed = block.ends_with([')', ']']);
    CREDITS.iter().any(|credit| tail.contains(credit))
        || ((!finished || bracketed) && AGENCIES.iter().any(|agency| tail.contains(agency)))
        || (!finished && (tail.ends_with(" Getty") || tail.contains("Photograph by")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Without white space and a byte-order mark, which belong to no block.
    fn bare(text: &str) -> &str {
        text.trim_start_matches('\u{feff}').trim()
    }

    fn kinds(text: &str) -> Vec<(&'static str, &str)> {
        blocks(text).0.into_iter().map(|b| (b.kind.name(), b.span.of(text))).collect()
    }

    const LONG: &str =
        "The town council met on Monday night to hear the plan for a new bridge, which many oppose.";

    #[test]
    fn a_byte_order_mark_is_in_no_block() {
        assert_eq!(
            kinds("\u{feff}Boats sail\n\nThey sail at noon."),
            [("headline", "Boats sail"), ("paragraph", "They sail at noon.")]
        );
    }

    #[test]
    fn the_top_of_a_page() {
        let text = format!(
            "Bridge plan angers town\n\nBy Ann Vane and Lou Orme\n\n4 March 2021 • 9:13pm\n\n{LONG}\n\n{LONG}"
        );
        let page = page(text, "page");
        let kinds: Vec<BlockKind> = page.blocks.iter().map(|b| b.kind).collect();
        use BlockKind::{Byline, Dateline, Headline, Paragraph};
        assert_eq!(kinds, [Headline, Byline, Dateline, Paragraph, Paragraph]);
        assert_eq!(page.title.as_deref(), Some("Bridge plan angers town"));
        assert_eq!(page.published.as_deref(), Some("2021-03-04T21:13:00"));
    }

    #[test]
    fn headlines() {
        assert_eq!(kinds(&format!("Bridge plan angers town.\n\n{LONG}"))[0].0, "headline");
        assert_eq!(kinds(&format!("Bridge plan angers town\n{LONG}"))[0].0, "headline");
        assert_eq!(kinds(&format!("Mar. 4, 2021\n\nBridge plan angers town\n\n{LONG}"))[1].0, "headline");
        assert_eq!(kinds(LONG)[0].0, "paragraph", "a page of one paragraph has no headline");
        let long = LONG.repeat(4);
        assert_eq!(kinds(&format!("{long}\n\n{LONG}"))[0].0, "paragraph");
    }

    #[test]
    fn captions_and_subheadings() {
        let text = format!(
            "Bridge plan\n\n{LONG}\n\nThe mayor walks over the old bridge\n{LONG}\n\n‘Nobody asked us’\n\n{LONG}\n\n\
             WHAT IS NEXT.\n\n{LONG}\n\nThe bridge at dawn. Photograph: Lou Orme/Marsh News\n\n{LONG}\n\n\
             The bridge at night (Photo by Ann Vane/Getty Images)\n\n{LONG}"
        );
        let kinds: Vec<&str> = kinds(&text).iter().map(|k| k.0).collect();
        let expected = [
            "headline",
            "paragraph",
            "caption",
            "paragraph",
            "subheading",
            "paragraph",
            "subheading",
            "paragraph",
            "caption",
            "paragraph",
            "caption",
            "paragraph",
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn what_is_no_caption_or_subheading() {
        let text = format!(
            "Bridge plan\n\n{LONG}\n\nShe listed three reasons:\n{LONG}\n\nCost\n\nNoise\n\nTime\n\n{LONG}"
        );
        assert!(kinds(&text)[1..].iter().all(|k| k.0 == "paragraph"), "{:?}", kinds(&text));
        let credit =
            format!("Bridge plan\n\n{LONG}\n\nThe Getty museum and the AP lost their case, and {LONG}");
        assert_eq!(kinds(&credit)[2].0, "paragraph");
    }

    #[test]
    fn hard_wrapped_text_is_joined() {
        let text = "Bridge plan angers town\n\nThe town council met on Monday night to hear the plan for a\n\
                    new bridge, which many in the town oppose. It will cost more\nthan the old one, and nobody knows who is to pay.\n\n\
                    “We were never asked about any of it,” said Ann Vane, whose\nshop stands beside the river and would have to make way for\nthe road.";
        let kinds = kinds(text);
        assert_eq!(kinds.iter().map(|k| k.0).collect::<Vec<_>>(), ["headline", "paragraph", "paragraph"]);
        assert!(kinds[1].1.ends_with("who is to pay."));
    }

    #[test]
    fn line_breaks_of_all_systems() {
        let text = format!("Bridge plan\r\n\r\n{LONG}\r\n{LONG}\r\r{LONG}\u{2028}{LONG}");
        assert_eq!(kinds(&text).len(), 5);
        assert_eq!(kinds(&text)[1].1, LONG);
    }

    #[test]
    fn odd_texts() {
        for text in ["", " \n\u{a0}\n\t", "\u{0}\u{0}", "\u{feff}", "\n\n\n", "x", "By ", "12"] {
            let (blocks, _) = blocks(text);
            assert!(blocks.iter().all(|b| b.span.of(text).trim() == b.span.of(text)), "{text:?}");
        }
        let huge = "word ".repeat(2_000_000);
        assert_eq!(blocks(&huge).0.len(), 1, "ten megabytes of one line");
        let breaks = "a\n".repeat(1_000_000);
        assert_eq!(blocks(&breaks).0.len(), 1_000_000);
    }

    proptest! {
        #[test]
        fn blocks_cover_the_text(text in "([A-Za-z0-9 .:“”é\u{a0}\u{0}]{0,30}[\\n\\r]{0,2}){0,30}") {
            let (blocks, _) = blocks(&text);
            let mut at = 0;
            for block in &blocks {
                let span = block.span;
                prop_assert!(at <= span.start && span.start < span.end && span.end <= text.len());
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                prop_assert_eq!(span.trim(&text), span);
                prop_assert!(bare(&text[at..span.start]).is_empty(), "text between blocks");
                at = span.end;
            }
            prop_assert!(bare(&text[at..]).is_empty(), "text after the last block");
        }
    }
}
