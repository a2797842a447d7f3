//! A request's body in memory: what the pipeline has read, or, without one, what is read here.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::mime::{self, Mime};
use actix_web::{HttpMessage, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;

use super::report::{Kind, Report};
use crate::error::{Problem, Rejection};

/// How large a body may be where no endpoint says it.
const LIMIT: usize = 64 * 1024;

/// A request's body, read in full and decoded, as the pipeline puts it into the request's
/// extensions.
#[derive(Debug, Clone)]
pub(crate) struct Body(pub(crate) Bytes);

/// Reads a body of at most 64 KiB, for a handler that no pipeline has read it for.
pub(crate) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    is_plain(request)?;
    let declared = request.headers().get(CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: u64| length > LIMIT as u64) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        if body.len() + chunk.len() > LIMIT {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Refuses a body that is encoded: nothing here decodes it.
fn is_plain(request: &HttpRequest) -> Result<(), Problem> {
    let mut codings = request.headers().get_all(CONTENT_ENCODING);
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Ok(());
    }
    Err(Problem::unsupported_encoding("identity"))
}

fn too_large() -> Problem {
    Problem::payload_too_large(LIMIT as u64)
}

fn unreadable(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => too_large(),
        // What is left of it cannot be told from the next request.
        _ => Rejection::MalformedBody.problem().close(),
    }
}

/// Whether the body is said to be JSON in UTF-8; if not, that goes into `report`.
pub(crate) fn is_json(request: &HttpRequest, report: &mut Report) -> bool {
    let mut types = request.headers().get_all(CONTENT_TYPE);
    let fits = match (types.next(), types.next()) {
        (Some(_), None) => matches!(request.mime_type(), Ok(Some(kind)) if is_json_in_utf8(&kind)),
        _ => false,
    };
    if !fits {
        report.refuse(Kind::UnsupportedMediaType, None);
    }
    fits
}

/// `application/json`, or a type that is built on it (RFC 6839 §3.1).
fn is_json_in_utf8(kind: &Mime) -> bool {
    kind.type_() == mime::APPLICATION
        && (kind.subtype() == mime::JSON || kind.suffix() == Some(mime::JSON))
        && kind
            .params()
            .all(|(name, value)| name != mime::CHARSET || value == mime::UTF_8)
}
