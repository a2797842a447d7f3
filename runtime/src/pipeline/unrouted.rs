//! Answers to requests that no endpoint takes: unknown paths, wrong methods, `OPTIONS`.

use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::headers::Headers;
use crate::body::{hold_until_sent, let_arrive};
use crate::context::RequestId;
use crate::error::{Problem, Rejection};
use crate::runtime::Hardpoint;

/// 404 in the envelope.
pub(crate) async fn unknown_path(request: &HttpRequest, payload: Payload) -> HttpResponse {
    let_arrive(&payload).await;
    hold_until_sent(refuse(request, Rejection::NotFound.problem()), payload)
}

/// 405 with the methods that the path answers (RFC 9110 §15.5.6).
pub(crate) async fn wrong_method(
    request: HttpRequest,
    payload: Payload,
    allowed: Rc<[Method]>,
) -> HttpResponse {
    let_arrive(&payload).await;
    let problem = Problem::method_not_allowed(&allow(&allowed));
    hold_until_sent(refuse(&request, problem), payload)
}

/// 204 with the methods that the path answers (RFC 9110 §9.3.7).
pub(crate) async fn options(
    request: HttpRequest,
    payload: Payload,
    allowed: Rc<[Method]>,
) -> HttpResponse {
    let_arrive(&payload).await;
    let mut response = HttpResponse::NoContent().finish();
    if let Ok(value) = HeaderValue::from_str(&allow(&allowed)) {
        response.headers_mut().insert(ALLOW, value);
    }
    Headers::of(&mut response).add_common(&request_id(&request));
    hold_until_sent(response, payload)
}

fn allow(methods: &[Method]) -> String {
    let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if !names.contains(&"OPTIONS") {
        names.push("OPTIONS");
    }
    names.join(", ")
}

fn refuse(request: &HttpRequest, problem: Problem) -> HttpResponse {
    let id = request_id(request);
    let mut response = problem.into_response_for(request.path(), Some(id.as_str()));
    Headers::of(&mut response).add_common(&id);
    response
}

fn request_id(request: &HttpRequest) -> RequestId {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let shared = Hardpoint::of(request).shared();
    shared.request_id(shared.believed(request, peer))
}
