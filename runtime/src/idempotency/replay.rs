//! Which answers are kept, which of their headers, and how they are given again.

use actix_web::HttpResponse;
use actix_web::body::{self, BodySize, BoxBody, MessageBody};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;

use crate::error::Problem;
use crate::store::{StoredResponse, Uncapturable};

/// The largest body that is kept, in bytes, where nothing else is said.
pub(crate) const MAX_ANSWER: usize = 1024 * 1024;

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The kept answer once more, byte for byte, with `Idempotency-Replayed: true`.
pub(crate) fn replay(answer: &StoredResponse) -> HttpResponse {
    let mut response = answer.to_response();
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// Whether an outcome is kept for replay: 2xx, 3xx, and 4xx that say that they are final.
///
/// 408, 425 and 429 invite a retry, so they are never kept. A 4xx that is no problem of ours is
/// taken for final, unless it is about credentials (401, 403, 407), which are judged anew.
pub(super) fn is_kept(response: &HttpResponse) -> bool {
    let status = response.status();
    if status.is_success() || status.is_redirection() {
        return true;
    }
    if !status.is_client_error() || matches!(status.as_u16(), 408 | 425 | 429) {
        return false;
    }
    match response.extensions().get::<Problem>() {
        Some(problem) => problem.is_final,
        None => !matches!(status.as_u16(), 401 | 403 | 407),
    }
}

/// What came of taking an answer down.
pub(super) enum Captured {
    /// The answer to send now, with everything it had, and the one to keep.
    Whole(HttpResponse, StoredResponse),
    /// It is larger than allowed, and as it was.
    TooLarge(HttpResponse),
    /// It is a stream.
    Streaming,
    /// Its body failed.
    Failed,
}

/// Takes an answer down whose body is at most `max` bytes long.
pub(super) async fn capture(response: HttpResponse, max: usize) -> Captured {
    let (head, body) = response.into_parts();
    let has_body = body.size() != BodySize::None;
    let body = HttpResponse::with_body(head.status(), body);
    match StoredResponse::capture(body, max).await {
        Ok(StoredResponse { status, body, .. }) => {
            let answer = StoredResponse {
                status,
                headers: kept_headers(head.headers()),
                // A copy: the bytes may be a small part of a large buffer, which would live as
                // long as they do, uncounted.
                body: Bytes::copy_from_slice(&body),
            };
            let body = if has_body {
                BoxBody::new(body)
            } else {
                BoxBody::new(body::None::new())
            };
            Captured::Whole(head.set_body(body), answer)
        }
        Err(Uncapturable::TooLarge(body)) => Captured::TooLarge(head.set_body(body.into_body())),
        Err(Uncapturable::Streaming(_)) => Captured::Streaming,
        Err(Uncapturable::Failed) => Captured::Failed,
    }
}

/// All headers that belong to the outcome, in their order.
fn kept_headers(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    headers
        .iter()
        .filter(|(name, _)| !is_per_response(name) && !is_named_by_connection(name, headers))
        .filter_map(|(name, value)| {
            // A copy, for the reason for which the body is one.
            let mut copy = HeaderValue::from_bytes(value.as_bytes()).ok()?;
            copy.set_sensitive(value.is_sensitive());
            Some((name.clone(), copy))
        })
        .collect()
}

/// Whether a header belongs to one response or one connection rather than to the outcome.
fn is_per_response(name: &HeaderName) -> bool {
    // Hop by hop (RFC 9110 §7.6.1), and framing, which is made anew.
    const OF_THE_CONNECTION: [HeaderName; 7] = [
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
        HeaderName::from_static("keep-alive"),
    ];
    const OF_THE_RESPONSE: [HeaderName; 9] = [
        header::AGE,
        header::DATE,
        header::SET_COOKIE,
        HeaderName::from_static("cache-status"),
        REPLAYED,
        HeaderName::from_static("server-timing"),
        HeaderName::from_static("traceparent"),
        HeaderName::from_static("tracestate"),
        HeaderName::from_static("x-request-id"),
    ];
    OF_THE_CONNECTION.contains(name)
        || OF_THE_RESPONSE.contains(name)
        || ["proxy-", "ratelimit", "x-ratelimit"]
            .iter()
            .any(|prefix| name.as_str().starts_with(prefix))
}

/// Whether `Connection` makes a header hop by hop.
fn is_named_by_connection(name: &HeaderName, headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONNECTION)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|option| option.trim().eq_ignore_ascii_case(name.as_str()))
}

#[cfg(test)]
mod tests;
