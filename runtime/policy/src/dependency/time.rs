//! `timeout` and `attempt` of a dependency: how long a call, and one attempt of it, may take.

use crate::words::{Word, first, only, words};
use crate::{Duration, PolicyError};

/// The longest that a call may take.
pub(super) const LONGEST: Duration = Duration::from_secs(86_400);

/// How long a call may take in all. Unlike a request's [`Timeout`](crate::Timeout) it cannot be
/// `none`: who waits for ever on another service is taken along by it.
pub(super) fn read_timeout(text: &str) -> Result<Duration, PolicyError> {
    let mut rest = words(text);
    let word = first(text, &mut rest, "a duration", "2s")?;
    if word.text == "none" {
        return Err(word
            .error("a call without an end would hold its caller for ever: expected a duration")
            .help(format!("write `{LONGEST}` or less")));
    }
    read_span(only(text, "a duration", "2s")?, "a call", "2s")
}

/// How long one attempt may take.
pub(super) fn read_attempt(text: &str) -> Result<Duration, PolicyError> {
    read_span(only(text, "a duration", "500ms")?, "an attempt", "500ms")
}

fn read_span(word: Word<'_>, whose: &str, example: &str) -> Result<Duration, PolicyError> {
    let span = Duration::read(word)?;
    if span.is_zero() {
        return Err(word
            .error(format!(
                "`{}` leaves {whose} no time: expected at least `1ms`",
                word.text
            ))
            .help(format!("write `{example}`")));
    }
    if span > LONGEST {
        return Err(word
            .error(format!(
                "`{}` is over a day: expected at most `{LONGEST}`",
                word.text
            ))
            .help(format!("write `{LONGEST}` or less")));
    }
    Ok(span)
}

/// A span of some time, which stands behind `key:`; `why` says what is wrong with none.
pub(super) fn read_some(
    word: Word<'_>,
    key: &str,
    why: &str,
    example: &str,
) -> Result<Duration, PolicyError> {
    let span = Duration::read(word).map_err(|error| {
        match word.text.bytes().all(|byte| byte.is_ascii_digit()) {
            // Nobody means so many seconds.
            true if word.text.len() > 2 => error.help(format!("write `{}ms`", word.text)),
            _ => error,
        }
    })?;
    if span.is_zero() {
        return Err(word
            .error(format!(
                "`{key}:{}` {why}: expected at least `1ms`",
                word.text
            ))
            .help(format!("write `{key}:{example}`")));
    }
    Ok(span)
}
