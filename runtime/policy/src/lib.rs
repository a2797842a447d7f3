//! The vocabulary of Hardpoint: what an endpoint can promise, as plain data and as text.
//!
//! Every policy is a value with public fields, reads itself from the text that stands in an
//! attribute or a settings file ([`core::str::FromStr`]) and prints itself back
//! ([`core::fmt::Display`]); the two round-trip. The compiler, the settings file and the running
//! service share this crate, so they read a policy with the same code and refuse it in the same
//! words.

mod body;
mod cache;
mod concurrency;
mod criticality;
mod duration;
mod endpoint;
mod error;
mod header;
mod idempotency;
mod method;
mod number;
mod rate;
mod route;
mod size;
mod spelling;
pub mod status;
mod tags;
mod timeout;
mod words;

pub use body::BodyLimit;
pub use cache::{CachePolicy, Vary};
pub use concurrency::Concurrency;
pub use criticality::Criticality;
pub use duration::Duration;
pub use endpoint::EndpointSpec;
pub use error::PolicyError;
pub use idempotency::Idempotency;
pub use method::Method;
pub use rate::{Mode, OnOutage, Rate, RateKey, policy_names};
pub use route::RoutePath;
pub use size::Size;
pub use spelling::nearest;
pub use tags::{TagPart, TagTemplate, Tags, print_tags, read_tags};
pub use timeout::Timeout;
