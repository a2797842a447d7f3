//! Declarative endpoint hardening for actix-web.

pub mod clock;
mod context;
mod endpoint;
pub mod error;
mod limit;
mod principal;
mod random;
mod store;

pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
pub use limit::{TrustedProxies, TrustedProxiesError, client_address};
pub use principal::Principal;

/// What the benches measure; no part of the public interface.
#[doc(hidden)]
pub mod __bench {
    pub use crate::limit::{RateDecision, RateKeys, RateLimits};
    pub use crate::store::MemoryRates;
}
