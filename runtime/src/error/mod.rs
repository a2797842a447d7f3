//! Structured errors: problem details (RFC 9457), the `ApiError` trait, built-in rejections.

mod api_error;
mod foreign;
mod problem;
mod violation;

pub use api_error::{ApiError, LogLevel};
pub(crate) use foreign::from_foreign;
pub use problem::Problem;
pub use violation::Violation;
