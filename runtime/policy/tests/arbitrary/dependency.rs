//! Valid dependencies at random.

use std::borrow::Cow;

use hardpoint_policy::{
    BreakerPolicy, BulkheadPolicy, DependencySpec, Duration, Hedge, Retry, Share, Stated,
};
use proptest::option::of;
use proptest::prelude::*;

use super::span;

const DAY: Duration = Duration::from_secs(86_400);

pub(crate) fn share() -> impl Strategy<Value = Share> {
    (1..=1_000_u16).prop_filter_map("a share", |share| {
        format!("{}.{}%", share / 10, share % 10).parse().ok()
    })
}

pub(crate) fn retry() -> impl Strategy<Value = Retry> {
    let spans = (of(span(Duration::MAX)), of(span(Duration::MAX)));
    let attempts = prop_oneof![3 => 2..=5_u32, 1 => 2..=100_u32];
    (attempts, spans).prop_map(|(attempts, (base, max))| Retry {
        attempts,
        base,
        max,
    })
}

pub(crate) fn breaker() -> impl Strategy<Value = BreakerPolicy> {
    let window = span(Duration::MAX).prop_map(|window| window.max(Duration::from_secs(1)));
    let numbers = (1..100_u32, prop_oneof![1..10_u32, 1..=u32::MAX]);
    let spans = (span(DAY), span(DAY), of(span(DAY)));
    (share(), window, numbers, spans).prop_map(
        |(failures, window, (min, probes), (open, max_open, slow))| BreakerPolicy {
            failures,
            window,
            min,
            open,
            max_open,
            probes,
            slow,
        },
    )
}

pub(crate) fn bulkhead() -> impl Strategy<Value = BulkheadPolicy> {
    let wait = prop_oneof![Just(Duration::ZERO), span(DAY)];
    (prop_oneof![1..10_u32, 1..=u32::MAX], wait)
        .prop_map(|(limit, wait)| BulkheadPolicy { limit, wait })
}

pub(crate) fn hedge() -> impl Strategy<Value = Hedge> {
    prop_oneof![
        (50..=99_u8).prop_map(Hedge::Percentile),
        span(DAY).prop_map(Hedge::After),
    ]
}

fn stated<T: std::fmt::Debug + Clone>(
    policy: impl Strategy<Value = T>,
) -> impl Strategy<Value = Stated<T>> {
    let reason = any::<String>().prop_filter_map("a reason is said", |text| {
        let because = Cow::Owned(text.trim().to_owned());
        (!text.trim().is_empty()).then_some(Stated::None { because })
    });
    prop_oneof![
        2 => Just(Stated::Unsaid),
        3 => policy.prop_map(Stated::Policy),
        1 => reason,
    ]
}

prop_compose! {
    /// Any dependency whose every option could be written.
    pub(crate) fn dependency()(
        name in "[A-Za-z0-9_.-]{1,64}",
        guard in of("[A-Za-z0-9_.-]{1,64}"),
        (timeout, attempt) in (prop_oneof![span(DAY), span(Duration::from_secs(10))], of(span(DAY))),
        is_repeatable in prop::bool::weighted(0.7),
        retry in stated(retry()),
        breaker in stated(breaker()),
        concurrency in stated(bulkhead()),
        hedge in of(hedge()),
    ) -> DependencySpec {
        DependencySpec {
            name: Cow::Owned(name),
            guard: guard.map(Cow::Owned),
            timeout,
            attempt,
            is_repeatable,
            retry,
            breaker,
            concurrency,
            hedge,
        }
    }
}
