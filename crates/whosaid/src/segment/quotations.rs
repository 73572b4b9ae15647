//! Quotation marks, matched block by block so that a lost mark stays local.
//!
//! Curly, straight, single and double marks, guillemets and low-9 marks are
//! paired with one stack per block. Single marks are told from apostrophes by
//! what stands around them, and by what is open. A mark that opens a style
//! already open means that a closing mark was lost: the earlier quotation ends
//! there. Linear in the length of the block.

use crate::Span;

/// A stretch of text within quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the closing mark, both included. Unclosed, it runs to the next
    /// mark that opens the same style, to the closing mark of the quotation around it, or to the block's end.
    pub span: Span,
    /// The opening mark.
    pub open: Span,
    /// The closing mark; `None` when it is missing.
    pub close: Option<Span>,
    /// 0 for an outermost quotation, 1 for one inside it, and so on.
    pub depth: u8,
    /// Index (into `Tokens::quotations`) of the quotation in an earlier block that this one continues:
    /// that one is unclosed to its block's end, and this one's opening mark is of the same style and opens its block.
    pub continues: Option<usize>,
}

impl Quotation {
    /// What stands between the marks.
    pub fn inside(&self) -> Span {
        Span::new(self.open.end, self.close.map_or(self.span.end, |close| close.start))
    }
}

/// Deeper nesting than this is no quotation any more; further opening marks are passed over.
const MAX_DEPTH: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    CurlyDouble,
    CurlySingle,
    StraightDouble,
    StraightSingle,
    Guillemet,
    SingleGuillemet,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Open,
    Close,
    /// Opens or closes, whichever fits: `"` and `'` that touch words on both sides or on none.
    Either,
    /// Closes a single quotation if one is open, else an apostrophe: `the allies’ plan`.
    CloseOrApostrophe,
}

#[derive(Clone, Copy)]
struct Mark {
    span: Span,
    style: Style,
    role: Role,
}

/// The quotations of one block, by opening mark.
pub(crate) fn quotations(text: &str, within: Span) -> Vec<Quotation> {
    let marks = marks(text, within);
    let sure_closer_follows = sure_closer_follows(&marks);
    let mut found: Vec<Quotation> = Vec::new();
    let mut open: Vec<(Style, usize)> = Vec::new();
    for (i, mark) in marks.iter().enumerate() {
        let matching = open.iter().rposition(|&(style, _)| style == mark.style);
        let closes = match mark.role {
            Role::Open => false,
            Role::Close => true,
            Role::Either => matching.is_some(),
            Role::CloseOrApostrophe => {
                if matching.is_none() || sure_closer_follows[i] {
                    continue;
                }
                true
            }
        };
        if let Some(level) = matching {
            let inner_end = if closes { mark.span.start } else { trim_end(text, mark.span.start) };
            for (_, inner) in open.drain(level + 1..) {
                found[inner].span.end = inner_end;
            }
            let (_, outer) = open[level];
            if closes {
                found[outer].close = Some(mark.span);
                found[outer].span.end = mark.span.end;
            } else {
                found[outer].span.end = inner_end;
            }
            open.truncate(level);
        }
        if !closes && open.len() < MAX_DEPTH {
            open.push((mark.style, found.len()));
            found.push(Quotation {
                span: Span::new(mark.span.start, within.end),
                open: mark.span,
                close: None,
                depth: (open.len() - 1) as u8,
                continues: None,
            });
        }
    }
    found
}

/// Adds one block's quotations to the page's, noting which continue the block before.
pub(super) fn append(
    all: &mut Vec<Quotation>,
    block: Vec<Quotation>,
    text: &str,
    within: Span,
    before: Span,
) {
    let first = all.len();
    all.extend(block);
    let Some(opening) = all.get(first).filter(|q| q.open.start == within.start).copied() else {
        return;
    };
    let style = opening.open.of(text);
    all[first].continues = all[..first]
        .iter()
        .enumerate()
        .rev()
        .take_while(|(_, q)| q.span.start >= before.start)
        .find(|(_, q)| {
            q.depth == 0 && q.close.is_none() && q.span.end == before.end && q.open.of(text) == style
        })
        .map(|(i, _)| i);
}

