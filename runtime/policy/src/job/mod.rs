//! `#[job]`: what a background job promises.

mod period;
mod rules;
mod scope;
mod time;
mod written;

use std::borrow::Cow;

use crate::Duration;

pub use period::Period;
pub use rules::check_job;
#[cfg(test)]
pub(crate) use rules::names;
pub use scope::JobScope;
pub use time::RunTime;

/// What one background job promises.
///
/// ```
/// use hardpoint_policy::JobSpec;
///
/// let spec = JobSpec {
///     every: "1h".parse()?,
///     jitter: "5m".parse()?,
///     ..JobSpec::new("cleanup")
/// };
/// assert_eq!(spec.limit().to_string(), "10m");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSpec {
    /// What it is called: the function's name, or what `name = "…"` says.
    pub name: Cow<'static, str>,
    /// How far apart the moments are at which it is due: the multiples of this since 1970, UTC.
    pub every: Period,
    /// How long a run may take, if that is said; see [`limit`](Self::limit).
    pub timeout: Option<RunTime>,
    /// How much later than due a run begins at most, which is drawn anew for each.
    pub jitter: Duration,
    /// Whether it is said that a run may go on while the next is due, which is skipped then.
    pub skips: bool,
    /// Whether it runs when the service starts, too, unless it has run in that period.
    pub on_start: bool,
    /// Among whom one runs at a time.
    pub per: JobScope,
}

/// The longest that a run may take where nothing is said.
const UNSAID: Duration = Duration::from_secs(600);

impl JobSpec {
    /// A job that is due every hour, with every default.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            every: Period::HOUR,
            timeout: None,
            jitter: Duration::ZERO,
            skips: false,
            on_start: false,
            per: JobScope::Service,
        }
    }

    /// How long a run may take: what is said, or else 10 minutes, and less where the next is due
    /// earlier.
    pub fn limit(&self) -> Duration {
        match self.timeout {
            Some(said) => said.0,
            None => self.time_between().min(UNSAID),
        }
    }

    /// What there is between the latest begin of a run and the earliest of the next: a millisecond
    /// at least, whatever is said.
    pub(crate) fn time_between(&self) -> Duration {
        let every = self.every.0.as_millis();
        Duration::from_millis(every.saturating_sub(self.jitter.as_millis()).max(1))
    }
}

#[cfg(test)]
mod tests;
