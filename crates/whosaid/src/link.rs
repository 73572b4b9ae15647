//! Tags ─► **Statements**: which content, cue and source belong together.
//!
//! Sources are shared (`He said X and promised Y`), so each cue chooses its
//! source, or none, and each piece of content chooses its cue. A quotation that
//! a paragraph reopens stays with the statement it continues; a quotation that no
//! cue claims is a statement of its own, with no speaker. Words that nothing
//! introduces and no mark encloses are not said by anybody, and a cue that no
//! content chooses introduces nothing: neither is a statement.

use crate::segment::{Quotation, Tokens};
use crate::tag::{Choices, Tags};
use crate::{Block, BlockKind, Page, Span, Statement, StatementKind};

/// The statements of `page`, in order of their content; their speakers are not known yet.
pub fn link(page: &Page, tokens: &Tokens, tags: &Tags) -> Vec<Statement> {
    let groups = groups(page, tokens, tags);
    let mut statements: Vec<Statement> =
        groups.into_iter().map(|group| statement(page, tokens, tags, group)).collect();
    statements.sort_by_key(|s| (s.content.first().map(|c| c.start), s.cue.first().map(|c| c.start)));
    for (id, statement) in statements.iter_mut().enumerate() {
        statement.id = id;
    }
    statements
}

/// The pieces of content that one cue (or none) claims.
struct Group {
    cue: Option<usize>,
    contents: Vec<usize>,
    /// How sure the weakest link is.
    probability: f32,
}

fn groups(page: &Page, tokens: &Tokens, tags: &Tags) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of_cue = vec![None; tags.cues.len()];
    let mut previous: Option<usize> = None;
    for (content, choices) in tags.cues_of_content.iter().enumerate() {
        let group = if let Some((cue, probability)) = chosen(page, tokens, tags, content) {
            let group = *group_of_cue[cue].get_or_insert_with(|| {
                groups.push(Group { cue: Some(cue), contents: Vec::new(), probability: 1.0 });
                groups.len() - 1
            });
            groups[group].probability = groups[group].probability.min(share(choices, probability));
            group
        } else if let Some(group) = previous.filter(|_| continues(tokens, tags, content)) {
            group
        } else if tokens.is_quoted(tags.contents[content].span) {
            groups.push(Group { cue: None, contents: Vec::new(), probability: 1.0 });
            groups.len() - 1
        } else {
            previous = None;
            continue;
        };
        groups[group].contents.push(content);
        previous = Some(group);
    }
    groups
}

/// The cue that a piece of content chooses, if any: the likeliest of its own block; of an earlier block
/// when that is likelier than none and the content opens its block; of a later block only while the
/// content's quotation stays open, since a paragraph's words are introduced by what stands in it or before it.
/// Plain words go to another sentence's cue only when that is likelier than none.
fn chosen(page: &Page, tokens: &Tokens, tags: &Tags, content: usize) -> Option<(usize, f32)> {
    let choices = &tags.cues_of_content[content];
    let start = tags.contents[content].span.start;
    let block = block_at(&page.blocks, start);
    let opens = page.blocks.get(block).is_some_and(|b| b.span.start == start && goes_on(b.kind));
    let sentence = |span: Span| tokens.sentences.partition_point(|s| s.end <= span.start);
    let (own, quoted) =
        (sentence(tags.contents[content].span), tokens.is_quoted(tags.contents[content].span));
    let left_open = tokens.quotation_at(start).is_some_and(|q| q.close.is_none());
    let fits = |&&(cue, probability): &&(usize, f32)| {
        let of_cue = block_at(&page.blocks, tags.cues[cue].span.start);
        let elsewhere = if of_cue < block { opens } else { left_open };
        let likely = probability > choices.none;
        if of_cue == block {
            likely || quoted || sentence(tags.cues[cue].span) == own
        } else {
            likely && elsewhere
        }
    };
    choices.candidates.iter().filter(fits).copied().reduce(|a, b| if b.1 > a.1 { b } else { a })
}

/// Whether a block of this kind can go on with what the one before it says; a heading or a caption stands alone.
fn goes_on(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::List | BlockKind::Comment)
}

/// A candidate's probability among the candidates alone.
fn share(choices: &Choices, probability: f32) -> f32 {
    if choices.none < 1.0 { probability / (1.0 - choices.none) } else { 0.0 }
}

