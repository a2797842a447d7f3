//! What a rate decision costs, in time and in memory, beside `governor`'s keyed limiter.
//!
//! `cargo bench -p hardpoint --bench rate`. Times are wall time over all decisions of all threads,
//! the best of several rounds, with all that a decision takes: key, store, arithmetic.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the figures are what it is for, and a bench that fails may say so"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use actix_web::http::header::HeaderMap;
use governor::{Quota, RateLimiter};
use hardpoint::__bench::{MemoryRates, RateKeys, RateLimits};
use hardpoint::{Clock, Moment};
use hardpoint_policy::{Mode, OnOutage, Rate, RateKey};

const ROUNDS: usize = 200;
const DECISIONS: u32 = 20_000;

fn main() {
    let clock = Clock::system();
    let one = limits(&[RateKey::Ip]);
    let two = limits(&[RateKey::Ip, RateKey::Global]);
    let tight = tight();
    let store = MemoryRates::default();
    let headers = HeaderMap::new();
    let decide = |limits: &RateLimits, client: u32| {
        let keys = RateKeys {
            address: Some(address(client)),
            principal: None,
            headers: &headers,
        };
        black_box(limits.decide(&store, &keys, clock.now()));
    };
    let quota = Quota::per_second(NonZeroU32::MAX);
    let governor = RateLimiter::keyed(quota);
    let check = |client: u32| {
        let _ = black_box(governor.check_key(&address(client)));
    };

    println!("nanoseconds per decision           hardpoint   governor");
    for (name, threads, keys) in [
        ("one thread, one key", 1, 1),
        ("one thread, 100,000 keys", 1, 100_000),
        ("four threads, one key", 4, 1),
        ("four threads, 100,000 keys", 4, 100_000),
    ] {
        let ours = time(threads, |n| decide(&one, n % keys));
        let theirs = time(threads, |n| check(n % keys));
        println!("{name:<33} {ours:>10.1} {theirs:>10.1}");
    }
    for (name, limits) in [("two limits in one", &two), ("denied", &tight)] {
        for threads in [1, 4] {
            let ours = time(threads, |n| decide(limits, n % 1000));
            println!("{name}, {threads} threads, 1,000 keys: {ours:.1}");
        }
    }
    let decision = one.decide(
        &store,
        &RateKeys {
            address: None,
            principal: None,
            headers: &headers,
        },
        clock.now(),
    );
    let written = time(1, |_| {
        let mut headers = HeaderMap::with_capacity(8);
        decision.write_headers(&one, |name, value| {
            headers.insert(name, value);
        });
        black_box(headers);
    });
    println!("both headers, into a new map: {written:.1}");
    memory();
}

/// Bytes per live key, by the store's own account and by the resident set's growth.
fn memory() {
    println!("\nbytes per live key                    counted   resident");
    for (name, keys) in [
        ("1 million keys", 1_000_000),
        ("10 million keys", 10_000_000),
    ] {
        let limits = tight();
        let headers = HeaderMap::new();
        let before = resident();
        // Room to spare, so that none shares a bucket.
        let store = MemoryRates::new(keys + keys / 10);
        // The slowest one in ten thousand: where a shard is rebuilt, and not preempted meanwhile.
        let mut slowest = BinaryHeap::new();
        let clock = Clock::system();
        for client in 0..keys {
            let by = RateKeys {
                address: Some(address(u32::try_from(client).unwrap())),
                principal: None,
                headers: &headers,
            };
            let start = clock.now();
            limits.decide(&store, &by, Moment::from_nanos(0));
            slowest.push(Reverse(clock.now().since(start)));
            if slowest.len() > keys / 10_000 {
                slowest.pop();
            }
        }
        assert_eq!(store.len(), keys);
        let live = keys as f64;
        println!(
            "{name:<33} {:>10.1} {:>10.1}   (one decision in 10,000 took {:?} or more)",
            store.memory_bytes() as f64 / live,
            resident().saturating_sub(before) as f64 / live,
            slowest.peek().map_or(Duration::ZERO, |time| time.0),
        );
    }
}

/// The best round's wall time per decision, from the first thread's start to the last one's end,
/// in nanoseconds.
fn time(threads: u32, decision: impl Fn(u32) + Sync) -> f64 {
    let clock = Clock::system();
    let round = || {
        let start = Barrier::new(threads as usize);
        let spans: Vec<(Moment, Moment)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..threads)
                .map(|thread| {
                    let (clock, start, decision) = (&clock, &start, &decision);
                    scope.spawn(move || {
                        let offset = thread * 25_000;
                        start.wait();
                        let began = clock.now();
                        for n in 0..DECISIONS {
                            decision(n.wrapping_add(offset));
                        }
                        (began, clock.now())
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let began = spans.iter().map(|span| span.0).min().unwrap();
        let ended = spans.iter().map(|span| span.1).max().unwrap();
        ended.since(began).as_nanos() as f64
    };
    let best = (0..ROUNDS).map(|_| round()).fold(f64::MAX, f64::min);
    best / f64::from(threads) / f64::from(DECISIONS)
}

fn limits(keys: &[RateKey]) -> RateLimits {
    // So wide that every request is charged: the dearer case.
    let rates: Vec<Rate> = keys.iter().map(|key| rate(u32::MAX, key)).collect();
    RateLimits::new("bench", &rates).unwrap()
}

fn tight() -> RateLimits {
    RateLimits::new("bench", &[rate(10, &RateKey::Ip)]).unwrap()
}

fn rate(quota: u32, key: &RateKey) -> Rate {
    Rate {
        quota,
        window: hardpoint_policy::Duration::from_millis(60_000),
        key: key.clone(),
        burst: quota,
        cost: 1,
        on_outage: OnOutage::Local,
        mode: Mode::Enforce,
    }
}

fn address(client: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(client))
}

/// The process's resident set, in bytes; zero where the system does not tell.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1).and_then(|n| n.parse().ok());
    pages.unwrap_or(0_usize) * 4096
}
