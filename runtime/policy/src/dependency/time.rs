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
            .error("`none` would let a call hold its caller for ever: expected a duration")
            .help(format!("write `{LONGEST}` or less")));
    }
    read_span(only(text, "a duration", "2s")?, "a call", "2s")
}

/// How long one attempt may take.
pub(super) fn read_attempt(text: &str) -> Result<Duration, PolicyError> {
    read_span(only(text, "a duration", "500ms")?, "an attempt", "500ms")
}

fn read_span(word: Word<'_>, whose: &str, example: &str) -> Result<Duration, PolicyError> {
    let span = read_short(word, "1s")?;
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
    let beginning = format!("{key}:");
    let span = read_short(word, example).map_err(|error| error.behind(&beginning))?;
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

/// A span that is as long as `example`, more or less: of a number without its unit, that says which
/// was most likely meant.
pub(super) fn read_short(word: Word<'_>, example: &str) -> Result<Duration, PolicyError> {
    Duration::read(word).map_err(|error| {
        let is_bare = word.text.bytes().all(|byte| byte.is_ascii_digit());
        let most_seconds = if example.ends_with("ms") { 1 } else { 2 };
        match is_bare && word.text.len() > most_seconds {
            true => error.help(format!("write `{}ms`", word.text)),
            false => error,
        }
    })
}
