//! Contention, bounds and expiry.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use actix_web::http::StatusCode;
use bytes::Bytes;
use proptest::prelude::*;

use super::*;

const PRINT: Fingerprint = Fingerprint([7; 32]);
const NOW: Moment = Moment::from_nanos(1);
const TERMS: Terms = Terms {
    lease: Duration::from_secs(40),
    ttl: Duration::from_secs(3600),
    rerun_safe: false,
};

fn key(number: u16) -> StoreKey {
    let mut key = [0; 32];
    key[..2].copy_from_slice(&number.to_le_bytes());
    StoreKey(key)
}

fn answer(bytes: usize) -> Arc<StoredResponse> {
    Arc::new(StoredResponse {
        status: StatusCode::CREATED,
        headers: Vec::new(),
        body: Bytes::from(vec![b'x'; bytes]),
    })
}

fn store(keys: usize, bytes: usize) -> MemoryIdempotency {
    MemoryIdempotency::new(IdempotencyBound { keys, bytes })
}

fn claim(store: &MemoryIdempotency, number: u16, now: Moment) -> Claimed {
    store.claim(key(number), PRINT, TERMS, now)
}

fn owner_of(claimed: Claimed) -> Owner {
    match claimed {
        Claimed::Owned(owner) => owner,
        other => panic!("not claimed: {other:?}"),
    }
}

/// What the records in the shards come to: (keys, bytes). The order of expiry has them all.
fn counted(store: &MemoryIdempotency) -> (usize, usize) {
    store.shards.iter().fold((0, 0), |(keys, bytes), shard| {
        let shard = shard.lock();
        assert_eq!(shard.records.len(), shard.expiry.len());
        for (key, kept) in &shard.records {
            assert!(shard.expiry.contains(&(kept.record.expires(), *key)));
        }
        let weights: usize = shard.records.values().map(|kept| kept.weight).sum();
        (keys + shard.records.len(), bytes + weights)
    })
}

#[test]
fn of_64_threads_with_one_key_one_runs() {
    for round in 0..50 {
        let store = store(1000, 1 << 24);
        let barrier = Barrier::new(64);
        let owned = thread::scope(|scope| {
            let threads: Vec<_> = (0..64)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        claim(&store, round, NOW)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|claimed| match claimed {
                    Claimed::Owned(_) => true,
                    Claimed::InFlight => false,
                    other => panic!("{other:?}"),
                })
                .count()
        });
        assert_eq!(owned, 1);
    }
}

#[test]
fn what_one_thread_completes_the_others_replay() {
    let store = store(1000, 1 << 24);
    let barrier = Barrier::new(32);
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                barrier.wait();
                for number in 0..100 {
                    match claim(&store, number, NOW) {
                        Claimed::Owned(owner) => {
                            let body = answer(usize::from(number));
                            assert_eq!(
                                store.complete(key(number), owner, Some(body), TERMS, NOW),
                                Completion::Recorded
                            );
                        }
                        Claimed::Replay(answer) => {
                            assert_eq!(answer.body.len(), usize::from(number));
                        }
                        Claimed::InFlight => {}
                        other => panic!("{other:?}"),
                    }
                }
            });
        }
    });
    for number in 0..100 {
        assert!(matches!(claim(&store, number, NOW), Claimed::Replay(_)));
    }
    assert_eq!(counted(&store), (store.keys(), store.bytes()));
}

#[test]
fn however_threads_meet_one_at_a_time_runs_with_a_key() {
    const KEYS: u16 = 4;
    let store = store(1000, 1 << 24);
    let running: Vec<_> = (0..KEYS).map(|_| AtomicBool::new(false)).collect();
    let barrier = Barrier::new(16);
    thread::scope(|scope| {
        for thread in 0..16u16 {
            let (store, running, barrier) = (&store, &running, &barrier);
            scope.spawn(move || {
                barrier.wait();
                for round in 0..2000 {
                    let number = (thread + round) % KEYS;
                    if let Claimed::Owned(owner) = claim(store, number, NOW) {
                        let flag = &running[usize::from(number)];
                        assert!(!flag.swap(true, Ordering::SeqCst), "two run at once");
                        assert!(store.renew(key(number), owner, TERMS, NOW));
                        flag.store(false, Ordering::SeqCst);
                        store.release(key(number), owner);
                    }
                }
            });
        }
    });
    assert_eq!(counted(&store), (0, 0));
    assert_eq!((store.keys(), store.bytes()), (0, 0));
}

#[test]
fn contended_or_not_the_bound_holds_to_the_key() {
    let store = store(100, 1 << 30);
    let barrier = Barrier::new(8);
    let owned: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..8u16)
            .map(|thread| {
                let (store, barrier) = (&store, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    (0..100)
                        .filter(|number| {
                            let number = thread * 100 + number;
                            matches!(claim(store, number, NOW), Claimed::Owned(_))
                        })
                        .count()
                })
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).sum()
    });
    assert_eq!(owned, 100);
    assert_eq!(store.keys(), 100);
    assert_eq!(counted(&store), (100, 100 * RUNNING));
}

