//! `per` of a job: among whom one runs at a time.

use std::fmt;
use std::str::FromStr;

use crate::PolicyError;
use crate::words::{choice, only};

/// Among whom one run of a job goes on at a time, and one begins in each period.
///
/// ```
/// use hardpoint_policy::JobScope;
///
/// assert_eq!("instance".parse(), Ok(JobScope::Instance));
/// assert_eq!(JobScope::default().to_string(), "service");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JobScope {
    /// All instances that share a store.
    #[default]
    Service,
    /// Each instance by itself, for what is to be done in its own memory.
    Instance,
}

impl JobScope {
    /// The word that is written for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Instance => "instance",
        }
    }
}

impl FromStr for JobScope {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let word = only(text, "`service` or `instance`", "instance")?;
        let choices = [Self::Service, Self::Instance];
        choice(
            word,
            "scope",
            &choices.map(|choice| (choice.as_str(), choice)),
        )
    }
}

impl fmt::Display for JobScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
