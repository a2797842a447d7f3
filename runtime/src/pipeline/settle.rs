//! The last step: headers, one log line, one measurement.

use actix_web::HttpResponse;
use actix_web::http::ConnectionType;

use super::exchange::{Exchange, Refused};
use super::headers::Headers;
use crate::body::hold_until_sent;
use crate::error::Problem;
use crate::observe::{AccessLine, Subject, log_request};
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
        headers.add_common(self.context.id());
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
        if tracing::enabled!(target: "hardpoint::request", tracing::Level::INFO) {
            let said = |name: &str| {
                response
                    .headers()
                    .get(name)
                    .and_then(|value| value.to_str().ok())
            };
            let extensions = response.extensions();
            let refused_by = self.refused_by();
            let line = AccessLine {
                method,
                status: response.status(),
                duration,
                code: extensions.get::<Problem>().map(|problem| &*problem.code),
                refused_by: refused_by.as_deref(),
                cache: said("cache-status"),
                replayed: said("idempotency-replayed").is_some(),
            };
            log_request(&Subject::from(&self.context), &line);
        }
    }

    fn refused_by(&self) -> Option<String> {
        let (rates, decision) = (self.site.limits()?, self.rates.as_ref()?);
        let names: Vec<&str> = decision
            .violated(rates)
            .chain(decision.would_reject(rates))
            .collect();
        (!names.is_empty()).then(|| names.join(","))
    }
}
