//! Prints the comments of HTML pages: `cargo run --example comments -- PAGE.html…`
fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let start = std::time::Instant::now();
        let page = whosaid::Page::from_html(&String::from_utf8_lossy(&bytes), None);
        println!(
            "== {path}: {} blocks, {} comments, {:?}",
            page.blocks.len(),
            page.comments.len(),
            start.elapsed()
        );
        for (i, comment) in page.comments.iter().enumerate().take(12) {
            println!(
                "{i} {:?} {:?} votes {:?} {:?} removed {} parent {:?} {:?}",
                comment.author,
                comment.posted,
                comment.votes,
                comment.badges,
                comment.removed,
                comment.parent.map(|p| (p.comment, p.how)),
                comment.group
            );
            for words in &comment.words {
                println!("    | {}", words.of(&page.text).chars().take(150).collect::<String>());
            }
        }
    }
    Ok(())
}
