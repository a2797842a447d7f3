//! Moments as RFC 3339 writes them, in UTC.

use std::fmt::{self, Write};
use std::time::Duration;

/// Writes the moment that is so long after the Unix epoch: `2026-06-01T12:00:00.000000Z`.
pub(super) fn write(out: &mut impl Write, since_epoch: Duration) -> fmt::Result {
    let seconds = since_epoch.as_secs();
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let micros = since_epoch.subsec_micros();
    write!(
        out,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"
    )
}

/// The date of a day since 1970-01-01, by years that begin in March, so that the leap day is last.
fn date(days: u64) -> (u64, u64, u64) {
    // 719,468 days lie between 0000-03-01 and 1970-01-01; 400 years have 146,097.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use hardpoint_policy::Date;

    use super::*;

    #[test]
    fn a_moment_is_written_as_rfc_3339_says() {
        let mut text = String::new();
        write(&mut text, Duration::from_micros(1_780_272_000_000_042)).unwrap();
        assert_eq!(text, "2026-06-01T00:00:00.000042Z");
    }

    #[test]
    fn every_day_has_the_date_that_the_calendar_gives_it() {
        for days in 0..60_000 {
            let (year, month, day) = date(days);
            let named = Date::new(year as u16, month as u8, day as u8).unwrap();
            assert_eq!(named.unix_seconds(), days as i64 * 86_400);
        }
    }
}
