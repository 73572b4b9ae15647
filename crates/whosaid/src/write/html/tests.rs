use super::*;
use crate::write::testing;
use crate::{SpeakerKind, StatementKind};
use proptest::prelude::*;

/// The page without its style sheet, which would bury the rest.
fn body(record: &Record) -> String {
    let html = page(record);
    let (_, body) = html.split_once("<body>").expect("a body");
    body.to_owned()
}

fn harbour() -> Record {
    testing::record(include_str!("../testdata/harbour.txt"))
        .speaker("Anna Lund", SpeakerKind::Person, &[1, 2, 3, 4])
        .known_as(&["Ms Lund"], &["the harbour’s mayor"])
        .speaker("Port Authority", SpeakerKind::Organisation, &[6])
        .speaker("a spokesman for the ferrymen", SpeakerKind::Unnamed, &[7])
        .kind(StatementKind::Direct, &[2, 4, 5])
        .build()
}

#[test]
fn a_whole_page() {
    insta::assert_snapshot!(body(&harbour()));
}

#[test]
fn only_a_number_of_wikidata_is_a_link() {
    let link = |id: &str| {
        let mut record = harbour();
        record.speakers[0].identifiers.insert("wikidata".to_owned(), id.to_owned());
        let body = body(&record);
        assert!(!body.contains("<b>") && !body.contains("javascript"), "{body}");
        body.contains("<a href=\"https://www.wikidata.org/wiki/Q6279\" rel=\"noreferrer\">Wikidata Q6279</a>")
    };
    assert!(link("Q6279"));
    assert!(!["6279", "Q", "Q6279/..", "Q6279\"><b>", "javascript:1", "P6279"].into_iter().any(link));
}

#[test]
fn nothing_of_the_page_is_obeyed() {
    let evil = "<script>alert(\"1\")</script>";
    let mut record = testing::record(&format!(
        "{evil}\n\n[s1:{evil}] [c1:'\"><img src=x onerror=alert(1)>] [t1:\u{0}</mark></style>{evil}]"
    ))
    .speaker(evil, SpeakerKind::Person, &[1])
    .known_as(&[evil], &["\" onmouseover=\"alert(1)"])
    .build();
    record.page.url = Some("javascript:alert(1)".to_owned());
    record.page.published = Some(evil.to_owned());
    record.page.input.name = evil.to_owned();
    let html = page(&record);
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("\" onmouseover"));
    assert!(!html.contains("href=\"javascript") && !html.contains('\0'));
    insta::assert_snapshot!(body(&record));
}

#[test]
fn right_to_left_and_wide_characters() {
    let record = testing::record(
        "الجسر يفتح مبكرا\n\n[c1:قالت] [s1:ليلى]: [t1:“الجسر جاهز.”]\n\n[s2:林さん]は[t2:「五月です👩‍👩‍👧‍👦」]と[c2:述べた]。",
    )
    .speaker("ليلى", SpeakerKind::Person, &[1])
    .build();
    insta::assert_snapshot!(body(&record));
}

#[test]
fn a_page_without_statements_says_so() {
    let html = body(&testing::record("Rain expected").build());
    assert!(html.contains("No statement was found on this page."));
}

/// Every element that is opened inside the body is closed in turn.
fn nests(html: &str) -> bool {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let name: String = tag.chars().take_while(|c| c.is_alphanumeric() || *c == '/').collect();
        match name.strip_prefix('/') {
            None if name == "input" => {}
            None => open.push(name),
            Some("body" | "html") => {}
            Some(closed) if open.pop().as_deref() == Some(closed) => {}
            Some(_) => return false,
        }
    }
    open.is_empty()
}

proptest! {
    #[test]
    fn any_spans_nest(spans in prop::collection::vec((0usize..420, 0usize..120, 0usize..3), 0..24)) {
        let mut record = harbour();
        for (i, (start, length, role)) in spans.into_iter().enumerate() {
            let span = crate::Span::new(start, start + length);
            let statement = &mut record.statements[i % 7];
            [&mut statement.content, &mut statement.source, &mut statement.cue][role].push(span);
        }
        let html = body(&record);
        prop_assert!(nests(&html), "{html}");
        // The words are all there, in order, whatever the marks.
        let article = html.split_once("<article>").and_then(|(_, rest)| rest.split_once("</article>"));
        let words = without_tags(article.expect("an article").0);
        let page: String = record.page.text.split_whitespace().collect();
        prop_assert_eq!(words, page);
    }
}