/// Whether the content's quotation reopens one that the content before it left open.
fn continues(tokens: &Tokens, tags: &Tags, content: usize) -> bool {
    let Some(before) = content.checked_sub(1).map(|b| tags.contents[b].span) else { return false };
    let span = tags.contents[content].span;
    let reopens = |q: &Quotation| q.continues.map(|i| tokens.quotations[i].span);
    tokens.quotation_at(span.start).and_then(reopens).is_some_and(|earlier| earlier.overlaps(before))
}

fn statement(page: &Page, tokens: &Tokens, tags: &Tags, group: Group) -> Statement {
    let content: Vec<Span> = group.contents.iter().map(|&c| tags.contents[c].span).collect();
    let cue = group.cue.map(|c| tags.cues[c]);
    let source = group.cue.and_then(|c| source(&tags.sources_of_cue[c]));
    let weakest = group.contents.iter().map(|&c| tags.contents[c].probability).fold(1.0, f32::min);
    let confidence = weakest * group.probability * cue.map_or(1.0, |c| c.probability);
    let block = content.first().map_or(0, |first| block_at(&page.blocks, first.start));
    let cue: Vec<Span> = cue.iter().map(|c| c.span).collect();
    Statement {
        id: 0,
        kind: kind(page, tokens, block, &cue, &content),
        block,
        source: source.map(|s| tags.sources[s].span).into_iter().collect(),
        cue,
        content,
        speakers: Vec::new(),
        candidates: Vec::new(),
        confidence: confidence.clamp(0.0, 1.0),
    }
}

/// The likeliest source, unless having none is likelier.
fn source(choices: &Choices) -> Option<usize> {
    choices.likeliest().filter(|&(_, probability)| probability > choices.none).map(|(source, _)| source)
}

fn block_at(blocks: &[Block], offset: usize) -> usize {
    blocks.partition_point(|block| block.span.end <= offset).min(blocks.len().saturating_sub(1))
}

