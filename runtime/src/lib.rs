//! Declarative endpoint hardening for actix-web.

mod cache;
pub mod clock;
mod context;
mod endpoint;
pub mod error;
mod principal;
mod random;
mod store;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
pub use principal::Principal;
