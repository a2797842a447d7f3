//! `Retry-After`, in both of its forms.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::http::header::HttpDate;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How long to wait before another attempt, by what an answer says of it (RFC 9110 §10.2.3): seconds
/// or a date, which is compared with `unix_now`; a date in the past is now. Nothing where it cannot
/// be read or is there more than once.
pub(super) fn retry_after(headers: &HeaderMap, unix_now: Duration) -> Option<Duration> {
    let mut lines = headers.get_all(RETRY_AFTER).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let text = line.to_str().ok()?.trim();
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        // More than can be counted is for ever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let at = SystemTime::from(HttpDate::from_str(text).ok()?);
    let at = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some(at.saturating_sub(unix_now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const THEN: Duration = Duration::from_secs(784_111_777);

    fn read(lines: &[&[u8]], now: Duration) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(RETRY_AFTER, HeaderValue::from_bytes(line).unwrap());
        }
        retry_after(&headers, now)
    }

    #[test]
    fn seconds_are_seconds() {
        assert_eq!(read(&[b"120"], THEN), Some(Duration::from_secs(120)));
        assert_eq!(read(&[b"0"], THEN), Some(Duration::ZERO));
        assert_eq!(read(&[b" 7 "], THEN), Some(Duration::from_secs(7)));
        let for_ever = Some(Duration::from_secs(u64::MAX));
        assert_eq!(read(&[&[b'9'; 300]], THEN), for_ever);
    }

    #[test]
    fn a_date_is_so_far_away() {
        let before = THEN - Duration::from_secs(90);
        for date in [
            &b"Sun, 06 Nov 1994 08:49:37 GMT"[..],
            b"Sunday, 06-Nov-94 08:49:37 GMT",
            b"Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(
                read(&[date], before),
                Some(Duration::from_secs(90)),
                "{date:?}"
            );
            assert_eq!(read(&[date], THEN + THEN), Some(Duration::ZERO), "{date:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        for line in [
            &b""[..],
            b"soon",
            b"-1",
            b"+1",
            b"1.5",
            b"1 2",
            b"1e3",
            b"\xff",
            b"0x10",
            b"Sun, 06 Nov 1994 08:49:37",
            b"Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(read(&[line], THEN), None, "{line:?}");
        }
        assert_eq!(read(&[], THEN), None);
        assert_eq!(read(&[b"1", b"2"], THEN), None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_breaks_it(line in proptest::collection::vec(0x20_u8..=0xff, 0..64)) {
            let line: Vec<u8> = line.into_iter().filter(|b| *b != 0x7f).collect();
            let _ = read(&[&line], THEN);
        }

        #[test]
        fn dates_are_read_as_they_are_written(seconds in 0_u64..253_402_300_799) {
            let at = UNIX_EPOCH + Duration::from_secs(seconds);
            let text = HttpDate::from(at).to_string();
            let expected = Duration::from_secs(seconds);
            prop_assert_eq!(read(&[text.as_bytes()], Duration::ZERO), Some(expected));
        }
    }
}
