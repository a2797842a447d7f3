//! `concurrency`: how many requests of an endpoint run at once.

use std::fmt;
use std::str::FromStr;

use crate::number::positive;
use crate::words::{Known, Options, first, without_commas, words};
use crate::{Duration, PolicyError};

/// How many run at once, how many wait, and how long: `64 queue:128 wait:200ms`.
///
/// ```
/// use hardpoint_policy::{Concurrency, Duration};
///
/// let policy: Concurrency = "64 queue:128 wait:200ms".parse()?;
/// assert_eq!((policy.limit, policy.queue), (64, 128));
/// assert_eq!(policy.wait, Duration::from_millis(200));
/// assert_eq!(policy.to_string(), "64 queue:128 wait:200ms");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concurrency {
    /// How many run at once, at least 1.
    pub limit: u32,
    /// How many may wait for a permit; 0 where no `queue:` is said.
    pub queue: u32,
    /// How long one waits at most; zero where no `queue:` is said (`queue:` demands `wait:`).
    pub wait: Duration,
}

const KNOWN: [Known; 2] = [
    Known {
        word: "queue",
        example: Some("128"),
    },
    Known {
        word: "wait",
        example: Some("200ms"),
    },
];

impl FromStr for Concurrency {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let mut rest = words(text);
        let limit = first(text, &mut rest, "how many run at once", "64")?;
        without_commas(limit, &KNOWN)?;
        let limit = positive(limit, "number of requests at once", "64")?;
        let options = Options::read(rest, "`concurrency`", &KNOWN)?;
        let (queue, wait) = match (options.word("queue"), options.word("wait")) {
            (None, None) => (0, Duration::ZERO),
            (Some(queue), None) => {
                return Err(queue
                    .error(format!(
                        "`{}` without `wait:` would let them wait for ever",
                        queue.text
                    ))
                    .help(format!("write `{} wait:200ms`", queue.text)));
            }
            (None, Some(wait)) => {
                return Err(wait
                    .error(format!("`{}` without `queue:` lets nobody wait", wait.text))
                    .help(format!(
                        "write `queue:{} {}`",
                        limit.saturating_mul(2),
                        wait.text
                    )));
            }
            (Some(_), Some(_)) => (read_queue(&options)?, read_wait(&options)?),
        };
        Ok(Self { limit, queue, wait })
    }
}

impl fmt::Display for Concurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.limit)?;
        if self.queue > 0 {
            write!(f, " queue:{} wait:{}", self.queue, self.wait)?;
        }
        Ok(())
    }
}

fn read_queue(options: &Options<'_>) -> Result<u32, PolicyError> {
    match options.value("queue") {
        Some(word) => positive(word, "length of a queue", "128"),
        None => Ok(0),
    }
}

fn read_wait(options: &Options<'_>) -> Result<Duration, PolicyError> {
    let Some(word) = options.value("wait") else {
        return Ok(Duration::ZERO);
    };
    let wait = Duration::read(word)?;
    if wait.is_zero() {
        return Err(word
            .error(format!(
                "`{}` is no time to wait: expected at least `1ms`",
                word.text
            ))
            .help("write `200ms`, or remove `queue:` and `wait:`"));
    }
    Ok(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(text: &str) -> String {
        text.parse::<Concurrency>().unwrap_err().help.unwrap()
    }

    #[test]
    fn without_a_queue_nobody_waits() {
        let policy: Concurrency = "64".parse().unwrap();
        assert_eq!(
            policy,
            Concurrency {
                limit: 64,
                queue: 0,
                wait: Duration::ZERO
            }
        );
        assert_eq!(policy.to_string(), "64");
    }

    #[test]
    fn queue_and_wait_demand_each_other() {
        assert_eq!(help("64 queue:128"), "write `queue:128 wait:200ms`");
        assert_eq!(help("64 wait:1s"), "write `queue:128 wait:1s`");
        let swapped: Concurrency = "64 wait:1s queue:2".parse().unwrap();
        assert_eq!(swapped.to_string(), "64 queue:2 wait:1s");
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for text in [
            "0",
            "4294967296",
            "-1",
            "many",
            "",
            "64 queue:0 wait:1s",
            "64 queue:1 wait:0s",
            "64 queue:1 wait:5",
        ] {
            assert!(text.parse::<Concurrency>().is_err(), "{text}");
        }
        assert_eq!(help("1_000"), "write `1000`");
    }

    #[test]
    fn unknown_and_repeated_words_are_refused() {
        assert_eq!(help("64 qeue:128 wait:1s"), "write `queue:128`");
        assert_eq!(help("64 queue=128 wait:1s"), "write `queue:128`");
        assert_eq!(
            help("64 queue:1 queue:2 wait:1s"),
            "keep one of `queue:1` and `queue:2`"
        );
    }
}
