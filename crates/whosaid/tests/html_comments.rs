//! The pages of `fixtures/html/comments`: one for each mark-up of comments, and some that have none.
//!
//! `NAME.gold.json` says all that is known of each comment; `fixtures/README.md` tells the form.
//! `WHOSAID_WRITE_GOLD=1` writes what is found today, for a person to correct.

use serde_json::{Value, json};
use std::path::Path;
use whosaid::{BlockKind, Comment, Page};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/html/comments");

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(FOLDER).expect("fixtures/html/comments");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.ok()?.file_name().into_string().ok()?.strip_suffix(".html").map(str::to_owned)
    };
    let mut names: Vec<String> = entries.filter_map(name).collect();
    names.sort();
    assert!(!names.is_empty(), "no pages in {FOLDER}");
    names
}

fn page(name: &str) -> Page {
    let html = std::fs::read_to_string(Path::new(FOLDER).join(format!("{name}.html"))).expect(name);
    Page::from_html(&html, None)
}

fn shown(page: &Page, comment: &Comment) -> Value {
    let text = |span: &whosaid::Span| span.of(&page.text);
    json!({
        "author": comment.author,
        "posted": comment.posted,
        "number": comment.number,
        "votes": comment.votes,
        "badges": comment.badges,
        "removed": comment.removed,
        "group": comment.group.name(),
        "parent": comment.parent.map(|parent| json!({"comment": parent.comment, "how": parent.how.name()})),
        "words": comment.words.iter().map(text).collect::<Vec<_>>(),
        "quotes": comment.quotes.iter().map(|quote| json!({"text": text(&quote.span), "name": quote.name})).collect::<Vec<_>>(),
    })
}

