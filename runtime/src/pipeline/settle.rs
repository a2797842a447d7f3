//! The last step: headers, one log line, one measurement.

use actix_web::HttpResponse;
use actix_web::http::ConnectionType;

use super::exchange::{Exchange, Refused};
use super::headers::Headers;
use crate::body::hold_until_sent;
use crate::error::Problem;
use crate::observe::{AccessLine, Subject, is_logged, log_request};
use crate::versions::vary_by;

impl Exchange {
    /// 7. Settle: the answer gets its headers; it is measured and logged.
    pub(super) fn settle(&mut self, outcome: Result<HttpResponse, Refused>) -> HttpResponse {
        // A body that nobody holds would be drained for as long as its sender likes.
        let mut response = outcome.unwrap_or_else(|Refused(refused)| {
            let (problem, unread) = *refused;
            let id = Some(self.context.id().as_str());
            hold_until_sent(problem.into_response_for(self.context.path(), id), unread)
        });
        if let Some(stream) = self.stream.take() {
            response = hold_until_sent(response, stream.take());
        }
        if let Some(lifecycle) = &self.site.lifecycle {
            lifecycle.write(response.headers_mut());
        }
        if let Some(header) = &self.site.version_header {
            vary_by(header, response.headers_mut());
        }
        let mut headers = Headers::of(&mut response);
        headers.add_common(self.context.id(), self.is_secure());
        if let (Some(rates), Some(decision)) = (self.site.limits(), &self.rates) {
            decision.write_headers(rates, |name, value| headers.replace(name, value));
        }
        if self.site.shared.life.drains() {
            // The next request is to go elsewhere.
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        self.measure(&response);
        self.settled();
        response
    }

    fn measure(&self, response: &HttpResponse) {
        let duration = self.context.clock().now().since(self.context.received());
        let method = self.request.method();
        self.answered(response.status(), duration);
        if is_logged() {
            let said = |name: &str| {
                let value = response.headers().get(name)?;
                value.to_str().ok()
            };
            let extensions = response.extensions();
            let (refused_by, would_reject) = self.refusals();
            let has_keys = self.site.idempotency.is_some();
            let line = AccessLine {
                code: extensions.get::<Problem>().map(|problem| &*problem.code),
                refused_by: refused_by.as_deref(),
                would_reject: would_reject.as_deref(),
                cache: said("cache-status"),
                replayed: has_keys.then(|| said("idempotency-replayed").is_some()),
                ..AccessLine::new(method, Some(response.status()), duration)
            };
            log_request(&Subject::of(&self.context, self.site.red.route()), &line);
        }
    }

    /// The names of the rate limits that refused the request, and of those that would have.
    fn refusals(&self) -> (Option<String>, Option<String>) {
        let (Some(rates), Some(decision)) = (self.site.limits(), &self.rates) else {
            return (None, None);
        };
        let joined = |names: Vec<&str>| (!names.is_empty()).then(|| names.join(","));
        (
            joined(decision.violated(rates).collect()),
            joined(decision.would_reject(rates).collect()),
        )
    }
}
