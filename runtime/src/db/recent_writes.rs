//! Who has written lately, so that they read what they wrote.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use parking_lot::Mutex;
use siphasher::sip::SipHasher13;

use crate::clock::Moment;
use crate::context::RequestContext;
use crate::random;

/// How many writers are remembered at most, in each half of the memory.
const BOUND: usize = 100_000;

/// Who has written lately: principals, or single requests where nobody knows the principal.
///
/// A memory of this process, in two halves: what is in the older one was written before the
/// younger one began, and is forgotten when that has lasted long enough.
pub(super) struct RecentWrites {
    key: (u64, u64),
    bound: usize,
    lasts: Duration,
    halves: Mutex<Halves>,
}

struct Halves {
    began: Moment,
    young: Half,
    old: Half,
}

#[derive(Default)]
struct Half {
    writers: HashMap<u64, Moment>,
    /// There were more writers than can be told apart: all may have written then.
    everyone: Option<Moment>,
}

/// A writer, hashed with a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Writer(u64);

impl RecentWrites {
    /// A write is remembered for as long as replicas may be behind, at least.
    pub(super) fn new(lasts: Duration, now: Moment) -> Self {
        Self::bounded(BOUND, lasts, now)
    }

    fn bounded(bound: usize, lasts: Duration, now: Moment) -> Self {
        Self {
            key: random::secret(),
            bound,
            lasts,
            halves: Mutex::new(Halves {
                began: now,
                young: Half::default(),
                old: Half::default(),
            }),
        }
    }

    /// Whom the request that this task serves reads and writes for; `None` outside of an endpoint.
    pub(super) fn current(&self) -> Option<Writer> {
        let context = RequestContext::current()?;
        Some(match context.principal() {
            Some(principal) => self.writer((0, principal)),
            None => self.writer((1, context.id().as_str())),
        })
    }

    fn writer(&self, who: impl Hash) -> Writer {
        let mut hasher = SipHasher13::new_with_keys(self.key.0, self.key.1);
        who.hash(&mut hasher);
        Writer(hasher.finish())
    }

    /// What `writer` has written was acknowledged at `now`.
    pub(super) fn remember(&self, writer: Writer, now: Moment) {
        let young = &mut self.halves.lock().young;
        if young.writers.len() < self.bound || young.writers.contains_key(&writer.0) {
            young.writers.insert(writer.0, now);
        } else {
            young.everyone = Some(now);
        }
    }

    /// The last write of `writer`, if a replica may be without it still.
    pub(super) fn last(&self, writer: Writer) -> Option<Moment> {
        let halves = self.halves.lock();
        let of = |half: &Half| half.writers.get(&writer.0).copied().max(half.everyone);
        of(&halves.young).max(of(&halves.old))
    }

    /// The primary was heard of at `now`: no replica that is further behind than writes are
    /// remembered is used from then on.
    pub(super) fn forget_before(&self, now: Moment) {
        let mut halves = self.halves.lock();
        if now.since(halves.began) >= self.lasts {
            halves.old = std::mem::take(&mut halves.young);
            halves.began = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> Moment {
        Moment::from_nanos(seconds * 1_000_000_000)
    }

    #[test]
    fn a_write_is_remembered_for_as_long_as_replicas_may_be_behind() {
        let writes = RecentWrites::new(5 * SECOND, at(0));
        let (ann, bob) = (writes.writer("ann"), writes.writer("bob"));
        writes.remember(ann, at(4));
        for second in 5..=9 {
            writes.forget_before(at(second));
            assert_eq!(writes.last(ann), Some(at(4)), "{second}");
            assert_eq!(writes.last(bob), None);
        }
        writes.forget_before(at(10));
        assert_eq!(writes.last(ann), None);
    }

    #[test]
    fn writers_beyond_the_bound_are_all_of_them() {
        let writes = RecentWrites::bounded(1, SECOND, at(0));
        let (ann, bob, eve) = (
            writes.writer("ann"),
            writes.writer("bob"),
            writes.writer("eve"),
        );
        writes.remember(ann, at(1));
        assert_eq!(writes.last(eve), None);
        writes.remember(bob, at(2));
        writes.remember(ann, at(3));
        assert_eq!(writes.last(ann), Some(at(3)));
        assert_eq!(writes.last(eve), Some(at(2)), "too careful, never too bold");
    }
}
