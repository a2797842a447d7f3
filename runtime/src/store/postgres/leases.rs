//! Idempotency keys in PostgreSQL, where the request's own work is no transaction of it: one
//! statement a step, by the server's clock.

use std::time::Duration;

use super::handle::Postgres;
use crate::db::{Error, Param, Row};
use crate::store::{ClaimOutcome, IdempotencyStore, Lease, StoreError};

/// A function, for the look and the claim are two statements, each of which sees what was committed
/// before it.
const CLAIM: &str = "SELECT outcome, kept FROM hardpoint.claim($1, $2, $3, $4, $5, $6)";

const RENEW: &str = "UPDATE hardpoint.lease \
    SET lease_ends = clock_timestamp() + make_interval(secs => $3), \
        expires = clock_timestamp() + make_interval(secs => $3) + make_interval(secs => $4) \
    WHERE key = $1 AND owner = $2 AND NOT is_done AND expires > clock_timestamp() \
    RETURNING true";

/// Where it is done already, the answer stands.
const COMPLETE: &str = "UPDATE hardpoint.lease SET is_done = true, \
        answer = CASE WHEN is_done THEN answer ELSE $3 END, \
        expires = CASE WHEN is_done THEN expires \
            ELSE clock_timestamp() + make_interval(secs => $4) END \
    WHERE key = $1 AND owner = $2 AND expires > clock_timestamp() \
    RETURNING true";

const RELEASE: &str = "DELETE FROM hardpoint.lease \
    WHERE key = $1 AND owner = $2 AND NOT is_done \
    RETURNING true";

/// Some of what counts no more, if nobody else is at it.
pub(super) const REAP: &str = "DELETE FROM hardpoint.lease WHERE key IN (\
    SELECT key FROM hardpoint.lease WHERE expires <= clock_timestamp() \
    ORDER BY expires LIMIT $1 FOR UPDATE SKIP LOCKED)";

/// How often a step is tried whose connection is lost, as connections often are that were idle when
/// the server was started again: it may be done twice.
const TRIES: u32 = 3;

/// The longest span that is kept: a hundred years.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Each step is one statement and one commit, by the server's clock. What was granted is on disk when
/// it is acknowledged, even where the role has `synchronous_commit = off`; whether it survives a
/// failover is for `synchronous_standby_names` to say. Handlers that hold every connection of the pool
/// stand in no key's way: the steps have connections of their own.
impl IdempotencyStore for Postgres {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        let (key, fingerprint) = (lease.key.0.as_slice(), lease.fingerprint.as_slice());
        let owner = number(lease.owner);
        let [length, ttl] = [lease.length, lease.ttl].map(seconds);
        let params: [Param<'_>; 6] = [&key, &fingerprint, &owner, &length, &ttl, &lease.rerun_safe];
        let Some(found) = self.ask(CLAIM, &params).await? else {
            return Err(StoreError::new("it does not answer a claim"));
        };
        match found.try_get(0).map_err(StoreError::new)? {
            "granted" => Ok(ClaimOutcome::Granted),
            "in_flight" => Ok(ClaimOutcome::InFlight),
            "mismatch" => Ok(ClaimOutcome::Mismatch),
            "unknown" => Ok(ClaimOutcome::OutcomeUnknown),
            "answered" => {
                let answer = found.try_get(1).map_err(StoreError::new)?;
                Ok(ClaimOutcome::Answered(answer))
            }
            _ => Err(StoreError::new("it answers a claim with something else")),
        }
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        let [length, ttl] = [lease.length, lease.ttl].map(seconds);
        self.change(RENEW, lease, &[&length, &ttl]).await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        self.change(COMPLETE, lease, &[&answer, &seconds(lease.ttl)])
            .await
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.change(RELEASE, lease, &[]).await
    }
}

impl Postgres {
    /// Says something of an owner's lease; whether there was one to say it of.
    async fn change(
        &self,
        sql: &str,
        lease: &Lease,
        more: &[Param<'_>],
    ) -> Result<bool, StoreError> {
        let (key, owner) = (lease.key.0.as_slice(), number(lease.owner));
        let mut params: Vec<Param<'_>> = vec![&key, &owner];
        params.extend(more);
        Ok(self.ask(sql, &params).await?.is_some())
    }

    async fn ask(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, StoreError> {
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match self.db.write_beside().query_opt(sql, params).await {
                Err(Error::Unavailable(_) | Error::OutcomeUnknown(_)) if tries > 0 => {}
                answer => return answer.map_err(StoreError::new),
            }
        }
    }
}

/// The same bits, as the server has no unsigned numbers.
fn number(owner: u64) -> i64 {
    i64::from_ne_bytes(owner.to_ne_bytes())
}

fn seconds(span: Duration) -> f64 {
    span.min(LONGEST).as_secs_f64()
}
