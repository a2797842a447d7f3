//! What every store of rate limits must pass.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;

use crate::clock::{Clock, Moment};
use crate::store::{Bucket, BucketKey, RateStore, Taken};

const MILLISECOND: Duration = Duration::from_millis(1);

/// Checks what a [`RateStore`] promises, in about a second.
///
/// Among other things, random sequences of decisions are compared with the pure arithmetic, to the
/// nanosecond; their seed is in the message where they differ.
///
/// # Panics
///
/// Where a promise is broken.
pub async fn rates(store: &impl RateStore) {
    a_full_bucket_gives_what_it_holds_and_no_more(store).await;
    a_bucket_refills(store).await;
    all_are_charged_or_none(store).await;
    a_bucket_in_shadow_stops_nothing(store).await;
    what_is_denied_costs_nothing(store).await;
    keys_of_different_groups_are_different(store).await;
    no_more_is_missing_than_a_bucket_holds(store).await;
    no_step_is_too_small_and_no_span_too_long(store).await;
    many_at_once_get_no_more_than_there_is(store).await;
    for _ in 0..4 {
        every_sequence_agrees_with_the_arithmetic(store, fastrand::u64(..)).await;
    }
}

async fn a_full_bucket_gives_what_it_holds_and_no_more(store: &impl RateStore) {
    let buckets = [bucket(key(), 600_000 * MILLISECOND, 200_000 * MILLISECOND)];
    let mut model = Model::default();
    for expected in [true, true, true, false, false] {
        let admitted = model.take(store, &buckets).await;
        assert_eq!(
            admitted, expected,
            "a bucket of three gives three, and no fourth"
        );
    }
}

async fn a_bucket_refills(store: &impl RateStore) {
    let buckets = [bucket(key(), 20 * MILLISECOND, 20 * MILLISECOND)];
    let mut model = Model::default();
    assert!(model.take(store, &buckets).await, "a new bucket is full");
    Clock::system().sleep(25 * MILLISECOND).await;
    assert!(
        model.take(store, &buckets).await,
        "a bucket is full again after its size"
    );
}

async fn all_are_charged_or_none(store: &impl RateStore) {
    let large = bucket(key(), 600_000 * MILLISECOND, 100_000 * MILLISECOND);
    let small = Bucket {
        key: another(large.key),
        price: 600_000 * MILLISECOND,
        ..large.clone()
    };
    let mut model = Model::default();
    let both = [large.clone(), small];
    assert!(model.take(store, &both).await, "both buckets are full");
    for _ in 0..5 {
        assert!(
            !model.take(store, &both).await,
            "one empty bucket stops the request"
        );
    }
    for _ in 0..5 {
        assert!(
            model.take(store, std::slice::from_ref(&large)).await,
            "a bucket is not charged for what another one stops"
        );
    }
}

async fn a_bucket_in_shadow_stops_nothing(store: &impl RateStore) {
    let enforced = bucket(key(), 600_000 * MILLISECOND, 200_000 * MILLISECOND);
    let shadow = Bucket {
        key: another(enforced.key),
        price: 600_000 * MILLISECOND,
        shadow: true,
        ..enforced.clone()
    };
    let mut model = Model::default();
    let both = [shadow, enforced];
    for expected in [true, true, true, false] {
        let admitted = model.take(store, &both).await;
        assert_eq!(admitted, expected, "a bucket in shadow stops nothing");
    }
}

async fn what_is_denied_costs_nothing(store: &impl RateStore) {
    let dear = bucket(key(), 600_000 * MILLISECOND, 600_001 * MILLISECOND);
    let fair = Bucket {
        price: 600_000 * MILLISECOND,
        ..dear.clone()
    };
    let mut model = Model::default();
    assert!(
        !model.take(store, std::slice::from_ref(&dear)).await,
        "what costs more than a bucket holds never passes"
    );
    assert!(
        model.take(store, std::slice::from_ref(&fair)).await,
        "what is denied costs nothing"
    );
}

