//! Declarative endpoint hardening for actix-web.

pub mod clock;
mod context;
mod endpoint;
pub mod error;
mod principal;
mod random;
mod store;

#[doc = include_str!("docs/api_error.md")]
pub use hardpoint_macros::ApiError;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
pub use error::{ApiError, Problem};
pub use principal::Principal;

/// What generated code names.
#[doc(hidden)]
pub mod __private {
    pub use std::borrow::Cow;

    pub use actix_web;

    pub use crate::error::private::{facts, own_problem, shown, text};
    pub use crate::error::{ApiError, AsSource, ErrorFacts, LogLevel, Problem, respond_to_error};
}
