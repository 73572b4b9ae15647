//! HTML that no site would serve: read in time that grows as the input does, or refused, never a panic.
//!
//! The big ones are called `long_` and left out by default:
//! `cargo test --release -p whosaid --test html_hostile -- --ignored long_ --nocapture`

use std::time::{Duration, Instant};
use whosaid::write::{html, json};
use whosaid::{Hints, InputKind, OffsetUnit, Page, ReadError, Reader};

/// The page of `html`, after what holds for every page has been checked.
fn read(html: &str) -> Page {
    let page = Page::from_html(html, None);
    let mut end = 0;
    for block in &page.blocks {
        let words = page.text.get(block.span.range()).expect("on character boundaries");
        assert!(!words.is_empty() && words.trim() == words, "white space at the ends of {words:?}");
        let between = page.text.get(end..block.span.start).expect("in order");
        assert!(between.trim().is_empty(), "text between blocks");
        end = block.span.end;
    }
    assert!(page.text[end..].trim().is_empty(), "text after the last block");
    page
}

const STORY: &str = "<h1>Ferry stays in the harbour</h1><p>The harbour master, Ada Quist, said on Monday that the ferry \
    would not sail before the ice had gone, which may take weeks.</p><p>“We shall not rush it,” she said, and added \
    that nobody on the island had gone without milk or mail so far this winter.</p>";

/// Bombs, each with a story after it, of about `bytes` bytes.
fn bombs(bytes: usize) -> Vec<(&'static str, String)> {
    let many = |piece: &str| piece.repeat(bytes / piece.len());
    let numbered = |piece: fn(usize) -> String| {
        let mut html = String::new();
        let mut number = 0;
        while html.len() < bytes {
            html.push_str(&piece(number));
            number += 1;
        }
        html
    };
    let mut bombs = vec![
        ("nested div", many("<div>")),
        ("nested div, closed", many("<div>") + &many("</div>")),
        ("div, object crossed", many("<div><object></div></object>")),
        ("unclosed b", many("<b>")),
        ("unclosed b in p", many("<p><b>x")),
        ("unclosed a", many("<a href=x>")),
        ("unclosed p", many("<p>x")),
        ("fonts", numbered(|n| format!("<font size={n}>"))),
        ("fonts in p", numbered(|n| format!("<p><font size={n}>x"))),
        ("tables", many("<table><tr><td>")),
        ("lists", many("<ul><li>x")),
        ("quotes", many("<blockquote>x")),
        ("attributes", format!("<p {}>", numbered(|n| format!("a{n}=1 ")))),
        ("one attribute", format!("<p title=\"{}\">", many("x "))),
        ("comment", format!("<!--{}-->", many("- "))),
        ("cdata", format!("<![CDATA[{}]]>", many("x "))),
        ("doctype", format!("<!doctype {}>", many("x "))),
        ("script", format!("<script>{}</script>", many("x</"))),
        ("less-than", many("< ")),
        ("ampersands", many("&amp")),
        ("breaks", many("<br>")),
        ("one line", many("word ")),
        ("classes", numbered(|n| format!("<p class=c{n}>x</p>"))),
        ("templates", many("<template>")),
        ("svg", many("<svg><g>")),
        ("select", many("<select><option>x")),
        ("end tags", many("</p>")),
        ("links", many("<p><a href=/>More</a></p>")),
        (
            "sentences",
            many(
                "<p>She said that it was so, and that it would be so on Monday, too, whatever they did.</p>",
            ),
        ),
    ];
    for (_, bomb) in &mut bombs {
        bomb.push_str(STORY);
    }
    bombs
}

#[test]
fn bombs_are_read() {
    for (name, html) in bombs(100_000) {
        let began = Instant::now();
        read(&html);
        println!("{name:20} {:8.1} ms", 1e3 * began.elapsed().as_secs_f64());
        assert!(began.elapsed() < Duration::from_secs(20), "{name}");
    }
}

