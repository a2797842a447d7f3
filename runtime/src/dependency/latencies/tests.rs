//! Percentiles against exact ones, and when nothing is told.

use std::time::Duration;

use proptest::prelude::*;

use super::{GENERATION, Latencies, REFRESH};
use crate::clock::Moment;

const MILLI: Duration = Duration::from_millis(1);

fn at(seconds: u64) -> Moment {
    Moment::from_nanos(seconds * 1_000_000_000)
}

/// The nearest rank: the shortest time that so many percent of all are no longer than.
fn exact(times: &[Duration], percentile: u8) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    let rank = (times.len() * usize::from(percentile)).div_ceil(100);
    times[rank - 1]
}

#[test]
fn it_says_nothing_until_five_samples_lie_above() {
    let latencies = Latencies::new(95);
    let mut now = at(1);
    for n in 1..=100_u32 {
        assert_eq!(latencies.percentile(now), None, "{n}");
        latencies.record(MILLI * n, now);
        now = now.after(REFRESH);
    }
    let told = latencies.percentile(now).expect("a hundred samples");
    assert!(told >= MILLI * 95 && told <= MILLI * 101, "{told:?}");
}

#[test]
fn what_is_older_than_two_generations_is_forgotten() {
    let latencies = Latencies::new(50);
    let began = at(60);
    for _ in 0..20 {
        latencies.record(MILLI, began);
    }
    let late = began.after(GENERATION * 2).as_nanos() - 1;
    assert!(latencies.percentile(Moment::from_nanos(late)).is_some());
    let later = began.after(GENERATION * 2 + REFRESH);
    assert_eq!(latencies.percentile(later), None);
}

#[test]
fn a_long_silence_is_forgotten_over_at_once() {
    let latencies = Latencies::new(50);
    for _ in 0..20 {
        latencies.record(MILLI, at(1));
    }
    assert_eq!(latencies.percentile(at(1_000_000)), None);
}

#[test]
fn the_percentile_follows_a_dependency_that_slows_down() {
    let latencies = Latencies::new(95);
    for second in 0..60 {
        for _ in 0..10 {
            let took = if second < 30 { MILLI } else { MILLI * 100 };
            latencies.record(took, at(second));
        }
    }
    assert!(latencies.percentile(at(60)).expect("samples") >= MILLI * 100);
}

#[test]
fn threads_lose_no_sample() {
    let latencies = Latencies::new(50);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1_000 {
                    latencies.record(MILLI, at(1));
                    let _ = latencies.percentile(at(1));
                }
            });
        }
    });
    assert_eq!(latencies.recent.lock().young.count(), 4_000);
}

proptest! {
    #[test]
    fn it_is_never_less_than_exact_and_at_most_a_sixteenth_more(
        micros in prop::collection::vec(
            prop_oneof![0..100_u64, 100..100_000_u64, 100_000..20_000_000_u64], 1..800),
        percentile in 50..=99_u8,
        split in 0..800_usize,
    ) {
        let times: Vec<_> = micros.into_iter().map(Duration::from_micros).collect();
        let latencies = Latencies::new(percentile);
        for (n, took) in times.iter().enumerate() {
            latencies.record(*took, if n < split { at(29) } else { at(31) });
        }
        let rank = (times.len() * usize::from(percentile)).div_ceil(100);
        let told = latencies.percentile(at(32));
        if times.len() - rank < 5 {
            prop_assert_eq!(told, None);
        } else {
            let (told, exact) = (told.expect("enough samples"), exact(&times, percentile));
            prop_assert!(told >= exact, "{told:?} {exact:?}");
            prop_assert!((told - exact) * 16 <= exact, "{told:?} {exact:?}");
        }
    }

    #[test]
    fn no_time_and_no_moment_is_too_much_for_it(
        samples in prop::collection::vec((any::<u64>(), any::<u32>(), any::<u64>()), 0..200),
        percentile in any::<u8>(),
    ) {
        let latencies = Latencies::new(percentile.clamp(1, 99));
        for (seconds, nanos, now) in samples {
            latencies.record(Duration::new(seconds, nanos % 1_000_000_000), Moment::from_nanos(now));
            let _ = latencies.percentile(Moment::from_nanos(now));
        }
    }
}
