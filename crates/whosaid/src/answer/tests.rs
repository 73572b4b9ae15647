//! Threads of small pages, from comments to who answers whom and what is quoted.

use super::testing::page;
use super::*;
use crate::segment::segment;
use crate::{Attributed, Evidence, Record, SpeakerKind, StatementKind};

/// The record of the page that `script` describes, with a statement for each quotation in its article.
pub(crate) fn record(script: &str, speakers: &[&str]) -> Record {
    let page = page(script);
    let (Thread { speakers, replies: thread }, statements) = read(&page, speakers);
    let mut record = Record { page, speakers, statements, thread };
    record.count_statements();
    record
}

fn thread(page: &Page, speakers: &[&str]) -> Thread {
    read(page, speakers).0
}

/// The thread of a page whose article has one statement for each quotation in it, of speakers named `speakers`.
fn read(page: &Page, speakers: &[&str]) -> (Thread, Vec<Statement>) {
    let tokens = segment(page);
    let speaker = |(id, name): (usize, &&str)| Speaker {
        id,
        name: (*name).to_owned(),
        kind: SpeakerKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
        mentions: Vec::new(),
        statements: 0,
        identifiers: Default::default(),
    };
    let mut all: Vec<Speaker> = speakers.iter().enumerate().map(speaker).collect();
    let statement = |(id, quotation): (usize, &crate::segment::Quotation)| Statement {
        id,
        kind: StatementKind::Direct,
        block: 0,
        content: vec![quotation.span],
        cue: Vec::new(),
        source: Vec::new(),
        speakers: vec![Attributed {
            speaker: id % speakers.len().max(1),
            probability: 1.0,
            how: Evidence::Named,
            mention: None,
        }],
        candidates: Vec::new(),
        confidence: 1.0,
    };
    let statements: Vec<Statement> = tokens.quotations.iter().enumerate().map(statement).collect();
    let authors: Vec<Option<usize>> = page
        .comments
        .iter()
        .map(|comment| {
            let name = comment.author.clone()?;
            let known = all.iter().position(|speaker| speaker.name == name);
            Some(known.unwrap_or_else(|| {
                all.push(Speaker { name, kind: SpeakerKind::Reader, ..speaker((all.len(), &"")) });
                all.len() - 1
            }))
        })
        .collect();
    (answer(page, &tokens, &statements, all, &authors), statements)
}

/// What each comment quotes: the words, where from, the words there and whose they are.
fn quotes(script: &str, speakers: &[&str]) -> Vec<String> {
    let page = page(script);
    let thread = thread(&page, speakers);
    let show = |(i, quoted): (usize, &Quoted)| {
        let target = quoted.target.map_or("", |target| target.of(&page.text));
        let speaker = quoted.speaker.map_or("?", |speaker| &thread.speakers[speaker].name);
        format!("{i}: {} = {} {target} ({speaker})", quoted.span.of(&page.text), quoted.from.name())
    };
    let all = thread.replies.iter().enumerate().flat_map(|(i, r)| r.quotations.iter().map(move |q| (i, q)));
    all.map(show).collect()
}

/// Whom each comment answers.
fn parents(script: &str) -> Vec<String> {
    let page = page(script);
    let show = |reply: &Reply| match reply.parent {
        Some(parent) => format!("{} {}", parent.comment, parent.how.name()),
        None => reply.answers.join(", "),
    };
    thread(&page, &[]).replies.iter().map(show).collect()
}

const HARBOUR: &str = "Old crane to go\n\nThe mayor, Ada Quist, said the crane “has served the harbour for ninety years, and nobody has the heart to watch it rust”.\n\nShe called it “a tired giant”.\n\n---\n\n";

fn harbour(comments: &str) -> Vec<String> {
    quotes(&format!("{HARBOUR}{comments}"), &["Ada Quist"])
}

fn answers(comments: &str) -> Vec<String> {
    parents(&format!("{HARBOUR}{comments}"))
}

