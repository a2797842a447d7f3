//! The vocabulary of Hardpoint: what an endpoint can promise, as plain data and as text.
//!
//! Every policy is a value with public fields, reads itself from the text that stands in an
//! attribute or a settings file ([`core::str::FromStr`]) and prints itself back
//! ([`core::fmt::Display`]); the two round-trip. The compiler, the settings file and the running
//! service share this crate, so they read a policy with the same code and refuse it in the same
//! words.
//!
//! # The grammar
//!
//! A text is a quantity or a flag, then `key:value` words and flags in any order, each at most
//! once, with white space between them and none inside. What is printed is the shortest text:
//! words in one order, defaults left out.
//!
//! | type | quantity | words | default |
//! |---|---|---|---|
//! | [`Duration`] | `250ms` `5s` `2m` `24h`, up to ten years | | |
//! | [`Size`] | `512B` `64KiB` `1MiB` `1GiB`, from 1 byte | | |
//! | [`Timeout`] | a duration up to a day, or `none because:` and the reason | | `30s` |
//! | [`BodyLimit`] | a size, or `stream` | | `64KiB` |
//! | [`Rate`] | number `/` window; windows `s` `min` `h` `d`, or a number of them, `10s` | `per:` `burst:` `cost:` `on-outage:` `mode:` | |
//! | [`RateKey`], `per:` | `ip` `principal` `tenant` `header(x-key)` `global` | | `ip` |
//! | [`OnOutage`], `on-outage:` | `local` `deny` | | `local` |
//! | [`Mode`], `mode:` | `enforce` `shadow` | | `enforce` |
//! | [`Concurrency`] | a number from 1 | `queue:` and `wait:`, both or neither | nobody waits |
//! | [`CachePolicy`] | | `ttl:` (must be said) `stale:` `shared` `vary:` `tags:` `invalidated-by:` `max:` `status:` | `max:1MiB` |
//! | [`Vary`], `vary:` | `principal` `tenant`, or a header; a list with commas | | |
//! | [`InvalidatedBy`], `invalidated-by:` | `endpoints` `ttl` `code` | | `endpoints` |
//! | [`Tags`], `tags:` | `orders,order-{id}`; read with [`read_tags`], printed with [`print_tags`] | | |
//! | [`Idempotency`] | | `ttl:` `optional` `rerun-safe` `tx` | `ttl:24h` |
//! | [`Criticality`] | `critical` `default` `sheddable` | | `default` |
//! | [`Access`] | `public`, `principal`, or scopes with commas, `orders:read,orders:write` | | `unstated` |
//! | [`Date`] | `2026-06-01`, from 1970 to 9999 | | |
//! | [`Deprecation`] | a date | `see:` `successor:`, each a path or a URL | |
//! | [`Sunset`] | a date | `see:` | |
//! | [`Slo`] | `99.9%`, over 0 and below 100, up to 3 decimals | `under:` | any answer in time |
//! | [`Period`], a job's `every` | a duration, from `1s` | | |
//! | [`RunTime`], a job's `timeout` | a duration | | |
//! | [`JobScope`], a job's `per` | `service` `instance` | | `service` |
//! | a dependency's `timeout`, `attempt` | a duration up to a day | | `10s` |
//! | [`Retry`], a dependency's `retry` | attempts in all, from 2 to 100 | `base:` `max:` | `3` |
//! | [`BreakerPolicy`] | [`Share`] `/` window, `50%/30s`, a window from `1s` | `min:` `open:` `max:` `probes:` `slow:` | `50%/30s min:20 open:5s max:60s probes:5` |
//! | [`BulkheadPolicy`], a dependency's `concurrency` | a number from 1 | `wait:` | `100` |
//! | [`Hedge`] | `p50` to `p99`, or a duration | | never |
//! | [`Method`] | `GET` `HEAD` `POST` … | | |
//! | [`RoutePath`] | `/orders/{id}`, `{name:regex}`, `{tail}*` | | |
//!
//! Units are written: a bare number where a duration or a size is meant is refused, except behind
//! `ttl:` and `stale:`, where it is seconds, as users of HTTP caches write them.
//!
//! An option that can be done without says no in one way, `none because:` and the reason, which
//! [`read_none`] reads.
//!
//! # What is refused
//!
//! Nothing is guessed and nothing is skipped: a word that is not known, a word twice, a number
//! out of range are errors. A [`PolicyError`] says what was read and what was expected, where in
//! the text, and what to write instead. What two policies of one endpoint cannot promise together
//! is found by [`check`], and what its endpoints cannot promise beside each other by
//! [`check_all`]; of a [job](JobSpec) by [`check_job`], of a [dependency](DependencySpec) by
//! [`check_dependency`]; [`RULES`] lists every rule with its reason.
//!
//! ```
//! use hardpoint_policy::{PolicyError, Rate};
//!
//! let rate: Rate = "10/min per:principal burst:20".parse()?;
//! assert_eq!((rate.quota, rate.burst, rate.cost), (10, 20, 1));
//!
//! let error = "10/min brust:20".parse::<Rate>().unwrap_err();
//! assert_eq!(error.help.as_deref(), Some("write `burst:20`"));
//! assert_eq!(&"10/min brust:20"[error.at.0..error.at.1], "brust:20");
//! # Ok::<(), PolicyError>(())
//! ```

mod access;
mod body;
mod cache;
mod catalogue;
mod concurrency;
mod criticality;
mod date;
mod dependency;
mod duration;
mod endpoint;
mod error;
mod header;
mod idempotency;
mod job;
mod keys;
mod lifecycle;
mod method;
mod named;
mod none;
mod number;
mod promised;
mod rate;
mod reference;
mod route;
mod rules;
pub mod setting;
mod size;
mod slo;
mod spelling;
pub mod status;
mod tags;
mod timeout;
mod version;
mod words;

pub use access::Access;
pub use body::BodyLimit;
pub use cache::{CachePolicy, InvalidatedBy, Vary};
pub use catalogue::{RULES, Rule};
pub use concurrency::Concurrency;
pub use criticality::Criticality;
pub use date::Date;
pub use dependency::{
    BreakerPolicy, BulkheadPolicy, DependencySpec, Hedge, Retry, Share, Stated, check_dependency,
};
pub use duration::Duration;
pub use endpoint::EndpointSpec;
pub use error::PolicyError;
pub use idempotency::Idempotency;
pub use job::{JobScope, JobSpec, Period, RunTime, check_job};
pub use lifecycle::{Deprecation, Sunset};
pub use method::Method;
pub use none::read_none;
pub use rate::{Mode, OnOutage, Rate, RateKey, policy_names};
pub use route::{RoutePath, covers, same_shape};
pub use rules::{ErrorFact, RuleBreach, SetBreach, SetFacts, check, check_all, variable};
pub use size::Size;
pub use slo::Slo;
pub use spelling::nearest;
pub use tags::{TagPart, TagTemplate, Tags, print_tags, read_tags};
pub use timeout::Timeout;
pub use version::{ServedAt, Version, Versioning};
