//! The head of a comment: the name, time, number and place that stand before its words.

use super::controls::{badge, controls};
use super::name::{is_name, is_nick};
use super::quotation;
use crate::Span;
use crate::read::plain::lexicon::{REPLIES, VERBS};
use crate::read::plain::lines::Line;
use crate::read::posted::{may_have_time, posted};

/// The longest head on one line, in bytes and in words.
const LONGEST: usize = 160;
const MOST_WORDS: usize = 24;
/// The most lines that a head of several has.
const MOST_LINES: usize = 6;

/// A comment's head.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Head {
    pub(super) name: Option<Span>,
    pub(super) posted: Option<String>,
    pub(super) badges: Vec<String>,
    /// Whom it answers, as the head says.
    pub(super) answers: Option<String>,
    pub(super) number: Option<usize>,
    pub(super) votes: Option<i64>,
    /// The words that follow on the head's line.
    pub(super) rest: Option<Span>,
    /// How many lines it takes; when `rest` is there, its last line is of the words too.
    pub(super) lines: usize,
    /// Whether a verb of saying follows the name, a colon the name.
    pub(super) verb: bool,
    pub(super) colon: bool,
    /// Whether it is a forum's: `by Ann Vane » Tue May 05, 2026`.
    pub(super) forum: bool,
}

impl Head {
    /// Whether its words start with a quotation mark.
    pub(super) fn is_quoted(&self, text: &str) -> bool {
        self.rest.is_some_and(|rest| quotation::opens(rest.of(text)))
    }

    /// Whether the name is written as names are, not only one that a user may have.
    pub(super) fn is_named(&self, text: &str) -> bool {
        self.name.is_some_and(|name| is_name(name.of(text)))
    }
}

/// A stretch of the text while its head is read: always a part of `text`, so its span is known.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    span: Span,
}

impl<'t> Piece<'t> {
    fn of(self) -> &'t str {
        self.span.of(self.text)
    }

    fn part(self, from: usize, to: usize) -> Piece<'t> {
        Piece { span: Span::new(self.span.start + from, self.span.start + to), ..self }.trim()
    }

    fn trim(self) -> Piece<'t> {
        Piece { span: self.span.trim(self.text), ..self }
    }

    /// Without separators at the ends.
    fn clean(self) -> Piece<'t> {
        let separator =
            |c: char| c.is_whitespace() || matches!(c, ',' | '•' | '·' | '|' | '-' | '–' | '—' | '»' | '/');
        let words = self.of();
        let start = words.len() - words.trim_start_matches(separator).len();
        let end = words.trim_end_matches(separator).len();
        self.part(start, end.max(start))
    }

    fn is_empty(self) -> bool {
        self.span.is_empty()
    }
}

/// The head on one line: `Ann Vane: …`, `Ann Vane, Leeds, 3 May 2026:`, `Ann Vane wrote:`, `Ann Vane • 3 hours ago`,
/// `by Ann Vane » Tue May 05, 2026`. Some colon, verb or time there is.
pub(super) fn line_head(text: &str, line: Span) -> Option<Head> {
    let whole = Piece { text, span: line };
    let mut head = Head { lines: 1, ..Head::default() };
    let (left, right) = match colon(whole.of()) {
        Some(at) => {
            head.colon = true;
            (whole.part(0, at), Some(whole.part(at + 1, line.len())))
        }
        None => (whole, None),
    };
    if left.span.len() > LONGEST || left.of().split_whitespace().count() > MOST_WORDS {
        return None;
    }
    read_left(left, &mut head)?;
    if let Some(right) = right.filter(|right| !right.is_empty()) {
        match posted(right.of()).filter(|_| head.posted.is_none()) {
            Some(time) => head.posted = Some(time),
            None => head.rest = Some(right.span),
        }
    }
    (head.colon || head.posted.is_some()).then_some(head)
}

/// Where the colon stands that ends a head: the first that no digit or letter follows.
fn colon(line: &str) -> Option<usize> {
    line.match_indices(':').map(|(at, _)| at).take_while(|at| *at <= LONGEST).find(|at| {
        line[at + 1..]
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || quotation::opens(&line[at + 1..]) || c == '↑')
    })
}

