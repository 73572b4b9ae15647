//! A page's words, line by line, as HTML without nesting.
//!
//! Every block-level tag begins a line; all other mark-up is dropped, and scripts and styles with what is in them.
//! What the head says of the page stays.

use super::scan::{Token, Tokens};

/// Lines beyond so many are added to the last.
const MOST_LINES: usize = 100_000;
/// `<meta>` and JSON-LD beyond these sizes and numbers say nothing of use.
const LONGEST_META: usize = 8 << 10;
const LONGEST_DATA: usize = 1 << 20;
const MOST_META: usize = 500;

/// `html` with its words in lines that stand beside each other.
pub(super) fn flat(html: &str) -> String {
    let mut writer = Writer { html: String::with_capacity(html.len() / 2), ..Writer::default() };
    let mut raw = Raw::Dropped;
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => writer.text(text),
            Token::Start { name, tag, .. } => raw = writer.start(&name.to_ascii_lowercase(), tag),
            Token::End { name } => writer.end(&name.to_ascii_lowercase()),
            Token::Raw(text) => writer.raw(text, raw),
        }
    }
    writer.close();
    writer.html
}

/// What becomes of the raw text that follows.
#[derive(Clone, Copy)]
enum Raw {
    Dropped,
    Title,
    Data,
}

#[derive(Default)]
struct Writer {
    html: String,
    /// The tag of the line to come.
    line: Option<&'static str>,
    /// That of the line that is being written.
    open: Option<&'static str>,
    lines: usize,
    metas: usize,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.html.push(' ');
            return;
        }
        if let Some(line) = self.line.take() {
            if self.lines < MOST_LINES {
                self.lines += 1;
                self.close();
                self.html.extend(["<", line, ">"]);
                self.open = Some(line);
            } else {
                self.html.push(' ');
            }
        }
        for (i, piece) in text.split('<').enumerate() {
            if i > 0 {
                self.html.push_str("&lt;");
            }
            self.html.push_str(piece);
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.html.extend(["</", open, ">"]);
        }
    }

    fn start(&mut self, name: &str, tag: &str) -> Raw {
        match name {
            "title" => return Raw::Title,
            "script" if tag.to_ascii_lowercase().contains("ld+json") => return Raw::Data,
            "meta" if tag.len() <= LONGEST_META && self.metas < MOST_META => {
                self.metas += 1;
                self.html.push_str(tag);
            }
            _ => {
                if let Some(line) = line(name) {
                    self.line = Some(line);
                }
            }
        }
        Raw::Dropped
    }

    fn end(&mut self, name: &str) {
        if line(name).is_some() {
            self.line = Some("p");
        }
    }

    fn raw(&mut self, text: &str, kind: Raw) {
        let (open, close) = match kind {
            Raw::Dropped => return,
            Raw::Title => ("<title>", "</title>"),
            Raw::Data => ("<script type=application/ld+json>", "</script>"),
        };
        if text.len() <= LONGEST_DATA && self.metas < MOST_META {
            self.metas += 1;
            self.html.push_str(open);
            self.html.push_str(text);
            self.html.push_str(close);
        }
    }
}

/// The tag of the line that an element begins; `None` for what stands within a line.
fn line(name: &str) -> Option<&'static str> {
    Some(match name {
        "h1" => "h1",
        "h2" => "h2",
        "h3" | "h4" | "h5" | "h6" => "h3",
        "li" | "dt" | "dd" => "li",
        "figcaption" => "figcaption",
        "p" | "div" | "section" | "article" | "main" | "aside" | "header" | "footer" | "nav"
        | "blockquote" | "ul" | "ol" | "dl" | "table" | "tr" | "td" | "th" | "form" | "figure" | "pre"
        | "address" | "br" | "hr" | "body" | "center" | "fieldset" => "p",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_in_their_lines() {
        let html = "<title>T</title><meta name=a content=b><style>x</style><div><div>One <b>two</b> &amp; a < b<br>three\
                    <script>no</script><h2 class=c>Four</h2><ul><li>Five</ul></div>";
        assert_eq!(
            flat(html),
            "<title>T</title><meta name=a content=b><p>One two &amp; a &lt; b</p><p>three</p><h2>Four</h2><li>Five</li>"
        );
    }

    #[test]
    fn a_nesting_bomb_is_one_line() {
        assert_eq!(flat(&format!("{}x", "<div>".repeat(1_000))), "<p>x</p>");
    }
}
