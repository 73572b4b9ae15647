//! The date lines of English news pages: `3 May 2021 • 9:13pm`, `Published 14:05 BST, May 3, 2021`, ISO 8601.
//!
//! A small parser of its own: what is needed is to tell a line that is a date from a sentence
//! that has one, and to give it in ISO 8601 with a zone only where the page gives one.

use crate::calendar;

/// A date line, read. Each time is ISO 8601, without a zone unless the line gives a fixed one.
///
/// Both are `None` when the date cannot be told for certain (`03/04/2021`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DateLine {
    /// When the page was published.
    pub(super) published: Option<String>,
    /// When it was changed last.
    pub(super) modified: Option<String>,
}

impl DateLine {
    /// The time of publication, else of the change.
    pub(super) fn any(self) -> Option<String> {
        self.published.or(self.modified)
    }
}

/// The longest line, in bytes, that is looked at.
const LONGEST: usize = 160;

/// Words that stand in date lines beside the date itself.
const FILLERS: &[&str] = &[
    "published",
    "updated",
    "posted",
    "modified",
    "created",
    "first",
    "last",
    "on",
    "at",
    "of",
    "the",
    "time",
    "date",
    "edited",
    "revised",
    "original",
    "originally",
    "min",
    "mins",
    "minute",
    "minutes",
    "read",
    "ago",
    "noon",
    "midnight",
];

/// Words after which the date is not that of publication.
const LATER: &[&str] = &["updated", "modified", "edited", "revised"];

/// Words that are nothing known, which a date line may have (a place, a desk).
const MOST_STRANGE: usize = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Date {
    year: u16,
    month: u8,
    day: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    hour: u8,
    minute: u8,
    second: u8,
}

/// What one piece of the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Date(Date),
    /// Which of two small numbers is the month the date itself does not tell.
    UnclearDate {
        day_first: Date,
        month_first: Date,
    },
    /// From 1 for Monday.
    Weekday(u8),
    Month(u8),
    Day(u8),
    Year(u16),
    Time(Time),
    Half {
        afternoon: bool,
    },
    Zone(&'static str),
    Later,
    Filler,
    Strange,
}

/// Reads `line` as a date line, or `None` when it is something else.
pub(super) fn date_line(line: &str) -> Option<DateLine> {
    if line.len() > LONGEST || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let pieces: Vec<Piece> = pieces(line);
    if pieces.iter().filter(|p| **p == Piece::Strange).count() > MOST_STRANGE {
        return None;
    }
    let update = pieces.iter().position(|p| *p == Piece::Later).unwrap_or(pieces.len());
    let (publication, change) = pieces.split_at(update);
    let found = DateLine { published: read(publication), modified: read(change) };
    let is_date = found != DateLine::default() || pieces.iter().any(Piece::is_unclear_date);
    is_date.then_some(found)
}

/// The time that `words` consist of: ISO 8601 where they give one, else `Some(None)` when they are a time all the same
/// (`3 May, 9:13pm`). `None` when they are something else.
pub(super) fn moment(words: &str) -> Option<Option<String>> {
    if words.len() > LONGEST || !words.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(DateLine { published, .. }) = iso_with_time(words) {
        return Some(published);
    }
    let pieces = pieces(words);
    let has = |kind: fn(&Piece) -> bool| pieces.iter().any(kind);
    let day = has(|p| matches!(p, Piece::Month(_))) && has(|p| matches!(p, Piece::Day(_) | Piece::Year(_)));
    let told = day || has(|p| matches!(p, Piece::Date(_) | Piece::Time(_)) || p.is_unclear_date());
    (told && !pieces.contains(&Piece::Strange)).then(|| read(&pieces))
}

fn pieces(line: &str) -> Vec<Piece> {
    let separators =
        |c: char| c.is_whitespace() || matches!(c, ',' | '•' | '·' | '|' | '(' | ')' | '–' | '—' | ';');
    line.split(separators).filter(|word| word.chars().any(char::is_alphanumeric)).map(piece).collect()
}

