//! `rate`: how many requests a key may make.

mod arithmetic;
mod names;
mod text;
mod words;

use std::borrow::Cow;

use crate::Duration;

pub use names::policy_names;

/// One rate limit: `10/min per:ip burst:20 cost:2 on-outage:deny mode:shadow`.
///
/// It is a bucket of `burst` units that refills by `quota` units a window, evenly; a request
/// takes `cost` units.
///
/// ```
/// use hardpoint_policy::{Rate, RateKey};
///
/// let rate: Rate = "100/10s per:header(X-Key) burst:20".parse()?;
/// assert_eq!((rate.quota, rate.window.as_millis(), rate.burst), (100, 10_000, 20));
/// assert_eq!(rate.key, RateKey::Header("x-key".into()));
/// assert_eq!(rate.to_string(), "100/10s per:header(x-key) burst:20");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
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

impl Rate {
    /// `quota` per `window` for each address, with every default.
    pub const fn new(quota: u32, window: Duration) -> Self {
        Self {
            quota,
            window,
            key: RateKey::Ip,
            burst: quota,
            cost: 1,
            on_outage: OnOutage::Local,
            mode: Mode::Enforce,
        }
    }
}

/// What a rate limit counts apart.
///
/// ```
/// use hardpoint_policy::RateKey;
///
/// assert_eq!("header(X-Key)".parse(), Ok(RateKey::Header("x-key".into())));
/// assert_eq!(RateKey::default().to_string(), "ip");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum RateKey {
    /// The client's address; IPv6 by /64.
    #[default]
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
///
/// ```
/// use hardpoint_policy::OnOutage;
///
/// assert_eq!("deny".parse(), Ok(OnOutage::Deny));
/// assert_eq!(OnOutage::default().to_string(), "local");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnOutage {
    /// Decide in this process, at the limit's share.
    #[default]
    Local,
    /// Answer 503.
    Deny,
}

/// Whether a policy acts or only watches.
///
/// ```
/// use hardpoint_policy::Mode;
///
/// assert_eq!("shadow".parse(), Ok(Mode::Shadow));
/// assert_eq!(Mode::default().to_string(), "enforce");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It refuses.
    #[default]
    Enforce,
    /// It decides, counts and logs, and lets pass.
    Shadow,
}

#[cfg(test)]
mod tests;
