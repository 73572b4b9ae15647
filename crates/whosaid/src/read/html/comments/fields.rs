//! Names, times and numbers as comment systems write them.

use super::words;
use crate::read::html::dom;
use crate::read::html::metadata;
use crate::read::posted;
use dom_query::NodeRef;

/// The longest name that is taken for one, in characters.
const LONGEST_NAME: usize = 120;
/// The longest words that are taken for a time, in bytes.
const LONGEST_TIME: usize = 80;

/// An author's name without what stands around it; `None` when nothing is left.
pub(super) fn name(shown: &str) -> Option<String> {
    let shown = shown.trim().trim_start_matches('@').trim();
    let shown = ["Comment by ", "Reply by ", "Posted by ", "Written by ", "by ", "By "]
        .iter()
        .find_map(|start| shown.strip_prefix(start))
        .unwrap_or(shown);
    let ends = [" says", " said", " wrote", " writes", " commented", " replied", " (not verified)"];
    let shown = shown.trim_end_matches([':', ',', '·', '•', '|', ' ']);
    let shown = ends.iter().find_map(|end| shown.strip_suffix(end)).unwrap_or(shown).trim();
    let nobody = matches!(shown, "[deleted]" | "[removed]" | "[deleted user]");
    (!shown.is_empty() && !nobody && shown.chars().count() <= LONGEST_NAME).then(|| shown.to_owned())
}

/// `Comment by Ann Vane 3 hours ago`, `Reply by Lou Orme to Ann Vane's comment 2 hours ago`: the name, whom it
/// answers, and the time.
pub(super) fn label(label: &str) -> (Option<String>, Option<String>, Option<String>) {
    let folded = dom::folded(label);
    let Some(rest) = folded.strip_prefix("Comment by ").or_else(|| folded.strip_prefix("Reply by ")) else {
        return (name(&folded), None, None);
    };
    let words: Vec<&str> = rest.split(' ').collect();
    let time = (1..words.len()).find_map(|i| Some((i, posted::posted(&words[i..].join(" "))?)));
    let end = time.as_ref().map_or(words.len(), |(at, _)| *at);
    let named = words[..end].join(" ");
    let (who, to) = match named.split_once(" to ") {
        Some((who, to)) => {
            let to = ["’s comment", "'s comment", "’s reply", "'s reply"]
                .iter()
                .find_map(|end| to.strip_suffix(end));
            (who.to_owned(), to.map(str::to_owned))
        }
        None => (named, None),
    };
    (name(&who), to, time.map(|(_, time)| time))
}

/// When the comment was posted, by the element that says so.
pub(super) fn time(node: NodeRef) -> Option<String> {
    if let Some(time) = dom::attr(node, "datetime").and_then(|value| metadata::time(&value)) {
        return Some(time);
    }
    for attribute in [
        "data-time",
        "data-utime",
        "data-timestamp",
        "data-epoch",
        "data-created",
        "data-publishtime",
        "data-livestamp",
    ] {
        if let Some(time) = dom::attr(node, attribute).and_then(|value| epoch(&value)) {
            return Some(time);
        }
    }
    for attribute in ["content", "data-datetime", "data-date", "title"] {
        if let Some(time) = dom::attr(node, attribute).and_then(|value| exact(&value)) {
            return Some(time);
        }
    }
    // The time may stand in an element within, with its attribute.
    let inner = dom::elements(node).skip(1).take(8).find(|inner| inner.has_attr("datetime"));
    if let Some(time) = inner.and_then(|inner| metadata::time(&dom::attr(inner, "datetime")?)) {
        return Some(time);
    }
    time_in(&words::shown(node, |_| false))
}

/// Words that stand where a time does and cannot be understood: `il y a 3 heures`.
pub(super) fn words_of_time(node: NodeRef) -> Option<String> {
    const LONGEST: usize = 40;
    let shown = words::shown(node, |_| false);
    let shown =
        shown.trim_matches(|c: char| c.is_whitespace() || matches!(c, '·' | '•' | '|' | ',' | '-' | '–'));
    let fits = (3..=LONGEST).contains(&shown.chars().count());
    (fits && shown.contains(|c: char| c.is_ascii_digit()) && shown.contains(char::is_alphabetic))
        .then(|| shown.to_owned())
}

/// The time in an attribute: also as `2026-05-03T08:05:00 1777795500` and as scripts write it,
/// `Sun May 03 2026 08:05:00 GMT+0200 (CEST)`.
fn exact(value: &str) -> Option<String> {
    let first = value.split(' ').next().filter(|first| first.contains('T') && first.len() > 15);
    let script = || {
        let (moment, zone) = value.split_once(" GMT")?;
        let (sign, digits) = (zone.get(..1)?, zone.get(1..5)?);
        let is_offset = matches!(sign, "+" | "-") && digits.bytes().all(|b| b.is_ascii_digit());
        let time = metadata::time(moment).filter(|time| is_offset && time.len() == 19)?;
        let zone = if digits == "0000" {
            "Z".to_owned()
        } else {
            format!("{sign}{}:{}", &digits[..2], &digits[2..])
        };
        Some(time + &zone)
    };
    script().or_else(|| metadata::time(value)).or_else(|| metadata::time(first?))
}

