//! What a guard says in the log: each change of its breaker, and when its retry budget runs dry.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::breaker::{BreakerState, Change, Told, Why};
use crate::clock::Moment;

/// One line for a change of state: a warning where calls are refused from now on. `told` is the
/// breaker as it is after it.
pub(super) fn breaker_changed(dependency: &str, change: &Change, told: &Told) {
    let (from, to) = (change.from.as_str(), change.to.as_str());
    let why = word(change.why);
    let (failures, calls) = match change.why {
        Why::Failures { failures, calls } => (Some(failures), Some(calls)),
        _ => (None, None),
    };
    let last_error = told.last_failure.as_deref();
    match change.to {
        BreakerState::Open => tracing::warn!(
            dependency,
            from,
            to,
            why,
            failures,
            calls,
            last_error,
            open_for_ms = told.retry_after.map(millis),
            "a breaker is open: calls are refused"
        ),
        BreakerState::HalfOpen => tracing::info!(
            dependency,
            from,
            to,
            why,
            last_error,
            "a breaker is half open: a few calls are let through"
        ),
        BreakerState::Closed => {
            tracing::info!(
                dependency,
                from,
                to,
                why,
                last_error,
                "a breaker is closed: calls are let through"
            );
        }
    }
}

fn word(why: Why) -> &'static str {
    match why {
        Why::Failures { .. } => "failures",
        Why::Waited => "waited",
        Why::ProbeFailed => "probe_failed",
        Why::ProbesPassed => "probes_passed",
        Why::NoVerdict => "no_verdict",
        Why::Forced => "forced",
        Why::Released => "released",
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// The spells in which the retry budget is dry, each of which is told of once, at its beginning.
#[derive(Debug, Default)]
pub(super) struct DrySpells {
    /// The nanoseconds of the last refusal, plus one; 0 where there was none.
    last: AtomicU64,
}

impl DrySpells {
    /// Without a refusal for so long, a spell is over: the time over which the budget counts calls.
    const PAUSE: Duration = Duration::from_secs(10);

    /// A retry was refused for want of budget; says so where that is the first of its spell.
    pub(super) fn refused(&self, dependency: &str, now: Moment) {
        if self.begins(now) {
            tracing::warn!(
                dependency,
                "the retry budget is used up: calls that fail are not tried again"
            );
        }
    }

    /// Whether a spell begins with a refusal at `now`.
    fn begins(&self, now: Moment) -> bool {
        let stamp = now.as_nanos().saturating_add(1);
        // Whoever comes late does not turn it back.
        let last = self.last.fetch_max(stamp, Ordering::Relaxed);
        last == 0 || Moment::from_nanos(stamp).since(Moment::from_nanos(last)) > Self::PAUSE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_spell_is_told_of_once_and_ends_with_a_pause() {
        let at = |millis: u64| Moment::from_nanos(millis * 1_000_000);
        let spells = DrySpells::default();
        assert!(spells.begins(at(0)));
        for millis in [0, 1, 5_000, 14_000, 24_000, 24_000, 23_000] {
            assert!(!spells.begins(at(millis)), "{millis}");
        }
        assert!(spells.begins(at(34_001)));
        assert!(!spells.begins(at(34_001)));
    }

    #[test]
    fn of_all_who_come_at_once_one_begins_it() {
        let spells = DrySpells::default();
        let begun = || {
            let begins = |_| spells.begins(Moment::from_nanos(7));
            (0..1_000).filter(|at| begins(*at)).count()
        };
        let counts = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(begun)).collect();
            let ended = threads.into_iter().map(|thread| thread.join().unwrap());
            ended.sum::<usize>()
        });
        assert_eq!(counts, 1);
    }
}
