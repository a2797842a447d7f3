//! Whatever an endpoint promises, the rules say what is wrong with it, and what they say can be
//! done.

use std::borrow::Cow;
use std::str::FromStr;

use hardpoint_policy::{
    Access, BodyLimit, CachePolicy, Concurrency, EndpointSpec, Idempotency, PolicyError, RULES,
    Rate, RuleBreach, SetFacts, Slo, Timeout, check, check_all, read_tags,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{arbitrary, is_listed, offered, rules};

/// One of a few texts that meet each other's rules, or any at all.
fn near<T>(
    texts: &'static [&'static str],
    any: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = T>
where
    T: FromStr<Err = PolicyError> + std::fmt::Debug + 'static,
{
    let few = select(texts).prop_filter_map("it is read", |text| text.parse::<T>().ok());
    prop_oneof![3 => few, 1 => any]
}

const CACHES: &[&str] = &[
    "ttl:60",
    "ttl:60 shared",
    "ttl:60 stale:30 vary:principal",
    "ttl:60 shared vary:tenant,accept",
    "ttl:60 vary:cookie,accept,authorization",
    "ttl:60 vary:x-request-id,traceparent",
    "ttl:60 stale:1h tags:a\"b,order-{id}",
    "ttl:60 invalidated-by:code",
];
const RATES: &[&str] = &[
    "10/min",
    "5/60s burst:20",
    "1000/h",
    "10/min mode:shadow",
    "10/min per:principal",
    "1/s per:tenant",
    "5/s per:header(cookie)",
    "9/min per:header(authorization) cost:3",
    "5/s per:header(x-forwarded-for)",
    "5/s per:header(x-request-id)",
];

prop_compose! {
    fn limits()(
        timeout in near(&["5s", "30s", "none because:it streams"], arbitrary::timeout()),
        body in near(&["64KiB", "stream"], arbitrary::body()),
        rates in vec(near(RATES, arbitrary::rate()), 0..4),
        concurrency in of(near(
            &["4", "4 queue:8 wait:5s", "4 queue:8 wait:1ms"],
            arbitrary::concurrency(),
        )),
        slo in of(near(&["99.9%", "99% under:6s"], arbitrary::slo())),
    ) -> (Timeout, BodyLimit, Vec<Rate>, Option<Concurrency>, Option<Slo>) {
        (timeout, body, rates, concurrency, slo)
    }
}

prop_compose! {
    fn endpoint()(
        methods in vec(arbitrary::method(), 0..3),
        criticality in arbitrary::criticality(),
        (timeout, body, rates, concurrency, slo) in limits(),
        cache in of(near(CACHES, arbitrary::cache())),
        invalidates in select(vec!["", "orders", "a\"b,stock", "order-{id}"]),
        idempotency in of(near(&["", "ttl:1", "tx"], arbitrary::idempotency())),
        access in arbitrary::access(),
        authorize in any::<bool>(),
        (deprecated, sunset) in (of(arbitrary::deprecation()), of(arbitrary::sunset())),
        version in of(arbitrary::version()),
    ) -> EndpointSpec {
        EndpointSpec {
            version,
            methods: Cow::Owned(methods),
            timeout,
            body,
            rates: Cow::Owned(rates),
            concurrency,
            cache,
            invalidates: read_tags(invalidates).unwrap_or_default(),
            idempotency,
            criticality,
            access,
            authorize: authorize.then_some(Cow::Borrowed("owns_order")),
            deprecated,
            sunset,
            slo,
            ..EndpointSpec::new("endpoint", "module")
        }
    }
}

/// Whether the endpoint says something else than what holds where nothing is said.
fn states(spec: &EndpointSpec, option: &str) -> bool {
    let unsaid = EndpointSpec::new("", "");
    match option {
        "timeout" => spec.timeout != unsaid.timeout,
        "body" => spec.body != unsaid.body,
        "rate" => !spec.rates.is_empty(),
        "concurrency" => spec.concurrency.is_some(),
        "cache" => spec.cache.is_some(),
        "invalidates" => !spec.invalidates.is_empty(),
        "idempotent" => spec.idempotency.is_some(),
        "auth" | "public" => spec.access != Access::Unstated,
        "authorize" => spec.authorize.is_some(),
        "deprecated" => spec.deprecated.is_some(),
        "sunset" => spec.sunset.is_some(),
        "slo" => spec.slo.is_some(),
        "version" => spec.version.is_some(),
        _ => false,
    }
}

/// The endpoint with a value pasted.
fn pasted(spec: &EndpointSpec, option: &str, value: &str) -> Result<EndpointSpec, PolicyError> {
    let mut spec = spec.clone();
    match option {
        "timeout" => spec.timeout = value.parse()?,
        "body" => spec.body = value.parse()?,
        "rate" => spec.rates = Cow::Owned(vec![value.parse()?]),
        "concurrency" => spec.concurrency = Some(value.parse()?),
        "cache" => spec.cache = Some(value.parse::<CachePolicy>()?),
        "invalidates" => spec.invalidates = read_tags(value)?,
        "idempotent" => spec.idempotency = Some(value.parse::<Idempotency>()?),
        "slo" => spec.slo = Some(value.parse()?),
        _ => panic!("`{option}` is no option"),
    }
    Ok(spec)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn a_breach_is_of_a_listed_rule_and_at_an_option_that_is_stated(spec in endpoint()) {
        let breaches = check(&spec);
        prop_assert_eq!(&check(&spec), &breaches);
        for RuleBreach { rule, option, message, help } in &breaches {
            let of_catalogue = RULES.iter().find(|known| known.name == *rule);
            prop_assert_eq!(of_catalogue.map(|known| known.option), Some(*option));
            prop_assert!(states(&spec, option), "{} is not stated: {}", option, rule);
            prop_assert!(message.contains(&format!("`{option}")) || message.contains("` in `"), "{}", message);
            prop_assert!(!help.is_empty());
        }
    }

    #[test]
    fn the_order_of_rates_changes_no_verdict(spec in endpoint(), turn in 0..4_usize) {
        let mut turned = spec.clone();
        let rates = turned.rates.to_mut();
        let count = rates.len();
        rates.rotate_left(if count == 0 { 0 } else { turn % count });
        if turn % 2 == 0 {
            rates.reverse();
        }
        prop_assert_eq!(rules(&check(&turned)), rules(&check(&spec)));
    }

    #[test]
    fn what_is_offered_to_paste_is_read_and_mends_the_breach(spec in endpoint()) {
        for breach in check(&spec) {
            for (option, value) in offered(&breach.help) {
                match pasted(&spec, &option, &value) {
                    Ok(mended) => prop_assert!(
                        !rules(&check(&mended)).contains(&breach.rule),
                        "`{} = {:?}` mends nothing: {:?}", option, value, breach
                    ),
                    Err(error) => prop_assert!(false, "`{value}` in {breach:?}: {error}"),
                }
            }
        }
    }

    #[test]
    fn any_endpoints_are_taken_or_told_apart(
        specs in vec((endpoint(), select(vec!["a", "b-c", "b_c"]), "/([a-c]|\\{[ab]\\}|/){0,5}(\\*)?"), 0..6),
    ) {
        let specs: Vec<EndpointSpec> = specs
            .into_iter()
            .map(|(spec, name, path)| EndpointSpec {
                name: Cow::Borrowed(name),
                path: Some(Cow::Owned(path)),
                ..spec
            })
            .collect();
        let specs: Vec<&EndpointSpec> = specs.iter().collect();
        let facts = SetFacts {
            drain_budget: Some(hardpoint_policy::Duration::from_secs(10)),
            ..SetFacts::default()
        };
        let breaches = check_all(&specs, &facts);
        prop_assert_eq!(&check_all(&specs, &facts), &breaches);
        for breach in breaches {
            prop_assert!(is_listed(breach.rule), "{}", breach.rule);
            prop_assert!(!breach.help.is_empty() && breach.message.contains('`'));
            prop_assert!(breach.endpoints.iter().all(|name| specs.iter().any(|s| s.name == *name)));
        }
    }
}
