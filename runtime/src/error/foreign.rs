//! Errors that are not ours, brought into the envelope: their kind is kept, their text is not.

use std::io;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody as _};
use actix_web::error::{
    ContentTypeError, Error, InternalError, JsonPayloadError, ParseError, PathError, PayloadError,
    QueryPayloadError, ReadlinesError, UrlencodedError,
};
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, TRANSFER_ENCODING,
};
use actix_web::http::{ConnectionType, StatusCode};
use serde::de::value::Error as ValueError;

use super::api_error::log;
use super::generic::generic;
use super::{Problem, Rejection, serde_text};

/// The problem as which the client sees `error`.
///
/// A [`Problem`] and a derived [`ApiError`](super::ApiError) stay what they are; actix's own
/// errors become the [`Rejection`] they amount to; of anything else the status is kept.
pub(crate) fn from_foreign(error: &Error) -> Problem {
    if let Some(problem) = known(error) {
        return logged(problem, error);
    }
    // A derived error logs itself when it is asked for its response.
    let response = error.error_response();
    if let Some(problem) = response.extensions().get::<Problem>() {
        return problem.clone();
    }
    let problem = generic(response.status());
    logged(carry_headers(problem, response.headers()), error)
}

/// The response to `error`, in the envelope unless it is none (a redirect, for one).
pub(crate) fn respond_to_foreign(error: Error) -> HttpResponse {
    normalise(HttpResponse::from_error(error))
}

/// The response that a handler made, in the envelope where it is an error.
///
/// An error of anybody's is replaced; an empty 4xx or 5xx is filled; one whose body the handler
/// wrote itself is left alone, and so is everything below 400.
pub(crate) fn normalise(response: HttpResponse) -> HttpResponse {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_ours(&response) {
        return response;
    }
    if let Some(error) = response.error() {
        // The status as it was sent: an error may have one response to give, and it has given it.
        let problem = known(error).unwrap_or_else(|| generic(status));
        return logged(carry(problem, &response), error).into_response();
    }
    if matches!(response.body().size(), BodySize::None | BodySize::Sized(0)) {
        return carry(generic(status), &response).into_response();
    }
    response
}

/// Keeps what `response`, which is replaced, says besides its body.
fn carry(mut problem: Problem, response: &HttpResponse) -> Problem {
    problem.close |= response.head().connection_type() == ConnectionType::Close;
    carry_headers(problem, response.headers())
}

fn is_ours(response: &HttpResponse) -> bool {
    response.extensions().contains::<Problem>()
}

fn logged(problem: Problem, error: &Error) -> Problem {
    log(&problem, error, error);
    problem
}

/// What the errors amount to that actix and its extractors make.
fn known(error: &Error) -> Option<Problem> {
    if let Some(error) = error.as_error::<Problem>() {
        Some(error.clone())
    } else if let Some(error) = error.as_error::<JsonPayloadError>() {
        Some(json(error))
    } else if error.as_error::<PathError>().is_some() || is_failed_capture(error) {
        Some(Rejection::NotFound.problem())
    } else if let Some(QueryPayloadError::Deserialize(error)) = error.as_error() {
        Some(serde_text::explain(
            Rejection::MalformedQuery,
            "the query",
            error,
        ))
    } else if let Some(error) = error.as_error::<UrlencodedError>() {
        Some(form(error))
    } else if let Some(error) = error.as_error::<PayloadError>() {
        Some(payload(error))
    } else if let Some(error) = error.as_error::<ReadlinesError>() {
        Some(lines(error))
    } else if let Some(error) = error.as_error::<ContentTypeError>() {
        Some(content_type(error))
    } else {
        error.as_error::<ParseError>().map(parse)
    }
}

/// `web::Path` wraps what it could not read into a plain 404.
fn is_failed_capture(error: &Error) -> bool {
    error
        .as_error::<InternalError<ValueError>>()
        .is_some_and(|error| actix_web::ResponseError::status_code(error) == StatusCode::NOT_FOUND)
}