/// Reads what stands before the colon, or the whole line where there is none.
fn read_left(mut left: Piece<'_>, head: &mut Head) -> Option<()> {
    left = strip_buttons(left);
    head.forum = left.of().starts_with("by ") && left.of().contains(" » ");
    left = strip_prefix(left, &["by ", "posted by ", "posted by: ", "comment by ", "from ", "• "]);
    left = strip_verb(left, head);
    left = strip_time(left, head);
    left = strip_votes(strip_verb(left, head).clean(), head);
    left = strip_answered(left, head);
    left = strip_badges(left, head).clean();
    let name = match left.of().find([',', '(']) {
        Some(at) if at > 0 => {
            is_place(left.part(at, left.span.len()).of()).then_some(())?;
            left.part(0, at)
        }
        _ => left,
    };
    let name = strip_prefix(name, &["@"]);
    is_nick(name.of()).then_some(())?;
    head.name = Some(name.span);
    Some(())
}

/// `Ann Vane 3 hours ago | parent | next`: the buttons after the time.
fn strip_buttons(mut piece: Piece<'_>) -> Piece<'_> {
    while let Some(at) = piece.of().rfind(['|', '·', '•']).filter(|at| *at > 0) {
        let last = piece.part(at, piece.span.len()).clean();
        if last.is_empty() || controls(last.of()).is_none_or(|found| found.posted.is_some()) {
            break;
        }
        piece = piece.part(0, at);
    }
    piece
}

/// `ann_vane 12 points`.
fn strip_votes<'t>(piece: Piece<'t>, head: &mut Head) -> Piece<'t> {
    let words = piece.of();
    let Some(last) = words.rfind(char::is_whitespace) else { return piece };
    let before = words[..last].trim_end();
    let first = before.rfind(char::is_whitespace).unwrap_or(0);
    let found = controls(words[first..].trim()).filter(|_| first > 0);
    match found.and_then(|found| found.votes) {
        Some(votes) => {
            head.votes = Some(votes);
            piece.part(0, first)
        }
        None => piece,
    }
}

fn strip_prefix<'t>(piece: Piece<'t>, prefixes: &[&str]) -> Piece<'t> {
    let words = piece.of();
    let starts =
        |prefix: &&&str| words.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    prefixes.iter().find(starts).map_or(piece, |prefix| piece.part(prefix.len(), words.len()))
}

/// `Ann Vane says`, and `Ann Vane on 3 May 2026 said`.
fn strip_verb<'t>(piece: Piece<'t>, head: &mut Head) -> Piece<'t> {
    let words = piece.of();
    let Some(at) = words.rfind(char::is_whitespace) else { return piece };
    if !VERBS.contains(words[at..].trim()) {
        return piece;
    }
    head.verb = true;
    piece.part(0, at)
}

/// The time at the end (`Ann Vane, 3 May 2026, 9:13pm`) or, after `On`, at the start (`On 3 May, Ann Vane`).
fn strip_time<'t>(piece: Piece<'t>, head: &mut Head) -> Piece<'t> {
    let words = piece.of();
    if !may_have_time(words) {
        return piece;
    }
    if words.starts_with("On ") || words.starts_with("on ") {
        for (at, _) in words.rmatch_indices(", ") {
            if let Some(time) = posted(&words[3..at]) {
                head.posted = Some(time);
                return piece.part(at + 1, words.len());
            }
        }
    }
    for (at, _) in words.match_indices(is_break).take(MOST_WORDS) {
        if let Some(time) = posted(&words[at..]) {
            head.posted = Some(time);
            let before = piece.part(0, at).clean();
            let before_on = before.of().strip_suffix(" on").or_else(|| before.of().strip_suffix(" at"));
            return before_on.map_or(before, |kept| before.part(0, kept.len()));
        }
    }
    piece
}

fn is_break(c: char) -> bool {
    c.is_whitespace() || matches!(c, '•' | '·' | '|' | '(')
}

/// `Ann Vane replied to Ben Oake`, `Ann Vane > Ben Oake`.
fn strip_answered<'t>(piece: Piece<'t>, head: &mut Head) -> Piece<'t> {
    let words = piece.of();
    let lower = words.to_ascii_lowercase();
    let by_words = REPLIES.iter().filter_map(|reply| {
        let at = lower.find(reply)?;
        let parted = at > 0 && lower[..at].ends_with(' ') && lower[at + reply.len()..].starts_with(' ');
        parted.then_some((at, at + reply.len()))
    });
    let by_sign = [" > ", " → ", " ▸ ", " ► ", " › "]
        .iter()
        .filter_map(|sign| words.find(sign).map(|at| (at, at + sign.len())));
    let Some((at, after)) = by_words.chain(by_sign).min() else { return piece };
    let answered = words[after..].trim().trim_start_matches('@');
    if !is_nick(answered) {
        return piece;
    }
    head.answers = Some(answered.to_owned());
    piece.part(0, at)
}

