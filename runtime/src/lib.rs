//! Declarative endpoint hardening for actix-web.
//!
//! One attribute says what an endpoint promises; the compiler checks the promise; the runtime
//! keeps it under load, faults and bad input.
//!
//! ```
//! use actix_web::web::{Json, Path};
//! use hardpoint::prelude::*;
//!
//! /// The price of one symbol, in cents.
//! #[endpoint(get = "/quotes/{symbol}", timeout = "5s", rate = "10/min", cache = "ttl:60")]
//! async fn quote(symbol: Path<String>) -> Json<u64> {
//!     Json(symbol.len() as u64 * 100)
//! }
//!
//! let hardpoint = Hardpoint::builder().endpoints(endpoints![quote]).build()?;
//! # let _ =
//! actix_web::App::new().configure(hardpoint.mount());
//! # Ok::<(), hardpoint::StartError>(())
//! ```
//!
//! - [`endpoint`] hardens a handler; its page has the table of options.
//! - [`hardpoint.toml`](docs::hardpoint_toml) says what holds for all of them.
//! - [`ApiError`](derive@ApiError) says of each error what the client is told.
//! - [`ApiRequest`](derive@ApiRequest) makes a struct a strict, validated request.
//! - [`Settings`](derive@Settings) makes a struct the settings of a service; [`Secret`] is a value
//!   that is not shown.
//! - [The rules](docs::rules) that are asked of all of these, each with its reason.
//! - [`Hardpoint`] is what the endpoints of a process share; [`endpoints!`] lists them.
//! - [`job`] makes a function a background job; [`jobs!`] lists them.
//! - [`dependency`](macro@dependency) guards the calls of a function that asks another service.
//! - [`Store`] is where what outlives a request is kept; [its page](mod@store) says what happens
//!   while that is away.
//! - [`RequestContext`] is what is known of the request at hand.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `acceptance` | in [`store`](mod@store), the suites that every store must pass |
//! | `api-keys` | in [`auth`], API keys of which only hashes are kept |
//! | `compress` | request bodies in gzip and deflate, whose sizes count after decoding; what the admin listener answers |
//! | `http-client` | `hardpoint::http`: a client for other services, within time limits and out of what is inside |
//! | `http2` | HTTP/2 in actix-web, which pins h2 0.3 (RUSTSEC-2026-0258 lists no fix): off unless said |
//! | `jwt` | in [`auth`], bearer tokens by pinned algorithms and keys that rotate |
//! | `logs` | [`logs`]: JSON lines or text, with request ids and without secrets, changed while running |
//! | `otel` | in [`traces`], spans of requests and their stages, exported by OTLP |
//! | `postgres` | `hardpoint::db`: PostgreSQL with deadlines, replicas and transactions |
//! | `redis` | [`store`](mod@store): rate limits in Redis or Valkey that all instances of a service share |
//! | `testing` | `hardpoint::testing`: a service in your own tests, with a clock and a store that they turn |
//!
//! Everything else is always there and costs nothing where it is not used.

// The derives name the crate from outside; so do its own tests.
#[cfg(test)]
extern crate self as hardpoint;

mod answer;
pub mod auth;
#[cfg(any(
    feature = "http-client",
    feature = "otel",
    feature = "postgres",
    feature = "redis"
))]
mod authorities;
mod body;
mod builder;
mod cache;
mod cacheable;
mod clash;
pub mod clock;
mod constant;
mod context;
#[cfg(feature = "postgres")]
pub mod db;
mod demand;
pub mod dependency;
pub mod docs;
mod endpoint;
mod environment;
pub mod error;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod handler;
mod header_value;
#[cfg(feature = "http-client")]
pub mod http;
mod idempotency;
mod invocation;
mod job;
mod lifecycle;
mod limit;
#[cfg(feature = "logs")]
pub mod logs;
mod manners;
mod method;
mod mount;
mod mountable;
pub mod observe;
mod pipeline;
pub mod prelude;
mod principal;
mod probe;
mod promises;
mod random;
mod registry;
pub mod reply;
pub mod request;
mod runtime;
pub mod server;
pub mod settings;
mod site;
mod start;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
pub mod traces;
mod transaction;
mod versions;
mod within;

pub use answer::Answer;
pub use auth::Authenticator;
pub use builder::Builder;
pub use cacheable::{Cacheable, KeyNeeds};
pub use clock::{Clock, ManualClock, Moment};
pub use context::{Deadline, RequestContext, RequestId};
#[cfg(feature = "postgres")]
pub use db::{Db, Tx};
pub use environment::Environment;
pub use error::{ApiError, Problem};
#[doc = include_str!("docs/api_error.md")]
pub use hardpoint_macros::ApiError;
#[doc = include_str!("docs/api_request.md")]
pub use hardpoint_macros::ApiRequest;
#[doc = include_str!("docs/settings.md")]
pub use hardpoint_macros::Settings;
#[doc = include_str!("docs/dependency.md")]
pub use hardpoint_macros::dependency;
#[doc = include_str!("docs/endpoint.md")]
pub use hardpoint_macros::endpoint;
#[doc = include_str!("docs/jobs.md")]
pub use hardpoint_macros::job;
#[cfg(feature = "testing")]
#[doc = include_str!("docs/test.md")]
pub use hardpoint_macros::test;
pub use hardpoint_policy as policy;
pub use job::{Job, JobArgument, JobError, JobOutcome, JobRun, Jobs};
pub use limit::{TrustedProxies, TrustedProxiesError, client_address};
pub use principal::Principal;
pub use registry::Endpoints;
pub use request::{ApiRequest, Bounded};
pub use runtime::Hardpoint;
pub use server::RunError;
pub use settings::{Secret, Settings, SettingsError};
pub use start::{Override, StartError, StartFault};
pub use store::Store;
pub use versions::Versions;

/// What the benches measure; no part of the public interface.
#[doc(hidden)]
pub mod __bench {
    pub use crate::limit::{RateDecision, RateKeys, RateLimits};
    pub use crate::store::MemoryRates;
}

/// What a `main` returns that [runs](Builder::run) a service.
pub type Result<T, E = RunError> = std::result::Result<T, E>;