/// For each mark, whether a mark that can only close a single quotation comes before the next one that opens one.
fn sure_closer_follows(marks: &[Mark]) -> Vec<bool> {
    let mut follows = vec![false; marks.len()];
    let (mut curly, mut straight) = (false, false);
    for (i, mark) in marks.iter().enumerate().rev() {
        let state = match mark.style {
            Style::CurlySingle => &mut curly,
            Style::StraightSingle => &mut straight,
            _ => continue,
        };
        follows[i] = *state;
        match mark.role {
            Role::Open => *state = false,
            Role::Close => *state = true,
            Role::Either | Role::CloseOrApostrophe => {}
        }
    }
    follows
}

fn marks(text: &str, within: Span) -> Vec<Mark> {
    let block = within.of(text);
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = block.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|&(_, next)| next);
        let rest = &block[at + c.len_utf8()..];
        if let Some((style, role)) = classify(c, before, after, rest) {
            let span = Span::new(at, at + c.len_utf8()).shift(within.start);
            marks.push(Mark { span, style, role });
        }
        before = Some(c);
    }
    marks
}

fn classify(c: char, before: Option<char>, after: Option<char>, rest: &str) -> Option<(Style, Role)> {
    match c {
        '“' if closes_german(before, after) => Some((Style::CurlyDouble, Role::Either)),
        '“' | '„' | '‟' => Some((Style::CurlyDouble, Role::Open)),
        '”' => Some((Style::CurlyDouble, Role::Close)),
        '"' => Some((Style::StraightDouble, straight_role(before, after))),
        '«' | '»' => Some((Style::Guillemet, guillemet_role(c == '«', before, after))),
        '‹' | '›' => Some((Style::SingleGuillemet, guillemet_role(c == '‹', before, after))),
        '‚' if !touches_word(before) && touches_word(after) => Some((Style::CurlySingle, Role::Open)),
        '‘' if elision_follows(rest) => None,
        '‘' if touches_word(before) && touches_word(after) => None,
        '‘' => Some((Style::CurlySingle, Role::Open)),
        '’' => apostrophe_or(Style::CurlySingle, before, after, rest),
        '\'' => apostrophe_or(Style::StraightSingle, before, after, rest),
        _ => None,
    }
}

/// `„so“`: the mark that opens in English closes in German.
fn closes_german(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|b| !b.is_whitespace() && !opens_bracket(b)) && !touches_word(after)
}

fn straight_role(before: Option<char>, after: Option<char>) -> Role {
    let free_before = before.is_none_or(|b| b.is_whitespace() || opens_bracket(b));
    let free_after = after.is_none_or(|a| a.is_whitespace() || closes_bracket(a));
    match (free_before, free_after) {
        (true, false) => Role::Open,
        (false, true) => Role::Close,
        _ => Role::Either,
    }
}

/// French `« so »`, German `»so«`: the side that touches a word decides, else the French way.
fn guillemet_role(points_left: bool, before: Option<char>, after: Option<char>) -> Role {
    let word_before = before.is_some_and(|b| !b.is_whitespace() && !opens_bracket(b));
    let word_after = touches_word(after);
    match (word_before, word_after) {
        (false, true) => Role::Open,
        (true, false) => Role::Close,
        _ if points_left => Role::Open,
        _ => Role::Close,
    }
}

fn apostrophe_or(
    style: Style,
    before: Option<char>,
    after: Option<char>,
    rest: &str,
) -> Option<(Style, Role)> {
    if touches_word(before) && touches_word(after) {
        return None;
    }
    let free_before = before.is_none_or(|b| b.is_whitespace() || opens_bracket(b));
    if free_before {
        let opens = after.is_some_and(|a| !a.is_whitespace()) && !elision_follows(rest);
        return (opens && style == Style::StraightSingle).then_some((style, Role::Open));
    }
    let plural = matches!(before, Some('s' | 'S' | 'z' | 'x' | 'n')) && after == Some(' ');
    if plural && rest[1..].chars().next().is_some_and(char::is_lowercase) {
        return Some((style, Role::CloseOrApostrophe));
    }
    Some((style, Role::Close))
}

/// `’90s`, `’tis`, `’em`, `’n’`: an apostrophe that stands where a quotation mark could.
fn elision_follows(rest: &str) -> bool {
    const ELISIONS: [&str; 14] = [
        "tis", "twas", "twere", "twill", "em", "til", "till", "cause", "bout", "round", "n", "cos", "neath",
        "s",
    ];
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    let decade = word.len() <= 3
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word.trim_start_matches(|c: char| c.is_ascii_digit()).trim_end_matches('s').is_empty()
        && word.ends_with('s');
    decade || ELISIONS.iter().any(|elision| word.eq_ignore_ascii_case(elision))
}

