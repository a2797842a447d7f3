//! What goes along with a request by itself: its trace, its id, the time that is left for it, its key.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::error::Error;
use crate::context::RequestContext;
use crate::traces::Trace;

/// The header that says how much time is left, in seconds with up to three decimals: `0.25`. A
/// service under Hardpoint reads the same header from callers whom it trusts.
pub const REQUEST_TIMEOUT: &str = "request-timeout";

const X_REQUEST_ID: &str = "x-request-id";
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Says in `headers` what a service of ours needs to know of the request that is at hand, of which
/// `left` is left. What the caller says of it stands.
pub(super) fn tell(headers: &mut HeaderMap, left: Duration) {
    let context = RequestContext::current();
    for (name, value) in Trace::innermost(context.as_ref())
        .iter()
        .flat_map(Trace::headers)
    {
        say(headers, name, &value);
    }
    if let Some(context) = &context {
        say(headers, X_REQUEST_ID, context.id().as_str());
    }
    say(headers, REQUEST_TIMEOUT, &seconds(left));
}

/// Says the key of the call that is at hand, which is the same for each of its attempts. Without it
/// nothing is sent: the call may be made again only because of the key.
pub(super) fn tell_key(headers: &mut HeaderMap, method: &Method, key: &str) -> Result<(), Error> {
    if method.is_safe() {
        return Ok(());
    }
    if !key.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Err(Error::malformed(
            "the call's key has other than ASCII characters",
        ));
    }
    say(headers, IDEMPOTENCY_KEY, &quoted(key));
    Ok(())
}

fn say(headers: &mut HeaderMap, name: &'static str, value: &str) {
    let name = HeaderName::from_static(name);
    // What is no header's value is not said: ids and traces always are.
    if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// A structured field's string (RFC 9651 §3.3.3), as the draft of that header wants it.
fn quoted(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 2);
    text.push('"');
    for c in key.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// Rounded down: nobody waits longer than was said.
fn seconds(left: Duration) -> String {
    let millis = left.as_millis();
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_seconds_and_never_too_much() {
        for (left, told) in [
            (Duration::from_micros(250_999), "0.250"),
            (Duration::from_secs(12), "12.000"),
            (Duration::from_nanos(1), "0.000"),
        ] {
            assert_eq!(seconds(left), told);
        }
    }

    #[test]
    fn what_the_caller_says_stands() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_TIMEOUT, HeaderValue::from_static("1"));
        tell(&mut headers, Duration::from_secs(5));
        assert_eq!(headers[REQUEST_TIMEOUT], "1");
        assert_eq!(
            headers.len(),
            1,
            "outside of a request there is nothing to tell"
        );
    }

    #[test]
    fn a_key_goes_along_where_it_matters() {
        let mut headers = HeaderMap::new();
        tell_key(&mut headers, &Method::GET, "k").unwrap();
        assert!(headers.is_empty());
        tell_key(&mut headers, &Method::POST, r#"a"b\c"#).unwrap();
        assert_eq!(headers[IDEMPOTENCY_KEY], r#""a\"b\\c""#);
        tell_key(&mut headers, &Method::POST, "other").unwrap();
        assert_eq!(headers[IDEMPOTENCY_KEY], r#""a\"b\\c""#);
    }

    #[test]
    fn a_key_that_cannot_go_along_is_not_left_out_in_silence() {
        for key in ["é", "a\nb", "a\tb", "\u{7f}"] {
            let mut headers = HeaderMap::new();
            assert!(
                tell_key(&mut headers, &Method::POST, key).is_err(),
                "{key:?}"
            );
        }
    }
}
