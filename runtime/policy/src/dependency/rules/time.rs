//! The rules of what must end before the whole call does.

use crate::Duration;
use crate::dependency::time::LONGEST;
use crate::dependency::{BulkheadPolicy, DependencySpec, Hedge, Retry, Stated};
use crate::rules::{Fault, pasted};

/// An attempt is cut off with its call.
pub(super) fn an_attempt_ends_before_the_timeout(spec: &DependencySpec) -> Option<Fault> {
    let (attempt, timeout) = (spec.attempt?, spec.timeout);
    let unsaid = unsaid_attempt(spec);
    let longer = (attempt <= LONGEST).then(|| pasted("timeout", &attempt));
    let longer = longer.map_or(String::new(), |text| format!(", or {text} or more"));
    (attempt > timeout).then(|| {
        Fault::new(
            "attempt",
            format!("`attempt` of `{attempt}` is cut off by the timeout of `{timeout}`"),
            format!("write {} or less{longer}", pasted("attempt", &unsaid)),
        )
    })
}

/// A retry that there is no time for is none, and whoever reads `retry` counts on it.
pub(super) fn every_attempt_ends_before_the_timeout(spec: &DependencySpec) -> Option<Fault> {
    let attempts = spec.attempts();
    // Of one attempt alone, there is a rule already.
    if attempts < 2 || longest_call(spec) <= spec.timeout || is_cut_off(spec) {
        return None;
    }
    let (waits, timeout) = (spec.backoff_sum(), spec.timeout);
    let (option, message) = match spec.attempt {
        Some(attempt) => (
            "attempt",
            format!(
                "{attempts} times an `attempt` of `{attempt}`, with waits of up to `{waits}` in between, is longer than the timeout of `{timeout}`"
            ),
        ),
        None if spec.retry.is_said() => (
            "retry",
            format!(
                "the waits of `retry`, up to `{waits}`, leave no time for {attempts} attempts before the timeout of `{timeout}`"
            ),
        ),
        None => (
            "timeout",
            format!("`timeout` of `{timeout}` leaves no time for {attempts} attempts"),
        ),
    };
    let mended = [shorter_attempts(spec), longer_timeout(spec)];
    let mut offers: Vec<String> = mended.into_iter().flatten().collect();
    offers.push("fewer attempts in `retry`".to_owned());
    Some(Fault::new(
        option,
        message,
        format!("write {}", offers.join(", or ")),
    ))
}

/// Who waited for the whole of the timeout has no time left to call.
pub(super) fn waiting_for_a_turn_ends_before_the_timeout(spec: &DependencySpec) -> Option<Fault> {
    let Stated::Policy(bulkhead) = &spec.concurrency else {
        return None;
    };
    let timeout = spec.timeout;
    let shorter = BulkheadPolicy {
        wait: Duration::from_millis((timeout.as_millis() / 10).clamp(1, 50)),
        ..*bulkhead
    };
    let help = match shorter.wait < timeout {
        true => format!(
            "write {}, or a longer `timeout`",
            pasted("concurrency", &shorter)
        ),
        false => "write a longer `timeout`".to_owned(),
    };
    (bulkhead.wait >= timeout).then(|| {
        Fault::new(
            "concurrency",
            format!(
                "`wait:{}` in `concurrency` leaves no time to call before the timeout of `{timeout}`",
                bulkhead.wait
            ),
            help,
        )
    })
}

/// What has ended needs nobody beside it.
pub(super) fn a_hedge_begins_before_the_attempt_ends(spec: &DependencySpec) -> Option<Fault> {
    let attempt = spec.attempt_timeout();
    match spec.hedge {
        Some(Hedge::After(delay)) if delay >= attempt => Some(Fault::new(
            "hedge",
            format!("`hedge` after `{delay}` never begins: an attempt ends after `{attempt}`"),
            format!(
                "write {}, or a shorter time",
                pasted("hedge", &Hedge::Percentile(95))
            ),
        )),
        _ => None,
    }
}

/// All attempts and all waits, each as long as it can be.
fn longest_call(spec: &DependencySpec) -> Duration {
    let attempt = spec.attempt_timeout().as_millis();
    let attempts = attempt.saturating_mul(spec.attempts().into());
    Duration::from_millis(attempts.saturating_add(spec.backoff_sum().as_millis()))
}

fn is_cut_off(spec: &DependencySpec) -> bool {
    spec.attempt.is_some_and(|attempt| attempt > spec.timeout)
}

/// What an attempt has where nothing is said.
fn unsaid_attempt(spec: &DependencySpec) -> Duration {
    let unsaid = DependencySpec {
        attempt: None,
        ..spec.clone()
    };
    unsaid.attempt_timeout().min(spec.timeout)
}

/// An attempt that mends it, if one does.
fn shorter_attempts(spec: &DependencySpec) -> Option<String> {
    let attempt = unsaid_attempt(spec);
    let mended = DependencySpec {
        attempt: Some(attempt),
        ..spec.clone()
    };
    let text = || format!("{} or less", pasted("attempt", &attempt));
    (spec.attempt.is_some() && longest_call(&mended) <= spec.timeout).then(text)
}

/// A timeout that mends it, if one does.
fn longer_timeout(spec: &DependencySpec) -> Option<String> {
    let attempts = u64::from(spec.attempts());
    let said = attempts.saturating_mul(spec.attempt.map_or(0, Duration::as_millis));
    // What is unsaid grows into whatever there is: some time is left for it.
    let unsaid = match (spec.attempt, &spec.retry) {
        (None, _) => spec.backoff_sum().as_millis().max(attempts),
        (Some(_), Stated::Policy(Retry { base: Some(_), .. })) => 0,
        _ => said / 10,
    };
    let least = said
        .saturating_add(spec.backoff_sum().as_millis())
        .saturating_add(unsaid);
    let timeout = Duration::from_millis(rounded(least));
    let mended = DependencySpec {
        timeout,
        ..spec.clone()
    };
    let mends = timeout <= LONGEST && longest_call(&mended) <= timeout;
    mends.then(|| format!("{} or more", pasted("timeout", &timeout)))
}

/// The next number of milliseconds that reads well.
fn rounded(millis: u64) -> u64 {
    let unit = match millis {
        0..1_000 => 10,
        1_000..10_000 => 100,
        _ => 1_000,
    };
    millis.div_ceil(unit).saturating_mul(unit)
}
