//! `#[dependency]`: what calls to another service promise.

mod breaker;
mod bulkhead;
mod hedge;
mod name;
mod pace;
mod retry;
mod rules;
mod share;
mod stated;
mod time;
mod written;

use std::borrow::Cow;

use crate::Duration;

pub use breaker::BreakerPolicy;
pub use bulkhead::BulkheadPolicy;
pub use hedge::Hedge;
pub use retry::Retry;
pub use rules::check_dependency;
#[cfg(test)]
pub(crate) use rules::names;
pub use share::Share;
pub use stated::Stated;

/// What calls to one dependency promise.
///
/// A field is what is said, and the method of its name what holds: of what is unsaid, whatever
/// fits the rest. An unsaid `attempt`, `base:` or `max:` fits into any `timeout`.
///
/// ```
/// use hardpoint_policy::{DependencySpec, Stated};
///
/// let spec = DependencySpec {
///     timeout: "2s".parse()?,
///     attempt: Some("500ms".parse()?),
///     is_repeatable: true,
///     retry: Stated::Policy("3 base:100ms".parse()?),
///     ..DependencySpec::new("inventory")
/// };
/// assert_eq!((spec.attempts(), spec.backoff_sum().as_millis()), (3, 300));
/// assert_eq!(spec.breaker().unwrap().to_string(), "50%/30s");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencySpec {
    /// What it is called in metrics and lines of the log: the function's name, or what
    /// `name = "…"` says; 1 to 64 of `A-Z a-z 0-9 _ . -`.
    pub name: Cow<'static, str>,
    /// Whose breaker, bulkhead and latencies it shares, if that is said; see
    /// [`guard`](Self::guard).
    pub guard: Option<Cow<'static, str>>,
    /// How long a call may take in all, with every attempt and all waiting; `10s` where nothing is
    /// said, and at most a day.
    pub timeout: Duration,
    /// How long one attempt may take, if that is said; see
    /// [`attempt_timeout`](Self::attempt_timeout).
    pub attempt: Option<Duration>,
    /// Whether to call twice is as good as once: `idempotent`, or `key = …`.
    pub is_repeatable: bool,
    /// How often a call is attempted, and how long is waited in between.
    pub retry: Stated<Retry>,
    /// When calls are refused because too many fail; see [`breaker`](Self::breaker).
    pub breaker: Stated<BreakerPolicy>,
    /// How many calls go on at once; see [`bulkhead`](Self::bulkhead).
    pub concurrency: Stated<BulkheadPolicy>,
    /// When a second attempt is made beside a slow one; never where nothing is said.
    pub hedge: Option<Hedge>,
}

impl DependencySpec {
    /// How long a call may take in all where nothing is said: `10s`.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// A dependency with every default.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            guard: None,
            timeout: Self::DEFAULT_TIMEOUT,
            attempt: None,
            is_repeatable: false,
            retry: Stated::Unsaid,
            breaker: Stated::Unsaid,
            concurrency: Stated::Unsaid,
            hedge: None,
        }
    }

    /// Under which name breaker, bulkhead and latencies are shared: what is said, or else its own.
    pub fn guard(&self) -> &str {
        self.guard.as_ref().unwrap_or(&self.name)
    }

    /// When calls are refused because too many fail; `None` where a reason is given to do without.
    ///
    /// Where nothing is said, it is [`BreakerPolicy::DEFAULT`], over a longer window if an attempt
    /// takes long. No more probes are let in than calls go on at once.
    pub fn breaker(&self) -> Option<BreakerPolicy> {
        let mut policy = match &self.breaker {
            Stated::Unsaid => BreakerPolicy {
                window: twice(self.attempt_timeout()).max(BreakerPolicy::DEFAULT.window),
                ..BreakerPolicy::DEFAULT
            },
            Stated::Policy(policy) => *policy,
            Stated::None { .. } => return None,
        };
        // What nobody has said gives way.
        if let Some(bulkhead) = self.bulkhead()
            && policy.probes == BreakerPolicy::unsaid_probes(policy.min)
        {
            policy.probes = policy.probes.min(bulkhead.limit);
        }
        Some(policy)
    }

    /// How many calls go on at once; `None` where a reason is given to do without.
    pub fn bulkhead(&self) -> Option<BulkheadPolicy> {
        match &self.concurrency {
            Stated::Unsaid => Some(BulkheadPolicy::DEFAULT),
            Stated::Policy(policy) => Some(*policy),
            Stated::None { .. } => None,
        }
    }
}

/// The shortest window in which a breaker sees more than one attempt.
fn twice(attempt: Duration) -> Duration {
    Duration::from_millis(attempt.as_millis().saturating_mul(2))
}

#[cfg(test)]
mod tests;
