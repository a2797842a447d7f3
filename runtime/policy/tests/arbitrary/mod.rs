//! Valid policies at random, for the property tests.

pub(crate) mod dependency;

use std::borrow::Cow;

use hardpoint_policy::{
    Access, BodyLimit, CachePolicy, Concurrency, Criticality, Date, Deprecation, Duration,
    Idempotency, InvalidatedBy, Method, Mode, OnOutage, Rate, RateKey, Size, Slo, Sunset, TagPart,
    TagTemplate, Tags, Timeout, Vary, Version,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// From a millisecond to `most`, whole units as often as odd ones.
pub(crate) fn span(most: Duration) -> impl Strategy<Value = Duration> {
    let most = most.as_millis();
    (1..=most, select(vec![1, 1_000, 60_000, 3_600_000])).prop_map(move |(millis, unit)| {
        Duration::from_millis((millis / unit * unit).max(unit).min(most))
    })
}

pub(crate) fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![9 => span(Duration::MAX), 1 => Just(Duration::ZERO)]
}

pub(crate) fn size() -> impl Strategy<Value = Size> {
    (1..=u64::MAX, 0..40_u32)
        .prop_map(|(bytes, shift)| Size::from_bytes((bytes >> shift << (shift / 2)).max(1)))
}

pub(crate) fn body() -> impl Strategy<Value = BodyLimit> {
    prop_oneof![size().prop_map(BodyLimit::Max), Just(BodyLimit::Stream)]
}

pub(crate) fn timeout() -> impl Strategy<Value = Timeout> {
    let reason = any::<String>().prop_filter_map("a reason is said", |text| {
        let because = Cow::Owned(text.trim().to_owned());
        (!text.trim().is_empty()).then_some(Timeout::None { because })
    });
    prop_oneof![
        span(Duration::from_secs(86_400)).prop_map(Timeout::After),
        reason
    ]
}

fn header() -> impl Strategy<Value = Cow<'static, str>> {
    "[a-z0-9!#$%&'*+.^_`|~-]{1,20}".prop_map(Cow::Owned)
}

pub(crate) fn key() -> impl Strategy<Value = RateKey> {
    prop_oneof![
        Just(RateKey::Ip),
        Just(RateKey::Principal),
        Just(RateKey::Tenant),
        Just(RateKey::Global),
        header().prop_map(RateKey::Header),
    ]
}

pub(crate) fn rate() -> impl Strategy<Value = Rate> {
    let numbers = (1..100_000_u32, 1..10_000_u64, 1..1_000_u32, 1..1_000_u32);
    let unit = select(vec![1_u64, 60, 3_600, 86_400]);
    let words = (key(), any::<bool>(), any::<bool>());
    (numbers, unit, words).prop_filter_map(
        "the bucket refills within ten years",
        |((quota, windows, burst, cost), unit, (key, deny, shadow))| {
            let seconds = (windows * unit).min(Duration::MAX.as_millis() / 1_000);
            let mut rate = Rate::new(quota, Duration::from_secs(seconds));
            rate.key = key;
            rate.burst = burst;
            rate.cost = cost.min(burst);
            rate.on_outage = if deny {
                OnOutage::Deny
            } else {
                OnOutage::Local
            };
            rate.mode = if shadow { Mode::Shadow } else { Mode::Enforce };
            let longest = Duration::MAX.as_millis() * 1_000_000;
            (rate.capacity_nanos() <= longest).then_some(rate)
        },
    )
}

pub(crate) fn concurrency() -> impl Strategy<Value = Concurrency> {
    let waits = (1..=u32::MAX, span(Duration::MAX));
    (1..=u32::MAX, proptest::option::of(waits)).prop_map(|(limit, waits)| {
        let (queue, wait) = waits.unwrap_or((0, Duration::ZERO));
        Concurrency { limit, queue, wait }
    })
}

pub(crate) fn idempotency() -> impl Strategy<Value = Idempotency> {
    let ttl = prop_oneof![span(Duration::MAX), Just(Duration::from_secs(86_400))];
    (ttl, any::<bool>(), 0..3_u8).prop_map(|(ttl, optional, lost)| Idempotency {
        ttl,
        optional,
        rerun_safe: lost == 1,
        tx: lost == 2,
    })
}

