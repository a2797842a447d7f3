//! The shape that all successful answers have in common.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use serde::Serialize;
use serde_json::Value;

use crate::context::RequestContext;
use crate::error::Problem;

/// `{"data": …, "meta": {…}}`.
#[derive(Serialize)]
struct Envelope<'a, T> {
    data: &'a T,
    meta: Meta<'a>,
}

#[derive(Default, Serialize)]
struct Meta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<Value>,
}

/// A response with `data`, in the envelope unless the runtime speaks without.
pub(super) fn respond<T: Serialize>(
    status: StatusCode,
    data: &T,
    page: Option<Value>,
) -> HttpResponse {
    let context = RequestContext::current();
    let body = match &context {
        Some(context) if context.manners().raw => serde_json::to_vec(data),
        _ => serde_json::to_vec(&Envelope {
            data,
            meta: Meta {
                request_id: context.as_ref().and_then(id),
                page,
            },
        }),
    };
    match body {
        Ok(body) => HttpResponse::build(status)
            .content_type(ContentType::json())
            .body(body),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            Problem::internal().into_response()
        }
    }
}

/// The request's id; none where the answer may be stored, for what is stored is the same for all,
/// and so is its entity tag.
fn id(context: &RequestContext) -> Option<&str> {
    context
        .spec()
        .cache
        .is_none()
        .then(|| context.id().as_str())
}
