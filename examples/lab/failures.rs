//! Everything that can go wrong inside a handler.

use actix_web::HttpResponse;
use actix_web::web::Path;
use hardpoint::prelude::*;

/// Panics; the answer is a 500 and the connection lives on.
#[endpoint(get = "/panic")]
pub(crate) async fn panic() -> HttpResponse {
    #[allow(clippy::panic, reason = "to see what a panic looks like from outside")]
    {
        panic!("with a secret in its message: hunter2")
    }
}

/// Every kind of variant.
#[derive(Debug, ApiError)]
pub(crate) enum LabError {
    #[api(
        status = 404,
        code = "no_such_kind",
        message = "there is no error of the kind {kind}"
    )]
    NoSuchKind { kind: String },
    #[api(status = 400, code = "bad", message = "this cannot be read")]
    Bad,
    #[api(status = 409, code = "conflict", message = "somebody was faster")]
    Conflict,
    #[api(status = 410, code = "gone", message = "{0} is gone for good")]
    Gone(u32),
    #[api(
        status = 422,
        code = "unacceptable",
        message = "{field} may not be {value}"
    )]
    Unacceptable { field: &'static str, value: i64 },
    #[api(
        status = 429,
        code = "quota_spent",
        message = "come back tomorrow",
        retry_after = "24h"
    )]
    QuotaSpent,
    #[api(
        status = 503,
        code = "upstream_away",
        message = "try again shortly",
        retry_after = "5s"
    )]
    UpstreamAway(#[from] std::io::Error),
    #[api(internal)]
    Internal(#[from] std::num::ParseIntError),
    #[api(transparent)]
    OfAnother(#[from] Late),
}

/// An error of another module, with an answer of its own.
#[derive(Debug, ApiError)]
#[api(
    status = 409,
    code = "too_late",
    message = "that was due {days} days ago",
    final
)]
pub(crate) struct Late {
    days: u32,
}

/// Fails in the way that is asked for.
#[endpoint(get = "/error/{kind}")]
pub(crate) async fn error(kind: Path<String>) -> Result<HttpResponse, LabError> {
    Err(match kind.as_str() {
        "bad" => LabError::Bad,
        "conflict" => LabError::Conflict,
        "gone" => LabError::Gone(7),
        "unacceptable" => LabError::Unacceptable {
            field: "age",
            value: -1,
        },
        "quota" => LabError::QuotaSpent,
        "unavailable" => std::io::Error::other("10.1.2.3:5432 refused hunter2").into(),
        "internal" => match "hunter2".parse::<u8>() {
            Ok(_) => LabError::Bad,
            Err(error) => error.into(),
        },
        "transparent" => Late { days: 3 }.into(),
        _ => LabError::NoSuchKind {
            kind: kind.into_inner(),
        },
    })
}
