//! How a guard is put together by hand.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use hardpoint_policy::{
    self as policy, BreakerPolicy, BulkheadPolicy, DependencySpec, Hedge, Retry, RuleBreach,
    Stated, check_dependency,
};

use super::budget::RetryBudget;
use super::guard::Guard;
use super::registry::Registry;
use crate::clock::Clock;

/// A [`Guard`] that is being put together.
#[derive(Debug, Clone)]
#[must_use = "a guard is there once it is built"]
pub struct GuardBuilder {
    spec: DependencySpec,
    clock: Clock,
    budget: Option<RetryBudget>,
}

impl GuardBuilder {
    pub(super) fn new(name: String) -> Self {
        let mut spec = DependencySpec::new("");
        spec.name = name.into();
        Self {
            spec,
            clock: Clock::system(),
            budget: None,
        }
    }

    /// Shares breaker and bulkhead with all guards of that name, in place of its own.
    pub fn guard(mut self, name: impl Into<String>) -> Self {
        self.spec.guard = Some(name.into().into());
        self
    }

    /// For how long a call may go on, all in all; in whole milliseconds, 10 seconds unless stated.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.spec.timeout = millis(timeout);
        self
    }

    /// For how long one attempt may go on, in whole milliseconds; what the waits leave of the
    /// `timeout`, divided by the attempts, unless stated.
    pub fn attempt(mut self, attempt: Duration) -> Self {
        self.spec.attempt = Some(millis(attempt));
        self
    }

    /// To call twice is as good as once, or every call goes with a [key](Guard::keyed): calls are
    /// made again.
    pub fn idempotent(mut self) -> Self {
        self.spec.is_repeatable = true;
        self
    }

    /// How often, and how long is waited in between; 3 attempts in all unless stated.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.spec.retry = Stated::Policy(retry);
        self
    }

    /// When calls are refused because too many fail; `50%/30s min:20 open:5s` unless stated.
    pub fn breaker(mut self, breaker: BreakerPolicy) -> Self {
        self.spec.breaker = Stated::Policy(breaker);
        self
    }

    /// How many calls go on at once; 100 unless stated.
    pub fn concurrency(mut self, concurrency: BulkheadPolicy) -> Self {
        self.spec.concurrency = Stated::Policy(concurrency);
        self
    }

    /// When a second attempt is made beside a slow one; never unless stated.
    pub fn hedge(mut self, hedge: Hedge) -> Self {
        self.spec.hedge = Some(hedge);
        self
    }

    /// Never makes a call again, and why.
    pub fn without_retry(mut self, because: impl Into<String>) -> Self {
        self.spec.retry = none(because);
        self
    }

    /// Never refuses calls because too many fail, and why.
    pub fn without_breaker(mut self, because: impl Into<String>) -> Self {
        self.spec.breaker = none(because);
        self
    }

    /// Lets any number of calls go on at once, and why.
    pub fn without_concurrency(mut self, because: impl Into<String>) -> Self {
        self.spec.concurrency = none(because);
        self
    }

    /// All of it in one word.
    pub fn spec(mut self, spec: DependencySpec) -> Self {
        self.spec = spec;
        self
    }

    /// By another clock than the system's, for tests. Guards by one clock know each other by name;
    /// those by another clock are apart.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// With a part of this budget for retries and hedges, in place of the process's. Of guards that
    /// share a name, the first one's holds.
    pub fn budget(mut self, budget: &RetryBudget) -> Self {
        self.budget = Some(budget.clone());
        self
    }

    /// The guard.
    ///
    /// # Errors
    ///
    /// Where a name is none, or what is said does not fit together: with every reason.
    pub fn build(self) -> Result<Guard, GuardError> {
        let breaches = check_dependency(&self.spec);
        if !breaches.is_empty() {
            return Err(GuardError {
                name: self.spec.name.into_owned(),
                breaches,
            });
        }
        let registry = Registry::of(&self.clock);
        Ok(registry.add(self.spec, self.budget.as_ref()))
    }
}

/// Up to a millisecond more, for nothing is worse than no time at all.
fn millis(span: Duration) -> policy::Duration {
    let millis = span.as_nanos().div_ceil(1_000_000);
    policy::Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

fn none<T>(because: impl Into<String>) -> Stated<T> {
    let because = because.into().into();
    Stated::None { because }
}

/// Why there is no such guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardError {
    name: String,
    breaches: Vec<RuleBreach>,
}

impl GuardError {
    /// The rules that are broken.
    pub fn breaches(&self) -> &[RuleBreach] {
        &self.breaches
    }
}

impl fmt::Display for GuardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there can be no guard `{}`", self.name)?;
        for breach in &self.breaches {
            write!(f, "\n{}\nhelp: {}", breach.message, breach.help)?;
        }
        Ok(())
    }
}

impl Error for GuardError {}