/// The time that words tell: ISO 8601 where that can be told, else the words.
pub(super) fn time_in(shown: &str) -> Option<String> {
    let shown = shown
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '·' | '•' | '|' | '»' | '-' | ',' | ':'));
    let shown = ["Posted on ", "Posted ", "on ", "On ", "Commented on ", "posted ", "at "]
        .iter()
        .find_map(|start| shown.strip_prefix(start))
        .unwrap_or(shown);
    if shown.is_empty() || shown.len() > LONGEST_TIME {
        return None;
    }
    posted::posted(shown).or_else(|| {
        // `Ann Vane » 3 May 2026`, `May 3, 2026 at 8:05 am #`.
        // `Submitted by Ann Vane on Sun, 03/05/2026 - 08:05`.
        let last = shown.rsplit('»').next()?.trim().trim_end_matches(['#', ' ']);
        posted::posted(last).or_else(|| posted::posted(shown.rsplit_once(" on ")?.1))
    })
}

/// Whether words are a time, and no more.
pub(super) fn is_time(shown: &str) -> bool {
    shown.len() <= LONGEST_TIME && posted::may_have_time(shown) && posted::posted(shown).is_some()
}

/// Seconds or milliseconds since 1970 ─► ISO 8601.
fn epoch(value: &str) -> Option<String> {
    let number: i64 = value.split('.').next()?.parse().ok()?;
    let seconds = if number.abs() > 100_000_000_000 { number / 1000 } else { number };
    if !(100_000_000..=7_000_000_000).contains(&seconds) {
        return None;
    }
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// Days since 1970 ─► year, month and day (Howard Hinnant, *chrono-compatible low-level date algorithms*).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The first whole number in the words: `12 likes`, `(3)`, `−2`, `1.2k`.
pub(super) fn count(shown: &str) -> Option<i64> {
    let at = shown.find(|c: char| c.is_ascii_digit())?;
    let negative = shown[..at].trim_end().ends_with(['-', '−', '–']);
    let digits: String =
        shown[at..].chars().take_while(|c| c.is_ascii_digit() || *c == ',' || *c == '.').collect();
    let rest = shown[at + digits.len()..].trim_start();
    let thousands = rest.starts_with(['k', 'K']) && !rest.chars().nth(1).is_some_and(char::is_alphabetic);
    let number = if thousands {
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let tenths: i64 = part.get(..1).unwrap_or("0").parse().ok()?;
        whole.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(tenths * 100)?
    } else {
        digits.replace([',', '.'], "").parse().ok()?
    };
    Some(if negative { -number } else { number })
}

/// The number of an element: in its words, or in an attribute.
pub(super) fn count_of(node: NodeRef) -> Option<i64> {
    let attribute =
        ["content", "data-count", "data-value", "data-likes", "data-likecount", "data-score", "score"];
    count(&words::shown(node, |_| false))
        .or_else(|| attribute.iter().find_map(|name| count(&dom::attr(node, name)?)))
        .or_else(|| count(&dom::attr(node, "aria-label").or_else(|| dom::attr(node, "title"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(name(" @Ann Vane says: ").as_deref(), Some("Ann Vane"));
        assert_eq!(name("by Lou"), Some("Lou".to_owned()));
        assert_eq!(name(" : "), None);
    }

    #[test]
    fn labels_for_screen_readers() {
        let (who, to, time) = label("Reply by Lou Orme to Ann Vane’s comment 2 hours ago");
        assert_eq!(
            (who.as_deref(), to.as_deref(), time.as_deref()),
            (Some("Lou Orme"), Some("Ann Vane"), Some("2 hours ago"))
        );
        let (who, to, time) = label("Comment by Ann Vane 3 hours ago");
        assert_eq!((who.as_deref(), to, time.as_deref()), (Some("Ann Vane"), None, Some("3 hours ago")));
    }

    #[test]
    fn times_in_attributes() {
        for (value, time) in [
            ("2026-05-03T08:05:00 1777795500", "2026-05-03T08:05:00"),
            ("Sun May 03 2026 08:05:00 GMT+0000 (UTC)", "2026-05-03T08:05:00Z"),
            ("Sun May 03 2026 08:05:00 GMT-0430", "2026-05-03T08:05:00-04:30"),
        ] {
            assert_eq!(exact(value).as_deref(), Some(time), "{value}");
        }
        assert_eq!(exact("GMT"), None);
        assert_eq!(exact("now GMT+é"), None);
    }

    #[test]
    fn times_since_1970() {
        assert_eq!(epoch("1777795500000").as_deref(), Some("2026-05-03T08:05:00Z"));
        assert_eq!(epoch("951782400").as_deref(), Some("2000-02-29T00:00:00Z"));
        assert_eq!(epoch("12"), None);
    }

    #[test]
    fn counts() {
        for (shown, number) in
            [("12 likes", 12), ("(3)", 3), ("−2", -2), ("1.2k", 1200), ("1,204 votes", 1204)]
        {
            assert_eq!(count(shown), Some(number), "{shown}");
        }
        assert_eq!(count("Like"), None);
        assert_eq!(count("99999999999999999999"), None);
    }
}
