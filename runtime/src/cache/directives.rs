//! What a handler's own headers say about storing its answer (RFC 9111 §5.2.2, §4.2.1).

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::http::header::{
    AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, HeaderValue, HttpDate,
};

/// The directives of `Cache-Control` that a shared cache must heed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Directives {
    pub(super) no_store: bool,
    /// Qualified or not: `no-cache="x"` could be narrower, and is taken as the whole.
    pub(super) no_cache: bool,
    /// Likewise.
    pub(super) private: bool,
    /// `must-revalidate`, `proxy-revalidate` or `s-maxage`: never to be served stale.
    pub(super) revalidate: bool,
    /// `public`, `must-revalidate` or `s-maxage`: a cache on the way may give it to others, though
    /// it was asked for with credentials (§3.5).
    pub(super) for_others: bool,
    max_age: Option<u64>,
    s_maxage: Option<u64>,
}

/// Longer spans are taken for this one (RFC 9111 §1.2.2).
const LONGEST: u64 = 1 << 31;

impl Directives {
    /// The directives of a response's headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut directives = Self::default();
        for line in headers.get_all(CACHE_CONTROL) {
            directives.read(line.as_bytes());
        }
        directives
    }

    fn read(&mut self, line: &[u8]) {
        for item in items(line) {
            let (name, argument) = match item.iter().position(|byte| *byte == b'=') {
                Some(at) => (&item[..at], Some(&item[at + 1..])),
                None => (item, None),
            };
            let is = |known: &str| name.trim_ascii().eq_ignore_ascii_case(known.as_bytes());
            if is("no-store") {
                self.no_store = true;
            } else if is("no-cache") {
                self.no_cache = true;
            } else if is("private") {
                self.private = true;
            } else if is("public") {
                self.for_others = true;
            } else if is("must-revalidate") || is("proxy-revalidate") {
                self.revalidate = true;
                self.for_others |= is("must-revalidate");
            } else if is("max-age") {
                least(&mut self.max_age, seconds(argument));
            } else if is("s-maxage") {
                self.revalidate = true;
                self.for_others = true;
                least(&mut self.s_maxage, seconds(argument));
            }
        }
    }
}

/// How long an answer is fresh by its own headers: `s-maxage`, else `max-age`, else `Expires`;
/// `None` where none of them is there. What cannot be read means: not at all (RFC 9111 §4.2.1).
pub(super) fn lifetime(
    directives: &Directives,
    headers: &HeaderMap,
    unix_time: Duration,
) -> Option<Duration> {
    directives
        .s_maxage
        .or(directives.max_age)
        .map(Duration::from_secs)
        .or_else(|| {
            let expires = headers.get(EXPIRES)?;
            let from = headers.get(DATE).and_then(date).unwrap_or(unix_time);
            Some(date(expires).unwrap_or_default().saturating_sub(from))
        })
}

/// How old an answer was already when the handler gave it: its `Age`, for it may be somebody
/// else's answer passed on.
pub(super) fn inherited_age(headers: &HeaderMap) -> Duration {
    headers.get(AGE).map_or(Duration::ZERO, |age| {
        Duration::from_secs(seconds(Some(age.as_bytes())))
    })
}

/// The names in the response's `Vary`, or `None` for one that no request can match: `*`, or a
/// name that is none.
pub(super) fn varied<'a>(lines: impl Iterator<Item = &'a HeaderValue>) -> Option<Vec<HeaderName>> {
    lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|name| !name.is_empty())
        .map(|name| {
            HeaderName::from_bytes(name)
                .ok()
                .filter(|name| name.as_str() != "*")
        })
        .collect()
}

/// An HTTP date (RFC 9110 §5.6.7) as the span since the Unix epoch.
pub(super) fn date(value: &HeaderValue) -> Option<Duration> {
    let date = HttpDate::from_str(value.to_str().ok()?).ok()?;
    SystemTime::from(date).duration_since(UNIX_EPOCH).ok()
}

/// The items of a list, split at the commas that are not in quotes; empty ones left out.
fn items(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    line.split(move |byte| {
        let (was_escaped, was_quoted) = (escaped, quoted);
        escaped = was_quoted && !was_escaped && *byte == b'\\';
        if *byte == b'"' && !was_escaped {
            quoted = !quoted;
        }
        *byte == b',' && !was_quoted
    })
    .map(<[u8]>::trim_ascii)
    .filter(|item| !item.is_empty())
}

