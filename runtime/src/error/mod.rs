//! Structured errors: problem details (RFC 9457), the `ApiError` trait, built-in rejections.
//!
//! Whatever goes wrong, the client reads one format, `application/problem+json`:
//!
//! | member | what it holds |
//! |---|---|
//! | `type` | a URI that names the kind of problem, or `about:blank` |
//! | `title` | what that type means; the status phrase for `about:blank` |
//! | `status` | the response's status |
//! | `detail` | what happened this time, for a person; never the text of an error of yours |
//! | `instance` | the request's path |
//! | `code` | which error it is, stable and in snake_case: what programs look at |
//! | `request_id` | the id under which the logs tell the rest |
//! | `errors` | what is wrong with the input, one [`Violation`] each |
//!
//! A handler's own errors come from [`ApiError`], which is derived; those of Hardpoint are the
//! [`Rejection`]s; those of actix and its extractors are brought into the same envelope without
//! their text.

mod api_error;
mod class;
pub(crate) mod codes;
mod facts;
mod foreign;
mod generic;
pub(crate) mod private;
mod problem;
mod rejection;
mod render;
mod serde_text;
mod source;
mod violation;

pub use api_error::{ApiError, respond_to_error};
pub(crate) use api_error::{Chain, told};
pub use class::ErrorClass;
pub use codes::{Coded, ErrorCode, ErrorCodes};
pub use facts::{ErrorFacts, LogLevel};
pub(crate) use foreign::{normalise, respond_to_foreign};
pub use problem::Problem;
pub use rejection::Rejection;
pub use source::AsSource;
pub use violation::Violation;