/// `Ann Vane (Subscriber)`, `Ann Vane · Moderator`.
fn strip_badges<'t>(mut piece: Piece<'t>, head: &mut Head) -> Piece<'t> {
    while let Some(at) = piece.of().rfind(['(', '[', '·', '•', '|']).filter(|at| *at > 0) {
        let Some(badge) = badge(&piece.of()[at..]) else { break };
        head.badges.insert(0, badge.to_owned());
        piece = piece.part(0, at).clean();
    }
    piece
}

/// Whether what follows a name may be where its bearer lives or what he is: `, Leeds`, `(Leeds, UK)`, `, 43, a baker`.
fn is_place(words: &str) -> bool {
    let words = words.trim_start_matches([',', '(', ' ']).trim_end_matches(')');
    words.split_whitespace().count() <= 6
        && words.len() <= 60
        && !words.contains(['“', '”', '.', '!', '?', ';'])
}

/// The head at `lines[0]` that has a name and a time, on one line or on several: the name, what the page says of its
/// bearer, the time.
pub(super) fn timed_head(text: &str, lines: &[Line]) -> Option<Head> {
    let first = lines.first()?;
    if first.span.len() > LONGEST * 2 {
        return None;
    }
    let mut head = match line_head(text, first.span) {
        Some(head) if head.posted.is_some() => return Some(with_lines_below(text, lines, head)),
        Some(head) if head.rest.is_some() => return None,
        Some(head) => head,
        None => name_line(text, first.span)?,
    };
    for (i, line) in lines.iter().enumerate().take(MOST_LINES).skip(1) {
        if line.span.len() > LONGEST {
            return None;
        }
        if let Some(time) = time_line(line.of(text)) {
            head.posted = Some(time);
            head.lines = i + 1;
            return Some(with_lines_below(text, lines, head));
        }
        if !take_detail(text, line, &mut head) {
            return None;
        }
    }
    None
}

/// A name alone: `Ann Vane`, `Ann Vane > Ben Oake`.
pub(super) fn name_line(text: &str, line: Span) -> Option<Head> {
    let mut head = Head { lines: 1, ..Head::default() };
    let whole = Piece { text, span: line };
    if whole.span.len() > LONGEST || controls(whole.of()).is_some() || posted(whole.of()).is_some() {
        return None;
    }
    read_left(whole, &mut head)?;
    Some(head)
}

/// The time that a line is, perhaps with buttons after it.
pub(super) fn time_line(line: &str) -> Option<String> {
    if line.len() > LONGEST || !may_have_time(line) {
        return None;
    }
    if let Some(time) = posted(line) {
        return Some(time);
    }
    let cut = line.rfind(['·', '•', '|']).or_else(|| line.rfind(char::is_whitespace))?;
    let button = controls(line[cut..].trim_matches(|c: char| is_break(c))).is_some();
    button.then(|| posted(&line[..cut])).flatten()
}

/// Takes in a line between name and time, or after the time; `false` when it is none of a head.
fn take_detail(text: &str, line: &Line, head: &mut Head) -> bool {
    let words = line.of(text);
    if let Some(badge) = badge(words) {
        head.badges.push(badge.to_owned());
        return true;
    }
    if let Some(answered) = answered_line(words) {
        head.answers = Some(answered.to_owned());
        return true;
    }
    let handle = words.starts_with('@') && !words.contains(char::is_whitespace);
    let again = head.name.is_some_and(|name| name.of(text) == words);
    handle || again || words.eq_ignore_ascii_case("follow") || words.chars().count() == 1
}

/// `Replying to Ben Oake`, `In reply to Ben Oake`.
fn answered_line(words: &str) -> Option<&str> {
    let lower = words.to_ascii_lowercase();
    let opening = REPLIES
        .iter()
        .find(|reply| lower.starts_with(**reply) && lower[reply.len()..].starts_with([' ', ':']))?;
    let name = words[opening.len()..].trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '@'));
    // `Reply to Ann Vane` alone is a button.
    (*opening != "reply to" && is_nick(name)).then_some(name)
}

fn with_lines_below(text: &str, lines: &[Line], mut head: Head) -> Head {
    if head.rest.is_none() {
        while head.lines < MOST_LINES
            && lines.get(head.lines).is_some_and(|line| {
                line.length > 1 && line.span.len() <= LONGEST && take_detail(text, line, &mut head)
            })
        {
            head.lines += 1;
        }
    }
    head
}

