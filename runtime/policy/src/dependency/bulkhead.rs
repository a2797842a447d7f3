//! `concurrency` of a dependency: how many calls go on at once.

use std::fmt;
use std::str::FromStr;

use super::time::read_some;
use crate::number::positive;
use crate::words::{Known, Options, first, without_commas, words};
use crate::{Duration, PolicyError};

/// How many calls go on at once, and how long one waits for its turn: `32 wait:50ms`.
///
/// ```
/// use hardpoint_policy::{BulkheadPolicy, Duration};
///
/// let policy: BulkheadPolicy = "32 wait:50ms".parse()?;
/// assert_eq!((policy.limit, policy.wait), (32, Duration::from_millis(50)));
/// assert_eq!(policy.to_string(), "32 wait:50ms");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkheadPolicy {
    /// How many calls go on at once, at least 1.
    pub limit: u32,
    /// How long one waits for its turn at most; zero where unsaid: it is refused at once.
    pub wait: Duration,
}

const KNOWN: [Known; 1] = [Known {
    word: "wait",
    example: Some("50ms"),
}];

impl BulkheadPolicy {
    /// What holds where nothing is said: `100`, of whom nobody waits.
    pub const DEFAULT: Self = Self {
        limit: 100,
        wait: Duration::ZERO,
    };
}

impl Default for BulkheadPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for BulkheadPolicy {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let limit = first(text, &mut rest, "how many calls go on at once", "32")?;
        without_commas(limit, &KNOWN)?;
        let limit = positive(limit, "number of calls at once", "32")?;
        let options = Options::read(rest, "`concurrency` of a dependency", &KNOWN)?;
        let wait = match options.value("wait") {
            Some(word) => read_some(word, "wait", "waits for nothing", "50ms")?,
            None => Duration::ZERO,
        };
        Ok(Self { limit, wait })
    }
}

impl fmt::Display for BulkheadPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.limit)?;
        if !self.wait.is_zero() {
            write!(f, " wait:{}", self.wait)?;
        }
        Ok(())
    }
}
