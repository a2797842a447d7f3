//! How long a sender is waited for: until the deadline, and while it keeps the least rate.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::clock::{Clock, Moment, Sleep};

/// The least rate at which a body must arrive, in bytes a second, on average since it was first
/// waited for.
pub(crate) const LEAST_RATE: u32 = 240;

/// How long a sender is waited for before its rate is looked at.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// The patience with one sender. It begins when the body is first waited for, so a body that is
/// there already costs neither a look at the clock nor a timer.
pub(super) struct Pace {
    clock: Clock,
    deadline: Option<Moment>,
    waits: u8,
    began: Option<Moment>,
    paused: Option<Moment>,
    timer: Option<Sleep>,
}

impl Pace {
    /// Patience until `deadline` at the longest.
    pub(super) fn new(deadline: Option<Moment>, clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            deadline,
            waits: 0,
            began: None,
            paused: None,
            timer: None,
        }
    }

    /// Takes the time from now to the next wait for the receiver's: it is not held against the
    /// sender.
    pub(super) fn pause(&mut self) {
        if self.began.is_some() {
            self.paused.get_or_insert_with(|| self.clock.now());
        }
    }

    /// Waits for more after `received` bytes: ready once the patience is at its end.
    pub(super) fn poll_end(&mut self, received: usize, cx: &mut Context<'_>) -> Poll<()> {
        if self.waits == 0 {
            // actix polls a handler for the first time before it hands over the part of the body
            // that came along with the head: look again before setting a timer.
            self.waits = 1;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut began = *self.began.get_or_insert_with(|| self.clock.now());
        if let Some(paused) = self.paused.take() {
            began = began.after(self.clock.now().since(paused));
            self.began = Some(began);
            self.timer = None;
        }
        loop {
            let end = patience_ends(began, received, self.deadline);
            if self.clock.now() >= end {
                return Poll::Ready(());
            }
            let timer = self
                .timer
                .get_or_insert_with(|| self.clock.sleep_until(end));
            ready!(Pin::new(timer).poll(cx));
            // It was set when less had been received.
            self.timer = None;
        }
    }
}

/// When a sender that sent `received` bytes since `began` has been waited for long enough.
fn patience_ends(began: Moment, received: usize, deadline: Option<Moment>) -> Moment {
    let received = u64::try_from(received).unwrap_or(u64::MAX);
    let earned = Duration::from_millis(received.saturating_mul(1000) / u64::from(LEAST_RATE));
    let end = began.after(earned.max(GRACE));
    deadline.map_or(end, |deadline| deadline.min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Moment = Moment::from_nanos(7_000_000_000);

    #[test]
    fn nothing_received_is_waited_for_as_long_as_the_grace() {
        assert_eq!(patience_ends(BEGAN, 0, None), BEGAN.after(GRACE));
        assert_eq!(patience_ends(BEGAN, 1199, None), BEGAN.after(GRACE));
    }

    #[test]
    fn every_byte_beyond_the_grace_buys_its_time() {
        let a_minute = 60 * LEAST_RATE as usize;
        assert_eq!(
            patience_ends(BEGAN, a_minute, None),
            BEGAN.after(Duration::from_secs(60))
        );
    }

    #[test]
    fn no_rate_outlasts_the_deadline() {
        let deadline = BEGAN.after(Duration::from_secs(1));
        assert_eq!(patience_ends(BEGAN, 1 << 20, Some(deadline)), deadline);
    }

    #[test]
    fn any_number_of_bytes_is_a_number_of_seconds() {
        assert!(patience_ends(BEGAN, usize::MAX, None) > BEGAN);
    }

    #[test]
    fn the_receivers_own_time_is_not_held_against_the_sender() {
        let (clock, hand) = Clock::manual();
        let mut pace = Pace::new(None, &clock);
        let mut cx = Context::from_waker(std::task::Waker::noop());
        for _ in 0..2 {
            assert!(pace.poll_end(0, &mut cx).is_pending());
        }
        hand.advance(Duration::from_secs(1));
        pace.pause();
        hand.advance(Duration::from_secs(60));
        pace.pause();
        assert!(pace.poll_end(1, &mut cx).is_pending());
        hand.advance(Duration::from_millis(3_999));
        assert!(pace.poll_end(1, &mut cx).is_pending());
        hand.advance(Duration::from_millis(1));
        assert!(pace.poll_end(1, &mut cx).is_ready());
    }
}
