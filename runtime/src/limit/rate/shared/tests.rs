//! Limits in a shared store come to the same as in memory, and to a share while it is away.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::http::header::HeaderMap;
use futures_util::FutureExt;
use parking_lot::Mutex;
use proptest::prelude::*;

use super::*;
use crate::clock::Clock;
use crate::store::{BucketKey, RateStore, Store, StoreError, Taken};

/// The plainest store there can be, by a clock that a test turns.
#[derive(Debug, Clone)]
struct Plain {
    clock: Clock,
    full_at: Arc<Mutex<HashMap<BucketKey, Moment>>>,
    is_away: Arc<AtomicBool>,
}

impl Plain {
    fn by(clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            full_at: Arc::default(),
            is_away: Arc::default(),
        }
    }
}

impl RateStore for Plain {
    async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
        if self.is_away.load(Ordering::Relaxed) {
            return Err(StoreError::new("away"));
        }
        let mut full_at = self.full_at.lock();
        let at = self.clock.now();
        let missing = buckets.iter().map(|bucket| {
            let full_at = full_at.get(&bucket.key).copied().unwrap_or_default();
            full_at.since(at).min(bucket.size)
        });
        let taken = Taken {
            at,
            missing: missing.collect(),
        };
        for (bucket, missing) in taken.charged(buckets) {
            full_at.insert(bucket.key, at.after(missing));
        }
        Ok(taken)
    }
}

fn rates(texts: &[impl AsRef<str>]) -> Vec<Rate> {
    let rate = |text: &dyn AsRef<str>| text.as_ref().parse().unwrap();
    texts.iter().map(|text| rate(text)).collect()
}

fn shared(store: &Plain, rates: &[Rate], replicas: u32) -> SharedRates {
    let store = WatchedRates::of(&Store::memory().rates(store.clone())).unwrap();
    let replicas = NonZeroU32::new(replicas).unwrap();
    SharedRates::new("quote", rates, Arc::new(store), replicas).unwrap()
}

/// What a client is told: whether it passes, when it may come again, and its headers.
fn told(decision: &RateDecision, limits: &RateLimits) -> (bool, Option<Duration>, Vec<String>) {
    let mut headers = Vec::new();
    decision.write_headers(limits, |name, value| {
        headers.push(format!("{name}: {}", value.to_str().unwrap()));
    });
    headers.extend(decision.violated(limits).map(str::to_owned));
    headers.extend(decision.would_reject(limits).map(str::to_owned));
    (decision.is_admitted(), decision.retry_after(), headers)
}

fn keys<'a>(headers: &'a HeaderMap, client: u8) -> RateKeys<'a> {
    RateKeys {
        address: Some([192, 0, 2, client].into()),
        principal: None,
        headers,
    }
}

fn now_of(
    limits: &SharedRates,
    step: Step,
    keys: &RateKeys<'_>,
    memory: &MemoryRates,
    now: Moment,
) -> Result<Option<RateDecision>, StoreAway> {
    let decided = limits.decide(step, keys, memory, now).now_or_never();
    decided.expect("the plain store does not wait")
}

prop_compose! {
    fn any_rate()(
        quota in 1..50_u32, window in 1..10_u32, burst in 1..20_u32, cost in 1..4_u32,
        is_global in any::<bool>(), is_shadow in any::<bool>(),
    ) -> String {
        let per = if is_global { "global" } else { "ip" };
        let mode = if is_shadow { "shadow" } else { "enforce" };
        let burst = burst.max(cost);
        format!("{quota}/{window}s per:{per} burst:{burst} cost:{cost} mode:{mode}")
    }
}

