//! What a breaker tells: its state, and why that changed.

use std::borrow::Cow;
use std::time::Duration;

use crate::clock::Moment;

/// Whether attempts are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum BreakerState {
    /// All are, and counted.
    Closed,
    /// None is.
    Open,
    /// A few are, to see whether the dependency is back.
    HalfOpen,
}

impl BreakerState {
    /// As it is called in metrics, logs and on the admin listener.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// What an operator holds a breaker to, whatever is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Forced {
    /// No attempt is let through.
    Open,
    /// All attempts are let through.
    Closed,
}

/// A breaker's change of state, told once: to whoever caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) from: BreakerState,
    pub(crate) to: BreakerState,
    pub(crate) why: Why,
}

/// Why a breaker's state changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// As many of the attempts within the window failed or were slow as the policy bears.
    Failures { failures: u64, calls: u64 },
    /// It had been open for its time: attempts are let in as probes.
    Waited,
    /// A probe failed, or was slow.
    ProbeFailed,
    /// As many probes succeeded as the policy asks for.
    ProbesPassed,
    /// Probes were let in and none of them succeeded in time: they hang, or were given up.
    NoVerdict,
    /// An operator forced it.
    Forced,
    /// An operator gave it back to what is counted.
    Released,
}

/// What can be seen of a breaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) state: BreakerState,
    /// Since when it is in that state.
    pub(crate) since: Moment,
    /// Where it is open by itself: how long until an attempt is let in.
    pub(crate) retry_after: Option<Duration>,
    /// How many of `calls` failed or were slow.
    pub(crate) failures: u64,
    /// How many attempts ended within the window and were counted.
    pub(crate) calls: u64,
    /// How many probes are under way.
    pub(crate) probes_in_flight: u32,
    /// How many probes have succeeded since it is half-open.
    pub(crate) probes_passed: u32,
    /// The kind of the last failure that was counted.
    pub(crate) last_failure: Option<Cow<'static, str>>,
    pub(crate) forced: Option<Forced>,
}
