//! How the thread grows with the comments: a thousand times as many should take a thousand times as long.
//!
//! `cargo bench -p whosaid --bench thread`
//!
//! Every comment of the made-up page answers an earlier one by name and quotes a sentence of the article with one word
//! changed, every third one another comment. The article is not read by the network: its time is told by the bench `reading`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use whosaid::answer::answer;
use whosaid::segment::segment;
use whosaid::write::html;
use whosaid::write::terminal::{TerminalOptions, view};
use whosaid::{Block, BlockKind, Comment, CommentGroup, Page, Record, Span, Speaker, SpeakerKind};

fn main() {
    divan::main();
}

const COMMENTS: [usize; 4] = [10, 100, 1_000, 5_000];
const READERS: usize = 400;

/// A page with a long article and so many comments.
fn page(comments: usize) -> Page {
    let sentences: Vec<String> = (0..400).map(sentence).collect();
    let mut page = Page::from_text("");
    for sentence in &sentences {
        block(&mut page, BlockKind::Paragraph, sentence);
    }
    for i in 0..comments {
        let quoted = sentences[i * 7 % sentences.len()].replacen("harbour", "port", 1);
        let other = sentence(i * 31 % sentences.len() + 13);
        let answered = reader(i / 2);
        let words = match i % 3 {
            0 => format!("{answered}, you are wrong. {other} And the article says “{quoted}”, does it not?"),
            1 => {
                format!("Well said, {answered}! “{other}” That is what I meant when I wrote about the crane.")
            }
            _ => format!("@{answered} I have lived here for {i} years and never saw a crane like that one."),
        };
        let head = block(&mut page, BlockKind::Comment, &reader(i));
        let words = block(&mut page, BlockKind::Comment, &words);
        page.comments.push(comment(reader(i), head, words));
    }
    page
}

fn sentence(i: usize) -> String {
    const WORDS: [&str; 12] = [
        "crane",
        "harbour",
        "bolt",
        "winter",
        "museum",
        "ferry",
        "council",
        "lighthouse",
        "survey",
        "signal",
        "captain",
        "cathedral",
    ];
    let word = |n: usize| WORDS[(i * 7 + n * (i % 11 + 1)) % WORDS.len()];
    format!(
        "The {} of the {} has seen {i} times more of the {} than any {} near the {} would ever admit.",
        word(1),
        word(2),
        word(3),
        word(4),
        word(5)
    )
}

fn reader(i: usize) -> String {
    format!("Reader{} Marsh{}", i * 13 % READERS, i * 13 % READERS)
}

fn block(page: &mut Page, kind: BlockKind, words: &str) -> Span {
    page.text.push_str("\n\n");
    let start = page.text.len();
    page.text.push_str(words);
    let span = Span::new(start, page.text.len());
    page.blocks.push(Block { kind, span });
    span
}

fn comment(author: String, head: Span, words: Span) -> Comment {
    Comment {
        span: head.cover(words),
        words: vec![words],
        author: Some(author),
        author_span: Some(head),
        posted: None,
        number: None,
        group: CommentGroup::Own,
        votes: None,
        badges: Vec::new(),
        removed: false,
        parent: None,
        quotes: Vec::new(),
    }
}

fn record(page: Page) -> Record {
    let tokens = segment(&page);
    let speaker = |id: usize| Speaker {
        id,
        name: reader(id),
        kind: SpeakerKind::Reader,
        aliases: Vec::new(),
        roles: Vec::new(),
        mentions: Vec::new(),
        statements: 0,
        identifiers: Default::default(),
    };
    let authors: Vec<Option<usize>> = (0..page.comments.len()).map(|i| Some(i % READERS)).collect();
    let thread = answer(&page, &tokens, &[], (0..READERS).map(speaker).collect(), &authors);
    Record { page, speakers: thread.speakers, statements: Vec::new(), thread: thread.replies }
}

#[divan::bench(args = COMMENTS, sample_count = 5, sample_size = 1)]
fn a_thread(bencher: Bencher, comments: usize) {
    let page = page(comments);
    bencher.counter(ItemsCount::new(comments)).bench(|| record(black_box(page.clone())));
}

#[divan::bench(args = COMMENTS, sample_count = 5, sample_size = 1)]
fn b_terminal(bencher: Bencher, comments: usize) {
    let record = record(page(comments));
    let options = TerminalOptions { width: 100, color: true };
    bencher.counter(ItemsCount::new(comments)).bench(|| view(black_box(&record), &options));
}

#[divan::bench(args = COMMENTS, sample_count = 5, sample_size = 1)]
fn c_html(bencher: Bencher, comments: usize) {
    let record = record(page(comments));
    bencher.counter(ItemsCount::new(comments)).bench(|| html::page(black_box(&record)));
}
