//! Mark-up cut into tags and text, in one pass and without a tree.

/// More attributes than a site gives any element; a parser compares each with all others.
const MOST_ATTRIBUTES: usize = 2_000;

/// A piece of mark-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    Text(&'h str),
    /// A start tag: its name as written and the whole tag.
    Start {
        name: &'h str,
        tag: &'h str,
        attributes: usize,
    },
    End {
        name: &'h str,
    },
    /// What stands in an element that has no tags in it, such as `<script>`.
    Raw(&'h str),
}

/// The tokens of `html`; comments and declarations are left out.
pub(super) struct Tokens<'h> {
    rest: &'h str,
    /// The element whose raw text comes next.
    raw: Option<&'h str>,
}

impl<'h> Tokens<'h> {
    pub(super) fn new(html: &'h str) -> Tokens<'h> {
        Tokens { rest: html, raw: None }
    }

    fn take(&mut self, length: usize) -> &'h str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// What is before the end tag of `name`, or all.
    fn raw(&mut self, name: &str) -> &'h str {
        let mut at = 0;
        while let Some(found) = self.rest.get(at..).and_then(|rest| rest.find("</")) {
            let end = at + found;
            let after = self.rest.as_bytes().get(end + 2..end + 2 + name.len());
            if after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes())) {
                return self.take(end);
            }
            at = end + 2;
        }
        self.take(self.rest.len())
    }

    fn text(&mut self) -> &'h str {
        let mut at = 0;
        while let Some(found) = self.rest.get(at..).and_then(|rest| rest.find('<')) {
            at += found;
            if at > 0 && begins_markup(self.rest.as_bytes().get(at + 1)) {
                return self.take(at);
            }
            at += 1;
        }
        self.take(self.rest.len())
    }

    fn markup(&mut self) -> Option<Token<'h>> {
        let bytes = self.rest.as_bytes();
        let first = bytes.get(1)?;
        if self.rest.starts_with("<!--") {
            let end = self.rest.get(4..).and_then(|rest| rest.find("-->")).map(|at| at + 7);
            self.take(end.unwrap_or(self.rest.len()));
            return None;
        }
        if matches!(first, b'!' | b'?')
            || (*first == b'/' && !bytes.get(2).is_some_and(u8::is_ascii_alphabetic))
        {
            let end = self.rest.find('>').map(|at| at + 1);
            self.take(end.unwrap_or(self.rest.len()));
            return None;
        }
        let (length, attributes) = tag(self.rest);
        let tag = self.take(length);
        let closes = *first == b'/';
        let name = tag.get(if closes { 2 } else { 1 }..).unwrap_or_default();
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
        let name = name.split(is_end).next().unwrap_or_default();
        if closes {
            return Some(Token::End { name });
        }
        if RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.raw = Some(name);
        }
        Some(Token::Start { name, tag, attributes })
    }
}

/// Elements that hold no tags.
const RAW: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        if let Some(name) = self.raw.take() {
            return Some(Token::Raw(self.raw(name)));
        }
        while !self.rest.is_empty() {
            if self.rest.starts_with('<') && begins_markup(self.rest.as_bytes().get(1)) {
                if let Some(token) = self.markup() {
                    return Some(token);
                }
            } else {
                return Some(Token::Text(self.text()));
            }
        }
        None
    }
}

fn begins_markup(after: Option<&u8>) -> bool {
    after.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'))
}

/// The length of the tag at the start of `html` and how many attributes it has.
fn tag(html: &str) -> (usize, usize) {
    let mut quoted: Option<u8> = None;
    let mut attributes = 0;
    let mut before = b'<';
    for (at, &byte) in html.as_bytes().iter().enumerate().skip(1) {
        match quoted {
            Some(mark) => {
                if byte == mark {
                    quoted = None;
                }
            }
            None => match byte {
                b'>' => return (at + 1, attributes),
                // Elsewhere a mark is part of a name or of a bare value.
                b'"' | b'\'' if before == b'=' => quoted = Some(byte),
                _ => {
                    let is_gap = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'');
                    if is_gap(before) && !is_gap(byte) && byte != b'=' {
                        attributes += 1;
                    }
                }
            },
        }
        if quoted.is_some() || !(before == b'=' && byte.is_ascii_whitespace()) {
            before = byte;
        }
    }
    (html.len(), attributes)
}

/// Whether any tag has more attributes than a parser should be given.
pub(super) fn has_too_many_attributes(html: &str) -> bool {
    Tokens::new(html)
        .any(|token| matches!(token, Token::Start { attributes, .. } if attributes > MOST_ATTRIBUTES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> Vec<String> {
        Tokens::new(html)
            .map(|token| match token {
                Token::Text(text) => text.to_owned(),
                Token::Start { name, attributes, .. } => format!("<{name} {attributes}>"),
                Token::End { name } => format!("</{name}>"),
                Token::Raw(raw) => format!("[{raw}]"),
            })
            .collect()
    }

    #[test]
    fn tags_text_and_what_is_neither() {
        assert_eq!(
            shown(
                "<!doctype html>a < b<P class='x>y' id = z data-a>c</p ><!-- <i> -->d<script>1</2</SCRIPT><br/>"
            ),
            ["a < b", "<P 3>", "c", "</p>", "d", "<script 0>", "[1</2]", "</SCRIPT>", "<br 0>"]
        );
        assert_eq!(shown("<"), ["<"]);
        assert_eq!(shown("a<b"), ["a", "<b 0>"]);
        assert_eq!(shown("<script>x"), ["<script 0>", "[x]"]);
        assert_eq!(shown("<!-- x"), [""; 0]);
        assert_eq!(shown("</>a<?php ?>b"), ["a", "b"]);
    }

    #[test]
    fn many_attributes_are_counted() {
        assert!(has_too_many_attributes(&format!("<p {}>", "a=1 ".repeat(3_000))));
        assert!(has_too_many_attributes(&format!("<p {}", "a".repeat(9).replace('a', "a/").repeat(400))));
        assert!(!has_too_many_attributes(&format!("<p title=\"{}\">", "a=1 ".repeat(3_000))));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_it_ends(html in "[<>/!a-z \"'=é-]{0,80}") {
            let length: usize = Tokens::new(&html).map(|token| match token {
                Token::Text(text) | Token::Raw(text) => text.len(),
                Token::Start { tag, .. } => tag.len(),
                Token::End { name } => name.len(),
            }).sum();
            prop_assert!(length <= html.len());
        }
    }
}