fn piece(word: &str) -> Piece {
    let lower = word.to_ascii_lowercase();
    let word = lower.trim_end_matches([':', '.']);
    if let Some(month) = calendar::month(word) {
        return Piece::Month(month);
    }
    if let Some(day) = calendar::day_or_short(word) {
        return Piece::Weekday(day);
    }
    match word {
        "am" | "a.m" => return Piece::Half { afternoon: false },
        "pm" | "p.m" => return Piece::Half { afternoon: true },
        _ => {}
    }
    if let Some(zone) = zone(word) {
        return Piece::Zone(zone);
    }
    if LATER.contains(&word) {
        return Piece::Later;
    }
    if FILLERS.contains(&word) {
        return Piece::Filler;
    }
    number(word)
        .or_else(|| time(word))
        .or_else(|| iso(word))
        .or_else(|| slashed(word))
        .unwrap_or(Piece::Strange)
}

/// The offset of a zone that has one fixed offset; empty for one that changes with the season.
fn zone(word: &str) -> Option<&'static str> {
    Some(match word {
        "gmt" | "utc" | "z" => "Z",
        "bst" | "cet" | "wat" => "+01:00",
        "cest" | "sast" => "+02:00",
        "ist" => "+05:30",
        "est" | "cdt" => "-05:00",
        "edt" => "-04:00",
        "cst" | "mdt" => "-06:00",
        "mst" | "pdt" => "-07:00",
        "pst" => "-08:00",
        "aest" => "+10:00",
        "aedt" => "+11:00",
        "et" | "ct" | "mt" | "pt" | "eastern" | "pacific" => "",
        _ => return None,
    })
}

/// A day (`1`, `1st`) or a year.
fn number(word: &str) -> Option<Piece> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    let number: u16 =
        digits.parse().ok().filter(|_| ordinal && digits.bytes().all(|b| b.is_ascii_digit()))?;
    match (digits.len(), number) {
        (1 | 2, 1..=31) => Some(Piece::Day(u8::try_from(number).ok()?)),
        (4, 1700..=2199) if digits == word => Some(Piece::Year(number)),
        _ => None,
    }
}

/// `9:13pm`, `9.13pm`, `14:05`, `14:05:10`, `9pm`.
fn time(word: &str) -> Option<Piece> {
    let clock = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let half = match &word[clock.len()..] {
        "" => None,
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => return None,
    };
    let separator = if clock.contains(':') { ':' } else { '.' };
    let mut parts = clock.split(separator);
    let hour = small(parts.next()?)?;
    let (minute, second) = (parts.next(), parts.next());
    if parts.next().is_some() || (half.is_none() && (minute.is_none() || separator == '.')) {
        return None;
    }
    if minute.is_some_and(|m| m.len() != 2) {
        return None;
    }
    let time = Time { hour, minute: minute.map_or(Some(0), small)?, second: second.map_or(Some(0), small)? };
    let time = half.map_or(Some(time), |afternoon| time.of_half(afternoon))?;
    time.is_real().then_some(Piece::Time(time))
}