proptest! {
    #[test]
    fn a_shared_store_and_memory_say_the_same_of_every_sequence(
        texts in prop::collection::vec(any_rate(), 1..4),
        requests in prop::collection::vec((0..3_u8, 0..2_000_000_000_u64), 1..100),
        in_two_steps in any::<bool>(),
    ) {
        let rates = rates(&texts);
        let (clock, hand) = Clock::manual();
        let (memory, unused) = (MemoryRates::default(), MemoryRates::default());
        let mut alone = RateLimits::new("quote", &rates).unwrap();
        let mut shared = shared(&Plain::by(&clock), &rates, 1);
        if in_two_steps {
            (alone, shared) = (alone.in_two_steps(), shared.in_two_steps());
        }
        let headers = HeaderMap::new();
        for (client, pause) in requests {
            // Mostly bursts, now and then a pause.
            hand.advance(Duration::from_nanos(pause.saturating_sub(1_500_000_000)));
            let (keys, now) = (keys(&headers, client), clock.now());
            let same = |mine: Option<RateDecision>, theirs: Option<RateDecision>| {
                let mine = mine.map(|decision| told(&decision, &alone));
                let theirs = theirs.map(|decision| told(&decision, shared.limits()));
                prop_assert_eq!(mine, theirs);
                Ok(())
            };
            let first = now_of(&shared, Step::First, &keys, &unused, now).unwrap();
            // Without a limit by address, memory decides on none and says so at length.
            let mine = alone.decide(&memory, &keys, now);
            same(first.as_ref().map(|_| mine), first)?;
            let known = now_of(&shared, Step::Known, &keys, &unused, now).unwrap();
            same(alone.decide_known(&memory, &keys, now), known)?;
        }
        prop_assert!(unused.is_empty());
    }

    #[test]
    fn a_bucket_is_charged_as_the_arithmetic_says(
        texts in any_rate(), missing in 0..40_000_000_000_u64,
    ) {
        let limits = rates(&[texts]);
        let gcra = Gcra::of(&limits[0]);
        let missing = missing.min(gcra.fill());
        let bucket = Bucket {
            key: BucketKey { group: 0, hash: 0 },
            size: Duration::from_nanos(gcra.fill()),
            price: Duration::from_nanos(gcra.price()),
            shadow: false,
        };
        let after = gcra.take(missing, 0).ok().map(Duration::from_nanos);
        prop_assert_eq!(bucket.take(Duration::from_nanos(missing)), after);
    }
}

#[test]
fn while_the_store_is_away_each_process_gives_its_share_and_no_more() {
    let (clock, hand) = Clock::manual();
    let store = Plain::by(&clock);
    store.is_away.store(true, Ordering::Relaxed);
    let limits = shared(&store, &rates(&["10/min per:global"]), 5);
    let (memory, headers) = (MemoryRates::default(), HeaderMap::new());
    let passes = || {
        let decision = now_of(
            &limits,
            Step::First,
            &keys(&headers, 1),
            &memory,
            clock.now(),
        );
        decision.unwrap().unwrap().is_admitted()
    };
    assert_eq!([passes(), passes(), passes()], [true, true, false]);
    // One comes back every six seconds for all five, so every thirty for this one.
    hand.advance(Duration::from_secs(29));
    assert!(!passes());
    hand.advance(Duration::from_secs(1));
    assert_eq!([passes(), passes()], [true, false]);
}

#[test]
fn a_share_lets_pass_one_request_at_least() {
    for (text, replicas, burst) in [
        ("10/min", 1, 10),
        ("10/min", 3, 3),
        ("10/min", 100, 1),
        ("10/min cost:4", 100, 4),
        ("10/min burst:20 cost:2", 4, 5),
    ] {
        let rate = &rates(&[text])[0];
        let share = share_of(rate, NonZeroU32::new(replicas).unwrap());
        assert_eq!(share.burst, burst, "{text}");
        assert_eq!(
            share.emission_interval_nanos(),
            rate.emission_interval_nanos() * u64::from(replicas),
            "{text}"
        );
    }
}

#[test]
fn a_limit_may_let_nobody_pass_while_the_store_is_away() {
    let (clock, _hand) = Clock::manual();
    let store = Plain::by(&clock);
    store.is_away.store(true, Ordering::Relaxed);
    let (memory, headers) = (MemoryRates::default(), HeaderMap::new());
    let decide = |texts: &[&str]| {
        let limits = shared(&store, &rates(texts), 1);
        now_of(
            &limits,
            Step::First,
            &keys(&headers, 1),
            &memory,
            clock.now(),
        )
    };
    let denied = decide(&["10/min", "100/h on-outage:deny"]);
    assert_eq!(denied.err(), Some(StoreAway));
    let watched = decide(&["10/min", "100/h on-outage:deny mode:shadow"]);
    assert!(watched.unwrap().unwrap().is_admitted());
}
