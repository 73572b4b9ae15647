//! What the tests of whole readings share: one reader, and what must hold of every record.

use std::sync::OnceLock;
use whosaid::{Attributed, BlockKind, Evidence, Page, Reader, Record, Span, Statement};

/// The library's own reader, loaded once for a test program.
pub fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::new().expect("the model that comes with the library can be used"))
}

/// What is wrong with a record: nothing, whatever the page and whatever the model.
pub fn faults(record: &Record) -> Vec<String> {
    let mut faults = Faults { text: &record.page.text, found: Vec::new() };
    faults.blocks(&record.page);
    faults.speakers(record);
    for (id, statement) in record.statements.iter().enumerate() {
        faults.statement(record, id, statement);
    }
    faults.thread(record);
    let starts = record.statements.iter().map(|s| s.content.first().map(|c| c.start));
    faults.unless(starts.is_sorted(), "the statements are not in order of appearance");
    faults.found
}

struct Faults<'t> {
    text: &'t str,
    found: Vec<String>,
}

impl Faults<'_> {
    fn unless(&mut self, holds: bool, fault: &str) {
        if !holds {
            self.found.push(fault.to_owned());
        }
    }

    fn span(&mut self, span: Span, of: &str) {
        let fits = self.text.get(span.range()).is_some_and(|words| !words.is_empty());
        self.unless(fits, &format!("{of}: {span:?} is empty, out of bounds or within a character"));
    }

    /// Spans that fit the text, in order, not overlapping.
    fn pieces(&mut self, spans: &[Span], of: &str) {
        for &span in spans {
            self.span(span, of);
        }
        let in_order = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
        self.unless(in_order, &format!("{of}: {spans:?} are out of order or overlap"));
    }

    fn share(&mut self, share: f32, of: &str) {
        self.unless((0.0..=1.0).contains(&share), &format!("{of}: {share} is not from 0 to 1"));
    }

    fn blocks(&mut self, page: &Page) {
        let spans: Vec<Span> = page.blocks.iter().map(|block| block.span).collect();
        self.pieces(&spans, "blocks");
        let trimmed = spans.iter().all(|span| span.trim(self.text) == *span);
        self.unless(trimmed, "a block begins or ends with white space");
        let ends = spans.iter().map(|span| span.end);
        let starts = spans.iter().map(|span| span.start);
        let between = std::iter::once(0).chain(ends).zip(starts.chain([self.text.len()]));
        let bare = |from, to| Span::new(from, to).of(self.text).trim_start_matches('\u{feff}').trim();
        let blank = between.into_iter().all(|(from, to)| bare(from, to).is_empty());
        self.unless(blank, "there are words in no block");
        let headline = page.blocks.iter().find(|block| block.kind == BlockKind::Headline);
        let titled = headline.map(|block| block.span.of(self.text)) == page.title.as_deref();
        self.unless(titled, "the title is not the headline's words");
    }

    fn speakers(&mut self, record: &Record) {
        let mut speaks = vec![false; record.speakers.len()];
        for one in record
            .statements
            .iter()
            .flat_map(|statement| statement.speakers.iter().chain(&statement.candidates))
        {
            if let Some(speaks) = speaks.get_mut(one.speaker) {
                *speaks = true;
            }
        }
        let stating = speaks.iter().rposition(|&speaks| speaks).map_or(0, |last| last + 1);
        // Readers speak by their comments, others by being quoted there; they stand after those who make statements.
        for reply in &record.thread {
            let heard = reply.quotations.iter().filter_map(|quoted| quoted.speaker).chain(reply.author);
            for speaker in heard {
                self.unless(speaker < speaks.len(), "a comment is of a speaker who is not there");
                if let Some(speaks) = speaks.get_mut(speaker) {
                    *speaks = true;
                }
            }
        }
        self.unless(speaks.iter().all(|&speaks| speaks), "a speaker says nothing");
        for (id, speaker) in record.speakers.iter().enumerate() {
            self.unless(speaker.id == id, "a speaker's id is not the index");
            let made = |s: &&Statement| s.speakers.iter().any(|one| one.speaker == id);
            let made = record.statements.iter().filter(made).count();
            self.unless(speaker.statements == made, "a speaker's statements are miscounted");
            self.unless(!speaker.name.trim().is_empty(), "a speaker has no name");
            for &mention in &speaker.mentions {
                self.span(mention, "mentions");
            }
            self.unless(speaker.mentions.is_sorted(), "mentions are out of order");
        }
        let first = |speaker: &whosaid::Speaker| speaker.mentions.first().map_or(usize::MAX, |m| m.start);
        let stating = record.speakers.get(..stating).unwrap_or(&[]);
        self.unless(stating.is_sorted_by_key(first), "the speakers are out of order");
    }

    fn thread(&mut self, record: &Record) {
        let comments = &record.page.comments;
        self.unless(record.thread.len() == comments.len(), "the thread is not of the page's comments");
        for (i, reply) in record.thread.iter().enumerate() {
            let of = |what: &str| format!("comment {i}, {what}");
            let Some(comment) = comments.get(i) else { continue };
            if let Some(parent) = reply.parent {
                self.unless(parent.comment < i, &of("its parent does not stand before it"));
                self.share(parent.probability, &of("its parent's probability"));
            }
            if comment.parent.is_some() {
                self.unless(reply.parent == comment.parent, &of("the page's form is not believed"));
            }
            let starts = reply.quotations.iter().map(|quoted| quoted.span);
            self.unless(starts.is_sorted(), &of("its quotations are out of order"));
            for quoted in &reply.quotations {
                self.quoted(record, comment.span, i, quoted);
            }
        }
    }

    fn quoted(&mut self, record: &Record, own: Span, i: usize, quoted: &whosaid::Quoted) {
        let of = |what: &str| format!("comment {i}, quotation {:?}, {what}", quoted.span);
        self.span(quoted.span, &of("its place"));
        self.unless(own.contains(quoted.span), &of("it stands outside the comment"));
        self.share(quoted.similarity, &of("similarity"));
        let elsewhere = quoted.from == whosaid::QuotedFrom::Elsewhere;
        self.unless(elsewhere == quoted.target.is_none(), &of("its target and its origin do not agree"));
        let of_comment = quoted.from == whosaid::QuotedFrom::Comment;
        self.unless(of_comment == quoted.comment.is_some(), &of("its comment and its origin do not agree"));
        if let Some(target) = quoted.target {
            self.span(target, &of("target"));
            let source = quoted.comment.map(|comment| record.page.comments.get(comment).map(|c| c.span));
            let within = source.is_none_or(|span| span.is_some_and(|span| span.contains(target)));
            self.unless(within, &of("its target is outside the quoted comment"));
            self.unless(quoted.comment != Some(i) && !own.overlaps(target), &of("it quotes itself"));
        }
        if let Some(statement) = quoted.statement {
            let content = record.statements.get(statement).map_or(&[][..], |s| &s.content);
            let holds = |target: Span| content.iter().any(|content| content.overlaps(target));
            self.unless(quoted.target.is_some_and(holds), &of("its statement is another one"));
        }
    }

    fn statement(&mut self, record: &Record, id: usize, statement: &Statement) {
        let of = |what: &str| format!("statement {id}, {what}");
        self.unless(statement.id == id, &of("its id is not the index"));
        self.unless(!statement.content.is_empty(), &of("it has no content"));
        self.pieces(&statement.content, &of("content"));
        self.pieces(&statement.cue, &of("cue"));
        self.pieces(&statement.source, &of("source"));
        let mut all: Vec<Span> =
            [&statement.content, &statement.cue, &statement.source].into_iter().flatten().copied().collect();
        all.sort_unstable();
        self.pieces(&all, &of("content, cue and source together"));
        let in_a_block = |span: &Span| record.page.blocks.iter().any(|block| block.span.contains(*span));
        self.unless(all.iter().all(in_a_block), &of("a piece is not within one block"));
        let block = record.page.blocks.get(statement.block);
        let starts_there = block.zip(statement.content.first()).is_some_and(|(b, c)| b.span.contains(*c));
        self.unless(starts_there, &of("its content does not start in its block"));
        self.share(statement.confidence, &of("confidence"));
        for all in [&statement.speakers, &statement.candidates] {
            for one in all {
                self.attributed(record, one, &of("a speaker or candidate"));
            }
            let likeliest_first = all.is_sorted_by(|a, b| a.probability >= b.probability);
            self.unless(likeliest_first, &of("its speakers or candidates are not likeliest first"));
        }
        let few = statement.candidates.len() <= whosaid::MOST_CANDIDATES;
        self.unless(few, &of("it has too many candidates"));
        let either = statement.speakers.is_empty() || statement.candidates.is_empty();
        self.unless(either, &of("it has speakers and candidates"));
    }

    fn attributed(&mut self, record: &Record, one: &Attributed, of: &str) {
        self.unless(one.speaker < record.speakers.len(), &format!("{of}: it is not there"));
        self.share(one.probability, &format!("{of}: probability"));
        if let Some(mention) = one.mention {
            self.span(mention, &format!("{of}: the mention that tells"));
        }
        self.unless(one.how != Evidence::Unstated, &format!("{of}: nothing tells"));
    }
}
