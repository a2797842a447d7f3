//! What is printed is read back as it was, for every policy.

mod arbitrary;

use std::borrow::Cow;

use hardpoint_policy::{
    DependencySpec, EndpointSpec, PolicyError, RoutePath, print_tags, read_tags,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// Prints a policy and reads it back; prints that, and finds the same text.
fn round_trip<T>(policy: &T) -> Result<(), TestCaseError>
where
    T: std::fmt::Debug + std::fmt::Display + std::str::FromStr<Err = PolicyError> + PartialEq,
{
    let text = policy.to_string();
    match text.parse::<T>() {
        Ok(read) => {
            prop_assert_eq!(&read, policy, "through `{}`", text);
            prop_assert_eq!(read.to_string(), text);
            Ok(())
        }
        Err(error) => Err(TestCaseError::fail(format!("`{text}`: {error}"))),
    }
}

fn text() -> impl Strategy<Value = Cow<'static, str>> {
    any::<String>().prop_map(Cow::Owned)
}

prop_compose! {
    /// Any endpoint; where it stands and what it is called is in no text.
    fn endpoint()(
        (summary, tag, policy, authorize) in (text(), of(text()), of(text()), of(text())),
        declared in vec(text(), 0..3),
        (methods, path, version) in (
            vec(arbitrary::method(), 0..3), of("/[^\\n]*"), of(arbitrary::version()),
        ),
        (timeout, body) in (arbitrary::timeout(), arbitrary::body()),
        (rates, concurrency) in (vec(arbitrary::rate(), 0..3), of(arbitrary::concurrency())),
        (cache, invalidates) in (of(arbitrary::cache()), arbitrary::tags()),
        idempotency in of(arbitrary::idempotency()),
        (criticality, access) in (arbitrary::criticality(), arbitrary::access()),
        (deprecated, sunset) in (of(arbitrary::deprecation()), of(arbitrary::sunset())),
        slo in of(arbitrary::slo()),
    ) -> EndpointSpec {
        EndpointSpec {
            tag,
            summary,
            methods: match path {
                Some(_) => Cow::Owned(methods),
                None => Cow::Borrowed(&[]),
            },
            path: path.map(Cow::Owned),
            version,
            timeout,
            body,
            rates: Cow::Owned(rates),
            concurrency,
            cache,
            invalidates,
            idempotency,
            criticality,
            access,
            authorize,
            deprecated,
            sunset,
            slo,
            policy,
            declared: Cow::Owned(declared),
            ..EndpointSpec::new("endpoint", "module")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn durations(policy in arbitrary::duration()) {
        round_trip(&policy)?;
    }

    #[test]
    fn sizes(policy in arbitrary::size()) {
        round_trip(&policy)?;
    }

    #[test]
    fn body_limits(policy in arbitrary::body()) {
        round_trip(&policy)?;
    }

    #[test]
    fn timeouts(policy in arbitrary::timeout()) {
        round_trip(&policy)?;
    }

    #[test]
    fn rates(policy in arbitrary::rate()) {
        round_trip(&policy)?;
        round_trip(&policy.key)?;
        round_trip(&policy.on_outage)?;
        round_trip(&policy.mode)?;
    }

    #[test]
    fn concurrency(policy in arbitrary::concurrency()) {
        round_trip(&policy)?;
    }

    #[test]
    fn cache_policies(policy in arbitrary::cache()) {
        round_trip(&policy)?;
    }

    #[test]
    fn vary(policy in arbitrary::vary()) {
        round_trip(&policy)?;
    }

    #[test]
    fn tags(tag in arbitrary::tag(), tags in arbitrary::tags()) {
        round_trip(&tag)?;
        prop_assert_eq!(read_tags(&print_tags(&tags)), Ok(tags));
    }

    #[test]
    fn idempotency(policy in arbitrary::idempotency()) {
        round_trip(&policy)?;
    }

    #[test]
    fn invalidated_by(policy in arbitrary::invalidated_by()) {
        round_trip(&policy)?;
    }

    #[test]
    fn access(policy in arbitrary::access()) {
        round_trip(&policy)?;
    }

    #[test]
    fn dates(date in arbitrary::date()) {
        round_trip(&date)?;
    }

    #[test]
    fn deprecations_and_sunsets(
        deprecation in arbitrary::deprecation(),
        sunset in arbitrary::sunset(),
    ) {
        round_trip(&deprecation)?;
        round_trip(&sunset)?;
    }

    #[test]
    fn slos(policy in arbitrary::slo()) {
        round_trip(&policy)?;
    }

    #[test]
    fn criticality_and_method(word in arbitrary::criticality(), method in arbitrary::method()) {
        round_trip(&word)?;
        round_trip(&method)?;
    }

    #[test]
    fn route_paths(segments in prop::collection::vec("[a-z]{1,6}|\\{[a-z]{1,6}\\}", 0..8)) {
        let text = format!("/{}", segments.join("/"));
        if let Ok(path) = text.parse::<RoutePath>() {
            prop_assert_eq!(path.as_str(), text);
            round_trip(&path)?;
        }
    }

    #[test]
    fn endpoints(spec in endpoint()) {
        let text = spec.written();
        prop_assert_eq!(EndpointSpec::read(&text, "module"), Ok(spec), "through `{}`", text);
    }

    #[test]
    fn dependencies(spec in arbitrary::dependency::dependency()) {
        let text = spec.written();
        prop_assert_eq!(DependencySpec::read(&text), Ok(spec), "through `{}`", text);
    }

    #[test]
    fn policies_of_dependencies(
        (share, retry) in (arbitrary::dependency::share(), arbitrary::dependency::retry()),
        (breaker, bulkhead) in (arbitrary::dependency::breaker(), arbitrary::dependency::bulkhead()),
        hedge in arbitrary::dependency::hedge(),
    ) {
        round_trip(&share)?;
        round_trip(&retry)?;
        round_trip(&breaker)?;
        round_trip(&bulkhead)?;
        round_trip(&hedge)?;
    }
}
