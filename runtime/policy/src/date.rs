//! A day of the calendar: `2026-06-01`.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::{Word, only};

/// A day of the Gregorian calendar, which begins at 00:00:00 UTC; from 1970 to 9999.
///
/// ```
/// use hardpoint_policy::Date;
///
/// let date: Date = "2026-06-01".parse()?;
/// assert_eq!((date.year, date.month, date.day), (2026, 6, 1));
/// assert_eq!(date.unix_seconds(), 1_780_272_000);
/// assert!(date < "2026-12-01".parse()?);
/// assert!("2026-02-30".parse::<Date>().is_err());
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, from 1970 to 9999.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

/// A text that can be pasted where a date is meant.
const EXAMPLE: &str = "2026-06-01";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// The day, if there is one of that name between 1970 and 9999.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_day = year >= 1970
            && year <= 9999
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= days_of(year, month);
        if is_day {
            Some(Self { year, month, day })
        } else {
            None
        }
    }

    /// Seconds from 1970-01-01T00:00:00Z to the day's beginning.
    pub const fn unix_seconds(self) -> i64 {
        self.days() * 86_400
    }

    /// Days since 1970-01-01, by the usual trick of a year that begins in March, so that the
    /// leap day comes last.
    const fn days(self) -> i64 {
        let before_march = self.month <= 2;
        let year = self.year as i64 - before_march as i64;
        let month = (self.month as i64 + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day as i64 - 1;
        let leap_days = year / 4 - year / 100 + year / 400;
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        year * 365 + leap_days + day_of_year - 719_468
    }

    pub(crate) fn read(word: Word<'_>) -> Result<Self, PolicyError> {
        let Some((year, month, day)) = numbers(word.text) else {
            return Err(word
                .error(format!(
                    "`{}` is no date: expected year, month and day, such as `{EXAMPLE}`",
                    word.text
                ))
                .help(format!("write `{}`", near(word.text))));
        };
        if !(1970..=9999).contains(&year) {
            return Err(word
                .part(0, 4)
                .error(format!(
                    "`{year:04}` is no year of ours: expected 1970 to 9999"
                ))
                .help(format!("write `{EXAMPLE}`")));
        }
        if !(1..=12).contains(&month) {
            return Err(word
                .part(5, 7)
                .error(format!(
                    "`{}` has no month: expected `01` to `12` in the middle",
                    word.text
                ))
                .help(format!("write `{}`", near_month(year, month, day))));
        }
        Self::new(year, month, day).ok_or_else(|| {
            let most = days_of(year, month);
            word.part(8, 10)
                .error(format!(
                    "`{}` is no day: {} {year} has {most} days",
                    word.text,
                    MONTHS[usize::from(month) - 1]
                ))
                .help(format!(
                    "write `{year}-{month:02}-{:02}`",
                    day.clamp(1, most)
                ))
        })
    }
}

impl FromStr for Date {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::read(only(text, "a date", EXAMPLE)?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

const fn days_of(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// The three numbers of `2026-06-01`, in just these digits.
fn numbers(text: &str) -> Option<(u16, u8, u8)> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    Some((
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    ))
}

/// What was most likely meant by a date of another form, such as `2026/6/1` or `20260601`, or one
/// with a time behind it. `01.06.2026` is two dates, so no one is offered.
fn near(text: &str) -> String {
    let day = text.split(['T', 't']).next().unwrap_or(text);
    let parts: Vec<&str> = day.split(['-', '/', '.', '_']).collect();
    let parts = match parts.as_slice() {
        [all] if all.len() == 8 && all.is_ascii() => vec![&all[..4], &all[4..6], &all[6..]],
        _ => parts,
    };
    let date = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day),
            _ => None,
        },
        _ => None,
    };
    date.map_or_else(|| EXAMPLE.to_owned(), |date| date.to_string())
}

/// The same with month and day exchanged where that is a date.
fn near_month(year: u16, month: u8, day: u8) -> String {
    let exchanged = Date::new(year, day, month);
    exchanged.map_or_else(|| EXAMPLE.to_owned(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1970-03-01", 59),
            ("2000-02-29", 11_016),
            ("2024-12-31", 20_088),
            ("2026-06-01", 20_605),
            ("2100-03-01", 47_541),
            ("9999-12-31", 2_932_896),
        ] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.unix_seconds(), days * 86_400, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut last = Date::new(1970, 1, 1).unwrap();
        for year in 1970..=2400 {
            for month in 1..=12 {
                for day in 1..=days_of(year, month) {
                    let date = Date::new(year, month, day).unwrap();
                    let step = date.unix_seconds() - last.unix_seconds();
                    assert!(step == 86_400 || date == last, "{date}");
                    last = date;
                }
            }
        }
    }

    #[test]
    fn a_date_that_is_none_is_named_where_it_is_wrong() {
        for (text, at, help) in [
            ("2026-02-30", (8, 10), "write `2026-02-28`"),
            ("2024-02-30", (8, 10), "write `2024-02-29`"),
            ("2100-02-29", (8, 10), "write `2100-02-28`"),
            ("2026-06-00", (8, 10), "write `2026-06-01`"),
            ("2026-04-31", (8, 10), "write `2026-04-30`"),
            ("2026-13-01", (5, 7), "write `2026-01-13`"),
            ("2026-13-32", (5, 7), "write `2026-06-01`"),
            ("1969-12-31", (0, 4), "write `2026-06-01`"),
            ("2026-6-1", (0, 8), "write `2026-06-01`"),
            ("2027/06/02", (0, 10), "write `2027-06-02`"),
            ("20270602", (0, 8), "write `2027-06-02`"),
            ("2027-06-02T00:00:00Z", (0, 20), "write `2027-06-02`"),
            ("02.06.2027", (0, 10), "write `2026-06-01`"),
            ("soon", (0, 4), "write `2026-06-01`"),
            ("", (0, 0), "write `2026-06-01`"),
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert_eq!(error.at, at, "{text}: {error}");
            assert_eq!(error.help.as_deref(), Some(help), "{text}: {error}");
        }
    }
}
