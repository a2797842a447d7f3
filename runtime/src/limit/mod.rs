//! Limits: rates, concurrency, load shedding, and the address that rates go by.

mod address;
mod concurrency;
mod gcra;
mod headers;
mod key;
mod rate;
mod shared_key;
mod shed;

pub use address::{TrustedProxies, TrustedProxiesError, client_address};
pub(crate) use concurrency::{ConcurrencyLimit, Permit};
pub use key::RateKeys;
pub use rate::{RateDecision, RateLimits};
pub(crate) use rate::{SharedRates, Step, StoreAway};
pub(crate) use shed::{InFlight, LoadGate};
