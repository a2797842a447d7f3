//! Answers to requests that no endpoint takes: unknown paths, wrong methods, `OPTIONS`.

use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{ConnectionType, Method};
use actix_web::{HttpRequest, HttpResponse};

use super::exchange::version;
use super::headers::Headers;
use super::scheme::is_secure;
use crate::body::{hold_until_sent, let_arrive};
use crate::clock::Moment;
use crate::context::RequestId;
use crate::error::{Problem, Rejection};
use crate::observe::{AccessLine, LineId, Subject, log_request};
use crate::runtime::{Hardpoint, Shared};
use crate::traces::{Began, Inbound, Recorded, Traced};
use crate::versions::vary_by;

/// 404 in the envelope.
pub(crate) async fn unknown_path(request: &HttpRequest, payload: Payload) -> HttpResponse {
    let unrouted = Unrouted::begin(request);
    let_arrive(&payload).await;
    let problem = match unrouted.shared.versions.unknown(request) {
        Some(problem) => problem,
        None => Rejection::NotFound.problem(),
    };
    unrouted.refuse(problem, payload)
}

/// 405 with the methods that the path answers (RFC 9110 §15.5.6).
pub(crate) async fn wrong_method(
    request: HttpRequest,
    payload: Payload,
    allowed: Rc<[Method]>,
) -> HttpResponse {
    let unrouted = Unrouted::begin(&request);
    let_arrive(&payload).await;
    unrouted.refuse(Problem::method_not_allowed(&allow(&allowed)), payload)
}

/// 204 with the methods that the path answers (RFC 9110 §9.3.7).
pub(crate) async fn options(
    request: HttpRequest,
    payload: Payload,
    allowed: Rc<[Method]>,
) -> HttpResponse {
    let unrouted = Unrouted::begin(&request);
    let_arrive(&payload).await;
    let mut response = HttpResponse::NoContent().finish();
    if let Ok(value) = HeaderValue::from_str(&allow(&allowed)) {
        response.headers_mut().insert(ALLOW, value);
    }
    unrouted.settle(response, payload)
}

fn allow(methods: &[Method]) -> String {
    let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if !names.contains(&"OPTIONS") {
        names.push("OPTIONS");
    }
    names.join(", ")
}

/// A request that no endpoint takes: it has an id, and is measured and logged, all the same.
struct Unrouted<'r> {
    request: &'r HttpRequest,
    shared: &'r Shared,
    id: RequestId,
    traced: Traced,
    received: Moment,
    line: LineId,
    recorded: Recorded,
}

impl<'r> Unrouted<'r> {
    fn begin(request: &'r HttpRequest) -> Self {
        let shared = Hardpoint::of(request).shared();
        let peer = request.peer_addr().map(|peer| peer.ip());
        let believed = shared.believed(request, peer);
        let received = shared.clock.now();
        let traced = Traced::of(Inbound::of(request.headers(), believed.is_some()));
        let secure = is_secure(request, believed);
        let line = shared.unmatched.enter(request.method(), secure);
        let recorded = Recorded::alone(&traced, || Began {
            method: line.method(),
            route: None,
            scheme: line.scheme(),
            version: version(request),
        });
        Self {
            request,
            shared,
            id: shared.request_id(believed, received),
            traced,
            received,
            line,
            recorded,
        }
    }

    fn refuse(self, problem: Problem, payload: Payload) -> HttpResponse {
        let response = problem.into_response_for(self.request.path(), Some(self.id.as_str()));
        self.settle(response, payload)
    }

    fn settle(self, mut response: HttpResponse, payload: Payload) -> HttpResponse {
        if let Some(header) = self.shared.versions.header() {
            vary_by(header, response.headers_mut());
        }
        Headers::of(&mut response).add_common(&self.id, self.line.is_secure());
        if self.shared.life.drains() {
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        let duration = self.shared.clock.now().since(self.received);
        let status = response.status();
        self.recorded.answered(status.as_u16());
        self.shared
            .unmatched
            .record(self.line, status.as_u16(), duration);
        let subject = Subject {
            id: &self.id,
            traced: &self.traced,
            operation: None,
            route: None,
            principal: None,
            spent: None,
        };
        let extensions = response.extensions();
        let line = AccessLine {
            code: extensions.get::<Problem>().map(|problem| &*problem.code),
            ..AccessLine::new(self.request.method(), Some(status), duration)
        };
        log_request(&subject, &line);
        drop(extensions);
        hold_until_sent(response, payload)
    }
}

impl Drop for Unrouted<'_> {
    fn drop(&mut self) {
        self.shared.unmatched.leave(self.line);
    }
}
