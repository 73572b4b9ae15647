//! What the network sees, one page a line: the training pipeline reads this, so
//! that training and reading share one front end.
//!
//! `cargo run --release --example pieces -- vocab.txt < pages.jsonl > pieces.jsonl`
//!
//! In: `{"id": …, "text": …}` a line. Out: `{"id", "ids", "starts", "ends" (code points), "case", "quote", "start"}`.

use std::io::{self, BufRead, BufWriter, Write};
use whosaid::segment::segment;
use whosaid::tag::features::input;
use whosaid::tag::wordpiece::Vocabulary;
use whosaid::{OffsetMap, OffsetUnit, Page};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listing = std::fs::read_to_string(std::env::args().nth(1).ok_or("usage: pieces VOCAB")?)?;
    let vocabulary = Vocabulary::from_listing(&listing).ok_or("no [UNK], [CLS], [SEP] in the vocabulary")?;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let fields: serde_json::Value = serde_json::from_str(&line?)?;
        let page = Page::from_text(fields["text"].as_str().ok_or("no text")?);
        let input = input(&vocabulary, &page, &segment(&page));
        let map = OffsetMap::new(&page.text, OffsetUnit::CodePoint);
        let seen = serde_json::json!({
            "id": fields["id"],
            "ids": input.pieces.iter().map(|p| p.id).collect::<Vec<_>>(),
            "starts": input.pieces.iter().map(|p| map.offset(p.span.start)).collect::<Vec<_>>(),
            "ends": input.pieces.iter().map(|p| map.offset(p.span.end)).collect::<Vec<_>>(),
            "case": input.pieces.iter().map(|p| p.case as u8).collect::<Vec<_>>(),
            "quote": input.quote.iter().map(|&q| q as u8).collect::<Vec<_>>(),
            "start": input.start.iter().map(|&s| s as u8).collect::<Vec<_>>(),
        });
        serde_json::to_writer(&mut out, &seen)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
