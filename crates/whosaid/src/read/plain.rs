//! Plain text ─► its blocks and its readers' comments, by lines and what each looks like.
//!
//! A line break ends a block, since pasted pages glue a caption to the paragraph under it with a
//! single one; only where text is hard-wrapped do lines join into paragraphs. The text itself is
//! never changed, and all of it but white space is in a block.

mod byline;
mod comments;
mod furniture;
mod kinds;
mod lexicon;
mod lines;
mod pullquotes;

use super::{Block, BlockKind, Input, InputKind, Page, sha256};
use kinds::Article;
use lines::{Line, is_wrapped, join_wrapped};

pub(super) use furniture::is_menu_item;

/// Whether `line` is a heading over readers' comments that the page itself quotes.
pub(super) fn is_quoted_heading(line: &str) -> bool {
    let key = lexicon::key(line).map(|key| lexicon::without_numbers(&key));
    key.is_some_and(|key| lexicon::HEADINGS_QUOTED.contains(key.as_str()))
}

/// Whether `words` are a site's notice that stands where a removed comment was.
pub(super) fn is_removal_notice(words: &str) -> bool {
    lexicon::key(words).is_some_and(|key| lexicon::starts_with_entry(&key, &lexicon::REMOVED))
}

pub(super) fn page(text: String, name: &str) -> Page {
    let parts = parts(&text);
    let title =
        parts.blocks.iter().find(|b| b.kind == BlockKind::Headline).map(|b| b.span.of(&text).to_owned());
    Page {
        id: name.to_owned(),
        input: Input { name: name.to_owned(), kind: InputKind::Text, sha256: sha256(text.as_bytes()) },
        url: None,
        site: parts.site,
        title,
        bylines: parts.bylines,
        published: parts.published,
        modified: parts.modified,
        language: None,
        text,
        blocks: parts.blocks,
        comments: parts.comments,
    }
}

/// What is found in a text.
#[derive(Debug, Default)]
struct Parts {
    blocks: Vec<Block>,
    comments: Vec<super::Comment>,
    site: Option<String>,
    bylines: Vec<String>,
    published: Option<String>,
    modified: Option<String>,
}

fn parts(text: &str) -> Parts {
    let lines = lines::lines(text);
    let found = comments::find(text, &lines);
    let first = found.taken.first().map_or(lines.len(), |range| range.start);
    let article =
        kinds::article(text, &paragraphs(text, lines.get(..first).unwrap_or(&[])), first < lines.len());
    let Article { mut blocks, site, bylines, published, modified } = article;
    blocks.extend(found.blocks);
    // Between and after the sections of comments.
    let ends = found.taken.iter().skip(1).map(|range| range.start).chain([lines.len()]);
    for (taken, end) in found.taken.iter().zip(ends) {
        let rest = paragraphs(text, lines.get(taken.end..end).unwrap_or(&[]));
        blocks.extend(kinds::rest(text, &rest));
    }
    blocks.sort_by_key(|block| block.span.start);
    Parts { blocks, comments: found.comments, site, bylines, published, modified }
}

