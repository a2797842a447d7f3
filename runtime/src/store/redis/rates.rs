//! Rate limits in Redis or Valkey: one script a decision, by the server's clock.

use std::fmt;
use std::time::Duration;

use redis::Script;

use super::line::Line;
use crate::clock::Moment;
use crate::store::{Bucket, RateStore, StoreError, Taken};

/// Rate limits in Redis (5 or later) or Valkey, which all instances share.
///
/// A decision is one round trip, whatever the number of limits: a script that reads the buckets,
/// decides and charges them, by the server's clock. A bucket is one string of some 20 bytes that
/// expires once it is full. Should the server have lost the script, in a restart or a failover, it
/// is sent again.
///
/// All instances of a service that share limits may be of different versions of it. A Redis that
/// has lost its data has lost what was taken: every bucket is full. An answer that takes 10 seconds
/// is given up, whatever the [budget](crate::Store::budget). There is no TLS, and no following
/// of a Redis Cluster from server to server.
pub struct RedisRates {
    line: Line,
    script: Script,
}

impl RedisRates {
    /// Those in the server at `url`, such as `redis://:secret@host:6379`. It is connected to in the
    /// background, on a thread of its own.
    ///
    /// # Errors
    ///
    /// Where the URL cannot be read.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            line: Line::open(url)?,
            script: Script::new(include_str!("take.lua")),
        })
    }
}

impl RateStore for RedisRates {
    async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
        let mut call = self.script.prepare_invoke();
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

impl fmt::Debug for RedisRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisRates").finish_non_exhaustive()
    }
}
