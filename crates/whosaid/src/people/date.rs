//! Days, months and years: how precisely the start or end of a role is known.

/// A day, or the month or year in which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: i16,
    /// 0 when only the year is known.
    month: u8,
    /// 0 when the day is not known.
    day: u8,
}

impl Date {
    /// Reads `2021`, `2021-01`, `2021-01-20`, or a time that begins so (`2021-01-20T09:13:00`). A year before
    /// the common era has a minus sign. A month or day of `00` is not known, as Wikidata writes it.
    ///
    /// ```
    /// use whosaid::people::Date;
    /// assert!(Date::parse("2021-01").is_some());
    /// assert!(Date::parse("2021-13").is_none() && Date::parse("spring").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim();
        let day = match text.split_once(['T', ' ']) {
            Some((day, time)) if time.starts_with(|c: char| c.is_ascii_digit()) => day,
            Some(_) => return None,
            None => text,
        };
        let (sign, digits) = match day.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, day.strip_prefix('+').unwrap_or(day)),
        };
        let mut parts = digits.split('-');
        let year = number(parts.next()?, 4, 5)?;
        let month = parts.next().map_or(Some(0), |part| number(part, 2, 2))?;
        let day = parts.next().map_or(Some(0), |part| number(part, 2, 2))?;
        let year = i16::try_from(year).ok()? * sign;
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let sound = month <= 12 && (day == 0 || (month > 0 && day <= days_in(year, month)));
        (sound && parts.next().is_none()).then_some(Date { year, month, day })
    }

    /// The same, no more precise than to the year or month.
    pub(super) fn to_precision(self, precision: Precision) -> Date {
        match precision {
            Precision::Day => self,
            Precision::Month => Date { day: 0, ..self },
            Precision::Year => Date { month: 0, day: 0, ..self },
        }
    }

    /// The first day that it can be.
    pub(super) fn earliest(self) -> Date {
        Date { month: self.month.max(1), day: self.day.max(1), ..self }
    }

    /// Whether it lies more than so many years before `day`.
    pub(crate) fn is_years_before(self, years: i16, day: Date) -> bool {
        i32::from(self.year) + i32::from(years) < i32::from(day.year)
    }

    /// The last day that it can be.
    pub(super) fn latest(self) -> Date {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in(self.year, month) } else { self.day };
        Date { year: self.year, month, day }
    }
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    Year,
    Month,
    Day,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}", self.year.unsigned_abs())?;
        for part in [self.month, self.day].into_iter().take_while(|&part| part > 0) {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// A number of so many digits.
fn number(digits: &str, least: usize, most: usize) -> Option<u32> {
    let sound = (least..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| digits.parse().ok()).flatten()
}

fn days_in(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_precise_as_it_is_written() {
        for (text, shown) in [
            ("2021-01-20", "2021-01-20"),
            ("2021-01", "2021-01"),
            ("2021", "2021"),
            ("2021-00-00", "2021"),
            ("2022-12-01T21:13:00", "2022-12-01"),
            ("+1801-03-04T00:00:00Z", "1801-03-04"),
            ("-0044-03-15", "-0044-03-15"),
            (" 2020-02-29 ", "2020-02-29"),
        ] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "21",
            "2021-1-2",
            "2021-02-29",
            "2021-00-05",
            "2021-01-20-1",
            "99999",
            "2021-01-20Tx",
            "２０２１",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_days_that_it_can_be() {
        let ends = |text: &str| {
            Date::parse(text)
                .map(|date| (date.earliest().to_string(), date.latest().to_string()))
                .expect("a date")
        };
        assert_eq!(ends("2024"), ("2024-01-01".into(), "2024-12-31".into()));
        assert_eq!(ends("2024-02"), ("2024-02-01".into(), "2024-02-29".into()));
        assert_eq!(ends("2024-02-03"), ("2024-02-03".into(), "2024-02-03".into()));
    }
}