fn paragraphs(text: &str, lines: &[Line]) -> Vec<Line> {
    if is_wrapped(text, lines) { join_wrapped(text, lines) } else { lines.to_vec() }
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
        parts(text).blocks.into_iter().map(|b| (b.kind.name(), b.span.of(text))).collect()
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
            let blocks = parts(text).blocks;
            assert!(blocks.iter().all(|b| b.span.of(text).trim() == b.span.of(text)), "{text:?}");
        }
        let huge = "word ".repeat(2_000_000);
        assert_eq!(parts(&huge).blocks.len(), 1, "ten megabytes of one line");
        let breaks = "a\n".repeat(1_000_000);
        assert_eq!(parts(&breaks).blocks.len(), 1_000_000);
    }

    /// What pages with comments are put together from; pieces are parted by `|`.
    const PIECES: [&str; 6] = [
        "\n|\n|\n|\n\n|\n\n\n|\r\n|\r|\u{2028}|  |    |\t|\u{a0}",
        "Comments|12 Comments|Some comments from readers:|Letters|3 Responses|Leave a Reply|Advertisement|© 2026",
        "Ann Vane|Ben Oake: |fen_walker|Cy Dunn says:|By Ann Vane|Ben Oake wrote:|@fen|Ann Vane > Ben Oake|— Cy Dunn, Hull",
        "3 hours ago|• 3h|3 May 2026 at 8:05 am|, 3 May 2026, 9:13pm:|by Ben Oake » Tue May 05, 2026 9:13 pm|Updated: 4 May 2026",
        "Reply|12 Like · Reply · 3h|▲ 12|12|+3|[deleted]|Subscriber|> |>> |1. |2. |#3 |• |↑|Re: ",
        "“|”|‘|’|\"|It was late, and it rained.|“Yes.”|I agree|?|é|🌉|\u{200b}|\u{feff}|\0",
    ];

    fn pasted() -> impl Strategy<Value = String> {
        let all: Vec<&str> = PIECES.iter().flat_map(|kind| kind.split('|')).collect();
        prop::collection::vec(prop::sample::select(all), 0..60).prop_map(|pieces| pieces.concat())
    }

    /// Whether comments are as the contract of [`crate::Comment`] says.
    fn check_comments(text: &str, parts: &Parts) -> Result<(), TestCaseError> {
        let mut at = 0;
        for (i, comment) in parts.comments.iter().enumerate() {
            let span = comment.span;
            prop_assert!(at <= span.start && span.start < span.end && span.trim(text) == span);
            at = span.end;
            let mut from = span.start;
            for words in &comment.words {
                prop_assert!(from <= words.start && words.start < words.end && words.end <= span.end);
                prop_assert!(!words.of(text).is_empty() && words.trim(text) == *words);
                from = words.end;
            }
            for within in comment.quotes.iter().map(|quote| quote.span).chain(comment.author_span) {
                prop_assert!(span.contains(within) && !within.of(text).is_empty());
            }
            prop_assert_eq!(comment.author.as_deref(), comment.author_span.map(|name| name.of(text)));
            prop_assert!(comment.parent.is_none_or(|parent| parent.comment < i));
            let overlapping = parts.blocks.iter().filter(|block| block.span.overlaps(span));
            for block in overlapping {
                prop_assert!(
                    block.kind == BlockKind::Comment && span.contains(block.span),
                    "{:?} {:?}",
                    block,
                    span
                );
            }
        }
        let in_comment = |block: &Block| parts.comments.iter().any(|c| c.span.contains(block.span));
        prop_assert!(
            parts.blocks.iter().all(|block| (block.kind == BlockKind::Comment) == in_comment(block))
        );
        Ok(())
    }

    fn check_blocks(text: &str, blocks: &[Block]) -> Result<(), TestCaseError> {
        let mut at = 0;
        for block in blocks {
            let span = block.span;
            prop_assert!(at <= span.start && span.start < span.end && span.end <= text.len());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            prop_assert_eq!(span.trim(text), span);
            prop_assert!(bare(&text[at..span.start]).is_empty(), "text between blocks");
            at = span.end;
        }
        prop_assert!(bare(&text[at..]).is_empty(), "text after the last block");
        Ok(())
    }

    /// A heading, and the text of the comment with that number.
    type Form = (&'static str, fn(usize) -> String);

    #[test]
    fn many_comments() {
        let forms: [Form; 6] = [
            ("Comments", |i| format!("Ann Vane{i}: It rained.\n\n")),
            ("Some comments from readers:", |i| format!("Reader {i}: “It rained.\n\nIt did.”\n\n")),
            ("Comments", |i| format!("{}. It rained.\n\n", i + 1)),
            ("Comments", |i| format!("Ann Vane{i} says:\n3 May 2026 at 8:05 am\nIt rained.\nReply\n")),
            ("Comments", |i| format!("Ann Vane{i}\nIt rained.\n12 Like · Reply · 3h\n")),
            ("Comments", |i| format!("{}Ann Vane: It rained.\n", " ".repeat(2 * (i % 500)))),
        ];
        for (heading, form) in forms {
            let comments: String = (0..5_000).map(form).collect();
            let found = parts(&format!("Rain\n\n{LONG}\n\n{heading}\n\n{comments}"));
            assert_eq!(found.comments.len(), 5_000, "{}", form(0));
        }
    }

    #[test]
    fn a_number_in_the_head_of_a_numbered_comment_starts_no_other() {
        let text = "Comments\n2. \n1. Letters• 3h\n";
        let found = parts(text);
        // The line with the number 1 was the head of comment 2 and a comment of its own: two blocks over the same words.
        check_blocks(text, &found.blocks).unwrap();
        check_comments(text, &found).unwrap();
    }

    #[test]
    fn what_would_take_long_if_anything_did() {
        let opened = format!("Some comments from readers:\n\n{}", "Ann Vane: “It rained.\n\n".repeat(50_000));
        assert!(parts(&opened).comments.len() > 40_000, "lost marks stay local");
        assert_eq!(parts(&"12 Comments\n".repeat(20_000)).comments, []);
        assert_eq!(parts(&"Some comments from readers:\n“Ann.\n".repeat(10_000)).blocks.len(), 20_000);
        let bomb = format!("Comments\n\nAnn Vane wrote:\nYes.\n{} It rained.\n", ">".repeat(1_000_000));
        assert_eq!(parts(&format!("Rain\n\n{LONG}\n\n{bomb}")).comments.len(), 1);
        for mark in ["“", "\"", ":", "> ", "• ", "1. ", " | ", "3 hours ago ", "— Ann Vane"] {
            let long = format!("Rain\n\nComments\n\nAnn Vane: {}", mark.repeat(1_000_000 / mark.len()));
            assert!(parts(&long).blocks.len() <= 3, "{mark}");
        }
        let repeated = format!("“{}”\n\n", "a ".repeat(60).trim());
        assert_eq!(parts(&repeated.repeat(20_000)).blocks.len(), 20_000);
    }

    proptest! {
        #[test]
        fn blocks_cover_the_text(text in "([A-Za-z0-9 .:“”é\u{a0}\u{0}]{0,30}[\\n\\r]{0,2}){0,30}") {
            check_blocks(&text, &parts(&text).blocks)?;
        }

        #[test]
        fn any_text_has_whole_comments(text in prop_oneof![4 => pasted(), 1 => "(?s).{0,200}"]) {
            let text = format!("Comments\n{text}");
            let parts = parts(&text);
            check_blocks(&text, &parts.blocks)?;
            check_comments(&text, &parts)?;
        }
    }
}
