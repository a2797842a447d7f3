//! Every option, and every word of each.
//! Keeps: `a_dependency_has_a_name`, `a_call_leaves_time_to_call`, `a_call_is_over_in_a_day`,
//! Keeps: `a_retry_is_a_second_attempt`, `a_wait_takes_some_time`,
//! Keeps: `a_breaker_has_a_share_and_a_window`, `a_share_is_one_of_a_hundred`,
//! Keeps: `a_breaker_can_open_and_close`, `a_bulkhead_lets_somebody_call`,
//! Keeps: `what_is_done_without_has_a_reason`, `a_hedge_waits_for_most`,
//! Keeps: `only_what_is_repeatable_is_repeated`, `a_back_off_begins_below_its_longest`,
//! Keeps: `an_attempt_ends_before_the_timeout`, `every_attempt_ends_before_the_timeout`,
//! Keeps: `waiting_for_a_turn_ends_before_the_timeout`, `a_hedge_begins_before_the_attempt_ends`,
//! Keeps: `a_breaker_sees_more_than_one_attempt`, `a_breaker_is_open_no_longer_than_its_longest`,
//! Keeps: `a_half_open_breaker_has_a_bound`, `a_slow_attempt_is_not_cut_off`.
#![deny(warnings, missing_docs)]

use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

type Counted = Result<usize, DependencyError>;

/// The least that can be said.
#[dependency]
pub async fn least(sku: &str) -> Counted {
    Ok(sku.len())
}

/// Every option.
#[dependency(
    name = "every-option.v2",
    guard = "warehouse",
    timeout = "2s",
    attempt = "500ms",
    idempotent,
    retry = "3 base:100ms max:2s",
    breaker = "12.5%/30s min:20 open:5s max:1m probes:4 slow:499ms",
    concurrency = "32 wait:50ms",
    hedge = "p95",
    fallback = nothing
)]
pub async fn most(sku: &str) -> Counted {
    Ok(sku.len())
}

/// Each limit is one that can be kept.
#[dependency(
    timeout = "24h",
    attempt = "24h",
    breaker = "100%/48h min:1 open:1ms max:1ms probes:1",
    concurrency = "1 wait:1ms"
)]
async fn limits(sku: &str) -> Counted {
    Ok(sku.len())
}

/// What is unsaid gives way: three attempts in six milliseconds, and two probes.
#[dependency(timeout = "6ms", idempotent, concurrency = "2")]
async fn fits(sku: &str) -> Counted {
    Ok(sku.len())
}

/// A wait is as long as it is said, and a second attempt is made after a time.
#[dependency(idempotent, retry = "2 base:1s max:1s", attempt = "4500ms", hedge = "4499ms")]
async fn to_the_brim(sku: &str) -> Counted {
    Ok(sku.len())
}

/// With a reason, it is done without.
#[dependency(
    idempotent,
    retry = "none because:it is asked again a second later",
    breaker = "none because:it runs on this machine",
    concurrency = "none because:its pool has a bound"
)]
async fn without(sku: &str) -> Counted {
    Ok(sku.len())
}

/// A key goes along, by which it is done once.
#[dependency(key = sku, retry = "2", hedge = "p50")]
async fn keyed(sku: &str) -> Counted {
    Ok(sku.len())
}

async fn nothing(_: &str, _: DependencyError) -> Counted {
    Ok(0)
}

fn main() {
    drop(least("a-1"));
    drop(most("a-1"));
    drop(limits("a-1"));
    drop(fits("a-1"));
    drop(to_the_brim("a-1"));
    drop(without("a-1"));
    drop(keyed("a-1"));
}