#[test]
fn full_of_live_keys_it_refuses_new_ones_and_keeps_the_old() {
    let store = store(10, 1 << 24);
    let running = owner_of(claim(&store, 0, NOW));
    for number in 1..10 {
        let owner = owner_of(claim(&store, number, NOW));
        store.complete(key(number), owner, Some(answer(1)), TERMS, NOW);
    }
    assert!(matches!(claim(&store, 10, NOW), Claimed::Full));
    assert!(matches!(claim(&store, 0, NOW), Claimed::InFlight));
    for number in 1..10 {
        assert!(matches!(claim(&store, number, NOW), Claimed::Replay(_)));
    }
    store.release(key(0), running);
    owner_of(claim(&store, 10, NOW));
}

#[test]
fn what_has_expired_makes_room_wherever_it_lies() {
    let store = store(200, 1 << 24);
    for number in 0..200 {
        let owner = owner_of(claim(&store, number, NOW));
        store.complete(key(number), owner, Some(answer(1)), TERMS, NOW);
    }
    let later = NOW.after(TERMS.ttl);
    for number in 200..400 {
        owner_of(claim(&store, number, later));
    }
    assert!(matches!(claim(&store, 400, later), Claimed::Full));
    assert_eq!(counted(&store), (200, 200 * RUNNING));
}

#[test]
fn the_bytes_of_answers_are_bounded_too() {
    let room = 3 * RUNNING;
    let store = store(1000, room);
    let owners: Vec<_> = (0..3)
        .map(|number| owner_of(claim(&store, number, NOW)))
        .collect();
    assert!(matches!(claim(&store, 3, NOW), Claimed::Full));

    let large = answer(2 * RUNNING);
    assert_eq!(
        store.complete(key(0), owners[0], Some(large), TERMS, NOW),
        Completion::AnswerDropped
    );
    assert!(matches!(claim(&store, 0, NOW), Claimed::OutcomeUnknown));
    assert_eq!(
        store.complete(key(1), owners[1], Some(answer(10)), TERMS, NOW),
        Completion::Recorded
    );
    assert!(store.bytes() <= room);
    assert_eq!(counted(&store), (3, store.bytes()));
}

#[test]
fn a_late_owner_cannot_complete_release_or_renew_anothers_key() {
    let store = store(10, 1 << 20);
    let rerun = Terms {
        rerun_safe: true,
        ..TERMS
    };
    let first = owner_of(store.claim(key(0), PRINT, rerun, NOW));
    let lapsed = NOW.after(TERMS.lease);
    let second = owner_of(store.claim(key(0), PRINT, rerun, lapsed));
    assert_eq!(
        store.complete(key(0), first, Some(answer(1)), rerun, lapsed),
        Completion::Refused
    );
    assert!(!store.renew(key(0), first, rerun, lapsed));
    store.release(key(0), first);
    assert!(matches!(
        store.claim(key(0), PRINT, rerun, lapsed),
        Claimed::InFlight
    ));
    assert_eq!(
        store.complete(key(0), second, Some(answer(2)), rerun, lapsed),
        Completion::Recorded
    );
    match store.claim(key(0), PRINT, rerun, lapsed) {
        Claimed::Replay(answer) => assert_eq!(answer.body.len(), 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_takes_no_more_than_it_is_counted_as() {
    // A map that has just grown is a little under half full, and so is a node of the order.
    let map = size_of::<(StoreKey, Kept)>() + 1;
    let order = size_of::<(Moment, StoreKey)>();
    assert!(map * 16 / 7 + order * 2 <= BARE, "{map} {order}");
}

#[derive(Debug, Clone)]
enum Step {
    Claim(u16),
    Complete(usize, Option<usize>),
    Release(usize),
    Renew(usize),
    Pass(u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..40u16).prop_map(Step::Claim),
        2 => (0..30usize, prop::option::of(0..20_000usize)).prop_map(|(n, size)| Step::Complete(n, size)),
        1 => (0..30usize).prop_map(Step::Release),
        1 => (0..30usize).prop_map(Step::Renew),
        1 => (0..3000u64).prop_map(Step::Pass),
    ]
}

proptest! {
    #[test]
    fn what_is_counted_is_what_is_held_and_within_the_bound(
        steps in prop::collection::vec(any_step(), 1..120),
    ) {
        let bound = IdempotencyBound { keys: 12, bytes: 60_000 };
        let store = MemoryIdempotency::new(bound);
        let mut owners = Vec::new();
        let mut now = NOW;
        for step in steps {
            match step {
                Step::Claim(number) => {
                    if let Claimed::Owned(owner) = claim(&store, number, now) {
                        owners.push((key(number), owner));
                    }
                }
                Step::Complete(n, size) => {
                    if let Some((key, owner)) = owners.get(n) {
                        store.complete(*key, *owner, size.map(answer), TERMS, now);
                    }
                }
                Step::Release(n) => {
                    if let Some((key, owner)) = owners.get(n) {
                        store.release(*key, *owner);
                    }
                }
                Step::Renew(n) => {
                    if let Some((key, owner)) = owners.get(n) {
                        store.renew(*key, *owner, TERMS, now);
                    }
                }
                Step::Pass(seconds) => now = now.after(Duration::from_secs(seconds)),
            }
            prop_assert_eq!(counted(&store), (store.keys(), store.bytes()));
            prop_assert!(store.keys() <= bound.keys && store.bytes() <= bound.bytes);
        }
    }
}