#[test]
fn every_comment_is_found_with_all_that_is_shown_of_it() {
    let mut wrong = String::new();
    for name in names() {
        let page = page(&name);
        let found = json!({"comments": page.comments.iter().map(|comment| shown(&page, comment)).collect::<Vec<_>>()});
        let file = Path::new(FOLDER).join(format!("{name}.gold.json"));
        if std::env::var_os("WHOSAID_WRITE_GOLD").is_some() {
            let text = serde_json::to_string_pretty(&found).expect("JSON") + "\n";
            std::fs::write(&file, text).expect("the gold file can be written");
        }
        let gold: Value = serde_json::from_slice(&std::fs::read(&file).expect(&name)).expect(&name);
        let list = |value: &Value| value["comments"].as_array().cloned().expect("a list");
        let (gold, found) = (list(&gold), list(&found));
        for i in 0..gold.len().max(found.len()) {
            if gold.get(i) != found.get(i) {
                wrong +=
                    &format!("{name}, comment {i}:\n  gold  {:?}\n  found {:?}\n", gold.get(i), found.get(i));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_place_fits_and_nothing_leaks_into_the_article() {
    for name in names() {
        let page = page(&name);
        let mut end = 0;
        for comment in &page.comments {
            assert!(end <= comment.span.start, "{name}: comments out of order");
            end = comment.span.end;
            assert!(page.text.get(comment.span.range()).is_some(), "{name}");
            assert!(comment.words.iter().all(|words| comment.span.contains(*words)), "{name}: words outside");
            let author = comment.author_span.map(|span| span.of(&page.text));
            assert_eq!(author, comment.author.as_deref(), "{name}");
            let blocks = || page.blocks.iter().filter(|block| block.span.overlaps(comment.span));
            for block in blocks() {
                assert_eq!(block.kind, BlockKind::Comment, "{name}");
            }
            let bounds = (
                blocks().next().map(|first| first.span.start),
                blocks().next_back().map(|last| last.span.end),
            );
            assert_eq!(
                bounds,
                (Some(comment.span.start), Some(comment.span.end)),
                "{name}: not covered by blocks"
            );
            for words in comment.words.iter().filter(|words| words.len() > 20) {
                let leaks = |block: &&whosaid::Block| {
                    block.kind != BlockKind::Comment
                        && block.span.of(&page.text).contains(words.of(&page.text))
                        && !comment.quotes.iter().any(|quote| quote.span == *words)
                };
                assert_eq!(page.blocks.iter().find(leaks), None, "{name}: {}", words.of(&page.text));
            }
        }
        for control in ["Leave a Reply", "Reply", "Older Comments", "Comments are closed."] {
            assert!(
                page.blocks.iter().all(|block| block.span.of(&page.text) != control),
                "{name}: {control}"
            );
        }
    }
}

#[test]
fn two_hundred_answers_one_inside_the_other() {
    let open: String = (0..200)
        .map(|i| format!("<li class=comment id=comment-{i}><b class=fn>Reader {i}</b><time datetime=2026-05-03>x</time><p>Words {i}.</p><ul class=children>"))
        .collect();
    let page = Page::from_html(
        &format!("<h1>Bridge</h1><p>The bridge is old.</p><ol class=commentlist>{open}"),
        None,
    );
    assert_eq!(page.comments.len(), 200);
    assert!(
        page.comments
            .iter()
            .enumerate()
            .skip(1)
            .all(|(i, comment)| comment.parent.is_some_and(|p| p.comment == i - 1))
    );
}

/// Each answer stands in four elements more than what it answers: 800 in all, deeper than the tree may be.
#[test]
fn answers_nested_deeper_than_the_tree_lose_no_words() {
    let answers = 200;
    let open: String = (0..answers)
        .map(|i| {
            format!(
                "<li class=comment id=comment-{i}><b class=fn>Reader {i}</b><time datetime=2026-05-03>x</time>\
                 <div class=comment-content><p>Words no {i}.</p></div><div><div><ul class=children>"
            )
        })
        .collect();
    let close = "</ul></div></div></li>".repeat(answers);
    let page = Page::from_html(
        &format!("<h1>Bridge</h1><p>The bridge is old.</p><ol class=commentlist>{open}{close}</ol>"),
        None,
    );
    let words = |i: usize| format!("Words no {i}.");
    for i in 0..answers {
        assert!(page.text.contains(&words(i)), "{i} is lost");
    }
    let found = page.comments.iter().filter(|comment| comment.author.is_some()).count();
    assert_eq!(found, answers);
}

#[test]
fn pages_that_are_cut_off_give_sound_comments_or_none() {
    for name in names() {
        let html = std::fs::read_to_string(Path::new(FOLDER).join(format!("{name}.html"))).expect(&name);
        for part in 1..9 {
            let cut = html.floor_char_boundary(html.len() * part / 9 + part);
            let page = Page::from_html(&html[..cut], None);
            for (i, comment) in page.comments.iter().enumerate() {
                assert!(page.text.get(comment.span.range()).is_some(), "{name}, {cut} bytes");
                assert!(comment.parent.is_none_or(|parent| parent.comment < i), "{name}, {cut} bytes");
            }
        }
    }
}

#[test]
fn comments_that_say_they_answer_each_other_or_themselves() {
    let comment = |id: usize, to: usize| {
        format!(
            "<li class=comment id=comment-{id} data-parent-id={to}><b class=fn>Reader {id}</b><time datetime=2026-05-03>x</time><div class=comment-content>Words {id}.</div></li>"
        )
    };
    let list =
        comment(1, 2) + &comment(2, 1) + &comment(3, 3) + &comment(4, 5) + &comment(5, 6) + &comment(6, 4);
    let page = Page::from_html(&format!("<h1>Bridge</h1><ol class=commentlist>{list}</ol>"), None);
    let mut words: Vec<&str> =
        page.comments.iter().flat_map(|c| &c.words).map(|w| w.of(&page.text)).collect();
    words.sort_unstable();
    assert_eq!(words, ["Words 1.", "Words 2.", "Words 3.", "Words 4.", "Words 5.", "Words 6."]);
    assert!(page.comments.iter().enumerate().all(|(i, c)| c.parent.is_none_or(|p| p.comment < i)));
}

#[test]
fn the_post_that_opens_a_topic_is_the_article() {
    for (name, words) in [
        ("phpbb-quotes", "The harbour board has bought a second boat"),
        ("discourse-noscript", "The harbour board has bought a second boat"),
        ("vbulletin", "The county wants the landing by May"),
        ("xenforo", "The county wants the landing by May"),
    ] {
        let page = page(name);
        let article = || page.blocks.iter().filter(|block| block.kind != BlockKind::Comment);
        let shown: Vec<&str> = article().map(|block| block.span.of(&page.text)).collect();
        assert!(shown.iter().any(|text| text.starts_with(words)), "{name}: {shown:?}");
        assert!(article().all(|block| block.kind != BlockKind::List), "{name}: {shown:?}");
        assert!(!shown.iter().any(|text| text.contains("All at sea.")), "{name}: {shown:?}");
    }
}