fn json(error: &JsonPayloadError) -> Problem {
    match error {
        JsonPayloadError::OverflowKnownLength { limit, .. }
        | JsonPayloadError::Overflow { limit } => too_large(*limit),
        JsonPayloadError::ContentType => Problem::unsupported_media_type("application/json"),
        JsonPayloadError::Deserialize(error) => serde_text::explain_json(error),
        JsonPayloadError::Payload(error) => payload(error),
        JsonPayloadError::Serialize(_) => Problem::internal(),
        _ => Rejection::MalformedJson.problem(),
    }
}

fn form(error: &UrlencodedError) -> Problem {
    match error {
        UrlencodedError::Overflow { limit, .. } => too_large(*limit),
        UrlencodedError::UnknownLength => generic(StatusCode::LENGTH_REQUIRED),
        UrlencodedError::ContentType => {
            Problem::unsupported_media_type("application/x-www-form-urlencoded")
        }
        UrlencodedError::Parse(error) => {
            serde_text::explain(Rejection::MalformedForm, "the form", error)
        }
        UrlencodedError::Payload(error) => payload(error),
        UrlencodedError::Serialize(_) => Problem::internal(),
        _ => Rejection::MalformedForm.problem(),
    }
}

fn lines(error: &ReadlinesError) -> Problem {
    match error {
        ReadlinesError::LimitOverflow => Rejection::PayloadTooLarge.problem(),
        ReadlinesError::Payload(error) => payload(error),
        ReadlinesError::ContentTypeError(error) => content_type(error),
        _ => Rejection::MalformedBody.problem(),
    }
}

fn payload(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => Rejection::PayloadTooLarge.problem(),
        PayloadError::UnknownLength => generic(StatusCode::LENGTH_REQUIRED),
        PayloadError::Incomplete(Some(error)) | PayloadError::Io(error) => broken_off(error),
        // After half a body, nobody knows where the next request begins.
        PayloadError::Incomplete(None) => Rejection::MalformedBody.problem().close(),
        _ => Rejection::MalformedBody.problem(),
    }
}

fn broken_off(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::TimedOut => Rejection::RequestTimeout.problem(),
        _ => Rejection::MalformedBody.problem().close(),
    }
}

fn content_type(error: &ContentTypeError) -> Problem {
    match error {
        ContentTypeError::UnknownEncoding => Rejection::UnsupportedMediaType
            .problem()
            .detail("the body's character encoding is not read here"),
        _ => Rejection::MalformedHeader
            .problem()
            .detail("`Content-Type` cannot be read"),
    }
}

fn parse(error: &ParseError) -> Problem {
    match error {
        ParseError::TooLarge => Rejection::HeadersTooLarge.problem(),
        ParseError::Timeout => Rejection::RequestTimeout.problem(),
        ParseError::Header | ParseError::Utf8(_) => Rejection::MalformedHeader.problem(),
        _ => generic(StatusCode::BAD_REQUEST),
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::payload_too_large(u64::try_from(limit).unwrap_or(u64::MAX))
}

/// Keeps the headers of an error's own response (`WWW-Authenticate`, `Allow`, `Retry-After`, a
/// cookie taken back), less those that describe the body that is replaced.
fn carry_headers(mut problem: Problem, headers: &HeaderMap) -> Problem {
    let own = problem.headers.len();
    for (name, value) in headers {
        let said = problem.headers[..own]
            .iter()
            .any(|(known, _)| known == name);
        if !said && !OF_THE_BODY.contains(name) {
            problem.headers.push((name.clone(), value.clone()));
        }
    }
    problem
}

/// The headers that describe a body, and go with it.
const OF_THE_BODY: [HeaderName; 9] = [
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LENGTH,
    CONTENT_LOCATION,
    CONTENT_TYPE,
    ETAG,
    LAST_MODIFIED,
    TRANSFER_ENCODING,
];

#[cfg(test)]
#[path = "foreign_tests.rs"]
mod tests;
