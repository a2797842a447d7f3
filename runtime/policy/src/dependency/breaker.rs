//! `breaker`: when calls are refused because too many fail.

use std::fmt;
use std::str::FromStr;

use super::Share;
use super::time::{read_short, read_some};
use crate::number::positive;
use crate::words::{Known, Options, Word, first, without_commas, words};
use crate::{Duration, PolicyError};

/// When calls are refused because too many fail, and for how long:
/// `50%/30s min:20 open:5s max:60s probes:5 slow:1s`.
///
/// ```
/// use hardpoint_policy::{BreakerPolicy, Duration};
///
/// let policy: BreakerPolicy = "25%/10s open:2s".parse()?;
/// assert_eq!((policy.failures.per_mille(), policy.min), (250, 20));
/// assert_eq!(policy.window, Duration::from_secs(10));
/// assert_eq!(policy.to_string(), "25%/10s open:2s");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// How many of the attempts must fail for it to open.
    pub failures: Share,
    /// Over how long failures are counted; a second at least.
    pub window: Duration,
    /// How many attempts there must have been in that time, at least 1; 20 where unsaid.
    pub min: u32,
    /// For how long it is open the first time; `5s` where unsaid.
    pub open: Duration,
    /// For how long it is open at most, as it stays open longer each time; `max:`, `60s` where
    /// unsaid, or `open` if that is longer.
    pub max_open: Duration,
    /// How many attempts are let in while it is half open, at least 1: where all succeed it closes,
    /// and one that fails opens it again; 5 where unsaid, or `min` if that is less.
    pub probes: u32,
    /// From how long on an attempt counts as a failure, if that is said.
    pub slow: Option<Duration>,
}

const KNOWN: [Known; 5] = [
    Known {
        word: "min",
        example: Some("20"),
    },
    Known {
        word: "open",
        example: Some("5s"),
    },
    Known {
        word: "max",
        example: Some("60s"),
    },
    Known {
        word: "probes",
        example: Some("5"),
    },
    Known {
        word: "slow",
        example: Some("1s"),
    },
];

/// The shortest time over which failures are counted.
const SHORTEST_WINDOW: Duration = Duration::from_secs(1);

/// For how long it is open at most, where nothing is said: longer than that, nobody believes that
/// it will close by itself.
const LONGEST_OPEN: Duration = Duration::from_secs(60);

impl BreakerPolicy {
    /// What holds where nothing is said: `50%/30s min:20 open:5s max:60s probes:5`.
    pub const DEFAULT: Self = Self {
        failures: Share::HALF,
        window: Duration::from_secs(30),
        min: 20,
        open: Duration::from_secs(5),
        max_open: LONGEST_OPEN,
        probes: 5,
        slow: None,
    };

    /// How many probes are let in where nothing is said.
    pub(super) fn unsaid_probes(min: u32) -> u32 {
        Self::DEFAULT.probes.min(min)
    }

    fn unsaid_max(open: Duration) -> Duration {
        LONGEST_OPEN.max(open)
    }
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for BreakerPolicy {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let share = first(
            text,
            &mut rest,
            "a share of failures and its window",
            "50%/30s",
        )?;
        let (failures, window) = read_trip(share)?;
        let options = Options::read(rest, "`breaker`", &KNOWN)?;
        let number = |key, what, example| match options.value(key) {
            Some(word) => positive(word, what, example)
                .map(Some)
                .map_err(|error| error.behind(&format!("{key}:"))),
            None => Ok(None),
        };
        let span = |key, why, example| match options.value(key) {
            Some(word) => read_some(word, key, why, example).map(Some),
            None => Ok(None),
        };
        let min = number("min", "number of attempts", "20")?.unwrap_or(Self::DEFAULT.min);
        let open = span("open", "lets all in at once", "5s")?.unwrap_or(Self::DEFAULT.open);
        let max = span("max", "lets all in at once", "60s")?;
        let probes = number("probes", "number of probes", "5")?;
        Ok(Self {
            failures,
            window,
            min,
            open,
            max_open: max.unwrap_or(Self::unsaid_max(open)),
            probes: probes.unwrap_or(Self::unsaid_probes(min)),
            slow: span("slow", "makes every attempt a failure", "1s")?,
        })
    }
}

impl fmt::Display for BreakerPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.failures, self.window)?;
        if self.min != Self::DEFAULT.min {
            write!(f, " min:{}", self.min)?;
        }
        if self.open != Self::DEFAULT.open {
            write!(f, " open:{}", self.open)?;
        }
        if self.max_open != Self::unsaid_max(self.open) {
            write!(f, " max:{}", self.max_open)?;
        }
        if self.probes != Self::unsaid_probes(self.min) {
            write!(f, " probes:{}", self.probes)?;
        }
        match self.slow {
            Some(slow) => write!(f, " slow:{slow}"),
            None => Ok(()),
        }
    }
}

/// How many must fail, and in which time.
fn read_trip(word: Word<'_>) -> Result<(Share, Duration), PolicyError> {
    let Some((share, window)) = word.split_once('/') else {
        if !word.text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(word
                .error(format!(
                    "`{}` is no share of failures: expected a share and its window, first of all",
                    word.text
                ))
                .help("begin with both, such as `50%/30s`"));
        }
        without_commas(word, &KNOWN)?;
        let share = Share::read(word, "/30s")?;
        return Err(word
            .error(format!(
                "`{share}` has no window: expected `/` and a duration behind it"
            ))
            .help(format!("write `{share}/30s`")));
    };
    let failures = Share::read(share, &format!("/{}", window.text.trim_end_matches(',')))?;
    let behind = |error: PolicyError| error.behind(&format!("{failures}/"));
    without_commas(window, &KNOWN).map_err(behind)?;
    let span = read_short(window, "30s").map_err(behind)?;
    if span < SHORTEST_WINDOW {
        return Err(window
            .error(format!(
                "`{}` is no window to count failures in: expected at least `{SHORTEST_WINDOW}`",
                window.text
            ))
            .help(format!("write `{failures}/30s`")));
    }
    Ok((failures, span))
}
