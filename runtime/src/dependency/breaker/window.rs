//! What attempts came to within a sliding window: a ring of slots, O(1) for each attempt.

use std::time::Duration;

use crate::clock::Moment;

/// Into how many slots a window is cut: it covers between nine tenths of its span and all of it.
pub(super) const SLOTS: usize = 10;

/// How many attempts ended, and how many of them count against the dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) calls: u64,
    pub(super) failures: u64,
}

/// A sliding window over the attempts of one dependency.
///
/// Time is cut into ticks of a tenth of the window; the slots are those of the last ten ticks, and
/// their sum is kept along. A moment before the current tick counts in the current one, so that
/// threads that read the clock before they take the lock disturb nothing.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Nanoseconds in a tick.
    tick: u64,
    /// The number of the current tick since the clock began.
    current: u64,
    /// When the current tick ends, in nanoseconds since the clock began.
    ends: u64,
    slots: [Counts; SLOTS],
    sum: Counts,
}

impl Window {
    /// An empty window of that span.
    pub(super) fn new(span: Duration) -> Self {
        let tick = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX) / SLOTS as u64;
        let tick = tick.max(1);
        Self {
            tick,
            current: 0,
            ends: tick,
            slots: [Counts::default(); SLOTS],
            sum: Counts::default(),
        }
    }

    /// Counts one attempt that ended at `now`, and gives what the window then holds.
    pub(super) fn add(&mut self, is_failure: bool, now: Moment) -> Counts {
        self.advance(now);
        let slot = &mut self.slots[slot_of(self.current)];
        for counts in [slot, &mut self.sum] {
            counts.calls += 1;
            counts.failures += u64::from(is_failure);
        }
        self.sum
    }

    /// What the window holds at `now`.
    pub(super) fn counts(&self, now: Moment) -> Counts {
        let passed = (now.as_nanos() / self.tick).saturating_sub(self.current);
        let mut sum = self.sum;
        for tick in (1..=SLOTS as u64).take_while(|tick| *tick <= passed) {
            sum = sum.less(self.slots[slot_of(self.current.saturating_add(tick))]);
        }
        sum
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.slots = [Counts::default(); SLOTS];
        self.sum = Counts::default();
    }

    fn advance(&mut self, now: Moment) {
        let now = now.as_nanos();
        if now < self.ends {
            return;
        }
        let tick = now / self.tick;
        if tick - self.current >= SLOTS as u64 {
            self.clear();
        } else {
            for passed in self.current + 1..=tick {
                let slot = &mut self.slots[slot_of(passed)];
                self.sum = self.sum.less(*slot);
                *slot = Counts::default();
            }
        }
        self.current = tick;
        self.ends = tick.saturating_add(1).saturating_mul(self.tick);
    }
}

impl Counts {
    fn less(self, other: Self) -> Self {
        Self {
            calls: self.calls - other.calls,
            failures: self.failures - other.failures,
        }
    }
}

fn slot_of(tick: u64) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "less than the slots")]
    let slot = (tick % SLOTS as u64) as usize;
    slot
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(nanos: u64) -> Moment {
        Moment::from_nanos(nanos)
    }

    fn after(span: Duration) -> Moment {
        Moment::default().after(span)
    }

    /// The same by a list of all that ever was.
    struct Listed {
        tick: u64,
        current: u64,
        ended: Vec<(u64, bool)>,
    }

    impl Listed {
        fn add(&mut self, is_failure: bool, now: u64) {
            self.current = self.current.max(now / self.tick);
            self.ended.push((self.current, is_failure));
        }

        fn counts(&self, now: u64) -> Counts {
            let current = self.current.max(now / self.tick);
            let held = || {
                let slots = SLOTS as u64;
                let of_window = move |tick: &u64| tick + slots > current;
                self.ended.iter().filter(move |(tick, _)| of_window(tick))
            };
            Counts {
                calls: held().count() as u64,
                failures: held().filter(|(_, is_failure)| *is_failure).count() as u64,
            }
        }
    }

    fn steps() -> impl Strategy<Value = Vec<(i64, bool)>> {
        // Mostly within a tick, now and then a few ticks, a whole window, or a little back.
        let step = prop_oneof![
            4 => 0..20_i64,
            2 => 0..500_i64,
            1 => 900..1_200_i64,
            1 => 0..100_000_i64,
            1 => -150..0_i64,
        ];
        prop::collection::vec((step, any::<bool>()), 1..300)
    }

    proptest! {
        #[test]
        fn it_counts_what_a_list_of_all_attempts_does(
            span in 0..1_500_u64,
            began in 0..10_000_u64,
            steps in steps(),
        ) {
            let mut window = Window::new(Duration::from_nanos(span));
            let tick = (span / SLOTS as u64).max(1);
            let mut listed = Listed { tick, current: 0, ended: Vec::new() };
            let mut now = began;
            for (step, is_failure) in steps {
                now = now.saturating_add_signed(step);
                prop_assert_eq!(window.counts(at(now)), listed.counts(now));
                let counts = window.add(is_failure, at(now));
                listed.add(is_failure, now);
                prop_assert_eq!(counts, listed.counts(now));
                prop_assert_eq!(window.counts(at(now)), counts);
            }
        }

        #[test]
        fn nothing_overflows_at_the_end_of_time(
            span in any::<u64>(),
            moments in prop::collection::vec(any::<u64>(), 1..20),
        ) {
            let mut window = Window::new(Duration::from_nanos(span));
            for now in moments {
                window.counts(at(now));
                window.add(true, at(now));
                window.add(true, at(u64::MAX));
                window.counts(at(now));
            }
        }
    }

    #[test]
    fn an_attempt_is_held_for_nine_tenths_of_the_window_and_gone_after_all_of_it() {
        for began in (0..3_000).step_by(7).map(Duration::from_millis) {
            let mut window = Window::new(SECOND * 10);
            window.add(true, after(began));
            let held = |then| window.counts(after(began + then)).calls;
            assert_eq!(held(SECOND * 9), 1, "{began:?}");
            assert_eq!(held(SECOND * 10), 0, "{began:?}");
        }
    }

    #[test]
    fn what_was_cleared_is_gone_and_what_follows_counts() {
        let mut window = Window::new(SECOND * 10);
        window.add(true, after(SECOND * 5));
        window.clear();
        assert_eq!(window.counts(after(SECOND * 5)), Counts::default());
        let counts = window.add(false, after(SECOND * 6));
        assert_eq!((counts.calls, counts.failures), (1, 0));
    }
}
