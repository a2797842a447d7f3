//! `timeout` of a job: how long one run may take.

use std::fmt;
use std::str::FromStr;

use crate::words::only;
use crate::{Duration, PolicyError};

/// How long one run of a job may take: some time, and not for ever.
///
/// Unlike a request's [`Timeout`](crate::Timeout) it may be longer than a day.
///
/// ```
/// use hardpoint_policy::RunTime;
///
/// assert_eq!("36h".parse::<RunTime>()?.to_string(), "36h");
/// assert!("0s".parse::<RunTime>().is_err());
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunTime(pub(super) Duration);

impl RunTime {
    /// The span.
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl FromStr for RunTime {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "a duration", "10m")?;
        let limit = Duration::read(word)?;
        if limit.is_zero() {
            return Err(word
                .error(format!(
                    "`{}` leaves a run no time: expected at least `1ms`",
                    word.text
                ))
                .help("write `10m`"));
        }
        Ok(Self(limit))
    }
}

impl fmt::Display for RunTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