#[test]
fn a_story_under_a_nesting_bomb_is_found() {
    for bomb in ["<div>", "<b>", "<font size=1>", "<table><tr><td>", "<blockquote>"] {
        let page = read(&format!("<title>Ferry stays in the harbour</title>{}{STORY}", bomb.repeat(20_000)));
        assert!(page.text.contains("“We shall not rush it,” she said"), "{bomb}: {}", page.text);
        assert_eq!(page.title.as_deref(), Some("Ferry stays in the harbour"), "{bomb}");
    }
}

/// As deep as a tree may be, and as wide there: what looks upwards from every element must not go to the root each time.
#[test]
fn wide_at_the_bottom_of_a_deep_tree() {
    for wrapper in ["<div>", "<div class=comment>", "<blockquote>", "<ul><li>", "<section class=body><div>"] {
        let depth = 1_000 / wrapper.matches('<').count();
        let leaves = "<p class=x>He said it was <i>so</i>, and <a href=/>more</a>.</p>".repeat(2_000);
        let began = Instant::now();
        read(&format!("{}{leaves}{STORY}", wrapper.repeat(depth)));
        println!("{wrapper:28} {:8.1} ms", 1e3 * began.elapsed().as_secs_f64());
        assert!(began.elapsed() < Duration::from_secs(10), "{wrapper}");
    }
}

#[test]
#[ignore = "minutes"]
fn long_big_bombs_take_time_as_their_size() {
    for bytes in [1_000_000, 10_000_000, 50_000_000] {
        for (name, html) in bombs(bytes) {
            let began = Instant::now();
            read(&html);
            let seconds = began.elapsed().as_secs_f64();
            println!(
                "{name:20} {:5} MB {seconds:8.2} s {:8.1} MB/s",
                html.len() / 1_000_000,
                html.len() as f64 / 1e6 / seconds
            );
            assert!(seconds < 60.0, "{name}: {seconds} s");
        }
    }
}

#[test]
fn pages_with_nothing_on_them() {
    for html in [
        "",
        " ",
        "<html>",
        "<!doctype html>",
        "<p></p>",
        "<p>&nbsp;</p>",
        "<script>x</script>",
        "<!-- x -->",
        "\0",
        "<title></title>",
    ] {
        let page = read(html);
        assert_eq!((page.text.as_str(), page.blocks.len(), page.title), ("", 0, None), "{html:?}");
    }
    // What there is is kept, be it no article; `<` before the end is a character (HTML Standard, 13.2.5.6).
    assert_eq!(read("<").text, "<");
    assert_eq!(read("<p>Closed today.").text, "Closed today.");
    assert_eq!(read("Closed today.").text, "Closed today.");
}

#[test]
fn a_page_s_words_stay_words_in_the_output() {
    let html = STORY
        .replace("Ada Quist", "&lt;script&gt;alert(1)&lt;/script&gt;")
        .replace("Ferry", "&lt;img src=x onerror=alert(1)&gt; Ferry");
    let page = read(&html);
    assert!(page.text.contains("<script>alert(1)</script>"), "{}", page.text);
    let record = Reader::new().expect("the model").read(&page);
    let shown = html::page(&record);
    assert!(!shown.contains("<script>alert(1)") && !shown.contains("<img src=x"), "unescaped");
    json::line(&record, OffsetUnit::Utf16);
}

#[test]
fn broken_bytes_are_shown_as_in_a_browser() {
    let hints = Hints { kind: Some(InputKind::Html), ..Hints::default() };
    let page = Page::from_bytes_with("x", b"<meta charset=utf-8><p>caf\xe9 \xf0\x9f\x98</p>", &hints)
        .expect("HTML is always read");
    assert_eq!(page.text, "caf\u{fffd} \u{fffd}");
    let cut = Page::from_bytes("x", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab");
    assert!(matches!(cut, Err(ReadError::Gzip { .. })), "{cut:?}");
}