/// Direct: nothing but marks and punctuation stands outside quotation marks, or a headline's colon
/// presents the speaker's very words. Mixed: some of it stands within quotation marks.
fn kind(page: &Page, tokens: &Tokens, block: usize, cue: &[Span], content: &[Span]) -> StatementKind {
    let headline = page.blocks.get(block).is_some_and(|b| b.kind == BlockKind::Headline);
    if headline && cue.iter().any(|c| c.of(&page.text).trim() == ":") {
        return StatementKind::Direct;
    }
    let (mut inside, mut outside) = (false, false);
    for piece in content {
        let upto = tokens.words.partition_point(|word| word.start < piece.start);
        for word in tokens.words[upto..].iter().take_while(|word| word.start < piece.end) {
            if word.of(&page.text).chars().any(char::is_alphanumeric) {
                match tokens.quotation_at(word.start) {
                    Some(_) => inside = true,
                    None => outside = true,
                }
            }
        }
    }
    match (inside, outside) {
        (true, false) => StatementKind::Direct,
        (true, true) => StatementKind::Mixed,
        _ => StatementKind::Indirect,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;
    use crate::tag::Tag;

    /// A page and its tags, given as the words to be found, in order; links as indices.
    struct Case {
        page: Page,
        tags: Tags,
    }

    fn case(text: &str, sources: &[&str], cues: &[&str], contents: &[&str]) -> Case {
        let find = |words: &[&str]| -> Vec<Tag> {
            let mut from = 0;
            let mut tag = |word: &&str| {
                let start = from + text[from..].find(word).expect("the words are in the text");
                from = start + word.len();
                Tag { span: Span::new(start, start + word.len()), probability: 1.0 }
            };
            words.iter().map(&mut tag).collect()
        };
        let tags = Tags {
            sources: find(sources),
            cues: find(cues),
            contents: find(contents),
            sources_of_cue: vec![Choices { candidates: vec![], none: 1.0 }; cues.len()],
            cues_of_content: vec![Choices { candidates: vec![], none: 1.0 }; contents.len()],
            ..Tags::default()
        };
        Case { page: Page::from_text(text), tags }
    }

    fn sure(candidate: usize) -> Choices {
        Choices { candidates: vec![(candidate, 0.9)], none: 0.1 }
    }

    fn read(case: &Case) -> Vec<String> {
        let text = &case.page.text;
        let words = |spans: &[Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join("|");
        link(&case.page, &segment(&case.page), &case.tags)
            .iter()
            .map(|s| {
                format!("{}: {} / {} / {}", s.kind.name(), words(&s.source), words(&s.cue), words(&s.content))
            })
            .collect()
    }

    #[test]
    fn a_source_is_shared() {
        let mut c = case("Title\n\nHe said X and promised Y.", &["He"], &["said", "promised"], &["X", "Y"]);
        c.tags.sources_of_cue = vec![sure(0), sure(0)];
        c.tags.cues_of_content = vec![sure(0), sure(1)];
        assert_eq!(read(&c), ["indirect: He / said / X", "indirect: He / promised / Y"]);
    }

    #[test]
    fn content_around_its_cue_is_one_statement() {
        let mut c = case("Title\n\n“Yes,” she said, “no.”", &["she"], &["said"], &["“Yes,”", "“no.”"]);
        c.tags.sources_of_cue = vec![sure(0)];
        c.tags.cues_of_content = vec![sure(0), sure(0)];
        assert_eq!(read(&c), ["direct: she / said / “Yes,”|“no.”"]);
    }

    #[test]
    fn a_reopened_quotation_stays_with_its_statement() {
        let mut c = case(
            "Title\n\nShe said: “One.\n\n“Two.\n\n“Three.”",
            &["She"],
            &["said:"],
            &["“One.", "“Two.", "“Three.”"],
        );
        c.tags.sources_of_cue = vec![sure(0)];
        c.tags.cues_of_content[0] = sure(0);
        assert_eq!(read(&c), ["direct: She / said: / “One.|“Two.|“Three.”"]);
    }

    #[test]
    fn a_quotation_alone_is_still_a_statement() {
        let c = case("Title\n\n‘Good peace’", &[], &[], &["‘Good peace’"]);
        assert_eq!(read(&c), ["direct:  /  / ‘Good peace’"]);
    }

    #[test]
    fn plain_words_that_nothing_introduces_are_no_statement() {
        let c = case("Harbour plan\n\nHe would go.", &[], &[], &["Harbour plan", "would go"]);
        assert_eq!(read(&c), [""; 0]);
    }

    #[test]
    fn only_what_opens_its_block_goes_back_to_an_earlier_ones_cue() {
        let text = "Title\n\nShe said: “One.\n\nTom would stay.";
        let mut c = case(text, &["She"], &["said:"], &["“One.", "would stay"]);
        c.tags.sources_of_cue = vec![sure(0)];
        c.tags.cues_of_content = vec![sure(0), sure(0)];
        assert_eq!(read(&c), ["direct: She / said: / “One."]);
    }

    #[test]
    fn a_quoted_subheading_does_not_go_back_to_an_earlier_cue() {
        let text = "Title\n\nWhen the two met at the palace he said: “If I had it.”\n\n‘Good peace’\n\nThe talks went on for two days and ended late.";
        let mut c = case(text, &["he"], &["said:"], &["“If I had it.”", "‘Good peace’"]);
        c.tags.sources_of_cue = vec![sure(0)];
        c.tags.cues_of_content = vec![sure(0), sure(0)];
        assert_eq!(read(&c), ["direct: he / said: / “If I had it.”", "direct:  /  / ‘Good peace’"]);
    }

    #[test]
    fn a_quoted_subheading_does_not_take_the_next_paragraphs_cue() {
        let mut c = case(
            "Title\n\n‘Good peace’\n\nHe said: “If I had it.”",
            &["He"],
            &["said:"],
            &["‘Good peace’", "“If I had it.”"],
        );
        c.tags.sources_of_cue = vec![sure(0)];
        c.tags.cues_of_content = vec![sure(0), sure(0)];
        assert_eq!(read(&c), ["direct:  /  / ‘Good peace’", "direct: He / said: / “If I had it.”"]);
    }

    #[test]
    fn a_headline_with_a_colon_gives_the_very_words() {
        let mut c = case("Jane Roe: I shall go\n\nText.", &["Jane Roe"], &[":"], &["I shall go"]);
        c.tags.sources_of_cue = vec![sure(0)];
        c.tags.cues_of_content = vec![sure(0)];
        assert_eq!(read(&c), ["direct: Jane Roe / : / I shall go"]);
    }

    #[test]
    fn a_likelier_none_leaves_the_source_out() {
        let mut c = case("Title\n\nIt is said that X.", &["It"], &["said"], &["that X"]);
        c.tags.sources_of_cue = vec![Choices { candidates: vec![(0, 0.2)], none: 0.8 }];
        c.tags.cues_of_content = vec![sure(0)];
        assert_eq!(read(&c), ["indirect:  / said / that X"]);
    }
}
