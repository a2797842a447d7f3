//! Declarative endpoint hardening for actix-web.

#[doc(hidden)]
#[path = "private_stub.rs"]
pub mod __private;
pub mod clock;
mod context;
mod endpoint;
pub mod error;
mod principal;
mod probe;
mod random;
mod store;

pub use hardpoint_macros::endpoint;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
pub use principal::Principal;
