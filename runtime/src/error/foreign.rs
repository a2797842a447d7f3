//! Errors that are not ours, brought into the envelope.

use super::Problem;

pub(crate) fn from_foreign(error: &actix_web::Error) -> Problem {
    let _ = error;
    Problem::internal()
}
