//! Declarative endpoint hardening for actix-web.

// The derives name the crate from outside; so do its own tests.
#[cfg(test)]
extern crate self as hardpoint;

pub mod clock;
mod context;
mod endpoint;
pub mod error;
mod principal;
mod random;
pub mod request;
mod store;

#[doc = include_str!("docs/api_error.md")]
pub use hardpoint_macros::ApiError;
#[doc = include_str!("docs/api_request.md")]
pub use hardpoint_macros::ApiRequest;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
pub use error::{ApiError, Problem};
pub use principal::Principal;
pub use request::{ApiRequest, Bounded};

/// What generated code names.
#[doc(hidden)]
pub mod __private {
    pub use std::borrow::Cow;

    pub use {actix_web, garde, serde};

    pub use crate::error::private::{facts, own_problem, text};
    pub use crate::error::{ApiError, AsSource, ErrorFacts, LogLevel, Problem, respond_to_error};
    pub use crate::request::derive as request;
}
