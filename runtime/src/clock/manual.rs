//! A clock that stands still until a test's hand turns it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;

use super::{Clock, Moment, Source, nanos};

/// What a manual clock shares with its hand and with those who sleep on it.
pub(super) struct Manual {
    pub(super) began: Duration,
    now: AtomicU64,
    sleepers: Mutex<Sleepers>,
    asleep: watch::Sender<usize>,
}

/// Those who sleep, by when they wake up and in the order in which they lay down: who wakes up at
/// the same moment does so in the same order each time.
#[derive(Default)]
struct Sleepers {
    by_end: BTreeMap<(u64, u64), Option<Waker>>,
    next: u64,
}

impl Manual {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            began: Duration::from_secs(1_780_000_000),
            now: AtomicU64::new(0),
            sleepers: Mutex::default(),
            asleep: watch::Sender::new(0),
        })
    }

    pub(super) fn now(&self) -> u64 {
        self.now.load(Ordering::Acquire)
    }

    /// Moves on to the moment that `to` makes of this one and of the sleepers, and wakes whoever
    /// slept until then.
    fn turn(&self, to: impl FnOnce(u64, &Sleepers) -> Option<u64>) -> Option<u64> {
        let mut sleepers = self.sleepers.lock();
        let to = to(self.now(), &sleepers)?;
        self.now.store(to, Ordering::Release);
        let due = sleepers.by_end.range_mut(..=(to, u64::MAX));
        let due: Vec<_> = due.filter_map(|(_, waker)| waker.take()).collect();
        // Whoever wakes up may want to sleep again at once.
        drop(sleepers);
        due.into_iter().for_each(Waker::wake);
        Some(to)
    }
}

/// A wait on a manual clock, from when it is made until it is over or dropped.
pub(super) struct Asleep {
    manual: Arc<Manual>,
    key: (u64, u64),
}

impl Asleep {
    pub(super) fn until(at: Moment, manual: Arc<Manual>) -> Self {
        let mut sleepers = manual.sleepers.lock();
        let key = (at.0, sleepers.next);
        sleepers.next += 1;
        sleepers.by_end.insert(key, None);
        let asleep = sleepers.by_end.len();
        manual.asleep.send_replace(asleep);
        drop(sleepers);
        Self { manual, key }
    }

    fn end(&self) {
        let mut sleepers = self.manual.sleepers.lock();
        if sleepers.by_end.remove(&self.key).is_some() {
            self.manual.asleep.send_replace(sleepers.by_end.len());
        }
    }
}

impl Future for Asleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut sleepers = self.manual.sleepers.lock();
        // Under the lock, so that the clock is not turned between looking and lying down.
        if self.manual.now() < self.key.0 {
            if let Some(waker) = sleepers.by_end.get_mut(&self.key) {
                *waker = Some(cx.waker().clone());
            }
            return Poll::Pending;
        }
        drop(sleepers);
        self.end();
        Poll::Ready(())
    }
}

impl Drop for Asleep {
    fn drop(&mut self) {
        self.end();
    }
}

/// The hand that turns a manual [`Clock`].
#[derive(Clone)]
pub struct ManualClock(pub(super) Arc<Manual>);

impl ManualClock {
    /// Moves the clock on by `span` and wakes whoever slept until then.
    pub fn advance(&self, span: Duration) {
        self.0.turn(|now, _| Some(now.saturating_add(nanos(span))));
    }

    /// Moves the clock on to the next moment that anybody sleeps until, and wakes them; gives that
    /// moment. Where nobody sleeps, the clock stays and there is none.
    ///
    /// With it a test plays hours in no time and misses nothing that happens between.
    ///
    /// ```
    /// use std::time::Duration;
    /// use hardpoint::Clock;
    ///
    /// let (clock, hand) = Clock::manual();
    /// let (long, short) = (clock.sleep(Duration::from_secs(60)), clock.sleep(Duration::from_secs(1)));
    /// assert_eq!(hand.advance_to_next(), Some(clock.now()));
    /// assert_eq!(clock.now().as_nanos(), 1_000_000_000);
    /// drop(long);
    /// assert_eq!(hand.advance_to_next(), None);
    /// # drop(short);
    /// ```
    pub fn advance_to_next(&self) -> Option<Moment> {
        let next = |now: u64, sleepers: &Sleepers| {
            let later = sleepers.by_end.range((now.checked_add(1)?, 0)..);
            later.map(|((at, _), _)| *at).next()
        };
        self.0.turn(next).map(Moment)
    }

    /// Resolves once at least `count` tasks sleep on this clock: the event to wait for before
    /// [`advance`](Self::advance), in place of a pause.
    pub async fn until_asleep(&self, count: usize) {
        // `self` keeps the sender alive, so waiting cannot fail.
        let _ = self
            .0
            .asleep
            .subscribe()
            .wait_for(|asleep| *asleep >= count)
            .await;
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualClock").finish_non_exhaustive()
    }
}

impl Clock {
    /// A clock that stands still until [`ManualClock::advance`] moves it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use hardpoint::Clock;
    ///
    /// let (clock, hand) = Clock::manual();
    /// let before = clock.now();
    /// hand.advance(Duration::from_secs(60));
    /// assert_eq!(clock.now().since(before), Duration::from_secs(60));
    /// ```
    pub fn manual() -> (Self, ManualClock) {
        let manual = Manual::new();
        (
            Self(Source::Manual(Arc::clone(&manual))),
            ManualClock(manual),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll, Wake, Waker};
    use std::time::Duration;

    use crate::clock::Clock;

    const A_SECOND: Duration = Duration::from_secs(1);

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn who_sleeps_longer_is_not_woken() {
        let (clock, hand) = Clock::manual();
        let (early, late) = (Arc::new(Woken::default()), Arc::new(Woken::default()));
        let (mut short, mut long) = (pin!(clock.sleep(A_SECOND)), pin!(clock.sleep(A_SECOND * 2)));
        let wakers = [
            Waker::from(Arc::clone(&early)),
            Waker::from(Arc::clone(&late)),
        ];
        let mut contexts = wakers.each_ref().map(Context::from_waker);
        assert!(short.as_mut().poll(&mut contexts[0]).is_pending());
        assert!(long.as_mut().poll(&mut contexts[1]).is_pending());
        hand.advance(A_SECOND);
        assert_eq!(early.0.load(Ordering::Relaxed), 1);
        assert_eq!(late.0.load(Ordering::Relaxed), 0);
        assert_eq!(short.as_mut().poll(&mut contexts[0]), Poll::Ready(()));
        assert!(long.as_mut().poll(&mut contexts[1]).is_pending());
    }

    #[test]
    fn each_next_moment_is_reached_once_and_no_sleeper_is_missed() {
        let (clock, hand) = Clock::manual();
        let sleeps = [3, 1, 2, 2].map(|seconds| clock.sleep(A_SECOND * seconds));
        for seconds in [1, 2, 3] {
            let reached = hand.advance_to_next().map(|at| at.as_nanos());
            assert_eq!(reached, Some(seconds * 1_000_000_000));
        }
        assert_eq!(hand.advance_to_next(), None);
        drop(sleeps);
    }
}
