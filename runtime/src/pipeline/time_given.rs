//! How much time a caller has left for a request, where it says so.

use std::time::Duration;

use actix_web::http::header::HeaderMap;

/// What `Request-Timeout` says: seconds, whole or with a fraction (`2`, `0.25`).
///
/// A header that cannot be read, or is there twice, says nothing; the endpoint's own timeout
/// stands in any case.
pub(super) fn time_given(headers: &HeaderMap) -> Option<Duration> {
    let mut lines = headers.get_all("request-timeout");
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let text = line.to_str().ok()?;
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let seconds: f64 = is_plain.then(|| text.parse().ok()).flatten()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn given(lines: &[&[u8]]) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_bytes(line).unwrap();
            headers.append(HeaderName::from_static("request-timeout"), value);
        }
        time_given(&headers)
    }

    #[test]
    fn seconds_are_read_with_their_fraction() {
        assert_eq!(given(&[b"2"]), Some(Duration::from_secs(2)));
        assert_eq!(given(&[b"0.25"]), Some(Duration::from_millis(250)));
        assert_eq!(given(&[b"0"]), Some(Duration::ZERO));
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        for line in [
            &b""[..],
            b".",
            b"1.2.3",
            b"-1",
            b"1e3",
            b"inf",
            b"2s",
            b"\xff",
            &[b'9'; 400],
        ] {
            assert_eq!(given(&[line]), None, "{line:?}");
        }
        assert_eq!(given(&[]), None);
        assert_eq!(given(&[b"1", b"1"]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(line in proptest::collection::vec(32..=126_u8, 0..40)) {
            let _ = given(&[&line]);
        }
    }
}