async fn keys_of_different_groups_are_different(store: &impl RateStore) {
    let one = bucket(key(), 600_000 * MILLISECOND, 600_000 * MILLISECOND);
    let other = Bucket {
        key: BucketKey {
            group: one.key.group ^ 1,
            ..one.key
        },
        ..one.clone()
    };
    let mut model = Model::default();
    assert!(model.take(store, std::slice::from_ref(&one)).await);
    assert!(
        model.take(store, std::slice::from_ref(&other)).await,
        "keys that differ in their group alone are two"
    );
}

async fn no_more_is_missing_than_a_bucket_holds(store: &impl RateStore) {
    let before = bucket(key(), 600_000 * MILLISECOND, 600_000 * MILLISECOND);
    let smaller = Bucket {
        size: 6 * MILLISECOND,
        price: MILLISECOND,
        ..before.clone()
    };
    let mut model = Model::default();
    assert!(model.take(store, &[before]).await);
    // Somebody has changed the limit meanwhile.
    assert!(!model.take(store, &[smaller]).await);
}

async fn no_step_is_too_small_and_no_span_too_long(store: &impl RateStore) {
    let longest = Duration::from_nanos(u64::MAX / 2);
    let mut model = Model::default();
    let mut buckets = [
        bucket(key(), longest, Duration::from_nanos(1)),
        bucket(key(), longest, longest - Duration::from_secs(1_000_000_000)),
    ];
    buckets[1].key = another(buckets[0].key);
    assert!(model.take(store, &buckets).await);
    assert!(!model.take(store, &buckets).await);
}

async fn many_at_once_get_no_more_than_there_is(store: &impl RateStore) {
    const HOLDS: u32 = 20;
    let price = 2 * MILLISECOND;
    let first = bucket(key(), HOLDS * price, price);
    let second = Bucket {
        key: another(first.key),
        ..first.clone()
    };
    // In either order: whoever waits for one bucket while holding the other would wait for ever.
    let orders = [
        [first.clone(), second.clone()],
        [second.clone(), first.clone()],
    ];
    let mut passed = Vec::new();
    for _ in 0..4 {
        let asked = (0..60).map(|turn| {
            let buckets = &orders[turn % 2];
            async move { (taken(store, buckets).await, buckets) }
        });
        let admitted = |(taken, buckets): (Taken, &[Bucket; 2])| {
            let passes = taken.charged(buckets).next().is_some();
            passes.then_some(taken.at)
        };
        passed.extend(join_all(asked).await.into_iter().filter_map(admitted));
    }
    passed.sort_unstable();
    for (from, start) in passed.iter().enumerate() {
        for (to, end) in passed.iter().enumerate().skip(from) {
            let refilled = end.since(*start).as_nanos() / price.as_nanos();
            assert!(
                (to - from + 1) as u128 <= u128::from(HOLDS) + refilled,
                "many at once get no more than a bucket holds and what comes back"
            );
        }
    }
    assert!(passed.len() >= HOLDS as usize, "and no less than it holds");
}

async fn every_sequence_agrees_with_the_arithmetic(store: &impl RateStore, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let group = key();
    let keys: Vec<BucketKey> = std::iter::successors(Some(group), |key| Some(another(*key)))
        .take(4)
        .collect();
    let mut model = Model {
        seed: Some(seed),
        ..Model::default()
    };
    for _ in 0..60 {
        let mut chosen = random.choose_multiple(keys.iter(), 3);
        random.shuffle(&mut chosen);
        chosen.truncate(random.usize(1..=3));
        let buckets: Vec<Bucket> = chosen
            .into_iter()
            .map(|key| Bucket {
                key: *key,
                size: Duration::from_nanos(random.u64(1..50_000_000)),
                price: Duration::from_nanos(random.u64(0..20_000_000)),
                shadow: random.u8(..) < 64,
            })
            .collect();
        model.take(store, &buckets).await;
        if random.u8(..) < 64 {
            let pause = Duration::from_nanos(random.u64(0..5_000_000));
            Clock::system().sleep(pause).await;
        }
    }
}