pub(crate) fn tag() -> impl Strategy<Value = TagTemplate> {
    let literal = "[!-+\\--z|~]{1,8}";
    let capture = "[A-Za-z_][A-Za-z0-9_]{0,8}";
    vec((any::<bool>(), literal, capture), 1..4).prop_map(|parts| {
        let mut read: Vec<TagPart> = Vec::new();
        for (is_capture, literal, capture) in parts {
            match (is_capture, read.last_mut()) {
                (true, _) => read.push(TagPart::Capture(Cow::Owned(capture))),
                // Two literals in a row are one.
                (false, Some(TagPart::Literal(before))) => before.to_mut().push_str(&literal),
                (false, _) => read.push(TagPart::Literal(Cow::Owned(literal))),
            }
        }
        TagTemplate {
            parts: Cow::Owned(read),
        }
    })
}

fn distinct<T: PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut kept = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

pub(crate) fn tags() -> impl Strategy<Value = Tags> {
    vec(tag(), 1..4).prop_map(|tags| Cow::Owned(distinct(tags)))
}

pub(crate) fn vary() -> impl Strategy<Value = Vary> {
    let named = header().prop_filter_map("`*` is no header", |name| {
        (!matches!(name.as_ref(), "*" | "principal" | "tenant")).then_some(Vary::Header(name))
    });
    prop_oneof![Just(Vary::Principal), Just(Vary::Tenant), named]
}

pub(crate) fn cache() -> impl Strategy<Value = CachePolicy> {
    let none_or_tags = prop_oneof![Just(Cow::Borrowed(&[][..])), tags()];
    let max = prop_oneof![size(), Just(CachePolicy::DEFAULT_MAX)];
    let statuses = vec(select(vec![201_u16, 204, 301, 308, 404, 410, 451]), 0..4);
    let times = (span(Duration::MAX), duration());
    (
        times,
        any::<bool>(),
        vec(vary(), 0..4),
        (none_or_tags, invalidated_by()),
        max,
        statuses,
    )
        .prop_map(
            |((ttl, stale), shared, vary, (tags, invalidated_by), max, statuses)| CachePolicy {
                ttl,
                stale,
                shared,
                vary: Cow::Owned(distinct(vary)),
                tags,
                invalidated_by,
                max,
                statuses: Cow::Owned(distinct(statuses)),
            },
        )
}

pub(crate) fn invalidated_by() -> impl Strategy<Value = InvalidatedBy> {
    select(vec![
        InvalidatedBy::Endpoints,
        InvalidatedBy::Ttl,
        InvalidatedBy::Code,
    ])
}

pub(crate) fn access() -> impl Strategy<Value = Access> {
    let scope = "[!#-+\\--\\[\\]-~]{1,12}".prop_filter("words are no scopes", |scope| {
        !matches!(scope.as_str(), "public" | "principal" | "unstated")
    });
    let scopes = vec(scope.prop_map(Cow::Owned), 1..4);
    prop_oneof![
        1 => Just(Access::Unstated),
        1 => Just(Access::Public),
        1 => Just(Access::Principal),
        3 => scopes.prop_map(|scopes| Access::Scopes(Cow::Owned(distinct(scopes)))),
    ]
}

pub(crate) fn date() -> impl Strategy<Value = Date> {
    (1970..=9999_u16, 1..=12_u8, 1..=31_u8)
        .prop_filter_map("the month has that day", |(year, month, day)| {
            Date::new(year, month, day)
        })
}

fn link() -> impl Strategy<Value = Option<Cow<'static, str>>> {
    let path = "/([a-z0-9._~!$&'()*+;=:@-]([a-z,?#/]|%[0-9A-F]{2}){0,8})?";
    let url = "https?://[a-z0-9.-]{1,12}(:80)?(/[a-z?#]{0,8})?";
    let link = prop_oneof![path, url].prop_map(|link| link.trim_end_matches(',').to_owned().into());
    proptest::option::of(link)
}

pub(crate) fn deprecation() -> impl Strategy<Value = Deprecation> {
    (date(), link(), link()).prop_map(|(since, see, successor)| Deprecation {
        since,
        see,
        successor,
    })
}

pub(crate) fn sunset() -> impl Strategy<Value = Sunset> {
    (date(), link()).prop_map(|(at, see)| Sunset { at, see })
}

pub(crate) fn version() -> impl Strategy<Value = Version> {
    (1..=Version::MOST).prop_filter_map("a version", Version::new)
}

pub(crate) fn slo() -> impl Strategy<Value = Slo> {
    (1..100_000_u32, proptest::option::of(span(Duration::MAX)))
        .prop_map(|(objective, under)| Slo { objective, under })
}

pub(crate) fn criticality() -> impl Strategy<Value = Criticality> {
    select(vec![
        Criticality::Critical,
        Criticality::Default,
        Criticality::Sheddable,
    ])
}

pub(crate) fn method() -> impl Strategy<Value = Method> {
    select(Method::ALL.to_vec())
}
