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
mod request;
mod store;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
#[doc = include_str!("docs/api_request.md")]
pub use hardpoint_macros::ApiRequest;
pub use principal::Principal;
pub use request::{ApiRequest, Bounded};

/// What expansions of the macros name; not for hands.
#[doc(hidden)]
pub mod __private {
    pub use hardpoint_macros::erase;
    pub use {actix_web, garde, serde};

    pub use crate::request::ApiRequest;
    pub use crate::request::derive as request;
}
