//! A Redis or Valkey as a place for state.

use std::fmt;
use std::sync::Arc;

use redis::Script;

use super::cache;
use super::leases;
use super::line::Line;
use super::rates;
use crate::store::StoreError;

/// A Redis (5 or later) or Valkey as a place for state that all instances share.
///
/// [`Store::redis`](crate::Store::redis) keeps there whatever can be kept there. One that is to
/// keep only a part of it is connected to apart:
///
/// ```no_run
/// use hardpoint::Store;
/// use hardpoint::store::Redis;
///
/// let redis = Redis::connect("redis://cache.example")?;
/// let store = Store::memory().rates(redis);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// All instances of a service that share it may be of different versions of the service. A Redis
/// that has lost its data has lost what was taken of rate limits: every bucket is full; and which
/// idempotency keys were used: see [what that means](#impl-IdempotencyStore-for-Redis). An answer
/// that takes 10 seconds is given up, whatever the [budget](crate::Store::budget).
#[derive(Clone)]
pub struct Redis {
    pub(super) line: Arc<Line>,
    pub(super) take: Script,
    pub(super) leases: leases::Scripts,
    pub(super) scripts: cache::Scripts,
}

impl Redis {
    /// The server at `url`, such as `redis://:secret@host:6379`, `rediss://host` for TLS, or the
    /// cluster at `redis+cluster://a,b`: [what URLs say](crate::store#redis-and-valkey). It is
    /// connected to in the background, on a thread of its own.
    ///
    /// # Errors
    ///
    /// Where the URL cannot be read, or a file that it names. That the server cannot be reached is
    /// no error here.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            line: Arc::new(Line::open(url)?),
            take: rates::script(),
            leases: leases::Scripts::new(),
            scripts: cache::Scripts::new(),
        })
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").finish_non_exhaustive()
    }
}
