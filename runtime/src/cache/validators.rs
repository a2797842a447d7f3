//! Validators of an answer, and the preconditions that ask for them (RFC 9110 §8.8, §13).

use std::time::Duration;

use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
};
use sha2::{Digest, Sha256};

use super::directives::date;

/// The entity tag of an answer: the handler's own, or one of the content, the same in every
/// process that gives this content.
///
/// It is weak (RFC 9110 §8.8.1), for a compressing middleware may follow and would give other
/// bytes under the same tag. A strong one of the handler's stays strong only where the answer
/// names its content coding, so that no other will be applied to it.
pub(super) fn entity_tag(headers: &HeaderMap, body: &[u8]) -> HeaderValue {
    let Some(own) = headers.get(ETAG) else {
        return of_content(headers, body);
    };
    let is_strong = own.as_bytes().starts_with(b"\"");
    if !is_strong || headers.contains_key(CONTENT_ENCODING) {
        return own.clone();
    }
    let weak = [b"W/", own.as_bytes()].concat();
    HeaderValue::from_bytes(&weak).unwrap_or_else(|_| of_content(headers, body))
}

fn of_content(headers: &HeaderMap, body: &[u8]) -> HeaderValue {
    let mut hash = Sha256::new();
    for name in [CONTENT_TYPE, CONTENT_ENCODING] {
        let value = headers.get(name).map_or(&b""[..], HeaderValue::as_bytes);
        hash.update((value.len() as u64).to_le_bytes());
        hash.update(value);
    }
    hash.update(body);
    let mut tag = *b"W/\"................................\"";
    let digits = tag[3..35].chunks_exact_mut(2);
    for (digits, byte) in digits.zip(hash.finalize()) {
        digits[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
        digits[1] = b"0123456789abcdef"[usize::from(byte & 15)];
    }
    // Hexadecimal digits in quotes are always a header's value.
    HeaderValue::from_bytes(&tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// What a request's preconditions make of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// Send it.
    Met,
    /// 304: the client has it.
    NotModified,
    /// 412: the client wanted another.
    Failed,
}

/// Evaluates the preconditions of a `GET`, `HEAD` or `QUERY` in the order of RFC 9110 §13.2.2.
///
/// `modified` is the answer's `Last-Modified`, since the Unix epoch; without one, the conditions
/// that compare dates are ignored (§13.1.3, §13.1.4).
pub(super) fn evaluate(
    request: &HeaderMap,
    tag: Option<&HeaderValue>,
    modified: Option<Duration>,
) -> Condition {
    if request.contains_key(IF_MATCH) {
        if !matches(request, IF_MATCH, tag, strongly_equal) {
            return Condition::Failed;
        }
    } else if let (Some(modified), Some(at)) = (modified, sent_date(request, IF_UNMODIFIED_SINCE))
        && modified > at
    {
        return Condition::Failed;
    }
    if request.contains_key(IF_NONE_MATCH) {
        if matches(request, IF_NONE_MATCH, tag, weakly_equal) {
            return Condition::NotModified;
        }
    } else if let (Some(modified), Some(at)) = (modified, sent_date(request, IF_MODIFIED_SINCE))
        && modified <= at
    {
        return Condition::NotModified;
    }
    Condition::Met
}

fn sent_date(request: &HeaderMap, name: HeaderName) -> Option<Duration> {
    request.get(name).and_then(date)
}

/// Whether one of the listed tags is the answer's, or `*` stands for any.
fn matches(
    request: &HeaderMap,
    name: HeaderName,
    tag: Option<&HeaderValue>,
    equal: fn(&[u8], &[u8]) -> bool,
) -> bool {
    request.get_all(name).any(|line| {
        let line = line.as_bytes().trim_ascii();
        line == b"*" || tag.is_some_and(|tag| tags(line).any(|sent| equal(sent, tag.as_bytes())))
    })
}

/// The entity tags of a list; it ends where something is none.
fn tags(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let start = rest
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b','))?;
        let from = &rest[start..];
        let weak = if from.starts_with(b"W/") { 2 } else { 0 };
        let quoted = from[weak..].strip_prefix(b"\"")?;
        let end = weak + 1 + quoted.iter().position(|byte| *byte == b'"')? + 1;
        rest = &from[end..];
        Some(&from[..end])
    })
}

/// RFC 9110 §8.8.3.2.
fn weakly_equal(one: &[u8], other: &[u8]) -> bool {
    let opaque = |tag| <[u8]>::strip_prefix(tag, b"W/").map_or(tag, |opaque| opaque);
    opaque(one) == opaque(other)
}

