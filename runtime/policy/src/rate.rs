//! `rate`: how many requests a key may make.

use std::borrow::Cow;

use crate::Duration;

/// One rate limit: `10/min per:ip burst:20 cost:2 on-outage:deny mode:shadow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// How many per window, at least 1.
    pub quota: u32,
    /// The window: `s`, `min`, `h`, `d`, or a number of one of those (`100/10s`).
    pub window: Duration,
    /// What is counted apart; `per:ip` where nothing is said.
    pub key: RateKey,
    /// The bucket's size, `quota` where nothing is said.
    pub burst: u32,
    /// What one request takes from the bucket, 1 where nothing is said.
    pub cost: u32,
    /// What happens while the store is away.
    pub on_outage: OnOutage,
    /// Whether it refuses or only counts.
    pub mode: Mode,
}

/// What a rate limit counts apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RateKey {
    /// The client's address; IPv6 by /64.
    Ip,
    /// The authenticated principal; where there is none, the address.
    Principal,
    /// The principal's tenant; where there is none, the principal, then the address.
    Tenant,
    /// A header's value; where it is missing, the address. The name is lower case.
    Header(Cow<'static, str>),
    /// One bucket for all.
    Global,
}

/// What a rate limit does while its store is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnOutage {
    /// Decide in this process, at the limit's share.
    #[default]
    Local,
    /// Answer 503.
    Deny,
}

/// Whether a policy acts or only watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It refuses.
    #[default]
    Enforce,
    /// It decides, counts and logs, and lets pass.
    Shadow,
}
