//! Limits: rates, concurrency, load shedding, and the address that rates go by.

mod address;
mod concurrency;
mod gcra;
mod headers;
mod key;
mod rate;
mod shed;

pub use address::{TrustedProxies, TrustedProxiesError, client_address};
pub(crate) use concurrency::{ConcurrencyLimit, Permit};
pub use key::RateKeys;
pub use rate::{RateDecision, RateLimits};
pub(crate) use shed::{InFlight, LoadGate};
