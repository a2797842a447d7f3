//! What calls of dependencies count: each test has guards of its own, so that none sees another's.

use std::future::pending;
use std::io;
use std::time::Duration;

use futures_util::FutureExt as _;
use hardpoint::dependency::{DependencyError, ErrorClass, Guard};

use crate::world::{begin, page};

const CALLS: &str = "hardpoint_dependency_duration_seconds_count";
const ATTEMPTS: &str = "hardpoint_dependency_attempts_total";
const REJECTED: &str = "hardpoint_dependency_rejected_total";
const STATE: &str = "hardpoint_dependency_breaker_state";
const CHANGES: &str = "hardpoint_dependency_breaker_changes_total";

type Answer = Result<(), DependencyError>;

fn failure() -> DependencyError {
    DependencyError::classed(ErrorClass::passing("down"), io::Error::other("4711"))
}

/// What a series of that dependency says.
async fn value(series: &str, dependency: &str, label: (&str, &str)) -> Option<f64> {
    let labels = [("dependency", dependency), label];
    let labels = &labels[..if label.0.is_empty() { 1 } else { 2 }];
    page().await.value(series, labels)
}

#[tokio::test]
async fn every_series_of_a_dependency_is_there_before_its_first_call() {
    begin();
    let _guard = Guard::builder("metered.new").build().expect("a guard");
    for (series, label, values) in [
        (
            CALLS,
            "outcome",
            &[
                "succeeded",
                "refused",
                "failed",
                "timed_out",
                "cancelled",
                "rejected",
            ][..],
        ),
        (
            ATTEMPTS,
            "outcome",
            &["succeeded", "refused", "failed", "timed_out", "cancelled"],
        ),
        (REJECTED, "reason", &["open", "full", "deadline"]),
        (CHANGES, "to", &["closed", "half_open", "open"]),
        (
            "hardpoint_dependency_hedges_total",
            "outcome",
            &["won", "lost"],
        ),
        (STATE, "state", &["half_open", "open"]),
        ("hardpoint_dependency_retries_total", "", &[""]),
        (
            "hardpoint_dependency_retry_budget_exhausted_total",
            "",
            &[""],
        ),
        ("hardpoint_dependency_in_flight", "", &[""]),
        ("hardpoint_dependency_fallbacks_total", "", &[""]),
    ] {
        for said in values {
            let found = value(series, "metered.new", (label, said)).await;
            assert_eq!(found, Some(0.0), "{series} {said}");
        }
    }
    let closed = value(STATE, "metered.new", ("state", "closed")).await;
    assert_eq!(closed, Some(1.0));
}

#[tokio::test]
async fn calls_and_attempts_count_what_they_came_to() {
    begin();
    let guard = Guard::builder("metered.calls")
        .timeout(Duration::from_millis(500))
        .attempt(Duration::from_millis(20))
        .idempotent()
        .retry("2 base:1ms".parse().expect("a retry"))
        .build()
        .expect("a guard");
    let answer = || {
        let class = ErrorClass::answer("no_such_sku");
        DependencyError::classed(class, io::Error::other("4711"))
    };
    guard
        .call(async || Answer::Ok(()))
        .await
        .expect("it succeeds");
    assert!(guard.call(async || Answer::Err(answer())).await.is_err());
    assert!(guard.call(async || Answer::Err(failure())).await.is_err());
    assert!(guard.once(pending::<Answer>).await.is_err());
    // Given up by who made it.
    assert!(guard.call(pending::<Answer>).now_or_never().is_none());
    for (outcome, calls, attempts) in [
        ("succeeded", 1.0, Some(1.0)),
        ("refused", 1.0, Some(1.0)),
        ("failed", 1.0, Some(2.0)),
        ("timed_out", 1.0, Some(1.0)),
        ("cancelled", 1.0, Some(1.0)),
        ("rejected", 0.0, None),
    ] {
        let outcome = ("outcome", outcome);
        let found = value(CALLS, "metered.calls", outcome).await;
        assert_eq!(found, Some(calls), "{outcome:?}");
        let found = value(ATTEMPTS, "metered.calls", outcome).await;
        assert_eq!(found, attempts, "{outcome:?}");
    }
    let whole = |series: &'static str| value(series, "metered.calls", ("", ""));
    assert_eq!(whole("hardpoint_dependency_retries_total").await, Some(1.0));
    assert_eq!(whole("hardpoint_dependency_in_flight").await, Some(0.0));
}

#[tokio::test]
async fn what_is_not_sent_counts_by_its_reason() {
    begin();
    let guard = Guard::builder("metered.rejected")
        .concurrency("1".parse().expect("a bulkhead"))
        .breaker("50%/30s min:1 probes:1".parse().expect("a breaker"))
        .build()
        .expect("a guard");
    let mut first = Box::pin(guard.once(pending::<Answer>));
    assert!((&mut first).now_or_never().is_none());
    let in_flight = ("", "");
    let name = "hardpoint_dependency_in_flight";
    assert_eq!(value(name, "metered.rejected", in_flight).await, Some(1.0));
    assert!(guard.once(async || Answer::Ok(())).await.is_err());
    drop(first);
    assert!(guard.once(async || Answer::Err(failure())).await.is_err());
    assert!(guard.once(async || Answer::Ok(())).await.is_err());
    for (reason, times) in [("full", 1.0), ("open", 1.0), ("deadline", 0.0)] {
        let found = value(REJECTED, "metered.rejected", ("reason", reason)).await;
        assert_eq!(found, Some(times), "{reason}");
    }
    let rejected = value(CALLS, "metered.rejected", ("outcome", "rejected")).await;
    assert_eq!(rejected, Some(2.0));
    assert_eq!(value(name, "metered.rejected", in_flight).await, Some(0.0));
}

#[tokio::test]
async fn a_breaker_is_one_for_all_who_share_it() {
    begin();
    let guard = |name: &str| {
        let guard = Guard::builder(name).guard("metered.shared");
        let breaker = "50%/30s min:1 probes:1".parse().expect("a breaker");
        guard.breaker(breaker).build().expect("a guard")
    };
    let (charge, refund) = (guard("metered.charge"), guard("metered.refund"));
    assert!(charge.once(async || Answer::Err(failure())).await.is_err());
    assert!(refund.once(async || Answer::Ok(())).await.is_err());
    for (state, is) in [("open", 1.0), ("closed", 0.0), ("half_open", 0.0)] {
        let found = value(STATE, "metered.shared", ("state", state)).await;
        assert_eq!(found, Some(is), "{state}");
        let changes = value(CHANGES, "metered.shared", ("to", state)).await;
        assert_eq!(changes, Some(is), "{state}");
        assert_eq!(value(STATE, "metered.charge", ("state", state)).await, None);
    }
    let open = value(REJECTED, "metered.refund", ("reason", "open")).await;
    assert_eq!(open, Some(1.0));
}
