//! How a problem becomes a response: the body's members in their order, and the headers.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue,
    RETRY_AFTER, TRANSFER_ENCODING,
};
use actix_web::http::{ConnectionType, StatusCode};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Problem;
use super::problem::{BLANK, OWN_MEMBERS};
use crate::context::RequestContext;

/// The media type of every error (RFC 9457 §3).
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl Problem {
    /// The response that tells it. `request_id` and `instance` come from the current
    /// [`RequestContext`], where there is one.
    ///
    /// The response's extensions hold the problem, so that a middleware can see what
    /// went wrong without reading the body.
    pub fn into_response(self) -> HttpResponse {
        match RequestContext::current() {
            Some(context) => self.respond(Some(context.path()), Some(context.id().as_str())),
            None => self.respond(None, None),
        }
    }

    /// The same, for a request to `path` (without query) that no endpoint serves.
    pub(crate) fn into_response_for(self, path: &str, request_id: Option<&str>) -> HttpResponse {
        self.respond(Some(path), request_id)
    }

    fn respond(self, instance: Option<&str>, request_id: Option<&str>) -> HttpResponse {
        let body = Body {
            problem: &self,
            instance,
            request_id,
        };
        // Maps with text for keys, text and numbers: nothing in it can fail to serialize.
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = HttpResponse::build(self.status).body(bytes);
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            if !is_not_theirs_to_set(name) {
                headers.append(name.clone(), value.clone());
            }
        }
        headers.insert(CONTENT_TYPE, PROBLEM_JSON);
        if let Some(seconds) = self.retry_after_seconds() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        } else if must_say_when(self.status) && !headers.contains_key(RETRY_AFTER) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if self.close {
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        response.extensions_mut().insert(self);
        response
    }

    /// `Retry-After` as it is sent, where something is said.
    pub(crate) fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after.map(whole_seconds)
    }

    fn title(&self) -> &str {
        match &self.title {
            Some(title) if self.kind != BLANK => title,
            _ => phrase(self.status),
        }
    }
}

/// Whole seconds, rounded up, at least 1: a client told 0 comes back at once.
fn whole_seconds(wait: Duration) -> u64 {
    let up = u64::from(wait.subsec_nanos() > 0);
    wait.as_secs().saturating_add(up).max(1)
}

/// 429 and 503 promise that nothing was executed, and always say when to come back.
fn must_say_when(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 503)
}

fn phrase(status: StatusCode) -> &'static str {
    status
        .canonical_reason()
        .unwrap_or(if status.is_client_error() {
            "Client Error"
        } else {
            "Server Error"
        })
}

/// What follows from the body and the connection.
fn is_not_theirs_to_set(name: &HeaderName) -> bool {
    [
        CONTENT_TYPE,
        CONTENT_LENGTH,
        CONTENT_ENCODING,
        TRANSFER_ENCODING,
        CONNECTION,
    ]
    .contains(name)
}

/// A problem's body.
struct Body<'a> {
    problem: &'a Problem,
    instance: Option<&'a str>,
    request_id: Option<&'a str>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let problem = self.problem;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &problem.kind)?;
        map.serialize_entry("title", problem.title())?;
        map.serialize_entry("status", &problem.status.as_u16())?;
        if let Some(detail) = &problem.detail {
            map.serialize_entry("detail", detail)?;
        }
        match self.instance {
            None => {}
            // As a reference, `//host/x` would name another host (RFC 3986 §4.2).
            Some(path) if path.starts_with("//") => {
                map.serialize_entry("instance", &format_args!("/.{path}"))?;
            }
            Some(path) => map.serialize_entry("instance", path)?,
        }
        map.serialize_entry("code", &problem.code)?;
        if let Some(id) = self.request_id {
            map.serialize_entry("request_id", id)?;
        }
        if !problem.errors.is_empty() {
            map.serialize_entry("errors", &problem.errors)?;
        }
        for (name, value) in &problem.members {
            if !OWN_MEMBERS.contains(&name.as_str()) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
