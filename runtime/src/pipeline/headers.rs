//! The headers that every answer carries: its id, and what keeps browsers from guessing.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

use crate::context::RequestId;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// In seconds, of this host alone (RFC 6797 §6.1): of those below it nothing is known.
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");
const NOTHING_ACTIVE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The headers of an answer, to be added to.
pub(super) struct Headers<'r> {
    headers: &'r mut HeaderMap,
    /// Whether the handler said its content type at most, as most do: then what is added cannot
    /// be there already, and `append` comes to the same as `insert` and costs less.
    is_bare: bool,
    is_json: bool,
}

impl<'r> Headers<'r> {
    pub(super) fn of(response: &'r mut HttpResponse) -> Self {
        let headers = response.headers_mut();
        let kind = headers.get(CONTENT_TYPE);
        Self {
            is_bare: headers.len_keys() == usize::from(kind.is_some()),
            is_json: kind.is_none_or(is_json),
            headers,
        }
    }

    /// Adds the headers that every answer carries. What the handler said itself stands.
    pub(super) fn add_common(&mut self, id: &RequestId, is_secure: bool) {
        self.add(X_REQUEST_ID, || id.to_header_value());
        self.add(X_CONTENT_TYPE_OPTIONS, || NOSNIFF);
        self.add(REFERRER_POLICY, || NO_REFERRER);
        self.add(CACHE_CONTROL, || NO_STORE);
        if self.is_json {
            self.add(CONTENT_SECURITY_POLICY, || NOTHING_ACTIVE);
        }
        if is_secure {
            self.add(STRICT_TRANSPORT_SECURITY, || FOR_A_YEAR);
        }
    }

    fn add(&mut self, name: HeaderName, value: impl FnOnce() -> HeaderValue) {
        if self.is_bare || !self.headers.contains_key(&name) {
            self.headers.append(name, value());
        }
    }

    /// Sets a header, whatever the handler said of it.
    pub(super) fn replace(&mut self, name: HeaderName, value: HeaderValue) {
        if self.is_bare {
            self.headers.append(name, value);
        } else {
            self.headers.insert(name, value);
        }
    }
}

fn is_json(value: &HeaderValue) -> bool {
    let value = value.as_bytes();
    value.starts_with(b"application/json") || value.starts_with(b"application/problem+json")
}
