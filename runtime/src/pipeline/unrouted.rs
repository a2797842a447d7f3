//! Answers to requests that no endpoint takes: unknown paths, wrong methods, `OPTIONS`.

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::headers::Headers;
use crate::body::hold_until_sent;
use crate::context::RequestId;
use crate::error::{Problem, Rejection};
use crate::runtime::Hardpoint;

/// 404 in the envelope.
pub(crate) fn unknown_path(request: &HttpRequest) -> HttpResponse {
    refuse(request, Rejection::NotFound.problem())
}

/// 405 with the methods that the path answers (RFC 9110 §15.5.6).
pub(crate) fn wrong_method(
    request: &HttpRequest,
    payload: Payload,
    allowed: &[Method],
) -> HttpResponse {
    hold_until_sent(
        refuse(request, Problem::method_not_allowed(&allow(allowed))),
        payload,
    )
}

/// 204 with the methods that the path answers (RFC 9110 §9.3.7).
pub(crate) fn options(request: &HttpRequest, allowed: &[Method]) -> HttpResponse {
    let mut response = HttpResponse::NoContent().finish();
    if let Ok(value) = HeaderValue::from_str(&allow(allowed)) {
        response.headers_mut().insert(ALLOW, value);
    }
    Headers::of(&mut response).add_common(&request_id(request));
    response
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
    Hardpoint::of(request)
        .shared()
        .request_id(request.headers(), peer)
}