fn touches_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

fn opens_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '“' | '‘' | '"' | '\'' | '«' | '„' | '‹')
}

fn closes_bracket(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '—' | '–' | '/' | '”' | '’' | '"' | '\'' | '»' | '›')
        || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…')
}

fn trim_end(text: &str, end: usize) -> usize {
    text[..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Page;
    use crate::segment::segment;
    use proptest::prelude::*;

    /// Each quotation as `depth:text`, with `…` for a missing closing mark.
    fn found(text: &str) -> Vec<String> {
        quotations(text, Span::new(0, text.len()))
            .iter()
            .map(|q| format!("{}:{}{}", q.depth, q.span.of(text), if q.close.is_none() { "…" } else { "" }))
            .collect()
    }

    #[test]
    fn every_style() {
        assert_eq!(found("He said “yes” and “no”."), ["0:“yes”", "0:“no”"]);
        assert_eq!(found("He said \"yes\" and \"no.\""), ["0:\"yes\"", "0:\"no.\""]);
        assert_eq!(found("He said ‘yes’ and ‘no’."), ["0:‘yes’", "0:‘no’"]);
        assert_eq!(found("He said 'yes' and 'no'."), ["0:'yes'", "0:'no'"]);
        assert_eq!(found("Il dit « oui » et «non»."), ["0:« oui »", "0:«non»"]);
        assert_eq!(found("Er sagt „ja“ und »nein«."), ["0:„ja“", "0:»nein«"]);
    }

    #[test]
    fn apostrophes_are_not_quotation_marks() {
        assert_eq!(found("Don’t touch the allies’ plan or the ’90s or ’em."), [""; 0]);
        assert_eq!(found("Don't touch the allies' plan or the '90s or rock 'n' roll."), [""; 0]);
        assert_eq!(found("‘I don’t like it,’ he said."), ["0:‘I don’t like it,’"]);
        assert_eq!(found("‘The allies’ plan isn’t ready,’ he said."), ["0:‘The allies’ plan isn’t ready,’"]);
        assert_eq!(found("'The allies' plan isn't ready,' he said."), ["0:'The allies' plan isn't ready,'"]);
    }

    #[test]
    fn nesting() {
        assert_eq!(found("“He told me ‘no’ twice”"), ["0:“He told me ‘no’ twice”", "1:‘no’"]);
        assert_eq!(found("‘He told me “no” twice’"), ["0:‘He told me “no” twice’", "1:“no”"]);
        assert_eq!(found("\"He told me 'no'\""), ["0:\"He told me 'no'\"", "1:'no'"]);
        assert_eq!(found("“He told me ‘no’”"), ["0:“He told me ‘no’”", "1:‘no’"]);
    }

    #[test]
    fn a_lost_closing_mark_ends_at_the_next_opening_one() {
        assert_eq!(found("“One, he said. “Two,” he said."), ["0:“One, he said.…", "0:“Two,”"]);
        assert_eq!(found("\"One, he said. \"Two,\" he said."), ["0:\"One, he said.…", "0:\"Two,\""]);
        assert_eq!(found("“One ‘two three” four"), ["0:“One ‘two three”", "1:‘two three…"]);
    }

    #[test]
    fn a_lost_opening_mark_changes_nothing_else() {
        assert_eq!(found("One,” he said. “Two,” he said."), ["0:“Two,”"]);
    }

    #[test]
    fn a_paragraph_that_reopens_continues() {
        let page = Page::from_text(
            "A headline of the page\n\nShe said: “One.\n\n“Two.\n\n“Three.” And “four.\n\nFive.\n\n“Six.”",
        );
        let quotations = segment(&page).quotations;
        let continues: Vec<_> = quotations.iter().map(|q| q.continues).collect();
        assert_eq!(continues, [None, Some(0), Some(1), None, None]);
    }

    proptest! {
        #[test]
        fn spans_are_in_bounds_and_nested(text in "[“”‘’\"'«»„a-c .s\n]{0,80}") {
            let all = quotations(&text, Span::new(0, text.len()));
            for q in &all {
                prop_assert!(text.get(q.span.range()).is_some());
                prop_assert!(q.span.contains(q.open));
                prop_assert!(q.close.is_none_or(|c| q.span.contains(c) && c.start >= q.open.end));
                prop_assert!(q.inside().end <= q.span.end);
            }
            for pair in all.windows(2) {
                prop_assert!(pair[0].open.end <= pair[1].open.start);
            }
        }
    }
}
