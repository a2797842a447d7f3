//! `cache`: how answers are stored and shared.

use std::borrow::Cow;

use crate::{Duration, Size, Tags};

/// How answers are stored: `ttl:60 stale:30 vary:principal,accept-language tags:orders max:1MiB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachePolicy {
    /// How long an answer is fresh; it must be said. A bare number is seconds.
    pub ttl: Duration,
    /// For how long after that it may be served while it is renewed, or on error; zero where unsaid.
    pub stale: Duration,
    /// Whether the answer is said to be the same for everyone (`shared`).
    pub shared: bool,
    /// What the answer depends on besides path and query.
    pub vary: Cow<'static, [Vary]>,
    /// Under which tags it can be invalidated.
    pub tags: Tags,
    /// The largest body that is stored; `1MiB` where nothing is said.
    pub max: Size,
    /// Which statuses are stored besides 200 (`status:204,404,301`).
    pub statuses: Cow<'static, [u16]>,
}

/// One thing an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Vary {
    /// The principal (and its tenant).
    Principal,
    /// The principal's tenant.
    Tenant,
    /// A request header, lower case.
    Header(Cow<'static, str>),
}
