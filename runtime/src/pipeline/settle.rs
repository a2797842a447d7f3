//! The last step: headers, one log line, one measurement.

use actix_web::dev::Payload;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse};

use super::exchange::{Exchange, Refused};
use crate::body::hold_until_sent;
use crate::context::RequestId;
use crate::error::Problem;
use crate::observe::{AccessLine, log_request};
use crate::runtime::Shared;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Exchange {
    /// 7. Settle: the answer gets its headers; it is measured and logged.
    pub(super) fn settle(mut self, outcome: Result<HttpResponse, Refused>) -> HttpResponse {
        let (mut response, unread) = match outcome {
            Ok(response) => (response, Payload::None),
            Err(Refused { problem, unread }) => {
                let id = Some(self.context.id().as_str());
                (problem.into_response_for(self.context.path(), id), unread)
            }
        };
        // A body that nobody holds would be drained for as long as its sender likes.
        response = hold_until_sent(response, unread);
        if let Some(stream) = self.stream.take() {
            response = hold_until_sent(response, stream.take());
        }
        common_headers(&mut response, self.context.id());
        if let (Some(rates), Some(decision)) = (&self.site.rates, &self.rates) {
            decision.write_headers(rates, response.headers_mut());
        }
        self.measure(&response);
        self.settled();
        response
    }

    fn measure(&self, response: &HttpResponse) {
        let duration = self.context.clock().now().since(self.context.received());
        let method = self.request.method();
        self.site.red.record(method, response.status(), duration);
        if tracing::enabled!(target: "hardpoint::request", tracing::Level::INFO) {
            let said = |name: &str| {
                response
                    .headers()
                    .get(name)
                    .and_then(|value| value.to_str().ok())
            };
            let extensions = response.extensions();
            let line = AccessLine {
                method,
                status: response.status(),
                duration,
                code: extensions.get::<Problem>().map(|problem| &*problem.code),
                cache: said("cache-status"),
                replayed: said("idempotency-replayed").is_some(),
            };
            log_request(&self.context, &line);
        }
    }
}

/// The id of a request: a trusted peer's, else a new one.
pub(super) fn request_id(shared: &Shared, request: &HttpRequest) -> RequestId {
    let sent = || {
        let sent = request.headers().get(X_REQUEST_ID)?;
        let peer = request.peer_addr()?.ip();
        shared
            .trusted_proxies
            .trusts(peer)
            .then(|| RequestId::from_peer(sent))
            .flatten()
    };
    sent().unwrap_or_else(|| RequestId::generate(&shared.clock))
}

/// The headers that every answer carries: its id, and what keeps browsers from guessing. What the
/// handler said itself stands.
pub(super) fn common_headers(response: &mut HttpResponse, id: &RequestId) {
    let headers = response.headers_mut();
    let json = headers.get(CONTENT_TYPE).is_none_or(|value| is_json(value));
    // Most handlers say their content type and nothing else: then nothing can be overwritten.
    let bare = headers.len() <= 1;
    let mut set =
        |name: HeaderName, value: HeaderValue| set_unless_said(headers, bare, name, value);

    set(X_REQUEST_ID, id.header_value().clone());
    set(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    set(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if json {
        set(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        );
    }
}

fn set_unless_said(headers: &mut HeaderMap, bare: bool, name: HeaderName, value: HeaderValue) {
    if bare || !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}

fn is_json(value: &HeaderValue) -> bool {
    let value = value.as_bytes();
    value.starts_with(b"application/json") || value.starts_with(b"application/problem+json")
}
