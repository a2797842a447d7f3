//! Why a request is not run, as the client is told of it.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;

use super::key::KeyFault;
use crate::error::{Problem, Rejection};

/// Why a request is not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It has no key, and must have one.
    Missing,
    /// Its key cannot be read.
    Invalid(KeyFault),
    /// An equal request is running.
    InFlight,
    /// Its key was used for another request.
    Mismatch,
    /// An equal request ran, and nobody knows what came of it.
    OutcomeUnknown,
    /// There is no room to remember it.
    Full,
    /// The store that would know whether it has run is away.
    StoreAway,
}

/// How long to wait for a running request, and for room.
const RETRY_AFTER: Duration = Duration::from_secs(1);

impl Refusal {
    /// The answer to it: 400, 409, 422 or 503.
    pub(crate) fn problem(self) -> Problem {
        let (status, code, detail) = match self {
            Self::Missing => (
                StatusCode::BAD_REQUEST,
                "idempotency_key_missing",
                Cow::Borrowed("this request needs an `Idempotency-Key`"),
            ),
            Self::Invalid(fault) => (
                StatusCode::BAD_REQUEST,
                "idempotency_key_invalid",
                Cow::Owned(fault.to_string()),
            ),
            Self::InFlight => (
                StatusCode::CONFLICT,
                "request_in_flight",
                Cow::Borrowed("a request with this `Idempotency-Key` is being worked on"),
            ),
            Self::Mismatch => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                Cow::Borrowed("this `Idempotency-Key` was used for another request"),
            ),
            Self::OutcomeUnknown => (
                StatusCode::CONFLICT,
                "outcome_unknown",
                Cow::Borrowed(
                    "a request with this `Idempotency-Key` was worked on, and its outcome is unknown",
                ),
            ),
            Self::Full => (
                StatusCode::SERVICE_UNAVAILABLE,
                "idempotency_unavailable",
                Cow::Borrowed("there is no room to remember this `Idempotency-Key`"),
            ),
            Self::StoreAway => return Rejection::IdempotencyStoreUnavailable.problem(),
        };
        let mut problem = Problem::new(status, code);
        problem.detail = Some(detail);
        problem.is_final = false;
        if matches!(self, Self::InFlight | Self::Full) {
            problem.retry_after = Some(RETRY_AFTER);
        }
        problem
    }
}
