//! The header fields that tell a client its rate limits (draft-ietf-httpapi-ratelimit-headers-11).
//!
//! The draft still moves, so everything of it is here. `RateLimit-Policy` states what is promised:
//! `q` requests (units, where a request costs more than one) per window of `w` seconds; where the
//! policy states a `burst`, the bucket is larger or smaller than `q`. `RateLimit` states where the
//! client stands: `r` units are left, and after `t` seconds it may use more than that.

use actix_web::http::header::{HeaderName, HeaderValue};
use bytes::BytesMut;
use hardpoint_policy::Rate;

use crate::header_value;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// One member of `RateLimit`.
#[derive(Clone, Copy)]
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

/// Gives both fields to `set`, `standings` in their order.
pub(super) fn write<'a>(
    policies: &HeaderValue,
    standings: impl Iterator<Item = Standing<'a>>,
    mut set: impl FnMut(HeaderName, HeaderValue),
) {
    let standing = header_value::written(|value| {
        // No formatting machinery: this is done for every response.
        for (index, standing) in standings.enumerate() {
            if index > 0 {
                value.extend_from_slice(b", ");
            }
            value.extend_from_slice(standing.prefix.as_bytes());
            put_number(value, standing.remaining);
            value.extend_from_slice(b";t=");
            put_number(value, standing.seconds);
        }
    });
    set(RATE_LIMIT_POLICY, policies.clone());
    // Names come from header names and ours: always a header's value.
    if let Ok(standing) = standing {
        set(RATE_LIMIT, standing);
    }
}

fn put_number(value: &mut BytesMut, number: u32) {
    value.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderMap;

    use super::*;

    fn written<'a>(
        policies: &HeaderValue,
        standings: impl Iterator<Item = Standing<'a>>,
    ) -> HeaderMap {
        let mut headers = HeaderMap::new();
        write(policies, standings, |name, value| {
            headers.insert(name, value);
        });
        headers
    }

    #[test]
    fn members_keep_their_order() {
        let policies = HeaderValue::from_static("\"a\";q=1;w=1");
        let (a, b) = (standing_prefix("a"), standing_prefix("b"));
        let standings =
            [(&b, 0, u32::MAX), (&a, 10, 0)].map(|(prefix, remaining, seconds)| Standing {
                prefix,
                remaining,
                seconds,
            });
        let headers = written(&policies, standings.into_iter());
        assert_eq!(
            headers.get("RateLimit").unwrap(),
            "\"b\";r=0;t=4294967295, \"a\";r=10;t=0"
        );
        assert_eq!(headers.get("RateLimit-Policy").unwrap(), &policies);
    }

    #[test]
    fn many_limits_with_long_names_fit() {
        let prefix = standing_prefix(&"n".repeat(300));
        let standing = || Standing {
            prefix: &prefix,
            remaining: u32::MAX,
            seconds: u32::MAX,
        };
        let policies = HeaderValue::from_static("");
        let headers = written(&policies, (0..50).map(|_| standing()));
        let value = headers.get("RateLimit").unwrap().to_str().unwrap();
        let member = format!("{prefix}4294967295;t=4294967295");
        assert_eq!(value, vec![&*member; 50].join(", "));
    }
}
