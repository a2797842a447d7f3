//! Rate limits in Redis or Valkey: one script a decision, by the server's clock.

use std::time::Duration;

use redis::Script;

use super::handle::Redis;
use crate::clock::Moment;
use crate::store::{Bucket, RateStore, StoreError, Taken};

/// The script that decides.
pub(super) fn script() -> Script {
    Script::new(include_str!("take.lua"))
}

/// A decision is one round trip, whatever the number of limits: a script that reads the buckets,
/// decides and charges them, by the server's clock. A bucket is one string of some 20 bytes that
/// expires once it is full. Should the server have lost the script, in a restart or a failover, it
/// is sent again.
impl RateStore for Redis {
    async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
        let mut call = self.take.prepare_invoke();
        for bucket in buckets {
            call.key(bucket.key.to_string());
            for span in [bucket.size, bucket.price] {
                call.arg(span.as_secs()).arg(span.subsec_nanos());
            }
            call.arg(u8::from(bucket.shadow));
        }
        let answer: Vec<u64> = self.line.run(&call).await?;
        let mut spans = answer
            .chunks_exact(2)
            .map(|span| Duration::from_secs(span[0]).saturating_add(Duration::from_nanos(span[1])));
        let at = spans
            .next()
            .ok_or_else(|| StoreError::new("an answer without a time"))?;
        Ok(Taken {
            at: Moment::default().after(at),
            missing: spans.collect(),
        })
    }
}
