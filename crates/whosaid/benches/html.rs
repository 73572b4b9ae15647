//! How fast HTML is read: parsing, article, comments, metadata; nothing of what comes after.
//!
//! `cargo bench -p whosaid --bench html`
//!
//! Generated pages of several sizes, and the saved pages in `../shared/data/html` where they are (`WHOSAID_DATA` names
//! another folder). Bytes a second are those of the HTML.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use std::fmt::Write;
use std::path::PathBuf;
use whosaid::Page;

fn main() {
    divan::main();
}

/// A page of about `bytes` bytes: a story in between what sites put around it.
fn page(bytes: usize) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry stays in the harbour - Fjord Courier</title>\
         <style>p{margin:0}</style></head><body><nav><ul><li><a href=/>Home</a></li></ul></nav><article>\
         <h1>Ferry stays in the harbour</h1><p class=byline>By Tove Lind</p>",
    );
    let mut number = 0;
    while html.len() < bytes {
        number += 1;
        let _ = write!(
            html,
            "<p class=\"story-text p{number}\">“We shall not rush it,” the <a href=/people/{number}>harbour master</a>, \
             Signe Dahl, said on day {number}, and added that nobody on the island had gone without milk or mail.</p>"
        );
        if number % 10 == 0 {
            html.push_str(
                "<div class=\"ad slot\"><script>show({id: 17});</script></div><h2>What is next</h2>",
            );
        }
    }
    html.push_str("</article><footer><p>All rights reserved</p></footer></body></html>");
    html
}

#[divan::bench(args = [10_000, 100_000, 1_000_000, 10_000_000], max_time = 5)]
fn generated(bencher: Bencher, bytes: usize) {
    let html = page(bytes);
    bencher
        .counter(BytesCount::of_str(&html))
        .counter(ItemsCount::new(1usize))
        .bench(|| Page::from_html(divan::black_box(&html), None));
}

#[divan::bench(max_time = 10)]
fn saved(bencher: Bencher) {
    let data = std::env::var_os("WHOSAID_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(folders) = std::fs::read_dir(data.join("html")) else { return };
    let pages: Vec<Vec<u8>> =
        folders.filter_map(|folder| std::fs::read(folder.ok()?.path().join("source.html")).ok()).collect();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(pages.len())).bench(|| {
        for page in &pages {
            divan::black_box(Page::from_bytes("page", page)).expect("HTML");
        }
    });
}
