//! Declarative endpoint hardening for actix-web.

mod body;
pub mod clock;
mod context;
mod endpoint;
pub mod error;
mod idempotency;
mod principal;
mod random;
mod store;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
pub use principal::Principal;
