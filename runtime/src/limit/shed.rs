//! The gate at the door: how many requests are in the house, and who is let in when it is full.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hardpoint_policy::Criticality;

use crate::observe::Share;
use crate::observe::catalogue::CAPACITY;

/// Counts the requests in flight in this process and refuses what would be too many.
///
/// `sheddable` requests are let in up to 75 % of the capacity, `default` ones up to 90 %,
/// `critical` ones up to all of it: so a part is kept for those that matter most. A small capacity
/// leaves room for one of each at least.
#[derive(Debug)]
pub(crate) struct LoadGate {
    in_flight: AtomicUsize,
    sheddable: usize,
    default: usize,
    critical: usize,
    /// The same, for the recorder.
    told: Option<[Share; 3]>,
}

/// A request in flight, for as long as it lives.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<LoadGate>);

impl LoadGate {
    /// How many requests may be in flight where nothing else is said.
    pub(crate) const DEFAULT_CAPACITY: usize = 10_000;

    /// A gate for at most `capacity` requests at once (at least one).
    pub(crate) fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        let part = |percent: usize| (capacity.saturating_mul(percent) / 100).clamp(1, capacity);
        Self {
            in_flight: AtomicUsize::new(0),
            sheddable: part(75),
            default: part(90),
            critical: capacity,
            told: None,
        }
    }

    /// The same, which says to the recorder how much there is room for.
    #[expect(clippy::cast_precision_loss, reason = "nobody says as many")]
    pub(crate) fn measured(mut self) -> Self {
        let told = [
            (Criticality::Critical, self.critical),
            (Criticality::Default, self.default),
            (Criticality::Sheddable, self.sheddable),
        ]
        .map(|(criticality, up_to)| {
            let told = Share::of(CAPACITY.gauge([criticality.as_str()]));
            told.set(up_to as f64);
            told
        });
        self.told = Some(told);
        self
    }

    /// Lets a request in, if there is room for one of its criticality. Where there is none, nothing
    /// was done, and it may be sent again.
    pub(crate) fn enter(self: &Arc<Self>, criticality: Criticality) -> Option<InFlight> {
        let up_to = match criticality {
            Criticality::Sheddable => self.sheddable,
            Criticality::Default => self.default,
            Criticality::Critical => self.critical,
        };
        // A look first: in a storm the refused write nothing, and take no place from a more
        // critical one for the moment between the sum and its undoing.
        if self.in_flight() >= up_to {
            return None;
        }
        let place = InFlight(Arc::clone(self));
        if self.in_flight.fetch_add(1, Ordering::Relaxed) >= up_to {
            drop(place);
            return None;
        }
        Some(place)
    }

    /// How many requests are in flight.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }
}

impl Default for LoadGate {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    fn fill(gate: &Arc<LoadGate>, criticality: Criticality) -> Vec<InFlight> {
        std::iter::from_fn(|| gate.enter(criticality)).collect()
    }

    #[test]
    fn sheddable_goes_first_and_a_part_is_kept_for_critical() {
        let gate = Arc::new(LoadGate::new(100));
        let mut inside = fill(&gate, Criticality::Sheddable);
        assert_eq!(inside.len(), 75);
        inside.extend(fill(&gate, Criticality::Default));
        assert_eq!(inside.len(), 90);
        inside.extend(fill(&gate, Criticality::Critical));
        assert_eq!(inside.len(), 100);
        assert!(gate.enter(Criticality::Critical).is_none());
        drop(inside);
        assert_eq!(gate.in_flight(), 0);
    }

    #[test]
    fn the_smallest_gate_lets_one_of_any_criticality_in() {
        for criticality in [
            Criticality::Sheddable,
            Criticality::Default,
            Criticality::Critical,
        ] {
            let gate = Arc::new(LoadGate::new(0));
            assert_eq!(fill(&gate, criticality).len(), 1);
        }
    }

    #[test]
    fn many_at_once_are_never_more_than_the_capacity() {
        const THREADS: usize = 8;
        let gate = Arc::new(LoadGate::new(5));
        let start = Barrier::new(THREADS);
        let everyone_tried = Barrier::new(THREADS);
        let admitted: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        let inside = fill(&gate, Criticality::Critical);
                        everyone_tried.wait();
                        inside.len()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!(admitted, 5);
        assert_eq!(gate.in_flight(), 0);
    }

    #[test]
    fn a_panic_gives_the_place_back() {
        let gate = Arc::new(LoadGate::new(1));
        let inside = gate.enter(Criticality::Default).unwrap();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _inside = inside;
            panic!("the handler's");
        }));
        assert!(outcome.is_err());
        assert!(gate.enter(Criticality::Default).is_some());
    }
}