/// What the store should hold, by the pure arithmetic.
#[derive(Default)]
struct Model {
    full_at: HashMap<BucketKey, Moment>,
    latest: Moment,
    seed: Option<u64>,
}

impl Model {
    /// Has the store decide, and the arithmetic by the store's clock; whether the request passes.
    async fn take(&mut self, store: &impl RateStore, buckets: &[Bucket]) -> bool {
        let taken = taken(store, buckets).await;
        assert!(taken.at >= self.latest, "a store's clock goes forward");
        self.latest = taken.at;
        for (bucket, missing) in buckets.iter().zip(&taken.missing) {
            let full_at = self.full_at.get(&bucket.key).copied().unwrap_or_default();
            let expected = full_at.since(taken.at).min(bucket.size);
            let seed = self.seed;
            assert_eq!(
                *missing, expected,
                "as much is missing as the arithmetic says, of {bucket:?} (seed {seed:?})"
            );
        }
        for (bucket, missing) in taken.charged(buckets) {
            self.full_at.insert(bucket.key, taken.at.after(missing));
        }
        let stops = |(bucket, missing): (&Bucket, &Duration)| {
            !bucket.shadow && bucket.take(*missing).is_none()
        };
        !buckets.iter().zip(&taken.missing).any(stops)
    }
}

async fn taken(store: &impl RateStore, buckets: &[Bucket]) -> Taken {
    let taken = store
        .take(buckets)
        .await
        .unwrap_or_else(|error| panic!("a store that is there decides: {error}"));
    assert_eq!(
        taken.missing.len(),
        buckets.len(),
        "a store says of every bucket what was missing"
    );
    taken
}

fn bucket(key: BucketKey, size: Duration, price: Duration) -> Bucket {
    Bucket {
        key,
        size,
        price,
        shadow: false,
    }
}

/// A key that nobody has used.
fn key() -> BucketKey {
    BucketKey {
        group: fastrand::u64(..),
        hash: fastrand::u128(..),
    }
}

/// Another key of the same group.
fn another(key: BucketKey) -> BucketKey {
    BucketKey {
        hash: key.hash.wrapping_add(1),
        ..key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Account, MemoryRates, StateKey, StoreError};

    /// The store in memory, as if it were elsewhere.
    #[derive(Debug, Default)]
    struct InMemory(MemoryRates);

    impl RateStore for InMemory {
        async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
            let account = |bucket: &Bucket| {
                let BucketKey { group, hash } = bucket.key;
                let key = StateKey((hash >> 64) as u64 ^ group, hash as u64);
                Account::new(key, key)
            };
            let mut accounts: Vec<Account> = buckets.iter().map(account).collect();
            let now = Clock::system().now();
            Ok(self.0.settle(&mut accounts, now, |accounts, at| {
                let missing = accounts.iter().zip(buckets).map(|(account, bucket)| {
                    Moment::from_nanos(account.full_at)
                        .since(at)
                        .min(bucket.size)
                });
                let taken = Taken {
                    at,
                    missing: missing.collect(),
                };
                for (charged, missing) in taken.charged(buckets) {
                    let index = buckets.iter().position(|bucket| bucket == charged).unwrap();
                    accounts[index].full_at = at.after(missing).as_nanos();
                }
                taken
            }))
        }
    }

    #[tokio::test]
    async fn the_store_in_memory_passes() {
        rates(&InMemory::default()).await;
    }

    /// It charges what it can, though another bucket stops the request.
    #[derive(Debug, Default)]
    struct Greedy(InMemory);

    impl RateStore for Greedy {
        async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
            let mut all = Vec::new();
            let mut at = Moment::default();
            for bucket in buckets {
                let taken = self.0.take(std::slice::from_ref(bucket)).await?;
                at = taken.at;
                all.extend(taken.missing);
            }
            Ok(Taken { at, missing: all })
        }
    }

    #[tokio::test]
    #[should_panic(expected = "as much is missing as the arithmetic says")]
    async fn a_store_that_decides_one_by_one_does_not() {
        rates(&Greedy::default()).await;
    }
}
