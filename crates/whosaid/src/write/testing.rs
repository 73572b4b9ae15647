//! Records written by hand, for tests: a text with its marks in place.
//!
//! `[s1:She] [c1:said]: [t1:“Yes.”]` marks source, cue and content (`t`) of
//! statement 1. A role marked again gives a further piece; marks may nest; the
//! same words may belong to several statements (`[s1,2:She]`). Blank lines part
//! the blocks: the first is the headline, the others are paragraphs unless they
//! start with the name of a kind (`{caption}`).

use crate::{
    Attributed, Block, BlockKind, Evidence, Page, Record, Span, Speaker, SpeakerKind, Statement,
    StatementKind,
};
use std::collections::BTreeMap;

/// The record that `marked` describes. Statements are indirect, sure and nobody's until told otherwise.
pub(crate) fn record(marked: &str) -> Sample {
    let mut parser = Parser::default();
    let mut blocks = Vec::new();
    for (i, block) in marked.trim().split("\n\n").enumerate() {
        if i > 0 {
            parser.text.push_str("\n\n");
        }
        let (kind, block) = kind_of(block.trim(), i == 0);
        let start = parser.text.len();
        parser.marks(block);
        blocks.push(Block { kind, span: Span::new(start, parser.text.len()) });
    }
    let statements = parser.statements(&blocks);
    let mut page = Page::from_text(parser.text);
    page.title = blocks.first().map(|block| block.span.of(&page.text).to_owned());
    page.id = "sample.txt".to_owned();
    page.input.name = page.id.clone();
    page.blocks = blocks;
    page.comments = Vec::new();
    Sample(Record { page, speakers: Vec::new(), statements, thread: Vec::new() })
}

/// A page with statements of all kinds, by somebody with several names, an organisation and somebody unnamed.
pub(crate) fn harbour() -> Sample {
    record(include_str!("testdata/harbour.txt"))
        .speaker("Anna Lund", SpeakerKind::Person, &[1, 2, 3, 4])
        .known_as(&["Ms Lund"], &["the harbour’s mayor"])
        .speaker("Port Authority", SpeakerKind::Organisation, &[6])
        .speaker("a spokesman for the ferrymen", SpeakerKind::Unnamed, &[7])
        .kind(StatementKind::Direct, &[2, 4, 5])
}

/// A record under construction.
pub(crate) struct Sample(Record);

impl Sample {
    /// Adds a speaker who makes `statements` (counted from 1, as the marks are).
    pub(crate) fn speaker(mut self, name: &str, kind: SpeakerKind, statements: &[usize]) -> Sample {
        let id = self.0.speakers.len();
        let sources: Vec<Span> =
            statements.iter().flat_map(|&i| self.0.statements[i - 1].source.clone()).collect();
        self.0.speakers.push(Speaker {
            id,
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: sources,
            statements: statements.len(),
            identifiers: Default::default(),
        });
        for &i in statements {
            let mention = self.0.statements[i - 1].source.first().copied();
            let attributed = Attributed { speaker: id, probability: 0.9, how: Evidence::Named, mention };
            self.0.statements[i - 1].speakers = vec![attributed];
        }
        self
    }

    /// Gives the last speaker other names and offices.
    pub(crate) fn known_as(mut self, aliases: &[&str], roles: &[&str]) -> Sample {
        if let Some(speaker) = self.0.speakers.last_mut() {
            speaker.aliases = aliases.iter().map(ToString::to_string).collect();
            speaker.roles = roles.iter().map(ToString::to_string).collect();
        }
        self
    }

    /// Makes `statements` of the given kind.
    pub(crate) fn kind(mut self, kind: StatementKind, statements: &[usize]) -> Sample {
        for &i in statements {
            self.0.statements[i - 1].kind = kind;
        }
        self
    }

    /// The record.
    pub(crate) fn build(self) -> Record {
        self.0
    }
}

fn kind_of(block: &str, first: bool) -> (BlockKind, &str) {
    let usual = if first { BlockKind::Headline } else { BlockKind::Paragraph };
    let Some((name, rest)) = block.strip_prefix('{').and_then(|block| block.split_once('}')) else {
        return (usual, block);
    };
    (serde_json::from_value(name.into()).expect("a kind of block"), rest.trim_start())
}

#[derive(Default)]
struct Parser {
    text: String,
    /// By statement (from 1) and role.
    found: BTreeMap<(usize, char), Vec<Span>>,
}