fn strongly_equal(one: &[u8], other: &[u8]) -> bool {
    one == other && one.starts_with(b"\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn asked(tag: &'static str, pairs: &[(HeaderName, &str)]) -> Condition {
        let tag = HeaderValue::from_static(tag);
        let modified = date(&HeaderValue::from_static(NOON)).unwrap();
        evaluate(&headers(pairs), Some(&tag), Some(modified))
    }

    const BEFORE: &str = "Mon, 07 Nov 1994 11:59:59 GMT";
    const NOON: &str = "Mon, 07 Nov 1994 12:00:00 GMT";

    #[test]
    fn the_tag_is_of_the_content_and_known_beforehand() {
        let tag = entity_tag(&headers(&[(CONTENT_TYPE, "text/plain")]), b"hello");
        assert_eq!(tag, "W/\"307fc2058cbfabba7c012f2a27fb7dfc\"");
        assert_ne!(tag, entity_tag(&headers(&[]), b"hello"));
        assert_ne!(
            tag,
            entity_tag(&headers(&[(CONTENT_TYPE, "text/plain")]), b"hallo")
        );
    }

    #[test]
    fn a_handlers_tag_is_kept_and_weak_where_compression_may_follow() {
        let of = |pairs: &[(HeaderName, &str)]| entity_tag(&headers(pairs), b"hello");
        assert_eq!(of(&[(ETAG, "\"1\"")]), "W/\"1\"");
        assert_eq!(of(&[(ETAG, "W/\"1\"")]), "W/\"1\"");
        assert_eq!(of(&[(ETAG, "\"1\""), (CONTENT_ENCODING, "gzip")]), "\"1\"");
    }

    #[test]
    fn if_none_match_takes_lists_stars_and_weak_tags() {
        for known in [
            "W/\"1\"",
            "\"1\"",
            "*",
            " * ",
            "\"0\", W/\"1\"",
            "\"a,b\" ,\"1\",",
        ] {
            assert_eq!(
                asked("W/\"1\"", &[(IF_NONE_MATCH, known)]),
                Condition::NotModified,
                "{known}"
            );
            assert_eq!(
                asked("\"1\"", &[(IF_NONE_MATCH, known)]),
                Condition::NotModified,
                "{known}"
            );
        }
        for unknown in ["\"0\"", "1", "", "W/\"11\"", "\"1", "junk \"1\""] {
            assert_eq!(
                asked("W/\"1\"", &[(IF_NONE_MATCH, unknown)]),
                Condition::Met,
                "{unknown}"
            );
        }
        let lines = [(IF_NONE_MATCH, "\"0\""), (IF_NONE_MATCH, "\"1\"")];
        assert_eq!(asked("W/\"1\"", &lines), Condition::NotModified);
    }

    #[test]
    fn dates_count_only_where_no_tag_is_asked_for() {
        assert_eq!(
            asked("\"1\"", &[(IF_MODIFIED_SINCE, NOON)]),
            Condition::NotModified
        );
        assert_eq!(
            asked("\"1\"", &[(IF_MODIFIED_SINCE, BEFORE)]),
            Condition::Met
        );
        assert_eq!(
            asked("\"1\"", &[(IF_MODIFIED_SINCE, "junk")]),
            Condition::Met
        );
        let both = [(IF_NONE_MATCH, "\"0\""), (IF_MODIFIED_SINCE, NOON)];
        assert_eq!(asked("\"1\"", &both), Condition::Met);
    }

    #[test]
    fn a_wish_for_another_version_fails_before_anything_else_is_asked() {
        let both = [(IF_MATCH, "\"0\""), (IF_NONE_MATCH, "\"1\"")];
        assert_eq!(asked("\"1\"", &both), Condition::Failed);
        assert_eq!(
            asked("W/\"1\"", &[(IF_MATCH, "W/\"1\"")]),
            Condition::Failed
        );
        assert_eq!(asked("\"1\"", &[(IF_MATCH, "\"1\"")]), Condition::Met);
        assert_eq!(asked("W/\"1\"", &[(IF_MATCH, "*")]), Condition::Met);
        assert_eq!(
            asked("\"1\"", &[(IF_UNMODIFIED_SINCE, BEFORE)]),
            Condition::Failed
        );
        assert_eq!(
            asked("\"1\"", &[(IF_UNMODIFIED_SINCE, NOON)]),
            Condition::Met
        );
        let tag_first = [(IF_MATCH, "\"1\""), (IF_UNMODIFIED_SINCE, BEFORE)];
        assert_eq!(asked("\"1\"", &tag_first), Condition::Met);
    }

    #[test]
    fn without_last_modified_dates_are_ignored() {
        let dates = headers(&[(IF_MODIFIED_SINCE, NOON), (IF_UNMODIFIED_SINCE, BEFORE)]);
        assert_eq!(evaluate(&dates, None, None), Condition::Met);
    }

    proptest! {
        #[test]
        fn junk_is_read_without_a_panic(junk in proptest::collection::vec(any::<u8>(), 0..48), near in "[W/\", *a]{0,24}") {
            let _ = tags(&junk).count();
            let _ = tags(near.as_bytes()).count();
        }
    }
}