/// A number of seconds, in quotes or not; 0 for what is none, since an answer whose freshness
/// cannot be read is not fresh.
fn seconds(argument: Option<&[u8]>) -> u64 {
    let digits = argument.unwrap_or_default().trim_ascii();
    let digits = digits
        .strip_prefix(b"\"")
        .and_then(|digits| digits.strip_suffix(b"\""))
        .unwrap_or(digits);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    digits.iter().fold(0, |seconds: u64, digit| {
        LONGEST.min(seconds * 10 + u64::from(digit - b'0'))
    })
}

/// Said twice, the shorter counts.
fn least(kept: &mut Option<u64>, said: u64) {
    *kept = Some(kept.map_or(said, |kept| kept.min(said)));
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::VARY;
    use proptest::prelude::*;

    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn of(value: &str) -> Directives {
        Directives::of(&headers(&[(CACHE_CONTROL, value)]))
    }

    fn fresh_for(pairs: &[(HeaderName, &str)]) -> Option<u64> {
        let headers = headers(pairs);
        let now = Duration::from_secs(784_198_117);
        lifetime(&Directives::of(&headers), &headers, now).map(|span| span.as_secs())
    }

    #[test]
    fn directives_are_read_in_any_case_and_spacing() {
        assert!(of("No-Store").no_store);
        assert!(of("public ,\tPRIVATE=\"x, no-store\"").private);
        assert!(!of("private=\"x, no-store\"").no_store);
        assert!(of("foo=\"a\\\"b, c\", no-cache").no_cache);
        assert!(of("must-revalidate").revalidate && of("s-maxage=1").revalidate);
        assert_eq!(of("x-no-store, unknown=1,,"), Directives::default());
    }

    #[test]
    fn several_lines_are_one_list() {
        let both = headers(&[(CACHE_CONTROL, "max-age=5"), (CACHE_CONTROL, "no-store")]);
        assert!(Directives::of(&both).no_store);
    }

    #[test]
    fn a_shared_age_goes_before_a_private_one_and_both_before_a_date() {
        let later = "Mon, 07 Nov 1994 08:49:37 GMT";
        let all = [(CACHE_CONTROL, "max-age=5, s-maxage=9"), (EXPIRES, later)];
        assert_eq!(fresh_for(&all), Some(9));
        assert_eq!(
            fresh_for(&[(CACHE_CONTROL, "max-age=5"), (EXPIRES, later)]),
            Some(5)
        );
        assert_eq!(fresh_for(&[(EXPIRES, later)]), Some(60));
        assert_eq!(fresh_for(&[(EXPIRES, later), (DATE, later)]), Some(0));
        assert_eq!(fresh_for(&[]), None);
    }

    #[test]
    fn freshness_that_cannot_be_read_is_none_at_all() {
        for junk in [
            "max-age",
            "max-age=",
            "max-age=x",
            "max-age=-1",
            "max-age=1.5",
        ] {
            assert_eq!(fresh_for(&[(CACHE_CONTROL, junk)]), Some(0), "{junk}");
        }
        assert_eq!(fresh_for(&[(EXPIRES, "0")]), Some(0));
        assert_eq!(fresh_for(&[(CACHE_CONTROL, "max-age=\"7\"")]), Some(7));
        assert_eq!(
            fresh_for(&[(CACHE_CONTROL, "max-age=9, max-age=3")]),
            Some(3)
        );
        let huge = format!("max-age={}", "9".repeat(80));
        assert_eq!(fresh_for(&[(CACHE_CONTROL, &huge)]), Some(LONGEST));
    }

    #[test]
    fn a_star_or_junk_in_vary_matches_nothing() {
        let of = |value: &'static str| varied(headers(&[(VARY, value)]).get_all(VARY));
        assert_eq!(of("Accept, ,x-y").unwrap().len(), 2);
        assert_eq!(of("accept, *"), None);
        assert_eq!(of("a b"), None);
        assert_eq!(of(""), Some(vec![]));
    }

    proptest! {
        #[test]
        fn junk_is_read_without_a_panic(
            junk in proptest::collection::vec(any::<u8>(), 0..64),
            near in "[a-z=\",\\\\ 0-9-]{0,48}",
        ) {
            let mut directives = Directives::default();
            directives.read(&junk);
            directives.read(near.as_bytes());
        }

        #[test]
        fn no_store_is_heard_among_anything_well_formed(
            before in "([a-z-]{1,8}(=([0-9]{1,3}|\"[a-z, ]{0,6}\"))?, ?){0,3}",
            after in "(, ?[a-z-]{1,8}(=[0-9]{1,12})?){0,3}",
        ) {
            let line = format!("{before}no-store{after}");
            let read = of(&line);
            prop_assert!(read.no_store);
        }
    }
}