fn small(digits: &str) -> Option<u8> {
    digits.parse().ok().filter(|_| digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// `2021-05-03`, alone; the form with a time is read from the whole line's text by [`iso_with_time`].
fn iso(word: &str) -> Option<Piece> {
    let mut parts = word.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Date { year, month: small(month)?, day: small(day)? }.real().map(Piece::Date)
}

/// `25/12/2021`, `25-12-2021`.
fn slashed(word: &str) -> Option<Piece> {
    let mut parts = word.split(['/', '.', '-']);
    let (a, b, year) = (small(parts.next()?)?, small(parts.next()?)?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let year = year.parse().ok().filter(|y| (1700..2200).contains(y))?;
    let day_first = Date { year, month: b, day: a }.real();
    let month_first = Date { year, month: a, day: b }.real();
    match (day_first, month_first) {
        (Some(day_first), Some(month_first)) if day_first != month_first => {
            Some(Piece::UnclearDate { day_first, month_first })
        }
        (date, other) => date.or(other).map(Piece::Date),
    }
}

/// The date and time that the pieces give together.
fn read(pieces: &[Piece]) -> Option<String> {
    let date = pieces.iter().find_map(|p| if let Piece::Date(date) = p { Some(*date) } else { None });
    let date = date.or_else(|| spelt_date(pieces)).or_else(|| date_of_weekday(pieces))?;
    let mut iso = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    if let Some((at, time)) = clock(pieces) {
        iso.push_str(&format!("T{:02}:{:02}:{:02}", time.hour, time.minute, time.second));
        let zone = pieces[at..]
            .iter()
            .take(3)
            .find_map(|p| if let Piece::Zone(zone) = p { Some(*zone) } else { None });
        iso.push_str(zone.unwrap_or(""));
    }
    Some(iso)
}

/// A month with its day beside it and a year after.
fn spelt_date(pieces: &[Piece]) -> Option<Date> {
    let (at, month) = pieces
        .iter()
        .enumerate()
        .find_map(|(i, p)| if let Piece::Month(m) = p { Some((i, *m)) } else { None })?;
    let day = |i: usize| if let Some(Piece::Day(day)) = pieces.get(i) { Some(*day) } else { None };
    let day = at.checked_sub(1).and_then(day).or_else(|| day(at + 1))?;
    let year = pieces[at..]
        .iter()
        .take(4)
        .find_map(|p| if let Piece::Year(year) = p { Some(*year) } else { None })?;
    Date { year, month, day }.real()
}

/// `Sun, 05/03/2026`: only one of the two days was a Sunday.
fn date_of_weekday(pieces: &[Piece]) -> Option<Date> {
    let weekday = pieces.iter().find_map(|p| if let Piece::Weekday(day) = p { Some(*day) } else { None })?;
    pieces.iter().find_map(|piece| {
        let Piece::UnclearDate { day_first, month_first } = *piece else { return None };
        match (day_first.weekday() == weekday, month_first.weekday() == weekday) {
            (true, false) => Some(day_first),
            (false, true) => Some(month_first),
            _ => None,
        }
    })
}

/// The first time of day, with `pm` standing apart taken in.
fn clock(pieces: &[Piece]) -> Option<(usize, Time)> {
    let (at, time) = pieces
        .iter()
        .enumerate()
        .find_map(|(i, p)| if let Piece::Time(t) = p { Some((i, *t)) } else { None })?;
    match pieces.get(at + 1) {
        Some(Piece::Half { afternoon }) => Some((at, time.of_half(*afternoon)?)),
        _ => Some((at, time)),
    }
}

impl Time {
    /// The time on a clock of twelve hours.
    fn of_half(self, afternoon: bool) -> Option<Time> {
        let hour = match (self.hour, afternoon) {
            (12, false) => 0,
            (12, true) => 12,
            (1..=11, true) => self.hour + 12,
            (1..=11, false) => self.hour,
            _ => return None,
        };
        Some(Time { hour, ..self })
    }

    fn is_real(self) -> bool {
        self.hour < 24 && self.minute < 60 && self.second < 61
    }
}

impl Piece {
    fn is_unclear_date(&self) -> bool {
        matches!(self, Piece::UnclearDate { .. })
    }
}

impl Date {
    /// The day of the week, 1 for Monday (Zeller's congruence).
    fn weekday(self) -> u8 {
        let (month, year) =
            if self.month < 3 { (self.month + 12, self.year - 1) } else { (self.month, self.year) };
        let (month, year) = (u32::from(month), u32::from(year));
        let days = u32::from(self.day) + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400;
        u8::try_from((days + 5) % 7 + 1).unwrap_or(1)
    }

    fn real(self) -> Option<Date> {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=days).contains(&self.day).then_some(self)
    }
}

/// `2021-05-03T14:05:10+02:00` as one word, given back with its own zone.
pub(super) fn iso_with_time(line: &str) -> Option<DateLine> {
    let (date, rest) = line.trim().split_once(['T', 't'])?;
    let Some(Piece::Date(date)) = iso(date) else { return None };
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone_at);
    let Some(Piece::Time(time)) = time(clock.split('.').next()?) else { return None };
    if clock.contains(char::is_whitespace) || !is_iso_zone(zone) {
        return None;
    }
    let zone = zone.to_uppercase();
    let published = Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}",
        date.year, date.month, date.day, time.hour, time.minute, time.second
    ));
    Some(DateLine { published, modified: None })
}

