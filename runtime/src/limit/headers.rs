//! The header fields that tell a client its rate limits (draft-ietf-httpapi-ratelimit-headers-11).
//!
//! The draft still moves, so everything of it is here. `RateLimit-Policy` states what is promised:
//! `q` requests (units, where a request costs more than one) per window of `w` seconds; where the
//! policy states a `burst`, the bucket is larger or smaller than `q`. `RateLimit` states where the
//! client stands: `r` units are left, and after `t` seconds it may use more than that.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use hardpoint_policy::Rate;
use smallvec::SmallVec;

static RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
static RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// One member of `RateLimit`.
pub(super) struct Standing<'a> {
    /// Its beginning, as [`standing_prefix`] makes it.
    pub(super) prefix: &'a str,
    /// `r`: units left.
    pub(super) remaining: u32,
    /// `t`: seconds until there are more; zero where there are never more.
    pub(super) seconds: u32,
}

/// The value of `RateLimit-Policy`; none for no policies.
pub(super) fn policies<'a>(
    policies: impl Iterator<Item = (&'a str, &'a Rate)>,
) -> Option<HeaderValue> {
    let members: Vec<String> = policies
        .map(|(name, rate)| {
            let (quota, window) = (rate.quota, rate.window_seconds());
            format!("\"{name}\";q={quota};w={window}")
        })
        .collect();
    if members.is_empty() {
        return None;
    }
    HeaderValue::from_str(&members.join(", ")).ok()
}

/// How a policy's member of `RateLimit` begins.
pub(super) fn standing_prefix(name: &str) -> Box<str> {
    format!("\"{name}\";r=").into()
}

/// Writes both fields, `standings` in their order.
pub(super) fn write<'a>(
    headers: &mut HeaderMap,
    policies: &HeaderValue,
    standings: impl Iterator<Item = Standing<'a>>,
) {
    // No formatting machinery: this is done for every response.
    let mut text: SmallVec<[u8; 128]> = SmallVec::new();
    for standing in standings {
        if !text.is_empty() {
            text.extend_from_slice(b", ");
        }
        text.extend_from_slice(standing.prefix.as_bytes());
        push_number(&mut text, standing.remaining);
        text.extend_from_slice(b";t=");
        push_number(&mut text, standing.seconds);
    }
    headers.insert(RATE_LIMIT_POLICY.clone(), policies.clone());
    // Names come from header names and ours: always a header's value.
    if let Ok(value) = HeaderValue::from_bytes(&text) {
        headers.insert(RATE_LIMIT.clone(), value);
    }
}

fn push_number(text: &mut SmallVec<[u8; 128]>, mut number: u32) {
    let mut digits = [b'0'; 10];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] += (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_the_standard_library_does(number in any::<u32>()) {
            let mut text = SmallVec::new();
            push_number(&mut text, number);
            let expected = number.to_string();
            prop_assert_eq!(&text[..], expected.as_bytes());
        }
    }

    #[test]
    fn members_keep_their_order() {
        let mut headers = HeaderMap::new();
        let policies = HeaderValue::from_static("\"a\";q=1;w=1");
        let (a, b) = (standing_prefix("a"), standing_prefix("b"));
        let standings =
            [(&b, 0, u32::MAX), (&a, 10, 0)].map(|(prefix, remaining, seconds)| Standing {
                prefix,
                remaining,
                seconds,
            });
        write(&mut headers, &policies, standings.into_iter());
        assert_eq!(
            headers.get("RateLimit").unwrap(),
            "\"b\";r=0;t=4294967295, \"a\";r=10;t=0"
        );
        assert_eq!(headers.get("RateLimit-Policy").unwrap(), &policies);
    }
}
