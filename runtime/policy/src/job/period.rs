//! `every`: how far apart the moments are at which a job is due.

use std::fmt;
use std::str::FromStr;

use crate::words::only;
use crate::{Duration, PolicyError};

/// How far apart the moments are at which a job is due; a second at least.
///
/// ```
/// use hardpoint_policy::Period;
///
/// assert_eq!("90m".parse::<Period>()?.to_string(), "90m");
/// assert!("0s".parse::<Period>().is_err());
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(pub(super) Duration);

const SHORTEST: Duration = Duration::from_secs(1);

impl Period {
    pub(super) const HOUR: Self = Self(Duration::from_secs(3_600));

    /// The span.
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl FromStr for Period {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "a duration", "1h")?;
        let period = Duration::read(word)?;
        if period < SHORTEST {
            return Err(word
                .error(format!(
                    "`{}` is no period for a job: expected at least `{SHORTEST}`",
                    word.text
                ))
                .help(format!("write `{SHORTEST}` or more")));
        }
        Ok(Self(period))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