impl Parser {
    fn marks(&mut self, block: &str) {
        let mut open = Vec::new();
        let mut rest = block;
        while let Some(c) = rest.chars().next() {
            if let Some((role, statements, after)) = opening(rest) {
                open.push((role, statements, self.text.len()));
                rest = after;
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match open.pop_if(|_| c == ']') {
                None => self.text.push(c),
                Some((role, statements, start)) => {
                    for statement in statements {
                        let span = Span::new(start, self.text.len());
                        self.found.entry((statement, role)).or_default().push(span);
                    }
                }
            }
        }
        assert!(open.is_empty(), "a mark is not closed in {block:?}");
    }

    fn statements(&mut self, blocks: &[Block]) -> Vec<Statement> {
        let count = self.found.keys().map(|&(statement, _)| statement).max().unwrap_or(0);
        let mut take = |i, role| {
            let mut spans = self.found.remove(&(i, role)).unwrap_or_default();
            spans.sort();
            spans
        };
        (1..=count)
            .map(|i| {
                let content: Vec<Span> = take(i, 't');
                let start = content.first().map_or(0, |span| span.start);
                Statement {
                    id: i - 1,
                    kind: StatementKind::Indirect,
                    block: blocks.iter().position(|block| block.span.contains_offset(start)).unwrap_or(0),
                    content,
                    cue: take(i, 'c'),
                    source: take(i, 's'),
                    speakers: Vec::new(),
                    candidates: Vec::new(),
                    confidence: 0.8,
                }
            })
            .collect()
    }
}

/// A page on which one statement has two speakers, one a doubtful speaker, and one only candidates.
pub(crate) fn doubtful() -> Record {
    let mut record = record(
        "Quay to close\n\n[s1:Ann Vane and Bo Orme] [c1:said] [t1:the quay was old]. [s2:She] [c2:added] [t2:that \
         nobody would miss it]. Rose Lund listened.\n\n[s3:He] [c3:disagreed]: [t3:“I shall.”]",
    )
    .speaker("Ann Vane", SpeakerKind::Person, &[1, 2])
    .known_as(&["Ms Vane"], &["the mayor"])
    .speaker("Bo Orme", SpeakerKind::Person, &[])
    .speaker("Rose Lund", SpeakerKind::Person, &[])
    .kind(StatementKind::Direct, &[3])
    .build();
    let place = |words: &str| {
        let start = record.page.text.find(words).unwrap_or_default();
        Some(Span::new(start, start + words.len()))
    };
    let one = |speaker, probability, how, words: &str| Attributed {
        speaker,
        probability,
        how,
        mention: place(words),
    };
    let speakers = [
        vec![one(0, 0.95, Evidence::Named, "Ann Vane"), one(1, 0.95, Evidence::Named, "Bo Orme")],
        vec![one(0, 0.45, Evidence::Pronoun, "Ann Vane")],
        vec![],
    ];
    let candidates =
        vec![one(1, 0.24, Evidence::Pronoun, "Bo Orme"), one(2, 0.2, Evidence::Pronoun, "Rose Lund")];
    let mentions = [vec![place("Ann Vane"), place("She")], vec![place("Bo Orme")], vec![place("Rose Lund")]];
    for (speaker, mentions) in record.speakers.iter_mut().zip(mentions) {
        speaker.mentions = mentions.into_iter().flatten().collect();
    }
    for (statement, speakers) in record.statements.iter_mut().zip(speakers) {
        statement.speakers = speakers;
    }
    if let Some(last) = record.statements.last_mut() {
        last.candidates = candidates;
    }
    record.count_statements();
    record
}

/// `[s1,2:` at the start of `rest`: the role, the statements and what follows.
fn opening(rest: &str) -> Option<(char, Vec<usize>, &str)> {
    let (head, after) = rest.strip_prefix('[')?.split_once(':')?;
    let role = head.chars().next().filter(|role| "sct".contains(*role))?;
    let statements: Option<Vec<usize>> = head[1..].split(',').map(|number| number.parse().ok()).collect();
    Some((role, statements?, after))
}

#[test]
fn marks_become_spans() {
    let record =
        record("Headline\n\n{caption} [s1,2:She] [c1:said] [t1:yes] and [t2:no [t1:twice]] [sic]").build();
    let text = &record.page.text;
    assert_eq!(text, "Headline\n\nShe said yes and no twice [sic]");
    assert_eq!(record.page.blocks[1].kind, BlockKind::Caption);
    let [one, two] = &record.statements[..] else { panic!("two statements") };
    assert_eq!(one.content.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["yes", "twice"]);
    assert_eq!(two.content[0].of(text), "no twice");
    assert_eq!((one.source[0].of(text), one.source == two.source), ("She", true));
    assert_eq!((one.cue[0].of(text), one.block), ("said", 1));
}