fn is_iso_zone(zone: &str) -> bool {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b':');
    matches!(zone, "" | "Z" | "z") || ((5..=6).contains(&zone.len()) && zone.get(1..).is_some_and(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso_of(line: &str) -> Option<String> {
        iso_with_time(line).or_else(|| date_line(line)).and_then(|found| found.published.or(found.modified))
    }

    #[test]
    fn date_lines_of_many_styles() {
        for (line, expected) in [
            ("4 March 2021 • 9:13pm", "2021-03-04T21:13:00"),
            ("4\u{a0}March 2021 · 9.13pm", "2021-03-04T21:13:00"),
            ("Mar. 4, 2021", "2021-03-04"),
            ("Published 14:05 BST, 4 June 2021", "2021-06-04T14:05:00+01:00"),
            ("Thursday, March 4, 2021 9:13 p.m. ET", "2021-03-04T21:13:00"),
            (
                "Published: Sept. 4th, 2021 at 12:01 AM EST | Updated: Sept. 5, 2021",
                "2021-09-04T00:01:00-05:00",
            ),
            ("Updated 4 March 2021, 07:00 GMT", "2021-03-04T07:00:00Z"),
            ("2021-03-04", "2021-03-04"),
            ("2021-03-04 21:13", "2021-03-04T21:13:00"),
            ("2021-03-04T21:13:09Z", "2021-03-04T21:13:09Z"),
            ("2021-03-04T21:13:09.123+02:00", "2021-03-04T21:13:09+02:00"),
            ("25/12/2021", "2021-12-25"),
            ("12/25/2021", "2021-12-25"),
            ("13-05-2026, 09:05 AM", "2026-05-13T09:05:00"),
            ("Sun, 05/03/2026 - 08:05", "2026-05-03T08:05:00"),
            ("Tuesday 03/05/2022", "2022-05-03"),
        ] {
            assert_eq!(iso_of(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_change_is_told_from_publication() {
        let both = date_line("Published: Sept. 4th, 2021 | Updated: Sept. 5, 2021").expect("a date line");
        assert_eq!(both.published.as_deref(), Some("2021-09-04"));
        assert_eq!(both.modified.as_deref(), Some("2021-09-05"));
        let update = date_line("Last updated: 4 March 2021, 07:00 GMT").expect("a date line");
        assert_eq!((update.published, update.modified.as_deref()), (None, Some("2021-03-04T07:00:00Z")));
    }

    #[test]
    fn moments() {
        let iso = |words| moment(words).flatten();
        assert_eq!(iso("Tue May 05, 2026 9:13 pm").as_deref(), Some("2026-05-05T21:13:00"));
        assert_eq!(iso("3 May 2026 at 8:05 am").as_deref(), Some("2026-05-03T08:05:00"));
        assert_eq!(moment("3 May, 9:13pm"), Some(None));
        assert_eq!(moment("at 9:13pm"), Some(None));
        for words in ["May", "12", "Ann Vane 3 May 2026", "on the first", "", "2026"] {
            assert_eq!(moment(words), None, "{words}");
        }
    }

    #[test]
    fn lines_that_are_no_dates() {
        for line in [
            "",
            "In March 2021 the mayor left.",
            "He was born on 4 March 1961 and lived here.",
            "30 February 2021",
            "2021",
            "May 2021",
            "9:13pm",
            "\u{0}4 \u{0} March",
        ] {
            assert_eq!(iso_of(line), None, "{line}");
        }
        for unclear in ["03/04/2021", "Monday 03/04/2021", "Thu 07/01/2021"] {
            assert_eq!(date_line(unclear), Some(DateLine::default()), "{unclear}: which is the month?");
        }
    }
}
