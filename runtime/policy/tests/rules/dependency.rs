//! Whatever a dependency promises, what is unsaid fits it, and the rules say what is wrong with the
//! rest.

use hardpoint_policy::{
    DependencySpec, Duration, PolicyError, Retry, RuleBreach, Stated, check_dependency,
};
use proptest::prelude::*;

use crate::arbitrary::dependency::dependency;
use crate::{is_listed, offered, rules};

/// Whether the dependency says it, beside its name.
fn states(spec: &DependencySpec, option: &str) -> bool {
    match option {
        "timeout" => spec.timeout != DependencySpec::DEFAULT_TIMEOUT,
        "attempt" => spec.attempt.is_some(),
        "retry" => spec.retry.is_said(),
        "breaker" => spec.breaker.is_said(),
        "concurrency" => spec.concurrency.is_said(),
        "hedge" => spec.hedge.is_some(),
        _ => false,
    }
}

/// What a call takes at most, counted anew.
fn longest(spec: &DependencySpec) -> u128 {
    let waits = (1..spec.attempts()).map(|retry| u128::from(spec.backoff(retry).as_millis()));
    let attempt = u128::from(spec.attempt_timeout().as_millis());
    u128::from(spec.attempts()) * attempt + waits.sum::<u128>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_unsaid_fits_any_timeout_and_any_number_of_attempts(
        attempts in 2..=100_u32,
        beyond in prop_oneof![0..1_000_u64, 0..86_399_800_u64],
        is_said in any::<bool>(),
    ) {
        let retry = Retry { attempts, ..Retry::DEFAULT };
        let spec = DependencySpec {
            timeout: Duration::from_millis(200 + beyond),
            is_repeatable: true,
            retry: if is_said { Stated::Policy(retry) } else { Stated::Unsaid },
            ..DependencySpec::new("stock")
        };
        prop_assert_eq!(check_dependency(&spec), []);
        prop_assert!(longest(&spec) <= spec.timeout.as_millis().into());
        // And all of what is computed can be said.
        let said = DependencySpec {
            attempt: Some(spec.attempt_timeout()),
            retry: Stated::Policy(Retry {
                attempts: spec.attempts(),
                base: Some(spec.base()),
                max: Some(spec.longest_wait()),
            }),
            breaker: spec.breaker().map_or(Stated::Unsaid, Stated::Policy),
            concurrency: spec.bulkhead().map_or(Stated::Unsaid, Stated::Policy),
            ..spec
        };
        prop_assert_eq!(check_dependency(&said), []);
    }

    #[test]
    fn an_unsaid_attempt_or_wait_breaks_no_rule_that_another_value_would_keep(
        spec in dependency(),
        (attempt, base, max) in (1..10_000_u64, 1..10_000_u64, 1..10_000_u64),
        (says_attempt, says_base, says_max) in any::<(bool, bool, bool)>(),
    ) {
        let span = |is_said: bool, millis| is_said.then_some(Duration::from_millis(millis));
        let retry = |says_base, says_max| Stated::Policy(Retry {
            attempts: 3,
            base: span(says_base, base),
            max: span(says_max, max),
        });
        let said = DependencySpec {
            attempt: span(true, attempt),
            retry: retry(true, true),
            is_repeatable: true,
            breaker: Stated::Unsaid,
            concurrency: Stated::Unsaid,
            hedge: None,
            ..spec
        };
        let partly = DependencySpec {
            attempt: span(says_attempt, attempt),
            retry: retry(says_base, says_max),
            ..said.clone()
        };
        if check_dependency(&said).is_empty() {
            prop_assert_eq!(check_dependency(&partly), [], "{:?}", partly);
        }
    }

    #[test]
    fn waits_double_up_to_the_longest(spec in dependency()) {
        let (base, longest) = (spec.base(), spec.longest_wait());
        let mut wait = u128::from(base.as_millis());
        let mut sum = 0;
        for retry in 1..spec.attempts() {
            prop_assert_eq!(
                u128::from(spec.backoff(retry).as_millis()),
                wait.min(longest.as_millis().into())
            );
            sum += u128::from(spec.backoff(retry).as_millis());
            wait = wait.saturating_mul(2);
        }
        prop_assert_eq!(u128::from(spec.backoff_sum().as_millis()), sum);
        prop_assert!(!spec.attempt_timeout().is_zero());
    }

    #[test]
    fn no_breach_means_that_all_attempts_and_waits_end_in_time(spec in dependency()) {
        let breaches = check_dependency(&spec);
        let is_in_time = longest(&spec) <= spec.timeout.as_millis().into();
        let is_told = rules(&breaches).iter().any(|rule| rule.ends_with("before_the_timeout"));
        prop_assert!(is_in_time || is_told, "{:?}", breaches);
        if let (true, Some(breaker)) = (breaches.is_empty(), spec.breaker()) {
            prop_assert!(breaker.window.as_millis() >= 2 * spec.attempt_timeout().as_millis());
            prop_assert!((1..=breaker.min).contains(&breaker.probes));
            let limit = spec.bulkhead().map_or(u32::MAX, |bulkhead| bulkhead.limit);
            prop_assert!(breaker.probes <= limit && breaker.open <= breaker.max_open);
        }
    }

    #[test]
    fn a_breach_is_of_a_listed_rule_and_at_an_option_that_is_stated(spec in dependency()) {
        for RuleBreach { rule, option, message, help } in check_dependency(&spec) {
            prop_assert!(is_listed(rule));
            prop_assert!(states(&spec, option), "{} is not stated: {}", option, rule);
            prop_assert!(message.contains(&format!("`{option}`")), "{}", message);
            prop_assert!(!help.is_empty());
        }
    }

    #[test]
    fn what_is_offered_to_paste_is_read_and_mends_the_breach(spec in dependency()) {
        for breach in check_dependency(&spec) {
            for (option, value) in offered(&breach.help) {
                let mut mended = spec.clone();
                let read: Result<(), PolicyError> = mended.promise(&option, &value);
                prop_assert_eq!(read, Ok(()), "{:?}", breach);
                prop_assert!(
                    !rules(&check_dependency(&mended)).contains(&breach.rule),
                    "`{} = {:?}` mends nothing: {:?}", option, value, breach
                );
            }
        }
    }
}