/// The number that starts a comment and where its words start: `1. …`, `3) …`, `#3 …`, `Comment 3`.
pub(in crate::read::plain) fn number(line: &str) -> Option<(usize, usize)> {
    let after_sign = ["#", "Comment #", "Comment ", "No. "].iter().find_map(|sign| line.strip_prefix(sign));
    let rest = after_sign.unwrap_or(line);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if !(1..=5).contains(&digits) {
        return None;
    }
    let value = rest[..digits].parse().ok()?;
    let after = &rest[digits..];
    let stop = after.strip_prefix(['.', ')', ':']);
    let ended = |after: &str| after.is_empty() || after.starts_with(char::is_whitespace);
    let words = match (stop, after_sign) {
        (Some(after), _) if ended(after) => after,
        (None, Some(_)) if ended(after) => after,
        _ => return None,
    };
    Some((value, line.len() - words.trim_start().len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::plain::lines::lines;

    fn one(line: &str) -> Option<(&str, Option<String>, Option<&str>)> {
        let head = line_head(line, Span::new(0, line.len()))?;
        Some((head.name?.of(line), head.posted, head.rest.map(|rest| rest.of(line))))
    }

    #[test]
    fn heads_on_one_line() {
        let some = |s: &str| Some(s.to_owned());
        for (line, name, time, rest) in [
            ("Ann Vane: “Yes.”", "Ann Vane", None, Some("“Yes.”")),
            ("Transit Trucker : “No.”", "Transit Trucker", None, Some("“No.”")),
            ("Ann Vane, Leeds: No.", "Ann Vane", None, Some("No.")),
            ("Ann Vane (Leeds): No.", "Ann Vane", None, Some("No.")),
            ("Ann Vane wrote:", "Ann Vane", None, None),
            ("On 3 May, Ann Vane wrote:", "Ann Vane", some("3 May"), None),
            ("On 3 May 2026, at 9:13, Ann wrote:", "Ann", some("2026-05-03T09:13:00"), None),
            ("Ann Vane, 3 May 2026, 9:13pm: Yes", "Ann Vane", some("2026-05-03T21:13:00"), Some("Yes")),
            ("Ann Vane, Leeds, United Kingdom, 3 hours ago", "Ann Vane", some("3 hours ago"), None),
            ("Ann Vane • 3 hours ago", "Ann Vane", some("3 hours ago"), None),
            ("Theresa May 3 hours ago", "Theresa May", some("3 hours ago"), None),
            ("by Ann Vane » Tue May 05, 2026 9:13 pm", "Ann Vane", some("2026-05-05T21:13:00"), None),
            ("Ann Vane on May 5, 2026 at 9:13 pm said:", "Ann Vane", some("2026-05-05T21:13:00"), None),
            ("Ann Vane (Subscriber) · 3h", "Ann Vane", some("3h"), None),
            ("ann_vane 12 points 3 hours ago", "ann_vane", some("3 hours ago"), None),
            ("ann_vane 3 hours ago | parent | next [–]", "ann_vane", some("3 hours ago"), None),
            ("Ann Vane · 3h · Reply", "Ann Vane", some("3h"), None),
            ("Ann Vane replied to Ben Oake: No.", "Ann Vane", None, Some("No.")),
        ] {
            assert_eq!(one(line), Some((name, time, rest)), "{line}");
        }
        for line in [
            "Ann Vane",
            "12:30",
            "The mayor, who had come late, said this to them all: no",
            "Note: yes",
            "http://example.org",
            "",
        ] {
            assert_eq!(one(line), None, "{line}");
        }
    }

    #[test]
    fn heads_on_several_lines() {
        for text in [
            "Ann Vane says:\n3 May 2026 at 8:05 am\nYes.",
            "Ann Vane\n@ann\nSubscriber\n3 hours ago\nYes.",
            "Ann Vane\nReplying to Ben Oake\n3h\nYes.",
        ] {
            let lines = lines(text);
            let head = timed_head(text, &lines).expect(text);
            assert_eq!(head.name.map(|name| name.of(text)), Some("Ann Vane"), "{text}");
            assert_eq!(lines[head.lines].of(text), "Yes.", "{text}");
        }
        for text in ["Ann Vane\nYes.\n3 hours ago", "Ann Vane said yes.\n3 hours ago"] {
            assert_eq!(timed_head(text, &lines(text)), None, "{text}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(number("1. Yes"), Some((1, 3)));
        assert_eq!(number("#3 Yes"), Some((3, 3)));
        assert_eq!(number("3) Yes"), Some((3, 3)));
        assert_eq!(number("Comment 3"), Some((3, 9)));
        for line in ["1.5 metres", "3 Yes", "2026", "x", "", "#three"] {
            assert_eq!(number(line), None, "{line}");
        }
    }
}