/// The article's own words: no tags, no numbers, nothing unseen, no white space.
fn without_tags(html: &str) -> String {
    let mut words = String::new();
    let mut skipped = false;
    for piece in html.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        let own = ["a class=\"n ", "a class=\"go\""].iter().any(|start| tag.starts_with(start));
        skipped = own || tag.contains("unseen") || (skipped && !tag.starts_with('/'));
        if !skipped {
            words.extend(text.split_whitespace());
        }
    }
    words.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"")
}

#[test]
fn doubt_is_shown_and_who_may_have_said_it() {
    insta::assert_snapshot!(body(&testing::doubtful()));
}

/// Every link leads to a place of the page, and no place has two names.
#[test]
fn every_link_leads_to_one_place() {
    for record in [harbour(), testing::doubtful()] {
        let html = page(&record);
        for link in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert_eq!(html.matches(&format!(" id=\"{link}\"")).count(), 1, "#{link}");
        }
    }
}

#[test]
fn a_name_can_be_hostile_wherever_it_is_shown() {
    let evil = "</script></style><b onclick='x'>\"><input autofocus onfocus=\"x\">";
    let mut record = testing::doubtful();
    for speaker in &mut record.speakers {
        speaker.name = evil.to_owned();
        speaker.aliases = vec![evil.to_owned()];
    }
    let html = page(&record);
    assert!(!html.contains("</script") && !html.contains("<b onclick") && !html.contains("<input autofocus"));
    assert_eq!(html.matches("</style").count(), 1);
    assert!(nests(&body(&record)));
}

#[test]
fn each_mention_leads_to_the_next_and_back() {
    let html = page(&testing::doubtful());
    let vane = html.split_once("id=\"m0-1\">").and_then(|(_, rest)| rest.split_once("id=\"m0-2\">"));
    let (first, second) = vane.expect("two mentions of Ann Vane");
    assert!(
        first.starts_with(
            "Ann Vane<a class=\"go\" href=\"#m0-2\" aria-label=\"Next mention of Ann Vane\">›</a>"
        )
    );
    assert!(
        second.starts_with(
            "<a class=\"go\" href=\"#m0-1\" aria-label=\"Previous mention of Ann Vane\">‹</a>She<"
        )
    );
    assert_eq!(html.matches("class=\"m m").count(), 4, "each mention of a speaker can light up");
}

#[test]
fn colours_come_again_with_another_pattern() {
    let marked: Vec<String> = (1..=30).map(|i| format!("[s{i}:He{i}] [c{i}:said] [t{i}:no].")).collect();
    let mut sample = testing::record(&marked.join(" "));
    for i in 1..=30 {
        sample = sample.speaker(&format!("He{i}"), SpeakerKind::Person, &[i]);
    }
    let html = page(&sample.build());
    for class in ["who k0\" id=\"who0\"", "who k0 again\" id=\"who12\"", "who k5 more\" id=\"who29\""] {
        assert!(html.contains(class), "{class}");
    }
    assert!(html.contains(">AE</span> <strong><bdi>He30"), "the letter is the speaker's own");
}

/// The relative luminance of `#rrggbb`, as WCAG 2 defines it.
fn luminance(color: &str) -> f64 {
    let channel = |at: usize| u8::from_str_radix(&color[at..at + 2], 16).expect("two hexadecimal digits");
    let linear = |at| match f64::from(channel(at)) / 255.0 {
        c if c <= 0.04045 => c / 12.92,
        c => ((c + 0.055) / 1.055).powf(2.4),
    };
    0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

/// The colour that `css` gives `name` in the rule for `selector`.
fn color<'c>(css: &'c str, selector: &str, name: &str) -> &'c str {
    let rule =
        css.split_once(&format!("{selector} {{")).expect(selector).1.split('}').next().unwrap_or_default();
    let value = rule.split_once(&format!("{name}: ")).expect(name).1;
    &value[..7]
}

#[test]
fn every_colour_can_be_read_in_the_light_and_in_the_dark() {
    let css = include_str!("../html.css");
    let (light, dark) = css.split_once("prefers-color-scheme: dark").expect("colours for the dark");
    for css in [light, dark] {
        let [ground, ink, quiet] = ["--ground", "--ink", "--quiet"].map(|name| color(css, ":root", name));
        assert!(contrast(quiet, ground) >= 4.5);
        let speakers = (0..12).map(|k| format!(".k{k}")).chain([".nobody".to_owned()]);
        for class in speakers {
            let [edge, tint] = ["--e", "--t"].map(|name| color(css, &class, name));
            for (a, b) in [(edge, ground), (edge, tint), (ink, tint)] {
                assert!(contrast(a, b) >= 4.5, "{class}: {a} on {b} has {}", contrast(a, b));
            }
        }
    }
}
