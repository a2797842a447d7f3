//! Rate limits in PostgreSQL: one call of a function a decision, by the server's clock.

use std::time::Duration;

use super::handle::Postgres;
use crate::clock::Moment;
use crate::db::Param;
use crate::store::{Bucket, RateStore, StoreError, Taken};

/// The function that decides; see `migrations/2_rates.sql`.
pub(super) const TAKE: &str = "SELECT hardpoint.take_rates($1, $2, $3, $4, $5)";

/// A decision is one round trip, whatever the number of limits, on one connection that all
/// decisions of this process share: they never wait for the connections that handlers have, nor
/// those for theirs. A bucket is one row, in a table without a log: a server that has crashed, or
/// a standby that has taken over, comes up with full buckets. Who is denied writes nothing.
impl RateStore for Postgres {
    async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
        let asked = Asked::of(buckets)?;
        let keys: Vec<&[u8]> = asked.keys.iter().map(<[u8; 24]>::as_slice).collect();
        let params: [Param<'_>; 5] = [
            &asked.locks,
            &keys,
            &asked.sizes,
            &asked.prices,
            &asked.shadows,
        ];
        let row = self.line().query_one(TAKE, &params).await;
        let row = row.map_err(StoreError::new)?;
        let answer: Vec<i64> = row.try_get(0).map_err(StoreError::new)?;
        asked
            .answered(&answer)
            .ok_or_else(|| StoreError::new("it answers what was not asked"))
    }
}

/// What the function is asked: the buckets in the order of their locks.
struct Asked {
    /// Which of the buckets each of them is.
    places: Vec<usize>,
    locks: Vec<i64>,
    keys: Vec<[u8; 24]>,
    sizes: Vec<i64>,
    prices: Vec<Option<i64>>,
    shadows: Vec<bool>,
}

impl Asked {
    fn of(buckets: &[Bucket]) -> Result<Self, StoreError> {
        let too_long = |_| StoreError::new("a bucket that takes more than 292 years to fill");
        let mut places: Vec<usize> = (0..buckets.len()).collect();
        places.sort_unstable_by_key(|place| lock_of(&buckets[*place]));
        let ordered = || places.iter().map(|place| &buckets[*place]);
        Ok(Self {
            locks: ordered().map(lock_of).collect(),
            keys: ordered().map(key_of).collect(),
            sizes: ordered()
                .map(|bucket| i64::try_from(bucket.size.as_nanos()))
                .collect::<Result<_, _>>()
                .map_err(too_long)?,
            prices: ordered()
                .map(|bucket| {
                    let price = bucket.take(Duration::ZERO)?;
                    i64::try_from(price.as_nanos()).ok()
                })
                .collect(),
            shadows: ordered().map(|bucket| bucket.shadow).collect(),
            places,
        })
    }

    /// What the function has answered, in the order of the buckets.
    fn answered(&self, answer: &[i64]) -> Option<Taken> {
        let (at, lacked) = answer.split_first()?;
        let span = |nanos: i64| Some(Duration::from_nanos(u64::try_from(nanos).ok()?));
        let mut missing = vec![Duration::ZERO; lacked.len()];
        for (place, lacked) in self.places.iter().zip(lacked) {
            *missing.get_mut(*place)? = span(*lacked)?;
        }
        Some(Taken {
            at: Moment::default().after(span(*at)?),
            missing,
        })
    }
}

/// Sixty-four bits of its hash. Should two buckets share them, decisions on one wait for the other.
fn lock_of(bucket: &Bucket) -> i64 {
    let mut bits = [0; 8];
    bits.copy_from_slice(&bucket.key.hash.to_be_bytes()[..8]);
    i64::from_be_bytes(bits)
}

fn key_of(bucket: &Bucket) -> [u8; 24] {
    let mut key = [0; 24];
    key[..8].copy_from_slice(&bucket.key.group.to_be_bytes());
    key[8..].copy_from_slice(&bucket.key.hash.to_be_bytes());
    key
}
