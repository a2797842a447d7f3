//! The calls of the last seconds, counted by many threads without being in each other's way.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::clock::Moment;

/// Over so many seconds the calls are averaged.
pub(super) const SECONDS: u64 = 10;

/// Those seconds and the one that is being counted, rounded up so that an index is a mask.
const SLOTS: usize = 16;

/// So many threads count each on its own; more of them share.
const STRIPES: usize = 8;

/// A slot holds the number of its second above, and its count in so many bits below. 35 bits of
/// seconds are all that a [`Moment`] can say, and nobody counts 2^29 calls a second.
const COUNT_BITS: u32 = 29;

/// Calls by the second.
#[derive(Debug, Default)]
pub(super) struct Calls([Stripe; STRIPES]);

/// What some threads have counted, on cache lines of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Stripe([AtomicU64; SLOTS]);

/// The stripe of the next thread to come.
static NEXT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static STRIPE: usize = NEXT.fetch_add(1, Ordering::Relaxed) % STRIPES;
}

/// The whole second that a moment is in.
pub(super) fn second(now: Moment) -> u64 {
    now.as_nanos() / 1_000_000_000
}

impl Calls {
    /// Counts one call at `now`; not if its second is so long ago that its slot is another's.
    #[inline]
    pub(super) fn note(&self, now: Moment) {
        // A thread that is about to end may have lost its own number.
        let stripe = STRIPE.try_with(|stripe| *stripe).unwrap_or(0);
        self.0[stripe].note(second(now));
    }

    /// How many calls the [`SECONDS`] whole seconds before `second` have had.
    pub(super) fn before(&self, second: u64) -> u64 {
        let counted = second.saturating_sub(SECONDS)..second;
        let slots = self.0.iter().flat_map(|stripe| &stripe.0);
        let slots = slots.map(|slot| read(slot.load(Ordering::Relaxed)));
        slots
            .filter(|(of, _)| counted.contains(of))
            .map(|(_, count)| count)
            .sum()
    }
}

impl Stripe {
    #[inline]
    fn note(&self, second: u64) {
        let slot = &self.0[usize::try_from(second % SLOTS as u64).unwrap_or(0)];
        let mut seen = slot.load(Ordering::Relaxed);
        loop {
            let (of, _) = read(seen);
            if of == second {
                // If the slot has passed on to a later second meanwhile, the call counts there: a
                // thread would have to stand still for ten seconds between these two lines.
                slot.fetch_add(1, Ordering::Relaxed);
                return;
            }
            if of > second {
                return;
            }
            let first = (second << COUNT_BITS) | 1;
            match slot.compare_exchange_weak(seen, first, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(other) => seen = other,
            }
        }
    }
}

/// The second and the count that a slot holds.
fn read(slot: u64) -> (u64, u64) {
    (slot >> COUNT_BITS, slot & ((1 << COUNT_BITS) - 1))
}
