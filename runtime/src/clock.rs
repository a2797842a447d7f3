//! The only reader of the time, so that tests can turn it.

mod manual;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub use self::manual::ManualClock;
use self::manual::{Asleep, Manual};

/// A point on the monotonic line of a [`Clock`], in nanoseconds since that clock began.
///
/// Its default is when the clock began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(u64);

impl Moment {
    /// The moment that many nanoseconds after the clock began.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the clock began.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// This moment, moved on by `span`; at the end of time where that would overflow.
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(nanos(span)))
    }

    /// How long ago `earlier` was; zero where it is not earlier.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// Where the time comes from: the system, or a test's hand.
#[derive(Clone, Default)]
pub struct Clock(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    System,
    Manual(Arc<Manual>),
}

/// The process's own zero, a little in the past so that no arithmetic starts at the very edge.
static ORIGIN: LazyLock<Instant> = LazyLock::new(|| {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the door for reading the time"
    )]
    Instant::now()
});

/// The wall time at the process's zero in nanoseconds since the epoch, as it was when somebody last
/// looked, and the moment from which on somebody has to look again.
static ZERO: AtomicU64 = AtomicU64::new(0);
static LOOK_AGAIN: AtomicU64 = AtomicU64::new(0);

const A_SECOND: Duration = Duration::from_secs(1);

/// What one clock is ahead of the other: to add it costs less than to read both.
fn zero_since_epoch(moment: Moment) -> u64 {
    if moment.0 < LOOK_AGAIN.load(Ordering::Acquire) {
        return ZERO.load(Ordering::Relaxed);
    }
    let zero = nanos(Clock::system().unix_time()).saturating_sub(moment.0);
    ZERO.store(zero, Ordering::Relaxed);
    LOOK_AGAIN.store(moment.after(A_SECOND).0, Ordering::Release);
    zero
}

impl Clock {
    /// The system's clocks: monotonic for spans, wall time for dates and ids.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// Whether its moments are those of `other`.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::System, Source::System) => true,
            (Source::Manual(one), Source::Manual(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// Whether it is the system's, and not a test's.
    pub(crate) fn is_system(&self) -> bool {
        matches!(self.0, Source::System)
    }

    /// Now, on this clock's monotonic line.
    #[inline]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::System => Moment(nanos(ORIGIN.elapsed())),
            Source::Manual(manual) => Moment(manual.now()),
        }
    }

    /// Wall time: the span since the Unix epoch; zero for a clock set before it.
    pub fn unix_time(&self) -> Duration {
        match &self.0 {
            Source::System => {
                #[allow(
                    clippy::disallowed_methods,
                    reason = "this is the door for reading the time"
                )]
                let now = SystemTime::now();
                now.duration_since(UNIX_EPOCH).unwrap_or_default()
            }
            Source::Manual(manual) => manual.began + Duration::from_nanos(manual.now()),
        }
    }

    /// The wall time at `moment`, which has just been: for what is wanted for every request, and
    /// may be a second late to hear that somebody has set the system's clock.
    pub(crate) fn unix_time_at(&self, moment: Moment) -> Duration {
        match &self.0 {
            Source::System => {
                Duration::from_nanos(zero_since_epoch(moment).saturating_add(moment.0))
            }
            Source::Manual(manual) => manual.began + Duration::from_nanos(moment.0),
        }
    }

    /// Resolves once this clock has reached `at`.
    pub fn sleep_until(&self, at: Moment) -> Sleep {
        Sleep(match &self.0 {
            Source::System => {
                let at = ORIGIN.checked_add(Duration::from_nanos(at.0));
                Box::pin(async move {
                    match at {
                        Some(at) => tokio::time::sleep_until(at.into()).await,
                        None => std::future::pending().await,
                    }
                })
            }
            Source::Manual(manual) => Box::pin(Asleep::until(at, Arc::clone(manual))),
        })
    }

    /// Resolves after `span`.
    pub fn sleep(&self, span: Duration) -> Sleep {
        self.sleep_until(self.now().after(span))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::System => "Clock(system)",
            Source::Manual(_) => "Clock(manual)",
        })
    }
}

/// A wait on a [`Clock`]; see [`Clock::sleep_until`].
pub struct Sleep(Pin<Box<dyn Future<Output = ()> + Send>>);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_time_at_a_moment_is_what_the_system_says() {
        let clock = Clock::system();
        let before = clock.unix_time();
        let between = [
            clock.unix_time_at(clock.now()),
            clock.unix_time_at(clock.now()),
        ];
        let after = clock.unix_time();
        // Somebody may turn the system's clock by a little meanwhile.
        let tolerance = Duration::from_millis(500);
        for at in between {
            assert!(
                at + tolerance >= before && at <= after + tolerance,
                "{before:?} {at:?} {after:?}"
            );
        }
    }

    #[test]
    fn a_manual_clocks_wall_time_moves_with_it() {
        let (clock, hand) = Clock::manual();
        let began = clock.unix_time_at(clock.now());
        hand.advance(Duration::from_secs(7));
        let passed = clock.unix_time_at(clock.now()) - began;
        assert_eq!(passed, Duration::from_secs(7));
        assert_eq!(clock.unix_time_at(clock.now()), clock.unix_time());
    }
}