#[test]
fn the_article_is_quoted() {
    assert_eq!(
        harbour("Jo: Quist: “nobody has the heart to watch it rust”. I have."),
        [
            "0: nobody has the heart to watch it rust = article nobody has the heart to watch it rust (Ada Quist)"
        ]
    );
    assert_eq!(
        harbour("Jo: A “tired giant”? My foot."),
        ["0: tired giant = article tired giant (Ada Quist)"]
    );
}

#[test]
fn not_word_for_word() {
    for comment in [
        "\"Nobody has the HEART to wach it rust\"",
        "‘has served the harbor for ninety years and nobody has the heart’",
        "“has served ... ninety years … the heart to watch it rust”",
        "“[The crane] has served our harbour for all of ninety years”",
        "“has served the harbour ninety years – and nobody, nobody has the heart to see it rust",
    ] {
        let found = harbour(&format!("Jo: {comment}"));
        assert!(found.len() == 1 && found[0].contains("= article "), "{comment}: {found:?}");
    }
}

#[test]
fn what_is_not_on_the_page() {
    assert_eq!(
        harbour("Jo: Harbour master Ole Holm also said that it could keep its “iron peace” here."),
        ["0: iron peace = elsewhere  (Ole Holm)"]
    );
    assert_eq!(harbour("Jo: The “experts” and their ‘special crane operation’."), [""; 0]);
    assert_eq!(
        harbour("Jo: They said “boats come and go” in May."),
        ["0: boats come and go = elsewhere  (?)"]
    );
}

#[test]
fn other_comments_are_quoted() {
    let found = harbour(
        "Jo: Sell it to the museum before it falls on somebody.\n\nAnn Vane: “Sell it to the museum”? They have two.\n\n\
         Bo: > They have two.|So give it to me.",
    );
    assert_eq!(
        found,
        [
            "1: Sell it to the museum = comment Sell it to the museum (Jo)",
            "2: They have two. = comment They have two (Ann Vane)"
        ]
    );
}

#[test]
fn a_repeated_passage_needs_no_marks() {
    let found = harbour(
        "Jo: So the crane has served the harbour for ninety years, and nobody cares.\n\n\
         Ann: True, the crane has served the harbour for ninety years, and nobody else does.",
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found.iter().all(|found| found.contains("= article the crane “has served the harbour")),
        "{found:?}"
    );
}

#[test]
fn who_is_answered() {
    let found = answers(
        "Ann Vane: The crane should stay.\n\nTwo Left Feet: Sell it.\n\n{#3} Old Salt: Rubbish.\n\n\
         Jo: Ann, you are right.\n\nBo: @TwoLeftFeet never.\n\nCy: @3 why?\n\nDi: Well said, Anne Vane!\n\n\
         Ed: I agree with Two Left Feet on this.\n\nFay: Ann Vane wrote: “The crane should stay.” No.\n\n\
         Gil: > Sell it to me.|> Sell it.|Do.\n\nHal: @Nobody here",
    );
    assert_eq!(
        found,
        [
            "",
            "",
            "",
            "0 address",
            "1 mention",
            "2 number",
            "0 address",
            "1 address",
            "0 quotation",
            "",
            "Nobody"
        ]
    );
}

#[test]
fn strangers_are_answered_too() {
    assert_eq!(
        answers(
            "?: And yes Sir Scradge I agree the harbour needs more cranes.\n\n?: Quite right, Fen Walker, I agree.\n\n\
             ?: It has to be all of the harbour Mayor Quist, to the quay.\n\n?: Yes Ada Quist, it is old.\n\n\
             ?: Yes Ada Quist, you are old.\n\n?: But London Bridge, my friends, is older.\n\n\
             ?: Putler’s not going to sit down with Joe."
        ),
        ["Sir Scradge", "Fen Walker", "", "", "Ada Quist", "", ""]
    );
}

#[test]
fn the_form_is_believed_before_the_words() {
    let found = answers("Ann: One.\n\nBo: Two.\n\n{^0} Cy: @Bo three.");
    assert_eq!(found, ["", "", "0 nesting"]);
}

#[test]
fn only_earlier_comments_are_answered() {
    assert_eq!(answers("Ann: @Bo no.\n\nBo: @Ann yes.\n\nAnn: @Ann me."), ["", "0 mention", ""]);
}
